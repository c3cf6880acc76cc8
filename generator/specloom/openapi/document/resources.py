"""`$id` and `$anchor` (JSON Schema 2020-12, core, section 8.2)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from urllib.parse import urldefrag, urljoin

from ... import json_pointer
from ...records import dataclass
from ..text.json_value import JsonValue


@dataclass(frozen=True, slots=True)
class SchemaResource:
    """A schema with an `$id`, or a whole file: its absolute URI, and its pointer in the file."""

    uri: str
    at: str


@dataclass(frozen=True, slots=True)
class FileResources:
    """The names of one file; pointers are in the order of the document."""

    anchors: Mapping[str, list[str]] = field(default_factory=dict)
    roots: Mapping[str, SchemaResource] = field(default_factory=dict)
    """The file itself, under "", and its schemas with an `$id`, by pointer."""

    def around(self, at: str) -> SchemaResource:
        """Return the innermost resource that a place is part of.

        `at` is a JSON pointer in the file. Returns the resource; the file itself if no schema around
        the place has an `$id`.
        """
        return self.roots[json_pointer.nearest(at, self.roots) or ""]


def resources_of(data: JsonValue, base: str) -> FileResources:
    """Find the names in a file.

    Args:
        data: The file's value.
        base: The absolute URI of the file, which a relative `$id` (or `$self`, OpenAPI 3.2,
            section 4.1.2.2) is resolved against.

    Returns:
        The names. Whether a place holds a schema is not looked at; `$id` with a text that stands in
        an example names something that nothing refers to.
    """
    own = data.get("$self") if isinstance(data, dict) else None
    if isinstance(own, str):
        base = joined(base, own)
    anchors: dict[str, list[str]] = {}
    roots = {"": SchemaResource(base, "")}
    stack: list[tuple[str, JsonValue, str]] = [("", data, base)]
    while stack:
        at, value, around = stack.pop()
        if isinstance(value, dict):
            name = value.get("$id")
            if isinstance(name, str):
                around, anchor = urldefrag(joined(around, name))
                if anchor:  # Drafts 6 and 7 write anchors so.
                    anchors.setdefault(anchor, []).append(at)
                if not name.startswith("#"):
                    roots[at] = SchemaResource(around, at)
            for keyword in ("$anchor", "$dynamicAnchor"):
                name = value.get(keyword)
                if isinstance(name, str):
                    anchors.setdefault(name, []).append(at)
            stack += [(json_pointer.join(at, key), child, around) for key, child in value.items()]
        elif isinstance(value, list):
            stack += [
                (json_pointer.join(at, index), item, around) for index, item in enumerate(value)
            ]
    return FileResources(anchors, roots)


def joined(base: str, reference: str) -> str:
    """Resolve a reference against a base (RFC 3986, section 5), without failing.

    Args:
        base: An absolute URI, which may be a URN.
        reference: A URI reference of the document.

    Returns:
        The absolute URI; the reference itself if it cannot be resolved.
    """
    try:
        return urljoin(base, reference) if reference else base
    except ValueError:
        return reference
