# SPDX-FileCopyrightText: 2026 specloom contributors
# SPDX-License-Identifier: Apache-2.0
# pyright: reportUnknownArgumentType=false, reportUnknownMemberType=false
# pyright: reportUnknownVariableType=false
"""Security schemes: add credentials to requests (OpenAPI 3.1, section 4.8.27)."""

from __future__ import annotations

import base64
import copy
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Literal, Protocol, TypeAlias
from urllib.parse import quote, unquote_plus

from .calling import call, call_waiting
from .environment import from_environment
from .errors import MissingCredentialsError
from .header_values import check_cookie, check_header_value, cookie_name, cookie_pairs
from .http import HttpRequest, HttpResponse
from .redaction import NO_SECRETS, Secrets

if TYPE_CHECKING:
    from typing import Self

Origin: TypeAlias = Literal["argument", "environment", "missing"]
"""Where a scheme's credentials come from; those given as arguments win over ambient ones."""


class SecurityScheme(Protocol):
    """A way of your own to authenticate requests: given in place of credentials, it does what it likes.

    A client applies it to every attempt, and to no request for another origin. `apply` changes the
    request in place; for asynchronous clients it may be asynchronous, and is called in a thread if not.
    """

    def apply(self, request: HttpRequest) -> Awaitable[None] | None:
        """Add the credentials to the request, whose URL, header fields and body are complete."""
        ...


Secret: TypeAlias = str | Callable[[], str | Awaitable[str]] | SecurityScheme
"""A secret, a function that returns the one to use now, called again for every attempt, or a way of your own.

The function may be asynchronous for asynchronous clients; one that is not is called in a thread there.
"""


class Route(Protocol):
    """How a security scheme reaches servers other than the API's: over the client's own connections.

    Nothing that the user's HTTP client adds for the API goes there, and no redirect is followed; the
    call's timeout and deadline hold. `base_url` is that of the API.
    """

    @property
    def base_url(self) -> str: ...

    def time_left(self) -> float | None:
        """Return the seconds until the call's deadline, None if there is none. Raises `ApiTimeoutError` after it."""
        ...

    def send(self, request: HttpRequest) -> HttpResponse:
        """Send a request of a synchronous client."""
        ...

    async def send_waiting(self, request: HttpRequest) -> HttpResponse:
        """Send a request of an asynchronous client."""
        ...


class DeclaredScheme(Protocol):
    """One security scheme of the document together with the credentials for it.

    `blocking` says that `apply` may wait (read files, ask a credential service); asynchronous
    clients then call it in a worker thread. `secrets` names what `apply` sets, `argument` is the
    constructor's argument for the credentials; `how_to_give` tells a user how to pass them.
    """

    @property
    def blocking(self) -> bool: ...
    @property
    def secrets(self) -> Secrets: ...
    @property
    def argument(self) -> str: ...
    @property
    def how_to_give(self) -> str: ...

    def origin(self) -> Origin:
        """Return where the credentials come from, without sending anything."""
        ...

    def apply(self, request: HttpRequest) -> None:
        """Add the credentials to the request, in place. Called again for every attempt.

        Raises `MissingCredentialsError` when there are none, and `ValueError` for credentials that
        cannot be sent.
        """
        ...

    def with_credentials(self, credentials: Any) -> Self:
        """Return the same scheme with other credentials."""
        ...


class _Scheme:
    """What all schemes share: the credentials that were given, and what they are called."""

    blocking = False
    """Whether `apply` may wait."""

    def __init__(
        self,
        credentials: Any,
        *,
        secrets: Secrets,
        argument: str = "",
        environment: Sequence[str] = (),
    ) -> None:
        self._credentials = credentials
        self.secrets = secrets
        self.argument = argument
        self._environment = environment

    @property
    def how_to_give(self) -> str:
        text = f"pass {self.argument}= to the client" if self.argument else "pass credentials"
        if not self._environment:
            return text
        return f"{text} (or set {' or '.join(self._environment)} in the environment)"

    @property
    def _what(self) -> str:
        """What messages call the credentials; they never show them."""
        return self.argument or "the credentials"

    def origin(self) -> Origin:
        if self._credentials is not None:
            return "argument"
        return "environment" if from_environment(self._environment) else "missing"

    def with_credentials(self, credentials: Any) -> Self:
        other = copy.copy(self)
        other._credentials = credentials
        return other

    def apply(self, request: HttpRequest) -> None:
        raise NotImplementedError

    def authenticate(self, request: HttpRequest, route: Route) -> None:
        """Add the credentials to a request, in place; `route` leads to servers that have to be asked."""
        own = getattr(self._credentials, "apply", None)
        if own is None:
            self.apply(request)
        else:
            call(own, request, what=self._what)

    async def authenticate_waiting(self, request: HttpRequest, route: Route) -> None:
        """Do the same for an asynchronous client."""
        own = getattr(self._credentials, "apply", None)
        if own is not None:
            await call_waiting(own, request)
        elif self.blocking:
            await call_waiting(self.apply, request)
        else:
            self.apply(request)


