"""Request bodies in every media type, and the classes of requests and responses."""

from __future__ import annotations

import email
import importlib
import inspect
import json
import typing
from collections import deque
from typing import Any

import pytest
from specloom.diagnostics import Code

STRING = {"type": "string"}
FILE = {"type": "string", "format": "binary"}
OK = {"200": {"description": "OK"}}


def ref(name: str) -> dict[str, str]:
    """Return a reference to a schema."""
    return {"$ref": f"#/components/schemas/{name}"}


def obj(*required: str, **properties: Any) -> dict[str, Any]:
    """Return the schema of an object."""
    return {"type": "object", "properties": properties, "required": list(required)}


def post(content: dict[str, Any], *, required: bool = True, **rest: Any) -> dict[str, Any]:
    """Return the paths of a document whose one operation takes a body."""
    body = {"required": required, "content": content}
    operation = {"operationId": "send", "requestBody": body, "responses": OK, **rest}
    return {"/a": {"post": operation}}


def parts_of(api: Any) -> list[tuple[str, str | None, str | None, bytes]]:
    """Return the parts of the last request: name, file name, media type, bytes."""
    head = f"Content-Type: {api.header('content-type')}\r\n\r\n".encode()
    message = email.message_from_bytes(head + api.body)
    assert message.is_multipart() and not message.defects
    found = []
    for part in message.get_payload():
        name = part.get_param("name", header="content-disposition")
        kind = part.get_content_type() if "content-type" in part else None
        found.append((name, part.get_filename(), kind, part.get_payload(decode=True)))
    return found


# --- several media types


def test_one_schema_in_several_media_types(exchange: Any) -> None:
    """JSON unless the caller chooses; always one body and one Content-Type."""
    form = "application/x-www-form-urlencoded"
    content = {form: {"schema": ref("S")}, "application/json": {"schema": ref("S")}}
    api = exchange(post(content), schemas={"S": obj("a", a=STRING, n={"type": "integer"})})
    api.client.send(a="x y", n=1)
    assert (api.header("content-type"), api.body) == ("application/json", b'{"a":"x y","n":1}')
    api.client.send(a="x y", n=1, content_type=form)
    assert (api.header("content-type"), api.body) == (form, b"a=x+y&n=1")


def test_several_schemas_in_several_media_types(exchange: Any) -> None:
    """What is chosen goes as a whole; the media type says how."""
    form = "application/x-www-form-urlencoded"
    content = {
        "application/json": {"schema": ref("S")},
        form: {"schema": ref("S")},
        "text/plain": {"schema": STRING},
        "application/pdf": {},
    }
    api = exchange(post(content), schemas={"S": obj("a", a=STRING)})
    model = api.models.S(a="é")
    api.client.send(body=model)
    assert (api.header("content-type"), api.body) == ("application/json", '{"a":"é"}'.encode())
    api.client.send(body=model, content_type=form)
    assert (api.header("content-type"), api.body) == (form, b"a=%C3%A9")
    api.client.send(body="é", content_type="text/plain")
    assert (api.header("content-type"), api.body) == ("text/plain", "é".encode())
    api.client.send(body=b"%PDF", content_type="application/pdf")
    assert (api.header("content-type"), api.body) == ("application/pdf", b"%PDF")


FORM = "application/x-www-form-urlencoded"


def test_json_members_are_arguments_whatever_else_can_be_sent(exchange: Any) -> None:
    """Petstore's form: JSON, XML and a form; what is not JSON is given as a whole."""
    content = {name: {"schema": ref("S")} for name in ("application/xml", "application/json", FORM)}
    api = exchange(post(content), schemas={"S": obj("a", a=STRING, b=STRING)})
    api.client.send(a="x")
    assert (api.header("content-type"), api.body) == ("application/json", b'{"a":"x"}')
    api.client.send(a="x", content_type=FORM)
    assert (api.header("content-type"), api.body) == (FORM, b"a=x")
    api.client.send(body="<s/>", content_type="application/xml")
    assert (api.header("content-type"), api.body) == ("application/xml", b"<s/>")
    first, second = typing.get_overloads(type(api.client).send)
    assert [*inspect.signature(first).parameters] == ["self", "a", "b", "content_type", "options"]
    assert [*inspect.signature(second).parameters] == ["self", "body", "content_type", "options"]
    assert second.__annotations__["body"] == "str"
    assert second.__annotations__["content_type"] == "Literal['application/xml']"


