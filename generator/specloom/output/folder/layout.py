"""Edits apart from their layout: a formatter that runs over an edited file changes much that is no edit."""

from __future__ import annotations

from collections.abc import Sequence

from .semantic_hash import meaning_of
from .three_way_merge import split_lines

_NEAR = 3
"""Between how many lines that stayed what a formatter did to one statement can lie."""


def without_layout(path: str, generated: str, edited: str) -> str:
    """Return an edited file that is laid out as it is generated, wherever the edit did not change what the text means."""
    return _Layout(path, generated, edited).taken_back()


class _Layout:
    def __init__(self, path: str, generated: str, edited: str) -> None:
        from difflib import SequenceMatcher  # not needed where nobody edits

        self._path = path
        self._old, self._new = split_lines(generated), split_lines(edited)
        self._meaning = meaning_of(path, edited)
        self._codes = SequenceMatcher(None, self._old, self._new, autojunk=False).get_opcodes()
        self._back: set[int] = set()

    def taken_back(self) -> str:
        """Take back what means nothing: of all changes at once, else of half of them, down to each."""
        groups = self._groups()
        self._take_back(groups)
        left = [group for group in groups if not self._back.issuperset(group)]
        for group in left:
            self._take_back([[number] for number in group])
        return self._text(self._back)

    def _groups(self) -> list[list[int]]:
        """Return the numbers of the changes; those of changes that lie near to each other together."""
        groups: list[list[int]] = []
        is_near = False
        for number, (kind, start, end, _, _) in enumerate(self._codes):
            if kind == "equal":
                is_near = end - start < _NEAR
            elif is_near and groups:
                groups[-1].append(number)
            else:
                groups.append([number])
        return groups

    def _take_back(self, groups: Sequence[Sequence[int]]) -> None:
        if not groups:
            return
        back = self._back.union(*groups)
        if meaning_of(self._path, self._text(back)) == self._meaning:
            self._back = back
        elif len(groups) > 1:
            half = len(groups) // 2
            self._take_back(groups[:half])
            self._take_back(groups[half:])

    def _text(self, back: set[int]) -> str:
        lines: list[str] = []
        for number, (_, start, end, new_start, new_end) in enumerate(self._codes):
            lines += self._old[start:end] if number in back else self._new[new_start:new_end]
        return "".join(lines)
