"""`specloom init`: a configuration to start from."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from specloom.cli import main
from specloom.config import CONFIG_NAME, read_config

SPEC = 'odd "name".yaml'


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_what_is_written_is_a_configuration() -> None:
    """As it is, and with any of the keys that it shows."""
    assert main(["init", SPEC]) == 0
    path = Path(CONFIG_NAME)
    (config,) = read_config(path)
    assert (config.spec, config.output) == (SPEC, "client")
    lines = path.read_text().splitlines()
    keys = [number for number, line in enumerate(lines) if re.match(r"# \w+ = ", line)]
    assert len(keys) > 8
    for number in keys:
        key = lines[number].removeprefix("# ")
        shown = [*lines[:number], key, *lines[number + 1 :]]
        if key.startswith("runtime_package"):  # which says more of a runtime that is shared
            shown[number] += '\nruntime = "shared"\nlayout = "vendored"'
        path.write_text("\n".join(shown))
        read_config(path)


def test_what_is_there_stays(capsys: pytest.CaptureFixture[str]) -> None:
    """Wrong usage."""
    Path(CONFIG_NAME).write_text("mine")
    assert main(["init"]) == 2
    assert "is already there" in capsys.readouterr().err
    assert Path(CONFIG_NAME).read_text() == "mine"


def test_a_folder_that_cannot_be_written(capsys: pytest.CaptureFixture[str]) -> None:
    """No bug of ours."""
    Path(CONFIG_NAME).symlink_to("missing/elsewhere")
    assert main(["init"]) == 1
    assert f"{CONFIG_NAME} cannot be written: No such file" in capsys.readouterr().err
