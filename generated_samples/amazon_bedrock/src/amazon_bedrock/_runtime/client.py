# SPDX-FileCopyrightText: 2026 specloom contributors
# SPDX-License-Identifier: Apache-2.0
# pyright: reportUnknownArgumentType=false, reportUnknownMemberType=false
# pyright: reportUnknownVariableType=false
"""The clients' behaviour: from arguments to the typed response."""

from __future__ import annotations

import logging
import time
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, TypeVar, cast

from .any_request import AnyRequest, AsyncAnyRequest
from .attempt_log import log_attempt
from .auth import DeclaredScheme, carries, choose_schemes, may_carry
from .authenticating import authenticate, authenticate_waiting
from .base_urls import BaseUrls
from .call import Call
from .contexts import AsyncClosing, Closing
from .copying import Copied, copy_client
from .decoding import Empty, Reported, as_asked, raise_problems
from .errors import (
    ApiConnectionError,
    ClientError,
    MissingCredentialsError,
)
from .failures import make_error, request_id
from .header_values import check_headers
from .hooks import await_hooks, check_hooks, of_failure, run_hooks
from .http import NOT_MODIFIED, HttpRequest, HttpResponse, has_no_content
from .operation import ApiDefinition, Operation, PaginatedOperation, by_status
from .options import NO_HOOKS, Additions, ClientSettings, Hooks, RequestOptions
from .raw import RawResponse
from .redaction import Secrets, hide_in_logs
from .redirects import MOST_REDIRECTS, Hop, RedirectLocation, is_redirect, next_hop
from .retry import DEFAULT_MAX_RETRIES
from .sending import Sending, Settings
from .transport import DEFAULT_TIMEOUT, AsyncTransport, OwnClient, SyncTransport
from .unset import UNSET

if TYPE_CHECKING:
    from typing import Self, Unpack

    from .http_clients import AsyncHttpClient, HttpClient, StepTimeouts
    from .pages import AsyncPages, Page

T = TypeVar("T")
Item = TypeVar("Item")
Body = TypeVar("Body")

logger = logging.getLogger(__name__.rpartition(".")[0].removesuffix("._runtime"))


