"""Renames since the last run."""

from __future__ import annotations

from collections.abc import Mapping

from ..ir.matching import moved_operations, renamed_types
from ..ir.name_keys import (
    CLIENT,
    ERRORS,
    MODELS,
    TYPES,
    NameKey,
    error_key,
    is_resource,
    method_key,
    model_key,
    parse_old_name_key,
    request_model_key,
)
from ..ir.types import EnumDecl, ObjectDecl, TypeId, UnionDecl
from ..records import replace
from .client.client_plan import ClientPlan
from .naming.deprecated import Aliases, NamedKind, ScopedName, Thing, find_aliases
from .naming.identifiers import RESERVED_ERRORS
from .naming.model_modules import uses
from .naming.name_registry import PastClient


def aliases_of(plan: ClientPlan, before: PastClient, version: str) -> Aliases:
    """Return the old names that a version of a client has.

    Those of renames are configured. The exceptions that were raised for a schema, before such errors were raised as the
    class of their status, work on in any case: `except` would fail only when there is an error.
    """
    if not plan.config.rename_aliases:
        current = _shared_errors(plan)
        kept = {thing.key for thing in current}
        before = replace(
            before,
            aliases={
                key: entry
                for key, entry in before.aliases.items()
                if parse_old_name_key(key)[0] == ERRORS and entry.get("for") in kept
            },
        )
        former = _Former(before, {}, plan).places(current)
        return find_aliases(_errors(plan), former, {}, before, version)
    past = before.api
    operations = moved_operations(past, plan.api) if past else {}
    types = renamed_types(past, plan.api, operations) if past else {}
    current = current_places(plan)
    moved = {method_key(old): method_key(new) for old, new in operations.items()}
    moved |= _renamed_tags(before.names, current)
    moved |= {model_key(old): model_key(new) for old, new in types.items()}
    moved |= {request_model_key(old): request_model_key(new) for old, new in types.items()}
    return find_aliases(
        current,
        {**_joined(plan, before, current), **_Former(before, moved, plan).places(current)},
        moved,
        before,
        version,
    )


def _joined(
    plan: ClientPlan, before: PastClient, current: Mapping[Thing, ScopedName]
) -> dict[ScopedName, Thing]:
    """Return the places of classes for which one of the same shape stands now."""
    former: dict[ScopedName, Thing] = {}
    for type_id, declaration in plan.api.types.items():
        for key in map(model_key, declaration.also):
            for kind, scope, suffix in (
                (NamedKind.MODEL, MODELS, ""),
                (NamedKind.DICTIONARY, TYPES, "Dict"),
            ):
                thing = Thing(kind, model_key(type_id))
                old = ScopedName(scope, f"{before.names.get(key, '')}{suffix}")
                if key in before.names and thing in current and current[thing] != old:
                    former[old] = thing
    return former


def current_places(plan: ClientPlan) -> dict[Thing, ScopedName]:
    """Return what every name of a client stands for, except for arguments, fields and properties."""
    symbols = plan.symbols
    places: dict[Thing, ScopedName] = {}
    for type_id, name in symbols.names.items():
        key = model_key(type_id)
        places[Thing(NamedKind.MODEL, key)] = ScopedName(MODELS, name)
        if symbols.is_argument(type_id):
            argument = symbols.argument_name(type_id)
            places[Thing(NamedKind.DICTIONARY, key)] = ScopedName(TYPES, argument)
    for type_id, name in symbols.request_names.items():
        places[Thing(NamedKind.MODEL, request_model_key(type_id))] = ScopedName(MODELS, name)
    places |= _errors(plan)
    for resource in plan.resources:
        if resource.tag is not None:
            places[Thing(NamedKind.RESOURCE, resource.scope)] = ScopedName(CLIENT, resource.module)
        for operation in resource.operations:
            places[Thing(NamedKind.METHOD, method_key(operation.operation.at))] = ScopedName(
                resource.scope, operation.method
            )
    return places


def _errors(plan: ClientPlan) -> dict[Thing, ScopedName]:
    """Return the exception that is raised for each schema: its own class, or that of its status."""
    return {
        Thing(NamedKind.ERROR, model_key(type_id)): ScopedName(ERRORS, plan.errors.caught(type_id))
        for type_id in plan.errors.objects
    }


