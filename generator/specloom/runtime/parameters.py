# SPDX-FileCopyrightText: 2026 specloom contributors
# SPDX-License-Identifier: Apache-2.0
"""How parameter values are laid out in a URL or header (OpenAPI 3.1, section 4.8.12.3; RFC 6570)."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias
from urllib.parse import quote

from .encoding import to_json
from .unset import UNSET

StyleName: TypeAlias = Literal[
    "simple",
    "label",
    "matrix",
    "form",
    "spaceDelimited",
    "pipeDelimited",
    "deepObject",
    "cookie",
    "json",
]

_HOLE = re.compile(r"\{([^{}]*)\}")
# All of RFC 3986, section 2.2, but "#" and "&", which would end the value.
_RESERVED = ":/?[]@!$'()*+,;="
_COOKIE = "!#$%&'()*+./:<=>?@[]^`{|}~"
_DELIMITERS = {"form": ",", "spaceDelimited": "%20", "pipeDelimited": "%7C"}
_LABEL_SEPARATORS = {"label": ".", "matrix": ";"}


@dataclass(frozen=True, slots=True)
class Style:
    """How one parameter is laid out; "json" is a value serialised as a JSON document."""

    name: StyleName
    explode: bool = False
    allow_reserved: bool = False

    def escape(self, text: str) -> str:
        """Percent-encode text, leaving only unreserved characters (RFC 3986, section 2.3).

        The style "cookie" leaves all that a cookie can hold (RFC 6265, section 4.1.1).
        """
        if self.name == "cookie":
            return quote(text, safe=_COOKIE)
        return quote(text, safe=_RESERVED if self.allow_reserved else "")


SIMPLE = Style("simple")
FORM = Style("form", explode=True)


def expand_path(
    template: str, values: Mapping[str, Any], styles: Mapping[str, Style] | None = None
) -> str:
    """Fill the holes of a path template, once each; a value can never add a segment.

    Raises `ValueError` for an empty value, which would address another resource.
    """
    styles = styles or {}

    def fill(match: re.Match[str]) -> str:
        name = match[1]
        value, style = values[name], styles.get(name, SIMPLE)
        empty = value is None or value is UNSET or (_is_empty(value) and style.name != "matrix")
        text = "" if empty else _path_value(name, value, style)
        if not text:
            raise ValueError(f"the path parameter {name!r} must not be empty")
        # A segment of dots alone would be taken as "this" or "the parent" folder.
        return text.replace(".", "%2E") if text in (".", "..") else text

    return _HOLE.sub(fill, template)


def encode_query(
    values: Mapping[str, Any], styles: Mapping[str, Style] | None = None
) -> list[tuple[str, str]]:
    """Lay out query parameters as percent-encoded pairs; those that are UNSET or None are left out."""
    styles = styles or {}
    return [
        pair
        for name, value in values.items()
        if value is not UNSET and value is not None
        for pair in _query_pairs(name, value, styles.get(name, FORM))
    ]


def encode_header(value: Any, style: Style = SIMPLE) -> str:
    """Lay out a header parameter (always style simple, or JSON)."""
    if style.name == "json":
        return _json(value)
    members = _members(value)
    if members is not None:
        return ",".join(_flat(members, "=" if style.explode else ",", str))
    return ",".join(_items(value))


def encode_cookies(
    values: Mapping[str, Any], styles: Mapping[str, Style] | None = None
) -> str | None:
    """Lay out cookie parameters as one Cookie field (RFC 6265), or None when there are none."""
    pairs = encode_query(values, styles)
    return "; ".join(f"{name}={value}" for name, value in pairs) or None


def _is_empty(value: Any) -> bool:
    return isinstance(value, (str, list, tuple, Mapping)) and not value


def scalar(value: Any) -> str:
    """Give the text of a scalar parameter: as in JSON, but without quotes."""
    value = to_json(value)
    if isinstance(value, str):
        return value
    return _json(value)


def _json(value: Any) -> str:
    return json.dumps(to_json(value), separators=(",", ":"), ensure_ascii=False)


def _is_list(value: Any) -> bool:
    return isinstance(value, Iterable) and not (
        isinstance(value, (str, bytes, Mapping)) or hasattr(value, "model_dump")
    )


def _items(value: Any) -> list[str]:
    if _is_list(value):
        return [scalar(item) for item in value]
    return [scalar(value)]


def _members(value: Any) -> Mapping[str, Any] | None:
    """Give the members of an object value (a mapping or a model), None for anything else."""
    if hasattr(value, "model_dump"):
        value = to_json(value)
    return value if isinstance(value, Mapping) else None


def _flat(members: Mapping[str, Any], separator: str, escape: Any) -> list[str]:
    return [f"{escape(key)}{separator}{escape(scalar(item))}" for key, item in members.items()]


def _path_value(name: str, value: Any, style: Style) -> str:
    if style.name == "json":
        return style.escape(_json(value))
    members = _members(value)
    if members is not None:
        parts = _flat(members, "=" if style.explode else ",", style.escape)
    else:
        parts = [style.escape(item) for item in _items(value)]
    if style.name == "simple":
        return ",".join(parts)
    separator = _LABEL_SEPARATORS[style.name]
    if style.name == "label":
        return separator + (separator if style.explode else ",").join(parts)
    key = style.escape(name)
    if not style.explode:
        parts = [f"{key}={','.join(parts)}"]
    elif members is None:
        parts = [f"{key}={part}" for part in parts]
    # RFC 6570, section 3.2.7: an empty value goes without "=".
    return "".join(f";{part.removesuffix('=')}" for part in parts)


def _query_pairs(name: str, value: Any, style: Style) -> list[tuple[str, str]]:
    key = quote(name, safe="")
    if style.name == "json":
        return [(key, style.escape(_json(value)))]
    if _is_empty(value) and not isinstance(value, str):
        return []
    members = _members(value)
    if style.name == "deepObject" and (members is not None or _is_list(value)):
        return _deep_pairs(key, value, style)
    if members is not None and style.explode:
        # A list in an object repeats the member's name, as forms do; the standard leaves that open.
        return [
            (quote(k, safe=""), style.escape(text))
            for k, item in members.items()
            for text in _items(item)
        ]
    delimiter = _DELIMITERS.get(style.name, ",")
    if members is not None:
        flat = [text for k, item in members.items() for text in (k, scalar(item))]
        return [(key, delimiter.join(map(style.escape, flat)))]
    items = [style.escape(item) for item in _items(value)]
    return [(key, item) for item in items] if style.explode else [(key, delimiter.join(items))]


def _deep_pairs(key: str, value: Any, style: Style) -> list[tuple[str, str]]:
    """Lay out a value with brackets.

    OpenAPI leaves open what becomes of arrays, and of anything deeper than one level. Servers that
    read brackets take "name[]" for an item of an array; items that have members need numbers.
    """
    members = _members(value)
    if members is not None:
        inner = [(quote(member, safe=""), item) for member, item in members.items()]
    elif _is_list(value):
        items = list(value)
        nested = any(_is_list(item) or _members(item) is not None for item in items)
        inner = [(str(index) if nested else "", item) for index, item in enumerate(items)]
    else:
        return [(key, style.escape(scalar(value)))]
    return [pair for name, item in inner for pair in _deep_pairs(f"{key}%5B{name}%5D", item, style)]
