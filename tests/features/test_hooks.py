"""Hooks, functions that return tokens, and security schemes of one's own, in both clients."""

from __future__ import annotations

import pickle
import threading
import time
from collections.abc import Callable
from functools import partial
from types import ModuleType
from typing import Any

import anyio
import httpx2
import pytest

DOCUMENT = {
    "openapi": "3.1.0",
    "info": {"title": "Feature", "version": "1"},
    "servers": [{"url": "https://api.example.com"}],
    "paths": {
        "/thing": {
            "get": {
                "operationId": "read",
                "security": [{"token": []}],
                "responses": {"204": {"description": "Done"}},
            }
        }
    },
    "components": {"securitySchemes": {"token": {"type": "http", "scheme": "bearer"}}},
}


@pytest.fixture(scope="module")
def module(module_client_of: Callable[..., ModuleType]) -> ModuleType:
    """The client's package."""
    return module_client_of(DOCUMENT)


@pytest.fixture(autouse=True)
def no_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing waits between attempts."""
    monkeypatch.setattr("random.uniform", lambda low, high: 0.0)


class Server:
    """A server in this process, which returns statuses in turn; an exception is raised instead."""

    def __init__(self, *outcomes: Any) -> None:
        self.outcomes = list(outcomes)
        self.requests: list[httpx2.Request] = []

    def handle(self, request: httpx2.Request) -> httpx2.Response:
        """Return the next response."""
        self.requests.append(request)
        outcome = self.outcomes.pop(0) if self.outcomes else 204
        if isinstance(outcome, Exception):
            raise outcome
        return httpx2.Response(outcome)

    def client(self, module: ModuleType, **settings: Any) -> Any:
        """Return a client of this server."""
        http = httpx2.Client(transport=httpx2.MockTransport(self.handle))
        return module.Feature(**{"token": "own", **settings}, http_client=http)

    def async_client(self, module: ModuleType, **settings: Any) -> Any:
        """Return an asynchronous client of this server."""
        http = httpx2.AsyncClient(transport=httpx2.MockTransport(self.handle))
        return module.AsyncFeature(**{"token": "own", **settings}, http_client=http)


def seen_by(module: ModuleType, seen: list[Any], *, asynchronous: bool) -> Any:
    """Return hooks that note what they see."""

    def noting(name: str) -> Callable[[Any], Any]:
        def note(subject: Any) -> None:
            seen.append((name, subject))

        async def note_later(subject: Any) -> None:
            await anyio.sleep(0)
            note(subject)

        return note_later if asynchronous else note

    names = ("before_request", "after_response", "on_retry", "on_error")
    return module.Hooks(**{name: [noting(name)] for name in names})


@pytest.mark.parametrize("kind", ["sync", "async", "async with functions that are not"])
def test_hooks_see_what_happens(module: ModuleType, kind: str) -> None:
    """Each request, each response, each retry with what went wrong, and the error at the end."""
    seen: list[Any] = []
    hooks = seen_by(module, seen, asynchronous=kind == "async")
    server = Server(503, httpx2.ReadTimeout("slow"), 404)
    with pytest.raises(module.errors.NotFoundError) as caught:
        if kind == "sync":
            server.client(module, hooks=hooks).read()
        else:
            anyio.run(server.async_client(module, hooks=hooks).read)
    assert [name for name, _ in seen] == [
        "before_request",
        "after_response",
        "on_retry",
        "before_request",
        "on_retry",
        "before_request",
        "after_response",
        "on_error",
    ]
    first, second = (subject for name, subject in seen if name == "on_retry")
    assert (first.attempt, first.error.status, first.delay) == (1, 503, 0.0)
    assert (second.attempt, type(second.error)) == (2, module.errors.ApiTimeoutError)
    assert seen[-1][1] is caught.value
    requests = [subject for name, subject in seen if name == "before_request"]
    assert [(each.operation, each.attempt) for each in requests] == [
        ("read", 1),
        ("read", 2),
        ("read", 3),
    ]
    assert second.error.request is requests[1] and caught.value.request is requests[2]


@pytest.mark.parametrize("asynchronous", [False, True])
def test_errors_without_a_request(module: ModuleType, asynchronous: bool) -> None:
    """`on_error` sees that there are no credentials, and that the time is over."""
    seen: list[Any] = []
    hooks = module.Hooks(on_error=[seen.append])
    server = Server()
    with pytest.raises(module.errors.MissingCredentialsError):
        if asynchronous:
            anyio.run(server.async_client(module, token=None, hooks=hooks).read)
        else:
            server.client(module, token=None, hooks=hooks).read()
    assert [type(each).__name__ for each in seen] == ["MissingCredentialsError"]
    assert not server.requests


def test_a_deadline_is_an_error_too(module: ModuleType) -> None:
    """A call that is cut off is one that fails."""
    seen: list[Any] = []
    hooks = module.Hooks(on_error=[seen.append])

    async def never(request: httpx2.Request) -> httpx2.Response:
        await anyio.sleep_forever()
        raise AssertionError

    async def work() -> None:
        http = httpx2.AsyncClient(transport=httpx2.MockTransport(never))
        client = module.AsyncFeature(token="own", http_client=http, hooks=hooks, deadline=0.01)
        with pytest.raises(module.errors.ApiTimeoutError) as caught:
            await client.read()
        assert seen == [caught.value]

    anyio.run(work)


def test_asynchronous_hooks_need_the_asynchronous_client(module: ModuleType) -> None:
    """Nobody would await them, so they are refused when they are given."""

    async def hook(subject: Any) -> None:
        raise AssertionError

    class Later:
        async def __call__(self, subject: Any) -> None:
            raise AssertionError

    for function in (hook, Later(), partial(hook, "more")):
        hooks = module.Hooks(on_error=[function])
        with pytest.raises(TypeError, match="asynchronous client"):
            module.Feature(hooks=hooks)
        with pytest.raises(TypeError, match="asynchronous client"):
            module.Feature().with_options(hooks=hooks)

    def indirect(request: Any) -> Any:
        return hook(request)

    hooks = module.Hooks(before_request=[indirect])
    with pytest.raises(TypeError, match="asynchronous client"):
        Server().client(module, hooks=hooks).read()


def test_hooks_are_added_and_replaced(module: ModuleType) -> None:
    """Those of two sources are called in turn; `with_options` takes others."""
    seen: list[str] = []
    one = module.Hooks(before_request=[lambda request: seen.append("one")])
    two = module.Hooks(before_request=[lambda request: seen.append("two")])
    client = Server().client(module, hooks=one + two)
    client.read()
    assert seen == ["one", "two"]
    client.with_options(hooks=two).read()
    assert seen == ["one", "two", "two"]


def test_what_hooks_keep(module: ModuleType) -> None:
    """In `request.context`, until the response; it is neither compared nor pickled."""
    kept: list[Any] = []

    def before(request: Any) -> None:
        request.context["lock"] = threading.Lock()

    def after(response: Any) -> None:
        kept.append(response.request)

    hooks = module.Hooks(before_request=[before], after_response=[after])
    Server().client(module, hooks=hooks).read()
    assert list(kept[0].context) == ["lock"]
    again = pickle.loads(pickle.dumps(kept[0]))
    assert again == kept[0] and again.context == {} and again.attempt == 1


# --- tokens


def test_a_token_function_may_be_asynchronous(module: ModuleType) -> None:
    """It is awaited, once for each attempt; also one that only returns something to await."""
    tokens = iter(["one", "two", "three"])

    async def token(end: str = "") -> str:
        await anyio.sleep(0)
        return next(tokens) + end

    server = Server(503)

    async def work() -> None:
        client = server.async_client(module, token=token)
        await client.read()
        await client.with_options(token=lambda: token("!")).read()

    anyio.run(work)
    sent = [request.headers["authorization"] for request in server.requests]
    assert sent == ["Bearer one", "Bearer two", "Bearer three!"]


def test_a_slow_token_function_does_not_block_the_loop(module: ModuleType) -> None:
    """It waits for something that only another task of the loop does."""
    done = threading.Event()

    def token() -> str:
        assert done.wait(10)
        return "slow"

    server = Server()

    async def work() -> None:
        async with anyio.create_task_group() as group:
            group.start_soon(server.async_client(module, token=token).read)
            await anyio.sleep(0.01)
            done.set()

    anyio.run(work)
    assert server.requests[0].headers["authorization"] == "Bearer slow"


def test_an_asynchronous_token_function_needs_the_asynchronous_client(module: ModuleType) -> None:
    """The message says so and names the argument."""

    async def token() -> str:
        return "secret"

    with pytest.raises(TypeError, match="token is asynchronous: it needs the asynchronous client"):
        Server().client(module, token=token).read()


class Signer:
    """A way to authenticate that no document describes."""

    def __init__(self) -> None:
        self.threads: list[int] = []

    def apply(self, request: Any) -> None:
        """Sign the request."""
        self.threads.append(threading.get_ident())
        request.headers["x-signature"] = f"{request.method}:{len(request.content)}"


class LaterSigner:
    """The same, asynchronously."""

    async def apply(self, request: Any) -> None:
        """Sign the request."""
        await anyio.sleep(0)
        request.headers["x-signature"] = f"{request.method}:{len(request.content)}"


def test_a_security_scheme_of_ones_own(module: ModuleType) -> None:
    """In place of the credentials, for each attempt; in a thread where it could block the loop."""
    server, signer = Server(503), Signer()
    server.client(module, token=signer).read()
    anyio.run(server.async_client(module, token=signer).read)
    anyio.run(server.async_client(module, token=LaterSigner()).read)
    assert [r.headers["x-signature"] for r in server.requests] == ["GET:0"] * 4
    assert all("authorization" not in r.headers for r in server.requests)
    assert signer.threads[0] == signer.threads[1] != signer.threads[2]
    with pytest.raises(TypeError, match="asynchronous client"):
        server.client(module, token=LaterSigner()).read()


def test_types_of_hooks_and_tokens(
    module: ModuleType, type_errors: Callable[[ModuleType, str], list[str]]
) -> None:
    """Type checkers take all of these, and refuse other functions."""
    name = module.__name__
    code = f"""
