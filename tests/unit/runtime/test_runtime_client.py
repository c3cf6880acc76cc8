"""The clients over a transport in this process: what they send, when they try again, what they raise."""

from __future__ import annotations

import contextlib
import copy
import json
import logging
import pickle
import re
import socket
import ssl
import threading
import time
import traceback
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import Annotated, Any

import anyio
import httpx2
import pytest
from pydantic import Field
from specloom.runtime import errors
from specloom.runtime.auth import ApiKey, BasicCredentials, BearerToken, DeclaredScheme
from specloom.runtime.client import AsyncClient, SyncClient
from specloom.runtime.decoding import Empty, Json
from specloom.runtime.environment import from_environment
from specloom.runtime.errors import (
    ApiConnectionError,
    ApiError,
    ApiTimeoutError,
    ClientError,
    MissingCredentialsError,
    PaginationError,
    ResponseDecodeError,
    ResponseValidationError,
)
from specloom.runtime.http import HttpRequest, HttpResponse
from specloom.runtime.models import Model
from specloom.runtime.operation import (
    ApiDefinition,
    ErrorConventions,
    Operation,
    PaginatedOperation,
)
from specloom.runtime.options import Hooks, RequestOptions
from specloom.runtime.pages import AsyncPage, AsyncPages, Page
from specloom.runtime.raw import RawResponse, raw_response
from specloom.runtime.redaction import Secrets
from specloom.runtime.resource import AsyncResource, Resource
from specloom.runtime.token_pages import TokenPagination

BASE_URL = "https://api.example.com/v1"


@pytest.fixture
def anyio_backend() -> str:
    """Asynchronous tests run on asyncio."""
    return "asyncio"


# --- an API and its client, as the generator writes them


class Thing(Model):
    """An object."""

    thing_id: Annotated[str, Field(alias="thingId")]


class ThingList(Model):
    """A page of objects."""

    things: list[Thing] | None = None
    next_token: Annotated[str | None, Field(alias="nextToken")] = None


class Taken(ApiError[Any]):
    """An error that the API declares."""


class Missing(ApiError[Any]):
    """Another one."""


GET: Operation[Thing] = Operation(
    id="GetThing", method="GET", path="/things/{id}", responses={"200": Json(lambda: Thing)}
)
DELETE: Operation[None] = Operation(
    id="DeleteThing", method="DELETE", path="/things/{id}", responses={"204": Empty()}
)
CREATE: Operation[Thing] = Operation(
    id="CreateThing", method="POST", path="/things", responses={"201": Json(lambda: Thing)}
)
CUSTOM: Operation[Thing] = Operation(
    id="CopyThing", method="COPY", path="/things", responses={"201": Json(lambda: Thing)}
)
CREATE_WITH_TOKEN: Operation[Thing] = Operation(
    id="CreateThing",
    method="POST",
    path="/things",
    responses={"201": Json(lambda: Thing)},
    idempotency_member="clientToken",
)
CREATE_WITH_KEY: Operation[Thing] = Operation(
    id="CreateThing",
    method="POST",
    path="/things",
    responses={"201": Json(lambda: Thing)},
    idempotency_header="Idempotency-Key",
)
LIST: PaginatedOperation[Thing, ThingList] = PaginatedOperation(
    id="ListThings",
    method="GET",
    path="/things",
    responses={"200": Json(lambda: ThingList)},
    pagination=TokenPagination(
        items=("things",), parameter=("nextToken",), token_at=("nextToken",)
    ),
)


class Things(Resource):
    """The operations, as the generator writes them."""

    def get(self, thing_id: str, *, options: RequestOptions | None = None) -> Thing:
        """Get a thing."""
        return self._client.call(GET, path={"id": thing_id}, options=options)

    def list(
        self, *, size: int | None = None, options: RequestOptions | None = None
    ) -> Page[Thing, ThingList]:
        """List things."""
        return self._client.paginate(LIST, query={"size": size}, options=options)


class AsyncThings(AsyncResource):
    """The operations, as the generator writes them, to be awaited."""

    async def get(self, thing_id: str, *, options: RequestOptions | None = None) -> Thing:
        """Get a thing."""
        return await self._client.call(GET, path={"id": thing_id}, options=options)

    def list(
        self, *, size: int | None = None, options: RequestOptions | None = None
    ) -> AsyncPages[Thing, ThingList]:
        """List things."""
        return self._client.paginate(LIST, query={"size": size}, options=options)


Answer = httpx2.Response | Exception


def answer(
    status: int = 200, data: Any = None, headers: Mapping[str, str] | None = None
) -> httpx2.Response:
    """Return a response with a JSON body."""
    content = b"" if data is None else json.dumps(data).encode()
    return httpx2.Response(status, headers=headers or {}, content=content)


THING = {"thingId": "1"}


@dataclass
class Server:
    """The API: it returns its responses in turn, the last one forever, and keeps what it was sent."""

    answers: list[Answer]
    requests: list[httpx2.Request] = field(default_factory=list)
    definition: ApiDefinition = field(default_factory=lambda: ApiDefinition(user_agent="things/1"))

    def handle(self, request: httpx2.Request) -> httpx2.Response:
        """Return the response to a request."""
        self.requests.append(request)
        found = self.answers[min(len(self.requests), len(self.answers)) - 1]
        if isinstance(found, Exception):
            raise found
        return httpx2.Response(found.status_code, headers=found.headers, content=found.content)

    async def handle_async(self, request: httpx2.Request) -> httpx2.Response:
        """Return the response to a request, from a coroutine."""
        return self.handle(request)

    @property
    def transport(self) -> httpx2.MockTransport:
        """A transport that leads here."""
        return httpx2.MockTransport(self.handle)

    def client(
        self, schemes: Mapping[str, DeclaredScheme] | None = None, **more: Any
    ) -> SyncClient:
        """Return a client of this API."""
        http_client = more.pop("http_client", None) or httpx2.Client(transport=self.transport)
        return SyncClient(
            self.definition,
            base_url=more.pop("base_url", BASE_URL),
            schemes=schemes or {},
            http_client=http_client,
            **more,
        )

    def async_client(
        self, schemes: Mapping[str, DeclaredScheme] | None = None, **more: Any
    ) -> AsyncClient:
        """Return an asynchronous client of this API."""
        http_client = httpx2.AsyncClient(transport=self.transport)
        return AsyncClient(
            self.definition,
            base_url=BASE_URL,
            schemes=schemes or {},
            http_client=http_client,
            **more,
        )

    @property
    def request(self) -> httpx2.Request:
        """The only request."""
        (request,) = self.requests
        return request

    def targets(self) -> list[str]:
        """Return the path and query of each request."""
        return [request.url.raw_path.decode() for request in self.requests]


def server(*answers: Answer, **more: Any) -> Server:
    """Return an API that gives some answers."""
    return Server(list(answers), **more)


