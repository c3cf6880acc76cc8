# SPDX-FileCopyrightText: 2026 specloom contributors
# SPDX-License-Identifier: Apache-2.0
"""The clients' behaviour: from the arguments of a call to its typed answer."""

from __future__ import annotations

import copy
import logging
import time
from collections.abc import Mapping, Sequence
from types import TracebackType
from typing import TYPE_CHECKING, Any, TypeVar, cast
from urllib.parse import urljoin

from .auth import SecurityScheme, choose_schemes
from .call import Call
from .decoding import Empty, as_asked, raise_problems
from .errors import ClientError
from .failures import make_error
from .http import HttpRequest, HttpResponse, has_no_content
from .operation import ApiDefinition, Operation, PaginatedOperation, by_status
from .options import NO_HOOKS, Hooks, RequestOptions
from .pages import AsyncPage, AsyncPages, Page
from .raw import RawResponse
from .redirects import RedirectLocation
from .retry import DEFAULT_MAX_RETRIES, retry_delay
from .transport import DEFAULT_TIMEOUT, AsyncTransport, SyncTransport
from .unset import UNSET, Unset

if TYPE_CHECKING:
    from typing import Self

    import httpx2

T = TypeVar("T")
Item = TypeVar("Item")
Body = TypeVar("Body")

logger = logging.getLogger(__name__.rpartition(".")[0].removesuffix("._runtime"))


class BaseClient:
    """What the synchronous and the asynchronous client share: everything but waiting."""

    def __init__(
        self,
        api: ApiDefinition,
        *,
        base_url: str,
        default_base_url: str | None,
        schemes: Mapping[str, SecurityScheme],
        timeout: float | None,
        max_retries: int,
        strict_responses: bool,
        hooks: Hooks | None,
    ) -> None:
        self._api = api
        self._base_url = base_url.rstrip("/")
        self._default_base_url = (default_base_url or base_url).rstrip("/")
        self._schemes = schemes
        self._timeout = timeout
        self._max_retries = max_retries
        self._strict_responses = strict_responses
        self._hooks = hooks or NO_HOOKS
        self._headers = {
            "accept-encoding": "gzip, deflate",
            "user-agent": api.user_agent,
        }
        self._raw = False

    @property
    def base_url(self) -> str:
        """Where requests go, without a slash at the end."""
        return self._base_url

    def with_options(
        self,
        *,
        timeout: float | None | Unset = UNSET,
        max_retries: int | Unset = UNSET,
        headers: Mapping[str, str] | Unset = UNSET,
        base_url: str | Unset = UNSET,
        strict_responses: bool | Unset = UNSET,
    ) -> Self:
        """Give a copy of this client with other settings; it shares the connections and the credentials.

        `headers` are added to those of this client. `timeout` is in seconds.
        """
        other = copy.copy(self)
        other._timeout = self._timeout if isinstance(timeout, Unset) else timeout
        other._max_retries = self._max_retries if isinstance(max_retries, Unset) else max_retries
        if not isinstance(headers, Unset):
            added = {name.lower(): value for name, value in headers.items()}
            other._headers = {**self._headers, **added}
        if not isinstance(base_url, Unset):
            other._base_url = base_url.rstrip("/")
        if not isinstance(strict_responses, Unset):
            other._strict_responses = strict_responses
        return other

    def with_raw_responses(self) -> Self:
        """Give a copy whose methods return `RawResponse`; `raw_response` types it."""
        other = copy.copy(self)
        other._raw = True
        return other

    def _request(self, call: Call) -> HttpRequest:
        server = call.operation.server
        base_url = self._base_url if server is None else self._server(server)
        request = call.request(base_url, self._headers)
        for hook in self._hooks.before_request:
            hook(request)
        return request

    def _server(self, server: str) -> str:
        """Give the address of an operation that has its own, unless the user chose one for all."""
        if self._base_url != self._default_base_url:
            return self._base_url
        return urljoin(f"{self._base_url}/", server).rstrip("/")

    def _schemes_for(self, operation: Operation[Any]) -> Sequence[SecurityScheme]:
        requirements = self._api.security if operation.security is None else operation.security
        return choose_schemes(requirements, self._schemes)

    def _timeout_of(self, call: Call) -> float | None:
        timeout = call.options.timeout
        return self._timeout if isinstance(timeout, Unset) else timeout

    def _delay(self, call: Call, error: ClientError, attempt: int) -> float | None:
        allowed = call.options.max_retries
        if attempt >= (self._max_retries if allowed is None else allowed):
            return None
        delay = retry_delay(self._api, call.operation, error, attempt)
        if delay is not None:
            logger.info("%s failed (%s); again in %.2f s", call.operation.id, error, delay)
        return delay

    def _check(self, call: Call, response: HttpResponse) -> HttpResponse:
        for hook in self._hooks.after_response:
            hook(response)
        logger.debug("%s answered %d", call.operation.id, response.status)
        declared = str(response.status) in call.operation.responses
        if not declared and not 200 <= response.status < 300:
            raise make_error(self._api, call.operation, response)
        return response

    def _parse(self, operation: Operation[T], response: HttpResponse) -> T:
        body = by_status(operation.responses, response.status)
        if body is None:
            # Servers answer 200 where 201 is declared: any success means the declared one.
            body = next(iter(operation.responses.values()), cast("Any", Empty()))
        if has_no_content(response) and not isinstance(body, RedirectLocation):
            return cast("T", None)
        if response.request.headers.get("accept") != operation.accept:
            body = cast("Any", as_asked(body, response))

        def report(problems: list[str]) -> None:
            if self._strict_responses:
                raise_problems(response, problems)
            paths = ", ".join(problems[:20])
            logger.warning("%s: the response does not fit its schema at %s", operation.id, paths)

        return cast("T", body.decode(response, report))

    def _answer(self, response: HttpResponse, parsed: Any) -> Any:
        if not self._raw:
            return parsed
        return RawResponse(
            status=response.status,
            headers=response.headers,
            content=response.content,
            request=response.request,
            parsed=parsed,
        )


