"""What callers write for the parts of a client, and types as they read in Python. All of it is for messages."""

from __future__ import annotations

from typing import assert_never

from ...diagnostics import printable
from ...ir.api import Api, Operation, Template
from ...ir.client_surface import ClientSurface, MethodSurface
from ...ir.name_keys import scheme_key, variable_key
from ...ir.signature import Argument
from ...ir.types import (
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
    Text,
    TupleOf,
    TypeDecl,
    TypeId,
    TypeRef,
    UnionDecl,
)
from ...records import dataclass

_LONGEST_VALUE = 40
_SHOWN = 4
_DEEPEST = 4


@dataclass(frozen=True, slots=True)
class CallerNames:
    """The Python names of one version. What has none, as in a file that somebody edited, has its own name."""

    surface: ClientSurface

    @property
    def client(self) -> str:
        """The class of the client."""
        return self.surface.client

    def resource(self, operation: Operation) -> str:
        """Return what the operation is called on: `client.pets`, or `client` where it has no tag."""
        resource = self._method(operation).resource
        return f"client.{resource}" if resource else "client"

    def method(self, operation: Operation) -> str:
        """Return the name of an operation's method."""
        return self._method(operation).name

    def operation(self, operation: Operation) -> str:
        """Return an operation as it is called: `client.pets.list`."""
        return f"{self.resource(operation)}.{self.method(operation)}"

    def argument(self, operation: Operation, argument: Argument) -> str:
        """Return the name of an argument."""
        return self._method(operation).arguments.get(argument.key, argument.key)

    def type(self, type_id: TypeId) -> str | None:
        """Return the class or alias of a type, without its module; None for a type that has no name."""
        return self.surface.model(type_id).name

    def request(self, type_id: TypeId) -> str | None:
        """Return the second class of a type, which only requests have; None if there is none."""
        return self.surface.model(type_id).request

    def error(self, type_id: TypeId) -> str | None:
        """Return the exception class of a schema; None if its errors are raised as the class of the status."""
        return self.surface.model(type_id).error

    def field(self, type_id: TypeId, wire_name: Text) -> str:
        """Return the attribute of a property."""
        return self.surface.model(type_id).fields.get(wire_name.raw, wire_name.raw)

    def variable(self, name: Text) -> str:
        """Return the constructor's keyword for a server variable."""
        return self.surface.keywords.get(variable_key(name), name.raw)

    def scheme(self, name: Text) -> str:
        """Return the constructor's keyword for a security scheme."""
        return self.surface.keywords.get(scheme_key(name), name.raw)

    def _method(self, operation: Operation) -> MethodSurface:
        return self.surface.methods.get(operation.at) or MethodSurface(name=operation.at)


def path_text(template: Template) -> str:
    """Return a path as the document has it. It is document text."""
    parts = (p.raw if isinstance(p, Text) else "{" + p.name.raw + "}" for p in template.parts)
    return "".join(parts)


def spell(api: Api, names: CallerNames, ref: TypeRef, depth: int = 0) -> str:
    """Return a type as an annotation reads; long ones are cut."""
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


def _declared(api: Api, names: CallerNames, declaration: TypeDecl, depth: int) -> str:
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
    """Return a value as Python writes it, in printable ASCII, cut if it is long."""
    text = printable(repr(value.raw))
    return text if len(text) <= _LONGEST_VALUE else f"{text[:_LONGEST_VALUE]}..."
