"""The base of the generated models, and the value types that their fields use."""

from __future__ import annotations

import base64
from datetime import UTC, datetime
from typing import Annotated, Any, TypeAlias

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, PlainSerializer

from .encoding import format_date_time


class Model(BaseModel):
    """An object of the API.

    Fields are passed by their Python names. Members that the API's description lacks are kept and
    sent back (`model_extra`). A field that was never set is left out of requests; one set to None
    sends null.
    """

    model_config = ConfigDict(
        extra="allow",
        validate_by_name=True,
        validate_by_alias=True,
        defer_build=True,
        protected_namespaces=(),
    )


def _with_offset(value: datetime) -> datetime:
    return value if value.tzinfo is not None else value.replace(tzinfo=UTC)


DateTime: TypeAlias = Annotated[
    datetime,
    AfterValidator(_with_offset),
    PlainSerializer(format_date_time, return_type=str, when_used="json"),
]
"""A date-time (RFC 3339). Always aware: one without an offset is read as UTC."""


def _octets(value: Any) -> Any:
    return base64.b64decode(value, validate=True) if isinstance(value, str) else value


def _base64(value: bytes) -> str:
    return base64.b64encode(value).decode("ascii")


Base64: TypeAlias = Annotated[
    bytes,
    BeforeValidator(_octets),
    PlainSerializer(_base64, return_type=str, when_used="json"),
]
"""Octets that travel in base64 (RFC 4648, section 4)."""
