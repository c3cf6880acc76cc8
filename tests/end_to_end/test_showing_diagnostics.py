"""Diagnostics for people at a terminal, and for other tools."""

from __future__ import annotations

import json
import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest
from specloom.cli import main
from specloom.diagnostics import Code

BROKEN = """openapi: 3.1.0
info: {title: Pets, version: "1"}
paths:
  /pets:
    get:
      responses:
        "200":
          description: 100%, OK
          content:
            application/json:
              schema: {$ref: "#/components/schemas/Pets"}
components:
  schemas:
    Pet: {type: object}
"""


@pytest.fixture
def document(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A document with a reference that leads nowhere, in the current folder."""
    monkeypatch.chdir(tmp_path)
    Path("api.yaml").write_text(BROKEN)
    return Path("api.yaml")


def test_a_terminal_shows_the_line_and_a_caret(document: Path) -> None:
    """The place in bold, the severity in colour, and the caret below the place that the line and column name."""
    said = at_a_terminal("validate", str(document))
    (number,) = (i for i, line in enumerate(said) if "SL101" in line)
    place = "\x1b[1mapi.yaml:11:24\x1b[0m: \x1b[1;33mwarning\x1b[0m SL101 unresolved-reference: "
    assert place in said[number]
    assert said[number + 1] == '    11 |               schema: {$ref: "#/components/schemas/Pets"}'
    assert said[number + 2].index("^") == said[number + 1].index('"#/components') - 6
    assert said[number + 3].startswith("    hint: ")


def test_no_colour(document: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As https://no-color.org asks."""
    monkeypatch.setenv("NO_COLOR", "1")
    assert not any("\x1b[1m" in line for line in at_a_terminal("validate", str(document)))


def at_a_terminal(*arguments: str) -> list[str]:
    """Return the lines that a command prints to the terminal that is its standard error."""
    ours, theirs = pty.openpty()
    command = [sys.executable, "-m", "specloom", *arguments]
    subprocess.run(command, stdout=subprocess.DEVNULL, stderr=theirs, check=True)
    os.close(theirs)
    text = b""
    try:
        while part := os.read(ours, 65536):
            text += part
    except OSError:  # the end, on Linux
        pass
    os.close(ours)
    return text.decode().replace("\r", "").splitlines()


def test_annotations_of_github(document: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A workflow command for each, on one line; nothing else is on standard output."""
    assert main(["validate", str(document), "--format", "github"]) == 0
    (line,) = (line for line in capsys.readouterr().out.splitlines() if "SL101" in line)
    assert line.startswith(
        "::warning file=api.yaml,line=11,col=24,title=SL101 unresolved-reference::the reference "
    )
    assert "%0A" in line


def test_sarif(document: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Version 2.1.0: rules, levels, and places as lines and as JSON pointers."""
    assert main(["validate", str(document), "--format", "sarif"]) == 0
    (run,) = json.loads(capsys.readouterr().out)["runs"]
    (result,) = (each for each in run["results"] if each["ruleId"] == "SL101")
    assert result["level"] == "warning"
    (place,) = result["locations"]
    assert place["physicalLocation"]["artifactLocation"] == {"uri": "api.yaml"}
    assert place["physicalLocation"]["region"] == {"startLine": 11, "startColumn": 24}
    assert place["logicalLocations"][0]["fullyQualifiedName"].startswith("/paths/~1pets/get/")
    assert {"id": "SL101", "name": "unresolved-reference"} in run["tool"]["driver"]["rules"]


@pytest.mark.parametrize("kind", ["json", "github", "sarif"])
def test_errors_in_a_format(document: Path, capsys: pytest.CaptureFixture[str], kind: str) -> None:
    """What stops the run is written in the same way, with exit code 1."""
    document.write_text("[1, 2]")
    assert main(["validate", str(document), "--format", kind]) == 1
    out, err = capsys.readouterr()
    assert Code.NOT_OPENAPI.number in out
    assert Code.NOT_OPENAPI.number not in err


@pytest.mark.parametrize("code", list(Code), ids=lambda code: code.number)
def test_every_code_is_explained(code: Code, capsys: pytest.CaptureFixture[str]) -> None:
    """By its number or its name, without links."""
    assert main(["explain", code.number.lower()]) == 0
    explained = capsys.readouterr().out
    assert explained.startswith(f"{code.number} {code.slug} (")
    assert "What to do:" in explained
    assert "](" not in explained
    assert main(["explain", code.slug]) == 0
    assert capsys.readouterr().out == explained


def test_a_code_that_is_not_there(capsys: pytest.CaptureFixture[str]) -> None:
    """A similar one is suggested, with the exit code for wrong usage."""
    assert main(["explain", "unresolved-referense"]) == 2
    assert "did you mean unresolved-reference?" in capsys.readouterr().err


def test_a_long_line_is_cut_around_the_place(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A caret below what it is about; of a much longer line, an excerpt is enough."""
    monkeypatch.chdir(tmp_path)
    reference = '"$ref":"#/components/schemas/Pets"'
    inner = f'{{"200":{{"description":"OK","content":{{"application/json":{{"schema":{{{reference}}}}}}}}}}}'
    head = '{"openapi":"3.1.0","info":{"title":"Pets","version":"1"},"paths":{"/pets":{"get":{"responses":'
    Path("api.json").write_text(f"{head}{inner}}}}}}}}}")
    said = at_a_terminal("validate", "api.json")
    (number,) = (i for i, line in enumerate(said) if "SL101" in line)
    line, caret = said[number + 1], said[number + 2]
    assert line.startswith("    1 | ...") and len(line) < 120
    assert line[caret.index("^") :].startswith(reference)
    Path("api.json").write_text(f"{head}{inner}}}}}}}{' ' * 600}}}")
    said = at_a_terminal("validate", "api.json")
    assert any(line.startswith("    at: ") and "$ref" in line for line in said)


def many_warnings(*, distinct: int = 12) -> None:
    """Write a document with as many references that lead nowhere, and another warning."""
    fields = "".join(
        f'        p{n}: {{$ref: "#/components/schemas/N{n}"}}\n' for n in range(distinct)
    )
    text = BROKEN.replace(
        "Pet: {type: object}", f"Pets:\n      type: object\n      properties:\n{fields}"
    )
    Path("api.yaml").write_text(text)


def test_warnings_of_one_code_are_counted(
    document: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A run shows a few of them and the number of the others; `validate` all, and how many of each code."""
    many_warnings()
    assert main(["generate", str(document), "-o", "out", "--formatter", "none"]) == 0
    err = capsys.readouterr().err
    assert err.count("warning SL101") == 5
    assert "... and 7 x SL101 unresolved-reference; specloom validate shows all of them" in err
    assert main(["validate", str(document)]) == 0
    said = capsys.readouterr()
    assert said.err.count("warning SL101") == 12
    assert said.out == "api.yaml: 12 warnings (12 x SL101)\n"


def test_the_first_run_says_what_to_do_next(
    document: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The class, how to install it, and what to read; later runs say what has changed."""
    command = ["generate", str(document), "-o", "out", "--formatter", "none"]
    assert main(command) == 0
    assert capsys.readouterr().out.splitlines()[-3:] == [
        "  client:  from pets import Pets",
        "  install: pip install ./out",
        "  read:    out/README.md, out/docs/index.md",
    ]
    assert main(command) == 0
    assert "install:" not in capsys.readouterr().out


def test_the_first_run_of_a_part(document: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """It names only what is there."""
    main(["generate", str(document), "-o", "out", "--formatter", "none", "--only", "client"])
    assert capsys.readouterr().out.splitlines()[-1] == "  client:  from pets import Pets"


@pytest.mark.parametrize(
    ("arguments", "usage"),
    [
        (("generate", "api.yaml"), "usage: specloom generate "),
        (("diff", "-", "-"), "usage: specloom diff "),
        (("templates", "eject"), "usage: specloom templates "),
        (("init", "--schema", "--publish"), "usage: specloom init "),
    ],
)
def test_options_that_do_not_go_together(
    arguments: tuple[str, ...], usage: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """The usage of the command comes with what is wrong."""
    assert main(arguments) == 2
    first, *_, last = capsys.readouterr().err.splitlines()
    assert first.startswith(usage)
    assert last.startswith("specloom: ")
