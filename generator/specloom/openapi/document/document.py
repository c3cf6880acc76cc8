"""The document as a tree of nodes with their origins."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import field
from typing import Any, NamedTuple

from ... import json_pointer as pointer
from ...diagnostics import Location
from ...records import dataclass
from ..files.source_files import ROOT, SourceFile, SourceFiles
from ..text.json_value import JsonValue
from .resources import FileResources


class Origin(NamedTuple):
    """Where a value came from: the display name of a file, and the JSON pointer there."""

    file: str
    pointer: str


@dataclass(frozen=True, slots=True, eq=False)
class View:
    """What a file has become: its value, and where the parts of the value came from.

    `origins` maps JSON pointers of `data` to their origins; for a pointer that is not in it, the
    longest of its prefixes counts. It holds "" at least.
    """

    data: JsonValue
    origins: Mapping[str, Origin]

    def origin(self, at: str) -> Origin:
        """Find where a part of the value came from.

        `at` is a JSON pointer of `data`; what it names may be missing. Returns the file, and the
        pointer there.
        """
        prefix = pointer.nearest(at, self.origins) or ""
        file, origin_pointer = self.origins[prefix]
        return Origin(file, origin_pointer + at[len(prefix) :])


@dataclass(frozen=True, slots=True, eq=False)
class Document:
    """What the files said: the root document's value, and whatever its references lead to.

    `views` holds the files that differ from their text, because of overlays or an upgrade.
    """

    root: SourceFile
    files: SourceFiles
    views: Mapping[str, View] = field(default_factory=dict)
    resources: dict[str, FileResources] = field(default_factory=dict, repr=False)
    """What the schemas of each file are called, filled by `references`; derived from the rest."""
    shared_ids: frozenset[str] = frozenset()
    """The operationIds that name nothing, because several operations have them; filled for parsing."""
    uris: dict[str, tuple[str, str]] = field(default_factory=dict, repr=False)
    """The file and pointer of each of those that has a URI, filled at the same time."""
    followed: dict[tuple[str, str], tuple[str, JsonValue]] = field(default_factory=dict, repr=False)
    """The id and value of what references lead to, by their file and text, filled by `references`."""
    explored: list[Any] = field(default_factory=list, repr=False)
    """What `reachable.explore` found, once it was asked for."""

    @property
    def data(self) -> JsonValue:
        """The root document's value, after overlays and upgrade."""
        return self.view(ROOT).data

    @property
    def origins(self) -> Mapping[str, Origin]:
        """Where the parts of `data` came from, for those that moved; see `View`."""
        return self.view(ROOT).origins

    def view(self, file: str = ROOT) -> View:
        """Return a file's value and origins.

        Args:
            file: The file's key: `ROOT`, or a path relative to the root document's folder.

        Returns:
            The value as it is now.

        Raises:
            GenerationFailed: The file cannot be read or is neither JSON nor YAML.
            KeyError: No reference has led to such a file.
        """
        view = self.views.get(file)
        if view is None:
            source = self.files.get(file)
            view = View(source.data, {"": Origin(source.name, "")})
        return view

    def node(self, at: str = "#") -> Node:
        """Return the node at a place.

        Args:
            at: Its id: "#/paths/~1pets", or "schemas/pet.yaml#/Pet" for another file.

        Returns:
            The node.

        Raises:
            LookupError: There is nothing at that place.
            ValueError: The part after "#" is not a JSON pointer.
            GenerationFailed: The other file cannot be read.
        """
        file, _, fragment = at.partition("#")
        value = self.view(file).data
        for token in pointer.split(fragment):
            value = child_value(value, token)
        return Node(self, at, value)

    def origin(self, at: str) -> Origin:
        """Find the file and the pointer that a node came from.

        `at` is a node's id; what it names may be missing. Returns the origin, in the terms of the files
        as they were read.
        """
        file, _, fragment = at.partition("#")
        return self.view(file).origin(fragment)

    def locate(self, at: str) -> Location:
        """Find a node in the text that it came from.

        `at` is a node's id; what it names may be missing from the text. Returns the file, the pointer
        there, and the line and column of the place, or of the innermost one around it. The first call
        for a file scans its whole text.
        """
        origin = self.origin(at)
        line, column = self.files.position(origin.file, origin.pointer)
        return Location(
            file=origin.file,
            pointer=origin.pointer,
            line=line,
            column=column,
            excerpt=self.files.excerpt(origin.file, origin.pointer),
        )

    def with_data(self, data: JsonValue, origins: Mapping[str, Origin]) -> Document:
        """Make the document that has another root value.

        Args:
            data: The value.
            origins: Where its parts came from; see `View`.

        Returns:
            The new document, on the same files.
        """
        return self.with_views({ROOT: View(data, origins)})

    def with_views(self, views: Mapping[str, View]) -> Document:
        """Make the document in which some files have other values.

        `views` has the new values, by key. Returns the new document; files that are not named stay as
        they are.
        """
        return Document(self.root, self.files, {**self.views, **views})

    def inputs(self) -> Mapping[str, str]:
        """Return the hash of everything that was read so far, for the lock.

        Returns:
            Names relative to the root document's folder, sorted, with the SHA-256 of the bytes.
        """
        return self.files.inputs()


