"""Whatever a document holds, the stages return diagnostics."""

from __future__ import annotations

import copy
import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from specloom.diagnostics import GenerationFailed
from specloom.openapi.load import load
from specloom.openapi.upgrade.upgrade import upgrade
from specloom.openapi.validation.validate import validate

SWAGGER: dict[str, Any] = {
    "swagger": "2.0",
    "info": {"title": "t", "version": "1"},
    "host": "h",
    "schemes": ["https"],
    "consumes": ["application/json"],
    "parameters": {"P": {"name": "p", "in": "body", "schema": {"$ref": "#/definitions/A"}}},
    "paths": {
        "/a": {
            "parameters": [{"name": "f", "in": "formData", "type": "array", "items": {}}],
            "get": {
                "parameters": [{"$ref": "#/parameters/P"}],
                "responses": {
                    "200": {
                        "description": "d",
                        "schema": {"$ref": "#/definitions/A"},
                        "headers": {"h": {"type": "string"}},
                        "examples": {"a/b": 1},
                    }
                },
            },
        }
    },
    "definitions": {"A": {"x-nullable": True, "allOf": [{"properties": {"a": {}}}]}},
    "securityDefinitions": {"s": {"type": "oauth2", "flow": "implicit", "scopes": {}}},
}
OPENAPI: dict[str, Any] = {
    "openapi": "3.0.3",
    "info": {"title": "t", "version": "1"},
    "paths": {
        "/a": {
            "parameters": [{"name": "q", "in": "query", "schema": {"nullable": True, "enum": [1]}}],
            "post": {
                "requestBody": {"content": {"a/b": {"schema": {"$ref": "#/components/schemas/A"}}}},
                "responses": {"200": {"description": "d", "headers": {"h": {"schema": {}}}}},
                "callbacks": {"c": {"x": {"post": {}}}},
            },
        }
    },
    "components": {"schemas": {"A": {"nullable": True, "oneOf": [{"minimum": 1}], "items": {}}}},
}
JUNK: st.SearchStrategy[Any] = st.sampled_from(
    [
        *(None, True, 0, -1, 1.5, "", "x", [], {}, [[]], [None], {"": None}, {"x": []}),
        *({"$ref": "#"}, {"$ref": "#/paths"}, {"$ref": ""}, {"$ref": "x:y"}, {"$ref": 1}),
        *({"$ref": "#a"}, {"$ref": "#/%zz"}, {"nullable": True, "$ref": "#/definitions/A"}),
        *({"in": "body"}, {"in": "formData", "name": 1}, {"type": ["array"]}, "\ud800"),
    ]
)


def places(value: Any, path: tuple[str | int, ...] = ()) -> list[tuple[str | int, ...]]:
    found = [path] if path else []
    steps: list[tuple[str | int, Any]] = []
    if isinstance(value, dict):
        steps += value.items()
    elif isinstance(value, list):
        steps += enumerate(value)
    for step, child in steps:
        found += places(child, (*path, step))
    return found


def put(value: Any, path: tuple[str | int, ...], junk: Any) -> None:
    for step in path[:-1]:
        value = value[step]
    value[path[-1]] = junk


@pytest.mark.parametrize("spec", [SWAGGER, OPENAPI, {**OPENAPI, "openapi": "3.1.0"}])
@settings(max_examples=150)
@given(data=st.data())
def test_no_document_is_a_crash(spec: dict[str, Any], data: st.DataObject) -> None:
    value = copy.deepcopy(spec)
    for _ in range(data.draw(st.integers(1, 3))):
        put(value, data.draw(st.sampled_from(places(value))), copy.deepcopy(data.draw(JUNK)))
    try:
        document, _ = load("a.json", reader=lambda _: json.dumps(value).encode())
    except GenerationFailed as failure:
        assert "surrogate" in str(failure)  # the one fault of syntax among the junk
        return
    for found in (*validate(document), *upgrade(document)[1]):
        assert str(found).isascii()
    upgraded = upgrade(document)[0]
    for path in places(upgraded.data):
        tokens = "/".join(str(step).replace("~", "~0").replace("/", "~1") for step in path)
        assert upgraded.locate(f"#/{tokens}").line == 1


@settings(max_examples=300)
@given(st.text() | st.binary().map(lambda content: content.decode("latin-1")))
def test_no_text_is_a_crash(text: str) -> None:
    try:
        document, _ = load("a", reader=lambda _: text.encode("utf-8", "surrogatepass"))
    except GenerationFailed as failure:
        assert len(failure.diagnostics) == 1
    else:
        validate(document)
