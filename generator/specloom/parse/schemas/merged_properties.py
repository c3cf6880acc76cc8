"""Which properties an object has, and those that several schemas describe together."""

from __future__ import annotations

from collections.abc import Sequence

from ...diagnostics import Code, quote
from ...ir.types import TypeId
from ...json_pointer import escape
from ...openapi.load import Node
from ..context import Parser, TypePlace
from .all_of import conjuncts_of
from .schema_merge import MergedSchema


def optional_properties(parser: Parser, shape: MergedSchema) -> set[str]:
    """Return the properties that an object may have; one that cannot occur, by the schema `false`, is noted."""
    found = shape.properties.keys() - shape.required.keys()
    excluded = {n for n in found if any(node.value is False for node in shape.properties[n])}
    for name in sorted(excluded):
        message = f"the property {quote(name)} cannot occur: its schema is false"
        parser.note(Code.UNSUPPORTED_SCHEMA, message, shape.properties[name][0].at)
    return found - excluded


def place_of_member(parser: Parser, nodes: Sequence[Node], tokens: Sequence[str]) -> TypePlace:
    """Return the place of a property; it depends on the schemas alone, not on who asks.

    It is declared below the schema that takes in the others. Where they are only parts of schemas
    of which one takes in the others, it is declared at the part of that one, apart from what that
    part says alone; and at the first in the order of their ids where none does.

    Args:
        parser: The parser.
        nodes: The schemas of the property.
        tokens: The way to it from the schemas that have it, such as ("properties", "name").
    """
    owners = [_owner(parser, node, len(tokens)) for node in nodes]
    if (heir := _heir(parser, nodes, owners)) is not None:
        node, owner = heir
        path = "".join(f"/{escape(token)}" for token in tokens)
        return TypePlace(TypeId(f"{owner.at}{path}"), node)
    roots = [_root(parser, node) for node in nodes]
    first, _ = _heir(parser, nodes, roots) or (min(nodes, key=lambda node: node.at), None)
    return TypePlace(TypeId(f"{first.at}/allOf"), first)


def _heir(
    parser: Parser, nodes: Sequence[Node], owners: Sequence[Node]
) -> tuple[Node, Node] | None:
    """Return the schema whose owner takes in the owners of the others, and its owner."""
    ids = {owner.at for owner in owners}
    for node, owner in zip(nodes, owners, strict=True):
        if ids <= conjuncts_of(parser, owner):
            return node, owner
    return None


def _root(parser: Parser, node: Node) -> Node:
    """Return the component that a schema is part of; the schema itself where it is part of none."""
    tokens = node.at.split("/", 4)
    is_part = tokens[0].endswith("#") and tokens[1:3] == ["components", "schemas"]
    return parser.document.node("/".join(tokens[:4])) if is_part else node


def _owner(parser: Parser, node: Node, depth: int) -> Node:
    """Return the schema that a property belongs to, so many tokens above; schemas in `allOf` belong to the whole."""
    at = node.at
    for _ in range(depth):
        at = at.rpartition("/")[0]
    while True:
        around, _, index = at.rpartition("/")
        if not index.isdigit() or not around.endswith("/allOf"):
            return parser.document.node(at)
        at = around.removesuffix("/allOf")
