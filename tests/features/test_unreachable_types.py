"""What nothing leads to is not written, and said."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from specloom.build.pipeline import build, understand
from specloom.config import ClientConfig
from specloom.diagnostics import Code
from specloom.ir.name_keys import NameKey
from specloom.parse.coverage import Fate
from specloom.python.naming.name_registry import PastClient
from specloom.python.plan import plan
from specloom.run.progress import SilentProgress

TEXT: dict[str, Any] = {"type": "string"}
COMPONENTS = "#/components/schemas/"


def thing(**properties: Any) -> dict[str, Any]:
    """Return an object."""
    return {"type": "object", "properties": properties}


def ref(name: str) -> dict[str, str]:
    """Return a reference to a component."""
    return {"$ref": f"{COMPONENTS}{name}"}


def content(schema: Mapping[str, Any]) -> dict[str, Any]:
    """Return the content of a body in JSON."""
    return {"application/json": {"schema": schema}}


def base() -> dict[str, Any]:
    """Return a document with schemas of each kind of use, and of none."""
    create = {
        "operationId": "createPet",
        "requestBody": {"required": True, "content": content(ref("NewPet"))},
        "responses": {"200": {"description": "It.", "content": content(ref("Pet"))}},
    }
    told = {
        "requestBody": {"content": content(ref("Told"))},
        "responses": {"204": {"description": "Thanks."}},
    }
    return {
        "openapi": "3.1.0",
        "info": {"title": "Zoo", "version": "1"},
        "paths": {"/pets": {"post": create}},
        "webhooks": {"told": {"post": told}},
        "components": {
            "schemas": {
                "NewPet": thing(name=TEXT, owner=ref("Owner")),
                "Owner": thing(name=TEXT),
                "Pet": {"allOf": [ref("Base"), thing(id=TEXT)]},
                "Base": thing(made=TEXT),
                "Told": thing(text=TEXT),
                "Old": thing(inner=ref("Older")),
                "Older": thing(text=TEXT),
            }
        },
    }


def built(folder: Path, document: Mapping[str, Any], **config: Any) -> Any:
    """Return what a run makes of a document."""
    (folder / "openapi.json").write_text(json.dumps(document))
    return build(
        ClientConfig(
            spec=str(folder / "openapi.json"),
            output=str(folder / "out"),
            formatter="none",
            **config,
        ),
        SilentProgress(),
    )


def classes(result: Any) -> set[str]:
    """Return the classes of models, and the typed dictionaries."""
    texts = [text for path, text in result.tree.items() if "/models/" in path or "/types/" in path]
    lines = [line for text in texts for line in text.splitlines()]
    return {line[6:].partition("(")[0] for line in lines if line.startswith("class ")}


def test_what_nothing_leads_to(tmp_path: Path) -> None:
    """Bodies whose properties are arguments have no class, and unused components neither; webhooks count as use."""
    result = built(tmp_path, base())
    assert classes(result) == {"Owner", "OwnerDict", "Pet", "Told"}
    said = [d for d in result.diagnostics if d.code is Code.UNREACHABLE_SCHEMAS]
    assert [d.message for d in said] == [
        "2 schemas are used by no operation or webhook, and not written: Old, Older"
    ]
    fates = {entry.at.removeprefix(COMPONENTS): entry.fate for entry in result.ledger}
    assert {name for name, fate in fates.items() if fate is Fate.NAMED} == {"Old", "Older"}


def test_all_components_on_request(tmp_path: Path) -> None:
    """`unreachable_schemas` writes what the document names, used or not, and there is nothing to say."""
    result = built(tmp_path, base(), unreachable_schemas=True)
    assert classes(result) >= {"Old", "Older", "Base", "NewPet"}
    assert not [d for d in result.diagnostics if d.code is Code.UNREACHABLE_SCHEMAS]


def test_a_document_of_schemas_alone(tmp_path: Path) -> None:
    """Without operations and webhooks the schemas are what the client is for."""
    document = base()
    document["paths"] = {}
    del document["webhooks"]
    assert classes(built(tmp_path, document)) >= {"Old", "Older", "Pet", "Told"}


@pytest.mark.parametrize("name", ["Old", "NewPet"])
def test_classes_of_the_last_run_stay(tmp_path: Path, name: str) -> None:
    """A class that a client has stays, with what it refers to."""
    (tmp_path / "openapi.json").write_text(json.dumps(base()))
    config = ClientConfig(spec=str(tmp_path / "openapi.json"), output=str(tmp_path / "out"))
    api = understand(config, SilentProgress()).api
    past = PastClient(names={NameKey(f"{COMPONENTS}{name}"): f"{name}Thing"})
    names = set(plan(api, config, past).symbols.names.values())
    assert f"{name}Thing" in names
    assert ("Older" in names) is (name == "Old")


@pytest.mark.parametrize(
    "schema", [{"type": "string", "format": "byte"}, {"type": ["number", "string"]}]
)
@pytest.mark.parametrize("media_type", ["application/json", "application/x-www-form-urlencoded"])
def test_a_body_whose_type_says_how_it_is_written(
    tmp_path: Path, schema: dict[str, Any], media_type: str
) -> None:
    """Its properties are arguments, and its class is there all the same: requests are encoded by it."""
    document = base()
    body = {"content": {media_type: {"schema": thing(value=schema)}}, "required": True}
    answer = {"204": {"description": "Done."}}
    document["paths"] = {
        "/x": {"post": {"operationId": "send", "requestBody": body, "responses": answer}}
    }
    place = tmp_path / "openapi.json"
    place.write_text(json.dumps(document))
    config = ClientConfig(spec=str(place), output=str(tmp_path / "out"), formatter="none")
    files = build(config, SilentProgress()).tree
    assert any("body_type=lambda: " in text for text in files.values())
