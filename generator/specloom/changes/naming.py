"""What callers write for the parts of a client: `client.pets.list`, `models.Pet`."""

from __future__ import annotations

from dataclasses import dataclass

from ..ir.api import Operation, Template
from ..ir.client_surface import ClientSurface, MethodSurface
from ..ir.name_keys import scheme_key, variable_key
from ..ir.signature import Argument
from ..ir.types import Text, TypeId


@dataclass(frozen=True, slots=True)
class Names:
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

    def error(self, type_id: TypeId) -> str:
        """Return the exception class of a schema."""
        model = self.surface.model(type_id)
        return model.error or model.name or "ApiError"

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
