"""The properties of objects that are in both versions, as attributes and arguments of their classes."""

from __future__ import annotations

from collections.abc import Collection

from ..ir.types import AnyJson, Field, Never, ObjectDecl, Required
from .model import ChangeKind, Severity
from .places import FIELD, compare_deprecation, compare_presence, compare_types
from .reach import HIDDEN, Direction
from .relations import Relation, relate, severity_of
from .walk import Place, Walk

_HIDDEN_KINDS = {
    Direction.REQUEST: ChangeKind.FIELD_BECAME_READ_ONLY,
    Direction.RESPONSE: ChangeKind.FIELD_BECAME_WRITE_ONLY,
}
_SHOWN_KINDS = {
    Direction.REQUEST: ChangeKind.FIELD_NO_LONGER_READ_ONLY,
    Direction.RESPONSE: ChangeKind.FIELD_NO_LONGER_WRITE_ONLY,
}
_DEPRECATION = (ChangeKind.FIELD_REACTIVATED, ChangeKind.FIELD_DEPRECATED)


def compare_fields(walk: Walk, old: ObjectDecl, new: ObjectDecl, place: Place) -> None:
    """Compare two objects; read-only fields count in answers only, write-only ones in requests only."""
    directions = walk.directions(old.id, new.id)
    before = {field.wire_name: field for field in old.fields}
    after = {field.wire_name: field for field in new.fields}
    for name, field in before.items():
        if name in after:
            _compare(walk, (old, field), (new, after[name]), place, directions)
        elif seen := _seen(field, directions):
            inside = _inside(walk, (old, new), place, seen, walk.old.names.field(old.id, name))
            message = "is gone" if Direction.RESPONSE in seen else "is not taken any more"
            walk.say(ChangeKind.FIELD_REMOVED, inside, message, old=field.at)
    for name, field in after.items():
        if name not in before and (seen := _seen(field, directions)):
            inside = _inside(walk, (old, new), place, seen, walk.new.names.field(new.id, name))
            needed = Direction.REQUEST in seen and isinstance(field.presence, Required)
            severity = Severity.BREAKING if needed else Severity.SAFE
            message = "is new, and required" if needed else "is new"
            walk.say(ChangeKind.FIELD_ADDED, inside, message, new=field.at, severity=severity)
    _compare_extra(walk, old, new, place, directions)


def _compare(
    walk: Walk,
    old: tuple[ObjectDecl, Field],
    new: tuple[ObjectDecl, Field],
    place: Place,
    directions: Collection[Direction],
) -> None:
    (owner, before), (new_owner, after) = old, new
    at = (before.at, after.at)
    was, now = _seen(before, directions), _seen(after, directions)
    name = walk.old.names.field(owner.id, before.wire_name)
    owners = (owner, new_owner)
    _compare_access(walk, owners, (before, after), place, directions)
    seen = [direction for direction in was if direction in now]
    if not seen:
        return
    place = _inside(walk, owners, place, seen, name)
    new_name = walk.new.names.field(new_owner.id, after.wire_name)
    if name != new_name:
        message = f"is called {new_name} now"
        walk.say(ChangeKind.FIELD_RENAMED, place, message, *at)
    compare_deprecation(walk, _DEPRECATION, place, (before.doc, after.doc), at)
    nullable = walk.old.without_null(before.type)[0]
    presences = (before.presence, after.presence)
    if Direction.REQUEST in seen or isinstance(presences[0], Required) is not isinstance(
        presences[1], Required
    ):
        compare_presence(walk, FIELD, place, presences, at, seen, nullable=nullable)
    optional = not isinstance(before.presence, Required) and Direction.REQUEST not in seen
    types = (before.type, after.type)
    compare_types(walk, FIELD, place, types, at, seen, optional=optional)


def _compare_access(
    walk: Walk,
    owners: tuple[ObjectDecl, ObjectDecl],
    fields: tuple[Field, Field],
    place: Place,
    directions: Collection[Direction],
) -> None:
    """Say in which direction a field is not seen any more, or is seen from now on."""
    was, now = (_seen(field, directions) for field in fields)
    name = walk.old.names.field(owners[0].id, fields[0].wire_name)
    at = (fields[0].at, fields[1].at)
    texts = {
        Direction.REQUEST: ("is read-only: requests do not take it any more", "can be given now"),
        Direction.RESPONSE: ("is write-only: answers do not have it any more", "is answered now"),
    }
    for direction in Direction:
        if (direction in was) == (direction in now):
            continue
        inside = _inside(walk, owners, place, [direction], name)
        if direction in was:
            kind, severity = _HIDDEN_KINDS[direction], Severity.BREAKING
        else:
            kind = _SHOWN_KINDS[direction]
            needed = direction is Direction.REQUEST and isinstance(fields[1].presence, Required)
            severity = Severity.BREAKING if needed else Severity.SAFE
        message = texts[direction][0 if direction in was else 1]
        walk.say(kind, inside, message, *at, severity=severity)


def _compare_extra(
    walk: Walk, old: ObjectDecl, new: ObjectDecl, place: Place, directions: Collection[Direction]
) -> None:
    """Compare the properties that are not listed. Classes keep any, so what changes is what the server takes."""
    difference = relate(walk, old.extra, new.extra, place.inside("[...]"))
    relation = difference.whole()
    severity = severity_of(relation, directions)
    if relation is Relation.SAME or severity is None:
        return
    if isinstance(old.extra, AnyJson | Never) or isinstance(new.extra, AnyJson | Never):
        severity = Severity.RISKY if severity is Severity.BREAKING else severity
        if Direction.REQUEST not in directions:
            return
    before, after = walk.old.spell(old.extra), walk.new.spell(new.extra)
    message = f"has further fields of type {after} instead of {before}"
    if isinstance(new.extra, Never):
        message = "takes no further fields any more"
    walk.say(ChangeKind.EXTRA_FIELDS_CHANGED, place, message, old.at, new.at, severity=severity)


def _seen(field: Field, directions: Collection[Direction]) -> list[Direction]:
    return [direction for direction in directions if field.access is not HIDDEN[direction]]


def _inside(
    walk: Walk,
    owners: tuple[ObjectDecl, ObjectDecl],
    place: Place,
    seen: Collection[Direction],
    name: str,
) -> Place:
    """Give the place of a field, in the class for requests if only they have it."""
    old, new = owners
    operations = walk.reached(seen, old.id, new.id)
    request = walk.old.names.request(old.id)
    if request and Direction.RESPONSE not in seen:
        return Place(f"models.{request}", f".{name}", operations)
    return Place(place.base, f"{place.suffix}.{name}", operations)
