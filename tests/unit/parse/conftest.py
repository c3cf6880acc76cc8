"""Small documents to the neutral model, and the model in a notation that tests can state."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from specloom.config import ClientConfig
from specloom.diagnostics import Diagnostic
from specloom.ir.api import Api, Operation
from specloom.ir.types import (
    AliasDecl,
    AnyJson,
    ArrayOf,
    Const,
    Default,
    EnumDecl,
    Field,
    Given,
    MapOf,
    Named,
    Never,
    Nullable,
    ObjectDecl,
    Presence,
    Required,
    Scalar,
    TupleOf,
    TypeDecl,
    TypeRef,
    UnionDecl,
)
from specloom.openapi.load import load
from specloom.openapi.upgrade.upgrade import upgrade
from specloom.parse import parse


def _parsed(version: str = "3.1.0", /, **members: Any) -> tuple[Api, tuple[Diagnostic, ...]]:
    """Parse a document with these properties, its `info` filled in."""
    value = {"openapi": version, "info": {"title": "T", "version": "1"}, "paths": {}, **members}
    document, _ = load("api.json", reader=lambda _: json.dumps(value).encode())
    document, _ = upgrade(document)
    return parse(document, ClientConfig(spec="api.json", output="out"))


def _operation(operation: dict[str, Any], *, path: str = "/x", **members: Any) -> Operation:
    """Parse a document with one operation."""
    declared = {"responses": {"204": {"description": "d"}}, **operation}
    api, _ = _parsed(paths={path: {"post": declared}}, **members)
    (found,) = api.operations
    return found


def _types(schemas: dict[str, Any], version: str = "3.1.0") -> dict[str, TypeDecl]:
    """Parse schemas that an operation uses all of; the declarations, by the end of their ids."""
    properties = {name: {"$ref": f"#/components/schemas/{name}"} for name in schemas}
    content = {"application/json": {"schema": {"type": "object", "properties": properties}}}
    api, _ = _parsed(
        version,
        paths={"/x": {"get": {"responses": {"200": {"description": "d", "content": content}}}}},
        components={"schemas": schemas},
    )
    prefix = "#/components/schemas/"
    return {
        type_id.removeprefix(prefix): declaration
        for type_id, declaration in api.types.items()
        if type_id.startswith(prefix)
    }


def _declarations(schemas: dict[str, Any], version: str = "3.1.0") -> dict[str, str]:
    types = _types(schemas, version)
    return {name: _declared(declaration) for name, declaration in types.items()}


def _hint(declaration: TypeDecl) -> str:
    """Write where a name comes from: `given Pet`, `owner Pet, member kind`."""
    if isinstance(declaration.hint, Given):
        return f"given {declaration.hint.text.raw}"
    return ", ".join(f"{part.role.value} {part.text.raw}" for part in declaration.hint.parts)


def _declared(declaration: TypeDecl) -> str:
    """Write a declaration: `{a: string, b?: integer}`, `enum string: "a" "b"`, `union A | B by kind`."""
    null = "" if isinstance(declaration, AliasDecl) or not declaration.nullable else " or null"
    match declaration:
        case ObjectDecl():
            fields = [_field(field) for field in declaration.fields]
            if not isinstance(declaration.extra, AnyJson):
                fields.append(f"*: {_spelled(declaration.extra)}")
            return "{" + ", ".join(fields) + "}" + null
        case EnumDecl():
            values = " ".join(json.dumps(member.value.raw) for member in declaration.members)
            return f"enum {_spelled(declaration.base)}: {values}{null}"
        case UnionDecl():
            variants = " | ".join(
                _spelled(variant.type) + "".join(f"={tag.raw}" for tag in variant.tags)
                for variant in declaration.variants
            )
            by = f" by {declaration.discriminator.raw}" if declaration.discriminator else ""
            return f"union {variants}{by}{null}"
        case AliasDecl():
            return f"= {_spelled(declaration.target)}"


def _field(field: Field) -> str:
    access = "" if field.access.value == "both" else f" ({field.access.value})"
    return f"{field.wire_name.raw}{_presence(field.presence)}: {_spelled(field.type)}{access}"


def _presence(value: Presence) -> str:
    """Write a presence as it stands behind a name: nothing, `?`, or `=` and the default."""
    match value:
        case Required():
            return ""
        case Default():
            return f"={json.dumps(value.value.raw)}"
    return "?"


def _spelled(type_: TypeRef) -> str:
    """Write a type: `string`, `[integer]`, `(string, integer)`, `map of any`, `Pet`, `null or ...`."""
    match type_:
        case Scalar():
            return type_.kind.value
        case ArrayOf():
            return f"[{_spelled(type_.items)}]"
        case TupleOf():
            return "(" + ", ".join(map(_spelled, type_.items)) + f"; {_spelled(type_.rest)})"
        case MapOf():
            return f"map of {_spelled(type_.values)}"
        case Nullable():
            return f"null or {_spelled(type_.inner)}"
        case Const():
            return f"const {json.dumps(type_.value.raw)}"
        case Named():
            return type_.id.removeprefix("#/components/schemas/")
        case AnyJson():
            return "any"
        case Never():
            return "never"


@pytest.fixture
def parsed() -> Callable[..., tuple[Api, tuple[Diagnostic, ...]]]:
    """Parses a document with the properties given, its `info` filled in."""
    return _parsed


@pytest.fixture
def operation_of() -> Callable[..., Operation]:
    """Parses a document with one operation."""
    return _operation


@pytest.fixture
def declarations() -> Callable[..., dict[str, str]]:
    """Parses schemas; returns what they are declared as."""
    return _declarations


@pytest.fixture
def spelled() -> Callable[[TypeRef], str]:
    """Writes a type."""
    return _spelled


@pytest.fixture
def presence() -> Callable[[Presence], str]:
    """Writes a presence."""
    return _presence


@pytest.fixture
def hints() -> Callable[..., dict[str, str]]:
    """Parses schemas; returns where their names come from."""
    return lambda schemas: {name: _hint(found) for name, found in _types(schemas).items()}
