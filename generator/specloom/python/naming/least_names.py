"""Names of one scope, of which each is the least that no other thing would have.

Where `allot` lets the first come first, here nobody gets what two would have: `address` of Order and of
Customer are OrderAddress and CustomerAddress, and neither is Address. Only what nearly everyone means by a name of
several words has it all the same: what 23 operations return for an error is ErrorResponse, though two others return
something else, which are named after those.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from ...ir.name_keys import NameKey
from .identifiers import Scope, Wish
from .words import words

_MANY_PLACES = 4
_TIMES_AS_MANY = 3
"""How many places a thing must have, and how many times as many as all others, to have a name that they would have."""


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
        chosen = _chosen(scope, rest)
        for wish, name in zip(rest, chosen, strict=True):
            allotted[wish.key] = scope.take(name)
    return {wish.key: allotted[wish.key] for wish in wishes}


def _chosen(scope: Scope, wishes: Sequence[Wish]) -> list[str]:
    """Return a name for each of some wishes, such that those which still clash have no other.

    A name that several would have is given up for good: one who comes to it later does not get it either.
    """
    candidates = [wish.candidates for wish in wishes]
    level = [0] * len(candidates)
    holders: dict[str, set[int]] = {}
    places: dict[str, int] = {}
    given_up: set[str] = set()
    moved = list(range(len(candidates)))
    while moved:
        asked: dict[str, str] = {}
        for index in moved:
            name = candidates[index][level[index]]
            asked.setdefault(name.lower(), name)
            holders.setdefault(name.lower(), set()).add(index)
            places[name.lower()] = places.get(name.lower(), 0) + wishes[index].places
        moved = []
        for slot, name in sorted(asked.items()):
            if len(holders[slot]) == 1 and slot not in given_up and scope.free(name):
                continue
            movable = {i for i in holders[slot] if level[i] + 1 < len(candidates[i])}
            most = max(holders[slot], key=lambda i: (wishes[i].places, -i))
            is_free = slot not in given_up and scope.free(name)
            if (
                is_free
                and movable >= holders[slot] - {most}
                and _is_meant(name, wishes[most], places[slot] - wishes[most].places)
            ):
                movable.discard(most)
            else:
                given_up.add(slot)
            holders[slot] -= movable
            moved += sorted(movable)
            for index in movable:
                level[index] += 1
    return [names[level[index]] for index, names in enumerate(candidates)]


def _is_meant(name: str, wish: Wish, others: int) -> bool:
    """Return whether a name stands for what a wish is for, though things in so many other places would have it, too.

    A single word, such as Parent, says too little to be only one of them: TeamParent says more. What is found in an
    operation, and in others, is not better called after that one: the `links` of all lists are Links.
    """
    is_common = wish.places >= _MANY_PLACES and wish.places >= _TIMES_AS_MANY * others
    return is_common and (wish.of_operation or len(words(name)) > 1)
