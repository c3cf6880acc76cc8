"""Progress for people: a bar on a terminal, plain lines elsewhere, or nothing."""

from __future__ import annotations

import sys
from types import TracebackType
from typing import Protocol, Self


class Reporter(Protocol):
    """Shows progress while it is entered."""

    def __enter__(self) -> Self: ...

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None: ...

    def stage(self, name: str) -> None:
        """A stage begins."""
        ...

    def advance(self, done: int, total: int) -> None:
        """So many of the stage's parts are done."""
        ...


class SilentProgress:
    """Shows nothing."""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        return None

    def stage(self, name: str) -> None:
        """A stage begins."""

    def advance(self, done: int, total: int) -> None:
        """So many of the stage's parts are done."""


class PlainProgress(SilentProgress):
    """Writes a line to standard error for each stage."""

    def stage(self, name: str) -> None:
        print(f"specloom: {name}", file=sys.stderr)


class TerminalProgress(SilentProgress):
    """Draws a bar on standard error, gone when the work is done."""

    def __enter__(self) -> Self:
        from rich.console import Console
        from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

        self._bar = Progress(
            TextColumn("{task.description}"),
            BarColumn(),
            TimeElapsedColumn(),
            console=Console(stderr=True),
            transient=True,
        )
        self._bar.start()
        self._task = self._bar.add_task("specloom", total=None)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._bar.stop()

    def stage(self, name: str) -> None:
        self._bar.update(self._task, description=name, total=None, completed=0)

    def advance(self, done: int, total: int) -> None:
        self._bar.update(self._task, completed=done, total=total)


def progress_of(*, quiet: bool) -> Reporter:
    """Choose how progress is shown: not at all, as a bar on a terminal, else line by line."""
    if quiet:
        return SilentProgress()
    return TerminalProgress() if sys.stderr.isatty() else PlainProgress()
