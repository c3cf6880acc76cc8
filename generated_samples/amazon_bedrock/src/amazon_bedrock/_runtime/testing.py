# SPDX-FileCopyrightText: 2026 specloom contributors
# SPDX-License-Identifier: Apache-2.0
# pyright: reportUnknownArgumentType=false, reportUnknownMemberType=false
# pyright: reportUnknownVariableType=false, reportPrivateUsage=false
"""A fake API in the same process, and errors to raise: for tests of code that uses a client."""

from __future__ import annotations

import json as json_module
import re
import threading
from collections.abc import AsyncIterator, Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar, cast
from urllib.parse import parse_qsl, unquote

import httpx2

from .encoding import to_json
from .errors import (
    ApiConnectionError,
    ApiError,
    ClientError,
    ResponseError,
    ResponseValidationError,
    TokenRequestError,
    WaitFailedError,
    WaitTimeoutError,
)
from .failures import described_error, error_code
from .http import Headers, HttpRequest, HttpResponse

if TYPE_CHECKING:
    from typing import Self, TypeAlias

    from .client import BaseClient
    from .operation import ApiDefinition

    Reply: TypeAlias = "FakeResponse | Exception | Callable[[ReceivedRequest], FakeResponse]"

Error = TypeVar("Error", bound=ClientError)

_NOT_COMPARED = frozenset(
    (
        *("host", "user-agent", "accept-encoding"),
        *("connection", "content-length", "transfer-encoding"),
    )
)
_SIGNATURE = {"authorization", "x-amz-date", "x-amz-security-token"}
_PIECE = 4
"""How many bytes of a stream arrive at once: few, so that they end anywhere, as between the two of a line end."""
_PART_NAME = re.compile(r'\b(name|filename)="([^"]*)"')


def as_json(value: object) -> Any:
    """Return a value as JSON, as the API sends it: models by their wire names, with what only the server sets."""
    return to_json(value, read_only=True)