from {name} import AsyncFeature, Feature, Hooks, HttpRequest, HttpResponse, Retry, SecurityScheme
from {name}.errors import ClientError

class Signer:
    def apply(self, request: HttpRequest) -> None: ...
class LaterSigner:
    async def apply(self, request: HttpRequest) -> None: ...
async def token() -> str:
    return ""
async def later(response: HttpResponse) -> None: ...
def on_retry(retry: Retry) -> None:
    print(retry.error, retry.attempt, retry.delay)
def on_error(error: ClientError) -> None: ...
scheme: SecurityScheme = Signer()
hooks = Hooks(after_response=[later], on_retry=[on_retry], on_error=[on_error])
AsyncFeature(token=token, hooks=hooks + hooks).with_options(hooks=hooks, token=LaterSigner())
Feature(token=scheme)
Feature(token=lambda: "")
"""
    assert type_errors(module, code) == []
    wrong = f"from {name} import Feature, Hooks\nHooks(on_error=[lambda a, b: None])\nFeature(token=lambda: 7)\n"
    assert {error.partition(":")[0] for error in type_errors(module, wrong)} == {"2", "3"}


def test_time_is_measured_to_the_end(module: ModuleType) -> None:
    """`raw_response` has the time of the last attempt, how many there were, and the provider's name for it."""

    def handle(request: httpx2.Request) -> httpx2.Response:
        time.sleep(0.002)
        return httpx2.Response(204, headers={"x-request-id": "r-1"})

    http = httpx2.Client(transport=httpx2.MockTransport(handle))
    raw = module.raw_response(module.Feature(token="own", http_client=http).read)()
    assert raw.elapsed.total_seconds() >= 0.002 and raw.attempts == 1 and raw.request_id == "r-1"
