"""What is said about a run: nothing in it reaches the terminal as it came from a file."""

from __future__ import annotations

from pathlib import Path

import pytest
from specloom.build.failures import failure_of
from specloom.build.result import Result
from specloom.commands.console import list_changes, update_lines, user_files
from specloom.diagnostics import Code, Diagnostic, Location, Severity
from specloom.output.folder.folder_plan import FolderPlan

ESCAPE = "\x1b[31m"


def test_paths_and_versions_of_a_lock(capsys: pytest.CaptureFixture[str]) -> None:
    """Whoever can write to the folder can write to the lock."""
    result = Result(
        package="pets",
        folder=Path("out"),
        operations=0,
        models=0,
        files=0,
        plan=FolderPlan(delete=(ESCAPE,), orphans=(ESCAPE,), ejected=(ESCAPE,)),
        diagnostics=(),
        warnings=0,
        ledger=(),
        remarks="",
        seconds=0,
        written=True,
        version="0.1.0",
        before=ESCAPE,
    )
    list_changes(result)
    user_files(result)
    said = [*capsys.readouterr().out.splitlines(), *update_lines(result)]
    assert len(said) == 5
    assert not any("\x1b" in line for line in said)


def test_the_message_of_a_bug() -> None:
    """It may hold what a document says."""
    assert "\x1b" not in failure_of(KeyError(ESCAPE)).message
    assert "\x1b" not in failure_of(ValueError(ESCAPE)).message


def test_the_place_of_a_diagnostic() -> None:
    """Files can be called anything; what can be shown of that is."""
    diagnostic = Diagnostic(
        code=Code.PATCH_REFUSED,
        severity=Severity.ERROR,
        message="no",
        location=Location(file=f"f\xfcr{ESCAPE}\ud800", line=1, column=1),
    )
    assert str(diagnostic).startswith("f\xfcr\\x1b[31m\\ud800:1:1: error")
