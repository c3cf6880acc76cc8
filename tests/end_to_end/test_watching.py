"""`specloom generate --watch`, as somebody who edits a document sees it."""

from __future__ import annotations

import os
import queue
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import specloom
from specloom.cli import main

DOCUMENT = """\
openapi: 3.1.0
info: {title: Pets API, version: '1'}
servers: [{url: 'https://pets.example'}]
paths:
  /pets:
    get: {operationId: listPets, responses: {'204': {description: Nothing.}}}
"""
MORE = """\
  /shops:
    get: {operationId: listShops, responses: {'204': {description: Nothing.}}}
"""
REFERRING = DOCUMENT + "  /stores: {$ref: 'shops.yaml'}\n"
SHOPS = (
    "get: {operationId: openShop, summary: Open., responses: {'204': {description: Nothing.}}}\n"
)
OVERLAY = """\
overlay: 1.0.0
info: {title: x, version: '1'}
actions: [{target: $.info, update: {description: Ours.}}]
"""
CONFIG = '[[client]]\nspec = "pets.yaml"\noutput = "out"\nformatter = "none"\ngroup_by = "none"\n'


class Watch:
    """A running `--watch`."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        root = str(Path(specloom.__file__).resolve().parents[1])
        self.process = subprocess.Popen(
            [sys.executable, "-m", "specloom", "generate", "--watch"],
            cwd=folder,
            env={**os.environ, "PYTHONPATH": root, "PYTHONUNBUFFERED": "1"},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        self.lines: list[str] = []
        self._queue: queue.Queue[str] = queue.Queue()
        threading.Thread(target=self._read, daemon=True).start()

    def _read(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self._queue.put(line.rstrip("\n"))

    def until(self, text: str) -> float:
        """Wait for a line; return the seconds that it took."""
        started = time.monotonic()
        while True:
            try:
                line = self._queue.get(timeout=30)
            except queue.Empty:
                raise AssertionError(f"no {text!r} in {self.lines}") from None
            self.lines.append(line)
            if text in line:
                return time.monotonic() - started

    def silence(self, seconds: float) -> None:
        """Check that nothing is said for some time."""
        with pytest.raises(queue.Empty):
            self._queue.get(timeout=seconds)

    def write(self, name: str, text: str) -> None:
        """Save a file as editors do: by replacing it."""
        other = self.folder / f".{name}.swp"
        other.write_text(text)
        other.replace(self.folder / name)

    def operation(self, name: str) -> bool:
        """Return whether the client has an operation."""
        return f"def {name}(" in (self.folder / "out/src/pets/_client.py").read_text()


@pytest.fixture
def watch(tmp_path: Path) -> Iterator[Watch]:
    """A watched project."""
    (tmp_path / "pets.yaml").write_text(DOCUMENT)
    (tmp_path / "specloom.toml").write_text(CONFIG)
    running = Watch(tmp_path)
    running.until("pets: 1 operation, ")
    yield running
    running.process.kill()
    running.process.wait()


def test_saving_regenerates(watch: Watch) -> None:
    """Whatever is saved; a fault is shown and survived; Ctrl-C is the way to end it."""
    watch.write("pets.yaml", DOCUMENT + MORE)
    watch.until("pets: 2 operations, ")
    assert watch.operation("list_shops")

    watch.write("pets.yaml", DOCUMENT + "  /shops: {")  # half-written
    watch.until("error SL002 invalid-syntax")
    watch.until("out: left as it was; waiting for a change")
    assert watch.operation("list_shops")

    watch.write("pets.yaml", REFERRING)  # to a file that is not there yet: it costs the operation
    watch.until("pets: 1 operation, ")
    watch.write("shops.yaml", SHOPS)
    watch.until("pets: 2 operations, ")
    assert watch.operation("open_shop")
    watch.write("shops.yaml", SHOPS.replace("Open.", "Shut."))
    watch.until("pets: 2 operations, ")

    watch.write("specloom.toml", CONFIG + "[[")
    watch.until("not valid TOML")
    (watch.folder / "specloom.toml").unlink()
    watch.until("no specloom.toml here")
    watch.write("overlay.yaml", OVERLAY)
    watch.write("specloom.toml", CONFIG + 'overlays = ["overlay.yaml"]\n')
    watch.until("pets: 2 operations, ")
    watch.write("overlay.yaml", OVERLAY.replace("Ours", "Theirs"))
    watch.until("pets: 2 operations, ")
    assert "Theirs" in (watch.folder / "out/README.md").read_text()

    watch.silence(1.0)  # what was written to the output wakes nobody
    watch.process.send_signal(signal.SIGINT)
    assert watch.process.wait(10) == 0
    watch.until("specloom: no longer watching")
    assert not any("Traceback" in line for line in watch.lines)


def test_patches_are_inputs(watch: Watch) -> None:
    """A patch of the user's own is applied as soon as it is saved."""
    readme = watch.folder / "out/README.md"
    first = readme.read_text().splitlines()[0]
    patch = watch.folder / "out/specloom-patches/README.md.patch"
    patch.parent.mkdir()
    patch.write_text(f"--- a/README.md\n+++ b/README.md\n@@ -1,1 +1,1 @@\n-{first}\n+# Ours\n")
    watch.until("pets: 1 operation, ")
    assert readme.read_text().startswith("# Ours\n")


@pytest.mark.parametrize("option", ["--json", "--dry-run", "--adopt", "--upstream"])
def test_what_does_not_go_together(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, option: str
) -> None:
    """It is refused at once."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "specloom.toml").write_text(CONFIG)
    assert main(["generate", "--watch", option]) == 2
