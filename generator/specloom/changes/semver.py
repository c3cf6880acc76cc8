"""What the changes ask of the version (semver 2.0.0)."""

from __future__ import annotations

import re
from collections.abc import Iterable

from .model import Change, ChangeSeverity, Verdict

_VERSION = re.compile(r"(\d+)(?:\.(\d+))?(?:\.(\d+))?")


def verdict(changes: Iterable[Change], *, initial: bool = False) -> Verdict:
    """Return the part of the version to raise.

    Breaking changes ask for a major version. Risky ones ask for a minor version, as additions and
    deprecations do (old names that work are deprecated ones): a patch must be safe to take unread.
    Anything else asks for a patch.

    Args:
        changes: What changes.
        initial: The version is 0.y.z, where breaking changes raise the minor version (semver, item 4).
    """
    listed = list(changes)
    if any(change.severity is ChangeSeverity.BREAKING for change in listed):
        return Verdict.MINOR if initial else Verdict.MAJOR
    if any(change.severity is ChangeSeverity.RISKY for change in listed):
        return Verdict.MINOR
    if any(change.kind.is_addition or change.kind.is_rename for change in listed):
        return Verdict.MINOR
    return Verdict.PATCH if listed else Verdict.NONE


def next_version(version: str, verdict: Verdict) -> str:
    """Return the version that follows; one of 0.y.z never becomes 1.0.0 by itself.

    Raise `ValueError` for a version that is not made of one to three numbers.
    """
    match = _VERSION.fullmatch(version)
    if match is None:
        raise ValueError(f"{version!r} is no version of the form X.Y.Z")
    major, minor, patch = (int(part or 0) for part in match.groups())
    if verdict is Verdict.MAJOR and major:
        return f"{major + 1}.0.0"
    if verdict in (Verdict.MAJOR, Verdict.MINOR):
        return f"{major}.{minor + 1}.0"
    return f"{major}.{minor}.{patch + 1}" if verdict is Verdict.PATCH else version