def test_other_media_types_of_a_tagged_operation(exchange: Any) -> None:
    """Modules of tags import what their methods need when they are defined."""
    content = {name: {"schema": ref("S")} for name in ("application/xml", "application/json")}
    paths = post(content)
    next(iter(paths.values()))["post"]["tags"] = ["things"]
    api = exchange(paths, schemas={"S": obj("a", a=STRING, b=STRING)})
    api.client.things.send(a="x")
    assert api.body == b'{"a":"x"}'
    api.client.things.send(body="<s/>", content_type="application/xml")
    assert api.body == b"<s/>"


def test_a_body_as_a_whole_or_by_its_members(exchange: Any) -> None:
    """One of both: what is missing or too much is a TypeError before anything is sent."""
    content = {"application/json": {"schema": ref("S")}, "application/xml": {}}
    api = exchange(post(content), schemas={"S": obj("a", a=STRING, b=STRING)})
    with pytest.raises(TypeError, match="missing: a"):
        api.client.send(b="x")
    with pytest.raises(TypeError, match="as a whole, and its properties are given, too: a"):
        api.client.send(a="x", body="<s/>", content_type="application/xml")
    assert api.requests == []


@pytest.mark.parametrize(
    "media_types",
    [
        ("application/json", "text/json", "application/*+json"),
        ("application/json-patch+json", "application/json", "text/json", "application/*+json"),
        ("application/vnd.x+json", "application/json"),
    ],
)
def test_media_types_of_json_with_one_schema_are_one(exchange: Any, media_types: Any) -> None:
    """What .NET writes for every body: nothing is left to choose."""
    content = {media_type: {"schema": ref("S")} for media_type in media_types}
    api = exchange(post(content), schemas={"S": obj("a", a=STRING)})
    api.client.send(a="x")
    assert (api.header("content-type"), api.body) == ("application/json", b'{"a":"x"}')
    assert "content_type" not in inspect.signature(type(api.client).send).parameters


def test_patches_of_one_schema_are_a_choice(exchange: Any) -> None:
    """Kubernetes: what the patch means is said by its media type alone."""
    kinds = [f"application/{kind}-patch+json" for kind in ("json", "merge", "strategic-merge")]
    content: dict[str, Any] = {kind: {"schema": ref("Patch")} for kind in kinds}
    content["application/apply-patch+yaml"] = {"schema": ref("Patch")}
    api = exchange(post(content), schemas={"Patch": {"type": "object"}})
    for kind in kinds:
        api.client.send(body={"a": 1}, content_type=kind)
        assert (api.header("content-type"), api.body) == (kind, b'{"a":1}')
    api.client.send(body=b"a: 1", content_type="application/apply-patch+yaml")
    assert (api.header("content-type"), api.body) == ("application/apply-patch+yaml", b"a: 1")


def test_several_schemas_of_json_stay_a_choice_of_types(exchange: Any) -> None:
    """Both are given as the body."""
    content = {
        "application/json": {"schema": ref("A")},
        "application/vnd.b+json": {"schema": ref("B")},
    }
    api = exchange(post(content), schemas={"A": obj("a", a=STRING), "B": obj("b", b=STRING)})
    api.client.send(body=api.models.A(a="x"))
    assert (api.header("content-type"), api.body) == ("application/json", b'{"a":"x"}')
    api.client.send(body={"b": "x"}, content_type="application/vnd.b+json")
    assert (api.header("content-type"), api.body) == ("application/vnd.b+json", b'{"b":"x"}')


