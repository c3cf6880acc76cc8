"""Requests that the document does not have: `client.request`."""

from __future__ import annotations

from collections.abc import Callable
from types import ModuleType
from typing import Any

import anyio
import httpx2
import pytest

THING = {"type": "object", "required": ["a"], "properties": {"a": {"type": "integer"}}}
DOCUMENT = {
    "openapi": "3.1.0",
    "info": {"title": "Feature", "version": "1"},
    "servers": [{"url": "https://api.example.com/v1"}],
    "paths": {
        "/thing": {
            "get": {
                "operationId": "read",
                "security": [{"token": []}],
                "responses": {
                    "200": {
                        "description": "It",
                        "content": {
                            "application/json": {"schema": {"$ref": "#/components/schemas/Thing"}}
                        },
                    }
                },
            }
        }
    },
    "components": {
        "schemas": {"Thing": THING},
        "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}},
    },
}


@pytest.fixture(scope="module")
def module(module_client_of: Callable[..., ModuleType]) -> ModuleType:
    """The client's package."""
    return module_client_of(DOCUMENT)


@pytest.fixture
def api(module: ModuleType, exchange_of: Callable[..., Any]) -> Any:
    """A client, and what it sends."""
    return exchange_of(module, token="own", max_retries=1)


@pytest.mark.parametrize(
    ("path", "sent"),
    [
        ("/a/b", "/v1/a/b"),
        ("/a?x=1&y=%20", "/v1/a?x=1&y=%20"),
        ("/ü/{id}/100%/a%2Fb", "/v1/%C3%BC/%7Bid%7D/100%25/a%2Fb"),
        ("/a b:c@d", "/v1/a%20b:c@d"),
        ("/v.1/..a/...", "/v1/v.1/..a/..."),
        ("/", "/v1/"),
    ],
)
def test_paths(api: Any, path: str, sent: str) -> None:
    """They are below the base URL, and encoded where that is needed."""
    api.client.request("get", path)
    assert (api.request.method, api.target) == ("GET", sent)


@pytest.mark.parametrize(
    "path",
    [
        "https://evil.example/x",
        "//evil.example/x",
        "",
        "a",
        ".evil.example",
        "@evil.example/",
        "/a/../b",
        "/./a",
        "/%2e%2E/a",
        "/a/..%2fb",
        "/a\\..\\b",
        "/a#b",
    ],
)
def test_paths_that_lead_elsewhere(api: Any, path: str) -> None:
    """No credential leaves the API's origin or climbs out of its base URL."""
    with pytest.raises(ValueError, match="path must"):
        api.client.request("GET", path)
    assert not api.requests


@pytest.mark.parametrize("method", ["", "GE T", "GET\r\nx: y"])
def test_methods_that_are_none(api: Any, method: str) -> None:
    """They would end up in the request line."""
    with pytest.raises(ValueError, match="not a method"):
        api.client.request(method, "/a")


def test_what_is_sent(api: Any) -> None:
    """Credentials, query with lists, header fields, a body: as a method does it."""
    models = api.models
    api.client.request(
        "POST",
        "/a?x=1",
        body=models.Thing(a=1),
        query={"ids": [1, 2], "none": None, "flag": True},
        headers={"X-Own": "1", "X-None": None},
        options=api.module.RequestOptions(query={"extra": ["a", "b"]}, extra_body={"more": 2}),
    )
    assert api.target == "/v1/a?x=1&ids=1&ids=2&flag=true&extra=a&extra=b"
    assert api.body == b'{"a":1,"more":2}' and api.header("content-type") == "application/json"
    assert (api.header("x-own"), api.header("x-none")) == ("1", None)
    assert api.header("authorization") == "Bearer own"
    api.client.request("PUT", "/a", body=b"raw")
    assert (api.body, api.header("content-type")) == (b"raw", "application/octet-stream")
    api.client.request("PUT", "/a", body={"file": api.module.File(b"x", "x.txt")})
    assert api.header("content-type").startswith("multipart/form-data")
    api.client.request("PUT", "/a", body=None)
    assert api.body == b"null"
    api.client.with_options(token="other").request("MERGE", "/a")
    assert (api.request.method, api.header("authorization")) == ("MERGE", "Bearer other")
    assert api.body == b"" and api.header("content-type") is None