class _SecretScheme(_Scheme):
    """What schemes with a single secret share: the argument, else the first environment variable that is set."""

    def secret(self) -> str:
        """Return the secret to use now. Raises `MissingCredentialsError` when there is none."""
        given = self._credentials
        if callable(given):
            return self._checked(call(given, what=self._what))
        return self._checked(given or from_environment(self._environment))

    def _checked(self, secret: Any) -> str:
        if not secret:
            raise MissingCredentialsError(f"no credentials: {self.how_to_give}")
        if not isinstance(secret, str):
            raise TypeError(f"{self._what} must be a str, not {type(secret).__name__}")
        return secret

    def apply(self, request: HttpRequest) -> None:
        self.add(request, self.secret())

    def add(self, request: HttpRequest, secret: str) -> None:
        """Add a secret to a request."""
        raise NotImplementedError

    async def authenticate_waiting(self, request: HttpRequest, route: Route) -> None:
        given = self._credentials
        if given is None or isinstance(given, str):
            self.apply(request)
        elif callable(given) and not hasattr(given, "apply"):
            self.add(request, self._checked(await call_waiting(given)))
        else:
            await super().authenticate_waiting(request, route)


class BearerToken(_SecretScheme):
    """HTTP authentication with the Bearer scheme (RFC 6750), for `http`/`bearer`, OAuth 2 and OpenID Connect."""

    def __init__(
        self, secret: Secret | None, *, argument: str = "", environment: Sequence[str] = ()
    ) -> None:
        secrets = Secrets(headers=frozenset({"authorization"}))
        super().__init__(secret, secrets=secrets, argument=argument, environment=environment)

    def add(self, request: HttpRequest, secret: str) -> None:
        """Add a token to a request."""
        request.headers["authorization"] = f"Bearer {check_header_value(secret, self._what)}"


class ApiKey(_SecretScheme):
    """An API key sent as a header field, a query parameter or a cookie."""

    def __init__(
        self,
        secret: Secret | None,
        *,
        name: str,
        location: Literal["header", "query", "cookie"],
        argument: str = "",
        environment: Sequence[str] = (),
    ) -> None:
        names = frozenset({name})
        secrets = Secrets(
            headers=frozenset({name.lower()}) if location == "header" else frozenset(),
            query=names if location == "query" else frozenset(),
            cookies=frozenset({cookie_name(name)}) if location == "cookie" else frozenset(),
        )
        super().__init__(secret, secrets=secrets, argument=argument, environment=environment)
        self._name = name
        self._location = location

    def add(self, request: HttpRequest, secret: str) -> None:
        """Add a key to a request."""
        if self._location == "header":
            request.headers[self._name.lower()] = check_header_value(secret, self._what)
        elif self._location == "query":
            separator = "&" if "?" in request.url else "?"
            pair = f"{quote(self._name, safe='')}={quote(secret, safe='')}"
            request.url = f"{request.url}{separator}{pair}"
        else:
            cookies = request.headers.get("cookie")
            pair = check_cookie(cookie_name(self._name), secret, self._what)
            request.headers["cookie"] = f"{cookies}; {pair}" if cookies else pair


class BasicCredentials(_Scheme):
    """HTTP authentication with the Basic scheme (RFC 7617): a user name and a password, encoded as UTF-8."""

    def __init__(
        self, credentials: tuple[str, str] | SecurityScheme | None, *, argument: str = ""
    ) -> None:
        secrets = Secrets(headers=frozenset({"authorization"}))
        super().__init__(credentials, secrets=secrets, argument=argument)

    def apply(self, request: HttpRequest) -> None:
        if self._credentials is None:
            raise MissingCredentialsError(f"no user name and password: {self.how_to_give}")
        user, password = self._credentials
        if ":" in user:
            raise ValueError(f"the user name of {self._what} must not contain a colon")
        request.headers["authorization"] = basic_authorization(user, password)


