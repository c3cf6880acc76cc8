"""Progress for people: bars on a terminal, plain lines elsewhere, or nothing."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Self

from ..records import dataclass

if TYPE_CHECKING:
    from rich.progress import TaskID


class Board:
    """Shows the progress of several clients while it is entered; this one shows nothing."""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        return None

    def stage(self, client: str, name: str) -> None:
        """Report that a stage begins."""

    def advance(self, client: str, done: int, total: int) -> None:
        """Report how many parts of a client's stage are done."""

    def finished(self, client: str) -> None:
        """Report that a client is done."""


class PlainBoard(Board):
    """Writes a line to standard error for each stage of each client."""

    def stage(self, client: str, name: str) -> None:
        print(f"specloom: {_described(client, name)}", file=sys.stderr)


class TerminalBoard(Board):
    """Draws a bar for each client at work on standard error, removed when the work is done."""

    def __init__(self) -> None:
        from rich.console import Console
        from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

        self._rows: dict[str, TaskID] = {}
        self._bars = Progress(
            TextColumn("{task.description}", markup=False),
            BarColumn(),
            TimeElapsedColumn(),
            console=Console(stderr=True),
            transient=True,
        )

    def __enter__(self) -> Self:
        self._bars.start()
        return self

    def __exit__(self, *error: object) -> None:
        self._bars.stop()

    def stage(self, client: str, name: str) -> None:
        if client not in self._rows:
            self._rows[client] = self._bars.add_task(client, total=None)
        text = _described(client, name)
        self._bars.update(self._rows[client], description=text, total=None, completed=0)

    def advance(self, client: str, done: int, total: int) -> None:
        self._bars.update(self._rows[client], completed=done, total=total)

    def finished(self, client: str) -> None:
        if client in self._rows:
            self._bars.remove_task(self._rows.pop(client))


def _described(client: str, stage: str) -> str:
    return f"{client}: {stage}" if client else stage


class SilentProgress:
    """The progress of one client, of which nothing is shown."""

    def stage(self, name: str) -> None:
        """Report that a stage begins."""

    def advance(self, done: int, total: int) -> None:
        """Report how many parts of a client's stage are done."""


@dataclass(frozen=True, slots=True)
class Row(SilentProgress):
    """The progress of one client on a board."""

    board: Board
    client: str = ""
    """What it is called there, if there are others."""

    def stage(self, name: str) -> None:
        self.board.stage(self.client, name)

    def advance(self, done: int, total: int) -> None:
        self.board.advance(self.client, done, total)


def board_of(*, quiet: bool) -> Board:
    """Choose how progress is shown: not at all, as bars on a terminal, else line by line."""
    if quiet:
        return Board()
    return TerminalBoard() if sys.stderr.isatty() else PlainBoard()


@contextmanager
def progress_of(*, quiet: bool) -> Iterator[Row]:
    """Show the progress of a single client, in the same way."""
    with board_of(quiet=quiet) as board:
        yield Row(board)
