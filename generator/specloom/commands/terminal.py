"""Diagnostics as a person at a terminal reads them: colours, and the line of the document with a caret."""

from __future__ import annotations

import os
import sys
from functools import cache
from pathlib import Path

from ..diagnostics import Diagnostic, Severity

_COLOURS = {Severity.ERROR: "31", Severity.WARNING: "33", Severity.NOTE: "36"}
_WIDTH = 100


def as_text(diagnostic: Diagnostic) -> str:
    """Return a diagnostic as it is printed to standard error: plain, unless that is a terminal."""
    text = str(diagnostic)
    if not sys.stderr.isatty():
        return text
    head, *rest = text.split("\n")
    if _coloured():
        word = diagnostic.severity.value
        place, found, message = head.partition(f": {word} ")
        head = (
            f"\x1b[1m{place}\x1b[0m: \x1b[1;{_COLOURS[diagnostic.severity]}m{word}\x1b[0m {message}"
            if found
            else head
        )
    return "\n".join([head, *_source(diagnostic), *rest])


def _coloured() -> bool:
    # https://no-color.org
    return not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


def _source(diagnostic: Diagnostic) -> list[str]:
    """Return the line of the document, or the part of it around the place, and a caret below that; nothing beside an excerpt."""
    place = diagnostic.location
    if place.line is None or place.column is None or place.excerpt:
        return []
    lines = _lines_of(place.file)
    if not 0 < place.line <= len(lines):
        return []
    line, column = _window(lines[place.line - 1], place.column - 1)
    shown = "".join(character if character.isprintable() else " " for character in line)
    margin = f"{place.line} | "
    return [f"    {margin}{shown}", f"    {' ' * (len(margin) + column)}^"]


def _window(line: str, column: int) -> tuple[str, int]:
    """Return what is shown of a line, and where in that the column is: all of it, or the part around the column."""
    if len(line) <= _WIDTH:
        return line, column
    start = max(0, min(column - _WIDTH // 3, len(line) - _WIDTH))
    before, after = ("..." if start else ""), ("..." if start + _WIDTH < len(line) else "")
    return f"{before}{line[start : start + _WIDTH]}{after}", len(before) + column - start


@cache
def _lines_of(file: str) -> list[str]:
    """Return the lines of a file that was read; none of what came from elsewhere."""
    try:
        return Path(file).read_text(encoding="utf-8-sig").splitlines()
    except (OSError, ValueError):
        return []
