"""References where the standard allows none, replaced by what they lead to.

`get: {$ref: get.yml}`, `properties: {$ref: ...}`, `tags: {$ref: ...}` and the like are not OpenAPI, but
tools that bundle documents follow a `$ref` wherever it stands, so documents are written like that. What
such a reference leads to takes its place, one level deep: the objects in it become references, which
the standard has, so nothing is copied and what is in the other file stays relative to that file.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import field
from functools import partial

from ... import json_pointer
from ...diagnostics import Code, Diagnostic, GenerationFailed, Severity, quote
from ...records import dataclass, replace
from ..document.document import Document, Node, Origin, View, changed_at
from ..document.grammar import (
    Form,
    ObjectGrammar,
    ObjectKind,
    Steps,
    Version,
    grammar_of,
    may_be_reference,
    parts,
    version_of,
    visit,
)
from ..document.provenance import carry_over
from ..document.reachable import target_of
from ..document.references import ReferenceFault, follow_all, reference_to
from ..text.json_value import JsonValue

MAX_EXPANDED = 200_000
"""How many entries may be put in the place of references."""

_REPLACED = frozenset({ObjectKind.MEDIA_TYPE, ObjectKind.ENCODING, ObjectKind.EXAMPLE})
"""Kinds whose references are replaced too, so that later stages need not know of them."""

_VALUES = frozenset({"default", "const", "mapping", "examples"})
"""Entries that hold values, where `$ref` is a name like any other."""

_SAMPLES = frozenset({"example", "value"})
"""Entries that hold values, where `$ref` is taken as a reference if it leads to something."""

_NESTED = frozenset({"info", "tags", "servers", "security", "externalDocs"})
"""Entries without schemas, where references may stand at any depth."""

_SCHEMAS = ("#/components/schemas/", "#/definitions/")
_USUAL = (*_SCHEMAS, "#/components/", "#/parameters/", "#/responses/", "#/paths/")
_CONTAINERS = (dict, list)
_LOST: JsonValue = {}
"""Stands, by identity, for what is left out."""


def expand(document: Document) -> tuple[Document, tuple[Diagnostic, ...]]:
    """Replace the references that stand where the standard has none.

    Args:
        document: The document, after overlays. It is not changed.

    Returns:
        The document, in all its files, and diagnostics: one (`NONSTANDARD_REFERENCE`) for each kind
        of object that is referred to, and one for each reference that leads nowhere, whose part is
        left out.

    Raises:
        GenerationFailed: The references multiply what they lead to without end (`TOO_LARGE`).
    """
    version = version_of(document)
    if version is None or _is_plain(document.data, grammar_of(version)):
        return document, ()
    return _Expansion(document, version).run()


def _is_plain(root: JsonValue, grammar: Mapping[ObjectKind, ObjectGrammar]) -> bool:
    """Return whether a document certainly has no such reference, without following any."""
    stack = [(root, ObjectKind.OPENAPI)]
    while stack:
        value, kind = stack.pop()
        if not isinstance(value, dict) or _is_leaf(value, kind, grammar[kind]):
            continue
        reference = value.get("$ref")
        if isinstance(reference, str) and (
            _is_replaced(kind) or kind is ObjectKind.PATH_ITEM or not reference.startswith(_USUAL)
        ):
            return False
        shape = grammar[kind]
        for name, entry in value.items():
            if isinstance(entry, _CONTAINERS) and _is_foreign(name, entry, kind, shape):
                return False
        stack += [(part, part_kind) for part, part_kind, _ in parts(value, shape)]
    return True


def _is_leaf(value: dict[str, JsonValue], kind: ObjectKind, shape: ObjectGrammar) -> bool:
    """Return whether an object certainly holds neither a reference nor another object: most schemas do not."""
    if kind is not ObjectKind.SCHEMA or "$ref" in value or not shape.named.isdisjoint(value):
        return False
    for name, entry in value.items():
        if isinstance(entry, dict) or (isinstance(entry, list) and name in _NESTED):
            return False
    return True


def _is_replaced(kind: ObjectKind) -> bool:
    return kind in _REPLACED or not may_be_reference(kind)


def _is_foreign(name: str, entry: JsonValue, kind: ObjectKind, shape: ObjectGrammar) -> bool:
    """Return whether a reference is used in place of a list, a mapping or a plain value, or in the latter."""
    if name in shape.one and not (name in shape.lists and isinstance(entry, list)):
        return False
    if kind is ObjectKind.LINK or name.startswith("x-") or name in _VALUES - shape.maps.keys():
        return False
    if name in shape.maps or name in shape.lists:
        return _is_reference(entry)
    if shape.others is not None:
        return False
    return _holds_reference(entry) if name in _NESTED else _is_reference(entry)


def _is_reference(value: JsonValue) -> bool:
    return isinstance(value, dict) and isinstance(value.get("$ref"), str)


def _holds_reference(value: JsonValue) -> bool:
    stack = [value]
    while stack:
        value = stack.pop()
        if isinstance(value, dict):
            if _is_reference(value):
                return True
            stack += [entry for name, entry in value.items() if not name.startswith("x-")]
        elif isinstance(value, list):
            stack += value
    return False


@dataclass(slots=True)
class _File:
    """What becomes of a file."""

    data: JsonValue
    written: dict[str, Origin] = field(default_factory=dict)


class _Expansion:
    """One pass over everything that a document consists of."""

    def __init__(self, document: Document, version: Version) -> None:
        self._document = document
        self._version = version
        self._grammar = grammar_of(version)
        self._files: dict[str, _File] = {}
        self._seen: set[str] = set()
        self._waiting: list[tuple[Node, ObjectKind]] = [(document.node(), ObjectKind.OPENAPI)]
        self._asked: set[tuple[str, str, ObjectKind]] = set()
        self._own: set[str] = set()
        """The places of references that were put there, not found."""
        self._followed: dict[str, list[str]] = {}
        self._faults: list[Diagnostic] = []
        self._count = 0
        self._operations = 0
        self._lost: list[str] = []
        """The references, by place, that operations are lost with."""

    def run(self) -> tuple[Document, tuple[Diagnostic, ...]]:
        """Replace all; return the new document, and what is to be said."""
        while self._waiting:
            node, kind = self._waiting.pop()
            if node.at in self._seen:
                continue
            if node.file not in self._files:
                self._files[node.file] = _File(self._document.view(node.file).data)
            file = self._files[node.file]
            change = partial(self._visit, kind=kind, file=node.file, at=node.pointer)
            file.data = changed_at(file.data, node.pointer, change)
        views = {
            key: View(file.data, carry_over(self._document.view(key), {}, file.written))
            for key, file in self._files.items()
            if file.data is not self._document.view(key).data
        }
        if self._lost and not self._operations:
            self._faults.append(self._nothing_left())
        return self._document.with_views(views), (*self._notes(), *dict.fromkeys(self._faults))

    def _nothing_left(self) -> Diagnostic:
        count = len(self._lost)
        message = "no operation is left: " + (
            f"none of the {count} references to them can be followed"
            if count > 1
            else "the reference to it cannot be followed"
        )
        return Diagnostic(
            code=Code.INVALID_DOCUMENT,
            severity=Severity.ERROR,
            message=message,
            location=self._document.locate(self._lost[0]),
        )

    def _visit(self, value: JsonValue, kind: ObjectKind, file: str, at: str) -> JsonValue:
        """Return what becomes of an object and of all that is in it."""
        place = f"{file}#{at}"
        if not isinstance(value, dict) or place in self._seen:
            return value
        self._seen.add(place)
        if _is_reference(value) and kind is not ObjectKind.OPENAPI:
            if not _is_replaced(kind):
                self._ask(file, at, str(value["$ref"]), kind)
                if len(value) == 1:
                    return value
            else:
                value = self._object(Node(self._document, place, value), kind)
                if not isinstance(value, dict) or value is _LOST:
                    self._lost += [place] if kind is ObjectKind.OPERATION else []
                    return value
        self._operations += kind is ObjectKind.OPERATION
        shape = self._grammar[kind]
        foreign = {
            name: self._member(
                name, Node(self._document, json_pointer.join(place, name), part), kind
            )
            for name, part in value.items()
            if isinstance(part, _CONTAINERS) and _is_foreign(name, part, kind, shape)
        }
        if foreign:
            value = {k: v for k, v in {**value, **foreign}.items() if v is not _LOST}

        def visitor(part: JsonValue, part_kind: ObjectKind, steps: Steps) -> JsonValue:
            if not isinstance(part, dict) or _is_leaf(part, part_kind, self._grammar[part_kind]):
                return part
            return self._visit(part, part_kind, file, json_pointer.join(at, *steps))

        inner = visit(value, shape, visitor)
        if inner is value:
            return value
        return _kept({name: _kept(part) for name, part in inner.items()})

    def _ask(self, file: str, at: str, reference: str, kind: ObjectKind) -> None:
        """Follow what a reference leads to as well."""
        if (file, reference, kind) not in self._asked:
            self._asked.add((file, reference, kind))
            target = target_of(self._document, file, reference)
            if target is not None:
                self._waiting.append((target, kind))
            elif kind is ObjectKind.PATH_ITEM:
                self._lost.append(f"{file}#{at}")

    # --- objects, lists, mappings and plain values in the place of references

    def _object(self, node: Node, kind: ObjectKind) -> JsonValue:
        """Return what takes the place of an object that is a reference."""
        hops = self._hops(node, f"{_article(kind.value)} Object", kind)
        if hops is None:
            return node.value if may_be_reference(kind) else _LOST
        if not isinstance(hops[-1].value, dict):
            return hops[-1].value
        return self._merged(hops, kind)

    def _merged(self, hops: list[Node], kind: ObjectKind) -> dict[str, JsonValue]:
        """Return the entries of an object, and those beside the references to it, which win."""
        host = hops[0]
        nearest = {
            name: part for hop in reversed(hops) for name, part in hop.items() if name != "$ref"
        }
        return {
            name: self._linked(name, part, kind, json_pointer.join(host.at, name))
            for name, part in nearest.items()
        }

    def _linked(self, name: str, part: Node, kind: ObjectKind, at: str) -> JsonValue:
        """Return what stands at a place for the entry of an object that is elsewhere."""
        if part.at == at:
            return part.value
        self._write(at, part)
        shape = self._grammar[kind]
        if _is_foreign(name, part.value, kind, shape) and name not in _NESTED:
            return self._reference(part, at)
        match shape.slot(name, part.value):
            case (Form.LIST, held):
                return self._links(part, held, at)
            case (Form.MAP, held) if isinstance(part.value, dict):
                return {
                    key: self._link(item, held, json_pointer.join(at, key))
                    for key, item in part.items()
                }
            case (Form.ONE, held):
                return self._link(part, held, at)
        return self._plain(name, part, frozenset()) if name in _NESTED else part.value

    def _links(self, part: Node, kind: ObjectKind, at: str) -> list[JsonValue]:
        return [
            self._link(item, kind, json_pointer.join(at, index))
            for index, item in enumerate(part.elements())
        ]

    def _link(self, node: Node, kind: ObjectKind, at: str) -> JsonValue:
        """Return what stands at a place for an object that is elsewhere."""
        self._spend(at)
        if not isinstance(node.value, dict):
            return node.value
        if (
            self._version is Version.V2_0
            and kind is ObjectKind.RESPONSE
            and "$ref" not in node.value
        ):
            # The media types of its operation are those of its schema.
            return self._merged([Node(self._document, at, {}), node], kind)
        return self._reference(node, at)

    def _reference(self, node: Node, at: str) -> JsonValue:
        self._own.add(at)
        return {"$ref": reference_to(node, at.partition("#")[0])}

    def _member(self, name: str, node: Node, kind: ObjectKind) -> JsonValue:
        """Return what takes the place of a list, a mapping or a plain value."""
        shape = self._grammar[kind]
        if name not in shape.maps and name not in shape.lists:
            return self._sample(node) if name in _SAMPLES else self._plain(name, node, frozenset())
        hops = self._hops(node, f"{quote(name)} of {_article(kind.value)} Object")
        if hops is None:
            rest = {key: part.value for key, part in node.items() if key != "$ref"}
            return rest or _LOST
        if name in shape.lists and isinstance(hops[-1].value, list):
            self._write(node.at, hops[-1])
            return self._links(hops[-1], shape.lists[name], node.at)
        entries: dict[str, JsonValue] = {}
        for hop in reversed(hops):
            for key, part in hop.items() if name in shape.maps else ():
                at = json_pointer.join(node.at, key)
                if hop is node:
                    entries[key] = part.value
                elif key != "$ref" and key not in hops[0].value:  # type: ignore[operator]
                    self._write(at, part)
                    entries[key] = self._link(part, shape.maps[name], at)
        entries.pop("$ref", None)
        return entries

    def _sample(self, node: Node) -> JsonValue:
        """Return an example: what it refers to, unless the reference may be the example itself."""
        reference = node.text("$ref") or ""
        target = target_of(self._document, node.file, reference)
        if target is None or node.value != {"$ref": reference} or reference.startswith(_SCHEMAS):
            return node.value
        self._write(node.at, target)
        return target.value

    def _plain(self, name: str, node: Node, around: frozenset[str]) -> JsonValue:
        """Return a value without schemas, in which every reference is replaced."""
        self._spend(node.at)
        value = node.value
        if isinstance(value, list):
            items = [self._plain(name, item, around) for item in node.elements()]
            return [item for item in items if item is not _LOST]
        if not isinstance(value, dict):
            return value
        rest = {
            key: part.value if key.startswith("x-") else self._plain(name, part, around)
            for key, part in node.items()
            if key != "$ref" or not _is_reference(value)
        }
        if not _is_reference(value):
            return _kept({key: rest[key] for key in value})
        hops = self._hops(node, f"{quote(name)}, or a part of it")
        if hops is None or hops[-1].at in around:
            return rest or _LOST
        target = self._plain(name, hops[-1], around | {hops[-1].at})
        self._write(node.at, hops[-1])
        return {**target, **rest} if isinstance(target, dict) else target

    # --- following, and keeping account

    def _hops(self, node: Node, what: str, kind: ObjectKind | None = None) -> list[Node] | None:
        """Return a reference and what it leads to, over others; None, and a diagnostic, if that is nowhere."""
        standard = kind is not None and may_be_reference(kind)
        try:
            hops = follow_all(node)
        except ReferenceFault as fault:
            if not standard:  # Validation reports the others.
                severity = Severity.ERROR if kind is ObjectKind.PATHS else fault.diagnostic.severity
                self._faults.append(replace(fault.diagnostic, severity=severity))
            return None
        stranger = next(hop for hop in hops if hop.at not in self._own)
        is_new = kind is ObjectKind.MEDIA_TYPE and self._version is not Version.V3_2
        if stranger is not hops[-1] and (is_new or not standard):
            self._followed.setdefault(what, []).append(stranger.at)
        return hops

    def _write(self, at: str, source: Node) -> None:
        """Record where what is put at a place comes from."""
        file, _, place = at.partition("#")
        if file in self._files:
            self._files[file].written[place] = self._document.origin(source.at)

    def _spend(self, at: str) -> None:
        self._count += 1
        if self._count > MAX_EXPANDED:
            message = f"references put more than {MAX_EXPANDED} entries in the place of others"
            place = self._document.locate(at)
            raise GenerationFailed(
                [
                    Diagnostic(
                        code=Code.TOO_LARGE,
                        severity=Severity.ERROR,
                        message=message,
                        location=place,
                    )
                ]
            )

    def _notes(self) -> Iterator[Diagnostic]:
        for what, places in self._followed.items():
            message = f"a reference is used in place of {what}, where the standard allows none"
            count = len(places) - 1
            more = f"; so do {count} more" if count > 1 else "; so does one more" if count else ""
            yield Diagnostic(
                code=Code.NONSTANDARD_REFERENCE,
                severity=Code.NONSTANDARD_REFERENCE.severity,
                message=message + more,
                location=self._document.locate(json_pointer.join(places[0], "$ref")),
                hint="It is followed all the same; other tools may not do so.",
            )


def _article(name: str) -> str:
    return f"{'an' if name[0] in 'AEIOU' else 'a'} {name}"


def _kept(value: JsonValue) -> JsonValue:
    """Return a value without the parts that are left out."""
    if isinstance(value, dict) and value is not _LOST:
        if any(part is _LOST for part in value.values()):
            return {name: part for name, part in value.items() if part is not _LOST}
    elif isinstance(value, list) and any(part is _LOST for part in value):
        return [part for part in value if part is not _LOST]
    return value
