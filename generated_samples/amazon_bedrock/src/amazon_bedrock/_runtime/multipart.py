# SPDX-FileCopyrightText: 2026 specloom contributors
# SPDX-License-Identifier: Apache-2.0
# pyright: reportUnknownArgumentType=false, reportUnknownMemberType=false
# pyright: reportUnknownVariableType=false
"""Bodies of several parts (RFC 7578; OpenAPI 3.1, section 4.8.14.4)."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote

from .encoding import compact, is_array, to_json
from .files import File
from .header_values import check_header_value
from .parameters import Style, encode_query
from .places import BodyPlace
from .sources import Source, is_source, source_of
from .unset import UNSET
from .uploads import UploadBody

_BINARY = "application/octet-stream"
_BYTES = (bytes, bytearray, memoryview)
_FILES = (File, Source, *_BYTES)
_LARGEST_IN_ONE = 1024 * 1024


@dataclass(frozen=True, slots=True)
class FormPart:
    """The content of a part; what has no file name is no file."""

    content: bytes | Source
    filename: str = ""
    content_type: str = ""


def encode_multipart(
    body: Any,
    media_type: str,
    part_types: Mapping[str, str],
    part_styles: Mapping[str, Style] | None = None,
    type_factory: Callable[[], Any] | None = None,
) -> tuple[bytes | UploadBody, str]:
    """Encode the properties of an object as parts; return the body and its Content-Type with the boundary.

    Arrays become repeated parts, files and bytes parts with a file name, objects JSON, anything
    else text. A body with files, or a large one, is read while it is sent. `part_types` holds the media types that the API asks for by name, and
    `part_styles` how it wants arrays and objects laid out as text. `type_factory` returns the type
    of the body, where some of its strings are base64 or decimal numbers.
    """
    boundary = secrets.token_hex(16)
    pieces: list[bytes | Source] = []
    for name, file in _parts(body, part_types, part_styles or {}, BodyPlace(type_factory)):
        disposition = f'form-data; name="{quoted(name)}"'
        if file.filename:
            if "\r" in file.filename or "\n" in file.filename:
                raise ValueError(f"the file name of the part {name!r} must not contain a line end")
            disposition += f'; filename="{quoted(file.filename)}"'
        head = f"--{boundary}\r\nContent-Disposition: {disposition}\r\n"
        if file.content_type:
            media = check_header_value(file.content_type, f"the content type of the part {name!r}")
            head += f"Content-Type: {media}\r\n"
        pieces += [head.encode(), b"\r\n", file.content, b"\r\n"]
    pieces.append(f"--{boundary}--\r\n".encode())
    return _joined(pieces), f"{media_type}; boundary={boundary}"


def _joined(pieces: list[bytes | Source]) -> bytes | UploadBody:
    """Return a body in one piece if it is small; else one that is not held in memory a second time."""
    texts = [each for each in pieces if isinstance(each, bytes)]
    if len(texts) == len(pieces) and sum(map(len, texts)) <= _LARGEST_IN_ONE:
        return b"".join(texts)
    return UploadBody(pieces)


def holds_files(body: Any, names: AbstractSet[str]) -> bool:
    """Return whether a body has files among its properties: files of any kind, or bytes where `names` expects a file."""
    if not isinstance(body, Mapping):
        body = set_values(body)
    return any(
        isinstance(item, File) or is_source(item) or (name in names and isinstance(item, _BYTES))
        for name, value in body.items()
        for item in (value if is_array(value) else [value])
    )


def set_values(model: Any) -> dict[str, Any]:
    """Return what is set of a model and can be sent, by wire name; nothing of what is not a model."""
    fields = getattr(type(model), "model_fields", {})
    values = {
        (info.alias or name): getattr(model, name)
        for name, info in fields.items()
        if name in model.model_fields_set
    } | (getattr(model, "model_extra", None) or {})
    for name in getattr(model, "__read_only__", ()):
        values.pop(name, None)
    return values


def _parts(
    body: Any,
    part_types: Mapping[str, str],
    part_styles: Mapping[str, Style],
    place: BodyPlace,
) -> Iterator[tuple[str, FormPart]]:
    if not isinstance(body, Mapping):
        if not hasattr(body, "model_fields_set"):
            kind = type(body).__name__
            raise TypeError(f"a body of several parts takes a model or a mapping, not {kind}")
        body = set_values(body)
    for name, value in body.items():
        if not _undefined(value):
            items = [item for item in value if not _undefined(item)] if is_array(value) else [value]
            if name in part_styles and not any(isinstance(item, _FILES) for item in items):
                pairs = encode_query({name: value}, part_styles)
                yield from ((unquote(key), FormPart(unquote(text).encode())) for key, text in pairs)
                continue
            for item in items:
                yield name, part_of(item, part_types.get(name, ""), place.member(name))


def _undefined(value: Any) -> bool:
    return value is UNSET or value is None


def part_of(value: Any, media_type: str, place: BodyPlace) -> FormPart:
    """Return a value as a part: files and bytes as they are, text, anything else as JSON."""
    if isinstance(value, File) or is_source(value):
        value = source_of(value)
    if isinstance(value, Source):
        return FormPart(value, value.name or "file", value.content_type or media_type or _BINARY)
    if isinstance(value, File):
        content = bytes(value.source)  # type: ignore[arg-type]
        return FormPart(content, value.name or "file", value.content_type or media_type or _BINARY)
    if isinstance(value, _BYTES):
        return FormPart(bytes(value), "file", media_type or _BINARY)
    data = to_json(value, place)
    if isinstance(data, str) and "json" not in media_type:
        return FormPart(data.encode(), "", media_type)
    text = compact(data)
    if isinstance(data, (dict, list)) and not media_type:
        media_type = "application/json"
    return FormPart(text.encode(), "", media_type)


def quoted(text: str) -> str:
    """Escape a name for a header field as browsers do (WHATWG HTML, "multipart form data")."""
    return text.replace("\r", "%0D").replace("\n", "%0A").replace('"', "%22")
