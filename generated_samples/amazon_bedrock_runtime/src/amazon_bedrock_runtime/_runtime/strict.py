# SPDX-FileCopyrightText: 2026 specloom contributors
# SPDX-License-Identifier: Apache-2.0
# pyright: reportUnknownArgumentType=false, reportUnknownMemberType=false
# pyright: reportUnknownVariableType=false
"""Strict JSON types for pydantic: no conversion, original values kept.

pydantic would make 5 a float where a number is expected, and take `true` for 1. So the schemas that it
makes of annotations are rewritten before they are used; the annotations stay Python's own types.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from datetime import time
from decimal import Decimal
from enum import Enum
from typing import Any, cast
from uuid import UUID

from pydantic_core import CoreSchema, PydanticCustomError, core_schema

from .written import (
    Decoding,
    WrittenNumber,
    format_decimal,
    format_time,
    read_decimal,
    read_time,
    read_uuid,
)

_DONE = "specloom_strict"
_FORMAT = "specloom_format"
# What is not a schema, or not ours to change; and fields, which have names of the API, these among them.
_KEPT = frozenset(
    ("metadata", "serialization", "config", "cls", "default", "expected", "members", "fields")
)
_NESTED = frozenset((dict, list, tuple))


def strict(schema: Any) -> Any:
    """Rewrite a schema of pydantic's, with the schemas in it, so that JSON is read as it is."""
    kind = type(schema)
    if kind is dict:
        return _strict(schema)
    if kind is list or kind is tuple:
        return kind(strict(item) for item in schema)
    return schema


def _strict(schema: dict[str, Any]) -> Any:
    if _DONE in (schema.get("metadata") or ()):
        return schema
    kind = schema.get("type", "")
    if kind in _REWRITES:
        return _done(_REWRITES[kind](schema))
    rewritten = _with_parts(schema)
    return _done(rewritten) if kind == "model" else rewritten


def _with_parts(schema: dict[str, Any]) -> Any:
    """Return a schema with the schemas in it rewritten."""
    rewritten = {
        key: strict(item) if type(item) in _NESTED and key not in _KEPT else item
        for key, item in schema.items()
    }
    if "fields" in schema:
        rewritten["fields"] = {name: strict(field) for name, field in schema["fields"].items()}
    return rewritten


class Strict:
    """Marks a type that is read strictly though no model is around it."""

    def __get_pydantic_core_schema__(self, source: Any, handler: Any) -> CoreSchema:
        schema: CoreSchema = strict(handler(source))
        return schema


def _done(schema: Any) -> Any:
    return {**schema, "metadata": {**(schema.get("metadata") or {}), _DONE: True}}


_SMALLEST = 1e-300
_LOOKED_AT = 8
_WITH_FLOATS = frozenset((float, dict, list))


def _note_extremes(value: Any, info: Any) -> Any:
    """Record what may be a number beyond the range of a float, or hold one."""
    if type(value) in _WITH_FLOATS and _is_extreme(value) and isinstance(info.context, Decoding):
        info.context.extreme = True
    return value


def _is_extreme(value: Any) -> bool:
    kind = type(value)
    if kind is float:
        return not _SMALLEST < abs(value) < math.inf
    # In large ones, looking at the text of the whole response is faster.
    if len(value) > _LOOKED_AT:
        return True
    for item in value.values() if kind is dict else value:
        if type(item) in _WITH_FLOATS and _is_extreme(item):
            return True
    return False


_NUMBER = core_schema.union_schema(
    [
        core_schema.int_schema(strict=True),
        core_schema.float_schema(strict=True, allow_inf_nan=False, gt=_SMALLEST),
        core_schema.float_schema(strict=True, allow_inf_nan=False, lt=-_SMALLEST),
        core_schema.with_info_after_validator_function(
            _note_extremes, core_schema.float_schema(strict=True, allow_inf_nan=False)
        ),
    ],
    mode="left_to_right",
)


def _any(schema: Any) -> CoreSchema:
    return core_schema.with_info_after_validator_function(_note_extremes, schema)


