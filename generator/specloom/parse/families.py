"""Inheritance as OpenAPI has it: a base schema with a discriminator, and the schemas that take it in by `allOf`."""

from __future__ import annotations

from ..source.document import Node
from .compose import refers
from .table import Parser


def find_families(parser: Parser) -> dict[str, list[Node]]:
    """Give the heirs of each base schema, by the base's id (OpenAPI 3.1, section 4.8.25.4)."""
    components = parser.document.node().get("components")
    schemas = None if components is None else components.get("schemas")
    nodes = {node.at: node for _, node in schemas.items()} if schemas is not None else {}
    children: dict[str, list[str]] = {}
    for node in nodes.values():
        for parent in _parents(parser, node):
            children.setdefault(parent, []).append(node.at)
    families = {}
    for at, node in nodes.items():
        if _is_base(node) and at in children:
            families[at] = [nodes[heir] for heir in _descendants(children, at)]
    return families


def _is_base(node: Node) -> bool:
    value = node.value
    if not isinstance(value, dict) or "oneOf" in value or "anyOf" in value:
        return False
    discriminator = node.get("discriminator")
    return discriminator is not None and discriminator.text("propertyName") is not None


def _parents(parser: Parser, node: Node) -> list[str]:
    members = node.get("allOf")
    found = []
    for member in members.elements() if members is not None else ():
        if isinstance(member.value, dict) and refers(member.value):
            target = parser.resolve_once(member)
            if target is not None:
                found.append(target.at)
    return found


def _descendants(children: dict[str, list[str]], at: str) -> list[str]:
    found: list[str] = []
    waiting = [at]
    while waiting:
        for child in sorted(children.get(waiting.pop(), ())):
            if child not in found and child != at:
                found.append(child)
                waiting.append(child)
    return sorted(found)
