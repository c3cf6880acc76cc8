"""The record of an API, as callers see it: written and read again, small, and not to be trusted."""

from __future__ import annotations

import contextlib
import dataclasses
import json
import re
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from specloom.build import pipeline
from specloom.changes.compare import compare
from specloom.changes.surface.format import KINDS, NOTATION, expand, share
from specloom.changes.surface.parts import Parts
from specloom.changes.surface.surface_file import read_surface, write_surface
from specloom.config import ClientConfig
from specloom.ir import api, pagination, types
from specloom.ir.client_surface import ClientSurface
from specloom.ir.pagination import (
    LastItemPagination,
    LinkPagination,
    NextUrlPagination,
    OffsetPagination,
    PageNumberPagination,
    TokenPagination,
)
from specloom.ir.scalars import ScalarKind
from specloom.ir.types import Doc, Given, Invented, Json, Text, TypeId
from specloom.python.client.client_surface import client_surface
from specloom.python.naming.name_registry import PastClient
from specloom.python.plan import plan
from specloom.records import replace
from specloom.run.progress import SilentProgress

SPECS = Path(__file__).resolve().parents[3] / "specs"

# --- any value of the neutral model, as callers see it

for module in (api, pagination, types):
    for record in filter(dataclasses.is_dataclass, vars(module).values()):
        with contextlib.suppress(TypeError):
            record()  # its `__init__` has a signature, which `builds` reads, once it was called

texts = st.text(max_size=5) | st.sampled_from(("a/b", "x~1", "#", "string uri", "Field", "/", "in"))
pointers = st.builds(
    "#/{}".format, st.sampled_from(("a", "a/properties/b", "a/properties/b~1c", "paths/~1x/get"))
) | st.sampled_from(("#/components/schemas/B", "more.yaml#/B", "no hash", "/leading", ""))
raw = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | texts,
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(texts, inner, max_size=2),
    max_leaves=4,
)
hints = st.sampled_from((Given(Text("")), Invented(())))
docs = st.builds(Doc, deprecated=st.booleans())
for kind, strategy in (
    (Text, st.builds(Text, texts)),
    (Json, st.builds(Json, raw)),
    (Doc, docs),
):
    st.register_type_strategy(
        kind, strategy
    )  # for this module's `from_type` only: nobody else has these
limits = st.builds(types.Limits) | st.builds(
    types.Limits, minimum=..., max_length=..., pattern=..., unique_items=...
)
scalars = st.builds(types.Scalar, format=..., media_type=..., limits=limits)
names = st.builds(types.Named, id=pointers.map(TypeId))
refs: st.SearchStrategy[types.TypeRef] = st.recursive(
    scalars | names | st.builds(types.Const) | st.builds(types.AnyJson) | st.builds(types.Never),
    lambda inner: (
        st.builds(types.ArrayOf, items=inner, limits=limits)
        | st.builds(types.TupleOf, items=st.lists(inner, max_size=2).map(tuple), rest=inner)
        | st.builds(types.MapOf, values=inner)
        | st.builds(types.Nullable, inner=inner)
    ),
    max_leaves=4,
)


def some(strategy: st.SearchStrategy[Any]) -> st.SearchStrategy[tuple[Any, ...]]:
    """Return a tuple of a few."""
    return st.lists(strategy, max_size=3).map(tuple)


