# SPDX-FileCopyrightText: 2026 specloom contributors
# SPDX-License-Identifier: Apache-2.0
# pyright: reportUnknownArgumentType=false, reportUnknownMemberType=false
# pyright: reportUnknownVariableType=false
"""UNSET: an argument that was not given, unlike None."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
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


def given(properties: Mapping[str, Any]) -> Mapping[str, Any] | Unset:
    """Return the properties of an optional body, or UNSET when none of them was given."""
    return properties if any(value is not UNSET for value in properties.values()) else UNSET


def whole_body(
    body: Any,
    properties: Mapping[str, Any] | Unset,
    required: Sequence[str] = (),
    constants: Sequence[str] = (),
) -> Any:
    """Return a body that is given as a whole, else its properties.

    Raise TypeError for a required property that is missing, and for a property beside a whole body. The
    `constants` are properties that have a value without being given.
    """
    values = {} if isinstance(properties, Unset) else properties
    if body is UNSET:
        missing = [name for name in required if values.get(name, UNSET) is UNSET]
        if missing:
            raise TypeError(f"properties of the body are missing: {', '.join(missing)}")
        return properties
    beside = [
        name for name, value in values.items() if value is not UNSET and name not in constants
    ]
    if beside:
        raise TypeError(
            f"`body` is the body as a whole, and its properties are given, too: {', '.join(beside)}"
        )
    return body
