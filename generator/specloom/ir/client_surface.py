"""What callers of a client see: the API, and what was decided about it in Python. Made by `python`, compared by `changes`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field

from ..records import dataclass
from .api import Api, Operation
from .name_keys import BODY, ArgumentKey, NameKey
from .signature import Signature, flat_signature, whole_signature
from .types import TypeId


@dataclass(frozen=True, slots=True, kw_only=True)
class MethodSurface:
    """How an operation is called.

    `resource` is the property of the client that has the method, None if the client itself has it. With
    `is_flat`, the properties of the body are arguments.
    """

    resource: str | None = None
    name: str
    arguments: Mapping[ArgumentKey, str] = field(default_factory=dict)
    is_flat: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelSurface:
    """The names of a type: its class or alias, a second class for requests, and its exception, where it has them.

    `module` is the module of `models` that has it; what is read from a file does not say so. `argument` is what arguments may be instead, in `types`: a typed dictionary, or an alias. `fields` has the attributes by the names of the properties, `constants` those of an enumeration class
    in the order of the values.
    """

    name: str | None = None
    request: str | None = None
    error: str | None = None
    argument: str | None = None
    module: str | None = field(default=None, compare=False)
    fields: Mapping[str, str] = field(default_factory=dict)
    constants: tuple[str, ...] = ()


NAMELESS = ModelSurface()
"""A type that is written where it is used."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ClientSurface:
    """One version of a client, as its callers see it.

    `methods` are by the pointers of operations, `keywords` are the arguments of the constructor by the
    keys of server variables and security schemes.
    """

    api: Api
    package: str = ""
    client: str = ""
    methods: Mapping[str, MethodSurface] = field(default_factory=dict)
    models: Mapping[TypeId, ModelSurface] = field(default_factory=dict)
    keywords: Mapping[NameKey, str] = field(default_factory=dict)

    def model(self, type_id: TypeId) -> ModelSurface:
        """Return the names of a type."""
        return self.models.get(type_id, NAMELESS)

    def signature(self, operation: Operation) -> Signature:
        """Return what the method of an operation takes."""
        method = self.methods.get(operation.at)
        if method is None:
            return whole_signature(operation)
        flat = flat_signature(self.api.types, operation) if method.is_flat else None
        return flat or whole_signature(operation, takes_body=BODY in method.arguments)
