"""Bytes: text in JSON, base64 where the document says so, bytes and files in forms."""

from __future__ import annotations

import inspect
import json
from typing import Any, get_type_hints

import pytest

BINARY = {"type": "string", "format": "binary"}
BASE64 = {"type": "string", "format": "byte"}
SHARED = {"type": "object", "properties": {"file": BINARY, "name": {"type": "string"}, "b": BASE64}}
S = {"$ref": "#/components/schemas/S"}


def post(operation_id: str, *media_types: str, schema: Any = None, answer: Any = None) -> Any:
    """Return a path with one operation whose body is of these media types."""
    content = {media_type: {"schema": schema or S} for media_type in media_types}
    answers = {"content": {"application/json": {"schema": answer}}} if answer else {}
    return {
        "post": {
            "operationId": operation_id,
            "requestBody": {"required": True, "content": content},
            "responses": {"200": {"description": "OK", **answers}},
        }
    }


@pytest.mark.parametrize(
    "binary", [BINARY, {"type": "string", "contentMediaType": "application/octet-stream"}]
)
def test_octets_in_json_are_text(codec: Any, binary: Any) -> None:
    """What a model, a mapping and a response hold is the text as it stands; base64 is what is called so."""
    schema = {
        "type": "object",
        "properties": {"raw": binary, "b": BASE64, "many": {"type": "array", "items": binary}},
    }
    c = codec({"$ref": "#/components/schemas/R"}, schemas={"R": schema})
    value = {"raw": "aGk=", "b": "aGk=", "many": ["\u00e9", "*"]}
    found = c.round_trip(value)
    assert (found.raw, found.b, found.many) == ("aGk=", b"hi", ["\u00e9", "*"])
    assert get_type_hints(c.models.R)["raw"] == str | None
    expected = {"raw": "hi", "b": "aGk="}
    assert c.encode(c.models.R(raw="hi", b=b"hi")) == expected
    assert c.encode({"raw": "hi", "b": b"hi"}) == c.encode({"raw": b"hi", "b": b"hi"}) == expected
    with pytest.raises(ValueError, match="'raw'"):
        c.client.write(value={"raw": b"\xff"})


def test_a_response_of_octets_in_json(codec: Any) -> None:
    """A string by itself, too."""
    assert codec(BINARY).round_trip("aGk=") == "aGk="


def test_octets_in_parameters_and_header_fields_are_text(exchange: Any) -> None:
    """Neither can hold bytes: what the caller gives is sent as it stands, also where a component says it."""
    component = {"$ref": "#/components/schemas/B"}
    operation = {
        "operationId": "read",
        "parameters": [
            {"name": "p", "in": "path", "required": True, "schema": BINARY},
            {"name": "q", "in": "query", "schema": {"type": "array", "items": BINARY}},
            {"name": "c", "in": "query", "schema": component},
        ],
        "responses": {
            "200": {
                "description": "OK",
                "headers": {"X-B": {"schema": component}},
                "content": {"application/json": {"schema": {"type": "object"}}},
            }
        },
    }
    api = exchange({"/u/{p}": {"get": operation}}, schemas={"B": BINARY})
    api.client.read("a", q=["b", "c"], c="aGk=")
    assert api.target == "/u/a?q=b&q=c&c=aGk%3D"


def test_a_schema_that_json_and_forms_share(exchange: Any) -> None:
    """It takes text, bytes and files, and every way agrees on what is sent as JSON."""
    both, form = ("application/json", "multipart/form-data"), ("multipart/form-data",)
    alone = {"type": "object", "properties": {"file": BINARY}}
    paths = {
        "/a": post("both", *both),
        "/b": post("listed", "application/json", schema={"type": "array", "items": S}, answer=S),
        "/c": post("alone", *form, schema=alone),
    }
    api = exchange(paths, schemas={"S": SHARED})
    api.answer({"file": "abc"})
    for file in ("hi", b"hi"):
        api.client.both(file=file, b=b"hi", content_type="application/json")
        assert json.loads(api.body) == {"file": "hi", "b": "aGk="}
        model = api.models.S(file=file, b=b"hi")
        found = api.client.listed(body=[model, {"file": file, "b": b"hi"}])
        assert json.loads(api.body) == [{"file": "hi", "b": "aGk="}] * 2
        assert found.file == "abc"
    api.client.both(file=api.module.File(b"\xff"), content_type="multipart/form-data")
    assert b"\r\n\r\n\xff\r\n" in api.body
    assert "str" in str(inspect.signature(api.client.both).parameters["file"].annotation)
    assert "str" not in str(inspect.signature(api.client.alone).parameters["file"].annotation)


def test_a_whole_body_in_base64(exchange: Any) -> None:
    """It is a JSON string, as a property would be, and octets as they are in another media type."""
    api = exchange(
        {
            "/one": post("one", "application/json", schema=BASE64),
            "/two": post("two", "application/json", "application/octet-stream", schema=BASE64),
        }
    )
    for data in (b"hi", bytearray(b"hi"), memoryview(b"hi")):
        api.client.one(body=data)
        assert api.request.content == b'"aGk="'
    api.client.two(body=b"hi", content_type="application/octet-stream")
    assert api.request.content == b"hi"


def test_base64_in_a_form(exchange: Any) -> None:
    """Bytes that the document wants in base64 are sent so, as an argument and in a model."""
    form = "application/x-www-form-urlencoded"
    api = exchange(
        {"/a": post("a", form), "/b": post("b", form)},
        schemas={"S": {**SHARED, "properties": {"b": BASE64}}},
    )
    api.client.a(b=b"hi")
    assert api.body == b"b=aGk%3D"


def test_numbers_in_urls(exchange: Any) -> None:
    """5 that came is 5 in the path, the query and a header; 150.0 that was given stays so."""
    number = {"type": "number"}
    parameters = [
        {"name": "id", "in": "path", "required": True, "schema": number},
        {"name": "q", "in": "query", "schema": number},
        {"name": "h", "in": "header", "schema": number},
    ]
    answer = {"type": "object", "properties": {"id": number}}
    content = {"application/json": {"schema": answer}}
    operation = {
        "operationId": "u",
        "parameters": parameters,
        "responses": {"200": {"description": "OK", "content": content}},
    }
    api = exchange({"/u/{id}": {"get": operation}})
    api.answer(content=b'{"id": 5}')
    found = api.client.u(1)
    api.client.u(found.id, q=found.id, h=found.id)
    assert (api.target, api.header("h")) == ("/u/5?q=5", "5")
    api.client.u(150.0, q=0.5)
    assert api.target == "/u/150.0?q=0.5"
    api.answer(content=b'{"id": 12345678901234567890.5}')
    api.client.u(api.client.u(1).id)
    assert api.target == "/u/12345678901234567890.5"
