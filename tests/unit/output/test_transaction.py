"""Writing is all or nothing: processes are killed, and the disk is full, at every call there is."""

from __future__ import annotations

import errno
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import pytest
from specloom.diagnostics import OutputError
from specloom.output.disk import file_lock, transaction
from specloom.output.disk.file_lock import PRIVATE
from specloom.output.disk.transaction import Overtaken, hash_of, recover, write

needs_fork = pytest.mark.skipif(not hasattr(os, "fork"), reason="the platform cannot fork")

CALLS = ("open", "write", "fsync", "replace", "rename", "unlink", "rmdir", "mkdir", "chmod")
OLD = {
    "lock.json": b"old lock",
    "kept.py": b"kept",
    "a.py": b"old a",
    "b/deep/c.py": b"old c",
    "gone/one.py": b"old one",
    "gone/two.py": b"old two",
    "mine.txt": b"foreign",
}
NEW = {
    "lock.json": b"new lock",
    "kept.py": b"kept",
    "a.py": b"new a",
    "b/deep/c.py": b"new c" * 1000,
    "fresh/folder/d.py": b"new d",
    "mine.txt": b"foreign",
}


def fill(folder: Path, files: dict[str, bytes]) -> None:
    """Make a folder hold some files."""
    for path, content in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(content)


def contents(folder: Path) -> dict[str, bytes]:
    """Return every file below a folder."""
    found = folder.rglob("*") if folder.exists() else ()
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in found if p.is_file()}


def change(folder: Path, old: dict[str, bytes] = OLD) -> None:
    """Convert a folder from the old state to the new one."""
    files: dict[str, bytes | None] = {p: new for p, new in NEW.items() if old.get(p) != new}
    files |= dict.fromkeys(path for path in old if path not in NEW)
    touched = {path: old.get(path) for path in files}
    expected = {path: None if b is None else hash_of(b) for path, b in touched.items()}
    write(folder, files, expected, guard="lock.json")


def hooked(before: Callable[[int], None]) -> None:
    """Call a function with the number of each call that changes a file system, before it."""
    count = 0

    def wrap(name: str) -> None:
        original = getattr(os, name)

        def call(*args: Any, **kwargs: Any) -> Any:
            nonlocal count
            count += 1
            before(count)
            return original(*args, **kwargs)

        setattr(os, name, call)

    for name in CALLS:
        wrap(name)


def run_killed(action: Callable[[], None], at: int) -> bool:
    """Run something in a process that is killed at its n-th call; tell whether it was."""

    def kill(number: int) -> None:
        if number == at:
            os.kill(os.getpid(), signal.SIGKILL)

    child = os.fork()
    if child == 0:
        try:
            hooked(kill)
            action()
        except BaseException:
            os._exit(1)
        os._exit(0)
    _, status = os.waitpid(child, 0)
    if os.WIFSIGNALED(status):
        return True
    assert os.WEXITSTATUS(status) == 0
    return False


def assert_recovers(folder: Path, old: dict[str, bytes]) -> dict[str, bytes]:
    """Check that recovery leaves the folder wholly old or wholly new, and nothing else; return which."""
    recover(folder)
    found = contents(folder)
    assert found in (old, NEW | {k: v for k, v in old.items() if k == "mine.txt"})
    assert not (folder / PRIVATE).exists()
    if found != old:
        assert not (folder / "gone").exists()
    return found


@needs_fork
@pytest.mark.parametrize("first", [False, True], ids=["update", "first run"])
def test_killed_at_every_call(tmp_path: Path, first: bool) -> None:
    """Whatever the call before which the process is killed."""
    old = {"mine.txt": OLD["mine.txt"]} if first else OLD
    states = []
    for at in range(1, 1000):
        folder = tmp_path / str(at)
        fill(folder, old)
        killed = run_killed(lambda: change(folder, old), at)  # noqa: B023
        states.append(assert_recovers(folder, old))
        if not killed:
            break
        # And the next run has nothing to tidy up.
        if states[-1] == old:
            change(folder, old)
            assert contents(folder) == NEW
    assert len(states) > 50
    # There is one point at which it begins to count.
    assert states == sorted(states, key=lambda state: state != old)
    assert states[0] == old
    assert states[-1] == NEW
    assert states.count(NEW) > 5


