# SPDX-FileCopyrightText: 2026 specloom contributors
# SPDX-License-Identifier: Apache-2.0
"""The value of an argument that was not given, as distinct from None, which sends null."""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum
from typing import Any, Final


class Unset(Enum):
    """The type of `UNSET`."""

    UNSET = "UNSET"

    def __bool__(self) -> bool:
        return False

    def __repr__(self) -> str:
        return "UNSET"


UNSET: Final = Unset.UNSET


def given(members: Mapping[str, Any]) -> Mapping[str, Any] | Unset:
    """Give the members of an optional body, or UNSET when none of them was given."""
    return members if any(value is not UNSET for value in members.values()) else UNSET
