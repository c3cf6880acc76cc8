"""Enumerations in requests: type checkers know the values, and no value is refused when the client runs."""

from __future__ import annotations

import json
from typing import Any

import pytest


def ref(name: str) -> dict[str, str]:
    """Return a reference to a schema."""
    return {"$ref": f"#/components/schemas/{name}"}


STATE = {"type": "string", "enum": ["on", "off"]}
SCHEMAS = {
    "Color": {"type": "string", "enum": ["red", "green"]},
    "Mode": {"type": "string", "enum": ["fast", "slow"]},
    "Size": {"type": "integer", "enum": [1, 2], "x-enum-varnames": ["Small", "Large"]},
    "Ratio": {"type": "number", "enum": [0.5, 1.5], "x-enum-varnames": ["Half", "More"]},
    # For requests alone.
    "Part": {
        "type": "object",
        "required": ["kind"],
        "properties": {
            "kind": {"type": "string", "enum": ["a", "b"]},
            "color": ref("Color"),
            "mode": ref("Mode"),
            "level": {"type": "integer", "enum": [1, 2]},
        },
    },
    # For both.
    "Thing": {"type": "object", "properties": {"color": ref("Color"), "state": STATE}},
}
PATHS = {
    "/things": {
        "get": {
            "operationId": "listThings",
            "parameters": [
                {"name": "order", "in": "query", "schema": {"type": "string", "enum": ["x", "y"]}},
                {"name": "color", "in": "query", "schema": ref("Color")},
                {"name": "size", "in": "query", "schema": ref("Size")},
                {"name": "ratio", "in": "query", "schema": ref("Ratio")},
            ],
            "responses": {
                "200": {
                    "description": "All",
                    "content": {"application/json": {"schema": ref("Thing")}},
                }
            },
        },
        "post": {
            "operationId": "addThing",
            "requestBody": {
                "required": True,
                "content": {
                    "application/json": {
                        "schema": {
                            "type": "object",
                            "properties": {
                                "state": STATE,
                                "thing": ref("Thing"),
                                "parts": {"type": "array", "items": ref("Part")},
                            },
                        }
                    }
                },
            },
            "responses": {"204": {"description": "Done"}},
        },
    }
}
USE = """\
import feature_enums as f
from feature_enums import models

client = f.Feature()
client.list_things(order="z")
client.list_things(color="rod")
client.list_things(size=7)
client.add_thing(state="of")
client.add_thing(thing={"state": "of"})
client.add_thing(thing={"color": "rod"})
client.add_thing(parts=[{"kind": "c"}])
models.Part(kind="c")
models.Part(kind="a", color="rod")
models.Part(kind="a", mode="fest")
models.Part(kind="a", level=3)

client.list_things(order="x", color="red", size=1, ratio=0.5)
client.list_things(size=models.Size.LARGE)
thing = models.Thing(color="new", state="unknown")
thing.state = client.list_things().state
client.add_thing(state="on", thing=thing, parts=[models.Part(kind="a", color="red", level=1)])
client.add_thing(thing={"color": "red"}, parts=[{"kind": "b", "color": "green", "mode": "slow"}])
"""


def test_type_checkers_find_a_typo(exchange: Any, type_errors: Any) -> None:
    """In arguments, typed dictionaries and models that only requests have; what a server may send is open."""
    api = exchange(PATHS, schemas=SCHEMAS, config={"name": "feature_enums"})
    found = type_errors(api.module, USE)
    assert [int(line.partition(":")[0]) for line in found] == list(range(5, 16)), found
    assert 'Literal["x", "y"]' in found[0].replace("'", '"')


def test_configured_to_be_open(exchange: Any, type_errors: Any) -> None:
    """With `open_request_enums`, type checkers let any value of the type pass."""
    config = {"name": "feature_enums", "open_request_enums": True}
    api = exchange(PATHS, schemas=SCHEMAS, config=config)
    assert type_errors(api.module, USE) == []


def test_nothing_is_refused_when_the_client_runs(exchange: Any) -> None:
    """Whether a value is right is for the server to say."""
    api = exchange(PATHS, schemas=SCHEMAS)
    api.client.list_things(order="z", color="new", size=7, ratio=2.5)
    assert api.query == "order=z&color=new&size=7&ratio=2.5"
    part = api.models.Part(kind="c", color="new", mode="none", level=9)
    api.client.add_thing(state="of", thing={"color": "new"}, parts=[part])
    assert json.loads(api.body) == {
        "state": "of",
        "thing": {"color": "new"},
        "parts": [{"kind": "c", "color": "new", "mode": "none", "level": 9}],
    }


@pytest.mark.parametrize("level", [True, 1.5, "1"])
def test_values_of_another_type_are_no_values_of_a_model(exchange: Any, level: Any) -> None:
    """A model for requests checks types, as before."""
    api = exchange(PATHS, schemas=SCHEMAS)
    with pytest.raises(ValueError, match="level"):
        api.models.Part(kind="a", level=level)


def test_a_name_of_a_typed_dictionary_is_not_taken(exchange: Any, type_errors: Any) -> None:
    """The alias for arguments is called as the enumeration is, unless a typed dictionary is."""
    schemas = {
        "Pet": {"type": "object", "properties": {"kind": ref("PetDict")}},
        "PetDict": {"type": "string", "enum": ["cat", "dog"]},
    }
    body = {"content": {"application/json": {"schema": {"type": "array", "items": ref("Pet")}}}}
    operation = {
        "operationId": "send",
        "requestBody": {"required": True, **body},
        "responses": {"200": {"description": "Them", **body}},
    }
    api = exchange({"/a": {"put": operation}}, schemas=schemas, config={"name": "feature_taken"})
    code = (
        "from feature_taken import Feature, types\n"
        'kind: types.PetDictParam = "cat"\n'
        'pet: types.PetDict = {"kind": kind}\n'
        "Feature().send(body=[pet])\n"
    )
    assert type_errors(api.module, code) == []


def test_payloads_of_webhooks_are_open(exchange: Any, type_errors: Any) -> None:
    """They come from a server, though requests may have them as well."""
    schemas = {"Event": {"type": "object", "properties": {"kind": STATE, "mode": ref("Mode")}}}
    schemas["Mode"] = SCHEMAS["Mode"]
    content = {"content": {"application/json": {"schema": ref("Event")}}}
    done = {"204": {"description": "Done"}}
    send = {"operationId": "send", "requestBody": {"required": True, **content}, "responses": done}
    hook = {"happened": {"post": {"requestBody": content, "responses": done}}}
    config = {"name": "feature_hooks"}
    api = exchange({"/a": {"post": send}}, schemas=schemas, config=config, webhooks=hook)
    code = (
        "from feature_hooks import Feature, models\n"
        'models.Event(kind="new", mode="new")\n'
        'Feature().send(kind="new")\n'
        'Feature().send(mode="new")\n'
    )
    assert [line.partition(":")[0] for line in type_errors(api.module, code)] == ["3", "4"]
