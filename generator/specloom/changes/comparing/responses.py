"""What methods return (types, media types, statuses, pages), and the errors that they raise."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import assert_never

from ...diagnostics import quote
from ...ir.api import Content, Operation, Response
from ...ir.responses import (
    ANY_ERROR,
    STATUS_CLASSES,
    Outcome,
    Success,
    error_body,
    error_objects,
    failures,
    status_class,
    successes,
)
from ...ir.types import ObjectDecl, TypeId, TypeRef
from ...records import replace
from ..model import ChangeKind, ChangeSeverity
from .comparison import (
    Direction,
    Event,
    Place,
    Side,
    Spot,
    TypePair,
    Versions,
    changed,
    match,
    reworded,
)
from .type_relation import ERROR, RESPONSE, compare_types, same_shape

_RESPONSE = (Direction.RESPONSE,)


def compare_responses(
    versions: Versions, old: Operation, new: Operation, place: Place
) -> Iterator[Event]:
    """Report what changed about the responses that are not errors."""
    before = {success.status: success for success in successes(old)}
    after = {success.status: success for success in successes(new)}
    at = (old.at, new.at)
    if not before or not after:
        yield from _compare_returned(versions, before, after, place, at)
        return
    if not before.keys() & after.keys():
        message = f"responds with {', '.join(after)} instead of {', '.join(before)}"
        yield changed(ChangeKind.SUCCESS_STATUS_CHANGED, place, message, at)
        if len(before) == len(after) == 1:
            yield from _compare(
                versions, next(iter(before.values())), next(iter(after.values())), place
            )
        else:
            yield from _compare_returned(versions, before, after, place, at)
        return
    for status, success in before.items():
        if status in after:
            yield from _compare(versions, success, after[status], place)
        else:
            message = f"no longer responds with {status}"
            at_old = success.response.at
            yield changed(ChangeKind.SUCCESS_STATUS_REMOVED, place, message, (at_old, None))
    for status, success in after.items():
        if status in before:
            continue
        if success.outcome is Outcome.UNASKED:
            message = f"documents {status}, which only conditional requests of the caller get"
            yield changed(
                ChangeKind.SUCCESS_STATUS_ADDED,
                place,
                message,
                (None, success.response.at),
                severity=ChangeSeverity.SAFE,
            )
        else:
            returned = _returned(versions.new, success)
            known = {_returned(versions.old, other) for other in before.values()}
            same = returned in known
            severity = ChangeSeverity.RISKY if same else ChangeSeverity.BREAKING
            message = f"may respond with {status}" + (
                "" if same else f", and returns {returned} then"
            )
            yield changed(
                ChangeKind.SUCCESS_STATUS_ADDED,
                place,
                message,
                (None, success.response.at),
                severity=severity,
            )


def _compare_returned(
    versions: Versions,
    old: Mapping[str, Success],
    new: Mapping[str, Success],
    place: Place,
    at: tuple[str, str],
) -> Iterator[Event]:
    """Compare what a method returns, where the responses do not match; Any if there are none."""
    before = list(dict.fromkeys(_returned(versions.old, each) for each in old.values())) or ["Any"]
    after = list(dict.fromkeys(_returned(versions.new, each) for each in new.values())) or ["Any"]
    if set(before) == set(after):
        return
    message = f"returns {' | '.join(after)} instead of {' | '.join(before)}"
    if before == ["None"]:
        yield changed(ChangeKind.RESPONSE_BODY_ADDED, place, message, at)
    elif after == ["None"]:
        severity = ChangeSeverity.RISKY if before == ["Any"] else ChangeSeverity.BREAKING
        yield changed(ChangeKind.RESPONSE_BODY_REMOVED, place, message, at, severity=severity)
    else:
        severity = ChangeSeverity.SAFE if set(after) <= set(before) else ChangeSeverity.BREAKING
        yield changed(ChangeKind.RESPONSE_TYPE_CHANGED, place, message, at, severity=severity)


def _compare(
    versions: Versions, old_success: Success, new_success: Success, place: Place
) -> Iterator[Event]:
    old, new = old_success.response, new_success.response
    at = (old.at, new.at)
    yield from reworded(old.doc, new.doc)
    if old.header_type is not None and new.header_type is not None:
        yield TypePair(old.header_type, new.header_type, place)
    elif old.header_type is not None:
        message = "no longer documents response headers"
        yield changed(ChangeKind.RESPONSE_HEADERS_REMOVED, place, message, at)
    elif new.header_type is not None:
        yield changed(ChangeKind.RESPONSE_HEADERS_ADDED, place, "documents response headers", at)
    before, after = old_success.contents, new_success.contents
    if before and after:
        yield from _compare_contents(versions, before, after, place, at)
        return
    yield from _compare_returned(versions, {"": old_success}, {"": new_success}, place, at)


def _compare_contents(
    versions: Versions,
    before: tuple[Content, ...],
    after: tuple[Content, ...],
    place: Place,
    at: tuple[str, str],
) -> Iterator[Event]:
    """Compare what has the same media type, or is decoded in the same way; a stream is another thing than a body."""
    streamed = [any(content.codec.is_sequence for content in each) for each in (before, after)]
    if streamed[0] is not streamed[1]:
        spelled = [
            f"a stream of {_spelled(side, each)}" if is_stream else _spelled(side, each)
            for side, each, is_stream in zip(
                (versions.old, versions.new), (before, after), streamed, strict=True
            )
        ]
        message = f"returns {spelled[1]} instead of {spelled[0]}"
        yield changed(
            ChangeKind.RESPONSE_TYPE_CHANGED, place, message, at, severity=ChangeSeverity.BREAKING
        )
        return
    matched = match((_same_media_type, _same_codec, _same_type), versions, before, after)
    for old, new in matched.both:
        types = (old.type, new.type)
        yield from compare_types(
            versions, RESPONSE, Spot(place, (old.at, new.at), _RESPONSE), types
        )
        if old.media_type != new.media_type:
            names = [quote(content.media_type.raw) for content in (old, new)]
            message = (
                f"has the media type {names[1]} instead of {names[0]}, decoded in the same way"
            )
            yield changed(ChangeKind.RESPONSE_MEDIA_TYPE_CHANGED, place, message, (old.at, new.at))
    removed, added = matched.removed, matched.added
    if removed and added and len(removed) == len(before):
        message = (
            f"returns {_spelled(versions.new, added)} instead of {_spelled(versions.old, removed)}"
        )
        yield changed(
            ChangeKind.RESPONSE_TYPE_CHANGED, place, message, at, severity=ChangeSeverity.BREAKING
        )
        return
    for content in removed:
        message = f"no longer has the media type {quote(content.media_type.raw)}"
        yield changed(ChangeKind.RESPONSE_MEDIA_TYPE_REMOVED, place, message, (content.at, at[1]))
    for content in added:
        message = f"may have the media type {quote(content.media_type.raw)}, and returns {versions.new.spell(content.type)} then"
        yield changed(ChangeKind.RESPONSE_MEDIA_TYPE_ADDED, place, message, (at[0], content.at))


def _spelled(side: Side, contents: Iterable[Content]) -> str:
    return " | ".join(side.spell(content.type) for content in contents)


def _same_media_type(versions: Versions, old: Content, new: Content) -> bool:
    return old.media_type == new.media_type and old.event_names == new.event_names


def _same_codec(versions: Versions, old: Content, new: Content) -> bool:
    return old.codec is new.codec and old.event_names == new.event_names


def _same_type(versions: Versions, old: Content, new: Content) -> bool:
    """Return whether both are the same to callers, such as text and a string in JSON."""
    return same_shape(versions, old.type, new.type)


def _returned(side: Side, success: Success) -> str:
    match success.outcome:
        case Outcome.BODY:
            return _spelled(side, success.contents)
        case Outcome.UNDECLARED:
            return "Any"
        case Outcome.REDIRECT:
            return "Redirect"
        case Outcome.NOTHING | Outcome.UNTYPED | Outcome.UNASKED:
            return "None"
        case _:
            assert_never(success.outcome)


def compare_pages(
    versions: Versions, old: Operation, new: Operation, place: Place
) -> Iterator[Event]:
    """Report whether a method now returns pages, or no longer does."""
    before, after = old.pagination, new.pagination
    if before is None and after is not None:
        message = "returns a Page, which iterates over all items, instead of the response"
        yield changed(ChangeKind.PAGINATION_ADDED, place, message, (old.at, after.at))
    elif before is not None and after is None:
        message = "returns the response instead of a Page"
        yield changed(ChangeKind.PAGINATION_REMOVED, place, message, (before.at, new.at))
    elif before is not None and after is not None:
        if before.items != after.items:
            message = "has the items of a page in another place of the response"
            yield changed(
                ChangeKind.PAGINATION_CHANGED,
                place,
                message,
                (before.at, after.at),
                severity=ChangeSeverity.RISKY,
            )
        elif type(before) is not type(after) or before != replace(after, at=before.at):
            message = "requests the next page differently; the client handles this"
            yield changed(
                ChangeKind.PAGINATION_CHANGED,
                place,
                message,
                (before.at, after.at),
                severity=ChangeSeverity.SAFE,
            )


# --- errors


def compare_errors(
    versions: Versions, old: Operation, new: Operation, place: Place
) -> Iterator[Event]:
    """Report what changed about the errors of an operation, status by status.

    Callers must expect `ApiError` whatever is documented, so an added or removed status only matters if
    the class to catch changes.
    """
    before, after = failures(old), failures(new)
    for status, response in before.items():
        if status in after:
            yield from _compare_error(versions, status, (response, after[status]), place)
        else:
            message = f"no longer raises {_raised(versions.old, response, status)} for {status}"
            yield changed(ChangeKind.ERROR_REMOVED, place, message, (response.at, None))
    for status, response in after.items():
        if status not in before:
            message = f"may raise {_raised(versions.new, response, status)} for {status}"
            yield changed(ChangeKind.ERROR_ADDED, place, message, (None, response.at))


def _compare_error(
    versions: Versions, status: str, responses: tuple[Response, Response], place: Place
) -> Iterator[Event]:
    old, new = responses
    at = (old.at, new.at)
    yield from reworded(old.doc, new.doc)
    before, after = error_body(old), error_body(new)
    if before is not None and after is not None:
        yield from _compare_bodies(versions, status, (before, after), at, place)
        return
    was, is_ = _raised(versions.old, old, status), _raised(versions.new, new, status)
    if was != is_:
        severity = ChangeSeverity.SAFE if before is None else ChangeSeverity.BREAKING
        message = f"raises {is_} instead of {was} for {status}"
        yield changed(ChangeKind.ERROR_TYPE_CHANGED, place, message, at, severity=severity)


def _compare_bodies(
    versions: Versions,
    status: str,
    types: tuple[TypeRef, TypeRef],
    at: tuple[str, str],
    place: Place,
) -> Iterator[Event]:
    before = error_objects(versions.old.api.types, types[0])
    after = error_objects(versions.new.api.types, types[1])
    if not before.objects or not after.objects:
        yield from compare_types(versions, ERROR, Spot(place, at, _RESPONSE), types)
        return
    pairs = [
        (one.id, other.id)
        for one in before.objects
        for other in after.objects
        if versions.same_thing(one.id, other.id)
    ]
    if {one.id for one in before.objects} > {one for one, _ in pairs}:
        was = _classes_of(versions.old, before.objects, status)
        is_ = _classes_of(versions.new, after.objects, status)
        message = f"raises {is_} instead of {was} for {status}"
        if was == is_:
            message = f"has a body of another type for {status}, raised as {is_}"
        yield changed(
            ChangeKind.ERROR_TYPE_CHANGED, place, message, at, severity=ChangeSeverity.BREAKING
        )
        return
    for old, new in pairs:
        yield TypePair(old, new, place)
    further = [each for each in after.objects if each.id not in {new for _, new in pairs}]
    if further:
        message = f"may raise {_classes_of(versions.new, further, status)} for {status}"
        yield changed(ChangeKind.ERROR_ADDED, place, message, at)


def _raised(side: Side, response: Response, status: str) -> str:
    body = error_body(response)
    objects = () if body is None else error_objects(side.api.types, body).objects
    return _classes_of(side, objects, status)


def _classes_of(side: Side, objects: Iterable[ObjectDecl], status: str) -> str:
    names = [side.names.error(each.id) or status_class(status) for each in objects]
    return " or ".join(f"errors.{name}" for name in dict.fromkeys(names or [status_class(status)]))


def compare_error_classes(
    versions: Versions, removed: Iterable[Operation], pairs: Collection[tuple[TypeId, TypeId]]
) -> Iterator[Event]:
    """Report which exception classes were removed or renamed; `pairs` are the types that were compared.

    A class whose schema is part of a removed operation is removed with it.
    """
    removed_pointers = tuple(f"{operation.at}/" for operation in removed)
    before, after = _classes(versions.old), _classes(versions.new)
    statuses = _statuses(versions.new)
    new_names = {*after.values(), *STATUS_CLASSES.values()}
    for old, name in before.items():
        if name in new_names or old.startswith(removed_pointers):
            continue
        place = Place(f"errors.{name}")
        at = versions.old.api.types[old].at
        successors = [new for first, new in pairs if first == old]
        successor = next((new for new in successors if new in after), None)
        if successor is None:
            classes = {status_class(each) for new in successors for each in statuses.get(new, ())}
            now = classes.pop() if len(classes) == 1 else ANY_ERROR
            message = f"was removed; what it caught is now an errors.{now}"
            yield changed(ChangeKind.ERROR_CLASS_REMOVED, place, message, (at, None))
        else:
            message = f"is called errors.{after[successor]} now"
            new_at = versions.new.api.types[successor].at
            severity = ChangeSeverity.BREAKING
            yield changed(
                ChangeKind.ERROR_CLASS_RENAMED, place, message, (at, new_at), severity=severity
            )


def _classes(side: Side) -> dict[TypeId, str]:
    """Return the exception classes of the document's own, by the types that they carry."""
    return {
        type_id: name
        for type_id in _statuses(side)
        if (name := side.names.error(type_id)) is not None
    }


def _statuses(side: Side) -> dict[TypeId, set[str]]:
    """Return the objects that are declared as errors, and the statuses of each."""
    statuses: dict[TypeId, set[str]] = {}
    for operation in side.api.operations:
        for status, response in failures(operation).items():
            body = error_body(response)
            if body is not None:
                for each in error_objects(side.api.types, body).objects:
                    statuses.setdefault(each.id, set()).add(status)
    return statuses
