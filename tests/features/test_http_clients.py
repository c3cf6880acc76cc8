"""HTTP clients of the user's own, of httpx2 and of httpx, and what belongs to whom: connections, cookies, timeouts, copies."""

from __future__ import annotations

import asyncio
import copy
import gc
import importlib
import json
import os
import pickle
import threading
import time
import warnings
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import ModuleType
from typing import Any

import httpx
import httpx2
import pytest

THING = {"type": "object", "required": ["id"], "properties": {"id": {"type": "integer"}}}
PAGE = {
    "type": "object",
    "properties": {
        "items": {"type": "array", "items": THING},
        "next": {"type": "string"},
    },
}


def operation(name: str, schema: Any, media_type: str = "application/json", **more: Any) -> Any:
    kind = "schema" if "json" in media_type else "itemSchema"
    content = {media_type: {kind: schema}}
    return {
        "operationId": name,
        "responses": {"200": {"description": "It", "content": content}},
        **more,
    }


DOCUMENT = {
    "openapi": "3.2.0",
    "info": {"title": "Owner", "version": "1"},
    "servers": [{"url": "https://api.example.com"}],
    "paths": {
        "/thing": {"get": operation("get", THING)},
        "/moved": {"get": operation("moved", THING)},
        "/flaky": {"get": operation("flaky", THING)},
        "/slow": {"get": operation("slow", THING)},
        "/broken": {"get": operation("broken", THING)},
        "/events": {"get": operation("watch", THING, "text/event-stream")},
        "/list": {
            "get": operation(
                "list",
                PAGE,
                parameters=[{"name": "token", "in": "query", "schema": {"type": "string"}}],
                **{
                    "x-specloom-pagination": {
                        "token-parameter": "token",
                        "next-token": "next",
                        "items": "items",
                    }
                },
            )
        },
    },
}


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *arguments: Any) -> None:
        """Print nothing."""

    def do_GET(self) -> None:
        server: Any = self.server
        path, _, query = self.path.partition("?")
        headers = {name.lower(): value for name, value in self.headers.items()}
        server.seen.append((path, query, headers, self.client_address[1]))
        value: Any = {"id": 1}
        if path == "/moved":
            return self.send(302, b"", location="/thing")
        if path == "/flaky" and sum(each[0] == path for each in server.seen) == 1:
            return self.send(503, b"{}", **{"retry-after": "0"})
        if path == "/slow":
            time.sleep(0.6)
        if path == "/broken":
            self.close_connection = True
            return None
        if path == "/list":
            value = {"items": [{"id": 2}]} if query else {"items": [{"id": 1}], "next": "n"}
        if path == "/events":
            self.send_response(200)
            self.send_header("content-type", "text/event-stream")
            self.send_header("transfer-encoding", "chunked")
            self.end_headers()
            for number in (1, 2):
                data = b'data: {"id": %d}\n\n' % number
                self.wfile.write(b"%x\r\n%s\r\n" % (len(data), data))
                self.wfile.flush()
            self.wfile.write(b"0\r\n\r\n")
            return None
        return self.send(200, json.dumps(value).encode(), **{"set-cookie": "session=s1; Path=/"})

    def send(self, status: int, content: bytes, **fields: str) -> None:
        self.send_response(status)
        for name, field in {"content-type": "application/json", **fields}.items():
            self.send_header(name, field)
        self.send_header("content-length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)


class Server(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.seen: list[tuple[str, str, dict[str, str], int]] = []

    def handle_error(self, *arguments: Any) -> None:
        """Print nothing when a client breaks off."""

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"

    @property
    def connections(self) -> set[int]:
        """The ports that requests came from."""
        return {port for *_, port in self.seen}

    def header(self, name: str) -> str | None:
        return self.seen[-1][2].get(name)


@pytest.fixture(scope="module")
def running() -> Iterator[Server]:
    server = Server()
    threading.Thread(
        target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True
    ).start()
    yield server
    server.shutdown()
    server.server_close()


@pytest.fixture
def server(running: Server) -> Server:
    running.seen = []
    return running


@pytest.fixture(scope="module")
def owner(module_client_of: Callable[..., ModuleType]) -> ModuleType:
    return module_client_of(DOCUMENT)


@pytest.fixture
def errors(owner: ModuleType) -> Any:
    return importlib.import_module(f"{owner.__name__}.errors")


LIBRARIES = [pytest.param(httpx2, id="httpx2"), pytest.param(httpx, id="httpx")]
OWN = [pytest.param(None, id="none"), *LIBRARIES]


class Uses:
    """What callers do with a client, as results: the same with every HTTP client, synchronous or not."""

    def __init__(self, owner: ModuleType, errors: Any) -> None:
        self.owner, self.errors, self.seen = owner, errors, list[str]()

    def settings(self, server: Server) -> dict[str, Any]:
        hooks = self.owner.Hooks(
            before_request=[lambda request: self.seen.append(f"> {request.url[len(server.url):]}")],
            after_response=[lambda response: self.seen.append(f"< {response.status}")],
        )
        return {"base_url": server.url, "hooks": hooks, "max_retries": 1, "timeout": 5}

    def all(self, client: Any) -> list[Any]:
        raw = self.owner.raw_response(client.get)()
        with client.watch() as stream:
            streamed = [each.id for each in stream]
        found = [raw.status, raw.parsed.id, client.moved().id, client.flaky().id, streamed]
        found += [[each.id for each in client.list()], client.request("GET", "/thing")]
        for call, error in self.failing(client):
            with pytest.raises(error):
                call()
        return found

    async def all_waiting(self, client: Any) -> list[Any]:
        raw = await self.owner.raw_response(client.get)()
        async with client.watch() as stream:
            streamed = [each.id async for each in stream]
        found = [raw.status, raw.parsed.id, (await client.moved()).id, (await client.flaky()).id]
        found += [streamed, [each.id async for each in client.list()]]
        found += [await client.request("GET", "/thing")]
        for call, error in self.failing(client):
            with pytest.raises(error):
                await call()
        return found

    def failing(self, client: Any) -> list[tuple[Callable[[], Any], Any]]:
        once = self.owner.RequestOptions(max_retries=0)
        short = self.owner.RequestOptions(max_retries=0, timeout=0.1)
        nowhere = client.with_options(base_url="http://127.0.0.1:1", max_retries=0)
        return [
            (lambda: client.broken(options=once), self.errors.ApiConnectionError),
            (lambda: client.slow(options=short), self.errors.ApiTimeoutError),
            (nowhere.get, self.errors.ApiConnectionError),
        ]


EVERYTHING = [200, 1, 1, 1, [1, 2], [1, 2], {"id": 1}]
SEEN = (
    "> /thing|< 200|> /events|< 200|> /moved|< 302|> /thing|< 200|> /flaky|< 503|> /flaky|< 200"
    "|> /list|< 200|> /list?token=n|< 200|> /thing|< 200|> /broken|> /slow"
)


@pytest.mark.parametrize("library", OWN)
def test_everything_works_through_it(
    library: Any, owner: ModuleType, errors: Any, server: Server
) -> None:
    """Streams, pages, redirects, retries, hooks, raw responses, requests of one's own, and the errors."""
    uses = Uses(owner, errors)
    own = None if library is None else library.Client()
    with owner.Owner(http_client=own, **uses.settings(server)) as client:
        assert uses.all(client) == EVERYTHING
    assert "|".join(uses.seen).startswith(SEEN)
    if own is not None:
        assert not own.is_closed
        own.close()


@pytest.mark.parametrize(
    ("library", "name"),
    [
        ("", ""),
        ("httpx2", "AsyncClient"),
        ("httpx", "AsyncClient"),
        ("httpx_aiohttp", "HttpxAiohttpClient"),  # not installed in CI
        ("httpx_aiohttp.httpx2", "Httpx2AiohttpClient"),
    ],
)
def test_everything_works_through_an_asynchronous_one(
    library: str, name: str, owner: ModuleType, errors: Any, server: Server
) -> None:
    """And through aiohttp, of which there are clients with the interface of both libraries."""
    uses = Uses(owner, errors)
    make = getattr(pytest.importorskip(library), name) if library else lambda: None

    async def main() -> list[Any]:
        own = make()
        async with owner.AsyncOwner(http_client=own, **uses.settings(server)) as client:
            found = await uses.all_waiting(client)
        if own is not None:
            assert not own.is_closed
            await own.aclose()
        return found

    assert asyncio.run(main()) == EVERYTHING
    assert "|".join(uses.seen).startswith(SEEN)


# --- which HTTP clients


@pytest.mark.parametrize(
    ("given", "message"),
    [
        (httpx2.AsyncClient(), "httpx2.AsyncClient, which is asynchronous"),
        (httpx.AsyncClient(), "httpx.AsyncClient, which is asynchronous"),
        (httpx2.Client, "not <class 'httpx2"),
        (httpx2.HTTPTransport(), "not one of type HTTPTransport"),
        ("http://proxy", "not one of type str"),
    ],
)
def test_one_of_another_kind_is_refused(given: Any, message: str, owner: ModuleType) -> None:
    expected = f"http_client must be an httpx2.Client or an httpx.Client, .*{message}"
    with pytest.raises(TypeError, match=expected):
        owner.Owner(http_client=given)


def test_a_synchronous_one_is_refused_by_the_asynchronous_client(owner: ModuleType) -> None:
    with pytest.raises(TypeError, match=r"an httpx2.AsyncClient .* httpx.Client, which is sync"):
        owner.AsyncOwner(http_client=httpx.Client())


def test_type_checkers_know_both_libraries(
    owner: ModuleType, type_errors: Callable[[ModuleType, str], list[str]]
) -> None:
    name = owner.__name__
    code = f"""
import httpx
import httpx2
from {name} import AsyncOwner, Owner, RequestOptions

Owner(http_client=httpx2.Client(), timeout=httpx2.Timeout(5, connect=1))
Owner(http_client=httpx.Client(), timeout=httpx.Timeout(5)).with_options(timeout=httpx2.Timeout(1))
AsyncOwner(http_client=httpx2.AsyncClient(), timeout=None)
AsyncOwner(http_client=httpx.AsyncClient(), timeout=2.5)
RequestOptions(timeout=httpx2.Timeout(1))
Owner(http_client=httpx2.AsyncClient())
AsyncOwner(http_client=httpx.Client())
Owner(timeout="5")
"""
    found = type_errors(owner, code)
    assert sorted({each.partition(":")[0] for each in found}) == ["11", "12", "13"]


# --- what an HTTP client of one's own has


@pytest.mark.parametrize("library", LIBRARIES)
def test_its_cookies_headers_query_and_credentials_are_used(
    library: Any, owner: ModuleType, server: Server
) -> None:
    own = library.Client(
        cookies={"own": "c"}, params={"v": "2"}, headers={"x-own": "h"}, auth=("user", "password")
    )
    with own, owner.Owner(http_client=own, base_url=server.url) as client:
        client.get()
        assert server.seen[-1][1] == "v=2"
        assert (server.header("x-own"), server.header("cookie")) == ("h", "own=c")
        assert (server.header("authorization") or "").startswith("Basic ")
        client.get()
        assert server.header("cookie") == "own=c; session=s1"
        assert own.cookies["session"] == "s1"


@pytest.mark.parametrize("library", LIBRARIES)
def test_cookies_of_the_server_are_sent_back_by_it(
    library: Any, owner: ModuleType, server: Server
) -> None:
    """In an asynchronous client as well; one that a call sets wins."""

    async def main() -> list[str | None]:
        found = []
        async with library.AsyncClient() as own:
            client = owner.AsyncOwner(http_client=own, base_url=server.url)
            for options in (None, None, owner.RequestOptions(cookies={"session": "mine"})):
                await client.get(options=options)
                found.append(server.header("cookie"))
        return found

    assert asyncio.run(main()) == [None, "session=s1", "session=mine"]


def test_a_client_without_one_keeps_no_cookies(owner: ModuleType, server: Server) -> None:
    """It may serve several users, by with_options(): no session of one may reach another."""
    with owner.Owner(base_url=server.url) as client:
        client.get()
        client.with_options(timeout=5).get()
    assert server.header("cookie") is None


# --- timeouts


@pytest.mark.parametrize("library", LIBRARIES)
def test_timeouts_may_be_given_for_each_step(
    library: Any, owner: ModuleType, errors: Any, server: Server
) -> None:
    """To the constructor, to with_options, in the options of a call, and by the HTTP client."""
    short, long = library.Timeout(5, read=0.1), library.Timeout(0.1, read=5)
    settings = {"base_url": server.url, "max_retries": 0}
    with owner.Owner(timeout=short, **settings) as client:
        with pytest.raises(errors.ApiTimeoutError, match="reading the response"):
            client.slow()
        assert client.with_options(timeout=long).slow().id == 1
        assert client.slow(options=owner.RequestOptions(timeout=long)).id == 1
    with library.Client(timeout=short) as own, owner.Owner(http_client=own, **settings) as client:
        with pytest.raises(errors.ApiTimeoutError):
            client.slow()
        assert client.with_options(timeout=60.0).slow().id == 1


def test_a_stream_has_the_timeout_of_its_steps(owner: ModuleType, server: Server) -> None:
    options = owner.RequestOptions(timeout=httpx2.Timeout(5, read=2), deadline=5)
    with owner.Owner(base_url=server.url) as client, client.watch(options=options) as stream:
        assert stream.response.source.request.extensions["timeout"]["read"] == 2
        assert [each.id for each in stream] == [1, 2]


@pytest.mark.parametrize("wrong", ["5", (1, 2), True])
def test_what_is_no_timeout_is_refused(wrong: Any, owner: ModuleType, server: Server) -> None:
    with pytest.raises(TypeError, match="timeout must be a number of seconds, an httpx2"):
        owner.Owner(base_url=server.url, timeout=wrong).get()


# --- connections


@pytest.mark.skipif(not hasattr(os, "fork"), reason="there is no fork here")
def test_a_forked_process_has_connections_of_its_own(owner: ModuleType, server: Server) -> None:
    """Requests of two processes on one connection would get each other's responses."""
    with owner.Owner(base_url=server.url, max_retries=0) as client:
        other = client.with_options(timeout=5)
        client.get()
        before = server.connections
        for _ in range(2):
            child = os.fork()
            if child == 0:  # pragma: no cover
                try:
                    fine = client.get().id == 1 and other.get().id == 1
                    client.close()
                    os._exit(0 if fine else 1)
                finally:
                    os._exit(2)
            assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
        children = server.connections - before
        assert len(children) == 2
        assert client.get().id == 1
        assert server.connections == before | children


def test_closing_twice_is_fine(owner: ModuleType, errors: Any, server: Server) -> None:
    client = owner.Owner(base_url=server.url)
    client.get()
    client.close()
    client.close()
    with client, pytest.raises(errors.ClientError, match="has been closed"):
        client.get()

    async def main() -> None:
        client = owner.AsyncOwner(base_url=server.url)
        await client.get()
        await client.close()
        await client.close()

    asyncio.run(main())


def leaked(use: Callable[[], None]) -> list[str]:
    """Return the warnings of clients that were forgotten."""
    gc.collect()
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        use()
        gc.collect()
    return [str(each.message) for each in caught if "unclosed client" in str(each.message)]


def test_a_forgotten_client_warns(owner: ModuleType, server: Server) -> None:
    """Once, with all of its copies, and only if it has opened connections."""

    def forget() -> None:
        client = owner.Owner(base_url=server.url)
        client.with_options(timeout=1).get()

    message = f"unclosed client of {owner.__name__}: use it in a `with` block, or close() it"
    assert leaked(forget) == [message]

    async def forget_asynchronously() -> None:
        await owner.AsyncOwner(base_url=server.url).get()

    assert leaked(lambda: asyncio.run(forget_asynchronously())) == [message]


def test_other_clients_do_not_warn(owner: ModuleType, server: Server) -> None:
    """One that was never used, that was closed, or whose connections are of the user's own HTTP client."""
    own = httpx2.Client()

    def use() -> None:
        owner.Owner(base_url=server.url)
        with owner.Owner(base_url=server.url) as client:
            client.get()
        owner.Owner(base_url=server.url, http_client=own).get()
        with pytest.raises(TypeError):
            owner.Owner(http_client="wrong")

    assert leaked(use) == []
    own.close()


# --- copies


@pytest.mark.parametrize("copied", [copy.copy, copy.deepcopy])
def test_a_copy_shares_the_connections(copied: Any, owner: ModuleType, server: Server) -> None:
    with owner.Owner(base_url=server.url) as client:
        client.get()
        other = copied(client)
        assert other is not client
        other.get()
        copied({"client": client})["client"].get()
    assert len(server.connections) == 1


def test_a_client_cannot_be_pickled(owner: ModuleType) -> None:
    for client in (owner.Owner(), owner.AsyncOwner()):
        name = type(client).__name__
        with pytest.raises(TypeError, match=f"{name} cannot be pickled: it holds connections"):
            pickle.dumps(client)
