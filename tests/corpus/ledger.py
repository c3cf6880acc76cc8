"""Run in a process of its own: what of a document is neither in the neutral model nor named in a diagnostic.

The count is independent of the generator: it walks the document as it was read from the file.
Arguments: the document, and a file with the diagnostics of its generation as JSON.
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import fields, is_dataclass
from pathlib import Path
from typing import Any

from inventory import Inventory, Item, join, read
from specloom.build import pipeline
from specloom.config import ClientConfig
from specloom.ir.api import Api, Hole, Operation
from specloom.ir.types import AliasDecl, Named, Nullable, ObjectDecl, TypeId, UnionDecl
from specloom.parse.operations.stream_methods import STREAM
from specloom.run.progress import SilentProgress

SHOWN = 40


class Model:
    """What the neutral model holds, in the terms of the document."""

    def __init__(self, api: Api) -> None:
        self.api = api
        self.operations = {(o.method, _path(o)): o for o in api.operations}
        self._by_place = {o.at: o for o in api.operations}
        self.places = set(_places(api))

    def holds(self, item: Item) -> bool:
        """Return whether an item is in the model."""
        if item.kind in ("schema", "property"):
            return self._holds_schema(item)
        if item.kind in ("webhook", "callback"):
            return any(f"#{pointer}" in self.places for pointer in item.pointers)
        method, path = item.operation
        place = "#" + join("", "paths", path, method.lower())
        # By its place first: paths that differ in a fragment only are sent alike.
        operation = self._by_place.get(place) or self.operations.get(item.operation)
        if operation is None:
            return False
        # JSON or a stream: an operation for each.
        stream = self._by_place.get(operation.at + STREAM, operation)
        found: dict[str, Callable[[], bool]] = {
            "operation": lambda: True,
            "parameter": lambda: item.key in _parameters(operation),
            "body": lambda: operation.body is not None,
            "body content": lambda: (
                operation.body is not None
                and item.key in {c.media_type.raw for c in operation.body.contents}
            ),
            "response": lambda: item.key in _responses(operation),
            "response content": lambda: (
                item.key in _response_contents(operation) | _response_contents(stream)
            ),
            "header": lambda: item.key in _headers(operation),
        }
        return found[item.kind]()

    def _holds_schema(self, item: Item) -> bool:
        declaration = self.api.types.get(TypeId(f"#/components/schemas{item.owner}"))
        if declaration is None or item.kind == "schema":
            return declaration is not None
        for _ in range(100):
            if not isinstance(declaration, AliasDecl):
                break
            target = declaration.target
            target = target.inner if isinstance(target, Nullable) else target
            if not isinstance(target, Named):
                break
            declaration = self.api.types[target.id]
        if isinstance(declaration, UnionDecl):
            # An object beside other types is declared at its properties.
            declaration = self.api.types.get(TypeId(f"{declaration.id}/properties"), declaration)
        if not isinstance(declaration, ObjectDecl):
            return item.optional
        return item.key in {field.wire_name.raw for field in declaration.fields}


def _path(operation: Operation) -> str:
    return "".join(
        "{" + part.name.raw + "}" if isinstance(part, Hole) else part.raw
        for part in operation.path.parts
    )


def _parameters(operation: Operation) -> set[Any]:
    return {(p.location.value, p.wire_name.raw) for p in operation.parameters}


def _status(status: Any) -> str:
    code = getattr(status, "code", None)
    digit = getattr(status, "first_digit", None)
    return str(code) if code is not None else f"{digit}XX" if digit is not None else "default"


def _responses(operation: Operation) -> set[Any]:
    return {_status(response.status) for response in operation.responses}


def _response_contents(operation: Operation) -> set[Any]:
    return {
        (_status(r.status), content.media_type.raw)
        for r in operation.responses
        for content in r.contents
    }


def _headers(operation: Operation) -> set[Any]:
    return {
        (_status(r.status), header.wire_name.raw)
        for r in operation.responses
        for header in r.headers
    }


def _places(node: Any) -> Iterator[str]:
    waiting = [node]
    while waiting:
        item = waiting.pop()
        if is_dataclass(item) and not isinstance(item, type):
            at = getattr(item, "at", None)
            if isinstance(at, str):
                yield at
            waiting += [getattr(item, field.name) for field in fields(item)]
        elif isinstance(item, Mapping):
            waiting += item.values()
        elif isinstance(item, (list, tuple)):
            waiting += item


class Said:
    """What the diagnostics name."""

    def __init__(self, diagnostics: list[dict[str, Any]]) -> None:
        self._pointers: set[str] = set()
        self._messages: dict[str, list[str]] = {}
        for diagnostic in diagnostics:
            pointer = diagnostic["pointer"].removesuffix("/$ref")
            self._pointers.add(pointer)
            self._messages.setdefault(pointer, []).append(diagnostic["message"])

    def names(self, item: Item) -> bool:
        """Return whether a diagnostic is about the item, or about something it is in, by its name."""
        if any(pointer in self._pointers for pointer in item.pointers):
            return True
        return any(
            item.name in message
            for pointer in item.around
            for message in self._messages.get(pointer, ())
        )


def main() -> int:
    """Print the counts and the losses as JSON."""
    document = Path(sys.argv[1])
    diagnostics = json.loads(Path(sys.argv[2]).read_text(encoding="utf-8"))
    config = ClientConfig(spec=str(document), output=".")
    model = Model(pipeline.understand(config, SilentProgress()).api)
    said = Said(diagnostics)
    totals: Counter[str] = Counter()
    spoken: Counter[str] = Counter()
    losses: list[Item] = []
    for item in Inventory(read(document)).items():
        totals[item.kind] += 1
        if model.holds(item):
            continue
        if said.names(item):
            spoken[item.kind] += 1
        else:
            losses.append(item)
    lost = Counter(item.kind for item in losses)
    shown = [{"kind": i.kind, "name": i.name, "at": f"#{i.pointers[0]}"} for i in losses[:SHOWN]]
    counts = {"totals": totals, "named": spoken, "lost": lost, "losses": shown}
    print(json.dumps(counts))
    return 1 if losses else 0


if __name__ == "__main__":
    sys.exit(main())
