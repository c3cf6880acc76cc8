# SPDX-FileCopyrightText: 2026 specloom contributors
# SPDX-License-Identifier: Apache-2.0
# pyright: reportUnknownArgumentType=false, reportUnknownMemberType=false
# pyright: reportUnknownVariableType=false
"""JSON numbers with all their digits."""

from __future__ import annotations

import functools
import json
import re
from collections.abc import Callable, Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from .written import WrittenDecimal, WrittenNumber, format_decimal

# A float holds 15 digits, whatever they are; with the dot, 17 bytes may be too many for it.
_RUN = b"0" * 17
# Then there are nine after the dot, or eight before it. The dot comes first, since it is found fastest.
_LONG = re.compile(rb"\.(?:[0-9]{9}|(?<=[0-9]{8}\.)[0-9])")
_EXPONENT = re.compile(rb"[0-9]+(?:\.[0-9]+)?[eE][+-]?[0-9]{3,}")
_IN_EXPONENTS = bytes(
    ord("0") if byte in b"0123456789" else ord("e") if byte in b"eE" else ord(" ")
    for byte in range(256)
)
_IN_NUMBERS = bytes(ord("0") if byte in b"0123456789." else ord(" ") for byte in range(256))


def has_long_exponent(content: bytes) -> bool:
    """Return whether JSON text may hold a number beyond the range of a float: its exponent has three digits.

    A text that looks like one counts, too.
    """
    if content.translate(_IN_EXPONENTS, b"+-").find(b"0e000") < 0:
        return False
    numbers = (match.group().decode("ascii") for match in _EXPONENT.finditer(content))
    return any(type(read_number(number)) is WrittenNumber for number in numbers)


def has_long_fraction(content: bytes) -> bool:
    """Return whether JSON text may hold a fraction with more digits than a float does.

    A text that looks like one counts, too.
    """
    if _LONG.search(content) is None:
        return False
    marks = content.translate(_IN_NUMBERS)
    start = marks.find(_RUN)
    while start >= 0:
        end = marks.find(b" ", start)
        run = content[start:] if end < 0 else content[start:end]
        if run.count(b".") == 1 and type(read_number(run.decode("ascii"))) is WrittenNumber:
            return True
        start = -1 if end < 0 else marks.find(_RUN, end)
    return False


def load_json(content: str | bytes, extremes: list[WrittenNumber] | None = None) -> Any:
    """Read JSON text; a number that neither `int` nor `float` holds becomes a `WrittenNumber`.

    Such numbers are appended to `extremes`. Raises `ValueError` for what is not JSON.
    """

    def noted(number: Any) -> Any:
        if extremes is not None and type(number) is WrittenNumber:
            extremes.append(number)
        return number

    return json.loads(
        content,
        parse_float=lambda text: noted(read_number(text)),
        parse_int=lambda text: noted(_int(text)),
    )


def read_number(text: str) -> float:
    """Read a number by the grammar of JSON; one whose digits a float does not hold becomes a `WrittenNumber`."""
    value = float(text)
    try:
        exact = repr(value) == text or Decimal(text) == Decimal(repr(value))
    except InvalidOperation:  # an exponent of more than 18 digits
        exact = False
    return value if exact else WrittenNumber.of(text)


def _int(text: str) -> int | float:
    try:
        return int(text)
    except ValueError:  # longer than `sys.get_int_max_str_digits()`
        return WrittenNumber.of(text)


def with_digits(value: Any, data: Any) -> Any:
    """Return a decoded value with the numbers of `data`, the JSON that it was decoded from, as they were written."""
    if isinstance(data, WrittenNumber):
        return data if type(value) is float else value
    if isinstance(data, dict):
        if isinstance(value, dict):
            _replace(value, {key: key for key in value}, data)
        elif hasattr(value, "model_fields_set"):
            fields = type(value).model_fields
            _replace(
                value.__dict__, {info.alias or name: name for name, info in fields.items()}, data
            )
            extra = value.model_extra or {}
            _replace(extra, {key: key for key in extra}, data)
    elif isinstance(data, list) and isinstance(value, (list, tuple)) and len(data) == len(value):
        items = [with_digits(*pair) for pair in zip(value, data, strict=True)]
        if isinstance(value, tuple):
            return tuple(items)
        value[:] = items
    return value


def _replace(entries: dict[str, Any], names: Mapping[str, str], data: dict[str, Any]) -> None:
    for wire_name, name in names.items():
        if wire_name in data and name in entries:
            entries[name] = with_digits(entries[name], data[wire_name])


def write_json(value: Any, *, ascii_only: bool = False) -> str:
    """Write a JSON value without spaces. A `Decimal` is a number with its digits.

    With `ascii_only`, every other character is escaped. Raises `ValueError` for a number that JSON
    has no notation for.
    """
    dumps = functools.partial(
        json.dumps, separators=(",", ":"), ensure_ascii=ascii_only, allow_nan=False
    )
    try:
        return dumps(value, default=_decimal)
    except _DecimalFoundError:
        return _write(value, dumps)


class _DecimalFoundError(Exception):
    """The writer of the standard library has no way to write a `Decimal`."""


def _decimal(value: Any) -> Any:
    if isinstance(value, Decimal):
        raise _DecimalFoundError
    raise TypeError(f"cannot send a value of type {type(value).__name__}")


def _write(value: Any, dumps: Callable[[Any], str]) -> str:
    if isinstance(value, Decimal):
        if not value.is_finite() and not isinstance(value, WrittenDecimal):
            raise ValueError(f"JSON has no notation for the number {value}")
        return format_decimal(value)
    if isinstance(value, dict):
        # A name that is not text becomes text as it does in any other document.
        entries = (f"{dumps({key: 0})[1:-3]}:{_write(item, dumps)}" for key, item in value.items())
        return "{" + ",".join(entries) + "}"
    if isinstance(value, (list, tuple)):
        return "[" + ",".join(_write(item, dumps) for item in value) + "]"
    return dumps(value)
