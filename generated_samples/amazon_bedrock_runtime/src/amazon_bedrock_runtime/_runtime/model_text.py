# SPDX-FileCopyrightText: 2026 specloom contributors
# SPDX-License-Identifier: Apache-2.0
# pyright: reportUnknownArgumentType=false, reportUnknownMemberType=false
# pyright: reportUnknownVariableType=false
"""The JSON text of models in one step, where that loses nothing."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from decimal import Decimal
from enum import Enum
from typing import Any
from uuid import UUID

from .written import (
    WrittenDateTime,
    WrittenDecimal,
    WrittenDuration,
    WrittenTime,
    WrittenUUID,
)

_SCALARS = frozenset((
    str, int, bool, type(None), bytes, UUID, Decimal, date, datetime, time, timedelta,
    WrittenDateTime, WrittenDecimal, WrittenDuration, WrittenTime, WrittenUUID,
))  # fmt: skip
"""Classes whose values pydantic writes as they are sent. Numbers with more digits than a float holds are none of them."""
_LARGEST = 1e16
_SMALLEST = 1e-4
"""Python and pydantic write floats between these in the same way."""
_MOST_PARTS = 1_000_000
"""A model that refers to itself has no end; that is for the other way to say."""


def model_text(model: Any) -> str | None:
    """Return the JSON text of a model as it is sent, None where pydantic would not write it all as it is.

    `to_json` describes how it is sent; this is several times faster. None are: numbers that keep their own notation,
    read-only properties, unknown properties that hide a field, and floats that JSON has no notation for.
    """
    if not _is_written_as_is(model):
        return None
    try:
        text: str = model.model_dump_json(by_alias=True, exclude_unset=True, warnings=False)
    except (
        ValueError,
        RecursionError,
    ):  # such as bytes that are not text: the other way says where
        return None
    return text


def _is_written_as_is(value: Any) -> bool:
    waiting, count = [value], 0
    while waiting:
        value = waiting.pop()
        kind = value.__class__
        if kind in _SCALARS:
            continue
        if kind is list or kind is tuple:
            waiting += value
        elif kind is float:
            if not (_SMALLEST <= abs(value) < _LARGEST or value == 0):
                return False
        elif kind is dict:
            waiting += value.values()
        elif not (_is_plain_model(value, waiting) or _is_plain_enum(value)):
            return False
        count += 1
        if count > _MOST_PARTS:
            return False
    return True


def _is_plain_model(value: Any, waiting: list[Any]) -> bool:
    """Return whether a value is a model that is sent with all of its properties; add those to what is looked at."""
    if getattr(value.__class__, "__read_only__", True):
        return False
    extra = value.__pydantic_extra__
    if extra:
        if not extra.keys().isdisjoint(value.__class__.__pydantic_fields__):
            return False
        waiting += extra.values()
    waiting += value.__dict__.values()
    return True


def _is_plain_enum(value: Any) -> bool:
    return isinstance(value, Enum) and not isinstance(value, float)
