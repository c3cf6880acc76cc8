# SPDX-FileCopyrightText: 2026 specloom contributors
# SPDX-License-Identifier: Apache-2.0
# pyright: reportUnknownArgumentType=false, reportUnknownMemberType=false
# pyright: reportUnknownVariableType=false
"""Request bodies: choose the media type, and encode."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .encoding import encode_body
from .operation import Operation
from .options import RequestOptions
from .unset import UNSET, Unset


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
    if upload is not None:
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


def has_null(media_type: str) -> bool:
    """Return whether None can be sent in a media type: in JSON. Elsewhere it is left out."""
    return media_type.partition(";")[0].strip().lower().endswith(("/json", "+json"))


def encoded_body(operation: Operation[Any], body: Any, media_type: str) -> tuple[bytes, str]:
    """Encode a body by its media type. Return its bytes and the Content-Type to send.

    Raises `TypeError` for a value that the media type has no form for.
    """
    if isinstance(body, (bytes, bytearray)):
        return bytes(body), media_type
    essence = media_type.partition(";")[0].strip().lower()
    if essence.startswith("multipart/"):
        from .multipart import encode_multipart

        part_types, part_styles = operation.part_types, operation.part_styles
        return encode_multipart(body, media_type, part_types, part_styles, operation.body_type)
    if essence == "application/x-www-form-urlencoded":
        from .forms import encode_form

        return encode_form(body, operation.part_styles, operation.body_type), media_type
    return encode_body(body, media_type, operation.body_type), media_type