def test_a_file_chooses_multipart(exchange: Any) -> None:
    """Django REST framework offers JSON, a form and parts of one schema; a file cannot be JSON."""
    content = {
        name: {"schema": ref("S")} for name in ("application/json", FORM, "multipart/form-data")
    }
    schema = obj("title", title=STRING, cover=FILE, pages={"type": "array", "items": FILE})
    api = exchange(post(content), schemas={"S": schema})
    api.client.send(title="x")
    assert (api.header("content-type"), api.body) == ("application/json", b'{"title":"x"}')
    file = api.module.File(b"\xff", "a.png", "image/png")
    for cover, name, kind in (
        (file, "a.png", "image/png"),
        (b"\xff", "file", "application/octet-stream"),
    ):
        api.client.send(title="x", cover=cover)
        assert parts_of(api) == [
            ("title", None, None, b"x"),
            ("cover", name, kind, b"\xff"),
        ]
    api.client.send(title="x", pages=[file])
    assert parts_of(api)[1] == ("pages", "a.png", "image/png", b"\xff")
    api.client.send(title="x", content_type=FORM)
    assert api.header("content-type") == FORM


def test_a_file_chooses_multipart_of_another_schema(exchange: Any) -> None:
    """JSON takes references to files, parts take the files."""
    content = {
        "application/json": {"schema": obj("url", url=STRING)},
        "multipart/form-data": {"schema": obj("image", image=FILE)},
    }
    api = exchange(post(content))
    api.client.send(url="https://x.example")
    assert api.body == b'{"url":"https://x.example"}'
    file = api.module.File(b"\xff", "a.png", "image/png")
    for options in ({}, {"content_type": "multipart/form-data"}):
        api.client.send(body={"image": file}, **options)
        assert parts_of(api) == [("image", "a.png", "image/png", b"\xff")]


@pytest.mark.parametrize("others", [("application/xml",), (FORM,)])
def test_a_property_called_content_type_stays_in_the_body(exchange: Any, others: Any) -> None:
    """The choice between media types is not a part of it, and is not hidden by it."""
    schema = obj("key", key=STRING, content_type=STRING)
    content = {name: {"schema": ref("S")} for name in ("application/json", *others)}
    api = exchange(post(content), schemas={"S": schema})
    api.client.send(body={"key": "x", "content_type": "image/png"})
    assert json.loads(api.body) == {"key": "x", "content_type": "image/png"}
    assert api.header("content-type") == "application/json"
    whole = "<s/>" if others != (FORM,) else {"key": "x", "content_type": "y"}
    api.client.send(body=whole, content_type=others[0])
    assert api.header("content-type") == others[0]
    assert api.body == (b"<s/>" if others != (FORM,) else b"key=x&content_type=y")


def test_a_property_called_content_type_without_a_choice(exchange: Any) -> None:
    """It is an argument like any other."""
    api = exchange(post({"application/json": {"schema": obj("content_type", content_type=STRING)}}))
    api.client.send(content_type="image/png")
    assert (api.header("content-type"), api.body) == (
        "application/json",
        b'{"content_type":"image/png"}',
    )


def test_parameters_called_as_the_choices_are(exchange: Any) -> None:
    """They go where they belong, under another name."""
    content = {"application/json": {"schema": obj("a", a=STRING)}, "application/xml": {}}
    paths = post(content)
    operation = next(iter(next(iter(paths.values())).values()))
    operation["parameters"] = [
        {"name": name, "in": "query", "schema": STRING} for name in ("content_type", "body")
    ]
    api = exchange(paths)
    api.client.send(a="x", query_content_type="q", query_body="w")
    assert (api.query, api.body) == ("content_type=q&body=w", b'{"a":"x"}')
    assert api.header("content-type") == "application/json"