class BaseClient(Copied):
    """What the synchronous and the asynchronous client share: everything but waiting."""

    _awaits = False
    """Whether functions of the user's may be asynchronous."""

    def __init__(
        self,
        api: ApiDefinition,
        *,
        base_url: str | None,
        base_url_environment: Sequence[str],
        server: str | None,
        schemes: Mapping[str, DeclaredScheme],
        headers: Mapping[str, str | None] | None,
        timeout: float | StepTimeouts | None,
        deadline: float | None,
        max_retries: int,
        retry_writes: bool,
        follow_redirects: bool,
        max_response_bytes: int | None,
        strict_responses: bool,
        hooks: Hooks | None,
    ) -> None:
        self._api = api
        self._base_urls = BaseUrls(base_url, base_url_environment, server)
        self._schemes = schemes
        self._secrets = Secrets.union(scheme.secrets for scheme in schemes.values())
        hide_in_logs(self._secrets)
        self._settings = Settings(
            timeout, deadline, max_retries, retry_writes, follow_redirects, max_response_bytes
        )
        self._strict_responses = strict_responses
        self._hooks = check_hooks(hooks or NO_HOOKS, awaited=self._awaits)
        self._headers = {"accept-encoding": "gzip, deflate", "user-agent": api.user_agent}
        self._additions = Additions().added(Additions(headers or {}))
        self._raw = False
        self._reported = Reported()

    @property
    def base_url(self) -> str:
        """Where requests go, without a slash at the end, and without a user name and password."""
        return self._base_urls.root.url

    def with_options(self, **settings: Unpack[ClientSettings]) -> Self:
        """Return a copy of this client with other settings; it shares the connections and the credentials."""
        return self._copy({}, settings)

    def _copy(self, credentials: Mapping[str, Any], settings: ClientSettings) -> Self:
        """Return a copy of this client with other credentials (by the scheme's name) and settings."""
        other = copy_client(self)
        other._schemes = dict(self._schemes)
        for name, value in credentials.items():
            if value is not UNSET:
                scheme = other._schemes[name] = self._schemes[name].with_credentials(value)
                # What an earlier header said of these credentials holds no longer.
                other._additions = other._additions.without(scheme.secrets)
        other._settings = self._settings.changed(settings)
        other._strict_responses = settings.get("strict_responses", self._strict_responses)
        other._hooks = check_hooks(settings.get("hooks", self._hooks), awaited=self._awaits)
        other._additions = other._additions.added(
            Additions(
                settings.get("headers", {}), settings.get("query", {}), settings.get("cookies", {})
            )
        )
        if "base_url" in settings:
            other._base_urls = self._base_urls.with_base_url(settings["base_url"])
        return other

    def with_raw_responses(self) -> Self:
        """Return a copy whose methods return `RawResponse`; `raw_response` types it."""
        other = copy_client(self)
        other._raw = True
        return other

    def _request(self, sending: Sending, hop: Hop | None = None) -> HttpRequest:
        """Make a request without credentials: the operation's own, or that of a redirect."""
        call = sending.call
        base = self._base_urls.of(call.operation.server)
        try:
            request = call.request(base, self._headers, self._additions, self._secrets)
        except (RecursionError, UnicodeEncodeError) as error:
            from .wrong_arguments import wrong_argument

            raise wrong_argument(error, call.arguments) from None
        if hop is not None:
            hop.aim(request, trusted=sending.trusted)
        request.operation, request.attempt = call.operation.id, sending.attempt
        sending.request, sending.response, sending.base_url = request, None, self.base_url
        return request

    def _schemes_for(
        self, sending: Sending, request: HttpRequest, own: OwnClient
    ) -> Sequence[DeclaredScheme]:
        """Return the schemes to apply: none that the request meets already, or was told to do without."""
        if not sending.trusted:
            return ()
        call = sending.call
        security = call.operation.security
        left_out = call.left_out
        carried = may_carry(request, self._secrets, left_out)
        try:
            return choose_schemes(
                self._api.security if security is None else security,
                self._schemes,
                (lambda scheme: carries(request, scheme, left_out)) if carried else None,
                own.adds,
            )
        except MissingCredentialsError:
            # Credentials that the document does not know of: the server decides.
            if own.authenticates or "authorization" in request.headers:
                return ()
            if self._base_urls.of(call.operation.server).authorization is not None:
                return ()
            raise

    def _finish(self, sending: Sending, request: HttpRequest, own: OwnClient) -> None:
        """Do what comes after the credentials: those of the base URL, where there are no others, and a last check."""
        authorization = self._base_urls.of(sending.call.operation.server).authorization
        left_out = "authorization" in sending.call.left_out.headers
        if authorization and not left_out and not own.authenticates and sending.trusted:
            request.headers.setdefault("authorization", authorization)
        check_headers(request.headers)

    def _next(self, sending: Sending, response: HttpResponse) -> HttpRequest | None:
        """Return the request, without credentials, that a redirect leads to; None when the response is the last.

        A redirect that the operation declares as its result is one.
        """
        sending.response = response
        if not is_redirect(response) or _is_result(sending.call.operation, response):
            return None
        hop = next_hop(response) if sending.follow_redirects else "follow_redirects is off"
        if isinstance(hop, Hop) and sending.hops == MOST_REDIRECTS:
            hop = f"it is number {MOST_REDIRECTS + 1} in a row"
        if not isinstance(hop, Hop):
            sending.not_followed = hop
            return None
        log_attempt(logger, self._api, sending, response)
        sending.hops += 1
        sending.trusted = sending.trusted and hop.same_origin
        return self._request(sending, hop)

    def _result(self, sending: Sending, response: HttpResponse) -> Any:
        """Return what a response is decoded as. Raises `ApiError` for one that is not a success."""
        operation = sending.call.operation
        response.attempts = sending.attempt
        if 200 <= response.status < 300 or operation.declares(response.status):
            result = self._parse(operation, response)
            log_attempt(logger, self._api, sending, response)
            return result
        raise make_error(self._api, operation, response, not_followed=sending.not_followed)

    def _failed(self, sending: Sending, error: ClientError) -> float | None:
        """Return the seconds until the next attempt; None when there is none."""
        if isinstance(error, ApiConnectionError) and error.request is None:
            error.operation = sending.call.operation.id
        delay = sending.delay(self._api, error)
        log_attempt(logger, self._api, sending, error, delay)
        return delay

    def _parse(self, operation: Operation[T], response: HttpResponse) -> T:
        body = by_status(operation.responses, response.status)
        if body is None:
            # Servers return 200 where 201 is declared: any success means the declared one.
            body = next(iter(operation.responses.values()), cast("Any", Empty()))
        redirects = isinstance(body, RedirectLocation) and response.status != NOT_MODIFIED
        if has_no_content(response) and not redirects:
            return cast("T", None)
        if response.request.headers.get("accept") != operation.accept:
            body = cast("Any", as_asked(body, response))

        def report(problems: list[str]) -> None:
            if self._strict_responses:
                raise_problems(response, problems)
            paths = self._reported.new(operation.id, problems)
            if paths:
                message = "%s: the response does not fit its schema at %s"
                logger.warning(message, operation.id, ", ".join(paths[:20]))

        return cast("T", body.decode(response, report))

    def _returned(self, response: HttpResponse, parsed: Any) -> Any:
        if not self._raw:
            return parsed
        return RawResponse(
            status=response.status,
            headers=response.headers,
            content=response.content,
            request=response.request,
            parsed=parsed,
            elapsed=response.elapsed,
            attempts=response.attempts,
            request_id=request_id(self._api.conventions, response.headers),
        )


