"""What types may be called, in order of preference."""

from __future__ import annotations

from collections.abc import Mapping

from ...ir.types import Invented, ObjectDecl, Role, TypeDecl, TypeId, UnionDecl
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
    return candidates if declaration.also else without_vague(candidates)


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
