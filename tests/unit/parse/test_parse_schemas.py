"""Schemas to types: scalars, objects, enums, merging, inheritance, unions."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

Declarations = Callable[..., dict[str, str]]

OBJECT = {"type": "object", "properties": {"a": {"type": "string"}}, "required": ["a"]}
OTHER = {"type": "object", "properties": {"b": {"type": "integer"}}}


def ref(name: str) -> dict[str, str]:
    return {"$ref": f"#/components/schemas/{name}"}


@pytest.mark.parametrize(
    ("schema", "expected"),
    [
        ({"type": "string"}, "= string"),
        ({"type": "integer", "format": "int64"}, "= integer"),
        ({"type": "number"}, "= number"),
        ({"type": "boolean"}, "= boolean"),
        ({"type": "null"}, "= null"),
        ({"type": "string", "format": "date"}, "= date"),
        ({"type": "string", "format": "date-time"}, "= date-time"),
        ({"type": "string", "format": "uuid"}, "= uuid"),
        ({"type": "string", "format": "byte"}, "= base64"),
        ({"type": "string", "format": "binary"}, "= bytes"),
        ({"type": "string", "format": "unheard-of"}, "= string"),
        ({"type": ["string", "null"]}, "= null or string"),
        ({"type": ["string", "integer"]}, "union integer | string"),
        ({}, "= any"),
        (True, "= any"),
        ({"type": "array", "items": {"type": "integer"}}, "= [integer]"),
        ({"type": "array"}, "= [any]"),
        (
            {
                "type": "array",
                "prefixItems": [{"type": "string"}, {"type": "integer"}],
                "items": False,
            },
            "= (string, integer; never)",
        ),
        ({"type": "object"}, "= map of any"),
        ({"type": "object", "additionalProperties": {"type": "integer"}}, "= map of integer"),
        (OBJECT, "{a: string}"),
        ({**OBJECT, "additionalProperties": False}, "{a: string, *: never}"),
        ({**OBJECT, "additionalProperties": {"type": "number"}}, "{a: string, *: number}"),
        ({"properties": {"a": {"type": "string", "default": "x"}}}, '{a="x": string}'),
        (
            {
                "properties": {
                    "a": {"type": "string", "readOnly": True},
                    "b": {"type": "string", "writeOnly": True},
                }
            },
            "{a?: string (read), b?: string (write)}",
        ),
        ({"type": "object", "required": ["z"]}, "= map of any"),
        ({"type": "string", "enum": ["a", "b"]}, 'enum string: "a" "b"'),
        ({"enum": [1, 2]}, "enum integer: 1 2"),
        ({"type": "string", "enum": ["a", "b", None]}, 'enum string: "a" "b" or null'),
        ({"type": "string", "enum": ["a"]}, 'enum string: "a"'),
        ({"const": "k"}, '= const "k"'),
        ({"enum": ["a", 1]}, 'enum any: "a" 1'),
        ({"allOf": [OBJECT]}, "{a: string}"),
        ({"allOf": [OBJECT, OTHER]}, "{a: string, b?: integer}"),
        ({"allOf": [{"type": "string"}, {"maxLength": 3}]}, "= string"),
        ({"allOf": [{"type": "string"}, {"type": "integer"}]}, "= any"),
        (
            {"allOf": [OBJECT, {"required": ["b"], "properties": {"b": {"type": "string"}}}]},
            "{a: string, b: string}",
        ),
        (
            {"allOf": [{"type": "string", "enum": ["a", "b"]}, {"enum": ["b", "c"]}]},
            'enum string: "b"',
        ),
        ({"allOf": [{"type": "number"}, {"type": "integer"}]}, "= integer"),
        ({"oneOf": [{"type": "string"}, {"type": "integer"}]}, "union string | integer"),
        ({"anyOf": [{"type": "string"}, {"type": "null"}]}, "= null or string"),
        ({"oneOf": [{"type": "string"}]}, "= string"),
        (
            {"oneOf": [{"type": "array", "items": {"type": "string"}}, {"type": "string"}]},
            "union [string] | string",
        ),
        (
            {"anyOf": [{"type": "string", "enum": ["a"]}, {"type": "string"}]},
            "union A/anyOf/0 | string",
        ),
    ],
)
def test_one_schema(schema: Any, expected: str, declarations: Declarations) -> None:
    assert declarations({"A": schema})["A"] == expected


@pytest.mark.parametrize(
    ("schemas", "expected"),
    [
        ({"A": ref("B"), "B": {"type": "string"}}, {"A": "= string", "B": "= string"}),
        (
            {"A": {"allOf": [ref("B"), OTHER]}, "B": OBJECT},
            {"A": "{a: string, b?: integer}", "B": "{a: string}"},
        ),
        ({"A": {"allOf": [ref("B")]}, "B": OBJECT}, {"A": "= B", "B": "{a: string}"}),
        (
            {"A": {"oneOf": [ref("B"), ref("C")]}, "B": OBJECT, "C": OTHER},
            {"A": "union B | C", "B": "{a: string}", "C": "{b?: integer}"},
        ),
        (
            {
                "A": {"oneOf": [ref("B"), ref("C")], "discriminator": {"propertyName": "k"}},
                "B": {"properties": {"k": {"type": "string"}}},
                "C": {"properties": {"k": {"type": "string"}}},
            },
            {"A": "union B=B | C=C by k", "B": "{k?: string}", "C": "{k?: string}"},
        ),
        (
            {
                "A": {
                    "oneOf": [ref("B"), ref("C")],
                    "discriminator": {
                        "propertyName": "k",
                        "mapping": {"b": "#/components/schemas/B", "c": "C"},
                    },
                },
                "B": {"properties": {"k": {"type": "string"}}},
                "C": {"properties": {"k": {"type": "string"}}},
            },
            {"A": "union B=b | C=c by k", "B": "{k?: string}", "C": "{k?: string}"},
        ),
        ({"A": {"properties": {"next": ref("A")}}}, {"A": "{next?: A}"}),
        ({"A": {"type": "array", "items": ref("A")}}, {"A": "= [A]"}),
        (
            {"A": {"oneOf": [ref("B"), {"type": "null"}]}, "B": OBJECT},
            {"A": "= null or B", "B": "{a: string}"},
        ),
        (
            {
                "A": {"anyOf": [ref("B"), ref("C")]},
                "B": {"properties": {"k": {"const": "b"}}, "required": ["k"]},
                "C": {"properties": {"k": {"const": "c"}}, "required": ["k"]},
            },
            {"A": "union B | C", "B": '{k: const "b"}', "C": '{k: const "c"}'},
        ),
        (
            {
                "Pet": {
                    "type": "object",
                    "properties": {"kind": {"type": "string"}},
                    "required": ["kind"],
                    "discriminator": {"propertyName": "kind"},
                },
                "Cat": {"allOf": [ref("Pet"), OBJECT]},
                "Dog": {"allOf": [ref("Pet"), OTHER]},
            },
            {
                "Cat": "{kind: string, a: string}",
                "Dog": "{kind: string, b?: integer}",
                "Pet": "{kind: string}",
                "Pet/discriminator": "union Pet=Pet | Cat=Cat | Dog=Dog by kind",
            },
        ),
    ],
)
def test_schemas_that_refer_to_others(
    schemas: dict[str, Any], expected: dict[str, str], declarations: Declarations
) -> None:
    assert declarations(schemas) == expected


def test_defaults_that_are_equal_to_python_differ(declarations: Declarations) -> None:
    properties = {
        name: {"type": "number", "default": value}
        for name, value in (("a", 1), ("b", True), ("c", 1.0), ("d", 0), ("e", False))
    }
    assert declarations({"A": {"properties": properties}}) == {
        "A": "{a=1: number, b=true: number, c=1.0: number, d=0: number, e=false: number}"
    }


@pytest.mark.parametrize(
    "schema",
    [
        {"type": "strin"},
        {"type": ["array", "object", "string"], "items": {"if": {}}},
        {"type": "array", "items": {"type": "string", "not": {}}},
        {"type": "object", "additionalProperties": {"$ref": "#/components/schemas/Nope"}},
        {"type": "object", "required": ["b"], "additionalProperties": False},
    ],
)
def test_the_same_fault_is_reported_at_each_place(
    schema: Any, parsed: Callable[..., tuple[Any, Any]]
) -> None:
    properties = {"a": schema, "b": schema}
    _, diagnostics = parsed(components={"schemas": {"A": {"properties": properties}}})
    places = [d.location.pointer for d in diagnostics]
    assert [p.split("/")[5] for p in sorted(places)] == ["a", "b"]


def test_the_same_schema_at_two_places_is_two_enumerations(declarations: Declarations) -> None:
    items = {"type": "array", "items": {"type": "string", "enum": ["x"]}}
    assert declarations({"A": {"properties": {"a": items, "b": items}}}) == {
        "A": "{a?: [A/properties/a/items], b?: [A/properties/b/items]}",
        "A/properties/a/items": 'enum string: "x"',
        "A/properties/b/items": 'enum string: "x"',
    }


@pytest.mark.parametrize(
    ("schema", "expected"),
    [
        ({"type": "string", "nullable": True}, {"A": "= null or string"}),
        ({"type": "integer", "minimum": 1, "exclusiveMinimum": True}, {"A": "= integer"}),
        ({"type": "string", "enum": ["a"], "nullable": True}, {"A": 'enum string: "a" or null'}),
        (
            {"allOf": [OBJECT], "nullable": True},
            {"A": "= null or A/anyOf/0", "A/anyOf/0": "{a: string}"},
        ),
    ],
)
def test_schemas_of_openapi_3_0(
    schema: Any, expected: dict[str, str], declarations: Declarations
) -> None:
    assert declarations({"A": schema}, "3.0.3") == expected


@pytest.mark.parametrize(
    ("schemas", "place", "expected"),
    [
        ({"A": OBJECT}, "A", "given A"),
        ({"a.b.Pet": OBJECT}, "a.b.Pet", "given a.b.Pet"),
        ({"A": {**OBJECT, "title": "Thing"}}, "A", "given A"),
        ({"A": {"properties": {"b": OBJECT}}}, "A/properties/b", "member b, owner A"),
        (
            {"A": {"properties": {"b": {"type": "array", "items": OBJECT}}}},
            "A/properties/b/items",
            "item , member b, owner A",
        ),
    ],
)
def test_where_names_come_from(
    schemas: dict[str, Any], place: str, expected: str, hints: Declarations
) -> None:
    assert hints(schemas)[place] == expected
