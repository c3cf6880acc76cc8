"""CHANGELOG.md of a client: inserting entries."""

from __future__ import annotations

import re

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
    """Return a changelog without the entries that updates have added to it since `before`."""
    lines = after.splitlines(keepends=True)
    marks = [number for number, line in enumerate(lines) if line.strip() == CHANGELOG_MARKER]
    if not marks:
        return after
    head, rest = "".join(lines[: marks[0] + 1]), "".join(lines[marks[0] + 1 :])
    known = set(_SECTION.split(before))
    sections = _SECTION.split(rest)
    kept = [section for section in sections if section in known or not _ENTRY.match(section)]
    return head + "".join(kept)
