"""Schemas of plain values, about which nothing depends on where they stand.

Three quarters of the schemas of a large document are like `{type: string, format: uri, description: ...}`: they
refer to nothing, declare no type but that of the values that they list, and nothing is wrong with them. A few
thousand of them are repeated all over the document, so what one says is worked out once for all that are the same.
"""

from __future__ import annotations

from typing import Any

from ...ir.scalars import JSON_TYPES
from ...ir.types import Access, Doc, EnumDecl, Presence, TypeRef, Xml
from ...records import dataclass

_OF_VALUE = frozenset(
    "type format title summary description default example examples deprecated readOnly writeOnly nullable "
    "externalDocs xml $comment minimum maximum exclusiveMinimum exclusiveMaximum multipleOf minLength maxLength "
    "pattern contentEncoding contentMediaType minItems maxItems uniqueItems minProperties maxProperties".split()
)
"""What is said of the value itself: nothing that refers or declares."""
_KEYWORDS = _OF_VALUE | {"enum", "items", "additionalProperties"}
_TYPES = frozenset((*JSON_TYPES, "array", "object"))


@dataclass(frozen=True, slots=True, kw_only=True)
class PlainSchema:
    """What a plain schema says of a property: `presence` is that of one that is not required.

    `enumeration` is what one that lists values declares at its own place, which the type names.
    """

    type: TypeRef
    presence: Presence
    access: Access
    xml: Xml | None
    doc: Doc
    enumeration: EnumDecl | None = None


def plain_key(value: Any) -> str | None:
    """Return what all schemas have in common that say the same as a plain one; None for other schemas.

    It is text, which tells true from 1 and from 1.0; to Python these are equal.
    """
    if not _is_plain(value, _KEYWORDS):
        return None
    inside = [value[name] for name in ("items", "additionalProperties") if name in value]
    # What is nested deeper is rare, and takes more of Python's stack.
    return repr(value) if all(map(_is_plain_inside, inside)) else None


def _is_plain_inside(value: Any) -> bool:
    return isinstance(value, bool) or _is_plain(value, _OF_VALUE)


def _is_plain(value: Any, keywords: frozenset[str]) -> bool:
    """Return whether a schema has such keywords only, and says with them what it may."""
    if not isinstance(value, dict) or not _is_known(value, keywords) or not _has_one_type(value):
        return False
    return not isinstance(value.get("examples"), dict)  # Example objects may be references.


def _is_known(value: dict[str, Any], keywords: frozenset[str]) -> bool:
    return keywords.issuperset(value) or all(
        keyword in keywords or keyword.startswith("x-") for keyword in value
    )


def _has_one_type(value: dict[str, Any]) -> bool:
    """Return whether a schema names a type of JSON Schema, maybe null beside it, or none: no choice, no mistake."""
    if "type" not in value:
        return True
    types = value["type"]
    if isinstance(types, list):
        others = [name for name in types if name != "null"]
        return bool(types) and len(others) <= 1 and all(map(_is_type, others))
    return _is_type(types)


def _is_type(name: Any) -> bool:
    return isinstance(name, str) and name in _TYPES
