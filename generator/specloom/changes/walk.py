"""The comparison under way: both versions, what was found, and which types are still to be compared."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from ..ir.api import Api
from ..ir.resolve import declaration_of, object_of, resolve, resolve_nullable, without_null
from ..ir.types import Doc, Named, ObjectDecl, TypeDecl, TypeId, TypeRef
from .model import ChangeKind, Severity
from .naming import Names
from .reach import Direction, Reach
from .spelling import spell


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two versions."""

    api: Api
    names: Names
    reach: Reach

    def spell(self, ref: TypeRef) -> str:
        """Give a type as an annotation reads."""
        return spell(self.api, self.names, ref)

    def declared(self, ref: TypeRef) -> TypeDecl | None:
        """Give the declaration that a type refers to, through aliases; None if it refers to none."""
        return declaration_of(self.api.types, ref)

    def object(self, ref: TypeRef) -> ObjectDecl | None:
        """Give the object that a type refers to, through aliases."""
        return object_of(self.api.types, ref)

    def without_null(self, ref: TypeRef) -> tuple[bool, TypeRef]:
        """Take `Nullable` off a type; tell whether null is allowed, by that or by the declaration."""
        null, ref = without_null(ref)
        declaration = self.api.types.get(ref.id) if isinstance(ref, Named) else None
        return null or getattr(declaration, "nullable", False), ref

    def plain(self, ref: TypeRef) -> TypeRef:
        """Follow aliases; one that leads back to itself is given as it is."""
        return resolve(self.api.types, ref)

    def looked_through(self, ref: TypeRef) -> tuple[bool, TypeRef]:
        """Follow aliases and take `Nullable` off, however they are nested; tell whether null is allowed."""
        return resolve_nullable(self.api.types, ref)


@dataclass(frozen=True, slots=True)
class Place:
    """What a change is said of: `client.pets.list` and `(limit)`, or `models.Pet` and `.name`.

    `operations` are the operations that it concerns, a bit each. `owned` says that there is one and
    that it is the base; the same change of others is then said once for all of them.
    """

    base: str
    suffix: str = ""
    operations: int = 0
    owned: bool = False

    def inside(self, suffix: str) -> Place:
        """Give a place within this one."""
        return Place(self.base, self.suffix + suffix, self.operations, self.owned)

    @property
    def subject(self) -> str:
        """The place as a caller writes it."""
        return self.base + self.suffix


@dataclass(frozen=True, slots=True)
class Finding:
    """A change, before those that several operations share are put together."""

    kind: ChangeKind
    severity: Severity
    place: Place
    message: str
    old: str | None = None
    new: str | None = None


@dataclass(slots=True)
class Walk:
    """The state of a comparison. `calls` gives each operation's name by its bit."""

    old: Side
    new: Side
    calls: Sequence[str]
    found: list[Finding] = field(default_factory=list)
    pairs: dict[tuple[TypeId, TypeId], Place] = field(default_factory=dict)
    waiting: list[tuple[TypeId, TypeId]] = field(default_factory=list)
    covered: set[tuple[TypeId, TypeId]] = field(default_factory=set)
    reworded: int = 0

    def say(
        self,
        kind: ChangeKind,
        place: Place,
        message: str,
        old: str | None = None,
        new: str | None = None,
        *,
        severity: Severity | None = None,
    ) -> None:
        """Take down a change; its severity must be given unless all changes of the kind have the same."""
        if severity is None:
            (severity,) = kind.severities
        assert not kind.severities or severity in kind.severities
        self.found.append(Finding(kind, severity, place, message, old, new))

    def compare_docs(self, old: Doc, new: Doc) -> None:
        """Count texts that were changed; what they say is for people, and does nothing to code."""
        if (old.summary, old.description, old.external_docs, old.examples) != (
            new.summary,
            new.description,
            new.external_docs,
            new.examples,
        ):
            self.reworded += 1

    def same_thing(self, old: TypeId, new: TypeId) -> bool:
        """Tell whether two ids stand for one type: it kept its place, or went from one to the other."""
        if old == new:
            return True
        return old not in self.new.api.types and new not in self.old.api.types

    def pair(self, old: TypeId, new: TypeId, place: Place) -> None:
        """Have two declarations compared, once; `place` is where they are referred to."""
        if (old, new) not in self.pairs:
            self.pairs[old, new] = place
            self.waiting.append((old, new))

    def operations(self, direction: Direction, old: TypeId, new: TypeId) -> int:
        """Give the operations that reach the type in both versions, a bit each."""
        return self.old.reach.of(direction, old) & self.new.reach.of(direction, new)

    def directions(self, old: TypeId, new: TypeId) -> Collection[Direction]:
        """Give the directions that a type goes in.

        What no operation of both versions reaches counts as an answer: callers may decode it all the same.
        """
        found = [d for d in Direction if self.operations(d, old, new)]
        return found or [Direction.RESPONSE]

    def reached(self, directions: Iterable[Direction], old: TypeId, new: TypeId) -> int:
        """Give the operations that reach the type in one of the directions, in both versions."""
        operations = 0
        for direction in directions:
            operations |= self.operations(direction, old, new)
        return operations

    def type_place(self, old: TypeId, new: TypeId, fallback: Place) -> Place:
        """Give the place of a type: its class, or where it is used if it has none."""
        operations = self.reached(Direction, old, new)
        name = self.old.names.type(old) or self.new.names.type(new)
        if name is None:
            return Place(fallback.base, fallback.suffix, operations, fallback.owned)
        return Place(f"models.{name}", "", operations)

    def names_of(self, operations: int) -> Iterator[str]:
        """Give the names of operations, from their bits."""
        while operations:
            lowest = operations & -operations
            yield self.calls[lowest.bit_length() - 1]
            operations ^= lowest


def worst(severities: Collection[Severity | None]) -> Severity | None:
    """Give the most severe; None if there is none."""
    for severity in Severity:
        if severity in severities:
            return severity
    return None
