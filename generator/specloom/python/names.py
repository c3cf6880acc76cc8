"""All names of a client: allotted once, when everything that needs a name is known.

Each scope is allotted once, with all of its candidates: resources and their classes, types with their attributes and constants,
exceptions, methods with their arguments, the constructor. A configured name wins over that of the last run, and that over a new one.
"""

from __future__ import annotations

import sys
from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import partial

from ..config import ClientConfig
from ..config.checks import is_package_name
from ..ir.api import Api, Operation
from ..ir.incoming import incoming_of
from ..ir.name_keys import (
    CLIENT,
    OPERATION_NAMES,
    PACKAGE,
    NameKey,
    error_key,
    method_key,
    model_key,
    recorded_names,
    request_model_key,
)
from ..ir.requests import is_read_while_sent
from ..ir.resolve import is_enum_class
from ..ir.responses import is_stream
from ..ir.signature import Signature
from ..ir.types import (
    EnumDecl,
    Given,
    ObjectDecl,
    Text,
    TypeDecl,
    TypeId,
    UnionDecl,
)
from ..records import dataclass
from .client.constructor import allot_keywords, client_name
from .client.error_classes import ErrorObject, declared_errors
from .client.operation_constants import operation_name
from .client.operation_plan import allot_arguments, signature_of
from .code.annotations import LARGEST_INLINE_ENUM
from .code.discriminators import Decision, decisions_of
from .naming.former_rules import former_class
from .naming.grouping import Group, Grouping, group_operations, resource_name
from .naming.identifiers import (
    NOT_IN_RESOURCES,
    RAISED_BY_RUNTIME,
    RESERVED_CLASSES,
    RESERVED_ERRORS,
    RESERVED_FOR_FILES,
    RESERVED_FOR_PAGES,
    RESERVED_FOR_STREAMS,
    RESERVED_FOR_WAITS,
    RESERVED_FOR_WEBHOOKS,
    RESERVED_IN_CLIENT,
    RESERVED_IN_RESOURCE,
    RESERVED_MODULES,
    RESERVED_RESOURCES,
    Wish,
    pascal,
    snake,
)
from .naming.kept_modules import former_modules, kept_modules
from .naming.method_names import MethodNamer, spaced_id
from .naming.model_modules import (
    group_types,
    received_types,
    recursive_aliases,
    split_types,
    uses,
)
from .naming.name_registry import NameRegistry, Names, PastClient, allot_fields, allot_members
from .naming.operation_ids import Undone, undone_ids
from .naming.owner_names import Owners, plain_owners, short_owners
from .naming.path_names import Routes
from .naming.resource_parts import record_parts
from .naming.titles import api_words, package_words
from .naming.type_candidates import alias_candidates, type_candidates
from .naming.words import words
from .reached import unreached_types
from .repeated_unions import repeated_unions
from .written_out import written_out_types

