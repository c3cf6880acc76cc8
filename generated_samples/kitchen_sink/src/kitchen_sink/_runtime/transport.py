# SPDX-FileCopyrightText: 2026 specloom contributors
# SPDX-License-Identifier: Apache-2.0
"""The one place where requests leave the process: httpx2, behind a single method."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from .errors import ApiConnectionError, ApiTimeoutError
from .header_values import cookie_pairs
from .http import Headers, HttpRequest, HttpResponse

if TYPE_CHECKING:
    import httpx2

    from .auth import SecurityScheme

DEFAULT_TIMEOUT = 60.0


@dataclass(frozen=True, slots=True)
class OwnClient:
    """What an HTTP client of the user's own adds to requests by itself."""

    client: Any

    @property
    def authenticates(self) -> bool:
        """Whether it was made with `auth=`, so that it adds credentials that nobody else knows of."""
        return self.client is not None and self.client.auth is not None

    def adds(self, scheme: SecurityScheme) -> bool:
        """Return whether it adds the credentials of a security scheme."""
        if self.client is None:
            return False
        secrets = scheme.secrets
        if "authorization" in secrets.headers and self.authenticates:
            return True
        return (
            any(name in self.client.headers for name in secrets.headers)
            or any(name in self.client.params for name in secrets.query)
            or any(cookie.name in secrets.cookies for cookie in self.client.cookies.jar)
        )

    def complete(self, outgoing: Any) -> None:
        """Add its header fields and cookies to a request, where the request has none of that name."""
        for name, value in self.client.headers.items():
            outgoing.headers.setdefault(name, value)
        if len(self.client.cookies.jar):
            own = cookie_pairs(outgoing.headers.pop("cookie", ""))
            self.client.cookies.set_cookie_header(outgoing)
            pairs = cookie_pairs(outgoing.headers.get("cookie", "")) | own
            if pairs:
                outgoing.headers["cookie"] = "; ".join(pairs.values())

    @property
    def params(self) -> dict[str, list[str]]:
        """Its query parameters."""
        if self.client is None:
            return {}
        return {name: self.client.params.get_list(name) for name in self.client.params}

    def send_options(self, request: HttpRequest) -> dict[str, Any]:
        """Return how to send a request: its `auth` must not replace the credentials that the request has."""
        import httpx2

        if self.authenticates and "authorization" in request.headers:
            return {"auth": httpx2.Auth()}
        return {}

    def timeout(self, timeout: float | None) -> Any:
        """Return the timeout to use: its own, unless that is httpx2's default or another was given."""
        import httpx2

        if self.client is not None and timeout == DEFAULT_TIMEOUT:
            own = self.client.timeout
            if own != httpx2.Timeout(5.0):
                return own.as_dict()
        return {"connect": timeout, "read": timeout, "write": timeout, "pool": timeout}


class SyncTransport:
    """Sends requests over an `httpx2.Client`: the user's own, or one that is made and closed here."""

    def __init__(self, client: httpx2.Client | None) -> None:
        import httpx2

        self._owned = client is None
        self._client = httpx2.Client() if client is None else client
        self.own = OwnClient(client)

    def send(self, request: HttpRequest, timeout: float | None) -> HttpResponse:
        """Send a request and read the whole answer. Raises `ApiConnectionError` or `ApiTimeoutError`."""
        with _translated_errors():
            outgoing = _outgoing(request, self.own, timeout)
            response = self._client.send(outgoing, **self.own.send_options(request))
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
        self.own = OwnClient(client)

    async def send(self, request: HttpRequest, timeout: float | None) -> HttpResponse:
        """Send a request and read the whole answer. Raises `ApiConnectionError` or `ApiTimeoutError`."""
        with _translated_errors():
            outgoing = _outgoing(request, self.own, timeout)
            response = await self._client.send(outgoing, **self.own.send_options(request))
        return _incoming(response, request)

    async def close(self) -> None:
        """Close the connections, unless the httpx2 client is the user's."""
        if self._owned:
            await self._client.aclose()


def _outgoing(request: HttpRequest, own: OwnClient, timeout: float | None) -> httpx2.Request:
    import httpx2

    # Built directly, not by `Client.request`: nothing may re-encode the URL that was signed, and
    # merging per-client settings costs more than the rest of the call. Header fields that are not
    # ASCII go as UTF-8 (RFC 9110, section 5.5: obs-text), which httpx2 does not do by itself.
    outgoing = httpx2.Request(
        request.method,
        request.url,
        headers=[(name.encode(), value.encode()) for name, value in request.headers.items()],
        content=request.content or None,
        extensions={"timeout": own.timeout(timeout)},
    )
    outgoing.method = request.method  # methods are case-sensitive (RFC 9110, section 9.1)
    if own.client is not None:
        own.complete(outgoing)
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