def _shared_errors(plan: ClientPlan) -> dict[Thing, ScopedName]:
    """Return the exceptions of the schemas that have no class of their own."""
    own = {model_key(type_id) for type_id in plan.errors.names}
    return {thing: place for thing, place in _errors(plan).items() if thing.key not in own}


def old_names_of(plan: ClientPlan, aliases: Aliases) -> dict[str, str]:
    """Return the old names that a client still has, as callers write them, and the versions in which they go."""
    until = {alias.old: alias.until for alias in aliases.live}
    for old in aliases.within(CLIENT, NamedKind.RESOURCE):
        # What can be called on the resource can be called by its old name.
        methods = [alias.place.name for alias in aliases.within(old.thing.key)]
        for resource in plan.resources:
            if resource.tag is not None and resource.scope == old.thing.key:
                methods += [operation.method for operation in resource.operations]
        until |= {f"{old.old}.{method}": old.until for method in methods}
    return until


def _renamed_tags(
    locked: Mapping[NameKey, str], current: Mapping[Thing, ScopedName]
) -> dict[NameKey, NameKey]:
    """Return the tags that others stand for now: callers reach them by the same attribute."""
    here = {
        place.name: thing.key
        for thing, place in current.items()
        if thing.kind is NamedKind.RESOURCE
    }
    return {
        key: here[name]
        for key, name in locked.items()
        if is_resource(key) and name in here and key not in here.values()
    }


class _Former:
    """The names of the last run. What the lock does not say, for want of the API as it was, is assumed."""

    def __init__(
        self, before: PastClient, moved: Mapping[NameKey, NameKey], plan: ClientPlan
    ) -> None:
        past = before.api
        self._own = {model_key(type_id) for type_id in plan.errors.names}
        self._before = before
        self._locked = before.names
        self._past = past
        self._moved = moved
        self._old = {new: old for old, new in moved.items()}
        self._operations = {method_key(op.at): op for op in past.operations} if past else {}
        surface = before.surface
        models = surface.models if surface else {}
        self._errors = {i: m.error for i, m in models.items() if m.error} if surface else None
        self._writable = uses(past)[1] if past else set[TypeId]()

    def places(self, current: Mapping[Thing, ScopedName]) -> dict[ScopedName, Thing]:
        """Return the places that things had and have no more."""
        former: dict[ScopedName, Thing] = {}
        for thing, place in current.items():
            old = self._place(thing, place.scope)
            if old is None or old == place:
                continue
            former[old] = thing
            tag = Thing(NamedKind.RESOURCE, old.scope)
            if is_resource(old.scope) and tag not in current and old.scope in self._locked:
                former[ScopedName(CLIENT, self._locked[old.scope])] = tag
        return former

    def _place(self, thing: Thing, scope: NameKey) -> ScopedName | None:
        key = self._old.get(thing.key, thing.key)
        name = self._locked.get(key)
        match thing.kind:
            case NamedKind.ERROR:
                if self._errors is not None:
                    name = self._errors.get(TypeId(key))
                elif thing.key in self._own:
                    name = self._locked.get(error_key(TypeId(key)), name)
                else:
                    name = None
                # What every client has is nobody's old name.
                known = name not in RESERVED_ERRORS
            case NamedKind.DICTIONARY:
                if self._before.surface is not None:
                    name = self._before.surface.model(TypeId(key)).argument
                    return ScopedName(scope, name) if name else None
                one = self._locked.get(request_model_key(TypeId(key)), name)
                known = self._past is None or self._was_written(TypeId(key))
                name = name if self._was_alias(TypeId(key)) else one and f"{one}Dict"
            case NamedKind.METHOD:
                known = True
                if key in self._operations:
                    scope = self._before.group(self._operations[key].at) or scope
                    scope = self._moved.get(scope, scope)
            case _:
                known = True
        return ScopedName(scope, name) if name is not None and known else None

    def _was_written(self, type_id: TypeId) -> bool:
        """Return whether arguments had a name for a type beside its model."""
        declaration = self._past.types.get(type_id) if self._past else None
        is_named = isinstance(declaration, ObjectDecl) or (
            self._was_alias(type_id) and model_key(type_id) in self._locked
        )
        return is_named and type_id in self._writable

    def _was_alias(self, type_id: TypeId) -> bool:
        declaration = self._past.types.get(type_id) if self._past else None
        return isinstance(declaration, UnionDecl | EnumDecl)
