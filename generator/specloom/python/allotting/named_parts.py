"""What of an API needs a name, and what is decided about it before it has one (`names.named_parts`)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ...ir.api import Api, Operation
from ...ir.page_types import returns_list
from ...ir.resolve import is_enum_class
from ...ir.signature import Signature
from ...ir.types import (
    EnumDecl,
    Given,
    ObjectDecl,
    Text,
    TypeDecl,
    TypeId,
    UnionDecl,
)
from ...records import dataclass
from ..client.error_classes import ErrorObject
from ..code.annotations import LARGEST_INLINE_ENUM
from ..code.discriminators import Decision
from ..naming.grouping import Grouping
from ..naming.operation_ids import Undone
from ..naming.path_names import Routes
from ..naming.titles import api_words
from ..naming.words import words


def api_name(api: Api) -> frozenset[str]:
    """Return the words that an API is called by."""
    texts = api_words(api.title, api.servers)
    return frozenset(word for text in texts for word in words(text))


@dataclass(frozen=True, slots=True, kw_only=True)
class TypeRoles:
    """What is decided about the types of an API before they have names.

    Attributes:
        recursive: The aliases and unions that are referred to by name, not written out.
        decisions: How unions are told apart, of those that a property decides.
        readable: The types that occur in responses.
        writable: The types that occur in requests.
        received: The types that occur in what a server sends of itself: webhooks.
        split: The objects that have a second class, for requests, and the unions that choose from those.
        errors: The objects that the document declares as errors.
    """

    recursive: frozenset[TypeId]
    decisions: Mapping[TypeId, Decision]
    readable: frozenset[TypeId]
    writable: frozenset[TypeId]
    received: frozenset[TypeId]
    split: frozenset[TypeId]
    errors: Mapping[TypeId, ErrorObject]


@dataclass(frozen=True, slots=True, kw_only=True)
class NamedParts:
    """Everything of an API that needs a name.

    Attributes:
        api: The API.
        grouping: The resources, each with its operations.
        undone: What operationIds that a framework made were made of, by the pointers of operations.
        roles: What is decided about its types.
        signatures: The signatures of the operations, by their pointers.
        unreached: The types that need no name, since nothing leads to them.
        written_out: The types that need no name, since annotations write what they stand for.
        repeated: The unions that have a name because they are long, or would be written out again and again.
    """

    api: Api
    grouping: Grouping
    undone: Mapping[str, Undone]
    roles: TypeRoles
    signatures: Mapping[str, Signature]
    unreached: frozenset[TypeId]
    written_out: frozenset[TypeId]
    repeated: frozenset[TypeId]

    def routes(self, operations: Sequence[Operation]) -> Routes:
        """Return the paths of operations, as far as names need them."""
        lists = [op.at for op in operations if returns_list(self.api.types, op)]
        return Routes(operations, self.grouping.prefix, lists)

    @property
    def split(self) -> frozenset[TypeId]:
        """The types that have a second name, for requests."""
        return self.roles.split - self.unreached - self.written_out


def has_name(declaration: TypeDecl) -> bool:
    """Return whether a type is declared under a name of its own; the others are written where they are used."""
    match declaration:
        case ObjectDecl():
            return True
        case EnumDecl(members=members) if len(members) > LARGEST_INLINE_ENUM:
            return True
        case EnumDecl() if is_enum_class(declaration):
            return True
        case UnionDecl(discriminator=Text()):
            return True
        case _:
            return isinstance(declaration.hint, Given)
