"""The names of resources, of their classes, and of the methods of both the resources and the client."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from functools import partial

from ...config import ClientConfig
from ...ir.api import Api, Operation
from ...ir.name_keys import (
    OPERATION_NAMES,
    NameKey,
    method_key,
)
from ...ir.requests import is_read_while_sent
from ...ir.responses import is_stream
from ...ir.types import (
    Text,
)
from ..client.operation_constants import operation_name
from ..naming.former_rules import former_class
from ..naming.grouping import Group, resource_name
from ..naming.identifiers import (
    NOT_IN_RESOURCES,
    RESERVED_FOR_FILES,
    RESERVED_FOR_PAGES,
    RESERVED_FOR_STREAMS,
    RESERVED_FOR_WAITS,
    RESERVED_IN_CLIENT,
    RESERVED_IN_RESOURCE,
    RESERVED_MODULES,
    RESERVED_RESOURCES,
    LaterNames,
    Wish,
    pascal,
    snake,
)
from ..naming.method_names import MethodNamer, spaced_id
from ..naming.name_registry import NameRegistry
from ..naming.words import words
from .named_parts import NamedParts, api_name

UNTAGGED = "operations"
"""The module of tests, and the page, of operations without a tag."""
_USUAL_STYLE = "short"


def allot_resources(
    registry: NameRegistry, groups: Sequence[Group], client: str, further: frozenset[str]
) -> dict[str, str]:
    """Assign the modules and classes of resources; return the module of each operation by its pointer.

    `further` are names that the modules of this client import beside the usual ones.
    """
    locked = registry.past.names
    labelled = [(group, group.label) for group in groups if group.label]
    own = [operation for group in groups if not group.label for operation in group.operations]
    modules = registry.allot(
        [Wish(group.key, [resource_name(label)]) for group, label in labelled],
        reserved=RESERVED_MODULES
        | RESERVED_IN_CLIENT
        | ({UNTAGGED} if own else set())
        | _kept_on_client(locked, own, [group.key for group, _ in labelled]),
    )
    classes = registry.allot_usual(
        [
            Wish(group.class_key, _class_candidates(group, label, modules[group.key], locked))
            for group, label in labelled
        ],
        reserved=(RESERVED_RESOURCES | further) - _kept_classes(locked, groups)
        | {client, f"Async{client}"},
        senior={group.class_key for group, _ in labelled if group.key in locked},
    )
    registry.record(classes)
    return {
        op.at: modules[group.key] if group.label else UNTAGGED
        for group in groups
        for op in group.operations
    }


def further_reserved(api: Api) -> frozenset[str]:
    """Return the names that modules of resources import only where operations return streams, or take files or items."""
    further = frozenset[str]()
    for operation in api.operations:
        further |= RESERVED_FOR_STREAMS if is_stream(operation) else frozenset()
        further |= RESERVED_FOR_FILES if is_read_while_sent(operation) else frozenset()
        further |= RESERVED_FOR_WAITS if operation.wait else frozenset()
    return further


def _kept_classes(locked: Mapping[NameKey, str], groups: Sequence[Group]) -> frozenset[str]:
    """Return the names that classes of resources had before they were reserved, and that their modules do not import."""
    kept = set()
    for group in groups:
        imported = RESERVED_RESOURCES - NOT_IN_RESOURCES - RESERVED_FOR_PAGES
        if any(operation.pagination for operation in group.operations):
            imported |= RESERVED_FOR_PAGES
        if any(map(is_stream, group.operations)):
            imported |= RESERVED_FOR_STREAMS
        if any(map(is_read_while_sent, group.operations)):
            imported |= RESERVED_FOR_FILES
        name = locked.get(group.class_key)
        if name is not None and name not in imported:
            kept.add(name)
    return frozenset(kept)


def _kept_on_client(
    locked: Mapping[NameKey, str], own: Iterable[Operation], resources: Iterable[NameKey]
) -> set[str]:
    """Return the names that operations of the client had: a new resource, their neighbour, takes none of them."""
    keys = (method_key(operation.at) for operation in own)
    kept = {locked[key] for key in keys if key in locked}
    return kept - {locked.get(key) for key in resources}


def _class_candidates(
    group: Group, label: Text, module: str, locked: Mapping[NameKey, str]
) -> list[str]:
    """Return names for the class of a group, in the document's own spelling where that is unambiguous.

    Where the last run knew the group, but did not record the class, it had the name that was usual then.
    """
    exact = pascal(label.raw, "Tag")
    names = [exact] if snake(exact, "tag") == module else []
    if locked.get(group.key) == module and group.class_key not in locked:
        former = former_class(group.tag.raw, module) if group.tag else pascal(label.raw.lower())
        names.insert(0, former)
    plain = pascal(module)
    names += [plain, f"{plain}Operations"]
    return [name for name in names if f"Async{name}" not in RESERVED_RESOURCES]


def method_candidates(parts: NamedParts, config: ClientConfig) -> dict[str, list[str]]:
    """Return what all methods may be called, by the pointers of their operations, the best first."""
    operations = [op for op in parts.api.operations if op.made_of is None]
    full = {op.at: _full_name(op) for op in operations}
    if config.operation_names == "full":
        return {at: [name] for at, name in full.items()}
    namer = MethodNamer(parts.routes(operations), parts.undone, full, api_name(parts.api))
    found: dict[str, list[str]] = {}
    for group in parts.grouping.groups:
        own = [op for op in group.operations if op.made_of is None]
        found |= namer.candidates(own, group.label, by_path=group.tag is None)
    return found


def allot_methods(
    registry: NameRegistry,
    config: ClientConfig,
    parts: NamedParts,
    candidates: Callable[[], Mapping[str, Sequence[str]]],
    modules: Collection[str],
) -> None:
    """Assign the names of all methods.

    Args:
        registry: Where names are assigned.
        config: Names, and the style of those of operations.
        parts: What needs a name.
        candidates: Returns what methods may be called, by the pointers of operations.
        modules: The names of the resources beside those of the client.
    """
    grouping = parts.grouping
    operations = [op for op in parts.api.operations if op.made_of is None]
    is_restyled = _changes_style(registry, config)
    anew = {method_key(op.at) for op in operations if is_restyled or op.at in grouping.regrouped}
    for group in grouping.groups:
        own = [op for op in group.operations if op.made_of is None]
        made = [op for op in group.operations if op.made_of is not None]
        reserved = RESERVED_IN_RESOURCE if group.label else RESERVED_IN_CLIENT | set(modules)
        locked = {registry.past.names.get(method_key(op.at), "") for op in made}
        configured = {
            method_key(op.at): config.names[op.operation_id.raw]
            for op in own
            if op.operation_id and op.operation_id.raw in config.names
        }
        names = registry.allot(
            [
                Wish(method_key(op.at), LaterNames(partial(_names_of, candidates, op.at)))
                for op in sorted(own, key=partial(_is_from_elsewhere, registry, group))
            ],
            reserved=reserved | locked,
            configured=configured,
            anew=anew,
        )
        wishes = [
            Wish(method_key(op.at), [_made_name(op, names[method_key(op.made_of)])])
            for op in made
            if op.made_of is not None
        ]
        renamed = {method_key(op.at) for op in made if method_key(op.made_of or "") in anew}
        registry.allot(wishes, reserved=reserved | set(names.values()), anew=renamed)


def _names_of(candidates: Callable[[], Mapping[str, Sequence[str]]], at: str) -> Sequence[str]:
    return candidates()[at]


def _changes_style(registry: NameRegistry, config: ClientConfig) -> bool:
    """Return whether `operation_names` is not what it was: then the operations get new names."""
    style = config.operation_names
    if style != _USUAL_STYLE:
        registry.record({OPERATION_NAMES: style})
    return registry.past.names.get(OPERATION_NAMES, _USUAL_STYLE) != style


def _made_name(operation: Operation, name: str) -> str:
    """Return the name of a method that calls the operation of another one, whose name is given, in another way."""
    return f"wait_until_{snake(operation.wait.name.raw)}" if operation.wait else f"{name}_stream"


def _is_from_elsewhere(registry: NameRegistry, group: Group, operation: Operation) -> bool:
    """Return whether an operation is new here, though it has a name: whoever was here comes first."""
    return registry.past.group(operation.at) not in (None, group.key)


def _full_name(operation: Operation) -> str:
    text = spaced_id(operation)
    return snake(text if words(text) else operation_name(operation).raw, "call")