presences = st.builds(types.Required) | st.builds(types.Optional) | st.builds(types.Default)
fields = st.builds(
    types.Field, type=refs, presence=presences, access=..., xml=..., doc=docs, at=pointers
)
common: dict[str, Any] = {"id": pointers, "hint": hints, "doc": docs, "at": pointers}
nullable = st.booleans()
declarations = (
    st.builds(types.ObjectDecl, fields=some(fields), extra=refs, nullable=nullable, **common)
    | st.builds(
        types.EnumDecl,
        base=refs,
        members=some(st.builds(types.EnumMember, name=...)),
        nullable=nullable,
        **common,
    )
    | st.builds(
        types.UnionDecl,
        variants=some(st.builds(types.Variant, type=refs, tags=...)),
        discriminator=...,
        nullable=nullable,
        **common,
    )
    | st.builds(types.AliasDecl, target=refs, **common)
)
contents = st.builds(api.Content, type=refs, part_types=..., at=pointers)
parameters = st.builds(
    api.Parameter,
    type=refs,
    presence=presences,
    content=st.none() | contents,
    doc=docs,
    at=pointers,
)
headers = st.builds(api.Header, type=refs, presence=presences, doc=docs, at=pointers)
responses = st.builds(
    api.Response,
    contents=some(contents),
    headers=some(headers),
    header_type=st.none() | pointers,
    links=some(st.builds(api.Link, doc=docs, at=pointers)),
    doc=docs,
    at=pointers,
)
paginations = st.one_of(
    st.builds(kind, at=pointers)
    for kind in (
        TokenPagination,
        LastItemPagination,
        PageNumberPagination,
        OffsetPagination,
        LinkPagination,
        NextUrlPagination,
    )
)
operations = st.builds(
    api.Operation,
    method=st.sampled_from(("GET", "POST")),
    parameters=some(parameters),
    body=st.none() | st.builds(api.RequestBody, contents=some(contents), doc=docs, at=pointers),
    responses=some(responses),
    pagination=st.none() | paginations,
    idempotency=...,
    servers=some(st.builds(api.Server, variables=st.just(()), doc=docs, at=pointers)),
    callbacks=st.just(()),
    doc=docs,
    at=pointers,
)


def again(kind: Any, value: Any, base: str) -> Any:
    """Return what comes back when a value was written as JSON."""
    return NOTATION.decode(kind, json.loads(json.dumps(NOTATION.encode(kind, value, base))), base)


@settings(max_examples=60)
@given(declarations, pointers)
def test_any_type_comes_back(declaration: types.TypeDecl, base: str) -> None:
    """As callers see it."""
    assert again(types.TypeDecl, declaration, base) == declaration


@settings(max_examples=60)
@given(operations)
def test_any_operation_comes_back(operation: api.Operation) -> None:
    """As callers see it."""
    assert again(api.Operation, operation, "") == operation


@settings(max_examples=60)
@given(st.builds(api.SecurityScheme, environment=..., doc=docs, at=pointers))
def test_any_security_scheme_comes_back(scheme: api.SecurityScheme) -> None:
    """As callers see it."""
    assert again(api.SecurityScheme, scheme, "") == scheme


# --- the file


@pytest.fixture(
    scope="module", params=["kitchen-sink/openapi-3.1.yaml", "amazon-bedrock/openapi.yaml"]
)
def surface(request: pytest.FixtureRequest) -> ClientSurface:
    """That of a whole document."""
    config = ClientConfig(spec=str(SPECS / request.param), output="out")
    api = pipeline.understand(config, SilentProgress()).api
    return client_surface(api, plan(api, config, PastClient()))


def test_a_whole_client_comes_back(surface: ClientSurface) -> None:
    """All that callers see, and the names."""
    text = write_surface(surface)
    read = read_surface(text)
    assert compare(read, read_surface(text)) == ()
    assert write_surface(read) == text
    for part in ("package", "client", "methods", "models", "keywords"):
        assert getattr(read, part) == getattr(surface, part)
    assert read.api.types.keys() == surface.api.types.keys()
    operations = {operation.at: operation.path for operation in surface.api.operations}
    assert {operation.at: operation.path for operation in read.api.operations} == operations
    assert [c.kind for c in compare(read, surface)] in ([], ["documentation-changed"])
    assert read.api.servers[0].url == surface.api.servers[0].url


def test_what_reads_the_same_in_two_files_is_one_object(surface: ClientSurface) -> None:
    """All but what differs: that is read anew, and what an update compares."""
    text, parts = write_surface(surface), Parts()
    old = read_surface(text, parts=parts)
    operation = next(each for each in surface.api.operations if not each.doc.deprecated)
    changed = replace(operation, doc=replace(operation.doc, deprecated=True))
    operations = [changed if each is operation else each for each in surface.api.operations]
    following = replace(surface, api=replace(surface.api, operations=tuple(operations)))
    new = read_surface(write_surface(following), parts=parts)
    before = {each.at: each for each in old.api.operations}
    differing = [each.at for each in new.api.operations if before[each.at] is not each]
    assert differing == [operation.at]
    assert all(old.api.types[key] is each for key, each in new.api.types.items())
    assert [change.kind for change in compare(old, new)] == ["operation-deprecated"]