def _collection(schema: Any) -> CoreSchema:
    """Check a list or a mapping of values of any type as a whole; pydantic reads those fastest."""
    inner = "items_schema" if schema["type"] == "list" else "values_schema"
    if schema.get(inner, {}).get("type") == "any":
        return _any(schema)
    collection: CoreSchema = _with_parts(schema)
    return collection


def _object(schema: Any) -> CoreSchema:
    """Read what a model does not know as any value."""
    rewritten = _with_parts(schema)
    return cast(CoreSchema, {"extras_schema": _any(core_schema.any_schema()), **rewritten})


def _number_of(value: Any) -> int | float:
    """Read a number from the user as it is given: 5 stays an integer, and a decimal keeps its digits."""
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return value
    if isinstance(value, Decimal):
        return WrittenNumber.of(str(value))
    raise PydanticCustomError("float_type", "Input should be a valid number")


def _number(schema: Any) -> CoreSchema:
    return core_schema.json_or_python_schema(
        _NUMBER,
        core_schema.no_info_plain_validator_function(_number_of),
        serialization={"type": "any"},
    )


def _literal(schema: Any) -> CoreSchema:
    """Distinguish the values of a `Literal` as JSON does: true is not 1.

    Several values are those that a request is known to take: what else is given is for the server to judge.
    """
    is_open = len(schema["expected"]) > 1
    texts = [value for value in schema["expected"] if isinstance(value, (str, Enum))]
    others = [value for value in schema["expected"] if not isinstance(value, (str, Enum))]
    bools = [value for value in others if isinstance(value, bool)]
    ints = [value for value in others if not isinstance(value, bool)]
    choices: list[CoreSchema | tuple[CoreSchema, str]] = []
    if texts:
        choices.append(core_schema.literal_schema(texts))
        if is_open:
            choices.append(core_schema.str_schema(strict=True))
    if bools:
        choices.append(_checked(core_schema.bool_schema(strict=True), bools))
    if ints:
        listed = _checked(core_schema.int_schema(strict=True), ints)
        choices.append(core_schema.int_schema(strict=True) if is_open else listed)
    single: Any = choices[0]
    rewritten: Any = single if len(choices) == 1 else core_schema.union_schema(choices)
    # What came in place of a number or true is sent as it came.
    if others:
        rewritten = {**rewritten, "serialization": {"type": "any"}}
    plain: CoreSchema = rewritten
    return plain


def _checked(kind: CoreSchema, values: list[Any]) -> CoreSchema:
    return core_schema.chain_schema([kind, core_schema.literal_schema(values)])


def _enum(schema: Any) -> CoreSchema:
    """Distinguish the values of an enumeration as JSON does, and send those of numbers as they are written."""
    kind = schema.get("sub_type")
    if kind == "int":
        json_schema = core_schema.chain_schema([core_schema.int_schema(strict=True), schema])
        return core_schema.json_or_python_schema(json_schema, schema)
    if kind == "float":
        schema = {**schema, "serialization": _serialized(_number_of_member)}
        return core_schema.json_or_python_schema(
            core_schema.chain_schema([_NUMBER, schema]),
            schema,
            serialization=schema["serialization"],
        )
    plain: CoreSchema = schema
    return plain


def _number_of_member(value: Any) -> Any:
    if not isinstance(value, Enum):
        return value
    number = value.value
    return int(number) if isinstance(number, float) and number.is_integer() else number


def _serialized(function: Callable[[Any], Any]) -> Any:
    return core_schema.plain_serializer_function_ser_schema(function, when_used="json")


def read_as(
    read: Callable[[str], Any],
    python_schema: CoreSchema,
    write: Callable[[Any], Any],
) -> CoreSchema:
    """Return the schema of a type that is a string in JSON.

    Args:
        read: Reads the string; raises `ValueError` for one that it does not parse.
        python_schema: What the user's values must be.
        write: Returns the JSON of a value, of any other type among them.
    """
    return core_schema.json_or_python_schema(
        core_schema.no_info_after_validator_function(read, core_schema.str_schema(strict=True)),
        python_schema,
        serialization=_serialized(write),
        metadata={_FORMAT: True},
    )


def _time(schema: Any) -> CoreSchema:
    return read_as(
        read_time, schema, lambda value: format_time(value) if isinstance(value, time) else value
    )


