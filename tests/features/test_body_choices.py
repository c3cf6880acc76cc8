"""Which media type a body is sent in, what is refused there, and properties that the document lacks."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

STRING = {"type": "string"}
FORM = "application/x-www-form-urlencoded"
JSON = "application/json"
XML = "application/xml"
OBJECT = {
    "type": "object",
    "required": ["a"],
    "properties": {"a": STRING, "b": STRING, "kind": {"const": "k"}},
}


def paths(*media_types: str, schema: Any = OBJECT, required: bool = True) -> dict[str, Any]:
    """Return the paths of a document whose one operation takes a body in several media types."""
    body = {"required": required, "content": {name: {"schema": schema} for name in media_types}}
    responses = {"204": {"description": "Done"}}
    return {"/a": {"post": {"operationId": "send", "requestBody": body, "responses": responses}}}


def sent(api: Any) -> tuple[str | None, bytes]:
    """Return the Content-Type and the body of the last request."""
    return api.header("content-type"), api.body


def test_the_options_choose_a_media_type(exchange: Any) -> None:
    """As the argument `content_type` does, which they win over."""
    api = exchange(paths(JSON, FORM, XML))
    options = api.module.RequestOptions(content_type=FORM)
    api.client.send(a="x y", options=options)
    assert sent(api) == (FORM, b"a=x+y&kind=k")
    api.client.send(a="x", content_type=JSON, options=options)
    assert sent(api) == (FORM, b"a=x&kind=k")
    api.client.send(body="<a/>", options=api.module.RequestOptions(content_type=XML))
    assert sent(api) == (XML, b"<a/>")


def test_the_options_choose_a_media_type_where_no_argument_does(exchange: Any) -> None:
    """Of bytes and text, any; of an object, any that it can be written in."""
    api = exchange(paths("application/octet-stream", schema={"type": "string", "format": "binary"}))
    for body in (b"\x00", "text"):
        api.client.send(body=body, options=api.module.RequestOptions(content_type="image/png"))
        assert sent(api) == ("image/png", body if isinstance(body, bytes) else body.encode())
    api = exchange(paths(JSON))
    patch = "application/merge-patch+json"
    api.client.send(a="x", options=api.module.RequestOptions(content_type=patch))
    assert sent(api) == (patch, b'{"a":"x","kind":"k"}')
    with pytest.raises(ValueError, match="content_type"):
        api.client.send(a="x", options=api.module.RequestOptions(content_type="a/b\r\nx: y"))


@pytest.mark.parametrize(
    ("media_type", "expected"),
    [
        (JSON, b'{"a":"y","kind":"k","new":{"deep":[1]}}'),
        (FORM, b"a=y&kind=k&new=%7B%22deep%22%3A%5B1%5D%7D"),
    ],
)
def test_more_properties_of_a_body(exchange: Any, media_type: str, expected: bytes) -> None:
    """They are sent beside the arguments, and replace those of the same name."""
    api = exchange(paths(media_type))
    extra = {"a": "y", "new": {"deep": [1]}}
    api.client.send(a="x", options=api.module.RequestOptions(extra_body=extra))
    assert sent(api) == (media_type, expected)


def test_more_properties_of_several_parts(exchange: Any) -> None:
    """They are parts."""
    api = exchange(paths("multipart/form-data"))
    extra = {"file": api.module.File(b"content", "a.txt")}
    api.client.send(a="x", options=api.module.RequestOptions(extra_body=extra))
    assert b'name="a"\r\n\r\nx\r\n' in api.body
    assert b'name="file"; filename="a.txt"' in api.body


def test_more_properties_of_a_model(exchange: Any) -> None:
    """A model that is the whole body keeps its own; numbers keep their digits, dates their form."""
    schema = {
        "type": "object",
        "properties": {
            "n": {"type": "number"},
            "aDay": {"type": "string", "format": "date"},
            "inner": {"$ref": "#/components/schemas/Inner"},
        },
    }
    inner = {"type": "object", "properties": {"atTime": {"type": "string", "format": "date-time"}}}
    one_of = {"oneOf": [{"$ref": "#/components/schemas/S"}, {"$ref": "#/components/schemas/Inner"}]}
    api = exchange(paths(JSON, schema=one_of), schemas={"S": schema, "Inner": inner})
    text = (
        '{"aDay":"2020-01-01","inner":{"atTime":"2020-01-01T00:00:00"},"n":1.00000000000000000001}'
    )
    body = api.models.S.model_validate_json(text)
    body = body.model_copy(update={"n": Decimal("1.00000000000000000001")})
    api.client.send(body=body, options=api.module.RequestOptions(extra_body={"x": None}))
    assert api.body.decode() == text[:-1] + ',"x":null}'


def test_more_properties_of_an_optional_body(exchange: Any) -> None:
    """They make a body."""
    schema = {"type": "object", "properties": {"a": STRING}}
    api = exchange(paths(JSON, schema=schema, required=False))
    api.client.send(options=api.module.RequestOptions(extra_body={"x": 1}))
    assert sent(api) == (JSON, b'{"x":1}')


@pytest.mark.parametrize("body", [["a"], b"{}", "a", 5, None])
def test_more_properties_of_what_is_no_object(exchange: Any, body: Any) -> None:
    """Refused before anything is sent."""
    api = exchange(paths(JSON, schema={}))
    with pytest.raises(TypeError, match="extra_body adds properties to an object"):
        api.client.send(body=body, options=api.module.RequestOptions(extra_body={"x": 1}))
    assert api.requests == []


def test_more_properties_without_a_body(exchange: Any) -> None:
    """An operation that takes no body has no place for them."""
    operation = {"operationId": "read", "responses": {"204": {"description": "Done"}}}
    api = exchange({"/a": {"get": operation}})
    with pytest.raises(TypeError, match="extra_body: read has no body"):
        api.client.read(options=api.module.RequestOptions(extra_body={"x": 1}))


@pytest.mark.parametrize("media_type", [XML, "text/csv", "application/pdf", "application/cbor"])
@pytest.mark.parametrize("kind", ["mapping", "model", "list"])
def test_objects_in_a_media_type_without_an_encoder(
    exchange: Any, media_type: str, kind: str
) -> None:
    """They are not JSON in disguise; what is text or bytes is sent as it is."""
    document = {
        **paths(media_type, schema={"$ref": "#/components/schemas/S"}),
        **{"/b": {"post": {**paths(JSON)["/a"]["post"], "operationId": "other"}}},
    }
    document["/b"]["post"]["requestBody"]["content"][JSON]["schema"] = {
        "$ref": "#/components/schemas/S"
    }
    api = exchange(document, schemas={"S": OBJECT})
    body = {"mapping": {"a": "x"}, "list": ["x"], "model": api.models.S(a="x")}[kind]
    with pytest.raises(TypeError, match=f"cannot be sent as {media_type}"):
        api.client.send(body=body)
    assert api.requests == []
    for good in ("<a/>", b"<a/>"):
        api.client.send(body=good)
        assert sent(api) == (media_type, b"<a/>")


def test_members_in_a_media_type_without_an_encoder(exchange: Any) -> None:
    """The same where the caller chooses it."""
    api = exchange(paths(JSON, XML))
    with pytest.raises(TypeError, match="cannot be sent as application/xml"):
        api.client.send(a="x", content_type=XML)
    with pytest.raises(TypeError, match="cannot be sent as application/xml"):
        api.client.send(body={"a": "x"}, content_type=XML)


def test_text_in_several_parts(exchange: Any) -> None:
    """Text has no parts: an empty body is not sent in its place."""
    api = exchange(paths(JSON, "multipart/form-data", schema={}))
    with pytest.raises(TypeError, match="a model or a mapping, not str"):
        api.client.send(body="x", content_type="multipart/form-data")


@pytest.mark.parametrize("usual", [JSON, FORM])
def test_text_that_the_usual_media_type_does_not_take(exchange: Any, usual: str) -> None:
    """It belongs to another media type, which must be chosen."""
    api = exchange(paths(usual, XML, "application/pdf"))
    with pytest.raises(TypeError, match=r'choose content_type="application/xml" or .*pdf"'):
        api.client.send(body="<a/>")
    assert api.requests == []
    api.client.send(body="<a/>", content_type=XML)
    assert sent(api) == (XML, b"<a/>")


@pytest.mark.parametrize(
    "schema",
    [
        STRING,
        {},
        {"oneOf": [{"type": "integer"}, {"type": "string"}]},
        {"type": ["object", "string"]},
        {"type": "string", "enum": ["<a/>", "b"]},
        {"type": ["string", "null"]},
    ],
)
def test_text_that_json_takes(exchange: Any, schema: Any) -> None:
    """It is a JSON string."""
    api = exchange(paths(JSON, XML, schema=schema))
    api.client.send(body="<a/>")
    assert sent(api) == (JSON, b'"<a/>"')


def test_members_beside_a_whole_body(exchange: Any) -> None:
    """Optional ones are not ignored either; constants, which nobody gives, do not count."""
    api = exchange(paths(JSON, XML))
    with pytest.raises(TypeError, match=r"`body` is the body as a whole, .*: b"):
        api.client.send(b="x", body="<a/>", content_type=XML)
    assert api.requests == []
    api.client.send(body="<a/>", content_type=XML)
    assert api.body == b"<a/>"
