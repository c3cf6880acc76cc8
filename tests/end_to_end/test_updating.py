"""Updating a client: edits and their ways out, crashes, and what is not done again."""

from __future__ import annotations

import errno
import json
import os
import random
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from specloom import process_pool
from specloom.build import pipeline, up_to_date
from specloom.cli import main
from specloom.output.disk.file_lock import PRIVATE
from specloom.output.folder import folder_plan
from specloom.output.folder.lock_file import LOCK_NAME
from specloom.output.render import finish

PETS = """\
openapi: 3.1.0
info: {title: Pets API, version: '1'}
servers: [{url: 'https://pets.example'}]
tags: [{name: Pets, description: Small animals.}, {name: Shops}]
paths:
  /pets/{name}:
    get:
      operationId: GetPet
      summary: Find a pet.
      tags: [Pets]
      parameters: [{name: name, in: path, required: true, schema: {type: string}}]
      responses: {'204': {description: Nothing.}}
  /shops:
    get:
      operationId: ListShops
      tags: [Shops]
      responses: {'204': {description: Nothing.}}
"""
WARNING = PETS.replace("responses: {'204'", "responses: {'2-4': {description: x}, '204'", 1)
EDITABLE = "src/pets/resources/pets.py"
SEEDED = "tests/conftest.py"
SHOPS = "src/pets/resources/shops.py"
PATCH = f"specloom-patches/{EDITABLE}.patch"
GENERATE = ("generate", "pets.yaml", "--output", "out", "--formatter", "none")


@dataclass(frozen=True)
class Said:
    """What a run gave back."""

    code: int
    out: str
    err: str


Run = Callable[..., Said]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Runs the command line in a folder of its own, where a small document lies."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "pets.yaml").write_text(PETS)

    def run(*arguments: str) -> Said:
        try:
            code = main(arguments)
        except SystemExit as leaving:
            assert isinstance(leaving.code, int)
            code = leaving.code
        said = capsys.readouterr()
        return Said(code, said.out, said.err)

    return run


@pytest.fixture
def out(run: Run, tmp_path: Path, made_once: Any) -> Path:
    """The folder of a generated client."""

    def make() -> None:
        assert run(*GENERATE).code == 0

    made_once(tmp_path / "out", make)
    return tmp_path / "out"


