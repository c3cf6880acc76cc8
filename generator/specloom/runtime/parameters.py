# SPDX-FileCopyrightText: 2026 specloom contributors
# SPDX-License-Identifier: Apache-2.0
# pyright: reportUnknownArgumentType=false, reportUnknownMemberType=false
# pyright: reportUnknownVariableType=false
"""Encode parameters of URLs and headers (OpenAPI 3.1, 4.8.12.3; RFC 6570)."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias
from urllib.parse import quote, unquote

from .encoding import compact, is_array, to_json
from .header_values import check_cookie, cookie_name
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
# All of RFC 3986, section 2.2, but "#" and "&", which would end the value, and "+", which servers
# read as a space.
_RESERVED = ":/?[]@!$'()*,;="
_DOTS = re.compile(r"(?:\.|%2e){1,2}", re.IGNORECASE)
_DELIMITERS = {"form": ",", "spaceDelimited": "%20", "pipeDelimited": "%7C"}
_LABEL_SEPARATORS = {"label": ".", "matrix": ";"}


@dataclass(frozen=True, slots=True)
class Style:
    """How one parameter is laid out; "json" is a value serialised as a JSON document."""

    name: StyleName
    explode: bool = False
    allow_reserved: bool = False

    def escape(self, text: str) -> str:
        """Percent-encode text, leaving only unreserved characters (RFC 3986, section 2.3)."""
        return quote(text, safe=_RESERVED if self.allow_reserved else "")


_PLAIN = re.compile(r"\.*[A-Za-z0-9_-][A-Za-z0-9._-]*")
"""A text that is sent as it is in a path, and is no segment of dots: most ids are."""
SIMPLE = Style("simple")
FORM = Style("form", explode=True)


def expand_path(
    template: str, values: Mapping[str, Any], styles: Mapping[str, Style] | None = None
) -> str:
    """Fill the holes of a path template, once each; a value can never add or remove a segment.

    Raises `ValueError` for an empty value, which would address another resource, and for the
    segments "." and "..", which would climb: servers and proxies take `%2E` for a dot, and many
    take `%2F` and `\\` for a slash (RFC 3986, section 6.2.2.2).
    """
    styles = styles or {}

    def fill(match: re.Match[str]) -> str:
        name = match[1]
        value, style = values[name], styles.get(name, SIMPLE)
        if value.__class__ is str and style is SIMPLE and _PLAIN.fullmatch(value):
            plain: str = value
            return plain
        empty = _is_undefined(value) or (_is_empty(value) and style.name != "matrix")
        text = "" if empty else _path_value(name, value, style)
        if not text:
            raise ValueError(f"the path parameter {name!r} must not be empty")
        if _climbs(text) or any(map(_climbs, _path_texts(value))):
            raise ValueError(
                f"the path parameter {name!r} must not be '.' or '..', nor have such a segment"
            )
        return text

    path = _HOLE.sub(fill, template)
    if "/." in path or "%" in path:
        _check_segments(template, path)
    return path


def _check_segments(template: str, path: str) -> None:
    """Raise `ValueError` where values that are harmless alone make a segment of dots together."""
    written = template.split("/")
    if any(_climbs(segment) for segment in path.split("/") if segment not in written):
        names = ", ".join(repr(name) for name in _HOLE.findall(template))
        raise ValueError(f"the path parameters {names} must not make a segment '.' or '..'")


def _path_texts(value: Any) -> list[str]:
    """Return the texts that a path value is made of."""
    properties = _properties(value)
    if properties is None:
        return _items(value)
    return [*properties, *(scalar(item) for item in properties.values())]


def _climbs(text: str) -> bool:
    """Return whether a text, encoded or not, has a segment of dots alone."""
    if "." not in text and "%2" not in text:
        return False
    segments = unquote(text).replace("\\", "/").split("/")
    return any(_DOTS.fullmatch(segment) for segment in segments)


def encode_query(
    values: Mapping[str, Any], styles: Mapping[str, Style] | None = None
) -> list[tuple[str, str]]:
    """Encode query parameters as percent-encoded pairs; those that are UNSET or None are left out."""
    styles = styles or {}
    return [
        pair
        for name, value in values.items()
        if not _is_undefined(value)
        for pair in _query_pairs(name, value, styles.get(name, FORM))
    ]


def encode_header(value: Any, style: Style | None = None) -> str | None:
    """Encode a header parameter (always style simple, or JSON); None when its value is undefined."""
    style = style or SIMPLE
    if _is_undefined(value):
        return None
    if style.name == "json":
        return _json(value)
    properties = _properties(value)
    if properties is not None:
        return ",".join(_flat(properties, "=" if style.explode else ",", str)) or None
    items = _items(value)
    return ",".join(items) if items else None


def encode_cookies(
    values: Mapping[str, Any], styles: Mapping[str, Style] | None = None
) -> str | None:
    """Encode cookie parameters as one Cookie field (RFC 6265), or None when there are none.

    Values go as they are, since servers decode nothing; only JSON is percent-encoded, which no
    cookie could hold otherwise. Raises `ValueError`, which names the parameter, for a value that a
    cookie cannot hold.
    """
    styles = styles or {}
    pairs = [
        pair
        for name, value in values.items()
        if not _is_undefined(value)
        for pair in _cookie_pairs(name, value, styles.get(name, FORM))
    ]
    return "; ".join(pairs) or None


def _cookie_pairs(name: str, value: Any, style: Style) -> list[str]:
    what = f"the cookie parameter {name!r}"
    name = cookie_name(name)
    if style.name == "json":
        return [check_cookie(name, style.escape(_json(value)), what)]
    properties = _properties(value)
    if properties is not None and style.explode:
        return [
            check_cookie(key, text, what)
            for key, item in properties.items()
            for text in _items(item)
        ]
    items = _items(value) if properties is None else _flat(properties, ",", str)
    if style.explode:
        return [check_cookie(name, item, what) for item in items]
    # The commas of the style are the only ones: one inside of a value could not be told from them.
    for item in items if properties is None else []:
        check_cookie(name, item, what)
    return [f"{name}={','.join(items)}"] if items else []


def _is_undefined(value: Any) -> bool:
    """Return whether a value is undefined in the sense of RFC 6570, section 2.3: it is left out."""
    return value is None or value is UNSET


def _is_empty(value: Any) -> bool:
    if isinstance(value, str):
        return not value
    if is_array(value) or isinstance(value, Mapping):
        items = value.values() if isinstance(value, Mapping) else value
        return all(map(_is_undefined, items))
    return False


def scalar(value: Any) -> str:
    """Return the text of a scalar parameter: as in JSON, but without quotes."""
    value = to_json(value)
    if isinstance(value, str):
        return value
    return _json(value)


def _json(value: Any) -> str:
    return compact(to_json(value))


def _is_list(value: Any) -> bool:
    # An iterator works here, though a body cannot have one: a call keeps what parameters' iterators yield.
    return is_array(value) or isinstance(value, Iterator)


def _items(value: Any) -> list[str]:
    """Return the texts of a list's items, or of a single value; items that are undefined are left out."""
    if _is_list(value):
        return [scalar(item) for item in value if not _is_undefined(item)]
    return [] if _is_undefined(value) else [scalar(value)]


