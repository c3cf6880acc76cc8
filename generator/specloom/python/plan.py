"""Api to ClientPlan: every name is allotted, then everything is decided that code is written from.

Names are allotted scope by scope, each scope once, when all of its candidates are known: resources and
their classes, types with their attributes and constants, the constructor, exceptions, the methods of each
resource with their arguments. A configured name wins over that of the last run, and that over a new one.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from ..config import ClientConfig
from ..ir.api import Api, Operation, Tag
from ..ir.name_keys import (
    CLIENT,
    OPERATION_NAMES,
    PACKAGE,
    NameKey,
    method_key,
    model_key,
    recorded_names,
    request_model_key,
    tag_class_key,
    tag_key,
)
from ..ir.resolve import is_enum_class
from ..ir.types import EnumDecl, Given, ObjectDecl, Text, TypeDecl, UnionDecl
from .client.client_plan import ClientPlan, ResourcePlan
from .client.constructor import client_name, plan_constructor
from .client.errors import plan_exceptions
from .client.operation_constants import operation_name
from .client.operation_plan import plan_operation
from .code.annotations import LARGEST_INLINE_ENUM, Symbols
from .code.constants import settled
from .code.discriminators import decisions_of
from .code.runtime_package import RuntimePlace
from .naming.identifiers import (
    RESERVED_CLASSES,
    RESERVED_IN_CLIENT,
    RESERVED_IN_RESOURCE,
    RESERVED_MODULES,
    RESERVED_RESOURCES,
    Wish,
    class_candidates,
    operation_words,
    pascal,
    request_candidates,
    snake,
    words,
)
from .naming.model_modules import group_types, recursive_aliases, split_types, uses
from .naming.name_registry import NameRegistry, PastClient, allot_fields, allot_members

_UNTAGGED = "operations"
_USUAL_STYLE = "short"
_DEPENDENCIES = frozenset(("anyio", "httpx2", "pydantic", "pydantic_core", "pytest", "support"))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Group:
    """The operations of one tag: the module and class they go to. Those without a tag have no class."""

    tag: Tag | None
    module: str
    class_name: str
    operations: tuple[Operation, ...]


def plan(api: Api, config: ClientConfig, past: PastClient) -> ClientPlan:
    """Decide what the Python client will be.

    Args:
        api: What the API means.
        config: How the client is configured.
        past: What the last run left: what had a name keeps it where it can.
    """
    api = settled(api)
    registry = NameRegistry(recorded_names(config.names), past)
    package = _fixed(registry, PACKAGE, package_name(api, config), config.package)
    client = _fixed(registry, CLIENT, client_name(api.title, package))
    groups = _group_operations(registry, api, client)
    symbols = _allot_symbols(registry, api, config, groups)
    exceptions = plan_exceptions(symbols, registry)
    error_names = {type_id: each.name for type_id, each in exceptions.items()}
    methods = _allot_methods(registry, config, groups)
    resources = tuple(
        ResourcePlan(
            tag=group.tag,
            module=group.module,
            class_name=group.class_name,
            operations=tuple(
                plan_operation(symbols, op, methods[op.at], error_names, registry)
                for op in group.operations
            ),
        )
        for group in groups
    )
    constructor = plan_constructor(api, package, client, registry)
    return ClientPlan(
        api=api,
        config=config,
        names=registry.names(),
        package=package,
        symbols=symbols,
        resources=resources,
        exceptions=exceptions,
        constructor=constructor,
    )


def _fixed(registry: NameRegistry, key: NameKey, name: str, configured: str | None = None) -> str:
    """Return a name that follows from the title, but stays when the title changes."""
    name = configured or registry.past.names.get(key, name)
    registry.record({key: name})
    return name


def _changes_style(registry: NameRegistry, config: ClientConfig) -> bool:
    """Return whether `operation_names` is not what it was: then the operations get new names."""
    style = config.operation_names
    if style != _USUAL_STYLE:
        registry.record({OPERATION_NAMES: style})
    return registry.past.names.get(OPERATION_NAMES, _USUAL_STYLE) != style


def _group_operations(registry: NameRegistry, api: Api, client: str) -> tuple[_Group, ...]:
    """Group the operations by their first tag; modules and classes are named after it."""
    described = {tag.name: tag for tag in api.tags}
    by_tag: dict[Text | None, list[Operation]] = {}
    for operation in api.operations:
        by_tag.setdefault(operation.tags[0] if operation.tags else None, []).append(operation)
    tags = sorted((tag for tag in by_tag if tag is not None), key=lambda tag: tag.raw)
    locked = registry.past.names
    modules = registry.allot(
        [Wish(tag_key(tag), [snake(tag.raw, "tag")]) for tag in tags],
        reserved=RESERVED_MODULES
        | RESERVED_IN_CLIENT
        | ({_UNTAGGED} if None in by_tag else set())
        | _kept_on_client(locked, by_tag.get(None, ()), tags),
    )
    classes = registry.allot_usual(
        [Wish(tag_class_key(t), _class_candidates(t, modules[tag_key(t)])) for t in tags],
        reserved=RESERVED_RESOURCES | {client, f"Async{client}"},
        senior={tag_class_key(t) for t in tags if tag_key(t) in locked},
    )
    groups = [
        _Group(
            tag=described.get(tag, Tag(name=tag, at="#")),
            module=modules[tag_key(tag)],
            class_name=classes[tag_class_key(tag)],
            operations=tuple(by_tag[tag]),
        )
        for tag in tags
    ]
    if None in by_tag:
        untagged = tuple(by_tag[None])
        groups.append(_Group(tag=None, module=_UNTAGGED, class_name="", operations=untagged))
    return tuple(groups)


def _kept_on_client(
    locked: Mapping[NameKey, str], untagged: Iterable[Operation], tags: Iterable[Text]
) -> set[str]:
    """Return the names that operations without a tag had: a new tag, their neighbour, takes none of them."""
    keys = (method_key(operation.at) for operation in untagged)
    kept = {locked[key] for key in keys if key in locked}
    return kept - {locked.get(tag_key(tag)) for tag in tags}


def _allot_symbols(
    registry: NameRegistry, api: Api, config: ClientConfig, groups: Iterable[_Group]
) -> Symbols:
    """Assign the names of types, attributes and constants, and decide which module each type goes to."""
    recursive = recursive_aliases(api)
    decisions = decisions_of(api.types)
    wishes = [
        Wish(model_key(type_id), class_candidates(d.hint), given=isinstance(d.hint, Given))
        for type_id, d in api.types.items()
        if type_id in recursive or type_id in decisions or _has_name(d)
    ]
    readable, writable = uses(api)
    split = split_types(api, readable & writable)
    wishes += [
        Wish(request_model_key(i), request_candidates(api.types[i].hint), given=False)
        for i in sorted(split)
    ]
    names = registry.allot(wishes, reserved=RESERVED_CLASSES)
    module_of = {op.at: group.module for group in groups for op in group.operations}
    modules, recorded = group_types(api, module_of, registry.past.names)
    registry.record(recorded)
    return Symbols(
        api=api,
        names={i: names[model_key(i)] for i in api.types if model_key(i) in names},
        request_names={type_id: names[request_model_key(type_id)] for type_id in split},
        readable=frozenset(readable),
        writable=frozenset(writable),
        modules=modules,
        recursive=recursive,
        decisions=decisions,
        runtime=RuntimePlace.of(config),
        field_names={
            type_id: allot_fields(d, registry)
            for type_id, d in api.types.items()
            if isinstance(d, ObjectDecl)
        },
        member_names={
            type_id: allot_members(d, registry)
            for type_id, d in api.types.items()
            if isinstance(d, EnumDecl) and is_enum_class(d)
        },
    )


def _allot_methods(
    registry: NameRegistry, config: ClientConfig, groups: Sequence[_Group]
) -> dict[str, str]:
    """Assign the names of all methods, by the pointers of the operations."""
    tagged = frozenset(group.module for group in groups if group.tag)
    is_restyled = _changes_style(registry, config)
    names: dict[NameKey, str] = {}
    for group in groups:
        configured = {
            method_key(op.at): config.names[op.operation_id.raw]
            for op in group.operations
            if op.operation_id and op.operation_id.raw in config.names
        }
        names |= registry.allot(
            _method_wishes(registry.past, config, group),
            reserved=RESERVED_IN_RESOURCE if group.tag else RESERVED_IN_CLIENT | tagged,
            configured=configured,
            anew=is_restyled,
        )
    return {op.at: names[method_key(op.at)] for group in groups for op in group.operations}


def _method_wishes(past: PastClient, config: ClientConfig, group: _Group) -> list[Wish]:
    """Return what the methods of a group would be called; those that the group had before come first."""
    tag = group.tag.name.raw if group.tag else None
    full = {op.at: _full_name(op) for op in group.operations}
    is_full = config.operation_names == "full"
    short = full if is_full else {op.at: _short_name(op, tag) for op in group.operations}
    count = Counter(short.values())
    return [
        Wish(
            method_key(op.at),
            [full[op.at]] if count[short[op.at]] > 1 else [short[op.at], full[op.at]],
        )
        for op in sorted(group.operations, key=lambda op: _is_from_another_tag(past, op))
    ]


def _is_from_another_tag(past: PastClient, operation: Operation) -> bool:
    """Return whether an operation is new here, though it has a name: whoever was here comes first."""
    before = past.operation(operation.at)
    return before is not None and before.tags[:1] != operation.tags[:1]


def _short_name(operation: Operation, tag: str | None) -> str:
    if operation.operation_id is None:
        return _full_name(operation)
    return snake(" ".join(operation_words(operation.operation_id.raw, tag)), "call")


def package_name(api: Api, config: ClientConfig) -> str:
    """Return the import name of the package: the configured one, else from the title."""
    name = config.package or snake(client_name(api.title, "api_client"), "api_client")
    # A package of the name of a module that it needs would hide it.
    hides = config.package is None and name in sys.stdlib_module_names | _DEPENDENCIES
    return f"{name}_client" if hides else name


def _has_name(declaration: TypeDecl) -> bool:
    """Return whether a type is declared under a name of its own; the others are written where they are used."""
    match declaration:
        case ObjectDecl():
            return True
        case EnumDecl(members=members) if len(members) > LARGEST_INLINE_ENUM:
            return True
        case EnumDecl() if is_enum_class(declaration):
            return True
        case UnionDecl(discriminator=Text()):
            return True
        case _:
            return isinstance(declaration.hint, Given)


def _class_candidates(tag: Text, module: str) -> list[str]:
    """Return names for the class of a tag's operations, in the tag's own spelling where that is unambiguous."""
    spelled = pascal(tag.raw, "Tag")
    names = [spelled] if snake(spelled, "tag") == module else []
    plain = pascal(module)
    names += [plain, f"{plain}Operations"]
    return [name for name in names if f"Async{name}" not in RESERVED_RESOURCES]


def _full_name(operation: Operation) -> str:
    text = operation.operation_id.raw if operation.operation_id else ""
    if not words(text):
        text = operation_name(operation).raw
    return snake(text, "call")