class FakeResponse:
    """What the fake API returns to one request.

    Args:
        status: The HTTP status code.
        json: The body: a JSON value, in which models stand for themselves; None for no body.
        content: The body as bytes, in place of `json`.
        pieces: The body of a stream, which arrives a few bytes at a time, in place of `json`.
        headers: Header fields. Content-Type is that of JSON unless it is given, or the body is bytes.
    """

    def __init__(
        self,
        status: int = 200,
        json: Any = None,
        *,
        content: bytes | None = None,
        pieces: bytes | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        self.status = status
        self.headers = dict(headers or {})
        self.pieces = pieces
        if content is not None or pieces is not None:
            self.content = content or b""
            return
        self.content = (
            b"" if json is None else json_module.dumps(as_json(json), default=float).encode()
        )
        if not any(name.lower() == "content-type" for name in self.headers):
            self.headers["content-type"] = "application/json"

    def __repr__(self) -> str:
        return f"FakeResponse({self.status}, content={self.pieces or self.content!r})"


@dataclass(kw_only=True)
class ReceivedRequest:
    """A request that the fake API received.

    `target` is the raw path and query, exactly as sent. `headers` has lower-case names, without those
    that any HTTP client adds (Host, User-Agent, Content-Length and so on); `content_type` is whole, while
    the one in `headers` lacks the boundary of parts, which is random.
    """

    method: str
    target: str
    headers: dict[str, str]
    content: bytes
    content_type: str

    @property
    def path(self) -> str:
        """The path, decoded."""
        return unquote(self.target.partition("?")[0])

    @property
    def query(self) -> dict[str, list[str]]:
        """The query parameters, decoded: the values of each name."""
        found: dict[str, list[str]] = {}
        for name, value in parse_qsl(self.target.partition("?")[2], keep_blank_values=True):
            found.setdefault(name, []).append(value)
        return found

    @property
    def unsigned_headers(self) -> dict[str, str]:
        """The header fields without the signature, which changes with the time."""
        return {name: value for name, value in self.headers.items() if name not in _SIGNATURE}

    @property
    def json(self) -> Any:
        """The body as a JSON value."""
        return json_module.loads(self.content)

    @property
    def parts(self) -> list[list[str]]:
        """The body as parts: name, file name, media type and text of each."""
        boundary = self.content_type.partition("boundary=")[2].encode()
        parts: list[list[str]] = []
        for part in self.content.split(b"--" + boundary)[1:-1]:
            head, _, content = part[:-2].partition(b"\r\n\r\n")
            lines = head.decode().split("\r\n")[1:]
            fields = dict(line.split(": ", 1) for line in lines)
            names = dict(_PART_NAME.findall(fields.get("Content-Disposition", "")))
            name, filename = (_unquoted(names.get(key, "")) for key in ("name", "filename"))
            text = content.decode(errors="replace")
            parts.append([name, filename, fields.get("Content-Type", ""), text])
        return parts

    @property
    def form(self) -> list[list[str]]:
        """The body as the pairs of a form."""
        return [list(pair) for pair in parse_qsl(self.content.decode(), keep_blank_values=True)]


def _unquoted(name: str) -> str:
    """Undo the escapes that browsers and the client use in names of parts."""
    return name.replace("%0D", "\r").replace("%0A", "\n").replace("%22", '"')


class _Route:
    """The replies to the requests with a method and a path; the last one is repeated."""

    def __init__(self, replies: Sequence[Reply], method: str = "", path: str = "") -> None:
        self.method, self.path = method.upper(), path
        self._replies = replies
        self._taken = 0
        parts = re.split(r"\{[^{}/]*\}", path)
        self._pattern = re.compile("[^/]+".join(map(re.escape, parts)))

    def matches(self, request: ReceivedRequest) -> bool:
        """Return whether a request is for this route. A path with a query means the whole target."""
        if not self.method:
            return bool(self._replies)
        if "?" in self.path:
            return self.method == request.method and self.path == request.target
        path = request.target.partition("?")[0]
        texts = (path, unquote(path))
        return self.method == request.method and any(map(self._pattern.fullmatch, texts))

    def next(self) -> Reply:
        """Return the next reply."""
        reply = self._replies[min(self._taken, len(self._replies) - 1)]
        self._taken += 1
        return reply


class BaseFakeApi:
    """An API in this process: it keeps the requests, and returns its responses in turn, the last one again and again.

    A reply is a `FakeResponse`, an exception to raise, or a function from the request to a `FakeResponse`.
    """

    requests: list[ReceivedRequest]

    def __init__(self, *replies: Reply) -> None:
        self.requests = []
        self._routes: list[_Route] = []
        self._others = _Route(replies)
        self._lock = threading.Lock()

    @property
    def request(self) -> ReceivedRequest:
        """The only request. Raises `AssertionError` if there were none, or several."""
        if len(self.requests) != 1:
            lines = [f"{each.method} {each.target}" for each in self.requests]
            raise AssertionError(f"expected one request, received {len(lines)}: {lines}")
        return self.requests[0]

    def on(self, method: str, path: str, *replies: Reply) -> Self:
        """Set the replies to requests with a method and a path, in turn; return this API.

        `{name}` in the path stands for any segment; a path with a query is compared with it. Requests that
        no route is for get the replies of the constructor; without any, `AssertionError` is raised.
        """
        if not replies:
            raise ValueError("on() needs a reply, such as FakeResponse(204)")
        self._routes.append(_Route(replies, method, path))
        return self

    def http_client(self) -> httpx2.Client:
        """Return the HTTP client whose requests end here."""
        http_client = httpx2.Client(transport=httpx2.MockTransport(self._handle), trust_env=False)
        http_client.headers.clear()
        return http_client

    def async_http_client(self) -> httpx2.AsyncClient:
        """Return the asynchronous HTTP client whose requests end here."""
        transport = httpx2.MockTransport(self._handle)
        http_client = httpx2.AsyncClient(transport=transport, trust_env=False)
        http_client.headers.clear()
        return http_client

    def _handle(self, request: httpx2.Request) -> httpx2.Response:
        received = _received(request)
        with self._lock:
            self.requests.append(received)
            routes = (each for each in (*self._routes, self._others) if each.matches(received))
            route = next(routes, None)
            if route is None:
                expected = [f"{each.method} {each.path}" for each in self._routes]
                text = f"no response for {received.method} {received.target}; there are some for {expected}"
                raise AssertionError(text)
            reply = route.next()
        if isinstance(reply, Exception):
            raise reply
        return _sent(reply if isinstance(reply, FakeResponse) else reply(received))


def _received(request: httpx2.Request) -> ReceivedRequest:
    headers = {
        name.lower(): value
        for name, value in request.headers.items()
        if name.lower() not in _NOT_COMPARED
    }
    content_type = headers.get("content-type", "")
    if content_type.startswith("multipart/"):
        headers["content-type"] = content_type.partition(";")[0]
    return ReceivedRequest(
        method=request.method,
        target=request.url.raw_path.decode("ascii"),
        headers=headers,
        content=request.content,
        content_type=content_type,
    )


def _sent(response: FakeResponse) -> httpx2.Response:
    fields = [(name.encode(), value.encode()) for name, value in response.headers.items()]
    if response.pieces is not None:
        return httpx2.Response(response.status, headers=fields, stream=_Pieces(response.pieces))
    return httpx2.Response(response.status, headers=fields, content=response.content)


class _Pieces(httpx2.SyncByteStream, httpx2.AsyncByteStream):
    """A body that arrives in pieces of a few bytes, which end anywhere."""

    def __init__(self, content: bytes) -> None:
        starts = range(0, len(content), _PIECE)
        ends = range(_PIECE, len(content) + _PIECE, _PIECE)
        self._pieces = [content[start:end] for start, end in zip(starts, ends, strict=True)]

    def __iter__(self) -> Iterator[bytes]:
        return iter(self._pieces)

    async def __aiter__(self) -> AsyncIterator[bytes]:
        for piece in self._pieces:
            yield piece


def make_fake_error(
    client: BaseClient,
    error_class: type[Error],
    body: Any,
    *,
    status: int | None,
    headers: Mapping[str, str] | None,
    message: str | None,
    operation: str,
) -> Error:
    """Make an error of a class as a client raises it; `fake_error` describes the arguments."""
    api = client._api
    request = HttpRequest("GET", f"{client.base_url}/", operation=operation)
    is_failure = issubclass(error_class, ApiError)
    status = status or (_usual_status(api, error_class) if is_failure else 200)
    sent = (
        FakeResponse(status, content=body, headers=headers)
        if isinstance(body, bytes)
        else FakeResponse(status, body, headers=headers)
    )
    response = HttpResponse(status, Headers(sent.headers), sent.content, request)
    error: Any
    if issubclass(error_class, ApiError):
        code = error_code(api.conventions, response)
        own = (key for key, each in api.errors_by_code.items() if each is error_class)
        error = described_error(api, error_class, response, operation, code=code or next(own, None))
        if message is not None:
            error.message, error.args, error._details = message, (message,), None
    else:
        arguments = _arguments_of(error_class, response, body)
        error = error_class(message or error_class.__name__, **arguments)
    if operation:
        error.operation = operation
    return cast("Error", error)


def _arguments_of(
    error_class: type[ClientError], response: HttpResponse, body: Any
) -> dict[str, Any]:
    """Return the arguments of an error that is no `ApiError`, its message aside."""
    if issubclass(error_class, ResponseValidationError):
        return {"response": response, "paths": ()}
    if issubclass(error_class, ResponseError):
        return {"response": response}
    if issubclass(error_class, (WaitFailedError, WaitTimeoutError)):
        return {"response": body}
    if issubclass(error_class, TokenRequestError):
        return {"status": response.status}
    if issubclass(error_class, ApiConnectionError):
        return {"request": response.request}
    return {}


def _usual_status(api: ApiDefinition, error_class: type[Any]) -> int:
    """Return the status of a class of errors, or the first of its range; 500 where it has none."""
    for base in error_class.__mro__:
        for key, each in api.errors_by_status.items():
            if each is base and key[:1].isdigit():
                return int(key) if key.isdigit() else int(key[0]) * 100
    return 500
