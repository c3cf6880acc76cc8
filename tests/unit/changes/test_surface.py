"""The record of an API, as callers see it: written and read again, small, and not to be trusted."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from specloom.build import pipeline
from specloom.changes.compare import compare
from specloom.changes.model import Surface
from specloom.changes.notation import NOTATION
from specloom.changes.surface import read_surface, write_surface
from specloom.config import ClientConfig
from specloom.ir import api, types
from specloom.ir.types import Doc, Given, Invented, Json, Text, TypeId
from specloom.run.progress import SilentProgress

SPECS = Path(__file__).resolve().parents[3] / "specs"

# --- any value of the neutral model, as callers see it

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
operations = st.builds(
    api.Operation,
    method=st.sampled_from(("GET", "POST")),
    parameters=some(parameters),
    body=st.none() | st.builds(api.RequestBody, contents=some(contents), doc=docs, at=pointers),
    responses=some(responses),
    pagination=st.none() | st.builds(api.TokenPagination, at=pointers),
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
def surface(request: pytest.FixtureRequest) -> Surface:
    """That of a whole document."""
    config = ClientConfig(spec=str(SPECS / request.param), output="out")
    understood = pipeline.understand(config, SilentProgress())
    return Surface(api=understood.api, names={"a": "b"})


def test_a_whole_api_comes_back(surface: Surface) -> None:
    """All that callers see, and the names."""
    text = write_surface(surface)
    read = read_surface(text, surface.names)
    assert compare(read, read_surface(text, surface.names)) == ()
    assert write_surface(read) == text
    assert read.names == surface.names
    assert read.api.types.keys() == surface.api.types.keys()
    assert [o.at for o in read.api.operations] == [o.at for o in surface.api.operations]
    assert [o.path for o in read.api.operations] == [o.path for o in surface.api.operations]
    assert [c.kind for c in compare(read, surface)] in ([], ["documentation-changed"])
    assert read.api.servers[0].url == surface.api.servers[0].url


def test_what_callers_do_not_see_is_not_in_it(surface: Surface) -> None:
    """No descriptions and no examples; what is deprecated is."""
    text = write_surface(surface)
    for key in ("description", "summary", "examples", "external_docs", "parts", "contact"):
        assert f'"{key}":' not in text
    deprecated = sum(operation.doc.deprecated for operation in surface.api.operations)
    assert text.count('"deprecated":true') >= deprecated


def test_a_line_for_each_thing(surface: Surface) -> None:
    """So that a difference of two files is what differs."""
    lines = write_surface(surface).splitlines()
    others = [line for line in lines if not line.startswith(('{"at"', '"#/'))]
    assert len(lines) - len(others) == len(surface.api.operations) + len(surface.api.types)
    assert len(others) < 20


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
        texts.add(write_surface(Surface(api=whole)))
    assert len(texts) == 1


# --- files of somebody else's making

GOOD = """\
{
"format": 1,
"title": "T",
"version": "1",
"operations": [
{"at":"#/paths/~1a/get","method":"GET","path":["/a"]}
],
"types": {
"#/A": {"ObjectDecl":{"hint":"given","fields":{"x":"string","y":["#/B"]}}},
"#/B": {"AliasDecl":{"target":{"Nullable":"#/A"}}}
}
}
"""


def test_what_is_attacked() -> None:
    """The file that the others are made from is good."""
    api = read_surface(GOOD).api
    assert list(api.types) == ["#/A", "#/B"]
    assert write_surface(Surface(api=api)) == GOOD


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (
            "{",
            "",
        ),
        ('"format": 1', '"format": 2'),
        ('"format": 1,', ""),
        ('"title": "T"', '"title": 1'),
        ('"title": "T",', ""),
        ('"title": "T"', '"title": "T", "__class__": "os.system"'),
        ('"title": "T"', '"title": "T", "contact": "x"'),
        ('"method":"GET"', '"method":null'),
        ('"method":"GET"', '"method":"GET","at":[]'),
        ('["/a"]', '{"parts":["/a"]}'),
        ('["/a"]', '[{"Hole":1}]'),
        ('["/a"]', '[{"Popen":"ls"}]'),
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
    try:
        read = read_surface(GOOD[:place] + written + GOOD[place + 1 :])
    except ValueError as error:
        assert str(error)
    else:
        compare(read, read_surface(GOOD))
