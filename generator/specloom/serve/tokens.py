"""Tokens of OAuth 2 (RFC 6749): the token endpoints of a document that are on the server itself."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urljoin, urlsplit

from ..ir.api import Api, BearerAuth
from .messages import HttpRequest, HttpResponse, json_bytes
from .routing import normal_path, server_path

_TOKEN = {"access_token": "mock-token", "token_type": "Bearer", "expires_in": 3600}


class TokenEndpoints:
    """Grants a token to whoever asks; an endpoint on another host is not reached."""

    def __init__(self, api: Api) -> None:
        self._paths = frozenset(_paths(api))

    def response(self, request: HttpRequest) -> HttpResponse | None:
        """Return a token, None where a request is not for a token endpoint."""
        if request.method != "POST" or normal_path(request.path) not in self._paths:
            return None
        headers = {"content-type": "application/json", "cache-control": "no-store"}
        return HttpResponse(
            status=200, headers=headers, pieces=(json_bytes(_TOKEN),), remark="a token"
        )


def _paths(api: Api) -> Iterator[str]:
    """Yield the paths of token endpoints: relative to each server, and to none, as operations are."""
    prefixes = {"", *map(server_path, api.servers)}
    for scheme in api.security_schemes:
        grants = (
            scheme.authentication.grants if isinstance(scheme.authentication, BearerAuth) else ()
        )
        for grant in grants:
            url = grant.token_url.raw
            if not urlsplit(url).netloc:
                yield from (
                    normal_path(urlsplit(urljoin(f"https://host{prefix}/", url)).path)
                    for prefix in prefixes
                )
