"""The grammar of OpenAPI documents, and walks along it.

Examples, defaults, enums, constants and extensions are not part of the grammar, so nothing inside
them is ever taken for a schema or a reference.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence, Set
from copy import copy
from dataclasses import field
from enum import Enum
from operator import itemgetter
from typing import TypeAlias

from ... import json_pointer
from ...diagnostics import printable
from ...records import dataclass
from ..text.json_value import JsonValue
from .document import Document, Node


class Version(Enum):
    """A version of the OpenAPI Specification."""

    V2_0 = "2.0"
    V3_0 = "3.0"
    V3_1 = "3.1"
    V3_2 = "3.2"


class ObjectKind(Enum):
    """A kind of object, named as the specification does."""

    # That of Enum is Python code, and every object of a document is looked up by its kind several times.
    __hash__ = object.__hash__

    OPENAPI = "OpenAPI"
    PATHS = "Paths"
    PATH_ITEM = "Path Item"
    OPERATION = "Operation"
    PARAMETER = "Parameter"
    REQUEST_BODY = "Request Body"
    RESPONSES = "Responses"
    RESPONSE = "Response"
    HEADER = "Header"
    MEDIA_TYPE = "Media Type"
    ENCODING = "Encoding"
    CALLBACK = "Callback"
    LINK = "Link"
    EXAMPLE = "Example"
    SECURITY_SCHEME = "Security Scheme"
    COMPONENTS = "Components"
    SCHEMA = "Schema"


class Form(Enum):
    """How a field holds objects."""

    ONE = "the object itself"
    LIST = "a list of objects"
    MAP = "objects by name"


@dataclass(frozen=True, slots=True)
class ObjectGrammar:
    """What a kind of object holds: by field, the kind of its value, its items, or its fields."""

    one: Mapping[str, ObjectKind] = field(default_factory=dict)
    lists: Mapping[str, ObjectKind] = field(default_factory=dict)
    maps: Mapping[str, ObjectKind] = field(default_factory=dict)
    others: ObjectKind | None = None
    """The kind of the fields with names that the document chooses."""
    named: Set[str] = field(init=False)
    """The fields that hold objects by their names."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "named", frozenset((*self.one, *self.lists, *self.maps)))

    def slot(self, name: str, value: JsonValue) -> tuple[Form, ObjectKind] | None:
        """Return what stands at a field of an object of this shape.

        Args:
            name: The field's name.
            value: Its value; `items`, say, is one schema or a list of them.

        Returns:
            The form and the kind of the objects that belong there; None for other fields.
        """
        if name in self.lists and isinstance(value, list):
            return Form.LIST, self.lists[name]
        if name in self.maps:
            return Form.MAP, self.maps[name]
        if name in self.one:
            return Form.ONE, self.one[name]
        if self.others is not None and not name.startswith("x-"):
            return Form.ONE, self.others
        return None


Steps: TypeAlias = tuple[str] | tuple[str, str | int]
"""The names or indices that lead from an object to one in it."""
Part: TypeAlias = tuple[JsonValue, ObjectKind, Steps]
"""What stands for an object in another one. A plain tuple, because a large document has a hundred thousand."""
Visitor: TypeAlias = Callable[[JsonValue, ObjectKind, Steps], JsonValue]
"""Returns what a part becomes; the value itself if it does not change."""


def _all(kind: ObjectKind, *names: str) -> dict[str, ObjectKind]:
    return dict.fromkeys(names, kind)


METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace", "query")
"""The fields of a Path Item that are operations."""
WEBHOOKS = ("webhooks", "x-webhooks")
"""The fields of a document that are webhooks: OpenAPI's since 3.1, and what authors wrote before."""

