"""Arguments of methods, and request bodies: added, removed, moved, and what became of the others."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypeAlias

from ...diagnostics import quote
from ...ir.api import Content, Operation
from ...ir.name_keys import BODY
from ...ir.requests import Bodies
from ...ir.resolve import resolve_nullable
from ...ir.signature import Argument, Signature
from ...ir.types import ObjectDecl, TypeId
from ...records import dataclass
from ..model import ChangeKind, ChangeSeverity
from .comparison import (
    Direction,
    Event,
    Matched,
    Place,
    PresenceKinds,
    Side,
    Spot,
    Versions,
    changed,
    compare_deprecation,
    compare_presence,
    match,
)
from .type_relation import PARAMETER, compare_types

_REQUEST = (Direction.REQUEST,)
_DEPRECATION = (ChangeKind.PARAMETER_REACTIVATED, ChangeKind.PARAMETER_DEPRECATED)
_PRESENCE = PresenceKinds(
    ChangeKind.PARAMETER_BECAME_REQUIRED,
    ChangeKind.PARAMETER_BECAME_OPTIONAL,
    ChangeKind.PARAMETER_DEFAULT_CHANGED,
)


@dataclass(frozen=True, slots=True)
class NamedArgument:
    """An argument, and its name in Python."""

    argument: Argument
    name: str


@dataclass(frozen=True, slots=True)
class Taken:
    """Everything that a method takes."""

    arguments: tuple[NamedArgument, ...]
    signature: Signature
    body_required: bool

    @property
    def bodies(self) -> Bodies:
        """The media types of the body; none where it is no argument."""
        takes = self.flat is not None or any(a.argument.key == BODY for a in self.arguments)
        return self.signature.bodies if takes else Bodies()

    @property
    def flat(self) -> ObjectDecl | None:
        """The object whose properties are arguments; None if there is none."""
        return self.signature.flat

    @property
    def positional(self) -> list[NamedArgument]:
        """The path parameters, which can be given by position."""
        return [each for each in self.arguments if each.argument.part == "path"]


MatchedArguments: TypeAlias = Matched[NamedArgument]


@dataclass(frozen=True, slots=True)
class TakenByBoth:
    """What a method takes in both versions.

    `properties` are the arguments that are properties of the body, where they are arguments in both
    versions; `parameters` are all others.
    """

    old: Taken
    new: Taken
    parameters: MatchedArguments
    properties: MatchedArguments

    @property
    def flat_types(self) -> tuple[TypeId, TypeId] | None:
        """The objects whose properties are arguments in both versions; None if one has no such object."""
        old, new = self.old.flat, self.new.flat
        return None if old is None or new is None else (old.id, new.id)


def taken_by_both(versions: Versions, old: Operation, new: Operation) -> TakenByBoth:
    """Find each argument again: by its place and name, by its name, then path parameters by position."""
    before, after = _taken(versions.old, old), _taken(versions.new, new)
    criteria = (_same_key, _same_wire_name, _same_name)
    matched = match(criteria, versions, before.arguments, after.arguments)
    if len(before.positional) == len(after.positional):
        removed, added, both = list(matched.removed), list(matched.added), list(matched.both)
        for one, other in zip(before.positional, after.positional, strict=True):
            if one in removed and other in added:
                removed.remove(one)
                added.remove(other)
                both.append((one, other))
        matched = Matched(tuple(both), tuple(removed), tuple(added))
    parameters = _selected(matched, are_properties=False)
    return TakenByBoth(before, after, parameters, _selected(matched, are_properties=True))


def _taken(side: Side, operation: Operation) -> Taken:
    signature = side.surface.signature(operation)
    named = [
        NamedArgument(argument=each, name=side.names.argument(operation, each))
        for each in signature.arguments
    ]
    body_required = operation.body is not None and operation.body.required
    return Taken(tuple(named), signature, body_required)


def _same_key(versions: Versions, old: NamedArgument, new: NamedArgument) -> bool:
    return old.argument.key == new.argument.key


def _same_wire_name(versions: Versions, old: NamedArgument, new: NamedArgument) -> bool:
    name = old.argument.wire_name
    return name is not None and name == new.argument.wire_name


def _same_name(versions: Versions, old: NamedArgument, new: NamedArgument) -> bool:
    return old.name == new.name


def _selected(matched: MatchedArguments, *, are_properties: bool) -> MatchedArguments:
    def fits(*each: NamedArgument) -> bool:
        return all(one.argument.is_body_property for one in each) is are_properties

    return Matched(
        tuple(pair for pair in matched.both if fits(*pair)),
        tuple(filter(fits, matched.removed)),
        tuple(filter(fits, matched.added)),
    )


def compare_arguments(
    versions: Versions, matched: MatchedArguments, place: Place, *, with_new_body: bool = False
) -> Iterator[Event]:
    """Report what changed about arguments; `place` is the method.

    Nobody has to give the properties of an optional body where there was no body before.
    """
    for named in matched.removed:
        inside = place.inside(f"({named.name})")
        yield changed(
            ChangeKind.PARAMETER_REMOVED, inside, "was removed", (named.argument.at, None)
        )
    for named in matched.added:
        inside, at = place.inside(f"({named.name})"), named.argument.at
        left_out = with_new_body and named.argument.may_be_left_out
        required = named.argument.required and not left_out
        severity = ChangeSeverity.BREAKING if required else ChangeSeverity.SAFE
        message = "is new, and required" if required else "is new, and optional"
        yield changed(ChangeKind.PARAMETER_ADDED, inside, message, (None, at), severity=severity)
    for before, after in matched.both:
        yield from _compare(versions, before, after, place.inside(f"({before.name})"))


def compare_order(taken: TakenByBoth, place: Place, at: tuple[str, str]) -> Iterator[Event]:
    """Report whether path parameters, which can be given by position, are in another order."""
    orders = [[each.name for each in side.positional] for side in (taken.old, taken.new)]
    if orders[0] != orders[1] and sorted(orders[0]) == sorted(orders[1]):
        message = f"takes ({', '.join(orders[1])}) by position instead of ({', '.join(orders[0])})"
        yield changed(ChangeKind.PARAMETER_ORDER_CHANGED, place, message, at)


def _compare(
    versions: Versions, old: NamedArgument, new: NamedArgument, place: Place
) -> Iterator[Event]:
    before, after = old.argument, new.argument
    at = (before.at, after.at)
    if old.name != new.name:
        message = f"is called {new.name} now"
        yield changed(ChangeKind.PARAMETER_RENAMED, place, message, at)
    yield from _compare_wire(versions, before, after, place)
    yield from compare_deprecation(_DEPRECATION, place, (before.doc, after.doc), at)
    presences = (before.presence, after.presence)
    yield from compare_presence(_PRESENCE, Spot(place, at, _REQUEST), presences)
    yield from compare_types(
        versions, PARAMETER, Spot(place, at, _REQUEST), (before.type, after.type)
    )


def _compare_wire(
    versions: Versions, old: Argument, new: Argument, place: Place
) -> Iterator[Event]:
    at = (old.at, new.at)
    if old.part != new.part:
        # Only path parameters can be given by position.
        severity = ChangeSeverity.BREAKING if old.part == "path" else ChangeSeverity.SAFE
        note = ", and can no longer be given by position" if old.part == "path" else ""
        message = f"is sent in the {new.part} instead of the {old.part}{note}"
        yield changed(ChangeKind.PARAMETER_MOVED, place, message, at, severity=severity)
    elif old.serialization != new.serialization or (
        old.wire_name != new.wire_name and old.part != "path"
    ):
        message = "is serialized differently; the client handles this"
        yield changed(ChangeKind.PARAMETER_SERIALIZATION_CHANGED, place, message, at)


# --- bodies


def compare_bodies(
    versions: Versions, taken: TakenByBoth, place: Place, at: tuple[str, str]
) -> Iterator[Event]:
    """Report what changed about a body as a whole."""
    old, new = taken.old, taken.new
    if old.bodies.all and new.bodies.all and (old.flat is None) != (new.flat is None):
        words = [
            "one argument" if each.flat is None else "one argument per property"
            for each in (old, new)
        ]
        message = f"takes the body as {words[1]} instead of {words[0]}"
        yield changed(ChangeKind.BODY_FORM_CHANGED, place, message, at)
    if not old.bodies.all or not new.bodies.all:
        return
    yield from _compare_null(versions, old, new, place, at)
    yield from _compare_need(taken, place, at)
    before = {content.media_type.raw: content for content in old.bodies.all}
    after = {content.media_type.raw: content for content in new.bodies.all}
    yield from _compare_others(versions, old, new, place)
    removed = sorted(quote(name) for name in before if name not in after)
    added = sorted(quote(name) for name in after if name not in before)
    if removed and len(before) == len(after) == 1:
        message = f"sends {added[0]} instead of {removed[0]}; the client handles this"
        yield changed(ChangeKind.REQUEST_MEDIA_TYPE_CHANGED, place, message, at)
        return
    if removed:
        message = f"can no longer send {', '.join(removed)}"
        yield changed(ChangeKind.REQUEST_MEDIA_TYPE_REMOVED, place, message, at)
    if added:
        message = f"can send {', '.join(added)}"
        yield changed(ChangeKind.REQUEST_MEDIA_TYPE_ADDED, place, message, at)


def _compare_null(
    versions: Versions, old: Taken, new: Taken, place: Place, at: tuple[str, str]
) -> Iterator[Event]:
    """Report whether null can be given instead of the properties of a body."""
    if old.flat is None or new.flat is None:
        return
    was_nullable, is_nullable = (
        resolve_nullable(side.api.types, each.bodies.usual[0].type)[0]
        for side, each in ((versions.old, old), (versions.new, new))
    )
    inside = place.inside("(body)")
    if is_nullable and not was_nullable:
        kind, severity = ChangeKind.PARAMETER_BECAME_NULLABLE, ChangeSeverity.SAFE
        yield changed(kind, inside, "may be None", at, severity=severity)
    if was_nullable and not is_nullable:
        kind, severity = ChangeKind.PARAMETER_NO_LONGER_NULLABLE, ChangeSeverity.BREAKING
        yield changed(kind, inside, "can no longer be None", at, severity=severity)


def _compare_need(taken: TakenByBoth, place: Place, at: tuple[str, str]) -> Iterator[Event]:
    """Report whether a body whose properties are arguments must be given, where none of these says so."""
    if taken.flat_types is None or taken.old.body_required == taken.new.body_required:
        return
    # Calls without arguments differ in nothing else.
    if any(
        one.argument.required and other.argument.required for one, other in taken.properties.both
    ):
        inside = place.inside("(body)")
        if taken.new.body_required:
            yield changed(_PRESENCE.became_required, inside, "is required now", at)
        else:
            yield changed(_PRESENCE.became_optional, inside, "is optional now", at)


def _compare_others(versions: Versions, old: Taken, new: Taken, place: Place) -> Iterator[Event]:
    """Compare what can be given instead of the first type, media type by media type."""
    after = {content.media_type: content for content in _instead(new)}
    for content in _instead(old):
        other = after.get(content.media_type)
        if other is not None:
            inside, types = place.inside("(body)"), (content.type, other.type)
            at = (content.at, other.at)
            yield from compare_types(versions, PARAMETER, Spot(inside, at, _REQUEST), types)


def _instead(taken: Taken) -> tuple[Content, ...]:
    """Return what can be given as a whole instead of the arguments."""
    bodies = taken.bodies
    return bodies.others if taken.flat is not None else bodies.all[1:]
