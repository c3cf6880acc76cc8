"""Sample values of the generated tests and pages: what a server that checks requests would take."""

from __future__ import annotations

import json
import string
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sample_judge import judge, judge_schema
from specloom.build.understanding import understand
from specloom.config import ClientConfig
from specloom.python.examples.calls import Suite, sample_call
from specloom.python.naming.name_registry import PastClient
from specloom.python.naming.printable import PythonCode
from specloom.python.plan import plan
from specloom.python.tests.expected_requests import response_sample, success_of
from specloom.run.progress import SilentProgress

STRING = {"type": "string"}
INTEGER = {"type": "integer"}


def ref(name: str) -> dict[str, str]:
    """Return a reference to a schema."""
    return {"$ref": f"#/components/schemas/{name}"}


def text(**limits: Any) -> dict[str, Any]:
    """Return the schema of a text."""
    return {"type": "string", **limits}


def obj(*required: str, **properties: Any) -> dict[str, Any]:
    """Return the schema of an object."""
    return {"type": "object", "properties": properties, "required": list(required)}


def items(schema: Any, **limits: Any) -> dict[str, Any]:
    """Return the schema of an array."""
    return {"type": "array", "items": schema, **limits}


FORMATS = (
    "uri url iri uri-reference iri-reference uri-template email idn-email hostname idn-hostname ipv4 ipv6 uuid "
    "date date-time time duration byte binary json-pointer relative-json-pointer regex ulid password"
)
SCHEMAS: dict[str, Any] = {
    **{f"format {name}": text(format=name) for name in FORMATS.split()},
    "short uri": text(format="uri", maxLength=12),
    "long uri": text(format="uri", minLength=60),
    "long email": text(format="email", minLength=40, maxLength=41),
    "short": text(maxLength=2),
    "long": text(minLength=99, maxLength=99),
    "empty": text(maxLength=0),
    "bounds": {"type": "integer", "minimum": 10, "maximum": 12},
    "below": {"type": "integer", "maximum": -5},
    "open bounds": {"type": "integer", "exclusiveMinimum": 10, "exclusiveMaximum": 12},
    "open interval": {"type": "number", "exclusiveMinimum": 0, "exclusiveMaximum": 0.001},
    "one number": {"type": "number", "minimum": 7.25, "maximum": 7.25},
    "multiples": {"type": "integer", "minimum": 10, "multipleOf": 7},
    "parts": {"type": "number", "multipleOf": 0.05, "maximum": 0.2, "exclusiveMinimum": 0},
    "broken multiples": {"type": "integer", "multipleOf": 2.5, "minimum": 1},
    "enum": {"enum": ["b", "a"]},
    "const": {"const": 3},
    "items": items(STRING, minItems=5),
    "no items": items(STRING, maxItems=0),
    "unique texts": items(text(minLength=4, maxLength=6), minItems=7, uniqueItems=True),
    "unique numbers": items(
        {"type": "integer", "minimum": 5, "multipleOf": 5}, minItems=4, uniqueItems=True
    ),
    "unique enum": items({"enum": ["a", "b", "c"]}, minItems=3, uniqueItems=True),
    "unique booleans": items({"type": "boolean"}, minItems=2, uniqueItems=True),
    "unique dates": items(text(format="date"), minItems=3, uniqueItems=True),
    "unique uuids": items(text(format="uuid"), minItems=3, uniqueItems=True),
    "unique patterns": items(text(pattern="^(red|green|blue)$"), minItems=2, uniqueItems=True),
    "unique objects": items(obj("n", n=INTEGER), minItems=3, uniqueItems=True),
    "map": {"type": "object", "additionalProperties": INTEGER, "minProperties": 3},
    "map of names": {
        "type": "object",
        "additionalProperties": INTEGER,
        "propertyNames": {"pattern": "^[A-Z]{2}$"},
        "minProperties": 2,
    },
    "map of listed names": {
        "type": "object",
        "additionalProperties": STRING,
        "propertyNames": {"enum": ["north", "south"]},
    },
    "pattern properties": {
        "type": "object",
        "patternProperties": {"^x-[a-z]+$": INTEGER},
        "additionalProperties": False,
    },
    "some of many": {**obj(a=STRING, b=STRING, c=STRING), "minProperties": 2, "maxProperties": 2},
    "closed": {**obj("a", a=STRING), "additionalProperties": False},
    "one of": {
        "oneOf": [
            {**obj("a", a=STRING), "additionalProperties": False},
            {**obj("b", b=STRING), "additionalProperties": False},
        ]
    },
    "one of that overlap": {"oneOf": [obj("a", a=STRING), obj("a", "b", a=STRING, b=INTEGER)]},
    "one of scalars": {"oneOf": [text(format="ipv4"), text(maxLength=3), INTEGER]},
    "nullable": {"type": ["string", "null"], "minLength": 3},
}


