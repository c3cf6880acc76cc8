"""What the mock server refuses: `specloom serve`."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st
from mock_caller import mock_of
from mock_serving import INTEGER, PET, Serving, as_json, operation, parameter, ref
from specloom.config import ClientConfig
from specloom.serve.messages import HttpRequest
from specloom.serve.mock import MockServer

# --- parameters

STYLES = [
    ({"schema": INTEGER}, "p=5", "p=five"),
    ({"schema": {"type": "number"}}, "p=-0.5e3", "p=."),
    ({"schema": {"type": "boolean"}}, "p=false", "p=0"),
    ({"schema": {"type": "string", "maxLength": 3}}, "p=a%20b", "p=abcd"),
    ({"schema": {"type": ["integer", "null"]}}, "p=null", "p=nil"),
    ({"schema": {"enum": [1, "two"]}}, "p=1", "p=2"),
    ({"schema": {"type": "string", "format": "date"}}, "p=2026-01-31", "p=2026-02-31"),
    ({"schema": {"anyOf": [INTEGER, {"const": "all"}]}}, "p=all", "p=none"),
    ({"schema": {"type": "array", "items": INTEGER}}, "p=1&p=2", "p=1&p=b"),
    ({"schema": {"type": "array", "items": INTEGER}, "explode": False}, "p=1,2", "p=1,b"),
    (
        {"schema": {"type": "array", "items": INTEGER}, "style": "pipeDelimited", "explode": False},
        "p=1%7C2",
        "p=1,2",
    ),
    (
        {"schema": {"type": "object", "properties": {"n": INTEGER}}, "style": "deepObject"},
        "p%5Bn%5D=1",
        "p[n]=b",
    ),
    ({"schema": {"type": "object", "properties": {"n": INTEGER}}}, "n=1", "n=b"),
    (
        {"schema": {"type": "object", "properties": {"n": INTEGER}}, "explode": False},
        "p=n,1",
        "p=n,b",
    ),
    (
        {"content": {"application/json": {"schema": PET}}},
        "p=%7B%22name%22:%22Rex%22%7D",
        "p=%7B%7D",
    ),
]


@pytest.mark.parametrize(("declared", "right", "wrong"), STYLES)
def test_query_parameters_are_judged(
    declared: Mapping[str, Any], right: str, wrong: str, tmp_path: Path
) -> None:
    """By style and schema; a violation names the parameter."""
    paths = {
        "/pets": {"get": operation({"name": "p", "in": "query", "required": True, **declared})}
    }
    serving = Serving(tmp_path, paths)
    assert serving.places(f"/pets?{right}") == []
    assert serving.places(f"/pets?{wrong}") == [("query", "p")]
    assert serving.errors("/pets") == [
        {"location": "query", "name": "p", "message": "it is required, and missing"}
    ]


PATH_STYLES = [
    ({}, "5,6", "5,b"),
    ({"style": "label"}, ".5,6", ".5,b"),
    ({"style": "label", "explode": True}, ".5.6", ".5.b"),
    ({"style": "matrix"}, ";p=5,6", ";p=5,b"),
    ({"style": "matrix", "explode": True}, ";p=5;p=6", ";p=5;p=b"),
]


@pytest.mark.parametrize(("declared", "right", "wrong"), PATH_STYLES)
def test_path_parameters_are_judged(
    declared: Mapping[str, Any], right: str, wrong: str, tmp_path: Path
) -> None:
    """By style and schema."""
    numbers = parameter("p", {"type": "array", "items": INTEGER}, "path", **declared)
    serving = Serving(tmp_path, {"/pets/{p}": {"get": operation(numbers)}})
    assert serving.places(f"/pets/{right}") == []
    assert serving.places(f"/pets/{wrong}") == [("path", "p")]


def test_header_fields_and_cookies_are_judged(tmp_path: Path) -> None:
    """Whatever the case of a header field's name."""
    several = {"type": "array", "items": INTEGER}
    paths = {
        "/pets": {
            "get": operation(
                parameter("X-Ids", several, "header"), parameter("c", INTEGER, "cookie")
            )
        }
    }
    serving = Serving(tmp_path, paths)
    assert serving.places("/pets", x_ids="1, 2", cookie="a=b; c=3") == []
    assert serving.places("/pets", x_ids="1, b", cookie="a=b; c=d") == [
        ("header", "X-Ids"),
        ("cookie", "c"),
    ]


