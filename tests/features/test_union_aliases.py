"""Unions with a name are written out once, and referred to by name wherever arguments take them."""

from __future__ import annotations

import inspect
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

STRING = {"type": "string"}


def ref(name: str) -> dict[str, str]:
    """Return a reference to a schema."""
    return {"$ref": f"#/components/schemas/{name}"}


def kind(name: str, **properties: Any) -> dict[str, Any]:
    """Return an object with a constant."""
    required = ["type", *properties]
    return {
        "type": "object",
        "required": required,
        "properties": {"type": {"const": name}, **properties},
    }


SCHEMAS = {
    "Text": kind("text", text=STRING),
    "Image": kind("image", url=STRING),
    "Item": {"description": "What goes in.", "oneOf": [ref("Text"), ref("Image")]},
    "Mode": {"type": "string", "enum": ["auto", "none"]},
    "Tool": {"type": "object", "required": ["name"], "properties": {"name": STRING}},
    "Choice": {"anyOf": [ref("Mode"), ref("Tool"), {"type": "null"}]},
    "Stop": {"anyOf": [STRING, {"type": "array", "items": STRING}]},
    "Tree": {"anyOf": [STRING, {"type": "array", "items": ref("Tree")}]},
    "Wrap": {"type": "object", "properties": {"item": ref("Item"), "choice": ref("Choice")}},
    "Pet": {"type": "object", "properties": {"name": STRING}},
    "PetDict": {"anyOf": [STRING, ref("Pet")]},
}
BODY = {
    "type": "object",
    "required": ["input"],
    "properties": {
        "input": {"anyOf": [STRING, {"type": "array", "items": ref("Item")}]},
        "choice": ref("Choice"),
        "stop": ref("Stop"),
        "tree": ref("Tree"),
        "wrap": ref("Wrap"),
        "pet": ref("PetDict"),
    },
}
PATHS = {
    "/a": {
        "post": {
            "operationId": "send",
            "requestBody": {"required": True, "content": {"application/json": {"schema": BODY}}},
            "responses": {
                "200": {
                    "description": "Them",
                    "content": {
                        "application/json": {"schema": {"type": "array", "items": ref("Item")}}
                    },
                }
            },
        }
    }
}


def test_signatures_have_the_name(exchange: Any) -> None:
    """Whatever the alternatives are; arguments and typed dictionaries alike."""
    api = exchange(PATHS, schemas=SCHEMAS)
    parameters = inspect.signature(api.client.send).parameters
    assert {name: each.annotation for name, each in parameters.items()} == {
        "input": "str | Sequence[types.Item]",
        "choice": "types.Choice | Unset",
        "pet": "types.PetDictParam | Unset",
        "stop": "types.Stop | Unset",
        "tree": "models.Tree | Unset",
        "wrap": "models.Wrap | types.WrapDict | Unset",
        "options": "RequestOptions | None",
    }
    entries = api.module.types.WrapDict.__annotations__
    assert entries["item"].__forward_arg__ == "NotRequired[Item]"


def test_type_checkers_know_what_it_stands_for(exchange: Any, type_errors: Any) -> None:
    """Models, mappings and listed values; also by the name itself."""
    api = exchange(PATHS, schemas=SCHEMAS, config={"name": "feature_union"})
    code = (
        "from feature_union import Feature, models, types\n"
        "client = Feature()\n"
        'items: list[types.Item] = [{"type": "text", "text": "x"}, models.Image(url="u")]\n'
        'client.send(input=items, choice="auto", stop=["a"], tree=["a", ["b"]], pet={"name": "x"})\n'
        'client.send(input=client.send(input="x"), choice={"name": "x"}, wrap={"item": items[0]})\n'
        "client.send(input=[], choice=None)\n"
        'client.send(input="x", choice="outo")\n'
        'client.send(input=[{"type": "text", "txt": "x"}])\n'
        "client.send(input=[models.Tool(name='x')])\n"
    )
    found = type_errors(api.module, code)
    assert [int(line.partition(":")[0]) for line in found] == [7, 8, 9], found


def test_what_goes_on_the_wire(exchange: Any) -> None:
    """The names are for type checkers alone."""
    api = exchange(PATHS, schemas=SCHEMAS)
    api.answer([])
    api.client.send(input=[{"type": "text", "text": "x"}, api.models.Image(url="u")], choice=None)
    sent = [{"type": "text", "text": "x"}, {"type": "image", "url": "u"}]
    assert json.loads(api.body) == {"input": sent, "choice": None}


def test_the_names_load_no_models(exchange: Any) -> None:
    """They are there when the client runs, and cost nothing but themselves."""
    api = exchange(PATHS, schemas=SCHEMAS, config={"name": "feature_light"})
    code = (
        "import sys\n"
        "from feature_light.types import Item\n"
        "assert not {'pydantic', 'httpx2'} & sys.modules.keys()\n"
    )
    source = Path(api.module.__file__).parents[1]
    subprocess.run([sys.executable, "-c", code], cwd=source, check=True)
