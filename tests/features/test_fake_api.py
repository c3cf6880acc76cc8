"""`<package>.testing`: a fake API, errors that are easily made, and methods that can be replaced with mocks."""

from __future__ import annotations

import asyncio
import importlib
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any
from unittest import mock

import pytest

ERROR = {
    "type": "object",
    "properties": {"code": {"type": "string"}, "message": {"type": "string"}},
}
THING = {
    "type": "object",
    "required": ["id"],
    "properties": {"id": {"type": "integer", "readOnly": True}, "name": {"type": "string"}},
}


def response(schema: str) -> dict[str, Any]:
    content = {"application/json": {"schema": {"$ref": f"#/components/schemas/{schema}"}}}
    return {"description": "It", "content": content}


DOCUMENT = {
    "openapi": "3.1.0",
    "info": {"title": "Shop", "version": "1"},
    "servers": [{"url": "https://shop.example"}],
    "security": [{"key": []}],
    "x-specloom-errors": {"code-members": ["code"]},
    "paths": {
        "/things/{id}": {
            "get": {
                "operationId": "getThing",
                "tags": ["things"],
                "parameters": [
                    {"name": "id", "in": "path", "required": True, "schema": {"type": "string"}}
                ],
                "responses": {"200": response("Thing"), "404": response("Error")},
            }
        },
        "/things": {
            "post": {
                "operationId": "createThing",
                "tags": ["things"],
                "requestBody": {
                    "content": {
                        "application/json": {"schema": {"$ref": "#/components/schemas/Thing"}}
                    }
                },
                "responses": {"201": response("Thing"), "402": response("Error")},
            }
        },
        "/events": {
            "get": {
                "operationId": "watch",
                "tags": ["events"],
                "responses": {
                    "200": {
                        "description": "They",
                        "content": {
                            "application/jsonl": {
                                "itemSchema": {"$ref": "#/components/schemas/Thing"}
                            }
                        },
                    }
                },
            }
        },
    },
    "components": {
        "schemas": {"Thing": THING, "Error": ERROR},
        "securitySchemes": {"key": {"type": "apiKey", "in": "header", "name": "X-Key"}},
    },
}


@pytest.fixture(scope="module")
def shop(module_client_of: Callable[..., ModuleType]) -> ModuleType:
    return module_client_of(DOCUMENT)


@pytest.fixture
def testing(shop: ModuleType) -> Any:
    return importlib.import_module(f"{shop.__name__}.testing")


# --- the fake API


def test_responses_come_in_turn_and_the_last_one_is_repeated(testing: Any) -> None:
    api = testing.FakeApi(
        testing.FakeResponse(200, {"id": 1}), testing.FakeResponse(200, {"id": 2})
    )
    with api.client() as client:
        assert [client.things.get("x").id for _ in range(3)] == [1, 2, 2]
    assert [each.target for each in api.requests] == ["/things/x"] * 3
    with pytest.raises(AssertionError, match="expected one request, received 3"):
        _ = api.request


def test_a_model_is_what_a_server_sends(testing: Any, shop: ModuleType) -> None:
    """With its read-only properties, which a request would not have."""
    models = importlib.import_module(f"{shop.__name__}.models")
    thing = models.Thing(id=7, name="it")
    with testing.FakeApi(testing.FakeResponse(200, thing)).client() as client:
        assert client.things.get("x") == thing
    inside = testing.FakeResponse(200, {"things": [thing]})
    assert inside.content == b'{"things": [{"id": 7, "name": "it"}]}'


def test_a_model_as_json_has_what_only_the_server_sets(testing: Any, shop: ModuleType) -> None:
    """Also within lists and other models: it is compared with a response."""
    data = {"id": 1, "name": "it"}
    models = importlib.import_module(f"{shop.__name__}.models")
    thing = models.Thing.model_validate(data)
    assert testing.as_json(thing) == data
    assert testing.as_json([{"thing": thing}]) == [{"thing": data}]


