"""The parts of a surface file that was read, so that another one has the same objects for what reads the same."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

_Part = TypeVar("_Part")


class Parts:
    """What was made of the parts of a file, by their kinds and keys."""

    def __init__(self) -> None:
        self._made: dict[tuple[object, str], tuple[str, Any]] = {}

    def made(self, kind: object, key: str, data: object, make: Callable[[], _Part]) -> _Part:
        """Return what was made of a part that reads as `data`, which is all that it is made of; else make it."""
        # Unlike the data, their text tells true from 1.
        text = repr(data)
        known = self._made.get((kind, key))
        if known is not None and known[0] == text:
            part: _Part = known[1]
            return part
        part = make()
        self._made[kind, key] = (text, part)
        return part
