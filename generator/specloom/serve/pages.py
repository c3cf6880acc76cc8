"""Lists in pages: every list has two of them, so that walking it ends."""

from __future__ import annotations

import copy
from collections.abc import Callable, Mapping
from itertools import cycle, islice
from typing import Any, TypeAlias

from ..ir.api import ParameterLocation
from ..ir.pagination import (
    ArgumentPart,
    LastItemPagination,
    LinkPagination,
    NextUrlPagination,
    OffsetPagination,
    PageNumberPagination,
    PageSize,
    Pagination,
    Path,
    TokenPagination,
    TokenSource,
)
from ..ir.types import Text
from ..python.client.page_declarations import parameter_path
from ..python.tests.page_samples import (
    first_page,
    item_count,
    last_page,
    member_at,
    second_page,
    with_member,
)
from .bodies import GivenValues
from .messages import HttpRequest

Argued: TypeAlias = Callable[[Text, ArgumentPart], Any]
"""Returns the value of an argument of a request; None where it has none."""

_MARK = "mock-page"
"""A query parameter of ours in the URL of the second page."""
_MOST_ITEMS = 100


def page_of(
    sample: Any,
    pagination: Pagination,
    request: HttpRequest,
    given: GivenValues,
    fits: Callable[[Any], bool],
) -> tuple[Any, Mapping[str, str]]:
    """Return the page that a request asks for, made of a sample response, and its header fields.

    `fits` returns whether a body is of the type that the document has.
    """

    def argument(name: Text, part: ArgumentPart) -> Any:
        if part is ArgumentPart.BODY:
            value = given.body.value if given.body else None
            return member_at(value, [Text(step) for step in parameter_path(name, part)])
        return given.parameter(ParameterLocation(part.value), name)

    sample = _filled(sample, pagination, argument)
    # What is counted is the same on both pages, so the second one is that after the first one of all.
    first = first_page(sample, pagination, lambda name, part: None, _next_url(request))
    if first is None:
        return _ended(last_page(sample, pagination), pagination, fits), {}
    number = _number(pagination, request, argument, item_count(first.body, pagination.items))
    if number == 1:
        return first.body, first.headers
    body = second_page(first, sample, pagination)
    if number > 2:
        body = with_member(body, pagination.items, [])
    return _ended(body, pagination, fits), {}


def leading_headers(pagination: Pagination | None) -> frozenset[str]:
    """Return the names of the header fields that lead to the next page, which the last one does not have."""
    match pagination:
        case LinkPagination() | TokenPagination(next_token_in=TokenSource.LINK):
            return frozenset(("link",))
        case TokenPagination(next_token_in=TokenSource.HEADER, next_token=path):
            return frozenset((path[0].raw.lower(),))
        case _:
            return frozenset()


def _number(pagination: Pagination, request: HttpRequest, argument: Argued, count: int) -> int:
    """Return the number of the page that a request asks for: the first, the second, or one that is not there."""
    match pagination:
        case TokenPagination() | LastItemPagination():
            token = argument(pagination.token_parameter, pagination.parameter_in)
            return 1 if token is None or token == "" else 2
        case PageNumberPagination():
            number = argument(pagination.page_parameter, pagination.parameter_in)
            return max(number - pagination.first_page + 1, 1) if isinstance(number, int) else 1
        case OffsetPagination():
            offset = argument(pagination.offset_parameter, pagination.parameter_in)
            left_out = offset - pagination.first_offset if isinstance(offset, int) else 0
            return 1 if left_out <= 0 else 2 if left_out < 2 * count else 3
        case _:
            return 2 if _MARK in dict(request.query_pairs()) else 1


def _ended(body: Any, pagination: Pagination, fits: Callable[[Any], bool]) -> Any:
    """Return the last page with null or no text for what leads on, where the type requires that it is there."""
    path: Path = ()
    match pagination:
        case TokenPagination(next_token_in=TokenSource.BODY | TokenSource.URL, next_token=path):
            pass
        case NextUrlPagination(next_url=path):
            pass
    if not path or fits(body):
        return body
    trials = [with_member(copy.deepcopy(body), path, end) for end in (None, "")]
    return next(filter(fits, trials), body)


def _next_url(request: HttpRequest) -> str:
    query = "&".join(filter(None, (request.query, f"{_MARK}=2")))
    return f"{request.origin}{request.path}?{query}"


def _filled(sample: Any, pagination: Pagination, argument: Argued) -> Any:
    """Return a sample with as many items as a page has, where fewer would mean that it is the last one."""
    match pagination:
        case PageNumberPagination(size=PageSize() as size) | OffsetPagination(
            size=PageSize() as size
        ):
            wanted = argument(size.parameter, pagination.parameter_in) or size.usual
            items = member_at(sample, pagination.items)
            if isinstance(wanted, int) and wanted > 0 and isinstance(items, list) and items:
                filled = list(islice(cycle(items), min(wanted, _MOST_ITEMS)))
                return with_member(copy.deepcopy(sample), pagination.items, copy.deepcopy(filled))
    return sample
