"""docs/updating.md, followed literally: its commands are run, and what it shows is what they print."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
import specloom

PETS = """\
openapi: 3.1.0
info: {title: Pets API, version: '1'}
servers: [{url: 'https://pets.example'}]
tags: [{name: Pets, description: Small animals.}]
paths:
  /pets/{name}:
    get:
      operationId: GetPet
      summary: Find a pet.
      tags: [Pets]
      parameters: [{name: name, in: path, required: true, schema: {type: string}}]
      responses: {'204': {description: Nothing.}}
"""
MODULE = "pets/src/pets/resources/pets.py"
PATCH = f"pets/specloom-patches/{MODULE.removeprefix('pets/')}.patch"
OTHER_DOCUMENT = ("Seeing it first", "What an update says", "The client's changelog", "Versions")
"""Sections whose samples are of another document; test_change_report.py covers what they say."""
NOT_HERE = ("pip install", "--watch", "--upstream", "api.example.com", "git checkout")
"""Commands and output that other tests cover: they need the network, or do not end."""


class Reader:
    """Somebody who reads the page beside a project."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.said = ""
        tool = folder.parent / "bin/specloom"
        tool.parent.mkdir()
        root, python = (
            shlex.quote(str(p))
            for p in (Path(specloom.__file__).resolve().parents[1], sys.executable)
        )
        tool.write_text(f'#!/bin/sh\nPYTHONPATH={root} exec {python} -m specloom "$@"\n')
        tool.chmod(0o755)
        self.path = f"{tool.parent}:{os.environ['PATH']}"
        (folder / "pets.yaml").write_text(PETS)
        config = '[[client]]\nspec = "pets.yaml"\noutput = "pets"\n'
        (folder / "specloom.toml").write_text(config)
        self.run("specloom generate")

    def run(self, commands: str) -> None:
        """Run the commands of a block one by one; their output is kept together."""
        said = subprocess.run(
            ["sh", "-c", commands],
            cwd=self.folder,
            env={**os.environ, "PATH": self.path},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
        assert not re.search("^usage: ", said.stdout, re.MULTILINE), said.stdout
        lines = said.stdout.splitlines()
        self.said = "\n".join(line for line in lines if not line.startswith("specloom: "))

    def edit(self, path: str, old: str, new: str) -> None:
        """Replace the first of some texts."""
        place = self.folder / path
        text = place.read_text()
        assert old in text
        place.write_text(text.replace(old, new, 1))

    # What the page says in words, by heading and number of the block before which it is done.

    def edit_the_docstring(self) -> None:
        self.edit(MODULE, '"""Find a pet.', '"""Find a pet by its name.')
        self.run("specloom generate")

    def change_the_document(self) -> None:
        self.edit("pets.yaml", "Find a pet", "Look for a pet")
        self.run("specloom generate")

    def give_the_patch_up(self) -> None:
        (self.folder / PATCH).unlink()
        self.edit("pets.yaml", "Look for a pet", "Find a pet")
        self.run("specloom generate")

    def drop_an_edited_module(self) -> None:
        self.edit(MODULE, '"""Find a pet.', '"""Find a pet by its name.')
        self.edit("pets.yaml", "[Pets]", "[Animals]")
        self.run("specloom generate")

    def delete_an_ejected_file(self) -> None:
        (self.folder / "pets/src/pets/errors.py").unlink()

    @property
    def steps(self) -> dict[tuple[str, int], Callable[[], None]]:
        """What to do before a block."""
        return {
            ("When a generated file was edited", 0): self.edit_the_docstring,
            ("Keeping an edit as a patch", 2): self.change_the_document,
            ("Taking a file over", 0): self.give_the_patch_up,
            ("What is no longer generated", 0): self.drop_an_edited_module,
            ("Checking", 0): self.delete_an_ejected_file,
        }


def blocks_of(page: str) -> list[tuple[str, int, str, str]]:
    """Return every block of code of a page: its heading, its number below it, its language and its text."""
    found = []
    for section in re.split(r"^## ", page, flags=re.MULTILINE)[1:]:
        heading = section.partition("\n")[0]
        blocks = re.findall(r"^```(\w+)\n(.*?)^```$", section, re.MULTILINE | re.DOTALL)
        found += [(heading, number, *block) for number, block in enumerate(blocks)]
    return found


def without_numbers(text: str) -> str:
    """Return a text without its numbers: lines move, and files come, with every version of specloom."""
    return re.sub(r"\d+(\.\d+)?", "N", text).strip()


@pytest.mark.skipif(sys.platform == "win32", reason="needs sh")
def test_the_page_can_be_followed(repository: Path, tmp_path: Path) -> None:
    """Each command is run where it stands, and all output that the page shows is printed."""
    folder = tmp_path / "project"
    folder.mkdir()
    reader = Reader(folder)
    steps = reader.steps
    compared = 0
    for heading, number, language, text in blocks_of((repository / "docs/updating.md").read_text()):
        steps.pop((heading, number), lambda: None)()
        if heading in OTHER_DOCUMENT or any(words in text for words in NOT_HERE):
            continue
        if language == "sh":
            reader.run(text)
        elif language in ("text", "diff"):
            assert without_numbers(text) in without_numbers(reader.said), heading
            compared += 1
    assert steps == {}, "the page has no such blocks any more"
    assert compared >= 7
