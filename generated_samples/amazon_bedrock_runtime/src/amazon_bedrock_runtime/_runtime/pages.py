# SPDX-FileCopyrightText: 2026 specloom contributors
# SPDX-License-Identifier: Apache-2.0
# pyright: reportUnknownArgumentType=false, reportUnknownMemberType=false
# pyright: reportUnknownVariableType=false
"""Pages: iterating requests the next page when needed."""

from __future__ import annotations

import copy
from collections.abc import (
    AsyncIterator,
    Awaitable,
    Callable,
    Generator,
    Iterator,
    Sequence,
)
from typing import TYPE_CHECKING, Any, Generic, TypeAlias, TypeVar

from .errors import PaginationError

if TYPE_CHECKING:
    from typing import Self

    from .call import Call
    from .http import HttpResponse
    from .pagination import Exchange

Item = TypeVar("Item")
Body = TypeVar("Body")
Send: TypeAlias = "Callable[[Call], tuple[HttpResponse, Any]]"
AsyncSend: TypeAlias = "Callable[[Call], Awaitable[tuple[HttpResponse, Any]]]"


class _PageContents(Generic[Item, Body]):
    """What a page holds, whichever way the next one is fetched.

    A page can be copied; it cannot be pickled, as it can fetch: pickle its items, or its response.
    """

    response: Body

    def __init__(self, exchange: Exchange) -> None:
        self._exchange = exchange
        self.response = exchange.body

    @property
    def items(self) -> Sequence[Item]:
        """The items of this page alone; none where the response has no list of them.

        Raises `PaginationError` where the response has something else instead.
        """
        return self._exchange.items

    @property
    def has_next(self) -> bool:
        """Whether there is another page, as far as this one says. Raises `PaginationError` if it does not fit."""
        return self._exchange.following() is not None

    @property
    def next_token(self) -> str | None:
        """The token of the next page; None on the last one, and where pages are not linked by tokens."""
        token = self._exchange.next_token()
        return None if token is None else str(token)

    def __copy__(self) -> Self:
        other = object.__new__(type(self))
        vars(other).update(vars(self))
        return other

    def __deepcopy__(self, memo: dict[int, Any]) -> Self:
        other = copy.copy(self)
        other._exchange = self._exchange.with_body(copy.deepcopy(self.response, memo))
        other.response = other._exchange.body
        return other

    def __reduce__(self) -> tuple[Any, ...]:
        raise TypeError(
            f"{type(self).__name__} cannot be pickled, as it holds the client: pickle its items or its response"
        )

    def __repr__(self) -> str:
        try:
            return f"<{type(self).__name__} of {len(self.items)} items, next_token={self.next_token!r}>"
        except PaginationError as error:
            return f"<{type(self).__name__}: {error}>"

    def _limit(self) -> int | None:
        limit = self._exchange.call.options.max_items
        if limit is not None and limit < 0:
            raise ValueError(f"max_items must not be negative: {limit}")
        return limit


class Page(_PageContents[Item, Body]):
    """One page of a list. Iterating it gives the items of this page and of every page after it."""

    def __init__(self, send: Send, exchange: Exchange) -> None:
        super().__init__(exchange)
        self._send = send

    def next_page(self) -> Page[Item, Body] | None:
        """Fetch the page after this one; None when this is the last.

        Raises `PaginationError` where the server leads back to a page before, or to another origin.
        """
        call = self._exchange.following()
        if call is None:
            return None
        return Page(self._send, self._exchange.followed_by(call, *self._send(call)))

    def pages(self) -> Iterator[Page[Item, Body]]:
        """Yield this page and every page after it, as far as `max_items` of the call's options."""
        page: Page[Item, Body] | None = self
        left = self._limit()
        while page is not None:
            yield page
            left = None if left is None else left - len(page.items)
            page = page.next_page() if left is None or left > 0 else None

    def __iter__(self) -> Iterator[Item]:
        left = self._limit()
        for page in self.pages():
            items = page.items
            yield from items if left is None else items[:left]
            left = None if left is None else max(0, left - len(items))


class AsyncPage(_PageContents[Item, Body]):
    """One page of a list. Iterating it with `async for` gives the items of this page and of every page after it."""

    def __init__(self, send: AsyncSend, exchange: Exchange) -> None:
        super().__init__(exchange)
        self._send = send

    async def next_page(self) -> AsyncPage[Item, Body] | None:
        """Fetch the page after this one; None when this is the last.

        Raises `PaginationError` where the server leads back to a page before, or to another origin.
        """
        call = self._exchange.following()
        if call is None:
            return None
        return AsyncPage(self._send, self._exchange.followed_by(call, *await self._send(call)))

    async def pages(self) -> AsyncIterator[AsyncPage[Item, Body]]:
        """Yield this page and every page after it, as far as `max_items` of the call's options."""
        page: AsyncPage[Item, Body] | None = self
        left = self._limit()
        while page is not None:
            yield page
            left = None if left is None else left - len(page.items)
            page = await page.next_page() if left is None or left > 0 else None

    async def __aiter__(self) -> AsyncIterator[Item]:
        left = self._limit()
        async for page in self.pages():
            items = page.items
            for item in items if left is None else items[:left]:
                yield item
            left = None if left is None else max(0, left - len(items))


class AsyncPages(Generic[Item, Body]):
    """A list that was asked for but not yet fetched: `await` it for its first page, or `async for` over every item."""

    def __init__(self, first: Callable[[], Awaitable[Any]]) -> None:
        self._first = first

    def __await__(self) -> Generator[Any, None, AsyncPage[Item, Body]]:
        page: AsyncPage[Item, Body] = yield from self._first().__await__()
        return page

    async def pages(self) -> AsyncIterator[AsyncPage[Item, Body]]:
        """Yield every page, as far as `max_items` of the call's options."""
        async for page in (await self).pages():
            yield page

    async def __aiter__(self) -> AsyncIterator[Item]:
        async for item in await self:
            yield item
