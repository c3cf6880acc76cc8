"""The values that requests have: those of parameters, and bodies, bytes to values by media type."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from email.message import Message
from typing import Any
from urllib.parse import unquote_plus

from ..ir.api import (
    Codec,
    Content,
    Operation,
    Parameter,
    ParameterLocation,
    PartStyle,
    without_parameters,
)
from ..ir.types import AnyJson, Optional, Text
from ..python.code.symbols import object_of
from ..records import dataclass
from .messages import HttpRequest, Refused, Violation, pairs_of
from .text_values import Texts, json_or_text

_JUDGED = (Codec.JSON, Codec.FORM, Codec.MULTIPART)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadBody:
    """A body, and the content that it is declared as. A schema holds for the value where it `is_judged`."""

    content: Content
    value: Any

    @property
    def is_judged(self) -> bool:
        """Whether the schema is of the value itself: of an XML text, or of a sequence, it is not."""
        return self.content.codec in _JUDGED


def value_key(location: ParameterLocation, name: str) -> tuple[ParameterLocation, str]:
    """Return the key of the value of a parameter."""
    return location, name.lower() if location is ParameterLocation.HEADER else name


@dataclass(frozen=True, slots=True, kw_only=True)
class GivenValues:
    """What a request has: the values of parameters, by location and name (of header fields, in lower case), and the body."""

    parameters: Mapping[tuple[ParameterLocation, str], Any]
    body: ReadBody | None

    def parameter(self, location: ParameterLocation, name: Text) -> Any:
        """Return the value of a parameter, None where it is not there."""
        return self.parameters.get(value_key(location, name.raw))


def read_body(texts: Texts, operation: Operation, request: HttpRequest) -> ReadBody | None:
    """Return the body of a request, None where it has none, or the document describes none.

    Raises `Refused` for a media type that the document does not have, a body that is missing, and one that cannot be read.
    """
    body = operation.body
    if body is None:
        return None
    kind = request.header("content-type")
    if not request.content and (kind is None or not body.required):
        if body.required and not _may_be_empty(body.contents):
            raise _wrong("a body is required", Violation(location="body", message="it is missing"))
        return None
    content = _declared(body.contents, kind)
    if content is None and any(_is_media_type(parameter) for parameter in operation.parameters):
        content = body.contents[0]  # What it is, is up to the caller.
    if content is None:
        declared = ", ".join(dict.fromkeys(each.media_type.raw for each in body.contents))
        raise Refused(
            415,
            f"the document has no body of {kind} here; it has {declared}",
            headers={"accept": declared},
        )
    return ReadBody(content=content, value=_read(texts, content, request))


def _is_media_type(parameter: Parameter) -> bool:
    return (
        parameter.location is ParameterLocation.HEADER
        and parameter.wire_name.raw.lower() == "content-type"
    )


def _wrong(detail: str, violation: Violation) -> Refused:
    return Refused(422, detail, violations=[violation])


def _may_be_empty(contents: Sequence[Content]) -> bool:
    """Return whether no bytes at all are a body: text, a file, or a sequence of no items."""
    return any(
        content.codec in (Codec.TEXT, Codec.BYTES) or content.codec.is_sequence
        for content in contents
    )


def _declared(contents: Sequence[Content], kind: str | None) -> Content | None:
    """Return the body of a media type; the one that is named with its parameters, else without, else by a range."""
    if kind is None:
        return contents[0]
    full, essence = kind.replace(" ", "").lower(), without_parameters(kind)
    for content in contents:
        if content.media_type.raw.replace(" ", "").lower() == full:
            return content
    for content in contents:
        if without_parameters(content.media_type.raw) == essence:
            return content
    for content in contents:
        if covers(without_parameters(content.media_type.raw), essence):
            return content
    return None


def covers(wanted: str, essence: str) -> bool:
    """Return whether a media type is in a range such as `text/*`."""
    pattern = re.escape(wanted).replace(r"\*", "[^/]*")
    return wanted == "*/*" or re.fullmatch(pattern, essence) is not None


def _read(texts: Texts, content: Content, request: HttpRequest) -> Any:
    match content.codec:
        case Codec.JSON:
            return _json(request.content)
        case Codec.FORM:
            pairs = pairs_of(request.content.decode("utf-8", "replace"))
            return texts.typed(content.type, _form(texts, content, pairs))
        case Codec.MULTIPART:
            parts = _multipart(request)
            return texts.typed(content.type, _fields(texts, content, parts))
        case Codec.JSON_LINES | Codec.JSON_SEQUENCE:
            lines = re.split(b"[\n\x1e]", request.content)
            return [_json(line) for line in lines if line.strip()]
        case _:
            return request.content.decode("utf-8", "replace")


def _json(content: bytes) -> Any:
    value = json_or_text(content.decode("utf-8", "replace"))
    if isinstance(value, str) and not content.lstrip().startswith(b'"'):
        raise _wrong(
            "the body is not JSON",
            Violation(location="body", message="it cannot be read as JSON (RFC 8259)"),
        )
    return value


def _form(texts: Texts, content: Content, pairs: Sequence[tuple[str, str]]) -> dict[str, Any]:
    """Return the texts of a form by property."""
    found: dict[str, Any] = {}
    styled = [_as_parameter(texts, content, part) for part in content.part_styles]
    names = [parameter.wire_name.raw for parameter in styled]
    for parameter in styled:
        tree = texts.parameter(parameter, pairs, names)
        if tree is not None:
            found[parameter.wire_name.raw] = tree
    for key, value in pairs:
        if key not in names and key.partition("[")[0] not in names:
            found.setdefault(key, []).append(unquote_plus(value))
    return found


def _as_parameter(texts: Texts, content: Content, part: PartStyle) -> Parameter:
    """Return a property of a form as a parameter of the query, which it is laid out like."""
    declaration = object_of(texts.symbols, content.type)
    types = {field.wire_name: field.type for field in declaration.fields} if declaration else {}
    return Parameter(
        wire_name=part.name,
        location=ParameterLocation.QUERY,
        type=types.get(part.name, AnyJson()),
        presence=Optional(),
        style=part.style,
        explode=part.explode,
        at=content.at,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class BodyPart:
    """A part of a multipart body."""

    name: str
    media_type: str
    content: bytes

    @property
    def tree(self) -> Any:
        """The value of a part that is JSON, the text of any other; bytes that are not UTF-8 are one character each."""
        try:
            text = self.content.decode()
        except UnicodeDecodeError:
            return self.content.decode("latin-1")
        return json_or_text(text) if "json" in self.media_type else text


def _fields(texts: Texts, content: Content, parts: Sequence[BodyPart]) -> dict[str, Any]:
    """Return the texts of a multipart body by property."""
    styles = {style.name.raw for style in content.part_styles}
    # Parts of a style are named and divided like those of a form, but not percent-encoded.
    plain = [(part.name, part.content.decode("utf-8", "replace")) for part in parts]
    quoted = [(name, text.replace("%", "%25").replace("+", "%2B")) for name, text in plain]
    found = _form(texts, content, [pair for pair in quoted if pair[0].partition("[")[0] in styles])
    for part in parts:
        if part.name.partition("[")[0] not in styles:
            found.setdefault(part.name, []).append(part.tree)
    return found


def _multipart(request: HttpRequest) -> list[BodyPart]:
    """Read the parts of a multipart body (RFC 7578, RFC 2046). Raises `Refused` if it is none."""
    boundary = _header_parameter(request.header("content-type") or "", "boundary")
    if not boundary:
        raise _wrong(
            "the body is not multipart",
            Violation(location="body", message="its media type names no boundary"),
        )
    delimiter = b"\r\n--" + boundary.encode("latin-1", "replace")
    sections = (b"\r\n" + request.content).split(delimiter)
    if len(sections) < 2 or not sections[-1].startswith(b"--"):
        raise _wrong(
            "the body is not multipart",
            Violation(location="body", message="its last boundary is missing"),
        )
    return list(_parts(sections[1:-1]))


def _parts(sections: Sequence[bytes]) -> Iterator[BodyPart]:
    for section in sections:
        head, _, content = section.lstrip(b" \t").removeprefix(b"\r\n").partition(b"\r\n\r\n")
        fields = {}
        for line in head.decode("utf-8", "replace").split("\r\n"):
            key, _, value = line.partition(":")
            fields[key.strip().lower()] = value.strip()
        name = _header_parameter(fields.get("content-disposition", ""), "name")
        yield BodyPart(name=name, media_type=fields.get("content-type", ""), content=content)


def _header_parameter(value: str, name: str) -> str:
    """Return a parameter of a header field; "" where it has none."""
    message = Message()
    message["content-disposition"] = " ".join(value.splitlines())
    found = message.get_param(name, "", "content-disposition")
    return found if isinstance(found, str) else found[2]
