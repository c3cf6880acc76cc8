# SPDX-FileCopyrightText: 2026 specloom contributors
# SPDX-License-Identifier: Apache-2.0
"""The one place where requests leave the process: httpx2, behind a single method."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from .errors import ApiConnectionError, ApiTimeoutError
from .http import Headers, HttpRequest, HttpResponse

if TYPE_CHECKING:
    import httpx2

DEFAULT_TIMEOUT = 60.0


class SyncTransport:
    """Sends requests over an `httpx2.Client`: the user's own, or one that is made and closed here."""

    def __init__(self, client: httpx2.Client | None) -> None:
        import httpx2

        self._owned = client is None
        self._client = httpx2.Client() if client is None else client
        self._defaults = {} if self._owned else dict(self._client.headers)

    def send(self, request: HttpRequest, timeout: float | None) -> HttpResponse:
        """Send a request and read the whole answer. Raises `ApiConnectionError` or `ApiTimeoutError`."""
        with _translated_errors():
            response = self._client.send(_outgoing(request, self._defaults, timeout))
        return _incoming(response, request)

    def close(self) -> None:
        """Close the connections, unless the httpx2 client is the user's."""
        if self._owned:
            self._client.close()


class AsyncTransport:
    """Sends requests over an `httpx2.AsyncClient`: the user's own, or one that is made and closed here."""

    def __init__(self, client: httpx2.AsyncClient | None) -> None:
        import httpx2

        self._owned = client is None
        self._client = httpx2.AsyncClient() if client is None else client
        self._defaults = {} if self._owned else dict(self._client.headers)

    async def send(self, request: HttpRequest, timeout: float | None) -> HttpResponse:
        """Send a request and read the whole answer. Raises `ApiConnectionError` or `ApiTimeoutError`."""
        with _translated_errors():
            response = await self._client.send(_outgoing(request, self._defaults, timeout))
        return _incoming(response, request)

    async def close(self) -> None:
        """Close the connections, unless the httpx2 client is the user's."""
        if self._owned:
            await self._client.aclose()


def _outgoing(
    request: HttpRequest, defaults: dict[str, str], timeout: float | None
) -> httpx2.Request:
    import httpx2

    # Built directly, not by `Client.request`: nothing may re-encode the URL that was signed, and
    # merging per-client settings costs more than the rest of the call.
    outgoing = httpx2.Request(
        request.method,
        request.url,
        headers={**defaults, **request.headers},
        content=request.content or None,
        extensions={
            "timeout": {"connect": timeout, "read": timeout, "write": timeout, "pool": timeout}
        },
    )
    outgoing.method = request.method  # methods are case-sensitive (RFC 9110, section 9.1)
    return outgoing


def _incoming(response: httpx2.Response, request: HttpRequest) -> HttpResponse:
    headers = Headers(response.headers.multi_items())
    return HttpResponse(response.status_code, headers, response.content, request)


@contextmanager
def _translated_errors() -> Iterator[None]:
    import httpx2

    try:
        yield
    except httpx2.TimeoutException as error:
        raise ApiTimeoutError(_message("no answer in time", error)) from error
    except httpx2.TransportError as error:
        raise ApiConnectionError(_message("no answer", error)) from error


def _message(summary: str, error: Any) -> str:
    return f"{summary}: {error}" if str(error) else summary
