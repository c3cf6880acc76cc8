"""Run the jobs of several clients, in parallel where it pays.

The results come in the order of the jobs, whatever was done first.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from ..build.result import Result
from ..config import ClientConfig
from ..config.checks import is_elsewhere
from ..garbage import collect_much
from .job import Job, do, recognised
from .progress import Row, board_of, progress_of

_WORTH_PROCESSES = 100_000
"""Documents of so many bytes together take longer than other processes take to start."""


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
                from .in_processes import run_in_processes

                # The largest first, so that none is left to one process in the end.
                ordered = sorted(left, key=lambda number: -_size(left[number].config))
                queue = {number: left[number] for number in ordered}
                results |= run_in_processes(queue, processes, board, _label)
            for number, job in left.items():
                if number not in results:
                    results[number] = do(job, Row(board, _label(job)))
                    collect_much()
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
    from ..process_pool import cores

    return min(len(jobs), cores())


def _size(config: ClientConfig) -> int:
    """Return the size of a document; one that must be fetched counts as large."""
    if is_elsewhere(config.spec):
        return _WORTH_PROCESSES
    try:
        return Path(config.input_path(config.spec)).stat().st_size
    except OSError:
        return 0
