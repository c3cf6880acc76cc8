"""Inheritance: base schemas, and the schemas that extend them."""

from __future__ import annotations

from collections.abc import Iterator

from ...openapi.load import Node, elements_of, items_of
from ..context import Families, Parser
from .all_of import refers, renamed


def find_families(parser: Parser) -> Families:
    """Find the base schemas of a document and their heirs (OpenAPI 3.1, section 4.8.25.4).

    A base has a discriminator, or lists heirs of its own as alternatives, which is how springdoc
    writes a class hierarchy.
    """
    components = parser.document.node().get("components")
    schemas = None if components is None else components.get("schemas")
    nodes = {node.at: node for _, node in schemas.items()} if schemas is not None else {}
    children: dict[str, list[str]] = {}
    for node in nodes.values():
        for parent in _parents(parser, node):
            children.setdefault(parent, []).append(node.at)
    choices: dict[str, list[Node]] = {}
    inherited: dict[str, frozenset[str]] = {}
    added: dict[str, frozenset[str]] = {}
    for at, node in nodes.items():
        if at not in children:
            continue
        descendants = _descendants(children, at)
        added[at] = frozenset(name for heir in descendants for name in _declared(nodes[heir]))
        if _has_alternatives(node):
            if not set(descendants).isdisjoint(_alternatives(parser, node)):
                inherited[at] = frozenset(descendants)
        elif _has_discriminator(node):
            choices[at] = [nodes[heir] for heir in descendants]
    heirs = {heir.at for group in choices.values() for heir in group}
    return Families(
        choices=choices,
        inherited=inherited,
        heirs=frozenset(heirs.union(*inherited.values())),
        added=added,
    )


def _has_alternatives(node: Node) -> bool:
    return isinstance(node.value, dict) and ("oneOf" in node.value or "anyOf" in node.value)


def _has_discriminator(node: Node) -> bool:
    discriminator = node.get("discriminator")
    return discriminator is not None and discriminator.text("propertyName") is not None


def _alternatives(parser: Parser, node: Node) -> Iterator[str]:
    for keyword in ("oneOf", "anyOf"):
        for alternative in elements_of(node.get(keyword)):
            if (target := renamed(parser, alternative)) is not None:
                yield target.at


def _parents(parser: Parser, node: Node) -> list[str]:
    parents = []
    for part in elements_of(node.get("allOf")):
        if isinstance(part.value, dict) and refers(part.value):
            target = parser.resolve_once(part)
            if target is not None:
                parents.append(target.at)
    return parents


def _declared(node: Node) -> Iterator[str]:
    """Yield the names of the properties that a schema declares itself, or in an inline part of its `allOf`."""
    for part in (node, *elements_of(node.get("allOf"))):
        properties = part.get("properties")
        yield from (name for name, _ in items_of(properties))


def _descendants(children: dict[str, list[str]], at: str) -> list[str]:
    descendants: dict[str, None] = {}
    waiting = [at]
    while waiting:
        for child in sorted(children.get(waiting.pop(), ())):
            if child not in descendants and child != at:
                descendants[child] = None
                waiting.append(child)
    return sorted(descendants)
