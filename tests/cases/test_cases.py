"""Golden cases: one small document for each feature, and the whole client that is generated from it.

`UPDATE=1 pytest tests/cases` writes the expected folders anew: read their diff.
"""

from __future__ import annotations

import difflib
import os
import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from side_by_side import run_side_by_side
from specloom.build.pipeline import build, generate
from specloom.config import ClientConfig, read_config
from specloom.diagnostics import Diagnostic
from specloom.output.folder.lock_file import LOCK_NAME
from specloom.run.progress import SilentProgress

ROOT = Path(__file__).resolve().parent
CASES = sorted(path.parent.name for path in ROOT.glob("*/openapi.yaml"))
RECORDS = {"specloom.surface.json", LOCK_NAME}
"""What is for the generator alone, and changes with every change of it."""
DIAGNOSTICS = "diagnostics.txt"
MOST_LINES = 200
MOST_FILES = 3


def configured(case: str, folder: Path) -> ClientConfig:
    """Return the configuration of a case."""
    source = ROOT / case
    config = ClientConfig(spec="openapi.yaml", output="expected", folder=source)
    if (source / "specloom.toml").exists():
        (config,) = read_config(source / "specloom.toml")
    return replace(config, output=str(folder), package=case)


def generated(case: str, folder: Path) -> dict[str, str]:
    """Return the files of a case, and what was said about its document.

    With a `previous/openapi.yaml`, the client is that of an update: names are kept, old ones are aliases.
    """
    config = configured(case, folder)
    if (ROOT / case / "previous").is_dir():
        generate(replace(config, spec="previous/openapi.yaml"), SilentProgress())
    made = build(config, SilentProgress())
    files = {f"expected/{path}": text for path, text in made.tree.items() if _is_shown(path)}
    said = "".join(f"{_line(diagnostic)}\n" for diagnostic in (*made.diagnostics, *made.remarks))
    return {**files, DIAGNOSTICS: said} if said else files


def _is_shown(path: str) -> bool:
    return path not in RECORDS and "/_runtime/" not in path


def _line(diagnostic: Diagnostic) -> str:
    return str(diagnostic).replace(f"{ROOT}{os.sep}", "")


def expected(case: str) -> dict[str, str]:
    """Return the files that are checked in."""
    folder = ROOT / case
    paths = [path for path in sorted((folder / "expected").rglob("*")) if path.is_file()]
    if (folder / DIAGNOSTICS).exists():
        paths.append(folder / DIAGNOSTICS)
    return {
        path.relative_to(folder).as_posix(): path.read_text(encoding="utf-8")
        for path in paths
        if "__pycache__" not in path.parts
    }


def written(case: str, files: dict[str, str]) -> None:
    """Write the expected files of a case anew."""
    folder = ROOT / case
    shutil.rmtree(folder / "expected", ignore_errors=True)
    (folder / DIAGNOSTICS).unlink(missing_ok=True)
    for path, text in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text, encoding="utf-8", newline="\n")


def difference(case: str, old: dict[str, str], new: dict[str, str]) -> str:
    """Return what differs: files that are missing or too many, and the diff of the first others."""
    changed = [path for path in old if path in new and old[path] != new[path]]
    lines = [f"missing: {path}" for path in new if path not in old]
    lines += [f"not generated: {path}" for path in old if path not in new]
    for path in changed[:MOST_FILES]:
        lines += difflib.unified_diff(
            old[path].splitlines(),
            new[path].splitlines(),
            f"{case}/{path}",
            f"{case}/{path} (generated)",
            lineterm="",
        )
    more = [f"... and {path}" for path in changed[MOST_FILES:]]
    if len(lines) > MOST_LINES:
        more.insert(0, f"... and {len(lines) - MOST_LINES} lines")
    return "\n".join([*lines[:MOST_LINES], *more])


@pytest.mark.parametrize("case", CASES)
def test_case(case: str, tmp_path: Path) -> None:
    """The client is what the folder of the case shows; UPDATE=1 makes the folder show the client."""
    files = generated(case, tmp_path)
    if os.environ.get("UPDATE") == "1":
        written(case, files)
    found = difference(case, expected(case), files)
    assert not found, f"{found}\n\nIf this is meant: UPDATE=1 pytest tests/cases, and read the diff"


def test_the_tests_of_all_clients_pass(tmp_path: Path) -> None:
    """The tests that are expected pass, beside the clients that are expected, in one run of pytest."""
    for case in CASES:
        shutil.copytree(
            ROOT / case / "expected", tmp_path / case, ignore=shutil.ignore_patterns("__pycache__")
        )
    finished = run_side_by_side(tmp_path, CASES)
    assert finished.returncode == 0, finished.stdout + finished.stderr
