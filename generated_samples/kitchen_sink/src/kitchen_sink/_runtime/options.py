# SPDX-FileCopyrightText: 2026 specloom contributors
# SPDX-License-Identifier: Apache-2.0
# pyright: reportUnknownArgumentType=false, reportUnknownMemberType=false
# pyright: reportUnknownVariableType=false
"""Options for a single call, or for all of a client."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypedDict

from .http import HttpRequest, HttpResponse
from .redaction import NO_SECRETS, Secrets
from .unset import UNSET, Unset

if TYPE_CHECKING:
    from .errors import ClientError
    from .http_clients import StepTimeouts


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestOptions:
    """Settings of one call; what is not given is taken from the client.

    `timeout` is in seconds (None: no timeout), for each wait for the server, or an `httpx2.Timeout` that has one for each
    step; `deadline` is in seconds for the whole call, with all attempts and the pauses between them (None: no limit). `max_retries` counts
    the attempts after the first; `retry_writes` repeats requests, too, that may change something twice;
    `follow_redirects` says whether to go where a redirect leads.
    `headers`, `query` and `cookies` are added to the request, and win over the operation's own, over
    the client's and over credentials; None takes one away. Values of `query` may be numbers,
    booleans and lists, too. `idempotency_key` is sent as the operation's idempotency token, else as
    the header `Idempotency-Key`, and allows repeating the request. `accept` asks for another media
    type than the operation does, such as "text/csv".
    `content_type` chooses the media type of the request's body, and wins over the argument of that name.
    `extra_body` holds more properties of the body, by the API's own names; they replace arguments
    of the same name. The body must be an object, else TypeError is raised.
    `max_response_bytes` limits the body of a response that is read as a whole, after codings such as gzip are undone (None: no limit).
    `max_items` is how many items iterating a list of pages yields at most (None: all of them); no page
    is requested beyond them. What is no list of pages ignores it.
    `progress` is called with the number of bytes so far and that of all (None where it is not known): of the
    request's body while it is sent, else of the response's body while it is received. It begins again with
    each attempt; in asynchronous clients it may be asynchronous.
    For streams: `max_event_bytes` limits the size of one event (16 MiB if it is not given); `reconnect` is how often in
    a row a stream that broke or ended is requested again, with `Last-Event-ID`, without an event in between.
    """

    timeout: float | StepTimeouts | Unset | None = UNSET
    deadline: float | Unset | None = UNSET
    max_retries: int | None = None
    retry_writes: bool | None = None
    follow_redirects: bool | None = None
    headers: Mapping[str, str | None] = field(default_factory=dict, repr=False)
    query: Mapping[str, Any] = field(default_factory=dict, repr=False)
    cookies: Mapping[str, str | None] = field(default_factory=dict, repr=False)
    accept: str | None = None
    content_type: str | None = None
    extra_body: Mapping[str, Any] = field(default_factory=dict, repr=False)
    idempotency_key: str | None = None
    max_response_bytes: int | Unset | None = UNSET
    max_items: int | None = None
    progress: Callable[[int, int | None], Any] | None = None
    max_event_bytes: int | None = None
    reconnect: int = 0


NO_OPTIONS = RequestOptions()


class ClientSettings(TypedDict, total=False):
    """The settings that `with_options` changes, whatever the API.

    `timeout` (or an `httpx2.Timeout`) and `deadline` are in seconds, `max_response_bytes` in bytes (None: no limit); `headers`, `query` and `cookies` are sent with every
    request, added to those of the client, and win over credentials; None takes one away. `hooks` replace
    those of the client.
    """

    timeout: float | StepTimeouts | None
    deadline: float | None
    max_retries: int
    retry_writes: bool
    follow_redirects: bool
    max_response_bytes: int | None
    headers: Mapping[str, str | None]
    query: Mapping[str, Any]
    cookies: Mapping[str, str | None]
    base_url: str
    strict_responses: bool
    hooks: Hooks


@dataclass(frozen=True, slots=True)
class Additions:
    """What a client adds to every request: header fields (lower-case names), query parameters and cookies.

    None takes one away.
    """

    headers: Mapping[str, str | None] = field(default_factory=dict)
    query: Mapping[str, Any] = field(default_factory=dict)
    cookies: Mapping[str, str | None] = field(default_factory=dict)

    def added(self, more: Additions | RequestOptions) -> Additions:
        """Return these additions and more; the new ones win."""
        if not (more.headers or more.query or more.cookies):
            return self
        lower = {name.lower(): value for name, value in more.headers.items()}
        return Additions(
            {**self.headers, **lower},
            {**self.query, **more.query},
            {**self.cookies, **more.cookies},
        )

    def left_out(self) -> Secrets:
        """Return the names of what they take away."""
        if not (self.headers or self.query or self.cookies):
            return NO_SECRETS
        return Secrets(
            frozenset(name for name, value in self.headers.items() if value is None),
            frozenset(name for name, value in self.query.items() if value is None),
            frozenset(name for name, value in self.cookies.items() if value is None),
        )

    def without(self, secrets: Secrets) -> Additions:
        """Return these additions except for those that the names cover."""
        return Additions(
            {name: value for name, value in self.headers.items() if name not in secrets.headers},
            {name: value for name, value in self.query.items() if name not in secrets.query},
            {name: value for name, value in self.cookies.items() if name not in secrets.cookies},
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Retry:
    """An attempt that failed, after which another one follows.

    `error` is what it ended with, `attempt` its number (from 1), and `delay` the seconds until the next.
    """

    error: ClientError
    attempt: int
    delay: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Hooks:
    """Functions that see what a client does; those of an asynchronous client may be asynchronous.

    `before_request` sees each request before it is authenticated, and may change it in place, unless a
    redirect leads to another origin; `after_response` sees each response. `on_retry` sees each attempt
    that failed and is followed by another, `on_error` the error that a call ends with. A function that
    is not asynchronous must not block. What it raises ends the call. Hooks can be added: `a + b`.
    """

    before_request: Sequence[Callable[[HttpRequest], Awaitable[None] | None]] = ()
    after_response: Sequence[Callable[[HttpResponse], Awaitable[None] | None]] = ()
    on_retry: Sequence[Callable[[Retry], Awaitable[None] | None]] = ()
    on_error: Sequence[Callable[[ClientError], Awaitable[None] | None]] = ()

    def __add__(self, other: Hooks) -> Hooks:
        """Return hooks that call these, then those of the other."""
        return Hooks(
            before_request=(*self.before_request, *other.before_request),
            after_response=(*self.after_response, *other.after_response),
            on_retry=(*self.on_retry, *other.on_retry),
            on_error=(*self.on_error, *other.on_error),
        )

    def each(self) -> Iterator[Any]:
        """Yield all functions."""
        for name in ("before_request", "after_response", "on_retry", "on_error"):
            yield from getattr(self, name)


NO_HOOKS = Hooks()