@pytest.mark.parametrize(
    ("media_type", "value", "wire"),
    [
        ("application/merge-patch+json", {"a": None}, b'{"a":null}'),
        ("text/plain", "x\n", b"x\n"),
        ("application/xml", "<a/>", b"<a/>"),
        ("application/octet-stream", b"\x00\xff", b"\x00\xff"),
        ("image/png", b"\x89PNG", b"\x89PNG"),
    ],
)
def test_one_media_type(exchange: Any, media_type: str, value: Any, wire: bytes) -> None:
    """JSON by its suffix, text and XML as text, anything else as bytes."""
    api = exchange(post({media_type: {}}))
    api.client.send(body=value)
    assert (api.header("content-type"), api.body) == (media_type, wire)


def test_json_bodies_that_are_no_objects(exchange: Any) -> None:
    """An array, and a lone string, are JSON documents."""
    api = exchange(post({"application/json": {"schema": {"type": "array", "items": STRING}}}))
    api.client.send(body=["a"])
    assert api.body == b'["a"]'
    api = exchange(post({"application/json": {"schema": STRING}}))
    api.client.send(body="a")
    assert api.body == b'"a"'


def test_an_optional_body(exchange: Any) -> None:
    """Not given, there is none, and no Content-Type; an empty one can be sent as a model."""
    content = {"application/json": {"schema": ref("S")}}
    api = exchange(post(content, required=False), schemas={"S": obj(a=STRING)})
    api.client.send()
    assert (api.header("content-type"), api.body) == (None, b"")
    api.client.send(a="x")
    assert api.body == b'{"a":"x"}'


def test_a_closed_object_as_the_body(exchange: Any) -> None:
    """What has no other properties can be given by its own."""
    schema = {**obj("a", a=STRING), "additionalProperties": False}
    api = exchange(post({"application/json": {"schema": schema}}))
    api.client.send(a="x")
    assert api.body == b'{"a":"x"}'


def test_a_get_with_a_body(exchange: Any) -> None:
    """Search APIs have them."""
    body = {"content": {"application/json": {"schema": obj("q", q=STRING)}}, "required": True}
    api = exchange({"/a": {"get": {"operationId": "find", "requestBody": body, "responses": OK}}})
    api.client.find(q="x")
    assert (api.request.method, api.body) == ("GET", b'{"q":"x"}')


def test_form_arrays_and_values(exchange: Any) -> None:
    """Repeated names; booleans as JSON; nothing for what is not given."""
    schema = obj(tags={"type": "array", "items": STRING}, on={"type": "boolean"}, no=STRING)
    api = exchange(post({"application/x-www-form-urlencoded": {"schema": schema}}))
    api.client.send(tags=["a", "b&c"], on=True)
    assert sorted(api.body.split(b"&")) == [b"on=true", b"tags=a", b"tags=b%26c"]


def test_form_encoding(exchange: Any) -> None:
    """Each property in the style that the form's encoding asks for; the others as ever."""
    encoding: dict[str, Any] = {
        "csv": {"style": "form", "explode": False},
        "spaced": {"style": "spaceDelimited", "explode": False},
        "deep": {"style": "deepObject", "explode": True},
        "expand": {"style": "deepObject", "explode": True},
        "raw": {"allowReserved": True},
    }
    many = {"type": "array", "items": STRING}
    schema = obj(
        csv=many,
        spaced=many,
        deep={"type": "object"},
        expand=many,
        raw=STRING,
        plain={"type": "object"},
    )
    content = {"application/x-www-form-urlencoded": {"schema": schema, "encoding": encoding}}
    api = exchange(post(content))
    api.client.send(
        csv=["a", "b"],
        spaced=["a", "b"],
        deep={"x": {"y": 1}},
        expand=["c"],
        raw="a/b",
        plain={"k": 1},
    )
    assert sorted(api.body.decode().split("&")) == [
        "csv=a,b",
        "deep%5Bx%5D%5By%5D=1",
        "expand%5B%5D=c",
        "plain=%7B%22k%22%3A1%7D",
        "raw=a/b",
        "spaced=a%20b",
    ]
    api.client.send(csv=[])
    assert api.body == b""


