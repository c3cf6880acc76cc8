"""Types as they read in Python, for messages. Everything here is printable ASCII."""

from __future__ import annotations

from typing import assert_never

from ..diagnostics import printable
from ..ir.api import Api
from ..ir.types import (
    AliasDecl,
    AnyJson,
    ArrayOf,
    Const,
    EnumDecl,
    Json,
    MapOf,
    Named,
    Never,
    Nullable,
    ObjectDecl,
    Scalar,
    TupleOf,
    TypeDecl,
    TypeRef,
    UnionDecl,
)
from .naming import Names

_LONGEST_VALUE = 40
_SHOWN = 4
_DEEPEST = 4


def spell(api: Api, names: Names, ref: TypeRef, depth: int = 0) -> str:
    """Give a type as an annotation reads; long ones are cut."""
    if depth > _DEEPEST:
        return "..."
    match ref:
        case Scalar(kind=kind):
            return kind.form.report or kind.form.python
        case ArrayOf(items=inner):
            return f"list[{spell(api, names, inner, depth + 1)}]"
        case MapOf(values=inner):
            return f"dict[str, {spell(api, names, inner, depth + 1)}]"
        case TupleOf(items=items):
            inside = ", ".join(spell(api, names, item, depth + 1) for item in items[:_SHOWN])
            return f"tuple[{inside}]"
        case Nullable(inner=inner):
            return f"{spell(api, names, inner, depth)} | None"
        case Const(value=value):
            return f"Literal[{value_text(value)}]"
        case AnyJson():
            return "Any"
        case Never():
            return "Never"
        case Named(id=type_id):
            name = names.type(type_id)
            declaration = api.types.get(type_id)
            if name is not None:
                return name
            return "Any" if declaration is None else _declared(api, names, declaration, depth + 1)
        case _:
            assert_never(ref)


def _declared(api: Api, names: Names, declaration: TypeDecl, depth: int) -> str:
    match declaration:
        case ObjectDecl():
            return "object"
        case EnumDecl(base=base, members=members):
            values = ", ".join(value_text(member.value) for member in members[:_SHOWN])
            more = ", ..." if len(members) > _SHOWN else ""
            return f"Literal[{values}{more}] | {spell(api, names, base, depth)}"
        case UnionDecl(variants=variants):
            spelled = [spell(api, names, variant.type, depth) for variant in variants]
            more = " | ..." if len(variants) > _SHOWN else ""
            return " | ".join(list(dict.fromkeys(spelled))[:_SHOWN]) + more
        case AliasDecl(target=target):
            return spell(api, names, target, depth)
        case _:
            assert_never(declaration)


def value_text(value: Json) -> str:
    """Give a value as Python writes it, in printable ASCII, cut if it is long."""
    text = printable(repr(value.raw))
    return text if len(text) <= _LONGEST_VALUE else f"{text[:_LONGEST_VALUE]}..."
