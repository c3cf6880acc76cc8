"""What may change wherever a value is typed: arguments, fields, answers, aliases."""

from __future__ import annotations

from collections.abc import Collection

from ..ir.types import Default, Doc, Json, Presence, Required, TypeRef
from .model import Severity
from .reach import Direction
from .relations import Difference, Relation, relate, severity_of
from .spelling import value_text
from .walk import Place, Walk

_HOW = {
    Relation.RENAMED: ", which has the same shape,",
    Relation.OPENED: " of any value",
}


def compare_types(
    walk: Walk,
    thing: str,
    place: Place,
    types: tuple[TypeRef, TypeRef],
    at: tuple[str | None, str | None],
    directions: Collection[Direction],
    *,
    optional: bool = False,
) -> None:
    """Say what changed about the type of a `thing`: "parameter", "field", "response", "error" or "type".

    Args:
        walk: The comparison.
        thing: What has the type; kinds begin with it.
        place: Where it is.
        types: The old type and the new one.
        at: Where it is in the two documents.
        directions: The ways that its values go.
        optional: It could be absent before; absent parts of answers are None.
    """
    difference = relate(walk, *types, place)
    if difference.relation is not Relation.SAME:
        _say_type(walk, thing, place, types, at, directions, difference)
    elif difference.null:
        kind = "became-nullable" if difference.null > 0 else "no-longer-nullable"
        relation = Relation.WIDER if difference.null > 0 else Relation.NARROWER
        severity = severity_of(relation, directions)
        if optional and difference.null > 0:
            severity = Severity.SAFE
        message = "may be None" if difference.null > 0 else "may not be None any more"
        if severity is not None:
            walk.say(f"{thing}-{kind}", severity, place, message, *at)
    for limit in difference.limits:
        severity = limit.severity(directions)
        if severity is not None:
            walk.say(limit.kind, severity, place, limit.message, *at)


def _say_type(
    walk: Walk,
    thing: str,
    place: Place,
    types: tuple[TypeRef, TypeRef],
    at: tuple[str | None, str | None],
    directions: Collection[Direction],
    difference: Difference,
) -> None:
    severity = severity_of(difference.whole(), directions)
    if severity is None:
        return
    before, after = walk.old.spell(types[0]), walk.new.spell(types[1])
    if before == after:
        message = f"is another {after}"
    else:
        message = f"is {after}{_HOW.get(difference.relation, '')} instead of {before}"
    walk.say(f"{thing}-type-changed", severity, place, message, *at)


def compare_presence(
    walk: Walk,
    thing: str,
    place: Place,
    presences: tuple[Presence, Presence],
    at: tuple[str | None, str | None],
    directions: Collection[Direction],
    *,
    nullable: bool = False,
) -> None:
    """Say whether a value must be given or will be there; one that was `nullable` could be None before."""
    before, after = (isinstance(presence, Required) for presence in presences)
    if before == after:
        compare_defaults(walk, thing, place, presences, at)
    elif after:
        severity = Severity.BREAKING if Direction.REQUEST in directions else Severity.SAFE
        message = "is required now" if severity is Severity.BREAKING else "is always there now"
        walk.say(f"{thing}-became-required", severity, place, message, *at)
    else:
        missed = Direction.RESPONSE in directions and not nullable
        severity = Severity.BREAKING if missed else Severity.SAFE
        message = "may be absent, and is None then" if missed else "need not be given any more"
        walk.say(f"{thing}-became-optional", severity, place, message, *at)


def compare_deprecation(
    walk: Walk, thing: str, place: Place, docs: tuple[Doc, Doc], at: tuple[str | None, str | None]
) -> None:
    """Say whether a thing is deprecated now, or is not any more; count other changes of its texts."""
    before, after = docs
    if before.deprecated != after.deprecated:
        kind = "deprecated" if after.deprecated else "reactivated"
        message = "is deprecated" if after.deprecated else "is not deprecated any more"
        walk.say(f"{thing}-{kind}", Severity.SAFE, place, message, *at)
    walk.compare_docs(before, after)


def compare_defaults(
    walk: Walk,
    thing: str,
    place: Place,
    presences: tuple[Presence, Presence],
    at: tuple[str | None, str | None],
) -> None:
    """Say whether the server assumes something else where an optional value is not given."""
    before, after = (_default(presence) for presence in presences)
    if before == after or any(isinstance(presence, Required) for presence in presences):
        return
    words = [value_text(value) if value is not None else "unknown" for value in (before, after)]
    message = f"if it is not given, the server takes {words[1]} instead of {words[0]}"
    if before is None:
        message = f"if it is not given, the server takes {words[1]}"
    elif after is None:
        message = f"the server's default, {words[0]}, is not documented any more"
    severity = Severity.RISKY if before is not None and after is not None else Severity.SAFE
    walk.say(f"{thing}-default-changed", severity, place, message, *at)


def _default(presence: Presence) -> Json | None:
    return presence.value if isinstance(presence, Default) else None
