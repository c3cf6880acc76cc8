"""Names of one scope, of which each is the least that no other thing would have.

Where `allot` lets the first come first, here nobody gets what two would have: `address` of Order and of
Customer are OrderAddress and CustomerAddress, and neither is Address.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from ...ir.name_keys import NameKey
from .identifiers import Scope, Wish


def allot_least(
    wishes: Iterable[Wish],
    *,
    reserved: Iterable[str] = (),
    configured: Mapping[NameKey, str] | None = None,
    locked: Mapping[NameKey, str] | None = None,
) -> dict[NameKey, str]:
    """Assign names in one scope; return key -> name.

    Configured names win, then those of the last run (`locked`), then names that the document gives, then
    invented ones. Among equals, those that would have the same name all take their next one; who has
    none left gets a number, in the order of the wishes.
    """
    scope = Scope(reserved)
    wishes = list(wishes)
    allotted: dict[NameKey, str] = {}
    for fixed in (configured or {}, locked or {}):
        for wish in wishes:
            name = fixed.get(wish.key)
            if wish.key not in allotted and name is not None and scope.free(name):
                allotted[wish.key] = scope.take(name)
    for given in (True, False):
        rest = [wish for wish in wishes if wish.given is given and wish.key not in allotted]
        chosen = _chosen(scope, [wish.candidates for wish in rest])
        for wish, name in zip(rest, chosen, strict=True):
            allotted[wish.key] = scope.take(name)
    return {wish.key: allotted[wish.key] for wish in wishes}


def _chosen(scope: Scope, candidates: Sequence[Sequence[str]]) -> list[str]:
    """Return a name for each of some lists, such that those which still clash have no other.

    A name that several would have is given up for good: one who comes to it later does not get it either.
    """
    level = [0] * len(candidates)
    holders: dict[str, set[int]] = {}
    given_up: set[str] = set()
    moved = list(range(len(candidates)))
    while moved:
        asked: dict[str, str] = {}
        for index in moved:
            name = candidates[index][level[index]]
            asked.setdefault(name.lower(), name)
            holders.setdefault(name.lower(), set()).add(index)
        moved = []
        for slot, name in sorted(asked.items()):
            if len(holders[slot]) == 1 and slot not in given_up and scope.free(name):
                continue
            given_up.add(slot)
            movable = {i for i in holders[slot] if level[i] + 1 < len(candidates[i])}
            holders[slot] -= movable
            moved += sorted(movable)
            for index in movable:
                level[index] += 1
    return [names[level[index]] for index, names in enumerate(candidates)]
