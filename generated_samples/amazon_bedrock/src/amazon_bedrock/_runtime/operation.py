# SPDX-FileCopyrightText: 2026 specloom contributors
# SPDX-License-Identifier: Apache-2.0
# pyright: reportUnknownArgumentType=false, reportUnknownMemberType=false
# pyright: reportUnknownVariableType=false
"""Declarations of operations: what generated modules say and the clients act on."""

from __future__ import annotations

from collections.abc import Callable, Container, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from typing import Any, Generic, Protocol, TypeAlias, TypeVar

from .decoding import ResponseBody
from .errors import BY_STATUS, ApiError
from .parameters import Style

T = TypeVar("T")
Item = TypeVar("Item")
Body = TypeVar("Body")


@dataclass(frozen=True, slots=True, kw_only=True)
class Styles:
    """The parameters of an operation that are not laid out in the default way, by wire name."""

    path: Mapping[str, Style] = field(default_factory=dict)
    query: Mapping[str, Style] = field(default_factory=dict)
    header: Mapping[str, Style] = field(default_factory=dict)
    cookie: Mapping[str, Style] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ErrorBody:
    """An error whose body may be one of several models: how it is read, and the class for each of them that has one."""

    body: ResponseBody[Any]
    classes: Callable[[], Mapping[type, type[ApiError]]]


Errors: TypeAlias = "Mapping[str, type[ApiError] | ErrorBody | ResponseBody[Any]]"
"""The declared errors by status: the class, or how the body is read where the class is that of the status."""


@dataclass(frozen=True, slots=True)
class Upload:
    """The media type of bodies that hold files, and the properties that are files where they are bytes."""

    media_type: str
    members: AbstractSet[str] = frozenset()


class _EveryPart:
    """A set of names that has them all."""

    def __contains__(self, name: object) -> bool:
        return True

    def __repr__(self) -> str:
        return "EVERY_PART"


EVERY_PART = _EveryPart()
"""The `file_parts` of a form whose properties are files under any names."""


@dataclass(frozen=True, slots=True)
class WaitRule:
    """What a method waits for: a property of the response, by its wire names, has one of the values of `success`.

    With one of `failure`, it never will.
    """

    path: Sequence[str]
    success: Sequence[Any]
    failure: Sequence[Any] = ()


class UnnamedParts(Protocol):
    """How a body of parts without names is sent: `MixedBody` of `mixed_bodies.py`."""

    def source(self, items: Any, type_factory: Callable[[], Any] | None) -> tuple[Any, str]:
        """Return the `Source` of the items of a body, whose type is known, and the boundary between them."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Operation(Generic[T]):
    """One operation of the API.

    `responses` and `errors` are keyed by status: "200", "2XX" or "default". `security` is None where the
    API's own requirements hold. `accept` is what its requests ask for, `media_type` that of the request
    body, `upload` another one for bodies with files, `text_types` those of text where `media_type` takes none, `part_types` those of its parts, and `part_styles`
    how properties of a form are laid out; `file_parts` are the properties that are one file each, and `parts` says how parts without names are sent. `body_type` gives the type of the body where some of its strings are
    base64 or decimal numbers. `server` is where the operation is served, if not where the others
    are; it may be relative to them. `idempotency_member` or `idempotency_header` names the place of the
    token that makes repeating the request safe. `retryable_statuses` are errors that say when to try again. `fixed` are values that are
    always sent, by part ("query", "body") and wire name. `wait` is what a method that waits looks for. `T` is what the operation returns.
    """

    id: str
    method: str
    path: str
    responses: Mapping[str, ResponseBody[T]]
    errors: Errors = field(default_factory=dict)
    styles: Styles = field(default_factory=Styles)
    security: Sequence[Sequence[str]] | None = None
    accept: str = "application/json"
    media_type: str = "application/json"
    upload: Upload | None = None
    text_types: Sequence[str] = ()
    part_types: Mapping[str, str] = field(default_factory=dict)
    part_styles: Mapping[str, Style] = field(default_factory=dict)
    file_parts: Container[str] = frozenset()
    parts: UnnamedParts | None = None
    body_type: Callable[[], Any] | None = None
    server: str | None = None
    idempotency_member: str | None = None
    idempotency_header: str | None = None
    retryable_statuses: frozenset[int] = frozenset()
    fixed: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    wait: WaitRule | None = None

    def declares(self, status: int) -> bool:
        """Return whether a status is one of a success, by itself or by its class ("3XX")."""
        return str(status) in self.responses or f"{status // 100}XX" in self.responses


class Pagination(Protocol):
    """How the pages of an operation are linked: a pure function of one page's request and response.

    `exchange` is an `Exchange` of `pagination.py`. `items` is where a page has its items. `counted` says that the next page is found by counting, so
    that a server which ignores the number returns the same page forever.
    """

    @property
    def items(self) -> Sequence[str]:
        """The place of the items."""
        ...

    @property
    def counted(self) -> bool:
        """Whether pages are numbered."""
        ...

    def following(self, exchange: Any) -> Any:
        """Return the `Argument` or the `Target` of the request for the next page; None on the last page."""

    def token(self, exchange: Any) -> Any:
        """Return the token of the next page; None where there is none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PaginatedOperation(Operation[Body], Generic[Item, Body]):
    """An operation that returns one page of many; `Item` is what they are lists of, `Body` the response."""

    pagination: Pagination


def by_status(table: Mapping[str, Any], status: int) -> Any:
    """Look up the entry for a status: exact, then its class ("4XX"), then "default"; None when there is none."""
    for key in (str(status), f"{status // 100}XX", "default"):
        if key in table:
            return table[key]
    return None


@dataclass(frozen=True, slots=True, kw_only=True)
class ErrorConventions:
    """How the API words its errors: where the code, the message and the request's id are found.

    Properties are paths of property names in the body, tried in order; after those for messages, and the
    header fields for ids, come the usual ones. With `qualified_codes`, a code may
    come as "namespace#Code:uri", of which only "Code" counts. `retryable_codes` may be tried again
    whatever the status.
    """

    code_header: str | None = None
    code_members: Sequence[Sequence[str]] = (("code",), ("error", "code"), ("error", "type"))
    message_members: Sequence[Sequence[str]] = ()
    request_id_headers: Sequence[str] = ()
    qualified_codes: bool = False
    retryable_codes: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class ApiDefinition:
    """What holds for the whole API: security unless an operation says otherwise, and its errors.

    `errors_by_code` are the classes of the API's own codes, `errors_by_status` those of all other errors.
    Requests with one of `retryable_statuses` may be tried again, beside those for which HTTP says it.
    """

    user_agent: str
    security: Sequence[Sequence[str]] = ()
    conventions: ErrorConventions = field(default_factory=ErrorConventions)
    errors_by_code: Mapping[str, type[ApiError]] = field(default_factory=dict)
    errors_by_status: Mapping[str, type[ApiError]] = field(default_factory=lambda: BY_STATUS)
    retryable_statuses: frozenset[int] = frozenset()
