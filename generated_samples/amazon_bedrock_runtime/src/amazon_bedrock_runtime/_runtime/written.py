# SPDX-FileCopyrightText: 2026 specloom contributors
# SPDX-License-Identifier: Apache-2.0
# pyright: reportUnknownArgumentType=false, reportUnknownMemberType=false
# pyright: reportUnknownVariableType=false
"""Values that keep their original notation."""

from __future__ import annotations

import re
from datetime import UTC, datetime, time, timedelta
from decimal import Decimal, InvalidOperation
from typing import Any
from uuid import UUID

_DATE_TIME = re.compile(
    r"\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d(:\d\d(\.\d+)?)?([Zz]|[+-]\d\d:?\d\d)?", re.ASCII
)
_TIME = re.compile(r"\d\d:\d\d(:\d\d(\.\d+)?)?([Zz]|[+-]\d\d:?\d\d)?", re.ASCII)
_UUID = re.compile(
    r"(?:urn:uuid:|\{)?[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\}?|[0-9a-f]{32}", re.IGNORECASE
)
_DECIMAL = re.compile(r"[+-]?\d+(\.\d+)?([eE][+-]?\d+)?", re.ASCII)


class Decoding:
    """The context of pydantic's validation when a response is decoded: nothing is added to what came.

    Strings that their formats do not parse keep their text, and are noted as `unparsed`, unless
    `keeps_text` is off. `extreme` tells of a number that may be beyond the range of a float.
    """

    __slots__ = ("extreme", "keeps_text", "unparsed")

    def __init__(self, *, keeps_text: bool = True) -> None:
        self.keeps_text = keeps_text
        self.unparsed = False
        self.extreme = False


class WrittenNumber(float):
    """A number with more digits than a float holds: it counts as the nearest float, and is sent as it was written."""

    written: str

    @classmethod
    def of(cls, written: str) -> WrittenNumber:
        """Return the number that a text writes, by the grammar of JSON."""
        number = cls(written)
        number.written = written
        return number

    def __repr__(self) -> str:
        return self.written

    def __reduce__(self) -> tuple[Any, ...]:
        return WrittenNumber.of, (self.written,)


class WrittenUUID(UUID):
    """A UUID that is sent as it was written, such as in upper case."""

    __slots__ = ("written",)

    written: str

    def __init__(self, written: str) -> None:
        super().__init__(written)
        object.__setattr__(self, "written", written)

    def __str__(self) -> str:
        return self.written

    def __reduce__(self) -> tuple[Any, ...]:
        return WrittenUUID, (self.written,)


class WrittenDateTime(datetime):
    """A date-time that is sent as it was written: without an offset, or with more than six digits of a second."""

    # What is computed from one was never written.
    written: str | None = None

    @classmethod
    def of(cls, value: datetime, written: str) -> WrittenDateTime:
        """Return the date-time `value`, sent as it was written."""
        result = cls.combine(value.date(), value.timetz())
        result.written = written
        return result

    def __reduce_ex__(self, protocol: Any) -> tuple[Any, ...]:
        plain = datetime.combine(self.date(), self.timetz())
        return (WrittenDateTime.of, (plain, self.written)) if self.written else (_same, (plain,))


class WrittenTime(time):
    """A time of day that is sent as it was written."""

    written: str | None = None

    @classmethod
    def of(cls, value: time, written: str) -> WrittenTime:
        """Return the time `value`, sent as it was written."""
        result = cls(value.hour, value.minute, value.second, value.microsecond, value.tzinfo)
        result.written = written
        return result

    def __reduce_ex__(self, protocol: Any) -> tuple[Any, ...]:
        plain = time(self.hour, self.minute, self.second, self.microsecond, self.tzinfo)
        return (WrittenTime.of, (plain, self.written)) if self.written else (_same, (plain,))


