"""Detected pages, and the client of the last run: what a method returns does not change by itself."""

from __future__ import annotations

from collections.abc import Iterator

from ..diagnostics import Code
from ..ir.api import Api, Operation
from ..ir.name_keys import method_key
from ..ir.page_types import item_types
from ..ir.pagination import (
    LastItemPagination,
    LinkPagination,
    NextUrlPagination,
    OffsetPagination,
    PageNumberPagination,
    TokenPagination,
)
from ..records import replace
from .naming.findings import NamingFinding
from .naming.name_registry import PastClient

_WORDS: dict[type, str] = {
    TokenPagination: "a token of the response",
    LastItemPagination: "the last item",
    PageNumberPagination: "page numbers",
    OffsetPagination: "offsets",
    LinkPagination: "the Link header",
    NextUrlPagination: "the URL of the next page",
}


def with_locked_pages(api: Api, past: PastClient) -> Api:
    """Return an API in which no method returns pages that returned a response in the last run, unless a hint says so."""
    return replace(api, operations=tuple(_settled(each, past) for each in api.operations))


def page_findings(api: Api, past: PastClient) -> tuple[NamingFinding, ...]:
    """Return what there is to say about the pages that are detected, and about those that are kept back."""
    locked = with_locked_pages(api, past)
    pairs = zip(api.operations, locked.operations, strict=True)
    kept = [before for before, now in pairs if before.pagination and now.pagination is None]
    return tuple(_findings(locked, kept))


def _settled(operation: Operation, past: PastClient) -> Operation:
    pagination = operation.pagination
    if pagination is None or not pagination.detected:
        return operation
    before = past.operation(operation.at)
    # Without a record of the last run it is not known what a method returned: a response, more likely.
    unknown = past.surface is None and method_key(operation.at) in past.names
    if unknown or (before is not None and before.pagination is None):
        return replace(operation, pagination=None)
    return operation


def _findings(api: Api, kept: list[Operation]) -> Iterator[NamingFinding]:
    by_kind: dict[type, list[Operation]] = {}
    for operation in api.operations:
        pagination = operation.pagination
        if pagination is None or not pagination.detected:
            continue
        if item_types(api.types, operation, pagination):
            by_kind.setdefault(type(pagination), []).append(operation)
    for kind, words in _WORDS.items():
        found = by_kind.get(kind)
        if found:
            message = f"{_counted(found)} pages, by {words}: that is detected"
            hint = 'x-specloom-pagination says otherwise; pagination = "hints" detects nothing.'
            yield _finding(found, message, hint)
    if kept:
        message = f"{_counted(kept)} the response, as in the last run, although pages are detected"
        hint = "x-specloom-pagination makes a method return pages: see specloom inspect --pages."
        yield _finding(kept, message, hint)


def _counted(operations: list[Operation]) -> str:
    count = len(operations)
    return "1 operation returns" if count == 1 else f"{count} operations return"


def _finding(operations: list[Operation], message: str, hint: str) -> NamingFinding:
    first, *others = (operation.at for operation in operations)
    return NamingFinding(Code.PAGES_DETECTED, message, first, also=tuple(others), hint=hint)
