"""Which module each model goes to: by the tag whose operations use it, `shared` for the rest.

The modules form an acyclic graph by construction: what a model of one tag refers to is used by that
tag too, so it is in the same module or in `shared`, and `shared` refers to nothing outside itself.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
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

SHARED = "shared"
_LARGEST_MODULE = 60


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


def ids_of(declaration: TypeDecl) -> Iterator[TypeId]:
    """Give the ids that a declaration refers to."""
    match declaration:
        case ObjectDecl(fields=fields, extra=extra):
            for field in fields:
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


def request_ids(operation: Operation) -> Iterator[TypeId]:
    """Give the ids that an operation's parameters and request body refer to."""
    for parameter in operation.parameters:
        yield from ids_in(parameter.type)
    for content in operation.body.contents if operation.body else ():
        yield from ids_in(content.type)


def response_ids(operation: Operation) -> Iterator[TypeId]:
    """Give the ids that an operation's responses refer to."""
    for response in operation.responses:
        for content in response.contents:
            yield from ids_in(content.type)
        if response.header_type is not None:
            yield response.header_type


def reachable(api: Api, start: Iterable[TypeId]) -> set[TypeId]:
    """Give the ids that can be reached from some, themselves included."""
    found: set[TypeId] = set()
    waiting = list(start)
    while waiting:
        type_id = waiting.pop()
        if type_id in found or type_id not in api.types:
            continue
        found.add(type_id)
        waiting += ids_of(api.types[type_id])
    return found


def group_types(api: Api, module_of: Mapping[str, str]) -> dict[TypeId, str]:
    """Give the module of each type. `module_of` maps an operation (by its pointer) to its module's name."""
    users: dict[TypeId, set[str]] = {type_id: set() for type_id in api.types}
    by_module: dict[str, set[TypeId]] = {}
    for operation in api.operations:
        start = by_module.setdefault(module_of[operation.at], set())
        start.update(request_ids(operation))
        start.update(response_ids(operation))
    for module, start in by_module.items():
        for type_id in reachable(api, start):
            users[type_id].add(module)
    # Types that no operation uses count as another user of everything they refer to, or a module of
    # one tag and `shared` could need each other.
    for type_id in reachable(api, [type_id for type_id, by in users.items() if not by]):
        users[type_id].add(SHARED)
    groups: dict[str, list[TypeId]] = {}
    for type_id, modules in users.items():
        groups.setdefault(next(iter(modules)) if len(modules) == 1 else SHARED, []).append(type_id)
    return {
        type_id: module
        for name, members in groups.items()
        for module, chunk in _chunks(api, name, members)
        for type_id in chunk
    }


def _chunks(
    api: Api, name: str, members: Sequence[TypeId]
) -> Iterator[tuple[str, Sequence[TypeId]]]:
    """Split a large module so that each part refers to earlier parts only; recursive groups stay together."""
    classes = [type_id for type_id in members if isinstance(api.types[type_id], ObjectDecl)]
    if len(classes) <= _LARGEST_MODULE:
        yield name, members
        return
    number, chunk = 1, list[TypeId]()
    for component in components(api, members):
        if chunk and len(chunk) + len(component) > _LARGEST_MODULE:
            yield f"{name}_{number}", chunk
            number, chunk = number + 1, []
        chunk += component
    yield f"{name}_{number}", chunk


def components(api: Api, members: Sequence[TypeId]) -> list[list[TypeId]]:
    """Give the strongly connected components among some types, those referred to first (Tarjan's algorithm)."""
    inside = set(members)
    index: dict[TypeId, int] = {}
    low: dict[TypeId, int] = {}
    stack: list[TypeId] = []
    on_stack: set[TypeId] = set()
    found: list[list[TypeId]] = []
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
                    found.append(_pop_component(stack, on_stack, node))
    return found


def uses(api: Api) -> tuple[set[TypeId], set[TypeId]]:
    """Give the types that occur in responses, and those that occur in requests."""
    readable = reachable(api, (i for op in api.operations for i in response_ids(op)))
    writable = reachable(api, (i for op in api.operations for i in request_ids(op)))
    return readable, writable


def split_types(api: Api, candidates: Iterable[TypeId]) -> set[TypeId]:
    """Give the objects that requests and responses see differently, themselves or in what they refer to."""
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
    return {i for i in candidates if i in different and isinstance(api.types[i], ObjectDecl)}


def recursive_aliases(api: Api) -> frozenset[TypeId]:
    """Give the aliases and unions that refer to themselves without an object in between."""
    aliases = [i for i, d in api.types.items() if isinstance(d, (AliasDecl, UnionDecl))]
    inside = set(aliases)
    return frozenset(
        type_id
        for component in components(api, aliases)
        for type_id in component
        if len(component) > 1 or type_id in _inner_ids(api, type_id, inside)
    )


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