class SyncClient(BaseClient):
    """A client whose methods wait for the answer."""

    def __init__(
        self,
        api: ApiDefinition,
        *,
        base_url: str,
        default_base_url: str | None = None,
        schemes: Mapping[str, SecurityScheme],
        timeout: float | None = DEFAULT_TIMEOUT,
        max_retries: int = DEFAULT_MAX_RETRIES,
        http_client: httpx2.Client | None = None,
        strict_responses: bool = False,
        hooks: Hooks | None = None,
    ) -> None:
        super().__init__(
            api,
            base_url=base_url,
            default_base_url=default_base_url,
            schemes=schemes,
            timeout=timeout,
            max_retries=max_retries,
            strict_responses=strict_responses,
            hooks=hooks,
        )
        self._transport = SyncTransport(http_client)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        exc_type: type[BaseException] | None,
        exc: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the connections; an `http_client` of your own stays open."""
        self._transport.close()

    def call(
        self, operation: Operation[T], *, options: RequestOptions | None, **arguments: Any
    ) -> T:
        """Perform an operation. `arguments` are path, query, header and cookie values by wire name, and the body."""
        response = self._send(Call(operation, arguments, options))
        return cast("T", self._answer(response, self._parse(operation, response)))

    def paginate(
        self,
        operation: PaginatedOperation[Item, Body],
        *,
        options: RequestOptions | None,
        **arguments: Any,
    ) -> Page[Item, Body]:
        """Perform an operation that answers with a page."""
        response, page = self._page(operation, Call(operation, arguments, options))
        return cast("Page[Item, Body]", self._answer(response, page))

    def _page(
        self, operation: PaginatedOperation[Item, Body], call: Call
    ) -> tuple[HttpResponse, Page[Item, Body]]:
        response = self._send(call)
        parameter = operation.pagination.token_parameter
        return response, Page(
            operation.pagination,
            self._parse(operation, response),
            lambda token: self._page(operation, call.at_page(parameter, token))[1],
        )

    def _send(self, call: Call) -> HttpResponse:
        schemes = self._schemes_for(call.operation)
        attempt = 0
        while True:
            request = self._request(call)
            for scheme in schemes:
                scheme.apply(request)
            try:
                return self._check(call, self._transport.send(request, self._timeout_of(call)))
            except ClientError as error:
                delay = self._delay(call, error, attempt)
                if delay is None:
                    raise
            time.sleep(delay)
            attempt += 1


class AsyncClient(BaseClient):
    """A client whose methods are awaited (asyncio or trio)."""

    def __init__(
        self,
        api: ApiDefinition,
        *,
        base_url: str,
        default_base_url: str | None = None,
        schemes: Mapping[str, SecurityScheme],
        timeout: float | None = DEFAULT_TIMEOUT,
        max_retries: int = DEFAULT_MAX_RETRIES,
        http_client: httpx2.AsyncClient | None = None,
        strict_responses: bool = False,
        hooks: Hooks | None = None,
    ) -> None:
        super().__init__(
            api,
            base_url=base_url,
            default_base_url=default_base_url,
            schemes=schemes,
            timeout=timeout,
            max_retries=max_retries,
            strict_responses=strict_responses,
            hooks=hooks,
        )
        self._transport = AsyncTransport(http_client)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        exc_type: type[BaseException] | None,
        exc: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        await self.close()

    async def close(self) -> None:
        """Close the connections; an `http_client` of your own stays open."""
        await self._transport.close()

    async def call(
        self, operation: Operation[T], *, options: RequestOptions | None, **arguments: Any
    ) -> T:
        """Perform an operation. `arguments` are path, query, header and cookie values by wire name, and the body."""
        response = await self._send(Call(operation, arguments, options))
        return cast("T", self._answer(response, self._parse(operation, response)))

    def paginate(
        self,
        operation: PaginatedOperation[Item, Body],
        *,
        options: RequestOptions | None,
        **arguments: Any,
    ) -> AsyncPages[Item, Body]:
        """Perform an operation that answers with a page, once the result is awaited or iterated."""
        call = Call(operation, arguments, options)

        async def first() -> Any:
            return self._answer(*await self._page(operation, call))

        return AsyncPages(first)

    async def _page(
        self, operation: PaginatedOperation[Item, Body], call: Call
    ) -> tuple[HttpResponse, AsyncPage[Item, Body]]:
        response = await self._send(call)
        parameter = operation.pagination.token_parameter

        async def fetch(token: str) -> AsyncPage[Item, Body]:
            return (await self._page(operation, call.at_page(parameter, token)))[1]

        body = self._parse(operation, response)
        return response, AsyncPage(operation.pagination, body, fetch)

    async def _send(self, call: Call) -> HttpResponse:
        import anyio
        import anyio.to_thread

        schemes = self._schemes_for(call.operation)
        attempt = 0
        while True:
            request = self._request(call)
            for scheme in schemes:
                if scheme.blocking:
                    await anyio.to_thread.run_sync(scheme.apply, request)
                else:
                    scheme.apply(request)
            try:
                response = await self._transport.send(request, self._timeout_of(call))
                return self._check(call, response)
            except ClientError as error:
                delay = self._delay(call, error, attempt)
                if delay is None:
                    raise
            await anyio.sleep(delay)
            attempt += 1
