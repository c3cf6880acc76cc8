"""What callers give as the body of a request: in which media types, and whether its members are arguments."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

from .api import Codec, Content, RequestBody
from .types import Access, AnyJson, Field, Never, ObjectDecl, Required, Text, TypeRef

_CODECS = (Codec.JSON, Codec.MULTIPART, Codec.FORM, Codec.TEXT, Codec.BYTES)
_STRUCTURED = (Codec.JSON, Codec.MULTIPART, Codec.FORM)
_SENT = {Codec.JSON: "application/json", Codec.TEXT: "text/plain"}


def bodies_of(body: RequestBody | None) -> tuple[Content, ...]:
    """Give the media types of the body, the most structured first; those that mean the same count once."""
    contents = sorted(
        _sendable(body.contents if body else ()), key=lambda c: _CODECS.index(c.codec)
    )
    distinct: dict[object, Content] = {}
    for content in contents:
        same = content.codec is Codec.JSON
        distinct.setdefault((content.codec, content.type) if same else content.media_type, content)
    return tuple(distinct.values())


def _sendable(contents: Sequence[Content]) -> Iterable[Content]:
    """Give a media type for each range of media types, which cannot be sent; those that are listed count first."""
    found: dict[Text, Content] = {}
    for content in sorted(contents, key=lambda content: "*" in content.media_type.raw):
        media_type = content.media_type
        if "*" in media_type.raw:
            media_type = Text(_SENT.get(content.codec, "application/octet-stream"))
        found.setdefault(media_type, replace(content, media_type=media_type))
    return found.values()


def flat_object(
    body: RequestBody | None,
    bodies: Sequence[Content],
    object_of: Callable[[TypeRef], ObjectDecl | None],
) -> ObjectDecl | None:
    """Give the object whose members can be arguments; None for a body that goes as a whole.

    Args:
        body: The body of an operation.
        bodies: Its media types, as `bodies_of` gives them.
        object_of: Finds the object that a type refers to.
    """
    if body is None or not bodies or any(c.codec not in _STRUCTURED for c in bodies):
        return None
    if any(content.type != bodies[0].type for content in bodies):
        return None
    declaration = object_of(bodies[0].type)
    if declaration is None or not isinstance(declaration.extra, AnyJson | Never):
        return None
    fields = sent_fields(declaration)
    if not fields or (not body.required and any(isinstance(f.presence, Required) for f in fields)):
        return None
    return declaration


def sent_fields(declaration: ObjectDecl) -> tuple[Field, ...]:
    """Give the fields that requests have."""
    return tuple(field for field in declaration.fields if field.access is not Access.READ)
