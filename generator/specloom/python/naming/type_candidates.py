"""What types may be called, in order of preference."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from ...ir.types import (
    Given,
    Invented,
    Named,
    Nullable,
    ObjectDecl,
    Role,
    TypeDecl,
    TypeId,
    TypeRef,
    UnionDecl,
)
from ...records import replace
from .class_names import apart_from_union, class_candidates, without_vague
from .owner_names import Owners


def type_candidates(
    named: Mapping[TypeId, TypeDecl], declaration: TypeDecl, owners: Owners
) -> list[str]:
    """Return names for a type, the one to be preferred first.

    Args:
        named: The types that have a name.
        declaration: The type.
        owners: What the operations are called that types are found in.
    """
    hint, short, resource = declaration.hint, None, None
    if isinstance(hint, Invented) and hint.parts:
        text = hint.parts[-1].text
        owner = replace(hint.parts[-1], text=owners.plain.get(text, text))
        short, resource = owners.short.get(text), owners.resource.get(text)
        hint = replace(hint, parts=(*hint.parts[:-1], owner))
    candidates = class_candidates(hint, _kind(declaration), short_owner=short, resource=resource)
    if not isinstance(hint, Invented):
        return candidates
    if hint.parts and hint.parts[0].role is Role.VARIANT:
        union = named.get(TypeId(declaration.id.rsplit("/", 2)[0]))
        return apart_from_union(
            candidates, class_candidates(union.hint, _kind(union)) if union else []
        )
    if not declaration.also:
        return without_vague(candidates)
    return [*_by_content(named, declaration), *candidates]


def _by_content(named: Mapping[TypeId, TypeDecl], declaration: TypeDecl) -> Iterator[str]:
    """Yield what the response of several operations is called after the one component that it has.

    `{ok: true, result: Message}` is a `MessageResponse`: it is not that of one of its operations.
    """
    hint = declaration.hint
    parts = hint.parts if isinstance(hint, Invented) else ()
    if not isinstance(declaration, ObjectDecl) or not parts:
        return
    if parts[0].role is not Role.RESPONSE or parts[0].text.raw:
        return
    held = {i for field in declaration.fields for i in _component_ids(named, field.type)}
    if len(held) == 1:
        (component,) = (named[type_id] for type_id in held)
        yield f"{class_candidates(component.hint, _kind(component))[0].removesuffix('Response')}Response"


def _component_ids(named: Mapping[TypeId, TypeDecl], ref: TypeRef) -> Iterator[TypeId]:
    """Yield the component that a property is, if it is an object."""
    target = ref.inner if isinstance(ref, Nullable) else ref
    if isinstance(target, Named) and target.id in named:
        found = named[target.id]
        if isinstance(found, (ObjectDecl, UnionDecl)) and isinstance(found.hint, Given):
            yield target.id


def _kind(declaration: TypeDecl) -> str:
    """Return the word for what a type is."""
    match declaration:
        case ObjectDecl():
            return "Object"
        case UnionDecl():
            return "Union"
        case _:
            return "Value"


def alias_candidates(
    named: Mapping[TypeId, TypeDecl], declaration: TypeDecl, owners: Owners, *, only_sent: bool
) -> list[str]:
    """Return names for a union that occurs in several places, after models have taken theirs.

    `only_sent` says that requests alone have it: then it is rather its property with "Param" than one of its places.
    The other arguments are as for `type_candidates`.
    """
    found = without_vague(type_candidates(named, declaration, owners))
    ends = ("", "Param") if only_sent else ("",)
    return [f"{name}{end}" for name in found for end in ends]
