"""Match types and operations of two versions of an API.

The shape of a type is what it is made of, without its name, its place and its documentation.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Hashable, Mapping
from typing import TypeVar, assert_never

from ..json_pointer import nearest
from .api import Api, Operation
from .types import (
    AliasDecl,
    AnyJson,
    ArrayOf,
    Const,
    Default,
    EnumDecl,
    Field,
    Json,
    MapOf,
    Named,
    Never,
    Nullable,
    ObjectDecl,
    Presence,
    Scalar,
    Text,
    TupleOf,
    TypeDecl,
    TypeId,
    TypeRef,
    UnionDecl,
)

Key = TypeVar("Key", bound=Hashable)
Value = TypeVar("Value")
_Shape = tuple[object, ...]
"""Nested tuples of texts and numbers, of which `repr` tells equal from different."""


_STREAM = " as a stream"
_VERSION = re.compile(
    r"^(?:/(?:api|rest|v?\d+(?:\.\d+)*(?:(?:alpha|beta|rc)\d*)?|alpha|beta))+(?=/)", re.I
)


def moved_operations(old: Api, new: Api) -> dict[str, str]:
    """Return where operations are now that were elsewhere: pointer -> pointer.

    An operation is found by its operationId, else by its method and path except for the names of the
    path's parameters, then also except for the version that the path begins with, if there is no other like it in
    either version.
    """
    left, came = _only({op.at: op for op in old.operations}, {op.at: op for op in new.operations})
    moved: dict[str, str] = {}
    for key in (_operation_id, route, _route_in_any_version):
        before = {at: key(op) for at, op in left.items() if at not in moved}
        taken = set(moved.values())
        after = {at: key(op) for at, op in came.items() if at not in taken}
        moved |= _pairs(before, after)
    return moved


def renamed_types(old: Api, new: Api, moved: Mapping[str, str]) -> dict[TypeId, TypeId]:
    """Return the types that have another id now: id -> id.

    A type is found by its shape, if there is no other of this shape among those that came and those
    that went; types inside of such types, and of operations that `moved`, also by their place. What
    is so simple that its shape says nothing, such as a string, is not found.
    """
    left, came = _only(old.types, new.types)
    if not left or not came:
        return {}
    shapes = _shapes({**left, **came})
    distinctive = {i: s for i, s in shapes.items() if _is_distinctive(left.get(i) or came[i])}
    renamed = _pairs(
        {i: s for i, s in distinctive.items() if i in left},
        {i: s for i, s in distinctive.items() if i in came},
    )
    taken = set(renamed.values())
    places = {**moved, **{str(before): str(after) for before, after in renamed.items()}}
    for type_id in left:
        place = nearest(type_id, places)
        if type_id in renamed or place is None:
            continue
        there = TypeId(places[place] + type_id[len(place) :])
        if there in came and there not in taken and shapes[there] == shapes[type_id]:
            renamed[type_id] = there
            taken.add(there)
    return renamed


def _only(
    old: Mapping[Key, Value], new: Mapping[Key, Value]
) -> tuple[dict[Key, Value], dict[Key, Value]]:
    """Return what is in the first mapping alone, and what is in the second alone."""
    left = {key: value for key, value in old.items() if key not in new}
    came = {key: value for key, value in new.items() if key not in old}
    return left, came


def _pairs(old: Mapping[Key, object], new: Mapping[Key, object]) -> dict[Key, Key]:
    """Return the keys whose values are equal, each found once on either side; None equals nothing."""
    before, after = _by_value(old), _by_value(new)
    return {
        keys[0]: after[value][0]
        for value, keys in before.items()
        if value is not None and len(keys) == 1 and len(after.get(value, ())) == 1
    }


def _by_value(values: Mapping[Key, object]) -> dict[object, list[Key]]:
    keys: dict[object, list[Key]] = {}
    for key, value in values.items():
        keys.setdefault(value, []).append(key)
    return keys


def _operation_id(operation: Operation) -> str | None:
    if operation.operation_id is None:
        return None
    return operation.operation_id.raw + _way_of(operation)


def route(operation: Operation) -> tuple[str, ...]:
    """Return the method and the path of an operation, without the names of the path's parameters."""
    parts = (part.raw if isinstance(part, Text) else "{}" for part in operation.path.parts)
    way = _way_of(operation)
    return (operation.method, *parts, *([way] if way else []))


