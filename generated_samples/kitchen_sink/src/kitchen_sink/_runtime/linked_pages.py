# SPDX-FileCopyrightText: 2026 specloom contributors
# SPDX-License-Identifier: Apache-2.0
# pyright: reportUnknownArgumentType=false, reportUnknownMemberType=false
# pyright: reportUnknownVariableType=false
"""Pages that are linked by the URL of the next one: in the `Link` header (RFC 8288), or in the body."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs, urlsplit

from .link_header import next_link
from .pagination import Argument, Exchange, Part, Target


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
        if not url or (isinstance(url, str) and not url.strip()):
            return None
        if not isinstance(url, str):
            kind = type(url).__name__
            raise exchange.error(f"the link to the next page is not a URL, but a {kind}")
        return Target(url.strip())

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
        if self.has_more and not exchange.says(self.has_more):
            return None
        url = exchange.value(self.url) if self.url else next_link(exchange.headers)
        if not isinstance(url, str):
            return None
        return next(iter(parse_qs(urlsplit(url).query).get(self.parameter[-1], ())), None)
