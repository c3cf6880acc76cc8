"""Fetch http and https URLs: bounded, within the origin."""

from __future__ import annotations

from collections.abc import Mapping
from http.client import HTTPException, HTTPMessage
from socket import gaierror
from ssl import SSLCertVerificationError
from typing import IO
from urllib.error import HTTPError, URLError
from urllib.parse import urlsplit
from urllib.request import (
    HTTPDefaultErrorHandler,
    HTTPErrorProcessor,
    HTTPHandler,
    HTTPRedirectHandler,
    HTTPSHandler,
    OpenerDirector,
    ProxyHandler,
    Request,
)

from ..text.json_value import MAX_BYTES
from .urls import origin_of

_TIMEOUT_SECONDS = 10.0
NO_HEADERS: Mapping[str, str] = {}


class _SameOriginRedirects(HTTPRedirectHandler):
    """Follows redirects, but only on the origin that the user named."""

    def redirect_request(
        self,
        req: Request,
        fp: IO[bytes],
        code: int,
        msg: str,
        headers: HTTPMessage,
        newurl: str,
    ) -> Request | None:
        if origin_of(newurl) != origin_of(req.full_url):
            raise URLError("it redirects to another origin")
        return super().redirect_request(req, fp, code, msg, headers, newurl)


def fetch(url: str, headers: Mapping[str, str] = NO_HEADERS) -> bytes:
    """Read a URL that the user named.

    Args:
        url: An http or https URL.
        headers: Header fields to send; they go to its origin only.

    Returns:
        The bytes, at most one more than `MAX_BYTES`.

    Raises:
        OSError: The server does not respond within 10 seconds, returns an error, or redirects
            to another origin.
    """
    # Not `build_opener`, which adds handlers for file:, ftp: and data: URLs.
    opener = OpenerDirector()
    for handler in (
        ProxyHandler,
        HTTPHandler,
        HTTPSHandler,
        HTTPDefaultErrorHandler,
        HTTPErrorProcessor,
        _SameOriginRedirects,
    ):
        opener.add_handler(handler())
    try:
        request = Request(url, headers=dict(headers))  # noqa: S310
        with opener.open(request, timeout=_TIMEOUT_SECONDS) as response:
            content: bytes = response.read(MAX_BYTES + 1)
            return content
    except HTTPError as error:
        raise OSError(f"the server returned {error.code} {error.reason}".rstrip()) from error
    except URLError as error:
        raise OSError(_explained(error.reason, url)) from error
    except TimeoutError as error:
        raise OSError(_explained(error, url)) from error
    except (HTTPException, ValueError) as error:
        raise OSError(str(error)) from error


def _explained(reason: object, url: str) -> str:
    """Describe what happened to a connection, in words rather than in numbers of the operating system."""
    host = urlsplit(url).netloc.rpartition("@")[2]
    match reason:
        case TimeoutError():
            return f"{host} did not respond within {_TIMEOUT_SECONDS:.0f} seconds"
        case gaierror():
            return f"there is no host {host}, or its name cannot be resolved"
        case ConnectionRefusedError():
            return f"{host} refuses connections"
        case SSLCertVerificationError(verify_message=message):
            return f"the certificate of {host} is not trusted: {message}"
        case OSError(strerror=str(message)):
            return message
    return str(reason)
