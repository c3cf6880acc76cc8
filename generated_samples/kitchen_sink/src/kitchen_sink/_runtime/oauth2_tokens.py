# SPDX-FileCopyrightText: 2026 specloom contributors
# SPDX-License-Identifier: Apache-2.0
# pyright: reportUnknownArgumentType=false, reportUnknownMemberType=false
# pyright: reportUnknownVariableType=false
"""Obtain OAuth 2.0 access tokens (RFC 6749), and keep them until they expire.

What servers return here is not trusted more than anything else on the network: its size and its values
are checked, and no message shows a secret.
"""

from __future__ import annotations

import json
import math
import re
import threading
import time
from collections.abc import Generator, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote_plus, urlencode, urljoin, urlsplit

from .auth import Route, basic_authorization
from .errors import ApiConnectionError, TokenRequestError
from .forks import watch_forks
from .http import HttpRequest, HttpResponse
from .oauth2_grants import (
    ClientCredentials,
    Grant,
    PasswordCredentials,
    RefreshTokenCredentials,
)
from .redaction import HIDDEN

_LARGEST = 256 * 1024
"""The most bytes that a response about tokens may have."""
_LEEWAY = 60.0
"""Seconds before its end at which a token is renewed, at most; a tenth of its life if that is less."""
_LONGEST = 10 * 365 * 24 * 3600.0
_TOKEN = re.compile(r"[!-~]+")
_LOCAL = re.compile(r"localhost|127\.\d+\.\d+\.\d+|::1|.+\.localhost")

Steps = Generator[HttpRequest, HttpResponse, "Token"]
"""Requests to send, each of which gets its response, until there is a token."""


@dataclass(frozen=True, slots=True)
class Token:
    """An access token; `ends` is the moment of `time.monotonic` from which it is renewed, None if never."""

    value: str = field(repr=False)
    ends: float | None
    refresh: str | None = field(repr=False)

    @property
    def is_current(self) -> bool:
        """Whether the token may be sent."""
        return self.ends is None or time.monotonic() < self.ends


