# SPDX-FileCopyrightText: 2026 specloom contributors
# SPDX-License-Identifier: Apache-2.0
"""Response header fields to typed values."""

from __future__ import annotations

import json
from datetime import datetime
from email.utils import parsedate_to_datetime
from typing import Any, TypeVar, get_args, get_origin

from .fitting import field_types, fit
from .http import Headers

T = TypeVar("T")


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
        return [item.strip() for item in text.split(",")] if text.strip() else []
    if dict in kinds:
        return _members(text)
    if datetime in kinds and not text[:1].isdigit():
        try:
            return parsedate_to_datetime(text)  # RFC 9110, section 5.6.7
        except ValueError:
            return text
    return text


def _kinds(type_: Any) -> list[Any]:
    """Give the classes that a type is made of: `list` and `dict` for models and generic types too."""
    origin = get_origin(type_)
    if origin in (list, dict):
        return [origin]
    if origin is not None:
        return [kind for argument in get_args(type_) for kind in _kinds(argument)]
    return [dict] if hasattr(type_, "model_fields") else [type_]


def _members(text: str) -> dict[str, str]:
    """Read an object: `a=1,b=2` (exploded), or `a,1,b,2`."""
    pieces = [piece.strip() for piece in text.split(",")]
    if all("=" in piece for piece in pieces):
        pairs = (piece.partition("=") for piece in pieces)
        return {name: value for name, _, value in pairs}
    return dict(zip(pieces[::2], pieces[1::2], strict=False))
