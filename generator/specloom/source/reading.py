"""Reading the bytes of files, standard input and URLs, within limits."""

from __future__ import annotations

import sys
from collections.abc import Callable
from http.client import HTTPException, HTTPMessage
from pathlib import Path
from typing import IO, TypeAlias
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

from .values import MAX_BYTES

Reader: TypeAlias = Callable[[str], bytes]
"""Gives the bytes of a location, or raises OSError."""

STANDARD_INPUT = "-"
_TIMEOUT_SECONDS = 10.0
_DEFAULT_PORTS = {"http": 80, "https": 443}


def read_location(location: str) -> bytes:
    """Read a file, standard input, or a URL.

    Args:
        location: A path, "-" for standard input, or an http or https URL.

    Returns:
        The bytes, at most one more than `MAX_BYTES`.

    Raises:
        OSError: It cannot be read; for a URL also if it takes longer than 10 seconds to answer or
            redirects to another origin.
    """
    if location == STANDARD_INPUT:
        return sys.stdin.buffer.read(MAX_BYTES + 1)
    if is_url(location):
        return _fetch(location)
    with Path(location).open("rb") as file:
        return file.read(MAX_BYTES + 1)


def is_url(location: str) -> bool:
    """Tell whether a location is an http or https URL.

    Args:
        location: A path or URL.

    Returns:
        True for "http:..." and "https:...", in any case of letters.
    """
    return location[:8].lower().startswith(("http://", "https://"))


def origin_of(url: str) -> tuple[str, str, int | None]:
    """The origin of a URL (RFC 6454): what may be asked for on the word of the same user.

    Args:
        url: An absolute URL.

    Returns:
        Scheme, host and port.

    Raises:
        ValueError: The URL's port is no number.
    """
    parts = urlsplit(url)
    return parts.scheme, parts.hostname or "", parts.port or _DEFAULT_PORTS.get(parts.scheme)


class _SameOriginRedirects(HTTPRedirectHandler):
    """Follows redirects, but only on the origin that the user named."""

    def redirect_request(  # noqa: PLR0917 (the signature is urllib's)
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


def _fetch(url: str) -> bytes:
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
        with opener.open(Request(url), timeout=_TIMEOUT_SECONDS) as response:  # noqa: S310
            content: bytes = response.read(MAX_BYTES + 1)
            return content
    except HTTPError as error:
        raise OSError(f"the server answers {error.code}") from error
    except URLError as error:
        raise OSError(str(error.reason)) from error
    except (HTTPException, ValueError) as error:
        raise OSError(str(error)) from error
