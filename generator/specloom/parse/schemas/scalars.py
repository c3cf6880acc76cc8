"""Simple values: strings and numbers by their formats, enumerations, limits."""

from __future__ import annotations

from typing import Any

from ...diagnostics import Code, quote
from ...ir.scalars import JSON_TYPES, KINDS, ScalarKind
from ...ir.types import (
    AnyJson,
    EnumDecl,
    EnumMember,
    Json,
    Limits,
    Named,
    Never,
    Nullable,
    Scalar,
    Text,
    TypeRef,
)
from ...openapi.load import Node
from ..context import Parser, TypePlace
from ..type_names import name_hint
from .annotations import schema_doc
from .schema_merge import MergedSchema

NULL = Scalar(kind=ScalarKind.NULL)
_BINARY = ("application/octet-stream", "application/pdf", "audio/", "image/", "video/")


def _place_of_type(schema: Node, name: str) -> str:
    """Return the place of a type in a schema, or in the list of its types; that of the schema if it is elsewhere."""
    stated = schema.get("type")
    if stated is None:
        return schema.at
    named = [item for item in stated.elements() if item.value == name]
    return named[0].at if named else stated.at


def scalar(parser: Parser, name: str, shape: MergedSchema, place: TypePlace) -> TypeRef:
    """Return the type of a schema whose `type` is neither object nor array."""
    kind = JSON_TYPES.get(name)
    if kind is None:
        message = f"the type {quote(name)} is not one of JSON Schema's; any value is accepted"
        parser.warn(Code.UNSUPPORTED_SCHEMA, message, _place_of_type(place.node, name))
        return AnyJson()
    format_name = shape.keywords.get("format")
    media_type = shape.keywords.get("contentMediaType")
    if kind is ScalarKind.STRING:
        encoding = shape.keywords.get("contentEncoding")
        kind = KINDS.get(str(encoding or format_name), kind)
        if encoding is None and format_name is None and _is_binary(media_type):
            kind = ScalarKind.BYTES
    return Scalar(
        kind=kind,
        format=Text(format_name) if isinstance(format_name, str) else None,
        media_type=Text(media_type) if isinstance(media_type, str) else None,
        limits=limits_of(shape),
    )


def _is_binary(media_type: Any) -> bool:
    """Return whether a string of a media type, not encoded, can only be bytes (OpenAPI 3.1, section 4.8.14.3)."""
    return isinstance(media_type, str) and media_type.startswith(_BINARY) and "+" not in media_type


def enumeration(parser: Parser, shape: MergedSchema, place: TypePlace) -> TypeRef:
    """Declare the enumeration of the values that a shape lists; return its type."""
    values = shape.enumerated or []
    concrete = [value for value in values if value is not None]
    if not concrete:
        return NULL if values else Never()
    said = place.node.value if isinstance(place.node.value, dict) else {}
    names, texts = said.get("x-enum-varnames"), said.get("x-enum-descriptions")
    declaration = EnumDecl(
        id=place.id,
        hint=name_hint(parser.document, parser.labels, place.id, place.node),
        base=_base_of(concrete),
        members=tuple(
            EnumMember(value=Json(value), name=_at(names, i), description=_at(texts, i))
            for i, value in enumerate(concrete)
        ),
        doc=schema_doc(place.node),
        at=place.node.at,
    )
    named = Named(id=parser.table.declare(declaration))
    return Nullable(inner=named) if None in values else named


def _at(items: Any, index: int) -> Text | None:
    if isinstance(items, list) and index < len(items) and isinstance(items[index], str):
        return Text(items[index])
    return None


def _base_of(values: list[Any]) -> TypeRef:
    if all(isinstance(value, str) for value in values):
        return Scalar(kind=ScalarKind.STRING)
    if all(isinstance(value, bool) for value in values):
        return Scalar(kind=ScalarKind.BOOLEAN)
    if all(isinstance(value, int) and not isinstance(value, bool) for value in values):
        return Scalar(kind=ScalarKind.INTEGER)
    if all(isinstance(value, (int, float)) and not isinstance(value, bool) for value in values):
        return Scalar(kind=ScalarKind.NUMBER)
    return AnyJson()


_NO_LIMITS = Limits()


def limits_of(shape: MergedSchema) -> Limits:
    """Return the keywords of a shape that limit values without saying what they are."""
    keywords = shape.keywords
    if not keywords:
        return _NO_LIMITS

    def value(name: str) -> Json | None:
        return Json(keywords[name]) if isinstance(keywords.get(name), (int, float)) else None

    def count(name: str) -> int | None:
        number = keywords.get(name)
        return number if isinstance(number, int) and not isinstance(number, bool) else None

    pattern = keywords.get("pattern")
    return Limits(
        minimum=value("minimum"),
        maximum=value("maximum"),
        exclusive_minimum=value("exclusiveMinimum"),
        exclusive_maximum=value("exclusiveMaximum"),
        multiple_of=value("multipleOf"),
        min_length=count("minLength"),
        max_length=count("maxLength"),
        pattern=Text(pattern) if isinstance(pattern, str) else None,
        min_items=count("minItems"),
        max_items=count("maxItems"),
        unique_items=keywords.get("uniqueItems") is True,
        min_properties=count("minProperties"),
        max_properties=count("maxProperties"),
    )