def _decimal(schema: Any) -> CoreSchema:
    return read_as(
        read_decimal,
        schema,
        lambda value: format_decimal(value) if isinstance(value, Decimal) else value,
    )


def _uuid(schema: Any) -> CoreSchema:
    return read_as(
        read_uuid, schema, lambda value: str(value) if isinstance(value, UUID) else value
    )


def _field(schema: Any) -> CoreSchema:
    """Keep the text of strings that their formats do not parse, so that they do not cost the object around them."""
    return cast(CoreSchema, {**schema, "schema": _keeping_text(strict(schema["schema"]))})


_INNER = {
    "nullable": "schema",
    "default": "schema",
    "list": "items_schema",
    "dict": "values_schema",
}


def _keeping_text(schema: Any) -> Any:
    """Return a schema whose strings keep their text where a format does not parse them."""
    inner = _INNER.get(schema["type"])
    if inner is not None and inner in schema:
        return {**schema, inner: _keeping_text(schema[inner])}
    if not _is_format(schema):
        return schema
    kept: Any = core_schema.json_or_python_schema(
        core_schema.union_schema([schema, _TEXT], mode="left_to_right"), schema
    )
    if schema["type"] != "union":
        # What did not fit when it was read is sent as it came.
        kept["serialization"] = schema.get("serialization") or {"type": "any"}
    return kept


def _is_format(schema: Any) -> bool:
    """Return whether the strings that a schema takes are those of formats alone."""
    kind = schema["type"]
    if kind == "union":
        choices = [choice for choice in schema["choices"] if isinstance(choice, dict)]
        return any(map(_is_format, choices)) and not any(map(_takes_text, choices))
    if kind == "function-before":  # base64
        return bool(schema["schema"]["type"] == "bytes")
    return kind == "date" or _FORMAT in (schema.get("metadata") or {})


def _takes_text(schema: Any) -> bool:
    kind = schema["type"]
    if kind == "union":
        return any(_takes_text(choice) for choice in schema["choices"] if isinstance(choice, dict))
    return kind in ("str", "any", "literal", "enum")


def _text(text: str, info: Any) -> str:
    context = info.context
    if not isinstance(context, Decoding) or not context.keeps_text:
        raise ValueError("the string does not fit its format")
    context.unparsed = True
    return text


_TEXT = core_schema.with_info_after_validator_function(_text, core_schema.str_schema(strict=True))


def _union(schema: Any) -> CoreSchema:
    """Keep a decimal for `number | string` as text: servers read long numbers as floats, and cut them."""
    rewritten: CoreSchema = _with_parts(schema)
    kinds = {choice.get("type") for choice in schema["choices"] if isinstance(choice, dict)}
    if kinds == {"literal", "str"} and all(map(_is_any_text, schema["choices"])):
        # An open enumeration: any text fits, and is what comes of it.
        return core_schema.json_or_python_schema(core_schema.str_schema(strict=True), rewritten)
    if not {"float", "str"} <= kinds:
        return rewritten
    given = core_schema.no_info_before_validator_function(_text_of_decimal, rewritten)
    return core_schema.json_or_python_schema(rewritten, given)


def _is_any_text(schema: Any) -> bool:
    """Return whether a schema takes all texts, or none but some that it lists."""
    if not isinstance(schema, dict):
        return False
    if schema["type"] == "str":
        return not schema.keys() - {"type", "metadata", "ref", "serialization"}
    return all(type(value) is str for value in schema["expected"])


def _text_of_decimal(value: Any) -> Any:
    return format_decimal(value) if isinstance(value, Decimal) else value


def _integer(schema: Any) -> CoreSchema:
    """Send true, which fits no integer but may have come for one, as true and not as 1."""
    integer: Any = {"serialization": {"type": "any"}, **schema}
    plain: CoreSchema = integer
    return plain


_REWRITES: dict[str, Callable[[Any], CoreSchema]] = {
    "union": _union,
    "any": _any,
    "list": _collection,
    "dict": _collection,
    "model-fields": _object,
    "float": _number,
    "int": _integer,
    "literal": _literal,
    "enum": _enum,
    "time": _time,
    "decimal": _decimal,
    "uuid": _uuid,
    "model-field": _field,
}
