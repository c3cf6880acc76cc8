"""Sample pages for tests: one that has another after it, and one that is the last."""

from __future__ import annotations

import copy
from collections.abc import Callable, Sequence
from dataclasses import field
from typing import Any, TypeAlias, assert_never

from ...ir.pagination import (
    ArgumentPart,
    LastItemPagination,
    LinkPagination,
    NextUrlPagination,
    OffsetPagination,
    PageNumberPagination,
    Pagination,
    TokenPagination,
    TokenSource,
)
from ...ir.types import Text
from ...records import dataclass

Given: TypeAlias = Callable[[Text, ArgumentPart], Any]
"""Returns the value of an argument of the first request; None where it has none."""
TOKEN = "token-2"
NEXT_URL = "/page-2"
"""The URL of the second page; relative ones are allowed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FirstPage:
    """A page that leads to another: the body, the header fields, and what the second request has of it.

    That is an argument with its value; the whole target where `parameter` is None. `counts` says that the number of all
    items tells which page is the last: it does not where the first request is for a later page.
    """

    body: Any
    headers: dict[str, str] = field(default_factory=dict)
    parameter: tuple[Text, ArgumentPart] | None
    value: Any
    counts: bool = True


def first_page(
    sample: Any, pagination: Pagination, given: Given, next_url: str = NEXT_URL
) -> FirstPage | None:
    """Make a page that leads to another out of a sample response; None where the sample has no items.

    `given` returns the values of arguments, `next_url` is the URL of the other page, where pages are linked by URLs.
    """
    body = copy.deepcopy(sample)
    count = item_count(body, pagination.items)
    if count == 0:
        return None
    body = _with_ends(body, pagination, more=True, count=2 * count, pages=2)
    match pagination:
        case TokenPagination():
            return _page_with_token(body, pagination, next_url)
        case LastItemPagination(token_parameter=name, parameter_in=part):
            last = member_at(body, pagination.items)[-1]
            value = member_at(last, pagination.item_property)
            if not isinstance(value, (str, int)) or isinstance(value, bool) or not value:
                value = TOKEN
                set_member(last, pagination.item_property, value)
            return FirstPage(body=body, parameter=(name, part), value=value)
        case PageNumberPagination(page_parameter=name, parameter_in=part):
            number = _whole(given(name, part), pagination.first_page)
            if pagination.total_pages:
                body = with_member(body, pagination.total_pages, number - pagination.first_page + 2)
            counts = number == pagination.first_page or not _counts_items(pagination)
            return FirstPage(body=body, parameter=(name, part), value=number + 1, counts=counts)
        case OffsetPagination(offset_parameter=name, parameter_in=part):
            offset = _whole(given(name, part), pagination.first_offset)
            if pagination.total_items:
                total = offset - pagination.first_offset + 2 * count
                body = with_member(body, pagination.total_items, total)
            return FirstPage(body=body, parameter=(name, part), value=offset + count)
        case LinkPagination():
            headers = {"link": f'<{next_url}>; rel="next"'}
            return FirstPage(body=body, headers=headers, parameter=None, value=next_url)
        case NextUrlPagination():
            body = with_member(body, pagination.next_url, next_url)
            return FirstPage(body=body, parameter=None, value=next_url)
        case _:
            assert_never(pagination)


def _page_with_token(body: Any, pagination: TokenPagination, next_url: str) -> FirstPage:
    parameter = (pagination.token_parameter, pagination.parameter_in)
    headers = {}
    mark = "&" if "?" in next_url else "?"
    url = f"{next_url}{mark}{pagination.token_parameter.raw.rpartition('.')[2]}={TOKEN}"
    match pagination.next_token_in:
        case TokenSource.BODY:
            body = with_member(body, pagination.next_token, TOKEN)
        case TokenSource.URL:
            body = with_member(body, pagination.next_token, url)
        case TokenSource.LINK:
            headers = {"link": f'<{url}>; rel="next"'}
        case TokenSource.HEADER:
            headers = {pagination.next_token[0].raw.lower(): TOKEN}
        case _:
            assert_never(pagination.next_token_in)
    return FirstPage(body=body, headers=headers, parameter=parameter, value=TOKEN)


def last_page(sample: Any, pagination: Pagination) -> Any:
    """Make a page that is the last, and the first, out of a sample response."""
    body = copy.deepcopy(sample)
    count = item_count(body, pagination.items)
    body = _with_ends(body, pagination, more=False, count=count, pages=1)
    match pagination:
        case TokenPagination():
            if pagination.next_token_in in (TokenSource.BODY, TokenSource.URL):
                drop_member(body, pagination.next_token)
        case NextUrlPagination():
            drop_member(body, pagination.next_url)
        case LastItemPagination() | PageNumberPagination() | OffsetPagination():
            if not _has_end(pagination):
                body = with_member(body, pagination.items, [])
        case LinkPagination():
            pass
        case _:
            assert_never(pagination)
    return body


def second_page(first: FirstPage, sample: Any, pagination: Pagination) -> Any:
    """Make the page that comes after a first one, and is the last."""
    body = last_page(sample, pagination)
    # What counts all pages or items is the same on each of them.
    for path in (getattr(pagination, "total_pages", ()), getattr(pagination, "total_items", ())):
        if path:
            body = with_member(body, path, member_at(first.body, path))
    return body if first.counts else with_member(body, pagination.items, [])


def _counts_items(pagination: PageNumberPagination) -> bool:
    """Return whether nothing but the number of all items says which page is the last."""
    return bool(pagination.total_items) and not (pagination.has_more or pagination.total_pages)


def _has_end(pagination: LastItemPagination | PageNumberPagination | OffsetPagination) -> bool:
    ends = ("has_more", "total_pages", "total_items")
    return any(getattr(pagination, name, ()) for name in ends)


def _with_ends(body: Any, pagination: Pagination, *, more: bool, count: int, pages: int) -> Any:
    """Return a body that says whether there is more, and how much there is."""
    values = {"has_more": more, "total_pages": pages, "total_items": count}
    for name, value in values.items():
        path = getattr(pagination, name, ())
        if path:
            body = with_member(body, path, value)
    return body


def _whole(value: Any, default: int) -> int:
    return (
        int(value) if isinstance(value, (int, float)) and not isinstance(value, bool) else default
    )


def with_member(value: Any, path: Sequence[Text], new: Any) -> Any:
    """Return a body with another value at a path; that is the whole body where the path is empty."""
    if not path:
        return new
    set_member(value, path, new)
    return value


def set_member(value: Any, path: Sequence[Text], new: Any) -> None:
    """Set the property at a path; what is in its way becomes an object."""
    for name in path[:-1]:
        if not isinstance(value, dict):
            return
        if not isinstance(value.get(name.raw), dict):
            value[name.raw] = {}
        value = value[name.raw]
    if isinstance(value, dict):
        value[path[-1].raw] = new


def drop_member(value: Any, path: Sequence[Text]) -> None:
    """Remove the property at a path."""
    value = member_at(value, path[:-1])
    if isinstance(value, dict):
        value.pop(path[-1].raw, None)


def member_at(value: Any, path: Sequence[Text]) -> Any:
    """Return the property at a path; None where it is not there."""
    for name in path:
        value = value.get(name.raw) if isinstance(value, dict) else None
    return value


def item_count(value: Any, path: Sequence[Text]) -> int:
    """Return how many items a page holds."""
    items = member_at(value, path)
    return len(items) if isinstance(items, list) else 0