def test_what_callers_do_not_see_is_not_in_it(surface: ClientSurface) -> None:
    """No descriptions and no examples; what is deprecated is."""
    text = write_surface(surface)
    for key in ("description", "summary", "examples", "external_docs", "parts", "contact"):
        assert f'"{key}":' not in text
    deprecated = sum(operation.doc.deprecated for operation in surface.api.operations)
    assert text.count('"deprecated":true') >= deprecated


def test_a_line_for_each_thing(surface: ClientSurface) -> None:
    """So that a difference of two files is what differs."""
    text = write_surface(surface)
    data = json.loads(text)
    blocks = [name for name in data if f'"{name}": {{\n' in text]
    assert {"operations", "types"} <= set(blocks) <= {"operations", "types", *KINDS}
    assert len(data["operations"]) == len(surface.api.operations)
    assert len(data["types"]) == len(surface.api.types)
    entries = sum(len(data[name]) for name in blocks)
    assert len(text.splitlines()) == 2 + len(data) + len(blocks) + entries


def test_the_order_of_the_document_does_not_matter() -> None:
    """Not even within a value of the document."""
    texts = set()
    for value in ({"a": 1, "b": [{"c": 2, "d": 3}]}, {"b": [{"d": 3, "c": 2}], "a": 1}):
        constant = types.AliasDecl(
            id=TypeId("#/A"),
            hint=Invented(()),
            target=types.Const(value=Json(value)),
            at="#/A",
        )
        whole = api.Api(title=Text("T"), version=Text("1"), types={TypeId("#/A"): constant})
        texts.add(write_surface(ClientSurface(api=whole)))
    assert len(texts) == 1


# --- files of somebody else's making

GOOD = """\
{
"format": 2,
"client": "T",
"keywords": {},
"package": "t",
"title": "T",
"version": "1",
"headers": {
"#/components/headers/Rest": {"wire_name":"rest","type":"integer"}
},
"responses": {
"#/components/responses/Bad": {"contents":["#/B"],"headers":["#/components/headers/Rest"]}
},
"operations": {
"POST /a": {"call":"make","names":{"body/name":"called"},"body":{"contents":["#/A"],"required":true},"responses":{"204":{"headers":["#/components/headers/Rest"]}}},
"GET /a/{id}": {"call":"things.get","responses":{"400":"#/components/responses/Bad","404":"#/components/responses/Bad"}}
},
"types": {
"#/A": {"ObjectDecl":{"hint":"given","fields":{"x":"string","y":["#/B"]}},"error":"Bad","fields":{"x":"ex"}},
"#/B": {"AliasDecl":{"target":{"Nullable":"#/A"}}}
}
}
"""
FORMAT_1 = """\
{
"format": 1,
"title": "T",
"version": "1",
"operations": [
{"at":"#/paths/~1a/get","method":"GET","path":["/a"],"responses":[{"status":{"ExactStatus":200},"contents":[{"type":"#/A"}]}]}
],
"types": {
"#/A": {"ObjectDecl":{"hint":"given","fields":{"x":{"Field":{"type":"string","xml":{"name":"X"}}},"y":[{"ArrayOf":{"items":"#/B"}}]}}},
"#/B": {"AliasDecl":{"target":{"Nullable":"#/A"}}}
}
}
"""


def test_what_is_attacked() -> None:
    """The file that the others are made from is good."""
    read = read_surface(GOOD)
    assert list(read.api.types) == ["#/A", "#/B"]
    assert [method.name for method in read.methods.values()] == ["make", "get"]
    make, get = read.api.operations
    assert get.at == "#/paths/~1a~1{id}/get"
    assert [response.at for response in get.responses] == ["#/components/responses/Bad"] * 2
    assert get.responses[0].headers == make.responses[0].headers
    assert read.methods[make.at].arguments == {"body/x": "x", "body/y": "y", "body/name": "called"}
    assert read.models[TypeId("#/A")].fields == {"x": "ex", "y": "y"}
    assert write_surface(read) == GOOD


