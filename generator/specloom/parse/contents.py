"""Media types to contents: how a body is read and written."""

from __future__ import annotations

from ..ir.api import Codec, Content
from ..ir.types import AnyJson, MapOf, Scalar, ScalarKind, Text, TypeRef
from ..source.document import Node
from .schemas import type_of
from .table import Parser
from .text import examples_of


def contents_of(parser: Parser, owner: Node) -> tuple[Content, ...]:
    """Give the media types of a parameter, request body or response (OpenAPI 3.1, section 4.8.14)."""
    content = owner.get("content")
    contents = []
    for media_type, node in content.items() if content is not None else ():
        schema = node.get("schema")
        codec = codec_of(media_type)
        contents.append(
            Content(
                media_type=Text(media_type),
                codec=codec,
                type=_content_type(codec, AnyJson() if schema is None else type_of(parser, schema)),
                part_types=_part_types(node),
                examples=examples_of(node),
                at=node.at,
            )
        )
    return tuple(contents)


def _content_type(codec: Codec, declared: TypeRef) -> TypeRef:
    """Give the type of a body: what its codec makes of it where the schema leaves that open."""
    match codec:
        case Codec.BYTES:
            return Scalar(kind=ScalarKind.BYTES)
        case Codec.TEXT:
            return Scalar(kind=ScalarKind.STRING)
        case Codec.FORM | Codec.MULTIPART if declared == AnyJson():
            return MapOf(values=AnyJson())
        case _:
            return declared


def _part_types(content: Node) -> tuple[tuple[Text, Text], ...]:
    encoding = content.get("encoding")
    return tuple(
        (Text(name), Text(media_type.partition(",")[0].strip()))
        for name, node in (encoding.items() if encoding is not None else ())
        if (media_type := node.text("contentType"))
    )


def codec_of(media_type: str) -> Codec:
    """Choose how a media type is read and written (RFC 6838; `+json` by RFC 6839, section 3.1)."""
    essence = media_type.partition(";")[0].strip().lower()
    if essence in ("application/json", "text/json") or essence.endswith("+json"):
        return Codec.JSON
    if essence == "application/x-www-form-urlencoded":
        return Codec.FORM
    if essence.startswith("multipart/"):
        return Codec.MULTIPART
    if essence.startswith("text/") or essence.endswith(("/xml", "+xml")):
        return Codec.TEXT
    return Codec.BYTES
