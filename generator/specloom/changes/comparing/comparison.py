"""What the comparison of two versions of a client works on, and what its functions find.

Functions that compare yield findings, and pairs of types that are still to be compared; they change nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from enum import Enum
from functools import cached_property
from typing import Generic, TypeAlias, TypeVar

from ...ir.api import Api, Operation
from ...ir.client_surface import ClientSurface
from ...ir.incoming import incoming_of
from ...ir.resolve import declaration_of, object_of, resolve, resolve_nullable, without_null
from ...ir.type_graph import ids_in, ids_of, reachable, request_ids, response_ids
from ...ir.types import (
    Access,
    ArrayOf,
    Default,
    Doc,
    Field,
    Json,
    MapOf,
    Named,
    ObjectDecl,
    Presence,
    Required,
    TypeDecl,
    TypeId,
    TypeRef,
)
from ...records import dataclass
from ..model import ChangeKind, ChangeSeverity
from .python_names import CallerNames, spell, value_text
from .unchanged import is_unchanged

# --- which operations use which types


class Direction(Enum):
    """The way that data goes: what callers give, and what they get."""

    REQUEST = "request"
    RESPONSE = "response"


HIDDEN = {Direction.REQUEST: Access.READ, Direction.RESPONSE: Access.WRITE}
"""The fields that do not go that way."""


@dataclass(frozen=True, slots=True)
class Reach:
    """For each direction, the operations that reach a type: a bit each, by their number."""

    bits: Mapping[Direction, Mapping[TypeId, int]]

    def of(self, direction: Direction, type_id: TypeId) -> int:
        """Return the operations that reach a type."""
        return self.bits[direction].get(type_id, 0)


def reach_of(api: Api, numbers: Mapping[str, int]) -> Reach:
    """Find out what is reached from where. `numbers` has the bit of each operation, by its pointer."""
    return Reach({direction: _spread(api, direction, numbers) for direction in Direction})


def _spread(api: Api, direction: Direction, numbers: Mapping[str, int]) -> dict[TypeId, int]:
    """Pass the bits of the operations on from type to type, until nothing is new."""
    start = request_ids if direction is Direction.REQUEST else response_ids
    reached: dict[TypeId, int] = {}
    new: dict[TypeId, int] = {}
    for operation in api.operations:
        for type_id in start(operation):
            new[type_id] = new.get(type_id, 0) | 1 << numbers[operation.at]
    targets: dict[TypeId, list[TypeId]] = {}
    while new:
        type_id, bits = new.popitem()
        known = reached.get(type_id, 0)
        if bits | known == known or type_id not in api.types:
            continue
        reached[type_id] = known | bits
        if type_id not in targets:
            targets[type_id] = list(ids_of(api.types[type_id], HIDDEN[direction]))
        for target in targets[type_id]:
            new[target] = new.get(target, 0) | bits
    return reached


# --- both versions


class Side:
    """One of the two versions. `numbers` has the bit of each operation, by its pointer."""

    def __init__(self, surface: ClientSurface, numbers: Mapping[str, int]) -> None:
        self.surface = surface
        self.api = surface.api
        self.names = CallerNames(surface)
        self._numbers = numbers

    @cached_property
    def reach(self) -> Reach:
        """What is reached from where."""
        return reach_of(self.api, self._numbers)

    @cached_property
    def listed(self) -> frozenset[TypeId]:
        """The types that lists and mappings hold which constructors of requests take.

        Type checkers take no list of fewer types than these (invariance), though any of its items.
        """
        return frozenset(self._held_in_fields(Direction.REQUEST))

    @cached_property
    def listed_in_responses(self) -> frozenset[TypeId]:
        """The types that lists and mappings of responses hold: a list of fewer types is another type, too."""
        bodies = (
            content.type
            for operation in self.api.operations
            for response in operation.responses
            for content in response.contents
        )
        held = (type_id for ref in bodies for type_id in self._held(ref))
        return frozenset((*held, *self._held_in_fields(Direction.RESPONSE)))

    @cached_property
    def class_names(self) -> frozenset[str]:
        """The names of classes and aliases, in `models` and in `types`."""
        models = self.surface.models.values()
        found = {name for m in models for name in (m.name, m.request, m.argument)}
        return frozenset(name for name in found if name is not None)

    def only_sent(self, type_id: TypeId) -> bool:
        """Return whether a type is in requests alone, never in what a server sends."""
        if not self.reach.of(Direction.REQUEST, type_id):
            return False
        return not self.reach.of(Direction.RESPONSE, type_id) and type_id not in self._received

    @cached_property
    def _received(self) -> AbstractSet[TypeId]:
        """The types of webhooks and callbacks."""
        payloads = (i for each in incoming_of(self.api) for i in ids_in(each.payload.type))
        return reachable(self.api.types, payloads)

    def _held_in_fields(self, direction: Direction) -> Iterator[TypeId]:
        for key in self.reach.bits[direction]:
            declaration = self.api.types[key]
            if isinstance(declaration, ObjectDecl):
                for field in declaration.fields:
                    yield from self._held(field.type)

    @cached_property
    def never_none(self) -> frozenset[TypeId]:
        """The types that responses have where nothing else is, neither None nor what is absent."""
        reached = self.reach.bits[Direction.RESPONSE]
        found = {i for operation in self.api.operations for i in response_ids(operation)}
        for key in reached:
            match self.api.types[key]:
                case ObjectDecl(fields=fields, extra=extra):
                    found.update(ids_in(extra), *map(_without_none, fields))
                case other:
                    found.update(ids_of(other))
        return frozenset(found)

    def _held(self, ref: TypeRef) -> Iterator[TypeId]:
        _, plain = self.looked_through(ref)
        match plain:
            case ArrayOf(items=inner) | MapOf(values=inner):
                yield from ids_in(inner)

    def spell(self, ref: TypeRef) -> str:
        """Return a type as an annotation reads."""
        return spell(self.api, self.names, ref)

    def declared(self, ref: TypeRef) -> TypeDecl | None:
        """Return the declaration that a type refers to, through aliases; None if it refers to none."""
        return declaration_of(self.api.types, ref)

    def object(self, ref: TypeRef) -> ObjectDecl | None:
        """Return the object that a type refers to, through aliases."""
        return object_of(self.api.types, ref)

    def without_null(self, ref: TypeRef) -> tuple[bool, TypeRef]:
        """Take `Nullable` off a type; return whether null is allowed, by that or by the declaration."""
        null, ref = without_null(ref)
        return null or (isinstance(ref, Named) and self.is_nullable(ref.id)), ref

    def is_nullable(self, type_id: TypeId) -> bool:
        """Return whether the declaration of a type allows null."""
        return bool(getattr(self.api.types.get(type_id), "nullable", False))

    def plain(self, ref: TypeRef) -> TypeRef:
        """Follow aliases; one that leads back to itself is returned as it is."""
        return resolve(self.api.types, ref)

    def looked_through(self, ref: TypeRef) -> tuple[bool, TypeRef]:
        """Follow aliases and take `Nullable` off, however they are nested; return whether null is allowed."""
        return resolve_nullable(self.api.types, ref)


def _without_none(field: Field) -> Sequence[TypeId]:
    """Return the types in a field, but not its own where it may be None."""
    null, plain = without_null(field.type)
    may_be_none = null or not isinstance(field.presence, Required)
    return () if may_be_none and isinstance(plain, Named) else ids_in(plain)


@dataclass(frozen=True, slots=True)
class Versions:
    """The two versions that are compared.

    `calls` has each operation's name by its bit. `unchanged` are types of which there is nothing to report. With
    `open_enums`, requests take values that an enumeration does not list.
    """

    old: Side
    new: Side
    calls: Sequence[str]
    unchanged: AbstractSet[TypeId]
    open_enums: bool = False

    def is_unchanged(self, old: Operation, new: Operation) -> bool:
        """Return whether there is nothing to report of an operation, apart from the credentials that it needs."""
        sides = (self.old.surface, old), (self.new.surface, new)
        return is_unchanged(*sides, self.unchanged)

    def same_thing(self, old: TypeId, new: TypeId) -> bool:
        """Return whether two ids stand for one type: it kept its place, or was replaced by the other."""
        return old == new or (old not in self.new.api.types and new not in self.old.api.types)

    def operations(self, direction: Direction, old: TypeId, new: TypeId) -> int:
        """Return the operations that reach the type in both versions, a bit each."""
        return self.old.reach.of(direction, old) & self.new.reach.of(direction, new)

    def directions(self, old: TypeId, new: TypeId) -> Collection[Direction]:
        """Return the directions that a type goes in.

        What no operation of both versions reaches counts as a response: callers may decode it all the same.
        """
        directions = [d for d in Direction if self.operations(d, old, new)]
        return directions or [Direction.RESPONSE]

    def reached(self, directions: Iterable[Direction], old: TypeId, new: TypeId) -> int:
        """Return the operations that reach the type in one of the directions, in both versions."""
        operations = 0
        for direction in directions:
            operations |= self.operations(direction, old, new)
        return operations

    def type_place(self, old: TypeId, new: TypeId, fallback: Place) -> Place:
        """Return the place of a type: its class, or where it is used if it has none."""
        operations = self.reached(Direction, old, new)
        name, now = self.old.names.type(old), self.new.names.type(new)
        if name is None or (now is not None and name != now and name in self.new.class_names):
            name = now  # that of before is another type's
        if name is None:
            return Place(fallback.base, fallback.suffix, operations, fallback.owned)
        return Place(f"models.{name}", "", operations)

    def names_of(self, operations: int) -> Iterator[str]:
        """Yield the names of operations, from their bits."""
        while operations:
            lowest = operations & -operations
            yield self.calls[lowest.bit_length() - 1]
            operations ^= lowest


# --- what is found


@dataclass(frozen=True, slots=True)
class Place:
    """What a change is about: `client.pets.list` and `(limit)`, or `models.Pet` and `.name`.

    `operations` are the operations that it concerns, a bit each. `owned` says that there is one and
    that it is the base; the same change of others is then reported once for all of them.
    """

    base: str
    suffix: str = ""
    operations: int = 0
    owned: bool = False

    def inside(self, suffix: str) -> Place:
        """Return a place within this one."""
        return Place(self.base, self.suffix + suffix, self.operations, self.owned)

    @property
    def subject(self) -> str:
        """The place as a caller writes it."""
        return self.base + self.suffix


@dataclass(frozen=True, slots=True)
class Finding:
    """A change, before those that several operations share are put together."""

    kind: ChangeKind
    severity: ChangeSeverity
    place: Place
    message: str
    old: str | None = None
    new: str | None = None


@dataclass(frozen=True, slots=True)
class TypePair:
    """Two declarations that stand for one type and are to be compared; `place` is where they are used."""

    old: TypeId
    new: TypeId
    place: Place


@dataclass(frozen=True, slots=True)
class Spot:
    """A value to compare: its place, where it is in the two documents, and the ways that it goes."""

    place: Place
    at: tuple[str | None, str | None]
    directions: Collection[Direction]


@dataclass(frozen=True, slots=True)
class Reworded:
    """A summary, description or example that changed: it is for people, and does nothing to code."""


Event: TypeAlias = Finding | TypePair | Reworded


def changed(
    kind: ChangeKind,
    place: Place,
    message: str,
    at: tuple[str | None, str | None] = (None, None),
    *,
    severity: ChangeSeverity | None = None,
) -> Finding:
    """Return a finding; `at` is where it is in the two documents. The severity must be given unless all changes of the kind have the same."""
    if severity is None:
        (severity,) = kind.severities
    assert not kind.severities or severity in kind.severities
    return Finding(kind, severity, place, message, *at)


def worst(severities: Collection[ChangeSeverity | None]) -> ChangeSeverity | None:
    """Return the most severe; None if there is none."""
    return next((severity for severity in ChangeSeverity if severity in severities), None)


_Thing = TypeVar("_Thing")


@dataclass(frozen=True, slots=True)
class Matched(Generic[_Thing]):
    """The things of two versions: those of both, and those of one only."""

    both: tuple[tuple[_Thing, _Thing], ...]
    removed: tuple[_Thing, ...]
    added: tuple[_Thing, ...]


def match(
    criteria: Iterable[Callable[[Versions, _Thing, _Thing], bool]],
    versions: Versions,
    old: Iterable[_Thing],
    new: Iterable[_Thing],
) -> Matched[_Thing]:
    """Find the things of one version in the other, by the first criterion as far as it goes, then by the next."""
    removed, added = list(old), list(new)
    both: list[tuple[_Thing, _Thing]] = []
    for alike in criteria:
        for before in list(removed):
            after = next((each for each in added if alike(versions, before, each)), None)
            if after is not None:
                removed.remove(before)
                added.remove(after)
                both.append((before, after))
    return Matched(tuple(both), tuple(removed), tuple(added))


# --- what may change about anything, and about any value


def reworded(old: Doc, new: Doc) -> Iterator[Event]:
    """Report that the texts of a thing changed."""
    before = (old.summary, old.description, old.external_docs, old.examples)
    if before != (new.summary, new.description, new.external_docs, new.examples):
        yield Reworded()


def compare_deprecation(
    kinds: tuple[ChangeKind, ChangeKind],
    place: Place,
    docs: tuple[Doc, Doc],
    at: tuple[str | None, str | None],
) -> Iterator[Event]:
    """Report whether a thing became deprecated, or no longer is; `kinds` are those of the end and the beginning."""
    before, after = docs
    if before.deprecated != after.deprecated:
        message = "is deprecated" if after.deprecated else "is no longer deprecated"
        yield changed(kinds[after.deprecated], place, message, at)
    yield from reworded(before, after)


@dataclass(frozen=True, slots=True)
class PresenceKinds:
    """The kinds of change of a value that can be left out."""

    became_required: ChangeKind
    became_optional: ChangeKind
    default_changed: ChangeKind


def compare_presence(
    kinds: PresenceKinds,
    spot: Spot,
    presences: tuple[Presence, Presence],
    *,
    nullable: bool = False,
) -> Iterator[Event]:
    """Report whether a value must be given or is always there; one that was `nullable` could be None before."""
    place, at, directions = spot.place, spot.at, spot.directions
    before, after = (isinstance(presence, Required) for presence in presences)
    if before == after:
        yield from _compare_defaults(kinds, place, presences, at)
    elif after:
        severity = (
            ChangeSeverity.BREAKING if Direction.REQUEST in directions else ChangeSeverity.SAFE
        )
        message = (
            "is required now" if severity is ChangeSeverity.BREAKING else "is always present now"
        )
        yield changed(kinds.became_required, place, message, at, severity=severity)
    else:
        missed = Direction.RESPONSE in directions and not nullable
        severity = ChangeSeverity.BREAKING if missed else ChangeSeverity.SAFE
        message = "may be absent, and is None then" if missed else "is optional now"
        yield changed(kinds.became_optional, place, message, at, severity=severity)


def _compare_defaults(
    kinds: PresenceKinds,
    place: Place,
    presences: tuple[Presence, Presence],
    at: tuple[str | None, str | None],
) -> Iterator[Event]:
    """Report whether the server assumes something else where an optional value is not given."""
    before, after = (_default(presence) for presence in presences)
    if before == after or any(isinstance(presence, Required) for presence in presences):
        return
    words = [value_text(value) if value is not None else "unknown" for value in (before, after)]
    message = f"defaults to {words[1]} instead of {words[0]} on the server"
    if before is None:
        message = f"defaults to {words[1]} on the server"
    elif after is None:
        message = f"the server's default, {words[0]}, is no longer documented"
    severity = (
        ChangeSeverity.RISKY if before is not None and after is not None else ChangeSeverity.SAFE
    )
    yield changed(kinds.default_changed, place, message, at, severity=severity)


def _default(presence: Presence) -> Json | None:
    return presence.value if isinstance(presence, Default) else None
