"""Properties with one possible value: const, one-value enumerations, tags of discriminators."""

from __future__ import annotations

import json
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
ONE = {"type": "string", "enum": ["c"]}


@pytest.mark.parametrize(
    "kind", [{"const": "c"}, ONE, {"allOf": [ONE]}, ref("One"), {"anyOf": [{"const": "c"}]}]
)
@pytest.mark.parametrize("required", [True, False])
def test_a_constant_is_filled_in(codec: Any, kind: Any, required: bool) -> None:
    """It needs no argument and is sent; a response that lacks an optional one goes back as it came."""
    inner = obj(*(["kind"] if required else []), kind=kind, r=INTEGER)
    schemas = {
        "One": ONE,
        "C": inner,
        "Box": obj(inner=ref("C"), many={"type": "array", "items": ref("C")}),
    }
    c = codec(ref("Box"), schemas=schemas)
    models = c.models
    made = models.C(r=1)
    assert (made.kind, "kind" in made.model_fields_set) == ("c", True)
    assert c.encode(models.Box(inner=made)) == {"inner": {"kind": "c", "r": 1}}
    assert c.encode(models.Box(inner={"r": 1}, many=[{}])) == {
        "inner": {"kind": "c", "r": 1},
        "many": [{"kind": "c"}],
    }
    c.round_trip({"inner": {"kind": "c", "r": 1}})
    if not required:
        assert c.round_trip({"inner": {"r": 1}}).inner.kind == "c"
    with pytest.raises(ValueError, match="kind"):
        models.C(kind="d")


@pytest.mark.parametrize(("value", "schema"), [(5, {"enum": [5]}), (True, {"enum": [True]}), (1.5, {"const": 1.5}), ({"a": [1]}, {"const": {"a": [1]}})])  # fmt: skip
def test_constants_of_every_kind(codec: Any, value: Any, schema: Any) -> None:
    """Numbers, booleans and objects are constants, too."""
    c = codec(ref("C"), schemas={"C": obj("k", k=schema)})
    assert c.encode(c.models.C()) == {"k": value}
    assert c.round_trip({"k": value}).k == value


def test_a_required_constant_that_is_missing_is_reported(codec: Any) -> None:
    """The default is for requests; a response must have what it must have, and goes back as it came."""
    c = codec(ref("C"), schemas={"C": obj("k", "r", k=ONE, r=INTEGER)}, strict=False)
    found = c.decode({"r": 1})
    assert (type(found), found.r) == (c.models.C, 1)
    assert c.encode(found) == {"r": 1}
    strict = c.client.with_options(strict_responses=True)
    with pytest.raises(c.errors.ResponseValidationError) as caught:
        strict.read()
    assert caught.value.paths == ("$.k",)


def operation(schema: Any, **more: Any) -> dict[str, Any]:
    """Return a path with one operation that takes a body."""
    return {
        "/c": {
            "post": {
                "operationId": "c",
                "requestBody": {
                    "required": True,
                    "content": {"application/json": {"schema": schema}},
                },
                "responses": {"204": {"description": "Done"}},
                **more,
            }
        }
    }


def test_constant_arguments(exchange: Any) -> None:
    """Constants are not arguments that must be given: in the body, and where a parameter is required."""
    parameters = [
        {"name": "v", "in": "query", "required": True, "schema": {"type": "string", "enum": ["1"]}},
        {"name": "w", "in": "query", "schema": {"type": "string", "enum": ["2"]}},
        {"name": "h", "in": "header", "required": True, "schema": {"const": "x"}},
    ]
    body = obj("kind", "r", kind=ONE, opt={"const": True}, r=INTEGER)
    api = exchange(operation(body, parameters=parameters))
    api.client.c(r=1)
    assert json.loads(api.body) == {"kind": "c", "opt": True, "r": 1}
    assert (api.query, api.header("h")) == ("v=1", "x")
    api.client.c(r=1, opt=api.module.UNSET)
    assert json.loads(api.body) == {"kind": "c", "r": 1}


@pytest.mark.parametrize("mapping", [{}, {"mapping": {"c": "#/components/schemas/C"}}])
@pytest.mark.parametrize("declared", [True, False])
def test_the_only_tag_of_a_class(codec: Any, mapping: Any, declared: bool) -> None:
    """The mapping, or else the schema's name, is the value of the property, declared or not."""
    own = {"type": STRING} if declared else {}
    schemas = {
        "C": obj(r=INTEGER, **own),
        "D": obj(r=INTEGER, **own),
        "U": {"oneOf": [ref("C"), ref("D")], "discriminator": {"propertyName": "type", **mapping}},
    }
    c = codec(ref("U"), schemas=schemas)
    tag = "c" if mapping else "C"
    assert c.encode(c.models.C(r=1)) == {"r": 1, "type": tag}
    assert c.encode(c.models.D(r=1)) == {"r": 1, "type": "D"}
    assert type(c.round_trip({"type": tag, "r": 1})) is c.models.C
    assert c.round_trip({"type": "?", "r": 1}) == {"type": "?", "r": 1}


def test_a_class_with_two_tags_has_no_constant(codec: Any) -> None:
    """Which one it is, only the caller knows."""
    mapping = {"x": "#/components/schemas/C", "y": "#/components/schemas/C"}
    schemas = {
        "C": obj("type", type=STRING),
        "D": obj("type", type=STRING),
        "U": {
            "oneOf": [ref("C"), ref("D")],
            "discriminator": {"propertyName": "type", "mapping": mapping},
        },
    }
    c = codec(ref("U"), schemas=schemas)
    with pytest.raises(ValueError, match="type"):
        c.models.C()
    assert c.encode(c.models.C(type="y")) == {"type": "y"}


def test_heirs_have_their_tags_and_stand_for_their_base(codec: Any) -> None:
    """An heir fills in its own; one that others extend is left open, since they stand where it is expected."""
    schemas = {
        "Pet": {**obj("kind", kind=STRING), "discriminator": {"propertyName": "kind"}},
        "Cat": {"allOf": [ref("Pet"), obj(lives=INTEGER)]},
        "Tiger": {"allOf": [ref("Cat"), obj(stripes=INTEGER)]},
        "Zoo": obj(pet=ref("Pet"), cat=ref("Cat")),
    }
    c = codec(ref("Zoo"), schemas=schemas)
    assert c.encode(c.models.Zoo(pet=c.models.Tiger(stripes=1))) == {
        "pet": {"kind": "Tiger", "stripes": 1}
    }
    c.round_trip({"cat": {"kind": "Tiger", "lives": 1}})


def test_an_optional_body_is_not_sent_for_its_constant(exchange: Any) -> None:
    """Nothing given, nothing sent."""
    paths = operation(obj(kind=ONE, r=INTEGER))
    paths["/c"]["post"]["requestBody"]["required"] = False
    api = exchange(paths)
    api.client.c()
    assert api.body == b""
    api.client.c(body=api.models.CRequest(r=1))
    assert json.loads(api.body) == {"kind": "c", "r": 1}
