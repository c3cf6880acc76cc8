"""Skip clients that are up to date, by comparing hashes.

The lock says what the output was made from, and what was made. If all of that is as it was, a run
would give what is there. No stage of the generator is loaded to find that out.
"""

from __future__ import annotations

import json
import time
from pathlib import Path

from .. import __version__
from ..config import ClientConfig
from ..diagnostics import OutputError, printable
from ..output.disk.transaction import hash_of, recover
from ..output.folder.folder_plan import FolderPlan, read_lock_of, records_of
from ..output.folder.lock_file import Lock
from .fingerprint import current_inputs, source_of
from .result import Result


def recognise(
    config: ClientConfig, *, complete: bool = False, written: bool = True
) -> Result | None:
    """Return the result of a run that would change nothing; None if a run has to find out.

    A run that was interrupted while it wrote is finished first.

    Args:
        config: The configuration.
        complete: Whether the document's diagnostics matter; then a document with any is looked at again.
        written: What the result says of writing.

    Raises:
        OutputError: An interrupted run cannot be finished, or another process is writing.
        ConfigurationError: The formatter is not installed.
    """
    started = time.perf_counter()
    folder = config.output_path
    recover(folder)
    try:
        lock = read_lock_of(folder)
    except OutputError:
        return None  # The run says what is wrong with it.
    if lock is None or not lock.result or not lock.version or lock.generator != __version__:
        return None
    if complete and any(lock.result.get(key) for key in ("warnings", "notes", "lost")):
        return None
    if lock.result.get("ejected_remarks") or lock.hooks_owed:
        return None
    if json.loads(json.dumps(source_of(config))) != lock.source:
        return None
    if lock.inputs != current_inputs(config, lock.inputs) or not _is_intact(folder, lock):
        return None
    return _result(folder, lock, started, written=written)


def _is_intact(folder: Path, lock: Lock) -> bool:
    try:
        return all((folder / path).is_file() for path in lock.ejected) and all(
            _hash_at(f"{folder}/{path}") in (record.sha256 for record in records_of(path, lock))
            for path in lock.files
        )
    except OSError:
        return False


def _hash_at(path: str) -> str:
    with open(path, "rb") as file:  # noqa: PTH123 - a client has hundreds of files
        return hash_of(file.read())


def _result(folder: Path, lock: Lock, started: float, *, written: bool) -> Result | None:
    result = lock.result
    try:
        return Result(
            package=printable(str(result["package"])),
            folder=folder,
            operations=int(result["operations"]),
            models=int(result["models"]),
            files=int(result["files"]),
            plan=FolderPlan(ejected=tuple(lock.ejected)),
            warnings=int(result["warnings"]),
            notes=int(result["notes"]),
            remarks=printable(str(result["remarks"])),
            seconds=time.perf_counter() - started,
            written=written,
            version=printable(lock.version),
            before=printable(lock.version),
            proposed=printable(lock.proposed),
        )
    except (KeyError, TypeError, ValueError):
        return None