def contents(folder: Path) -> dict[str, bytes]:
    """Return every file below a folder, by path."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def edit(place: Path, old: str, new: str) -> None:
    """Replace a text that is there once at least."""
    text = place.read_text()
    assert old in text
    place.write_text(text.replace(old, new))


# --- edits are shown


def test_the_edit_is_shown(run: Run, out: Path) -> None:
    """As a diff, printable and not endless, with the ways out."""
    edit(out / EDITABLE, "Find a pet.", "Find \x1b[31m a pet.")
    (out / SHOPS).write_text("".join(f"x{number} = 1\n" for number in range(300)))
    said = run(*GENERATE)
    assert said.code == 1
    assert "--- generated\n    +++ what is there" in said.err
    assert "    -" in said.err
    assert "Find \\x1b[31m a pet." in said.err
    assert "\x1b" not in said.err
    assert "more lines of difference" in said.err
    assert len(said.err.splitlines()) < 110
    for way in ("--adopt", "--eject", "--discard"):
        assert way in said.err
        assert way in run("generate", "--help").out


def test_an_edit_after_a_change_of_the_document(run: Run, out: Path, tmp_path: Path) -> None:
    """The message names the baseline."""
    edit(out / EDITABLE, "Find a pet.", "Find my pet.")
    edit(tmp_path / "pets.yaml", "Find a pet.", "Look for a pet.")
    assert "--- what would be generated now" in run(*GENERATE).err


# --- adopt


def test_adopt(run: Run, out: Path, tmp_path: Path) -> None:
    """The edit becomes a patch, which goes on when the document changes elsewhere."""
    edit(out / EDITABLE, "Find a pet.", "Find my pet.")
    before = contents(out)
    said = run(*GENERATE, "--adopt")
    assert said.code == 0, said.err
    assert (out / EDITABLE).read_bytes() == before[EDITABLE]
    assert set(contents(out)) == {*before, PATCH}
    assert "+" in (out / PATCH).read_text()
    assert run("check", "out").code == 0
    assert "nothing to change" in run(*GENERATE).out
    # Lines move, and the patch with them.
    edit(
        tmp_path / "pets.yaml",
        "  /shops:\n",
        "  /zoo:\n    get:\n      operationId: ListAll\n      tags: [Pets]\n"
        "      responses: {'204': {description: Nothing.}}\n  /shops:\n",
    )
    said = run(*GENERATE)
    assert said.code == 0, said.err
    text = (out / EDITABLE).read_text()
    assert text.count("Find my pet.") == 2
    assert text.count("def list_all") == 2
    assert run("check", "out").code == 0


def test_adopt_twice(run: Run, out: Path) -> None:
    """A further edit goes into the same patch."""
    edit(out / EDITABLE, "Find a pet.", "Find my pet.")
    assert run(*GENERATE, "--adopt").code == 0
    first = (out / PATCH).read_text()
    edit(out / EDITABLE, "Find my pet.", "Find my own pet.")
    assert run("check", "out").code == 1
    assert run(*GENERATE).code == 1
    assert run(*GENERATE, "--adopt").code == 0
    assert (out / PATCH).read_text() == first.replace("my pet", "my own pet")
    assert run("check", "out").code == 0


def test_discard_goes_back_to_the_patch(run: Run, out: Path) -> None:
    """What was adopted is kept, what was edited after that is given up."""
    edit(out / EDITABLE, "Find a pet.", "Find my pet.")
    assert run(*GENERATE, "--adopt").code == 0
    before = contents(out)
    (out / EDITABLE).write_text("x = 1\n")
    assert run(*GENERATE, "--discard").code == 0
    assert contents(out) == before


def test_deleting_the_patch_drops_the_edit(run: Run, out: Path) -> None:
    """The file is intact, so nothing has to be discarded."""
    before = contents(out)
    edit(out / EDITABLE, "Find a pet.", "Find my pet.")
    assert run(*GENERATE, "--adopt").code == 0
    (out / PATCH).unlink()
    assert run("check", "out").code == 1
    assert run(*GENERATE).code == 0
    assert contents(out) == before


def test_a_patch_edited_by_hand(run: Run, out: Path) -> None:
    """The file follows."""
    edit(out / EDITABLE, "Find a pet.", "Find my pet.")
    assert run(*GENERATE, "--adopt").code == 0
    edit(out / PATCH, "Find my pet.", "Find our pet.")
    assert run("check", "out").code == 1
    assert run(*GENERATE).code == 0
    assert "Find our pet." in (out / EDITABLE).read_text()


def test_a_patch_that_no_longer_applies(run: Run, out: Path, tmp_path: Path) -> None:
    """It is an error that names the patch, the line of the hunk, and what it looks for."""
    edit(out / EDITABLE, "Find a pet.", "Find my pet.")
    assert run(*GENERATE, "--adopt").code == 0
    edit(tmp_path / "pets.yaml", "Find a pet.", "Look for a pet.")
    before = contents(out)
    for arguments in (GENERATE, (*GENERATE, "--discard"), (*GENERATE, "--adopt"), ("check", "out")):
        said = run(*arguments)
        assert said.code == 1
        assert f"out/{PATCH}:3:1: error SL604 patch-refused: the edit and the generator" in said.err
        for side in ("your edit:", "generated before:", "generated now:", "Look for a pet."):
            assert side in said.err
        assert contents(out) == before
    (out / PATCH).unlink()
    assert run(*GENERATE).code == 0
    assert "Look for a pet." in (out / EDITABLE).read_text()


def test_a_patch_of_an_unknown_text(run: Run, out: Path, tmp_path: Path) -> None:
    """Where the text before is not known, the patch is applied as it is, or refused with what it looks for."""
    edit(out / EDITABLE, "Find a pet.", "Find my pet.")
    assert run(*GENERATE, "--adopt").code == 0
    edit(out / PATCH, "Find my pet.", "Find our pet.")
    edit(tmp_path / "pets.yaml", "Find a pet.", "Look for a pet.")
    said = run(*GENERATE)
    assert said.code == 1
    assert f"out/{PATCH}:3:1: error SL604 patch-refused: the hunk fits nowhere" in said.err
    assert "it looks for:\n" in said.err


# --- merging adopted edits


def with_note(text: str) -> str:
    """Put a comment before each `return` of the resource: its context ends in the next method."""
    return re.sub(r"^( +)return (?=(?:await )?self)", r"\1# TEAM\n\1return ", text, flags=re.M)


ZOO = (
    "  /shops:\n",
    "  /zoo:\n    get:\n      operationId: ListAll\n      tags: [Pets]\n"
    "      responses: {'204': {description: Nothing.}}\n  /shops:\n",
)


def test_an_edit_beside_a_new_operation(run: Run, out: Path, tmp_path: Path) -> None:
    """The edit is merged, and the patch follows: later runs apply it as it is."""
    place = out / EDITABLE
    place.write_text(with_note(place.read_text()))
    assert run(*GENERATE, "--adopt").code == 0
    patch = (out / PATCH).read_text()
    edit(tmp_path / "pets.yaml", *ZOO)
    assert run("check", "out").code == 1
    said = run(*GENERATE)
    assert said.code == 0, said.err
    text = place.read_text()
    assert text.count("# TEAM") == 2
    assert text.count("def list_all") == 2
    for method in re.split(r"^    (?:async )?def ", text, flags=re.M)[1:]:
        assert ("# TEAM" in method) == method.startswith("get(")
    assert (out / PATCH).read_text() != patch
    assert run("check", "out").code == 0
    assert "nothing to change" in run(*GENERATE).out
    # And away again.
    edit(tmp_path / "pets.yaml", *reversed(ZOO))
    assert run(*GENERATE).code == 0
    assert place.read_text().count("# TEAM") == 2
    assert run("check", "out").code == 0


def zoo(**schemas: list[str]) -> str:
    """Return a document with an operation for each schema, whose properties are strings; all are in one module."""
    paths = {
        f"/{name}": {
            "get": {
                "tags": ["Pets"],
                "responses": {
                    "200": {
                        "description": "OK",
                        "content": {
                            "application/json": {"schema": {"$ref": f"#/components/schemas/{name}"}}
                        },
                    }
                },
            }
        }
        for name in schemas
    }
    info = {"title": "Pets API", "version": "1"}
    components = {
        "schemas": {
            name: {
                "type": "object",
                "properties": {each: {"type": "string"} for each in properties},
            }
            for name, properties in schemas.items()
        }
    }
    servers = [{"url": "https://pets.example"}]
    whole = {"openapi": "3.1.0", "info": info, "servers": servers}
    return json.dumps({**whole, "paths": paths, "components": components})


@pytest.mark.parametrize("width", ["60", "120"])
def test_an_edited_file_that_was_reformatted(
    run: Run, out: Path, tmp_path: Path, width: str
) -> None:
    """The edit is found in the new layout, and merged with what is generated now, in its own layout."""
    spec, place = tmp_path / "pets.yaml", out / "src/pets/models/pets.py"
    spec.write_text(zoo(Pet=["name", "owner"], Zebu=["name"]))
    assert run(*GENERATE).code == 0
    edit(place, "    owner: ", "    # TEAM\n    owner: ")
    assert run(*GENERATE, "--adopt").code == 0
    generated = place.read_text()
    # The copied runtime is left as it is: its nine thousand lines are most of what there is.
    command = [sys.executable, "-m", "black", "--quiet", "--line-length", width]
    subprocess.run([*command, "--force-exclude", "/_runtime/", str(out / "src")], check=True)
    assert place.read_text() != generated, "black finds nothing to do"
    assert run("check", "out").code == 0
    # What stands behind the edited class is another class now.
    spec.write_text(zoo(Pet=["name", "owner"], Puma=["name"], Zebu=["name"]))
    said = run(*GENERATE)
    assert said.code == 0, said.err
    assert place.read_text().count("    # TEAM\n    owner: ") == 1
    assert run("check", "out").code == 0
    (out / PATCH.replace(EDITABLE, "src/pets/models/pets.py")).unlink()
    assert run(*GENERATE).code == 0
    assert "# TEAM" not in place.read_text()


@pytest.mark.parametrize("width", ["60", "120"])
def test_an_edit_of_a_reformatted_file(run: Run, out: Path, tmp_path: Path, width: str) -> None:
    """What a formatter did to the file before is no part of the edit that is adopted, and stands in no update's way."""
    spec, place = tmp_path / "pets.yaml", out / "src/pets/models/__init__.py"
    spec.write_text(zoo(Pet=["name"], Zebu=["name"]))
    assert run(*GENERATE).code == 0
    generated = place.read_text()
    command = [sys.executable, "-m", "black", "--quiet", "--line-length", width, str(place)]
    subprocess.run(command, check=True)
    laid_out = place.read_text()
    assert laid_out != generated, "black finds nothing to do"
    edit(place, "    def __dir__", "    # TEAM\n    def __dir__")
    assert run(*GENERATE, "--adopt").code == 0
    patch = (out / PATCH.replace(EDITABLE, "src/pets/models/__init__.py")).read_text()
    assert [line for line in patch.split("\n")[2:] if line[:1] in ("+", "-")] == ["+    # TEAM"]
    assert place.read_text() == laid_out.replace("def __dir__", "# TEAM\n    def __dir__")
    assert run("check", "out").code == 0
    # The list of names, which black lays out otherwise, changes.
    spec.write_text(zoo(Pet=["name"], Puma=["name"], Zebu=["name"]))
    said = run(*GENERATE)
    assert said.code == 0, said.err
    assert "# TEAM\n    def __dir__" in place.read_text()
    assert "Puma" in place.read_text()
    assert run("check", "out").code == 0


