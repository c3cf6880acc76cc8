"""One normal form for all versions: OpenAPI 3.1."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Protocol
from urllib.parse import quote as percent_encode

from ... import json_pointer
from ...diagnostics import Code, Diagnostic, Severity
from ...json_pointer import join
from ..document.document import Document, Node, changed_at
from ..document.grammar import (
    WEBHOOKS,
    ObjectGrammar,
    ObjectKind,
    Steps,
    Version,
    grammar_of,
    may_be_reference,
    version_of,
    visit,
)
from ..document.reachable import UsedParts, explore, target_of
from ..document.references import reference_to
from ..text.json_value import JsonValue
from .relocations import Moves
from .schemas import SchemaUpgrade
from .swagger import SwaggerUpgrade
from .swagger_parameters import SwaggerFile

NORMAL_VERSION = "3.1.0"
# What a fragment may hold as it is (RFC 3986 section 3.5).
_FRAGMENT_CHARACTERS = "/~!$&'()*+,;=:@?"


def upgrade(document: Document) -> tuple[Document, tuple[Diagnostic, ...]]:
    """Convert a document into the form of OpenAPI 3.1.

    `document` is a document that `validate` found no error in. It is not changed. Returns the document
    in the terms of OpenAPI 3.1, positions kept, in all its files; and warnings about what cannot be
    expressed there. Versions 3.1 and 3.2 are returned unchanged.
    """
    version = version_of(document)
    if version is not Version.V2_0 and version is not Version.V3_0:
        return document, ()
    reach = explore(document)
    diagnostics: list[Diagnostic] = []
    moves: dict[str, Moves] = {}
    values: dict[str, JsonValue] = {}
    for file, roots in reach.roots.items():
        moves[file] = Moves(document, file)
        converter = _converter(document, version, file, moves[file], diagnostics)
        values[file] = _convert(document.view(file).data, roots, converter, moves[file])
        diagnostics += _ignored(document, file, moves[file].ignored)
    rewriter = _Rewriter(document, reach, moves, always=version is Version.V2_0)
    for file, roots in reach.roots.items():
        values[file] = rewriter.rewrite(values[file], file, roots)
    views = {file: moves[file].view(value) for file, value in values.items()}
    return document.with_views(views), tuple(diagnostics)


def _ignored(document: Document, file: str, pointers: Sequence[str]) -> list[Diagnostic]:
    """Report the siblings of references once a file; there can be thousands."""
    if not pointers:
        return []
    count = (
        "1 occurrence" if len(pointers) == 1 else f"{len(pointers)} occurrences, the first one here"
    )
    message = f"siblings of $ref have no effect before OpenAPI 3.1 ({count})"
    return [
        Diagnostic(
            code=Code.INVALID_DOCUMENT,
            severity=Severity.WARNING,
            message=message,
            location=document.locate(f"{file}#{pointers[0]}"),
        )
    ]


class _Converter(Protocol):
    """Upgrades an object of a kind, with all that is in it."""

    def convert(self, value: JsonValue, kind: ObjectKind, new: str, old: str) -> JsonValue:
        """Upgrade a value; the pointers are its new one and its old one."""


def _converter(
    document: Document, version: Version, file: str, moves: Moves, diagnostics: list[Diagnostic]
) -> _Converter:
    if version is Version.V2_0:
        return SwaggerUpgrade(SwaggerFile(document, file, moves, diagnostics), NORMAL_VERSION)
    return _OpenApiUpgrade(moves)


def _convert(
    value: JsonValue, roots: Mapping[str, ObjectKind], converter: _Converter, moves: Moves
) -> JsonValue:
    """Upgrade the objects of one file that are used, and leave the rest as it is."""
    for old, kind in roots.items():
        new = moves.relocate(old)
        value = changed_at(value, new, partial(converter.convert, kind=kind, new=new, old=old))
    return value


class _OpenApiUpgrade:
    """Upgrades the objects of one file of an OpenAPI 3.0 document: only schemas differ, and the name of webhooks."""

    def __init__(self, moves: Moves) -> None:
        self._moves = moves
        self._grammar = grammar_of(Version.V3_0)
        self._schemas = SchemaUpgrade(moves, self._grammar[ObjectKind.SCHEMA])

    def convert(self, value: JsonValue, kind: ObjectKind, new: str, old: str) -> JsonValue:
        """Upgrade an object, with all that is in it."""
        if kind is ObjectKind.SCHEMA:
            return self._schemas.upgrade(value, new, old)
        if not isinstance(value, dict):
            return value

        names = _webhooks_of(value) if kind is ObjectKind.OPENAPI else {}

        def converted(part: JsonValue, part_kind: ObjectKind, steps: Steps) -> JsonValue:
            if part_kind is ObjectKind.SCHEMA and self._schemas.stays(part):
                return part
            first, *others = steps
            places = join(new, names.get(first, first), *others), join(old, *steps)
            return self.convert(part, part_kind, *places)

        value = visit(value, self._grammar[kind], converted)
        if kind is not ObjectKind.OPENAPI:
            return value
        for before, after in names.items():
            self._moves.move(join(new, after), join(old, before))
        return {**{names.get(k, k): v for k, v in value.items()}, "openapi": NORMAL_VERSION}


def _webhooks_of(root: Mapping[str, JsonValue]) -> Mapping[str, str]:
    """Return what the extension for webhooks is called in the normal form, if the document has it alone."""
    standard, extension = WEBHOOKS
    has_it = isinstance(root.get(extension), dict) and standard not in root
    return {extension: standard} if has_it else {}


class _Rewriter:
    """Makes references lead to where their targets are after the upgrade."""

    def __init__(
        self, document: Document, reach: UsedParts, moves: Mapping[str, Moves], *, always: bool
    ) -> None:
        self._document = document
        self._always = always  # even if no reference of the document itself needs it
        self._moves = moves
        self._grammar: Mapping[ObjectKind, ObjectGrammar] = grammar_of(Version.V3_1)
        self._targets = dict(reach.targets)
        self._file = ""
        self._changes = {
            key: new for key, at in reach.targets.items() if (new := self._new(*key, at)) != key[1]
        }

    def rewrite(self, value: JsonValue, file: str, roots: Mapping[str, ObjectKind]) -> JsonValue:
        """Rewrite the references of one upgraded file; `roots` are its objects' old pointers."""
        if not self._changes and not self._always:
            return value
        self._file = file
        for old, kind in roots.items():
            new = self._moves[file].relocate(old)
            value = changed_at(value, new, partial(self._object, kind=kind))
        return value

    def _object(self, value: JsonValue, kind: ObjectKind) -> JsonValue:
        if not isinstance(value, dict):
            return value
        value = visit(
            value, self._grammar[kind], lambda part, part_kind, _: self._object(part, part_kind)
        )
        reference = value.get("$ref")
        if isinstance(reference, str) and may_be_reference(kind):
            rewritten = self._rewritten(reference)
            if rewritten != reference:
                return {**value, "$ref": rewritten}
        return value

    def _rewritten(self, reference: str) -> str:
        key = (self._file, reference)
        if key not in self._targets:
            # The upgrade itself wrote it, in the terms of the document before.
            target = target_of(self._document, *key)
            self._targets[key] = "" if target is None else target.at
            self._changes[key] = reference if target is None else self._new(*key, target.at)
        return self._changes.get(key, reference)

    def _new(self, host: str, reference: str, at: str) -> str:
        """Return what a reference in a file becomes; `at` is the id of its target before."""
        address, _, fragment = reference.partition("#")
        file, _, old = at.partition("#")
        if fragment and not json_pointer.from_fragment(fragment).startswith("/"):
            return reference  # an anchor
        new = self._moves[file].relocate(old) if file in self._moves else old
        if new == old:
            return reference
        if self._document.files.mention_ids:
            # An `$id` may be the address, and then the pointer does not begin at the file's root.
            return reference_to(Node(self._document, f"{file}#{new}", None), host)
        return f"{address}#{percent_encode(new, safe=_FRAGMENT_CHARACTERS)}"
