"""Resolve references to types: follow aliases, remove null."""

from __future__ import annotations

from collections.abc import Container, Mapping
from typing import TypeAlias

from .scalars import ScalarKind
from .types import (
    AliasDecl,
    EnumDecl,
    Given,
    Named,
    Nullable,
    ObjectDecl,
    Scalar,
    TypeDecl,
    TypeId,
    TypeRef,
)

Types: TypeAlias = Mapping[TypeId, TypeDecl]
"""The declarations of an API by id."""


def resolve(types: Types, ref: TypeRef, *, keep: Container[TypeId] = ()) -> TypeRef:
    """Follow aliases; those in `keep`, and one that leads back to itself, are returned as they are."""
    seen: set[TypeId] = set()
    while isinstance(ref, Named) and ref.id not in keep and ref.id not in seen:
        seen.add(ref.id)
        declaration = types.get(ref.id)
        if not isinstance(declaration, AliasDecl):
            break
        ref = declaration.target
    return ref


def without_null(ref: TypeRef) -> tuple[bool, TypeRef]:
    """Remove `Nullable` from a type; return also whether there was one."""
    null = False
    while isinstance(ref, Nullable):
        null, ref = True, ref.inner
    return null, ref


def resolve_nullable(
    types: Types, ref: TypeRef, *, keep: Container[TypeId] = ()
) -> tuple[bool, TypeRef]:
    """Follow aliases and take off `Nullable`, in any order; return also whether null is a value.

    `A | null`, where A is an alias of `B | null`, comes to `(True, B)`. A declaration that is nullable
    itself counts as null wherever it is passed or is the end.
    """
    null = False
    seen: set[TypeId] = set()
    while True:
        outer, ref = without_null(ref)
        declaration = types.get(ref.id) if isinstance(ref, Named) else None
        null = null or outer or getattr(declaration, "nullable", False)
        if not isinstance(declaration, AliasDecl) or declaration.id in keep:
            return null, ref
        if declaration.id in seen:
            return null, ref
        seen.add(declaration.id)
        ref = declaration.target


def declaration_of(types: Types, ref: TypeRef) -> TypeDecl | None:
    """Return what a type names, through aliases; None for any other type."""
    target = resolve(types, ref)
    declaration = types.get(target.id) if isinstance(target, Named) else None
    return None if isinstance(declaration, AliasDecl) else declaration


def object_of(types: Types, ref: TypeRef) -> ObjectDecl | None:
    """Return the object that a type names, through aliases; None for any other type."""
    declaration = declaration_of(types, ref)
    return declaration if isinstance(declaration, ObjectDecl) else None


def is_enum_class(declaration: EnumDecl) -> bool:
    """Return whether an enumeration is a class with constants: its values have names, or it is a named one of numbers."""
    has_names = all(member.name is not None for member in declaration.members)
    match declaration.base:
        case Scalar(kind=ScalarKind.INTEGER | ScalarKind.NUMBER):
            return has_names or isinstance(declaration.hint, Given)
        case Scalar(kind=ScalarKind.STRING):
            return has_names
        case _:
            return False