def test_each_path_has_its_own_responses(testing: Any, shop: ModuleType) -> None:
    errors = importlib.import_module(f"{shop.__name__}.errors")
    api = testing.FakeApi(testing.FakeResponse(404))
    api.on("GET", "/things/{id}", testing.FakeResponse(200, {"id": 1}))
    api.on("post", "/things", lambda request: testing.FakeResponse(201, {"id": 2, **request.json}))
    with api.client() as client:
        assert client.things.get("a b").id == 1
        assert client.things.create(name="new").name == "new"
        with pytest.raises(errors.NotFoundError):
            list(client.events.watch())
    assert [each.path for each in api.requests] == ["/things/a b", "/things", "/events"]
    with pytest.raises(ValueError, match="needs a reply"):
        api.on("GET", "/things")


def test_a_path_with_a_query_is_compared_with_it(testing: Any, shop: ModuleType) -> None:
    options = shop.RequestOptions(query={"v": 2, "w": "a b"})
    api = testing.FakeApi(testing.FakeResponse(200, {"id": 1}))
    api.on("GET", "/things/x?v=2&w=a%20b", testing.FakeResponse(200, {"id": 2}))
    with api.client() as client:
        assert client.things.get("x").id == 1
        assert client.things.get("x", options=options).id == 2
    assert api.requests[1].query == {"v": ["2"], "w": ["a b"]}


def test_a_request_that_nobody_expects_is_an_assertion_error(testing: Any) -> None:
    api = testing.FakeApi().on("POST", "/things", testing.FakeResponse(201, {"id": 1}))
    with (
        api.client(max_retries=3) as client,
        pytest.raises(AssertionError, match=r"no response for GET /things/x; .*'POST /things'"),
    ):
        client.things.get("x")
    assert len(api.requests) == 1


def test_exceptions_are_raised_and_retried(testing: Any, shop: ModuleType) -> None:
    errors = importlib.import_module(f"{shop.__name__}.errors")
    lost = errors.ApiConnectionError("lost")
    api = testing.FakeApi(lost, testing.FakeResponse(200, {"id": 1}))
    with api.client() as client, pytest.raises(errors.ApiConnectionError, match="lost"):
        client.things.get("x")
    api = testing.FakeApi(lost, testing.FakeResponse(200, {"id": 1}))
    with mock.patch("time.sleep"), api.client(max_retries=1) as client:
        assert client.things.get("x").id == 1


def test_clients_take_arguments_of_their_own(testing: Any) -> None:
    api = testing.FakeApi(testing.FakeResponse(200, {"id": 1}))
    api.client(key="mine", base_url="https://other.example/v1").things.get("x")
    assert api.request.headers["x-key"] == "mine"
    assert api.request.target == "/v1/things/x"


def test_the_asynchronous_client_does_the_same(testing: Any) -> None:
    lines = b'{"id": 1}\n{"id": 2}\n'
    headers = {"content-type": "application/jsonl"}
    api = testing.FakeApi(testing.FakeResponse(200, {"id": 1}))
    api.on("GET", "/events", testing.FakeResponse(200, pieces=lines, headers=headers))

    async def main() -> list[int]:
        async with api.async_client() as client:
            found = [(await client.things.get("x")).id]
            async with client.events.watch() as stream:
                return found + [each.id async for each in stream]

    assert asyncio.run(main()) == [1, 1, 2]


# --- errors


def test_errors_are_made_as_the_client_raises_them(testing: Any, shop: ModuleType) -> None:
    errors = importlib.import_module(f"{shop.__name__}.errors")
    body = {"code": "gone", "message": "no such thing"}
    api = testing.FakeApi(testing.FakeResponse(404, body, headers={"x-request-id": "r1"}))
    with api.client() as client, pytest.raises(errors.NotFoundError) as caught:
        client.things.get("x")
    made = testing.fake_error(errors.NotFoundError, body, headers={"x-request-id": "r1"})
    for name in ("status", "code", "message", "request_id", "body", "content"):
        assert getattr(made, name) == getattr(caught.value, name), name
    assert {**made.headers, "content-length": "44"} == dict(caught.value.headers)
    assert type(made) is type(caught.value)
    assert made.code == "gone"