@needs_fork
def test_killed_while_recovering(tmp_path: Path) -> None:
    """Recovery can be cut short anywhere, again and again."""
    at = 1
    start = tmp_path / "start"
    while not (start / PRIVATE / "journal.json").exists():  # killed right after the journal counts
        shutil.rmtree(start, ignore_errors=True)
        fill(start, OLD)
        assert run_killed(lambda: change(start), at)
        at += 1
    assert contents(start)["a.py"] == OLD["a.py"]
    for point in range(1, 1000):
        folder = tmp_path / str(point)
        shutil.copytree(start, folder)
        killed = run_killed(lambda: recover(folder), point)  # noqa: B023
        if killed:
            run_killed(lambda: recover(folder), max(1, point // 2))  # noqa: B023
        assert assert_recovers(folder, OLD) == NEW
        if not killed:
            break
    assert point > 15


@contextmanager
def failing(monkeypatch: pytest.MonkeyPatch, at: int, error: BaseException) -> Any:
    """Make the n-th call, and all after it, fail; for a Ctrl-C, only the n-th."""
    with monkeypatch.context() as patch:
        for name in CALLS:
            patch.setattr(os, name, getattr(os, name))  # so that it is undone

        calls = [0]

        def fail(number: int) -> None:
            calls[0] = number
            if number == at or (number > at and isinstance(error, OSError)):
                raise error

        hooked(fail)
        yield calls


def test_the_disk_is_full_at_every_call(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What cannot be written is said, and nothing is half done once there is room again."""
    for at in range(1, 1000):
        folder = tmp_path / str(at)
        fill(folder, OLD)
        full = OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        said = ""
        with failing(monkeypatch, at, full) as calls:
            try:
                change(folder)
            except OutputError as error:
                said = str(error)
        found = assert_recovers(folder, OLD)
        if calls[0] < at:
            break
        if "nothing was changed" in said:
            assert found == OLD
        elif "next run" in said:
            assert found == NEW
    assert at > 50


def test_interrupted_at_every_call(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Ctrl-C leaves the old state, or finishes: the folder needs no recovery, and looks whole at once."""
    for at in range(1, 1000):
        folder = tmp_path / str(at)
        fill(folder, OLD)
        interruption = KeyboardInterrupt()
        with failing(monkeypatch, at, interruption) as calls, suppress(KeyboardInterrupt):
            change(folder)
        files = {path: b for path, b in contents(folder).items() if not path.startswith(PRIVATE)}
        assert files in (OLD, NEW)
        assert_recovers(folder, OLD)
        if calls[0] < at:
            break
    assert at > 50


def half_done(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Leave a folder as a process does that is killed when the journal counts, and nothing is moved."""
    fill(folder, OLD)

    def die(*_: object) -> None:
        raise SystemExit

    with monkeypatch.context() as patch:
        patch.setattr(transaction, "_finish", die)
        with pytest.raises(SystemExit):
            change(folder)
    assert contents(folder).items() >= OLD.items()
    assert (folder / PRIVATE / "journal.json").exists()
    assert (folder / PRIVATE / ".gitignore").read_text() == "*\n"


def test_an_edit_before_the_recovery_is_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In a file that is replaced, deleted or made."""
    half_done(tmp_path, monkeypatch)
    mine = {"a.py": b"mine", "gone/one.py": b"mine too", "fresh/folder/d.py": b"mine as well"}
    fill(tmp_path, mine)
    recover(tmp_path)
    assert contents(tmp_path) == NEW | mine


def test_another_state_of_the_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Who checks out another commit before the recovery finds nothing of the run in it."""
    half_done(tmp_path, monkeypatch)
    (tmp_path / "lock.json").write_bytes(b"another lock")
    recover(tmp_path)
    assert contents(tmp_path) == OLD | {"lock.json": b"another lock"}


@pytest.mark.parametrize("path", ["../outside.py", "/tmp/outside.py", "b/../../outside.py"])
def test_a_journal_cannot_lead_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, path: str
) -> None:
    """A journal comes from the disk like any document."""
    folder = tmp_path / "out"
    half_done(folder, monkeypatch)
    outside = tmp_path / "outside.py"
    outside.write_bytes(b"mine")
    journal = folder / PRIVATE / "journal.json"
    data = json.loads(journal.read_text())
    data["delete"][path] = hash_of(b"mine")
    journal.write_text(json.dumps(data))
    with pytest.raises(OutputError, match="refusing"):
        recover(folder)
    assert outside.read_bytes() == b"mine"


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"format": 99}', '{"format": 1, "replace": 3}'])
def test_a_broken_journal(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    """It is named, and nothing is done."""
    half_done(tmp_path, monkeypatch)
    (tmp_path / PRIVATE / "journal.json").write_text(text)
    with pytest.raises(OutputError, match=r"journal\.json cannot be read"):
        recover(tmp_path)
    assert contents(tmp_path).items() >= OLD.items()


def test_overtaken(tmp_path: Path) -> None:
    """A file that is not as it was expected stops everything."""
    fill(tmp_path, OLD)
    (tmp_path / "a.py").write_bytes(b"mine")
    before = contents(tmp_path)
    with pytest.raises(Overtaken):
        change(tmp_path)
    assert contents(tmp_path) == before


@pytest.mark.parametrize("dangling", [False, True])
def test_a_file_where_a_folder_belongs(tmp_path: Path, dangling: bool) -> None:
    """It is found before the run counts: the next one could not finish it either."""
    if dangling:
        (tmp_path / "a").symlink_to("b")
    else:
        (tmp_path / "a").write_text("mine")
    with pytest.raises(OutputError, match="a is a file where a folder belongs; nothing"):
        write(tmp_path, {"a/new.py": b"1"}, {"a/new.py": None}, guard="a/new.py")
    assert [place.name for place in tmp_path.iterdir()] == ["a"]


def test_byte_code_of_deleted_modules(tmp_path: Path) -> None:
    """It goes with them, so that no folder stays because of it; that of other modules stays."""
    fill(tmp_path, OLD)
    fill(tmp_path, {"gone/__pycache__/one.cpython-311.pyc": b"", "gone/__pycache__/two.x.pyc": b""})
    change(tmp_path)
    assert not (tmp_path / "gone").exists()
    assert contents(tmp_path) == NEW


def test_the_mode_of_a_file_stays(tmp_path: Path) -> None:
    """Who made a file executable finds it so."""
    fill(tmp_path, OLD)
    (tmp_path / "a.py").chmod(0o755)
    change(tmp_path)
    assert (tmp_path / "a.py").stat().st_mode & 0o777 == 0o755


# --- one at a time

HOLD = """
import sys, time
from pathlib import Path
from specloom.output.disk.file_lock import exclusive
with exclusive(Path(sys.argv[1])):
    print("held", flush=True)
    time.sleep(60)
"""


@pytest.fixture
def holder(tmp_path: Path) -> Any:
    """Another process that holds the lock of a folder."""
    fill(tmp_path / "out", OLD)
    process = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(tmp_path / "out")],
        env={**os.environ, "PYTHONPATH": str(Path(transaction.__file__).parents[3])},
        stdout=subprocess.PIPE,
    )
    assert process.stdout is not None
    assert process.stdout.readline() == b"held\n"
    yield process
    process.kill()
    process.wait()
    process.stdout.close()


def test_the_second_run_says_who_writes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, holder: subprocess.Popen[bytes]
) -> None:
    """After it has waited a little; nothing is written."""
    monkeypatch.setattr(file_lock, "PATIENCE_SECONDS", 0.2)
    with pytest.raises(OutputError, match=f"is being written by process {holder.pid} on "):
        change(tmp_path / "out")
    with pytest.raises(OutputError, match="is being written by"):
        recover(tmp_path / "out")
    assert contents(tmp_path / "out").items() >= OLD.items()


def test_the_lock_goes_with_its_process(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, holder: subprocess.Popen[bytes]
) -> None:
    """Nobody has to delete anything."""
    monkeypatch.setattr(file_lock, "PATIENCE_SECONDS", 10.0)
    holder.kill()
    change(tmp_path / "out")
    assert contents(tmp_path / "out") == NEW


@needs_fork
def test_many_writers(tmp_path: Path) -> None:
    """Of several at once one is first, and the others find that they were overtaken."""
    fill(tmp_path, OLD)
    children = []
    for _ in range(8):
        child = os.fork()
        if child == 0:
            try:
                change(tmp_path)
            except Overtaken:
                os._exit(3)
            except BaseException:
                os._exit(1)
            os._exit(0)
        children.append(child)
    codes = [os.WEXITSTATUS(os.waitpid(child, 0)[1]) for child in children]
    assert sorted(codes) == [0, *[3] * 7]
    assert contents(tmp_path) == NEW
    assert not (tmp_path / PRIVATE).exists()


@needs_fork
@pytest.mark.parametrize("seed", range(12))
def test_killed_at_a_random_time(tmp_path: Path, seed: int) -> None:
    """Between calls, too."""
    fill(tmp_path, OLD)
    child = os.fork()
    if child == 0:
        try:
            change(tmp_path)
        except BaseException:
            os._exit(1)
        os._exit(0)
    time.sleep(seed * 0.0005)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    assert_recovers(tmp_path, OLD)
