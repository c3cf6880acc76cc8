"""An advisory lock on an output folder: one writer at a time.

The lock is held on a file in the private folder of the transaction, so that nothing of it is left
when the work is done, and git ignores what a killed process leaves.
"""

from __future__ import annotations

import errno
import json
import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from ...diagnostics import OutputError, printable

PRIVATE = ".specloom-transaction"
PATIENCE_SECONDS = 10.0
_PAUSE_SECONDS = 0.05
_LOCK = "lock"
_IGNORE = ".gitignore"
_LOCKED_BYTE = 1 << 30
"""Windows refuses to read what is locked; so what is locked is a byte far behind the file's end."""


@contextmanager
def exclusive(folder: Path, patience: float | None = None) -> Iterator[Path]:
    """Hold the lock of an output folder, and yield the private folder in it.

    Args:
        folder: The output folder; made if it is not there.
        patience: How many seconds to wait for another run; `PATIENCE_SECONDS` if it is None.

    Yields:
        The private folder. Whatever lies in it is removed in the end, unless a journal is left.

    Raises:
        OutputError: Another process holds the lock; the message names it.
        OSError: The folder cannot be written to.
    """
    existed = folder.exists()
    handle = _acquire(folder, PATIENCE_SECONDS if patience is None else patience)
    private = folder / PRIVATE
    try:
        with suppress(OSError):  # Who holds it is a courtesy; a full disk must not stop a recovery.
            _describe(handle)
        _write_ignore(private)
        yield private
    finally:
        _release(handle, private)
        if not existed:
            with suppress(OSError):  # It is empty only if nothing could be written.
                folder.rmdir()


def _acquire(folder: Path, patience: float) -> int:
    private = folder / PRIVATE
    deadline = time.monotonic() + patience
    while True:
        try:
            folder.mkdir(parents=True, exist_ok=True)
            private.mkdir(mode=0o700, exist_ok=True)
            handle = os.open(private / _LOCK, os.O_RDWR | os.O_CREAT, 0o600)
        except FileNotFoundError:  # the holder before us is just removing it
            continue
        if _try_lock(handle):
            if _is_current(handle, private / _LOCK):
                return handle
            os.close(handle)
            continue
        holder = _holder(handle)
        os.close(handle)
        if time.monotonic() >= deadline:
            raise OutputError(f"{folder} is being written by {holder}; try again when it is done")
        time.sleep(_PAUSE_SECONDS)


def _try_lock(handle: int) -> bool:
    try:
        if sys.platform == "win32":
            import msvcrt

            os.lseek(handle, _LOCKED_BYTE, os.SEEK_SET)
            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        # A file system that knows no locks must not keep anybody from working.
        return error.errno not in (errno.EAGAIN, errno.EACCES, errno.EDEADLK)
    return True


def _is_current(handle: int, path: Path) -> bool:
    """Return whether a locked file is still the one at its path: who held it before has deleted it."""
    try:
        there = path.stat()
    except FileNotFoundError:
        return False
    ours = os.fstat(handle)
    return (ours.st_dev, ours.st_ino) == (there.st_dev, there.st_ino)


def _describe(handle: int) -> None:
    import socket  # slow to load, and a run that writes nothing holds no lock

    os.lseek(handle, 0, os.SEEK_SET)
    os.ftruncate(handle, 0)
    os.write(handle, json.dumps({"process": os.getpid(), "host": socket.gethostname()}).encode())


def _holder(handle: int) -> str:
    try:
        os.lseek(handle, 0, os.SEEK_SET)
        data = json.loads(os.read(handle, 4096))
        return f"process {int(data['process'])} on {printable(str(data['host']))}"
    except (OSError, ValueError, KeyError, TypeError):
        return "another process"


def _write_ignore(private: Path) -> None:
    path = private / _IGNORE
    if not path.exists():
        handle = os.open(path, os.O_WRONLY | os.O_CREAT, 0o600)
        try:
            os.write(handle, b"*\n")
        finally:
            os.close(handle)


def _release(handle: int, private: Path) -> None:
    """Release the lock. The file is deleted first: a waiting process notices that, and makes a new one."""
    try:
        with suppress(OSError):
            # Only when nothing else is left; a journal must stay under its .gitignore.
            if {entry.name for entry in os.scandir(private)} <= {_LOCK, _IGNORE}:
                (private / _IGNORE).unlink(missing_ok=True)
                if sys.platform != "win32":  # which deletes no open file
                    (private / _LOCK).unlink()
    finally:
        os.close(handle)
    with suppress(OSError):
        if sys.platform == "win32":
            (private / _LOCK).unlink()
        private.rmdir()