def _properties(value: Any) -> Mapping[str, Any] | None:
    """Return the defined properties of an object (a mapping or a model), None for anything else."""
    if hasattr(value, "model_dump"):
        value = to_json(value)
    if not isinstance(value, Mapping):
        return None
    return {key: item for key, item in value.items() if not _is_undefined(item)}


def _flat(properties: Mapping[str, Any], separator: str, escape: Callable[[str], str]) -> list[str]:
    return [f"{escape(key)}{separator}{escape(scalar(item))}" for key, item in properties.items()]


def _path_value(name: str, value: Any, style: Style) -> str:
    if style.name == "json":
        return style.escape(_json(value))
    properties = _properties(value)
    if properties is not None:
        parts = _flat(properties, "=" if style.explode else ",", style.escape)
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
    elif properties is None:
        parts = [f"{key}={part}" for part in parts]
    # RFC 6570, section 3.2.7: an empty value goes without "=".
    return "".join(f";{part.removesuffix('=')}" for part in parts)


def _query_pairs(name: str, value: Any, style: Style) -> list[tuple[str, str]]:
    key = quote(name, safe="")
    if style.name == "json":
        return [(key, style.escape(_json(value)))]
    if _is_empty(value) and not isinstance(value, str):
        return []
    properties = _properties(value)
    if style.name == "deepObject" and (properties is not None or _is_list(value)):
        return _deep_pairs(key, value, style)
    if properties is not None and style.explode:
        # A list in an object repeats the property's name, as forms do; the standard leaves that open.
        return [
            (quote(k, safe=""), style.escape(text))
            for k, item in properties.items()
            for text in _items(item)
        ]
    delimiter = _DELIMITERS.get(style.name, ",")
    if properties is not None:
        flat = [text for k, item in properties.items() for text in (k, scalar(item))]
        return [(key, delimiter.join(map(style.escape, flat)))]
    items = [style.escape(item) for item in _items(value)]
    return [(key, item) for item in items] if style.explode else [(key, delimiter.join(items))]


def _deep_pairs(key: str, value: Any, style: Style) -> list[tuple[str, str]]:
    """Encode a value with brackets.

    OpenAPI leaves open what becomes of arrays, and of anything deeper than one level. Servers that
    read brackets take "name[]" for an item of an array; items that have properties need numbers.
    """
    properties = _properties(value)
    if properties is not None:
        inner = [(quote(name, safe=""), item) for name, item in properties.items()]
    elif _is_list(value):
        items = [item for item in value if not _is_undefined(item)]
        nested = any(_is_list(item) or _properties(item) is not None for item in items)
        inner = [(str(index) if nested else "", item) for index, item in enumerate(items)]
    else:
        return [(key, style.escape(scalar(value)))]
    return [pair for name, item in inner for pair in _deep_pairs(f"{key}%5B{name}%5D", item, style)]
