# SPDX-FileCopyrightText: 2026 specloom contributors
# SPDX-License-Identifier: Apache-2.0
# pyright: reportUnknownArgumentType=false, reportUnknownMemberType=false
# pyright: reportUnknownVariableType=false
"""Redirects: following them, or returning them (RFC 9110, section 15.4)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import unquote_plus, urljoin, urlsplit

from .errors import ResponseDecodeError
from .http import Headers, HttpRequest, HttpResponse

if TYPE_CHECKING:
    from .decoding import Report


@dataclass(frozen=True, slots=True, kw_only=True)
class Redirect:
    """Where the server points to (RFC 9110, section 15.4). The client did not follow it.

    `location` is an absolute URL; the client's credentials are not meant for it.
    """

    status: int
    location: str
    headers: Headers


class RedirectLocation:
    """The body of a response that is a redirect: its Location, resolved against the request's URL."""

    def decode(self, response: HttpResponse, report: Report) -> Redirect:
        location = response.headers.get("location")
        if location is None:
            raise ResponseDecodeError("the redirect has no Location", response=response)
        try:
            location = urljoin(response.request.url, location)
        except ValueError:
            raise ResponseDecodeError(
                "the redirect's Location is not a URL", response=response
            ) from None
        return Redirect(status=response.status, location=location, headers=response.headers)


MOST_REDIRECTS = 10
_STATUSES = frozenset({301, 302, 303, 307, 308})
_PORTS = {"http": 80, "https": 443}
# Everything else may be a credential, whatever its name, or is about the origin or the body.
_TRAVELLING = frozenset(
    (
        "accept",
        "accept-encoding",
        "accept-language",
        "cache-control",
        "if-match",
        "if-modified-since",
        "if-none-match",
        "if-range",
        "if-unmodified-since",
        "prefer",
        "range",
        "user-agent",
    )
)
_OF_BODIES = frozenset(("content-encoding", "content-language", "content-length", "content-type"))


@dataclass(frozen=True, slots=True)
class Hop:
    """The next request of a redirect that is followed. Nothing secret goes to another origin."""

    method: str
    url: str
    same_origin: bool

    def aim(self, request: HttpRequest, *, trusted: bool) -> None:
        """Make of the request for the first place, without credentials, the one for the next."""
        request.url = self.url
        if request.method != self.method:
            request.method, request.content, request.upload = self.method, b"", None
            request.headers = {n: v for n, v in request.headers.items() if n not in _OF_BODIES}
        if not trusted:
            request.headers = {n: v for n, v in request.headers.items() if n in _TRAVELLING}


def is_redirect(response: HttpResponse) -> bool:
    """Return whether a response says to ask somewhere else."""
    return response.status in _STATUSES and "location" in response.headers


def next_hop(response: HttpResponse) -> Hop | str:
    """Return where a redirect leads, or why it is not followed.

    GET and HEAD are, and 303 makes a GET of everything else. 307 and 308 keep method and body, within
    the origin; from http to https on the same host is within it. 301 and 302 of other methods are not:
    clients disagree whether they become a GET (RFC 9110, section 15.4), and a write must not become one.
    """
    request = response.request
    try:
        url = urljoin(request.url, response.headers["location"])
        parts = urlsplit(url)
        same = same_origin(request.url, url)
    except ValueError:
        return "that is not a URL"
    if parts.scheme not in _PORTS or not parts.hostname:
        return "that is not a web address"
    host = parts.netloc.rpartition("@")[2]
    query = parts.query if same else _without_secrets(parts.query, request)
    url = parts._replace(netloc=host, query=query, fragment="").geturl()
    if request.method in ("GET", "HEAD"):
        return Hop(request.method, url, same)
    if response.status == 303:
        return Hop("GET", url, same)
    if response.status in (301, 302):
        return f"a {request.method} is not sent again after {response.status}"
    if not same:
        return f"a {request.method} is not sent to another origin"
    if request.upload is not None and request.upload.spent:
        return f"{request.upload.spent}"
    return Hop(request.method, url, same)


def same_origin(one: str, other: str) -> bool:
    """Return whether what may be sent to one URL may be sent to the other: the same scheme, host and port."""
    origin, target = _origin(one), _origin(other)
    upgraded = ("https", origin[1], 443) if origin[::2] == ("http", 80) else origin
    return target in (origin, upgraded)


def _origin(url: str) -> tuple[str, str | None, int | None]:
    parts = urlsplit(url)
    return parts.scheme, parts.hostname, parts.port or _PORTS.get(parts.scheme)


def _without_secrets(query: str, request: HttpRequest) -> str:
    """Remove the keys that were in the query of a request from another one: servers repeat them."""
    if not query:
        return query
    known = {_decoded(pair) for pair in urlsplit(request.url).query.split("&")}
    secrets = {pair for pair in known if request.secrets.hides_query(pair[0])}
    return "&".join(pair for pair in query.split("&") if _decoded(pair) not in secrets)


def _decoded(pair: str) -> tuple[str, str]:
    name, _, value = pair.partition("=")
    return unquote_plus(name), unquote_plus(value)


def describe_target(response: HttpResponse) -> str:
    """Return the URL that a redirect names, for people: without its query, which may sign it."""
    location = response.headers["location"]
    try:
        parts = urlsplit(urljoin(response.request.url, location))
    except ValueError:
        return repr(location)
    query = "..." if parts.query else ""
    host = parts.netloc.rpartition("@")[2]
    return parts._replace(netloc=host, query=query, fragment="").geturl()
