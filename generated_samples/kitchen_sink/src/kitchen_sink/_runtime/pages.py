# SPDX-FileCopyrightText: 2026 specloom contributors
# SPDX-License-Identifier: Apache-2.0
"""Pages: iterating requests the next page when needed."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Generator, Iterator, Sequence
from typing import Any, Generic, TypeVar

from .operation import Pagination

Item = TypeVar("Item")
Body = TypeVar("Body")


class _PageContents(Generic[Item, Body]):
    """What a page holds, whichever way the next one is fetched."""

    def __init__(
        self,
        pagination: Pagination[Item, Body],
        response: Body,
        tokens: frozenset[str] = frozenset(),
    ) -> None:
        self._pagination = pagination
        self._tokens = tokens
        self.response = response

    @property
    def items(self) -> Sequence[Item]:
        """The items of this page alone; none where the response had no body."""
        return () if self.response is None else self._pagination.items(self.response)

    @property
    def next_token(self) -> str | None:
        """The token of the next page; None on the last one (APIs leave it out, or send null or "").

        None also for a token that led to this page or to one before it: a server that repeats itself
        would be requested forever.
        """
        if self.response is None:
            return None
        token = self._pagination.next_token(self.response) or None
        return None if token in self._tokens else token

    def __repr__(self) -> str:
        return f"<{type(self).__name__} of {len(self.items)} items, next_token={self.next_token!r}>"


class Page(_PageContents[Item, Body]):
    """One page of a list. Iterating it gives the items of this page and of every page after it."""

    def __init__(
        self,
        pagination: Pagination[Item, Body],
        response: Body,
        fetch: Callable[[str], Page[Item, Body]],
        tokens: frozenset[str] = frozenset(),
    ) -> None:
        super().__init__(pagination, response, tokens)
        self._fetch = fetch

    def next_page(self) -> Page[Item, Body] | None:
        """Fetch the page after this one; None when this is the last."""
        token = self.next_token
        return None if token is None else self._fetch(token)

    def pages(self) -> Iterator[Page[Item, Body]]:
        """Yield this page and every page after it."""
        page: Page[Item, Body] | None = self
        while page is not None:
            yield page
            page = page.next_page()

    def __iter__(self) -> Iterator[Item]:
        for page in self.pages():
            yield from page.items


class AsyncPage(_PageContents[Item, Body]):
    """One page of a list. Iterating it with `async for` gives the items of this page and of every page after it."""

    def __init__(
        self,
        pagination: Pagination[Item, Body],
        response: Body,
        fetch: Callable[[str], Awaitable[AsyncPage[Item, Body]]],
        tokens: frozenset[str] = frozenset(),
    ) -> None:
        super().__init__(pagination, response, tokens)
        self._fetch = fetch

    async def next_page(self) -> AsyncPage[Item, Body] | None:
        """Fetch the page after this one; None when this is the last."""
        token = self.next_token
        return None if token is None else await self._fetch(token)

    async def pages(self) -> AsyncIterator[AsyncPage[Item, Body]]:
        """Yield this page and every page after it."""
        page: AsyncPage[Item, Body] | None = self
        while page is not None:
            yield page
            page = await page.next_page()

    async def __aiter__(self) -> AsyncIterator[Item]:
        async for page in self.pages():
            for item in page.items:
                yield item


class AsyncPages(Generic[Item, Body]):
    """A list that was asked for but not yet fetched: `await` it for its first page, or `async for` over every item."""

    def __init__(self, first: Callable[[], Awaitable[Any]]) -> None:
        self._first = first

    def __await__(self) -> Generator[Any, None, AsyncPage[Item, Body]]:
        page: AsyncPage[Item, Body] = yield from self._first().__await__()
        return page

    async def __aiter__(self) -> AsyncIterator[Item]:
        async for item in await self:
            yield item
