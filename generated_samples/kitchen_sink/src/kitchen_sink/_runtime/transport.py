# SPDX-FileCopyrightText: 2026 specloom contributors
# SPDX-License-Identifier: Apache-2.0
# pyright: reportUnknownArgumentType=false, reportUnknownMemberType=false
# pyright: reportUnknownVariableType=false
"""Send requests with httpx2; the only place that does."""

from __future__ import annotations

import sys
import time
import warnings
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from .errors import ApiConnectionError, ClientError
from .forks import watch_forks
from .header_values import cookie_pairs
from .http import Headers, HttpRequest, HttpResponse
from .http_clients import library_of, step_timeouts

if TYPE_CHECKING:
    import httpx2

    from .auth import DeclaredScheme
    from .http_clients import StepTimeouts
    from .sending import Sending

DEFAULT_TIMEOUT = 60.0
_LIBRARY_TIMEOUTS = dict.fromkeys(("connect", "read", "write", "pool"), 5.0)
"""What httpx2 and httpx have unless it is given."""


_METHODS_WITH_CONTENT = frozenset(("POST", "PUT", "PATCH", "QUERY"))
_LENGTHS = frozenset((b"content-length", b"transfer-encoding"))


class OwnClient:
    """What an HTTP client of the user's own adds to requests by itself.

    `library` is the module that the client is of: httpx2, or httpx, which has the same interface.
    """

    __slots__ = ("_named", "_raw", "client", "library")

    def __init__(self, client: Any, library: Any) -> None:
        self.client = client
        self.library = library
        self._raw: list[tuple[bytes, bytes]] = []
        self._named: list[tuple[str, tuple[bytes, bytes]]] = []

    @property
    def authenticates(self) -> bool:
        """Whether it was made with `auth=`, so that it adds credentials that nobody else knows of."""
        return self.client is not None and self.client.auth is not None

    def adds(self, scheme: DeclaredScheme) -> bool:
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

    def headers(self, request: HttpRequest, sending: Sending) -> list[tuple[bytes, bytes]]:
        """Return the header fields to send: the request's, and those of the client that are not left out."""
        given = request.headers
        pairs = [(name.encode(), value.encode()) for name, value in given.items()]
        if self.client is not None and sending.trusted:
            left_out = sending.call.left_out.headers
            for name, pair in self._named_headers():
                if name not in given and name not in left_out:
                    pairs.append(pair)
        return pairs

    def _named_headers(self) -> list[tuple[str, tuple[bytes, bytes]]]:
        """Return the client's header fields, each with its name; they seldom change."""
        raw = self.client.headers.raw
        if raw != self._raw:
            self._named = [(name.decode("latin-1").lower(), (name, value)) for name, value in raw]
            self._raw = raw
        return self._named

    def add_cookies(self, outgoing: Any) -> None:
        """Add its cookies to a request, where the request has none of that name."""
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

    def send_options(self, request: HttpRequest, sending: Sending) -> dict[str, Any]:
        """Return how to send a request.

        Redirects are followed by ourselves. The client's `auth` must not replace the credentials that the
        request has, and is not for other origins.
        """
        options: dict[str, Any] = {"follow_redirects": False}
        has_credentials = "authorization" in request.headers
        left_out = not has_credentials and "authorization" in sending.call.left_out.headers
        if left_out or not sending.trusted:
            options["auth"] = None
        elif has_credentials and self.authenticates:
            options["auth"] = self.library.Auth()
        if request.digest is not None:
            options["auth"] = request.digest.of(self.library)
        return options

    def timeouts(self, sending: Sending) -> dict[str, float | None]:
        """Return the timeout of each step, none of them longer than the deadline is away."""
        timeouts = self._timeouts(sending.timeout)
        left = sending.time_left()
        if left is None:
            return timeouts
        return {step: left if t is None else min(t, left) for step, t in timeouts.items()}

    def _timeouts(self, timeout: float | StepTimeouts | None) -> dict[str, float | None]:
        """Return the timeout to use: its own, unless that is httpx2's default or another was given."""
        if self.client is not None and timeout is DEFAULT_TIMEOUT:
            own: dict[str, float | None] = self.client.timeout.as_dict()
            if own != _LIBRARY_TIMEOUTS:
                return own
        return step_timeouts(timeout)


