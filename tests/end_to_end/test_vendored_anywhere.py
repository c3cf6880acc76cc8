"""Vendored clients in zip files, in frozen programs, in other folders and in checkouts with other line ends."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import zipfile
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Protocol

import pytest
from specloom.cli import main

SHARED = 'runtime = "shared"'
KINDS = pytest.mark.parametrize("kind", ["", SHARED], ids=["copied", "shared"])


class Project(Protocol):
    """What conftest.py makes."""

    folder: Path
    script: str

    def configure(self, **more: str) -> None: ...
    def read(self, path: str) -> str: ...
    def files(self) -> dict[str, bytes]: ...
    def python(self, *arguments: str) -> subprocess.CompletedProcess[str]: ...
    def use(self, path: str = "", before: str = "") -> dict[str, Any]: ...


def make(project: Project, kind: str) -> None:
    """Generate both clients."""
    project.configure(cat=kind, dog=kind)
    assert main(["generate", "--quiet"]) == 0


# --- where the modules come from


@KINDS
def test_from_a_zip_file(project: Project, tmp_path: Path, kind: str) -> None:
    """`zipimport` finds every module, those that are loaded late as well."""
    make(project, kind)
    archive = tmp_path / "program.zip"
    with zipfile.ZipFile(archive, "w") as file:
        for path, content in project.files().items():
            file.writestr(path, content)
    found = project.use(str(archive))
    assert found["names"] == ["cat.example", "dog.example"]
    assert found["places"]
    assert all(place.startswith(str(archive)) for place in found["places"])


FROZEN = """
import importlib.abc, importlib.machinery, json, sys

SOURCES = json.loads(open({sources!r}).read())

