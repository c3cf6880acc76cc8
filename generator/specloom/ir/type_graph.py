"""The type ids that types, declarations and operations refer to."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import assert_never

from ..records import by_identity
from .api import Operation
from .scalars import ScalarKind
from .types import (
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


def ids_in(ref: TypeRef) -> Sequence[TypeId]:
    """Return the ids that a type refers to."""
    match ref:
        case Scalar() | Const() | AnyJson() | Never():
            return ()
        case Named(id=type_id):
            return (type_id,)
        case ArrayOf(items=inner) | MapOf(values=inner) | Nullable(inner=inner):
            return ids_in(inner)
        case TupleOf(items=items, rest=rest):
            return [type_id for item in (*items, rest) for type_id in ids_in(item)]
        case _:
            assert_never(ref)


def kinds_in(types: Mapping[TypeId, TypeDecl], ref: TypeRef) -> set[ScalarKind]:
    """Return the kinds of the scalars in a type, those of all that it refers to among them."""
    return {part.kind for part in _parts(types, ref) if isinstance(part, Scalar)}


def has_number_or_text(types: Mapping[TypeId, TypeDecl], ref: TypeRef) -> bool:
    """Return whether a type holds a choice between a number and a string, or refers to one."""
    wanted = {ScalarKind.NUMBER, ScalarKind.STRING}
    unions = [
        types[part.id]
        for part in _parts(types, ref)
        if isinstance(part, Named) and isinstance(types.get(part.id), UnionDecl)
    ]
    return any(
        wanted <= {v.type.kind for v in union.variants if isinstance(v.type, Scalar)}
        for union in unions
        if isinstance(union, UnionDecl)
    )


def needs_its_type(types: Mapping[TypeId, TypeDecl], ref: TypeRef) -> bool:
    """Return whether a body holds strings that are base64 or decimal numbers, which only its type says."""
    is_written = any(kind.form.needs_its_type for kind in kinds_in(types, ref))
    return is_written or has_number_or_text(types, ref)


def takes_text(types: Mapping[TypeId, TypeDecl], ref: TypeRef) -> bool:
    """Return whether a string may be a value of a type."""
    return any(_takes_text(part) for part in _alternatives(types, ref))


def is_alternative(types: Mapping[TypeId, TypeDecl], ref: TypeRef, type_id: TypeId) -> bool:
    """Return whether a value of a type may be the object `type_id`, itself or as an alternative of a union."""
    return Named(id=type_id) in _alternatives(types, ref)


def _takes_text(part: TypeRef) -> bool:
    match part:
        case Scalar(kind=kind):
            return kind.form.json == "string"
        case Const(value=value):
            return isinstance(value.raw, str)
        case AnyJson():
            return True
        case _:
            return False


def _alternatives(types: Mapping[TypeId, TypeDecl], ref: TypeRef) -> Iterator[TypeRef]:
    """Yield what a type may be: objects by their name, all else without names; no unions, no null."""
    seen: set[TypeId] = set()
    pending = [ref]
    while pending:
        part = pending.pop()
        match part:
            case Nullable(inner=inner):
                pending.append(inner)
            case Named(id=type_id):
                declaration = None if type_id in seen else types.get(type_id)
                seen.add(type_id)
                match declaration:
                    case UnionDecl(variants=variants):
                        pending += [variant.type for variant in variants]
                    case AliasDecl(target=target):
                        pending.append(target)
                    case EnumDecl(members=members):
                        pending += [Const(value=member.value) for member in members]
                    case ObjectDecl():
                        yield part
                    case None:
                        pass
                    case _:
                        assert_never(declaration)
            case _:
                yield part


def _parts(types: Mapping[TypeId, TypeDecl], ref: TypeRef) -> Iterator[TypeRef]:
    """Yield a type and all that it is made of or refers to; each declaration is entered once."""
    seen: set[TypeId] = set()
    pending = [ref]
    while pending:
        part = pending.pop()
        yield part
        match part:
            case ArrayOf(items=inner) | MapOf(values=inner) | Nullable(inner=inner):
                pending.append(inner)
            case TupleOf(items=items, rest=rest):
                pending += [*items, rest]
            case Named(id=type_id) if type_id not in seen and type_id in types:
                seen.add(type_id)
                pending += _types_of(types[type_id])


def _types_of(declaration: TypeDecl) -> list[TypeRef]:
    match declaration:
        case ObjectDecl(fields=fields, extra=extra):
            return [*(field.type for field in fields), extra]
        case UnionDecl(variants=variants):
            return [variant.type for variant in variants]
        case AliasDecl(target=target):
            return [target]
        case EnumDecl():
            return []
        case _:
            assert_never(declaration)


def ids_of(declaration: TypeDecl, hidden: Access | None = None) -> Sequence[TypeId]:
    """Return the ids that a declaration refers to, except for fields whose access is `hidden`."""
    return _all_ids_of(declaration) if hidden is None else _ids_of(declaration, hidden)


@by_identity
def _all_ids_of(declaration: TypeDecl) -> Sequence[TypeId]:
    return _ids_of(declaration, None)


def _ids_of(declaration: TypeDecl, hidden: Access | None) -> Sequence[TypeId]:
    match declaration:
        case ObjectDecl(fields=fields, extra=extra):
            seen = [field.type for field in fields if field.access is not hidden]
            return [type_id for ref in (*seen, extra) for type_id in ids_in(ref)]
        case UnionDecl(variants=variants):
            return [type_id for variant in variants for type_id in ids_in(variant.type)]
        case AliasDecl(target=target):
            return ids_in(target)
        case EnumDecl():
            return ()
        case _:
            assert_never(declaration)


def request_ids(operation: Operation) -> Iterator[TypeId]:
    """Yield the ids that an operation's parameters and request body refer to."""
    for parameter in operation.parameters:
        yield from ids_in(parameter.type)
    for content in operation.body.contents if operation.body else ():
        yield from ids_in(content.type)


def response_ids(operation: Operation) -> Iterator[TypeId]:
    """Yield the ids that an operation's responses refer to."""
    for response in operation.responses:
        for content in response.contents:
            yield from ids_in(content.type)
        if response.header_type is not None:
            yield response.header_type


def references_in(types: Mapping[TypeId, TypeDecl]) -> dict[TypeId, tuple[TypeId, ...]]:
    """Return the ids that each declaration refers to, each once: to look at them several times."""
    return {type_id: tuple(dict.fromkeys(ids_of(d))) for type_id, d in types.items()}


def reachable(types: Mapping[TypeId, TypeDecl], start: Iterable[TypeId]) -> set[TypeId]:
    """Return the ids that can be reached from some, themselves included."""
    return _reached(lambda type_id: ids_of(types[type_id]) if type_id in types else None, start)


def reached_by(
    references: Mapping[TypeId, tuple[TypeId, ...]], start: Iterable[TypeId]
) -> set[TypeId]:
    """Return the same as `reachable` for the references of all types."""
    return _reached(references.get, start)


def _reached(
    follow: Callable[[TypeId], Iterable[TypeId] | None], start: Iterable[TypeId]
) -> set[TypeId]:
    reached: set[TypeId] = set()
    waiting = list(start)
    while waiting:
        type_id = waiting.pop()
        if type_id in reached:
            continue
        targets = follow(type_id)
        if targets is not None:
            reached.add(type_id)
            waiting += targets
    return reached