def basic_authorization(user: str, password: str) -> str:
    """Return the Authorization field of a user name and a password (RFC 7617)."""
    return f"Basic {base64.b64encode(f'{user}:{password}'.encode()).decode('ascii')}"


_AUTHORIZATION = frozenset({"authorization"})


def may_carry(request: HttpRequest, secrets: Secrets, left_out: Secrets = NO_SECRETS) -> bool:
    """Return whether `carries` may be true of one of the schemes that set `secrets`: quick, and false for most requests."""
    if left_out is not NO_SECRETS or secrets.query or secrets.cookies:
        return True
    return not secrets.headers.isdisjoint(request.headers)


def carries(request: HttpRequest, scheme: DeclaredScheme, left_out: Secrets = NO_SECRETS) -> bool:
    """Return whether a request has what a scheme would set, or was told to go without.

    `left_out` names the header fields, query parameters and cookies that the caller took away.
    """
    secrets = scheme.secrets
    # What goes with a signature, such as a session's token, is not a credential by itself.
    decisive = _AUTHORIZATION if "authorization" in secrets.headers else secrets.headers
    for name in decisive:
        if name in request.headers or name in left_out.headers:
            return True
    if secrets.query:
        pairs = request.url.partition("?")[2].split("&")
        present = {unquote_plus(pair.partition("=")[0]) for pair in pairs} | left_out.query
        if not secrets.query.isdisjoint(present):
            return True
    if secrets.cookies:
        present = cookie_pairs(request.headers.get("cookie", "")).keys() | left_out.cookies
        return not secrets.cookies.isdisjoint(present)
    return False


# Where a scheme's credentials come from, the best first.
_REQUEST, _ARGUMENT, _HTTP_CLIENT, _ENVIRONMENT, _MISSING = range(5)
_RANKS: Mapping[Origin, int] = {
    "argument": _ARGUMENT,
    "environment": _ENVIRONMENT,
    "missing": _MISSING,
}
_APPLIED = (_ARGUMENT, _ENVIRONMENT)


def choose_schemes(
    requirements: Sequence[Sequence[str]],
    schemes: Mapping[str, DeclaredScheme],
    carried: Callable[[DeclaredScheme], bool] | None = None,
    of_http_client: Callable[[DeclaredScheme], bool] = lambda scheme: False,
) -> Sequence[DeclaredScheme]:
    """Choose the security schemes that are to be applied to a request (OpenAPI 3.1, section 4.8.30).

    `requirements` are alternatives, each a list of scheme names that are needed together; an empty
    alternative means that the request may go without. `carried` says whether the request has a
    scheme's credentials already (None: it has none), and `of_http_client` whether the caller's own HTTP client adds
    them: such a scheme is met, and is not applied. The first alternative that the request meets
    itself wins, then the first for which every credential was given as an argument, then those that
    the HTTP client and the environment can serve. Raises `MissingCredentialsError` when none can be met.
    """
    if not requirements:
        return ()
    if carried is None:
        # What most calls end with: nothing comes before credentials that were given as arguments.
        for names in requirements:
            if {schemes[name].origin() for name in names} == {"argument"}:
                return [schemes[name] for name in names]

    ranks = {
        name: (
            _REQUEST
            if carried is not None and carried(schemes[name])
            else _RANKS[schemes[name].origin()]
        )
        for names in requirements
        for name in names
    }

    def rank(names: Sequence[str]) -> int:
        return max(map(ranks.__getitem__, names)) if names else _MISSING

    chosen = min(requirements, key=rank)
    if rank(chosen) > _ARGUMENT:
        # Asked only now, since it looks at every header field of the HTTP client.
        served = (name for name, found in ranks.items() if found > _ARGUMENT)
        ranks |= {name: _HTTP_CLIENT for name in served if of_http_client(schemes[name])}
        chosen = min(requirements, key=rank)
    if rank(chosen) < _MISSING:
        return [schemes[name] for name in chosen if ranks[name] in _APPLIED]
    if any(not names for names in requirements):
        return ()
    wanted = ", or ".join(
        " and ".join(schemes[name].how_to_give for name in names) for names in requirements
    )
    raise MissingCredentialsError(f"no credentials: {wanted}")
