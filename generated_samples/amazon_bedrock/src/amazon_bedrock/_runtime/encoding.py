# SPDX-FileCopyrightText: 2026 specloom contributors
# SPDX-License-Identifier: Apache-2.0
"""Python values to JSON values and request bodies."""

from __future__ import annotations

import base64
import json
from collections.abc import Collection, Mapping
from datetime import date, datetime, time, timedelta, timezone
from decimal import Decimal
from enum import Enum
from typing import Any
from uuid import UUID

from .unset import UNSET


def to_json(value: Any) -> Any:
    """Turn a value into what `json.dumps` takes: models by their wire names, dates by RFC 3339, bytes by base64."""
    if value is None or isinstance(value, (str, bool, int, float)):
        return value.value if isinstance(value, Enum) else value
    if hasattr(value, "model_dump"):
        return value.model_dump(mode="json", by_alias=True, exclude_unset=True, warnings=False)
    if isinstance(value, Mapping):
        return {key: to_json(item) for key, item in value.items() if item is not UNSET}
    if is_array(value):
        return [to_json(item) for item in value]
    return _scalar_to_json(value)


def is_array(value: Any) -> bool:
    """Return whether a value is sent as an array: lists, tuples, sets, ranges, deques, any other collection.

    Iterators are none: a request that is repeated would find them empty.
    """
    if isinstance(value, (list, tuple)):
        return True
    return isinstance(value, Collection) and not isinstance(value, _NO_ARRAYS)


_NO_ARRAYS = (str, bytes, bytearray, memoryview, Mapping)


def encode_json(value: Any) -> bytes:
    """Encode a value as a JSON document (RFC 8259) in UTF-8."""
    data = to_json(value)
    try:
        return compact(data).encode()
    except UnicodeEncodeError:  # a lone surrogate, which JSON can spell (section 8.2)
        return json.dumps(data, separators=(",", ":"), allow_nan=False).encode()


def encode_body(value: Any, media_type: str) -> bytes:
    """Encode a request body by its media type: JSON, text, or octets as they are."""
    if isinstance(value, (bytes, bytearray)):
        return bytes(value)
    essence = media_type.partition(";")[0].strip().lower()
    if essence.endswith(("/json", "+json")) or not isinstance(value, str):
        return encode_json(value)
    return value.encode()


def compact(value: Any) -> str:
    """Give the JSON text of a JSON value, without spaces."""
    return json.dumps(value, separators=(",", ":"), ensure_ascii=False, allow_nan=False)


def _scalar_to_json(value: Any) -> Any:
    if isinstance(value, datetime):
        return format_date_time(value)
    if isinstance(value, (date, time)):
        return value.isoformat().replace("+00:00", "Z")
    if isinstance(value, timedelta):
        return format_duration(value)
    if isinstance(value, Enum) and value is not UNSET:
        return to_json(value.value)
    if isinstance(value, (UUID, Decimal)):
        return str(value)
    if isinstance(value, (bytes, bytearray)):
        return base64.b64encode(value).decode("ascii")
    raise TypeError(f"cannot send a value of type {type(value).__name__}")


def format_date_time(value: datetime) -> str:
    """Format a date-time by RFC 3339; one without an offset is taken as UTC."""
    if value.tzinfo is None:
        value = value.replace(tzinfo=timezone.utc)  # noqa: UP017
    return value.isoformat().replace("+00:00", "Z")


class WrittenDuration(timedelta):
    """A duration that knows how it was written: ISO 8601 has months and years, which are no fixed time."""

    written: str

    @classmethod
    def of(cls, value: timedelta, written: str) -> WrittenDuration:
        """Give a duration that is as long as `value`, and is sent as it was written."""
        made = cls(value.days, value.seconds, value.microseconds)
        made.written = written
        return made

    def __reduce__(self) -> tuple[Any, ...]:
        return WrittenDuration.of, (self + timedelta(), self.written)


def format_duration(value: timedelta) -> str:
    """Format a duration by ISO 8601, in days and seconds; one that an answer held, as it was written there."""
    if isinstance(value, WrittenDuration):
        return value.written
    sign = "-" if value < timedelta() else ""
    value = abs(value)
    seconds = f"{value.seconds + value.microseconds / 1_000_000:f}".rstrip("0").rstrip(".")
    return f"{sign}P{value.days}DT{seconds}S"
