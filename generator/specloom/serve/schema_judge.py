"""Values judged by the document's own schemas."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any, TypeAlias
from urllib.parse import quote, unquote

from ..ir.resolve import Types
from ..ir.types import TypeRef, UnionDecl
from ..json_pointer import join
from ..openapi.document.document import Document, Node
from ..openapi.document.references import ReferenceFault, resolve
from ..openapi.files.source_files import ReferenceRefused
from ..openapi.text.json_value import JsonValue
from .messages import Place, Violation
from .text_values import Texts

_MOST_TEXT = 200
_MOST_FOUND = 20
_IN_FRAGMENT = "/~!$&'()*+,;=:@?"
"""What a fragment may hold as it is (RFC 3986, section 3.5)."""


Tags: TypeAlias = Mapping[str, tuple[str, Sequence[str]]]
"""The place of a schema with a discriminator -> the property, and the values that it may have."""


def tags_of(types: Types) -> Tags:
    """Return the values of discriminators by the schemas that have them, as a client takes them; not where others may be."""
    return {
        at.removesuffix("/discriminator"): (
            declaration.discriminator.raw,
            sorted({tag.raw for variant in declaration.variants for tag in variant.tags}),
        )
        for declaration in types.values()
        if isinstance(declaration, UnionDecl)
        and declaration.discriminator is not None
        and declaration.default is None
        and all(variant.tags for variant in declaration.variants)
        for at in (declaration.at, *declaration.also)
    }


class SchemaJudge:
    """Judges values of requests by the schemas of a document, in its normal form (JSON Schema 2020-12).

    Properties that only responses have are not required. Where a schema cannot be used, such as for a pattern of another
    dialect, the value must be of the type that a client would have.
    """

    def __init__(self, document: Document, texts: Texts, tags: Tags) -> None:
        import jsonschema_rs

        self._document = document
        self._texts = texts
        resources = [
            (document.files.address(key), _Copy(document, key, tags).made(document.view(key).data))
            for key in document.files.read()
            if isinstance(document.view(key).data, dict)
        ]
        self._library: Any = jsonschema_rs
        self._registry = jsonschema_rs.Registry(resources)
        self._validators: dict[str, Any] = {}

    def violations(
        self, at: str, ref: TypeRef, value: Any, *, location: Place, name: str | None = None
    ) -> list[Violation]:
        """Return what is wrong with a value by the schema at a place; `ref` is its type."""
        validator = self._validator(at)
        if validator is None:
            message = "it is not of the type that the document has here"
            found = [] if self._texts.fits(ref, value) else [("", message)]
        else:
            try:
                errors = list(validator.iter_errors(value))
            except ValueError:  # half of a surrogate pair
                errors = []
            found = [(join("", *e.instance_path), _shortened(e.message)) for e in errors]
        return [
            Violation(location=location, name=name, pointer=pointer, message=message)
            for pointer, message in dict.fromkeys(found[:_MOST_FOUND])
        ]

    def _validator(self, at: str) -> Any:
        """Return what validates values by the schema at a place; None where there is no schema that can be used."""
        if at not in self._validators:
            self._validators[at] = self._made(at)
        return self._validators[at]

    def _made(self, at: str) -> Any:
        try:
            file, _, fragment = at.partition("#")
            self._document.node(at)
            return self._library.Draft202012Validator(
                {"$ref": _uri(self._document, file, fragment)},
                registry=self._registry,
                validate_formats=True,
            )
        except (LookupError, ValueError, self._library.ValidationError):
            return None


def _shortened(message: str) -> str:
    """Return a message that does not begin with a whole object, array or long text."""
    if message.startswith(('"', "[", "{")):
        value, end = json.JSONDecoder().raw_decode(message)
        if not isinstance(value, str) or len(value) > _MOST_TEXT // 2:
            message = f"the value{message[end:]}"
    return message if len(message) <= _MOST_TEXT else f"{message[:_MOST_TEXT]}..."


class _Copy:
    """Copies a file as requests see it: references name files by their URIs, and what only responses have is not required.

    What `$id` names is reached by its place instead.
    """

    def __init__(self, document: Document, key: str, tags: Tags) -> None:
        self._document = document
        self._key = key
        self._tags = tags

    def made(self, value: JsonValue, pointer: str = "") -> Any:
        """Return the copy of a value, which is at a place of the file."""
        if isinstance(value, list):
            return [self.made(item, f"{pointer}/{n}") for n, item in enumerate(value)]
        if not isinstance(value, dict):
            return value
        made = {name: self.made(item, join(pointer, name)) for name, item in value.items()}
        if isinstance(made.get("$id"), str):
            del made["$id"]
        reference = made.get("$ref")
        if isinstance(reference, str):
            made["$ref"] = self._absolute(reference)
        properties, required = value.get("properties"), value.get("required")
        if isinstance(properties, dict) and isinstance(required, list):
            hidden = {name for name, schema in properties.items() if self._is_hidden(schema)}
            made["required"] = [name for name in required if name not in hidden]
        tags = self._tags.get(f"{self._key}#{pointer}")
        if tags is not None:
            name, values = tags
            known = {"properties": {name: {"enum": list(values)}}}
            made["allOf"] = [*made.get("allOf", []), known]
        return made

    def _absolute(self, reference: str) -> str:
        file, _, fragment = reference.partition("#")
        try:
            key = self._document.files.find(self._key, file) if file else self._key
            return _uri(self._document, key, unquote(fragment))
        except (ReferenceRefused, KeyError):
            return reference

    def _is_hidden(self, schema: JsonValue) -> bool:
        """Return whether only responses have a property of a schema."""
        if not isinstance(schema, dict):
            return False
        if "$ref" in schema and "readOnly" not in schema:
            try:
                target = resolve(Node(self._document, f"{self._key}#", schema)).value
            except ReferenceFault:
                return False
            return isinstance(target, dict) and target.get("readOnly") is True
        return schema.get("readOnly") is True


def _uri(document: Document, key: str, pointer: str) -> str:
    """Return the URI of a place in a file."""
    return f"{document.files.address(key)}#{quote(pointer, safe=_IN_FRAGMENT)}"
