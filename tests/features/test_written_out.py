"""Aliases that annotations write out are no names of a client, and their words are said where they are used."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from specloom.build.pipeline import build, generate, understand
from specloom.config import ClientConfig
from specloom.ir.name_keys import NameKey
from specloom.python.naming.name_registry import PastClient
from specloom.python.plan import plan
from specloom.run.progress import SilentProgress

COMPONENTS = "#/components/schemas/"
TEXT: dict[str, Any] = {"type": "string"}


def ref(name: str) -> dict[str, str]:
    """Return a reference to a component."""
    return {"$ref": f"{COMPONENTS}{name}"}


def kind(name: str) -> dict[str, Any]:
    """Return an object that is told apart by its constant."""
    properties = {"type": {"const": name}, name: TEXT}
    return {"type": "object", "required": ["type"], "properties": properties}


SCHEMAS: dict[str, Any] = {
    "IsOn": {"type": "boolean", "description": "Whether it runs."},
    "Level": {"anyOf": [ref("Depth"), {"type": "null"}]},
    "Depth": {"type": "integer", "description": "How deep it is."},
    "Pets": {"type": "array", "items": ref("Pet")},
    "Pet": {"type": "object", "properties": {"on": ref("IsOn"), "level": ref("Level")}},
    "Tree": {"anyOf": [TEXT, {"type": "array", "items": ref("Tree")}]},
    "Cat": kind("cat"),
    "Dog": kind("dog"),
    "Fish": kind("fish"),
    "Furry": {"oneOf": [ref("Cat"), ref("Dog")]},
    "Animal": {"oneOf": [ref("Furry"), ref("Fish")]},
    "Size": {"type": "string", "enum": ["small", "large"]},
}


def document(schemas: Mapping[str, Any] = SCHEMAS) -> dict[str, Any]:
    """Return a document that uses every schema."""
    shown = {"pets": ref("Pets"), "tree": ref("Tree"), "animal": ref("Animal"), "size": ref("Size")}
    body = {"type": "object", "properties": {"on": {**ref("IsOn"), "description": "Run it?"}}}
    operation = {
        "operationId": "run",
        "parameters": [{"name": "depth", "in": "query", "schema": ref("Depth")}],
        "requestBody": {"content": {"application/json": {"schema": body}}},
        "responses": {
            "200": {
                "description": "It.",
                "content": {
                    "application/json": {"schema": {"type": "object", "properties": shown}}
                },
            }
        },
    }
    return {
        "openapi": "3.1.0",
        "info": {"title": "Zoo", "version": "1"},
        "paths": {"/run": {"post": operation}},
        "components": {"schemas": dict(schemas)},
    }


def configured(folder: Path, **config: Any) -> ClientConfig:
    """Return how a client of the document is made."""
    (folder / "openapi.json").write_text(json.dumps(document()))
    return ClientConfig(
        spec=str(folder / "openapi.json"),
        output=str(folder / "zoo"),
        formatter="none",
        package="zoo",
        **config,
    )


def names(config: ClientConfig, past: PastClient | None = None) -> set[str]:
    """Return the names of the types of a client."""
    api = understand(config, SilentProgress()).api
    return set(plan(api, config, past or PastClient()).symbols.names.values())


def test_only_what_annotations_name_has_a_name(tmp_path: Path) -> None:
    """Classes, unions, enumerations and what refers to itself; not a union that is sorted as a part of another."""
    assert names(configured(tmp_path)) == {
        *("Pet", "Tree", "Cat", "Dog", "Fish", "Animal", "Size", "RunResponse")
    }


def test_their_words_are_said_where_they_are_used(tmp_path: Path) -> None:
    """By fields and arguments that have none of their own, through aliases of aliases and null."""
    tree = build(configured(tmp_path), SilentProgress()).tree
    models = "".join(text for path, text in tree.items() if "/models/" in path)
    assert 'on: bool | None = None\n    """Whether it runs."""' in models
    assert 'level: int | None = None\n    """How deep it is."""' in models
    assert "pets: list[Pet] | None" in models
    client = tree.get("src/zoo/resources/run.py", "")
    methods = client or tree["src/zoo/_client.py"]
    assert "depth: How deep it is." in methods
    assert "on: Run it?" in methods


def test_names_of_the_last_run_stay(tmp_path: Path) -> None:
    """A client that has an alias keeps it, under its name."""
    config = configured(tmp_path)
    past = PastClient(names={NameKey(f"{COMPONENTS}IsOn"): "Running"})
    assert names(config, past) >= {"Running", "Pet"}
    assert "Depth" not in names(config, past)


def test_an_update_keeps_the_aliases_of_a_client(tmp_path: Path) -> None:
    """As long as its lock has them, also where new names are asked for."""
    config = configured(tmp_path, unreachable_schemas=True)
    assert generate(config, SilentProgress()).failure is None
    later = configured(tmp_path, rename_aliases=True)
    assert generate(later, SilentProgress()).failure is None
    models = "".join(path.read_text() for path in tmp_path.glob("zoo/src/zoo/models/*.py"))
    assert "IsOn: TypeAlias = bool" in models


def test_all_schemas_on_request(tmp_path: Path) -> None:
    """`unreachable_schemas` writes every component, and `names` those that it names."""
    assert names(configured(tmp_path, unreachable_schemas=True)) >= {"IsOn", "Pets", "Furry"}
    assert "Herd" in names(configured(tmp_path, names={f"{COMPONENTS}Pets": "Herd"}))
