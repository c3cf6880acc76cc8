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
    OffsetPagination,
    PageNumberPagination,
    PageSize,
    Pagination,
    TokenPagination,
)
from ..ir.types import Text
from ..python.client.page_declarations import parameter_path
from ..python.tests.page_samples import (
    first_page,
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
    sample: Any, pagination: Pagination, request: HttpRequest, given: GivenValues
) -> tuple[Any, Mapping[str, str]]:
    """Return the page that a request asks for, made of a sample response, and its header fields."""

    def argument(name: Text, part: ArgumentPart) -> Any:
        if part is ArgumentPart.BODY:
            value = given.body.value if given.body else None
            return member_at(value, [Text(step) for step in parameter_path(name, part)])
        return given.parameter(ParameterLocation(part.value), name)

    sample = _filled(sample, pagination, argument)
    # What is counted is the same on both pages, so the second one is that after the first one of all.
    first = first_page(sample, pagination, lambda name, part: None, _next_url(request))
    if first is None:
        return last_page(sample, pagination), {}
    if _is_second(pagination, request, argument):
        return second_page(first, sample, pagination), {}
    return first.body, first.headers


def _is_second(pagination: Pagination, request: HttpRequest, argument: Argued) -> bool:
    """Return whether a request asks for what comes after the first page."""
    match pagination:
        case TokenPagination() | LastItemPagination():
            token = argument(pagination.token_parameter, pagination.parameter_in)
            return token is not None and token != ""
        case PageNumberPagination():
            number = argument(pagination.page_parameter, pagination.parameter_in)
            return isinstance(number, int) and number > pagination.first_page
        case OffsetPagination():
            offset = argument(pagination.offset_parameter, pagination.parameter_in)
            return isinstance(offset, int) and offset > pagination.first_offset
        case _:
            return _MARK in dict(request.query_pairs())


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