class SyncClient(BaseClient, AnyRequest, Closing):
    """A client whose methods wait for the response."""

    def __init__(
        self,
        api: ApiDefinition,
        *,
        base_url: str | None,
        base_url_environment: Sequence[str] = (),
        server: str | None = None,
        schemes: Mapping[str, DeclaredScheme],
        headers: Mapping[str, str | None] | None = None,
        timeout: float | StepTimeouts | None = DEFAULT_TIMEOUT,
        deadline: float | None = None,
        max_retries: int = DEFAULT_MAX_RETRIES,
        retry_writes: bool = False,
        follow_redirects: bool = True,
        max_response_bytes: int | None = None,
        http_client: HttpClient | None = None,
        strict_responses: bool = False,
        hooks: Hooks | None = None,
    ) -> None:
        super().__init__(
            api,
            base_url=base_url,
            base_url_environment=base_url_environment,
            server=server,
            schemes=schemes,
            headers=headers,
            timeout=timeout,
            deadline=deadline,
            max_retries=max_retries,
            retry_writes=retry_writes,
            follow_redirects=follow_redirects,
            max_response_bytes=max_response_bytes,
            strict_responses=strict_responses,
            hooks=hooks,
        )
        self._transport = SyncTransport(http_client)
        self._additions = Additions(query=self._transport.own.params).added(self._additions)

    def close(self) -> None:
        """Close the connections; an `http_client` of your own stays open."""
        self._transport.close()

    def call(
        self, operation: Operation[T], *, options: RequestOptions | None, **arguments: Any
    ) -> T:
        """Perform an operation. `arguments` are path, query, header and cookie values by wire name, and the body."""
        response, parsed = self._send(Call(operation, arguments, options))
        return cast("T", self._returned(response, parsed))

    def paginate(
        self,
        operation: PaginatedOperation[Item, Body],
        *,
        options: RequestOptions | None,
        **arguments: Any,
    ) -> Page[Item, Body]:
        """Perform an operation that returns a page."""
        from .pages import Page
        from .pagination import Exchange

        call, base = Call(operation, arguments, options), self._base_urls.of(operation.server)
        response, body = self._send(call)
        page = Page[Item, Body](self._send, Exchange.first(call, base.url, response, body))
        return cast("Page[Item, Body]", self._returned(response, page))

    def _send(self, call: Call) -> tuple[HttpResponse, Any]:
        sending = Sending(call, self._settings)
        while True:
            try:
                response = self._attempt(sending)
                return response, self._result(sending, response)
            except ClientError as error:
                delay = self._failed(sending, error)
                run_hooks(*of_failure(self._hooks, sending, error, delay))
                if delay is None:
                    raise
            time.sleep(delay)
            sending.begin()

    def _attempt(self, sending: Sending) -> HttpResponse:
        own, hooks = self._transport.own, self._hooks
        request = self._request(sending)
        while True:
            # Hooks may add credentials, so they see no request that goes to another origin.
            if hooks.before_request and sending.trusted:
                run_hooks(hooks.before_request, request)
            for scheme in self._schemes_for(sending, request, own):
                authenticate(scheme, request, sending, self._transport)
            self._finish(sending, request, own)
            response = self._transport.send(request, sending)
            if hooks.after_response:
                run_hooks(hooks.after_response, response)
            following = self._next(sending, response)
            if following is None:
                return response
            request = following


