"""Merge schemas with `allOf` and references (JSON Schema 2020-12, core, 10.2.1)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import field
from typing import Any

from ...diagnostics import Code, quote
from ...ir.types import Json
from ...openapi.load import Node
from ...records import dataclass
from ..context import Parser
from .all_of import conjuncts, conjuncts_of, is_annotation, is_met, refers, renamed

_LIMITS = frozenset(
    "minimum maximum exclusiveMinimum exclusiveMaximum multipleOf minLength maxLength pattern "
    "minItems maxItems uniqueItems minProperties maxProperties".split()
)
_NOT_ENFORCED = frozenset(
    "not if then else dependentSchemas dependentRequired propertyNames contains minContains "
    "maxContains unevaluatedItems unevaluatedProperties".split()
)
_FORMS = frozenset(("format", "contentEncoding", "contentMediaType"))


@dataclass(slots=True)
class MergedSchema:
    """The merged keywords of one or more schemas that must all hold.

    `required` maps each name to the place that asks for it.
    """

    types: frozenset[str] | None = None
    properties: dict[str, list[Node]] = field(default_factory=dict)
    required: dict[str, str] = field(default_factory=dict)
    additional: list[Node] = field(default_factory=list)
    patterns: list[Node] = field(default_factory=list)
    names: list[Node] = field(default_factory=list)
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

    @property
    def lists_values(self) -> bool:
        """Whether the values that are allowed are listed."""
        return self.constant is not None or bool(self.enumerations)

    def effective_types(self) -> frozenset[str]:
        """Return the types that are allowed; where `type` is missing, those that the other keywords are about."""
        if self.types is not None:
            return self.types
        implied = set()
        if self.properties or self.required or self.additional or self.patterns:
            implied.add("object")
        if self.items or self.prefix_items:
            implied.add("array")
        return frozenset(implied)


def merge(parser: Parser, nodes: Sequence[Node]) -> MergedSchema:
    """Merge schemas that must all hold, with what they include by `$ref` and `allOf`.

    Values must satisfy every one, so types intersect, properties of the same name are collected (their
    schemas must all hold, too), `required` unites, and `enum` lists intersect when they are read:

        Base:  {type: object, required: [id], properties: {id: {type: [string, integer]}}}
        Pet:   {allOf: [{$ref: Base}], required: [name],
                properties: {id: {type: string}, name: {type: string, enum: [Rex, Tom]}}}

    merging `[Pet]` gives

        types       {object}
        properties  id -> [Pet's schema, Base's schema]     merged in turn: a string
                    name -> [Pet's schema]
        required    id (asked for by Base), name (asked for by Pet)

    `false` among the schemas, or types without one in common, make the shape `impossible`.
    """
    shape = MergedSchema()
    merged = list(conjuncts(parser, nodes))
    holding = frozenset(node.at for node in merged)
    for node in merged:
        if node.value is False:
            shape.impossible = True
        elif isinstance(node.value, dict):
            _add(parser, shape, node, holding)
    return shape


def shape_of(parser: Parser, node: Node) -> MergedSchema:
    """Return what one schema says, for looking at it; it must not be changed."""
    if node.at not in parser.shapes:
        parser.shapes[node.at] = merge(parser, [node])
    shape = parser.shapes[node.at]
    assert isinstance(shape, MergedSchema)
    return shape


def reference_target(parser: Parser, node: Node) -> Node | None:
    """Return the schema that one merely renames: what it says besides the reference adds nothing to it."""
    return renamed(parser, node) or sole_target(parser, [node])


def sole_target(parser: Parser, nodes: Sequence[Node]) -> Node | None:
    """Return the one schema that some amount to together, by reference; None if they say more than it.

    `allOf: [{$ref: Pet}], type: object` is `Pet`, and so are `Pet` and a schema that `Pet` takes in.
    """
    own = {node.at for node in nodes}
    targets = [target for target in _targets(parser, nodes) if target.at not in own]
    if not targets:
        return None
    merged = list(conjuncts(parser, nodes))
    holding = frozenset(node.at for node in merged)
    for target in targets:
        inside = conjuncts_of(parser, target)
        rest = [node for node in merged if node.at not in inside]
        if len(rest) < len(merged) and all(
            _adds_nothing(parser, node, target, holding) for node in rest
        ):
            for node in rest:
                _note_unenforced(parser, node)
            return target
    return None


def _targets(parser: Parser, nodes: Sequence[Node]) -> Iterator[Node]:
    """Yield what schemas refer to, themselves or in their `allOf`; not what that refers to."""
    targets: set[str] = set()
    waiting = list(reversed(nodes))
    while waiting:
        node = waiting.pop()
        if not isinstance(node.value, dict):
            continue
        if refers(node.value):
            target = parser.resolve_once(node)
            if target is not None and target.at not in targets:
                targets.add(target.at)
                yield target
        if (parts := node.get("allOf")) is not None:
            waiting += reversed(list(parts.elements()))


def _adds_nothing(parser: Parser, node: Node, target: Node, holding: frozenset[str]) -> bool:
    """Return whether a schema says nothing more about the values that another one describes."""
    if not isinstance(node.value, dict):
        return node.value is True
    shape = shape_of(parser, target)
    return all(
        is_annotation(keyword)
        or keyword in _NOT_ENFORCED
        or _is_said(parser, node, keyword, shape, holding)
        for keyword in node.value
    )


def _is_said(
    parser: Parser, node: Node, keyword: str, shape: MergedSchema, holding: frozenset[str]
) -> bool:
    value = node.value[keyword] if isinstance(node.value, dict) else None
    match keyword:
        case "$ref" | "$dynamicRef" | "allOf":
            return True  # what they lead to is looked at itself
        case "type":
            return _has_type(value, shape)
        case "oneOf" | "anyOf":
            return is_met(parser, node.child(keyword), holding)
        case "additionalProperties":
            # Authors who close a schema that they refer to do not mean to forbid what it has.
            return isinstance(value, bool) or value == {}
        case "properties":
            return isinstance(value, dict) and all(
                any(known.value == child for known in shape.properties.get(name, ()))
                for name, child in value.items()
            )
        case "required":
            return isinstance(value, list) and all(name in shape.required for name in value)
        case "enum":
            return shape.enumerated is not None and value == shape.enumerated
        case "minProperties" | "maxProperties":
            return True  # no size makes another class
        case "discriminator":
            return shape.discriminator is not None and shape.discriminator.value == value
        case _ if keyword in _LIMITS or keyword in _FORMS:
            return shape.keywords.get(keyword) == value
        case "const" | "items" | "prefixItems" | "patternProperties":
            return False
        case _:
            return True


def _has_type(declared: Any, shape: MergedSchema) -> bool:
    """Return whether all the values of a shape have one of the declared types."""
    declared = {declared} if isinstance(declared, str) else set(declared or ())
    if "number" in declared:
        declared.add("integer")
    types = shape.effective_types() - {"null"}
    return types <= declared if types else bool(shape.unions) or shape.lists_values


def _add(parser: Parser, shape: MergedSchema, node: Node, holding: frozenset[str]) -> None:
    value = node.value
    assert isinstance(value, dict)
    _add_types(shape, value.get("type"))
    if "properties" in value:
        for name, child in node.child("properties").items():
            shape.properties.setdefault(name, []).append(child)
    required = value.get("required")
    for index, listed in enumerate(required if isinstance(required, list) else ()):
        if isinstance(listed, str):
            shape.required.setdefault(listed, f"{node.at}/required/{index}")
    for keyword, nodes in (
        ("additionalProperties", shape.additional),
        ("items", shape.items),
        ("propertyNames", shape.names),
    ):
        if keyword in value:
            nodes.append(node.child(keyword))
    if "patternProperties" in value:
        shape.patterns += [child for _, child in node.child("patternProperties").items()]
    if "prefixItems" in value and not shape.prefix_items:
        shape.prefix_items = list(node.child("prefixItems").elements())
    if "enum" in value:
        shape.enumerations.append(node.child("enum"))
    if "const" in value:
        shape.constant = Json(value["const"])
    _add_unions(parser, shape, node, holding)
    for keyword, setting in value.items():
        if keyword in _LIMITS or keyword in _FORMS:
            shape.keywords.setdefault(keyword, setting)
    _note_unenforced(parser, node)


def _add_unions(parser: Parser, shape: MergedSchema, node: Node, holding: frozenset[str]) -> None:
    """Add the alternatives of a schema that are still to be chosen from, and what tells them apart."""
    if not holding.isdisjoint(parser.families.inherited.get(node.at, ())):
        return
    groups = [g for keyword in ("oneOf", "anyOf") if (g := node.get(keyword)) is not None]
    open_groups = [group for group in groups if not is_met(parser, group, holding)]
    shape.unions += open_groups
    if open_groups or not groups:
        shape.discriminator = shape.discriminator or node.get("discriminator")


def _note_unenforced(parser: Parser, node: Node) -> None:
    if isinstance(node.value, dict) and not _NOT_ENFORCED.isdisjoint(node.value):
        for keyword in sorted(_NOT_ENFORCED.intersection(node.value)):
            message = f"{quote(keyword)} is documented but not enforced by the client"
            parser.warn(Code.SCHEMA_NOT_ENFORCED, message, f"{node.at}/{keyword}")


def _add_types(shape: MergedSchema, declared: Any) -> None:
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