def test_the_format_before_is_read() -> None:
    """It has no names, so a function makes a surface of the API; without one, it is refused."""
    seen = []

    def complete(found: api.Api) -> ClientSurface:
        seen.append(found)
        return ClientSurface(api=found, package="t")

    assert read_surface(FORMAT_1, complete).package == "t"
    (read,) = seen
    (operation,) = read.operations
    (response,) = operation.responses
    assert response.at == "#/paths/~1a/get/responses/200"
    assert list(read.types) == ["#/A", "#/B"]
    with pytest.raises(ValueError, match="format 2"):
        read_surface(FORMAT_1)


def test_what_is_usual_of_a_parameter_is_not_written() -> None:
    """Neither what all have that are in its place, nor where it is if that is where it comes in the list."""
    shared: dict[str, Any] = {"type": types.Scalar(kind=ScalarKind.STRING), "explode": False}
    shared |= {"location": api.ParameterLocation.HEADER, "style": api.Style.SIMPLE}
    shared["presence"] = types.Optional()
    header = api.Parameter(wire_name=Text("X-A"), at="#/o/parameters/0", **shared)
    moved = dataclasses.replace(header, wire_name=Text("X-B"), at="#/o/parameters/0")
    added = dataclasses.replace(header, wire_name=Text("X-C"), at="#/o")
    kind = tuple[api.Parameter, ...]
    assert NOTATION.encode(kind, (header, moved, added), "#/o") == [
        {"in": "header", "wire_name": "X-A", "type": "string"},
        {"in": "header", "at": "/parameters/0", "wire_name": "X-B", "type": "string"},
        {"in": "header", "at": "", "wire_name": "X-C", "type": "string"},
    ]
    assert again(kind, (header, moved, added), "#/o") == (header, moved, added)


def test_of_a_webhook_its_payload_is_written(surface: ClientSurface) -> None:
    """Its header fields are not parsed."""
    operations = [
        operation
        for each in json.loads(write_surface(surface)).get("webhooks", ())
        for operation in each["operations"]
    ]
    assert len(operations) == len(surface.api.webhooks)
    for operation in operations:
        assert operation.keys() <= {"at", "method", "path", "body", "responses"}


