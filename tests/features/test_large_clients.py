"""Large clients: what all operations have in common is in several modules, and an update makes few of them again."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from specloom.build.pipeline import generate
from specloom.config import ClientConfig
from specloom.diagnostics import GenerationFailed
from specloom.output.folder.lock_file import digest
from specloom.output.folder.semantic_hash import meaning_of
from specloom.run.progress import SilentProgress

NUMBER = 31
"""Operations of each of two tags."""


def operation(tag: str, number: int) -> dict[str, Any]:
    """Return an operation."""
    schema = {"type": "object", "properties": {"id": {"type": "integer"}}, "required": ["id"]}
    content = {"application/json": {"schema": schema}}
    return {
        "operationId": f"read{tag}{number}",
        "tags": [tag],
        "responses": {"200": {"description": "OK", "content": content}},
    }


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a client of 62 operations, and its document beside it."""
    folder = tmp_path_factory.mktemp("large")
    paths = {
        f"/{tag}/{number}": {"get": operation(tag, number)}
        for tag in ("birds", "fish")
        for number in range(NUMBER)
    }
    info = {"title": "Zoo API", "version": "1"}
    document = {"openapi": "3.1.0", "info": info, "servers": [{"url": "https://zoo.example"}]}
    (folder / "openapi.json").write_text(json.dumps({**document, "paths": paths}))
    update(folder)
    return folder


def update(folder: Path) -> set[str]:
    """Generate the client; return what was written or deleted."""
    return set(result_of(folder).plan.changes)


def result_of(folder: Path) -> Any:
    """Generate the client; return the result."""
    config = ClientConfig(
        spec=str(folder / "openapi.json"), output=str(folder / "zoo"), formatter="none"
    )
    return generate(config, SilentProgress())


def test_documentation_gets_the_responses_of_the_tests(client: Path) -> None:
    """The samples run against the responses of the cases of each tag, which are written once."""
    tests = client / "zoo/tests"
    assert {path.name for path in tests.glob("*.py")} == {
        *("conftest.py", "operation_test.py", "server_test.py"),
        *("test_birds.py", "test_documentation.py", "test_fish.py"),
    }
    for tag in ("birds", "fish"):
        assert (tests / f"test_{tag}.py").read_text().count('"GET') == NUMBER
    assert '"GET' not in (tests / "test_documentation.py").read_text()
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-k", "README"]
    run = subprocess.run(
        [*command, "tests/test_documentation.py"],
        cwd=client / "zoo",
        env={"PYTHONPATH": str(client / "zoo/src"), "PATH": ""},
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stdout + run.stderr


def test_the_lock_changes_little(client: Path) -> None:
    """One line of the document changes at most ten of the lock, in which no other file's record changes."""
    lock = client / "zoo/specloom.lock.json"
    before = lock.read_text().splitlines()
    document = json.loads((client / "openapi.json").read_text())
    document["paths"]["/birds/7"]["get"]["description"] = "The seventh."
    (client / "openapi.json").write_text(json.dumps(document))
    written = update(client)
    assert written == {"src/zoo/resources/birds.py", "docs/birds.md", lock.name}
    after = lock.read_text().splitlines()
    assert 0 < sum(one != other for one, other in zip(before, after, strict=True)) <= 10


def test_an_edited_file_is_not_kept(client: Path) -> None:
    """An update stops for an edit of a file that nothing has changed for, as it always does."""
    module = client / "zoo/src/zoo/resources/fish.py"
    text = module.read_text()
    module.write_text(text.replace("import annotations\n", "import annotations\n# Ours.\n", 1))
    document = json.loads((client / "openapi.json").read_text())
    document["paths"]["/birds/8"]["get"]["description"] = "The eighth."
    (client / "openapi.json").write_text(json.dumps(document))
    with pytest.raises(GenerationFailed, match=r"fish\.py"):
        update(client)
    module.write_text(text)
    assert "src/zoo/resources/fish.py" not in update(client)


def test_files_of_an_older_layout_are_removed(client: Path) -> None:
    """Sample responses once were in modules of their own; one that was edited is kept, and reported."""
    routes, tests = (client / f"zoo/tests/{name}_fish.py" for name in ("routes", "test"))
    text = tests.read_text()
    as_before(client, routes, "ROUTES = []\n")
    as_before(client, tests, "def test_read() -> None:\n    assert True\n")
    change(client, "birds", "The ninth.")
    assert {"tests/routes_fish.py", "tests/test_fish.py"} <= update(client)
    assert not routes.exists()
    assert tests.read_text() == text
    as_before(client, routes, "ROUTES = []\n")
    routes.write_text("ROUTES = [1]\n")
    change(client, "birds", "The tenth.")
    assert result_of(client).plan.orphans == ("tests/routes_fish.py",)
    assert routes.read_text() == "ROUTES = [1]\n"


def as_before(client: Path, path: Path, text: str) -> None:
    """Write a file as if the last run had."""
    path.write_text(text)
    lock = client / "zoo/specloom.lock.json"
    data = json.loads(lock.read_text())
    name = path.relative_to(client / "zoo").as_posix()
    data["files"][name] = f"{digest(text)} {meaning_of(name, text)}"
    lock.write_text(json.dumps(data))


def change(client: Path, tag: str, description: str) -> None:
    """Change the document in a place that only one tag has."""
    document = json.loads((client / "openapi.json").read_text())
    document["paths"][f"/{tag}/9"]["get"]["description"] = description
    (client / "openapi.json").write_text(json.dumps(document))