def test_an_edit_that_is_generated_later(run: Run, out: Path, tmp_path: Path) -> None:
    """The patch has done its work."""
    edit(out / EDITABLE, "Find a pet.", "Find my pet.")
    assert run(*GENERATE, "--adopt").code == 0
    edit(tmp_path / "pets.yaml", "Find a pet.", "Find my pet.")
    assert run(*GENERATE).code == 0
    assert not (out / PATCH).exists()
    assert run("check", "out").code == 0


def test_an_edit_of_an_operation_that_is_removed(run: Run, out: Path, tmp_path: Path) -> None:
    """It is not put anywhere else."""
    edit(tmp_path / "pets.yaml", *ZOO)
    assert run(*GENERATE).code == 0
    place = out / EDITABLE
    place.write_text(with_note(place.read_text()))
    assert run(*GENERATE, "--adopt").code == 0
    edit(tmp_path / "pets.yaml", *reversed(ZOO))
    before = contents(out)
    said = run(*GENERATE)
    assert said.code == 1
    assert "SL604" in said.err
    assert contents(out) == before


def test_merge_markers(run: Run, out: Path, tmp_path: Path) -> None:
    """Both sides are in the file; nothing is generated until they are resolved, and the result is adopted."""
    place = out / EDITABLE
    edit(place, "Find a pet.", "Find my pet.")
    assert run(*GENERATE, "--adopt").code == 0
    edit(tmp_path / "pets.yaml", "Find a pet.", "Look for a pet.")
    said = run(*GENERATE, "--merge-markers")
    assert said.code == 0, said.err
    assert "warning SL609 unresolved-merge" in said.err
    assert not (out / PATCH).exists()
    marked = place.read_text()
    assert marked.count("<<<<<<< your edit\n") == marked.count(">>>>>>> generated now\n") == 2
    assert "def get(" in marked
    for arguments in (GENERATE, (*GENERATE, "--adopt"), (*GENERATE, "--merge-markers")):
        said = run(*arguments)
        assert said.code == 1
        assert f"out/{EDITABLE}:" in said.err
        assert "error SL609 unresolved-merge" in said.err
        assert place.read_text() == marked
    assert run("check", "out").code == 1
    resolved = re.sub(
        r"<{7} .*?\n.*?>{7} .*?\n", '        """Look for my pet.\n', marked, flags=re.S
    )
    place.write_text(resolved)
    assert "SL601" in run(*GENERATE).err
    assert run(*GENERATE, "--adopt").code == 0
    assert place.read_text() == resolved
    assert "+" in (out / PATCH).read_text()
    assert run("check", "out").code == 0


