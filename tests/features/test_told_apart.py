"""Unions without a discriminator, told apart by the values of a property."""

from __future__ import annotations

import itertools
from typing import Any

import pytest


def ref(name: str) -> dict[str, str]:
    """Return a reference to a schema."""
    return {"$ref": f"#/components/schemas/{name}"}


def obj(*required: str, **properties: Any) -> dict[str, Any]:
    """Return the schema of an object."""
    return {"type": "object", "properties": properties, "required": list(required)}


STRING = {"type": "string"}
INTEGER = {"type": "integer"}
NAMED = {
    "OnlyA": {"type": "string", "enum": ["a"]},
    "Kinds": {"type": "string", "enum": ["b", "c"]},
    "Alias": {"allOf": [ref("Kinds")]},
}


@pytest.mark.parametrize(
    ("first", "second", "tags"),
    [
        ({"enum": ["a"]}, {"enum": ["b"]}, ["a", "b"]),
        ({"const": "a"}, {"enum": ["b", "c"]}, ["a", "c"]),
        ({"type": "string", "enum": ["a", "d"]}, {"type": "string", "enum": ["b", "c"]}, ["d", "c"]),
        (ref("OnlyA"), ref("Kinds"), ["a", "b"]),
        ({"allOf": [ref("OnlyA")]}, ref("Alias"), ["a", "c"]),
        ({"enum": [1]}, {"enum": [2, 3]}, [1, 3]),
        ({"const": True}, {"const": False}, [True, False]),
        ({"enum": ["a", None]}, {"enum": ["b", None]}, ["a", "b"]),
        ({"oneOf": [{"const": "a"}, {"const": "d"}]}, {"anyOf": [{"const": "b"}]}, ["d", "b"]),
    ],
)  # fmt: skip
@pytest.mark.parametrize("required", [True, False])
def test_disjoint_values_decide(
    codec: Any, first: Any, second: Any, tags: list[Any], required: bool
) -> None:
    """Whatever the way in which the document lists the values of a common property."""
    need = ["kind"] if required else []
    schemas = {
        **NAMED,
        "L": obj(*need, kind=first, z=INTEGER),
        "M": obj(*need, kind=second, z=INTEGER),
        "U": {"oneOf": [ref("L"), ref("M")]},
    }
    c = codec(ref("U"), schemas=schemas)
    for tag, name in zip(tags, ("L", "M"), strict=True):
        assert type(c.round_trip({"kind": tag, "z": 1})) is getattr(c.models, name)
    for unknown in ("?", 17):
        assert c.round_trip({"kind": unknown, "z": 1}) == {"kind": unknown, "z": 1}


def test_unions_within_unions(codec: Any) -> None:
    """Nested and nullable ones, inline ones, and lists of them."""
    leaves = {name: obj("t", t={"enum": [name.lower()]}, v=INTEGER) for name in "ABCD"}
    schemas = {
        **leaves,
        "AB": {"oneOf": [ref("A"), ref("B")]},
        "CD": {"oneOf": [ref("C"), ref("D"), {"type": "null"}]},
        "Box": obj(
            all={"anyOf": [ref("AB"), ref("CD")]},
            many={"type": "array", "items": {"oneOf": [ref("AB"), ref("C"), STRING]}},
        ),
    }
    c = codec(ref("Box"), schemas=schemas)
    for name in "abcd":
        found = c.round_trip({"all": {"t": name, "v": 1}}).all
        assert type(found) is getattr(c.models, name.upper())
    assert c.round_trip({"all": None}).all is None
    many = c.round_trip({"many": [{"t": "c"}, "x", {"t": "b"}, {"t": "?"}]}).many
    assert [type(item).__name__ for item in many] == ["C", "str", "B", "dict"]


def test_an_alternative_whose_property_is_open(codec: Any) -> None:
    """It takes the values that the others do not list."""
    schemas = {
        "L": obj("kind", kind={"enum": ["a", "b"]}, z=INTEGER),
        "N": obj("kind", kind=STRING, z=INTEGER),
    }
    for order in itertools.permutations(("L", "N")):
        c = codec({"oneOf": [ref(name) for name in order]}, schemas=schemas)
        assert type(c.round_trip({"kind": "?", "z": 1})) is c.models.N


def test_values_that_overlap(codec: Any) -> None:
    """A value that one alternative lists is never taken for the other; a new one is decided by the shape."""
    schemas = {
        "Order": obj("status", "size", status={"enum": ["new", "sent"]}, size=INTEGER),
        "Refund": obj("status", "sum", status={"enum": ["sent", "paid"]}, sum=INTEGER),
        "Loose": obj("status", status={"enum": ["new", "lost"]}, note=STRING),
    }
    c = codec({"oneOf": [ref(name) for name in schemas]}, schemas=schemas)
    assert type(c.round_trip({"status": "paid", "sum": 1})) is c.models.Refund
    assert type(c.round_trip({"status": "sent", "sum": 1})) is c.models.Refund
    assert type(c.round_trip({"status": "sent", "size": 1})) is c.models.Order
    assert type(c.round_trip({"status": "lost", "size": 1})) is c.models.Loose
    assert type(c.round_trip({"status": "?", "sum": 1})) is c.models.Refund


def test_an_absent_property_is_decided_by_the_shape(codec: Any) -> None:
    """Where it may be absent, the other properties decide."""
    schemas = {
        "L": obj(kind={"enum": ["l"]}, left=INTEGER),
        "M": obj(kind={"enum": ["m"]}, right=INTEGER),
    }
    c = codec({"oneOf": [ref("L"), ref("M")]}, schemas=schemas)
    assert type(c.round_trip({"left": 1})) is c.models.L
    assert type(c.round_trip({"right": 1})) is c.models.M


def test_a_choice_beside_one_that_does_not_fit(codec: Any) -> None:
    """A property of another type costs that property, not the alternative."""
    schemas = {
        "L": obj("kind", kind={"enum": ["l"]}, day={"type": "string", "format": "date"}, n=INTEGER),
        "M": obj("kind", kind={"enum": ["m"]}, n=INTEGER),
        "U": {"anyOf": [ref("L"), ref("M"), STRING]},
        "X": obj(
            "a", a={"type": "string", "format": "date"}, n={"type": "string", "format": "date"}
        ),
        "Y": obj("b", b=STRING),
        "W": obj(u=ref("U"), plain={"oneOf": [ref("X"), ref("Y")]}),
    }
    c = codec(ref("W"), schemas=schemas, strict=False)
    value = {
        "u": {"kind": "l", "day": "2020-01-02T03:04:05Z", "n": 1},
        "plain": {"a": "soon", "n": "2020-01-02"},
    }
    w = c.round_trip(value)
    assert (type(w.u), w.u.day, w.u.n) == (c.models.L, "2020-01-02T03:04:05Z", 1)
    assert (type(w.plain), w.plain.a, w.plain.n.year) == (c.models.X, "soon", 2020)
