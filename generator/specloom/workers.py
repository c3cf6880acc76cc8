"""Several clients in one run: side by side in processes where that pays, else one after the other.

The results come in the order of the jobs, whatever was done first.
"""

from __future__ import annotations

import gc
import os
import signal
from collections import deque
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing import get_context
from multiprocessing.connection import Connection, wait
from multiprocessing.context import SpawnProcess
from pathlib import Path

from .config import ClientConfig
from .failures import Failure
from .jobs import Job, do, light, recognised
from .outcome import Result
from .progress import Board, Row, SilentProgress, board_of, progress_of

_WORTH_PROCESSES = 100_000
"""Documents of so many bytes together take longer than other processes take to start."""
_READY = "ready"
_STEPS = 20
"""How often a process reports the progress of a stage, at most."""
_GRACE_SECONDS = 5.0


def do_all(jobs: Sequence[Job], *, quiet: bool) -> list[Result]:
    """Do jobs, each for a folder of its own; give their results in the same order.

    Interrupted (`KeyboardInterrupt`), it leaves no process behind.
    """
    results = {
        number: found for number, job in enumerate(jobs) if (found := recognised(job)) is not None
    }
    left = {number: job for number, job in enumerate(jobs) if number not in results}
    if len(jobs) == 1 and left:
        with progress_of(quiet=quiet) as progress:
            return [do(jobs[0], progress)]
    if left:
        with board_of(quiet=quiet) as board:
            processes = _processes(left.values())
            if processes > 1:
                results |= _in_processes(left, processes, board)
            for number, job in left.items():
                if number not in results:
                    results[number] = do(job, Row(board, _label(job)))
                    board.finished(_label(job))
    return [results[number] for number in range(len(jobs))]


def _label(job: Job) -> str:
    return str(job.config.output_path)


def _processes(jobs: Iterable[Job]) -> int:
    """Give how many processes to use; 1 for none but this one."""
    jobs = tuple(jobs)
    sizes = [_size(job.config) for job in jobs]
    if sum(sizes) < _WORTH_PROCESSES or any(job.config.spec == "-" for job in jobs):
        return 1
    return min(len(jobs), _cores())


def _cores() -> int:
    affinity = getattr(os, "sched_getaffinity", None)  # not on macOS and Windows
    return len(affinity(0)) if affinity else os.cpu_count() or 1


def _size(config: ClientConfig) -> int:
    """Give the size of a document; one that must be fetched counts as large."""
    if "://" in config.spec:
        return _WORTH_PROCESSES
    try:
        return Path(config.input_path(config.spec)).stat().st_size
    except OSError:
        return 0


# --- the parent's side


@dataclass(slots=True)
class _Worker:
    """A process, and the job that it has; it is ready once its modules are loaded."""

    process: SpawnProcess
    pipe: Connection
    number: int
    ready: bool = False


def _in_processes(jobs: Mapping[int, Job], count: int, board: Board) -> dict[int, Result]:
    """Do jobs in processes. Those for which no process could be had are missing from the results."""
    # The largest first, so that none is left to one process in the end.
    queue = deque(sorted(jobs, key=lambda number: -_size(jobs[number].config)))
    results: dict[int, Result] = {}
    workers: list[_Worker] = []
    try:
        with suppress(OSError):
            while queue and len(workers) < count:
                workers.append(_start(queue[0], jobs))
                queue.popleft()
        while workers:
            for pipe in wait([worker.pipe for worker in workers]):
                worker = next(worker for worker in workers if worker.pipe is pipe)
                try:
                    message = worker.pipe.recv()
                except (EOFError, OSError):
                    workers.remove(worker)
                    _gone(worker, jobs, results)
                    continue
                if _is_over(message, worker, jobs, results, board) and not _next(
                    worker, queue, jobs
                ):
                    workers.remove(worker)
                    _stop([worker], kill=False)
    finally:
        _stop(workers, kill=True)
    return results


def _start(number: int, jobs: Mapping[int, Job]) -> _Worker:
    # Not forked: a thread may be drawing the progress bars.
    context = get_context("spawn")
    ours, theirs = context.Pipe()
    process = context.Process(target=_work, args=(theirs, gc.get_threshold()), daemon=True)
    try:
        process.start()
    finally:
        theirs.close()
    worker = _Worker(process, ours, number)
    _give(worker, jobs[number])
    return worker


def _give(worker: _Worker, job: Job) -> None:
    with suppress(OSError):  # It has died; receiving will tell.
        worker.pipe.send(job)


def _is_over(
    message: object,
    worker: _Worker,
    jobs: Mapping[int, Job],
    results: dict[int, Result],
    board: Board,
) -> bool:
    """Take in what a process says; tell whether its job is done."""
    label = _label(jobs[worker.number])
    match message:
        case Result():
            results[worker.number] = message
            board.finished(label)
            return True
        case (str(name),):
            worker.ready = True
            if name != _READY:
                board.stage(label, name)
        case (int(done), int(total)):
            board.advance(label, done, total)
    return False


def _next(worker: _Worker, queue: deque[int], jobs: Mapping[int, Job]) -> bool:
    """Give a process its next job, None if there is none; tell whether there was one."""
    if not queue:
        return False
    worker.number = queue.popleft()
    _give(worker, jobs[worker.number])
    return True


def _gone(worker: _Worker, jobs: Mapping[int, Job], results: dict[int, Result]) -> None:
    """Take in that a process has died. If it never lived, its job is left to this one."""
    _stop([worker], kill=False)
    if not worker.ready:
        return
    job = jobs[worker.number]
    message = (
        f"specloom: {_label(job)}: the process that made it died "
        f"(exit code {worker.process.exitcode}); the memory may not suffice for so many at once"
    )
    results[worker.number] = Result(
        folder=job.config.output_path, failure=Failure(code=1, message=message)
    )


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


def _work(pipe: Connection, threshold: tuple[int, int, int]) -> None:
    """Do the jobs that come, until the other end is closed; look for garbage as seldom as the parent."""
    gc.set_threshold(*threshold)
    # Ctrl-C reaches the whole group of processes; the parent decides, and ends this one.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, _interrupted)
    with suppress(EOFError, OSError, KeyboardInterrupt):
        pipe.send((_READY,))
        while True:
            pipe.send(light(do(pipe.recv(), _Remote(pipe))))


def _interrupted(number: int, frame: object) -> None:
    """End as after Ctrl-C: what is open is tidied up on the way out."""
    raise KeyboardInterrupt


class _Remote(SilentProgress):
    """Sends the progress to the parent."""

    def __init__(self, pipe: Connection) -> None:
        self._pipe = pipe
        self._step = 0

    def stage(self, name: str) -> None:
        self._step = 0
        self._pipe.send((name,))

    def advance(self, done: int, total: int) -> None:
        step = done * _STEPS // max(total, 1)
        if step != self._step:
            self._step = step
            self._pipe.send((done, total))
