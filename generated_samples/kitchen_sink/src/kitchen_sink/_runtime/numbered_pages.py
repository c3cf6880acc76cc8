# SPDX-FileCopyrightText: 2026 specloom contributors
# SPDX-License-Identifier: Apache-2.0
# pyright: reportUnknownArgumentType=false, reportUnknownMemberType=false
# pyright: reportUnknownVariableType=false
"""Pages that are counted: by their number, or by the number of the items before them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from .link_header import is_last
from .pagination import Argument, Exchange, Part, Path


@dataclass(frozen=True, slots=True, kw_only=True)
class PageNumberPagination:
    """Pages have numbers, from `first` on.

    The last one is known by `has_more`, by the number of all pages, or by that of all items; without any of
    them an empty page is the last. With `size`, the parameter for the number of items in a page, one that has fewer
    than asked for is the last; `size_limits` are how many that is if the caller does not say, and at most. A
    total that is less than what has been seen is none. A `Link` header that leads to other pages says whether
    there is a next one: a server may return fewer items than it counts.
    """

    items: tuple[str, ...] = ()
    parameter: tuple[str, ...]
    part: Part = "query"
    first: int = 1
    has_more: tuple[str, ...] = ()
    total_pages: tuple[str, ...] = ()
    total_items: tuple[str, ...] = ()
    size: tuple[str, ...] = ()
    size_limits: tuple[int | None, int | None] = (None, None)
    counted = True

    def following(self, exchange: Exchange) -> Argument | None:
        """Return the number after that of the request; None on the last page."""
        number = _number(exchange, self.part, self.parameter, self.first)
        pages = _count(exchange, self.total_pages)
        by_links = is_last(exchange.headers)
        if self.has_more:
            last = not exchange.says(self.has_more)
        elif by_links is not None:
            last = by_links
        elif pages is not None and number < self.first + pages:
            last = number == self.first + pages - 1
        else:
            total = _count(exchange, self.total_items)
            walked = number - self.first == exchange.number  # from the first page on
            reached = exchange.before + len(exchange.items) if walked else -1
            last = not exchange.items or reached == total
            last = last or _is_short(exchange, self.part, self.size, self.size_limits)
        return None if last else Argument(self.part, self.parameter, number + 1)

    def token(self, exchange: Exchange) -> Any:
        """Return None: numbers are no tokens."""
        return None


@dataclass(frozen=True, slots=True, kw_only=True)
class OffsetPagination:
    """A page begins after a number of items, `first` for the first one.

    The last page is known by `has_more`, or by the number of all items; without either of them an empty page
    is the last. `Link` headers, `size` and `size_limits` are as in `PageNumberPagination`.
    """

    items: tuple[str, ...] = ()
    parameter: tuple[str, ...]
    part: Part = "query"
    first: int = 0
    has_more: tuple[str, ...] = ()
    total_items: tuple[str, ...] = ()
    size: tuple[str, ...] = ()
    size_limits: tuple[int | None, int | None] = (None, None)
    counted = True

    def following(self, exchange: Exchange) -> Argument | None:
        """Return the number of the items so far; None on the last page."""
        count = len(exchange.items)
        offset = _number(exchange, self.part, self.parameter, self.first) + count
        total = _count(exchange, self.total_items)
        by_links = is_last(exchange.headers)
        if count == 0:
            last = True  # The offset would be the same again.
        elif self.has_more:
            last = not exchange.says(self.has_more)
        elif by_links is not None:
            last = by_links
        elif total is not None and offset - self.first <= total:
            last = offset - self.first == total
        else:
            last = _is_short(exchange, self.part, self.size, self.size_limits)
        return None if last else Argument(self.part, self.parameter, offset)

    def token(self, exchange: Exchange) -> Any:
        """Return None: numbers are no tokens."""
        return None


def _number(exchange: Exchange, part: Part, path: Path, first: int) -> int:
    """Return the number that a request had, or would have had."""
    sent = exchange.sent(part, path)
    try:
        return first if sent is None else int(sent)
    except (TypeError, ValueError):
        raise exchange.error(
            f"{'.'.join(path)} is not a number to count on from: {sent!r}"
        ) from None


def _count(exchange: Exchange, path: Path) -> int | None:
    """Return a number of the response; None where there is none, or -1 for what is not known."""
    value = exchange.value(path) if path else None
    if isinstance(value, str) and value.isdecimal():
        return int(value)
    if not isinstance(value, (int, float)) or isinstance(value, bool) or value < 0:
        return None
    return int(value)


def _is_short(
    exchange: Exchange, part: Part, path: Path, limits: tuple[int | None, int | None]
) -> bool:
    """Return whether a page has fewer items than were asked for."""
    if not path:
        return False
    usual, most = limits
    sent = exchange.sent(part, path)
    asked = _as_number(usual if sent is None else sent)
    sizes = [size for size in (asked, most) if size is not None]
    return asked is not None and len(exchange.items) < min(sizes)


def _as_number(value: Any) -> int | None:
    try:
        return None if value is None else int(value)
    except (TypeError, ValueError):
        return None
