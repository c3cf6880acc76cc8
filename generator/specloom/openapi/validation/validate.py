"""Validate an OpenAPI document: every fault, with its place.

The specification's own JSON Schemas come from openapi-spec-validator. Its second stage is not used:
it follows references by itself (files and network included), matches the document's patterns against
the document's values, and does not say where its findings are.
"""

from __future__ import annotations

from collections.abc import Iterator

from ... import json_pointer
from ...diagnostics import Code, Diagnostic, Severity, quote
from ..document.document import Document, Node
from ..document.grammar import (
    ObjectKind,
    Version,
    declared_version,
    grammar_of,
    is_reference,
    version_of,
    walk,
)
from ..document.reachable import explore
from ..document.references import ReferenceFault, follow, resolve
from ..files.document_kind import likeness, misspelt_version
from ..files.source_files import ROOT
from .json_schema import find

_UNUSED_BY_CLIENTS = frozenset({ObjectKind.EXAMPLE, ObjectKind.LINK})
_SECTIONS = {
    Version.V2_0: ("paths", "definitions"),
    Version.V3_0: ("paths", "components", "definitions"),
    Version.V3_1: ("paths", "components", "webhooks", "definitions"),
    Version.V3_2: ("paths", "components", "webhooks", "definitions"),
}


def validate(document: Document) -> tuple[Diagnostic, ...]:
    """Check a document, as it is after overlays and before the upgrade.

    Returns what is wrong: errors for what makes the document, or a
    reference, unreadable; warnings for what only breaks the specification's rules.
    """
    version = version_of(document)
    if version is None:
        return (_version_error(document),)
    errors = tuple(_unreadable(document, version))
    if errors:
        places = {error.location.pointer for error in errors}
        others = (d for d in find(document, version) if d.location.pointer not in places)
        return (*errors, *others)
    return (*_references(document, version), *find(document, version))


def _version_error(document: Document) -> Diagnostic:
    declared = declared_version(document)
    if declared is None:
        lookalike = likeness(document.root.text, document.data)
        message = "this is not an OpenAPI document: it has no field 'openapi' or 'swagger'"
        if lookalike is not None:
            message = f"this is {lookalike.what}, not an OpenAPI document"
        hint = lookalike.hint if lookalike else misspelt_version(document.data)
        return _error(document, Code.NOT_OPENAPI, message, "#", hint)
    name, number = declared
    return _error(
        document,
        Code.UNSUPPORTED_VERSION,
        f"the version {quote(number)} is not supported",
        json_pointer.join("#", name),
        "Supported are OpenAPI 3.0, 3.1 and 3.2, and Swagger 2.0.",
    )


def _unreadable(document: Document, version: Version) -> Iterator[Diagnostic]:
    """Yield what leaves nothing to generate from."""
    root = document.node()
    sections = [node for name in _SECTIONS[version] if (node := root.get(name)) is not None]
    if not sections:
        *names, last = (f"'{name}'" for name in _SECTIONS[version])
        message = f"the document has none of {', '.join(names)} and {last}"
        yield _error(document, Code.INVALID_DOCUMENT, message, "#")
    # YAML: `paths:` without fields is null; PHP writes an empty mapping as a list.
    wrong = [node for node in sections if node.value and not isinstance(node.value, dict)]
    for section in wrong:
        name = section.pointer.removeprefix("/")
        if name == "paths" or len(wrong) == len(sections):
            message = f"the field '{name}' is not a mapping"
            yield _error(document, Code.INVALID_DOCUMENT, message, section.at)


def _references(document: Document, version: Version) -> Iterator[Diagnostic]:
    """Yield every reference that leads nowhere, in the root document and in the files it leads to."""
    if _is_sound(document):
        return
    grammar = grammar_of(version)
    seen: set[str] = set()
    waiting: list[tuple[Node, ObjectKind]] = [(document.node(), ObjectKind.OPENAPI)]
    while waiting:
        start, start_kind = waiting.pop()
        if start.at in seen:
            continue
        targets: dict[tuple[str, str], tuple[Node, ObjectKind]] = {}
        for node, kind in walk(start, start_kind, grammar):
            seen.add(node.at)
            if is_reference(node, kind):
                result = _check(node, kind)
                if isinstance(result, Diagnostic):
                    yield result
                else:
                    targets.setdefault((result.at, kind.value), (result, kind))
        # Targets outside of the known places of the document have not been walked.
        waiting += targets.values()


def _is_sound(document: Document) -> bool:
    """Return whether certainly every reference leads somewhere, without going to each place that has one.

    A document refers to the same things again and again. What a reference leads to is the same wherever it stands
    where it is a pointer into the only file, and no schema has an `$id`.
    """
    parts = explore(document)
    if parts.lost or set(parts.roots) != {ROOT} or set(parts.roots[ROOT]) != {""}:
        return False
    references = [reference for _, reference in parts.targets]
    if document.files.mention_ids or not all(each.startswith("#/") for each in references):
        return False
    try:
        for reference in references:
            resolve(Node(document, "#", {"$ref": reference}))
    except ReferenceFault:
        return False
    return True


def _check(node: Node, kind: ObjectKind) -> Node | Diagnostic:
    """Return the target of a reference, or what is wrong with it."""
    try:
        resolve(node)
        return follow(node)
    except ReferenceFault as fault:
        diagnostic = fault.diagnostic
        if kind not in _UNUSED_BY_CLIENTS:
            return diagnostic
        return Diagnostic(
            code=diagnostic.code,
            severity=Severity.WARNING,
            message=diagnostic.message,
            location=diagnostic.location,
            hint=diagnostic.hint,
        )


def _error(document: Document, code: Code, message: str, at: str, hint: str = "") -> Diagnostic:
    return Diagnostic(
        code=code,
        severity=Severity.ERROR,
        message=message,
        location=document.locate(at),
        hint=hint,
    )
