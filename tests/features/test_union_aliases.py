"""Unions with a name are written out once, and referred to by name wherever arguments take them."""

from __future__ import annotations

import inspect
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

from specloom.build.pipeline import generate
from specloom.config import ClientConfig
from specloom.run.progress import SilentProgress

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
        "tree": "types.Tree | Unset",
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


def test_unions_of_what_requests_see_differently(exchange: Any, type_errors: Any) -> None:
    """They have a second alias, for models that requests have; arguments take the classes of both."""
    image = kind("image", url=STRING)
    image["properties"]["id"] = {**STRING, "readOnly": True}
    schemas = {**SCHEMAS, "Image": image}
    paths = {"/w": {"put": {**PATHS["/a"]["post"], "operationId": "put"}}, **PATHS}
    body = {"content": {"application/json": {"schema": ref("Wrap")}}}
    paths["/w"]["put"]["requestBody"] = {"required": True, **body}
    paths["/w"]["put"]["responses"] = {"200": {"description": "It", **body}}
    api = exchange(paths, schemas=schemas, config={"name": "feature_split_union"})
    item = {"type": "image", "url": "u", "id": "i"}
    api.answer({"item": item})
    wrap = api.client.put(item={"type": "image", "url": "u"})
    assert type(wrap.item) is api.models.Image
    api.client.put(body=wrap)
    assert json.loads(api.body) == {"item": {"type": "image", "url": "u"}}
    api.client.put(item=wrap.item)
    assert json.loads(api.body) == {"item": {"type": "image", "url": "u"}}
    request = api.models.WrapRequest(item=api.models.ImageRequest(url="v"))
    api.client.put(body=request)
    assert json.loads(api.body) == {"item": {"type": "image", "url": "v"}}
    code = (
        "from feature_split_union import Feature, models\n"
        "client = Feature()\n"
        'wrap = client.put(item=models.Image(url="u", id="i"))\n'
        "client.put(body=wrap)\n"
        "client.put(item=wrap.item) if wrap.item else None\n"
        'item: models.ItemRequest = models.ImageRequest(url="v")\n'
        "client.put(body=models.WrapRequest(item=item))\n"
    )
    assert type_errors(api.module, code) == []


def test_an_old_name_works_on(tmp_path: Path) -> None:
    """With `rename_aliases`, where the union, or an enumeration of both directions, is called otherwise."""
    document: dict[str, Any] = {
        "openapi": "3.1.0",
        "info": {"title": "Chat", "version": "1"},
        "servers": [{"url": "https://api.example.com"}],
        "paths": PATHS,
        "components": {"schemas": SCHEMAS},
    }
    spec, folder = tmp_path / "chat.json", tmp_path / "chat"
    config = ClientConfig(
        spec=str(spec), output=str(folder), formatter="none", package="chat", rename_aliases=True
    )
    text = json.dumps(document)
    for each in (
        text,
        text.replace('Item"', 'Entry"').replace("/Choice", "/Pick").replace('"Choice"', '"Pick"'),
    ):
        spec.write_text(each)
        assert generate(config, SilentProgress()).failure is None
    code = (
        "from chat import types\n"
        "assert types.Item is types.Entry\n"
        "assert types.Choice is types.Pick\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=folder / "src", capture_output=True, text=True, check=True
    )
    assert "chat.types.Item is now Entry" in done.stderr


LABEL = {"oneOf": [STRING, {"type": "object", "properties": {"color": STRING}}]}
CODES = {"oneOf": [{"type": "array", "items": {"const": code}} for code in "ABCDEFG"]}


def _sends(operation: str, **properties: Any) -> dict[str, Any]:
    schema = {"type": "object", "properties": properties}
    answer = {"application/json": {"schema": ref("Issue")}}
    return {
        "operationId": operation,
        "requestBody": {"content": {"application/json": {"schema": schema}}},
        "responses": {"200": {"description": "It", "content": answer}},
    }


INLINE = {
    "/issues": {"post": _sends("open", label=LABEL, codes=CODES, once={**LABEL, "title": "Here"})},
    "/issues/{id}": {
        "parameters": [{"name": "id", "in": "path", "required": True, "schema": STRING}],
        "patch": _sends("change", label=LABEL, number={"oneOf": [STRING, {"type": "integer"}]}),
    },
}
ISSUE = {"Issue": {"type": "object", "properties": {"id": STRING}}}


def _annotations(method: Any) -> dict[str, str]:
    parameters = inspect.signature(method).parameters
    return {name: each.annotation for name, each in parameters.items() if name != "options"}


def test_inline_unions_that_occur_again(exchange: Any, type_errors: Any) -> None:
    """They have a name if models are among the alternatives; so has one of many alternatives."""
    api = exchange(INLINE, schemas=ISSUE, config={"name": "feature_inline_unions"})
    assert _annotations(api.client.open) == {
        "label": "types.LabelParam | Unset",
        "codes": "types.Codes | Unset",
        "once": "str | models.Label | types.LabelDict | Unset",
    }
    assert _annotations(api.client.change) == {
        "id": "str",
        "label": "types.LabelParam | Unset",
        "number": "str | int | Unset",
    }
    assert {"LabelParam", "Codes"} <= set(dir(api.module.types)) & set(dir(api.models))
    api.answer({})
    api.client.open(label={"color": "red"}, codes=["A", "A"])
    assert json.loads(api.body) == {"label": {"color": "red"}, "codes": ["A", "A"]}
    code = (
        "from feature_inline_unions import Feature, models, types\n"
        "client = Feature()\n"
        'label: types.LabelParam = {"color": "red"}\n'
        "client.open(label=label)\n"
        'client.change("1", label=models.Label(color="red"))\n'
        "client.open(label=1)\n"
    )
    found = type_errors(api.module, code)
    assert [int(line.partition(":")[0]) for line in found] == [6], found


def test_an_alias_of_an_inline_union_stays(tmp_path: Path) -> None:
    """Under the name that the lock has, also if the union occurs once from now on."""
    document: dict[str, Any] = {
        "openapi": "3.1.0",
        "info": {"title": "Chat", "version": "1"},
        "servers": [{"url": "https://api.example.com"}],
        "paths": INLINE,
        "components": {"schemas": ISSUE},
    }
    spec, folder = tmp_path / "chat.json", tmp_path / "chat"
    config = ClientConfig(spec=str(spec), output=str(folder), formatter="none", package="chat")
    spec.write_text(json.dumps(document))
    assert generate(config, SilentProgress()).failure is None
    lock = folder / "specloom.lock.json"
    lock.write_text(lock.read_text().replace('"LabelParam"', '"LabelOrText"'))
    once = {"/issues": INLINE["/issues"]}
    for paths in (INLINE, once):
        spec.write_text(json.dumps({**document, "paths": paths}))
        assert generate(config, SilentProgress()).failure is None
        resource = (folder / "src" / "chat" / "resources" / "issues.py").read_text()
        assert "label: types.LabelOrText | Unset" in resource
