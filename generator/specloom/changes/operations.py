"""Operations: those that came, went or have another name, and what became of the others."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ..diagnostics import quote
from ..ir.api import Api, Operation
from ..ir.matching import moved_operations, route
from .arguments import taken
from .bodies import FlatBody, compare_bodies
from .errors import compare_errors
from .model import ChangeKind
from .naming import path_text
from .parameters import compare_arguments, compare_order, match_arguments
from .places import compare_deprecation
from .responses import compare_pages, compare_responses
from .security import compare_requirements
from .walk import Place, Walk

_DEPRECATION = (ChangeKind.OPERATION_REACTIVATED, ChangeKind.OPERATION_DEPRECATED)


@dataclass(frozen=True, slots=True, kw_only=True)
class MatchedOperations:
    """The operations of two versions: those of both, and those of one only."""

    both: tuple[tuple[Operation, Operation], ...]
    removed: tuple[Operation, ...]
    added: tuple[Operation, ...]

    def bits(self) -> tuple[Mapping[str, int], Mapping[str, int]]:
        """Number the operations of both versions; those that match have one number."""
        start = len(self.both)
        old = {pair[0].at: number for number, pair in enumerate(self.both)}
        new = {pair[1].at: number for number, pair in enumerate(self.both)}
        old |= {operation.at: start + i for i, operation in enumerate(self.removed)}
        start += len(self.removed)
        new |= {operation.at: start + i for i, operation in enumerate(self.added)}
        return old, new


def match_operations(old: Api, new: Api) -> MatchedOperations:
    """Find each operation again: where it was, or where it moved to."""
    moved = moved_operations(old, new)
    left = {operation.at: operation for operation in new.operations}
    both: list[tuple[Operation, Operation]] = []
    removed: list[Operation] = []
    for operation in old.operations:
        found = left.pop(moved.get(operation.at, operation.at), None)
        if found is None:
            removed.append(operation)
        else:
            both.append((operation, found))
    return MatchedOperations(both=tuple(both), removed=tuple(removed), added=tuple(left.values()))


def compare_operations(
    walk: Walk, matched: MatchedOperations, schemes: Mapping[str, str]
) -> list[FlatBody]:
    """Say what changed about operations; give the bodies that are still to be compared."""
    _say_removed(walk, matched)
    for operation in matched.added:
        place = Place(walk.new.names.operation(operation))
        walk.say(ChangeKind.OPERATION_ADDED, place, "is new", new=operation.at)
    _say_renamed(walk, matched.both)
    bodies = []
    for number, (old, new) in enumerate(matched.both):
        place = Place(walk.old.names.operation(old), "", 1 << number, owned=True)
        bodies += _compare(walk, old, new, place)
        compare_requirements(walk, old, new, place, schemes)
    return bodies


def _say_removed(walk: Walk, matched: MatchedOperations) -> None:
    taken_over = {walk.new.names.operation(operation) for operation in matched.added}
    for operation in matched.removed:
        name = walk.old.names.operation(operation)
        message = "is gone"
        if operation.doc.deprecated:
            message += "; it was deprecated"
        if name in taken_over:
            message += "; another operation has its name now"
        walk.say(ChangeKind.OPERATION_REMOVED, Place(name), message, old=operation.at)


def _say_renamed(walk: Walk, pairs: Sequence[tuple[Operation, Operation]]) -> None:
    """Say which methods are called otherwise; a resource that was renamed as a whole, once."""
    moves: dict[tuple[str, str], list[tuple[int, Operation, Operation]]] = {}
    left: set[str] = set()
    for number, (old, new) in enumerate(pairs):
        before, after = walk.old.names.resource(old), walk.new.names.resource(new)
        same_method = walk.old.names.method(old) == walk.new.names.method(new)
        if before != after and same_method:
            moves.setdefault((before, after), []).append((number, old, new))
            continue
        left.add(before)
        if not same_method:
            message = f"is called {walk.new.names.operation(new)} now"
            place = Place(walk.old.names.operation(old))
            walk.say(ChangeKind.OPERATION_RENAMED, place, message, old.at, new.at)
    targets = Counter(before for before, _ in moves)
    for (before, after), moved in moves.items():
        if before not in left and targets[before] == 1 and before != "client" and len(moved) > 1:
            bits = sum(1 << number for number, _, _ in moved)
            at = (f"{moved[0][1].at}/tags", f"{moved[0][2].at}/tags")
            message = f"is called {after} now"
            walk.say(ChangeKind.RESOURCE_RENAMED, Place(before, "", bits), message, *at)
            continue
        for _, old, new in moved:
            message = f"is called {walk.new.names.operation(new)} now"
            place = Place(walk.old.names.operation(old))
            walk.say(ChangeKind.OPERATION_RENAMED, place, message, old.at, new.at)


def _compare(walk: Walk, old: Operation, new: Operation, place: Place) -> list[FlatBody]:
    at = (old.at, new.at)
    if route(old) != route(new):
        words = [quote(f"{op.method} {path_text(op.path)}", 100) for op in (old, new)]
        message = f"requests {words[1]} instead of {words[0]}, which the client does"
        walk.say(ChangeKind.OPERATION_MOVED, place, message, *at)
    compare_deprecation(walk, _DEPRECATION, place, (old.doc, new.doc), at)
    if old.servers != new.servers:
        message = "is served from elsewhere by default, which the client knows"
        walk.say(ChangeKind.OPERATION_SERVER_CHANGED, place, message, *at)
    before, after = taken(walk.old, old), taken(walk.new, new)
    parameters, members = match_arguments(before, after).split()
    compare_arguments(walk, parameters, place)
    compare_order(walk, before, after, place, at)
    compare_bodies(walk, before, after, place, at)
    compare_responses(walk, old, new, place)
    compare_pages(walk, old, new, place)
    compare_errors(walk, old, new, place)
    _compare_idempotency(walk, old, new, place)
    if before.flat is None or after.flat is None:
        compare_arguments(walk, members, place)
        return []
    return [FlatBody(types=(before.flat.id, after.flat.id), matched=members, place=place)]


def _compare_idempotency(walk: Walk, old: Operation, new: Operation, place: Place) -> None:
    at = (old.at, new.at)
    if old.idempotency is None and new.idempotency is not None:
        message = "is sent with a token that makes it safe to repeat"
        walk.say(ChangeKind.IDEMPOTENCY_ADDED, place, message, *at)
    elif old.idempotency is not None and new.idempotency is None:
        message = "has no token any more that makes it safe to repeat"
        walk.say(ChangeKind.IDEMPOTENCY_REMOVED, place, message, *at)