class TokenCache:
    """Obtains tokens by a grant: one thread or task does, while the others wait for it."""

    def __init__(
        self, grant: Grant, token_urls: Mapping[str, str], discovery_url: str | None, what: str
    ) -> None:
        self.grant = grant
        self._urls = token_urls
        self._discovery_url = discovery_url
        self._discovered: str | None = None
        self._what = what
        self._token: Token | None = None
        self._refresh = grant.refresh_token if isinstance(grant, RefreshTokenCredentials) else None
        self._lock = threading.Lock()
        watch_forks(self)
        self._task_lock: tuple[Any, Any] = (None, None)

    def renew_after_fork(self) -> None:
        """Take no lock over that a thread of the parent process held."""
        self._lock = threading.Lock()

    def refused(self, token: str) -> bool:
        """Remove a token that the API refused; return whether it was one of these."""
        current = self._token
        if current is not None and current.value == token:
            self._token = None
        return bool(token)

    def token(self, route: Route) -> str:
        """Return the token to use now. Raises `TokenRequestError` or `ApiConnectionError` if there is none to be had."""
        token = self._token
        if token is not None and token.is_current:
            return token.value
        left = route.time_left()
        while not self._lock.acquire(timeout=-1 if left is None else left):
            left = route.time_left()  # raises an error once it is over
        try:
            token = self._token
            if token is None or not token.is_current:
                token = self._token = self._obtain(route)
            return token.value
        finally:
            self._lock.release()

    async def token_waiting(self, route: Route) -> str:
        """Return the same for an asynchronous client."""
        token = self._token
        if token is not None and token.is_current:
            return token.value
        async with self._lock_of_loop():
            token = self._token
            if token is None or not token.is_current:
                token = self._token = await self._obtain_waiting(route)
            return token.value

    def _obtain(self, route: Route) -> Token:
        steps = self._steps(route.base_url)
        try:
            request = next(steps)
            while True:
                request = steps.send(route.send(request))
        except StopIteration as done:
            return done.value  # type: ignore[no-any-return]
        except ApiConnectionError as error:
            raise _unsent(error) from error.__cause__

    async def _obtain_waiting(self, route: Route) -> Token:
        steps = self._steps(route.base_url)
        try:
            request = next(steps)
            while True:
                request = steps.send(await route.send_waiting(request))
        except StopIteration as done:
            return done.value  # type: ignore[no-any-return]
        except ApiConnectionError as error:
            raise _unsent(error) from error.__cause__

    def _lock_of_loop(self) -> Any:
        """Return the lock of the running event loop: a client may be used in one after the other."""
        import anyio
        from anyio.lowlevel import current_token

        loop = current_token()
        if self._task_lock[0] != loop:
            self._task_lock = (loop, anyio.Lock())
        return self._task_lock[1]

    def _steps(self, base_url: str) -> Steps:
        """Return a token: by a refresh token where there is one, else by the grant itself."""
        if self._refresh is not None:
            url = yield from self._token_url("refresh_token", base_url)
            try:
                fields = {"grant_type": "refresh_token", "refresh_token": self._refresh}
                return (yield from self._requested(url, fields))
            except TokenRequestError as error:
                if error.code != "invalid_grant" or isinstance(self.grant, RefreshTokenCredentials):
                    raise
                self._refresh = None
        grant = self.grant
        if isinstance(grant, PasswordCredentials):
            url = yield from self._token_url("password", base_url)
            fields = {
                "grant_type": "password",
                "username": grant.username,
                "password": grant.password,
            }
        else:
            url = yield from self._token_url("client_credentials", base_url)
            fields = {"grant_type": "client_credentials"}
        return (yield from self._requested(url, fields))

    def _token_url(self, kind: str, base_url: str) -> Generator[HttpRequest, HttpResponse, str]:
        """Return the token endpoint: the user's, the document's, or the one that the provider describes."""
        grant = self.grant
        if grant.token_url is not None:
            return _absolute(grant.token_url, base_url, "token_url", trusted=True)
        url = self._urls.get(kind) or next(iter(self._urls.values()), None)
        if url is not None:
            return _absolute(url, base_url, "the token URL of the API's description")
        if self._discovery_url is None:
            raise ValueError(
                f"{self._what}: the API's description has no token URL; give token_url"
            )
        if self._discovered is None:
            place = "the openIdConnectUrl of the API's description"
            described = _absolute(self._discovery_url, base_url, place)
            headers = {"accept": "application/json", "accept-encoding": "identity"}
            response = yield HttpRequest("GET", described, headers)
            found = _json_of(response).get("token_endpoint")
            if response.status != 200 or not isinstance(found, str):
                raise self._failed(response, "the OpenID provider names no token endpoint")
            place = "the token endpoint that the OpenID provider names"
            self._discovered = _absolute(found, described, place)
        return self._discovered

    def _requested(self, url: str, fields: dict[str, str]) -> Steps:
        grant = self.grant
        if grant.scopes:
            scopes = [grant.scopes] if isinstance(grant.scopes, str) else grant.scopes
            fields["scope"] = " ".join(scopes)
        fields |= grant.parameters
        headers = {
            "accept": "application/json",
            "accept-encoding": "identity",
            "content-type": "application/x-www-form-urlencoded",
        }
        client_id, secret = grant.client_id, grant.client_secret
        if client_id is not None and secret is not None:
            if grant.client_authentication == "client_secret_basic":
                pair = quote_plus(client_id), quote_plus(secret)
                headers["authorization"] = basic_authorization(*pair)
            else:
                fields |= {"client_id": client_id, "client_secret": secret}
        elif client_id is not None:
            fields["client_id"] = client_id
        began = time.monotonic()
        response = yield HttpRequest("POST", url, headers, urlencode(fields).encode())
        return self._read(response, began)

    def _read(self, response: HttpResponse, began: float) -> Token:
        """Read a response of the token endpoint (RFC 6749, sections 5.1 and 5.2)."""
        body = _json_of(response)
        if response.status != 200 or ("error" in body and "access_token" not in body):
            raise self._failed(response, "the token endpoint refused", body)
        value, kind = body.get("access_token"), body.get("token_type", "bearer")
        if not isinstance(value, str) or not _TOKEN.fullmatch(value):
            raise self._failed(response, "the token endpoint returned no usable access_token")
        if not isinstance(kind, str) or kind.lower() != "bearer":
            raise self._failed(
                response, "the token endpoint returned a token that is no bearer token"
            )
        refresh = body.get("refresh_token")
        renewed = isinstance(refresh, str) and bool(refresh) and refresh != self._refresh
        if isinstance(refresh, str) and refresh and not isinstance(self.grant, ClientCredentials):
            self._refresh = refresh
            if (
                renewed
                and isinstance(self.grant, RefreshTokenCredentials)
                and self.grant.on_new_refresh_token
            ):
                self.grant.on_new_refresh_token(refresh)
        life = _seconds(body.get("expires_in"))
        ends = None if life is None else began + life - min(_LEEWAY, life / 10)
        return Token(value, ends, self._refresh)

    def _failed(
        self, response: HttpResponse, what: str, body: Mapping[str, Any] | None = None
    ) -> TokenRequestError:
        texts = {}
        for name in ("error", "error_description", "error_uri"):
            value = (body or {}).get(name)
            texts[name] = self._hidden(value)[:500] if isinstance(value, str) and value else None
        said = ": ".join(text for text in (texts["error"], texts["error_description"]) if text)
        message = f"{what} ({response.status}){f': {said}' if said else ''}"
        return TokenRequestError(
            f"{self._what}: {message}",
            status=response.status,
            code=texts["error"],
            description=texts["error_description"],
            uri=texts["error_uri"],
            url=response.request.safe_url,
        )

    def _hidden(self, text: str) -> str:
        """Return a text of the server without secrets, which it may repeat, and on one line."""
        grant = self.grant
        secrets = [grant.client_secret, self._refresh, getattr(grant, "password", None)]
        for secret in filter(None, secrets):
            for spelled in (secret, quote_plus(secret)):
                text = text.replace(spelled, HIDDEN)
        return "".join(each if each.isprintable() else " " for each in text)


