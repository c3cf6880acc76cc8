"""The module of each model: by tag, or `shared`, or `webhook_events`.

The modules form an acyclic graph by construction: what a model of one tag refers to is used by that
tag too, so it is in the same module or in `shared`, and `shared` refers to nothing outside itself. A
group too large for one module has several (`module_parts`).
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Mapping, Sequence

from ...ir.api import Api, Operation
from ...ir.name_keys import NameKey, model_key, module_key
from ...ir.type_graph import (
    ids_of,
    reachable,
    reached_by,
    references_in,
    request_ids,
    response_ids,
)
from ...ir.types import Access, AliasDecl, ObjectDecl, TypeId, UnionDecl
from .module_parts import LargeGroup, is_large, parts_of

SHARED = "shared"
EVENTS = "webhook_events"
"""The module of what only webhooks and callbacks have."""
_HIGHEST_ALIAS = 20


def group_types(
    api: Api,
    module_of: Mapping[str, str],
    names: Mapping[TypeId, str],
    locked: Mapping[NameKey, str],
    unreached: Container[TypeId] = (),
) -> tuple[dict[TypeId, str], dict[NameKey, str]]:
    """Return the module of each type, and what the next run needs to know of this.

    Args:
        api: The API.
        module_of: The module of each operation, by its pointer.
        names: The names of the types that are written.
        locked: The names of the last run; of types whose group was too large for one module, also their modules.
        unreached: Types that are not written, and so need none of the others.
    """
    users: dict[TypeId, set[str]] = {type_id: set() for type_id in api.types}
    by_module: dict[str, set[TypeId]] = {}
    for operation in api.operations:
        start = by_module.setdefault(module_of[operation.at], set())
        start.update(request_ids(operation))
        start.update(response_ids(operation))
    references = references_in(api.types)
    for module, start in by_module.items():
        for type_id in reached_by(references, start):
            users[type_id].add(module)
    # What is only in webhooks has modules of its own, which no other module needs, so that calls do not load it.
    events = {i for i in _incoming_types(api) if not users[i]}
    # Other types that no operation uses count as another user of everything they refer to, or a module of
    # one tag and `shared` could need each other.
    others = [i for i, by in users.items() if not by and i not in unreached and i not in events]
    for type_id in reached_by(references, others):
        users[type_id].add(SHARED)
    for type_id in events:
        users[type_id] = users[type_id] or {EVENTS}
    groups: dict[str, list[TypeId]] = {}
    for type_id, modules in users.items():
        groups.setdefault(next(iter(modules)) if len(modules) == 1 else SHARED, []).append(type_id)
    placed: dict[TypeId, str] = {}
    recorded: dict[NameKey, str] = {}
    for name, members in groups.items():
        before = _modules_before(name, members, locked, groups)
        classes = [i for i in members if i in names and isinstance(api.types[i], ObjectDecl)]
        if name == EVENTS and EVENTS not in by_module:
            # Without a record, they were in `shared`.
            recorded |= {module_key(type_id): name for type_id in members if type_id in names}
        if set(before.values()) <= {name} and not is_large(len(classes)):
            placed |= dict.fromkeys(members, name)
            continue
        inside = components(api, members)
        taken = (groups.keys() | set(placed.values())) - {name}
        group = LargeGroup(name=name, names=names, locked=before, taken=taken)
        parts = parts_of(api, group, inside)
        placed |= parts
        if len(set(parts.values())) > 1:
            recorded |= {module_key(type_id): module for type_id, module in parts.items()}
    return placed, recorded


def _modules_before(
    group: str, members: Sequence[TypeId], locked: Mapping[NameKey, str], groups: Container[str]
) -> dict[TypeId, str]:
    """Return the modules that types of a group were in; what had a name and no record was in the only one."""
    before = {}
    for type_id in members:
        module = locked.get(module_key(type_id), group if model_key(type_id) in locked else "")
        if module and _group_of(module, groups) == group:
            before[type_id] = module
    return before


def _group_of(module: str, groups: Container[str]) -> str:
    """Return the group that a module is of: the longest one that its name begins with; "" if there is none."""
    words = module.split("_")
    begins = ("_".join(words[:size]) for size in range(len(words), 0, -1))
    return next((name for name in begins if name in groups), "")


def components(api: Api, members: Sequence[TypeId]) -> list[list[TypeId]]:
    """Return the strongly connected components among some types, those referred to first (Tarjan's algorithm)."""
    inside = set(members)
    index: dict[TypeId, int] = {}
    low: dict[TypeId, int] = {}
    stack: list[TypeId] = []
    on_stack: set[TypeId] = set()
    result: list[list[TypeId]] = []
    for root in members:
        if root in index:
            continue
        work = [(root, _inner_ids(api, root, inside))]
        index[root] = low[root] = len(index)
        stack.append(root)
        on_stack.add(root)
        while work:
            node, targets = work[-1]
            for target in targets:
                if target not in index:
                    index[target] = low[target] = len(index)
                    stack.append(target)
                    on_stack.add(target)
                    work.append((target, _inner_ids(api, target, inside)))
                    break
                if target in on_stack:
                    low[node] = min(low[node], index[target])
            else:
                work.pop()
                if work:
                    parent = work[-1][0]
                    low[parent] = min(low[parent], low[node])
                if low[node] == index[node]:
                    result.append(_pop_component(stack, on_stack, node))
    return result


def in_order_of_use(api: Api, members: Sequence[TypeId]) -> list[TypeId]:
    """Return the types among some that are not objects, those referred to first.

    Classes refer to aliases by quoted names, so what lies behind an object does not count; what is
    written out where it is used has no name and is not among them, but is looked through.
    """
    seen: dict[TypeId, None] = {}
    waiting = list(reversed(members))
    while waiting:
        type_id = waiting.pop()
        declaration = api.types.get(type_id)
        if type_id not in seen and not isinstance(declaration, ObjectDecl | None):
            seen[type_id] = None
            waiting += ids_of(declaration)
    wanted = set(members)
    ordered = (i for component in components(api, list(seen)) for i in component)
    return [type_id for type_id in ordered if type_id in wanted]


def uses(api: Api) -> tuple[set[TypeId], set[TypeId]]:
    """Return the types that occur in responses, and those that occur in requests."""
    readable = reachable(api.types, (i for op in api.operations for i in response_ids(op)))
    writable = reachable(api.types, (i for op in api.operations for i in request_ids(op)))
    return readable, writable


def received_types(api: Api) -> set[TypeId]:
    """Return the types that occur in what servers send of themselves: in webhooks and callbacks."""
    return reachable(api.types, (i for each in _incoming(api) for i in request_ids(each)))


def _incoming_types(api: Api) -> set[TypeId]:
    """Return the same, and the types that they expect in response."""
    responses = (i for each in _incoming(api) for i in response_ids(each))
    return received_types(api) | reachable(api.types, responses)


def _incoming(api: Api) -> Iterator[Operation]:
    """Yield the requests that an API sends."""
    callbacks = (each for operation in api.operations for each in operation.callbacks)
    for callback in (*api.webhooks, *callbacks):
        yield from callback.operations


def split_types(api: Api, candidates: Iterable[TypeId]) -> set[TypeId]:
    """Return the objects and unions that requests and responses see differently, themselves or in what they refer to."""
    users: dict[TypeId, list[TypeId]] = {}
    for type_id, declaration in api.types.items():
        for target in ids_of(declaration):
            users.setdefault(target, []).append(type_id)
    waiting = [
        type_id
        for type_id, declaration in api.types.items()
        if isinstance(declaration, ObjectDecl)
        and any(field.access is not Access.BOTH for field in declaration.fields)
    ]
    different: set[TypeId] = set()
    while waiting:
        type_id = waiting.pop()
        if type_id not in different:
            different.add(type_id)
            waiting += users.get(type_id, ())
    kinds = (ObjectDecl, UnionDecl)
    return {i for i in candidates if i in different and isinstance(api.types[i], kinds)}


def recursive_aliases(api: Api) -> frozenset[TypeId]:
    """Return the aliases and unions that are referred to by name, not written out.

    They refer to themselves without an object in between; or they are every so many steps in a long
    row of aliases, as written out it would be nested too deeply for Python.
    """
    aliases = [i for i, d in api.types.items() if isinstance(d, (AliasDecl, UnionDecl))]
    inside = set(aliases)
    named: set[TypeId] = set()
    height: dict[TypeId, int] = {}
    for component in components(api, aliases):
        for type_id in component:
            inner = set(_inner_ids(api, type_id, inside))
            height[type_id] = 1 + max((height.get(target, 0) for target in inner), default=0)
            if len(component) > 1 or type_id in inner or height[type_id] == _HIGHEST_ALIAS:
                named.add(type_id)
                height[type_id] = 0
    return frozenset(named)


def _inner_ids(api: Api, type_id: TypeId, inside: set[TypeId]) -> Iterator[TypeId]:
    return (target for target in ids_of(api.types[type_id]) if target in inside)


def _pop_component(stack: list[TypeId], on_stack: set[TypeId], root: TypeId) -> list[TypeId]:
    component = []
    while True:
        member = stack.pop()
        on_stack.discard(member)
        component.append(member)
        if member == root:
            return sorted(component)
