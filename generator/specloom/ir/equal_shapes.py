"""Inline types of the same shape, of which one is enough.

The shape of a type is what callers see of it: the properties with their names, types, presence and documentation,
the title, but not the place. Types that refer to each other in a circle are compared by structure: all count as
the same at first, and are told apart as long as what they refer to tells them apart.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from typing import TypeVar, assert_never

from ..records import replace
from .api import Api, Callback, Content, ExactStatus, Header, Operation, Parameter, Response
from .type_graph import ids_in, ids_of
from .types import (
    AliasDecl,
    AnyJson,
    ArrayOf,
    Const,
    Doc,
    EnumDecl,
    Field,
    Invented,
    MapOf,
    Named,
    Never,
    Nullable,
    ObjectDecl,
    Role,
    Scalar,
    Text,
    TupleOf,
    TypeDecl,
    TypeId,
    TypeRef,
    UnionDecl,
)

_ANY = TypeId("")
_DESCRIBED_ELSEWHERE = (Role.MEMBER, Role.HEADER)
"""What these are for is said of the property, or of the response, as well."""
_ABOUT_PAGES = frozenset(
    "links meta pagination paging has_more next previous prev first last total count total_count object url page "
    "per_page limit offset cursor next_cursor next_page_token next_token first_id last_id".split()
)
_SEPARATORS = re.compile(r"[^0-9A-Za-z]+|(?<=[a-z0-9])(?=[A-Z])")

Apart = Callable[[Sequence[TypeId]], Mapping[TypeId, TypeId]]
"""Which of some types with the same shape stand for which others, themselves among them."""


def with_equal_shapes_once(api: Api, apart: Apart) -> Api:
    """Return the API with one type for all inline types of a shape; `also` says where else the shape occurs."""
    stands_for: dict[TypeId, TypeId] = {}
    for block in _blocks(api.types):
        stands_for |= apart(block)
    others: dict[TypeId, list[TypeDecl]] = {}
    for type_id, one in stands_for.items():
        others.setdefault(one, []).extend([api.types[type_id]] if type_id != one else [])
    types = {
        type_id: _moved(_united(declaration, others.get(type_id, [])), stands_for)
        for type_id, declaration in api.types.items()
        if stands_for.get(type_id, type_id) == type_id
    }
    operations = tuple(_operation(operation, stands_for) for operation in api.operations)
    for type_id, uses in _uses(operations).items():
        if len(uses) > 1 and type_id in types:
            types[type_id] = _named_by_content(types[type_id], uses)
    webhooks = tuple(_callback(webhook, stands_for) for webhook in api.webhooks)
    return replace(api, types=types, operations=operations, webhooks=webhooks)


# --- which are equal


def _blocks(types: Mapping[TypeId, TypeDecl]) -> list[list[TypeId]]:
    """Return the inline types of each shape that occurs more than once, in the order of their ids."""
    inline = [i for i, d in types.items() if isinstance(d.hint, Invented)]
    # Most are alone with their properties, which are soon compared.
    alike = _split(inline, lambda type_id: _outline(types[type_id]))
    blocks = [part for block in alike for part in _split(block, lambda i: _shape(types[i]))]
    known: dict[TypeId, object] = {}
    while True:
        known = {type_id: number for number, block in enumerate(blocks) for type_id in block}

        def referred(type_id: TypeId, known: Mapping[TypeId, object] = known) -> Hashable:
            return tuple(known.get(target, target) for target in _targets(types[type_id]))

        finer = [part for block in blocks for part in _split(block, referred)]
        # Types that are alone now were left out, so that there may be as many blocks as before, but smaller ones.
        if finer == blocks:
            return blocks
        blocks = finer


def _split(type_ids: Iterable[TypeId], key: Callable[[TypeId], Hashable]) -> list[list[TypeId]]:
    """Return types by key, without those that are alone."""
    parts: dict[Hashable, list[TypeId]] = {}
    for type_id in type_ids:
        parts.setdefault(key(type_id), []).append(type_id)
    return [part for part in parts.values() if len(part) > 1]


def _outline(declaration: TypeDecl) -> Hashable:
    """Return what types of the same shape have in common at least."""
    if isinstance(declaration, ObjectDecl):
        return frozenset([field.wire_name.raw for field in declaration.fields])
    return type(declaration).__name__


def _shape(declaration: TypeDecl) -> Hashable:
    """Return what a type is by itself; what it refers to counts as the same everywhere."""
    hint = declaration.hint
    # The document itself has no place that it could be called after.
    part = hint.parts[0] if isinstance(hint, Invented) and hint.parts else None
    said = _said(declaration.doc) if part is None or part.role not in _DESCRIBED_ELSEWHERE else None
    around = (type(declaration).__name__, part and part.title, said)
    match declaration:
        case ObjectDecl(extra=extra, limits=limits, nullable=nullable, xml=xml):
            is_header = part is not None and part.role is Role.HEADER
            return (
                *around,
                is_header,
                nullable,
                limits,
                xml,
                _anonymous(extra),
                *map(_field, _in_order(declaration)),
            )
        case EnumDecl(base=base, members=members, nullable=nullable):
            return (*around, nullable, _anonymous(base), members)
        case UnionDecl(variants=variants, discriminator=tag, default=default, nullable=nullable):
            listed = ((_anonymous(v.type), v.tags) for v in variants)
            return (*around, nullable, tag, default, *listed)
        case AliasDecl(target=target):
            return (*around, _anonymous(target))
        case _:
            assert_never(declaration)


def _targets(declaration: TypeDecl) -> list[TypeId]:
    """Return the ids that a type refers to, in an order that does not depend on that of its properties."""
    if not isinstance(declaration, ObjectDecl):
        return list(ids_of(declaration))
    inside = [target for field in _in_order(declaration) for target in ids_in(field.type)]
    return [*inside, *ids_in(declaration.extra)]


def _in_order(declaration: ObjectDecl) -> list[Field]:
    return sorted(declaration.fields, key=lambda field: field.wire_name.raw)


def _field(field: Field) -> Hashable:
    type_ref = _anonymous(field.type)
    return (field.wire_name, field.presence, field.access, field.xml, _said(field.doc), type_ref)


def _said(doc: Doc) -> Hashable:
    description = " ".join(doc.description.raw.split()) if doc.description else ""
    return (description, doc.deprecated)


def _anonymous(ref: TypeRef) -> TypeRef:
    return _renamed(ref, None)


# --- one for all


def _united(declaration: TypeDecl, others: Sequence[TypeDecl]) -> TypeDecl:
    """Return a declaration that stands for others as well; it says only what is true of all."""
    if not others:
        return declaration
    docs = [declaration.doc, *(other.doc for other in others)]
    doc = declaration.doc
    if len({_said(each) for each in docs}) > 1:
        doc = replace(doc, description=None)
    if len({each.summary for each in docs}) > 1:
        doc = replace(doc, summary=None)
    return replace(declaration, doc=doc, also=tuple(other.id for other in others))


def _uses(operations: Iterable[Operation]) -> dict[TypeId, set[tuple[str, str, bool]]]:
    """Return the operations that have a type as a body, each with the place and whether that is an error."""
    uses: dict[TypeId, set[tuple[str, str, bool]]] = {}
    for operation in operations:
        for content in operation.body.contents if operation.body else ():
            for type_id in ids_in(content.type):
                uses.setdefault(type_id, set()).add((operation.at, "", False))
        for response in operation.responses:
            is_error = not (isinstance(response.status, ExactStatus) and response.status.code < 400)
            headers = [] if response.header_type is None else [response.header_type]
            for type_id in [*headers, *(i for c in response.contents for i in ids_in(c.type))]:
                uses.setdefault(type_id, set()).add((operation.at, response.at, is_error))
    return uses


def _named_by_content(declaration: TypeDecl, uses: set[tuple[str, str, bool]]) -> TypeDecl:
    """Return a body of several operations with names by what it holds, so that it is not called after one of them."""
    hint = declaration.hint
    if not (isinstance(declaration, ObjectDecl) and isinstance(hint, Invented) and hint.parts):
        return declaration
    part = hint.parts[0]
    if part.title is not None or (part.text.raw and len(hint.parts) == 1):
        return declaration
    held = _held(part.role, [f.wire_name.raw for f in declaration.fields], uses)
    return replace(declaration, hint=replace(hint, held=tuple(map(Text, held))))


def _held(role: Role, names: Sequence[str], uses: set[tuple[str, str, bool]]) -> list[str]:
    match role:
        case Role.HEADER:
            return [f"{name} headers" for name in _common(names)]
        case Role.RESPONSE if all(is_error for _, _, is_error in uses):
            return ["Error response"]
        case Role.RESPONSE:
            return [f"{name} response" for name in _subject(names)]
        case Role.REQUEST:
            return [f"{name} request" for name in _subject(names)]
        case _:
            return []


def _common(names: Sequence[str]) -> list[str]:
    """Return the words with which all header fields begin; those of a single one are all."""
    lists = [[word for word in _SEPARATORS.split(name) if word.lower() != "x"] for name in names]
    common: list[str] = []
    for words in zip(*lists, strict=False):
        if len({word.lower() for word in words}) > 1:
            break
        common.append(words[0])
    return [" ".join(common)] if any(common) else []


def _subject(names: Sequence[str]) -> list[str]:
    """Return the property that a body is about: the only one, or the only one that does not speak of pages."""
    subjects = [name for name in names if name.lower() not in _ABOUT_PAGES]
    return subjects if len(subjects) == 1 else []


# --- references; what refers to nothing that has moved stays the same object


def _moved(declaration: TypeDecl, to: Mapping[TypeId, TypeId]) -> TypeDecl:
    match declaration:
        case ObjectDecl() if to.keys().isdisjoint(ids_of(declaration)):
            return declaration
        case ObjectDecl(fields=fields, extra=extra):
            return replace(declaration, fields=_with_types(fields, to), extra=_renamed(extra, to))
        case UnionDecl(variants=variants, default=default):
            tags: dict[TypeRef, dict[Text, None]] = {}
            for variant in variants:
                tags.setdefault(_renamed(variant.type, to), {}).update(dict.fromkeys(variant.tags))
            return replace(
                declaration,
                variants=tuple(
                    replace(variants[0], type=ref, tags=tuple(tags[ref])) for ref in tags
                ),
                default=default and to.get(default, default),
            )
        case AliasDecl(target=target):
            return replace(declaration, target=_renamed(target, to))
        case EnumDecl():
            return declaration
        case _:
            assert_never(declaration)


def _operation(operation: Operation, to: Mapping[TypeId, TypeId]) -> Operation:
    body = operation.body
    return replace(
        operation,
        parameters=_with_types(operation.parameters, to),
        body=body and replace(body, contents=_with_types(body.contents, to)),
        responses=tuple(_response(response, to) for response in operation.responses),
        callbacks=tuple(_callback(callback, to) for callback in operation.callbacks),
    )


def _callback(callback: Callback, to: Mapping[TypeId, TypeId]) -> Callback:
    return replace(callback, operations=tuple(_operation(op, to) for op in callback.operations))


def _response(response: Response, to: Mapping[TypeId, TypeId]) -> Response:
    header_type = response.header_type
    return replace(
        response,
        contents=_with_types(response.contents, to),
        headers=_with_types(response.headers, to),
        header_type=None if header_type is None else to.get(header_type, header_type),
    )


_Typed = TypeVar("_Typed", Field, Parameter, Content, Header)


def _with_types(parts: Iterable[_Typed], to: Mapping[TypeId, TypeId]) -> tuple[_Typed, ...]:
    moved = ((part, _renamed(part.type, to)) for part in parts)
    return tuple(part if ref is part.type else replace(part, type=ref) for part, ref in moved)


def _renamed(ref: TypeRef, to: Mapping[TypeId, TypeId] | None) -> TypeRef:
    """Return a type with other ids; with None, all ids are the same."""
    match ref:
        case Scalar() | Const() | AnyJson() | Never():
            return ref
        case Named(id=type_id):
            other = _ANY if to is None else to.get(type_id, type_id)
            return ref if other == type_id else Named(id=other)
        case ArrayOf(items=inner):
            renamed = _renamed(inner, to)
            return ref if renamed is inner else replace(ref, items=renamed)
        case MapOf(values=inner):
            renamed = _renamed(inner, to)
            return ref if renamed is inner else replace(ref, values=renamed)
        case Nullable(inner=inner):
            renamed = _renamed(inner, to)
            return ref if renamed is inner else replace(ref, inner=renamed)
        case TupleOf(items=items, rest=rest):
            inside = tuple(_renamed(item, to) for item in items)
            return replace(ref, items=inside, rest=_renamed(rest, to))
        case _:
            assert_never(ref)
