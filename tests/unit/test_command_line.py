"""The help of the commands."""

from __future__ import annotations

import shlex

import pytest
from specloom.cli import command_line
from specloom.cli.command_line import COMMANDS, EXAMPLES


def test_each_command_has_examples() -> None:
    """So that nobody has to find the documentation first."""
    assert list(EXAMPLES) == list(COMMANDS)
    assert all(EXAMPLES.values())


@pytest.mark.parametrize("example", [line for lines in EXAMPLES.values() for line in lines])
def test_examples_are_command_lines(example: str) -> None:
    """They parse, as the command that they are an example of."""
    program, *arguments = shlex.split(example.partition(" > ")[0])
    command, _ = command_line.parse(arguments)
    assert program == "specloom"
    assert example in EXAMPLES[command]


def test_help_groups_options(capsys: pytest.CaptureFixture[str]) -> None:
    """By what they are about; those that are about nothing in particular come first."""
    with pytest.raises(SystemExit) as left:
        command_line.parse(["generate", "--help"])
    assert left.value.code == 0
    shown = capsys.readouterr().out
    headings = [line for line in shown.splitlines() if line.endswith(":") and line[0] != " "]
    assert headings == [
        "positional arguments:",
        "options:",
        "edits to generated files:",
        "the client:",
        "the document:",
        "operations:",
        "examples:",
    ]
    edits = shown[shown.index("edits to generated files:") : shown.index("the client:")]
    assert "--discard" in edits
    assert "--package" not in edits
