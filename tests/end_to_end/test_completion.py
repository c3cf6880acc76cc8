"""Completion of command lines, as shells do it."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest
from specloom.cli import main

BASH = shutil.which("bash")


@pytest.fixture
def scripts(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> dict[str, Path]:
    """What the command prints for each shell."""
    found = {}
    for shell in ("bash", "zsh", "fish", "tcsh"):
        assert main(["completion", shell]) == 0
        found[shell] = tmp_path / f"completion.{shell}"
        found[shell].write_text(capsys.readouterr().out)
    return found


@pytest.mark.skipif(BASH is None, reason="needs bash")
@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (("gen",), "generate"),
        (("generate", "--formatter", "bl"), "black"),
        (("diff", "--fail-on", "ris"), "risky"),
        (("templates", "ej"), "eject"),
        (("generate", "docu"), "document.yaml"),
        (("check", "out"), "output"),
        (("generate", "--overl"), "--overlay"),
    ],
)
def test_bash(
    words: tuple[str, ...], expected: str, scripts: dict[str, Path], tmp_path: Path
) -> None:
    """A command, an option, its value, a file and a folder."""
    (tmp_path / "document.yaml").touch()
    (tmp_path / "output").mkdir()
    asked = f"""
source {scripts["bash"]}
COMP_WORDS=(specloom {" ".join(words)}); COMP_CWORD={len(words)}
_shtab_specloom
echo "${{COMPREPLY[@]}}"
"""
    run = subprocess.run(
        [str(BASH), "-c", asked], cwd=tmp_path, capture_output=True, text=True, check=True
    )
    assert run.stdout.split() == [expected]


def test_every_shell_knows_the_commands(scripts: dict[str, Path]) -> None:
    """And their options."""
    for path in scripts.values():
        text = path.read_text()
        assert "completion" in text
        assert "include-operation" in text


def test_an_unknown_shell(capsys: pytest.CaptureFixture[str]) -> None:
    """The usage names those that are known."""
    with pytest.raises(SystemExit) as left:
        main(["completion", "ksh"])
    assert left.value.code == 2
    assert "'bash', 'zsh', 'fish', 'tcsh'" in capsys.readouterr().err
