# SPDX-FileCopyrightText: 2026 specloom contributors
# SPDX-License-Identifier: Apache-2.0
# pyright: reportUnknownArgumentType=false, reportUnknownMemberType=false
# pyright: reportUnknownVariableType=false
"""Request bodies: choose the media type, and encode."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from .content import without_parameters
from .encoding import encode_body
from .operation import Operation
from .options import RequestOptions
from .unset import UNSET, Unset

if TYPE_CHECKING:
    from .sources import Source
    from .uploads import UploadBody

_FORMS = frozenset(("application/x-www-form-urlencoded", "multipart/form-data", "multipart/mixed"))


def media_type_of(
    operation: Operation[Any], body: Any, argument: str | Unset, options: RequestOptions
) -> str:
    """Return the media type of a body.

    It is the one that the options choose, else that of the argument `content_type`, else that of
    files if there are any, else the operation's usual one.

    Raises `TypeError` for text where the usual one takes none, and others do.
    """
    if options.content_type is not None:
        return options.content_type
    if not isinstance(argument, Unset):
        return argument
    upload = operation.upload
    if upload is not None and (isinstance(body, Mapping) or hasattr(body, "model_fields_set")):
        from .multipart import holds_files

        if holds_files(body, upload.members):
            return upload.media_type
    if operation.text_types and isinstance(body, str):
        choices = " or ".join(f'content_type="{name}"' for name in operation.text_types)
        raise TypeError(f"a body of {operation.media_type} is not text here; choose {choices}")
    return operation.media_type


def with_extra(body: Any, extra: Mapping[str, Any]) -> Any:
    """Return a body with more properties, by wire name; they replace those of the same name.

    Raises `TypeError` for a body that is not an object.
    """
    if not extra:
        return body
    if body is UNSET:
        return dict(extra)
    if isinstance(body, Mapping):
        return {**body, **extra}
    if hasattr(body, "model_fields_set"):
        from .multipart import set_values

        return {**set_values(body), **extra}
    raise TypeError(
        f"extra_body adds properties to an object, and the body is of type {type(body).__name__}"
    )


def with_fixed(values: Any, fixed: Mapping[str, Any]) -> Any:
    """Return the arguments of a part of the request with those that an operation always sends.

    A body that is no object, such as bytes of the caller's own, stays as it is.
    """
    is_object = (
        values is UNSET or isinstance(values, Mapping) or hasattr(values, "model_fields_set")
    )
    return with_extra(values, fixed) if is_object else values


def has_null(media_type: str) -> bool:
    """Return whether None can be sent in a media type: in JSON. Elsewhere it is left out."""
    return without_parameters(media_type).endswith(("/json", "+json"))


def encoded_body(
    operation: Operation[Any], body: Any, media_type: str
) -> tuple[bytes | UploadBody, str]:
    """Encode a body by its media type. Return its bytes, or what they are read from, and the Content-Type to send.

    Raises `TypeError` for a value that the media type has no form for.
    """
    if isinstance(body, (bytes, bytearray, memoryview)):
        return encode_body(bytes(body), media_type, operation.body_type), media_type
    essence = without_parameters(media_type)
    if essence.startswith("multipart/"):
        from .multipart import encode_multipart

        part_types, part_styles = operation.part_types, operation.part_styles
        return encode_multipart(body, media_type, part_types, part_styles, operation.body_type)
    if essence == "application/x-www-form-urlencoded":
        from .forms import encode_form

        return encode_form(body, operation.part_styles, operation.body_type), media_type
    if _may_be_sequence(essence):
        from .item_bodies import ItemWriter, encoded_items, is_items, is_sequence

        if is_sequence(essence) and not isinstance(body, str):
            if not is_items(body):
                raise TypeError(
                    f"a body of {essence} takes an iterable of items, not {type(body).__name__}"
                )
            content = encoded_items(body, ItemWriter(essence, operation.body_type))
            return _as_upload(content), media_type
    return encode_body(body, media_type, operation.body_type), media_type


def _may_be_sequence(essence: str) -> bool:
    """Return whether it is worth looking if a media type is one of many JSON texts: most are JSON."""
    return essence != "application/json" and "json" in essence


def _as_upload(content: bytes | Source) -> bytes | UploadBody:
    if isinstance(content, bytes):
        return content
    from .uploads import UploadBody

    return UploadBody([content])


@dataclass(frozen=True, slots=True)
class KeptBody:
    """A body that every attempt of a call can send.

    `sources` are the parts of it that are read while it is sent; the body is the first of them if it is one
    file. `content_type` is what a file says that it is, `boundary` what is between the parts of a body that is
    read while it is sent.
    """

    body: Any
    sources: Sequence[Source] = ()
    content_type: str | None = None
    boundary: str = ""

    @property
    def is_source(self) -> bool:
        """Whether the whole body is read while it is sent."""
        return bool(self.sources) and self.body is self.sources[0]


def kept_body(
    operation: Operation[Any], body: Any, argument: str | Unset, options: RequestOptions
) -> KeptBody:
    """Return a body with lists in place of iterators, which only one attempt could read, and sources in place of files.

    Raises `OSError` for a file that is not there, `TypeError` for what gives no bytes.
    """
    usual = operation.media_type if isinstance(argument, Unset) else argument
    media_type = without_parameters(options.content_type or usual)
    if isinstance(body, Mapping):
        if media_type.startswith("multipart/") or operation.upload is not None:
            from .sources import parts_with_sources

            return KeptBody(*parts_with_sources(body, operation.file_parts))
        return KeptBody(with_lists(body))
    if hasattr(body, "model_fields_set"):
        is_chosen = options.content_type is not None or not isinstance(argument, Unset)
        in_parts = operation.upload is not None and not is_chosen
        return _kept_model(operation, body, media_type, in_parts=in_parts)
    if body is None or isinstance(body, (str, Unset)):
        return KeptBody(body)
    if media_type.startswith("multipart/") and operation.parts is not None:
        from .item_bodies import is_items

        if is_items(body):
            source, boundary = operation.parts.source(body, operation.body_type)
            return KeptBody(source, [source], boundary=boundary)
    is_structured = has_null(media_type) or media_type in _FORMS
    if _may_be_sequence(media_type):
        from . import item_bodies

        if item_bodies.is_sequence(media_type):
            if item_bodies.is_items(body) and item_bodies.is_read_once(body):
                write = item_bodies.ItemWriter(media_type, operation.body_type)
                source = item_bodies.items_source(body, write)
                return KeptBody(source, [source])
            is_structured = True
    if isinstance(body, (bytes, bytearray)) or (is_structured and isinstance(body, (list, tuple))):
        return KeptBody(body)
    from .sources import kept_file

    return KeptBody(*kept_file(body, only_files=is_structured))


def _kept_model(
    operation: Operation[Any], body: Any, media_type: str, *, in_parts: bool
) -> KeptBody:
    """Return a model as it is, or its properties where some of them are files that are sent in several parts.

    `in_parts` says that a file chooses several parts.
    """
    if media_type.startswith("multipart/") or in_parts:
        from .multipart import set_values
        from .sources import parts_with_sources

        parts, sources = parts_with_sources(set_values(body), operation.file_parts)
        if sources:
            return KeptBody(parts, sources)
    return KeptBody(body)


def with_lists(values: Any) -> Any:
    """Return the arguments of a part of the request with lists in place of iterators."""
    if not isinstance(values, dict) or not any(hasattr(v, "__next__") for v in values.values()):
        return values
    return {name: list(v) if isinstance(v, Iterator) else v for name, v in values.items()}
