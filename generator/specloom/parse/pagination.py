"""The pages of operations: as hints say, else as they are detected."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from ..ir.api import Operation
from ..ir.pagination import Pagination
from ..ir.resolve import Types
from .context import Parser
from .extensions import PageHint
from .page_hints import pagination_of_hint


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
    if hint is not None:
        return pagination_of_hint(parser, types, operation, hint)
    return None
