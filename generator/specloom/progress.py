"""Progress for people: a bar on a terminal, plain lines elsewhere, or nothing."""

from __future__ import annotations

import sys
from types import TracebackType
from typing import TYPE_CHECKING, Protocol, Self

if TYPE_CHECKING:
    from rich.progress import Progress, TaskID


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


class Board(Protocol):
    """Shows the progress of several clients while it is entered."""

    def __enter__(self) -> Self: ...

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None: ...

    def stage(self, client: str, name: str) -> None:
        """A client's stage begins."""
        ...

    def advance(self, client: str, done: int, total: int) -> None:
        """So many parts of a client's stage are done."""
        ...

    def finished(self, client: str) -> None:
        """A client is done."""
        ...


class SilentBoard:
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

    def stage(self, client: str, name: str) -> None:
        """A client's stage begins."""

    def advance(self, client: str, done: int, total: int) -> None:
        """So many parts of a client's stage are done."""

    def finished(self, client: str) -> None:
        """A client is done."""


class PlainBoard(SilentBoard):
    """Writes a line to standard error for each stage of each client."""

    def stage(self, client: str, name: str) -> None:
        print(f"specloom: {client}: {name}", file=sys.stderr)


class TerminalBoard(SilentBoard):
    """Draws a bar for each client at work on standard error, gone when the work is done."""

    def __enter__(self) -> Self:
        self._bars = _bars()
        self._bars.start()
        self._rows: dict[str, TaskID] = {}
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._bars.stop()

    def stage(self, client: str, name: str) -> None:
        if client not in self._rows:
            self._rows[client] = self._bars.add_task(client, total=None)
        text = f"{client}: {name}"
        self._bars.update(self._rows[client], description=text, total=None, completed=0)

    def advance(self, client: str, done: int, total: int) -> None:
        self._bars.update(self._rows[client], completed=done, total=total)

    def finished(self, client: str) -> None:
        if client in self._rows:
            self._bars.remove_task(self._rows.pop(client))


class Row(SilentProgress):
    """The progress of one client among several."""

    def __init__(self, board: Board, client: str) -> None:
        self._board = board
        self._client = client

    def stage(self, name: str) -> None:
        self._board.stage(self._client, name)

    def advance(self, done: int, total: int) -> None:
        self._board.advance(self._client, done, total)


class TerminalProgress(SilentProgress):
    """Draws a bar on standard error, gone when the work is done."""

    def __enter__(self) -> Self:
        self._bar = _bars()
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


def _bars() -> Progress:
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

    return Progress(
        TextColumn("{task.description}", markup=False),
        BarColumn(),
        TimeElapsedColumn(),
        console=Console(stderr=True),
        transient=True,
    )


def board_of(*, quiet: bool) -> Board:
    """Choose how the progress of several clients is shown, in the same way as `progress_of`."""
    if quiet:
        return SilentBoard()
    return TerminalBoard() if sys.stderr.isatty() else PlainBoard()


def progress_of(*, quiet: bool) -> Reporter:
    """Choose how progress is shown: not at all, as a bar on a terminal, else line by line."""
    if quiet:
        return SilentProgress()
    return TerminalProgress() if sys.stderr.isatty() else PlainProgress()
