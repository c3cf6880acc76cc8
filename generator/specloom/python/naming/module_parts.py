"""The modules of a group of models that is too large for one: families of types that follow each other.

Types are taken in an order in which each refers to earlier ones only (recursive ones together), and a module is
begun again when it is full, so the modules cannot need each other. Each is called by the words with which most of
its classes begin: `shared_payment_method`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import field

from ...ir.api import Api
from ...ir.type_graph import ids_of
from ...ir.types import TypeId
from ...records import dataclass
from .words import singular, words

_LARGEST_MODULE = 60
_MOST_WORDS = 4
_METHODS = frozenset(
    "get post put patch delete head options list create update add remove set and or".split()
)
"""Words of what is done, not of what it is done to: "create or update" of a file."""


@dataclass(slots=True)
class _ModulePart:
    """A module in the making; `name` is that of the last run, "" for a new one."""

    name: str = ""
    types: list[TypeId] = field(default_factory=list)
    classes: int = 0
    needs: set[int] = field(default_factory=set)


def is_large(classes: int) -> bool:
    """Return whether so many classes are too many for one module."""
    return classes > _LARGEST_MODULE


@dataclass(frozen=True, slots=True, kw_only=True)
class LargeGroup:
    """A group of types for several modules.

    Attributes:
        name: What the modules' names begin with; the first one has just this name.
        names: The names of the classes.
        locked: The modules of the last run, of the types that were in this group.
        taken: The names of other modules.
    """

    name: str
    names: Mapping[TypeId, str]
    locked: Mapping[TypeId, str]
    taken: Collection[str]


def parts_of(
    api: Api, group: LargeGroup, components: Iterable[Sequence[TypeId]]
) -> dict[TypeId, str]:
    """Return the module of each type of a group.

    A type stays in the module that it was in, unless that would need one that needs it; new ones go to the last
    module that has room. `components` are the types, those that are recursive together; what they refer to in the
    group comes before them.
    """
    parts: list[_ModulePart] = []
    number: dict[TypeId, int] = {}
    for component in components:
        inside = set(component)
        targets = {number[t] for i in component for t in ids_of(api.types[i]) if t in number}
        size = sum(type_id in group.names for type_id in component)
        was = next((group.locked[i] for i in component if i in group.locked), "")
        chosen = _chosen(parts, targets, size, was)
        part = parts[chosen]
        part.types += component
        part.classes += size
        part.needs |= targets - {chosen}
        number |= dict.fromkeys(inside, chosen)
    used = {*group.taken, *(part.name for part in parts if part.name)}
    placed: dict[TypeId, str] = {}
    for part in parts:
        if not part.name:
            part.name = next(name for name in _part_names(part, group) if name not in used)
            used.add(part.name)
        placed |= dict.fromkeys(part.types, part.name)
    return placed


def _chosen(parts: list[_ModulePart], targets: set[int], size: int, was: str) -> int:
    """Return the number of the module that some types go to, a new one where no other can take them."""
    if was:
        there = next((index for index, part in enumerate(parts) if part.name == was), None)
        if there is None:
            parts.append(_ModulePart(name=was))
            return len(parts) - 1
        if not _is_needed(parts, there, targets):
            return there
    last = len(parts) - 1
    has_room = last >= 0 and (
        not parts[last].classes or parts[last].classes + size <= _LARGEST_MODULE
    )
    if has_room and not _is_needed(parts, last, targets):
        return last
    parts.append(_ModulePart())
    return len(parts) - 1


def _is_needed(parts: Sequence[_ModulePart], wanted: int, targets: set[int]) -> bool:
    """Return whether one of some other modules needs a module, itself or by those that it needs."""
    waiting, seen = list(targets - {wanted}), set[int]()
    while waiting:
        index = waiting.pop()
        if index == wanted:
            return True
        if index not in seen:
            seen.add(index)
            waiting += parts[index].needs
    return False


def _part_names(part: _ModulePart, group: LargeGroup) -> Iterator[str]:
    """Yield names of a module, the one to be preferred first: the group's, then with words of its classes."""
    yield group.name
    around = [singular(word) for word in group.name.split("_")]
    beginnings: Counter[tuple[str, ...]] = Counter()
    for type_id in part.types:
        said = words(group.names[type_id]) if type_id in group.names else []
        # What the group and the method say already tells no family from another.
        while len(said) > 1 and (said[0] in _METHODS or singular(said[0]) in around):
            said.pop(0)
        beginnings.update(tuple(said[:size]) for size in range(1, min(len(said), _MOST_WORDS) + 1))
    for _, _, beginning in sorted(
        (-n, len(b) if n == 1 else -len(b), b) for b, n in beginnings.items()
    ):
        yield "_".join((group.name, *beginning))
    number = 2
    while True:
        yield f"{group.name}_{number}"
        number += 1
