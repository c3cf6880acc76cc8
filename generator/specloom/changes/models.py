"""Declarations that are in both versions: objects, unions, aliases, and enumerations that became others."""

from __future__ import annotations

from collections.abc import Mapping

from ..ir.matching import renamed_types
from ..ir.types import AliasDecl, EnumDecl, Given, Named, ObjectDecl, TypeDecl, TypeId, UnionDecl
from .enums import compare_enums
from .fields import compare_fields
from .limits import limit_changes
from .model import ChangeKind
from .places import MODEL, compare_deprecation, compare_types
from .relations import Relation, relate_unlike, severity_of
from .unions import compare_unions
from .walk import Place, Side, Walk

_WORDS = {ObjectDecl: "an object", EnumDecl: "an enumeration", UnionDecl: "a union"}

_DEPRECATION = (ChangeKind.MODEL_REACTIVATED, ChangeKind.MODEL_DEPRECATED)


def compare_waiting(walk: Walk) -> None:
    """Compare the types that were found in use, and those that turn up meanwhile."""
    while walk.waiting:
        old, new = walk.waiting.pop()
        before, after = walk.old.api.types.get(old), walk.new.api.types.get(new)
        if before is not None and after is not None:
            _compare(walk, before, after, walk.pairs[old, new])


def compare_rest(walk: Walk, moved: Mapping[str, str]) -> None:
    """Compare the types that no operation of both versions uses, and say which came, went or were renamed."""
    for type_id in walk.old.api.types:
        named = walk.old.names.type(type_id) is not None and type_id in walk.new.api.types
        if named and (type_id, type_id) not in walk.covered:
            walk.pair(type_id, type_id, _models_place(walk.old, type_id))
    compare_waiting(walk)
    known = [{pair[side] for pair in (*walk.pairs, *walk.covered)} for side in (0, 1)]
    come = {new.id: new for new in _unpaired(walk.new, walk.old, known[1])}
    renamed = renamed_types(walk.old.api, walk.new.api, moved)
    for old in _unpaired(walk.old, walk.new, known[0]):
        place = _models_place(walk.old, old.id)
        found = come.pop(renamed.get(old.id, old.id), None)
        if found is None:
            walk.say(ChangeKind.MODEL_REMOVED, place, "is gone", old=old.at)
        else:
            walk.pair(old.id, found.id, place)
    compare_waiting(walk)
    for new in come.values():
        walk.say(ChangeKind.MODEL_ADDED, _models_place(walk.new, new.id), "is new", new=new.at)


def _unpaired(side: Side, other: Side, known: set[TypeId]) -> list[TypeDecl]:
    """Give the declarations with a name of the document that stand for nothing in the other version.

    Those whose names are invented go and come with what they are part of, which says so.
    """
    return [
        declaration
        for type_id, declaration in side.api.types.items()
        if type_id not in known
        and type_id not in other.api.types
        and isinstance(declaration.hint, Given)
        and side.names.type(type_id) is not None
    ]


def _models_place(side: Side, type_id: TypeId) -> Place:
    return Place(f"models.{side.names.type(type_id)}")


def _compare(walk: Walk, old: TypeDecl, new: TypeDecl, used: Place) -> None:
    place = walk.type_place(old.id, new.id, used)
    compare_deprecation(walk, _DEPRECATION, place, (old.doc, new.doc), (old.at, new.at))
    _compare_names(walk, old.id, new.id, place)
    _compare_null(walk, old, new, place)
    match old, new:
        case ObjectDecl(), ObjectDecl():
            compare_fields(walk, old, new, place)
            _compare_limits(walk, old, new, place)
        case EnumDecl(), EnumDecl():
            compare_enums(walk, old, new, place)
        case UnionDecl(), UnionDecl():
            compare_unions(walk, old, new, place)
        case AliasDecl(), AliasDecl():
            directions = walk.directions(old.id, new.id)
            targets = (old.target, new.target)
            compare_types(walk, MODEL, place, targets, (old.at, new.at), directions)
        case _:
            _compare_kinds(walk, old, new, place)


def _compare_limits(walk: Walk, old: ObjectDecl, new: ObjectDecl, place: Place) -> None:
    for limit in limit_changes(old.limits, new.limits):
        severity = limit.severity(walk.directions(old.id, new.id))
        if severity is not None:
            walk.say(limit.kind, place, limit.message, old.at, new.at, severity=severity)


def _compare_kinds(walk: Walk, old: TypeDecl, new: TypeDecl, place: Place) -> None:
    """Compare declarations of different kinds, such as an enumeration that became any string."""
    before = walk.old.plain(Named(id=old.id))
    after = walk.new.plain(Named(id=new.id))
    relation = relate_unlike(walk, before, after)
    severity = severity_of(relation, walk.directions(old.id, new.id))
    if severity is not None:
        words = [_WORDS.get(type(d), "an alias") for d in (old, new)]
        message = f"is {words[1]} instead of {words[0]}"
        walk.say(ChangeKind.MODEL_TYPE_CHANGED, place, message, old.at, new.at, severity=severity)


def _compare_names(walk: Walk, old: TypeId, new: TypeId, place: Place) -> None:
    before, after = walk.old.names.type(old), walk.new.names.type(new)
    at = (walk.old.api.types[old].at, walk.new.api.types[new].at)
    if before and after and before != after:
        message = f"is called models.{after} now"
        walk.say(ChangeKind.MODEL_RENAMED, place, message, *at)
    before = walk.old.names.request(old)
    after = walk.new.names.request(new)
    place = Place(f"models.{before}", "", place.operations)
    if before and after and before != after:
        message = f"is called models.{after} now"
        walk.say(ChangeKind.MODEL_RENAMED, place, message, *at)
    elif before and not after:
        message = "is gone: requests and answers have the same class now"
        walk.say(ChangeKind.MODEL_REMOVED, place, message, *at)
    elif after and not before:
        place = Place(f"models.{after}", "", place.operations)
        message = (
            "is a class for requests of its own now, because of read-only or write-only fields"
        )
        walk.say(ChangeKind.MODEL_SPLIT, place, message, *at)


def _compare_null(walk: Walk, old: TypeDecl, new: TypeDecl, place: Place) -> None:
    before, after = getattr(old, "nullable", False), getattr(new, "nullable", False)
    if before == after:
        return
    relation = Relation.WIDER if after else Relation.NARROWER
    severity = severity_of(relation, walk.directions(old.id, new.id))
    kind = MODEL.became_nullable if after else MODEL.no_longer_nullable
    message = "may be None" if after else "may not be None any more"
    if severity is not None:
        walk.say(kind, place, message, old.at, new.at, severity=severity)
