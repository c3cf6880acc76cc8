"""The loop that waits for changes: with a clock and events of the test's own, so that nothing sleeps."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable, Collection, Iterable
from pathlib import Path

import pytest
from specloom.commands.file_watcher import events, keep_running
from specloom.diagnostics import ConfigurationError

Step = Callable[[], None]


class Script:
    """Plays what happens: a step before each wait ends; when all are done the loop is asked to end."""

    def __init__(self, inputs: Iterable[Path], *steps: Step) -> None:
        self.inputs = list(inputs)
        self.steps = list(steps)
        self.while_running: list[Step] = []
        self.while_settling: list[Step] = []
        self.runs = 0
        self.waited_for: list[set[Path]] = []

    def play(self) -> int:
        """Return the number of runs."""
        keep_running(self.run, self.wait, self.pause, lambda: bool(self.steps))
        return self.runs

    def run(self) -> Iterable[Path]:
        self.runs += 1
        if self.while_running:
            self.while_running.pop(0)()
        return self.inputs

    def wait(self, files: Collection[Path], seconds: float) -> None:
        assert 0 < seconds < 1
        self.waited_for.append(set(files))
        self.steps.pop(0)()

    def pause(self, seconds: float) -> None:
        if self.while_settling:
            self.while_settling.pop(0)()


@pytest.fixture
def spec(tmp_path: Path) -> Path:
    """A document."""
    path = tmp_path / "spec.yaml"
    path.write_text("1")
    time.sleep(0.05)  # longer ago than clocks are coarse
    return path


def nothing() -> None:
    """Change nothing: the wait was in vain, or another file has changed."""


def replace(path: Path, text: str) -> Step:
    """Return the step of an editor that writes another file, and puts it in the place."""

    def step() -> None:
        other = path.with_suffix(".swp")
        other.write_text(text)
        os.utime(other, ns=(path.stat().st_atime_ns, path.stat().st_mtime_ns))
        other.replace(path)

    return step


def test_only_a_change_makes_a_run(spec: Path) -> None:
    """Waking up is not enough."""
    assert Script([spec], nothing, nothing).play() == 1
    assert Script([spec], nothing, lambda: spec.write_text("22") and None, nothing).play() == 2


def test_a_replaced_file(spec: Path) -> None:
    """Even with the same size and time: it is another file."""
    assert Script([spec], replace(spec, "2"), replace(spec, "3")).play() == 3


def test_a_file_that_comes_and_goes(spec: Path) -> None:
    """What is not there is an input, too."""
    later = spec.with_name("later.yaml")
    script = Script([spec, later], lambda: later.write_text("x") and None, later.unlink, nothing)
    assert script.play() == 3


def test_a_folder_stands_for_what_is_in_it(tmp_path: Path) -> None:
    """As that of the patches, which may not be there at first."""
    patch = tmp_path / "patches/a/b.patch"

    def write() -> None:
        patch.parent.mkdir(parents=True)
        patch.write_text("x")

    script = Script([tmp_path / "patches"], write, lambda: patch.write_text("yy") and None, nothing)
    assert script.play() == 3


def test_a_folder_that_goes_while_it_is_looked_at(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It counts as deleted; the watch goes on."""

    def vanish(*_: object) -> Iterable[Path]:
        raise FileNotFoundError

    monkeypatch.setattr(Path, "rglob", vanish)
    assert Script([tmp_path], nothing).play() == 1


def test_inputs_that_are_found_later(spec: Path) -> None:
    """The next wait is for those that the run gave."""
    other = spec.with_name("other.yaml")
    script = Script([spec], lambda: spec.write_text("22") and None, nothing)
    script.while_running = [nothing, lambda: script.inputs.append(other)]
    assert script.play() == 2
    assert script.waited_for == [{spec}, {spec, other}]


def test_a_change_during_a_run(spec: Path) -> None:
    """The run may have read the file before: there is another one at once."""
    script = Script([spec], lambda: spec.write_text("22") and None, nothing)
    script.while_running = [nothing, lambda: spec.write_text("333") and None]
    assert script.play() == 3


def test_a_new_input_that_changed_during_the_run(spec: Path) -> None:
    """It was not known before the run, so only its time tells."""
    other = spec.with_name("other.yaml")
    script = Script([spec], nothing)

    def found_and_saved() -> None:
        script.inputs.append(other)
        other.write_text("x")

    script.while_running = [found_and_saved]
    assert script.play() == 2


def test_a_file_that_is_being_written(spec: Path) -> None:
    """It is read when it is complete."""
    read: list[str] = []
    script = Script([spec], lambda: spec.write_text("a") and None, nothing)
    script.while_running = [lambda: read.append(spec.read_text())] * 2
    script.while_settling = [
        lambda: spec.write_text("ab") and None,
        lambda: spec.write_text("abc") and None,
    ]
    assert script.play() == 2
    assert read == ["1", "abc"]


def test_a_file_that_is_always_being_written(spec: Path) -> None:
    """It does not hold the run up forever."""
    script = Script([spec], lambda: spec.write_text("a") and None, nothing)
    script.while_settling = [lambda n=n: spec.write_text("x" * n) and None for n in range(2, 99)]
    assert script.play() >= 2


def test_without_watchfiles(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is said how to get it."""
    monkeypatch.setitem(sys.modules, "watchfiles", None)
    with pytest.raises(ConfigurationError, match=r"pip install watchfiles"):
        events()


def test_events_of_the_file_system(spec: Path) -> None:
    """A wait ends with a change, and without one after its time; folders need not be there."""
    wait = events()
    files = (spec, spec.parent / "not/there.yaml")
    wait(files, 0.05)
    spec.write_text("22")
    wait(files, 30)
    wait((spec.parent,), 0.05)
