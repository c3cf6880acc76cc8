"""What callers write for the things of an API: `client.pets.list`, `models.Pet`."""

from __future__ import annotations

import re
from functools import cached_property

from ..ir.api import Operation, Template
from ..ir.name_keys import (
    CLIENT,
    ArgumentKey,
    NameKey,
    attribute_key,
    constant_key,
    error_key,
    method_argument_key,
    method_key,
    scheme_key,
    tag_key,
    variable_key,
    whole_body_key,
)
from ..ir.types import Given, Json, ObjectDecl, Text, TypeId
from .model import Surface

_BOUNDARY = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])|[^0-9A-Za-z]+")


class Names:
    """The Python names of one version.

    A surface from a lock has only the names that are not the usual ones; the others are made up here
    to be shown, never to be compared.
    """

    def __init__(self, surface: Surface) -> None:
        self._api = surface.api
        self._names = surface.names

    def recorded(self, key: NameKey) -> str | None:
        """Give the name that is recorded under a key, if there is one."""
        return self._names.get(key)

    @cached_property
    def client(self) -> str:
        """The class of the client."""
        return self._names.get(CLIENT) or camel(self._api.title.raw)

    def resource(self, operation: Operation) -> str:
        """Give what the operation is called on: `client.pets`, or `client` where it has no tag."""
        if not operation.tags:
            return "client"
        tag = operation.tags[0]
        return f"client.{self._names.get(tag_key(tag)) or usual(tag.raw)}"

    def method(self, operation: Operation) -> str:
        """Give the name of an operation's method."""
        named = operation.operation_id.raw if operation.operation_id else None
        text = named or f"{operation.method} {path_text(operation.path)}"
        return self._names.get(method_key(operation.at)) or usual(text)

    def operation(self, operation: Operation) -> str:
        """Give an operation as it is called: `client.pets.list`."""
        return f"{self.resource(operation)}.{self.method(operation)}"

    def flattens(self, operation: Operation) -> bool:
        """Tell whether nothing is recorded that keeps the members of a body from being arguments."""
        return whole_body_key(operation.at) not in self._names

    def argument(self, operation: Operation, key: ArgumentKey, wire_name: Text | None) -> str:
        """Give the name of an argument; `key` is that of the roster, such as "query/limit"."""
        text = wire_name.raw if wire_name else key
        return self._names.get(method_argument_key(operation.at, key)) or usual(text)

    def type(self, type_id: TypeId) -> str | None:
        """Give the class or alias of a type, without its module; None for a type that has no name."""
        if type_id in self._names:
            return self._names[type_id]
        declaration = self._api.types.get(type_id)
        if declaration is None or self._names:
            return None
        if isinstance(declaration.hint, Given):
            return camel(declaration.hint.text.raw)
        if isinstance(declaration, ObjectDecl):
            return camel(" ".join(part.text.raw for part in reversed(declaration.hint.parts)))
        return None

    def error(self, type_id: TypeId) -> str:
        """Give the exception class of a schema."""
        return self._names.get(error_key(type_id)) or self.type(type_id) or camel(type_id)

    def field(self, type_id: TypeId, wire_name: Text) -> str:
        """Give the attribute of a property."""
        return self._names.get(attribute_key(type_id, wire_name)) or usual(wire_name.raw)

    def member(self, type_id: TypeId, value: Json) -> str | None:
        """Give the recorded name of an enumeration's member."""
        return self._names.get(constant_key(type_id, value))

    def variable(self, name: Text) -> str:
        """Return the constructor's keyword for a server variable."""
        return self._names.get(variable_key(name)) or usual(name.raw)

    def scheme(self, name: Text) -> str:
        """Return the constructor's keyword for a security scheme."""
        return self._names.get(scheme_key(name)) or usual(name.raw)


def path_text(template: Template) -> str:
    """Give a path as the document has it. It is document text."""
    parts = (p.raw if isinstance(p, Text) else "{" + p.name.raw + "}" for p in template.parts)
    return "".join(parts)


def usual(text: str) -> str:
    """Give the usual name of a variable for words of the document; ASCII, never empty."""
    return "_".join(_words(text)).lower() or "value"


def camel(text: str) -> str:
    """Give the usual name of a class for words of the document; ASCII, never empty."""
    return "".join(word[:1].upper() + word[1:] for word in _words(text)) or "Schema"


def _words(text: str) -> list[str]:
    return [word for word in _BOUNDARY.split(text) if word]
