"""What schemas say besides which values are valid: descriptions, defaults, access, examples.

It is said by the schema itself, by inline schemas in its `allOf`, and by the only alternative that is
not null: `anyOf: [{type: number, description: ...}, {type: "null"}]` describes the property, too.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from ...ir.types import Doc, Text
from ...openapi.load import Node
from ...records import replace
from ..context import Parser
from ..documentation import doc_of
from .all_of import conjuncts
from .nulls import is_nothing, is_null

_COMBINE = frozenset(("allOf", "oneOf", "anyOf"))


def annotations_of(parser: Parser, nodes: Sequence[Node]) -> dict[str, Any]:
    """Return `default`, `readOnly` and `writeOnly` of schemas and of what they take in.

    The nearest default counts, and any flag (JSON Schema 2020-12, core, section 7.7.1.1).
    """
    annotations: dict[str, Any] = {}
    waiting = list(nodes)
    seen: set[str] = set()
    while waiting:
        inside: list[Node] = []
        for node in conjuncts(parser, waiting):
            if node.at in seen:
                continue
            seen.add(node.at)
            value = node.value if isinstance(node.value, dict) else {}
            if "default" in value:
                annotations.setdefault("default", value["default"])
            for name in ("readOnly", "writeOnly"):
                annotations[name] = value.get(name) is True or annotations.get(name, False)
            inside += _only_alternative(node)
        waiting = inside
    return annotations


def schema_doc(node: Node) -> Doc:
    """Return what a schema says for people; the nearest text counts.

    Where it only says what its alternatives are, their descriptions together are its own.
    """
    if isinstance(node.value, dict) and _COMBINE.isdisjoint(node.value):
        return doc_of(node)
    said = [doc_of(each) for each in _speakers(node)]
    description = next((doc.description for doc in said if doc.description is not None), None)
    return Doc(
        summary=next((doc.summary for doc in said if doc.summary is not None), None),
        description=description or _of_alternatives(node),
        deprecated=any(doc.deprecated for doc in said),
        examples=next((doc.examples for doc in said if doc.examples), ()),
        external_docs=next((doc.external_docs for doc in said if doc.external_docs), None),
    )


def with_schema_doc(doc: Doc, schema: Node | None) -> Doc:
    """Return what a parameter says for people, and where it is silent, what its schema says."""
    if schema is None:
        return doc
    inner = schema_doc(schema)
    return replace(
        doc,
        description=doc.description or inner.description,
        deprecated=doc.deprecated or inner.deprecated,
        examples=doc.examples or inner.examples,
    )


def _speakers(node: Node) -> Iterator[Node]:
    """Yield a schema and the inline schemas that speak for it, the nearest first."""
    waiting = [node]
    while waiting:
        schema = waiting.pop(0)
        yield schema
        if (parts := schema.get("allOf")) is not None:
            waiting += parts.elements()
        waiting += _only_alternative(schema)


def _only_alternative(node: Node) -> list[Node]:
    """Return the alternative of a schema that is not null, if there is just one."""
    places = _alternatives(node.value)
    if len(places) != 1:
        return []
    keyword, index = places[0]
    return [node.child(keyword).child(index)]


def _alternatives(value: Any) -> list[tuple[str, int]]:
    """Return which alternatives of a schema are neither null nor nothing."""
    if not isinstance(value, dict) or not ("oneOf" in value or "anyOf" in value):
        return []
    groups = [(keyword, value.get(keyword)) for keyword in ("oneOf", "anyOf")]
    return [
        (keyword, index)
        for keyword, group in groups
        if isinstance(group, list)
        for index, alternative in enumerate(group)
        if not is_null(alternative) and not is_nothing(alternative)
    ]


def _of_alternatives(node: Node) -> Text | None:
    value: Any = node.value
    said = [value[keyword][index] for keyword, index in _alternatives(value)]
    texts = [each.get("description") for each in said if isinstance(each, dict)]
    told = dict.fromkeys(text.strip() for text in texts if isinstance(text, str) and text.strip())
    return Text("\n\n".join(told)) if told else None
