# SPDX-FileCopyrightText: 2026 specloom contributors
# SPDX-License-Identifier: Apache-2.0
# pyright: reportUnknownArgumentType=false, reportUnknownMemberType=false
# pyright: reportUnknownVariableType=false
"""Pages that are linked by the URL of the next one: in the `Link` header (RFC 8288), or in the body."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs, urlsplit

from .pagination import Argument, Exchange, Part, Target

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


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkedTokenPagination:
    """A URL has the token that the next request sends: as its query parameter of the name of `parameter`.

    The URL is the property at the path `url`, or in the `Link` header if that is empty. Without a token there
    is no further page, and neither is there one where `has_more` is not true.
    """

    items: tuple[str, ...] = ()
    parameter: tuple[str, ...]
    part: Part = "query"
    url: tuple[str, ...] = ()
    has_more: tuple[str, ...] = ()
    counted = False

    def following(self, exchange: Exchange) -> Argument | None:
        """Return the token as the argument of the next request."""
        token = self.token(exchange)
        return None if token is None else Argument(self.part, self.parameter, token)

    def token(self, exchange: Exchange) -> Any:
        """Return the token; None where there is none."""
        if self.has_more and not exchange.value(self.has_more):
            return None
        url = exchange.value(self.url) if self.url else next_link(exchange.headers)
        if not isinstance(url, str):
            return None
        return next(iter(parse_qs(urlsplit(url).query).get(self.parameter[-1], ())), None)


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
