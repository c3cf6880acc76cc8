"""jsonschema-rs agrees with jsonschema, which says what is wrong where."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from specloom.openapi.document.grammar import Version
from specloom.openapi.load import load
from specloom.openapi.validation import json_schema

VALUES: st.SearchStrategy[Any] = st.sampled_from(
    [
        *(None, True, False, 0, 1, -1, 1.5, "", "x", "string", "null", "integer"),
        *([], ["a"], ["a", "a"], ["null", "string"], [1, True], [1, 1.0], [None, "a"], [{}]),
        *({}, {"propertyName": "a"}, {"propertyName": 1}, {"mapping": {"a": 1}}, {"name": "a"}),
        *({"name": 1}, {"wrapped": True}, {"x-a": 1}, {"url": "u"}, {"a": ["b"]}, {"$ref": "#/a"}),
    ]
)
NAMES = st.sampled_from(
    [
        *("title", "description", "format", "pattern", "maximum", "minimum", "maxLength"),
        *("minItems", "maxProperties", "uniqueItems", "readOnly", "writeOnly", "deprecated"),
        *("default", "example", "examples", "required", "enum", "const", "type", "xml"),
        *("exclusiveMaximum", "exclusiveMinimum", "nullable", "discriminator", "externalDocs"),
        *("multipleOf", "$ref", "$id", "$comment", "$anchor", "$defs", "definitions", "x-a", "y"),
        *("properties", "patternProperties", "dependentSchemas", "dependentRequired", "items"),
        *("not", "if", "additionalProperties", "propertyNames", "unevaluatedProperties"),
        *("allOf", "anyOf", "oneOf", "prefixItems", "contains", "minContains", "dependencies"),
    ]
)
SCHEMAS = st.recursive(
    st.dictionaries(NAMES, VALUES, max_size=3) | VALUES,
    lambda children: st.one_of(
        st.dictionaries(NAMES, children, max_size=2),
        st.fixed_dictionaries({"properties": st.dictionaries(st.text(), children, max_size=2)}),
        st.fixed_dictionaries({"allOf": st.lists(children, max_size=2)}),
    ),
    max_leaves=6,
)

ORDINARY = {
    "type": "object",
    "description": "d",
    "required": ["a"],
    "properties": {
        "a": {"type": "string", "enum": ["x", "y"], "maxLength": 3, "example": {"any": 1}},
        "b": {"type": "array", "items": {"$ref": "#/definitions/B"}, "uniqueItems": True},
        "c": {"additionalProperties": {"allOf": [{"type": "integer", "minimum": 1.5}]}},
    },
    "additionalProperties": False,
    "x-anything": [None],
}
RULES = {version: json_schema._rules(version) for version in Version}
SLOW = {
    version: replace(rules, is_valid=lambda _: False, is_schema_valid=lambda _: False)
    for version, rules in RULES.items()
}


def found(schema: Any, version: str) -> list[tuple[str, str]]:
    value: dict[str, Any] = {"info": {"title": "t", "version": "1"}, "paths": {}}
    if version == "2.0":
        value |= {"swagger": version, "definitions": {"A": schema}}
    else:
        value |= {"openapi": f"{version}.0", "components": {"schemas": {"A": schema}}}

    def read(location: str) -> bytes:
        if location != "a.json":
            raise FileNotFoundError(location)
        return json.dumps(value).encode()

    document, _ = load("a.json", reader=read)
    return [
        (diagnostic.location.pointer, diagnostic.message)
        for diagnostic in json_schema.find(document, Version(version))
    ]


@pytest.mark.parametrize("version", ["2.0", "3.0", "3.1", "3.2"])
@settings(max_examples=150)
@given(schema=SCHEMAS)
def test_the_quick_check_hides_nothing(version: str, schema: Any) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(json_schema, "_rules", SLOW.__getitem__)
        slowly = found(schema, version)
    assert found(schema, version) == slowly


@pytest.mark.parametrize(
    ("schema", "versions"),
    [
        (ORDINARY, {"2.0", "3.0", "3.1", "3.2"}),
        ({"type": ["string", "null"]}, {"2.0", "3.1", "3.2"}),
        ({"type": "string", "nullable": True}, {"3.0", "3.1", "3.2"}),
        ({"exclusiveMinimum": True}, {"2.0", "3.0"}),
        ({"exclusiveMinimum": 1}, {"3.1", "3.2"}),
        ({"discriminator": "kind"}, {"2.0", "3.1", "3.2"}),
        ({"$ref": "#/a", "type": 1}, {"3.0"}),
        (True, {"3.1", "3.2"}),
        ({"required": True}, set()),
        ({"properties": []}, set()),
        ({"unknown": 1}, {"3.1", "3.2"}),
    ],
)
def test_each_version_has_its_own_rules(schema: Any, versions: set[str]) -> None:
    valid = {version.value for version in Version if RULES[version].is_schema_valid(schema)}
    assert valid == versions
