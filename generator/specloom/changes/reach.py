"""Which operations reach which types, in requests and in responses."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import assert_never

from ..ir.api import Api, Operation
from ..ir.types import (
    Access,
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
    Scalar,
    TupleOf,
    TypeDecl,
    TypeId,
    TypeRef,
    UnionDecl,
)


class Direction(Enum):
    """The way that data goes: what callers give, and what they get."""

    REQUEST = "request"
    RESPONSE = "response"


HIDDEN = {Direction.REQUEST: Access.READ, Direction.RESPONSE: Access.WRITE}
"""The fields that do not go that way."""


@dataclass(frozen=True, slots=True)
class Reach:
    """For each direction, the operations that reach a type: a bit each, by their index."""

    bits: Mapping[Direction, Mapping[TypeId, int]]

    def of(self, direction: Direction, type_id: TypeId) -> int:
        """Give the operations that reach a type."""
        return self.bits[direction].get(type_id, 0)


def reach_of(api: Api, index: Mapping[str, int]) -> Reach:
    """Find out what is reached from where. `index` gives the bit of each operation, by its pointer."""
    return Reach({direction: _spread(api, direction, index) for direction in Direction})


def _spread(api: Api, direction: Direction, index: Mapping[str, int]) -> dict[TypeId, int]:
    """Hand the bits of the operations on from type to type, until nothing is new."""
    found: dict[TypeId, int] = {}
    new: dict[TypeId, int] = {}
    for operation in api.operations:
        for type_id in _start(operation, direction):
            new[type_id] = new.get(type_id, 0) | 1 << index[operation.at]
    targets: dict[TypeId, list[TypeId]] = {}
    while new:
        type_id, bits = new.popitem()
        known = found.get(type_id, 0)
        if bits | known == known or type_id not in api.types:
            continue
        found[type_id] = known | bits
        if type_id not in targets:
            targets[type_id] = list(_used_by(api.types[type_id], direction))
        for target in targets[type_id]:
            new[target] = new.get(target, 0) | bits
    return found


def _start(operation: Operation, direction: Direction) -> Iterator[TypeId]:
    if direction is Direction.REQUEST:
        for parameter in operation.parameters:
            yield from ids_in(parameter.type)
        for content in operation.body.contents if operation.body else ():
            yield from ids_in(content.type)
        return
    for response in operation.responses:
        for content in response.contents:
            yield from ids_in(content.type)
        if response.header_type is not None:
            yield response.header_type


def _used_by(declaration: TypeDecl, direction: Direction) -> Iterator[TypeId]:
    match declaration:
        case ObjectDecl(fields=fields, extra=extra):
            for field in fields:
                if field.access is not HIDDEN[direction]:
                    yield from ids_in(field.type)
            yield from ids_in(extra)
        case UnionDecl(variants=variants):
            for variant in variants:
                yield from ids_in(variant.type)
        case AliasDecl(target=target):
            yield from ids_in(target)
        case EnumDecl():
            return
        case _:
            assert_never(declaration)


def ids_in(ref: TypeRef) -> Iterator[TypeId]:
    """Give the ids that a type refers to."""
    match ref:
        case Named(id=type_id):
            yield type_id
        case ArrayOf(items=inner) | MapOf(values=inner) | Nullable(inner=inner):
            yield from ids_in(inner)
        case TupleOf(items=items, rest=rest):
            for item in (*items, rest):
                yield from ids_in(item)
        case Scalar() | Const() | AnyJson() | Never():
            return
        case _:
            assert_never(ref)
