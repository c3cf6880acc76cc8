"""Schemas that lead back to themselves: every way must end, and every model must build."""

from __future__ import annotations

import random
from typing import Any

import pytest
from pydantic import BaseModel, TypeAdapter, ValidationError

STRING = {"type": "string"}
SEEDS = 4
GROUPS = 5
"""How many groups of schemas are in one document, each with its own names."""


def ref(name: str) -> dict[str, str]:
    """Return a reference to a schema."""
    return {"$ref": f"#/components/schemas/{name}"}


def build(models: Any) -> int:
    """Build every model and every alias, and read a value with it; return how many there were."""
    for name in models.__all__:
        found = getattr(models, name)
        if isinstance(found, type) and issubclass(found, BaseModel):
            found.model_rebuild(force=True)
        adapter = TypeAdapter(found)
        for value in ({"p": {"p": {}}, "items": [{}]}, "x", [[{}]], None):
            try:
                adapter.validate_python(value)
            except ValidationError:
                continue
    return len(models.__all__)


def more(name: str) -> dict[str, Any]:
    """Return a schema and something more of its kind."""
    return {"allOf": [ref(name), {"type": "object", "properties": {"more": STRING}}]}


CYCLES: dict[str, dict[str, Any]] = {
    "items": {"A": {"type": "object", "properties": {"p": {"type": "array", "items": more("A")}}}},
    "property": {"A": {"type": "object", "properties": {"p": more("A")}}},
    "values": {"A": {"type": "object", "additionalProperties": more("A")}},
    "beside_values": {
        "A": {"type": "object", "properties": {"q": STRING}, "additionalProperties": more("A")}
    },
    "patterns": {"A": {"type": "object", "patternProperties": {"^x": more("A")}}},
    "tuple": {"A": {"type": "array", "prefixItems": [{"allOf": [ref("A"), {"maxItems": 1}]}]}},
    "array": {"A": {"type": "array", "items": {"allOf": [ref("A"), {"minItems": 1}]}}},
    "array_of_one_of": {"A": {"type": "array", "items": {"oneOf": [ref("A"), more("A")]}}},
    "first_member": {
        "A": {
            "type": "object",
            "properties": {
                "p": {
                    "items": {"allOf": [{"properties": {"id": STRING}}, ref("A")]},
                    "type": "array",
                }
            },
        },
        "B": {"allOf": [{"type": "object", "properties": {"a": STRING}}, ref("A")]},
    },
    "all_of_itself": {"A": {"allOf": [ref("A")]}},
    "all_of_itself_and_more": {"A": {"allOf": [ref("A"), {"properties": {"p": STRING}}]}},
    "mutual_all_of": {"A": {"allOf": [ref("B")]}, "B": {"allOf": [ref("A")]}},
    "mutual_all_of_and_more": {"A": more("B"), "B": more("A")},
    "one_of_itself": {"A": {"oneOf": [ref("A")]}},
    "one_of_itself_twice": {"A": {"oneOf": [ref("A"), ref("A")]}},
    "one_of_double": {
        "A": {"type": "object", "properties": {"p": STRING}, "oneOf": [ref("B"), ref("C")]},
        "B": {"type": "object", "properties": {"q": STRING}, "oneOf": [ref("A"), ref("C")]},
        "C": {"type": "object", "properties": {"r": STRING}, "oneOf": [ref("A"), ref("B")]},
    },
    "one_of_more": {"A": {"oneOf": [more("A"), STRING]}},
    "any_of_beside": {"A": {"properties": {"p": more("A")}, "anyOf": [more("A"), ref("A")]}},
    "any_of_all_of": {"A": {"anyOf": [{"allOf": [ref("B")]}, STRING]}, "B": {"anyOf": [ref("A")]}},
    "not": {"A": {"type": "object", "not": ref("A"), "properties": {"p": {"not": more("A")}}}},
    "growing": {
        "A": {
            "type": "object",
            "properties": {
                "p": {"allOf": [ref("A"), {"properties": {"p": {"properties": {"q": STRING}}}}]}
            },
        }
    },
    "heir_of_an_heir": {
        "A": {"type": "object", "properties": {"p": more("B")}},
        "B": {"allOf": [ref("A"), {"properties": {"p": more("A")}}]},
    },
    "discriminator": {
        "A": {
            "type": "object",
            "properties": {"kind": STRING, "p": ref("A")},
            "discriminator": {"propertyName": "kind"},
            "oneOf": [ref("A"), more("A"), ref("B")],
        },
        "B": {"allOf": [ref("A"), {"properties": {"p": more("B")}}]},
    },
    "nullable": {"A": {"anyOf": [{"type": "null"}, {"allOf": [ref("A")]}]}},
    "deep": {
        "A": {
            "type": "object",
            "properties": {
                "p": {"type": "object", "properties": {"p": {"type": "array", "items": more("A")}}}
            },
        }
    },
}


