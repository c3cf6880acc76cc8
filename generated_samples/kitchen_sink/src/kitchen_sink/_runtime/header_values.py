# SPDX-FileCopyrightText: 2026 specloom contributors
# SPDX-License-Identifier: Apache-2.0
# pyright: reportUnknownArgumentType=false, reportUnknownMemberType=false
# pyright: reportUnknownVariableType=false
"""Valid header fields and cookies (RFC 9110, 5.5; RFC 6265, 4.1.1)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from urllib.parse import quote

_VISIBLE = "!-~\u00a0-\ud7ff\ue000-\U0010ffff"
_FIELD_VALUE = re.compile(f"(?:[{_VISIBLE}](?:[\t {_VISIBLE}]*[{_VISIBLE}])?)?")
_FIELD_NAME = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
_LINE_END = re.compile("[\r\n]")
_COOKIE_NAME = re.compile(r"[!#$%&'*+\-.^_`|~:/?\[\]{}0-9A-Za-z]+")
_COOKIE_CHARACTERS = r"[!#-+\--:<-\[\]-~]*"
_COOKIE_VALUE = re.compile(rf'{_COOKIE_CHARACTERS}|"{_COOKIE_CHARACTERS}"')


def check_header_value(value: str, what: str) -> str:
    """Return a value of a header field as it is.

    `what` says where the value comes from ("the argument bearer"). Raises `ValueError`, which names
    that and never the value, for line ends, other control characters, text that is not Unicode, and
    blanks at either end, which no header field can hold.
    """
    if _FIELD_VALUE.fullmatch(value):
        return value
    if value.strip() != value and _FIELD_VALUE.fullmatch(value.strip()):
        blank = "a line end" if _LINE_END.search(value) else "a blank"
        raise ValueError(f"{what} must not begin or end with {blank}")
    fault = "a line end" if _LINE_END.search(value) else "a control character or a lone surrogate"
    raise ValueError(f"{what} must not contain {fault}")


def as_header_value(text: str) -> str:
    """Return a text of the server's as the value of a header field; "" for one that no field can hold."""
    value = text.strip()
    return value if _FIELD_VALUE.fullmatch(value) else ""


def check_headers(headers: Mapping[str, str]) -> None:
    """Raise `ValueError` for the first header field whose name or value cannot be sent."""
    for name, value in headers.items():
        if not _FIELD_NAME.fullmatch(name):
            raise ValueError(f"{name!r} is not a name of a header field")
        if not _FIELD_VALUE.fullmatch(value):
            check_header_value(value, f"the header {name!r}")


def check_cookie(name: str, value: str, what: str) -> str:
    """Return a cookie as the pair that is sent: cookies have no encoding, so both go as they are.

    Raises `ValueError`, which names `what` and never the value, for what a cookie cannot hold:
    blanks, quotation marks, commas, semicolons, backslashes, control and non-ASCII characters.
    """
    if not _COOKIE_NAME.fullmatch(name):
        raise ValueError(f"{name!r} is not a name of a cookie")
    if not _COOKIE_VALUE.fullmatch(value):
        raise ValueError(
            f"{what} must not contain blanks, quotation marks, commas, semicolons, backslashes, "
            "control or non-ASCII characters: a cookie cannot hold them"
        )
    return f"{name}={value}"


def cookie_name(name: str) -> str:
    """Return a declared name of a cookie as it is sent: what no name can hold is percent-encoded."""
    return name if _COOKIE_NAME.fullmatch(name) else quote(name, safe="!#$%&'*+-.^_`|~:/?[]{}")


def cookie_pairs(header: str) -> dict[str, str]:
    """Return the cookies of a Cookie field by name, each as the pair that is sent."""
    pairs = (pair.strip() for pair in header.split(";"))
    return {pair.partition("=")[0]: pair for pair in pairs if pair}
