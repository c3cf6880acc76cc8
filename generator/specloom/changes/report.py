"""Changes for people and tools: as text, as Markdown, as JSON."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeAlias

from .model import Change

Locate: TypeAlias = Callable[[str], str]
"""From the id of a node to "file:line:column", or "" if there is no such place."""


def report_text(
    changes: Sequence[Change], locate_old: Locate, locate_new: Locate, *, limit: int | None = None
) -> str:
    """Give the report for a terminal, with at most `limit` changes of each severity."""
    raise NotImplementedError


def report_markdown(
    changes: Sequence[Change], locate_old: Locate, locate_new: Locate, *, limit: int | None = None
) -> str:
    """Give the report for a pull request or a changelog, with at most `limit` changes of each severity."""
    raise NotImplementedError


def report_json(changes: Sequence[Change], locate_old: Locate, locate_new: Locate) -> str:
    """Give the report for tools."""
    raise NotImplementedError


def short(changes: Sequence[Change], limit: int) -> list[str]:
    """Give a few lines for the end of a run: the verdict, then the most severe changes."""
    raise NotImplementedError