class AsyncClient(BaseClient, AsyncAnyRequest, AsyncClosing):
    """A client whose methods are awaited (asyncio or trio)."""

    _awaits = True

    def __init__(
        self,
        api: ApiDefinition,
        *,
        base_url: str | None,
        base_url_environment: Sequence[str] = (),
        server: str | None = None,
        schemes: Mapping[str, DeclaredScheme],
        headers: Mapping[str, str | None] | None = None,
        timeout: float | StepTimeouts | None = DEFAULT_TIMEOUT,
        deadline: float | None = None,
        max_retries: int = DEFAULT_MAX_RETRIES,
        retry_writes: bool = False,
        follow_redirects: bool = True,
        max_response_bytes: int | None = None,
        http_client: AsyncHttpClient | None = None,
        strict_responses: bool = False,
        hooks: Hooks | None = None,
    ) -> None:
        super().__init__(
            api,
            base_url=base_url,
            base_url_environment=base_url_environment,
            server=server,
            schemes=schemes,
            headers=headers,
            timeout=timeout,
            deadline=deadline,
            max_retries=max_retries,
            retry_writes=retry_writes,
            follow_redirects=follow_redirects,
            max_response_bytes=max_response_bytes,
            strict_responses=strict_responses,
            hooks=hooks,
        )
        self._transport = AsyncTransport(http_client)
        self._additions = Additions(query=self._transport.own.params).added(self._additions)

    async def close(self) -> None:
        """Close the connections; an `http_client` of your own stays open."""
        await self._transport.close()

    async def call(
        self, operation: Operation[T], *, options: RequestOptions | None, **arguments: Any
    ) -> T:
        """Perform an operation. `arguments` are path, query, header and cookie values by wire name, and the body."""
        response, parsed = await self._send(Call(operation, arguments, options))
        return cast("T", self._returned(response, parsed))

    def paginate(
        self,
        operation: PaginatedOperation[Item, Body],
        *,
        options: RequestOptions | None,
        **arguments: Any,
    ) -> AsyncPages[Item, Body]:
        """Perform an operation that returns a page, once the result is awaited or iterated."""
        from .pages import AsyncPage, AsyncPages
        from .pagination import Exchange

        call, base = Call(operation, arguments, options), self._base_urls.of(operation.server)

        async def first() -> Any:
            response, body = await self._send(call)
            page = AsyncPage[Item, Body](self._send, Exchange.first(call, base.url, response, body))
            return self._returned(response, page)

        return AsyncPages(first)

    async def _send(self, call: Call) -> tuple[HttpResponse, Any]:
        sending = Sending(call, self._settings)
        if sending.deadline is None:
            return await self._attempts(sending)
        import anyio

        try:
            with anyio.fail_after(sending.deadline):
                return await self._attempts(sending)
        except TimeoutError as error:
            late = sending.too_late()
            await await_hooks(self._hooks.on_error, late)
            raise late from error

    async def _attempts(self, sending: Sending) -> tuple[HttpResponse, Any]:
        while True:
            try:
                response = await self._attempt(sending)
                return response, self._result(sending, response)
            except ClientError as error:
                delay = self._failed(sending, error)
                await await_hooks(*of_failure(self._hooks, sending, error, delay))
                if delay is None:
                    raise
            import anyio

            await anyio.sleep(delay)
            sending.begin()

    async def _attempt(self, sending: Sending) -> HttpResponse:
        own, hooks = self._transport.own, self._hooks
        request = self._request(sending)
        while True:
            if hooks.before_request and sending.trusted:
                await await_hooks(hooks.before_request, request)
            for scheme in self._schemes_for(sending, request, own):
                await authenticate_waiting(scheme, request, sending, self._transport)
            self._finish(sending, request, own)
            response = await self._transport.send(request, sending)
            if hooks.after_response:
                await await_hooks(hooks.after_response, response)
            following = self._next(sending, response)
            if following is None:
                return response
            request = following


def _is_result(operation: Operation[Any], response: HttpResponse) -> bool:
    """Return whether a redirect is what an operation returns: the document declares it, and nothing else to return."""
    beside = any(key.startswith("2") for key in operation.responses)
    return operation.declares(response.status) and not beside