# --- bodies


def test_a_json_body_is_judged(tmp_path: Path) -> None:
    """A violation has the pointer of the wrong value; what only responses have is not required."""
    serving = Serving(tmp_path, {"/pets": {"post": operation(body=as_json(ref("Pet")))}})
    assert serving.send("/pets", "POST", body={"name": "Rex"}).status == 204
    found = serving.errors("/pets", "POST", body={"name": "x", "tags": ["a", 5]})
    assert [(each["location"], each["pointer"]) for each in found] == [
        ("body", "/name"),
        ("body", "/tags/1"),
    ]
    assert "string" in found[1]["message"]
    assert serving.places("/pets", "POST", body={}) == [("body", "")]
    assert serving.places("/pets", "POST", content=b"{", content_type="application/json") == [
        ("body", "")
    ]
    assert serving.places("/pets", "POST") == [("body", "")]


def test_patterns_are_matched_in_bounded_time(tmp_path: Path) -> None:
    """One that would take for ever counts as not matched."""
    schema = {"type": "string", "pattern": "^(?:(?=(a+))(a|aa)+)+$(?!x)"}
    serving = Serving(tmp_path, {"/pets": {"post": operation(body=as_json(schema))}})
    assert serving.places("/pets", "POST", body="a" * 200 + "b") == [("body", "")]


LOOPS = ({"allOf": [ref("Loop")]}, {"anyOf": [ref("Loop"), INTEGER]}, {"not": ref("Loop")})


@pytest.mark.parametrize("schema", LOOPS)
def test_schemas_that_lead_to_themselves_end(schema: Mapping[str, Any], tmp_path: Path) -> None:
    """Whatever they then say."""
    paths = {"/pets": {"post": operation(body=as_json(ref("Loop")))}}
    serving = Serving(tmp_path, paths, components={"schemas": {"Loop": schema}})
    assert serving.send("/pets", "POST", body={"a": 1}).status in (204, 422)


def test_a_message_does_not_repeat_the_body(tmp_path: Path) -> None:
    """Of an object or a long text, it says only what is wrong with it."""
    schema = {"oneOf": [{"type": "object", "required": ["a"]}, {"type": "string", "maxLength": 5}]}
    serving = Serving(tmp_path, {"/pets": {"post": operation(body=as_json(schema))}})
    for body in ({"b": "x" * 300}, "x" * 300):
        (found,) = serving.errors("/pets", "POST", body=body)
        assert found["message"].startswith("the value is not valid under any of the schemas")


def test_all_that_is_wrong_is_reported(tmp_path: Path) -> None:
    """Parameters and the body in one response."""
    paths = {"/pets": {"post": operation(parameter("n", INTEGER), body=as_json(ref("Pet")))}}
    wrong = Serving(tmp_path, paths).places("/pets?n=x", "POST", body={"name": 5})
    assert wrong == [("query", "n"), ("body", "/name")]


def test_another_media_type_is_refused(tmp_path: Path) -> None:
    """With 415, and what there is; parameters of a media type do not matter, ranges do."""
    content = {"application/json": {"schema": ref("Pet")}, "image/*": {}}
    serving = Serving(tmp_path, {"/pets": {"post": operation(body={"content": content})}})
    refused = serving.send("/pets", "POST", content=b"<a/>", content_type="text/xml")
    assert refused.status == 415
    assert refused.headers["accept"] == "application/json, image/*"
    kind = "application/json; charset=utf-8"
    assert serving.send("/pets", "POST", body={"name": "Rex"}, content_type=kind).status == 204
    assert serving.send("/pets", "POST", content=b"\xff", content_type="image/png").status == 204


def test_a_form_is_judged(tmp_path: Path) -> None:
    """Its texts are read as values of the properties' types."""
    schema = {
        "type": "object",
        "required": ["n"],
        "properties": {"n": INTEGER, "flags": {"type": "array", "items": {"type": "boolean"}}},
    }
    form = {"content": {"application/x-www-form-urlencoded": {"schema": schema}}}
    serving = Serving(tmp_path, {"/pets": {"post": operation(body=form)}})

    def places(content: bytes) -> list[tuple[str, str]]:
        kind = "application/x-www-form-urlencoded"
        return serving.places("/pets", "POST", content=content, content_type=kind)

    assert places(b"n=5&flags=true&flags=false") == []
    wrong = places(b"n=five&flags=true&flags=maybe")
    assert sorted(wrong) == [("body", "/flags/1"), ("body", "/n")]
    assert places(b"flags=true") == [("body", "")]


