# SPDX-FileCopyrightText: 2026 specloom contributors
# SPDX-License-Identifier: Apache-2.0
# pyright: reportUnknownArgumentType=false, reportUnknownMemberType=false
# pyright: reportUnknownVariableType=false
"""What an error response says to people, wherever services put it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

_LONGEST_EXCERPT = 200
_MOST_DETAILS = 10
_DEEPEST = 5

# In order: what is about this occurrence wins over what names its kind (RFC 9457, section 3.1: `detail` and
# `title`; RFC 6749, section 5.2: `error_description` and `error`).
_PLACES = (
    "message",
    "error.message",
    "error_description",
    "detail",
    "error",
    "errors",
    "title",
    "Message",
    "msg",
    "errorMessage",
    "error_message",
    "description",
    "reason",
    "fault",
    "faultstring",
)
_MAY_BE_LISTS = ("message", "detail", "error", "errors")
_LOCATIONS = ("loc", "field", "path", "pointer", "property", "param", "parameter", "attribute")


def find_message(body: Any) -> str | None:
    """Return the message of an error's decoded body; None where it has none in a usual place."""
    return _message(body, 0) or None


def find_details(body: Any) -> str | None:
    """Return what the list or mapping `errors` of a body says, None when there is none."""
    errors = body.get("errors") if isinstance(body, dict) else None
    return (_details(errors, 0) or None) if isinstance(errors, (list, dict)) else None


def excerpt(text: str) -> str:
    """Return the first 200 characters of a text, on one line."""
    return " ".join(text[: 4 * _LONGEST_EXCERPT].split())[:_LONGEST_EXCERPT].strip()


def _message(body: Any, depth: int) -> str:
    if isinstance(body, str):
        return body.strip()
    if isinstance(body, list):
        return _details(body, depth)
    if not isinstance(body, dict) or depth > _DEEPEST:
        return ""
    for place in _PLACES:
        text = _at(body, place, depth)
        if text:
            return text
    # Django REST framework sorts the whole body by field.
    fields = all(isinstance(value, list) for value in body.values())
    return _details(body, depth) if fields else ""


def _at(body: Mapping[str, Any], place: str, depth: int) -> str:
    outer, _, inner = place.partition(".")
    value = body.get(outer)
    if inner:
        value = value.get(inner) if isinstance(value, dict) else None
    if outer == "errors" and isinstance(value, dict):
        return _details(value, depth)
    if isinstance(value, list) and place not in _MAY_BE_LISTS:
        return ""
    return _message(value, depth + 1)


def _details(errors: list[Any] | dict[str, Any], depth: int) -> str:
    """Format several errors: a list of them, or a mapping from fields (`{"name": ["is required"]}`)."""
    if depth > _DEEPEST:
        return ""
    if isinstance(errors, list):
        return _joined(_item(item, depth + 1) for item in errors)
    texts = ((name, _field(value, depth + 1)) for name, value in errors.items())
    return _joined(f"{name}: {text}" for name, text in texts if text)


def _field(value: Any, depth: int) -> str:
    text = _message(value, depth)
    return text or (_details(value, depth) if isinstance(value, dict) else "")


def _item(item: Any, depth: int) -> str:
    """Format one of several errors: its message, after the place that it is about."""
    text = _message(item, depth)
    if not isinstance(item, dict):
        return text
    place = next(filter(None, (_location(item.get(name)) for name in _LOCATIONS)), "")
    source = item.get("source")  # JSON:API 1.1, "Error Objects"
    if not place and isinstance(source, dict):
        place = _location(source.get("pointer")) or _location(source.get("parameter"))
    text = text or str(item.get("code") or "")
    return f"{place}: {text}" if place and text else text


def _location(value: Any) -> str:
    if isinstance(value, list):
        return ".".join(str(part) for part in value)
    return value if isinstance(value, str) else ""


def _joined(texts: Iterator[str]) -> str:
    present = [text for text in texts if text]
    more = len(present) - _MOST_DETAILS
    return "; ".join(present[:_MOST_DETAILS]) + (f"; and {more} more" if more > 0 else "")
