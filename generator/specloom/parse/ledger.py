"""The proof that nothing is lost in silence: every part of the document, and what became of it.

A part is an operation, a parameter, a request body, a response or a named schema. It is *kept* (it is
in the neutral model, all of which is written out), *noted* (kept, with a diagnostic about it or a
part of it), *named* (left out, and a diagnostic says so), *filtered* (left out on request), or *lost*.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import Enum

from ..diagnostics import Diagnostic
from ..ir.api import Api, Operation
from ..source.document import Document, Node
from ..source.references import ReferenceFault, resolve
from .selection import methods_of


class Fate(Enum):
    """What became of a part of the document."""

    KEPT = "kept"
    NOTED = "noted"
    NAMED = "named"
    FILTERED = "filtered"
    LOST = "lost"


@dataclass(frozen=True, slots=True)
class Entry:
    """A part of the document: its kind, its id, and what became of it."""

    kind: str
    at: str
    fate: Fate


def ledger(
    document: Document, api: Api, diagnostics: Iterable[Diagnostic], *, filtered: bool
) -> tuple[Entry, ...]:
    """Account for every part of a document in normal form. `filtered` says that a selection was asked for."""
    kept = _kept(api)
    noted = _noted(diagnostics)

    def fate(at: str) -> Fate:
        origin = document.origin(at)
        mentioned = (origin.file, origin.pointer) in noted
        if at in kept:
            return Fate.NOTED if mentioned else Fate.KEPT
        if mentioned:
            return Fate.NAMED
        return Fate.FILTERED if filtered else Fate.LOST

    return tuple(Entry(kind, at, fate(at)) for kind, at in _parts(document))


def summary(entries: Iterable[Entry]) -> dict[str, int]:
    """Count the entries by fate."""
    counts = Counter(entry.fate for entry in entries)
    return {fate.value: counts[fate] for fate in Fate}


def _noted(diagnostics: Iterable[Diagnostic]) -> set[tuple[str, str]]:
    """Give the places of diagnostics and all places around them."""
    places = set()
    for diagnostic in diagnostics:
        pointer = diagnostic.location.pointer
        while True:
            places.add((diagnostic.location.file, pointer))
            if not pointer:
                break
            pointer = pointer.rpartition("/")[0]
    return places


def _kept(api: Api) -> set[str]:
    places: set[str] = set(api.types)
    waiting = list(api.operations)
    for webhook in api.webhooks:
        waiting += webhook.operations
    while waiting:
        operation = waiting.pop()
        places.update(_places(operation))
        for callback in operation.callbacks:
            waiting += callback.operations
    return places


def _places(operation: Operation) -> Iterator[str]:
    yield operation.at
    yield from (parameter.at for parameter in operation.parameters)
    yield from (response.at for response in operation.responses)
    if operation.body is not None:
        yield operation.body.at


def _parts(document: Document) -> Iterator[tuple[str, str]]:
    """Walk the document itself, not the parser's view of it; parts behind references count once."""
    seen: set[str] = set()
    root = document.node()
    for section in ("paths", "webhooks"):
        for _, item in _items(root, section):
            target = _target(item)
            beside = () if target is None or target.at == item.at else _operation_parts(item)
            for kind, node in (*_operation_parts(target), *beside):
                at = None if node is None else node.at
                if kind == "operation" and target is not None and at is not None:
                    at = item.at + at.removeprefix(item.at).removeprefix(target.at)
                if at is not None and at not in seen:
                    seen.add(at)
                    yield kind, at
    components = root.get("components")
    for _, node in _items(components, "schemas"):
        yield "schema", node.at


def _operation_parts(item: Node | None) -> Iterator[tuple[str, Node | None]]:
    for operation in _operations(item):
        assert item is not None
        yield "operation", operation
        for owner in (item, operation):
            listed = owner.get("parameters")
            for node in listed.elements() if listed is not None else ():
                target = _target(node)
                if target is not None and not _replaced(target, owner, operation):
                    yield "parameter", target
        body = operation.get("requestBody")
        if body is not None:
            yield "body", _target(body)
        for status, response in _items(operation, "responses"):
            if not status.startswith("x-"):
                yield "response", _target(response)


def _operations(item: Node | None) -> Iterator[Node]:
    if item is not None:
        yield from (node for _, node in methods_of(item))


def _replaced(parameter: Node, owner: Node, operation: Node) -> bool:
    """Tell whether the operation has a parameter of its own in place of the path's."""
    if owner.at == operation.at:
        return False
    listed = operation.get("parameters")
    own = [_target(node) for node in listed.elements()] if listed is not None else []
    key = (parameter.text("name"), parameter.text("in"))
    return any(node is not None and (node.text("name"), node.text("in")) == key for node in own)


def _items(node: Node | None, key: str) -> Iterator[tuple[str, Node]]:
    child = None if node is None else node.get(key)
    if child is not None:
        yield from child.items()


def _target(node: Node) -> Node:
    try:
        return resolve(node)
    except ReferenceFault:
        return node  # which a diagnostic names
