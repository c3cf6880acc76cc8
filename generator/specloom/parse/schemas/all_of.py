"""The schemas that must all hold: `$ref` and `allOf` followed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from ...openapi.load import Node
from ..context import Parser

_ANNOTATIONS = frozenset(
    "title description summary default deprecated example examples readOnly writeOnly externalDocs "
    "$comment $schema $id $anchor $dynamicAnchor $defs definitions xml nullable".split()
)
_REFERENCES = ("$ref", "$dynamicRef")


def refers(value: dict[str, Any]) -> bool:
    """Return whether a schema object refers to another."""
    return "$ref" in value or "$dynamicRef" in value


def is_annotation(keyword: str) -> bool:
    """Return whether a keyword says nothing about which values are valid."""
    return keyword in _ANNOTATIONS or keyword.startswith("x-")


def only_annotates(value: dict[str, Any]) -> bool:
    """Return whether a schema object beside its `$ref` (or in `allOf`) says nothing that validates."""
    return all(is_annotation(key) or key in _REFERENCES for key in value)


def conjuncts(parser: Parser, nodes: Sequence[Node]) -> Iterator[Node]:
    """Yield schemas and everything that they include by `$ref` and `allOf`, each once."""
    seen: set[str] = set()
    waiting = list(reversed(nodes))
    while waiting:
        node = waiting.pop()
        if node.at in seen:
            continue
        seen.add(node.at)
        yield node
        value = node.value
        if not isinstance(value, dict):
            continue
        if "allOf" in value:
            waiting += reversed(list(node.child("allOf").elements()))
        if refers(value):
            target = parser.resolve_once(node)
            if target is not None:
                waiting.append(target)


def conjuncts_of(parser: Parser, node: Node) -> frozenset[str]:
    """Return the ids of a schema and of what it takes in."""
    ids = parser.conjuncts.get(node.at)
    if ids is None:
        ids = frozenset(each.at for each in conjuncts(parser, [node]))
        parser.conjuncts[node.at] = ids
    return ids


def renamed(parser: Parser, node: Node) -> Node | None:
    """Return the schema that one renames by `$ref`, or by an `allOf` whose other schemas only annotate."""
    value = node.value
    if not isinstance(value, dict):
        return None
    if refers(value):
        return parser.resolve_once(node) if only_annotates(value) else None
    parts = node.get("allOf")
    if parts is None or not only_annotates({k: v for k, v in value.items() if k != "allOf"}):
        return None
    constraining = [m for m in parts.elements() if not _says_nothing(m)]
    return renamed(parser, constraining[0]) if len(constraining) == 1 else None


def _says_nothing(node: Node) -> bool:
    return isinstance(node.value, dict) and not refers(node.value) and only_annotates(node.value)


def is_met(parser: Parser, group: Node, holding: frozenset[str]) -> bool:
    """Return whether a `oneOf` or `anyOf` asks for nothing more where some schemas hold already.

    It does not if one of the alternatives is among them: so a schema that takes in a base whose
    alternatives list it inherits from the base, and does not choose again.

    Args:
        parser: The parser.
        group: The list of alternatives.
        holding: The ids of the schemas that hold.
    """
    return not holding.isdisjoint(_alternatives(parser, group))


def _alternatives(parser: Parser, group: Node) -> frozenset[str]:
    known = parser.alternatives.get(group.at)
    if known is None:
        owner = group.at.rpartition("/")[0]
        ids: set[str] = set()
        for node in group.elements():
            target = renamed(parser, node)
            ids.update((node.at, node.at if target is None else target.at))
        known = frozenset(ids - {owner})
        parser.alternatives[group.at] = known
    return known
