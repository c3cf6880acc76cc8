"""CHANGELOG.md of a client: inserting entries."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

CHANGELOG_MARKER = "<!-- specloom: new entries -->"
"""The line below which updates add their entries; it is in the template, too."""
_SECTION = re.compile(r"(?m)^(?=## )")
_ENTRY = re.compile(r"## (?:Version \S+|Unreleased)\s*$", re.MULTILINE)


def with_entry(text: str, entry: str) -> str | None:
    """Add an entry below the line that marks the place; None if there is no such line.

    Everything that is there stays as it is, and the entry gets the line ends of that line.
    """
    lines = text.splitlines(keepends=True)
    for number, line in enumerate(lines):
        if line.strip() == CHANGELOG_MARKER:
            end = "\r\n" if line.endswith("\r\n") else "\n"
            added = f"\n{entry.strip()}\n".replace("\n", end)
            before = "".join(lines[: number + 1])
            rest = "".join(lines[number + 1 :])
            return (before if before.endswith("\n") else before + end) + added + rest
    return None


def without_new_entries(before: str, after: str) -> str:
    """Return a changelog without the entries that updates have added to it since `before`.

    They are the first ones that are not in `before`, as many as there are more: others were edited.
    """
    known = _stripped(_SECTION.split(before))
    more = len(_ENTRY.findall(after)) - len(_ENTRY.findall(before))
    added = [each.strip() for each in _sections(after)[1] if _ENTRY.match(each)]
    new = [each for each in added if each not in known][: max(more, 0)]
    return _without(after, new.__contains__)


def without_entries_of(other: str, text: str, mine: str) -> str:
    """Return a changelog without the entries that are as in another one, and are not in `mine`."""
    added = _stripped(_sections(other)[1]) - _stripped(_SECTION.split(mine))
    return _without(text, added.__contains__)


def has_lost_entries_only(before: str, after: str) -> bool:
    """Return whether a changelog is as before, except that entries of updates may be missing."""
    (head, sections), (start, others) = _sections(before), _sections(after)
    lost = _stripped(sections) - _stripped(others)
    return (
        head == start and _stripped(others) <= _stripped(sections) and all(map(_ENTRY.match, lost))
    )


def _stripped(sections: Iterable[str]) -> set[str]:
    """Return sections without the empty lines that follow only where another section does."""
    return {each.strip() for each in sections}


def _without(text: str, is_left_out: Callable[[str], bool]) -> str:
    """Return a changelog without some of the entries that updates have added."""
    head, sections = _sections(text)
    kept = [each for each in sections if not (_ENTRY.match(each) and is_left_out(each.strip()))]
    return head + "".join(kept)


def _sections(text: str) -> tuple[str, list[str]]:
    """Return a changelog up to the line below which entries are added, and the sections behind it."""
    lines = text.splitlines(keepends=True)
    marks = [number for number, line in enumerate(lines) if line.strip() == CHANGELOG_MARKER]
    if not marks:
        return text, []
    rest = "".join(lines[marks[0] + 1 :])
    return "".join(lines[: marks[0] + 1]), _SECTION.split(rest)