def test_errors_of_every_class_can_be_made(testing: Any, shop: ModuleType) -> None:
    """Each has what its class promises, and can be shown, copied and raised."""
    errors = importlib.import_module(f"{shop.__name__}.errors")
    usual = {"NotFoundError": 404, "RateLimitError": 429, "InternalServerError": 500}
    for name in errors.__all__:
        made = testing.fake_error(getattr(errors, name))
        assert type(made).__name__ == name
        assert str(made)
        if name in usual:
            assert made.status == usual[name]
    told = testing.fake_error(
        errors.InternalServerError,
        b"<html>",
        status=502,
        message="bad gateway",
        operation="getThing",
    )
    assert str(told) == "502 Bad Gateway: GET https://api.example.com/ (getThing): bad gateway"
    assert told.body == "<html>"
    unreadable = testing.fake_error(errors.ResponseDecodeError, b"<html>")
    assert (unreadable.status, unreadable.content) == (200, b"<html>")


def test_type_checkers_know_what_is_made(
    testing: Any, shop: ModuleType, type_errors: Callable[[ModuleType, str], list[str]]
) -> None:
    name = shop.__name__
    code = f"""
from {name} import AsyncShop, Shop
from {name}.errors import NotFoundError
from {name}.testing import FakeApi, FakeResponse, ReceivedRequest, fake_error

def reply(request: ReceivedRequest) -> FakeResponse:
    return FakeResponse(200, {{"id": request.method}})

error: NotFoundError = fake_error(NotFoundError, {{"message": "no"}}, status=404)
api: FakeApi = FakeApi(FakeResponse(204), error, reply).on("GET", "/x", reply)
client: Shop = api.client()
other: AsyncShop = api.async_client()
"""
    assert type_errors(shop, code) == []


# --- mocks


def test_methods_can_be_replaced(testing: Any, shop: ModuleType) -> None:
    errors = importlib.import_module(f"{shop.__name__}.errors")
    client = shop.Shop(key="k")
    with mock.patch.object(client.things, "get", return_value="mocked") as get:
        assert client.things.get("x") == "mocked"
        assert client.with_options(timeout=1).things.get("y") == "mocked"
        assert shop.raw_response(client.things.get)("z") == "mocked"
    assert [call.args for call in get.call_args_list] == [("x",), ("y",), ("z",)]
    error = testing.fake_error(errors.NotFoundError)
    with (
        mock.patch.object(client.things, "get", autospec=True, side_effect=error),
        pytest.raises(errors.NotFoundError),
    ):
        client.things.get("x")
    with mock.patch.object(client, "request", return_value={"any": 1}):
        assert client.request("GET", "/x") == {"any": 1}
    with pytest.raises(TypeError, match="takes a method of a client"):
        shop.raw_response(len)  # type: ignore[arg-type]


def test_methods_of_the_asynchronous_client_can_be_replaced(shop: ModuleType) -> None:
    client = shop.AsyncShop(key="k")

    async def main() -> list[Any]:
        with (
            mock.patch.object(client.things, "get", return_value="mocked"),
            mock.patch.object(client, "request", return_value="any"),
        ):
            raw = shop.raw_response(client.things.get)
            return [await client.things.get("x"), await raw("x"), await client.request("GET", "/")]

    assert asyncio.run(main()) == ["mocked", "mocked", "any"]


def test_a_mock_can_have_the_whole_shape_of_a_client(shop: ModuleType) -> None:
    """Of an instance: resources, and the signatures of methods."""
    mocked = mock.create_autospec(shop.Shop(key="k"), instance=True)
    mocked.things.get.return_value = 1
    assert mocked.things.get("x") == 1
    with pytest.raises(TypeError):
        mocked.things.get("x", "y", wrong=1)
    with pytest.raises(AttributeError):
        _ = mocked.things.no_such_method


def test_a_program_does_not_load_it(shop: ModuleType) -> None:
    assert shop.__file__ is not None
    code = f"""
import sys, {shop.__name__} as shop
client = shop.Shop(key="k")
client.things.get
print([name for name in sys.modules if name.endswith("testing")])
"""
    source = Path(shop.__file__).parents[1]
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=source, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"
