"""The ledger: every part of the document, and its fate.

A part is an operation, a parameter, a request body, a response or a named schema. It is *kept* (it is
in the neutral model, all of which is written out), *noted* (kept, with a diagnostic about it or a
part of it), *named* (left out, and a diagnostic says so), *filtered* (left out on request), or *lost*.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from enum import Enum

from ..diagnostics import Diagnostic
from ..ir.api import Api, Operation
from ..json_pointer import upwards
from ..openapi.document.grammar import WEBHOOKS
from ..openapi.document.references import ReferenceFault, resolve
from ..openapi.load import Document, Node, elements_of
from ..records import dataclass
from .operations.selection import methods_of


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
    return _Accounts(document, _kept(api), diagnostics, filtered=filtered).entries()


@dataclass(frozen=True, slots=True)
class _Part:
    """A part of the document; `via` is where it is referred to, `owner` the operation that it belongs to."""

    kind: str
    at: str
    via: str
    owner: str = ""


class _Accounts:
    """Finds out what became of each part: from the model, and from what is said about the document."""

    def __init__(
        self,
        document: Document,
        kept: set[str],
        diagnostics: Iterable[Diagnostic],
        *,
        filtered: bool,
    ) -> None:
        self._document = document
        self._kept = kept
        locations = [place for d in diagnostics for place in (d.location, *d.also)]
        self._places = {(place.file, place.pointer) for place in locations}
        self._around = {
            (file, around) for file, pointer in self._places for around in upwards(pointer)
        }
        self._missing = Fate.FILTERED if filtered else Fate.LOST
        self._fates: dict[str, Fate] = {}

    def entries(self) -> tuple[Entry, ...]:
        entries = []
        for part in _parts(self._document):
            fate = self._fates[part.at] = self._fate(part)
            entries.append(Entry(part.kind, part.at, fate))
        return tuple(entries)

    def _fate(self, part: _Part) -> Fate:
        mentioned = self._is_mentioned(part.at)
        if part.at in self._kept:
            return Fate.NOTED if mentioned else Fate.KEPT
        if mentioned or self._is_mentioned(part.via) or self._is_part_of_named(part.at):
            return Fate.NAMED
        owner = self._fates.get(part.owner, Fate.KEPT)
        return self._missing if owner in (Fate.KEPT, Fate.NOTED) else owner

    def _is_mentioned(self, at: str) -> bool:
        """Return whether a diagnostic is about a place, or something in it."""
        if not self._around:
            return False
        origin = self._document.origin(at)
        return (origin.file, origin.pointer) in self._around

    def _is_part_of_named(self, at: str) -> bool:
        """Return whether a diagnostic is about something around a place that is not kept itself."""
        file, _, pointer = at.partition("#")
        for around in upwards(pointer):
            # What is said of the whole document, or of a section of it, is not about its parts.
            if f"{file}#{around}" in self._kept or around.count("/") < 2:
                return False
            origin = self._document.origin(f"{file}#{around}")
            if (origin.file, origin.pointer) in self._places:
                return True
        return False


def summary(entries: Iterable[Entry]) -> dict[str, int]:
    """Count the entries by fate."""
    counts = Counter(entry.fate for entry in entries)
    return {fate.value: counts[fate] for fate in Fate}


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


def _parts(document: Document) -> Iterator[_Part]:
    """Walk the document itself, not the parser's view of it; parts behind references count once."""
    seen: set[str] = set()
    root = document.node()
    for section in ("paths", *WEBHOOKS):
        for name, item in _items(root, section):
            if section == "paths" and name.startswith("x-"):
                continue
            target = _target(item)
            for owner in (target,) if target.at == item.at else (target, item):
                for operation in _operations(owner):
                    at = item.at + operation.at.removeprefix(item.at).removeprefix(target.at)
                    whole = _Part("operation", at, item.at)
                    for part in (whole, *_operation_parts(owner, operation, at)):
                        if part.at not in seen:
                            seen.add(part.at)
                            yield part
    components = root.get("components")
    for _, node in _items(components, "schemas"):
        yield _Part("schema", node.at, node.at)


def _operation_parts(item: Node, operation: Node, at: str) -> Iterator[_Part]:
    for owner in (item, operation):
        for node in elements_of(owner.get("parameters")):
            target = _target(node)
            if not _replaced(target, owner, operation):
                yield _Part("parameter", target.at, node.at, at)
    body = operation.get("requestBody")
    if body is not None:
        yield _Part("body", _target(body).at, body.at, at)
    for status, response in _items(operation, "responses"):
        if not status.startswith("x-"):
            yield _Part("response", _target(response).at, response.at, at)


def _operations(item: Node) -> Iterator[Node]:
    yield from (node for _, node in methods_of(item))


def _replaced(parameter: Node, owner: Node, operation: Node) -> bool:
    """Return whether the operation has a parameter of its own in place of the path's."""
    if owner.at == operation.at:
        return False
    own = [_target(node) for node in elements_of(operation.get("parameters"))]
    key = (parameter.text("name"), parameter.text("in"))
    return any((node.text("name"), node.text("in")) == key for node in own)


def _items(node: Node | None, key: str) -> Iterator[tuple[str, Node]]:
    child = None if node is None else node.get(key)
    if child is not None:
        yield from child.items()


def _target(node: Node) -> Node:
    try:
        return resolve(node)
    except ReferenceFault:
        return node  # which a diagnostic names
