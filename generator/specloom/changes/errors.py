"""The errors that methods raise."""

from __future__ import annotations

from collections.abc import Iterable

from ..ir.api import Operation, Response
from ..ir.responses import error_body, error_objects, failures
from ..ir.types import ObjectDecl, TypeId, TypeRef
from .model import ChangeKind, Severity
from .places import ERROR, compare_types
from .reach import Direction
from .walk import Place, Side, Walk


def compare_errors(walk: Walk, old: Operation, new: Operation, place: Place) -> None:
    """Say what changed about the errors of an operation, status by status.

    Callers must reckon with `ApiError` whatever is documented, so a status that came or went only
    matters if the class to be caught changes.
    """
    before, after = failures(old), failures(new)
    for status, response in before.items():
        if status in after:
            _compare(walk, status, (response, after[status]), place)
        else:
            message = f"raises {_raised(walk.old, response)} for {status} no longer"
            walk.say(ChangeKind.ERROR_REMOVED, place, message, old=response.at)
    for status, response in after.items():
        if status not in before:
            message = f"may raise {_raised(walk.new, response)} for {status}"
            walk.say(ChangeKind.ERROR_ADDED, place, message, new=response.at)


def _compare(walk: Walk, status: str, responses: tuple[Response, Response], place: Place) -> None:
    old, new = responses
    at = (old.at, new.at)
    walk.compare_docs(old.doc, new.doc)
    before, after = error_body(old), error_body(new)
    if before is not None and after is not None:
        _compare_bodies(walk, status, (before, after), at, place)
    elif _raised(walk.old, old) != _raised(walk.new, new):
        severity = Severity.SAFE if before is None else Severity.BREAKING
        message = (
            f"raises {_raised(walk.new, new)} instead of {_raised(walk.old, old)} for {status}"
        )
        walk.say(ChangeKind.ERROR_TYPE_CHANGED, place, message, *at, severity=severity)


def _compare_bodies(
    walk: Walk,
    status: str,
    types: tuple[TypeRef, TypeRef],
    at: tuple[str, str],
    place: Place,
) -> None:
    before = error_objects(walk.old.api.types, types[0])
    after = error_objects(walk.new.api.types, types[1])
    if not before.objects or not after.objects:
        compare_types(walk, ERROR, place, types, at, (Direction.RESPONSE,))
        return
    pairs = [
        (one.id, other.id)
        for one in before.objects
        for other in after.objects
        if walk.same_thing(one.id, other.id)
    ]
    if {one.id for one in before.objects} > {one for one, _ in pairs}:
        was, is_ = _spelled(walk.old, before.objects), _spelled(walk.new, after.objects)
        message = f"raises {is_} instead of {was} for {status}"
        walk.say(ChangeKind.ERROR_TYPE_CHANGED, place, message, *at, severity=Severity.BREAKING)
        return
    for old, new in pairs:
        walk.pair(old, new, place)
    came = [each for each in after.objects if each.id not in {new for _, new in pairs}]
    if came:
        message = f"may raise {_spelled(walk.new, came)} for {status}"
        walk.say(ChangeKind.ERROR_ADDED, place, message, *at)


def _raised(side: Side, response: Response) -> str:
    body = error_body(response)
    if body is None:
        return "errors.ApiError"
    return _spelled(side, error_objects(side.api.types, body).objects)


def _spelled(side: Side, objects: Iterable[ObjectDecl]) -> str:
    names = [f"errors.{side.names.error(each.id)}" for each in objects]
    return " or ".join(names) or "errors.ApiError"


def compare_error_classes(walk: Walk, removed: Iterable[Operation]) -> None:
    """Say which exception classes are gone, or have another name.

    A class whose schema is part of an operation that is gone goes without saying.
    """
    gone = tuple(f"{operation.at}/" for operation in removed)
    before, after = _classes(walk.old), _classes(walk.new)
    new_names = set(after.values())
    for old, name in before.items():
        if name in new_names or old.startswith(gone):
            continue
        place = Place(f"errors.{name}")
        at = walk.old.api.types[old].at
        successor = next((new for new in after if (old, new) in walk.pairs), None)
        if successor is None:
            message = "is gone; what was caught by it is an ApiError"
            walk.say(ChangeKind.ERROR_CLASS_REMOVED, place, message, old=at)
        else:
            message = f"is called errors.{after[successor]} now"
            new_at = walk.new.api.types[successor].at
            walk.say(ChangeKind.ERROR_CLASS_RENAMED, place, message, at, new_at)


def _classes(side: Side) -> dict[TypeId, str]:
    found: dict[TypeId, str] = {}
    for operation in side.api.operations:
        for response in failures(operation).values():
            body = error_body(response)
            if body is not None:
                for each in error_objects(side.api.types, body).objects:
                    found[each.id] = side.names.error(each.id)
    return found
