# SPDX-FileCopyrightText: 2026 specloom contributors
# SPDX-License-Identifier: Apache-2.0
# pyright: reportUnknownArgumentType=false, reportUnknownMemberType=false
# pyright: reportUnknownVariableType=false
"""Methods that return responses before their bodies are read: `stream_response`."""

from __future__ import annotations

import functools
from collections.abc import Callable, Coroutine
from dataclasses import replace
from typing import TYPE_CHECKING, Any, ParamSpec, TypeVar, overload

from .call import Call
from .copying import copy_of_resource
from .http import HttpResponse
from .options import RequestOptions
from .streamed import AsyncStreamedResponse, StreamedResponse

if TYPE_CHECKING:
    from .client import AsyncClient
    from .decoding import Report
    from .operation import Operation
    from .pages import AsyncPages
    from .raw import Undocumented, UndocumentedMethod

T = TypeVar("T")
Item = TypeVar("Item")
Body = TypeVar("Body")
P = ParamSpec("P")


class _Unread:
    """The body of a response that is left to be read."""

    def decode(self, response: HttpResponse, report: Report) -> Any:
        return None


_UNREAD = _Unread()


def _is_success(status: int, content_type: str) -> bool:
    return 200 <= status < 300


def _call(
    operation: Operation[Any], options: RequestOptions | None, arguments: dict[str, Any]
) -> Call:
    """Return the call of an operation whose response is left to be read."""
    left: dict[str, Any] = dict.fromkeys(operation.responses, _UNREAD)
    call = Call(replace(operation, responses=left), arguments, options)
    call.is_stream = _is_success
    return call


class _Opening:
    """Stands for a client in its methods: opens responses instead of reading them."""

    def __init__(self, client: Any) -> None:
        self._own = client

    def __getattr__(self, name: str) -> Any:
        return getattr(self._own, name)


class _SyncOpening(_Opening):
    def call(
        self, operation: Operation[Any], *, options: RequestOptions | None, **arguments: Any
    ) -> StreamedResponse:
        return StreamedResponse.open(self._own, _call(operation, options, arguments))

    paginate = _open_streamed = call


class _AsyncOpening(_Opening):
    async def call(
        self, operation: Operation[Any], *, options: RequestOptions | None, **arguments: Any
    ) -> tuple[AsyncClient, Call, HttpResponse]:
        call = _call(operation, options, arguments)
        response, _ = await self._own._send(call)
        return self._own, call, response

    paginate = _open_streamed = call


@overload
def stream_response(
    method: Callable[P, Undocumented],
) -> UndocumentedMethod[P, StreamedResponse]: ...


@overload
def stream_response(  # type: ignore[overload-overlap]
    method: Callable[P, AsyncPages[Item, Body]],
) -> Callable[P, AsyncStreamedResponse]: ...


@overload
def stream_response(  # type: ignore[overload-overlap]
    method: Callable[P, Coroutine[Any, Any, T]],
) -> Callable[P, AsyncStreamedResponse]: ...


@overload
def stream_response(method: Callable[P, T]) -> Callable[P, StreamedResponse]: ...


def stream_response(method: Any) -> Any:
    """Turn an operation's method into one that returns the response with its body still to be read.

    `stream_response(client.files.download)("id")` takes the same arguments as `client.files.download("id")` and
    returns a `StreamedResponse`, once the head of the response has come; errors are raised, and retried, as
    usual. Asynchronous methods return an `AsyncStreamedResponse`, to be awaited or used with `async with`. A mock
    that a test has put in the place of a method is returned as it is.
    """
    if hasattr(method, "assert_called"):
        return method
    if not hasattr(method, "__func__"):
        raise TypeError("stream_response() takes a method of a client, such as client.things.get")
    owner = method.__self__
    client = getattr(owner, "_client", owner)
    opening = (_AsyncOpening if client._awaits else _SyncOpening)(client)
    bound = method.__func__.__get__(
        opening if owner is client else copy_of_resource(owner, opening)
    )
    if not client._awaits:
        return bound

    @functools.wraps(method)
    def stream(*arguments: Any, **named: Any) -> AsyncStreamedResponse:
        return AsyncStreamedResponse(lambda: bound(*arguments, **named))

    return stream
