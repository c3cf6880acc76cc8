"""What two versions have in common: the same objects, which were read once for both (see `surface.parts`).

Only those count, not others that are equal: in Python, true equals 1. So versions that were made one by one have
nothing in common, and everything of them is compared.
"""

from __future__ import annotations

from collections.abc import Set as AbstractSet

from ...ir.api import Operation
from ...ir.client_surface import ClientSurface
from ...ir.type_graph import references_in, request_ids, response_ids
from ...ir.types import TypeId


def unchanged_types(old: ClientSurface, new: ClientSurface) -> AbstractSet[TypeId]:
    """Return the types that are the same objects under the same names, as all are that they lead to."""
    types = old.api.types
    same = {
        i
        for i, each in types.items()
        if new.api.types.get(i) is each and _is_named_alike(old, new, i)
    }
    if not same:
        return same
    users: dict[TypeId, list[TypeId]] = {}
    for type_id, references in references_in(types).items():
        for each in references:
            users.setdefault(each, []).append(type_id)
    waiting = list(types.keys() - same)
    while waiting:
        for user in users.get(waiting.pop(), ()):
            if user in same:
                same.discard(user)
                waiting.append(user)
    return same


def _is_named_alike(old: ClientSurface, new: ClientSurface, type_id: TypeId) -> bool:
    before, after = old.model(type_id), new.model(type_id)
    return before == after and before.module == after.module


def is_unchanged(
    old: tuple[ClientSurface, Operation],
    new: tuple[ClientSurface, Operation],
    types: AbstractSet[TypeId],
) -> bool:
    """Return whether an operation is the same object under the same names, and `types` are all that it refers to."""
    (before, operation), (after, other) = old, new
    if operation is not other or before.methods.get(operation.at) != after.methods.get(
        operation.at
    ):
        return False
    return all(i in types for i in (*request_ids(operation), *response_ids(operation)))