@pytest.mark.parametrize(
    ("media_type", "schema", "value", "sent", "wire"),
    [
        ("*/*", obj(a=STRING), {"a": "x"}, "application/json", b'{"a":"x"}'),
        ("application/*", ref("S"), {"a": "x"}, "application/json", b'{"a":"x"}'),
        ("*/*", STRING, "x", "text/plain", b"x"),
        ("*/*", FILE, b"x", "application/octet-stream", b"x"),
        ("image/*", FILE, b"x", "application/octet-stream", b"x"),
    ],
)
def test_ranges_of_media_types(
    exchange: Any, media_type: str, schema: Any, value: Any, sent: str, wire: bytes
) -> None:
    """A range is not a Content-Type; what the schema describes decides, and the caller may say better."""
    api = exchange(post({media_type: {"schema": schema}}), schemas={"S": obj(a=STRING)})
    if isinstance(value, dict):
        api.client.send(**value)
    else:
        api.client.send(body=value)
    assert (api.header("content-type"), api.body) == (sent, wire)


# --- multipart

UPLOAD = obj(
    "files",
    files={"type": "array", "items": FILE},
    meta={"type": "object"},
    tags={"type": "array", "items": STRING},
    count={"type": "integer"},
)


def test_multipart_files_and_parts(exchange: Any) -> None:
    """Arrays of files are files, objects are JSON, lists are repeated parts."""
    content = {
        "multipart/form-data": {
            "schema": UPLOAD,
            "encoding": {"meta": {"contentType": "application/json"}},
        }
    }
    api = exchange(post(content))
    file = api.module.File(b"\x00\r\n--x", "a b.bin", "image/png")
    api.client.send(files=[file, b"2"], meta={"k": [1]}, tags=["a", "é"], count=3)
    parts = parts_of(api)
    assert parts[:2] == [
        ("files", "a b.bin", "image/png", b"\x00\r\n--x"),
        ("files", "file", "application/octet-stream", b"2"),
    ]
    assert sorted(parts[2:], key=lambda part: part[0]) == [
        ("count", None, None, b"3"),
        ("meta", None, "application/json", b'{"k":[1]}'),
        ("tags", None, None, b"a"),
        ("tags", None, None, "é".encode()),
    ]


def test_multipart_encoding(exchange: Any) -> None:
    """The media type that a part asks for."""
    content = {
        "multipart/form-data": {
            "schema": obj("doc", doc=FILE, tags={"type": "array", "items": STRING}),
            "encoding": {
                "doc": {"contentType": "application/pdf"},
                "tags": {"contentType": "application/json"},
            },
        }
    }
    api = exchange(post(content))
    api.client.send(doc=b"%PDF", tags=["a", "b"])
    assert parts_of(api)[0] == ("doc", "file", "application/pdf", b"%PDF")
    assert [part[2] for part in parts_of(api)[1:]] == ["application/json"] * 2


def test_multipart_styles(exchange: Any) -> None:
    """Arrays in one part and objects in several, where the encoding asks for it; files never."""
    encoding: dict[str, Any] = {
        "csv": {"style": "form", "explode": False},
        "deep": {"style": "deepObject", "explode": True},
        "files": {"style": "form", "explode": False},
    }
    many = {"type": "array", "items": STRING}
    schema = obj(csv=many, deep={"type": "object"}, files={"type": "array", "items": FILE})
    api = exchange(post({"multipart/form-data": {"schema": schema, "encoding": encoding}}))
    api.client.send(csv=["a", "é"], deep={"x": 1}, files=[b"1", b"2"])
    assert parts_of(api) == [
        ("csv", None, None, "a,é".encode()),
        ("deep[x]", None, None, b"1"),
        ("files", "file", "application/octet-stream", b"1"),
        ("files", "file", "application/octet-stream", b"2"),
    ]


