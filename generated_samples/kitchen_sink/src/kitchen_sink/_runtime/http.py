# SPDX-FileCopyrightText: 2026 specloom contributors
# SPDX-License-Identifier: Apache-2.0
"""Requests and responses as the client sees them, independent of the HTTP library that carries them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from urllib.parse import urlsplit


class Headers(Mapping[str, str]):
    """HTTP fields with case-insensitive names (RFC 9110, section 5.1).

    Iterating gives lower-case names. `get_all` gives the separate values of a repeated field;
    looking a name up joins them with ", ".
    """

    __slots__ = ("_pairs",)

    def __init__(self, pairs: Mapping[str, str] | list[tuple[str, str]] | None = None) -> None:
        items = pairs.items() if isinstance(pairs, Mapping) else pairs or ()
        self._pairs = [(name.lower(), value) for name, value in items]

    def __getitem__(self, name: str) -> str:
        values = self.get_all(name)
        if not values:
            raise KeyError(name)
        return ", ".join(values)

    def __iter__(self) -> Iterator[str]:
        return iter(dict(self._pairs))

    def __len__(self) -> int:
        return len(dict(self._pairs))

    def __repr__(self) -> str:
        return f"Headers({dict(self)!r})"

    def get_all(self, name: str) -> list[str]:
        """Give every value of the field, in the order received."""
        name = name.lower()
        return [value for key, value in self._pairs if key == name]


@dataclass(slots=True)
class HttpRequest:
    """One attempt at a request, exactly as it goes on the wire.

    `url` is absolute and already percent-encoded; nothing after this point may encode, decode or
    normalise it. `headers` has lower-case names.
    """

    method: str
    url: str
    headers: dict[str, str] = field(default_factory=dict)
    content: bytes = b""


@dataclass(slots=True)
class HttpResponse:
    """A whole response: status code, header fields and body, with transfer and content codings undone."""

    status: int
    headers: Headers
    content: bytes
    request: HttpRequest


_SECRET_NAME = re.compile(
    r"(?i)(key|token|secret|password|passwd|pwd|sig|signature|credentials?|jwt|auth)$"
)
_PAGE_TOKEN = re.compile(r"(?i)(page|next|continuation|start|sync|client)[-_.]?(key|token)$")


def public_url(request: HttpRequest) -> str:
    """Return the URL of a request without what may be secret: user and password, and keys in the query."""
    try:
        url = urlsplit(request.url)
    except ValueError:
        return "(no valid URL)"
    host = url.netloc.rpartition("@")[2]
    pairs = [_public_pair(pair) for pair in url.query.split("&")] if url.query else []
    return url._replace(netloc=host, query="&".join(pairs), fragment="").geturl()


def _public_pair(pair: str) -> str:
    name, _, value = pair.partition("=")
    secret = _SECRET_NAME.search(name) and not _PAGE_TOKEN.search(name)
    return f"{name}=***" if value and secret else pair


def has_no_content(response: HttpResponse) -> bool:
    """Whether a response has no body whatever its description says: to HEAD, 1xx, 204, 205, 304 (RFC 9110, 6.4.1)."""
    status = response.status
    return status < 200 or status in (204, 205, 304) or response.request.method == "HEAD"
