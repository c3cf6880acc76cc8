"""The property of a response that is the list: found where there is exactly one that can be meant."""

from __future__ import annotations

from ..ir.api import Template
from ..ir.page_types import alternatives
from ..ir.pagination import Path
from ..ir.resolve import Types, object_of, resolve_nullable
from ..ir.types import ArrayOf, MapOf, Named, ObjectDecl, Text, TypeRef, UnionDecl

_USUAL = frozenset(
    "data items results records values value entries elements content list rows objects hits resources".split()
)
"""What the list is called where it is called after nothing that is in it."""
_BESIDE = frozenset(
    "errors error warnings messages links included facets aggregations sort sorts columns headers fields tags "
    "required labels notifications".split()
)
"""What lists are called that come along with the one that is meant."""
_WRAPPERS = frozenset("data result results response _embedded".split())
"""What the object is called that holds the list, below the top."""


def list_path(types: Types, body: TypeRef, called: str = "") -> Path | None:
    """Return where a response has its items; None where that is not clear.

    `called` is the `last_word` of the path, after which the list may be called as well.
    """
    _, target = resolve_nullable(types, body)
    if all(isinstance(each, ArrayOf) for each in alternatives(types, body)):
        return ()
    found = _list_of(types, object_of(types, target), called)
    if found is not None:
        return (found,)
    wrapped = []
    for field in getattr(object_of(types, target), "fields", ()):
        inner = object_of(types, resolve_nullable(types, field.type)[1])
        name = _list_of(types, inner, called) if field.wire_name.raw in _WRAPPERS else None
        if name is not None:
            wrapped.append((field.wire_name, name))
    return wrapped[0] if len(wrapped) == 1 and not _has_list(types, target) else None


def last_word(path: Template) -> str:
    """Return what a path ends with: `tags` of `/v2/tags`; empty where that is a parameter."""
    last = path.parts[-1] if path.parts else None
    return last.raw.rpartition("/")[2] if isinstance(last, Text) else ""


def _has_list(types: Types, ref: TypeRef) -> bool:
    declaration = object_of(types, ref)
    return declaration is not None and bool(_lists(types, declaration))


def _list_of(types: Types, declaration: ObjectDecl | None, called: str) -> Text | None:
    """Return the property of an object that is its list: the only one, or the only one that is called so."""
    if declaration is None:
        return None
    lists = _lists(types, declaration, called)
    objects = [name for name, element in lists if is_object(types, element)]
    for names in (objects, [name for name, _ in lists]):
        usual = [name for name in names if name.raw.lower() in _USUAL]
        if len(names) == 1 and len(lists) == 1:
            return names[0]
        if len(usual) == 1:
            return usual[0]
        if names:
            return None
    return None


def _lists(types: Types, declaration: ObjectDecl, called: str = "") -> list[tuple[Text, TypeRef]]:
    found = []
    for field in declaration.fields:
        _, target = resolve_nullable(types, field.type)
        name = field.wire_name.raw.lower()
        if isinstance(target, ArrayOf) and (name == called.lower() or name not in _BESIDE):
            found.append((field.wire_name, target.items))
    return found


def is_object(types: Types, ref: TypeRef) -> bool:
    """Return whether a type is an object, whichever alternative it is."""
    return all(
        isinstance(each, MapOf)
        or (isinstance(each, Named) and isinstance(types.get(each.id), (ObjectDecl, UnionDecl)))
        for each in alternatives(types, ref)
    )
