"""Bodies of GET and DELETE that the document declares without saying anything of them."""

from __future__ import annotations

import inspect
from typing import Any

import pytest

STRING = {"type": "string"}
FORM = "application/x-www-form-urlencoded"
JSON = "application/json"
EMPTY: Any = {"type": "object", "properties": {}}


def client(
    exchange: Any, schema: Any, method: str = "get", media_type: str = FORM, **rest: Any
) -> Any:
    """Return a client with one operation, `find`."""
    body = {"content": {media_type: {"schema": schema}}, **rest}
    done = {"204": {"description": "Done"}}
    query = [{"name": "q", "in": "query", "schema": STRING}]
    operation = {"operationId": "find", "requestBody": body, "parameters": query, "responses": done}
    return exchange({"/a": {method: operation}}, schemas={"Empty": EMPTY})


def takes_body(api: Any) -> bool:
    """Return whether `find` has an argument for the body."""
    return "body" in inspect.signature(api.client.find).parameters


@pytest.mark.parametrize("method", ["get", "delete", "head"])
@pytest.mark.parametrize(
    "schema",
    [
        EMPTY,
        {"type": "object"},
        {"type": "object", "additionalProperties": False},
        {"type": ["object", "null"]},
        {"$ref": "#/components/schemas/Empty"},
        {"type": "null"},
    ],
)
def test_a_body_of_nothing_is_no_argument(exchange: Any, method: str, schema: Any) -> None:
    """Converters write such bodies for every operation."""
    api = client(exchange, schema, method, JSON)
    assert not takes_body(api)
    api.client.find(q="x")
    assert (api.query, api.body, api.header("content-type")) == ("q=x", b"", None)


def test_nothing_is_made_of_its_schema(exchange: Any) -> None:
    """There is no class that nobody could use."""
    assert [name for name in client(exchange, EMPTY).models.__all__ if "Find" in name] == []


@pytest.mark.parametrize(("media_type", "body"), [(FORM, b"a=1"), (JSON, b'{"a":1}')])
def test_options_send_what_the_document_lacks(exchange: Any, media_type: str, body: bytes) -> None:
    """In the media type that the document declares."""
    api = client(exchange, EMPTY, "delete", media_type)
    api.client.find(options=api.module.RequestOptions(extra_body={"a": 1}))
    assert (api.header("content-type"), api.body) == (media_type, body)


def test_what_reads_has_no_body_at_all(exchange: Any) -> None:
    """Content of a GET request means nothing, so a client without a body is the simpler one."""
    api = client(exchange, EMPTY)
    assert "body" not in inspect.getsource(type(api.client).find)
    with pytest.raises(TypeError, match="has no body"):
        api.client.find(options=api.module.RequestOptions(extra_body={"a": 1}))


@pytest.mark.parametrize(
    ("schema", "method", "required"),
    [
        (EMPTY, "post", False),
        (EMPTY, "get", True),
        ({"type": "object", "additionalProperties": STRING}, "get", False),
        ({"type": "array", "items": STRING}, "delete", False),
        (True, "delete", False),
    ],
)
def test_a_body_that_says_something_is_an_argument(
    exchange: Any, schema: Any, method: str, required: bool
) -> None:
    """Where there is a type of values, where it must be there, and where the method is one with a body."""
    assert takes_body(client(exchange, schema, method, JSON, required=required))
