"""Minimum sizes of values: which types contain themselves.

A type that holds itself, whatever is left out, has no finite value; others are too large to be shown.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator
from typing import assert_never

from ...ir.type_graph import ids_of
from ...ir.types import (
    AliasDecl,
    AnyJson,
    ArrayOf,
    Const,
    EnumDecl,
    MapOf,
    Named,
    Never,
    Nullable,
    ObjectDecl,
    Required,
    Scalar,
    TupleOf,
    TypeDecl,
    TypeId,
    TypeRef,
    UnionDecl,
)
from ..code.symbols import Symbols

ENDLESS = 10**9
"""The size of a type that has no finite value."""
_MOST_VISITED = 200


class Sizes:
    """The least sizes of an API's types, in values; `writing` counts what requests hold, else what responses do.

    `noted` gets the types that are asked about.
    """

    def __init__(self, symbols: Symbols, *, writing: bool, noted: set[TypeId]) -> None:
        self._symbols = symbols
        self._writing = writing
        self._noted = noted
        self._sizes: dict[TypeId, int] = {}
        self._held_by: dict[TypeId, tuple[TypeId, ...]] = {}
        self._measure()

    def _measure(self) -> None:
        """Compute the sizes: they begin as endless and shrink, as those of what they hold become known."""
        types = self._symbols.api.types
        holders: defaultdict[TypeId, list[TypeId]] = defaultdict(list)
        for type_id, declaration in types.items():
            for held in set(ids_of(declaration)):
                holders[held].append(type_id)
        waiting = list(types)
        while waiting:
            following: dict[TypeId, None] = {}
            for type_id in waiting:
                size = self._of_declaration(types[type_id])
                if size < self._sizes.get(type_id, ENDLESS):
                    self._sizes[type_id] = size
                    following.update(dict.fromkeys(holders[type_id]))
            waiting = list(following)

    def of(self, ref: TypeRef) -> int:
        """Return how many values the smallest value of a type consists of; `ENDLESS` if there is none."""
        match ref:
            case Scalar() | Const() | AnyJson() | Nullable():
                return 1
            case Never():
                return ENDLESS
            case ArrayOf(items=items, limits=limits):
                return self._several(limits.min_items, items)
            case MapOf(values=values, limits=limits):
                return self._several(limits.min_properties, values)
            case TupleOf(items=items, required=required):
                return self._together(items[:required])
            case Named(id=type_id):
                self._noted.add(type_id)
                if self._symbols.declaration(type_id) is None:
                    return 1
                return self._sizes.get(type_id, ENDLESS)
            case _:
                assert_never(ref)

    def _several(self, least: int | None, inner: TypeRef) -> int:
        return min(1 + least * self.of(inner), ENDLESS) if least else 1

    def _together(self, refs: Collection[TypeRef]) -> int:
        return min(1 + sum(self.of(ref) for ref in refs), ENDLESS)

    def _of_declaration(self, declaration: TypeDecl) -> int:
        match declaration:
            case ObjectDecl():
                return 1 if declaration.nullable else self._together(self._required(declaration))
            case UnionDecl(variants=variants):
                if declaration.nullable:
                    return 1
                return min((self.of(variant.type) for variant in variants), default=ENDLESS)
            case EnumDecl():
                return 1
            case AliasDecl(target=target):
                return self.of(target)
            case _:
                assert_never(declaration)

    def _required(self, declaration: ObjectDecl) -> list[TypeRef]:
        fields = self._symbols.fields(declaration, writing=self._writing)
        return [field.type for field in fields if isinstance(field.presence, Required)]

    def leads_to(self, ref: TypeRef, ids: Collection[TypeId]) -> bool:
        """Return whether every value of a type holds one of the types `ids`, or so much that it seems to.

        What a union holds depends on the alternative, so it is not looked into.
        """
        waiting = list(self._held(ref))
        if not waiting:
            return False
        visited: set[TypeId] = set()
        while waiting:
            type_id = waiting.pop()
            if type_id in ids or len(visited) > _MOST_VISITED:
                return True
            if type_id in visited:
                continue
            visited.add(type_id)
            waiting += self._held_in(type_id)
        return False

    def known_of(self, type_id: TypeId) -> tuple[int, tuple[TypeId, ...]]:
        """Return the size of a type, and the types that every value of it holds."""
        return self.of(Named(id=type_id)), self._held_in(type_id)

    def _held_in(self, type_id: TypeId) -> tuple[TypeId, ...]:
        """Return the types that every value of a declared type holds."""
        self._noted.add(type_id)
        if type_id not in self._held_by:
            match self._symbols.declaration(type_id):
                case ObjectDecl(nullable=False) as declaration:
                    required = self._required(declaration)
                    held = tuple(i for ref in required for i in self._held(ref))
                case AliasDecl(target=target):
                    held = tuple(self._held(target))
                case _:
                    held = ()
            self._held_by[type_id] = held
        return self._held_by[type_id]

    def _held(self, ref: TypeRef) -> Iterator[TypeId]:
        """Yield the types that a value holds at once, whatever it is."""
        match ref:
            case Named(id=type_id):
                yield type_id
            case ArrayOf(items=items, limits=limits) if limits.min_items:
                yield from self._held(items)
            case MapOf(values=values, limits=limits) if limits.min_properties:
                yield from self._held(values)
            case TupleOf(items=items, required=required):
                for item in items[:required]:
                    yield from self._held(item)
