"""A short chain of versions through one client, with a user who lives in its folder (`make chain` has a long one)."""

from __future__ import annotations

import copy
import importlib.util
import json
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest


@pytest.fixture(scope="module")
def driver(repository: Path) -> ModuleType:
    """The module that drives the long chain."""
    path = repository / "tests" / "chain" / "driver.py"
    spec = importlib.util.spec_from_file_location("chain_driver", path)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module  # where dataclasses look their module up
    spec.loader.exec_module(module)
    return module


def operation(name: str, tag: str, answer: str, *parameters: str) -> dict[str, Any]:
    """Return an operation that gives an object."""
    schema = {"$ref": f"#/components/schemas/{answer}"}
    return {
        "operationId": name,
        "tags": [tag],
        "parameters": [
            {"name": p, "in": "query", "schema": {"type": "string"}} for p in parameters
        ],
        "responses": {
            "200": {"description": "OK", "content": {"application/json": {"schema": schema}}},
            "404": {
                "description": "Not found",
                "content": {
                    "application/json": {"schema": {"$ref": "#/components/schemas/Missing"}}
                },
            },
        },
    }


def thing(**properties: Any) -> dict[str, Any]:
    """Return an object."""
    return {"type": "object", "properties": properties}


STRING = {"type": "string"}
FIRST: dict[str, Any] = {
    "openapi": "3.1.0",
    "info": {"title": "Zoo API", "version": "1"},
    "servers": [{"url": "https://zoo.example"}],
    "paths": {
        "/pets": {"get": operation("listPets", "pets", "Pets", "name")},
        "/keepers": {"get": operation("listKeepers", "keepers", "Keepers")},
    },
    "components": {
        "schemas": {
            "Pet": thing(fooBar=STRING, size=STRING),
            "Pets": thing(pets={"type": "array", "items": {"$ref": "#/components/schemas/Pet"}}),
            "Keepers": thing(names={"type": "array", "items": STRING}),
            "Missing": thing(message=STRING),
        }
    },
}


def grows(document: dict[str, Any]) -> None:
    """Add to everything; much of it would like a name that is taken."""
    schemas = document["components"]["schemas"]
    document["components"]["schemas"] = {"pet": thing(x=STRING), **schemas}
    schemas["Pet"]["properties"] = {"foo-bar": STRING, **schemas["Pet"]["properties"]}
    parameters = document["paths"]["/pets"]["get"]["parameters"]
    parameters.insert(0, {"name": "Name", "in": "header", "schema": STRING})
    document["paths"] = {
        "/all": {"get": operation("list_pets", "pets", "Pets")},
        "/other": {"get": operation("listThem", "Pets", "Pets")},
        **document["paths"],
    }
    document["info"]["title"] = "The Zoo API, second edition"


def shrinks(document: dict[str, Any]) -> None:
    """Remove a whole tag, with its module, tests and page; a type changes."""
    del document["paths"]["/keepers"], document["components"]["schemas"]["Keepers"]
    document["components"]["schemas"]["Pet"]["properties"]["size"] = {"type": "integer"}


def comes_back(document: dict[str, Any]) -> None:
    """Restore what was deleted; a shared model is used by it."""
    document["paths"]["/keepers"] = {"get": operation("listKeepers", "keepers", "Pets")}


STEPS = (grows, shrinks, comes_back)


@pytest.mark.parametrize("formatter", ["none", "black"])
def test_what_must_survive_survives(driver: Any, tmp_path: Path, formatter: str) -> None:
    """Files of the user's own, seeded ones, patches, ejected files and names: after each step, and the client works."""
    project = driver.Project(folder=tmp_path / "project", package="zoo", formatter=formatter)
    project.start()
    document = copy.deepcopy(FIRST)
    versions = tmp_path / "version.json"
    for number, change in enumerate((None, *STEPS)):
        if change is not None:
            change(document)
        versions.write_text(json.dumps(document))
        printed = project.update(versions)
        if number == 0:
            project.live_in()
        else:
            assert "ejected: README.md" in printed
        assert project.verify(types=number == len(STEPS)) == []
    there = {path.name for path in (project.client / "src/zoo/resources").iterdir()}
    assert {"pets.py", "pets_2.py", "keepers.py"} <= there


def test_the_driver_sees_what_does_not_survive(driver: Any, tmp_path: Path) -> None:
    """The chain can fail: a lost line, a lost file and a stranger are all reported."""
    project = driver.Project(folder=tmp_path / "project", package="zoo", formatter="none")
    project.start()
    (tmp_path / "version.json").write_text(json.dumps(FIRST))
    project.update(tmp_path / "version.json")
    project.live_in()
    assert project.verify(types=False) == []
    (project.client / "src/zoo/extras.py").write_text("lost = 1\n")
    (project.client / "tests/conftest.py").write_text("")
    (project.client / "docs/stranger.md").write_text("")
    (project.client / "src/zoo/stranger.py").write_text("import nothing_that_exists\n")
    project.names["tag/pets"] = "animals"
    wrong = "\n".join(project.verify(types=False))
    for part in (
        "extras.py was changed",
        "conftest.py lost the user's line",
        "docs/stranger.md is left over",
        "tag/pets was called animals and is called pets",
        "No module named 'nothing_that_exists'",
    ):
        assert part in wrong
