"""Run jobs in processes of their own: loaded only where there are several that have something to do."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from ..build.failures import Failure, failure_of
from ..build.result import Result
from ..process_pool import Died, Done, Raised, Tell, in_processes
from ..records import dataclass
from .job import Job, do, light
from .progress import Board, SilentProgress

_STEPS = 20
"""How often a process reports the progress of a stage, at most."""


def run_in_processes(
    jobs: Mapping[int, Job], count: int, board: Board, label: Callable[[Job], str]
) -> dict[int, Result]:
    """Run jobs in processes, in their order; return the results by the jobs' keys.

    Those for which no process could be had are missing from the results.
    """
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
                    f"specloom: {label(job)}: the process that made it died "
                    f"(exit code {code}); the memory may not suffice for so many at once"
                )
                results[number] = _failed(job, Failure(code=1, message=message))
            case str(name):
                board.stage(label(job), name)
            case (int(done), int(total)):
                board.advance(label(job), done, total)
        if number in results:
            board.finished(label(job))

    in_processes(_do, jobs, count, hear)
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
