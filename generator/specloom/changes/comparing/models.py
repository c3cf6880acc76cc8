"""Declarations that are in both versions: objects and their fields, enumerations, unions and aliases."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

from ...diagnostics import quote
from ...ir.resolve import is_enum_class
from ...ir.types import (
    AliasDecl,
    AnyJson,
    Const,
    EnumDecl,
    EnumMember,
    Field,
    Named,
    Never,
    ObjectDecl,
    Required,
    Text,
    TypeDecl,
    TypeId,
    UnionDecl,
    Variant,
)
from ..model import ChangeKind, ChangeSeverity
from .comparison import (
    HIDDEN,
    Direction,
    Event,
    Place,
    PresenceKinds,
    Side,
    Spot,
    Versions,
    changed,
    compare_deprecation,
    compare_presence,
    match,
    worst,
)
from .limits import limit_changes
from .public_names import compare_public_names
from .python_names import value_text
from .type_relation import (
    FIELD,
    MODEL,
    Relation,
    compare_types,
    relate,
    relate_unlike,
    same_shape,
    severity_of,
)

_MODEL_DEPRECATION = (ChangeKind.MODEL_REACTIVATED, ChangeKind.MODEL_DEPRECATED)
_FIELD_DEPRECATION = (ChangeKind.FIELD_REACTIVATED, ChangeKind.FIELD_DEPRECATED)
_PRESENCE = PresenceKinds(
    ChangeKind.FIELD_BECAME_REQUIRED,
    ChangeKind.FIELD_BECAME_OPTIONAL,
    ChangeKind.FIELD_DEFAULT_CHANGED,
)
_WORDS = {ObjectDecl: "an object", EnumDecl: "an enumeration", UnionDecl: "a union"}


def compare_models(
    versions: Versions, old: TypeDecl, new: TypeDecl, used: Place
) -> Iterator[Event]:
    """Compare two declarations that stand for one type; `used` is where one without a class is used."""
    place = versions.type_place(old.id, new.id, used)
    yield from compare_deprecation(_MODEL_DEPRECATION, place, (old.doc, new.doc), (old.at, new.at))
    yield from compare_public_names(versions, old, new, place.operations)
    yield from _compare_null(versions, old, new, place)
    match old, new:
        case ObjectDecl(), ObjectDecl():
            yield from compare_fields(versions, old, new, place)
            yield from _compare_limits(versions, old, new, place)
        case EnumDecl(), EnumDecl():
            yield from compare_enums(versions, old, new, place)
        case UnionDecl(), UnionDecl():
            yield from compare_unions(versions, old, new, place)
        case AliasDecl(), AliasDecl():
            directions = versions.directions(old.id, new.id)
            targets = (old.target, new.target)
            yield from compare_types(
                versions, MODEL, Spot(place, (old.at, new.at), directions), targets
            )
        case _:
            yield from _compare_kinds(versions, old, new, place)


def _compare_limits(
    versions: Versions, old: ObjectDecl, new: ObjectDecl, place: Place
) -> Iterator[Event]:
    for limit in limit_changes(old.limits, new.limits):
        severity = limit.severity(versions.directions(old.id, new.id))
        if severity is not None:
            yield changed(limit.kind, place, limit.message, (old.at, new.at), severity=severity)


def _compare_kinds(
    versions: Versions, old: TypeDecl, new: TypeDecl, place: Place
) -> Iterator[Event]:
    """Compare declarations of different kinds, such as an enumeration that became any string."""
    before = versions.old.plain(Named(id=old.id))
    after = versions.new.plain(Named(id=new.id))
    difference = relate_unlike(versions, before, after)
    yield from difference.pairs
    severity = severity_of(difference.relation, versions.directions(old.id, new.id))
    if severity is not None:
        words = [_WORDS.get(type(d), "an alias") for d in (old, new)]
        message = f"is {words[1]} instead of {words[0]}"
        yield changed(
            ChangeKind.MODEL_TYPE_CHANGED, place, message, (old.at, new.at), severity=severity
        )


def _compare_null(
    versions: Versions, old: TypeDecl, new: TypeDecl, place: Place
) -> Iterator[Event]:
    before, after = versions.old.is_nullable(old.id), versions.new.is_nullable(new.id)
    if before == after:
        return
    relation = Relation.WIDER if after else Relation.NARROWER
    directions = versions.directions(old.id, new.id)
    severity = severity_of(relation, directions)
    if after and _could_be_none(versions, old, new):
        severity = ChangeSeverity.SAFE
    if after and old.id in versions.old.listed:
        severity = ChangeSeverity.BREAKING
    kind = MODEL.became_nullable if after else MODEL.no_longer_nullable
    message = "may be None" if after else "can no longer be None"
    if severity is not None:
        yield changed(kind, place, message, (old.at, new.at), severity=severity)


def _could_be_none(versions: Versions, old: TypeDecl, new: TypeDecl) -> bool:
    """Return whether responses have an object only where None can be instead: callers look for that already."""
    is_in_responses = versions.operations(Direction.RESPONSE, old.id, new.id) != 0
    return isinstance(old, ObjectDecl) and is_in_responses and old.id not in versions.old.never_none


# --- fields

_HIDDEN_KINDS = {
    Direction.REQUEST: ChangeKind.FIELD_BECAME_READ_ONLY,
    Direction.RESPONSE: ChangeKind.FIELD_BECAME_WRITE_ONLY,
}
_SHOWN_KINDS = {
    Direction.REQUEST: ChangeKind.FIELD_NO_LONGER_READ_ONLY,
    Direction.RESPONSE: ChangeKind.FIELD_NO_LONGER_WRITE_ONLY,
}


def compare_fields(
    versions: Versions, old: ObjectDecl, new: ObjectDecl, place: Place
) -> Iterator[Event]:
    """Compare two objects; read-only fields count in responses only, write-only ones in requests only."""
    directions = versions.directions(old.id, new.id)
    before = {field.wire_name: field for field in old.fields}
    after = {field.wire_name: field for field in new.fields}
    for name, field in before.items():
        if name in after:
            yield from _compare_field(versions, (old, field), (new, after[name]), place, directions)
        elif seen := _seen(field, directions):
            inside = _inside(
                versions, (old, new), place, seen, versions.old.names.field(old.id, name)
            )
            yield changed(ChangeKind.FIELD_REMOVED, inside, "was removed", (field.at, None))
    for name, field in after.items():
        if name not in before and (seen := _seen(field, directions)):
            inside = _inside(
                versions, (old, new), place, seen, versions.new.names.field(new.id, name)
            )
            needed = Direction.REQUEST in seen and isinstance(field.presence, Required)
            severity = ChangeSeverity.BREAKING if needed else ChangeSeverity.SAFE
            message = "is new, and required" if needed else "is new"
            yield changed(
                ChangeKind.FIELD_ADDED, inside, message, (None, field.at), severity=severity
            )
    yield from _compare_extra(versions, old, new, place, directions)


def _compare_field(
    versions: Versions,
    old: tuple[ObjectDecl, Field],
    new: tuple[ObjectDecl, Field],
    place: Place,
    directions: Collection[Direction],
) -> Iterator[Event]:
    (owner, before), (new_owner, after) = old, new
    at = (before.at, after.at)
    was, now = _seen(before, directions), _seen(after, directions)
    name = versions.old.names.field(owner.id, before.wire_name)
    owners = (owner, new_owner)
    yield from _compare_access(versions, owners, (before, after), place, directions)
    seen = [direction for direction in was if direction in now]
    if not seen:
        return
    place = _inside(versions, owners, place, seen, name)
    new_name = versions.new.names.field(new_owner.id, after.wire_name)
    if name != new_name:
        message = f"is called {new_name} now"
        yield changed(ChangeKind.FIELD_RENAMED, place, message, at)
    yield from compare_deprecation(_FIELD_DEPRECATION, place, (before.doc, after.doc), at)
    nullable = versions.old.without_null(before.type)[0]
    presences = (before.presence, after.presence)
    if Direction.REQUEST in seen or isinstance(presences[0], Required) is not isinstance(
        presences[1], Required
    ):
        yield from compare_presence(_PRESENCE, Spot(place, at, seen), presences, nullable=nullable)
    optional = not isinstance(before.presence, Required)
    types = (before.type, after.type)
    if Direction.REQUEST in seen and _lost_its_value(before, after):
        yield changed(
            _PRESENCE.became_required,
            place,
            "is required now: it was always the same",
            at,
            severity=ChangeSeverity.BREAKING,
        )
    yield from compare_types(versions, FIELD, Spot(place, at, seen), types, optional=optional)


def _lost_its_value(before: Field, after: Field) -> bool:
    """Return whether constructors filled a field in that must be given now."""
    needed = isinstance(before.presence, Required) and isinstance(after.presence, Required)
    return needed and isinstance(before.type, Const) and not isinstance(after.type, Const)


def _compare_access(
    versions: Versions,
    owners: tuple[ObjectDecl, ObjectDecl],
    fields: tuple[Field, Field],
    place: Place,
    directions: Collection[Direction],
) -> Iterator[Event]:
    """Report in which direction a field is no longer visible, or is visible from now on."""
    was, now = (_seen(field, directions) for field in fields)
    name = versions.old.names.field(owners[0].id, fields[0].wire_name)
    at = (fields[0].at, fields[1].at)
    texts = {
        Direction.REQUEST: (
            "is read-only: requests no longer accept it",
            "is now accepted in requests",
        ),
        Direction.RESPONSE: ("is write-only: responses no longer have it", "is now in responses"),
    }
    for direction in Direction:
        if (direction in was) == (direction in now):
            continue
        inside = _inside(versions, owners, place, [direction], name)
        if direction in was:
            kind, severity = _HIDDEN_KINDS[direction], ChangeSeverity.BREAKING
        else:
            kind = _SHOWN_KINDS[direction]
            needed = direction is Direction.REQUEST and isinstance(fields[1].presence, Required)
            severity = ChangeSeverity.BREAKING if needed else ChangeSeverity.SAFE
        message = texts[direction][0 if direction in was else 1]
        yield changed(kind, inside, message, at, severity=severity)


def _compare_extra(
    versions: Versions,
    old: ObjectDecl,
    new: ObjectDecl,
    place: Place,
    directions: Collection[Direction],
) -> Iterator[Event]:
    """Compare the properties that are not listed. Classes keep any, so what changes is what the server takes."""
    difference = relate(versions, old.extra, new.extra, place.inside("[...]"))
    yield from difference.pairs
    relation = difference.whole()
    severity = severity_of(relation, directions)
    if relation is Relation.SAME or severity is None:
        return
    if isinstance(old.extra, AnyJson | Never) or isinstance(new.extra, AnyJson | Never):
        severity = ChangeSeverity.RISKY if severity is ChangeSeverity.BREAKING else severity
        if Direction.REQUEST not in directions:
            return
    before, after = versions.old.spell(old.extra), versions.new.spell(new.extra)
    message = f"has further fields of type {after} instead of {before}"
    if isinstance(new.extra, Never):
        message = "no longer accepts further fields"
    yield changed(
        ChangeKind.EXTRA_FIELDS_CHANGED, place, message, (old.at, new.at), severity=severity
    )


def _seen(field: Field, directions: Collection[Direction]) -> list[Direction]:
    return [direction for direction in directions if field.access is not HIDDEN[direction]]


def _inside(
    versions: Versions,
    owners: tuple[ObjectDecl, ObjectDecl],
    place: Place,
    seen: Collection[Direction],
    name: str,
) -> Place:
    """Return the place of a field, in the class for requests if only they have it."""
    old, new = owners
    operations = versions.reached(seen, old.id, new.id)
    request = versions.old.names.request(old.id)
    if request and Direction.RESPONSE not in seen:
        return Place(f"models.{request}", f".{name}", operations)
    return Place(place.base, f"{place.suffix}.{name}", operations)


# --- enumerations

_SHOWN = 8


def compare_enums(
    versions: Versions, old: EnumDecl, new: EnumDecl, place: Place
) -> Iterator[Event]:
    """Compare two enumerations.

    Those of clients are open, so a new value in responses is a risk to code that distinguishes all of
    them. A removed value is refused in requests; if there is a class, its constant is removed as well.
    """
    at = (old.at, new.at)
    directions = versions.directions(old.id, new.id)
    was_class, is_class = is_enum_class(old), is_enum_class(new)
    if was_class != is_class or old.base != new.base:
        words = [
            "a class" if is_one else f"literals of {versions.old.spell(declaration.base)}"
            for is_one, declaration in ((was_class, old), (is_class, new))
        ]
        message = f"is {words[1]} instead of {words[0]}"
        yield changed(
            ChangeKind.MODEL_TYPE_CHANGED, place, message, at, severity=ChangeSeverity.BREAKING
        )
    before = {repr(member.value.raw): member for member in old.members}
    after = {repr(member.value.raw): member for member in new.members}
    removed = [member for key, member in before.items() if key not in after]
    added = [member for key, member in after.items() if key not in before]
    if removed:
        request = Direction.REQUEST in directions
        severity = ChangeSeverity.BREAKING if request or was_class else ChangeSeverity.SAFE
        message = f"no longer has {_values(removed)}"
        yield changed(ChangeKind.ENUM_VALUE_REMOVED, place, message, at, severity=severity)
    if added:
        # The annotation of a single value is that value; one of several takes any.
        risks = {
            Direction.REQUEST: ChangeSeverity.SAFE,
            Direction.RESPONSE: (
                ChangeSeverity.RISKY if len(before) > 1 else ChangeSeverity.BREAKING
            ),
        }
        severity = worst([risks[direction] for direction in directions]) or ChangeSeverity.SAFE
        # Only in requests is the annotation closed; one with a name is called the same in the list of a caller.
        if directions == [Direction.REQUEST] and _is_written_in_lists(versions, old.id):
            severity = ChangeSeverity.BREAKING
        yield changed(
            ChangeKind.ENUM_VALUE_ADDED, place, f"may be {_values(added)}", at, severity=severity
        )
    if was_class and is_class:
        yield from _compare_names(versions, old, new, place)


def _is_written_in_lists(versions: Versions, type_id: TypeId) -> bool:
    """Return whether a type without a name is in lists that constructors take: another one makes another list."""
    return versions.old.names.type(type_id) is None and type_id in versions.old.listed


def _is_returned_in_lists(versions: Versions, type_id: TypeId) -> bool:
    """Return whether a type without a name is in lists of responses, as callers may have annotated them."""
    is_unnamed = versions.old.names.type(type_id) is None
    return is_unnamed and type_id in versions.old.listed_in_responses


def _compare_names(
    versions: Versions, old: EnumDecl, new: EnumDecl, place: Place
) -> Iterator[Event]:
    before, after = _constants(versions.old, old), _constants(versions.new, new)
    for value, name in before.items():
        if after.get(value, name) != name:
            inside, message = place.inside(f".{name}"), f"is called {after[value]} now"
            yield changed(ChangeKind.ENUM_MEMBER_RENAMED, inside, message, (old.at, new.at))


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


# --- unions


def compare_unions(
    versions: Versions, old: UnionDecl, new: UnionDecl, place: Place
) -> Iterator[Event]:
    """Compare two unions. Clients keep what fits no alternative, so a new one in responses is a risk only."""
    at = (old.at, new.at)
    directions = versions.directions(old.id, new.id)
    matched = match((_same_type, _same_tags, _same_shape), versions, old.variants, new.variants)
    for before, after in matched.both:
        types = (before.type, after.type)
        yield from compare_types(versions, MODEL, Spot(place, at, directions), types)
        yield from _compare_tags(versions, before, after, place, at)
    for variant in matched.removed:
        is_refused = Direction.REQUEST in directions or _is_returned_in_lists(versions, old.id)
        severity = ChangeSeverity.BREAKING if is_refused else ChangeSeverity.SAFE
        message = f"can no longer be {versions.old.spell(variant.type)}"
        yield changed(ChangeKind.VARIANT_REMOVED, place, message, at, severity=severity)
    for variant in matched.added:
        risks = {
            Direction.REQUEST: ChangeSeverity.SAFE,
            Direction.RESPONSE: ChangeSeverity.BREAKING,
        }
        severity = worst([risks[direction] for direction in directions]) or ChangeSeverity.SAFE
        if _is_written_in_lists(versions, old.id):
            severity = ChangeSeverity.BREAKING
        message = f"may be {versions.new.spell(variant.type)}"
        yield changed(ChangeKind.VARIANT_ADDED, place, message, at, severity=severity)
    if old.discriminator != new.discriminator:
        words = [_quoted(name) for name in (old.discriminator, new.discriminator)]
        message = f"is discriminated by {words[1]} instead of {words[0]}"
        yield changed(ChangeKind.DISCRIMINATOR_CHANGED, place, message, at)
    if not _same_default(versions, old, new):
        message = "has another default alternative"
        yield changed(ChangeKind.DISCRIMINATOR_CHANGED, place, message, at)


def _same_default(versions: Versions, old: UnionDecl, new: UnionDecl) -> bool:
    if old.default is None or new.default is None:
        return old.default == new.default
    return versions.same_thing(old.default, new.default)


def _compare_tags(
    versions: Versions, old: Variant, new: Variant, place: Place, at: tuple[str, str]
) -> Iterator[Event]:
    """Report whether the discriminator has other values for an alternative; additional values are no loss."""
    if not new.tags or set(old.tags) <= set(new.tags):
        return
    before, after = (
        ", ".join(sorted(quote(tag.raw) for tag in variant.tags)) for variant in (old, new)
    )
    message = f"selects {versions.old.spell(old.type)} by {after} instead of {before}"
    yield changed(ChangeKind.DISCRIMINATOR_CHANGED, place, message, at)


def _same_type(versions: Versions, old: Variant, new: Variant) -> bool:
    if isinstance(old.type, Named) and isinstance(new.type, Named):
        return old.type.id == new.type.id
    return same_shape(versions, old.type, new.type)


def _same_tags(versions: Versions, old: Variant, new: Variant) -> bool:
    if not isinstance(old.type, Named) or not isinstance(new.type, Named):
        return False
    return bool(set(old.tags) & set(new.tags)) and versions.same_thing(old.type.id, new.type.id)


def _same_shape(versions: Versions, old: Variant, new: Variant) -> bool:
    if _strangers(versions, old, new):
        return False
    return same_shape(versions, old.type, new.type)


def _strangers(versions: Versions, old: Variant, new: Variant) -> bool:
    """Return whether two alternatives are declared types that are unrelated."""
    if isinstance(old.type, Named) and isinstance(new.type, Named):
        return not versions.same_thing(old.type.id, new.type.id)
    return False


def _quoted(name: Text | None) -> str:
    return quote(name.raw) if name else "nothing"
