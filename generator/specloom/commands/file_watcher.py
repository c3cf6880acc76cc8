"""Waiting for files to change, and working whenever they did.

Events of the file system only wake the loop up. What counts is how the files look then: so nothing
that happens while a run goes on is missed, files that editors replace are followed, and what a run
writes beside its inputs wakes nobody for long.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Iterable, Iterator
from pathlib import Path
from typing import Protocol, TypeAlias

from ..diagnostics import ConfigurationError

Stamp: TypeAlias = tuple[int, int, int] | None
"""How a file looks: its inode, its size and when it was written; None if it is not there."""

LOOK_SECONDS = 0.4
"""So often the files are looked at even if no event comes: some file systems send none."""
_COARSE_NANOSECONDS = 20_000_000
"""The clocks of file systems lag behind by some milliseconds."""
_SETTLE_SECONDS = 0.05
_MOST_SETTLING = 10


class Waiter(Protocol):
    """Waits until something may have happened to files, or some seconds have passed."""

    def __call__(self, files: Collection[Path], seconds: float) -> None: ...


def keep_running(
    run: Callable[[], Iterable[Path]],
    wait: Waiter,
    pause: Callable[[float], None],
    going: Callable[[], bool] = lambda: True,
) -> None:
    """Run, and again whenever an input has changed.

    Args:
        run: Does the work; returns the files that it depends on, those that are not there included.
            A folder stands for every file below it.
        wait: Returns when something may have happened to the inputs.
        pause: Sleeps for some seconds, until a file that is being written is complete.
        going: Asked before each wait; the loop ends when it says no.
    """
    known: dict[Path, Stamp] = {}
    while True:
        before = _looks(known)
        started = time.time_ns() - _COARSE_NANOSECONDS
        inputs = {path.absolute() for path in run()}
        now = _looks(inputs)
        # What changed during the run may have been read before it did.
        again = any(now[path] != stamp for path, stamp in before.items() if path in now)
        again = again or any(_newest(path) >= started for path in inputs if path not in before)
        known = now
        while not again:
            if not going():
                return
            wait(tuple(known), LOOK_SECONDS)
            again = _looks(known) != known
        _settle(known, pause)


def _settle(paths: Collection[Path], pause: Callable[[float], None]) -> None:
    """Wait until files are no longer being written; not forever."""
    before = _looks(paths)
    for _ in range(_MOST_SETTLING):
        pause(_SETTLE_SECONDS)
        now = _looks(paths)
        if now == before:
            return
        before = now


def _looks(paths: Iterable[Path]) -> dict[Path, Stamp]:
    return {path: _look(path) for path in paths}


def _look(path: Path) -> Stamp:
    try:
        status = path.stat()
        if path.is_dir():
            inner = sorted((file, _look(file)) for file in path.rglob("*") if not file.is_dir())
            return (status.st_ino, len(inner), hash(tuple(inner)))
    except OSError:  # It may also go while it is looked at.
        return None
    return (status.st_ino, status.st_size, status.st_mtime_ns)


def _newest(path: Path) -> int:
    """Return when a file, or the newest in a folder, was written or put there, in nanoseconds; 0 for none."""
    try:
        status = path.stat()
        if path.is_dir():
            return max((_newest(file) for file in path.rglob("*") if not file.is_dir()), default=0)
    except OSError:
        return 0
    return max(status.st_mtime_ns, status.st_ctime_ns)


def events() -> Waiter:
    """Return a waiter that is woken by the file system. Raises `ConfigurationError` if watchfiles is not installed."""
    try:
        from watchfiles import watch
    except ImportError as error:
        raise ConfigurationError("--watch needs watchfiles: pip install watchfiles") from error

    watched: frozenset[Path] = frozenset()
    stream: Iterator[object] = iter(())

    def wait(files: Collection[Path], seconds: float) -> None:
        nonlocal watched, stream
        # Folders, as an editor may replace a file by another one of the same name.
        folders = frozenset(_existing(path if path.is_dir() else path.parent) for path in files)
        if folders != watched:
            watched = folders
            stream = watch(
                *sorted(folders),
                watch_filter=None,
                step=20,
                debounce=200,
                rust_timeout=int(seconds * 1000),
                yield_on_timeout=True,
                recursive=False,
                ignore_permission_denied=True,
            )
        next(stream)

    return wait


def _existing(folder: Path) -> Path:
    while not folder.is_dir() and folder != folder.parent:
        folder = folder.parent
    return folder