def renamed(value: Any, prefix: str) -> Any:
    """Return the schemas of a group names of their own."""
    if isinstance(value, dict):
        return {
            key: (
                item.replace("schemas/", f"schemas/{prefix}")
                if key == "$ref"
                else renamed(item, prefix)
            )
            for key, item in value.items()
        }
    return [renamed(item, prefix) for item in value] if isinstance(value, list) else value


def group(schemas: dict[str, Any], prefix: str) -> dict[str, Any]:
    """Put a prefix before the names of schemas."""
    return {f"{prefix}{name}": renamed(schema, prefix) for name, schema in schemas.items()}


def test_cycles(exchange: Any) -> None:
    """All kinds of them, in one document."""
    schemas: dict[str, Any] = {}
    for name, found in CYCLES.items():
        schemas |= group(found, f"{name.title().replace('_', '')}0")
    assert build(exchange({}, schemas=schemas).models) > len(CYCLES)


def test_a_list_of_itself_and_more(codec: Any) -> None:
    """Comments and their responses: the responses have one property more."""
    answer = {"type": "object", "properties": {"replyTo": STRING}}
    items = {"allOf": [ref("Comment"), answer]}
    properties = {"id": STRING, "replies": {"type": "array", "items": items}}
    c = codec(ref("Comment"), schemas={"Comment": {"type": "object", "properties": properties}})
    reply = {"id": "b", "replyTo": "a", "replies": [{"id": "c", "replyTo": "b"}]}
    comment = c.round_trip({"id": "a", "replies": [reply]})
    assert comment.replies[0].reply_to == "a"
    assert type(comment.replies[0].replies[0]) is type(comment.replies[0]) is not type(comment)


def schema(rng: random.Random, names: list[str], depth: int) -> Any:
    """Make up a schema that leads to others."""
    if depth == 0 or rng.random() < 0.35:
        return ref(rng.choice(names)) if rng.random() < 0.75 else dict(STRING)

    def inner() -> Any:
        return schema(rng, names, depth - 1)

    made: dict[str, Any] = {}
    for keyword in rng.sample(["items", "properties", "values", "allOf", "oneOf", "anyOf"], k=2):
        match keyword:
            case "items":
                made |= {"items": inner()}
            case "properties":
                made |= {"properties": {name: inner() for name in rng.sample("pqr", k=2)}}
            case "values":
                made |= {"additionalProperties": inner()}
            case _:
                made |= {keyword: [inner() for _ in range(rng.randint(1, 3))]}
    if rng.random() < 0.3:
        made["required"] = [rng.choice("pqr")]
    if rng.random() < 0.2:
        made["discriminator"] = {"propertyName": "p"}
    if rng.random() < 0.2:
        made["not"] = inner()
    return made


@pytest.mark.parametrize("seed", range(SEEDS))
def test_made_up_cycles(exchange: Any, seed: int) -> None:
    """Schemas of every keyword that leads to others, at random, but the same in each run."""
    rng = random.Random(seed)
    schemas: dict[str, Any] = {}
    for number in range(GROUPS):
        names = [f"S{number}N{index}" for index in range(rng.randint(2, 4))]
        # Not a mere reference: those that lead in a circle are refused, with their places.
        schemas |= {name: {"allOf": [schema(rng, names, 2)]} for name in names}
    build(exchange({}, schemas=schemas).models)