_SCHEMA = ObjectGrammar(
    one=_all(
        ObjectKind.SCHEMA,
        *("additionalItems", "additionalProperties", "contains", "contentSchema", "else", "if"),
        *("items", "not", "propertyNames", "then", "unevaluatedItems", "unevaluatedProperties"),
    ),
    lists=_all(ObjectKind.SCHEMA, "allOf", "anyOf", "items", "oneOf", "prefixItems"),
    maps=_all(
        ObjectKind.SCHEMA,
        *("$defs", "definitions", "dependencies", "dependentSchemas"),
        *("patternProperties", "properties"),
    ),
)
_PARAMETER = ObjectGrammar(
    one=_all(ObjectKind.SCHEMA, "schema"),
    maps={"content": ObjectKind.MEDIA_TYPE, "examples": ObjectKind.EXAMPLE},
)
_PATH_ITEM = ObjectGrammar(
    one=_all(ObjectKind.OPERATION, *METHODS),
    maps=_all(ObjectKind.OPERATION, "additionalOperations"),
    lists=_all(ObjectKind.PARAMETER, "parameters"),
)
_SHARED = {
    ObjectKind.PATHS: ObjectGrammar(others=ObjectKind.PATH_ITEM),
    ObjectKind.PATH_ITEM: _PATH_ITEM,
    ObjectKind.RESPONSES: ObjectGrammar(others=ObjectKind.RESPONSE),
    ObjectKind.SECURITY_SCHEME: ObjectGrammar(),
    ObjectKind.SCHEMA: _SCHEMA,
}
_COMPONENTS = {
    "callbacks": ObjectKind.CALLBACK,
    "examples": ObjectKind.EXAMPLE,
    "headers": ObjectKind.HEADER,
    "links": ObjectKind.LINK,
    "mediaTypes": ObjectKind.MEDIA_TYPE,
    "parameters": ObjectKind.PARAMETER,
    "pathItems": ObjectKind.PATH_ITEM,
    "requestBodies": ObjectKind.REQUEST_BODY,
    "responses": ObjectKind.RESPONSE,
    "schemas": ObjectKind.SCHEMA,
    "securitySchemes": ObjectKind.SECURITY_SCHEME,
}
_OPENAPI_3: Mapping[ObjectKind, ObjectGrammar] = {
    **_SHARED,
    ObjectKind.OPENAPI: ObjectGrammar(
        one={"paths": ObjectKind.PATHS, "components": ObjectKind.COMPONENTS},
        # Authors take `definitions` along from Swagger 2.0 and from JSON Schema.
        maps={
            **dict.fromkeys(WEBHOOKS, ObjectKind.PATH_ITEM),
            "definitions": ObjectKind.SCHEMA,
        },
    ),
    ObjectKind.OPERATION: ObjectGrammar(
        one={"requestBody": ObjectKind.REQUEST_BODY, "responses": ObjectKind.RESPONSES},
        lists=_all(ObjectKind.PARAMETER, "parameters"),
        maps=_all(ObjectKind.CALLBACK, "callbacks"),
    ),
    ObjectKind.PARAMETER: _PARAMETER,
    ObjectKind.HEADER: _PARAMETER,
    ObjectKind.REQUEST_BODY: ObjectGrammar(maps=_all(ObjectKind.MEDIA_TYPE, "content")),
    ObjectKind.RESPONSE: ObjectGrammar(
        maps={
            "headers": ObjectKind.HEADER,
            "content": ObjectKind.MEDIA_TYPE,
            "links": ObjectKind.LINK,
        }
    ),
    ObjectKind.MEDIA_TYPE: ObjectGrammar(
        one={
            "schema": ObjectKind.SCHEMA,
            "itemSchema": ObjectKind.SCHEMA,
            "itemEncoding": ObjectKind.ENCODING,
        },
        lists=_all(ObjectKind.ENCODING, "prefixEncoding"),
        maps={"encoding": ObjectKind.ENCODING, "examples": ObjectKind.EXAMPLE},
    ),
    ObjectKind.ENCODING: ObjectGrammar(maps=_all(ObjectKind.HEADER, "headers")),
    ObjectKind.CALLBACK: ObjectGrammar(others=ObjectKind.PATH_ITEM),
    ObjectKind.LINK: ObjectGrammar(),
    ObjectKind.EXAMPLE: ObjectGrammar(),
    ObjectKind.COMPONENTS: ObjectGrammar(maps=_COMPONENTS),
}
_SWAGGER_2: Mapping[ObjectKind, ObjectGrammar] = {
    **_SHARED,
    ObjectKind.OPENAPI: ObjectGrammar(
        one=_all(ObjectKind.PATHS, "paths"),
        maps={
            "definitions": ObjectKind.SCHEMA,
            "parameters": ObjectKind.PARAMETER,
            "responses": ObjectKind.RESPONSE,
            "securityDefinitions": ObjectKind.SECURITY_SCHEME,
            "x-webhooks": ObjectKind.PATH_ITEM,
        },
    ),
    ObjectKind.OPERATION: ObjectGrammar(
        one=_all(ObjectKind.RESPONSES, "responses"),
        lists=_all(ObjectKind.PARAMETER, "parameters"),
        maps=_all(ObjectKind.CALLBACK, "x-callbacks"),
    ),
    ObjectKind.CALLBACK: ObjectGrammar(others=ObjectKind.PATH_ITEM),
    ObjectKind.PARAMETER: ObjectGrammar(one=_all(ObjectKind.SCHEMA, "schema", "items")),
    ObjectKind.HEADER: ObjectGrammar(one=_all(ObjectKind.SCHEMA, "items")),
    ObjectKind.RESPONSE: ObjectGrammar(
        one=_all(ObjectKind.SCHEMA, "schema"), maps=_all(ObjectKind.HEADER, "headers")
    ),
}
_NO_REFERENCE = frozenset(
    {
        ObjectKind.OPENAPI,
        ObjectKind.PATHS,
        ObjectKind.OPERATION,
        ObjectKind.RESPONSES,
        ObjectKind.ENCODING,
        ObjectKind.COMPONENTS,
    }
)


