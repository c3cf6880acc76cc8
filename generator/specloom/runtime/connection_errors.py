# SPDX-FileCopyrightText: 2026 specloom contributors
# SPDX-License-Identifier: Apache-2.0
# pyright: reportUnknownArgumentType=false, reportUnknownMemberType=false
# pyright: reportUnknownVariableType=false
"""Connection errors: from the HTTP library's exceptions to the client's."""

from __future__ import annotations

import errno
import socket
import ssl
from collections.abc import Iterator

from .errors import (
    ApiConnectionError,
    ApiTimeoutError,
    ClientError,
    ResponseDecodeError,
)
from .http import HttpRequest, HttpResponse

# By the names of the exceptions' classes, which httpx2 and httpx share; the most special ones first.
_TIMEOUTS = {
    "PoolTimeout": "timed out waiting for a free connection: the pool is exhausted",
    "ConnectTimeout": "timed out connecting",
    "WriteTimeout": "timed out sending the request",
    "ReadTimeout": "timed out reading the response",
    "TimeoutException": "timed out",
}
_FAULTS = {
    "ConnectError": "connection failed",
    "ProxyError": "the proxy failed",
    "UnsupportedProtocol": "no such protocol",
    "RemoteProtocolError": "connection broken: the response is not HTTP, or not complete",
    "ClientResponseError": "connection broken: the response is not HTTP",  # aiohttp's, which passes through
    "LocalProtocolError": "the request breaks HTTP",
    "NetworkError": "connection broken",
    "TransportError": "connection failed",
    "DecodingError": "the body's Content-Encoding is broken",
    "TooManyRedirects": "too many redirects",
    "RequestError": "request failed",
}
_NOT_SENT = frozenset({"PoolTimeout", "ConnectTimeout", "ConnectError", "ProxyError"})
_UNCONNECTED = frozenset({"ClientConnectorError", "ConnectionTimeoutError"})
"""What aiohttp raises where there was no connection."""
_BROKEN_HOST = "the host of the URL cannot be looked up"


def raise_translated(
    error: Exception, request: HttpRequest, response: HttpResponse | None, *, closed: bool
) -> None:
    """Raise the client's exception for one of the HTTP library; return where it is none of its.

    Args:
        error: What was raised while a request was sent and its response read.
        request: The request.
        response: What is known of the response, without its body; None before it has begun.
        closed: Whether the HTTP library's client has been closed.

    Raises:
        ClientError: `ApiTimeoutError`, `ApiConnectionError`, or `ResponseDecodeError`.
        ValueError: The URL or a header field cannot be sent.
    """
    names = _names(error)
    if "InvalidURL" in names:
        raise ValueError(f"no valid URL, look at base_url: {error}") from error
    if "UnsupportedProtocol" in names:
        raise ValueError("base_url must begin with http:// or https://") from error
    if "LocalProtocolError" in names and "header" in str(error).lower():
        # Its text has the value of the header field, which may be a secret.
        raise ValueError("a header field has a name or value that HTTP does not allow") from None
    if "DecodingError" in names and response is not None:
        message = f"{_FAULTS['DecodingError']}: {error}"
        raise ResponseDecodeError(message, response=response) from error
    if closed and isinstance(error, RuntimeError):
        raise ClientError("the client has been closed") from error
    translated = _translated(error, names, request)
    if translated is not None:
        raise translated from error


def _names(error: Exception) -> list[str]:
    """Return the names of an exception's classes.

    Over aiohttp, every lost connection comes as one that was not made, after which writes may be repeated: it
    is none unless its cause says so.
    """
    cause = [class_.__name__ for class_ in type(error.__cause__).__mro__]
    if "ClientConnectionError" in cause and _UNCONNECTED.isdisjoint(cause):
        return ["ReadTimeout" if "ServerTimeoutError" in cause else "NetworkError"]
    return [class_.__name__ for class_ in type(error).__mro__]


def translated(error: Exception, response: HttpResponse) -> Exception:
    """Return the client's exception for one that was raised while the body of a response was read."""
    try:
        raise_translated(error, response.request, response, closed=False)
    except ClientError as own:
        own.__cause__ = error
        return own
    return error


def _translated(
    error: Exception, names: list[str], request: HttpRequest
) -> ApiConnectionError | None:
    sent = _NOT_SENT.isdisjoint(names)
    for name in names:
        if name in _TIMEOUTS:
            return ApiTimeoutError(_detailed(_TIMEOUTS[name], error), request=request, sent=sent)
    for name in names:
        if name in _FAULTS:
            what = (_cause(error) if name == "ConnectError" else None) or _FAULTS[name]
            return ApiConnectionError(
                _detailed(what, error), request=request, sent=sent, hopeless=_is_hopeless(error)
            )
    if isinstance(error, UnicodeError):  # of the codec "idna", before anything is sent
        return ApiConnectionError(_BROKEN_HOST, request=request, sent=False, hopeless=True)
    if isinstance(error, OSError):
        return ApiConnectionError(_detailed("connection broken", error), request=request)
    return None


def _cause(error: Exception) -> str | None:
    """Return why no connection was made, going by what the operating system said."""
    for each in _chain(error):
        if isinstance(each, socket.gaierror):
            return "host name not found (DNS)"
        if isinstance(each, ssl.SSLCertVerificationError):
            return "TLS failure: the certificate is not trusted"
        if isinstance(each, ssl.SSLError):
            return "TLS failure"
        if isinstance(each, ConnectionRefusedError):
            return "connection refused"
        if isinstance(each, OSError) and each.errno in (errno.ENETUNREACH, errno.EHOSTUNREACH):
            return "host unreachable"
    text = str(error).lower()
    return "connection refused" if "connection refused" in text else None


def _is_hopeless(error: Exception) -> bool:
    """Return whether trying again would fail in the same way."""
    return any(isinstance(each, ssl.SSLCertVerificationError) for each in _chain(error))


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    """Yield an exception, those that led to it, and those that were raised together."""
    for _ in range(20):
        if error is None:
            return
        yield error
        if isinstance(error, BaseExceptionGroup):
            for each in error.exceptions:
                yield from _chain(each)
        error = error.__cause__ or error.__context__


def _detailed(what: str, error: Exception) -> str:
    # The text of aiohttp's ClientResponseError has the URL, with the secrets in its query.
    has_url = type(error).__name__ == "ClientResponseError"
    return f"{what} ({error})" if str(error) and not has_url else what