@pytest.mark.parametrize("name", SCHEMAS)
def test_samples_are_valid(name: str, tmp_path: Path) -> None:
    """Alone, as a property and as an item, in full and minimal samples, both ways."""
    schema = SCHEMAS[name]
    whole = obj("needed", needed=schema, free=schema, listed=items(schema))
    verdict = judge_schema(whole, tmp_path)
    assert verdict.refused == ()
    assert verdict.samples == 5
    assert verdict.unjudged == 0


PATTERNS = (
    r"^[a-z]+$",
    r"^\d{3}-\d{4}$",
    r"^arn:aws(-[^:]{1,4})?:iam::([0-9]{12})?:role/.{1,2048}$",
    r"^(?=.*[A-Z])(?=.*\d)(?=.*[a-z])[A-Za-z\d!@#$]{8,}$",
    r"^(?!aws)[a-z]{3,}$",
    r"^\+?[1-9]\d{1,14}$",
    r"^([0-9A-Fa-f]{2}:){5}[0-9A-Fa-f]{2}$",
    r"^#[0-9a-f]{6}$",
    r"^(?:25[0-5]|2[0-4]\d|1?\d?\d)(?:\.(?:25[0-5]|2[0-4]\d|1?\d?\d)){3}$",
    r"^[12]\d{3}(0[1-9]|1[0-2])$",
    r"^v?\d+\.\d+\.\d+(-[0-9A-Za-z-]+(\.[0-9A-Za-z-]+)*)?$",
    r"\bword\b",
    r"^\S+@\S+$",
    r"^[^\s/]{4,9}$",
    r"[\u00e4\u00f6]",
    r"^(GET|POST)$",
    r"^\{[a-z]*\}$",
    r"^a{2}b{0,1}c*$",
    r"^(a+)+$",
)


@pytest.mark.parametrize("pattern", PATTERNS)
def test_samples_match_patterns(pattern: str, tmp_path: Path) -> None:
    """A text is made of the pattern, where the name does not match it."""
    assert judge_schema(obj("a", a=text(pattern=pattern)), tmp_path).refused == ()


def test_patterns_and_lengths_together(tmp_path: Path) -> None:
    """Both hold."""
    schema = text(pattern="^[A-Z][a-z0-9]*$", minLength=12, maxLength=14)
    assert judge_schema(obj("a", a=schema), tmp_path).refused == ()


# --- any schema


@st.composite
def scalars(draw: st.DrawFn) -> dict[str, Any]:
    """Return a schema of a scalar that some value fits."""
    kind = draw(st.sampled_from(["string", "integer", "number", "boolean", "enum", "const"]))
    if kind == "string":
        least = draw(st.integers(0, 30))
        limits = {"minLength": least, "maxLength": least + draw(st.integers(0, 9))}
        form = draw(st.sampled_from(["", "", "pattern", "date", "uuid", "ipv4", "date-time"]))
        if form == "pattern":
            return text(pattern=draw(st.sampled_from(PATTERNS)))
        return text(format=form) if form else text(**limits)
    if kind in ("integer", "number"):
        low = draw(st.integers(-50, 50))
        high = low + draw(st.integers(20, 90))
        names = draw(
            st.sampled_from([("minimum", "maximum"), ("exclusiveMinimum", "exclusiveMaximum")])
        )
        limits = {names[0]: low, names[1]: high}
        if draw(st.booleans()):
            limits["multipleOf"] = draw(st.sampled_from([1, 2, 5, 7, 0.5]))
        return {"type": kind, **{k: limits[k] for k in sorted(limits) if draw(st.booleans())}}
    if kind == "enum":
        return {"enum": draw(st.lists(st.sampled_from("abcdef"), min_size=1, unique=True))}
    return {"const": draw(st.sampled_from([1, "x", True]))} if kind == "const" else {"type": kind}


