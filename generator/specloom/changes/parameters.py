"""Arguments of methods: those that came, went, moved, and what became of the others."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import dataclass

from .arguments import Argument, Taken
from .model import ChangeKind, Severity
from .places import PARAMETER, compare_deprecation, compare_presence, compare_types
from .reach import Direction
from .walk import Place, Walk

_REQUEST = (Direction.REQUEST,)

_DEPRECATION = (ChangeKind.PARAMETER_REACTIVATED, ChangeKind.PARAMETER_DEPRECATED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Matched:
    """The arguments of two versions of an operation: those of both, and those of one only."""

    both: tuple[tuple[Argument, Argument], ...]
    removed: tuple[Argument, ...]
    added: tuple[Argument, ...]

    def split(self) -> tuple[Matched, Matched]:
        """Give what is about parameters, and what is about members of a body that are members in both."""
        rest = [pair for pair in self.both if not (pair[0].of_body and pair[1].of_body)]
        members = [pair for pair in self.both if pair[0].of_body and pair[1].of_body]
        return (
            Matched(
                both=tuple(rest),
                removed=tuple(a for a in self.removed if not a.of_body),
                added=tuple(a for a in self.added if not a.of_body),
            ),
            Matched(
                both=tuple(members),
                removed=tuple(a for a in self.removed if a.of_body),
                added=tuple(a for a in self.added if a.of_body),
            ),
        )


def match_arguments(old: Taken, new: Taken) -> Matched:
    """Find each argument again: by its place and name, by its name, then path parameters by position."""
    gone, come = list(old.arguments), list(new.arguments)
    both: list[tuple[Argument, Argument]] = []
    keys: list[Callable[[Argument], Hashable]] = [
        lambda argument: argument.key,
        lambda argument: argument.wire_name.raw if argument.wire_name else None,
        lambda argument: argument.name,
    ]
    for key in keys:
        _match(gone, come, key, both)
    positions = [
        [argument for argument in taken.arguments if argument.part == "path"]
        for taken in (old, new)
    ]
    if len(positions[0]) == len(positions[1]):
        for before, after in zip(*positions, strict=True):
            if before in gone and after in come:
                gone.remove(before)
                come.remove(after)
                both.append((before, after))
    return Matched(both=tuple(both), removed=tuple(gone), added=tuple(come))


def _match(
    gone: list[Argument],
    come: list[Argument],
    key: Callable[[Argument], Hashable],
    both: list[tuple[Argument, Argument]],
) -> None:
    by_key = {key(argument): argument for argument in come}
    for before in list(gone):
        after = by_key.pop(key(before), None)
        if after is not None and key(before) is not None:
            gone.remove(before)
            come.remove(after)
            both.append((before, after))


def compare_arguments(walk: Walk, matched: Matched, place: Place) -> None:
    """Say what changed about arguments; `place` is the method."""
    for argument in matched.removed:
        inside = place.inside(f"({argument.name})")
        message = "is not taken any more"
        walk.say(ChangeKind.PARAMETER_REMOVED, inside, message, old=argument.at)
    for argument in matched.added:
        inside = place.inside(f"({argument.name})")
        severity = Severity.BREAKING if argument.required else Severity.SAFE
        message = "is new, and required" if argument.required else "is new, and optional"
        walk.say(ChangeKind.PARAMETER_ADDED, inside, message, new=argument.at, severity=severity)
    for before, after in matched.both:
        _compare(walk, before, after, place.inside(f"({before.name})"))


def compare_order(walk: Walk, old: Taken, new: Taken, place: Place, at: tuple[str, str]) -> None:
    """Say whether path parameters, which can be given by position, are in another order."""
    orders = [[a.name for a in taken.arguments if a.part == "path"] for taken in (old, new)]
    if orders[0] != orders[1] and sorted(orders[0]) == sorted(orders[1]):
        message = f"takes ({', '.join(orders[1])}) by position instead of ({', '.join(orders[0])})"
        walk.say(ChangeKind.PARAMETER_ORDER_CHANGED, place, message, *at)


def _compare(walk: Walk, old: Argument, new: Argument, place: Place) -> None:
    at = (old.at, new.at)
    renamed = old.recorded != new.recorded if old.recorded and new.recorded else False
    if renamed or (old.wire_name != new.wire_name and old.name != new.name):
        message = f"is called {new.name} now"
        walk.say(ChangeKind.PARAMETER_RENAMED, place, message, *at)
    _compare_wire(walk, old, new, place)
    compare_deprecation(walk, _DEPRECATION, place, (old.doc, new.doc), at)
    presences = (old.presence, new.presence)
    compare_presence(walk, PARAMETER, place, presences, at, _REQUEST)
    compare_types(walk, PARAMETER, place, (old.type, new.type), at, _REQUEST)


def _compare_wire(walk: Walk, old: Argument, new: Argument, place: Place) -> None:
    at = (old.at, new.at)
    if old.part != new.part:
        # Only path parameters can be given by position.
        severity = Severity.BREAKING if old.part == "path" else Severity.SAFE
        note = ", and cannot be given by position any more" if old.part == "path" else ""
        message = f"is sent in the {new.part} instead of the {old.part}{note}"
        walk.say(ChangeKind.PARAMETER_MOVED, place, message, *at, severity=severity)
    elif old.wire != new.wire or (old.wire_name != new.wire_name and old.part != "path"):
        message = "is written differently in requests, which the client does"
        walk.say(ChangeKind.PARAMETER_SERIALIZATION_CHANGED, place, message, *at)