def test_merge_markers_discarded(run: Run, out: Path, tmp_path: Path) -> None:
    """The edit is given up."""
    edit(out / EDITABLE, "Find a pet.", "Find my pet.")
    assert run(*GENERATE, "--adopt").code == 0
    edit(tmp_path / "pets.yaml", "Find a pet.", "Look for a pet.")
    assert run(*GENERATE, "--merge-markers").code == 0
    assert run(*GENERATE, "--discard").code == 0
    assert "Look for a pet." in (out / EDITABLE).read_text()
    assert run("check", "out").code == 0


@pytest.mark.parametrize(
    ("path", "patch", "message"),
    [
        (EDITABLE, "nonsense\n", "the patch has no hunk"),
        ("src/pets/none.py", "@@ -0,0 +1 @@\n+x\n", "for a file that is not generated"),
        ("tests/conftest.py", "@@ -0,0 +1 @@\n+x\n", "for a file that is written once"),
        ("src/pets/resources/__init__.py", "@@ -0,0 +1 @@\n+def\n", "is not valid"),
    ],
)
def test_a_patch_that_cannot_be_used(
    run: Run, out: Path, path: str, patch: str, message: str
) -> None:
    """It is never ignored."""
    place = out / f"specloom-patches/{path}.patch"
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_text(patch)
    before = contents(out)
    for command in (GENERATE, ("check", "out")):
        said = run(*command)
        assert said.code == 1
        assert "SL604" in said.err
        assert message in said.err
        assert contents(out) == before


def test_a_patch_for_an_empty_file(run: Run, out: Path) -> None:
    """Where there is nothing, nothing has to be found."""
    place = out / "src/pets/resources/__init__.py"
    place.write_text("x = 1\n")
    assert run(*GENERATE, "--adopt").code == 0
    assert run("check", "out").code == 0
    assert place.read_text() == "x = 1\n"


