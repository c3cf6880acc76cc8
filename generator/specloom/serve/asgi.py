"""The mock server as an ASGI application."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Awaitable, Callable
from typing import Any, TypeAlias

from .messages import HttpRequest, HttpResponse, Refused, problem
from .mock import MockServer

Scope: TypeAlias = dict[str, Any]
Receive: TypeAlias = Callable[[], Awaitable[dict[str, Any]]]
Send: TypeAlias = Callable[[dict[str, Any]], Awaitable[None]]

_TOKEN = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
_FIELD_TEXT = re.compile(r"[\x00-\x1f\x7f]")
"""What the value of a header field cannot hold, whatever a document says (RFC 9110, section 5.5)."""
_MOST_BYTES = 64 * 1024 * 1024
"""The largest body of a request that is read."""


class MockApplication:
    """An ASGI application for a mock server (ASGI 3.0, HTTP)."""

    def __init__(
        self,
        server: MockServer,
        say: Callable[[str], None] = lambda line: None,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        """Make an application.

        Args:
            server: Responds to the requests.
            say: Told a line for each request.
            sleep: Waits for some seconds.
        """
        self._server = server
        self._say = say
        self._sleep = sleep

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send the response to a request."""
        if scope["type"] != "http":
            return
        content = await _content(receive)
        request = _request(scope, content or b"")
        if content is None:
            response = Refused(413, "the body is larger than 64 MB").response()
        else:
            response = self._response(request)
        seconds = self._server.delay()
        if seconds:
            await self._sleep(seconds)
        self._say(_line(request.method, self._server.target(request), response))
        await _send(send, request, response)

    def _response(self, request: HttpRequest) -> HttpResponse:
        """Return the response to a request, 500 where there is a bug in specloom: the server goes on."""
        try:
            return self._server.respond(request)
        except Exception as error:
            what = f"a bug in specloom: {type(error).__name__}: {error}"
            return problem(500, what, remark=what)


def _request(scope: Scope, content: bytes) -> HttpRequest:
    headers = [(k.decode("latin-1").lower(), v.decode("latin-1")) for k, v in scope["headers"]]
    host = dict(headers).get("host", "localhost")
    raw: bytes = scope.get("raw_path") or scope["path"].encode()
    return HttpRequest(
        method=scope["method"],
        path=raw.partition(b"?")[0].decode("latin-1"),
        query=scope["query_string"].decode("latin-1"),
        headers=headers,
        content=content,
        origin=f"{scope.get('scheme', 'http')}://{host}",
    )


async def _content(receive: Receive) -> bytes | None:
    """Return the body of a request, None for one that is too large."""
    pieces: list[bytes] = []
    size, more = 0, True
    while more:
        message = await receive()
        piece = message.get("body", b"")
        size += len(piece)
        if size <= _MOST_BYTES:
            pieces.append(piece)
        more = message.get("more_body", False) and message["type"] == "http.request"
    return b"".join(pieces) if size <= _MOST_BYTES else None


def _line(method: str, target: str, response: HttpResponse) -> str:
    outcome = "dropped" if response.dropped else str(response.status)
    remark = f": {response.remark}" if response.remark else ""
    return f"{method} {target} {outcome}{remark}"


async def _send(send: Send, request: HttpRequest, response: HttpResponse) -> None:
    if response.dropped:
        # A response that ends before it is complete: the server closes the connection.
        await send(
            {"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"1")]}
        )
        return
    headers = [
        (name.lower().encode(), _FIELD_TEXT.sub(" ", value).encode("latin-1", "replace"))
        for name, value in response.headers.items()
        if _TOKEN.fullmatch(name)
    ]
    pieces = response.pieces
    if len(pieces) <= 1 and response.status not in (204, 304) and response.status >= 200:
        headers.append((b"content-length", str(len(response.content)).encode()))
    await send({"type": "http.response.start", "status": response.status, "headers": headers})
    if request.method != "HEAD":
        for piece in pieces:
            await send({"type": "http.response.body", "body": piece, "more_body": True})
    await send({"type": "http.response.body", "body": b"", "more_body": False})
