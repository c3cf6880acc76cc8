"""Types that contain themselves and are no union: arguments take the sequences and mappings that they are made of."""

from __future__ import annotations

import json
from typing import Any


def ref(name: str) -> dict[str, str]:
    """Return a reference to a schema."""
    return {"$ref": f"#/components/schemas/{name}"}


SCHEMAS = {
    "Tree": {"type": "array", "items": ref("Tree")},
    "Folders": {"type": "object", "additionalProperties": ref("Folders")},
    "Leaf": {"type": "object", "properties": {"n": {"type": "integer"}}},
    "Rows": {"type": "array", "items": {"anyOf": [ref("Leaf"), ref("Rows")]}},
}


def test_recursive_arguments(exchange: Any, type_errors: Any) -> None:
    """They are sent as they are given, as mappings and models, and come back as they went; type checkers know them."""
    properties = {"tree": ref("Tree"), "folders": ref("Folders"), "rows": ref("Rows")}
    schema = {"type": "object", "properties": properties}
    content = {"content": {"application/json": {"schema": schema}}}
    post = {
        "operationId": "send",
        "requestBody": {"required": True, **content},
        "responses": {"200": {"description": "The same.", **content}},
    }
    name = "feature_recursive_arguments"
    api = exchange({"/a": {"post": post}}, schemas=SCHEMAS, config={"name": name})
    value = {"tree": [[], [[]]], "folders": {"a": {"b": {}}}, "rows": [{"n": 1}, [[{"n": 2}]]]}
    leaf = api.models.Leaf(n=2)
    api.answer(value)
    found = api.client.send(tree=((), [[]]), folders={"a": {"b": {}}}, rows=[{"n": 1}, ([leaf],)])
    assert json.loads(api.body) == value
    assert found.tree == value["tree"]
    code = (
        f"from {name} import Feature, models, types\n"
        "tree: types.Tree = [(), [[]]]\n"
        "def send(client: Feature, again: models.Tree) -> None:\n"
        "    found = client.send(tree=tree, folders={'a': {}}, rows=[{'n': 1}, [models.Leaf(n=2)]])\n"
        "    client.send(tree=found.tree or [], folders=found.folders or {}, rows=found.rows or [])\n"
        "    client.send(tree=again)\n"
        "    client.send(tree=[1])\n"
    )
    lines = [line.partition(":")[0] for line in type_errors(api.module, code)]
    assert lines == ["7"]