def test_an_edit_that_is_no_python(run: Run, out: Path) -> None:
    """It is not adopted."""
    (out / EDITABLE).write_text("def\n")
    before = contents(out)
    said = run(*GENERATE, "--adopt")
    assert said.code == 1
    assert "is not valid" in said.err
    assert contents(out) == before


def test_adopt_after_a_change_of_the_document(run: Run, out: Path, tmp_path: Path) -> None:
    """What the edit was cannot be told any more, and is not guessed."""
    edit(out / EDITABLE, "Find a pet.", "Find my pet.")
    edit(tmp_path / "pets.yaml", "Find a pet.", "Look for a pet.")
    before = contents(out)
    said = run(*GENERATE, "--adopt")
    assert said.code == 1
    assert "cannot be determined" in said.err
    assert contents(out) == before


def test_line_ends_of_windows(run: Run, out: Path) -> None:
    """An edit in a checkout with other line ends is adopted, and is in sync then."""
    text = (out / EDITABLE).read_text().replace("Find a pet.", "Find my pet.")
    (out / EDITABLE).write_bytes(text.replace("\n", "\r\n").encode())
    assert run(*GENERATE, "--adopt").code == 0
    assert "Find my pet." in (out / PATCH).read_text()
    assert "\r" not in (out / PATCH).read_bytes().decode()
    assert run("check", "out").code == 0


# --- eject


def test_eject(run: Run, out: Path, tmp_path: Path) -> None:
    """The file is its user's: neither written, nor compared, nor deleted; and named."""
    (out / EDITABLE).write_text("mine = 1\n")
    said = run(*GENERATE, "--eject", EDITABLE)
    assert said.code == 0, said.err
    assert f"  ejected: {EDITABLE}" in said.out
    lock = json.loads((out / LOCK_NAME).read_text())
    assert lock["ejected"] == [EDITABLE]
    assert EDITABLE not in lock["files"]
    said = run("check", "out")
    assert (said.code, f"  ejected: {EDITABLE}" in said.out) == (0, True)
    edit(tmp_path / "pets.yaml", "tags: [Pets]", "tags: [Animals]")
    said = run(*GENERATE, "--discard")
    assert said.code == 0, said.err
    assert f"  ejected: {EDITABLE}" in said.out
    assert (out / EDITABLE).read_text() == "mine = 1\n"


def test_an_ejected_file_that_would_be_different(run: Run, out: Path, tmp_path: Path) -> None:
    """Each run says so until the file is ejected again, and names what other files need of it."""
    assert run(*GENERATE, "--eject", EDITABLE).code == 0
    said = run("check", "out")
    assert f"  ejected: {EDITABLE}\n" in said.out
    edit(tmp_path / "pets.yaml", "Find a pet.", "Look for a pet.")
    remark = "would be generated differently since"
    assert f"  ejected: {EDITABLE} ({remark})\n" in run(*GENERATE).out
    for command in (("check", "out"), GENERATE):
        said = run(*command)
        assert (said.code, f"  ejected: {EDITABLE} ({remark})\n" in said.out) == (0, True)
    (told,) = json.loads(run("check", "out", "--json").out)
    assert told["ejected_remarks"] == {EDITABLE: remark}
    assert remark not in run(*GENERATE, "--eject", EDITABLE).out
    assert remark not in run("check", "out").out
    mine = (out / EDITABLE).read_text()
    (name,) = re.findall(r"class (Async\w+)\(", mine)
    (out / EDITABLE).write_text(mine.replace(name, "Other"))
    said = run(*GENERATE, "--eject", SHOPS)
    assert f"  ejected: {EDITABLE} (lacks what other files use: {name})\n" in said.out


def test_the_way_back(run: Run, out: Path) -> None:
    """An ejected file that is deleted is generated again."""
    before = contents(out)
    assert run(*GENERATE, "--eject", EDITABLE).code == 0
    (out / EDITABLE).unlink()
    assert run("check", "out").code == 1
    assert run(*GENERATE).code == 0
    assert contents(out) == before


def test_eject_an_adopted_file(run: Run, out: Path) -> None:
    """The edit is in the file; the patch has done its work."""
    edit(out / EDITABLE, "Find a pet.", "Find my pet.")
    assert run(*GENERATE, "--adopt").code == 0
    assert run(*GENERATE, "--eject", f"out/{EDITABLE}").code == 0
    assert not (out / "specloom-patches").exists()
    assert "Find my pet." in (out / EDITABLE).read_text()
    assert run("check", "out").code == 0