@pytest.fixture(autouse=True)
def slept(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The seconds that clients would have slept; no test sleeps."""
    naps: list[float] = []

    async def sleep(seconds: float) -> None:
        naps.append(seconds)

    monkeypatch.setattr(time, "sleep", naps.append)
    monkeypatch.setattr(anyio, "sleep", sleep)
    return naps


# --- a call


def test_a_call() -> None:
    """A request is made of the arguments, and the response is typed."""
    api = server(answer(200, THING))
    with api.client() as client:
        thing = client.call(GET, path={"id": "a/b"}, query={"q": [1, 2]}, options=None)
    assert thing == Thing(thing_id="1")
    assert api.request.method == "GET"
    assert str(api.request.url) == "https://api.example.com/v1/things/a%2Fb?q=1&q=2"
    assert api.request.content == b""
    assert api.request.headers["user-agent"] == "things/1"
    assert "content-type" not in api.request.headers


@pytest.mark.anyio
async def test_an_asynchronous_call() -> None:
    """The same, awaited."""
    api = server(answer(200, THING))
    async with api.async_client() as client:
        thing = await client.call(GET, path={"id": "a/b"}, query={"q": [1, 2]}, options=None)
    assert thing == Thing(thing_id="1")
    assert str(api.request.url) == "https://api.example.com/v1/things/a%2Fb?q=1&q=2"


def test_a_body_and_headers() -> None:
    """Header names go in lower case; the body is JSON unless it is said to be something else."""
    api = server(answer(201, THING))
    api.client().call(
        CREATE,
        body={"name": "x"},
        header={"X-Trace": "t", "X-Not": None},
        cookie={"session": "s"},
        options=None,
    )
    assert api.request.headers["content-type"] == "application/json"
    assert api.request.headers["x-trace"] == "t"
    assert "x-not" not in api.request.headers
    assert api.request.headers["cookie"] == "session=s"
    assert api.request.content == b'{"name":"x"}'


@pytest.mark.parametrize("value", ["a/b", "..x", "%2F", "a b", "\u00e9", "{id}"])
def test_the_url_goes_out_as_it_was_made(value: str) -> None:
    """No library between the client and the wire encodes, decodes or normalises it."""
    api = server(answer(200, THING))
    seen: list[str] = []
    hooks = Hooks(before_request=[lambda request: seen.append(request.url)])
    api.client(hooks=hooks).call(GET, path={"id": value}, query={"q": value}, options=None)
    assert f"https://api.example.com{api.targets()[0]}" == seen[0]


def test_a_base_url_may_end_in_a_slash() -> None:
    """There is one slash between the address and the path."""
    api = server(answer(200, THING))
    client = api.client(base_url=f"{BASE_URL}/")
    client.call(GET, path={"id": "1"}, options=None)
    assert api.targets() == ["/v1/things/1"]
    assert client.base_url == BASE_URL


def test_an_answer_without_a_body() -> None:
    """204 is None."""
    assert server(answer(204)).client().call(DELETE, path={"id": "1"}, options=None) is None


def test_any_success_is_the_declared_one() -> None:
    """A server that returns 200 where 201 is declared means it."""
    thing = server(answer(200, THING)).client().call(CREATE, body={}, options=None)
    assert thing == Thing(thing_id="1")


# --- errors

CONVENTIONS = ErrorConventions(
    code_header="x-error",
    code_members=(("code",), ("error", "code")),
    message_members=(("message",), ("error", "message")),
    request_id_headers=("x-request-id", "x-amz-id"),
    qualified_codes=True,
    retryable_codes=frozenset({"Slow"}),
)
BY_CODE = ApiDefinition(
    user_agent="things/1",
    conventions=CONVENTIONS,
    errors_by_code={"Conflict": Taken, "Missing": Missing},
)
GET_WITH_ERRORS: Operation[Thing] = Operation(
    id="GetThing",
    method="GET",
    path="/things/{id}",
    responses={"200": Json(lambda: Thing)},
    errors={"404": Missing, "4XX": Taken},
)


def raised(api: Server, operation: Operation[Any] = GET_WITH_ERRORS, **more: Any) -> ApiError:
    """Return the error that a call raises."""
    with pytest.raises(ApiError) as caught:
        api.client(max_retries=0, **more).call(operation, path={"id": "1"}, options=None)
    return caught.value


@pytest.mark.parametrize(
    ("status", "expected"),
    [
        (404, Missing),
        (409, Taken),
        (500, errors.InternalServerError),
        (503, errors.InternalServerError),
        (302, ApiError),
    ],
)
def test_the_status_chooses_the_error(status: int, expected: type[ApiError]) -> None:
    """Without codes: what is declared for the exact status or its range, else the class of the status."""
    assert type(raised(server(answer(status)))) is expected


@pytest.mark.parametrize(
    ("headers", "body", "code", "expected"),
    [
        ({"x-error": "Conflict"}, {}, "Conflict", Taken),
        ({"X-Error": "ns#Missing:http://x"}, {}, "Missing", Missing),
        ({"x-error": "Missing"}, {"code": "Conflict"}, "Missing", Missing),
        ({}, {"code": "Conflict"}, "Conflict", Taken),
        ({}, {"error": {"code": "Conflict"}}, "Conflict", Taken),
        ({}, {"error": "Conflict"}, None, Missing),
        ({}, {"code": "Other"}, "Other", errors.NotFoundError),
        ({}, {"code": 17}, "17", errors.NotFoundError),
        ({}, {"code": ""}, None, Missing),
        ({}, ["Conflict"], None, Missing),
        ({}, None, None, Missing),
    ],
)
def test_the_code_chooses_the_error(
    headers: dict[str, str], body: Any, code: str | None, expected: type[ApiError]
) -> None:
    """With codes: the code, whatever the status says; of an unknown one the status, but no class of another code."""
    error = raised(server(answer(404, body, headers), definition=BY_CODE))
    assert (error.code, type(error)) == (code, expected)


@pytest.mark.parametrize(
    ("status", "expected"),
    [
        (400, errors.BadRequestError),
        (401, errors.AuthenticationError),
        (403, errors.PermissionDeniedError),
        (404, errors.NotFoundError),
        (409, errors.ConflictError),
        (418, ApiError),
        (422, errors.UnprocessableEntityError),
        (429, errors.RateLimitError),
        (500, errors.InternalServerError),
        (599, errors.InternalServerError),
    ],
)
def test_a_status_of_which_nothing_is_declared(status: int, expected: type[ApiError]) -> None:
    """Every client has the same classes for it."""
    operation: Operation[Any] = Operation(id="g", method="GET", path="/", responses={})
    error = raised(server(answer(status, {"message": "m"})), operation)
    assert (type(error), error.message, error.parsed) == (expected, "m", None)
    assert isinstance(pickle.loads(pickle.dumps(error)), expected)


def test_the_body_of_an_error_is_read_when_it_is_asked_for() -> None:
    """Once; it survives pickling, and what is not the model is None."""
    loads = []

    def model() -> type[Thing]:
        loads.append("x")
        return Thing

    operation: Operation[Any] = Operation(
        id="g", method="GET", path="/", responses={}, errors={"404": Json(model)}
    )
    error = raised(server(answer(404, {"thingId": "1"})), operation)
    assert (type(error), loads) == (errors.NotFoundError, [])
    copied = copy.copy(error)
    assert pickle.loads(pickle.dumps(error)).parsed == Thing(thing_id="1") == error.parsed
    assert copied.parsed == error.parsed
    assert raised(server(answer(404, ["no object"])), operation).parsed is None
    assert raised(server(answer(404)), operation).parsed is None


def test_an_error_tells_everything() -> None:
    """Status, code, message, request id, headers, body and request."""
    body = {"code": "Conflict", "message": "taken", "more": [1]}
    headers = {"X-Request-Id": "r-1", "x-other": "o"}
    error = raised(server(answer(409, body, headers), definition=BY_CODE))
    assert isinstance(error, ClientError)
    assert (error.status, error.code, error.message) == (409, "Conflict", "taken")
    assert (error.request_id, error.headers["X-OTHER"], error.body) == ("r-1", "o", body)
    assert (error.request.method, error.request.url) == ("GET", f"{BASE_URL}/things/1")
    assert str(error) == f"409 Conflict: GET {BASE_URL}/things/1 (GetThing): taken"


@pytest.mark.parametrize(
    ("content", "body", "message"),
    [
        (b"<html>\n <h1>Bad</h1>", "<html>\n <h1>Bad</h1>", "<html> <h1>Bad</h1>"),
        (b"", "", ""),
        (b"\xff", "\ufffd", "\ufffd"),
        (b"null", None, "null"),
        (b"x" * 500, "x" * 500, "x" * 200),
        (b"[" * 99_999 + b"]" * 99_999, "[" * 99_999 + "]" * 99_999, "[" * 200),
    ],
)
def test_an_error_without_a_message(content: bytes, body: Any, message: str) -> None:
    """A proxy's page is text, and its beginning the message."""
    error = raised(server(httpx2.Response(502, content=content)))
    assert (error.body, error.code, error.message, error.request_id) == (body, None, message, None)
    place = f"502 Bad Gateway: GET {BASE_URL}/things/1 (GetThing)"
    assert str(error) == (f"{place}: {message}" if message else place)


def caused(error: Exception, cause: Exception) -> Exception:
    """Return an exception with a cause."""
    error.__cause__ = cause
    return error


class Pieces(httpx2.SyncByteStream):
    """A body as it comes from the network, not decoded yet."""

    def __init__(self, content: bytes) -> None:
        self._content = content

    def __iter__(self) -> Iterator[bytes]:
        yield self._content


def raw_response_of(
    status: int, headers: list[tuple[str, str]], content: bytes
) -> Callable[[], httpx2.Response]:
    """Return what makes responses whose content coding is not undone."""
    return lambda: httpx2.Response(status, headers=headers, stream=Pieces(content))


def client_of(handle: Callable[[httpx2.Request], httpx2.Response]) -> SyncClient:
    """Return a client of an API that is one function."""
    http_client = httpx2.Client(transport=httpx2.MockTransport(handle))
    return server(answer()).client(http_client=http_client)


@pytest.mark.parametrize(
    ("fault", "expected"),
    [
        (httpx2.ConnectError("refused"), ApiConnectionError),
        (httpx2.ReadError(""), ApiConnectionError),
        (httpx2.RemoteProtocolError("cut"), ApiConnectionError),
        (httpx2.ReadTimeout("late"), ApiTimeoutError),
        (httpx2.ConnectTimeout("late"), ApiTimeoutError),
        (httpx2.PoolTimeout("full"), ApiTimeoutError),
    ],
    ids=lambda value: getattr(value, "__name__", type(value).__name__),
)
def test_no_answer(fault: Exception, expected: type[ClientError]) -> None:
    """Faults of the connection have classes of their own, and keep their cause."""
    with pytest.raises(ApiConnectionError) as caught:
        server(fault).client(max_retries=0).call(GET, path={"id": "1"}, options=None)
    assert type(caught.value) is expected
    assert caught.value.__cause__ is fault
    assert str(fault) in str(caught.value)


@pytest.mark.parametrize(
    ("fault", "text"),
    [
        (httpx2.PoolTimeout(""), "waiting for a free connection: the pool is exhausted"),
        (httpx2.ConnectTimeout(""), "timed out connecting"),
        (httpx2.ReadTimeout(""), "timed out reading the response"),
        (httpx2.WriteTimeout(""), "timed out sending the request"),
        (httpx2.ConnectError(""), "connection failed"),
        (caused(httpx2.ConnectError("x"), ConnectionRefusedError(111, "x")), "connection refused"),
        (caused(httpx2.ConnectError("x"), socket.gaierror(-2, "x")), "host name not found"),
        (caused(httpx2.ConnectError("x"), ssl.SSLError("x")), "TLS failure"),
        (
            caused(httpx2.ConnectError("x"), ExceptionGroup("x", [ConnectionRefusedError(1, "x")])),
            "connection refused",
        ),
        (httpx2.ProxyError("407"), "the proxy failed"),
        (httpx2.ReadError(""), "connection broken"),
        (httpx2.RemoteProtocolError("x"), "the response is not HTTP"),
        (httpx2.TooManyRedirects("x"), "too many redirects"),
        (OSError("x"), "connection broken"),
        (UnicodeError("label too long"), "cannot be looked up"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_failed_connection_says_what_happened(fault: Exception, text: str) -> None:
    """And for which request."""
    with pytest.raises(ApiConnectionError, match=text) as caught:
        server(fault).client(max_retries=0).call(GET, path={"id": "1"}, options=None)
    assert str(caught.value).endswith(f": GET {BASE_URL}/things/1 (GetThing)")
    assert caught.value.request is not None
    assert caught.value.request.method == "GET"


class ClientConnectionError(Exception):
    """aiohttp's, of which the others are kinds."""


class ServerDisconnectedError(ClientConnectionError):
    """The connection was closed where a response was expected."""


class ServerTimeoutError(ClientConnectionError):
    """No response came in time."""


class ClientConnectorError(ClientConnectionError):
    """There was no connection."""


class ClientResponseError(Exception):
    """What it makes of a response that is not HTTP."""


def test_what_aiohttp_makes_of_garbage() -> None:
    """It has the URL, with its secrets; the client's own exception has not."""
    api = server(ClientResponseError("bad status line, url='https://host/?key=sk-1'"))
    with pytest.raises(ApiConnectionError, match="the response is not HTTP: GET") as caught:
        api.client(max_retries=0).call(GET, path={"id": "1"}, options=None)
    assert "sk-1" not in str(caught.value)


@pytest.mark.parametrize(
    ("cause", "text", "sent"),
    [
        (ServerDisconnectedError("x"), "connection broken", True),
        (ServerTimeoutError("x"), "timed out reading the response", True),
        (ClientConnectorError("x"), "connection failed", False),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_comes_over_aiohttp(cause: Exception, text: str, sent: bool) -> None:
    """A lost connection is not one that was not made, whatever the adapter says: a write may have been done."""
    kind = httpx2.ConnectError if isinstance(cause, ClientConnectorError) else httpx2.ConnectTimeout
    api = server(caused(kind("x"), cause))
    with pytest.raises(ApiConnectionError, match=text) as caught:
        api.client(max_retries=2).call(CREATE, body={}, options=None)
    assert (caught.value.sent, len(api.requests)) == (sent, 1 if sent else 3)


def test_a_header_that_http_refuses_is_a_wrong_argument() -> None:
    """The HTTP library's message has the value, which may be a secret: it is not shown, also not as a cause."""
    api = server(httpx2.LocalProtocolError("Illegal header value b'Bearer sk-1\\n'"))
    with pytest.raises(ValueError, match="header field") as caught:
        api.client().call(GET, path={"id": "1"}, options=None)
    assert "sk-1" not in "".join(traceback.format_exception(caught.value))
    assert len(api.requests) == 1


@pytest.mark.parametrize("base_url", ["http://[::1", "ftp://host", "host", "http://a b\x00/"])
def test_a_base_url_that_is_none_is_a_wrong_argument(base_url: str) -> None:
    """It is not a lost connection, and trying again does not help."""
    with pytest.raises(ValueError):
        server(answer()).client(base_url=base_url, http_client=httpx2.Client()).call(
            GET, path={"id": "1"}, options=None
        )


@pytest.mark.parametrize("coding", ["gzip", "deflate", ",".join(["gzip"] * 6)])
def test_a_broken_content_coding(coding: str) -> None:
    """The status and the header fields are known, the body is not."""
    broken = raw_response_of(200, [("content-encoding", coding)], b"this is not compressed")
    client = client_of(lambda _: broken())
    with pytest.raises(ResponseDecodeError, match="Content-Encoding") as caught:
        client.call(GET, path={"id": "1"}, options=None)
    assert caught.value.status == 200
    assert caught.value.headers["content-encoding"] == coding
    assert "(GetThing)" in str(caught.value)


def test_an_error_with_a_broken_content_coding() -> None:
    """The status says more than the body."""
    broken = raw_response_of(404, [("content-encoding", "gzip")], b"this is not compressed")
    with pytest.raises(ApiError) as caught:
        client_of(lambda _: broken()).call(GET, path={"id": "1"}, options=None)
    assert (caught.value.status, caught.value.content) == (404, b"")


def test_a_closed_client() -> None:
    """Calling it is an error of its own, not one of the HTTP library."""
    with server(answer(200, THING)).client(http_client=httpx2.Client()) as client:
        client.close()
        client._transport._client.close()
        with pytest.raises(ClientError, match="closed"):
            client.call(GET, path={"id": "1"}, options=None)


@pytest.mark.anyio
async def test_a_closed_asynchronous_client() -> None:
    """The same, awaited."""
    client = AsyncClient(ApiDefinition(user_agent="x"), base_url=BASE_URL, schemes={})
    await client.close()
    with pytest.raises(ClientError, match="closed"):
        await client.call(GET, path={"id": "1"}, options=None)


def test_a_client_of_httpx() -> None:
    """The library that httpx2 came from has the same interface, and errors of the same names."""
    httpx = pytest.importorskip("httpx")

    class Own(httpx.Client):  # type: ignore[misc, name-defined]
        """A class of the user's own."""

    def handle(request: Any) -> Any:
        if request.url.path.endswith("/lost"):
            raise httpx.ConnectError("refused")
        return httpx.Response(200, json=THING)

    http_client = Own(transport=httpx.MockTransport(handle), headers={"x-own": "1"})
    client = server(answer()).client(http_client=http_client, max_retries=0)
    raw: Any = client.with_raw_responses().call(GET, path={"id": "1"}, options=None)
    assert raw.parsed == Thing(thing_id="1")
    with pytest.raises(ApiConnectionError, match="connection failed"):
        client.call(GET, path={"id": "lost"}, options=None)


def test_what_users_raise_is_theirs() -> None:
    """Nothing else is translated."""
    with pytest.raises(ZeroDivisionError):
        server(ZeroDivisionError()).client().call(GET, path={"id": "1"}, options=None)


def test_log_lines_name_the_request(caplog: pytest.LogCaptureFixture) -> None:
    """One record for each attempt: method, URL without secrets, operation, status, milliseconds, attempt, id."""
    headers = {"x-request-id": "req-7\nforged"}
    api = server(answer(503, {"message": "busy"}), answer(200, THING, headers=headers))
    with caplog.at_level(logging.DEBUG, logger="specloom.runtime"):
        api.client().call(GET, path={"id": "1"}, query={"api_key": "SECRET"}, options=None)
    first, second = [r for r in caplog.records if r.name.startswith("specloom")]
    place = re.escape(f"GET {BASE_URL}/things/1?api_key=*** (GetThing)")
    took = r"in [0-9.]+ ms"
    failed = rf"{place}: 503 {took}, attempt 1; another follows in 0\.\d\d s: busy"
    assert re.fullmatch(failed, first.getMessage()) and first.levelname == "INFO"
    worked = rf"{place}: 200 {took}, attempt 2, request id req-7\\nforged"
    assert re.fullmatch(worked, second.getMessage()) and second.levelname == "DEBUG"
    fields = vars(second)["specloom"]
    assert fields["status"] == 200 and fields["attempt"] == 2 and fields["milliseconds"] >= 0
    assert (fields["operation"], fields["method"]) == ("GetThing", "GET")
    assert fields["url"] == f"{BASE_URL}/things/1?api_key=***"
    assert "SECRET" not in caplog.text.replace("HTTP Request", "")


def test_an_attempt_without_a_response_is_logged_too(caplog: pytest.LogCaptureFixture) -> None:
    """With what happened, and not with the status of an earlier response."""
    api = server(answer(503), httpx2.ConnectError("refused"))
    caplog.set_level(logging.DEBUG, logger="specloom.runtime")
    with pytest.raises(ApiConnectionError):
        api.client(max_retries=1).call(GET, path={"id": "1"}, options=None)
    messages = [r.getMessage() for r in caplog.records if r.name.startswith("specloom")]
    place = f"GET {BASE_URL}/things/1 (GetThing)"
    assert [message.partition(" in ")[0] for message in messages] == [
        f"{place}: 503",
        f"{place}: connection failed (refused)",
    ]


def test_nothing_is_formatted_when_logging_is_off(monkeypatch: pytest.MonkeyPatch) -> None:
    """A client that nobody listens to does not even look at the request."""
    monkeypatch.setattr(HttpRequest, "safe_url", property(lambda self: 1 / 0))
    logging.getLogger("specloom.runtime").setLevel(logging.WARNING)
    try:
        server(answer(503), answer(200, THING)).client().call(GET, path={"id": "1"}, options=None)
    finally:
        logging.getLogger("specloom.runtime").setLevel(logging.NOTSET)


# --- trying again


def attempts(operation: Operation[Any], *answers: Answer, **more: Any) -> int:
    """Return how often a call sends its request."""
    api = server(*answers, **more)
    with contextlib.suppress(ClientError):
        api.client().call(operation, path={"id": "1"}, body={"a": 1}, options=None)
    return len(api.requests)


@pytest.mark.parametrize("status", [408, 425, 429, 500, 501, 502, 503, 504, 520, 599])
def test_transient_statuses_are_tried_again(status: int, slept: list[float]) -> None:
    """Three attempts in all, with waits between them that grow."""
    assert attempts(GET, answer(status)) == 3
    assert len(slept) == 2
    assert 0 <= slept[0] <= 0.5
    assert 0 <= slept[1] <= 1


@pytest.mark.parametrize("status", [400, 401, 403, 404, 409, 302, 304, 600])
def test_other_statuses_are_final(status: int, slept: list[float]) -> None:
    """What is wrong stays wrong."""
    assert attempts(GET, answer(status)) == 1
    assert slept == []


@pytest.mark.parametrize(
    ("operation", "first", "expected"),
    [
        (GET, 500, 2),
        (DELETE, 500, 2),
        (CREATE, 500, 1),
        (CREATE, 503, 1),
        (CREATE, 408, 1),
        (CREATE, 425, 1),
        (CUSTOM, 500, 1),
        (CREATE, 429, 2),
        (CREATE_WITH_TOKEN, 500, 2),
        (CREATE_WITH_KEY, 500, 2),
    ],
)
def test_only_what_may_be_repeated_is(operation: Any, first: int, expected: int) -> None:
    """A POST without a token may have been acted on; throttling says that it was not."""
    assert attempts(operation, answer(first), answer(201, THING)) == expected


@pytest.mark.parametrize(
    ("operation", "expected"), [(GET, 2), (CREATE, 1), (CREATE_WITH_TOKEN, 2), (CREATE_WITH_KEY, 2)]
)
def test_lost_connections(operation: Any, expected: int) -> None:
    """The server may have acted before the connection broke."""
    for fault in (httpx2.ReadError("cut"), httpx2.ReadTimeout("late")):
        assert attempts(operation, fault, answer(201, THING)) == expected


@pytest.mark.parametrize(
    "fault",
    [httpx2.ConnectError("refused"), httpx2.ConnectTimeout("late"), httpx2.PoolTimeout("full")],
    ids=lambda fault: type(fault).__name__,
)
def test_what_was_not_sent_is_tried_again(fault: Exception) -> None:
    """Without a connection the server cannot have acted, whatever the method."""
    assert attempts(CREATE, fault, answer(201, THING)) == 2


def test_a_certificate_that_is_not_trusted_is_final() -> None:
    """It is no better the next time."""
    fault = httpx2.ConnectError("verify failed")
    fault.__cause__ = ssl.SSLCertVerificationError("verify failed")
    assert attempts(GET, fault) == 1


@pytest.mark.parametrize(("operation", "expected"), [(GET, 2), (CREATE, 1), (CREATE_WITH_KEY, 2)])
@pytest.mark.parametrize("content", [b"<html>", b"", b'{"thingId": '])
def test_a_body_that_is_not_json_is_a_broken_response(
    operation: Any, expected: int, content: bytes
) -> None:
    """Half a document or a proxy's page came instead of the response."""
    broken = httpx2.Response(200, content=content)
    assert attempts(operation, broken, answer(200, THING)) == expected


def test_a_response_that_does_not_fit_is_final() -> None:
    """The server means it."""
    api = server(answer(200, []))
    with pytest.raises(ResponseValidationError, match=r"\(GetThing\)"):
        api.client(strict_responses=True).call(GET, path={"id": "1"}, options=None)
    assert len(api.requests) == 1


def test_writes_are_repeated_where_the_user_says_so() -> None:
    """For a client, for a copy of it, for a call; the closest setting counts."""
    api = server(answer(500))
    client = api.client(retry_writes=True)
    for made, given, expected in (
        (client, None, 3),
        (client.with_options(retry_writes=False), None, 1),
        (client, RequestOptions(retry_writes=False), 1),
        (api.client(), RequestOptions(retry_writes=True), 3),
        (api.client().with_options(retry_writes=True), None, 3),
    ):
        api.requests.clear()
        with pytest.raises(ApiError):
            made.call(CREATE, body={}, options=given)
        assert len(api.requests) == expected


def test_statuses_that_the_api_calls_retryable() -> None:
    """409 is final, unless the document says that it passes."""
    conflict = ApiDefinition(user_agent="x", retryable_statuses=frozenset({409}))
    assert attempts(GET, answer(409), answer(200, THING), definition=conflict) == 2
    assert attempts(CREATE, answer(409), definition=conflict) == 1


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The time in seconds, which only tests and sleep move on."""
    now = [1000.0]

    def sleep(seconds: float) -> None:
        now[0] += seconds

    monkeypatch.setattr(time, "monotonic", lambda: now[0])
    monkeypatch.setattr(time, "sleep", sleep)
    return now


def test_a_deadline_counts_waits(clock: list[float]) -> None:
    """A wait that would end after the deadline is not begun; the error is raised at once."""
    api = server(answer(503, headers={"retry-after": "6"}))
    with pytest.raises(ApiError):
        api.client(deadline=10).call(GET, path={"id": "1"}, options=None)
    assert (len(api.requests), clock[0]) == (2, 1006)


def test_a_deadline_shortens_timeouts(clock: list[float]) -> None:
    """The last attempt has the time that is left, and no longer than `timeout`."""
    api = server(answer(503, headers={"retry-after": "6"}), answer(200, THING))
    options = RequestOptions(deadline=10, timeout=5)
    api.client().call(GET, path={"id": "1"}, options=options)
    timeouts = [request.extensions["timeout"] for request in api.requests]
    assert [set(timeout.values()) for timeout in timeouts] == [{5}, {4}]


@pytest.mark.parametrize("deadline", [2.5, 0])
def test_a_server_that_drips(clock: list[float], deadline: float) -> None:
    """Each piece comes in time, but not the whole."""

    def drip() -> Iterator[bytes]:
        for _ in range(10):
            clock[0] += 1
            yield b" "

    transport = httpx2.MockTransport(lambda _: httpx2.Response(200, content=drip()))
    client = server(answer()).client(http_client=httpx2.Client(transport=transport))
    with pytest.raises(ApiTimeoutError, match="deadline") as caught:
        client.with_options(deadline=deadline).call(GET, path={"id": "1"}, options=None)
    assert "attempt 1: GET https" in str(caught.value)
    assert clock[0] <= 1000 + deadline + 1


@pytest.mark.anyio
async def test_a_deadline_of_an_asynchronous_call() -> None:
    """Whatever the call waits for, it ends."""

    async def handle(request: httpx2.Request) -> httpx2.Response:
        await anyio.Event().wait()
        raise AssertionError

    http_client = httpx2.AsyncClient(transport=httpx2.MockTransport(handle))
    api = ApiDefinition(user_agent="x")
    client = AsyncClient(api, base_url=BASE_URL, schemes={}, http_client=http_client, deadline=0.01)
    with pytest.raises(ApiTimeoutError, match=r"deadline of 0\.01 s") as caught:
        await client.call(GET, path={"id": "1"}, options=None)
    assert caught.value.request is not None
    assert caught.value.request.url == f"{BASE_URL}/things/1"


def test_a_pool_waits_as_long_as_the_timeout() -> None:
    """A connection that is in use is not a server that does not respond."""
    api = server(answer(200, THING))
    api.client(timeout=None).call(GET, path={"id": "1"}, options=None)
    assert api.request.extensions["timeout"]["pool"] is None


def test_retryable_codes_are_throttling() -> None:
    """A code that the API calls retryable counts as 429 does, whatever the status."""
    slow = answer(400, {"code": "Slow"})
    assert attempts(CREATE, slow, answer(201, THING), definition=BY_CODE) == 2


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("7", 7.0),
        ("0", 0.0),
        ("0.5", 0.5),
        ("120", 120.0),
        ("Wed, 01 Jan 2020 00:00:00 GMT", 0.0),
    ],
)
def test_retry_after(value: str, expected: float, slept: list[float]) -> None:
    """The server says how long to wait: in seconds, or until when (RFC 9110, section 10.2.3)."""
    for status in (429, 503):
        attempts(GET, answer(status, headers={"retry-after": value}), answer(200, THING))
    assert slept == [expected, expected]


def test_retry_after_a_date(slept: list[float]) -> None:
    """A date is waited for."""
    then = format_datetime(datetime.now(UTC) + timedelta(seconds=60), usegmt=True)
    attempts(GET, answer(429, headers={"retry-after": then}), answer(200, THING))
    assert 55 < slept[0] <= 60


def test_a_long_wait_is_the_callers_decision() -> None:
    """Beyond two minutes the error is raised."""
    for value in ("121", "1000000000"):
        assert attempts(GET, answer(429, headers={"retry-after": value})) == 1


@pytest.mark.parametrize("value", ["soon", "", "nan", "Wed, 99 Foo 9999 99:99:99 GMT"])
def test_retry_after_nonsense(value: str, slept: list[float]) -> None:
    """What cannot be understood is as if it were not there."""
    headers = httpx2.Headers([(b"retry-after", value.encode())])
    assert attempts(GET, httpx2.Response(429, headers=headers), answer(200, THING)) == 2
    assert 0 <= slept[0] <= 0.5


def test_the_number_of_attempts_can_be_set() -> None:
    """For a client, for a copy of it, for a call; the closest setting counts."""
    api = server(answer(500))
    client = api.client(max_retries=4)
    options = RequestOptions(max_retries=1)
    for made, given, expected in (
        (client, None, 5),
        (client.with_options(max_retries=0), None, 1),
        (client.with_options(max_retries=3), options, 2),
        (client, RequestOptions(max_retries=0), 1),
    ):
        api.requests.clear()
        with pytest.raises(ApiError):
            made.call(GET, path={"id": "1"}, options=given)
        assert len(api.requests) == expected


@pytest.mark.anyio
async def test_asynchronous_clients_try_again(slept: list[float]) -> None:
    """The same decisions, without blocking."""
    api = server(answer(500), httpx2.ReadError("cut"), answer(200, THING))
    thing = await api.async_client().call(GET, path={"id": "1"}, options=None)
    assert thing == Thing(thing_id="1")
    assert (len(api.requests), len(slept)) == (3, 2)
    assert attempts(CREATE, answer(500)) == 1


# --- tokens that make repeating safe


def test_the_token_is_the_same_in_every_attempt() -> None:
    """One token a call, another for the next call."""
    api = server(answer(500), answer(201, THING), answer(500), answer(201, THING))
    for _ in range(2):
        api.client().call(CREATE_WITH_TOKEN, body={"a": 1}, options=None)
    tokens = [json.loads(request.content)["clientToken"] for request in api.requests]
    assert tokens[0] == tokens[1] != tokens[2] == tokens[3]
    assert all(json.loads(request.content)["a"] == 1 for request in api.requests)


@pytest.mark.parametrize("given", ["mine", ""])
def test_the_callers_token_is_kept(given: str) -> None:
    """A token among the arguments is the caller's decision."""
    api = server(answer(201, THING))
    options = RequestOptions(idempotency_key="other")
    api.client().call(CREATE_WITH_TOKEN, body={"clientToken": given}, options=options)
    assert json.loads(api.request.content) == {"clientToken": given}


def test_the_token_of_a_header() -> None:
    """`idempotency_key` replaces the token that would be invented."""
    api = server(answer(201, THING))
    options = RequestOptions(idempotency_key="mine")
    api.client().call(CREATE_WITH_KEY, body={}, options=options)
    api.client().call(CREATE_WITH_KEY, body={}, options=None)
    first, second = (request.headers["idempotency-key"] for request in api.requests)
    assert first == "mine"
    assert len(second) == 36


def test_the_arguments_of_the_caller_are_not_changed() -> None:
    """A body that the caller keeps has no token in it afterwards."""
    body = {"a": 1}
    server(answer(201, THING)).client().call(CREATE_WITH_TOKEN, body=body, options=None)
    assert body == {"a": 1}


# --- options


def test_options_of_a_call() -> None:
    """Headers and query are added, and win over the operation's own."""
    api = server(answer(200, THING))
    options = RequestOptions(
        headers={"X-Trace": "mine", "Accept": "text/x"}, query={"q": "a&b", "new": "\u00e9"}
    )
    api.client().call(
        GET, path={"id": "1"}, query={"q": "x", "p": 1}, header={"X-Trace": "t"}, options=options
    )
    assert api.targets() == ["/v1/things/1?p=1&q=a%26b&new=%C3%A9"]
    assert api.request.headers["x-trace"] == "mine"
    assert api.request.headers["accept"] == "text/x"


def test_query_options_win_over_names_with_signs() -> None:
    """A parameter whose name must be encoded is replaced as well."""
    api = server(answer(200, THING))
    options = RequestOptions(query={"filter[a]": "mine"})
    api.client().call(GET, path={"id": "1"}, query={"filter[a]": "x"}, options=options)
    assert api.targets() == ["/v1/things/1?filter%5Ba%5D=mine"]


@pytest.mark.parametrize(
    ("of_client", "of_copy", "of_call", "expected"),
    [
        ({}, {}, {}, 60.0),
        ({"timeout": 5}, {}, {}, 5),
        ({"timeout": 5}, {"timeout": 6}, {}, 6),
        ({"timeout": 5}, {"timeout": None}, {}, None),
        ({"timeout": 5}, {"timeout": 6}, {"timeout": 7}, 7),
        ({"timeout": 5}, {}, {"timeout": None}, None),
        ({"timeout": None}, {}, {"max_retries": 1}, None),
    ],
)
def test_timeouts(of_client: Any, of_copy: Any, of_call: Any, expected: float | None) -> None:
    """The closest setting counts; None disables the timeout."""
    api = server(answer(200, THING))
    client = api.client(**of_client).with_options(**of_copy)
    client.call(GET, path={"id": "1"}, options=RequestOptions(**of_call))
    assert set(api.request.extensions["timeout"].values()) == {expected}


def test_with_options_is_a_copy() -> None:
    """The copy has its own settings and shares the connections; the client stays as it was."""
    api = server(answer(200, THING))
    client = api.client()
    copy = client.with_options(headers={"X-A": "1"}, base_url="https://other.example/")
    more = copy.with_options(headers={"X-B": "2"})
    assert copy._transport is client._transport is more._transport
    for made in (client, copy, more):
        made.call(GET, path={"id": "1"}, options=None)
    hosts = [request.url.host for request in api.requests]
    assert hosts == ["api.example.com", "other.example", "other.example"]
    headers = [(r.headers.get("x-a"), r.headers.get("x-b")) for r in api.requests]
    assert headers == [(None, None), ("1", None), ("1", "2")]


def test_hooks_see_every_attempt() -> None:
    """Before a request is signed it may be changed; every response is shown, errors too."""
    api = server(answer(500), answer(200, THING))
    seen: list[Any] = []

    def before(request: HttpRequest) -> None:
        seen.append("authorization" in request.headers)
        request.headers["x-attempt"] = str(len(seen))
        request.url += "?changed=1"

    def after(response: HttpResponse) -> None:
        seen.append((response.status, response.request.headers["x-attempt"]))

    hooks = Hooks(before_request=[before], after_response=[after])
    api.definition = ApiDefinition(user_agent="things/1", security=(("bearer",),))
    client = api.client({"bearer": BearerToken("secret")}, hooks=hooks)
    client.call(GET, path={"id": "1"}, options=None)
    assert seen == [False, (500, "1"), False, (200, "3")]
    assert [request.headers["x-attempt"] for request in api.requests] == ["1", "3"]
    assert api.targets() == ["/v1/things/1?changed=1"] * 2


# --- the user's own http client


def test_an_http_client_of_the_user() -> None:
    """Its headers are sent, ours win; it stays open."""
    api = server(answer(200, THING))
    http_client = httpx2.Client(transport=api.transport, headers={"X-Mine": "1", "X-Both": "mine"})
    with api.client(http_client=http_client) as client:
        client.call(GET, path={"id": "1"}, header={"X-Both": "ours"}, options=None)
    assert not http_client.is_closed
    assert api.request.headers["x-mine"] == "1"
    assert api.request.headers["x-both"] == "ours"


@pytest.mark.anyio
async def test_an_asynchronous_http_client_of_the_user() -> None:
    """The same for asynchronous ones."""
    api = server(answer(200, THING))
    http_client = httpx2.AsyncClient(transport=api.transport, headers={"X-Mine": "1"})
    client = AsyncClient(api.definition, base_url=BASE_URL, schemes={}, http_client=http_client)
    async with client:
        await client.call(GET, path={"id": "1"}, options=None)
    assert not http_client.is_closed
    assert api.request.headers["x-mine"] == "1"


@pytest.mark.anyio
async def test_an_own_http_client_is_closed() -> None:
    """A client that made its connections closes them, at the end of `with` or by `close`."""
    definition = ApiDefinition(user_agent="things/1")
    with SyncClient(definition, base_url=BASE_URL, schemes={}) as client:
        assert not client._transport._client.is_closed
    assert client._transport._client.is_closed
    async with AsyncClient(definition, base_url=BASE_URL, schemes={}) as other:
        assert not other._transport._client.is_closed
    assert other._transport._client.is_closed


# --- pages


def page(*ids: str, **more: Any) -> httpx2.Response:
    """Return a page of things."""
    return answer(200, {"things": [{"thingId": i} for i in ids], **more})


PAGES = (page("1", "2", nextToken="b c"), page(nextToken="d"), page("3"))
"""Three pages; the one in the middle is empty."""
LAST = [
    page("3"),
    page("3", nextToken=None),
    page("3", nextToken=""),
    answer(200, {"things": None}),
    answer(200, {}),
]


def ids(things: Any) -> list[str]:
    """Return the ids of things."""
    return [thing.thing_id for thing in things]


def test_iterating_walks_through_every_page() -> None:
    """An empty page does not end the list; each request has the token of the page before."""
    api = server(*PAGES)
    assert ids(Things(api.client()).list(size=2)) == ["1", "2", "3"]
    assert api.targets() == [
        "/v1/things?size=2",
        "/v1/things?size=2&nextToken=b%20c",
        "/v1/things?size=2&nextToken=d",
    ]


@pytest.mark.anyio
async def test_asynchronous_iterating_walks_through_every_page() -> None:
    """The same with `async for`, on the list and on its first page."""
    for awaited in (False, True):
        api = server(*PAGES)
        pages = AsyncThings(api.async_client()).list(size=2)
        assert api.requests == []
        things: Any = await pages if awaited else pages
        assert ids([thing async for thing in things]) == ["1", "2", "3"]
        assert len(api.requests) == 3


@pytest.mark.parametrize("last", LAST)
def test_what_ends_the_pages(last: httpx2.Response) -> None:
    """No token, null, and the empty string."""
    api = server(page("1", nextToken="t"), last)
    first = Things(api.client()).list()
    second = first.next_page()
    assert first.next_token == "t"
    assert second is not None
    assert second.next_token is None
    assert second.next_page() is None
    assert len(api.requests) == 2


def test_a_page_without_a_body() -> None:
    """204 is an empty list."""
    page = server(answer(204)).client().paginate(LIST, options=None)
    assert (list(page), list(page.items), page.next_page(), page.response) == ([], [], None, None)


@pytest.mark.parametrize("tokens", ["aa", "aba", "abcb"])
@pytest.mark.anyio
async def test_a_token_that_comes_twice_is_an_error(tokens: str) -> None:
    """A server that repeats itself would be requested forever; what it has listed until then is yielded."""
    pages = [page(str(number), nextToken=token) for number, token in enumerate(tokens)]
    numbers = [str(number) for number in range(len(tokens))]
    api = server(*pages)
    with pytest.raises(PaginationError, match="there before"):
        list(Things(api.client()).list())
    walked = iter(Things(server(*pages).client()).list())
    assert ids(next(walked) for _ in tokens) == numbers
    assert len(api.requests) == len(tokens)
    api = server(*pages)
    things = []
    with pytest.raises(PaginationError, match="ListThings"):
        async for thing in AsyncThings(api.async_client()).list():
            things.append(thing)
    assert ids(things) == numbers


def test_one_page_at_a_time() -> None:
    """A page has its items, the whole response, and the way to the next one."""
    api = server(*PAGES)
    first = Things(api.client()).list()
    assert isinstance(first, Page)
    assert ids(first.items) == ["1", "2"]
    assert (first.response.next_token, first.next_token) == ("b c", "b c")
    assert len(api.requests) == 1
    assert [ids(each.items) for each in first.pages()] == [["1", "2"], [], ["3"]]
    assert repr(first) == "<Page of 2 items, next_token='b c'>"


@pytest.mark.anyio
async def test_one_asynchronous_page_at_a_time() -> None:
    """The same, awaited."""
    api = server(*PAGES)
    first = await AsyncThings(api.async_client()).list()
    assert isinstance(first, AsyncPage)
    assert ids(first.items) == ["1", "2"]
    second = await first.next_page()
    assert second is not None
    assert second.items == []
    third = await second.next_page()
    assert third is not None
    assert await third.next_page() is None
    api.requests.clear()
    api.answers = list(PAGES[1:])
    assert [ids(each.items) async for each in first.pages()] == [["1", "2"], [], ["3"]]


def test_options_hold_for_every_page() -> None:
    """Headers, query, timeout, retries and credentials go along."""
    api = server(PAGES[0], answer(500), answer(500), *PAGES[1:])
    api.definition = ApiDefinition(user_agent="things/1", security=(("key",),))
    options = RequestOptions(headers={"X-Trace": "t"}, query={"extra": "1"}, timeout=3)
    client = api.client({"key": ApiKey("k", name="key", location="query")})
    assert ids(Things(client).list(options=options)) == ["1", "2", "3"]
    assert len(api.requests) == 5
    for request in api.requests:
        assert request.headers["x-trace"] == "t"
        assert request.extensions["timeout"]["read"] == 3
        assert request.url.params["extra"] == "1"
        assert request.url.params["key"] == "k"


def test_a_page_can_be_iterated_again() -> None:
    """A page is not an iterator: each walk begins with it."""
    api = server(page("1", nextToken="t"), page("2"))
    first = Things(api.client()).list()
    assert ids(first) == ids(first) == ["1", "2"]


# --- raw responses


def test_raw_response() -> None:
    """The status, the headers, the bytes, the request, and the usual result."""
    api = server(answer(200, THING, {"X-Request-Id": "r-1"}))
    things = Things(api.client())
    raw = raw_response(things.get)("1")
    assert isinstance(raw, RawResponse)
    assert (raw.status, raw.headers["x-request-id"]) == (200, "r-1")
    assert json.loads(raw.content) == THING
    assert raw.request.url == f"{BASE_URL}/things/1"
    assert raw.parsed == Thing(thing_id="1")
    assert things.get("1") == raw.parsed


@pytest.mark.anyio
async def test_raw_response_of_a_coroutine() -> None:
    """The same, awaited."""
    api = server(answer(200, THING))
    raw = await raw_response(AsyncThings(api.async_client()).get)("1")
    assert (raw.status, raw.parsed) == (200, Thing(thing_id="1"))


def test_raw_response_of_pages() -> None:
    """The result is the first page, from which all goes on as usual."""
    api = server(*PAGES)
    raw = raw_response(Things(api.client()).list)(size=2)
    assert raw.status == 200
    assert ids(raw.parsed.items) == ["1", "2"]
    following = raw.parsed.next_page()
    assert isinstance(following, Page)
    api.requests.clear()
    api.answers = list(PAGES[1:])
    assert ids(raw.parsed) == ["1", "2", "3"]


@pytest.mark.anyio
async def test_raw_response_of_asynchronous_pages() -> None:
    """The same, awaited."""
    api = server(*PAGES)
    raw = await raw_response(AsyncThings(api.async_client()).list)(size=2)
    assert raw.status == 200
    assert ids(raw.parsed.items) == ["1", "2"]
    assert ids([thing async for thing in raw.parsed]) == ["1", "2", "3"]


def test_raw_response_of_an_error() -> None:
    """An error is raised as ever."""
    with pytest.raises(ApiError):
        raw_response(Things(server(answer(404)).client()).get)("1")


# --- credentials


class Scheme:
    """A scheme that says where its credentials are from, and leaves its name."""

    blocking = False

    def __init__(self, name: str, origin: str) -> None:
        self._name = name
        self._origin = origin
        self.secrets = Secrets(headers=frozenset({f"x-{name}"}))
        self.argument = name
        self.how_to_give = f"give {name}="

    def origin(self) -> Any:
        """Return where from."""
        return self._origin

    def apply(self, request: HttpRequest) -> None:
        """Leave the name."""
        request.headers[f"x-{self._name}"] = self._origin


def used(requirements: Any, **origins: str) -> set[str]:
    """Return the schemes that a request carries."""
    api = server(answer(200, THING))
    api.definition = ApiDefinition(user_agent="things/1", security=requirements)
    client = api.client({name: Scheme(name, origin) for name, origin in origins.items()})
    client.call(GET, path={"id": "1"}, options=None)
    return {name for name in origins if f"x-{name}" in api.request.headers}


@pytest.mark.parametrize(
    ("requirements", "origins", "expected"),
    [
        ((), {"a": "argument"}, ""),
        ((("a",),), {"a": "argument"}, "a"),
        ((("a",), ("b",)), {"a": "argument", "b": "argument"}, "a"),
        ((("b",), ("a",)), {"a": "argument", "b": "argument"}, "b"),
        ((("a",), ("b",)), {"a": "environment", "b": "argument"}, "b"),
        ((("a",), ("b",)), {"a": "environment", "b": "environment"}, "a"),
        ((("a",), ("b",)), {"a": "missing", "b": "environment"}, "b"),
        ((("a", "b"), ("c",)), {"a": "argument", "b": "argument", "c": "argument"}, "ab"),
        ((("a", "b"), ("c",)), {"a": "argument", "b": "missing", "c": "environment"}, "c"),
        ((("a", "b"),), {"a": "argument", "b": "environment"}, "ab"),
        (((), ("a",)), {"a": "argument"}, "a"),
        (((), ("a",)), {"a": "environment"}, "a"),
        (((), ("a",)), {"a": "missing"}, ""),
        ((("a",), ()), {"a": "missing"}, ""),
        (((),), {"a": "argument"}, ""),
    ],
)
def test_the_choice_of_credentials(
    requirements: Any, origins: dict[str, str], expected: str
) -> None:
    """Arguments beat the environment, then the order of the document counts; optional security may go without."""
    assert used(requirements, **origins) == set(expected)


def test_missing_credentials() -> None:
    """The error names what could have been given, and nothing is sent."""
    api = server(answer(200, THING))
    api.definition = ApiDefinition(user_agent="things/1", security=(("a", "b"), ("c",)))
    schemes = {name: Scheme(name, "missing") for name in "abc"}
    with pytest.raises(MissingCredentialsError, match="give a= and give b=, or give c="):
        api.client(schemes).call(GET, path={"id": "1"}, options=None)
    assert api.requests == []


def test_the_security_of_an_operation() -> None:
    """An operation's own requirements replace those of the API; an empty list needs nothing."""
    api = server(answer(204))
    api.definition = ApiDefinition(user_agent="things/1", security=(("a",),))
    schemes = {"a": Scheme("a", "missing"), "b": Scheme("b", "argument")}
    for security, expected in (((), None), ((("b",),), "argument")):
        operation: Operation[None] = Operation(
            id="x", method="GET", path="/", responses={"204": Empty()}, security=security
        )
        api.client(schemes).call(operation, options=None)
        assert api.requests[-1].headers.get("x-b") == expected


SECRETS: list[tuple[Callable[..., Any], str, str]] = [
    (BearerToken, "authorization", "Bearer k&y"),
    (lambda s: ApiKey(s, name="X-Key", location="header"), "x-key", "k&y"),
    (lambda s: ApiKey(s, name="the key", location="query"), "", "?the%20key=k%26y"),
    (lambda s: ApiKey(s, name="key", location="cookie"), "cookie", "key=k&y"),
]


def sent(scheme: DeclaredScheme, **arguments: Any) -> httpx2.Request:
    """Return the request that a call with a scheme makes."""
    api = server(answer(200, THING))
    api.definition = ApiDefinition(user_agent="things/1", security=(("only",),))
    api.client({"only": scheme}).call(GET, path={"id": "1"}, options=None, **arguments)
    return api.request


@pytest.mark.parametrize(("make", "header", "expected"), SECRETS)
def test_where_secrets_go(make: Callable[..., Any], header: str, expected: str) -> None:
    """In a header field or a cookie as they are, in the query encoded."""
    request = sent(make("k&y"))
    found = request.headers.get(header) if header else f"?{request.url.query.decode()}"
    assert found == expected


def test_a_key_beside_others() -> None:
    """A key in the query or in a cookie joins what is there."""
    request = sent(ApiKey("k", name="key", location="query"), query={"a": 1})
    assert request.url.query == b"a=1&key=k"
    request = sent(ApiKey("k", name="key", location="cookie"), cookie={"a": 1})
    assert request.headers["cookie"] == "a=1; key=k"


def test_basic_credentials() -> None:
    """User name and password in UTF-8 (RFC 7617)."""
    request = sent(BasicCredentials(("user", "p\u00e4ss:word")))
    assert request.headers["authorization"] == "Basic dXNlcjpww6Rzczp3b3Jk"
    assert BasicCredentials(None).origin() == "missing"
    with pytest.raises(MissingCredentialsError):
        BasicCredentials(None).apply(HttpRequest("GET", BASE_URL))


def test_secrets_of_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """The first variable that is set and not empty; an argument comes before it."""
    monkeypatch.delenv("FIRST_KEY", raising=False)
    monkeypatch.setenv("SECOND_KEY", "")
    monkeypatch.setenv("THIRD_KEY", "third")
    environment = ["FIRST_KEY", "SECOND_KEY", "THIRD_KEY"]
    assert from_environment(environment) == "third"
    assert from_environment(environment[:2]) is None
    scheme = BearerToken(None, environment=environment)
    assert scheme.origin() == "environment"
    assert sent(scheme).headers["authorization"] == "Bearer third"
    given = BearerToken("mine", environment=environment)
    assert given.origin() == "argument"
    assert sent(given).headers["authorization"] == "Bearer mine"
    monkeypatch.delenv("THIRD_KEY")
    assert scheme.origin() == "missing"
    with pytest.raises(MissingCredentialsError):
        scheme.apply(HttpRequest("GET", BASE_URL))


def test_a_secret_is_asked_for_in_every_attempt() -> None:
    """A callable gives the secret to use now."""
    api = server(answer(500), answer(200, THING))
    api.definition = ApiDefinition(user_agent="things/1", security=(("bearer",),))
    secrets = iter(["one", "two"])
    client = api.client({"bearer": BearerToken(lambda: next(secrets))})
    client.call(GET, path={"id": "1"}, options=None)
    sent_secrets = [request.headers["authorization"] for request in api.requests]
    assert sent_secrets == ["Bearer one", "Bearer two"]


@pytest.mark.anyio
async def test_blocking_schemes_run_in_a_thread() -> None:
    """A scheme that may wait does not hold up the event loop."""
    threads: list[bool] = []

    class Blocking(Scheme):
        blocking = True

        def apply(self, request: HttpRequest) -> None:
            threads.append(threading.current_thread() is threading.main_thread())

    api = server(answer(200, THING))
    api.definition = ApiDefinition(user_agent="things/1", security=(("a",),))
    await api.async_client({"a": Blocking("a", "argument")}).call(
        GET, path={"id": "1"}, options=None
    )
    assert threads
    assert not any(threads)


def test_the_client_does_not_show_its_secrets() -> None:
    """What is printed of a client, or of an error, holds no secret."""
    scheme = BearerToken("very-secret")
    api = server(answer(404))
    api.definition = ApiDefinition(user_agent="things/1", security=(("bearer",),))
    client = api.client({"bearer": scheme})
    with pytest.raises(ApiError) as caught:
        client.call(GET, path={"id": "1"}, options=None)
    shown = f"{client!r} {scheme!r} {caught.value!r} {caught.value}"
    assert "very-secret" not in shown


# --- wrong arguments


def _nested(depth: int) -> list[Any]:
    inner: list[Any] = []
    for _ in range(depth):
        inner = [inner]
    return inner


LOOP: list[Any] = []
LOOP.append(LOOP)


@pytest.mark.parametrize("value", [LOOP, _nested(100_000)], ids=["loop", "deep"])
@pytest.mark.parametrize("part", ["query", "header", "body"])
@pytest.mark.parametrize(
    "media_type",
    ["application/json", "application/x-www-form-urlencoded", "multipart/form-data", "text/plain"],
)
def test_an_argument_that_is_nested_too_deeply(part: str, value: Any, media_type: str) -> None:
    """It is a wrong argument, by its name."""
    operation: Operation[Any] = Operation(
        id="Go", method="POST", path="/a", responses={"204": Empty()}, media_type=media_type
    )
    arguments = {part: {"q": value}} if part != "body" else {"body": {"q": value}}
    name = "the body" if part == "body" else f"the {part} parameter 'q'"
    expected: type[Exception] = ValueError
    fault = f"{name} is nested too deeply, or contains itself"
    if (part, media_type) == ("body", "text/plain"):  # an object, however deep, is not text
        expected, fault = TypeError, "cannot be sent as text/plain"
    with pytest.raises(expected, match=fault):
        server(answer(204)).client().call(operation, **arguments, options=None)


@pytest.mark.parametrize("part", ["path", "query"])
def test_a_lone_surrogate_is_a_wrong_argument(part: str) -> None:
    """UTF-8 has none."""
    arguments = {"path": {"id": "1"}, **{part: {"id": "a\ud800b"}}}
    with pytest.raises(ValueError, match=f"the {part} parameter 'id' has a lone surrogate"):
        server(answer(200, THING)).client().call(GET, **arguments, options=None)


@pytest.mark.parametrize("media_type", ["application/x-www-form-urlencoded", "multipart/form-data"])
def test_a_lone_surrogate_in_a_form(media_type: str) -> None:
    """The same."""
    operation: Operation[Any] = Operation(
        id="Go", method="POST", path="/a", responses={"204": Empty()}, media_type=media_type
    )
    with pytest.raises(ValueError, match="the body has a lone surrogate"):
        server(answer(204)).client().call(operation, body={"x": "\ud800"}, options=None)


def test_a_form_of_something_else() -> None:
    """A form has properties."""
    operation: Operation[Any] = Operation(
        id="Go",
        method="POST",
        path="/a",
        responses={"204": Empty()},
        media_type="application/x-www-form-urlencoded",
    )
    with pytest.raises(TypeError, match="a model or a mapping, not int"):
        server(answer(204)).client().call(operation, body=17, options=None)


def test_json_can_spell_a_lone_surrogate() -> None:
    """What a response had can be sent back."""
    api = server(answer(201, THING))
    api.client().call(CREATE, body={"x": "a\ud800\u00e9"}, options=None)
    assert json.loads(api.request.content) == {"x": "a\ud800\u00e9"}