UNTAGGED = "operations"
"""The module of tests, and the page, of operations without a tag."""
_USUAL_STYLE = "short"
_DEPENDENCIES = frozenset(("anyio", "httpx2", "pydantic", "pydantic_core", "pytest"))
_FRAMEWORKS = frozenset(("django", "fastapi", "flask", "litestar", "starlette"))
"""What documents are called after that nobody has given a title."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TypeRoles:
    """What is decided about the types of an API before they have names.

    Attributes:
        recursive: The aliases and unions that are referred to by name, not written out.
        decisions: How unions are told apart, of those that a property decides.
        readable: The types that occur in responses.
        writable: The types that occur in requests.
        received: The types that occur in what a server sends of itself: webhooks.
        split: The objects that have a second class, for requests, and the unions that choose from those.
        errors: The objects that the document declares as errors.
    """

    recursive: frozenset[TypeId]
    decisions: Mapping[TypeId, Decision]
    readable: frozenset[TypeId]
    writable: frozenset[TypeId]
    received: frozenset[TypeId]
    split: frozenset[TypeId]
    errors: Mapping[TypeId, ErrorObject]


@dataclass(frozen=True, slots=True, kw_only=True)
class NamedParts:
    """Everything of an API that needs a name.

    Attributes:
        api: The API.
        grouping: The resources, each with its operations.
        undone: What operationIds that a framework made were made of, by the pointers of operations.
        roles: What is decided about its types.
        signatures: The signatures of the operations, by their pointers.
        unreached: The types that need no name, since nothing leads to them.
        written_out: The types that need no name, since annotations write what they stand for.
        repeated: The unions that have a name because they are long, or would be written out again and again.
    """

    api: Api
    grouping: Grouping
    undone: Mapping[str, Undone]
    roles: TypeRoles
    signatures: Mapping[str, Signature]
    unreached: frozenset[TypeId]
    written_out: frozenset[TypeId]
    repeated: frozenset[TypeId]

    @property
    def split(self) -> frozenset[TypeId]:
        """The types that have a second name, for requests."""
        return self.roles.split - self.unreached - self.written_out


def named_parts(api: Api, config: ClientConfig, past: PastClient) -> NamedParts:
    """Return what needs a name; resources, and whether a body is one argument, stay as in the last run."""
    undone = undone_ids([op for op in api.operations if op.made_of is None])
    before = PastClient() if past.renaming else past
    grouping = group_operations(
        api.operations, config.group_by or api.group_by, undone, before.names, before.groups
    )
    readable, writable = uses(api)
    signatures = {op.at: signature_of(api.types, op, readable, past) for op in api.operations}
    recursive, decisions = recursive_aliases(api), decisions_of(api.types)
    unreached = unreached_types(api, signatures, config, past)
    has_name = {i for i, d in api.types.items() if i in recursive or i in decisions or _has_name(d)}
    repeated = repeated_unions(api, signatures.values(), writable, unreached, before)
    return NamedParts(
        api=api,
        unreached=unreached,
        written_out=written_out_types(api, config, past, recursive, decisions),
        repeated=repeated - has_name,
        grouping=grouping,
        undone=undone,
        roles=TypeRoles(
            recursive=recursive,
            decisions=decisions,
            readable=frozenset(readable),
            writable=frozenset(writable),
            received=frozenset(received_types(api)),
            split=frozenset(
                i for i in split_types(api, readable & writable) if i in has_name | repeated
            ),
            errors=declared_errors(api),
        ),
        signatures=signatures,
    )


def allot_names(parts: NamedParts, config: ClientConfig, past: PastClient) -> Names:
    """Assign every name of a client."""
    api = parts.api
    registry = NameRegistry(recorded_names(config.names), past)
    package = _fixed(registry, PACKAGE, package_name(api, config), config.package)
    client = _fixed(registry, CLIENT, client_name(api.title, package, api.servers))
    registry.record(parts.grouping.recorded)
    module_of = _allot_resources(registry, parts.grouping.groups, client, _further_reserved(api))
    methods = _method_candidates(parts, config)
    types = _allot_types(registry, parts, methods)
    placed, grouped = group_types(api, module_of, types, past.names, parts.unreached)
    modules, left = kept_modules(api, placed, former_modules(past, UNTAGGED, placed))
    registry.record({**grouped, **left})
    _allot_methods(registry, config, parts, methods, set(module_of.values()) - {UNTAGGED})
    record_parts(registry, parts.grouping.groups, parts.signatures, module_of)
    for operation in api.operations:
        allot_arguments(registry, operation, parts.signatures[operation.at])
    allot_keywords(registry, api, package)
    return registry.names(modules)


def _fixed(registry: NameRegistry, key: NameKey, name: str, configured: str | None = None) -> str:
    """Return a name that follows from the title or the folder, but stays when these change."""
    name = configured or registry.past.names.get(key, name)
    registry.record({key: name})
    return name


def _changes_style(registry: NameRegistry, config: ClientConfig) -> bool:
    """Return whether `operation_names` is not what it was: then the operations get new names."""
    style = config.operation_names
    if style != _USUAL_STYLE:
        registry.record({OPERATION_NAMES: style})
    return registry.past.names.get(OPERATION_NAMES, _USUAL_STYLE) != style


def _further_reserved(api: Api) -> frozenset[str]:
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


def _allot_resources(
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


def _kept_on_client(
    locked: Mapping[NameKey, str], own: Iterable[Operation], resources: Iterable[NameKey]
) -> set[str]:
    """Return the names that operations of the client had: a new resource, their neighbour, takes none of them."""
    keys = (method_key(operation.at) for operation in own)
    kept = {locked[key] for key in keys if key in locked}
    return kept - {locked.get(key) for key in resources}


def _allot_types(
    registry: NameRegistry, parts: NamedParts, methods: Mapping[str, Sequence[str]]
) -> dict[TypeId, str]:
    """Assign the names of types, of their attributes and constants, and of exceptions; return those of the types.

    `methods` are what the methods may be called, by the pointers of operations.
    """
    types, roles = parts.api.types, parts.roles
    repeated = {i: types[i] for i in sorted(parts.repeated - parts.written_out)}
    named = {
        type_id: declaration
        for type_id, declaration in types.items()
        if type_id not in parts.unreached
        and type_id not in parts.written_out
        and (type_id in roles.recursive or type_id in roles.decisions or _has_name(declaration))
    }
    operations = [op for op in parts.api.operations if op.made_of is None]
    routes = Routes(operations, parts.grouping.prefix)
    owners = Owners(
        plain=plain_owners(operations, parts.undone, routes),
        short=short_owners(operations, methods),
    )
    wishes = [
        Wish(model_key(i), type_candidates(named, d, owners), given=isinstance(d.hint, Given))
        for i, d in named.items()
    ]
    request_keys = {request_model_key(type_id): type_id for type_id in sorted(parts.split)}
    later = [*request_keys, *map(model_key, repeated)]
    locked = {name for key in later if (name := registry.past.names.get(key)) is not None}
    names = registry.allot(wishes, reserved=RESERVED_CLASSES | locked, least=True)
    # Whatever has a name of its own comes before what is called so for convenience.
    locked -= {registry.past.names.get(model_key(i)) for i in repeated}
    names |= registry.allot(
        [
            Wish(
                model_key(i),
                alias_candidates(named, d, owners, only_sent=i not in roles.readable),
            )
            for i, d in repeated.items()
        ],
        reserved=RESERVED_CLASSES.union(names.values(), locked),
        least=True,
    )
    # The second class of an object is named after the first one.
    registry.allot(
        [
            Wish(key, [f"{names[model_key(i)]}{suffix}" for suffix in ("Request", "Input")])
            for key, i in request_keys.items()
        ],
        reserved=RESERVED_CLASSES.union(names.values()),
    )
    for type_id, declaration in types.items():
        if model_key(type_id) in names:
            registry.record_same(names[model_key(type_id)], map(model_key, declaration.also))
        match declaration:
            case ObjectDecl():
                allot_fields(declaration, registry)
            case EnumDecl() if is_enum_class(declaration):
                allot_members(declaration, registry)
    reserved = RESERVED_ERRORS | (RESERVED_FOR_WEBHOOKS if incoming_of(parts.api) else frozenset())
    _allot_errors(registry, roles.errors, names, reserved)
    return {type_id: names[model_key(type_id)] for type_id in types if model_key(type_id) in names}


def _allot_errors(
    registry: NameRegistry,
    errors: Mapping[TypeId, ErrorObject],
    models: Mapping[NameKey, str],
    reserved: Collection[str],
) -> None:
    """Assign the names of exceptions: those of the models that they carry."""
    had = {registry.past.name(error_key(i)) for i in errors}
    own = {i: models[model_key(i)] for i, each in sorted(errors.items()) if each.has_class}
    # A schema that is called like the class of its status needs no second one.
    same = {
        i: name
        for i, name in own.items()
        if name == errors[i].status_class and registry.past.names.get(error_key(i), name) == name
    }
    registry.record({error_key(i): name for i, name in same.items() if errors[i].codes})
    registry.allot_usual(
        [Wish(error_key(i), [name]) for i, name in own.items() if i not in same],
        # What had a name before the runtime did keeps it.
        reserved=set(reserved) - (RAISED_BY_RUNTIME & had),
        # One whose model is renamed is renamed with it.
        senior={error_key(i) for i in own if registry.past.names.get(model_key(i)) == own[i]},
    )


def _method_candidates(parts: NamedParts, config: ClientConfig) -> dict[str, list[str]]:
    """Return what all methods may be called, by the pointers of their operations, the best first."""
    operations = [op for op in parts.api.operations if op.made_of is None]
    full = {op.at: _full_name(op) for op in operations}
    if config.operation_names == "full":
        return {at: [name] for at, name in full.items()}
    api = {word for text in api_words(parts.api.title, parts.api.servers) for word in words(text)}
    namer = MethodNamer(Routes(operations, parts.grouping.prefix), parts.undone, full, api)
    found: dict[str, list[str]] = {}
    for group in parts.grouping.groups:
        own = [op for op in group.operations if op.made_of is None]
        found |= namer.candidates(own, group.label, by_path=group.tag is None)
    return found


def _allot_methods(
    registry: NameRegistry,
    config: ClientConfig,
    parts: NamedParts,
    candidates: Mapping[str, Sequence[str]],
    modules: Collection[str],
) -> None:
    """Assign the names of all methods.

    Args:
        registry: Where names are assigned.
        config: Names, and the style of those of operations.
        parts: What needs a name.
        candidates: What methods may be called, by the pointers of operations.
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
                Wish(method_key(op.at), candidates[op.at])
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


def _made_name(operation: Operation, name: str) -> str:
    """Return the name of a method that calls the operation of another one, whose name is given, in another way."""
    return f"wait_until_{snake(operation.wait.name.raw)}" if operation.wait else f"{name}_stream"


def _is_from_elsewhere(registry: NameRegistry, group: Group, operation: Operation) -> bool:
    """Return whether an operation is new here, though it has a name: whoever was here comes first."""
    return registry.past.group(operation.at) not in (None, group.key)


def package_name(api: Api, config: ClientConfig) -> str:
    """Return the import name of the package: the configured one, else that of a vendored folder, else from the title."""
    folder = config.output_path.absolute().name
    if config.layout == "vendored" and config.package is None and is_package_name(folder):
        return folder
    found = package_words(api.title, api.servers) or ["api client"]
    name = config.package or snake(" ".join(found), "api_client")
    # A package of the name of a module that it needs would hide it.
    hides = config.package is None and name in sys.stdlib_module_names | _DEPENDENCIES | _FRAMEWORKS
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


def _full_name(operation: Operation) -> str:
    text = spaced_id(operation)
    return snake(text if words(text) else operation_name(operation).raw, "call")
