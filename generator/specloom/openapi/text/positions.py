"""Lines and columns of JSON pointers in a text."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping
from dataclasses import field
from itertools import accumulate
from typing import TypeAlias

from ... import json_pointer
from ...records import dataclass

Parts: TypeAlias = "dict[str, Place] | list[Place]"
Place: TypeAlias = "int | tuple[int, Parts] | UnreadPlace"
"""The offset of a value in its text and, for a mapping or a list, the places of its children.

For an entry of a mapping it is the offset of the entry's name. Plain numbers and tuples, because
a large document has millions of them.
"""


@dataclass(slots=True)
class UnreadPlace:
    """The place of a value whose children are looked for as far as the one that somebody asks for."""

    offset: int
    unread: Iterator[tuple[str, Place]]
    """The names or indices of the children that nobody has asked for yet, and their places."""
    read: dict[str, Place] = field(default_factory=dict)

    def child(self, token: str) -> Place | None:
        """Return the place of a child; None if there is none of that name or index."""
        while token not in self.read:
            found = next(self.unread, None)
            if found is None:
                return None
            self.read[found[0]] = found[1]
        return self.read[token]

    def children(self) -> dict[str, Place]:
        """Return the places of all children."""
        self.read.update(self.unread)
        return self.read


_LONG_LINE = 500
_BEFORE, _AFTER = 30, 60
"""How much of a long line is shown."""
_LINE_BREAK = re.compile("\r\n|\r|\n")


class Lines:
    """The lines of a text, to turn offsets into lines and columns."""

    def __init__(self, text: str) -> None:
        """Find the lines of a text."""
        if "\r" in text:
            self._starts = [0, *(match.end() for match in _LINE_BREAK.finditer(text))]
        else:
            # A large document has half a million lines; there is no loop in Python here.
            lengths = map((1).__add__, map(len, text.split("\n")))
            self._starts = [0, *accumulate(lengths)]
            self._starts.pop()

    def position(self, offset: int) -> tuple[int, int]:
        """Turn an offset into a position.

        `offset` is the index of a character in the text. Returns the 1-based line and column.
        """
        line = bisect_right(self._starts, offset)
        return line, offset - self._starts[line - 1] + 1

    def around(self, offset: int) -> tuple[int, int | None]:
        """Find where the line of a character begins, and where the next one does.

        `offset` is the index of the character in the text. Returns the two offsets; None for the end of
        the last line.
        """
        line = bisect_right(self._starts, offset)
        return self._starts[line - 1], self._starts[line] if line < len(self._starts) else None


class Positions(Mapping[str, tuple[int, int]]):
    """A mapping from each JSON pointer of a text to its 1-based line and column."""

    def __init__(self, text: str, root: Place) -> None:
        """Wrap the places that a scanner found.

        Args:
            text: The text they were found in.
            root: The place of the whole document.
        """
        self._text = text
        self._lines = Lines(text)
        self._root = root

    def __getitem__(self, key: str) -> tuple[int, int]:
        offset, exact = self._find(key)
        if not exact:
            raise KeyError(key)
        return self._lines.position(offset)

    def __iter__(self) -> Iterator[str]:
        stack: list[tuple[str, Place]] = [("", self._root)]
        while stack:
            name, place = stack.pop()
            yield name
            stack.extend(
                (json_pointer.join(name, token), child) for token, child in _children(place)
            )

    def __len__(self) -> int:
        return sum(1 for _ in self)

    def nearest(self, key: str) -> tuple[int, int]:
        """Find a place, or the innermost one around it that is in the text.

        `key` is a JSON pointer, which need not name anything. Returns the 1-based line and column.
        """
        return self._lines.position(self._find(key)[0])

    def excerpt(self, key: str) -> str:
        """Return the text around a place, if its line is too long to be looked at.

        `key` is a JSON pointer, which need not name anything. Returns the text; "" for a line of a
        usual length.
        """
        offset = self._find(key)[0]
        start, end = self._lines.around(offset)
        end = len(self._text) if end is None else end
        if end - start <= _LONG_LINE:
            return ""
        before, after = max(start, offset - _BEFORE), min(end, offset + _AFTER)
        cut = ("..." if before > start else "", "..." if after < end else "")
        return f"{cut[0]}{self._text[before:after]}{cut[1]}"

    def _find(self, key: str) -> tuple[int, bool]:
        """Walk along a pointer; return the last offset met, and whether the walk reached the end."""
        place = self._root
        for token in json_pointer.split(key):
            child = _child(place, token)
            if child is None:
                return _offset(place), False
            place = child
        return _offset(place), True


def _offset(place: Place) -> int:
    if isinstance(place, UnreadPlace):
        return place.offset
    return place if isinstance(place, int) else place[0]


def _parts(place: Place) -> Parts:
    if isinstance(place, UnreadPlace):
        return place.children()
    return [] if isinstance(place, int) else place[1]


def _child(place: Place, token: str) -> Place | None:
    if isinstance(place, UnreadPlace):
        return place.child(token)
    children = _parts(place)
    if isinstance(children, dict):
        return children.get(token)
    if json_pointer.is_index(token) and int(token) < len(children):
        return children[int(token)]
    return None


def _children(place: Place) -> list[tuple[str | int, Place]]:
    children = _parts(place)
    if isinstance(children, dict):
        return list(reversed(children.items()))
    return list(reversed(list(enumerate(children))))
