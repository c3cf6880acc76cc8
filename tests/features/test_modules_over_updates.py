"""Modules of models over updates: what the lock records is what a run with the same record gives."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from specloom.build.pipeline import check, generate
from specloom.config import ClientConfig
from specloom.output.folder.lock_file import LOCK_NAME, read_lock
from specloom.run.progress import SilentProgress

VALUES = {"type": "integer", "enum": [1, 2], "x-enum-varnames": ["one", "two"]}


def operation(body: dict[str, Any], **more: Any) -> dict[str, Any]:
    """Return an operation that may be given JSON."""
    return {
        "requestBody": {"content": {"application/json": {"schema": body}}},
        "responses": {"204": {"description": "OK"}},
        **more,
    }


def updated(folder: Path, *versions: dict[str, Any]) -> dict[str, str]:
    """Update a client through versions of paths and schemas; return the modules that the lock records in the end."""
    config = ClientConfig(
        spec=str(folder / "zoo.json"), output=str(folder / "out"), formatter="none"
    )
    for version in versions:
        document = {
            "openapi": "3.1.0",
            "info": {"title": "Zoo", "version": "1"},
            "servers": [{"url": "https://zoo.example"}],
            "paths": version["paths"],
            "components": {"schemas": version.get("schemas", {})},
        }
        Path(config.spec).write_text(json.dumps(document))
        generate(config, SilentProgress())
        # This makes everything again, with the record that the run has just written.
        assert not check(config, SilentProgress()).plan.changes
    names = read_lock((folder / "out" / LOCK_NAME).read_text()).names
    return {key: name for key, name in names.items() if key.startswith("module ")}


def test_a_class_that_stays_in_its_module(tmp_path: Path) -> None:
    """The lock says so while there is the class, and no longer: values have none."""
    pets = {"type": "array", "items": {"type": "object", "properties": {"kind": VALUES}}}
    words = {"type": "array", "items": {"type": "string", "enum": ["a", "b"]}}
    versions = [
        {"paths": {"/c": {"post": operation(pets, tags=["cats"])}}},
        {"paths": {"/c": {"post": operation(pets, tags=["pets"])}}},
        {"paths": {"/c": {"post": operation(words, tags=["pets"])}}},
    ]
    pet = "module #/paths/~1c/post/requestBody/content/application~1json/schema/items"
    kind = f"{pet}/properties/kind"
    for name, versions_, modules in (
        ("same", versions[:2], {pet: "cats", kind: "cats"}),
        ("values", versions, {}),
        ("at_once", versions[::2], {}),
    ):
        folder = tmp_path / name
        folder.mkdir()
        assert updated(folder, *versions_) == modules


def test_a_schema_that_nothing_leads_to(tmp_path: Path) -> None:
    """It has no class, and moves none, whatever it has in common with others."""
    pet = {"type": "object", "properties": {"kind": VALUES}}
    schema = {"$ref": "#/components/schemas/Pet"}
    response = {"description": "No", "content": {"application/json": {"schema": schema}}}
    paths = {"/a": {"get": {"responses": {"200": response}}}}
    unused = {
        "type": "object",
        "properties": {"inside": {"type": "object", "properties": {"other": VALUES}}},
    }
    versions = [
        {"paths": paths, "schemas": {"Pet": pet}},
        {"paths": paths, "schemas": {"Pet": pet, "Unused": unused}},
    ]
    assert updated(tmp_path, *versions) == {}
