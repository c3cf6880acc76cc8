# SPDX-FileCopyrightText: 2026 specloom contributors
# SPDX-License-Identifier: Apache-2.0
"""Security schemes (OpenAPI 3.1, section 4.8.27): each adds its credentials to a request."""

from __future__ import annotations

import base64
from collections.abc import Callable, Mapping, Sequence
from typing import Literal, Protocol, TypeAlias
from urllib.parse import quote

from .environment import from_environment
from .errors import MissingCredentialsError
from .http import HttpRequest

Origin: TypeAlias = Literal["argument", "environment", "missing"]
"""Where a scheme's credentials come from; those given as arguments win over ambient ones."""

Secret: TypeAlias = str | Callable[[], str]
"""A secret, or a callable that gives the one to use now; it is asked again for every request."""


class SecurityScheme(Protocol):
    """One security scheme together with the credentials for it.

    `blocking` says that `apply` may wait (read files, ask a credential service); asynchronous
    clients then call it in a worker thread.
    """

    blocking: bool

    def origin(self) -> Origin:
        """Tell where the credentials come from, without sending anything."""
        ...

    def apply(self, request: HttpRequest) -> None:
        """Add the credentials to the request, in place. Called anew for every attempt."""
        ...


class _SecretScheme:
    """What schemes with a single secret share: the argument, else the first environment variable that is set."""

    blocking = False

    def __init__(self, secret: Secret | None, *, environment: Sequence[str] = ()) -> None:
        self._secret = secret
        self._environment = environment

    def origin(self) -> Origin:
        if self._secret is not None:
            return "argument"
        return "environment" if from_environment(self._environment) else "missing"

    def secret(self) -> str:
        """Give the secret to use now. Raises `MissingCredentialsError` when there is none."""
        if callable(self._secret):
            return self._secret()
        secret = self._secret or from_environment(self._environment)
        if not secret:
            raise MissingCredentialsError("no credentials were given for this security scheme")
        return secret


class BearerToken(_SecretScheme):
    """HTTP authentication with the Bearer scheme (RFC 6750), for `http`/`bearer`, OAuth 2 and OpenID Connect."""

    def apply(self, request: HttpRequest) -> None:
        request.headers["authorization"] = f"Bearer {self.secret()}"


class ApiKey(_SecretScheme):
    """An API key sent as a header field, a query parameter or a cookie."""

    def __init__(
        self,
        secret: Secret | None,
        *,
        name: str,
        location: Literal["header", "query", "cookie"],
        environment: Sequence[str] = (),
    ) -> None:
        super().__init__(secret, environment=environment)
        self._name = name
        self._location = location

    def apply(self, request: HttpRequest) -> None:
        secret = self.secret()
        if self._location == "header":
            request.headers[self._name.lower()] = secret
        elif self._location == "query":
            separator = "&" if "?" in request.url else "?"
            pair = f"{quote(self._name, safe='')}={quote(secret, safe='')}"
            request.url = f"{request.url}{separator}{pair}"
        else:
            cookies = request.headers.get("cookie")
            pair = f"{self._name}={quote(secret, safe='')}"
            request.headers["cookie"] = f"{cookies}; {pair}" if cookies else pair


class BasicCredentials:
    """HTTP authentication with the Basic scheme (RFC 7617): a user name and a password, encoded as UTF-8."""

    blocking = False

    def __init__(self, credentials: tuple[str, str] | None) -> None:
        self._credentials = credentials

    def origin(self) -> Origin:
        return "missing" if self._credentials is None else "argument"

    def apply(self, request: HttpRequest) -> None:
        if self._credentials is None:
            raise MissingCredentialsError("no user name and password were given")
        pair = ":".join(self._credentials).encode()
        request.headers["authorization"] = f"Basic {base64.b64encode(pair).decode('ascii')}"


def choose_schemes(
    requirements: Sequence[Sequence[str]], schemes: Mapping[str, SecurityScheme]
) -> Sequence[SecurityScheme]:
    """Choose the security schemes for a request (OpenAPI 3.1, section 4.8.30).

    `requirements` are alternatives, each a list of scheme names that are needed together; an empty
    alternative means that the request may go without. The first alternative for which every
    credential was given as an argument wins, then the first that the environment can serve.
    Raises `MissingCredentialsError` when none can be met.
    """
    if not requirements:
        return ()
    for accepted in (("argument",), ("argument", "environment")):
        for names in requirements:
            if names and all(schemes[name].origin() in accepted for name in names):
                return [schemes[name] for name in names]
    if any(not names for names in requirements):
        return ()
    wanted = " or ".join(" and ".join(names) for names in requirements)
    raise MissingCredentialsError(
        f"no credentials: give {wanted} to the client, or set the environment variables they read"
    )
