"""The parser's state: document, types so far, diagnostics."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import field
from typing import Any

from ..config import Hints
from ..diagnostics import Code, Diagnostic, Severity
from ..ir.api import Parameter, Response
from ..ir.resolve import object_of
from ..ir.types import AliasDecl, Named, ObjectDecl, TypeDecl, TypeId
from ..openapi.document.references import ReferenceFault, follow, reference_of, resolve
from ..openapi.load import Document, Node
from ..records import dataclass, replace
from .union_labels import Labels


@dataclass(frozen=True, slots=True)
class TypePlace:
    """Where a type is declared: its id, and the schema that says what it is called and how it is described.

    The id is the schema's own place, unless the type is made of more than that schema: what an heir
    makes of an inherited property or alternative is declared below the heir.
    """

    id: TypeId
    node: Node

    @staticmethod
    def of(node: Node) -> TypePlace:
        """Return the place of a schema by itself."""
        return TypePlace(TypeId(node.at), node)


class TypeTable:
    """The types by id: those declared, and those referred to and still to be parsed.

    A reference only puts its target on the list, and so does an object that has no name with its
    properties; so neither loops nor long chains of schemas deepen the call stack.
    """

    def __init__(self) -> None:
        self._declared: dict[TypeId, TypeDecl] = {}
        self._nullable: set[TypeId] = set()
        self._requested: set[TypeId] = set()
        self._wanted: list[Node] = []
        self._objects: dict[TypeId, tuple[TypePlace, Any]] = {}
        self._unfinished: dict[TypeId, bool] = {}
        self.additions: dict[TypeId, dict[str, dict[str, Node]]] = {}
        """Properties that are siblings of a choice between objects, by the object and the name: schemas by place."""

    def __contains__(self, type_id: TypeId) -> bool:
        return type_id in self._declared

    def want(self, node: Node) -> TypeId:
        """Request that the schema at a node is declared as a type of its own; return its id."""
        type_id = TypeId(node.at)
        if type_id not in self._requested:
            self._requested.add(type_id)
            self._wanted.append(node)
        return type_id

    def declare(self, declaration: TypeDecl) -> TypeId:
        """Add a type; return its id."""
        self._declared[declaration.id] = declaration
        return declaration.id

    def declared(self, type_id: TypeId) -> TypeDecl | None:
        """Return the declaration of an id, if there is one so far."""
        return self._declared.get(type_id)

    def object(self, type_id: TypeId) -> ObjectDecl | None:
        """Return the object of an id, through aliases; None if there is none so far."""
        return object_of(self._declared, Named(id=type_id))

    def awaits(self, type_id: TypeId) -> bool:
        """Return whether an object is wanted at a place and not declared yet."""
        return type_id in self._objects

    def want_object(self, place: TypePlace, shape: Any) -> TypeId:
        """Request that an object of a shape is declared at a place; return its id."""
        if place.id not in self._declared:
            self._objects.setdefault(place.id, (place, shape))
        return place.id

    def pending(self) -> Iterator[Node]:
        """Yield the schemas that are wanted, including those added meanwhile."""
        while self._wanted:
            yield self._wanted.pop()

    def pending_objects(self) -> Iterator[tuple[TypePlace, Any]]:
        """Yield the objects that are wanted, with their shapes, including those added meanwhile."""
        while self._objects:
            yield self._objects.pop(next(iter(self._objects)))

    def begin(self, type_id: TypeId) -> bool:
        """Record that the type at a place is being worked out; False if it is already, so it contains itself."""
        if type_id in self._unfinished:
            self._unfinished[type_id] = True
            return False
        self._unfinished[type_id] = False
        return True

    def end(self, type_id: TypeId) -> bool:
        """Record that the type at a place is worked out; True if it contains itself."""
        return self._unfinished.pop(type_id)

    def make_nullable(self, type_id: TypeId) -> None:
        """Record that a declared type takes null wherever it is referred to."""
        self._nullable.add(type_id)

    def types(self) -> Mapping[TypeId, TypeDecl]:
        """Return every declared type, ordered by id, so that the order of the document does not matter."""
        return {
            type_id: (
                declaration
                if type_id not in self._nullable or isinstance(declaration, AliasDecl)
                else replace(declaration, nullable=True)
            )
            for type_id in sorted(self._declared)
            for declaration in [self._declared[type_id]]
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Families:
    """Base schemas and their heirs, which take them in by `allOf`.

    `choices` are bases with a discriminator and no alternatives of their own, by id, with all their
    heirs. `inherited` are bases that list heirs as their alternatives, by id, with the ids of all
    heirs. `heirs` are the ids of all of them. `added` are the names of the properties that heirs of
    any base declare, by the base's id.
    """

    choices: Mapping[str, Sequence[Node]] = field(default_factory=dict)
    inherited: Mapping[str, frozenset[str]] = field(default_factory=dict)
    heirs: frozenset[str] = frozenset()
    added: Mapping[str, frozenset[str]] = field(default_factory=dict)


@dataclass(slots=True)
class Parser:
    """The state of one parse."""

    document: Document
    hints: Hints
    table: TypeTable = field(default_factory=TypeTable)
    diagnostics: list[Diagnostic] = field(default_factory=list)
    scheme_places: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    """The security schemes that a client can serve, and where in a request their credentials are."""
    certificate_schemes: set[str] = field(default_factory=set)
    """The security schemes that the connection itself serves."""
    unused: dict[str, dict[str, None]] = field(default_factory=dict)
    """The places of contents whose description is not used, by what is said of them."""
    families: Families = field(default_factory=Families)
    conjuncts: dict[str, frozenset[str]] = field(default_factory=dict)
    """What each schema takes in, itself included: ids by id, where it was asked for."""
    alternatives: dict[str, frozenset[str]] = field(default_factory=dict)
    """The ids of the alternatives of each `oneOf` and `anyOf`, where they were asked for."""
    labels: Labels = field(default_factory=dict)
    """What tells the inline alternatives of unions apart, where it was asked for."""
    page_hints: dict[str, Any] = field(default_factory=dict)
    """What is said of the pages of each operation, by its pointer."""
    operation_nodes: dict[str, Node] = field(default_factory=dict)
    """The operations by their pointers, which are those of their paths where several paths share them."""
    shapes: dict[str, Any] = field(default_factory=dict)
    """What schemas say once merged, by id, where it was asked for."""
    plain: dict[str, Any] = field(default_factory=dict)
    """What plain schemas say, by what is the same in all that say it."""
    parameters: dict[str, Parameter | None] = field(default_factory=dict)
    """The parameters by their ids, which many operations refer to; None for what is left out."""
    responses: dict[tuple[str, bool], Response] = field(default_factory=dict)
    """The responses, by their ids and whether sequences are read item by item, which many operations refer to."""

    def warn(
        self, code: Code, message: str, at: str, hint: str = "", also: Sequence[str] = ()
    ) -> None:
        """Report something that costs a part of the document: a warning, or a note where the code is one.

        `also` are further places that the message counts.
        """
        diagnostic = self._diagnostic(code, message, at, hint)
        places = tuple(self.document.locate(place) for place in also)
        self.diagnostics.append(replace(diagnostic, also=places))

    def note(self, code: Code, message: str, at: str, hint: str = "") -> None:
        """Report something that nobody needs to do anything about."""
        diagnostic = self._diagnostic(code, message, at, hint)
        self.diagnostics.append(replace(diagnostic, severity=Severity.NOTE))

    def _diagnostic(self, code: Code, message: str, at: str, hint: str) -> Diagnostic:
        return Diagnostic(
            code=code,
            severity=code.severity,
            message=message,
            location=self.document.locate(at),
            hint=hint,
        )

    def resolve(self, node: Node) -> Node | None:
        """Follow a node's references to the end; report a reference that leads nowhere and give None."""
        try:
            return resolve(node)
        except ReferenceFault as fault:
            self.diagnostics.append(fault.diagnostic)
            return None

    def resolve_once(self, node: Node) -> Node | None:
        """Follow one reference; report one that leads nowhere, or only to itself, and return None."""
        try:
            target = follow(node)
            if target.at != node.at and reference_of(target) is not None:
                resolve(target)  # An alias for itself would not be a type.
            return target
        except ReferenceFault as fault:
            self.diagnostics.append(fault.diagnostic)
            return None
