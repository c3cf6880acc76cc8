# SPDX-FileCopyrightText: 2026 specloom contributors
# SPDX-License-Identifier: Apache-2.0
"""The base of the generated models, and the value types that their fields use."""

from __future__ import annotations

import base64
from datetime import UTC, datetime, timedelta
from typing import Annotated, Any, TypeAlias

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    PlainSerializer,
    ValidatorFunctionWrapHandler,
    WrapValidator,
)

from .building import build_ends
from .encoding import WrittenDuration, format_date_time, format_duration


class Model(BaseModel):
    """An object of the API.

    Fields are passed by their Python names. Members that the API's description lacks are kept and
    sent back (`model_extra`). A field that was never set is left out of requests; one set to None
    sends null.
    """

    model_config = ConfigDict(
        extra="allow",
        ser_json_inf_nan="constants",
        validate_by_name=True,
        validate_by_alias=True,
        defer_build=True,
        protected_namespaces=(),
    )

    @classmethod
    def model_rebuild(cls, **settings: Any) -> bool | None:
        """Build the model, which happens by itself on first use, from the ends of what it refers to."""
        if not cls.__pydantic_complete__:
            build_ends(cls)
        depth = settings.pop("_parent_namespace_depth", 2)
        return super().model_rebuild(_parent_namespace_depth=depth + 1, **settings)

    def model_post_init(self, context: Any, /) -> None:
        # pydantic counts unknown members as set fields; one that is called like a field in Python
        # must not make that field look set.
        for name in self.__pydantic_extra__ or ():
            if self.__dict__.get(name) is None:
                self.__pydantic_fields_set__.discard(name)


def _with_offset(value: datetime) -> datetime:
    return value if value.tzinfo is not None else value.replace(tzinfo=UTC)


def _date_time_to_json(value: Any) -> Any:
    # What did not fit when it was read is sent as it came.
    return format_date_time(value) if isinstance(value, datetime) else value


DateTime: TypeAlias = Annotated[
    datetime,
    AfterValidator(_with_offset),
    PlainSerializer(_date_time_to_json, return_type=Any, when_used="json"),
]
"""A date-time (RFC 3339). Always aware: one without an offset is read as UTC."""


def _as_written(value: Any, parse: ValidatorFunctionWrapHandler) -> timedelta:
    parsed: timedelta = parse(value)
    return WrittenDuration.of(parsed, value) if isinstance(value, str) else parsed


def _duration_to_json(value: Any) -> Any:
    return format_duration(value) if isinstance(value, timedelta) else value


TimeDelta: TypeAlias = Annotated[
    timedelta,
    WrapValidator(_as_written),
    PlainSerializer(_duration_to_json, return_type=Any, when_used="json"),
]
"""A duration (ISO 8601). One with months or years counts them as 30 and 365 days, and is sent back as it came."""


def _octets(value: Any) -> Any:
    return base64.b64decode(value, validate=True) if isinstance(value, str) else value


def _base64(value: Any) -> Any:
    return base64.b64encode(value).decode("ascii") if isinstance(value, bytes) else value


Base64: TypeAlias = Annotated[
    bytes,
    BeforeValidator(_octets),
    PlainSerializer(_base64, return_type=Any, when_used="json"),
]
"""Octets that travel in base64 (RFC 4648, section 4)."""
