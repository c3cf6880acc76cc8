"""Enumerations that accept values which their description does not list: servers add them."""

from __future__ import annotations

from enum import Enum
from typing import Any


class OpenEnum(Enum):
    """An enumeration whose unknown values become members of their own, called "UNKNOWN"."""

    @classmethod
    def _missing_(cls, value: object) -> Any:
        base: Any = cls._member_type_  # type: ignore[attr-defined]
        if type(value).__name__ not in (base.__name__, "int" if base is float else ""):
            return None
        member = base.__new__(cls, value)
        member._name_ = "UNKNOWN"
        member._value_ = value
        return member
