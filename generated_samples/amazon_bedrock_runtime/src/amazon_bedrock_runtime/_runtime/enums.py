# SPDX-FileCopyrightText: 2026 specloom contributors
# SPDX-License-Identifier: Apache-2.0
# pyright: reportUnknownArgumentType=false, reportUnknownMemberType=false
# pyright: reportUnknownVariableType=false
"""Enumerations that accept unknown values."""

from __future__ import annotations

from enum import Enum
from typing import Any


class OpenEnum(Enum):
    """An enumeration whose unknown values become members of their own, called "UNKNOWN"."""

    @classmethod
    def _missing_(cls, value: object) -> Any:
        base = cls._member_type_  # type: ignore[attr-defined]
        return _unknown(cls, base, value) if _is_value(base, value) else None

    def __reduce_ex__(self, protocol: Any) -> tuple[Any, ...]:
        # Before Python 3.11.4, copies and pickles refer to a constant by its name, which unknown ones lack.
        return type(self), (self._value_,)


def _is_value(base: Any, value: Any) -> bool:
    """Return whether a value is of an enumeration's type; true is not an integer, but an integer is a number."""
    return type(value) is base or (base is float and type(value) is int)


def _unknown(cls: Any, base: Any, value: Any) -> Any:
    member = base.__new__(cls, value)
    member._name_ = "UNKNOWN"
    member._value_ = value
    return member