def test_a_schema_in_another_file_judges(tmp_path: Path) -> None:
    """References are followed from where they stand."""
    schemas = {
        "Name": {"type": "string", "minLength": 3},
        "Cat": {"properties": {"name": {"$ref": "#/Name"}}},
    }
    (tmp_path / "schemas.json").write_text(json.dumps(schemas))
    body = as_json({"$ref": "schemas.json#/Cat"})
    serving = Serving(tmp_path, {"/cats": {"post": operation(body=body)}})
    assert serving.places("/cats", "POST", body={"name": "Tom"}) == []
    assert serving.places("/cats", "POST", body={"name": "To"}) == [("body", "/name")]


def test_a_schema_that_cannot_be_used_judges_by_type(tmp_path: Path) -> None:
    """Such as one with a pattern that is none."""
    schema = {
        "type": "object",
        "properties": {"a": {"type": "string", "pattern": "("}, "b": INTEGER},
    }
    serving = Serving(tmp_path, {"/pets": {"post": operation(body=as_json(schema))}})
    assert serving.places("/pets", "POST", body={"a": "x", "b": 1}) == []
    assert serving.places("/pets", "POST", body={"a": "x", "b": "y"}) == [("body", "")]


# --- credentials

SCHEMES = {
    "key": {"type": "apiKey", "in": "header", "name": "X-Key"},
    "query_key": {"type": "apiKey", "in": "query", "name": "key"},
    "cookie_key": {"type": "apiKey", "in": "cookie", "name": "key"},
    "basic": {"type": "http", "scheme": "basic"},
    "bearer": {"type": "http", "scheme": "bearer"},
    "digest": {"type": "http", "scheme": "digest"},
}


@pytest.mark.parametrize(
    ("scheme", "target", "headers"),
    [
        ("key", "/pet", {"x_key": "any"}),
        ("query_key", "/pet?key=any", {}),
        ("cookie_key", "/pet", {"cookie": "a=b; key=any"}),
        ("basic", "/pet", {"authorization": "Basic YTpi"}),
        ("bearer", "/pet", {"authorization": "bearer any"}),
        ("digest", "/pet", {"authorization": 'Digest username="a"'}),
    ],
)
def test_credentials_are_required(
    scheme: str, target: str, headers: dict[str, str], tmp_path: Path
) -> None:
    """Any value will do; those of another scheme will not."""
    serving = Serving(
        tmp_path,
        {"/pet": {"get": operation()}},
        security=[{scheme: []}],
        components={"securitySchemes": SCHEMES},
    )
    refused = serving.send("/pet", authorization="Other x", x_other="x")
    assert refused.status == 401
    if scheme in ("basic", "bearer", "digest"):
        assert refused.headers["www-authenticate"].lower().startswith(scheme)
    assert serving.send(target, **headers).status == 204


def test_one_alternative_of_the_credentials_is_enough(tmp_path: Path) -> None:
    """Each with all that it needs, and none where that is an alternative."""
    optional = {**operation(), "security": [{"bearer": []}, {}]}
    serving = Serving(
        tmp_path,
        {"/pet": {"get": operation(), "put": optional}},
        security=[{"key": [], "basic": []}, {"bearer": []}],
        components={"securitySchemes": SCHEMES},
    )
    assert serving.send("/pet", x_key="k").status == 401
    assert serving.send("/pet", x_key="k", authorization="Basic YTpi").status == 204
    assert serving.send("/pet", authorization="Bearer t").status == 204
    assert serving.send("/pet", "PUT").status == 204


# --- any request

