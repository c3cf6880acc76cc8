"""Enumerations: open to values that the document does not list."""

from __future__ import annotations

from typing import Any

import pytest


def ref(name: str) -> dict[str, str]:
    """Return a reference to a schema."""
    return {"$ref": f"#/components/schemas/{name}"}


@pytest.mark.parametrize(
    "values",
    [
        ["5-", "5+"],
        ["Nm³", "m³"],
        ["mro", "None", "", "class", "name", "value"],
        ["g", "μg"],
        ["a b", "a-b", "a_b", "A_B"],
        ["Red", "red", "RED"],
        ["'", '"', "\\", "\n"],
        ["UNKNOWN", "__class__", "_missing_", "True"],
    ],
)
@pytest.mark.parametrize("named", [False, True])
def test_members_that_collide_or_are_no_identifiers(
    codec: Any, values: list[str], named: bool
) -> None:
    """Every value goes both ways, with and without x-enum-varnames that are the values themselves."""
    schema: dict[str, Any] = {"type": "string", "enum": values}
    if named:
        schema["x-enum-varnames"] = [value or "Empty" for value in values]
    c = codec(ref("E"), schemas={"E": schema})
    for value in values:
        assert c.round_trip(value) == value
        assert type(c.encode(c.decode(value))) is str
    if named:
        assert [member.value for member in c.models.E] == values


def test_unknown_values_survive(codec: Any) -> None:
    """Servers add values."""
    c = codec(ref("E"), schemas={"E": {"type": "string", "enum": ["a", "b"]}})
    assert c.round_trip("new") == "new"


def test_named_members(codec: Any) -> None:
    """x-enum-varnames make a class; values that it lacks become members called UNKNOWN."""
    schema = {
        "type": "integer",
        "enum": [0, 1, -1],
        "x-enum-varnames": ["Nothing", "OnePiece", "Debt"],
        "x-enum-descriptions": ["None at all", "A piece", "Owed"],
    }
    c = codec(ref("E"), schemas={"E": schema})
    assert c.round_trip(1) is c.models.E.ONE_PIECE
    assert c.encode(c.models.E.DEBT) == -1
    assert c.encode(0) == 0
    new = c.round_trip(7)
    assert (new.name, new.value) == ("UNKNOWN", 7)
    assert new == 7


def test_enumerations_of_numbers(codec: Any) -> None:
    """Integers, negative ones, and fractions."""
    for values in ([1, 2], [-1, 0], [0.5, 1, 2.25]):
        kind = "number" if 0.5 in values else "integer"
        c = codec(ref("E"), schemas={"E": {"type": kind, "enum": values}})
        for value in values:
            assert c.round_trip(value) == value
        assert c.round_trip(99) == 99


def test_mixed_values(codec: Any) -> None:
    """Values of several types, null among them, keep their types."""
    values = ["a", 1, 1.5, True, None]
    c = codec({"type": "object", "properties": {"e": {"enum": values}}, "required": ["e"]})
    for value in values:
        found = c.round_trip({"e": value}).e
        assert found == value
        assert type(found) is type(value)


def test_null_in_an_enumeration(codec: Any) -> None:
    """3.1: type [string, null]; 3.0: nullable with null in the list."""
    new = {"type": ["string", "null"], "enum": ["a", None]}
    old = {"type": "string", "nullable": True, "enum": ["a", None]}
    for schema, version in ((new, "3.1.0"), (old, "3.0.3")):
        c = codec(ref("E"), schemas={"E": schema}, version=version)
        assert c.round_trip("a") == "a"
        assert c.round_trip(None) is None


def test_booleans_as_text(codec: Any) -> None:
    """ "true" is text."""
    c = codec(ref("E"), schemas={"E": {"type": "string", "enum": ["true", "false"]}})
    assert c.round_trip("true") == "true"


@pytest.mark.parametrize(
    ("schema", "default"),
    [
        (ref("E"), "SORT_A"),
        ({"type": "array", "items": ref("E"), "default": ["SORT_A"]}, ["SORT_A"]),
        ({"type": "integer", "enum": [1, 2], "default": 1}, 1),
        ({"type": "string", "enum": ["true", "false"], "default": "false"}, "false"),
        ({"$ref": "#/components/schemas/N", "default": 1}, 1),
        ({"type": "string", "format": "date", "default": "2024-02-29"}, "2024-02-29"),
        ({"type": "object", "default": {"a": [1]}}, {"a": [1]}),
    ],
)
def test_defaults_are_the_servers(exchange: Any, schema: Any, default: Any) -> None:
    """They are documented, never sent, and a value equal to the default can be sent."""
    names = {"type": "integer", "enum": [1, 2], "x-enum-varnames": ["One", "Two"]}
    schemas = {
        "E": {"type": "string", "enum": ["SORT_A", "SORT_B"], "default": "SORT_A"},
        "N": names,
        "A": {"type": "object", "properties": {"e": schema, "other": {"type": "string"}}},
    }
    content = {"application/json": {"schema": ref("A")}}
    api = exchange(
        {
            "/a": {
                "post": {
                    "operationId": "make",
                    "parameters": [{"name": "q", "in": "query", "schema": schema}],
                    "requestBody": {"required": True, "content": content},
                    "responses": {"200": {"description": "It", "content": content}},
                }
            }
        },
        schemas=schemas,
    )
    assert api.client.make(other="x").e is None
    assert api.body == b'{"other":"x"}'
    assert api.query == ""
    assert api.client.make.__doc__.count("The server's default is") == 2
    api.answer({"e": default})
    found = api.client.make(e=default)
    assert (
        api.request.read()
        == b'{"e":%s}' % __import__("json").dumps(default, separators=(",", ":")).encode()
    )
    assert found.model_dump(mode="json") == {"e": default, "other": None}
