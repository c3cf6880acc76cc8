"""Request bodies: their form, their media types, and members that are arguments."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from ..diagnostics import quote
from ..ir.api import Content
from ..ir.types import TypeId
from .arguments import Taken
from .model import ChangeKind
from .models import compare_waiting
from .parameters import Matched, compare_arguments
from .places import PARAMETER, compare_types
from .reach import Direction
from .walk import Place, Walk


@dataclass(frozen=True, slots=True, kw_only=True)
class FlatBody:
    """A body whose members are arguments in both versions, to be compared once it is known who else uses it."""

    types: tuple[TypeId, TypeId]
    matched: Matched
    place: Place


def compare_bodies(walk: Walk, old: Taken, new: Taken, place: Place, at: tuple[str, str]) -> None:
    """Say what changed about a body as a whole."""
    if old.bodies.all and new.bodies.all and (old.flat is None) != (new.flat is None):
        words = [
            "one argument" if taken.flat is None else "arguments of its members"
            for taken in (old, new)
        ]
        message = f"takes the body as {words[1]} instead of {words[0]}"
        walk.say(ChangeKind.BODY_FORM_CHANGED, place, message, *at)
    if not old.bodies.all or not new.bodies.all:
        return
    before = {content.media_type.raw: content for content in old.bodies.all}
    after = {content.media_type.raw: content for content in new.bodies.all}
    _compare_others(walk, old, new, place)
    removed = sorted(quote(name) for name in before if name not in after)
    added = sorted(quote(name) for name in after if name not in before)
    if removed and len(before) == len(after) == 1:
        message = f"sends {added[0]} instead of {removed[0]}, which the client does"
        walk.say(ChangeKind.REQUEST_MEDIA_TYPE_CHANGED, place, message, *at)
        return
    if removed:
        message = f"cannot send {', '.join(removed)} any more"
        walk.say(ChangeKind.REQUEST_MEDIA_TYPE_REMOVED, place, message, *at)
    if added:
        message = f"can send {', '.join(added)}"
        walk.say(ChangeKind.REQUEST_MEDIA_TYPE_ADDED, place, message, *at)


def _compare_others(walk: Walk, old: Taken, new: Taken, place: Place) -> None:
    """Compare what can be given instead of the first type, media type by media type."""
    after = {content.media_type: content for content in _instead(new)}
    for content in _instead(old):
        other = after.get(content.media_type)
        if other is not None:
            inside, types = place.inside("(body)"), (content.type, other.type)
            at = (content.at, other.at)
            compare_types(walk, PARAMETER, inside, types, at, (Direction.REQUEST,))


def _instead(taken: Taken) -> tuple[Content, ...]:
    """Give what can be given as a whole instead of the arguments."""
    bodies = taken.bodies
    return bodies.others if taken.flat is not None else bodies.all[1:]


def compare_flat_bodies(walk: Walk, bodies: list[FlatBody]) -> None:
    """Compare members of bodies: of one operation as its arguments, of several once, as their class.

    What the class is used for elsewhere has been found by now.
    """
    users = Counter(body.types for body in bodies)
    for body in bodies:
        old, new = body.types
        if walk.same_thing(old, new) and (users[body.types] > 1 or body.types in walk.pairs):
            walk.pair(old, new, body.place)
        else:
            compare_arguments(walk, body.matched, body.place)
            walk.covered.add(body.types)
    compare_waiting(walk)