def test_eject_beside_a_patch_that_is_not_for_it(run: Run, out: Path) -> None:
    """A patch for what was ejected before is its user's work: it is named, and not thrown away."""
    assert run(*GENERATE, "--eject", EDITABLE).code == 0
    patch = out / f"specloom-patches/{EDITABLE}.patch"
    patch.parent.mkdir(parents=True)
    patch.write_text("@@ -1 +1 @@\n-a\n+b\n")
    said = run(*GENERATE, "--eject", SHOPS)
    assert said.code == 1
    assert "the patch is for a file that was ejected" in said.err
    assert patch.is_file()


@pytest.mark.parametrize("name", ["none.py", "../pets.yaml", "tests/conftest.py", LOCK_NAME])
def test_what_cannot_be_ejected(run: Run, out: Path, name: str) -> None:
    """Wrong usage: exit code 2."""
    before = contents(out)
    said = run(*GENERATE, "--eject", name)
    assert said.code == 2
    assert "--eject: " in said.err
    assert contents(out) == before
    assert run(*GENERATE, "--adopt", "--discard").code == 2


# --- what is no longer generated


def test_an_edited_file_that_is_no_longer_generated(run: Run, out: Path, tmp_path: Path) -> None:
    """It is reported once, kept, and stops nobody after that."""
    (out / EDITABLE).write_text("mine = 1\n")
    edit(tmp_path / "pets.yaml", "tags: [Pets]", "tags: [Animals]")
    assert f"  no longer generated: {EDITABLE}\n" in run("check", "out").out
    said = run(*GENERATE)
    assert said.code == 0, said.err
    assert f"it is yours now: {EDITABLE}\n" in said.out
    assert (out / EDITABLE).read_text() == "mine = 1\n"
    assert run("check", "out").code == 0
    assert EDITABLE not in run(*GENERATE).out


def test_empty_folders_go(run: Run, out: Path) -> None:
    """With the byte code that Python has left in them."""
    cache = out / "src/pets/_runtime/__pycache__"
    cache.mkdir()
    (cache / "retry.cpython-311.pyc").write_bytes(b"")
    assert run(*GENERATE, "--only", "docs").code == 0
    assert not (out / "src").exists()
    assert (out / "docs/index.md").is_file()


# --- an unchanged input


@pytest.fixture
def no_run(monkeypatch: pytest.MonkeyPatch) -> None:
    """No document may be read."""

    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("a full run")

    monkeypatch.setattr(pipeline, "understand", refuse)


@pytest.mark.usefixtures("no_run")
@pytest.mark.parametrize("extra", [(), ("--strict",), ("--json",), ("--discard",), ("--dry-run",)])
def test_an_unchanged_input_is_recognised(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, extra: tuple[str, ...]
) -> None:
    """Neither `generate` nor `check` reads the document, and what they say is the same."""
    out = tmp_path / "out"
    with monkeypatch.context() as patch:
        patch.setattr(pipeline, "understand", UNDERSTAND)
        first = run(*GENERATE)
        (out / EDITABLE).touch()
    again = run(*GENERATE, *extra)
    assert again.code == 0, again.err
    if "--json" in extra:
        (data,) = json.loads(again.out)
        assert (data["operations"], data["created"], data["updated"]) == (2, [], [])
    else:
        assert again.out.split(" (")[0] == first.out.split(" (")[0]
        assert "nothing to change" in again.out
    assert run("check", "out").code == 0


UNDERSTAND = pipeline.understand

CHANGES: dict[str, Callable[[Path], object]] = {
    "document": lambda f: edit(f / "pets.yaml", "Find a pet.", "Find pets."),
    "referenced file": lambda f: edit(f / "shop.yaml", "Nothing.", "None."),
    "missing file": lambda f: (f / "example.json").write_text("{}"),
    "overlay": lambda f: edit(f / "overlay.yaml", "more", "much more"),
    "generated file": lambda f: (f / "out" / SHOPS).write_text("x = 1\n"),
    "deleted file": lambda f: (f / "out" / SHOPS).unlink(),
    "lock": lambda f: edit(f / "out" / LOCK_NAME, '"absent"', '"here"'),
    "patch": lambda f: (f / "out/specloom-patches").mkdir()
    or (f / "out/specloom-patches/x.patch").write_text("@@ -1 +1 @@\n-x\n+y\n"),
}


