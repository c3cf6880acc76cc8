# SPDX-FileCopyrightText: 2026 specloom contributors
# SPDX-License-Identifier: Apache-2.0
"""Pages that are linked by the URL of the next one: in the `Link` header (RFC 8288), or in the body."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from .pagination import Exchange, Target

_LINK = re.compile(r"\s*,*\s*<([^>]*)>")
_PARAMETER = re.compile(
    r"\s*;\s*(?:([!#$%&'*+.^_`|~0-9A-Za-z-]+)\s*(?:=\s*(?:\"((?:[^\"\\]|\\.)*)\"|([^\s;,\"]*)))?)?"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkPagination:
    """The `Link` header of a response has the URL of the next page, with the relation `next`."""

    items: tuple[str, ...] = ()
    counted = False

    def following(self, exchange: Exchange) -> Target | None:
        """Return the URL; None where there is none."""
        url = next_link(exchange.headers)
        return None if url is None else Target(url)

    def token(self, exchange: Exchange) -> Any:
        """Return None: the URL is no token."""
        return None


@dataclass(frozen=True, slots=True, kw_only=True)
class NextUrlPagination:
    """A property of the response, at the path `url`, has the URL of the next page."""

    items: tuple[str, ...] = ()
    url: tuple[str, ...]
    counted = False

    def following(self, exchange: Exchange) -> Target | None:
        """Return the URL; None where there is none."""
        url = exchange.value(self.url)
        return Target(str(url)) if url else None

    def token(self, exchange: Exchange) -> Any:
        """Return None: the URL is no token."""
        return None


def next_link(headers: Mapping[str, str]) -> str | None:
    """Return the target of the first link with the relation `next`; None where there is none."""
    for target, parameters in links(headers.get("link", "")):
        if "next" in parameters.get("rel", "").lower().split() and "anchor" not in parameters:
            return target
    return None


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
