"""Texts, examples and annotations of the document, wrapped."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ..ir.examples import is_short
from ..ir.types import Access, Default, Doc, Json, Optional, Presence, Required, Text, Xml
from ..openapi.document.references import ReferenceFault, resolve
from ..openapi.load import Node
from ..records import replace


def text_of(node: Node, key: str) -> Text | None:
    """Return a non-empty text field of a node."""
    text = node.text(key)
    return Text(text) if text and text.strip() else None


def texts_of(value: Any) -> tuple[Text, ...]:
    """Return the texts of a list, or of a single text; anything else gives none."""
    items = value if isinstance(value, list) else [value]
    return tuple(Text(item) for item in items if isinstance(item, str))


def doc_of(node: Node) -> Doc:
    """Return what a node says for people: a schema, parameter, operation, tag or response."""
    value = node.value
    if not isinstance(value, dict):
        return Doc()
    external = node.get("externalDocs")
    return Doc(
        summary=text_of(node, "summary") or text_of(node, "title"),
        description=text_of(node, "description"),
        deprecated=value.get("deprecated") is True,
        examples=examples_of(node) if "example" in value or "examples" in value else (),
        external_docs=None if external is None else text_of(external, "url"),
    )


def described(doc: Doc) -> Doc:
    """Return what a tag or response says, with its summary (OpenAPI 3.2) where it has no description."""
    return doc if doc.description or not doc.summary else replace(doc, description=doc.summary)


def examples_of(node: Node) -> tuple[Json, ...]:
    """Return the examples of a schema (a list), of a parameter or of a media type (a map of Example objects).

    Those that are too long to be shown are left out, and each is given once: where a document was upgraded, `example`
    is among `examples`, too.
    """
    value = node.value
    if not isinstance(value, dict):
        return ()
    values = [value["example"]] if "example" in value else []
    examples = value.get("examples")
    if isinstance(examples, list):
        values += examples
    elif isinstance(examples, dict):
        values += [value for name in sorted(examples) for value in _example(node, name)]
    return tuple(dict.fromkeys(Json(shown) for shown in values if is_short(shown)))


def _example(node: Node, name: str) -> Iterator[Any]:
    """Read an Example object (OpenAPI 3.2, section 4.19: `dataValue` is the value before it is serialised)."""
    try:
        target = resolve(node.child("examples").child(name))
    except ReferenceFault:
        return  # reported by the check of all references
    for key in ("dataValue", "value"):
        if isinstance(target.value, dict) and key in target.value:
            yield target.value[key]
            return


def presence_of(value: Any, *, required: bool) -> Presence:
    """Return whether a property must be there, from its schema and the owner's `required`."""
    if required:
        return Required()
    if isinstance(value, dict) and "default" in value:
        return Default(Json(value["default"]))
    return Optional()


def access_of(value: Any) -> Access:
    """Return whether a property occurs in requests, responses or both."""
    if isinstance(value, dict):
        if value.get("readOnly") is True:
            return Access.READ
        if value.get("writeOnly") is True:
            return Access.WRITE
    return Access.BOTH


def xml_of(node: Node) -> Xml | None:
    """Return how a schema's value is written in XML, where the document says it."""
    xml = node.get("xml")
    if xml is None or not isinstance(xml.value, dict):
        return None
    return Xml(
        name=text_of(xml, "name"),
        namespace=text_of(xml, "namespace"),
        prefix=text_of(xml, "prefix"),
        attribute=xml.value.get("attribute") is True,
        wrapped=xml.value.get("wrapped") is True,
    )