def test_multipart_octets_by_content_media_type(exchange: Any) -> None:
    """How OpenAPI 3.1 says that a string is a file; its media type is that of the part."""
    octets = {"type": "string", "contentMediaType": "application/octet-stream"}
    image = {"type": "string", "contentMediaType": "image/png"}
    schema = obj("data", data=octets, image=ref("Image"), more={"type": "array", "items": octets})
    content = {"multipart/form-data": {"schema": ref("S")}}
    api = exchange(post(content), schemas={"S": {**schema}, "Image": image})
    api.client.send(data=b"\xff", image=api.module.File(b"\x89PNG", "a.png"), more=[b"1"])
    assert [(part[0], part[1], part[3]) for part in parts_of(api)] == [
        ("data", "file", b"\xff"),
        ("image", "a.png", b"\x89PNG"),
        ("more", "file", b"1"),
    ]


def test_files_and_octets_side_by_side(exchange: Any) -> None:
    """Type checkers take both, in one list and behind a reference."""
    schema = obj(files={"type": "array", "items": FILE}, one=ref("Blob"))
    api = exchange(
        post({"multipart/form-data": {"schema": ref("S")}}), schemas={"S": schema, "Blob": FILE}
    )
    parameters = inspect.signature(api.client.send).parameters
    assert parameters["files"].annotation == "Sequence[BinaryInput] | Unset"
    assert parameters["one"].annotation == "BinaryInput | Unset"
    api.client.send(files=[b"1", api.module.File(b"2", "b")], one=api.module.File(b"3", "c"))
    assert [part[1] for part in parts_of(api)] == ["file", "b", "c"]


def test_files_in_mappings_for_several_parts(exchange: Any) -> None:
    """The typed dictionary of a body takes what its arguments would; that of an object in it is JSON."""
    inner = obj(x=FILE)
    schema = obj("file", file=FILE, more={"type": "array", "items": FILE}, inner=ref("Inner"))
    paths = post({"multipart/form-data": {"schema": ref("S")}})
    paths["/a/{file}"] = paths.pop("/a")
    name = {"name": "file", "in": "path", "required": True, "schema": STRING}
    paths["/a/{file}"]["post"]["parameters"] = [name]
    api = exchange(paths, schemas={"S": schema, "Inner": inner})
    assert inspect.signature(api.client.send).parameters["body"].annotation == (
        "models.S | types.SDict"
    )
    types = importlib.import_module(f"{api.module.__name__}.types")
    hints = {name: item.__forward_arg__ for name, item in types.SDict.__annotations__.items()}
    assert hints["file"] == "AsyncBinaryInput"
    assert hints["more"] == "NotRequired[Sequence[AsyncBinaryInput]]"
    assert "File" not in types.InnerDict.__annotations__["x"].__forward_arg__
    file = api.module.File(b"2", "b")
    api.client.send("x", body={"file": file, "more": [b"1", file]})
    assert [part[1] for part in parts_of(api)] == ["b", "file", "b"]


def test_multipart_header_fields_are_named(exchange: Any) -> None:
    """Header fields of parts cannot be given; that is said."""
    encoding = {"a": {"headers": {"X-A": {"schema": STRING}}}}
    content = {"multipart/form-data": {"schema": obj(a=STRING), "encoding": encoding}}
    api = exchange(post(content))
    assert [d.code for d in api.diagnostics] == [Code.UNSUPPORTED_CONTENT]


