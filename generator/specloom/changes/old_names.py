"""Renames after which the old name works on: they break nothing yet. What breaks is the end of the old name."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

from ..records import replace
from .compare import by_severity
from .model import Change, ChangeKind, ChangeSeverity


def with_kept_names(changes: Iterable[Change], kept: Collection[str]) -> tuple[Change, ...]:
    """Return changes of which the renames are safe where the old name works; `kept` are these names, as callers write them."""
    return by_severity(
        (
            replace(change, severity=ChangeSeverity.SAFE)
            if change.kind.is_rename and change.subject in kept
            else change
        )
        for change in changes
    )


def with_ends_of_names(
    changes: Iterable[Change], kept: Mapping[str, str], ended: Mapping[str, str]
) -> tuple[Change, ...]:
    """Add to each rename how long the old name works, and report the old names that were removed.

    An exception class that is removed may stay as a name of the class that is raised instead.

    Args:
        changes: What changes.
        kept: The old names that work, with the versions that remove them.
        ended: The old names that were removed, with what they stood for.
    """
    removed = [
        Change(
            kind=ChangeKind.OLD_NAME_REMOVED,
            severity=ChangeSeverity.BREAKING,
            subject=old,
            message=f"the old name of {new} was removed",
        )
        for old, new in ended.items()
    ]
    return by_severity([*(_until(change, kept) for change in changes), *removed])


def _until(change: Change, kept: Mapping[str, str]) -> Change:
    has_old_name = change.kind.is_rename or change.kind is ChangeKind.ERROR_CLASS_REMOVED
    if not has_old_name or change.subject not in kept:
        return change
    end = f"the old name works until {kept[change.subject]}"
    return replace(change, message=f"{change.message}; {end}")
