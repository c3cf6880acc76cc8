"""A short chain of versions through one client, with a user who lives in its folder (`make chain` has a long one)."""

from __future__ import annotations

import contextlib
import copy
import importlib.util
import io
import json
import subprocess
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from specloom.cli import main


@pytest.fixture(scope="module")
def driver(repository: Path) -> ModuleType:
    """The module that drives the long chain, whose commands run in this process here."""
    module = _module(repository, "driver")
    module.Project._run = _in_this_process
    return module


def _in_this_process(project: Any, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run a command in the folder of a project."""
    out, err = io.StringIO(), io.StringIO()
    printing = contextlib.redirect_stdout(out), contextlib.redirect_stderr(err)
    with contextlib.chdir(project.folder), printing[0], printing[1]:
        code = main(arguments)
    return subprocess.CompletedProcess(arguments, code, out.getvalue(), err.getvalue())


@pytest.fixture(scope="module")
def judge(repository: Path) -> ModuleType:
    """The module that has mypy judge reports."""
    return _module(repository, "judge")


def _module(repository: Path, name: str) -> ModuleType:
    path = repository / "tests" / "chain" / f"{name}.py"
    spec = importlib.util.spec_from_file_location(f"chain_{name}", path)
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
    assert {"pets.py", "keepers.py"} <= there
    assert "pets_2.py" not in there  # "Pets" is the tag "pets"


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


def test_the_driver_resolves_what_git_could_not_merge(driver: Any, tmp_path: Path) -> None:
    """Old names of exceptions need an import, where the user's line is: both sides are kept."""
    project = driver.Project(folder=tmp_path / "project", package="zoo", formatter="none")
    project.start()
    with (project.folder / "specloom.toml").open("a") as config:
        config.write("rename_aliases = true\n")
    document = copy.deepcopy(FIRST)
    (tmp_path / "version.json").write_text(json.dumps(document))
    project.update(tmp_path / "version.json")
    project.live_in()
    text = json.dumps(document).replace("Missing", "Gone")
    (tmp_path / "version.json").write_text(text)
    assert "in conflict, as for git" in project.update(tmp_path / "version.json")
    assert project.verify(types=False) == []


def test_what_mypy_refuses_is_foretold(judge: Any, tmp_path: Path) -> None:
    """Code that uses all of the old client fails only where the report of the update says so; without a report, nothing is foretold."""
    old, new = copy.deepcopy(FIRST), copy.deepcopy(FIRST)
    schemas = new["components"]["schemas"]
    schemas["Pet"]["properties"] = {"size": {"type": "integer"}}
    schemas["Gone"] = schemas.pop("Missing")
    shrinks(new)
    new["paths"]["/pets"]["get"]["parameters"][0]["name"] = "called"
    for response in new["paths"]["/pets"]["get"]["responses"].values():
        content = response["content"]["application/json"]
        content["schema"] = {"$ref": content["schema"]["$ref"].replace("Missing", "Gone")}
    paths = []
    for name, content in (("old", old), ("new", new)):
        paths.append(tmp_path / f"{name}.json")
        paths[-1].write_text(json.dumps(content))
    (tmp_path / "project").mkdir()
    judged = judge.judge(*paths, tmp_path / "project")
    broken = {failure.use.subject for failure in judged.failures}
    assert {
        "models.Keepers",
        "models.Missing",
        "errors.Missing",
        "models.Pet.foo_bar",
        "models.Pet.size",
        "client.keepers.list",
        "client.pets.list",
    } <= broken
    assert judged.missed == []
    silent = judge._Report(judge.ClientSurface(api=None), ())
    assert not any(silent.foretells(each.use, each.message) for each in judged.failures)