@pytest.mark.parametrize(
    ("media_type", "codes"),
    [
        ("multipart/form-data", [Code.UNSUPPORTED_CONTENT]),
        ("application/x-www-form-urlencoded", [Code.UNSUPPORTED_CONTENT]),
        ("multipart/mixed", []),
    ],
)
def test_forms_that_are_no_objects_are_named(
    exchange: Any, media_type: str, codes: list[Code]
) -> None:
    """Nothing says what the fields of an array would be called: the caller does, and gives bytes.

    Parts without names need none: their items can be given (`test_mixed_bodies.py`), and bytes still go as they are.
    """
    schema = {"type": "array", "items": {"type": "string"}}
    api = exchange(post({media_type: {"schema": schema}}))
    api.client.send(body=b"as it is")
    assert api.request.content == b"as it is"
    assert [diagnostic.code for diagnostic in api.diagnostics] == codes


def test_multipart_model(exchange: Any) -> None:
    """A body with typed additionalProperties goes as a whole."""
    schema = {**obj("title", title=STRING), "additionalProperties": STRING}
    api = exchange(post({"multipart/form-data": {"schema": ref("S")}}), schemas={"S": schema})
    api.client.send(body={"title": "x", "other": "y"})
    assert parts_of(api) == [("title", None, None, b"x"), ("other", None, None, b"y")]
    api.client.send(body=api.models.S.model_validate({"title": "x", "other": "y"}))
    assert parts_of(api) == [("title", None, None, b"x"), ("other", None, None, b"y")]


# --- read-only and write-only properties


def test_request_and_response_models(exchange: Any) -> None:
    """A request needs no read-only property, a response no write-only one."""
    user = obj(
        "id",
        "name",
        "password",
        id={"type": "integer", "readOnly": True},
        name=STRING,
        password={**STRING, "writeOnly": True},
    )
    content = {"application/json": {"schema": ref("User")}}
    listing = {"application/json": {"schema": {"type": "array", "items": ref("User")}}}
    paths = {
        "/users": {
            "post": {
                "operationId": "create",
                "requestBody": {"required": True, "content": content},
                "responses": {"200": {"description": "It", "content": content}},
            },
            "put": {
                "operationId": "replace",
                "requestBody": {"required": True, "content": listing},
                "responses": {"200": {"description": "They", "content": listing}},
            },
        }
    }
    api = exchange(paths, schemas={"User": user})
    api.answer({"id": 1, "name": "x"})
    made = api.client.create(name="x", password="p")
    assert api.body == b'{"name":"x","password":"p"}'
    assert (made.id, made.name) == (1, "x")
    assert not hasattr(made, "password")
    api.answer([{"id": 1, "name": "x"}])
    request = api.models.UserRequest(name="x", password="p")
    assert api.client.replace(body=[request])[0] == made
    assert api.body == b'[{"name":"x","password":"p"}]'


def test_read_only_and_write_only_behind_references(exchange: Any) -> None:
    """A schema that is read-only makes a property so that refers to it, or takes it in."""
    schemas = {
        "Id": {"type": "integer", "readOnly": True},
        "Secret": {**STRING, "writeOnly": True},
        "User": obj(
            "id", "name", "secret", id=ref("Id"), name=STRING, secret={"allOf": [ref("Secret")]}
        ),
    }
    content = {"application/json": {"schema": ref("User")}}
    api = exchange(
        {
            "/users": {
                "post": {
                    "operationId": "create",
                    "requestBody": {"required": True, "content": content},
                    "responses": {"200": {"description": "It", "content": content}},
                }
            }
        },
        schemas=schemas,
    )
    api.answer({"id": 1, "name": "x"})
    assert api.client.create(name="x", secret="s") == api.models.User(id=1, name="x")
    assert api.body == b'{"name":"x","secret":"s"}'


def test_one_model_where_nothing_differs(exchange: Any) -> None:
    """No second class without need."""
    content = {"application/json": {"schema": {"type": "array", "items": ref("S")}}}
    api = exchange(post(content), schemas={"S": obj(a=STRING)})
    assert not hasattr(api.models, "SRequest")


# --- inline schemas and components


