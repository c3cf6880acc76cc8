"""Constants, and binary strings in JSON, decided before names are."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import TypeVar, assert_never

from ...ir.api import Api, Codec, Content, Operation, Parameter, ParameterLocation
from ...ir.resolve import Types, declaration_of, resolve_nullable
from ...ir.scalars import ScalarKind
from ...ir.type_graph import ids_in, ids_of
from ...ir.types import (
    AliasDecl,
    AnyJson,
    ArrayOf,
    Const,
    EnumDecl,
    Field,
    Json,
    MapOf,
    Named,
    Never,
    Nullable,
    ObjectDecl,
    Optional,
    Required,
    Scalar,
    Text,
    TupleOf,
    TypeDecl,
    TypeId,
    TypeRef,
    UnionDecl,
)
from ...records import altered, replace
from .discriminators import values_of

_Part = TypeVar("_Part")
_FORMS = (Codec.MULTIPART, Codec.FORM)
_ANOTHER = ""  # as heirs have, which stand where their base is expected, and objects that a default stands for


def settled(api: Api) -> Api:
    """Return the API with the types that the client has; what is so already stays the same object.

    A property with one possible value is a constant, whichever way the document says so. Bytes
    (`format: binary`) are text in JSON, in parameters and in header fields, which have no other way to hold them.
    """
    types = _with_constants(_with_text(api))
    return replace(
        api,
        types=types,
        operations=tuple(_settled_operation(types, operation) for operation in api.operations),
    )


def both_settled(old: Api, new: Api) -> tuple[Api, Api]:
    """Return two versions of an API as `settled` does; what is one object in both, and settled alike, stays one object."""
    before, after = settled(old), settled(new)
    types = {
        key: _as_before(before.types.get(key), made, is_one=old.types.get(key) is new.types[key])
        for key, made in after.types.items()
    }
    known = {
        each.at: (each, made) for each, made in zip(old.operations, before.operations, strict=True)
    }
    operations = []
    for each, made in zip(new.operations, after.operations, strict=True):
        was, once = known.get(each.at, (None, None))
        operations.append(_as_before(once, made, is_one=was is each))
    return before, replace(after, types=types, operations=tuple(operations))


def _as_before(before: _Part | None, after: _Part, *, is_one: bool) -> _Part:
    return before if before is not None and is_one and before == after else after


def _settled_operation(types: Types, operation: Operation) -> Operation:
    body = operation.body
    return altered(
        operation,
        parameters=tuple(_settled_parameter(types, p) for p in operation.parameters),
        body=body and altered(body, contents=tuple(map(_settled_content, body.contents))),
        responses=tuple(
            altered(response, contents=tuple(map(_settled_content, response.contents)))
            for response in operation.responses
        ),
    )


def _settled_content(content: Content) -> Content:
    if content.codec is not Codec.JSON:
        return content
    return altered(content, type=_changed(content.type, ScalarKind.STRING))


def _settled_parameter(types: Types, parameter: Parameter) -> Parameter:
    parameter = altered(parameter, type=_changed(parameter.type, ScalarKind.STRING))
    # What is in the path stays an argument, for the order of those before and after it.
    if parameter.location is ParameterLocation.PATH or isinstance(parameter.type, Const):
        return parameter
    constant = _only_value(types, parameter.type)
    if constant is None or not isinstance(parameter.presence, Required):
        return parameter
    return replace(parameter, type=Const(value=constant))


# --- constants


def _with_constants(types: Types) -> Types:
    tags = _only_tags(types)
    settled = dict(types)
    for type_id, declaration in types.items():
        if isinstance(declaration, ObjectDecl):
            fields = [_pinned(types, f, tags.get(type_id, {})) for f in declaration.fields]
            fields += _missing_tags(declaration, tags.get(type_id, {}))
            settled[type_id] = altered(declaration, fields=tuple(fields))
    return settled


def _pinned(types: Types, field: Field, tags: Mapping[str, str]) -> Field:
    if isinstance(field.type, Const):
        return field
    constant = _only_value(types, field.type)
    if constant is None and field.wire_name.raw in tags:
        constant = _as_tag(types, field.type, tags[field.wire_name.raw])
    return field if constant is None else replace(field, type=Const(value=constant))


def _only_value(types: Types, ref: TypeRef) -> Json | None:
    """Return the only value that a type allows; None where there are several, null among them."""
    if _is_nullable(types, ref, frozenset()):
        return None
    values = list(dict.fromkeys(values_of(types, ref)))
    return values[0] if len(values) == 1 else None


def _is_nullable(types: Types, ref: TypeRef, around: frozenset[TypeId]) -> bool:
    match ref:
        case Nullable():
            return True
        case Named(id=type_id) if type_id not in around:
            match types.get(type_id):
                case AliasDecl(target=target):
                    return _is_nullable(types, target, around | {type_id})
                case UnionDecl(nullable=True) | EnumDecl(nullable=True):
                    return True
                case UnionDecl(variants=variants):
                    inner = around | {type_id}
                    return any(_is_nullable(types, v.type, inner) for v in variants)
    return False


def _as_tag(types: Types, ref: TypeRef, tag: str) -> Json | None:
    """Return the value of a property that a tag stands for; None where the property cannot have it."""
    _, ref = resolve_nullable(types, ref)
    listed = values_of(types, ref)
    if listed:
        return next((v for v in listed if isinstance(v.raw, str) and v.raw == tag), None)
    match ref:
        case Scalar(kind=ScalarKind.STRING) | AnyJson():
            return Json(tag)
        case Scalar(kind=ScalarKind.INTEGER) if tag.lstrip("-").isdecimal():
            return Json(int(tag))
    return None


def _only_tags(types: Types) -> dict[TypeId, dict[str, str]]:
    """Return the properties of objects for which discriminators leave one value."""
    only_tags: dict[TypeId, dict[str, set[str]]] = {}
    for declaration in types.values():
        if not isinstance(declaration, UnionDecl) or declaration.discriminator is None:
            continue
        name = declaration.discriminator.raw
        members = [(declaration_of(types, v.type), v.tags) for v in declaration.variants]
        objects = [(target, tags) for target, tags in members if isinstance(target, ObjectDecl)]
        for target, tags in objects:
            known = only_tags.setdefault(target.id, {}).setdefault(name, set())
            known.update(tag.raw for tag in tags)
            default = declaration.default
            if target.id == default or any(_extends(other, target) for other, _ in objects):
                known.add(_ANOTHER)
    return {
        type_id: {name: next(iter(tags)) for name, tags in names.items() if len(tags) == 1}
        for type_id, names in only_tags.items()
    }


def _extends(heir: ObjectDecl, base: ObjectDecl) -> bool:
    """Return whether an object has taken in the properties of another."""
    return heir.id != base.id and any(field.at.startswith(f"{base.id}/") for field in heir.fields)


def _missing_tags(declaration: ObjectDecl, tags: Mapping[str, str]) -> Iterator[Field]:
    """Return the tags that an object has only because a discriminator says so."""
    if isinstance(declaration.extra, Never):
        return
    known = {field.wire_name.raw for field in declaration.fields}
    for name in sorted(tags.keys() - known):
        yield Field(
            wire_name=Text(name),
            type=Const(value=Json(tags[name])),
            presence=Optional(),
            at=declaration.at,
        )


# --- bytes


def _with_text(api: Api) -> Types:
    """Return the types with text for the bytes that travel as text alone, and for those of forms, too, either."""
    as_text, in_forms = _reached(api)
    settled = dict(api.types)
    for type_id in as_text & settled.keys():
        kind = ScalarKind.TEXT_OR_BYTES if type_id in in_forms else ScalarKind.STRING
        settled[type_id] = _changed_declaration(settled[type_id], kind)
    return settled


def _reached(api: Api) -> tuple[set[TypeId], set[TypeId]]:
    """Return the types that travel as text (in JSON, parameters, header fields), and those that are parts of forms."""
    as_text: set[TypeId] = set()
    for operation in api.operations:
        for parameter in operation.parameters:
            _reach(api.types, ids_in(parameter.type), as_text)
        headers = [r.header_type for r in operation.responses if r.header_type is not None]
        _reach(api.types, headers, as_text)
    in_forms: set[TypeId] = set()
    for content in _contents(api.operations):
        if content.codec is Codec.JSON:
            _reach(api.types, ids_in(content.type), as_text)
        elif content.codec in _FORMS:
            in_forms |= _parts_of(api.types, content.type, as_text)
    return as_text, in_forms


def _contents(operations: Iterable[Operation]) -> Iterator[Content]:
    for operation in operations:
        yield from operation.body.contents if operation.body else ()
        for response in operation.responses:
            yield from response.contents


def _reach(types: Types, start: Iterable[TypeId], reached: set[TypeId]) -> None:
    pending = list(start)
    while pending:
        type_id = pending.pop()
        if type_id not in reached:
            reached.add(type_id)
            if type_id in types:
                pending += ids_of(types[type_id])


def _parts_of(types: Types, ref: TypeRef, as_text: set[TypeId]) -> set[TypeId]:
    """Return the types of a form and of its parts. Objects within a form travel in JSON."""
    parts: set[TypeId] = set()
    pending = list(ids_in(ref))
    while pending:
        type_id = pending.pop()
        declaration = types.get(type_id)
        if type_id in parts or declaration is None:
            continue
        parts.add(type_id)
        if not isinstance(declaration, ObjectDecl):
            pending += ids_of(declaration)
            continue
        for part in ids_of(declaration):
            pending += [part] if _is_simple(types, part, frozenset()) else []
            if not _is_simple(types, part, frozenset()):
                _reach(types, [part], as_text)
    return parts


def _is_simple(types: Types, type_id: TypeId, around: frozenset[TypeId]) -> bool:
    """Return whether a type has no objects in it."""
    declaration = types.get(type_id)
    if declaration is None or isinstance(declaration, ObjectDecl) or type_id in around:
        return False
    around |= {type_id}
    return all(_is_simple(types, inner, around) for inner in ids_of(declaration))


def _changed_declaration(declaration: TypeDecl, kind: ScalarKind) -> TypeDecl:
    match declaration:
        case ObjectDecl(fields=fields, extra=extra):
            return altered(
                declaration,
                fields=tuple(altered(f, type=_changed(f.type, kind)) for f in fields),
                extra=_changed(extra, kind),
            )
        case UnionDecl(variants=variants):
            changed = tuple(altered(v, type=_changed(v.type, kind)) for v in variants)
            return altered(declaration, variants=changed)
        case AliasDecl(target=target):
            return altered(declaration, target=_changed(target, kind))
        case EnumDecl():
            return declaration
        case _:
            assert_never(declaration)


def _changed(ref: TypeRef, kind: ScalarKind) -> TypeRef:
    """Return a type with another kind for its bytes."""
    match ref:
        case Scalar(kind=ScalarKind.BYTES):
            return altered(ref, kind=kind)
        case ArrayOf(items=inner):
            return altered(ref, items=_changed(inner, kind))
        case MapOf(values=inner):
            return altered(ref, values=_changed(inner, kind))
        case Nullable(inner=inner):
            return altered(ref, inner=_changed(inner, kind))
        case TupleOf(items=items, rest=rest):
            changed = tuple(_changed(item, kind) for item in items)
            return altered(ref, items=changed, rest=_changed(rest, kind))
        case Scalar() | Const() | Named() | AnyJson() | Never():
            return ref
        case _:
            assert_never(ref)
