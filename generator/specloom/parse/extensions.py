"""What OpenAPI has no words for: pages, idempotency, error codes, environment variables.

Said by `x-specloom-*` extensions, in the document or an overlay, or by the configuration. An
extension may choose names; it never names code, files or commands.
"""

from __future__ import annotations

import re
from typing import Any, get_args

from ..config import HINT_MEMBERS
from ..config.checks import is_error_status
from ..diagnostics import Code, quote, similar
from ..ir.api import (
    BodyMember,
    ErrorConventions,
    GroupBy,
    HeaderField,
    Idempotency,
    RetryRules,
)
from ..ir.types import Text
from ..openapi.load import Node
from ..records import dataclass
from .context import Parser
from .documentation import texts_of

PAGINATION = "x-specloom-pagination"
_ENVIRONMENT_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")


def extension(node: Node, name: str) -> Any:
    """Return the value of an extension, None when it is not there."""
    return node.value.get(name) if isinstance(node.value, dict) else None


def stated(parser: Parser, node: Node, name: str) -> Any:
    """Return the value of an extension that is an object, None when it is not there; report unknown fields."""
    value = extension(node, name)
    if value is not None:
        _report_unknown(parser, node.child(name), name)
    return value


def stated_list(parser: Parser, node: Node, name: str) -> list[Any]:
    """Return the values of an extension that is an object or a list of them; report unknown fields."""
    value = extension(node, name)
    if not isinstance(value, list):
        return [] if value is None else [stated(parser, node, name)]
    for each in node.child(name).elements():
        _report_unknown(parser, each, name)
    return value


def _report_unknown(parser: Parser, node: Node, name: str) -> None:
    known = HINT_MEMBERS[name.removeprefix("x-specloom-")]
    for key in sorted(node.value) if isinstance(node.value, dict) else ():
        if key not in known:
            near = similar(key, known, 1)
            meant = f"; did you mean {quote(near[0])}?" if near else ""
            message = f"unknown field {quote(key)} of {name}{meant}"
            parser.warn(Code.INVALID_EXTENSION, message, node.child(key).at)


def environment_of(parser: Parser, node: Node) -> tuple[Text, ...]:
    """Read `x-specloom-environment`: the environment variables that a setting is read from, first one first."""
    declared = extension(node, "x-specloom-environment")
    if declared is None:
        return ()
    names = texts_of(declared)
    if not names or not all(_ENVIRONMENT_NAME.fullmatch(name.raw) for name in names):
        parser.warn(
            Code.INVALID_EXTENSION,
            "x-specloom-environment must list names of environment variables",
            node.at,
        )
        return ()
    return names


@dataclass(frozen=True, slots=True)
class PageHint:
    """What a document, an overlay or the configuration says of the pages of an operation, and where."""

    values: Any
    node: Node
    in_document: bool

    def place(self, key: str) -> str:
        """Return the place of a key: in the document if it is there, else that of the operation."""
        if not self.in_document:
            return self.node.at
        whole = self.node.child(PAGINATION)
        return (whole.get(key) or whole).at


def page_hint_of(parser: Parser, operation: Node) -> PageHint | None:
    """Read `x-specloom-pagination` of an operation; the configuration wins over it."""
    operation_id = operation.text("operationId") or ""
    configured = parser.hints.pagination.get(operation_id)
    if configured is not None and not isinstance(configured, str):
        return PageHint(configured, operation, in_document=False)
    hint = stated(parser, operation, PAGINATION)
    return None if hint is None else PageHint(hint, operation, in_document=True)


def idempotency_of(parser: Parser, operation: Node) -> Idempotency | None:
    """Read `x-specloom-idempotency` of an operation."""
    hint = stated(parser, operation, "x-specloom-idempotency")
    if hint is None:
        return None
    if isinstance(hint, dict) and isinstance(hint.get("body-member"), str):
        return BodyMember(Text(hint["body-member"]))
    if isinstance(hint, dict) and isinstance(hint.get("header"), str):
        return HeaderField(Text(hint["header"]))
    message = "x-specloom-idempotency needs a body-member or a header"
    parser.warn(Code.INVALID_EXTENSION, message, operation.at)
    return None


def error_conventions_of(parser: Parser) -> ErrorConventions | None:
    """Read `x-specloom-errors` of the document; None when nothing is said."""
    root = parser.document.node()
    hint = parser.hints.errors or stated(parser, root, "x-specloom-errors")
    if not hint:
        return None
    if not isinstance(hint, dict):
        parser.warn(Code.INVALID_EXTENSION, "x-specloom-errors must be an object", root.at)
        return None
    header = hint.get("code-header")
    return ErrorConventions(
        code_header=Text(header) if isinstance(header, str) else None,
        code_members=_member_paths(hint.get("code-members", [])),
        message_members=_member_paths(hint.get("message-members", [])),
        request_id_headers=texts_of(hint.get("request-id-headers", [])),
        qualified_codes=hint.get("qualified-codes") is True,
        retryable_codes=texts_of(hint.get("retryable-codes", [])),
    )


def retry_rules_of(parser: Parser) -> RetryRules:
    """Read `x-specloom-retry` of the document."""
    root = parser.document.node()
    hint = parser.hints.retry or stated(parser, root, "x-specloom-retry") or {}
    statuses = hint.get("statuses", []) if isinstance(hint, dict) else None
    writes = hint.get("retry-writes", False) if isinstance(hint, dict) else None
    valid = isinstance(statuses, list) and all(map(is_error_status, statuses))
    if not valid or not isinstance(writes, bool):
        message = "x-specloom-retry takes retry-writes (true or false) and statuses (400 to 599)"
        parser.warn(Code.INVALID_EXTENSION, message, root.at)
        return RetryRules()
    return RetryRules(writes=writes, statuses=tuple(sorted(set(statuses or ()))))


def group_by_of(parser: Parser) -> GroupBy | None:
    """Read `x-specloom-group-by` of the document."""
    root = parser.document.node()
    said = extension(root, "x-specloom-group-by")
    for way in get_args(GroupBy):
        if way == said:
            return way  # type: ignore[no-any-return]
    if said is not None:
        message = f"x-specloom-group-by is one of {', '.join(get_args(GroupBy))}"
        parser.warn(Code.INVALID_EXTENSION, message, root.at)
    return None


def given_name_of(parser: Parser, node: Node) -> Text | None:
    """Read `x-specloom-name` of a parameter: what its argument is called."""
    said = extension(node, "x-specloom-name")
    if said is None:
        return None
    if not isinstance(said, str) or not any(map(str.isalnum, said)):
        message = "x-specloom-name must be a text with a letter or a digit"
        parser.warn(Code.INVALID_EXTENSION, message, node.at)
        return None
    return Text(said)


def is_argument(node: Node) -> bool:
    """Return whether a header field that the client sets otherwise is an argument (`x-specloom-argument`)."""
    return extension(node, "x-specloom-argument") is True


def member_path(text: str) -> tuple[Text, ...]:
    """Split a path of property names at its dots."""
    return tuple(map(Text, text.split(".")))


def _member_paths(value: Any) -> tuple[tuple[Text, ...], ...]:
    return tuple(member_path(text.raw) for text in texts_of(value))
