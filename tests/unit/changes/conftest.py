"""Two small documents to the changes between them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from specloom.build.understanding import understand
from specloom.build.versioning import decide, surface_by_names
from specloom.changes.compare import compare
from specloom.changes.model import Change
from specloom.config import ClientConfig
from specloom.python.naming.name_registry import PastClient
from specloom.run.progress import progress_of


class Found(list[Change]):
    """The changes between two documents."""

    def lines(self) -> list[str]:
        """Return each change as "severity kind subject"."""
        return [f"{c.severity.value} {c.kind} {c.subject}" for c in self]

    def one(self, kind: str) -> Change:
        """Return the only change of a kind."""
        (change,) = [change for change in self if change.kind == kind]
        return change


class Zoo:
    """Makes small documents, and compares them."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def compare(
        self,
        old: dict[str, Any],
        new: dict[str, Any],
        *,
        from_lock: bool = False,
        named_anew: bool = False,
    ) -> Found:
        """Compare two documents, as `specloom diff` does, or with the old names that a lock records.

        With `named_anew`, the new client has the names that a first run gives it.
        """
        surfaces = []
        before = PastClient()
        for name, content in (("old", old), ("new", new)):
            path = self._folder / f"{name}.json"
            path.write_text(json.dumps(content), encoding="utf-8")
            # Changes are reported of models where they have classes, whether or not an operation takes them.
            config = ClientConfig(spec=str(path), output=".", unreachable_schemas=True)
            with progress_of(quiet=True) as progress:
                api = understand(config, progress).api
            client, surface = decide(api, config, before)
            before = PastClient(surface=surface, names=client.names.recorded)
            if named_anew:
                before = PastClient()
            if from_lock and name == "old":
                surface = surface_by_names(api, config, client.names.recorded)
            surfaces.append(surface)
        found = Found(compare(surfaces[0], surfaces[1]))
        assert all(not c.kind.severities or c.severity in c.kind.severities for c in found)
        return found

    @staticmethod
    def document(*operations: dict[str, Any], **more: Any) -> dict[str, Any]:
        """Return a document of operations, which say their own "path" and "method" (GET /pets if they do not)."""
        paths: dict[str, Any] = {}
        for operation in operations:
            rest = {k: v for k, v in operation.items() if k not in ("path", "method")}
            path = paths.setdefault(operation.get("path", "/pets"), {})
            path[operation.get("method", "get")] = {
                "operationId": "listPets",
                "tags": ["pets"],
                "responses": {"204": {"description": "Done."}},
                **rest,
            }
        schemas = more.pop("schemas", {})
        return {
            "openapi": "3.1.0",
            "info": {"title": "Zoo", "version": "1"},
            "servers": [{"url": "https://zoo.example"}],
            "paths": paths,
            "components": {"schemas": schemas, **more.pop("components", {})},
            **more,
        }

    @staticmethod
    def query(name: str, schema: dict[str, Any] | None = None, **more: Any) -> dict[str, Any]:
        """Return a query parameter."""
        return {"name": name, "in": "query", "schema": schema or {"type": "string"}, **more}

    @staticmethod
    def answers(schema: dict[str, Any], **more: Any) -> dict[str, Any]:
        """Return an operation that answers with JSON."""
        content = {"application/json": {"schema": schema}}
        return {"responses": {"200": {"description": "Done.", "content": content}}, **more}

    @staticmethod
    def takes(schema: dict[str, Any], *, required: bool = True, **more: Any) -> dict[str, Any]:
        """Return an operation that takes JSON."""
        body = {"required": required, "content": {"application/json": {"schema": schema}}}
        return {"method": "post", "operationId": "addPet", "requestBody": body, **more}

    @staticmethod
    def obj(required: tuple[str, ...] = (), **properties: Any) -> dict[str, Any]:
        """Return an object schema; properties are schemas, or names of types."""
        schemas = {
            name: {"type": value} if isinstance(value, str) else value
            for name, value in properties.items()
        }
        return {"type": "object", "required": list(required), "properties": schemas}

    @staticmethod
    def ref(name: str) -> dict[str, str]:
        """Return a reference to a schema."""
        return {"$ref": f"#/components/schemas/{name}"}


@pytest.fixture
def zoo(tmp_path: Path) -> Zoo:
    """The maker of documents."""
    return Zoo(tmp_path)
