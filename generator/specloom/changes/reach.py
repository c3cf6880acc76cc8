"""Which operations reach which types, in requests and in responses."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum

from ..ir.api import Api
from ..ir.type_graph import ids_of, request_ids, response_ids
from ..ir.types import Access, TypeId


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
    start = request_ids if direction is Direction.REQUEST else response_ids
    found: dict[TypeId, int] = {}
    new: dict[TypeId, int] = {}
    for operation in api.operations:
        for type_id in start(operation):
            new[type_id] = new.get(type_id, 0) | 1 << index[operation.at]
    targets: dict[TypeId, list[TypeId]] = {}
    while new:
        type_id, bits = new.popitem()
        known = found.get(type_id, 0)
        if bits | known == known or type_id not in api.types:
            continue
        found[type_id] = known | bits
        if type_id not in targets:
            targets[type_id] = list(ids_of(api.types[type_id], HIDDEN[direction]))
        for target in targets[type_id]:
            new[target] = new.get(target, 0) | bits
    return found