class _Transport:
    """The HTTP client that requests are sent with: the user's own, or one that is made here.

    A process that was forked makes another one when it needs it: connections must not be shared with the parent.
    """

    _kind = ""

    def __init__(self, client: Any) -> None:
        self._opened = False
        self._owned = client is None
        import httpx2

        library = httpx2 if client is None else library_of(client, self._kind)
        self._client: Any = self._made() if client is None else client
        self.own = OwnClient(client, library)
        watch_forks(self)

    def _made(self) -> Any:
        import httpx2

        # Who starts hundreds of calls at once means it: httpx2's own limits are lower.
        limits = httpx2.Limits(max_connections=1000, max_keepalive_connections=100)
        return getattr(httpx2, self._kind)(limits=limits)

    def renew_after_fork(self) -> None:
        """Leave the connections to the parent process."""
        if self._owned and self._client is not None and not self._client.is_closed:
            self._client, self._opened = None, False

    def _leaks(self) -> bool:
        """Warn of connections that were never closed; return whether there are some."""
        client = self._client if getattr(self, "_opened", False) else None
        leaks = client is not None and self._owned and not client.is_closed
        if leaks and not sys.is_finalizing():
            package = __name__.rpartition("._runtime.")[0]
            message = f"unclosed client of {package}: use it in a `with` block, or close() it"
            warnings.warn(message, ResourceWarning, stacklevel=2, source=self)
        return leaks


class SyncTransport(_Transport):
    """Sends requests over an `httpx2.Client`: the user's own, or one that is made and closed here."""

    _kind = "Client"

    def send(self, request: HttpRequest, sending: Sending) -> HttpResponse:
        """Send a request and read the whole response, unless it is the stream that was asked for. No redirect is followed.

        Raises `ApiConnectionError`, `ApiTimeoutError` or `ResponseDecodeError`, and `ValueError` for a
        request that cannot be sent.
        """
        outgoing = _outgoing(request, self.own, sending)
        if request.upload is not None:
            request.upload.check_synchronous()
            request.upload.open()
        if self._client is None:
            self._client = self._made()
        client = self._client
        response: Any = None
        started, kept = time.perf_counter(), False
        try:
            response = client.send(outgoing, stream=True, **self.own.send_options(request, sending))
            self._opened = True
            kept = sending.keeps_open(response)
            if kept:
                return _incoming(response, request, b"", started, response)
            content = b""
            limited = sending.ends is not None or sending.is_limited(response)
            if not limited:
                content = response.read()
            whole = _incoming(response, request, content, started)
            if limited:
                from .reading import read

                read(response, whole, sending)
                whole.elapsed = timedelta(seconds=time.perf_counter() - started)
        except Exception as error:
            recovered = _recovered(error, request, response, closed=client.is_closed)
            if recovered is None:
                raise
            return recovered
        else:
            return whole
        finally:
            if request.upload is not None:
                request.upload.close()
            if response is not None and not kept:
                response.close()

    def close(self) -> None:
        """Close the connections, unless the httpx2 client is the user's."""
        if self._owned and self._client is not None:
            self._client.close()

    def __del__(self) -> None:
        if self._leaks():
            self._client.close()


class AsyncTransport(_Transport):
    """Sends requests over an `httpx2.AsyncClient`: the user's own, or one that is made and closed here."""

    _kind = "AsyncClient"

    async def send(self, request: HttpRequest, sending: Sending) -> HttpResponse:
        """Send a request and read the whole response, unless it is the stream that was asked for. No redirect is followed.

        Raises `ApiConnectionError`, `ApiTimeoutError` or `ResponseDecodeError`, and `ValueError` for a
        request that cannot be sent.
        """
        outgoing = _outgoing(request, self.own, sending, waits=True)
        if request.upload is not None:
            await request.upload.open_waiting()
        if self._client is None:
            self._client = self._made()
        client = self._client
        response: Any = None
        started, kept = time.perf_counter(), False
        try:
            response = await client.send(
                outgoing, stream=True, **self.own.send_options(request, sending)
            )
            self._opened = True
            kept = sending.keeps_open(response)
            if kept:
                return _incoming(response, request, b"", started, response)
            content = b""
            limited = sending.is_limited(response)
            if not limited:
                content = await response.aread()
            whole = _incoming(response, request, content, started)
            if limited:
                from .reading import read_waiting

                await read_waiting(response, whole, sending)
                whole.elapsed = timedelta(seconds=time.perf_counter() - started)
        except Exception as error:
            recovered = _recovered(error, request, response, closed=client.is_closed)
            if recovered is None:
                raise
            return recovered
        else:
            return whole
        finally:
            if request.upload is not None:
                request.upload.close()
            if response is not None and not kept:
                await response.aclose()

    async def close(self) -> None:
        """Close the connections, unless the httpx2 client is the user's."""
        if self._owned and self._client is not None:
            await self._client.aclose()

    def __del__(self) -> None:
        self._leaks()


