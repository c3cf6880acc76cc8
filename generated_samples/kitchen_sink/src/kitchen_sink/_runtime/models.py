# SPDX-FileCopyrightText: 2026 specloom contributors
# SPDX-License-Identifier: Apache-2.0
# pyright: reportUnknownArgumentType=false, reportUnknownMemberType=false
# pyright: reportUnknownVariableType=false
"""The base class of models, and value types of fields."""

from __future__ import annotations

import base64
from datetime import UTC, datetime, timedelta
from typing import Annotated, Any, ClassVar, TypeAlias

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    GetCoreSchemaHandler,
    PlainSerializer,
)
from pydantic_core import CoreSchema, PydanticCustomError, SchemaValidator, core_schema

from .building import build_ends, forget_schemas, keep_schemas, kept_schema
from .files import AsyncBinaryInput
from .fitting import constants_of
from .strict import read_as, strict
from .written import (
    Decoding,
    WrittenDuration,
    format_date_time,
    format_duration,
    read_date_time,
)


class Model(BaseModel):
    """An object of the API.

    Fields are passed by their Python names. Properties that the API's description lacks are kept and
    sent back (`model_extra`). A field that was never set is left out of requests; one set to None
    sends null. A field that has one possible value has it without being set, and sends it. Properties
    that are read-only, by the API's own names, are left out of requests.
    """

    __read_only__: ClassVar[frozenset[str]] = frozenset()

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
        if settings.get("force"):
            forget_schemas()
        elif not cls.__pydantic_complete__:
            build_ends(cls)
        # On first use, pydantic would let variables of the calling code stand for the classes in annotations.
        by_itself = "_parent_namespace_depth" in settings
        settings["_parent_namespace_depth"] = 0 if by_itself else 3
        built = super().model_rebuild(**settings)
        if built:
            keep_schemas(cls)
        return built

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        kept: CoreSchema | None = kept_schema(cls)
        if kept is not None:
            return kept
        schema: Any = strict(handler(source))
        ours = cls.model_post_init is Model.model_post_init
        if schema["type"] == "model" and ours and not constants_of(cls)[0]:
            schema.pop("post_init", None)  # a fifth of the time that decoding takes
        plain: CoreSchema = schema
        return plain

    def model_post_init(self, context: Any, /) -> None:
        constant, required = constants_of(type(self))
        if not isinstance(context, Decoding):
            self.__pydantic_fields_set__.update(constant)
        elif not required <= self.__pydantic_fields_set__:
            # A default is for requests: a response that lacks what it must have does not fit.
            raise PydanticCustomError("missing", "a required property is missing")


class _DateTime:
    """How a date-time is read and written."""

    def __get_pydantic_core_schema__(
        self, source: Any, handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        given = core_schema.no_info_after_validator_function(
            _with_offset, core_schema.is_instance_schema(datetime)
        )
        text = core_schema.no_info_after_validator_function(
            read_date_time, core_schema.str_schema(strict=True)
        )
        return read_as(read_date_time, core_schema.union_schema([given, text]), _date_time_to_json)


def _with_offset(value: datetime) -> datetime:
    return value if value.tzinfo is not None else value.replace(tzinfo=UTC)


def _date_time_to_json(value: Any) -> Any:
    # What did not fit when it was read is sent as it came.
    return format_date_time(value) if isinstance(value, datetime) else value


DateTime: TypeAlias = Annotated[datetime, _DateTime()]
"""A date-time (RFC 3339). Always aware: one without an offset is read as UTC, and sent back as it came."""


class _Duration:
    """How a duration is read and written."""

    def __get_pydantic_core_schema__(
        self, source: Any, handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        text = core_schema.no_info_after_validator_function(
            _read_duration, core_schema.str_schema(strict=True)
        )
        given = core_schema.is_instance_schema(timedelta)
        return read_as(_read_duration, core_schema.union_schema([given, text]), _duration_to_json)


_DURATION = SchemaValidator(core_schema.timedelta_schema())


def _read_duration(text: str) -> timedelta:
    return WrittenDuration.of(_DURATION.validate_python(text), text)


def _duration_to_json(value: Any) -> Any:
    return format_duration(value) if isinstance(value, timedelta) else value


TimeDelta: TypeAlias = Annotated[timedelta, _Duration()]
"""A duration (ISO 8601). One with months or years counts them as 30 and 365 days, and is sent back as it came."""


class _Binary:
    """How a field that takes files is read and written: it is what was given."""

    def __get_pydantic_core_schema__(
        self, source: Any, handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        written = core_schema.plain_serializer_function_ser_schema(
            _binary_to_json, when_used="json"
        )
        return core_schema.any_schema(serialization=written)


def _binary_to_json(value: Any) -> Any:
    # Its bytes would have to be read first, and its path is no content.
    if value is None or isinstance(value, (str, bytes)):
        return value
    raise TypeError(f"a file cannot be sent as JSON, and this is of type {type(value).__name__}")


BinaryField: TypeAlias = Annotated[AsyncBinaryInput, _Binary()]
"""A file, in any form that arguments take: of objects that are sent in several parts, and in no response."""
TextOrBinaryField: TypeAlias = Annotated[str | AsyncBinaryInput, _Binary()]
"""The same of objects that are also sent as JSON, where it is text."""


def _from_base64(value: Any) -> Any:
    if not isinstance(value, str):
        return value
    data = base64.b64decode(value, validate=True)
    if base64.b64encode(data).decode("ascii") != value:
        raise ValueError("not the base64 of RFC 4648, section 4")
    return data


def _base64(value: Any) -> Any:
    return base64.b64encode(value).decode("ascii") if isinstance(value, bytes) else value


Base64: TypeAlias = Annotated[
    bytes,
    BeforeValidator(_from_base64),
    PlainSerializer(_base64, return_type=Any, when_used="json"),
]
"""Bytes that travel in base64 (RFC 4648, section 4)."""
