"""What stands beside a choice between schemas, and whether an alternative has it, or can take it."""

from __future__ import annotations

from collections.abc import Sequence

from ...openapi.load import Node
from ..context import Parser
from .all_of import conjuncts_of, is_met, refers
from .schema_merge import MergedSchema, shape_of
from .unions import Tags


class Beside:
    """The siblings of a choice: the merged keywords, the schemas that they are from, the other choices."""

    def __init__(
        self, shape: MergedSchema, nodes: Sequence[Node], others: Sequence[Node], tags: Tags
    ) -> None:
        self.shape = shape
        self.nodes = nodes
        self.others = others
        self.tags = tags


def is_whole(parser: Parser, beside: Beside, target: Node) -> bool:
    """Return whether an alternative is a class of its own: it has the properties beside the choice, or receives them."""
    holding = conjuncts_of(parser, target)
    if any(target.at in conjuncts_of(parser, node) for node in beside.nodes):
        return False  # it is the schema that chooses: without the choice
    if not all(is_met(parser, group, holding) for group in beside.others):
        return False
    own = shape_of(parser, target)
    missing = {
        name: nodes
        for name, nodes in beside.shape.properties.items()
        if not {node.at for node in nodes} <= {node.at for node in own.properties.get(name, ())}
    }
    if not missing:
        return True
    if beside.tags.property is None or not own.properties or own.unions:
        return False
    for name in missing.keys() - own.properties.keys():
        additions = parser.table.additions.setdefault(parser.table.want(target), {})
        additions.setdefault(name, {}).update({node.at: node for node in missing[name]})
    return True


def leaves_type_open(parser: Parser, beside: Beside, node: Node) -> bool:
    """Return whether only the siblings of a choice say which type an alternative has."""
    if not isinstance(node.value, dict) or not (beside.shape.types or set()) - {"null"}:
        return False
    own = shape_of(parser, node)
    return not (own.effective_types() or own.unions or own.lists_values or refers(node.value))


def only_requires(node: Node) -> bool:
    """Return whether a schema says nothing but which properties are required."""
    return isinstance(node.value, dict) and set(node.value) <= {"required"}
