"""Which objects an OpenAPI document holds, and where: its grammar, and a walk along it.

Examples, defaults, enums, constants and extensions are not part of the grammar, so nothing inside
them is ever taken for a schema or a reference.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import Enum
from operator import is_
from typing import TypeAlias

from ..diagnostics import printable
from . import pointer
from .tree import Document, Node
from .values import JsonValue


class Version(Enum):
    """A version of the OpenAPI Specification."""

    V2_0 = "2.0"
    V3_0 = "3.0"
    V3_1 = "3.1"
    V3_2 = "3.2"


class Kind(Enum):
    """A kind of object, named as the specification does."""

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


@dataclass(frozen=True, slots=True)
class Shape:
    """What a kind of object holds: by member, the kind of its value, its items, or its members."""

    one: Mapping[str, Kind] = field(default_factory=dict)
    lists: Mapping[str, Kind] = field(default_factory=dict)
    maps: Mapping[str, Kind] = field(default_factory=dict)
    others: Kind | None = None
    """The kind of the members with names that the document chooses."""


Visit: TypeAlias = Callable[[JsonValue, Kind, str, str], JsonValue]
"""Changes a value of a kind; the pointers are its new one and its old one."""


def _all(kind: Kind, *names: str) -> dict[str, Kind]:
    return dict.fromkeys(names, kind)


METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace", "query")
"""The members of a Path Item that are operations."""

_SCHEMA = Shape(
    one=_all(
        Kind.SCHEMA,
        *("additionalItems", "additionalProperties", "contains", "contentSchema", "else", "if"),
        *("items", "not", "propertyNames", "then", "unevaluatedItems", "unevaluatedProperties"),
    ),
    lists=_all(Kind.SCHEMA, "allOf", "anyOf", "items", "oneOf", "prefixItems"),
    maps=_all(
        Kind.SCHEMA,
        *("$defs", "definitions", "dependencies", "dependentSchemas"),
        *("patternProperties", "properties"),
    ),
)
_PARAMETER = Shape(
    one=_all(Kind.SCHEMA, "schema"), maps={"content": Kind.MEDIA_TYPE, "examples": Kind.EXAMPLE}
)
_PATH_ITEM = Shape(
    one=_all(Kind.OPERATION, *METHODS),
    maps=_all(Kind.OPERATION, "additionalOperations"),
    lists=_all(Kind.PARAMETER, "parameters"),
)
_SHARED = {
    Kind.PATHS: Shape(others=Kind.PATH_ITEM),
    Kind.PATH_ITEM: _PATH_ITEM,
    Kind.RESPONSES: Shape(others=Kind.RESPONSE),
    Kind.SECURITY_SCHEME: Shape(),
    Kind.SCHEMA: _SCHEMA,
}
_COMPONENTS = {
    "callbacks": Kind.CALLBACK,
    "examples": Kind.EXAMPLE,
    "headers": Kind.HEADER,
    "links": Kind.LINK,
    "mediaTypes": Kind.MEDIA_TYPE,
    "parameters": Kind.PARAMETER,
    "pathItems": Kind.PATH_ITEM,
    "requestBodies": Kind.REQUEST_BODY,
    "responses": Kind.RESPONSE,
    "schemas": Kind.SCHEMA,
    "securitySchemes": Kind.SECURITY_SCHEME,
}
_OPENAPI_3: Mapping[Kind, Shape] = {
    **_SHARED,
    Kind.OPENAPI: Shape(
        one={"paths": Kind.PATHS, "components": Kind.COMPONENTS},
        # Authors take `definitions` along from Swagger 2.0 and from JSON Schema.
        maps={"webhooks": Kind.PATH_ITEM, "definitions": Kind.SCHEMA},
    ),
    Kind.OPERATION: Shape(
        one={"requestBody": Kind.REQUEST_BODY, "responses": Kind.RESPONSES},
        lists=_all(Kind.PARAMETER, "parameters"),
        maps=_all(Kind.CALLBACK, "callbacks"),
    ),
    Kind.PARAMETER: _PARAMETER,
    Kind.HEADER: _PARAMETER,
    Kind.REQUEST_BODY: Shape(maps=_all(Kind.MEDIA_TYPE, "content")),
    Kind.RESPONSE: Shape(
        maps={"headers": Kind.HEADER, "content": Kind.MEDIA_TYPE, "links": Kind.LINK}
    ),
    Kind.MEDIA_TYPE: Shape(
        one={"schema": Kind.SCHEMA, "itemSchema": Kind.SCHEMA, "itemEncoding": Kind.ENCODING},
        lists=_all(Kind.ENCODING, "prefixEncoding"),
        maps={"encoding": Kind.ENCODING, "examples": Kind.EXAMPLE},
    ),
    Kind.ENCODING: Shape(maps=_all(Kind.HEADER, "headers")),
    Kind.CALLBACK: Shape(others=Kind.PATH_ITEM),
    Kind.LINK: Shape(),
    Kind.EXAMPLE: Shape(),
    Kind.COMPONENTS: Shape(maps=_COMPONENTS),
}
_SWAGGER_2: Mapping[Kind, Shape] = {
    **_SHARED,
    Kind.OPENAPI: Shape(
        one=_all(Kind.PATHS, "paths"),
        maps={
            "definitions": Kind.SCHEMA,
            "parameters": Kind.PARAMETER,
            "responses": Kind.RESPONSE,
            "securityDefinitions": Kind.SECURITY_SCHEME,
        },
    ),
    Kind.OPERATION: Shape(
        one=_all(Kind.RESPONSES, "responses"), lists=_all(Kind.PARAMETER, "parameters")
    ),
    Kind.PARAMETER: Shape(one=_all(Kind.SCHEMA, "schema", "items")),
    Kind.HEADER: Shape(one=_all(Kind.SCHEMA, "items")),
    Kind.RESPONSE: Shape(one=_all(Kind.SCHEMA, "schema"), maps=_all(Kind.HEADER, "headers")),
}
_NO_REFERENCE = frozenset(
    {Kind.OPENAPI, Kind.PATHS, Kind.OPERATION, Kind.RESPONSES, Kind.ENCODING, Kind.COMPONENTS}
)


def version_of(document: Document) -> Version | None:
    """Tell which version of the specification a document declares.

    Args:
        document: The document.

    Returns:
        The version; None if it declares none, or one that is not supported.
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
    """Give the member that declares a document's version.

    Args:
        document: The document.

    Returns:
        The member's name, "openapi" or "swagger", and its value, safe to print; None if the
        document has neither, or is no mapping.
    """
    root = document.data
    for name in ("openapi", "swagger"):
        if isinstance(root, dict) and isinstance(root.get(name), str | int | float):
            return name, printable(str(root[name]))
    return None


