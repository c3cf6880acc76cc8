"""Where pages have their items and tokens, by the types of requests and responses."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from .api import Codec, Operation, RequestBody
from .pagination import Pagination, Path
from .resolve import Types, resolve_nullable
from .responses import successes
from .types import AnyJson, ArrayOf, MapOf, Named, ObjectDecl, Scalar, Text, TypeRef, UnionDecl

_DEEPEST = 8


def page_body(operation: Operation) -> TypeRef | None:
    """Return the type of the JSON that a success of an operation has; None where it has none, or several."""
    contents = [content for success in successes(operation) for content in success.contents]
    if not contents or any(content.codec is not Codec.JSON for content in contents):
        return None
    types = list(dict.fromkeys(content.type for content in contents))
    return types[0] if len(types) == 1 else None


def returns_list(types: Types, operation: Operation) -> bool:
    """Return whether a success of an operation is a list of things, or a page of one."""
    if operation.pagination is not None:
        return True
    body = page_body(operation)
    found = None if body is None else resolve_nullable(types, body)[1]
    if not isinstance(found, ArrayOf):
        return False
    return not isinstance(resolve_nullable(types, found.items)[1], Scalar)


def item_types(types: Types, operation: Operation, pagination: Pagination) -> Sequence[TypeRef]:
    """Return what an item of a page may be; nothing where the response has no list of them."""
    body = page_body(operation)
    found = None if body is None else type_at(types, body, pagination.items)
    return () if found is None else element_types(types, found)


def element_types(types: Types, ref: TypeRef) -> Sequence[TypeRef]:
    """Return what the elements of an array may be, whatever where anything may come; nothing for what is no array.

    A union has several, if each of its alternatives is an array.
    """
    found: dict[TypeRef, None] = {}
    for target in alternatives(types, ref):
        match target:
            case ArrayOf(items=items):
                found[items] = None
            case AnyJson():
                found[target] = None
            case _:
                return ()
    return tuple(found)


def type_at(types: Types, ref: TypeRef, path: Sequence[Text]) -> TypeRef | None:
    """Return the type of a property at a path of names; None where no object there declares it."""
    for name in path:
        found = property_type(types, ref, name)
        if found is None:
            return None
        ref = found
    return ref


def property_type(types: Types, ref: TypeRef, name: Text) -> TypeRef | None:
    """Return the type of a property of an object, or of an alternative of a union that has it."""
    for target in alternatives(types, ref):
        match target:
            case AnyJson():
                return target
            case MapOf(values=values):
                return values
            case Named(id=type_id):
                declaration = types.get(type_id)
                fields = declaration.fields if isinstance(declaration, ObjectDecl) else ()
                for field in fields:
                    if field.wire_name == name:
                        return field.type
            case _:
                continue
    return None


def alternatives(types: Types, ref: TypeRef, depth: int = 0) -> Iterator[TypeRef]:
    """Yield what a type may be: itself, without null, or the alternatives of a union."""
    _, target = resolve_nullable(types, ref)
    declaration = types.get(target.id) if isinstance(target, Named) else None
    if not isinstance(declaration, UnionDecl):
        yield target
    elif depth < _DEEPEST:
        for variant in declaration.variants:
            yield from alternatives(types, variant.type, depth + 1)


def property_names(types: Types, ref: TypeRef) -> list[str]:
    """Return the names of the properties that a type declares."""
    names: dict[str, None] = {}
    for target in alternatives(types, ref):
        declaration = types.get(target.id) if isinstance(target, Named) else None
        if isinstance(declaration, ObjectDecl):
            names |= {field.wire_name.raw: None for field in declaration.fields}
    return list(names)


def path_of(types: Types, ref: TypeRef, text: str) -> Path | None:
    """Split a path at its dots, as far as they are not in the name of a property; None if it leads nowhere.

    `a.b.c` is the property `b.c` of `a` where there is one.
    """
    if not text:
        return ()
    parts = text.split(".")
    for count in range(1, len(parts) + 1):
        name = Text(".".join(parts[:count]))
        found = property_type(types, ref, name)
        rest = None if found is None else path_of(types, found, ".".join(parts[count:]))
        if rest is not None:
            return (name, *rest)
    return None


def json_body(body: RequestBody | None) -> TypeRef | None:
    """Return the type of a request's body whose properties can be set; None where it has none."""
    contents = body.contents if body else ()
    settable = (Codec.JSON, Codec.FORM)
    return next((content.type for content in contents if content.codec in settable), None)