PLACE = Path(__file__).resolve().parents[2] / "specs/kitchen-sink/openapi-3.1.yaml"
TARGETS = ("/books", "/books/9780000000001", "/orders", "/customers", "/archive/records", "/")
TEXTS = st.text(st.characters(max_codepoint=0x24FF), max_size=12).map(quote) | st.sampled_from(
    (
        "limit",
        "cursor",
        "[",
        "]",
        "a[b]",
        "%",
        "%ff",
        "null",
        "1e999",
        "[[",
        "{}",
        ",",
        "|",
        "9" * 500,
    )
)
BODIES = st.binary(max_size=60) | st.sampled_from(
    (
        b"{",
        b"[]",
        b"null",
        b'"\\ud800"',
        b"[" * 5000,
        b"--B",
        b"--B\r\n\r\n\r\n--B--",
        b"a=b&a=c&[=&=",
    )
)
KINDS = st.sampled_from(
    (
        *(
            "application/json",
            "application/x-www-form-urlencoded",
            "multipart/form-data; boundary=B",
        ),
        *("multipart/form-data", "text/plain", "a/b", "", ";", "*/*", "application/jsonl"),
    )
)


@pytest.fixture(scope="module")
def everything() -> MockServer:
    """The mock server of the kitchen sink."""
    return mock_of(ClientConfig(spec=str(PLACE), output="."))


@given(
    target=st.sampled_from(TARGETS),
    method=st.sampled_from(("GET", "POST", "PUT", "PATCH", "DELETE", "HEAD")),
    query=st.lists(st.tuples(TEXTS, TEXTS), max_size=4),
    kind=KINDS,
    prefer=TEXTS,
    content=BODIES,
)
def test_any_request_has_a_response(
    everything: MockServer,
    target: str,
    method: str,
    query: list[tuple[str, str]],
    kind: str,
    prefer: str,
    content: bytes,
) -> None:
    """Whatever it holds: nothing but the connection is at fault where there is none."""
    headers = {"content-type": kind, "prefer": prefer, "cookie": f"{prefer}={kind}", "accept": kind}
    keys = {"x-api-key": "k", "authorization": "Basic YTpi"}
    response = everything.respond(
        HttpRequest(
            method=method,
            path=target,
            query="&".join(f"{name}={value}" for name, value in query),
            headers=list({**headers, **keys}.items()),
            content=content,
        )
    )
    assert response.status in (200, 201, 202, 204, 301, 302, 303, 307, 401, 404, 405, 415, 422)


# --- discriminators

KIND = {"type": "object", "properties": {"kind": {"type": "string"}}}
CAT = {**KIND, "properties": {**KIND["properties"], "lives": INTEGER}}
DOG = {**KIND, "properties": {**KIND["properties"], "tricks": INTEGER}}
ROBOT = {"type": "object", "properties": {"kind": {"const": "bot"}}, "required": ["kind"]}
BASE = {**KIND, "discriminator": {"propertyName": "kind", "mapping": {"heir": "Heir"}}}
HEIR = {"allOf": [ref("Base"), {"properties": {"more": INTEGER}}]}
SCHEMAS = {"Cat": CAT, "Dog": DOG, "Robot": ROBOT, "Base": BASE, "Heir": HEIR}
MAPPED = {"propertyName": "kind", "mapping": {"feline": "#/components/schemas/Cat"}}
PETS = {"anyOf": [ref("Cat"), ref("Dog")], "discriminator": {"propertyName": "kind"}}


@pytest.mark.parametrize(
    ("schema", "kind", "is_right"),
    [
        (PETS, "Cat", True),
        (PETS, "Fish", False),
        ({**PETS, "discriminator": MAPPED}, "feline", True),
        ({**PETS, "discriminator": MAPPED}, "Dog", True),
        ({**PETS, "discriminator": MAPPED}, "canine", False),
        ({**PETS, "anyOf": [ref("Cat"), ref("Robot")]}, "bot", True),
        ({**PETS, "anyOf": [ref("Cat"), DOG]}, "Fish", True),
        (ref("Base"), "heir", True),
        (ref("Base"), "Base", True),
        (ref("Base"), "Fish", False),
    ],
)
def test_a_discriminator_judges(
    schema: Mapping[str, Any], kind: str, is_right: bool, tmp_path: Path
) -> None:
    """A value that stands for no schema is refused, though nothing else of the body is wrong; an inline one has no name."""
    paths = {"/pets": {"post": operation(body=as_json(schema))}}
    serving = Serving(tmp_path, paths, components={"schemas": SCHEMAS})
    places = serving.places("/pets", "POST", body={"kind": kind})
    assert places == ([] if is_right else [("body", "/kind")])
