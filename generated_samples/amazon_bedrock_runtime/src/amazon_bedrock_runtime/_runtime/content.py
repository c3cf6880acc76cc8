# SPDX-FileCopyrightText: 2026 specloom contributors
# SPDX-License-Identifier: Apache-2.0
# pyright: reportUnknownArgumentType=false, reportUnknownMemberType=false
# pyright: reportUnknownVariableType=false
"""Response bodies as text and JSON, in the response's charset."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from . import digits
from .written import WrittenNumber


def without_parameters(media_type: str) -> str:
    """Return a media type without its parameters, in lower case (RFC 9110, section 8.3.1)."""
    return media_type.partition(";")[0].strip().lower()


def charset_of(content_type: str) -> str | None:
    """Return the `charset` parameter of a Content-Type in lower case, None when it has none."""
    value = parameter_of(content_type, "charset")
    return None if value is None else value.lower()


def parameter_of(content_type: str, wanted: str) -> str | None:
    """Return a parameter of a Content-Type (RFC 9110, section 5.6.6), None when it is not there or empty."""
    for parameter in content_type.split(";")[1:]:
        name, _, value = parameter.partition("=")
        if name.strip().lower() == wanted:
            return value.strip().strip("\"'") or None
    return None


def media_type_at(media_types: Sequence[str], number: int) -> str:
    """Return the media type of a part by its position, from 0: the last one holds for all that follow, "" if there is none."""
    return media_types[min(number, len(media_types) - 1)] if media_types else ""


def decode_text(content: bytes, content_type: str) -> str:
    """Decode text in the character set that `content_type` names, else in UTF-8.

    A set that is unknown or no text encoding counts as UTF-8; what cannot be decoded becomes U+FFFD.
    """
    try:
        return content.decode(charset_of(content_type) or "utf-8", "replace")
    except (LookupError, ValueError):  # "undefined", "idna" and "punycode" raise UnicodeError
        return content.decode("utf-8", "replace")


def load_json(content: bytes, content_type: str, written: list[WrittenNumber] | None = None) -> Any:
    """Parse a JSON document (RFC 8259), in UTF-8, UTF-16 or UTF-32, else in the charset of `content_type`.

    Numbers that no float holds keep how they were written, and are appended to `written`. Raises ValueError for everything that is not one: other text, nothing, one nested too deeply for the
    interpreter.
    """
    try:
        return _loads(content, written)
    except ValueError:
        charset = charset_of(content_type)
        if charset in (None, "utf-8", "utf8"):
            raise
        try:
            text = content.decode(str(charset))
        except (LookupError, ValueError):
            text = ""
        if not text:
            raise
        return _loads(text, written)


def _loads(document: bytes | str, written: list[WrittenNumber] | None) -> Any:
    try:
        return digits.load_json(document, written)
    except RecursionError:
        raise ValueError("the JSON is nested too deeply") from None
