"""Types: references, and the declarations that they name."""

from __future__ import annotations

from dataclasses import field
from enum import Enum
from typing import NewType, TypeAlias

from ..records import dataclass
from .scalars import ScalarKind
from .untrusted import Json as Json  # noqa: PLC0414 - it is imported from here
from .untrusted import Text as Text  # noqa: PLC0414

TypeId = NewType("TypeId", str)
"""Where a type is declared: the canonical JSON pointer, such as "#/components/schemas/Pet"."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Doc:
    """What the document says about a thing, for people."""

    summary: Text | None = None
    description: Text | None = None
    deprecated: bool = False
    examples: tuple[Json, ...] = ()
    external_docs: Text | None = None


@dataclass(frozen=True, slots=True)
class Given:
    """A name that the document gives."""

    text: Text


class Role(Enum):
    """What a nameless type is to the thing it is found in."""

    MEMBER = "member"  # the value of a property
    ITEM = "item"  # an item of an array
    VALUE = "value"  # a value of a map
    VARIANT = "variant"  # an alternative of a union
    BASE = "base"  # a schema that others take in with `allOf`
    PARAMETER = "parameter"
    HEADER = "header"
    REQUEST = "request"
    RESPONSE = "response"
    OWNER = "owner"  # the named schema or operation that everything else is in


@dataclass(frozen=True, slots=True)
class NamePart:
    """One step of the way to a nameless type: the name there (empty for items and the like), and its role.

    `title` is that of the schema there, where it is a name. `label` is what tells an alternative of a
    union from the others: a tag, a constant, a property of its own; empty where it is the only one
    that needs a name, and None where nothing in the document tells it apart. That of a request or response
    is its media type, where there are several.
    """

    text: Text
    role: Role
    title: Text | None = None
    label: Text | None = None


@dataclass(frozen=True, slots=True)
class Invented:
    """A name that we must invent; `parts` go from the innermost place outwards (property, then owner, ...).

    `held` are names by what the type holds, of a shape that occurs in several places.
    """

    parts: tuple[NamePart, ...]
    held: tuple[Text, ...] = ()


NameHint: TypeAlias = Given | Invented


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Validation keywords of JSON Schema; documented and used for sample values, never enforced by a client."""

    minimum: Json | None = None
    maximum: Json | None = None
    exclusive_minimum: Json | None = None
    exclusive_maximum: Json | None = None
    multiple_of: Json | None = None
    min_length: int | None = None
    max_length: int | None = None
    pattern: Text | None = None
    min_items: int | None = None
    max_items: int | None = None
    unique_items: bool = False
    min_properties: int | None = None
    max_properties: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Scalar:
    """A scalar value; `media_type` is what a string holds (`contentMediaType`).

    `examples`, here and below, are values that the document shows where the type is written out, its
    default last; types do not differ by them.
    """

    kind: ScalarKind
    format: Text | None = None
    media_type: Text | None = None
    limits: Limits = field(default_factory=Limits)
    examples: tuple[Json, ...] = field(default=(), compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class ArrayOf:
    """An array whose items all have one type."""

    items: TypeRef
    limits: Limits = field(default_factory=Limits)
    examples: tuple[Json, ...] = field(default=(), compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class TupleOf:
    """An array whose first items have a type each (`prefixItems`); `rest` is the type of the others.

    `required` is the minimum number of items.
    """

    items: tuple[TypeRef, ...]
    rest: TypeRef
    required: int = 0

    @property
    def fixed(self) -> bool:
        """Whether it has neither fewer nor more items than those that have a type each."""
        return 0 < len(self.items) == self.required and isinstance(self.rest, Never)


@dataclass(frozen=True, slots=True, kw_only=True)
class MapOf:
    """An object used as a map: values of one type.

    The client takes any `keys`; what the document says of them is used for sample values.
    """

    values: TypeRef
    keys: Scalar = field(default_factory=lambda: Scalar(kind=ScalarKind.STRING), compare=False)
    limits: Limits = field(default_factory=Limits)
    examples: tuple[Json, ...] = field(default=(), compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Nullable:
    """A value of the inner type, or null."""

    inner: TypeRef


@dataclass(frozen=True, slots=True, kw_only=True)
class Const:
    """Exactly one value."""

    value: Json


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """A reference to a declared type."""

    id: TypeId


@dataclass(frozen=True, slots=True)
class AnyJson:
    """Any JSON value: the schema `true`."""


@dataclass(frozen=True, slots=True)
class Never:
    """No value: the schema `false`."""


TypeRef: TypeAlias = Scalar | ArrayOf | TupleOf | MapOf | Nullable | Const | Named | AnyJson | Never


@dataclass(frozen=True, slots=True)
class Required:
    """The property must be there."""


@dataclass(frozen=True, slots=True)
class Optional:
    """The property may be absent."""


@dataclass(frozen=True, slots=True)
class Default:
    """The property may be absent, and the server then takes this value."""

    value: Json


Presence: TypeAlias = Required | Optional | Default


class Access(Enum):
    """Whether a property occurs in requests and responses, responses only, or requests only."""

    BOTH = "both"
    READ = "read"
    WRITE = "write"


@dataclass(frozen=True, slots=True, kw_only=True)
class Xml:
    """How a value is written in XML (OpenAPI 3.1, section 4.8.26). Clients send no XML; `specloom inspect` shows it."""

    name: Text | None = None
    namespace: Text | None = None
    prefix: Text | None = None
    attribute: bool = False
    wrapped: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """A property of an object."""

    wire_name: Text
    type: TypeRef
    presence: Presence
    access: Access = Access.BOTH
    xml: Xml | None = None
    doc: Doc = field(default_factory=Doc)
    at: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ObjectDecl:
    """An object with properties; `extra` is the type of the properties that are not listed.

    A `nullable` declaration, here and below, takes null as well, wherever it is referred to. `also` are the
    other places where an inline type of this shape was; it stands for those, too.
    """

    id: TypeId
    hint: NameHint
    fields: tuple[Field, ...]
    extra: TypeRef = field(default_factory=AnyJson)
    limits: Limits = field(default_factory=Limits)
    nullable: bool = False
    xml: Xml | None = None
    doc: Doc = field(default_factory=Doc)
    also: tuple[TypeId, ...] = ()
    at: str


@dataclass(frozen=True, slots=True, kw_only=True)
class EnumMember:
    """One value of an enumeration, with the name that the document gives it, if any."""

    value: Json
    name: Text | None = None
    description: Text | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class EnumDecl:
    """An enumeration. Servers add values, so readers must accept unlisted ones of the base type."""

    id: TypeId
    hint: NameHint
    base: TypeRef
    members: tuple[EnumMember, ...]
    nullable: bool = False
    doc: Doc = field(default_factory=Doc)
    also: tuple[TypeId, ...] = ()
    at: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Variant:
    """One alternative of a union; `tags` are the discriminator values that choose it."""

    type: TypeRef
    tags: tuple[Text, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class UnionDecl:
    """One of several types; `discriminator` names the property that tells them apart, where there is one.

    `default` is the alternative that is meant where the property is missing, or has a value that
    chooses none.
    """

    id: TypeId
    hint: NameHint
    variants: tuple[Variant, ...]
    discriminator: Text | None = None
    default: TypeId | None = None
    nullable: bool = False
    doc: Doc = field(default_factory=Doc)
    also: tuple[TypeId, ...] = ()
    at: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AliasDecl:
    """A name for another type."""

    id: TypeId
    hint: NameHint
    target: TypeRef
    doc: Doc = field(default_factory=Doc)
    also: tuple[TypeId, ...] = ()
    at: str


TypeDecl: TypeAlias = ObjectDecl | EnumDecl | UnionDecl | AliasDecl