def test_what_comes_back(api: Any) -> None:
    """As the type that was asked for; by default as what it is."""
    request, models = api.client.request, api.models
    api.answer({"a": 1})
    assert request("GET", "/a") == {"a": 1}
    assert request("GET", "/a", cast_to=models.Thing) == models.Thing(a=1)
    assert request("GET", "/a", cast_to=bytes) == b'{"a": 1}'
    assert request("GET", "/a", cast_to=None) is None
    assert request("GET", "/a", cast_to=dict[str, int]) == {"a": 1}
    api.answer([{"a": 1}])
    assert request("GET", "/a", cast_to=list[models.Thing]) == [models.Thing(a=1)]
    api.answer("text")
    assert request("GET", "/a", cast_to=str) == "text"
    api.answer(content=b"plain", media_type="text/plain")
    assert request("GET", "/a", cast_to=str) == request("GET", "/a") == "plain"
    api.answer(status=204, content=b"")
    assert request("DELETE", "/a") is None
    api.answer({"a": "no"})
    with pytest.raises(api.errors.ResponseValidationError):
        request("GET", "/a", cast_to=models.Thing)


def test_errors_retries_and_raw_responses(api: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """All that methods have."""
    monkeypatch.setattr("random.uniform", lambda low, high: 0.0)
    api.answer({"message": "no such thing"}, status=404)
    with pytest.raises(
        api.errors.NotFoundError,
        match=r"404 Not Found: GET https://api.example.com/v1/a .request.: no such",
    ):
        api.client.request("GET", "/a", cast_to=api.models.Thing)
    api.answer(status=503, content=b"")
    before = len(api.requests)
    for method in ("GET", "POST"):
        with pytest.raises(api.errors.InternalServerError):
            api.client.request(method, "/a")
    assert len(api.requests) - before == 3
    api.answer({"a": 1})
    raw = api.module.raw_response(api.client.request)("GET", "/a")
    assert (raw.status, raw.parsed, raw.attempts) == (200, {"a": 1}, 1)


def test_credentials(module: ModuleType, exchange_of: Callable[..., Any]) -> None:
    """Where each operation has needs of its own, those that were given are sent, and none is asked for."""
    api = exchange_of(module)
    api.client.request("GET", "/a")
    assert api.header("authorization") is None


def test_the_asynchronous_client(module: ModuleType) -> None:
    """It does the same."""

    def handle(request: httpx2.Request) -> httpx2.Response:
        return httpx2.Response(200, json={"a": 1})

    async def work() -> None:
        http = httpx2.AsyncClient(transport=httpx2.MockTransport(handle))
        client = module.AsyncFeature(http_client=http, token="own")
        models = __import__(f"{module.__name__}.models", fromlist=["Thing"])
        assert await client.request("GET", "/a", cast_to=models.Thing) == models.Thing(a=1)
        raw = await module.raw_response(client.request)("POST", "/a", body={})
        assert raw.parsed == {"a": 1}
        with pytest.raises(ValueError, match="path must"):
            await client.request("GET", "https://evil.example")

    anyio.run(work)


def test_an_api_with_requests_of_its_own(
    client_of: Callable[..., ModuleType], type_errors: Callable[[ModuleType, str], list[str]]
) -> None:
    """The document's name comes first, for a resource and for a method."""
    operation = {"operationId": "request", "responses": {"204": {"description": "Done"}}}
    document = {**DOCUMENT, "paths": {"/request": {"get": operation}}}
    flat = client_of(document)
    tagged = {**operation, "operationId": "list", "tags": ["request"]}
    grouped = client_of({**document, "paths": {"/request": {"get": tagged}}})

    def handle(request: httpx2.Request) -> httpx2.Response:
        return httpx2.Response(204)

    http = httpx2.Client(transport=httpx2.MockTransport(handle))
    assert flat.Feature(http_client=http).request() is None
    assert grouped.Feature(http_client=http).request.list() is None
    assert type_errors(flat, "") == type_errors(grouped, "") == []


def test_types(module: ModuleType, type_errors: Callable[[ModuleType, str], list[str]]) -> None:
    """The result has the type that was asked for."""
    name = module.__name__
    code = f"""
from typing import assert_type, Any
from {name} import AsyncFeature, Feature, models

client = Feature()
assert_type(client.request("GET", "/a", cast_to=models.Thing), models.Thing)
assert_type(client.request("GET", "/a", cast_to=list[models.Thing]), list[models.Thing])
assert_type(client.request("GET", "/a", cast_to=str), str)
assert_type(client.request("GET", "/a", body=1, query={{"a": [1]}}, headers={{}}), Any)

async def main() -> None:
    client = AsyncFeature()
    assert_type(await client.request("GET", "/a", cast_to=models.Thing), models.Thing)
    assert_type(await client.request("GET", "/a"), Any)
"""
    assert type_errors(module, code) == []