def _unsent(error: ApiConnectionError) -> ApiConnectionError:
    """Return an error as one of a request that was not sent: the API has not been asked yet.

    The request for the token, which holds secrets, is left out.
    """
    url = error.request.safe_url if error.request else "the token endpoint"
    message = f"no token from {url}: {error.message}"
    return type(error)(message, sent=False, hopeless=error.hopeless)


def _absolute(url: str, base: str, what: str, *, trusted: bool = False) -> str:
    """Return a URL that secrets may be sent to, resolved against another.

    https, the origin of that other URL, and this machine may receive them; what the user gave
    (`trusted`) too. Raises `ValueError` for any other.
    """
    try:
        absolute = urljoin(f"{base.rstrip('/')}/", url)
        parts, own = urlsplit(absolute), urlsplit(base)
        same = (parts.scheme, parts.netloc) == (own.scheme, own.netloc)
        host = parts.hostname or ""
    except ValueError:
        raise ValueError(f"{what} is not a URL") from None
    if parts.scheme not in ("http", "https") or not host or "@" in parts.netloc:
        raise ValueError(f"{what} is not an http or https URL")
    if parts.scheme == "http" and not (same or trusted or _LOCAL.fullmatch(host)):
        raise ValueError(
            f"{what} is not https, so that no secret is sent there; give token_url to do it all the same"
        )
    return absolute.partition("#")[0]


def _json_of(response: HttpResponse) -> Mapping[str, Any]:
    """Return the JSON object of a response; an empty one where it is anything else, or too large."""
    if len(response.content) > _LARGEST:
        return {}
    try:
        value = json.loads(response.content)
    except (ValueError, RecursionError):
        return {}
    return value if isinstance(value, dict) else {}


def _seconds(value: Any) -> float | None:
    """Return the life of a token, None where the server does not say it in numbers. Some write them as text."""
    if isinstance(value, str) and re.fullmatch(r"[0-9]{1,12}", value):
        value = int(value)
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return None
    if not math.isfinite(value) or value < 0:
        return None
    return min(float(value), _LONGEST)
