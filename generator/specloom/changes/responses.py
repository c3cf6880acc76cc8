"""What methods return: types, media types, statuses, pages."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import assert_never

from ..diagnostics import quote
from ..ir.api import Content, Operation
from ..ir.responses import Outcome, Success, successes
from .model import ChangeKind, Severity
from .places import RESPONSE, compare_types
from .reach import Direction
from .shapes import same_shape
from .walk import Place, Side, Walk

_RESPONSE = (Direction.RESPONSE,)


def compare_responses(walk: Walk, old: Operation, new: Operation, place: Place) -> None:
    """Say what changed about the answers that are no errors."""
    before = {success.status: success for success in successes(old)}
    after = {success.status: success for success in successes(new)}
    at = (old.at, new.at)
    if not before or not after:
        _compare_returned(walk, before, after, place, at)
        return
    if not before.keys() & after.keys():
        message = f"is answered with {', '.join(after)} instead of {', '.join(before)}"
        walk.say(ChangeKind.SUCCESS_STATUS_CHANGED, place, message, *at)
        if len(before) == len(after) == 1:
            _compare(walk, next(iter(before.values())), next(iter(after.values())), place)
        else:
            _compare_returned(walk, before, after, place, at)
        return
    for status, success in before.items():
        if status in after:
            _compare(walk, success, after[status], place)
        else:
            message = f"is not answered with {status} any more"
            at_old = success.response.at
            walk.say(ChangeKind.SUCCESS_STATUS_REMOVED, place, message, old=at_old)
    for status, success in after.items():
        if status in before:
            continue
        if success.outcome is Outcome.UNASKED:
            message = f"documents {status}, which only a request with a condition of the caller's own gets"
            walk.say(
                ChangeKind.SUCCESS_STATUS_ADDED,
                place,
                message,
                new=success.response.at,
                severity=Severity.SAFE,
            )
        else:
            returned = _returned(walk.new, success)
            known = {_returned(walk.old, other) for other in before.values()}
            same = returned in known
            severity = Severity.RISKY if same else Severity.BREAKING
            message = f"may be answered with {status}" + (
                "" if same else f", and is {returned} then"
            )
            walk.say(
                ChangeKind.SUCCESS_STATUS_ADDED,
                place,
                message,
                new=success.response.at,
                severity=severity,
            )


def _compare_returned(
    walk: Walk,
    old: Mapping[str, Success],
    new: Mapping[str, Success],
    place: Place,
    at: tuple[str, str],
) -> None:
    """Compare what a method returns, where no answer of one version is one of the other; Any if there is none."""
    before = list(dict.fromkeys(_returned(walk.old, each) for each in old.values())) or ["Any"]
    after = list(dict.fromkeys(_returned(walk.new, each) for each in new.values())) or ["Any"]
    if set(before) == set(after):
        return
    message = f"is {' | '.join(after)} instead of {' | '.join(before)}"
    if before == ["None"]:
        walk.say(ChangeKind.RESPONSE_BODY_ADDED, place, message, *at)
    elif after == ["None"]:
        severity = Severity.RISKY if before == ["Any"] else Severity.BREAKING
        walk.say(ChangeKind.RESPONSE_BODY_REMOVED, place, message, *at, severity=severity)
    else:
        severity = Severity.SAFE if set(after) <= set(before) else Severity.BREAKING
        walk.say(ChangeKind.RESPONSE_TYPE_CHANGED, place, message, *at, severity=severity)


def _compare(walk: Walk, old_success: Success, new_success: Success, place: Place) -> None:
    old, new = old_success.response, new_success.response
    at = (old.at, new.at)
    walk.compare_docs(old.doc, new.doc)
    if old.header_type is not None and new.header_type is not None:
        walk.pair(old.header_type, new.header_type, place)
    elif old.header_type is not None:
        message = "answers no documented header fields any more"
        walk.say(ChangeKind.RESPONSE_HEADERS_REMOVED, place, message, *at)
    elif new.header_type is not None:
        walk.say(ChangeKind.RESPONSE_HEADERS_ADDED, place, "documents header fields", *at)
    before, after = old_success.contents, new_success.contents
    if before and after:
        _compare_contents(walk, before, after, place, at)
        return
    _compare_returned(walk, {"": old_success}, {"": new_success}, place, at)


def _compare_contents(
    walk: Walk,
    before: tuple[Content, ...],
    after: tuple[Content, ...],
    place: Place,
    at: tuple[str, str],
) -> None:
    """Compare what comes in the same media type, or is read in the same way."""
    gone, come = list(before), list(after)
    for alike in (_same_media_type, _same_codec, _same_type):
        for old in list(gone):
            new = next((content for content in come if alike(walk, old, content)), None)
            if new is None:
                continue
            gone.remove(old)
            come.remove(new)
            types = (old.type, new.type)
            compare_types(walk, RESPONSE, place, types, (old.at, new.at), _RESPONSE)
            if alike is not _same_media_type:
                names = [quote(content.media_type.raw) for content in (old, new)]
                message = f"comes as {names[1]} instead of {names[0]}, which the client reads alike"
                walk.say(ChangeKind.RESPONSE_MEDIA_TYPE_CHANGED, place, message, old.at, new.at)
    if gone and come and len(gone) == len(before):
        message = f"is {_spelled(walk.new, come)} instead of {_spelled(walk.old, gone)}"
        walk.say(ChangeKind.RESPONSE_TYPE_CHANGED, place, message, *at, severity=Severity.BREAKING)
        return
    for content in gone:
        message = f"does not come as {quote(content.media_type.raw)} any more"
        walk.say(ChangeKind.RESPONSE_MEDIA_TYPE_REMOVED, place, message, content.at, at[1])
    for content in come:
        message = f"may come as {quote(content.media_type.raw)}, and is {walk.new.spell(content.type)} then"
        walk.say(ChangeKind.RESPONSE_MEDIA_TYPE_ADDED, place, message, at[0], content.at)


def _spelled(side: Side, contents: Iterable[Content]) -> str:
    return " | ".join(side.spell(content.type) for content in contents)


def _same_media_type(walk: Walk, old: Content, new: Content) -> bool:
    return old.media_type == new.media_type


def _same_codec(walk: Walk, old: Content, new: Content) -> bool:
    return old.codec is new.codec


def _same_type(walk: Walk, old: Content, new: Content) -> bool:
    """Tell whether both are the same to callers, such as text and a string in JSON."""
    return same_shape(walk.old, walk.new, old.type, new.type)


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


def compare_pages(walk: Walk, old: Operation, new: Operation, place: Place) -> None:
    """Say whether a method came to return pages, or does not any more."""
    before, after = old.pagination, new.pagination
    if before is None and after is not None:
        message = "returns a Page, which walks through all items, instead of the answer"
        walk.say(ChangeKind.PAGINATION_ADDED, place, message, old.at, after.at)
    elif before is not None and after is None:
        message = "returns the answer instead of a Page"
        walk.say(ChangeKind.PAGINATION_REMOVED, place, message, before.at, new.at)
    elif before is not None and after is not None:
        if before.items != after.items:
            message = "finds the items of a page elsewhere in the answer"
            walk.say(
                ChangeKind.PAGINATION_CHANGED,
                place,
                message,
                before.at,
                after.at,
                severity=Severity.RISKY,
            )
        elif (before.token_parameter, before.next_token) != (
            after.token_parameter,
            after.next_token,
        ):
            message = "asks for the next page differently, which the client does"
            walk.say(
                ChangeKind.PAGINATION_CHANGED,
                place,
                message,
                before.at,
                after.at,
                severity=Severity.SAFE,
            )