@dataclass(frozen=True, slots=True)
class Node:
    """A value of the document, and its name: equal if they are the same place of one document."""

    document: Document = field(repr=False)
    at: str
    """The canonical id: "#/paths/~1pets", or "schemas/pet.yaml#/Pet" in another file."""
    value: JsonValue = field(repr=False, compare=False)

    @property
    def file(self) -> str:
        """The key of the file that the node is in."""
        return self.at.partition("#")[0]

    @property
    def pointer(self) -> str:
        """The JSON pointer of the node in its file."""
        return self.at.partition("#")[2]

    def get(self, key: str) -> Node | None:
        """Return an entry of a mapping.

        `key` is the entry's name. Returns the entry; None if the node is not a mapping or has no such
        entry.
        """
        if not isinstance(self.value, dict) or key not in self.value:
            return None
        return Node(self.document, pointer.join(self.at, key), self.value[key])

    def child(self, key: str | int) -> Node:
        """Return an entry of a mapping, or an item of a list, that is known to exist.

        Args:
            key: The entry's name or the item's index.

        Returns:
            The child.

        Raises:
            LookupError: There is no such child.
        """
        return Node(self.document, pointer.join(self.at, key), child_value(self.value, str(key)))

    def items(self) -> Iterator[tuple[str, Node]]:
        """Yield the entries of a mapping.

        Yields:
            Names and entries, sorted by name, so that nothing made of a document depends on the
            order of its keys; nothing if the node is not a mapping.
        """
        if isinstance(self.value, dict):
            for key in sorted(self.value):
                at = f"{self.at}/{pointer.escape(key)}"
                yield key, Node(self.document, at, self.value[key])

    def elements(self) -> Iterator[Node]:
        """Yield the items of a list.

        Yields:
            The items; nothing if the node is not a list.
        """
        if isinstance(self.value, list):
            for index, value in enumerate(self.value):
                yield Node(self.document, f"{self.at}/{index}", value)

    def text(self, key: str) -> str | None:
        """Return the text of an entry.

        `key` is the entry's name. Returns its value; None if there is no such entry, or if it is not
        text.
        """
        value = self.value.get(key) if isinstance(self.value, dict) else None
        return value if isinstance(value, str) else None


def items_of(node: Node | None) -> Iterator[tuple[str, Node]]:
    """Yield the entries of a mapping that need not be there; see `Node.items`."""
    return iter(()) if node is None else node.items()


def elements_of(node: Node | None) -> Iterator[Node]:
    """Yield the items of a list that need not be there; see `Node.elements`."""
    return iter(()) if node is None else node.elements()


def child_value(value: JsonValue, token: str) -> JsonValue:
    """Take one step along a JSON pointer (RFC 6901 section 4).

    Args:
        value: The value to step into.
        token: The name or index, not escaped.

    Returns:
        The child.

    Raises:
        LookupError: There is no such child.
    """
    if isinstance(value, dict):
        return value[token]
    if isinstance(value, list) and pointer.is_index(token):
        return value[int(token)]
    raise LookupError(token)


def changed_at(value: JsonValue, at: str, change: Callable[[JsonValue], JsonValue]) -> JsonValue:
    """Make the value in which the part at a place is changed; the rest is shared.

    Args:
        value: The value.
        at: A JSON pointer.
        change: Makes the new part of the old one.

    Returns:
        The new value; the same one if nothing changes, or if there is nothing at the place.
    """
    tokens = pointer.split(at)
    part = value
    try:
        for token in tokens:
            part = child_value(part, token)
    except LookupError:
        return value
    changed = change(part)
    return value if changed is part else _replaced(value, tokens, changed)


def _replaced(value: JsonValue, tokens: Sequence[str], part: JsonValue) -> JsonValue:
    if not tokens:
        return part
    changed = _replaced(child_value(value, tokens[0]), tokens[1:], part)
    if isinstance(value, dict):
        return {**value, tokens[0]: changed}
    if isinstance(value, list):
        index = int(tokens[0])
        return [*value[:index], changed, *value[index + 1 :]]
    return value
