"""Jobs: one client's part of a run, and its result.

They travel between processes, and a failure is a result like any other: it ends the client's part,
never that of the others.
"""

from __future__ import annotations

from dataclasses import field
from typing import Literal

from ..build import up_to_date
from ..build.failures import failure_of
from ..build.options import AS_USUAL, WriteOptions
from ..build.result import Result
from ..config import ClientConfig
from ..openapi.files.reader import read_location
from ..records import dataclass, replace
from .progress import SilentProgress


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """What is to be done with a client.

    With `complete` the diagnostics of the document are wanted even if nothing has changed, and the places of changes.
    """

    config: ClientConfig
    action: Literal["generate", "check"] = "generate"
    complete: bool = False
    write: WriteOptions = AS_USUAL


@dataclass(slots=True)
class _Recorder:
    """Reads, and remembers what was asked for, even if it was not there."""

    locations: dict[str, None] = field(default_factory=dict)

    def __call__(self, location: str) -> bytes:
        self.locations[location] = None
        return read_location(location)


def recognised(job: Job) -> Result | None:
    """Return the result of a job that has nothing to do, without loading a stage of the generator; else None."""
    if job.write.eject or job.write.rename:
        return None
    written = job.action == "generate" and not job.write.dry_run
    complete = job.write.strict or job.complete
    try:
        return up_to_date.recognise(job.config, complete=complete, written=written)
    except Exception as error:
        return Result(folder=job.config.output_path, failure=failure_of(error))


def do(job: Job, progress: SilentProgress) -> Result:
    """Run a job in this process."""
    from ..build import pipeline

    reader = _Recorder()
    try:
        if job.action == "check":
            result = pipeline.check(job.config, progress, reader)
        else:
            result = pipeline.generate(job.config, progress, job.write, reader, places=job.complete)
    except Exception as error:
        result = Result(folder=job.config.output_path, failure=failure_of(error))
    return replace(result, read=tuple(reader.locations))


def light(result: Result) -> Result:
    """Return a result without the text of the files, to send it to another process."""
    return replace(result, plan=replace(result.plan, texts={}))