def grammar_of(version: Version) -> Mapping[Kind, Shape]:
    """Give the grammar of a version.

    Args:
        version: The version; those of OpenAPI 3 share one grammar, the union of all.

    Returns:
        The shape of each kind of object.
    """
    return _SWAGGER_2 if version is Version.V2_0 else _OPENAPI_3


def may_be_reference(kind: Kind) -> bool:
    """Tell whether an object of a kind may be a reference instead (`$ref`).

    Args:
        kind: The kind.

    Returns:
        False for the kinds of which there is one, in one place.
    """
    return kind not in _NO_REFERENCE


def is_reference(node: Node, kind: Kind) -> bool:
    """Tell whether a node, at a place for an object of a kind, is a reference.

    Args:
        node: The node.
        kind: What is expected there.

    Returns:
        True if it has a text for `$ref`, and references are allowed there.
    """
    return may_be_reference(kind) and node.text("$ref") is not None


def walk(
    node: Node, kind: Kind, grammar: Mapping[Kind, Shape], *, into_schemas: bool = True
) -> Iterator[tuple[Node, Kind]]:
    """Give an object and all the objects in it, in the document's order, references included.

    Args:
        node: Where to begin.
        kind: The kind of object there.
        grammar: The grammar, from `grammar_of`.
        into_schemas: False to give only the outermost schemas.

    Yields:
        Each mapping that stands where the grammar has an object, and its kind. What stands beside
        a `$ref` is walked as well; references are not followed.
    """
    if not isinstance(node.value, dict):
        return
    yield node, kind
    if kind is Kind.SCHEMA and not into_schemas:
        return
    for child, child_kind in children(node, grammar[kind]):
        yield from walk(child, child_kind, grammar, into_schemas=into_schemas)


def children(node: Node, shape: Shape) -> Iterator[tuple[Node, Kind]]:
    """Give the objects that an object holds itself, references included.

    Args:
        node: The object.
        shape: What its kind holds.

    Yields:
        The objects and their kinds; they may be values of any type.
    """
    for name, member in node.items():
        if name in shape.lists and isinstance(member.value, list):
            yield from ((item, shape.lists[name]) for item in member.elements())
        elif name in shape.maps:
            yield from ((item, shape.maps[name]) for _, item in member.items())
        elif name in shape.one:
            yield member, shape.one[name]
        elif shape.others is not None and not name.startswith("x-"):
            yield member, shape.others


def map_members(
    value: Mapping[str, JsonValue],
    shape: Shape,
    visit: Visit,
    place: Callable[[str], str],
    old: str,
) -> dict[str, JsonValue]:
    """Change the objects that an object holds.

    Args:
        value: The object.
        shape: What its kind holds.
        visit: Gives what an object becomes; the same object if it does not change.
        place: Gives the new pointer of a member, by its name.
        old: The old pointer of the object.

    Returns:
        The members that changed.
    """
    changed: dict[str, JsonValue] = {}
    for name, member in value.items():
        if name in shape.lists and isinstance(member, list):
            changed_member = _list(
                member, shape.lists[name], visit, place(name), pointer.join(old, name)
            )
        elif name in shape.maps:
            changed_member = _map(
                member, shape.maps[name], visit, place(name), pointer.join(old, name)
            )
        elif name in shape.one:
            changed_member = visit(member, shape.one[name], place(name), pointer.join(old, name))
        elif shape.others is not None and not name.startswith("x-"):
            changed_member = visit(member, shape.others, place(name), pointer.join(old, name))
        else:
            continue
        if changed_member is not member:
            changed[name] = changed_member
    return changed


def _list(value: list[JsonValue], kind: Kind, visit: Visit, new: str, old: str) -> JsonValue:
    items = [
        visit(item, kind, pointer.join(new, index), pointer.join(old, index))
        for index, item in enumerate(value)
    ]
    return value if all(map(is_, items, value)) else items


def _map(value: JsonValue, kind: Kind, visit: Visit, new: str, old: str) -> JsonValue:
    if not isinstance(value, dict):
        return value
    items = {
        name: visit(item, kind, pointer.join(new, name), pointer.join(old, name))
        for name, item in value.items()
    }
    return value if all(map(is_, items.values(), value.values())) else items
