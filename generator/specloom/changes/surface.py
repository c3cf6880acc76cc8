"""`specloom.surface.json`: the API as the callers of a client see it, so that the next version can be compared.

It lies beside the lock. A line holds an operation, a type, or one of the few other things, so that
what a pull request shows of it is what changed. Descriptions and examples are not in it, and neither
are the names: the lock has them.

Whoever can write to the folder can write to the file. So reading it makes plain values of a closed
list of classes (see `codec`), and only such as the comparison can work on: no type is missing, and
none is nested or named by other names without an end.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import fields, replace
from functools import cache
from types import NoneType
from typing import Any, NoReturn

from ..ir.api import Api, Operation, Response
from ..ir.resolve import without_null
from ..ir.types import (
    AliasDecl,
    Doc,
    Json,
    Limits,
    Named,
    Optional,
    Required,
    Scalar,
    Text,
    TypeDecl,
    TypeId,
)
from .codec import checked
from .model import Surface
from .notation import NOTATION

SURFACE_NAME = "specloom.surface.json"
_FORMAT = 1
_DEEPEST = 220
"""Documents are nested at most 100 deep, and a level of them becomes two at most."""


def write_surface(surface: Surface) -> str:
    """Give the text of a surface file."""
    api = surface.api
    others = NOTATION.encode(Api, replace(api, operations=()))
    operations = [_json(NOTATION.encode(Operation, each)) for each in api.operations]
    types = [
        f"{_json(key)}: {_json(NOTATION.encode(TypeDecl, declaration, key))}"
        for key, declaration in sorted(api.types.items())
    ]
    lines = [
        f'"format": {_FORMAT}',
        *[f"{_json(name)}: {_json(value)}" for name, value in sorted(others.items())],
        _block("operations", "[]", operations),
        _block("types", "{}", types),
    ]
    return "{\n" + ",\n".join(lines) + "\n}\n"


def _block(name: str, brackets: str, lines: list[str]) -> str:
    inside = ",\n".join(lines)
    return f"{_json(name)}: {brackets[0]}\n{inside}\n{brackets[1]}"


def _json(value: Any) -> str:
    return json.dumps(value, separators=(",", ":"))


def read_surface(text: str, names: Mapping[str, str] | None = None) -> Surface:
    """Read a surface file; `names` are those of the lock beside it.

    Raises `ValueError` for a text that this version does not understand.
    """
    try:
        data = checked(dict, json.loads(text, parse_constant=_refuse))
        if data.pop("format", None) != _FORMAT:
            raise ValueError(f"not a surface file of format {_FORMAT}")
        types = {
            TypeId(key): NOTATION.decode(TypeDecl, each, key)
            for key, each in checked(dict, data.pop("types", None)).items()
        }
        api = replace(NOTATION.decode(Api, data), types=types)
        _check(api)
    except RecursionError as error:
        raise ValueError("it is nested too deeply") from error
    return Surface(api=api, names=names or {})


def _refuse(constant: str) -> NoReturn:
    raise ValueError(f"{constant} is no JSON")


def _check(api: Api) -> None:
    """Refuse what no document gives. Raises `ValueError`."""
    for key, declaration in api.types.items():
        if declaration.id != key:
            raise ValueError("a type is at the place of another one")
    used: set[str] = set()
    for node in (*api.operations, *api.webhooks, *api.types.values()):
        _add_used_types(used, node, 0)
    if not used <= api.types.keys():
        raise ValueError("a type is missing")
    aliases = {key: _named_by(each) for key, each in api.types.items()}
    for key, target in aliases.items():
        seen: set[TypeId | None] = {key}
        following = target
        while following is not None:
            if following in seen:
                raise ValueError("a name stands for itself")
            seen.add(following)
            following = aliases[following]


def _named_by(declaration: TypeDecl) -> TypeId | None:
    """Give the type that a declaration is only another name for, None for any other declaration."""
    target = declaration.target if isinstance(declaration, AliasDecl) else None
    _, named = (False, None) if target is None else without_null(target)
    return named.id if isinstance(named, Named) else None


def _add_used_types(used: set[str], node: Any, depth: int) -> None:
    """Find the types that a part of an API refers to. Raises `ValueError` for endless nesting."""
    if depth > _DEEPEST:
        raise ValueError("it is nested too deeply")
    kind: Any = type(node)
    if kind is Named:
        used.add(node.id)
    elif kind is tuple:
        for each in node:
            _add_used_types(used, each, depth + 1)
    elif kind not in _LEAVES and hasattr(kind, "__dataclass_fields__"):
        if kind is Response and node.header_type is not None:
            used.add(node.header_type)
        for name in _names_of(kind):
            _add_used_types(used, getattr(node, name), depth + 1)


_LEAVES = {str, int, bool, NoneType, Text, Json, Doc, Limits, Scalar, Required, Optional}
"""Types of values in which no other type is named; not all of them, but the frequent ones."""


@cache
def _names_of(kind: Any) -> tuple[str, ...]:
    return tuple(member.name for member in fields(kind) if member.name not in ("at", "id", "doc"))