def version_of(document: Document) -> Version | None:
    """Return which version of the specification a document declares.

    Returns the version; None if it declares none, or one that is not
    supported.
    """
    declared = declared_version(document)
    if declared is None:
        return None
    name, number = declared
    if number in ("2", "3"):
        number += ".0"  # a number in YAML
    for version in Version:
        if (name == "swagger") is (version is Version.V2_0) and (
            number == version.value or number.startswith((f"{version.value}.", f"{version.value}-"))
        ):
            return version
    return None


def declared_version(document: Document) -> tuple[str, str] | None:
    """Return the field that declares a document's version.

    Returns the field's name, "openapi" or "swagger", and its value, safe to
    print; None if the document has neither, or is not a mapping.
    """
    root = document.data
    for name in ("openapi", "swagger"):
        if isinstance(root, dict) and isinstance(root.get(name), str | int | float):
            return name, printable(str(root[name]))
    return None


def grammar_of(version: Version) -> Mapping[ObjectKind, ObjectGrammar]:
    """Return the grammar of a version.

    Versions of OpenAPI 3 share one grammar, the union of all. Returns the shape
    of each kind of object.
    """
    return _SWAGGER_2 if version is Version.V2_0 else _OPENAPI_3


def may_be_reference(kind: ObjectKind) -> bool:
    """Return whether an object of a kind may be a reference instead (`$ref`).

    Returns false for the kinds of which there is one, in one place.
    """
    return kind not in _NO_REFERENCE


def is_reference(node: Node, kind: ObjectKind) -> bool:
    """Return whether a node, at a place for an object of a kind, is a reference.

    Args:
        node: The node.
        kind: What is expected there.

    Returns:
        True if it has a text for `$ref`, and references are allowed there.
    """
    return may_be_reference(kind) and node.text("$ref") is not None


def parts(value: Mapping[str, JsonValue], shape: ObjectGrammar) -> Sequence[Part]:
    """Find the objects that an object holds itself, references included.

    Args:
        value: The object.
        shape: What its kind holds.

    Returns:
        What stands for them, which may be values of any type, in the order of the document.
    """
    if shape.others is None and shape.named.isdisjoint(value):
        return ()  # nearly all schemas
    found: list[Part] = []
    for name, entry in value.items():
        if name not in shape.named and shape.others is None:
            continue  # nearly all fields of the others
        slot = shape.slot(name, entry)
        if slot is None:
            continue
        form, kind = slot
        if form is Form.ONE:
            found.append((entry, kind, (name,)))
        elif isinstance(entry, list):
            if form is Form.LIST:
                found += [(item, kind, (name, index)) for index, item in enumerate(entry)]
        elif isinstance(entry, dict):
            found += [(item, kind, (name, key)) for key, item in entry.items()]
    return found


def visit(
    value: dict[str, JsonValue], shape: ObjectGrammar, visitor: Visitor
) -> dict[str, JsonValue]:
    """Visit the objects that an object holds itself, and build what it becomes.

    A visitor that visits the objects in its part, too, walks over the whole document.

    Args:
        value: The object. It is not changed.
        shape: What its kind holds.
        visitor: Called for each part, in the order of the document.

    Returns:
        The object with what the visitor returned; the same one if nothing changes.
    """
    changed: dict[str, JsonValue] = {}
    for part, kind, steps in parts(value, shape):
        result = visitor(part, kind, steps)
        if result is part:
            continue
        name = steps[0]
        if len(steps) == 1:
            changed[name] = result
            continue
        entry = changed.get(name)
        if entry is None:
            entry = changed[name] = copy(value[name])
        entry[steps[1]] = result  # type: ignore[index]
    return {**value, **changed} if changed else value


def walk(
    node: Node,
    kind: ObjectKind,
    grammar: Mapping[ObjectKind, ObjectGrammar],
    *,
    into_schemas: bool = True,
) -> Iterator[tuple[Node, ObjectKind]]:
    """Find an object and all the objects in it, sorted by name, references included.

    Args:
        node: Where to begin.
        kind: The kind of object there.
        grammar: The grammar, from `grammar_of`.
        into_schemas: False to find only the outermost schemas.

    Yields:
        Each mapping that stands where the grammar has an object, and its kind. What is beside
        a `$ref` is walked as well; references are not followed.
    """
    waiting = [(node, kind)]
    while waiting:
        node, kind = waiting.pop()
        value = node.value
        if not isinstance(value, dict):
            continue
        yield node, kind
        if kind is ObjectKind.SCHEMA and not into_schemas:
            continue
        found = [part for part in parts(value, grammar[kind]) if isinstance(part[0], dict)]
        found.sort(key=itemgetter(2), reverse=True)
        waiting += [
            (Node(node.document, json_pointer.join(node.at, *steps), part), part_kind)
            for part, part_kind, steps in found
        ]
