"""Updates make only what has changed: they write the bytes of a run that finds no file to keep."""

from __future__ import annotations

import copy
import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from specloom.build.pipeline import generate
from specloom.config import ClientConfig
from specloom.run.progress import SilentProgress

RECORDS = {"specloom.lock.json", "specloom.surface.json", "CHANGELOG.md", "conftest.py"}
STRING = {"type": "string"}


def operation(tag: str, name: str, schema: str) -> dict[str, Any]:
    """Return an operation that takes a schema, and returns it."""
    content = {"application/json": {"schema": {"$ref": f"#/components/schemas/{schema}"}}}
    return {
        "tags": [tag],
        "operationId": name,
        "description": f"What {name} does.",
        "requestBody": {"content": content},
        "responses": {"200": {"description": "OK", "content": content}},
    }


DOCUMENT: dict[str, Any] = {
    "openapi": "3.1.0",
    "info": {"title": "Zoo", "version": "1"},
    "servers": [{"url": "https://zoo.example"}],
    "paths": {
        f"/{tag}/{kind}": {"post": operation(tag, f"create_{tag}_{kind}", kind.title())}
        for tag in ("animals", "houses", "people")
        for kind in ("cat", "dog", "owner")
    },
    "components": {
        "schemas": {
            "Size": {"type": "object", "properties": {"height": {"type": "integer"}}},
            "Cat": {
                "type": "object",
                "properties": {"size": {"$ref": "#/components/schemas/Size"}},
            },
            "Dog": {
                "type": "object",
                "properties": {"size": {"$ref": "#/components/schemas/Size"}},
            },
            "Owner": {"type": "object", "required": ["name"], "properties": {"name": STRING}},
        }
    },
}


def an_operation_changes(document: dict[str, Any]) -> None:
    """Add a parameter to an operation."""
    changed = document["paths"]["/animals/cat"]["post"]
    changed["parameters"] = [{"name": "colour", "in": "query", "schema": STRING}]


def a_description_changes(document: dict[str, Any]) -> None:
    """Describe an operation in other words."""
    document["paths"]["/animals/cat"]["post"]["description"] = "Something else."


def a_shared_schema_changes(document: dict[str, Any]) -> None:
    """Add a required property to a schema that many others have."""
    size = document["components"]["schemas"]["Size"]
    size["properties"]["width"] = {"type": "integer"}
    size["required"] = ["width"]


def an_operation_is_removed(document: dict[str, Any]) -> None:
    """Remove the only user of a schema in a tag."""
    del document["paths"]["/animals/owner"]


def an_operation_is_added(document: dict[str, Any]) -> None:
    """Add an operation with a schema of its own to one tag."""
    document["components"]["schemas"]["Bird"] = {"type": "object", "properties": {"song": STRING}}
    document["paths"]["/animals/bird"] = {"post": operation("animals", "create_bird", "Bird")}


def a_tag_is_renamed(document: dict[str, Any]) -> None:
    """Change the name of a tag."""
    for path, item in document["paths"].items():
        if path.startswith("/houses/"):
            item["post"]["tags"] = ["homes"]


def a_schema_is_renamed(document: dict[str, Any]) -> None:
    """Change the name of a schema that operations of all tags have."""
    text = json.dumps(document).replace("schemas/Dog", "schemas/Hound").replace('"Dog"', '"Hound"')
    document |= json.loads(text)


def the_client_changes(document: dict[str, Any]) -> None:
    """Ask for credentials, which every test gives."""
    document["components"]["securitySchemes"] = {"key": {"type": "http", "scheme": "bearer"}}
    document["security"] = [{"key": []}]


CHANGES = (
    *(an_operation_changes, a_description_changes, a_shared_schema_changes),
    *(an_operation_is_removed, an_operation_is_added, a_tag_is_renamed),
    *(a_schema_is_renamed, the_client_changes),
)


def run(folder: Path, document: dict[str, Any]) -> int:
    """Generate the client of a document; return how many files are written."""
    spec = folder / "openapi.json"
    spec.write_text(json.dumps(document))
    config = ClientConfig(spec=str(spec), output=str(folder / "zoo"), formatter="none")
    return len(generate(config, SilentProgress()).plan.changes)


def texts(folder: Path) -> dict[str, str]:
    """Return the files of a client."""
    paths = (path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_text() for path in paths}


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A client before the change."""
    folder = tmp_path_factory.mktemp("first")
    run(folder, DOCUMENT)
    return folder


@pytest.mark.parametrize("change", CHANGES, ids=lambda change: change.__name__)
def test_an_update_writes_what_a_run_without_files_to_keep_writes(
    change: Callable[[dict[str, Any]], None], client: Path, tmp_path: Path
) -> None:
    """All of it: names, lock and record of the API included."""
    changed = copy.deepcopy(DOCUMENT)
    change(changed)
    for name in ("kept", "anew"):
        shutil.copytree(client, tmp_path / name)
    for path in (tmp_path / "anew/zoo").rglob("*"):
        if path.is_file() and path.name not in RECORDS:
            path.unlink()
    written, all_of_them = (run(tmp_path / name, changed) for name in ("kept", "anew"))
    assert texts(tmp_path / "kept/zoo") == texts(tmp_path / "anew/zoo")
    assert 0 < written < all_of_them