class WrittenDuration(timedelta):
    """A duration that knows how it was written: ISO 8601 has months and years, which are not a fixed time."""

    written: str

    @classmethod
    def of(cls, value: timedelta, written: str) -> WrittenDuration:
        """Return a duration that is as long as `value`, and is sent as it was written."""
        result = cls(value.days, value.seconds, value.microseconds)
        result.written = written
        return result

    def __reduce__(self) -> tuple[Any, ...]:
        return WrittenDuration.of, (self + timedelta(), self.written)


class WrittenDecimal(Decimal):
    """A decimal that Python would write in another way, such as "1e5"."""

    written: str

    @classmethod
    def of(cls, written: str) -> WrittenDecimal:
        """Return the decimal that a text writes; one beyond the range of decimals counts as infinite."""
        try:
            result = cls(written)
        except InvalidOperation:
            result = cls("-Infinity" if written.startswith("-") else "Infinity")
        result.written = written
        return result

    def __reduce__(self) -> tuple[Any, ...]:
        return WrittenDecimal.of, (self.written,)


def _same(value: Any) -> Any:
    return value


def read_date_time(text: str) -> datetime:
    """Read a date-time (RFC 3339, section 5.6). It is always aware: one without an offset is read as UTC.

    Raises `ValueError` for any other text, and for what `datetime` cannot hold, such as a leap second.
    """
    if _DATE_TIME.fullmatch(text) is None:
        raise ValueError("not a date-time of RFC 3339")
    value = datetime.fromisoformat(text.upper())
    if value.tzinfo is None:
        return WrittenDateTime.of(value.replace(tzinfo=UTC), text)
    return value if format_date_time(value) == text else WrittenDateTime.of(value, text)


def read_time(text: str) -> time:
    """Read a time of day (RFC 3339, section 5.6), with an offset or without.

    Raises `ValueError` for any other text.
    """
    if _TIME.fullmatch(text) is None:
        raise ValueError("not a time of RFC 3339")
    value = time.fromisoformat(text.upper())
    return value if format_time(value) == text else WrittenTime.of(value, text)


def read_uuid(text: str) -> UUID:
    """Read a UUID (RFC 9562, section 4), with or without hyphens. Raises `ValueError` for any other text."""
    if _UUID.fullmatch(text) is None:
        raise ValueError("not a UUID of RFC 9562")
    value = UUID(text)
    return value if str(value) == text else WrittenUUID(text)


def read_decimal(text: str) -> Decimal:
    """Read a decimal number that travels as text. Raises `ValueError` for any other text."""
    if _DECIMAL.fullmatch(text) is None:
        raise ValueError("not a decimal number")
    value = Decimal(text)
    return value if str(value) == text else WrittenDecimal.of(text)


def format_date_time(value: datetime) -> str:
    """Format a date-time by RFC 3339, or as it was written; one without an offset is taken as UTC."""
    if isinstance(value, WrittenDateTime) and value.written is not None:
        return value.written
    if value.tzinfo is None:
        value = value.replace(tzinfo=UTC)
    return value.isoformat().replace("+00:00", "Z")


def format_time(value: time) -> str:
    """Format a time of day by RFC 3339, or as it was written."""
    if isinstance(value, WrittenTime) and value.written is not None:
        return value.written
    return value.isoformat().replace("+00:00", "Z")


def format_duration(value: timedelta) -> str:
    """Format a duration by ISO 8601, in days and seconds; one that a response held, as it was written there."""
    if isinstance(value, WrittenDuration):
        return value.written
    sign = "-" if value < timedelta() else ""
    value = abs(value)
    seconds = f"{value.seconds + value.microseconds / 1_000_000:f}".rstrip("0").rstrip(".")
    return f"{sign}P{value.days}DT{seconds}S"


def format_decimal(value: Decimal) -> str:
    """Format a decimal number that travels as text, with all its digits."""
    return value.written if isinstance(value, WrittenDecimal) else str(value)
