"""What tells the inline alternatives of a union apart, in the words of the document.

A label is the tag or the constant that one alternative alone has (`type: [text]` beside `type: [image]`), else a
property that it alone requires. The only object among texts and numbers needs none, nor does the only array.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import field
from typing import TypeAlias

from ..ir.types import Text
from ..json_pointer import join
from ..openapi.document.reachable import target_of
from ..openapi.load import Document, Node
from ..records import dataclass

Labels: TypeAlias = dict[str, list[Text | None]]
"""The labels of the alternatives of unions, by the place of the union's list."""

_TELLING = (
    *("type", "object", "kind", "event", "event_type", "eventType", "action", "op", "operation"),
    *("role", "status", "method", "mode", "name"),
)
"""Properties whose constants are looked at first."""
_DEEPEST = 4
"""How far `allOf` and references are followed."""


@dataclass(slots=True)
class _Facts:
    """What an alternative is: its constants and the properties that it requires; `kind` is empty for a reference."""

    kind: str = ""
    constants: dict[str, str] = field(default_factory=dict)
    properties: dict[str, None] = field(default_factory=dict)
    required: dict[str, None] = field(default_factory=dict)


def label_of(document: Document, known: Labels, file: str, tokens: Sequence[str]) -> Text | None:
    """Return the label of the alternative at a place; None where nothing tells it apart from the others.

    It is empty where the alternative is the only one that needs a name. What is found out is added to `known`.
    """
    group = join(f"{file}#", *tokens[:-1])
    if group not in known:
        known[group] = _labels(document, file, tokens[:-1])
    labels = known[group]
    index = int(tokens[-1]) if tokens[-1].isdigit() else len(labels)
    return labels[index] if index < len(labels) else None


def value_at(document: Document, file: str, tokens: Sequence[str]) -> object:
    """Return the value at a place; None if there is nothing."""
    return values_along(document, file, tokens)[-1]


def values_along(document: Document, file: str, tokens: Sequence[str]) -> list[object]:
    """Return the values on the way to a place, that of the whole file first; None from where there is nothing."""
    value: object = document.view(file).data
    values = [value]
    for token in tokens:
        if isinstance(value, dict):
            value = value.get(token)
        elif isinstance(value, list) and token.isdigit() and int(token) < len(value):
            value = value[int(token)]
        else:
            value = None
        values.append(value)
    return values


def _labels(document: Document, file: str, tokens: Sequence[str]) -> list[Text | None]:
    group = value_at(document, file, tokens)
    holder = value_at(document, file, tokens[:-1])
    if not isinstance(group, list):
        return []
    facts = [_facts_of(document, file, alternative) for alternative in group]
    discriminator = holder.get("discriminator") if isinstance(holder, dict) else None
    name = discriminator.get("propertyName") if isinstance(discriminator, dict) else None
    order = [*([name] if isinstance(name, str) else []), *_TELLING]
    tags = _tags(document, file, discriminator)
    labels: list[Text | None] = []
    for index, own in enumerate(facts):
        tag = tags.get(join(f"{file}#", *tokens, index))
        others = [other for other in facts if other != own]
        labels.append(_label(own, others, order) if tag is None else Text(tag))
    kinds = Counter(each.kind for each in facts)
    unlabelled = Counter(o.kind for o, label in zip(facts, labels, strict=True) if label is None)
    return [
        Text("") if kinds[own.kind] == 1 or (label is None and unlabelled[own.kind] == 1) else label
        for own, label in zip(facts, labels, strict=True)
    ]


def _tags(document: Document, file: str, discriminator: object) -> dict[str, str]:
    """Return the first value of a discriminator that leads to a place, by the place."""
    mapping = discriminator.get("mapping") if isinstance(discriminator, dict) else None
    tags: dict[str, str] = {}
    for tag, reference in sorted(mapping.items()) if isinstance(mapping, dict) else ():
        target = target_of(document, file, reference) if isinstance(reference, str) else None
        if target is not None:
            tags.setdefault(target.at, tag)
    return tags


def _label(own: _Facts, others: Sequence[_Facts], order: Sequence[str]) -> Text | None:
    """Return the first constant that no other alternative has, else the first property that it alone requires.

    A property counts as well that a few others require which ask for all that this one does, and more.
    """
    names = [name for name in order if name in own.constants]
    for name in [*names, *sorted(own.constants.keys() - set(names))]:
        value = own.constants[name]
        if all(other.constants.get(name) != value for other in others):
            return Text(value)
    for name in own.required:
        if not any(name in other.required for other in others):
            return Text(name)
    for name in sorted(own.properties):
        if not any(name in other.properties for other in others):
            return Text(name)
    for name in own.required:
        also = [other for other in others if name in other.required]
        if 2 * len(also) < len(others) and all(
            own.required.keys() < o.required.keys() for o in also
        ):
            return Text(name)
    return None


def _facts_of(document: Document, file: str, alternative: object) -> _Facts:
    facts = _Facts()
    _collect(document, file, alternative, facts, 0)
    if isinstance(alternative, dict) and not _is_reference(alternative):
        facts.kind = _kind(alternative, facts)
    return facts


def _is_reference(schema: Mapping[str, object]) -> bool:
    """Return whether a schema is another one: it refers to it, be it by an `allOf` of nothing else."""
    parts = schema.get("allOf")
    only = parts[0] if isinstance(parts, list) and len(parts) == 1 else None
    wraps = isinstance(only, dict) and "$ref" in only and "properties" not in schema
    return "$ref" in schema or wraps


def _kind(schema: Mapping[str, object], facts: _Facts) -> str:
    """Return what a schema is: an object, an array, a union, or a plain value, of which each is one of its own."""
    if facts.properties:
        return "object"
    types = schema.get("type")
    if "items" in schema or types == "array":
        return "array"
    if "oneOf" in schema or "anyOf" in schema:
        return "union"
    return "enum" if "enum" in schema else "object" if types == "object" else "plain"


def _collect(document: Document, file: str, schema: object, facts: _Facts, depth: int) -> None:
    """Add what a schema, and those that it takes in, say of its properties."""
    if not isinstance(schema, dict) or depth > _DEEPEST:
        return
    reference = schema.get("$ref")
    if isinstance(reference, str):
        target = target_of(document, file, reference)
        if target is not None:
            _collect(document, target.file, target.value, facts, depth + 1)
    parts = schema.get("allOf")
    for part in parts if isinstance(parts, list) else ():
        _collect(document, file, part, facts, depth + 1)
    properties = schema.get("properties")
    for name, value in properties.items() if isinstance(properties, dict) else ():
        facts.properties[name] = None
        constant = _constant(document, file, value)
        if constant is not None:
            facts.constants[name] = constant
    required = schema.get("required")
    for name in required if isinstance(required, list) else ():
        if isinstance(name, str) and name in facts.properties:
            facts.required[name] = None


def _constant(document: Document, file: str, schema: object) -> str | None:
    """Return the only value of a property, if it has just one and that is text, a number or a flag."""
    if not isinstance(schema, dict):
        return None
    reference = schema.get("$ref")
    if isinstance(reference, str):
        target: Node | None = target_of(document, file, reference)
        schema = target.value if target is not None and isinstance(target.value, dict) else {}
    listed = schema.get("enum")
    value = schema.get(
        "const", listed[0] if isinstance(listed, list) and len(listed) == 1 else None
    )
    return str(value) if isinstance(value, str | int) else None
