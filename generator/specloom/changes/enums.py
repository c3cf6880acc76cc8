"""Enumerations: values that came and went, and the names of members."""

from __future__ import annotations

from collections.abc import Sequence

from ..ir.resolve import is_enum_class
from ..ir.types import EnumDecl, EnumMember
from .model import ChangeKind, Severity
from .reach import Direction
from .spelling import value_text
from .walk import Place, Side, Walk, worst

_SHOWN = 8


def compare_enums(walk: Walk, old: EnumDecl, new: EnumDecl, place: Place) -> None:
    """Compare two enumerations.

    Those of clients are open, so a new value in answers is a risk to code that distinguishes all of
    them. A value that is gone is refused in requests; it takes its member along if there is a class.
    """
    at = (old.at, new.at)
    directions = walk.directions(old.id, new.id)
    was_class, is_class = is_enum_class(old), is_enum_class(new)
    if was_class != is_class or old.base != new.base:
        words = [
            "a class" if is_one else f"literals of {walk.old.spell(declaration.base)}"
            for is_one, declaration in ((was_class, old), (is_class, new))
        ]
        message = f"is {words[1]} instead of {words[0]}"
        walk.say(ChangeKind.MODEL_TYPE_CHANGED, place, message, *at, severity=Severity.BREAKING)
    before = {repr(member.value.raw): member for member in old.members}
    after = {repr(member.value.raw): member for member in new.members}
    removed = [member for key, member in before.items() if key not in after]
    added = [member for key, member in after.items() if key not in before]
    if removed:
        request = Direction.REQUEST in directions
        severity = Severity.BREAKING if request or was_class else Severity.SAFE
        message = f"does not have {_values(removed)} any more"
        walk.say(ChangeKind.ENUM_VALUE_REMOVED, place, message, *at, severity=severity)
    if added:
        risks = {Direction.REQUEST: Severity.SAFE, Direction.RESPONSE: Severity.RISKY}
        severity = worst([risks[direction] for direction in directions]) or Severity.SAFE
        walk.say(
            ChangeKind.ENUM_VALUE_ADDED, place, f"may be {_values(added)}", *at, severity=severity
        )
    if was_class and is_class:
        _compare_names(walk, old, new, place)


def _compare_names(walk: Walk, old: EnumDecl, new: EnumDecl, place: Place) -> None:
    before, after = _constants(walk.old, old), _constants(walk.new, new)
    for value, name in before.items():
        if after.get(value, name) != name:
            inside, message = place.inside(f".{name}"), f"is called {after[value]} now"
            walk.say(ChangeKind.ENUM_MEMBER_RENAMED, inside, message, old.at, new.at)


def _constants(side: Side, declaration: EnumDecl) -> dict[str, str]:
    """Return the names of the values of an enumeration class."""
    names = side.names.surface.model(declaration.id).constants
    return {
        repr(member.value.raw): name
        for member, name in zip(declaration.members, names, strict=False)
    }


def _values(members: Sequence[EnumMember]) -> str:
    """List values; many are cut."""
    shown = ", ".join(value_text(member.value) for member in members[:_SHOWN])
    more = len(members) - _SHOWN
    return f"{shown} and {more} more" if more > 0 else shown