def _outgoing(
    request: HttpRequest, own: OwnClient, sending: Sending, *, waits: bool = False
) -> Any:
    sending.request = request
    # Built directly, not by `Client.request`: nothing may re-encode the URL that was signed, and
    # merging per-client settings costs more than the rest of the call. Header fields that are not
    # ASCII go as UTF-8 (RFC 9110, section 5.5: obs-text), which httpx2 does not do by itself.
    headers, timeouts = own.headers(request, sending), own.timeouts(sending)
    try:
        url = own.library.URL(request.url)
    except own.library.InvalidURL as error:
        if sending.hops:
            message = f"the redirect leads to no valid URL ({error})"
            raise ApiConnectionError(message, request=request, hopeless=True) from error
        raise ValueError(f"no valid URL, look at base_url: {error}") from error
    content, extensions = _content(request, sending, waits=waits), {"timeout": timeouts}
    if isinstance(content, bytes):
        # What is known need not be found out, which takes httpx2 a third of the time of a request.
        headers = _framed(headers, url, request.method, len(content))
        stream = own.library.ByteStream(content)
        outgoing = own.library.Request(
            request.method, url, headers=headers, stream=stream, extensions=extensions
        )
        outgoing.read()  # event hooks may look at the content
    else:
        outgoing = own.library.Request(
            request.method, url, headers=headers, content=content, extensions=extensions
        )
    outgoing.method = request.method  # methods are case-sensitive (RFC 9110, section 9.1)
    if own.client is not None and sending.trusted:
        own.add_cookies(outgoing)
    return outgoing


def _framed(
    headers: list[tuple[bytes, bytes]], url: Any, method: str, size: int
) -> list[tuple[bytes, bytes]]:
    """Return header fields with Host, first, and Content-Length, where they lack them (RFC 9110, sections 7.2 and 8.6)."""
    names = {name.lower() for name, _ in headers}
    host = [] if b"host" in names else [(b"Host", url.netloc)]
    length: list[tuple[bytes, bytes]] = []
    if (size or method in _METHODS_WITH_CONTENT) and names.isdisjoint(_LENGTHS):
        length = [(b"Content-Length", str(size).encode())]
    return host + headers + length


def _content(request: HttpRequest, sending: Sending, *, waits: bool) -> Any:
    """Return the body as the HTTP library takes it: bytes, or what yields them while they are sent."""
    progress = sending.call.options.progress
    if request.upload is None and (progress is None or not request.content):
        return request.content
    from .uploads import AsyncOutgoing, Outgoing, upload_of

    return (AsyncOutgoing if waits else Outgoing)(upload_of(request), progress, sending.time_left)


def _incoming(
    response: httpx2.Response,
    request: HttpRequest,
    content: bytes,
    started: float,
    source: Any = None,
) -> HttpResponse:
    headers = Headers.read_by(response.headers.multi_items)
    elapsed = timedelta(seconds=time.perf_counter() - started)
    return HttpResponse(response.status_code, headers, content, request, elapsed, source=source)


def _recovered(
    error: Exception,
    request: HttpRequest,
    response: httpx2.Response | None,
    *,
    closed: bool,
) -> HttpResponse | None:
    """Raise the client's own exception for one of the HTTP library; return None for any other exception.

    An error response whose body cannot be decoded is one without a body: its status says more.
    """
    if isinstance(error, ClientError):
        return None
    if request.upload is not None and request.upload.failure is error:
        return None  # of what the caller gave: the connection is not to blame
    from .connection_errors import raise_translated

    known = None if response is None else _incoming(response, request, b"", time.perf_counter())
    if known is not None and known.status >= 400 and type(error).__name__ == "DecodingError":
        return known
    raise_translated(error, request, known, closed=closed)
    return None
