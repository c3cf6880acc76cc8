# SPDX-FileCopyrightText: 2026 specloom contributors
# SPDX-License-Identifier: Apache-2.0
# pyright: reportUnknownArgumentType=false, reportUnknownMemberType=false
# pyright: reportUnknownVariableType=false
"""OAuth 2.0: the security scheme, which obtains the tokens that it sends (RFC 6749)."""

from __future__ import annotations

import threading
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from .auth import BearerToken, Secret
from .environment import from_environment
from .forks import watch_forks
from .oauth2_grants import ClientCredentials, Grant

if TYPE_CHECKING:
    from typing import Self

    from .auth import Origin, Route
    from .http import HttpRequest
    from .oauth2_tokens import TokenCache


class OAuth2Scheme(BearerToken):
    """A scheme of type `oauth2` or `openIdConnect`: sends a token that it is given, or obtains tokens.

    `token_urls` are the token endpoints of the document, by the grant that they serve
    ("client_credentials", "password", "refresh_token"), `discovery_url` is where the provider describes itself
    (OpenID Connect Discovery 1.0). `client_environment` are the environment variables of a client's id and
    secret; a token that is given, as an argument or in the environment, comes first.

    Tokens are kept until shortly before they expire, and are shared by all copies of a client that have
    the same credentials: one of many threads or tasks obtains it, and the others wait.
    """

    def __init__(
        self,
        credentials: Secret | Grant | None,
        *,
        token_urls: Mapping[str, str] | None = None,
        discovery_url: str | None = None,
        argument: str = "",
        environment: Sequence[str] = (),
        client_environment: Sequence[str] = (),
    ) -> None:
        super().__init__(None, argument=argument, environment=environment)
        self._token_urls = token_urls or {}
        self._discovery_url = discovery_url
        self._client_environment = client_environment
        self._cache: TokenCache | None = None
        self._lock = threading.Lock()
        self._take(credentials)

    def renew_after_fork(self) -> None:
        """Take no lock over that a thread of the parent process held."""
        self._lock = threading.Lock()

    def _take(self, credentials: Any) -> None:
        watch_forks(self)
        self._credentials = credentials
        self._cache = self._made(credentials) if isinstance(credentials, Grant) else None

    @property
    def how_to_give(self) -> str:
        text = super().how_to_give
        if not self._client_environment:
            return text
        return f"{text.removesuffix(')')}, or {' and '.join(self._client_environment)})"

    def origin(self) -> Origin:
        found = super().origin()
        if found == "missing" and self._from_environment() is not None:
            return "environment"
        return found

    def with_credentials(self, credentials: Any) -> Self:
        other = super().with_credentials(credentials)
        other._take(credentials)
        return other

    def _from_environment(self) -> ClientCredentials | None:
        values = [from_environment([name]) for name in self._client_environment]
        if not values or None in values:
            return None
        client_id, client_secret = map(str, values)
        return ClientCredentials(client_id=client_id, client_secret=client_secret)

    def _obtained(self) -> TokenCache | None:
        """Return where tokens come from; None where one is given."""
        if self._credentials is None and not from_environment(self._environment):
            found = self._from_environment()
            return None if found is None else self._cache_of(found)
        return self._cache if isinstance(self._credentials, Grant) else None

    def _cache_of(self, found: ClientCredentials) -> TokenCache:
        """Return the tokens of credentials from the environment, which may be others than before."""
        with self._lock:
            if self._cache is None or self._cache.grant != found:
                self._cache = self._made(found)
            return self._cache

    def _made(self, grant: Grant) -> TokenCache:
        from .oauth2_tokens import TokenCache

        return TokenCache(grant, self._token_urls, self._discovery_url, self._what)

    def authenticate(self, request: HttpRequest, route: Route) -> None:
        cache = self._obtained()
        if cache is None:
            super().authenticate(request, route)
        else:
            self.add(request, cache.token(route))

    async def authenticate_waiting(self, request: HttpRequest, route: Route) -> None:
        cache = self._obtained()
        if cache is None:
            await super().authenticate_waiting(request, route)
        else:
            self.add(request, await cache.token_waiting(route))

    def renews(self, request: HttpRequest) -> bool:
        """Return whether a request that was refused (401) may be tried again with a new token; drop the old one."""
        cache = self._obtained()
        _, _, token = request.headers.get("authorization", "").partition(" ")
        return cache is not None and cache.refused(token)
