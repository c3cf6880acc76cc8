"""What may change wherever a value is typed: arguments, fields, answers, aliases."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from ..ir.types import Default, Doc, Json, Presence, Required, TypeRef
from .model import ChangeKind, Severity
from .reach import Direction
from .relations import Difference, Relation, relate, severity_of
from .spelling import value_text
from .walk import Place, Walk


@dataclass(frozen=True, slots=True)
class TypeKinds:
    """The kinds of change that the type of a thing can have."""

    changed: ChangeKind
    became_nullable: ChangeKind
    no_longer_nullable: ChangeKind


@dataclass(frozen=True, slots=True)
class ValueKinds(TypeKinds):
    """The kinds of change of a value that can be left out."""

    became_required: ChangeKind
    became_optional: ChangeKind
    default_changed: ChangeKind


PARAMETER = ValueKinds(
    ChangeKind.PARAMETER_TYPE_CHANGED,
    ChangeKind.PARAMETER_BECAME_NULLABLE,
    ChangeKind.PARAMETER_NO_LONGER_NULLABLE,
    ChangeKind.PARAMETER_BECAME_REQUIRED,
    ChangeKind.PARAMETER_BECAME_OPTIONAL,
    ChangeKind.PARAMETER_DEFAULT_CHANGED,
)
FIELD = ValueKinds(
    ChangeKind.FIELD_TYPE_CHANGED,
    ChangeKind.FIELD_BECAME_NULLABLE,
    ChangeKind.FIELD_NO_LONGER_NULLABLE,
    ChangeKind.FIELD_BECAME_REQUIRED,
    ChangeKind.FIELD_BECAME_OPTIONAL,
    ChangeKind.FIELD_DEFAULT_CHANGED,
)
RESPONSE = TypeKinds(
    ChangeKind.RESPONSE_TYPE_CHANGED,
    ChangeKind.RESPONSE_BECAME_NULLABLE,
    ChangeKind.RESPONSE_NO_LONGER_NULLABLE,
)
ERROR = TypeKinds(
    ChangeKind.ERROR_TYPE_CHANGED,
    ChangeKind.ERROR_BECAME_NULLABLE,
    ChangeKind.ERROR_NO_LONGER_NULLABLE,
)
MODEL = TypeKinds(
    ChangeKind.MODEL_TYPE_CHANGED,
    ChangeKind.MODEL_BECAME_NULLABLE,
    ChangeKind.MODEL_NO_LONGER_NULLABLE,
)

_HOW = {
    Relation.RENAMED: ", which has the same shape,",
    Relation.OPENED: " of any value",
}


def compare_types(
    walk: Walk,
    kinds: TypeKinds,
    place: Place,
    types: tuple[TypeRef, TypeRef],
    at: tuple[str | None, str | None],
    directions: Collection[Direction],
    *,
    optional: bool = False,
) -> None:
    """Say what changed about the type of something.

    Args:
        walk: The comparison.
        kinds: What to call the changes.
        place: Where it is.
        types: The old type and the new one.
        at: Where it is in the two documents.
        directions: The ways that its values go.
        optional: It could be absent before; absent parts of answers are None.
    """
    difference = relate(walk, *types, place)
    if difference.relation is not Relation.SAME:
        _say_type(walk, kinds, place, types, at, directions, difference)
    elif difference.null:
        kind = kinds.became_nullable if difference.null > 0 else kinds.no_longer_nullable
        relation = Relation.WIDER if difference.null > 0 else Relation.NARROWER
        severity = severity_of(relation, directions)
        if optional and difference.null > 0:
            severity = Severity.SAFE
        message = "may be None" if difference.null > 0 else "may not be None any more"
        if severity is not None:
            walk.say(kind, place, message, *at, severity=severity)
    for limit in difference.limits:
        severity = limit.severity(directions)
        if severity is not None:
            walk.say(limit.kind, place, limit.message, *at, severity=severity)


def _say_type(
    walk: Walk,
    kinds: TypeKinds,
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
    walk.say(kinds.changed, place, message, *at, severity=severity)


def compare_presence(
    walk: Walk,
    kinds: ValueKinds,
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
        compare_defaults(walk, kinds, place, presences, at)
    elif after:
        severity = Severity.BREAKING if Direction.REQUEST in directions else Severity.SAFE
        message = "is required now" if severity is Severity.BREAKING else "is always there now"
        walk.say(kinds.became_required, place, message, *at, severity=severity)
    else:
        missed = Direction.RESPONSE in directions and not nullable
        severity = Severity.BREAKING if missed else Severity.SAFE
        message = "may be absent, and is None then" if missed else "need not be given any more"
        walk.say(kinds.became_optional, place, message, *at, severity=severity)


def compare_deprecation(
    walk: Walk,
    kinds: tuple[ChangeKind, ChangeKind],
    place: Place,
    docs: tuple[Doc, Doc],
    at: tuple[str | None, str | None],
) -> None:
    """Say whether a thing is deprecated now, or is not any more; count other changes of its texts."""
    before, after = docs
    if before.deprecated != after.deprecated:
        message = "is deprecated" if after.deprecated else "is not deprecated any more"
        walk.say(kinds[after.deprecated], place, message, *at)
    walk.compare_docs(before, after)


def compare_defaults(
    walk: Walk,
    kinds: ValueKinds,
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
    walk.say(kinds.default_changed, place, message, *at, severity=severity)


def _default(presence: Presence) -> Json | None:
    return presence.value if isinstance(presence, Default) else None