def arrays(inner: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    """Return schemas of arrays."""
    counts = st.integers(0, 4)
    return st.builds(lambda schema, n: items(schema, minItems=n, maxItems=n + 2), inner, counts)


def objects(inner: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    """Return schemas of objects."""
    names = st.text(string.ascii_lowercase, min_size=1, max_size=5)
    members = st.dictionaries(names, inner, min_size=1, max_size=4)
    return st.builds(
        lambda given, count, closed: {
            **obj(*sorted(given)[:count], **given),
            **({"additionalProperties": False} if closed else {}),
        },
        members,
        st.integers(0, 4),
        st.booleans(),
    )


def maps(inner: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    """Return schemas of maps."""
    return st.builds(
        lambda schema, n: {"type": "object", "additionalProperties": schema, "minProperties": n},
        inner,
        st.integers(0, 3),
    )


def choices(inner: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    """Return schemas of alternatives that can be told apart, or that overlap."""
    tagged = st.lists(inner, min_size=2, max_size=3).map(
        lambda several: {
            "oneOf": [obj("tag", "v", tag={"const": i}, v=s) for i, s in enumerate(several)]
        }
    )
    return tagged | inner.map(lambda schema: {"anyOf": [schema, {"type": "null"}]})


SCHEMA = st.recursive(
    scalars(),
    lambda inner: arrays(inner) | objects(inner) | maps(inner) | choices(inner),
    max_leaves=8,
)


@settings(
    max_examples=60,
    derandomize=True,
)
@given(schema=SCHEMA)
def test_samples_of_any_schema_are_valid(schema: Any, tmp_path: Path) -> None:
    """Whatever is nested in what."""
    assert judge_schema(obj("a", a=schema, b=schema), tmp_path).refused == ()


# --- examples of the document


def samples_of(folder: Path, operation: Any, schemas: Any = None) -> tuple[dict[str, Any], Any]:
    """Return the values of a full call of an operation, and its sample response."""
    document = {
        "openapi": "3.1.0",
        "info": {"title": "Shown", "version": "1"},
        "paths": {"/a": {"put": {"operationId": "put", **operation}}},
        "components": {
            "schemas": schemas or {},
            "examples": {"Shared": {"value": {"name": "from the components"}}},
        },
    }
    place = folder / "shown.json"
    place.write_text(json.dumps(document))
    config = ClientConfig(spec=str(place), output=str(folder / "out"))
    api = understand(config, SilentProgress()).api
    suite = Suite.of(plan(api, config, PastClient()))
    put = suite.client.resources[0].operations[0]
    call = sample_call(suite, put, PythonCode("client"), detail="complete")
    return call.values, response_sample(suite, success_of(put)[1])


def body(schema: Any, **more: Any) -> dict[str, Any]:
    """Return a JSON request body, and the same as the response."""
    content = {"application/json": {"schema": schema, **more}}
    return {
        "requestBody": {"required": True, "content": content},
        "responses": {"200": {"description": "ok", "content": content}},
    }


def test_the_example_of_a_body_counts_most(tmp_path: Path) -> None:
    """Then those of its schema, then those of its properties."""
    schema = {**obj(name=text(example="of the property")), "examples": [{"name": "of the schema"}]}
    values, answer = samples_of(tmp_path, body(schema, example={"name": "of the body"}))
    assert values == {"body/name": "of the body"}
    assert answer == {"name": "of the body"}
    assert samples_of(tmp_path, body(schema))[1] == {"name": "of the schema"}
    del schema["examples"]
    assert samples_of(tmp_path, body(schema))[1] == {"name": "of the property"}


def test_examples_in_every_place(tmp_path: Path) -> None:
    """Of parameters, their schemas and contents; of items, values of maps, alternatives, and what is referred to."""
    shown = obj(
        item=items(text(example="an item")),
        value={"type": "object", "additionalProperties": text(examples=["a value"])},
        choice={"anyOf": [text(example="a choice"), {"type": "null"}]},
        named=ref("Named"),
        filled={"type": "integer", "default": 20},
    )
    parameters = [
        {"name": "a", "in": "query", "schema": STRING, "example": "of a"},
        {"name": "b", "in": "query", "schema": text(example="of b")},
        {"name": "c", "in": "query", "schema": STRING, "examples": {"x": {"value": "of c"}}},
        {
            "name": "d",
            "in": "query",
            "content": {"application/json": {"schema": obj(n=INTEGER), "example": {"n": 7}}},
        },
        {"name": "e", "in": "query", "schema": {"type": "integer", "default": 50}},
    ]
    named = text(example="by name")
    values, answer = samples_of(
        tmp_path, {**body(shown), "parameters": parameters}, {"Named": named}
    )
    assert [values[f"query/{name}"] for name in "abcde"] == ["of a", "of b", "of c", {"n": 7}, 50]
    assert answer == {
        "item": ["an item"],
        "value": {"key": "a value"},
        "choice": "a choice",
        "named": "by name",
        "filled": 20,
    }


@pytest.mark.parametrize("example", ["string", "<string>", "{{PAGE_ID}}", "{{ page id }}", ""])
def test_examples_that_tools_made_show_nothing(example: str, tmp_path: Path) -> None:
    """As Swagger UI and Postman write them; what only looks like one is an example."""
    shown = obj(
        name=text(example=example), html=text(example="<b>"), words=text(example="a string")
    )
    assert samples_of(tmp_path, body(shown))[1] == {
        "name": "name",
        "html": "<b>",
        "words": "a string",
    }


def test_examples_by_reference(tmp_path: Path) -> None:
    """To the components."""
    examples = {"one": {"$ref": "#/components/examples/Shared"}}
    assert samples_of(tmp_path, body(obj(name=STRING), examples=examples))[1] == {
        "name": "from the components"
    }


@pytest.mark.parametrize(
    ("schema", "example"),
    [
        (INTEGER, "seven"),
        (text(maxLength=3), "longer"),
        (text(format="uuid"), "123"),
        (text(format="date-time"), "yesterday"),
        (text(pattern="^a+$"), "b"),
        ({"enum": ["a"]}, "b"),
        (items(INTEGER), "1,2"),
        (obj("a", a=INTEGER), {"b": 1}),
        (text(), "x" * 3000),
        (items(STRING), ["x"] * 2000),
    ],
)
def test_wrong_and_huge_examples_are_not_used(schema: Any, example: Any, tmp_path: Path) -> None:
    """Many examples are not of their own schema."""
    operation = body(obj("a", a={**schema, "examples": [example]}), example={"a": example})
    values, answer = samples_of(tmp_path, operation)
    assert values["body/a"] != example
    assert answer["a"] != example
    assert judge(tmp_path / "shown.json").refused == ()


def test_an_example_of_an_answer_is_no_request(tmp_path: Path) -> None:
    """What only responses hold is not sent."""
    schema = obj("id", id={**INTEGER, "readOnly": True}, name=STRING)
    example = {"id": 7, "name": "Rex"}
    values, answer = samples_of(tmp_path, body(ref("Pet"), example=example), {"Pet": schema})
    assert values == {"body/name": "Rex"}
    assert answer == example


def test_examples_that_cannot_go_where_they_belong(tmp_path: Path) -> None:
    """A header field holds no line end, and a query no null."""
    parameters = [
        {"name": "X-A", "in": "header", "schema": STRING, "example": "a\nb"},
        {"name": "q", "in": "query", "schema": {"type": ["string", "null"]}, "example": None},
    ]
    values, _ = samples_of(tmp_path, {**body(STRING), "parameters": parameters})
    assert values["header/X-A"] == "X-A"
    assert values["query/q"] == "q"


# --- recursion and size


def test_recursion_through_what_is_required(tmp_path: Path) -> None:
    """The optional property that leads back is left out, however long the way."""
    schemas = {
        "Def": obj(loop=ref("Loop"), name=STRING),
        "Loop": obj("step", step=ref("Step")),
        "Step": obj("definitions", definitions=items(ref("Def"), minItems=1)),
    }
    values, answer = samples_of(tmp_path, body(obj("d", d=ref("Def"))), schemas)
    assert values == {"body/d": {"name": "name"}}
    assert answer == {"d": {"name": "name"}}
    assert judge_schema(obj("d", d=ref("Def")), tmp_path, schemas).refused == ()


def test_recursion_that_ends_by_choice(tmp_path: Path) -> None:
    """A union, null, or an empty array or map ends it."""
    schemas = {
        "Tree": obj("left", "right", "list", left=ref("Side"), right=ref("Maybe"), list=ref("All")),
        "Side": {"oneOf": [ref("Tree"), obj("leaf", leaf=INTEGER)]},
        "Maybe": {"anyOf": [ref("Tree"), {"type": "null"}]},
        "All": {"type": "object", "additionalProperties": ref("Tree")},
    }
    assert judge_schema(ref("Tree"), tmp_path, schemas).refused == ()


def count(value: Any) -> int:
    """Return the number of values in a value."""
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return 1 + sum(map(count, inner))


def test_samples_are_bounded(tmp_path: Path) -> None:
    """References that double, a great many properties, and minItems do not make large samples."""
    doubling = {f"S{n}": obj("a", "b", a=ref(f"S{n + 1}"), b=ref(f"S{n + 1}")) for n in range(30)}
    doubling["S30"] = STRING
    pairs = {f"T{n}": {"type": "array", "prefixItems": [ref(f"T{n + 1}")] * 2} for n in range(30)}
    pairs["T30"] = STRING
    many = {f"p{n}": STRING for n in range(3000)}
    schemas = {
        **doubling,
        **pairs,
        "Pair": {**pairs["T0"], "minItems": 2, "items": False},
        "Free": obj(**many),
        "Needed": obj(*many, **many),
        "Wide": items(items(items(STRING, minItems=900), minItems=900), minItems=900),
        "Long": text(minLength=10**6),
    }
    for name in ("S0", "T0", "Pair", "Free", "Needed", "Wide", "Long"):
        values, answer = samples_of(tmp_path, body(ref(name)), schemas)
        assert count(answer) <= 1100, name
        assert sum(map(count, values.values())) <= 1100, name
        assert len(json.dumps(answer)) <= 30_000, name
        if name == "Needed":
            # For each property that lacks, a validator keeps a copy of the whole object.
            assert len(answer) <= 50


# --- what goes with examples and limits


def test_an_example_elsewhere_is_named(exchange: Any) -> None:
    """`externalValue` is never fetched, which a note says."""
    examples = {"far": {"externalValue": "https://elsewhere.example/a.json"}}
    client = exchange(
        {"/a": {"put": {"operationId": "put", **body(obj(name=STRING), examples=examples)}}}
    )
    said = [d for d in client.diagnostics if "lies elsewhere" in d.message]
    assert {d.severity.value for d in said} == {"note"}
    assert len(said) == 2


def test_a_great_many_properties_are_one_argument(exchange: Any) -> None:
    """Nobody reads a signature of hundreds of arguments."""
    many = obj(**{f"p{n}": STRING for n in range(300)})
    client = exchange({"/a": {"put": {"operationId": "put", **body(many)}}})
    client.client.put(body={"p7": "x"})
    assert json.loads(client.body) == {"p7": "x"}
