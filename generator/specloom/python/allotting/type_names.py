"""The names of types, of their attributes and constants, and of exceptions."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from functools import cache, partial

from ...ir.api import Api, Operation
from ...ir.incoming import incoming_of
from ...ir.name_keys import (
    NameKey,
    error_key,
    model_key,
    request_model_key,
)
from ...ir.resolve import is_enum_class
from ...ir.type_graph import references_in, request_ids, response_ids
from ...ir.types import (
    EnumDecl,
    Given,
    Invented,
    ObjectDecl,
    Text,
    TypeDecl,
    TypeId,
)
from ..client.error_classes import ErrorObject
from ..naming.identifiers import (
    RAISED_BY_RUNTIME,
    RESERVED_CLASSES,
    RESERVED_ERRORS,
    RESERVED_FOR_WEBHOOKS,
    LaterNames,
    Wish,
)
from ..naming.name_registry import NameRegistry, allot_fields, allot_members
from ..naming.owner_names import Owners, owner_text, plain_owners, resources_of, short_owners
from ..naming.type_candidates import alias_candidates, type_candidates
from .named_parts import NamedParts, has_name


def allot_types(
    registry: NameRegistry,
    parts: NamedParts,
    methods: Callable[[], Mapping[str, Sequence[str]]],
) -> dict[TypeId, str]:
    """Assign the names of types, of their attributes and constants, and of exceptions; return those of the types.

    `methods` returns what the methods may be called, by the pointers of operations.
    """
    types, roles = parts.api.types, parts.roles
    repeated = {i: types[i] for i in sorted(parts.repeated - parts.written_out)}
    named = {
        type_id: declaration
        for type_id, declaration in types.items()
        if type_id not in parts.unreached
        and type_id not in parts.written_out
        and (type_id in roles.recursive or type_id in roles.decisions or has_name(declaration))
    }
    operations = [op for op in parts.api.operations if op.made_of is None]
    owners = cache(partial(_owners, parts, operations, methods))

    def named_later(
        make: Callable[..., list[str]], declaration: TypeDecl, **how: bool
    ) -> LaterNames:
        return LaterNames(lambda: make(named, declaration, owners(), **how))

    found_in = set(map(owner_text, operations))
    uses = _uses(parts.api)
    wishes = [
        Wish(
            model_key(i),
            named_later(type_candidates, d),
            given=isinstance(d.hint, Given),
            places=1 if isinstance(d.hint, Given) else max(len(d.also) + 1, uses[i]),
            of_operation=_owner(d) in found_in,
        )
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
                named_later(alias_candidates, d, only_sent=i not in roles.readable),
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


def _owners(
    parts: NamedParts,
    operations: Sequence[Operation],
    methods: Callable[[], Mapping[str, Sequence[str]]],
) -> Owners:
    return Owners(
        plain=plain_owners(operations, parts.undone, parts.routes(operations)),
        short=short_owners(operations, methods()),
        resource=resources_of(parts.grouping.groups),
    )


def _uses(api: Api) -> Counter[TypeId]:
    """Return how many types and operations refer to each type."""
    uses = Counter(i for targets in references_in(api.types).values() for i in targets)
    for operation in api.operations:
        uses.update({*request_ids(operation), *response_ids(operation)})
    return uses


def _owner(declaration: TypeDecl) -> Text | None:
    """Return what a type without a name is found in, None for one with a name."""
    hint = declaration.hint
    return hint.parts[-1].text if isinstance(hint, Invented) and hint.parts else None


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
