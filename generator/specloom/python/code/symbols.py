"""The Python names of the API's types, and what of an object its classes have: what annotations are written with."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import field

from ...ir import resolve
from ...ir.api import Api
from ...ir.types import Access, Field, ObjectDecl, TypeDecl, TypeId, TypeRef, UnionDecl
from ...records import dataclass
from ..naming.identifiers import code
from ..naming.printable import PythonCode
from .discriminators import Decision
from .runtime_package import RuntimePlace


@dataclass(frozen=True, slots=True, kw_only=True)
class Symbols:
    """The Python names of the API's types: classes and aliases by id, and the modules they are in.

    A type without a name is written out where it is used. `recursive` are aliases that refer to themselves.
    `field_names` are the Python names of the fields of each object, by wire name; `member_names` those
    of the members of each enumeration class, in their order.
    `request_names` are second classes, for requests, of objects with read-only or write-only fields, and second
    aliases of unions of such;
    `readable` and `writable` types occur in responses and in requests, `received` ones in what a server sends
    of itself. `decisions` say how unions are told apart, of those that a property decides.
    `argument_names` are second aliases, beside the typed dictionaries, for what arguments take; `dictionary_names`
    are those of typed dictionaries that are not called after their class, as they were so before. With
    `open_enums`, arguments take values that an enumeration does not list. `runtime` is where the runtime lies.
    """

    api: Api
    names: Mapping[TypeId, str]
    modules: Mapping[TypeId, str]
    recursive: frozenset[TypeId] = frozenset()
    field_names: Mapping[TypeId, Mapping[str, str]] = field(default_factory=dict)
    member_names: Mapping[TypeId, Sequence[str]] = field(default_factory=dict)
    request_names: Mapping[TypeId, str] = field(default_factory=dict)
    readable: frozenset[TypeId] = frozenset()
    writable: frozenset[TypeId] = frozenset()
    received: frozenset[TypeId] = frozenset()
    open_enums: bool = False
    argument_names: Mapping[TypeId, str] = field(default_factory=dict)
    dictionary_names: Mapping[TypeId, str] = field(default_factory=dict)
    decisions: Mapping[TypeId, Decision] = field(default_factory=dict)
    runtime: RuntimePlace = field(default_factory=RuntimePlace)

    def only_sent(self, type_id: TypeId) -> bool:
        """Return whether a type occurs in requests alone, never in what a server sends."""
        if type_id not in self.writable:
            return False
        return type_id not in self.readable and type_id not in self.received

    def class_name(self, type_id: TypeId, *, writing: bool) -> PythonCode:
        """Return the class or alias of a type: what requests and responses see differently has two."""
        if writing and type_id in self.request_names:
            return code(self.request_names[type_id])
        return code(self.names[type_id])

    def argument_name(self, type_id: TypeId) -> str:
        """Return the alias for arguments, else the typed dictionary of an object."""
        if type_id in self.argument_names:
            return self.argument_names[type_id]
        usual = f"{self.class_name(type_id, writing=True)}Dict"
        return self.dictionary_names.get(type_id, usual)

    def is_argument(self, type_id: TypeId) -> bool:
        """Return whether `types` has a typed dictionary or an alias for a type."""
        is_object = isinstance(self.api.types.get(type_id), ObjectDecl)
        is_given = is_object and type_id in self.names and type_id in self.writable
        return is_given or type_id in self.argument_names

    def fields(self, declaration: ObjectDecl, *, writing: bool) -> list[Field]:
        """Return the fields of a class: without read-only ones in requests, without write-only ones in responses.

        A class that is used one way only is of that way, whatever is asked.
        """
        type_id = declaration.id
        if type_id not in self.request_names:
            one_way = (type_id in self.readable) != (type_id in self.writable)
            if not one_way:
                return list(declaration.fields)
            writing = type_id in self.writable
        hidden = Access.READ if writing else Access.WRITE
        return [field for field in declaration.fields if field.access is not hidden]

    def tags(self, declaration: UnionDecl) -> Mapping[str, TypeId]:
        """Return the class for each value of a union's discriminator; nothing where it does not decide."""
        decision = self.decisions.get(declaration.id)
        if decision is None or decision.name != declaration.discriminator:
            return {}
        return decision.tags

    def declaration(self, type_id: TypeId) -> TypeDecl | None:
        """Return the declaration of an id, None for one that could not be parsed."""
        return self.api.types.get(type_id)


def object_of(symbols: Symbols, ref: TypeRef) -> ObjectDecl | None:
    """Return the object that a type names, through aliases; None for any other type."""
    return resolve.object_of(symbols.api.types, ref)
