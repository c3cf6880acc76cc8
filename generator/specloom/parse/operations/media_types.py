"""Media types to contents: how a body is read and written."""

from __future__ import annotations

from collections.abc import Collection
from typing import Literal

from ...diagnostics import Code, quote
from ...ir.api import Codec, Content, PartStyle, Style, without_parameters
from ...ir.scalars import ScalarKind
from ...ir.types import AnyJson, MapOf, Scalar, Text, TypeRef
from ...openapi.load import Node, items_of
from ..context import Parser
from ..documentation import examples_of
from ..schemas.example_values import note_external
from ..schemas.schema_merge import reference_target
from ..schemas.schemas import type_of
from .parts import parts_contents
from .sequences import (
    ITEMS,
    describe_sequence,
    is_sequential,
    warn_of_part,
    warn_of_positions,
)
from .streams import stream_contents

_PLAIN = {Codec.TEXT: "text", Codec.BYTES: "bytes"}
_STRUCTURE = frozenset(("properties", "items", "prefixItems", "oneOf", "anyOf", "allOf"))
_STYLE_MEMBERS = frozenset(("style", "explode", "allowReserved"))


def contents_of(
    parser: Parser, owner: Node, *, streams: Literal["request", "response", "no"] = "no"
) -> tuple[Content, ...]:
    """Return the media types of a parameter, request body or response (OpenAPI 3.1, section 4.8.14).

    `streams` says as what the items of sequences are read or written one by one, if they are.
    """
    content = owner.get("content")
    sequences: dict[str, tuple[Content, ...]] = {}
    if streams != "no":
        is_request = streams == "request"
        for media_type, node in items_of(content):
            parts = parts_contents(parser, media_type, node, is_request=is_request)
            items = parts or stream_contents(parser, media_type, node, is_request=is_request)
            sequences |= {media_type: items} if items else {}
    types = _types_of(parser, content, besides=sequences)
    contents: list[Content] = []
    for media_type, node in items_of(content):
        note_external(parser, node)
        if media_type in sequences:
            contents += sequences[media_type]
            if sequences[media_type][0].codec is not Codec.PARTS:
                warn_of_positions(parser, node)
            continue
        declared = types[media_type]
        codec = _codec(parser, media_type, node, declared)
        plain = codec_of(media_type, declared) in _PLAIN  # of others, it has been said
        untyped = plain and not is_sequential(media_type, node)
        if untyped and _is_structured(parser, node) and not _is_also_json(content, node):
            message = f"{quote(media_type)} is taken as {_PLAIN[codec]}; its schema is not used"
            _note_unused(parser, message, node)
        contents.append(
            Content(
                media_type=Text(media_type),
                codec=codec,
                type=_content_type(codec, declared),
                part_types=_part_types(parser, codec, node),
                part_styles=_part_styles(parser, codec, node),
                examples=examples_of(node),
                at=node.at,
            )
        )
    return tuple(contents)


def _types_of(parser: Parser, content: Node | None, besides: Collection[str]) -> dict[str, TypeRef]:
    """Return the declared type of each media type but some: one for schemas that are spelled alike, JSON's where it is among them.

    Swagger 2.0 has one schema for all that is consumed or produced, and others repeat what is not named.
    """
    items = [item for item in items_of(content) if item[0] not in besides]
    items.sort(key=lambda item: not _is_plain_json(item[0]))
    known: list[tuple[object, TypeRef]] = []
    types: dict[str, TypeRef] = {}
    for media_type, node in items:
        schema = node.get("schema")
        same = (ref for value, ref in known if schema is not None and value == schema.value)
        declared = next(same, None)
        if declared is None:
            declared = AnyJson() if schema is None else type_of(parser, schema)
            if schema is not None:
                known.append((schema.value, declared))
        types[media_type] = declared
    return types


def _codec(parser: Parser, media_type: str, node: Node, declared: TypeRef) -> Codec:
    """Choose how a content is read and written; what that leaves unused of its description is reported."""
    codec = codec_of(media_type, declared)
    schema = node.get("schema")
    if is_sequential(media_type, node):
        plain = codec if codec is Codec.TEXT else Codec.BYTES
        codec = Codec.JSON if _is_plain_json(media_type) else plain
        if _is_structured(parser, node):
            _note_unused(parser, describe_sequence(media_type, node, _PLAIN.get(codec)), node)
    elif codec in (Codec.FORM, Codec.MULTIPART) and not _may_be_object(parser, schema):
        message = (
            f"{quote(media_type)} needs a schema of an object; the bytes are taken as they are"
        )
        parser.warn(Code.UNSUPPORTED_CONTENT, message, node.at)
        codec = Codec.BYTES
    return codec


def _note_unused(parser: Parser, message: str, content: Node) -> None:
    parser.unused.setdefault(message, {})[content.at] = None


def warn_of_unused(parser: Parser) -> None:
    """Report media types whose schemas are not used, each once: a document may have hundreds of places."""
    for message, (first, *others) in parser.unused.items():
        more = f", here and at {len(others)} more {'places' if others[1:] else 'place'}"
        text = message + (more if others else "")
        parser.warn(Code.UNSUPPORTED_CONTENT, text, first, also=others)


