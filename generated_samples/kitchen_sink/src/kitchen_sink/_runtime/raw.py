# SPDX-FileCopyrightText: 2026 specloom contributors
# SPDX-License-Identifier: Apache-2.0
# pyright: reportUnknownArgumentType=false, reportUnknownMemberType=false
# pyright: reportUnknownVariableType=false
"""Access to the HTTP response behind a call."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Coroutine
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Generic, ParamSpec, Protocol, TypeVar, overload

from .http import Headers, HttpRequest, HttpResponse, described_response

if TYPE_CHECKING:
    from .pages import AsyncPage, AsyncPages

T = TypeVar("T")
T_co = TypeVar("T_co", covariant=True)
M = TypeVar("M")
P = ParamSpec("P")
Item = TypeVar("Item")
Body = TypeVar("Body")


@dataclass(frozen=True, slots=True, kw_only=True)
class RawResponse(Generic[T]):
    """A response with everything that came with it; `parsed` is what the operation normally returns.

    `request` is the last one, after redirects and retries, and `elapsed` its time to the end of the body;
    `attempts` counts the attempts, and `request_id` is for the provider's support.
    """

    status: int
    headers: Headers
    content: bytes
    request: HttpRequest
    parsed: T
    elapsed: timedelta = timedelta()
    attempts: int = 1
    request_id: str | None = None

    def __repr__(self) -> str:
        response = HttpResponse(self.status, self.headers, self.content, self.request)
        return f"RawResponse({described_response(response)}, parsed={self.parsed!r})"

    def headers_as(self, model: type[M]) -> M:
        """Read the header fields as the model that the API declares for them.

        What is not there is None; what does not fit stays text.
        """
        from .headers import decode_headers

        return decode_headers(self.headers, model)


class Undocumented:
    """What no method returns. `Any` alone is assigned to it, so type checkers take a method of whose result the document says
    nothing for a synchronous one by it: an asynchronous one returns a coroutine.
    """


class UndocumentedMethod(Protocol[P, T_co]):
    """What is made of such a method; mypy, which sees that other overloads fit, too, takes the result for `Any`."""

    def __call__(self, *arguments: P.args, **named: P.kwargs) -> T_co:
        """Call the operation."""
        ...


@overload
def raw_response(
    method: Callable[P, Undocumented],
) -> UndocumentedMethod[P, RawResponse[Any]]: ...


@overload
def raw_response(  # type: ignore[overload-overlap]
    method: Callable[P, AsyncPages[Item, Body]],
) -> Callable[P, Awaitable[RawResponse[AsyncPage[Item, Body]]]]: ...


@overload
def raw_response(  # type: ignore[overload-overlap]
    method: Callable[P, Coroutine[Any, Any, T]],
) -> Callable[P, Coroutine[Any, Any, RawResponse[T]]]: ...


@overload
def raw_response(method: Callable[P, T]) -> Callable[P, RawResponse[T]]: ...


def raw_response(method: Any) -> Any:
    """Turn an operation's method into one that returns the whole response.

    `raw_response(client.things.get)("id").headers` takes the same arguments as
    `client.things.get("id")` and returns a `RawResponse` whose `parsed` is the usual result. A mock that a test
    has put in the place of a method is returned as it is.
    """
    if hasattr(method, "assert_called"):
        return method
    if not hasattr(method, "__func__"):
        raise TypeError("raw_response() takes a method of a client, such as client.things.get")
    return method.__func__.__get__(method.__self__.with_raw_responses())
