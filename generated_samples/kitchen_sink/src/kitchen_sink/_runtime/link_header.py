# SPDX-FileCopyrightText: 2026 specloom contributors
# SPDX-License-Identifier: Apache-2.0
# pyright: reportUnknownArgumentType=false, reportUnknownMemberType=false
# pyright: reportUnknownVariableType=false
"""The `Link` header of a response (RFC 8288)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

_PREVIOUS = ("prev", "previous")
_LINK = re.compile(r"\s*,*\s*<([^>]*)>")
_PARAMETER = re.compile(
    r"\s*;\s*(?:([!#$%&'*+.^_`|~0-9A-Za-z-]+)\s*(?:=\s*(?:\"((?:[^\"\\]|\\.)*)\"|([^\s;,\"]*)))?)?"
)


def next_link(headers: Mapping[str, str]) -> str | None:
    """Return the target of the first link with the relation `next`; None where there is none."""
    return next((target for target, names in _relations(headers) if "next" in names), None)


def is_last(headers: Mapping[str, str]) -> bool | None:
    """Return whether a page is the last one, by its links to the pages around it; None where it has none of them.

    Where there is one to the page before, there would be one to the page after.
    """
    names = {name for _, found in _relations(headers) for name in found}
    if "next" in names:
        return False
    return None if names.isdisjoint(_PREVIOUS) else True


def _relations(headers: Mapping[str, str]) -> Iterator[tuple[str, list[str]]]:
    """Yield the links of the response itself, each with its relations."""
    for target, parameters in links(headers.get("link", "")):
        if "anchor" not in parameters:
            yield target, parameters.get("rel", "").lower().split()


def links(field: str) -> Iterator[tuple[str, dict[str, str]]]:
    """Yield the links of a `Link` header: the target and the parameters, the first of each name (RFC 8288, section 3).

    >>> list(links('<a?page=2>; rel="next", <a?page=9>; rel=last'))
    [('a?page=2', {'rel': 'next'}), ('a?page=9', {'rel': 'last'})]
    """
    position = 0
    while link := _LINK.match(field, position):
        position = link.end()
        parameters: dict[str, str] = {}
        while parameter := _PARAMETER.match(field, position):
            position = parameter.end()
            name, quoted, token = parameter.groups()
            value = token or "" if quoted is None else re.sub(r"\\(.)", r"\1", quoted)
            if name:
                parameters.setdefault(name.lower(), value)
        yield link[1].strip(), parameters
        # What does not belong to a link is skipped, up to the next one.
        comma = field.find(",", position)
        position = len(field) if comma < 0 else comma
