"""The process pool: one job at a time for each process.

`concurrent.futures` would give up every job when one process dies, for instance for want of memory.
"""

from __future__ import annotations

import gc
import os
import signal
import threading
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from multiprocessing import get_context, parent_process
from multiprocessing.connection import Connection, wait
from multiprocessing.context import SpawnProcess
from typing import Any, TypeAlias

from .garbage import collect_much
from .records import dataclass

Tell: TypeAlias = Callable[[object], None]
"""Sends a message to the parent, from within a job."""
Work: TypeAlias = Callable[[Any, Tell], Any]
"""Does a job; a function of a module, so that other processes find it."""

_READY = "ready"
_GRACE_SECONDS = 5.0


@dataclass(frozen=True, slots=True)
class Done:
    """A job is done: what came of it."""

    value: Any


@dataclass(frozen=True, slots=True)
class Raised:
    """A job has failed."""

    error: Exception


@dataclass(frozen=True, slots=True)
class Died:
    """The process that had a job has died."""

    code: int | None


@dataclass(slots=True)
class _Worker:
    process: SpawnProcess
    pipe: Connection
    number: int | None = None
    """The job that it has."""


def cores() -> int:
    """Return how many processes can work at once; 1 within a process of the pool."""
    if parent_process() is not None:
        return 1  # The other cores are for the other processes.
    affinity = getattr(os, "sched_getaffinity", None)  # not on macOS and Windows
    return len(affinity(0)) if affinity else os.cpu_count() or 1


def in_processes(
    work: Work, jobs: Mapping[int, Any], count: int, hear: Callable[[int, object], None]
) -> None:
    """Run jobs in processes, in their order as far as processes are free.

    Args:
        work: Does a job, in another process.
        jobs: Number -> job.
        count: How many processes to use.
        hear: Told the number of a job and what there is about it: messages that it sends, then `Done`,
            `Raised` or `Died`. Nothing comes of a job for which no process could be had.

    Interrupted (`KeyboardInterrupt`), it leaves no process behind.
    """
    queue = deque(jobs)
    workers: list[_Worker] = []
    try:
        with suppress(OSError, ImportError):  # There may be no more, or none at all.
            while len(workers) < min(count, len(jobs)):
                workers.append(_start(work))
        while workers:
            for pipe in wait([worker.pipe for worker in workers]):
                worker = next(worker for worker in workers if worker.pipe is pipe)
                if not _listen(worker, hear) or not _is_busy(worker, queue, jobs):
                    workers.remove(worker)
                    _stop([worker], kill=False)
    finally:
        _stop(workers, kill=True)


def _start(work: Work) -> _Worker:
    # Not forked: a thread may be drawing the progress bars.
    context = get_context("spawn")
    ours, theirs = context.Pipe()
    arguments = (theirs, work, gc.get_threshold())
    process = context.Process(target=_serve, args=arguments, daemon=True)
    try:
        process.start()
    finally:
        theirs.close()
    return _Worker(process, ours)


def _listen(worker: _Worker, hear: Callable[[int, object], None]) -> bool:
    """Pass on what a process says; return whether it is alive."""
    try:
        message = worker.pipe.recv()
    except (EOFError, OSError):
        worker.process.join(_GRACE_SECONDS)
        message = Died(worker.process.exitcode)
    number = worker.number
    if isinstance(message, Done | Raised | Died):
        worker.number = None
    if number is not None:
        hear(number, message)
    return not isinstance(message, Died)


def _is_busy(worker: _Worker, queue: deque[int], jobs: Mapping[int, Any]) -> bool:
    """Return an idle process its next job; return whether it has one."""
    if worker.number is None and queue:
        worker.number = queue.popleft()
        with suppress(OSError):  # It has died; listening will tell.
            worker.pipe.send(jobs[worker.number])
    return worker.number is not None


def _stop(workers: Sequence[_Worker], *, kill: bool) -> None:
    for worker in workers:
        if kill:
            worker.process.terminate()
        worker.pipe.close()
    for worker in workers:
        worker.process.join(_GRACE_SECONDS)
        if worker.process.is_alive():
            worker.process.kill()
            worker.process.join()


# --- the side of the processes


def _serve(pipe: Connection, work: Work, threshold: tuple[int, int, int]) -> None:
    """Run the jobs that arrive, until the other end is closed; collect garbage as seldom as the parent."""
    gc.set_threshold(*threshold)
    # Ctrl-C reaches the whole group of processes; the parent decides, and ends this one.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, _interrupted)
    threading.Thread(target=_follow_parent, daemon=True).start()
    with suppress(EOFError, OSError, KeyboardInterrupt):
        pipe.send(_READY)
        while True:
            job = pipe.recv()
            try:
                pipe.send(Done(work(job, pipe.send)))
            except Exception as error:
                pipe.send(Raised(error))
            collect_much()
    os._exit(0)  # Nothing is left to be tidied up, and freeing what was loaded takes its time.


def _interrupted(number: int, frame: object) -> None:
    """End as after Ctrl-C: what is open is tidied up on the way out."""
    raise KeyboardInterrupt


def _follow_parent() -> None:
    """End with the parent, however it ends, also in the middle of a job."""
    parent = parent_process()
    if parent is not None:
        wait([parent.sentinel])
        os.kill(os.getpid(), signal.SIGTERM)
        threading.Event().wait(_GRACE_SECONDS)
        os._exit(1)