def _route_in_any_version(operation: Operation) -> tuple[str, ...]:
    """Return the route without what its path begins with for the API's version: `/users` of `/api/v2/users`."""
    method, *parts = route(operation)
    return (method, *(_VERSION.sub("", part) if n == 0 else part for n, part in enumerate(parts)))


def _way_of(operation: Operation) -> str:
    """Return what tells an operation from the one that it is made of; "" for one of the document."""
    if operation.wait is not None:
        return f" wait {operation.wait.name.raw}"
    return _STREAM if operation.stream_of is not None else ""


def _is_distinctive(declaration: TypeDecl) -> bool:
    """Return whether two types of this shape are likely to be one."""
    match declaration:
        case ObjectDecl(fields=fields, extra=extra):
            return bool(fields) or not isinstance(extra, AnyJson)
        case AliasDecl(target=target):
            return not isinstance(target, (Scalar, AnyJson, Never))
        case EnumDecl() | UnionDecl():
            return True
        case _:
            assert_never(declaration)


def _shapes(types: Mapping[TypeId, TypeDecl]) -> dict[TypeId, str]:
    """Return a hash of the shape of each type. References to types that are not among them count by id.

    At first all types count as the same where they are referred to, then by their shape so far, until
    that tells no more of them apart; so types that refer to each other in a circle need no care.
    """
    shapes: dict[TypeId, str] = dict.fromkeys(types, "")
    while True:
        finer = {type_id: _hash(_declared(d, shapes)) for type_id, d in types.items()}
        if len(set(finer.values())) == len(set(shapes.values())):
            return finer
        shapes = finer


def _hash(shape: _Shape) -> str:
    return hashlib.sha256(repr(shape).encode("utf-8", "surrogatepass")).hexdigest()


def _declared(declaration: TypeDecl, known: Mapping[TypeId, str]) -> _Shape:
    match declaration:
        case ObjectDecl(fields=fields, extra=extra, nullable=nullable):
            listed = sorted((_field(field, known) for field in fields), key=repr)
            return ("object", nullable, *listed, _referred(extra, known))
        case EnumDecl(base=base, members=members, nullable=nullable):
            values = sorted(_value(member.value) for member in members)
            return ("enum", nullable, _referred(base, known), *values)
        case UnionDecl(variants=variants, discriminator=tag, default=default, nullable=nullable):
            listed = [(_referred(v.type, known), *(tag.raw for tag in v.tags)) for v in variants]
            fallback = known.get(default, default) if default else ""
            return ("union", nullable, tag and tag.raw, fallback, *listed)
        case AliasDecl(target=target):
            return ("alias", _referred(target, known))
        case _:
            assert_never(declaration)


def _field(field: Field, known: Mapping[TypeId, str]) -> _Shape:
    presence = _present(field.presence)
    return (field.wire_name.raw, presence, field.access.value, _referred(field.type, known))


def _present(presence: Presence) -> str:
    kind = type(presence).__name__
    return kind + _value(presence.value) if isinstance(presence, Default) else kind


def _referred(ref: TypeRef, known: Mapping[TypeId, str]) -> _Shape:
    match ref:
        case Named(id=type_id):
            return ("named", known.get(type_id, type_id))
        case Scalar(kind=kind):
            return (kind.value,)
        case ArrayOf(items=inner):
            return ("array", _referred(inner, known))
        case MapOf(values=inner):
            return ("map", _referred(inner, known))
        case Nullable(inner=inner):
            return ("nullable", _referred(inner, known))
        case TupleOf(items=items, rest=rest):
            return ("tuple", *(_referred(item, known) for item in items), _referred(rest, known))
        case Const(value=value):
            return ("const", _value(value))
        case AnyJson() | Never():
            return (type(ref).__name__,)
        case _:
            assert_never(ref)


def _value(value: Json) -> str:
    return json.dumps(value.raw, sort_keys=True)
