"""What a schema says once `allOf` and references are merged (JSON Schema 2020-12, core, section 10.2.1)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from ..diagnostics import Code, quote
from ..ir.types import Json
from ..source.document import Node
from .table import Parser

_ANNOTATIONS = frozenset(
    "title description summary default deprecated example examples readOnly writeOnly externalDocs "
    "$comment $schema $id $anchor $dynamicAnchor $defs definitions xml nullable".split()
)
_REFERENCES = ("$ref", "$dynamicRef")
_LIMITS = frozenset(
    "minimum maximum exclusiveMinimum exclusiveMaximum multipleOf minLength maxLength pattern "
    "minItems maxItems uniqueItems".split()
)
_NOT_ENFORCED = frozenset(
    "not if then else dependentSchemas dependentRequired propertyNames contains minContains "
    "maxContains unevaluatedItems unevaluatedProperties minProperties maxProperties".split()
)


@dataclass(slots=True)
class Shape:
    """The merged keywords of one or more schemas that must all hold."""

    types: frozenset[str] | None = None
    properties: dict[str, list[Node]] = field(default_factory=dict)
    required: dict[str, None] = field(default_factory=dict)
    additional: list[Node] = field(default_factory=list)
    patterns: list[Node] = field(default_factory=list)
    items: list[Node] = field(default_factory=list)
    prefix_items: list[Node] = field(default_factory=list)
    unions: list[Node] = field(default_factory=list)
    discriminator: Node | None = None
    enumerations: list[Node] = field(default_factory=list)
    constant: Json | None = None
    keywords: dict[str, Any] = field(default_factory=dict)
    impossible: bool = False

    @property
    def enumerated(self) -> list[Any] | None:
        """The values that every `enum` allows, each once, in the order of the first; None without `enum`."""
        if not self.enumerations:
            return None
        lists = [node.value if isinstance(node.value, list) else [] for node in self.enumerations]
        allowed = [{Json(value) for value in values} for values in lists[1:]]
        first = dict.fromkeys(map(Json, lists[0]))
        return [value.raw for value in first if all(value in other for other in allowed)]

    def effective_types(self) -> frozenset[str]:
        """The types that are allowed; where `type` is missing, those that the other keywords are about."""
        if self.types is not None:
            return self.types
        found = set()
        if self.properties or self.required or self.additional or self.patterns:
            found.add("object")
        if self.items or self.prefix_items:
            found.add("array")
        return frozenset(found)


def refers(value: dict[str, Any]) -> bool:
    """Tell whether a schema object refers to another."""
    return "$ref" in value or "$dynamicRef" in value


def only_annotates(value: dict[str, Any]) -> bool:
    """Tell whether a schema object beside its `$ref` (or as a member of `allOf`) says nothing that validates."""
    return all(key in _ANNOTATIONS or key in _REFERENCES or key.startswith("x-") for key in value)


def reference_target(parser: Parser, node: Node) -> Node | None:
    """Give the node that a schema merely renames: by `$ref`, or by an `allOf` whose other members only annotate."""
    value = node.value
    if not isinstance(value, dict):
        return None
    if refers(value):
        return parser.resolve_once(node) if only_annotates(value) else None
    members = node.get("allOf")
    if members is None or not only_annotates({k: v for k, v in value.items() if k != "allOf"}):
        return None
    telling = [m for m in members.elements() if not _says_nothing(m)]
    if len(telling) != 1:
        return None
    return reference_target(parser, telling[0])


def _says_nothing(node: Node) -> bool:
    return isinstance(node.value, dict) and not refers(node.value) and only_annotates(node.value)


def annotations_of(parser: Parser, nodes: Sequence[Node]) -> dict[str, Any]:
    """Give `default`, `readOnly` and `writeOnly` of schemas and of what they take in.

    The nearest default counts, and any flag (JSON Schema 2020-12, core, section 7.7.1.1).
    """
    found: dict[str, Any] = {}
    for node in _conjuncts(parser, nodes):
        value = node.value if isinstance(node.value, dict) else {}
        if "default" in value:
            found.setdefault("default", value["default"])
        for name in ("readOnly", "writeOnly"):
            found[name] = value.get(name) is True or found.get(name, False)
    return found


def merge(parser: Parser, nodes: Sequence[Node], skip_unions: Sequence[str] = ()) -> Shape:
    """Merge schemas that must all hold. `skip_unions` are ids of schemas whose oneOf/anyOf is dealt with."""
    shape = Shape()
    for node in _conjuncts(parser, nodes):
        if node.value is False:
            shape.impossible = True
        elif isinstance(node.value, dict):
            _add(parser, shape, node, with_unions=node.at not in skip_unions)
    return shape


def _conjuncts(parser: Parser, nodes: Sequence[Node]) -> Iterator[Node]:
    """Give the schemas themselves and everything they take in by `$ref` and `allOf`, each once."""
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
        group = node.get("allOf")
        if group is not None:
            waiting += reversed(list(group.elements()))
        if refers(value):
            target = parser.resolve_once(node)
            if target is not None:
                waiting.append(target)


def _add(parser: Parser, shape: Shape, node: Node, *, with_unions: bool) -> None:
    value = node.value
    assert isinstance(value, dict)
    _add_types(shape, value.get("type"))
    if (properties := node.get("properties")) is not None:
        for name, child in properties.items():
            shape.properties.setdefault(name, []).append(child)
    required = value.get("required")
    if isinstance(required, list):
        shape.required |= dict.fromkeys(name for name in required if isinstance(name, str))
    for keyword, nodes in (("additionalProperties", shape.additional), ("items", shape.items)):
        if (stated := node.get(keyword)) is not None:
            nodes.append(stated)
    if (patterns := node.get("patternProperties")) is not None:
        shape.patterns += [child for _, child in patterns.items()]
    if (prefix := node.get("prefixItems")) is not None and not shape.prefix_items:
        shape.prefix_items = list(prefix.elements())
    if "enum" in value:
        shape.enumerations.append(node.child("enum"))
    if "const" in value:
        shape.constant = Json(value["const"])
    if with_unions:
        shape.unions += [node.child(keyword) for keyword in ("oneOf", "anyOf") if keyword in value]
        shape.discriminator = shape.discriminator or node.get("discriminator")
    for keyword, setting in sorted(value.items()):
        if keyword in _LIMITS or keyword in ("format", "contentEncoding", "contentMediaType"):
            shape.keywords.setdefault(keyword, setting)
        elif keyword in _NOT_ENFORCED:
            message = f"{quote(keyword)} is documented but not enforced by the client"
            parser.warn(Code.SCHEMA_NOT_ENFORCED, message, f"{node.at}/{keyword}")


def _add_types(shape: Shape, declared: Any) -> None:
    if isinstance(declared, str):
        declared = [declared]
    if not isinstance(declared, list) or not declared:
        return
    types = frozenset(name for name in declared if isinstance(name, str))
    if shape.types is None:
        shape.types = types
        return
    common = shape.types & types
    if ("number" in shape.types and "integer" in types) or (
        "integer" in shape.types and "number" in types
    ):
        common |= {"integer"}
    shape.types = common
    shape.impossible = shape.impossible or not common
