"""Sixty pairs of small documents: what an update says of each, and whether type checkers see it as it is said."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import yaml
from specloom.build.pipeline import generate
from specloom.build.result import Result
from specloom.changes.semver import verdict
from specloom.config import ClientConfig
from specloom.output.render.assets import runtime_sources
from specloom.python.code.runtime_package import SHARED
from specloom.run.progress import SilentProgress

FOLDER = Path(__file__).parent
sys.path.insert(0, str(FOLDER))
from shorthand import document  # noqa: E402

PAIRS: list[dict[str, Any]] = yaml.safe_load((FOLDER / "pairs.yaml").read_text(encoding="utf-8"))
RUNTIME = "shared_runtime"
VERSION = "def require_version(version: str, client: str) -> None: ...\n"
HEAD = """\
from typing import Any

from clients.{client} import Zoo, errors, models, types


def uses(client: Zoo) -> None:
"""


@dataclass(frozen=True)
class Updated:
    """The clients of a pair, and what the update from the one to the other says."""

    number: int
    pair: Mapping[str, Any]
    result: Result

    @property
    def lines(self) -> list[str]:
        """The changes, as the table has them."""
        return [f"{c.severity.value} {c.subject}: {c.message}" for c in self.result.changes]


@pytest.fixture(scope="module")
def clients(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of all clients, which share a runtime."""
    folder = tmp_path_factory.mktemp("pairs") / "clients"
    (folder / RUNTIME).mkdir(parents=True)
    (folder / "__init__.py").write_text("")
    for name, text in runtime_sources(SHARED).items():
        (folder / RUNTIME / name).write_text(text)
    (folder / RUNTIME / "version.py").write_text(VERSION)
    return folder


@pytest.fixture(scope="module")
def updated(clients: Path) -> list[Updated]:
    """Every pair: the old client, and the new one that an update makes of it."""
    return [_update(clients, number, pair) for number, pair in enumerate(PAIRS)]


def _update(clients: Path, number: int, pair: Mapping[str, Any]) -> Updated:
    spec, folder = clients.parent / f"{number}.json", clients / f"p{number}_new"
    config = ClientConfig(
        spec=str(spec),
        output=str(folder),
        layout="vendored",
        formatter="none",
        parts=frozenset({"client"}),
        package="zoo",
        runtime="shared",
        runtime_package=f"..{RUNTIME}",
        **pair.get("settings", {}),
    )
    spec.write_text(json.dumps(document(pair.get("both") or {}, pair["old"])))
    generate(config, SilentProgress())
    shutil.copytree(folder, clients / f"p{number}_old")
    spec.write_text(json.dumps(document(pair.get("both") or {}, pair["new"])))
    result = generate(config, SilentProgress())
    again = generate(config, SilentProgress())
    assert again.plan.in_sync and not again.changes, pair["pair"]
    return Updated(number, pair, result)


def test_the_table_is_large_enough() -> None:
    """Sixty pairs, each with a name of its own."""
    assert len({pair["pair"] for pair in PAIRS}) == len(PAIRS) >= 60


def test_reports(updated: list[Updated]) -> None:
    """Each update says what the table says, in these words and in this order, and asks for this version."""
    said = {each.pair["pair"]: (verdict(each.result.changes).value, each.lines) for each in updated}
    assert said == {pair["pair"]: (pair["verdict"], pair["report"]) for pair in PAIRS}


def test_type_checkers_see_what_is_reported(clients: Path, updated: list[Updated]) -> None:
    """What callers wrote for the old client fails with the new one if, and only if, the verdict is major."""
    modules = {}
    for each in updated:
        lines = "".join(f"    {line}\n" for line in each.pair["uses"])
        for side in ("old", "new"):
            path = clients.parent / f"uses_{each.number}_{side}.py"
            path.write_text(HEAD.format(client=f"p{each.number}_{side}") + lines)
            modules[path.name] = each.pair["pair"], side
    done = subprocess.run(
        [sys.executable, "-m", "mypy", "--strict", *modules],
        cwd=clients.parent,
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "MYPYPATH": str(clients.parent)},
    )
    errors = [line for line in done.stdout.splitlines() if ": error" in line]
    assert [line for line in errors if line.startswith("clients/")] == []
    failing = {line.partition(":")[0]: line for line in errors}
    seen = {modules[name]: line for name, line in failing.items()}
    broken = {
        (pair["pair"], "new")
        for pair in PAIRS
        if pair["verdict"] == "major" and "unseen" not in pair
    }
    assert seen.keys() == broken, seen