class Frozen(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    # Modules from memory, as in a frozen program: no file, no folder, no resources.
    def find_spec(self, name, path=None, target=None):
        base = name.replace(".", "/")
        for key, package in ((base + "/__init__.py", True), (base + ".py", False)):
            if key in SOURCES:
                return importlib.machinery.ModuleSpec(name, self, is_package=package)
        return None

    def exec_module(self, module):
        base = module.__name__.replace(".", "/")
        source = SOURCES.get(base + "/__init__.py", SOURCES.get(base + ".py"))
        exec(compile(source, "<frozen " + module.__name__ + ">", "exec"), module.__dict__)

sys.meta_path.insert(0, Frozen())
"""


@KINDS
def test_from_memory(project: Project, tmp_path: Path, kind: str) -> None:
    """Nothing asks for `__file__`, for a folder, or for the metadata of a distribution."""
    make(project, kind)
    sources = tmp_path / "sources.json"
    texts = {path: text.decode() for path, text in project.files().items() if path.endswith(".py")}
    sources.write_text(json.dumps(texts))
    found = project.use(str(tmp_path / "nowhere"), FROZEN.format(sources=str(sources)))
    assert found["names"] == ["cat.example", "dog.example"]
    assert found["places"] == []


@pytest.mark.slow
@pytest.mark.skipif(find_spec("PyInstaller") is None, reason="PyInstaller is not installed")
@KINDS
def test_in_a_program_of_pyinstaller(project: Project, tmp_path: Path, kind: str) -> None:
    """Its analysis finds every module without a hook: each late import is an import statement as well."""
    make(project, kind)
    program = tmp_path / "program.py"
    program.write_text(project.script)
    said = subprocess.run(
        [
            *(sys.executable, "-m", "PyInstaller", "--onedir", "--noconfirm"),
            *("--distpath", str(tmp_path / "dist"), "--workpath", str(tmp_path / "work")),
            *("--specpath", str(tmp_path), "--paths", str(project.folder), str(program)),
        ],
        env={**os.environ, "PYINSTALLER_CONFIG_DIR": str(tmp_path / "cache")},
        capture_output=True,
        text=True,
        check=False,
    )
    assert said.returncode == 0, said.stdout + said.stderr
    # The sources are out of reach, so that nothing is found by accident.
    shutil.move(project.folder, tmp_path / "elsewhere")
    run = subprocess.run(
        [str(tmp_path / "dist/program/program")],
        cwd=tmp_path,
        env={},
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stderr
    found = json.loads(run.stdout)
    assert found["names"] == ["cat.example", "dog.example"]
    assert [error[-1] for error in found["caught"]] == ["gone", "gone"]


# --- where the files come from


@KINDS
def test_a_moved_project(
    project: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    """No path is absolute: what was in sync stays so in another folder, by configuration and by lock."""
    make(project, kind)
    moved = tmp_path / "somewhere/else"
    moved.parent.mkdir()
    shutil.move(project.folder, moved)
    monkeypatch.chdir(moved)
    folders = sorted(str(path.parent) for path in moved.rglob("specloom.lock.json"))
    assert len(folders) == (3 if kind else 2)
    assert main(["check"]) == 0
    assert main(["check", *folders]) == 0
    shutil.move(moved, project.folder)
    monkeypatch.chdir(tmp_path)
    assert main(["check", "project/my_app/clients/cat"]) == 0


def with_windows_line_ends(folder: Path) -> dict[Path, bytes]:
    """Convert every text below a folder as git does with `core.autocrlf`."""
    for path in folder.rglob("*"):
        if path.is_file() and "__pycache__" not in path.parts:
            path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    return {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@KINDS
def test_a_vendored_checkout_of_windows(
    project: Project, capsys: pytest.CaptureFixture[str], kind: str
) -> None:
    """Other line ends are not an edit, and nothing is written again: not in files, documents, locks or runtimes."""
    make(project, kind)
    before = with_windows_line_ends(project.folder)
    assert main(["check"]) == 0, capsys.readouterr().out
    assert main(["generate"]) == 0
    said = capsys.readouterr().out
    assert " changed)" not in said
    assert said.endswith("2 clients: 0 changed, 2 unchanged\n")
    assert {path: path.read_bytes() for path in before} == before
    assert project.use()["names"] == ["cat.example", "dog.example"]


def test_a_whole_checkout_of_windows(project: Project, capsys: pytest.CaptureFixture[str]) -> None:
    """The same for tests, documentation, pyproject.toml and the marker for type checkers."""
    generate = ["generate", "cat.yaml", "--output", "out"]
    assert main([*generate, "--quiet"]) == 0
    kinds = {path.suffix for path in (project.folder / "out").rglob("*")}
    assert {".py", ".md", ".toml", ".json", ".typed"} <= kinds
    before = with_windows_line_ends(project.folder)
    assert main(["check", "out"]) == 0, capsys.readouterr().out
    assert main(generate) == 0
    assert "nothing to change" in capsys.readouterr().out
    assert {path: path.read_bytes() for path in before} == before


def test_an_edit_among_windows_line_ends(
    project: Project, capsys: pytest.CaptureFixture[str]
) -> None:
    """It is still found; and a change of the document is still written."""
    make(project, "")
    with_windows_line_ends(project.folder)
    document = project.folder / "cat.yaml"
    document.write_bytes(document.read_bytes().replace(b"{name: {type", b"{size: {type"))
    edited = project.folder / "my_app/clients/dog/errors.py"
    text = edited.read_bytes()
    edited.write_bytes(text + b"MINE = 1\r\n")
    assert main(["check"]) == 1
    said = capsys.readouterr().out
    assert "outdated: models/cat.py" in said
    assert "edited: errors.py" in said
    assert "errors.py" not in said.partition("dog: not in sync")[0]
    edited.write_bytes(text)
    assert main(["generate", "--quiet"]) == 0
    assert "size" in project.read("my_app/clients/cat/models/cat.py")


# --- licenses


@pytest.mark.parametrize("license_line", ["", 'license = "MIT OR Apache-2.0"'])
def test_every_module_says_what_it_is(
    project: Project, repository: Path, license_line: str
) -> None:
    """Generated ones say so first, and name a license only if they were given one; the runtime names its own."""
    make(project, license_line)
    folder = project.folder / "my_app/clients/cat"
    for path in folder.rglob("*.py"):
        lines = path.read_text().splitlines()
        if path.parent.name == "_runtime":
            assert lines[1] == "# SPDX-License-Identifier: Apache-2.0"
        elif lines:
            assert lines[0] == "# @generated by specloom"
            stated = lines[1] == "# SPDX-License-Identifier: MIT OR Apache-2.0"
            assert stated == bool(license_line)
    license_text = (repository / "LICENSE").read_bytes()
    assert (folder / "_runtime/LICENSE").read_bytes() == license_text
    assert b"Apache License" in license_text


def test_a_project_states_its_license(project: Project) -> None:
    """The distribution holds the runtime too, and lists the text of its license."""
    table = '[[client]]\nspec = "cat.yaml"\noutput = "out"\nlicense = "MIT OR ISC"\n'
    (project.folder / "specloom.toml").write_text(table)
    assert main(["generate", "--quiet"]) == 0
    text = project.read("out/pyproject.toml")
    assert 'license = "(MIT OR ISC) AND Apache-2.0"' in text
    assert '"src/*/_runtime/LICENSE"' in text
    assert project.read("out/tests/conftest.py").startswith('"""')