def test_an_inline_body_replaces_no_component(exchange: Any) -> None:
    """The name that an inline schema would get belongs to a component."""
    paths = {
        "/a": {
            "post": {
                "operationId": "importMembers",
                "requestBody": {
                    "required": True,
                    "content": {"application/json": {"schema": obj(inlineOnly=STRING)}},
                },
                "responses": {
                    "200": {
                        "description": "It",
                        "content": {"application/json": {"schema": ref("ImportMembersRequest")}},
                    }
                },
            }
        }
    }
    api = exchange(paths, schemas={"ImportMembersRequest": obj(declaredA=STRING)})
    api.answer({"declaredA": "y"})
    found = api.client.import_members(inline_only="x")
    assert api.body == b'{"inlineOnly":"x"}'
    assert found == api.models.ImportMembersRequest(declared_a="y")


def test_a_form_has_no_null(exchange: Any) -> None:
    """None is left out, alone, in a list, and in an object that is laid out by a style."""
    text = {"type": ["string", "null"]}
    schema = obj(t=text, u=text, many={"type": "array", "items": text}, deep=obj(a=text, b=text))
    encoding = {"deep": {"style": "deepObject", "explode": True}}
    api = exchange(post({FORM: {"schema": schema, "encoding": encoding}}))
    api.answer(status=204, content=b"")
    api.client.send(t=None, u="x", many=["a", None], deep={"a": None, "b": "y"})
    assert api.body == b"deep%5Bb%5D=y&many=a&u=x"
    api.client.send(t=None, many=[None])
    assert api.body == b""


@pytest.mark.parametrize("values", [("a",), {"a"}, {"a": 1}.keys(), deque(["a"])])
@pytest.mark.parametrize("media_type", ["application/json", FORM, "multipart/form-data"])
def test_any_collection_is_an_array(exchange: Any, values: Any, media_type: str) -> None:
    """In JSON, in forms and in parts."""
    schema = obj(many={"type": "array", "items": {"type": "string"}})
    api = exchange(post({media_type: {"schema": schema}}))
    api.answer(status=204, content=b"")
    api.client.send(many=values)
    if media_type == "multipart/form-data":
        assert [(name, content) for name, _, _, content in parts_of(api)] == [("many", b"a")]
    else:
        assert api.body == {FORM: b"many=a"}.get(media_type, b'{"many":["a"]}')


def test_a_range_of_numbers(exchange: Any) -> None:
    """Any sequence is an array."""
    api = exchange(post({"application/json": {"schema": {"type": "array", "items": {}}}}))
    api.answer(status=204, content=b"")
    api.client.send(body=range(3))
    assert api.body == b"[0,1,2]"


def test_a_map_of_files(exchange: Any) -> None:
    """A body of files under any names takes `File`s, for type checkers too."""
    schema = {"type": "object", "additionalProperties": {"type": "string", "format": "binary"}}
    api = exchange(post({"multipart/form-data": {"schema": schema}}))
    api.answer(status=204, content=b"")
    file = api.module.File(b"1", "one.txt", "text/plain")
    api.client.send(body={"a": file, "b": b"2"})
    assert parts_of(api) == [
        ("a", "one.txt", "text/plain", b"1"),
        ("b", "file", "application/octet-stream", b"2"),
    ]
    assert "Mapping[str, BinaryInput]" in str(inspect.signature(api.client.send))


@pytest.mark.parametrize("fault", ["a/b\r\nX: 1", "a/b\n"])
def test_part_headers_hold_no_line_ends(exchange: Any, fault: str) -> None:
    """Neither the media type nor the name of a file can add a header field."""
    schema = obj(f={"type": "string", "format": "binary"})
    api = exchange(post({"multipart/form-data": {"schema": schema}}))
    file = api.module.File
    with pytest.raises(ValueError, match="'f'"):
        api.client.send(f=file(b"1", "one", fault))
    with pytest.raises(ValueError, match="'f'"):
        api.client.send(f=file(b"1", fault))
    assert api.requests == []
