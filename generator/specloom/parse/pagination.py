"""The pages of operations: as hints say, else as they are detected."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ..ir.api import Api, Operation
from ..ir.pagination import Pagination
from ..ir.resolve import Types
from ..records import replace
from .context import Parser
from .extensions import PageHint
from .page_detection import FoundPages, find_pages
from .page_hints import NO_PAGES, pagination_of_hint


def with_pages(
    parser: Parser, types: Types, operations: Sequence[Operation], *, detect: bool
) -> tuple[Operation, ...]:
    """Return the operations with what is known of their pages; report hints that cannot be honoured."""
    return tuple(
        operation if pagination is None else replace(operation, pagination=pagination)
        for operation in operations
        for pagination in [_pagination(parser, types, operation, detect=detect)]
    )


def _pagination(
    parser: Parser, types: Types, operation: Operation, *, detect: bool
) -> Pagination | None:
    hint: PageHint | None = parser.page_hints.get(operation.at)
    if hint is None:
        found = find_pages(types, operation) if detect else None
        return found.pagination if found is not None and found.certain else None
    if isinstance(hint.values, dict) and hint.values.get("kind") == NO_PAGES:
        return None
    return pagination_of_hint(parser, types, operation, hint)


def proposed_pages(api: Api) -> Iterator[tuple[Operation, FoundPages]]:
    """Yield the operations whose pages are detected, or are likely to be there, and how they are linked.

    Operations with hints are not among them.
    """
    for operation in api.operations:
        pagination = operation.pagination
        if pagination is None:
            found = find_pages(api.types, operation)
            if found is not None:
                yield operation, found
        elif pagination.detected:
            yield operation, FoundPages(pagination=pagination, certain=True)
