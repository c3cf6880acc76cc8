"""What the parser carries along: the document, the types found so far, and the diagnostics."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

from ..config import Hints
from ..diagnostics import Code, Diagnostic, Severity
from ..ir.types import AliasDecl, TypeDecl, TypeId
from ..source.document import Document, Node
from ..source.references import ReferenceFault, follow, reference_of, resolve


class TypeTable:
    """The types by id: those declared, and those referred to and still to be parsed.

    A reference only puts its target on the list, so neither loops nor long chains of references
    deepen the call stack.
    """

    def __init__(self) -> None:
        self._declared: dict[TypeId, TypeDecl] = {}
        self._requested: set[TypeId] = set()
        self._wanted: list[Node] = []

    def __contains__(self, type_id: TypeId) -> bool:
        return type_id in self._declared

    def want(self, node: Node) -> TypeId:
        """Ask for the schema at a node to be declared as a type of its own; give its id."""
        type_id = TypeId(node.at)
        if type_id not in self._requested:
            self._requested.add(type_id)
            self._wanted.append(node)
        return type_id

    def declare(self, declaration: TypeDecl) -> TypeId:
        """Add a type; give its id."""
        self._declared[declaration.id] = declaration
        return declaration.id

    def pending(self) -> Iterator[Node]:
        """Give the schemas that are wanted, including those added meanwhile."""
        while self._wanted:
            yield self._wanted.pop()

    def make_nullable(self, type_id: TypeId) -> None:
        """Say that a declared type takes null wherever it is referred to."""
        declaration = self._declared[type_id]
        if not isinstance(declaration, AliasDecl):
            self._declared[type_id] = replace(declaration, nullable=True)

    def types(self) -> Mapping[TypeId, TypeDecl]:
        """Every declared type, ordered by id, so that the order of the document does not matter."""
        return dict(sorted(self._declared.items()))


@dataclass(slots=True)
class Parser:
    """The state of one parse."""

    document: Document
    hints: Hints
    table: TypeTable = field(default_factory=TypeTable)
    diagnostics: list[Diagnostic] = field(default_factory=list)
    scheme_names: frozenset[str] = frozenset()
    """The security schemes that a client can serve."""
    certificate_schemes: set[str] = field(default_factory=set)
    """The security schemes that the connection itself serves."""
    untyped: dict[tuple[str, str], dict[str, None]] = field(default_factory=dict)
    """Contents whose schema says more than their values are typed as, by media type and what they are taken as."""
    families: dict[str, list[Node]] = field(default_factory=dict)
    """Schemas with a discriminator and no oneOf/anyOf, and those that take them in by `allOf`."""

    def warn(self, code: Code, message: str, at: str, hint: str = "") -> None:
        """Report something that costs a part of the document: a warning, or a note where the code is one."""
        self._report(code, code.severity, message, at, hint)

    def note(self, code: Code, message: str, at: str, hint: str = "") -> None:
        """Report something that nobody needs to do anything about."""
        self._report(code, Severity.NOTE, message, at, hint)

    def _report(self, code: Code, severity: Severity, message: str, at: str, hint: str) -> None:
        location = self.document.locate(at)
        self.diagnostics.append(
            Diagnostic(code=code, severity=severity, message=message, location=location, hint=hint)
        )

    def resolve(self, node: Node) -> Node | None:
        """Follow a node's references to the end; report a reference that leads nowhere and give None."""
        try:
            return resolve(node)
        except ReferenceFault as fault:
            self.diagnostics.append(fault.diagnostic)
            return None

    def resolve_once(self, node: Node) -> Node | None:
        """Follow one reference; report one that leads nowhere, or only to itself, and give None."""
        try:
            target = follow(node)
            if target.at != node.at and reference_of(target) is not None:
                resolve(target)  # An alias for itself would be no type.
            return target
        except ReferenceFault as fault:
            self.diagnostics.append(fault.diagnostic)
            return None
