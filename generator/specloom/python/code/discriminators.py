"""Union variants: told apart by the value of a property."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from ...ir.resolve import Types, declaration_of
from ...ir.types import (
    AliasDecl,
    Const,
    EnumDecl,
    Field,
    Json,
    Named,
    Nullable,
    ObjectDecl,
    Required,
    Text,
    TypeId,
    TypeRef,
    UnionDecl,
    Variant,
)
from ...records import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """How the objects of a union are told apart: by the value of the property `name`.

    `table` holds the objects that each value, as mappings write it, leaves possible. `absent` and
    `unlisted` are the objects that are possible without the property, and with another value; where
    there are none, such an object stays as it came.
    """

    name: Text
    table: Mapping[str, tuple[TypeId, ...]]
    absent: tuple[TypeId, ...] = ()
    unlisted: tuple[TypeId, ...] = ()

    @property
    def objects(self) -> frozenset[TypeId]:
        """The objects that are chosen from."""
        listed = [type_id for ids in self.table.values() for type_id in ids]
        return frozenset((*listed, *self.absent, *self.unlisted))

    @property
    def tags(self) -> dict[str, TypeId]:
        """The values that say which object it is."""
        return {tag: ids[0] for tag, ids in self.table.items() if len(ids) == 1}


def decisions_of(types: Types) -> dict[TypeId, Decision]:
    """Return how each union is decided, of those that a property decides."""
    decisions = {}
    for type_id, declaration in types.items():
        if isinstance(declaration, UnionDecl):
            decision = _declared(types, declaration) or _inferred(types, declaration)
            if decision is not None:
                decisions[type_id] = decision
    return decisions


def sorted_variants(
    types: Types, declaration: UnionDecl, decision: Decision
) -> tuple[list[TypeRef], list[TypeRef]]:
    """Return the alternatives that the property chooses from, and the others, such as texts."""
    inside: list[TypeRef] = []
    outside: list[TypeRef] = []
    nested = _declared(types, declaration) is None
    for variant in _flat(types, declaration, frozenset(), through=nested):
        target = declaration_of(types, variant.type)
        chosen = isinstance(target, ObjectDecl) and target.id in decision.objects
        (inside if chosen else outside).append(variant.type)
    return inside, outside


def tag_text(value: object) -> str | None:
    """Return the value of a discriminator as mappings write it; None for what cannot be one."""
    if isinstance(value, str):
        return value
    return json.dumps(value) if isinstance(value, bool | int) else None


def values_of(types: Types, ref: TypeRef, around: frozenset[TypeId] = frozenset()) -> list[Json]:
    """Return the values, but null, that a type lists as all that there are; nothing where it is open."""
    match ref:
        case Const(value=value):
            return [value]
        case Nullable(inner=inner):
            return values_of(types, inner, around)
        case Named(id=type_id) if type_id not in around:
            around |= {type_id}
            match types.get(type_id):
                case EnumDecl(members=members):
                    return [member.value for member in members]
                case AliasDecl(target=target):
                    return values_of(types, target, around)
                case UnionDecl(variants=variants):
                    listed = [values_of(types, variant.type, around) for variant in variants]
                    return [value for values in listed for value in values] if all(listed) else []
    return []


def _declared(types: Types, declaration: UnionDecl) -> Decision | None:
    """Return the decision by the union's discriminator; None where it does not decide.

    Besides the values that the document maps, those count that an alternative alone may have for the
    property. A union in the union that is told apart by the same property counts as its own
    alternatives.
    """
    name = declaration.discriminator
    if name is None:
        return None
    tags: dict[str, TypeId] = {}
    objects: dict[TypeId, ObjectDecl] = {}
    for variant in _flat(types, declaration, frozenset()):
        target = declaration_of(types, variant.type)
        match target:
            case ObjectDecl():
                objects[target.id] = target
                for tag in variant.tags:
                    tags.setdefault(tag.raw, target.id)
            case UnionDecl():
                return None
    values = {type_id: _values(types, target, name) for type_id, target in objects.items()}
    count = Counter(tag for tag_values in values.values() for tag in tag_values)
    for type_id, tag_values in values.items():
        for value in tag_values:
            # What several alternatives list says nothing, unless it is all that they may be.
            if count[value] == 1 or len(tag_values) == 1:
                tags.setdefault(value, type_id)
    default = default_of(types, declaration)
    others = () if default is None or not tags else (default,)
    if len({*tags.values(), *others}) < 2:
        return None
    table = {tag: (type_id,) for tag, type_id in tags.items()}
    return Decision(name=name, table=table, absent=others, unlisted=others)


def default_of(types: Types, declaration: UnionDecl) -> TypeId | None:
    """Return the class of objects whose discriminator is missing or names none; None if there is no such class."""
    if declaration.default is None:
        return None
    target = declaration_of(types, Named(id=declaration.default))
    return target.id if isinstance(target, ObjectDecl) else None


def _inferred(types: Types, declaration: UnionDecl) -> Decision | None:
    """Return the decision by a property that all the objects have, and whose values exclude some of them.

    A property decides best if every object lists its values and none lists another's, then if it is
    required, so that it is always there.
    """
    objects: dict[TypeId, ObjectDecl] = {}
    for variant in _flat(types, declaration, frozenset(), through=True):
        target = declaration_of(types, variant.type)
        if isinstance(target, ObjectDecl):
            objects[target.id] = target
    if len(objects) < 2:
        return None
    members = [{field.wire_name.raw: field for field in o.fields} for o in objects.values()]
    common = [name for name in members[0] if all(name in fields for fields in members)]
    best: tuple[int, Decision] | None = None
    for name in common:
        decision = _decision(types, name, objects, [fields[name] for fields in members])
        if decision is not None and (best is None or decision[0] < best[0]):
            best = decision
    return best[1] if best else None


def _decision(
    types: Types, name: str, objects: Mapping[TypeId, ObjectDecl], fields: Sequence[Field]
) -> tuple[int, Decision] | None:
    """Return what a property decides, and how badly; None where it excludes none of the objects."""
    table: dict[str, tuple[TypeId, ...]] = {}
    listing: list[TypeId] = []
    several = False
    for declaration in objects.values():
        tags = _values(types, declaration, Text(name))
        several = several or len(tags) > 1
        if tags:
            listing.append(declaration.id)
        for tag in dict.fromkeys(tags):
            table[tag] = (*table.get(tag, ()), declaration.id)
    # An object with one value needs no table: its class refuses all others.
    if len(listing) < 2 and not several:
        return None
    required = all(isinstance(field.presence, Required) for field in fields)
    absent = () if required else tuple(listing)
    if all(len(ids) == 1 for ids in table.values()):
        rank = 2 if len(listing) < len(objects) else 0 if required else 1
        return rank, Decision(name=Text(name), table=table, absent=absent)
    if all(len(ids) == len(listing) for ids in table.values()):
        return None
    # The values overlap, so they are not tags: a new one may be of each of the objects.
    decision = Decision(
        name=Text(name), table=table, absent=tuple(listing), unlisted=tuple(listing)
    )
    return 3, decision


def _flat(
    types: Types, declaration: UnionDecl, around: frozenset[TypeId], *, through: bool = False
) -> Iterator[Variant]:
    """Return the alternatives, those of unions in it among them: with the same discriminator, or `through` all."""
    around |= {declaration.id}
    for variant in declaration.variants:
        target = declaration_of(types, variant.type)
        if (
            isinstance(target, UnionDecl)
            and target.id not in around
            and (through or target.discriminator == declaration.discriminator)
            and not target.nullable
        ):
            yield from _flat(types, target, around, through=through)
        else:
            yield variant


def _values(types: Types, declaration: ObjectDecl, name: Text) -> list[str]:
    """Return the values that an object lists for a property, as tags; nothing where one cannot be a tag."""
    field: Field | None = next((f for f in declaration.fields if f.wire_name == name), None)
    tags = [tag_text(value.raw) for value in values_of(types, field.type)] if field else []
    return [] if None in tags else [tag for tag in tags if tag is not None]
