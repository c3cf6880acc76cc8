"""A quick look at schemas: which are certainly well-formed, and need no slow validation.

The specification's JSON Schemas take a second for each megabyte of schemas, nearly all of which is
spent on schemas without a fault. A schema that is unusual in any way is left to them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TypeAlias

from .structure import Kind, Shape, Version
from .values import JsonValue

Check: TypeAlias = Callable[[JsonValue], bool]

_TYPES = frozenset({"array", "boolean", "integer", "number", "object", "string"})
_XML = {"name": str, "namespace": str, "prefix": str, "attribute": bool, "wrapped": bool}


def _anything(_: JsonValue) -> bool:
    return True


def _text(value: JsonValue) -> bool:
    return isinstance(value, str)


def _flag(value: JsonValue) -> bool:
    return isinstance(value, bool)


def _number(value: JsonValue) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _count(value: JsonValue) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value >= 0


def _texts(value: JsonValue) -> bool:
    """A list of different texts, not empty."""
    return (
        isinstance(value, list) and all(isinstance(item, str) for item in value) and _values(value)
    )


def _values(value: JsonValue) -> bool:
    """A list of different plain values, not empty: what nearly all enums are."""
    if not isinstance(value, list) or not value:
        return False
    if any(isinstance(item, list | dict) for item in value):
        return False
    # To Python true is 1, to JSON it is not.
    return len({(isinstance(item, bool), item) for item in value}) == len(value)


def _type(value: JsonValue) -> bool:
    return isinstance(value, str) and value in _TYPES


def _types(value: JsonValue) -> bool:
    if isinstance(value, list):
        return _texts(value) and all(item in _TYPES or item == "null" for item in value)
    return _type(value) or value == "null"


def _list(value: JsonValue) -> bool:
    return isinstance(value, list)


def _xml(value: JsonValue) -> bool:
    return isinstance(value, dict) and all(
        name in _XML and isinstance(member, _XML[name]) for name, member in value.items()
    )


def _discriminator(value: JsonValue) -> bool:
    if not isinstance(value, dict) or not value.keys() <= {"propertyName", "mapping"}:
        return False
    mapping = value.get("mapping", {})
    return (
        isinstance(value.get("propertyName"), str)
        and isinstance(mapping, dict)
        and all(isinstance(target, str) for target in mapping.values())
    )


_COMMON: dict[str, Check] = {
    **dict.fromkeys(("title", "description", "format", "pattern"), _text),
    **dict.fromkeys(("maximum", "minimum"), _number),
    **dict.fromkeys(("maxLength", "minLength", "maxItems", "minItems"), _count),
    **dict.fromkeys(("maxProperties", "minProperties"), _count),
    **dict.fromkeys(("uniqueItems", "readOnly"), _flag),
    **dict.fromkeys(("default", "example"), _anything),
    "enum": _values,
    "required": _texts,
    "type": _type,
    "xml": _xml,
}
_EXCLUSIVE = ("exclusiveMaximum", "exclusiveMinimum")


@dataclass(frozen=True, slots=True)
class _Rules:
    """What a well-formed schema of one version looks like."""

    values: Mapping[str, Check]
    schemas: Shape
    is_open: bool = False
    """True and false are schemas too."""
    reference_is_all: bool = False
    """What stands beside a `$ref` does not count."""


def _shape(*, one: str, lists: str, maps: str) -> Shape:
    return Shape(
        one=dict.fromkeys(one.split(), Kind.SCHEMA),
        lists=dict.fromkeys(lists.split(), Kind.SCHEMA),
        maps=dict.fromkeys(maps.split(), Kind.SCHEMA),
    )


_SWAGGER_2 = _Rules(
    {**_COMMON, **dict.fromkeys(_EXCLUSIVE, _flag), "$ref": _text, "discriminator": _text},
    _shape(one="items additionalProperties", lists="allOf", maps="properties"),
)
_OPENAPI_3_0 = _Rules(
    {
        **_COMMON,
        **dict.fromkeys((*_EXCLUSIVE, "nullable", "writeOnly", "deprecated"), _flag),
        "discriminator": _discriminator,
    },
    _shape(one="items not additionalProperties", lists="allOf anyOf oneOf", maps="properties"),
    reference_is_all=True,
)
_OPENAPI_3_1 = _Rules(
    {
        **_COMMON,
        **dict.fromkeys(_EXCLUSIVE, _number),
        **dict.fromkeys(("writeOnly", "deprecated"), _flag),
        **dict.fromkeys(("discriminator", "externalDocs", "nullable", "const"), _anything),
        "xml": _anything,
        "$ref": _text,
        "$comment": _text,
        "examples": _list,
        "type": _types,
    },
    _shape(
        one="items not additionalProperties if then else contains propertyNames "
        "unevaluatedItems unevaluatedProperties",
        lists="allOf anyOf oneOf prefixItems",
        maps="properties patternProperties dependentSchemas $defs",
    ),
    is_open=True,
)
_RULES = {
    Version.V2_0: _SWAGGER_2,
    Version.V3_0: _OPENAPI_3_0,
    Version.V3_1: _OPENAPI_3_1,
    Version.V3_2: _OPENAPI_3_1,
}


def is_sound(schema: JsonValue, version: Version) -> bool:
    """Tell whether a schema, and all that is in it, is certainly well-formed.

    Args:
        schema: The schema.
        version: The version of the document.

    Returns:
        True if the specification's JSON Schema would find nothing; False if it has to be asked.
    """
    return _is_sound(schema, _RULES[version])


def _is_sound(schema: JsonValue, rules: _Rules) -> bool:
    if not isinstance(schema, dict):
        return rules.is_open and isinstance(schema, bool)
    if rules.reference_is_all and isinstance(schema.get("$ref"), str):
        return True
    return all(_is_member_sound(name, value, rules) for name, value in schema.items())


def _is_member_sound(name: str, value: JsonValue, rules: _Rules) -> bool:
    check = rules.values.get(name)
    if check is not None:
        return check(value)
    shape = rules.schemas
    if name in shape.maps:
        return isinstance(value, dict) and all(_is_sound(item, rules) for item in value.values())
    if name in shape.lists:
        return isinstance(value, list) and value != [] and all(_is_sound(i, rules) for i in value)
    if name in shape.one:
        if name == "additionalProperties" and isinstance(value, bool):
            return True
        return _is_sound(value, rules)
    # Other names of JSON Schema are plain words or begin with "$"; those are not judged here.
    return name.startswith("x-")
