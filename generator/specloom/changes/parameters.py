"""Arguments of methods: those that came, went, moved, and what became of the others."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import dataclass

from ..ir.signature import Argument
from .arguments import NamedArgument, Taken
from .model import ChangeKind, Severity
from .places import PARAMETER, compare_deprecation, compare_presence, compare_types
from .reach import Direction
from .walk import Place, Walk

_REQUEST = (Direction.REQUEST,)

_DEPRECATION = (ChangeKind.PARAMETER_REACTIVATED, ChangeKind.PARAMETER_DEPRECATED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Matched:
    """The arguments of two versions of an operation: those of both, and those of one only."""

    both: tuple[tuple[NamedArgument, NamedArgument], ...]
    removed: tuple[NamedArgument, ...]
    added: tuple[NamedArgument, ...]

    def split(self) -> tuple[Matched, Matched]:
        """Give what is about parameters, and what is about members of a body that are members in both."""
        rest = [
            pair
            for pair in self.both
            if not (pair[0].argument.is_body_property and pair[1].argument.is_body_property)
        ]
        members = [
            pair
            for pair in self.both
            if pair[0].argument.is_body_property and pair[1].argument.is_body_property
        ]
        return (
            Matched(
                both=tuple(rest),
                removed=tuple(a for a in self.removed if not a.argument.is_body_property),
                added=tuple(a for a in self.added if not a.argument.is_body_property),
            ),
            Matched(
                both=tuple(members),
                removed=tuple(a for a in self.removed if a.argument.is_body_property),
                added=tuple(a for a in self.added if a.argument.is_body_property),
            ),
        )


def match_arguments(old: Taken, new: Taken) -> Matched:
    """Find each argument again: by its place and name, by its name, then path parameters by position."""
    gone, come = list(old.arguments), list(new.arguments)
    both: list[tuple[NamedArgument, NamedArgument]] = []
    keys: list[Callable[[NamedArgument], Hashable]] = [
        lambda named: named.argument.key,
        lambda named: named.argument.wire_name.raw if named.argument.wire_name else None,
        lambda named: named.name,
    ]
    for key in keys:
        _match(gone, come, key, both)
    positions = [
        [named for named in taken.arguments if named.argument.part == "path"]
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
    gone: list[NamedArgument],
    come: list[NamedArgument],
    key: Callable[[NamedArgument], Hashable],
    both: list[tuple[NamedArgument, NamedArgument]],
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
    for named in matched.removed:
        inside = place.inside(f"({named.name})")
        message = "is not taken any more"
        walk.say(ChangeKind.PARAMETER_REMOVED, inside, message, old=named.argument.at)
    for named in matched.added:
        inside, required = place.inside(f"({named.name})"), named.argument.required
        severity = Severity.BREAKING if required else Severity.SAFE
        message = "is new, and required" if required else "is new, and optional"
        at = named.argument.at
        walk.say(ChangeKind.PARAMETER_ADDED, inside, message, new=at, severity=severity)
    for before, after in matched.both:
        _compare(walk, before, after, place.inside(f"({before.name})"))


def compare_order(walk: Walk, old: Taken, new: Taken, place: Place, at: tuple[str, str]) -> None:
    """Say whether path parameters, which can be given by position, are in another order."""
    orders = [
        [a.name for a in taken.arguments if a.argument.part == "path"] for taken in (old, new)
    ]
    if orders[0] != orders[1] and sorted(orders[0]) == sorted(orders[1]):
        message = f"takes ({', '.join(orders[1])}) by position instead of ({', '.join(orders[0])})"
        walk.say(ChangeKind.PARAMETER_ORDER_CHANGED, place, message, *at)


def _compare(walk: Walk, old: NamedArgument, new: NamedArgument, place: Place) -> None:
    before, after = old.argument, new.argument
    at = (before.at, after.at)
    if old.name != new.name:
        message = f"is called {new.name} now"
        walk.say(ChangeKind.PARAMETER_RENAMED, place, message, *at)
    _compare_wire(walk, before, after, place)
    compare_deprecation(walk, _DEPRECATION, place, (before.doc, after.doc), at)
    presences = (before.presence, after.presence)
    compare_presence(walk, PARAMETER, place, presences, at, _REQUEST)
    compare_types(walk, PARAMETER, place, (before.type, after.type), at, _REQUEST)


def _compare_wire(walk: Walk, old: Argument, new: Argument, place: Place) -> None:
    at = (old.at, new.at)
    if old.part != new.part:
        # Only path parameters can be given by position.
        severity = Severity.BREAKING if old.part == "path" else Severity.SAFE
        note = ", and cannot be given by position any more" if old.part == "path" else ""
        message = f"is sent in the {new.part} instead of the {old.part}{note}"
        walk.say(ChangeKind.PARAMETER_MOVED, place, message, *at, severity=severity)
    elif old.serialization != new.serialization or (
        old.wire_name != new.wire_name and old.part != "path"
    ):
        message = "is written differently in requests, which the client does"
        walk.say(ChangeKind.PARAMETER_SERIALIZATION_CHANGED, place, message, *at)
