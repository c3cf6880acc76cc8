"""Run the jobs of several clients, in parallel where it pays.

The results come in the order of the jobs, whatever was done first.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from ..build.failures import Failure, failure_of
from ..build.result import Result
from ..config import ClientConfig
from ..process_pool import Died, Done, Raised, Tell, in_processes
from ..process_pool import cores as _cores
from .job import Job, do, light, recognised
from .progress import Board, Row, SilentProgress, board_of, progress_of

_WORTH_PROCESSES = 100_000
"""Documents of so many bytes together take longer than other processes take to start."""
_STEPS = 20
"""How often a process reports the progress of a stage, at most."""


def do_all(jobs: Sequence[Job], *, quiet: bool) -> list[Result]:
    """Run jobs, each for a folder of its own; return their results in the same order.

    Interrupted (`KeyboardInterrupt`), it leaves no process behind.
    """
    results = {
        number: result for number, job in enumerate(jobs) if (result := recognised(job)) is not None
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
    """Return how many processes to use; 1 for none but this one."""
    jobs = tuple(jobs)
    sizes = [_size(job.config) for job in jobs]
    if sum(sizes) < _WORTH_PROCESSES or any(job.config.spec == "-" for job in jobs):
        return 1
    return min(len(jobs), _cores())


def _size(config: ClientConfig) -> int:
    """Return the size of a document; one that must be fetched counts as large."""
    if "://" in config.spec:
        return _WORTH_PROCESSES
    try:
        return Path(config.input_path(config.spec)).stat().st_size
    except OSError:
        return 0


def _in_processes(jobs: Mapping[int, Job], count: int, board: Board) -> dict[int, Result]:
    """Run jobs in processes. Those for which no process could be had are missing from the results."""
    results: dict[int, Result] = {}

    def hear(number: int, message: object) -> None:
        job = jobs[number]
        match message:
            case Done(result):
                results[number] = result
            case Raised(error):
                results[number] = _failed(job, failure_of(error))
            case Died(code):
                message = (
                    f"specloom: {_label(job)}: the process that made it died "
                    f"(exit code {code}); the memory may not suffice for so many at once"
                )
                results[number] = _failed(job, Failure(code=1, message=message))
            case str(name):
                board.stage(_label(job), name)
            case (int(done), int(total)):
                board.advance(_label(job), done, total)
        if number in results:
            board.finished(_label(job))

    # The largest first, so that none is left to one process in the end.
    ordered = sorted(jobs, key=lambda number: -_size(jobs[number].config))
    in_processes(_do, {number: jobs[number] for number in ordered}, count, hear)
    return results


def _failed(job: Job, failure: Failure) -> Result:
    return Result(folder=job.config.output_path, failure=failure)


def _do(job: Job, tell: Tell) -> Result:
    return light(do(job, _Remote(tell)))


@dataclass(slots=True)
class _Remote(SilentProgress):
    """Sends the progress to the parent."""

    tell: Tell
    step: int = 0

    def stage(self, name: str) -> None:
        self.step = 0
        self.tell(name)

    def advance(self, done: int, total: int) -> None:
        step = done * _STEPS // max(total, 1)
        if step != self.step:
            self.step = step
            self.tell((done, total))