def test_what_operations_share_is_written_once() -> None:
    """Under its pointer; what two operations have under one pointer and yet is not the same stays where it is."""
    one = {"at": "#/R", "contents": ["string"]}
    other = {"at": "#/R", "contents": ["integer"]}
    operations = [{"responses": {"200": dict(one)}}, {"responses": {"200": dict(one), "404": {}}}]
    assert share(operations) == {"responses": {"#/R": {"contents": ["string"]}}}
    assert operations[1] == {"responses": {"200": "#/R", "404": {}}}
    expand(operations, {"responses": {"#/R": {"contents": ["string"]}}})
    assert operations[0] == {"responses": {"200": one}}
    different = [{"responses": {"200": dict(one)}}, {"responses": {"200": dict(other)}}]
    assert share(different) == {}
    assert different == [{"responses": {"200": one}}, {"responses": {"200": other}}]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (
            "{",
            "",
        ),
        ('"format": 2', '"format": 1'),
        ('"format": 2', '"format": 3'),
        ('"format": 2,', ""),
        ('"package": "t",', ""),
        ('"keywords": {}', '"keywords": {"a": 1}'),
        ('"call":"things.get"', '"call":1'),
        ('"call":"things.get",', ""),
        ('"404":"#/components/responses/Bad"', '"404":"#/components/responses/Good"'),
        ('"404"', '"4O4"'),
        ('"error":"Bad"', '"error":["Bad"]'),
        ('{"x":"ex"}', '{"x":0}'),
        ('{"AliasDecl":{"target":{"Nullable":"#/A"}}}', '{"like":"#/C"}'),
        ('{"AliasDecl":{"target":{"Nullable":"#/A"}}}', '{"like":"#/B"}'),
        ('"title": "T"', '"title": 1'),
        ('"title": "T",', ""),
        ('"title": "T"', '"title": "T", "__class__": "os.system"'),
        ('"title": "T"', '"title": "T", "contact": "x"'),
        ('"call":"make"', '"call":"make","method":null'),
        ('"call":"make"', '"call":"make","at":[]'),
        ('"call":"make"', '"call":"make","path":{"parts":["/a"]}'),
        ('"call":"make"', '"call":"make","path":[{"Hole":1}]'),
        ('"call":"make"', '"call":"make","path":[{"Popen":"ls"}]'),
        ('"string"', '"strong"'),
        ('"string"', '["string","string"]'),
        ('"string"', '{"Scalar":{"kind":["string"]}}'),
        ('"string"', '{"Scalar":{}}'),
        ('"string"', '{"Const":NaN}'),
        ('"string"', '{"Named":"nowhere"}'),
        ('"string"', "AnyJson"),
        ('"string"', '{"AnyJson":1}'),
        ('"string"', '{"Field":{"type":"string","presence":"Required","wire_name":"z"},"x":1}'),
        ('"string"', '{"Field":{"presence":"Required"}}'),
        ('"string"', "[" * 90_000 + "]" * 90_000),
        ('"string"', '{"Nullable":' * 300 + '"string"' + "}" * 300),
        ('"given"', '"taken"'),
        ('"#/B": {"A', '"#/C": {"A'),
        ('"#/B": {"AliasDecl":{', '"#/B": {"AliasDecl":{"id":"#/A",'),
        ('{"Nullable":"#/A"}', '{"Nullable":"#/B"}'),
        ('"AliasDecl"', '"ObjectDecl"'),
        ('"y":["#/B"]', '"y":["#/Elsewhere"]'),
    ],
)
def test_a_file_that_is_not_understood(old: str, new: str) -> None:
    """It is refused as a whole, with a reason."""
    assert old in GOOD
    with pytest.raises(ValueError, match=r".+"):
        read_surface(GOOD.replace(old, new, 1))


@pytest.mark.parametrize(
    "text", ["", "null", "[]", "1" * 5000, '{"format": 1}', "\x00", "<<<<<<< HEAD"]
)
def test_no_surface_at_all(text: str) -> None:
    """Nor is any other text a reason to crash."""
    with pytest.raises(ValueError, match=r".+"):
        read_surface(text)


@given(st.integers(0, len(GOOD) - 1), st.sampled_from([*'{}[]",:1a/#', "null", ""]))
def test_any_damage_is_refused_or_read(place: int, written: str) -> None:
    """There is no third; and what is read can be compared."""
    damaged, parts = GOOD[:place] + written + GOOD[place + 1 :], Parts()
    good = read_surface(GOOD, parts=parts)
    try:
        read = read_surface(damaged)
    except ValueError as error:
        assert str(error)
        with pytest.raises(ValueError, match=re.escape(str(error))):
            read_surface(damaged, parts=parts)
    else:
        # Nor does it matter that another file was read before, of which parts are used again.
        following = read_surface(damaged, parts=parts)
        assert following == read
        assert compare(good, following) == compare(read_surface(GOOD), read)


def test_true_is_not_one() -> None:
    """Not even where the rest of a type reads the same, though in Python they are equal."""
    texts = [GOOD.replace('"string"', f'{{"Const":{each}}}') for each in ("1", "true", "1.0")]
    parts = Parts()
    surfaces = [read_surface(text, parts=parts) for text in texts]
    values = []
    for each in surfaces:
        declaration = each.api.types[TypeId("#/A")]
        assert isinstance(declaration, types.ObjectDecl)
        constant = declaration.fields[0].type
        assert isinstance(constant, types.Const)
        values.append(repr(constant.value.raw))
    assert values == ["1", "True", "1.0"]
    assert compare(surfaces[0], surfaces[1])
