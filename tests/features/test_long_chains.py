"""Rows of schemas of which each refers to the next: no step may need a deeper stack for a longer row."""

from __future__ import annotations

import importlib
import inspect
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

LENGTH = 300
STRING = {"type": "string"}
LEGS: dict[str, Any] = {
    "array": lambda ref: {"type": "array", "items": ref},
    "property": lambda ref: ref,
    "map": lambda ref: {"type": "object", "additionalProperties": ref},
    "union": lambda ref: {"oneOf": [ref, STRING]},
    "nullable": lambda ref: {"anyOf": [ref, {"type": "null"}]},
}


def ref(number: int) -> dict[str, str]:
    """Return a reference to a schema of the row."""
    return {"$ref": f"#/components/schemas/S{number:04}"}


def row(leg: Any, length: int = LENGTH) -> dict[str, Any]:
    """Return objects that each have the next one in a property."""
    schemas: dict[str, Any] = {}
    for number in range(length):
        properties = {"v": STRING, "next": leg(ref(number + 1))}
        schemas[f"S{number:04}"] = {"type": "object", "properties": properties}
    return {**schemas, f"S{length:04}": {"type": "object", "properties": {"v": STRING}}}


@contextmanager
def stack_of(frames: int) -> Iterator[None]:
    """Allow only so many calls inside of each other from here on."""
    before = sys.getrecursionlimit()
    sys.setrecursionlimit(len(inspect.stack(0)) + frames)
    try:
        yield
    finally:
        sys.setrecursionlimit(before)


def exchange_of(exchange: Any, schemas: dict[str, Any]) -> Any:
    """Return a client with an operation that returns the first of a row."""
    content = {"application/json": {"schema": ref(0)}}
    response = {"description": "OK", "content": content}
    return exchange(
        {"/a": {"get": {"operationId": "a", "responses": {"200": response}}}}, schemas=schemas
    )


@pytest.mark.parametrize("kind", LEGS)
def test_the_first_answer_of_a_long_row(exchange: Any, kind: str) -> None:
    """It is decoded, and a model made, with a small stack."""
    api = exchange_of(exchange, row(LEGS[kind]))
    inner = {"v": "x"}
    wrapped: Any = {"array": [inner], "map": {"k": inner}}.get(kind, inner)
    api.answer({"v": "y", "next": wrapped})
    api.models.S0000  # noqa: B018 - loads the module, which is not what is measured
    with stack_of(500):
        found = api.client.a()
        made = api.models.S0001(v="z")
    second = {"array": lambda v: v[0], "map": lambda v: v["k"]}.get(kind, lambda v: v)(found.next)
    assert (type(second), second.v, made.v) == (api.models.S0001, "x", "z")


def test_what_an_operation_does_not_use_is_not_built(exchange: Any) -> None:
    """Only the models that a response may have, and of those some by themselves."""
    others = {f"O{number}": {"type": "object", "properties": {"v": STRING}} for number in range(40)}
    api = exchange_of(exchange, {**row(LEGS["property"]), **others})
    api.answer({"v": "y"})
    api.client.a()
    module = importlib.import_module(api.models.O1.__module__)
    classes = {name: found for name, found in vars(module).items() if name[:1] in "SO"}
    assert not [
        n for n, c in classes.items() if n[1:].isdigit() and n[0] == "O" and c.__pydantic_complete__
    ]
    row_of_models = [getattr(api.models, f"S{number:04}") for number in range(LENGTH)]
    assert 0 < sum(model.__pydantic_complete__ for model in row_of_models) < LENGTH


@pytest.mark.parametrize(
    "schema",
    [
        pytest.param(lambda number: ref(number + 1), id="references"),
        pytest.param(lambda number: {"allOf": [ref(number + 1)]}, id="allOf"),
        pytest.param(lambda number: {"type": "array", "items": ref(number + 1)}, id="arrays"),
        pytest.param(lambda number: {"oneOf": [ref(number + 1), STRING]}, id="unions"),
    ],
)
def test_a_row_without_objects(exchange: Any, schema: Any) -> None:
    """Names for names for names, and lists of lists of lists, are not errors."""
    schemas = {f"S{number:04}": schema(number) for number in range(LENGTH)}
    last = {"type": "object", "properties": {"v": STRING}}
    api = exchange_of(exchange, {**schemas, f"S{LENGTH:04}": last})
    assert getattr(api.models, f"S{LENGTH:04}")(v="x").v == "x"


def test_a_row_of_thousands(exchange: Any) -> None:
    """It is generated."""
    api = exchange_of(exchange, row(LEGS["array"], 3000))
    assert api.models.S3000(v="x").v == "x"