def _is_structured(parser: Parser, content: Node) -> bool:
    """Return whether a content is described as more than text or bytes."""
    schema = content.get("schema")
    if any(content.get(key) is not None for key in ITEMS):
        return True
    if schema is None or not isinstance(schema.value, dict):
        return False
    target = reference_target(parser, schema) or schema
    types = _types(target)
    if types is None:
        return isinstance(target.value, dict) and not _STRUCTURE.isdisjoint(target.value)
    return "object" in types or "array" in types


def _is_also_json(content: Node | None, other: Node) -> bool:
    """Return whether the schema of a content is that of JSON beside it, which uses it."""
    schema = other.get("schema")
    return any(
        codec_of(media_type, AnyJson()) is Codec.JSON
        and (same := node.get("schema")) is not None
        and schema is not None
        and same.value == schema.value
        for media_type, node in items_of(content)
    )


def _may_be_object(parser: Parser, schema: Node | None) -> bool:
    """Return whether a schema takes objects, judging by `type` alone."""
    types = None if schema is None else _types(reference_target(parser, schema) or schema)
    return types is None or "object" in types


def _types(schema: Node) -> list[str] | None:
    types = schema.value.get("type") if isinstance(schema.value, dict) else None
    if isinstance(types, str):
        return [types]
    return [str(name) for name in types] if isinstance(types, list) else None


def _content_type(codec: Codec, declared: TypeRef) -> TypeRef:
    """Return the type of a body: what its codec makes of it where the schema leaves that open."""
    match codec:
        case Codec.BYTES:
            return Scalar(kind=ScalarKind.BYTES)
        case Codec.TEXT:
            return Scalar(kind=ScalarKind.STRING)
        case Codec.FORM | Codec.MULTIPART if declared == AnyJson():
            return MapOf(values=AnyJson())
        case _:
            return declared


def _part_types(parser: Parser, codec: Codec, content: Node) -> tuple[tuple[Text, Text], ...]:
    """Return the media types of parts, by property: what `encoding` says, else `contentMediaType`."""
    types: dict[str, str] = {}
    encoding, schema = content.get("encoding"), content.get("schema")
    properties = (
        None if schema is None or codec is not Codec.MULTIPART else _properties(parser, schema)
    )
    for name, node in items_of(properties):
        media_type = node.text("contentMediaType")
        if media_type:
            types[name] = media_type
    for name, node in items_of(encoding):
        media_type = node.text("contentType")
        if media_type:
            types[name] = media_type.partition(",")[0].strip()
        warn_of_part(parser, name, node)
    return tuple((Text(name), Text(media_type)) for name, media_type in types.items())


def _properties(parser: Parser, schema: Node) -> Node | None:
    target = reference_target(parser, schema) or schema
    return target.get("properties")


def _part_styles(parser: Parser, codec: Codec, content: Node) -> tuple[PartStyle, ...]:
    """Return how the properties of a form are laid out; those that say nothing about it are left out.

    In a body of several parts, a media type of the part's own counts more.
    """
    styles = []
    for name, node in items_of(content.get("encoding")):
        value = node.value if isinstance(node.value, dict) else {}
        if codec not in (Codec.FORM, Codec.MULTIPART) or _STYLE_MEMBERS.isdisjoint(value):
            continue
        if codec is Codec.MULTIPART and "contentType" in value:
            continue
        style = style_of(parser, node, Style.FORM)
        explode = value.get("explode")
        styles.append(
            PartStyle(
                name=Text(name),
                style=style,
                explode=explode if isinstance(explode, bool) else style is Style.FORM,
                allow_reserved=value.get("allowReserved") is True,
            )
        )
    return tuple(styles)


def style_of(parser: Parser, node: Node, default: Style) -> Style:
    """Read the style of a parameter, header or part; one that is not known is reported."""
    name = node.text("style")
    if name is None:
        return default
    try:
        return Style(name)
    except ValueError:
        parser.warn(Code.UNSUPPORTED_PARAMETER, f"the style {quote(name)} is not known", node.at)
        return default


def codec_of(media_type: str, declared: TypeRef) -> Codec:
    """Choose how a media type is read and written (RFC 6838; `+json` by RFC 6839, section 3.1).

    Where the document only gives a range of media types, the declared type decides.
    """
    essence = without_parameters(media_type)
    if essence in ("*/*", "application/*"):
        return _codec_of_any(declared)
    if _is_plain_json(essence) or essence.endswith("+json"):
        return Codec.JSON
    if essence == "application/x-www-form-urlencoded":
        return Codec.FORM
    if essence.startswith("multipart/"):
        return Codec.MULTIPART
    if essence.startswith("text/") or essence.endswith(("/xml", "+xml")):
        return Codec.TEXT
    return Codec.BYTES


def _is_plain_json(media_type: str) -> bool:
    essence = without_parameters(media_type)
    return essence in ("application/json", "text/json")


def _codec_of_any(declared: TypeRef) -> Codec:
    match declared:
        case AnyJson() | Scalar(kind=ScalarKind.BYTES):
            return Codec.BYTES
        case Scalar(kind=ScalarKind.STRING):
            return Codec.TEXT
        case _:
            return Codec.JSON
