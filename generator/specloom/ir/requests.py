"""Request bodies: media types, and bodies whose properties are arguments."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from ..records import dataclass, replace
from .api import Codec, Content, Operation, RequestBody, without_parameters
from .resolve import Types, object_of, resolve_nullable
from .scalars import ScalarKind
from .types import (
    Access,
    AnyJson,
    ArrayOf,
    Field,
    MapOf,
    Never,
    ObjectDecl,
    Scalar,
    Text,
    TypeRef,
)

_CODECS = (
    Codec.JSON,
    Codec.MULTIPART,
    Codec.FORM,
    Codec.JSON_LINES,
    Codec.JSON_SEQUENCE,
    Codec.PARTS,
    Codec.TEXT,
    Codec.BYTES,
)
_STRUCTURED = (Codec.JSON, Codec.MULTIPART, Codec.FORM)
MOST_ARGUMENTS = 255
"""An object with more properties is one argument: nobody reads such a signature."""
_SENT = {Codec.JSON: "application/json", Codec.TEXT: "text/plain"}
_PLAIN_JSON = ("application/json", "text/json")
_WITHOUT_BODY = frozenset(("GET", "HEAD", "DELETE", "OPTIONS", "TRACE"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Bodies:
    """The media types of a body. Those of `usual` take the same arguments, the first if nothing is chosen.

    Those of `others` are chosen, and are given as a whole.
    """

    usual: tuple[Content, ...] = ()
    others: tuple[Content, ...] = ()

    @property
    def all(self) -> tuple[Content, ...]:
        """All media types, the usual ones first."""
        return self.usual + self.others


def takes_files(operation: Operation) -> bool:
    """Return whether a body of an operation may be a file, or have files among its parts."""
    return any(
        content.codec in (Codec.BYTES, Codec.MULTIPART, Codec.PARTS)
        or (content.codec.is_sequence and content.type == ArrayOf(items=AnyJson()))
        for content in _contents(operation)
    )


def is_read_while_sent(operation: Operation) -> bool:
    """Return whether a body of an operation may be files or items, which the asynchronous client waits for."""
    return takes_files(operation) or any(c.codec.is_sequence for c in _contents(operation))


def _contents(operation: Operation) -> tuple[Content, ...]:
    return operation.body.contents if operation.body else ()


def bodies_of(body: RequestBody | None) -> Bodies:
    """Return the media types of the body: JSON wherever it is offered, else the most structured one first."""
    contents = sorted(
        _sendable(body.contents if body else ()),
        key=lambda c: (_CODECS.index(c.codec), _essence(c) not in _PLAIN_JSON),
    )
    contents = _distinct(contents)
    if not contents:
        return Bodies()
    first = contents[0]
    usual = tuple(c for c in contents if _is_alike(first, c))
    return Bodies(usual=usual, others=tuple(c for c in contents if c not in usual))


def _essence(content: Content) -> str:
    """Return a media type without its parameters."""
    return without_parameters(content.media_type.raw)


def _is_alike(first: Content, other: Content) -> bool:
    """Return whether a media type takes what the first one takes; several types of JSON are a choice of them."""
    if first.codec is Codec.JSON and other.codec is Codec.JSON:
        return True
    structured = first.codec in _STRUCTURED
    return first.type == other.type and (
        other.codec in _STRUCTURED if structured else other.codec is first.codec
    )


def _distinct(contents: Sequence[Content]) -> list[Content]:
    """Return the contents without those that mean the same: other media types of JSON beside plain JSON of that type."""
    plain = {
        c.type: c
        for c in reversed(contents)
        if c.codec is Codec.JSON and _essence(c) in _PLAIN_JSON
    }
    return [c for c in contents if c.codec is not Codec.JSON or plain.get(c.type, c) is c]


def _sendable(contents: Sequence[Content]) -> Iterable[Content]:
    """Return a media type for each range of media types, which cannot be sent; those that are listed count first."""
    distinct: dict[Text, Content] = {}
    for content in sorted(contents, key=lambda content: "*" in content.media_type.raw):
        media_type = content.media_type
        if "*" in media_type.raw:
            media_type = Text(_SENT.get(content.codec, "application/octet-stream"))
        distinct.setdefault(media_type, replace(content, media_type=media_type))
    return distinct.values()


def flat_object(types: Types, body: RequestBody | None, bodies: Bodies) -> ObjectDecl | None:
    """Return the object whose properties can be arguments; None for a body that goes as a whole.

    Args:
        types: The declarations of the API.
        body: The body of an operation.
        bodies: Its media types, as `bodies_of` gives them.
    """
    usual = bodies.usual
    if body is None or not usual or any(c.codec not in _STRUCTURED for c in usual):
        return None
    if any(content.type != usual[0].type for content in usual):
        return None
    _, plain = resolve_nullable(types, usual[0].type)
    declaration = object_of(types, plain)
    if declaration is None or not isinstance(declaration.extra, AnyJson | Never):
        return None
    return declaration if 0 < len(sent_fields(declaration)) <= MOST_ARGUMENTS else None


def has_empty_body(types: Types, operation: Operation) -> bool:
    """Return whether a GET, or another request that has no body by itself, declares an optional one without any property.

    Frameworks and converters write such bodies for every operation. RFC 9110, section 9.3.1: a body of GET has no
    defined meaning.
    """
    body = operation.body
    return (
        body is not None
        and not body.required
        and operation.method in _WITHOUT_BODY
        and all(
            content.codec in _STRUCTURED
            and _has_no_property(types, content.type, any_value=operation.method != "DELETE")
            for content in body.contents
        )
    )


def _has_no_property(types: Types, ref: TypeRef, *, any_value: bool) -> bool:
    _, plain = resolve_nullable(types, ref)
    match plain:
        case MapOf(values=AnyJson() | Never()) | Scalar(kind=ScalarKind.NULL):
            return True
        case AnyJson():
            return any_value
        case _:
            declaration = object_of(types, plain)
            return (
                declaration is not None
                and not declaration.fields
                and isinstance(declaration.extra, AnyJson | Never)
            )


def sent_fields(declaration: ObjectDecl) -> tuple[Field, ...]:
    """Return the fields that requests have."""
    return tuple(field for field in declaration.fields if field.access is not Access.READ)
