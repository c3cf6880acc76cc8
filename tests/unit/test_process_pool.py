"""The pool of processes: each job's result, failure or end, and no process left behind."""

from __future__ import annotations

import importlib
import multiprocessing
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from specloom import process_pool
from specloom.process_pool import Died, Done, Raised, in_processes

WORK = """
import os, signal, time

def work(job, tell):
    tell(f"began {job}")
    if job == "fail":
        raise ValueError("no")
    if job == "die":
        os.kill(os.getpid(), signal.SIGKILL)
    if job == "sleep":
        tell(os.getpid())
        time.sleep(600)
    return job.upper()
"""
PARENT = """
from pool_jobs import work
from specloom.process_pool import in_processes

if __name__ == "__main__":
    hear = lambda number, message: isinstance(message, int) and print(message, flush=True)
    in_processes(work, {0: "sleep"}, 1, hear)
"""


@pytest.fixture(autouse=True)
def jobs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A module with the work, where other processes find it: it does what a job says."""
    (tmp_path / "pool_jobs.py").write_text(WORK, encoding="utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    yield
    sys.modules.pop("pool_jobs", None)


def work() -> Any:
    """Return the work."""
    return importlib.import_module("pool_jobs").work


def heard(*jobs: str, count: int = 2) -> dict[int, list[Any]]:
    """Return what there is about each job."""
    found: dict[int, list[Any]] = {}
    in_processes(
        work(),
        dict(enumerate(jobs)),
        count,
        lambda number, it: found.setdefault(number, []).append(it),
    )
    assert multiprocessing.active_children() == []
    return found


def test_what_becomes_of_jobs() -> None:
    """One that fails, and a process that dies, cost the others nothing."""
    found = heard("a", "die", "fail", "b", "c")
    assert [found[n][0] for n in range(5)] == [
        "began a",
        "began die",
        "began fail",
        "began b",
        "began c",
    ]
    assert [found[n][-1] for n in (0, 3, 4)] == [Done("A"), Done("B"), Done("C")]
    assert found[1][-1] == Died(-signal.SIGKILL)
    assert isinstance(found[2][-1], Raised) and str(found[2][-1].error) == "no"


def test_when_every_process_has_died() -> None:
    """Nothing comes of the jobs that are left; whoever gave them out does them."""
    found = heard("die", "die", "a")
    assert found == {n: ["began die", Died(-signal.SIGKILL)] for n in (0, 1)}


def test_an_interrupted_pool() -> None:
    """It ends its processes."""

    def interrupt(number: int, message: object) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        in_processes(work(), {0: "a", 1: "b"}, 2, interrupt)
    assert multiprocessing.active_children() == []


def test_where_no_process_can_be_had(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is done."""

    def refuse(kind: str) -> None:
        raise PermissionError("no semaphores here")

    monkeypatch.setattr(process_pool, "get_context", refuse)
    assert heard("a") == {}


@pytest.mark.skipif(not Path("/proc/self").exists(), reason="needs Linux's /proc")
@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM])
def test_a_parent_that_is_killed(tmp_path: Path, number: signal.Signals) -> None:
    """Its processes end with it, in the middle of a job."""
    (tmp_path / "parent.py").write_text(PARENT, encoding="utf-8")
    root = str(Path(process_pool.__file__).parents[1])
    with subprocess.Popen(
        [sys.executable, "parent.py"],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": root},
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None
        child = int(process.stdout.readline())
        process.send_signal(number)
    deadline = time.monotonic() + 60
    while Path(f"/proc/{child}").exists():
        assert time.monotonic() < deadline, "it goes on"
        time.sleep(0.05)
