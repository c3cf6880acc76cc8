"""XML bodies, made of schemas and their `xml` (OpenAPI 3.1, section 4.8.26); clients take them as text."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from ..ir.api import Content, without_parameters
from ..openapi.document.document import Document, Node, elements_of
from ..openapi.document.references import ReferenceFault, resolve
from ..python.examples.sample_requests import value_text

_NOT_IN_NAMES = re.compile(r"[^A-Za-z0-9_.-]")
_NOT_IN_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_DEEPEST = 4
"""How many objects are in one another, at most."""
_MOST_VALUES = 1000
"""How many values are made for one body, at most: what is beyond is empty."""
_ROOT = "root"
_VALUES: Mapping[str, Any] = {"integer": 1, "number": 1.5, "boolean": True}
_TEXTS = {"date": "2026-01-31", "date-time": "2026-01-31T12:00:00Z", "email": "ada@example.com"}


def is_xml(content: Content) -> bool:
    """Return whether a body is XML (RFC 7303)."""
    essence = without_parameters(content.media_type.raw).lower()
    return essence in ("application/xml", "text/xml") or essence.endswith("+xml")


def xml_bytes(document: Document, content: Content, example: Any = None) -> bytes | None:
    """Return an example, or a made value, of a body as an XML document; None where there is no schema to go by."""
    try:
        declared = document.node(content.at).get("schema")
    except (LookupError, ValueError):
        return None
    if declared is None:
        return None
    schema = _Schema(declared)
    value = schema.value([None] * _MOST_VALUES) if example is None else example
    reference = declared.value.get("$ref") if isinstance(declared.value, dict) else None
    name = str(reference).rpartition("/")[2] if reference else _ROOT
    text = schema.element(name, value)
    if isinstance(value, list):
        text = f"<{_ROOT}>{text}</{_ROOT}>"
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{text}\n'.encode("utf-8", "replace")


class _Schema:
    """A schema, and how values of it are written."""

    def __init__(self, node: Node, above: tuple[str, ...] = ()) -> None:
        """Take a schema; `above` are the places of those that it is in."""
        try:
            self._node = resolve(node)
        except ReferenceFault:
            self._node = node
        self._above = (*above, self._node.at)
        self._ends = self._node.at in above or len(above) >= _DEEPEST
        self._plain = self._node.value if isinstance(self._node.value, dict) else {}
        xml = self._plain.get("xml")
        self._xml: Mapping[str, Any] = xml if isinstance(xml, dict) else {}

    def value(self, budget: list[None]) -> Any:
        """Return an example that the schema has, else a made value, while the budget lasts."""
        if not budget:
            return None
        budget.pop()
        for key in ("example", "default", "const"):
            if key in self._plain:
                return self._plain[key]
        for key in ("examples", "enum"):
            given = self._plain.get(key)
            if isinstance(given, list) and given:
                return given[0]
        properties, items = self._properties(), self._node.get("items")
        if properties:
            return {name: schema.value(budget) for name, schema in properties.items()}
        if items is not None:
            return [] if self._ends else [self._inner(items).value(budget)]
        for key in ("oneOf", "anyOf"):
            for alternative in elements_of(self._node.get(key)):
                return None if self._ends else self._inner(alternative).value(budget)
        kind = self._plain.get("type")
        kind = kind[0] if isinstance(kind, list) and kind else kind
        return _VALUES.get(str(kind), _TEXTS.get(str(self._plain.get("format")), "text"))

    def element(self, name: str, value: Any) -> str:
        """Return the text of the element, or of the elements, that a value is."""
        name = self._name(name)
        if isinstance(value, list):
            items = self._node.get("items")
            of_item = self if items is None else self._inner(items)
            inner = "".join(of_item.element(name, item) for item in value)
            wrapped = self._xml.get("wrapped") is True
            return f"<{name}{self._namespace()}>{inner}</{name}>" if wrapped else inner
        if not isinstance(value, dict):
            text = "" if value is None else escape(_text(value))
            return f"<{name}{self._namespace()}>{text}</{name}>"
        properties = self._properties()
        attributes, content = [self._namespace()], []
        for key, each in value.items():
            schema = properties.get(key)
            if schema is None:
                content.append(f"<{_safe(key)}>{escape(_text(each))}</{_safe(key)}>")
            elif schema._xml.get("attribute") is True and not isinstance(each, list | dict):
                attributes.append(f" {schema._name(key)}={quoteattr(_text(each))}")
            else:
                content.append(schema.element(key, each))
        return f"<{name}{''.join(attributes)}>{''.join(content)}</{name}>"

    def _inner(self, node: Node) -> _Schema:
        return _Schema(node, self._above)

    def _properties(self) -> dict[str, _Schema]:
        """Return the properties of an object, with those of what it is made of."""
        return {} if self._ends else dict(self._all_properties())

    def _all_properties(self) -> Iterator[tuple[str, _Schema]]:
        for part in elements_of(self._node.get("allOf")):
            yield from self._inner(part)._properties().items()
        properties = self._node.get("properties")
        if properties is not None and isinstance(properties.value, dict):
            for name in properties.value:  # in the order of the document
                yield name, self._inner(properties.child(name))

    def _name(self, name: str) -> str:
        safe = _safe(str(self._xml.get("name") or name))
        prefix = self._xml.get("prefix")
        return f"{_safe(str(prefix))}:{safe}" if prefix else safe

    def _namespace(self) -> str:
        namespace, prefix = self._xml.get("namespace"), self._xml.get("prefix")
        mark = f":{_safe(str(prefix))}" if prefix else ""
        return f" xmlns{mark}={quoteattr(_text(namespace))}" if namespace else ""


def _safe(name: str) -> str:
    """Return a name that an element or an attribute can have."""
    safe = _NOT_IN_NAMES.sub("_", name)
    return safe if safe[:1].isalpha() or safe.startswith("_") else f"_{safe}"


def _text(value: Any) -> str:
    return _NOT_IN_XML.sub("", value_text(value))
