"""The worked examples in docstrings are true."""

import json

import pytest
from specloom.config import ClientConfig
from specloom.ir.name_keys import NameKey
from specloom.openapi.load import load
from specloom.output.folder.patches import PatchError, apply_patch
from specloom.parse.context import Parser
from specloom.parse.schemas.schema_merge import merge
from specloom.python.naming.identifiers import Wish
from specloom.python.naming.name_registry import NameRegistry, PastClient

PATCH = "@@ -2,2 +2,2 @@\n def get():\n-    return 1\n+    return 2\n"
OLD = "def get():\n    return 1\n"
NEW = "def get():\n    return 2\n"


def test_a_hunk_that_has_moved() -> None:
    """The header decides among several places; the only place counts wherever it is."""
    assert apply_patch(f"a\n{OLD}b\n{OLD}", PATCH) == f"a\n{NEW}b\n{OLD}"
    assert apply_patch(f"{'a' * 7}\n" * 8 + OLD, PATCH) == f"{'a' * 7}\n" * 8 + NEW
    with pytest.raises(PatchError, match="fits at 2 places"):
        apply_patch(f"a\nb\n{OLD}{OLD}", PATCH)
    with pytest.raises(PatchError, match="fits nowhere") as caught:
        apply_patch("a\ndef get():\n    return 3\n", PATCH)
    assert caught.value.wanted == ("    return 1\n",)


def test_names_from_run_to_run() -> None:
    """What was there keeps its first choice; what came later keeps what it got instead."""
    a, b = NameKey("model #/a"), NameKey("model #/b")
    wishes = {a: Wish(a, ["Pet", "ShopPet"]), b: Wish(b, ["Pet", "FarmPet"])}
    first, second = NameRegistry({}, PastClient()), NameRegistry({}, PastClient())
    assert first.allot_usual([wishes[a]]) == {a: "Pet"}
    assert first.names({}).recorded == {}
    assert second.allot_usual(wishes.values(), senior=[a]) == {a: "Pet", b: "FarmPet"}
    assert second.names({}).recorded == {b: "FarmPet"}
    third = NameRegistry({}, PastClient(names=second.names({}).recorded))
    assert third.allot_usual([wishes[b]], senior=[b]) == {b: "FarmPet"}


def test_schemas_that_must_all_hold() -> None:
    """Types intersect, properties of one name are collected, `required` unites."""
    base = {
        "type": "object",
        "required": ["id"],
        "properties": {"id": {"type": ["string", "integer"]}},
    }
    pet = {
        "allOf": [{"$ref": "#/components/schemas/Base"}],
        "required": ["name"],
        "properties": {
            "id": {"type": "string"},
            "name": {"type": "string", "enum": ["Rex", "Tom"]},
        },
    }
    value = {"openapi": "3.1.0", "components": {"schemas": {"Base": base, "Pet": pet}}}
    document, _ = load("api.json", reader=lambda _: json.dumps(value).encode())
    parser = Parser(document=document, hints=ClientConfig(spec="api.json", output="out").hints)
    place = "#/components/schemas"
    shape = merge(parser, [document.node(f"{place}/Pet")])
    assert shape.types == {"object"}
    assert {name: [node.at for node in nodes] for name, nodes in shape.properties.items()} == {
        "id": [f"{place}/Pet/properties/id", f"{place}/Base/properties/id"],
        "name": [f"{place}/Pet/properties/name"],
    }
    assert shape.required == {"id": f"{place}/Base/required/0", "name": f"{place}/Pet/required/0"}
    both = merge(parser, shape.properties["id"])
    assert both.types == {"string"}
