"""Which alternative of a union a value is, by the property that tells them apart."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from ..ir.types import (
    AliasDecl,
    Const,
    EnumDecl,
    Field,
    Json,
    Named,
    ObjectDecl,
    Text,
    TypeDecl,
    TypeId,
    TypeRef,
    UnionDecl,
    Variant,
)

Types = Mapping[TypeId, TypeDecl]


def named_target(types: Types, ref: TypeRef) -> TypeDecl | None:
    """Give what a type names, through aliases; None for any other type."""
    seen: set[TypeId] = set()
    while isinstance(ref, Named) and ref.id not in seen:
        seen.add(ref.id)
        declaration = types.get(ref.id)
        if not isinstance(declaration, AliasDecl):
            return declaration
        ref = declaration.target
    return None


def tags_of(types: Types, declaration: UnionDecl) -> dict[str, TypeId]:
    """Give the class for each value of a union's discriminator; nothing where it does not decide.

    Besides the values that the document maps, those count that an alternative alone may have for the
    property. A union in the union that is told apart by the same property counts as its own
    alternatives.
    """
    name = declaration.discriminator
    if name is None:
        return {}
    tags: dict[str, TypeId] = {}
    objects: dict[TypeId, ObjectDecl] = {}
    for variant in _flat(types, declaration, frozenset()):
        target = named_target(types, variant.type)
        match target:
            case ObjectDecl():
                objects[target.id] = target
                for tag in variant.tags:
                    tags.setdefault(tag.raw, target.id)
            case UnionDecl():
                return {}
    values = {type_id: _values(types, target, name) for type_id, target in objects.items()}
    count = Counter(tag for found in values.values() for tag in found)
    for type_id, found in values.items():
        for value in found:
            # What several alternatives list says nothing, unless it is all that they may be.
            if count[value] == 1 or len(found) == 1:
                tags.setdefault(value, type_id)
    return tags


def default_of(types: Types, declaration: UnionDecl) -> TypeId | None:
    """Return the class of objects whose discriminator is missing or names none; None if there is no such class."""
    if declaration.default is None:
        return None
    target = named_target(types, Named(id=declaration.default))
    return target.id if isinstance(target, ObjectDecl) else None


def tagged_variants(
    types: Types, declaration: UnionDecl, tags: Iterable[TypeId]
) -> tuple[list[TypeRef], list[TypeRef]]:
    """Give the alternatives that tags choose from, and the others, such as texts."""
    chosen = set(tags)
    inside: list[TypeRef] = []
    outside: list[TypeRef] = []
    for variant in _flat(types, declaration, frozenset()):
        target = named_target(types, variant.type)
        tagged = isinstance(target, ObjectDecl) and target.id in chosen
        (inside if tagged else outside).append(variant.type)
    return inside, outside


def tag_text(value: Any) -> str | None:
    """Give the value of a discriminator as mappings write it; None for what cannot be one."""
    if isinstance(value, str):
        return value
    return json.dumps(value) if isinstance(value, bool | int) else None


def _flat(types: Types, declaration: UnionDecl, around: frozenset[TypeId]) -> Iterator[Variant]:
    around |= {declaration.id}
    for variant in declaration.variants:
        target = named_target(types, variant.type)
        if (
            isinstance(target, UnionDecl)
            and target.id not in around
            and target.discriminator == declaration.discriminator
            and not target.nullable
        ):
            yield from _flat(types, target, around)
        else:
            yield variant


def _values(types: Types, declaration: ObjectDecl, name: Text) -> list[str]:
    """Give the values that an object lists for a property, as tags."""
    field: Field | None = next((f for f in declaration.fields if f.wire_name == name), None)
    match field.type if field else None:
        case Const(value=Json(raw=raw)):
            listed = [raw]
        case Named() as ref:
            target = named_target(types, ref)
            members = target.members if isinstance(target, EnumDecl) else ()
            listed = [member.value.raw for member in members]
        case _:
            listed = []
    return [tag for value in listed if (tag := tag_text(value)) is not None]
