"""Modules of models over updates of clients with webhooks."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from specloom.build.pipeline import check, generate
from specloom.config import ClientConfig
from specloom.run.progress import SilentProgress


def test_what_webhooks_refer_to_stays(tmp_path: Path) -> None:
    """A model of one resource that a webhook has, too, is in the resource's module, in every run."""

    def content(name: str) -> dict[str, Any]:
        schema = {"$ref": f"#/components/schemas/{name}"}
        return {"application/json": {"schema": schema}}

    def thing(**properties: Any) -> dict[str, Any]:
        return {"type": "object", "properties": properties}

    pet = {"$ref": "#/components/schemas/Pet"}
    document = {
        "openapi": "3.1.0",
        "info": {"title": "Zoo", "version": "1"},
        "servers": [{"url": "https://zoo.example"}],
        "paths": {
            "/pets": {
                "get": {
                    "tags": ["pets"],
                    "responses": {"200": {"description": "OK", "content": content("Pet")}},
                }
            }
        },
        "webhooks": {
            "born": {
                "post": {
                    "requestBody": {"content": content("Birth")},
                    "responses": {"200": {"description": "OK"}},
                }
            }
        },
        "components": {"schemas": {"Pet": thing(name={"type": "string"}), "Birth": thing(pet=pet)}},
    }
    config = ClientConfig(
        spec=str(tmp_path / "zoo.json"), output=str(tmp_path / "out"), formatter="none"
    )
    Path(config.spec).write_text(json.dumps(document))
    generate(config, SilentProgress())
    modules = tmp_path / "out/src/zoo/models"
    before = {path.name: path.read_text() for path in modules.iterdir() if path.is_file()}
    assert "class Pet(" in before["pets.py"]
    assert not check(config, SilentProgress()).plan.changes
    Path(config.spec).write_text(json.dumps(document).replace('"version": "1"', '"version": "2"'))
    generate(config, SilentProgress())
    after = {path.name: path.read_text() for path in modules.iterdir() if path.is_file()}
    assert after == before
