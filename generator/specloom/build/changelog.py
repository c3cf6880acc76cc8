"""CHANGELOG.md of a client: inserting entries."""

from __future__ import annotations

CHANGELOG_MARKER = "<!-- specloom: new entries -->"
"""The line below which updates add their entries; it is in the template, too."""


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
