"""Hints for the pages that are detected or likely: as an overlay, and as lines of a configuration."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import fields
from enum import Enum
from typing import Any

from ..config.proposals import Proposal
from ..diagnostics import printable
from ..ir.api import Api, Hole, Operation
from ..ir.pagination import (
    ArgumentPart,
    LastItemPagination,
    LinkPagination,
    NextUrlPagination,
    OffsetPagination,
    PageNumberPagination,
    PageSize,
    Pagination,
    TokenPagination,
    TokenSource,
)
from ..ir.types import Text
from .pagination import proposed_pages

KINDS: dict[type, str] = {
    TokenPagination: "token",
    LastItemPagination: "last-item",
    PageNumberPagination: "page",
    OffsetPagination: "offset",
    LinkPagination: "link",
    NextUrlPagination: "next-url",
}
_USUAL = (ArgumentPart.QUERY, TokenSource.BODY, None)
_NOTHING = "an overlay needs an action: this one changes nothing"
_LEFT_OUT = ("at", "detected", "items")


def hint_of(pagination: Pagination) -> dict[str, Any]:
    """Return the value of `x-specloom-pagination` that says how pages are linked."""
    hint: dict[str, Any] = {"kind": KINDS[type(pagination)]}
    for field in fields(pagination):
        value = getattr(pagination, field.name)
        if field.name in _LEFT_OUT or value in _USUAL or value == ():
            continue
        name = "size-parameter" if isinstance(value, PageSize) else field.name.replace("_", "-")
        hint[name] = _plain(value)
    hint["items"] = _plain(pagination.items)
    return hint


def _plain(value: Any) -> Any:
    if isinstance(value, PageSize):
        value = value.parameter
    if isinstance(value, Text):
        return value.raw
    if isinstance(value, Enum):
        return value.value
    return ".".join(name.raw for name in value) if isinstance(value, tuple) else value


def pages_overlay(api: Api) -> str:
    """Return an overlay, as YAML, with a hint for each operation whose pages are detected or likely.

    The actions for those that are only likely are comments.
    """
    lines = [
        "overlay: 1.0.0",
        f"info: {{title: {json.dumps('Pages of ' + printable(api.title.raw))}, version: 1.0.0}}",
    ]
    actions: list[str] = []
    for operation, found in proposed_pages(api):
        mark = "" if found.certain else "# "
        why = "detected" if found.certain else "likely, not certain: remove the marks if it is so"
        hint = json.dumps(hint_of(found.pagination), ensure_ascii=True)
        actions += [
            f"  # {why}: {_called(operation)}",
            f"  {mark}- target: {json.dumps(_target(operation))}",
            f"  {mark}  update: {{x-specloom-pagination: {hint}}}",
        ]
    if all(line.lstrip().startswith("#") for line in actions):
        actions.append(f"  # {_NOTHING}")
        actions.append("  - {target: $.info, update: {}}")
    return "\n".join([*lines, "actions:", *actions])


def _target(operation: Operation) -> str:
    """Return the JSONPath of an operation (RFC 9535, section 2.3.1)."""
    pointer = operation.at.partition("#")[2].split("/")[1:]
    keys = [token.replace("~1", "/").replace("~0", "~") for token in pointer]
    quoted = [key.replace("\\", "\\\\").replace("'", "\\'") for key in keys]
    return "$" + "".join(f"['{key}']" for key in quoted)


def _called(operation: Operation) -> str:
    path = "".join(
        "{" + part.name.raw + "}" if isinstance(part, Hole) else part.raw
        for part in operation.path.parts
    )
    return printable(f"{operation.method} {path}")


def pages_text(api: Api) -> list[str]:
    """Return the operations whose pages are known, detected or likely, a line each."""
    rows = [
        (operation, "said", operation.pagination)
        for operation in api.operations
        if operation.pagination is not None and not operation.pagination.detected
    ]
    rows += [
        (operation, "detected" if found.certain else "likely", found.pagination)
        for operation, found in proposed_pages(api)
    ]
    rows.sort(key=lambda row: row[0].at)
    return [
        f"  {how:<8} {_called(operation)}  {printable(json.dumps(hint_of(pagination)))}"
        for operation, how, pagination in rows
    ]


def likely_hints(api: Api) -> Iterator[Proposal]:
    """Yield entries of `[client.pagination]` for operations whose pages are likely."""
    for operation, found in proposed_pages(api):
        name = operation.operation_id
        # In JSON, what is not ASCII may be written in a way that TOML does not have.
        if name is not None and not found.certain and name.raw.isascii():
            hint = ", ".join(f"{k} = {json.dumps(v)}" for k, v in hint_of(found.pagination).items())
            yield Proposal(
                line=f"{json.dumps(name.raw)} = {{ {hint} }}",
                reason=f"likely, not certain: {_called(operation)} has pages",
            )
