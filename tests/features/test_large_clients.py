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
from specloom.run.progress import SilentProgress

NUMBER = 31
"""Operations of each of two tags; sixty have their sample responses in one module."""


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
    config = ClientConfig(
        spec=str(folder / "openapi.json"), output=str(folder / "zoo"), formatter="none"
    )
    return set(generate(config, SilentProgress()).plan.changes)


def test_sample_responses_are_in_a_module_of_each_tag(client: Path) -> None:
    """The tests of the documentation find them there."""
    tests = client / "zoo/tests"
    assert {path.name for path in tests.glob("routes_*")} == {"routes_birds.py", "routes_fish.py"}
    for tag in ("birds", "fish"):
        assert (tests / f"routes_{tag}.py").read_text().count('"GET"') == NUMBER
    assert '"GET"' not in (tests / "test_documentation.py").read_text()
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
