# SPDX-FileCopyrightText: 2026 specloom contributors
# SPDX-License-Identifier: Apache-2.0
# pyright: reportUnknownArgumentType=false, reportUnknownMemberType=false
# pyright: reportUnknownVariableType=false
"""UNSET: an argument that was not given, unlike None."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from enum import Enum
from types import MappingProxyType
from typing import Any, Final


class Unset(Enum):
    """The type of `UNSET`."""

    UNSET = "UNSET"

    def __bool__(self) -> bool:
        return False

    def __repr__(self) -> str:
        return "UNSET"


UNSET: Final = Unset.UNSET


def given(
    properties: Mapping[str, Any], filled: Mapping[str, Any] = MappingProxyType({})
) -> Mapping[str, Any] | Unset:
    """Return the properties of an optional body, or UNSET when none of them was given.

    `filled` are the properties that have one possible value, which is sent with any other property.
    """
    values = {name: value for name, value in properties.items() if value is not UNSET}
    if not values:
        return UNSET
    if not filled:
        return properties
    sent = {**filled, **values}
    in_order = {name: sent[name] for name in properties if name in sent}
    return {**in_order, **sent}


def whole_body(
    body: Any,
    properties: Mapping[str, Any] | Unset,
    required: Sequence[str] = (),
    constants: Sequence[str] = (),
) -> Any:
    """Return a body that is given as a whole, else its properties, UNSET if it is optional and nothing is given.

    Raise TypeError for a required property that is missing, and for a property beside a whole body. The
    `constants` are properties that have a value without being given.
    """
    if isinstance(properties, Unset):
        return body
    if body is UNSET:
        missing = [name for name in required if properties.get(name, UNSET) is UNSET]
        if missing:
            raise TypeError(f"properties of the body are missing: {', '.join(missing)}")
        return properties
    beside = [
        name for name, value in properties.items() if value is not UNSET and name not in constants
    ]
    if beside:
        raise TypeError(
            f"`body` is the body as a whole, and its properties are given, too: {', '.join(beside)}"
        )
    return body
