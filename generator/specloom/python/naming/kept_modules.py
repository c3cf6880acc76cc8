"""Models that stay in the module that they were in, although another resource uses them, too, or another one alone.

Where a class is defined is written into pickles, and some callers import it from there. The modules must not need each
other, so a model that others of `shared` refer to cannot stay: it is reported as moved.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping

from ...ir.api import Api
from ...ir.name_keys import NameKey, module_key
from ...ir.type_graph import ids_of
from ...ir.types import TypeId
from .model_modules import components
from .name_registry import PastClient


def former_modules(past: PastClient, types: Iterable[TypeId]) -> dict[TypeId, str]:
    """Return the module that each type with a name was in.

    Without a surface, these are the modules that the lock records of `types`.
    """
    if past.surface is None:
        return {i: past.names[module_key(i)] for i in types if module_key(i) in past.names}
    models = past.surface.models.items()
    return {i: model.module for i, model in models if model.name and model.module is not None}


def kept_modules(
    api: Api, placed: Mapping[TypeId, str], former: Mapping[TypeId, str]
) -> tuple[dict[TypeId, str], dict[NameKey, str]]:
    """Return the modules of types, those that can stay where they were among them, and what the lock records of these.

    Args:
        api: The API.
        placed: Where the types would be in a new client.
        former: Where they were in the last run.
    """
    modules = dict(placed)
    left = [i for i, module in former.items() if i in placed and placed[i] != module]
    if not left:
        return modules, {}
    graph = _ModuleGraph(api, modules)
    wanted = set(left)
    # What refers to others comes last: it can stay only where these are reached from.
    for component in components(api, list(api.types)):
        targets = {former.get(i) for i in component}
        if wanted.isdisjoint(component) or len(targets) != 1:
            continue
        graph.move(component, former[next(iter(wanted.intersection(component)))])
    recorded = {module_key(i): modules[i] for i in left if modules[i] != placed[i]}
    return modules, recorded


class _ModuleGraph:
    """Which modules need which others, by the types in them. Moving types changes `modules`."""

    def __init__(self, api: Api, modules: dict[TypeId, str]) -> None:
        self._api = api
        self._modules = modules
        self._needs: Counter[tuple[str, str]] = Counter()
        self._users: dict[TypeId, list[TypeId]] = {}
        for type_id, module in modules.items():
            for target in self._targets(type_id):
                self._users.setdefault(target, []).append(type_id)
                self._needs[module, modules[target]] += 1

    def _targets(self, type_id: TypeId) -> Iterable[TypeId]:
        return [each for each in ids_of(self._api.types[type_id]) if each in self._modules]

    def move(self, types: Iterable[TypeId], module: str) -> None:
        """Move types that refer to each other to a module, if no module needs itself then."""
        types = list(types)
        before = {type_id: self._modules[type_id] for type_id in types}
        self._place(dict.fromkeys(types, module))
        if self._has_circle(module):
            self._place(before)

    def _place(self, places: Mapping[TypeId, str]) -> None:
        for type_id, module in places.items():
            self._count(type_id, -1)
            self._modules[type_id] = module
            self._count(type_id, 1)

    def _count(self, type_id: TypeId, by: int) -> None:
        for target in self._targets(type_id):
            self._needs[self._modules[type_id], self._modules[target]] += by
        for user in self._users.get(type_id, ()):
            if user != type_id:
                self._needs[self._modules[user], self._modules[type_id]] += by

    def _has_circle(self, module: str) -> bool:
        needed: dict[str, set[str]] = {}
        for (user, target), number in self._needs.items():
            if number > 0 and user != target:
                needed.setdefault(user, set()).add(target)
        waiting, seen = list(needed.get(module, ())), set[str]()
        while waiting:
            each = waiting.pop()
            if each == module:
                return True
            if each not in seen:
                seen.add(each)
                waiting += needed.get(each, ())
        return False
