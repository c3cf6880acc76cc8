"""What is an http or https URL, and whose it is."""

from __future__ import annotations

import posixpath
from urllib.parse import unquote, urlsplit

_DEFAULT_PORTS = {"http": 80, "https": 443}


def is_url(location: str) -> bool:
    """Return whether a location is an http or https URL.

    `location` is a path or URL. Returns true for "http:..." and "https:...", in any case of letters.
    """
    return location[:8].lower().startswith(("http://", "https://"))


def origin_of(url: str) -> tuple[str, str, int | None]:
    """Return the origin of a URL (RFC 6454): what may be requested on the word of the same user.

    Args:
        url: An absolute URL.

    Returns:
        Scheme, host and port.

    Raises:
        ValueError: The URL's port is not a number.
    """
    parts = urlsplit(url)
    return parts.scheme, parts.hostname or "", parts.port or _DEFAULT_PORTS.get(parts.scheme)


def is_below(url: str, allowed: str) -> bool:
    """Return whether a URL is on the origin of another one, and below its path.

    Raises `ValueError` where a port is not a number.
    """
    if origin_of(url) != origin_of(allowed):
        return False
    path = posixpath.normpath(unquote(urlsplit(url).path) or "/")
    folder = posixpath.normpath(unquote(urlsplit(allowed).path) or "/")
    return path == folder or path.startswith(folder.rstrip("/") + "/")