@pytest.mark.parametrize("what", CHANGES)
def test_any_change_is_seen(run: Run, tmp_path: Path, what: str) -> None:
    """Whatever the output depends on."""
    text = PETS.replace("{'204': {description: Nothing.}}\n", "{$ref: shop.yaml}\n", 1).replace(
        "responses: {'204': {description: Nothing.}}",
        "responses: {'204': {$ref: 'shop.yaml#/204'}, "
        "'200': {description: x, content: {application/json: {example: 1, "
        "examples: {a: {$ref: example.json}}}}}}",
    )
    text = text.replace("responses: {$ref: shop.yaml}", "responses: {'204': {description: x}}")
    (tmp_path / "pets.yaml").write_text(text)
    (tmp_path / "shop.yaml").write_text("'204': {description: Nothing.}\n")
    (tmp_path / "overlay.yaml").write_text(
        "overlay: 1.0.0\ninfo: {title: x, version: '1'}\n"
        "actions: [{target: '$.info', update: {description: more}}]\n"
    )
    generate = (*GENERATE, "--overlay", "overlay.yaml")
    said = run(*generate)
    assert said.code == 0, said.err
    lock = json.loads((tmp_path / "out" / LOCK_NAME).read_text())
    assert lock["inputs"]["document: example.json"] == "absent"
    assert run("check", "out").code == 0
    CHANGES[what](tmp_path)
    assert run("check", "out").code == 1


def test_another_configuration_is_seen(run: Run, out: Path) -> None:
    """An option of the command line is one."""
    assert run(*GENERATE, "--include-tag", "Shops").code == 0
    assert not (out / EDITABLE).exists()


