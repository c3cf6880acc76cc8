"""Two versions of a client to the list of what changes for its callers."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from ..ir.client_surface import ClientSurface
from .bodies import compare_flat_bodies
from .client import compare_client
from .errors import compare_error_classes
from .model import Change, ChangeKind, Severity
from .models import compare_rest, compare_waiting
from .naming import Names
from .operations import MatchedOperations, compare_operations, match_operations
from .reach import reach_of
from .security import compare_schemes, matching_schemes
from .walk import Finding, Side, Walk

_ORDER = list(Severity)


def compare(old: ClientSurface, new: ClientSurface) -> tuple[Change, ...]:
    """Give what changes for callers, the most severe first, then by subject and kind.

    A type that many operations use is compared once, and names them (`affects`); so is a parameter,
    an error or a requirement that they share.
    """
    matched = match_operations(old.api, new.api)
    bits = matched.bits()
    sides = [
        Side(surface.api, Names(surface), reach_of(surface.api, numbers))
        for surface, numbers in zip((old, new), bits, strict=True)
    ]
    walk = Walk(sides[0], sides[1], _calls(sides, matched))
    schemes = matching_schemes(old.api, new.api)
    compare_client(walk)
    compare_schemes(walk, schemes)
    bodies = compare_operations(walk, matched, schemes)
    compare_waiting(walk)
    compare_flat_bodies(walk, bodies)
    compare_rest(walk, {old.at: new.at for old, new in matched.both if old.at != new.at})
    compare_error_classes(walk, matched.removed)
    return tuple(sorted({*_changes(walk)}, key=_rank))


def _calls(sides: Sequence[Side], matched: MatchedOperations) -> list[str]:
    """Give the name of each operation, by its number."""
    old, new = (side.names.operation for side in sides)
    return [
        *(old(pair[0]) for pair in matched.both),
        *map(old, matched.removed),
        *map(new, matched.added),
    ]


def _rank(change: Change) -> tuple[object, ...]:
    places = (change.old or "", change.new or "")
    return (_ORDER.index(change.severity), change.subject, change.kind, change.message, *places)


def _changes(walk: Walk) -> Iterable[Change]:
    """Put together what several operations share; the change of a shared thing is in one place."""
    groups: dict[tuple[object, ...], list[Finding]] = {}
    for finding in walk.found:
        key: tuple[object, ...] = (finding.kind, finding.message, finding.old, finding.new)
        key = (*key, finding.place.suffix, finding.place.owned or finding.place.base)
        groups.setdefault(key, []).append(finding)
    for findings in groups.values():
        yield _change(walk, findings)
    if walk.reworded:
        message = f"is worded differently in {walk.reworded} places"
        if walk.reworded == 1:
            message = "is worded differently in 1 place"
        yield Change(
            kind=ChangeKind.DOCUMENTATION_CHANGED,
            severity=Severity.SAFE,
            subject="documentation",
            message=message,
        )


def _change(walk: Walk, findings: Sequence[Finding]) -> Change:
    first = findings[0]
    operations = 0
    for finding in findings:
        operations |= finding.place.operations
    affects = tuple(sorted(walk.names_of(operations)))
    subject = first.place.subject
    if first.place.owned:
        if len(affects) > 1:
            subject = f"{_common(affects)}.*{first.place.suffix}"
        else:
            affects = ()
    return Change(
        kind=first.kind,
        severity=first.severity,
        subject=subject,
        message=first.message,
        old=first.old,
        new=first.new,
        affects=affects,
    )


def _common(calls: Sequence[str]) -> str:
    """Give the resource that all of the operations belong to, else the client."""
    resources = {call.rpartition(".")[0] for call in calls}
    return resources.pop() if len(resources) == 1 else "client"
