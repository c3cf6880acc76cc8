# SPDX-FileCopyrightText: 2026 specloom contributors
# SPDX-License-Identifier: Apache-2.0
# pyright: reportUnknownArgumentType=false, reportUnknownMemberType=false
# pyright: reportUnknownVariableType=false
"""Bodies of `application/x-www-form-urlencoded` (WHATWG URL, section 5; OpenAPI 3.1, section 4.8.15.1)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import urlencode

from .encoding import compact, is_array, to_json
from .parameters import Style, encode_query
from .places import BodyPlace
from .unset import UNSET


def encode_form(
    body: Any,
    styles: Mapping[str, Style],
    type_factory: Callable[[], Any] | None = None,
) -> bytes:
    """Encode the properties of an object as a form.

    Arrays become repeated names and objects JSON, unless `styles` says how the API wants a property
    laid out. What is UNSET or None, alone or in an array, is left out: a form has no null. Text and
    bytes are a form already. `type_factory` returns the type of the body, where some of its strings are base64.
    """
    if isinstance(body, (bytes, bytearray)):
        return bytes(body)
    if isinstance(body, str):
        return body.encode()
    if not isinstance(body, Mapping):
        body = to_json(body)
        if not isinstance(body, Mapping):
            raise TypeError(f"a form takes a model or a mapping, not {type(body).__name__}")
    place = BodyPlace(type_factory)
    pairs = []
    for name, value in body.items():
        if name in styles:
            pairs += [f"{key}={text}" for key, text in encode_query({name: value}, styles)]
        else:
            items = value if is_array(value) else [value]
            given = [item for item in items if item is not UNSET and item is not None]
            pairs.append(urlencode([(name, _text(item, place.member(name))) for item in given]))
    return "&".join(filter(None, pairs)).encode()


def _text(value: Any, place: BodyPlace) -> str | bytes:
    if isinstance(value, (bytes, bytearray)) and not place.is_base64():
        return bytes(value)
    data = to_json(value, place)
    return data if isinstance(data, str) else compact(data)