def test_another_generator_is_seen(run: Run, out: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It makes a full run; but what it would do the same is in sync."""
    seen = []
    monkeypatch.setattr("specloom.build.fingerprint._generator_hash", lambda: "other")
    monkeypatch.setattr(pipeline, "understand", lambda *a: seen.append(1) or UNDERSTAND(*a))
    assert run("check", "out").code == 0
    assert seen == [1]
    assert run(*GENERATE).code == 0
    assert json.loads((out / LOCK_NAME).read_text())["inputs"]["generator"] == "other"
    assert run("check", "out").code == 0
    assert seen == [1, 1]


def test_warnings_of_an_unchanged_document(run: Run, tmp_path: Path) -> None:
    """Their number is known, and --strict and --json get them themselves."""
    (tmp_path / "pets.yaml").write_text(WARNING)
    assert "1 warning\n" in run(*GENERATE).out
    again = run(*GENERATE)
    assert (again.code, "1 warning\n" in again.out) == (0, True)
    assert "SL302" in run(*GENERATE, "--strict").err
    assert run(*GENERATE, "--strict").code == 1
    assert "SL302" in run(*GENERATE, "--json").out


def test_the_stages_are_not_loaded(run: Run, out: Path, repository: Path) -> None:
    """Recognising needs none of them, nor their libraries."""
    code = (
        "import sys; from specloom import cli; code = cli.main(sys.argv[1:]);"
        "print(sorted({m.split('.')[0] for m in sys.modules} & "
        "{'black', 'jinja2', 'jsonschema', 'rich', 'yaml', 'pydantic', 'openapi_spec_validator'}),"
        "'specloom.parse' in sys.modules, 'specloom.build.pipeline' in sys.modules, code)"
    )
    for arguments in (GENERATE, ("check", "out")):
        finished = subprocess.run(
            [sys.executable, "-c", code, *arguments],
            env={**os.environ, "PYTHONPATH": str(repository / "generator")},
            capture_output=True,
            text=True,
            check=True,
        )
        assert finished.stdout.endswith("[] False False 0\n")


# --- a small change


def test_only_what_changed_is_formatted(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The others are known from the lock; and the result is what a first run makes."""
    generate = ("generate", "pets.yaml", "--output", "out")
    assert run(*generate).code == 0
    edit(tmp_path / "pets.yaml", "Find a pet.", "Look for a pet.")
    (tmp_path / "out" / SHOPS).write_text("x = 1\n")
    formatted = []

    def watched(job: finish._Job) -> finish.Finished:
        formatted.append(job.draft.path)
        return FINISH(job)

    monkeypatch.setattr(finish, "_finish", watched)
    assert run(*generate, "--discard").code == 0
    always = ["CHANGELOG.md", SEEDED]  # not in the lock
    assert sorted(formatted) == sorted([*always, "docs/index.md", "docs/pets.md", EDITABLE, SHOPS])
    assert run("generate", "pets.yaml", "--output", "other").code == 0
    assert contents(tmp_path / "out") == contents(tmp_path / "other")


FINISH = finish._finish


def test_in_several_processes(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """They give the same as one, and one does the work where there can be no others."""
    generate = ("generate", "pets.yaml", "--output")
    assert run(*generate, "one").code == 0
    monkeypatch.setattr(finish, "_WORTH_A_POOL", 0)
    monkeypatch.setattr(process_pool, "cores", lambda: 2)
    assert run(*generate, "two").code == 0
    assert contents(tmp_path / "one") == contents(tmp_path / "two")

    def refuse(*_: object) -> None:
        raise PermissionError("no semaphores here")

    monkeypatch.setattr(process_pool, "get_context", refuse)
    assert run(*generate, "three").code == 0
    assert contents(tmp_path / "one") == contents(tmp_path / "three")


# --- ruff


def test_ruff(run: Run, tmp_path: Path) -> None:
    """All files in one call; what it makes stays as it is under `ruff format`."""
    said = run("generate", "pets.yaml", "--output", "out")
    assert said.code == 0, said.err
    assert run("check", "out").code == 0
    assert json.loads((tmp_path / "out" / LOCK_NAME).read_text())["inputs"]["formatter"].startswith(
        "ruff "
    )
    style = ["--isolated", "--line-length", "100", "--target-version", "py311"]
    subprocess.run(
        [sys.executable, "-m", "ruff", "format", "--check", *style, "out/src", "out/tests"],
        cwd=tmp_path,
        check=True,
        capture_output=True,
    )


def test_no_ruff(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is said, and nothing is written."""
    monkeypatch.setitem(sys.modules, "ruff", None)
    monkeypatch.setattr(shutil, "which", lambda _: None)
    said = run("generate", "pets.yaml", "--output", "out", "--formatter", "ruff")
    assert said.code == 2
    assert "ruff is not installed" in said.err
    assert not (tmp_path / "out").exists()


# --- crashes and races


def test_an_interrupted_run_is_finished_first(
    run: Run, out: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By `check` as well, and before the document is read."""
    edit(tmp_path / "pets.yaml", "Find a pet.", "Look for a pet.")
    with monkeypatch.context() as patch:
        patch.setattr("specloom.output.disk.transaction._finish", lambda *_: os._exit(9))
        child = os.fork()
        if child == 0:
            main(GENERATE)
            os._exit(0)
        assert os.WEXITSTATUS(os.waitpid(child, 0)[1]) == 9
    assert "Find a pet." in (out / EDITABLE).read_text()
    assert (out / PRIVATE).is_dir()
    said = run("check", "out")
    assert said.code == 0, said.out
    assert "Look for a pet." in (out / EDITABLE).read_text()
    assert not (out / PRIVATE).exists()


def test_an_edit_during_the_run(
    run: Run, out: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is saved while the generator works is not overwritten."""
    edit(tmp_path / "pets.yaml", "Find a pet.", "Look for a pet.")
    original = folder_plan.apply

    def slow(*arguments: object) -> None:
        (out / EDITABLE).write_text("mine = 1\n")
        original(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(folder_plan, "apply", slow)
    said = run(*GENERATE)
    assert said.code == 1
    assert "SL601" in said.err
    assert (out / EDITABLE).read_text() == "mine = 1\n"


def test_a_file_that_cannot_be_read(
    run: Run, out: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It belongs to somebody else, perhaps: that is not a bug of ours."""
    edit(tmp_path / "pets.yaml", "Find a pet.", "Look for a pet.")
    before = contents(out)
    original = Path.read_bytes

    def read(place: Path) -> bytes:
        if place.name == "README.md":
            raise PermissionError(errno.EACCES, "Permission denied", str(place))
        return original(place)

    with monkeypatch.context() as patched:
        patched.setattr(Path, "read_bytes", read)
        said = run(*GENERATE)
    assert said.code == 1
    assert "README.md cannot be read: Permission denied" in said.err
    assert contents(out) == before


def test_killed_commands(tmp_path: Path, repository: Path) -> None:
    """Whole processes, killed at random times while they update a client."""
    environment = {**os.environ, "PYTHONPATH": str(repository / "generator")}
    command = [sys.executable, "-m", "specloom", *GENERATE, "--quiet"]
    (tmp_path / "pets.yaml").write_text(PETS)
    subprocess.run(command, cwd=tmp_path, env=environment, check=True)
    old = contents(tmp_path / "out")
    edit(tmp_path / "pets.yaml", "Pets API", "Beasts API")
    edit(tmp_path / "pets.yaml", "tags: [Pets]", "tags: [Animals]")
    begun = time.monotonic()
    shutil.copytree(tmp_path / "out", tmp_path / "kept")
    subprocess.run(command, cwd=tmp_path, env=environment, check=True)
    seconds = time.monotonic() - begun
    new = contents(tmp_path / "out")
    chance = random.Random(1)
    for _ in range(6):
        shutil.rmtree(tmp_path / "out")
        shutil.copytree(tmp_path / "kept", tmp_path / "out")
        process = subprocess.Popen(command, cwd=tmp_path, env=environment)
        time.sleep(seconds * chance.uniform(0.5, 1.0))
        process.send_signal(signal.SIGKILL)
        process.wait()
        up_to_date.recover(tmp_path / "out")
        assert contents(tmp_path / "out") in (old, new)
