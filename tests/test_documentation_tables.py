"""The tables of the guide are complete: they list what the code knows, and nothing else."""

from __future__ import annotations

import argparse
import json
import re
from collections.abc import Mapping
from pathlib import Path

import pytest
from specloom.cli import main
from specloom.cli.command_line import COMMANDS, parsers
from specloom.config import read_config, texts
from specloom.diagnostics import Code, ConfigurationError

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = ROOT / "generator/specloom"
CONFIGURATION = (ROOT / "docs/configuration.md").read_text(encoding="utf-8")


def section_of(page: str, heading: str) -> str:
    """Return the text below a heading, up to the next one of its level or a higher one."""
    level = heading.index(" ")
    start = page.index(f"\n{heading}\n") + len(heading) + 2
    end = re.search(rf"^#{{1,{level}}} ", page[start:], re.MULTILINE)
    return page[start : start + end.start()] if end else page[start:]


def rows_of(text: str) -> list[list[str]]:
    """Return the cells of the rows of tables, without headings."""
    lines = re.findall(r"^\| (.*) \|$", text, re.MULTILINE)
    rows = [[cell.strip() for cell in re.split(r"(?<!\\)\|", line)] for line in lines]
    heads = {i - 1 for i, row in enumerate(rows) if set("".join(row)) == {"-"}}
    return [row for i, row in enumerate(rows) if i not in heads and i - 1 not in heads]


def in_code(text: str) -> list[str]:
    """Return what stands in code spans."""
    return re.findall(r"`([^`]+)`", text)


def known_keys(folder: Path, table: str) -> set[str]:
    """Return the keys that the configuration knows in a table, as it says when it meets another one."""
    path = folder / "specloom.toml"
    path.write_text(f'[[client]]\nspec = "a"\noutput = "b"\n{table}\nnonsense = 1\n')
    with pytest.raises(ConfigurationError, match="known are") as error:
        read_config(path)
    return set(str(error.value).partition("known are ")[2].split(", "))


def test_every_key_of_a_client_is_documented(tmp_path: Path) -> None:
    """A row for each value, as its declaration says, and a paragraph for each table."""
    section = section_of(CONFIGURATION, "### Keys of a client")
    rows = [tuple(row) for row in rows_of(section)]
    assert rows == texts.rows()
    tables = re.findall(r"`\[client\.(\w+)\]`", section)
    keys = [in_code(name)[0] for name, _, _ in rows]
    assert sorted([*keys, *dict.fromkeys(tables)]) == sorted(known_keys(tmp_path, ""))


def test_the_schema_is_current() -> None:
    """`specloom init --schema > docs/specloom.schema.json` makes it so."""
    committed = json.loads((ROOT / "docs" / texts.SCHEMA_NAME).read_text(encoding="utf-8"))
    assert committed == texts.schema()


def test_init_mentions_every_key(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The configuration to start from has a line for each."""
    monkeypatch.chdir(tmp_path)
    assert main(["init"]) == 0
    text = (tmp_path / "specloom.toml").read_text(encoding="utf-8")
    lines = re.findall(r"^(?:# )?(?:(\w+) = |\[client\.(\w+)\])", text, re.MULTILINE)
    assert {key or table for key, table in lines} == known_keys(tmp_path, "")


def test_every_filter_is_documented(tmp_path: Path) -> None:
    """In the paragraph about filters."""
    section = section_of(CONFIGURATION, "### Keys of a client")
    paragraph = next(p for p in section.split("\n\n") if p.startswith("`[client.filters]`"))
    assert known_keys(tmp_path, "[client.filters]") <= set(in_code(paragraph))


def commands() -> Mapping[str, argparse.ArgumentParser]:
    """Return the parser of each command."""
    return parsers(tuple(COMMANDS))[1]


def options_of(parser: argparse.ArgumentParser) -> set[str]:
    """Return the options of a command, without `--help`."""
    found = {text for action in parser._actions for text in action.option_strings}
    return found - {"-h", "--help"}


def test_every_command_is_documented() -> None:
    """In the guide and in the README, in the same order."""
    rows = rows_of(section_of(CONFIGURATION, "## Command line").partition("\n### ")[0])
    listed = [match[1] for row in rows if (match := re.match(r"`specloom (\w+)", row[0]))]
    assert listed == list(commands())
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    shown = re.findall(r"^specloom (\w+) ", section_of(readme, "## Command line"), re.MULTILINE)
    assert list(dict.fromkeys(shown)) == list(commands())


@pytest.mark.parametrize("command", list(commands()))
def test_every_option_is_documented(command: str) -> None:
    """A row that names the command lists it, and no row lists more."""
    section = section_of(CONFIGURATION, "### Options")
    listed: set[str] = set()
    for row in rows_of(section):
        if command in in_code(row[1]) or row[1] == "all":
            listed |= {name.split()[0] for name in in_code(row[0]) if name[0] == "-"}
    assert listed == options_of(commands()[command])


def test_every_diagnostic_is_documented() -> None:
    """A row for each code, with its name, in order."""
    page = (ROOT / "docs/diagnostics.md").read_text(encoding="utf-8")
    rows = [(row[0], row[1]) for row in rows_of(page) if row[0].startswith("SL")]
    assert rows == [(code.number, code.slug) for code in Code]


def test_every_code_is_used() -> None:
    """A code that nothing raises says nothing."""
    sources = [p.read_text(encoding="utf-8") for p in PACKAGE.rglob("*.py")]
    text = "\n".join(sources)
    assert [code.name for code in Code if not re.search(rf"\bCode\.{code.name}\b", text)] == []


def test_the_map_names_every_folder() -> None:
    """CONTRIBUTING.md has a row for each folder of the package, and for each module that is in none."""
    page = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    rows = {name for row in rows_of(section_of(page, "## The house")) for name in in_code(row[0])}
    folders = {p.parent.relative_to(PACKAGE).as_posix() for p in PACKAGE.rglob("*.py")} - {"."}
    loose = {p.name for p in PACKAGE.glob("*.py")} - {"__init__.py", "__main__.py"}
    assert rows == {f"{folder}/" for folder in folders} | loose


def test_the_map_names_every_folder_of_tests() -> None:
    """The table of tests names each folder, and each file beside them."""
    page = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    names = " ".join(row[0] for row in rows_of(section_of(page, "## Tests")))
    folders = {p for p in (ROOT / "tests").iterdir() if p.is_dir()}
    folders |= {p for p in (ROOT / "tests/unit").iterdir() if p.is_dir()}
    files = set((ROOT / "tests").glob("*.py"))
    missing = [
        p.name for p in folders | files if f"{p.name}" not in names and p.name[0] not in "_."
    ]
    assert missing == []


def test_the_readme_has_the_commands_of_a_checkout() -> None:
    """What makes the samples, and exactly what CI runs, are lines of a block of code."""
    blocks = re.findall(r"^```sh\n(.*?)^```$", (ROOT / "README.md").read_text("utf-8"), re.M | re.S)
    commands = [line.partition("#")[0].strip() for block in blocks for line in block.splitlines()]
    assert "make generate" in commands
    assert "make test" in commands
    assert (ROOT / ".ci/run").read_text("utf-8").splitlines()[-1] == "make test"
