# SPDX-FileCopyrightText: 2026 specloom contributors
# SPDX-License-Identifier: Apache-2.0
# pyright: reportUnknownArgumentType=false, reportUnknownMemberType=false
# pyright: reportUnknownVariableType=false
"""Places in a request body, and the types of strings there."""

from __future__ import annotations

import base64
from collections.abc import Callable, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Annotated, Any, get_args, get_origin

from .written import format_decimal


class BodyPlace:
    """A place in a body. The types are asked for bytes and decimals alone, so that most bodies load no models."""

    __slots__ = ("_around", "_name", "_type_factory")

    def __init__(
        self,
        type_factory: Callable[[], Any] | None = None,
        around: BodyPlace | None = None,
        name: str | None = None,
    ) -> None:
        self._type_factory = type_factory
        self._around = around
        self._name = name

    def member(self, name: str) -> BodyPlace:
        """Return the place of a property of the object here, by its wire name."""
        return BodyPlace(None, self, name)

    def item(self) -> BodyPlace:
        """Return the place of the items of the array here."""
        return BodyPlace(None, self)

    def bytes_to_json(self, value: bytes) -> str:
        """Return bytes in base64 where the type says so, else their text.

        Raises `ValueError` for bytes that are not UTF-8 where text is expected.
        """
        if self.is_base64():
            return base64.b64encode(value).decode("ascii")
        try:
            return value.decode()
        except UnicodeDecodeError:
            raise ValueError(
                f"{self} cannot be sent as JSON: its bytes are not text in UTF-8"
            ) from None

    def is_base64(self) -> bool:
        """Return whether the type says that strings here are base64."""
        return any(_is_base64(type_) for type_ in self._types())

    def decimal_to_json(self, value: Decimal) -> str | Decimal:
        """Return the text of a decimal where the type says so or takes text beside numbers, else the number."""
        plain = [_plain(type_) for type_ in self._types()]
        is_text = Decimal in plain or (float in plain and str in plain)
        return format_decimal(value) if is_text else value

    def __str__(self) -> str:
        if self._around is None:
            return "the body"
        if self._name is None:
            return f"an item of {self._around}"
        return f"the property {self._name!r}"

    def _types(self) -> list[Any]:
        """Return the types that a value here may have: alternatives are not told apart."""
        if self._around is None:
            return [] if self._type_factory is None else list(_alternatives(self._type_factory()))
        around = self._around._types()
        inner = _item_types(around) if self._name is None else _member_types(around, self._name)
        return [alternative for type_ in inner for alternative in _alternatives(type_)]


def _alternatives(type_: Any) -> Iterator[Any]:
    """Return the alternatives of a union, those of unions in it among them, and any other type as it is."""
    import types
    from typing import Union

    type_ = getattr(type_, "__value__", type_)  # an alias that may refer to itself
    if get_origin(_plain(type_)) in (Union, types.UnionType):
        for member in get_args(_plain(type_)):
            yield from _alternatives(member)
    else:
        yield type_


def _plain(type_: Any) -> Any:
    return get_args(type_)[0] if get_origin(type_) is Annotated else type_


def _is_base64(type_: Any) -> bool:
    return _plain(type_) is bytes and get_origin(type_) is Annotated


def _item_types(types: Sequence[Any]) -> Iterator[Any]:
    for type_ in types:
        plain = _plain(type_)
        if get_origin(plain) in (list, tuple):
            yield from get_args(plain)


def _member_types(types: Sequence[Any], name: str) -> Iterator[Any]:
    from .fitting import field_types

    for type_ in types:
        plain = _plain(type_)
        if get_origin(plain) is dict:
            yield get_args(plain)[1]
        elif hasattr(plain, "model_fields"):
            plain.model_rebuild()  # models are built late, and do not know their aliases until then
            names: Mapping[str, str] = {i.alias or n: n for n, i in plain.model_fields.items()}
            if name in names:
                yield field_types(plain)[names[name]]
