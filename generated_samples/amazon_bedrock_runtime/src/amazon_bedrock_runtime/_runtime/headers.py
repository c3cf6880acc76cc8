# SPDX-FileCopyrightText: 2026 specloom contributors
# SPDX-License-Identifier: Apache-2.0
# pyright: reportUnknownArgumentType=false, reportUnknownMemberType=false
# pyright: reportUnknownVariableType=false
"""Response header fields to typed values."""

from __future__ import annotations

import json
import re
from datetime import datetime
from email.utils import parsedate_to_datetime
from typing import Any, TypeVar, get_args, get_origin

from .digits import read_number
from .fitting import field_types, fit
from .http import Headers
from .written import format_date_time

T = TypeVar("T")

_INTEGER = re.compile(r"\s*[+-]?\d+\s*", re.ASCII)
_BOOLEANS = {"true": True, "1": True, "false": False, "0": False}


def decode_headers(headers: Headers, model: type[T]) -> T:
    """Read header fields, laid out in the style `simple` (OpenAPI 3.1, section 4.8.21.1), as a model.

    A field that is not there is None; one that does not fit its type stays text.
    """
    values = {}
    any_model: Any = model
    any_model.model_rebuild()  # models are built late, and do not know their aliases until then
    types = field_types(any_model)
    for name, info in any_model.model_fields.items():
        wire_name = info.alias or name
        if wire_name in headers:
            values[wire_name] = _value(headers[wire_name], types[name])
    decoded: T = fit(model, values, "$", [])
    return decoded


def _value(text: str, type_: Any) -> Any:
    """Turn a field's text into the JSON that its type is decoded from."""
    kinds = set(_kinds(type_))
    if kinds & {list, dict} and text[:1] in ("[", "{"):
        try:
            return json.loads(text)
        except ValueError:
            return text
    if list in kinds:
        item_type = _inner_type(type_, list)
        items = text.split(",") if text.strip() else []
        return [_value(item.strip(), item_type) for item in items]
    if dict in kinds:
        return {name: _value(item, _member_type(type_, name)) for name, item in _members(text)}
    if datetime in kinds and not text[:1].isdigit():
        try:
            return format_date_time(parsedate_to_datetime(text))  # RFC 9110, section 5.6.7
        except ValueError:
            return text
    return _scalar(text, kinds)


def _scalar(text: str, kinds: set[Any]) -> Any:
    """Return the JSON value that a text stands for where a number or a boolean is expected, else the text."""
    if bool in kinds and text.strip().lower() in _BOOLEANS:
        return _BOOLEANS[text.strip().lower()]
    if kinds & {int, float}:
        try:
            return (
                int(text) if float not in kinds or _INTEGER.fullmatch(text) else read_number(text)
            )
        except ValueError:
            return text
    return text


def _kinds(type_: Any) -> list[Any]:
    """Return the classes that a type is made of: `list` and `dict` for models and generic types too."""
    origin = get_origin(type_)
    if origin in (list, dict):
        return [origin]
    if origin is not None:
        return [kind for argument in get_args(type_) for kind in _kinds(argument)]
    return [dict] if hasattr(type_, "model_fields") else [type_]


def _inner_type(type_: Any, origin: Any) -> Any:
    """Return the type of the items of an array, or of the values of a map, in a type; None where there is none."""
    if get_origin(type_) is origin:
        return get_args(type_)[-1]
    return next(filter(None, (_inner_type(part, origin) for part in get_args(type_))), None)


def _member_type(type_: Any, name: str) -> Any:
    """Return the type of a property of an object in a type, by its wire name; None where it says nothing of it."""
    if hasattr(type_, "model_fields"):
        type_.model_rebuild()
        names = {info.alias or n: n for n, info in type_.model_fields.items()}
        return field_types(type_)[names[name]] if name in names else None
    types = (_member_type(part, name) for part in get_args(type_) if hasattr(part, "model_fields"))
    return next(filter(None, types), None) or _inner_type(type_, dict)


def _members(text: str) -> list[tuple[str, str]]:
    """Read an object: `a=1,b=2` (exploded), or `a,1,b,2`."""
    pieces = [piece.strip() for piece in text.split(",")]
    if all("=" in piece for piece in pieces):
        pairs = (piece.partition("=") for piece in pieces)
        return [(name, value) for name, _, value in pairs]
    return list(zip(pieces[::2], pieces[1::2], strict=False))
