# SPDX-FileCopyrightText: 2026 specloom contributors
# SPDX-License-Identifier: Apache-2.0
"""Values that know how they were written, where Python's own types would write them in another way."""

from __future__ import annotations

import re
from datetime import UTC, datetime, time, timedelta, timezone
from decimal import Decimal
from typing import Any

_DATE_TIME = re.compile(
    r"\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d(:\d\d(\.\d+)?)?([Zz]|[+-]\d\d:?\d\d)?", re.ASCII
)
_TIME = re.compile(r"\d\d:\d\d(:\d\d(\.\d+)?)?([Zz]|[+-]\d\d:?\d\d)?", re.ASCII)
_DECIMAL = re.compile(r"[+-]?\d+(\.\d+)?([eE][+-]?\d+)?", re.ASCII)


class WrittenNumber(float):
    """A number with more digits than a float holds: it counts as the nearest float, and is sent as it was written."""

    written: str

    @classmethod
    def of(cls, written: str) -> WrittenNumber:
        """Return the number that a text writes, by the grammar of JSON."""
        made = cls(written)
        made.written = written
        return made

    def __reduce__(self) -> tuple[Any, ...]:
        return WrittenNumber.of, (self.written,)


class WrittenDateTime(datetime):
    """A date-time that is sent as it was written: without an offset, or with more than six digits of a second."""

    # What is computed from one was never written.
    written: str | None = None

    @classmethod
    def of(cls, value: datetime, written: str) -> WrittenDateTime:
        """Return the date-time `value`, sent as it was written."""
        made = cls.combine(value.date(), value.timetz())
        made.written = written
        return made

    def __reduce_ex__(self, protocol: Any) -> tuple[Any, ...]:
        plain = datetime.combine(self.date(), self.timetz())
        return (WrittenDateTime.of, (plain, self.written)) if self.written else (_same, (plain,))


class WrittenTime(time):
    """A time of day that is sent as it was written."""

    written: str | None = None

    @classmethod
    def of(cls, value: time, written: str) -> WrittenTime:
        """Return the time `value`, sent as it was written."""
        made = cls(value.hour, value.minute, value.second, value.microsecond, value.tzinfo)
        made.written = written
        return made

    def __reduce_ex__(self, protocol: Any) -> tuple[Any, ...]:
        plain = time(self.hour, self.minute, self.second, self.microsecond, self.tzinfo)
        return (WrittenTime.of, (plain, self.written)) if self.written else (_same, (plain,))


class WrittenDuration(timedelta):
    """A duration that knows how it was written: ISO 8601 has months and years, which are no fixed time."""

    written: str

    @classmethod
    def of(cls, value: timedelta, written: str) -> WrittenDuration:
        """Return a duration that is as long as `value`, and is sent as it was written."""
        made = cls(value.days, value.seconds, value.microseconds)
        made.written = written
        return made

    def __reduce__(self) -> tuple[Any, ...]:
        return WrittenDuration.of, (self + timedelta(), self.written)


class WrittenDecimal(Decimal):
    """A decimal that Python would write in another way, such as "1e5"."""

    written: str

    @classmethod
    def of(cls, written: str) -> WrittenDecimal:
        """Return the decimal that a text writes."""
        made = cls(written)
        made.written = written
        return made

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
        value = value.replace(tzinfo=timezone.utc)  # noqa: UP017
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
