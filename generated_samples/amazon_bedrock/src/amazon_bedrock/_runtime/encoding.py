# SPDX-FileCopyrightText: 2026 specloom contributors
# SPDX-License-Identifier: Apache-2.0
# pyright: reportUnknownArgumentType=false, reportUnknownMemberType=false
# pyright: reportUnknownVariableType=false
"""Python values to JSON values and request bodies."""

from __future__ import annotations

import base64
from collections.abc import Callable, Collection, Mapping
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from enum import Enum
from typing import Any, Protocol
from uuid import UUID

from .content import without_parameters
from .digits import write_json
from .unset import UNSET
from .written import (
    WrittenDecimal,
    WrittenNumber,
    format_date_time,
    format_decimal,
    format_duration,
    format_time,
)


class Place(Protocol):
    """A place in a request body: what strings are there is for its type to say, not for the value."""

    def member(self, name: str) -> Place:
        """Return the place of a property of the object here, by its wire name."""
        ...

    def item(self) -> Place:
        """Return the place of the items of the array here."""
        ...

    def bytes_to_json(self, value: bytes) -> str:
        """Return the string that bytes are here: base64, or their text. Raises `ValueError` for what is not text."""
        ...

    def decimal_to_json(self, value: Decimal) -> str | Decimal:
        """Return the text that a decimal is here, or the decimal itself where it is a number."""
        ...


class _Anywhere:
    """A place of which nothing is known: bytes are base64, and decimals are numbers."""

    def member(self, name: str) -> Place:
        return self

    def item(self) -> Place:
        return self

    def bytes_to_json(self, value: bytes) -> str:
        return base64.b64encode(value).decode("ascii")

    def decimal_to_json(self, value: Decimal) -> str | Decimal:
        return value


ANYWHERE: Place = _Anywhere()


def to_json(value: Any, place: Place = ANYWHERE, *, read_only: bool = False) -> Any:
    """Turn a value into JSON: models by their wire names, dates by RFC 3339.

    What models have that only the server sets is left out, unless `read_only` says otherwise. A number whose digits a float does not hold becomes a `Decimal`, which `write_json` takes.

    Raises `TypeError` for a value that has no JSON form, `ValueError` for bytes that are not text
    where text is expected.
    """
    if value is None or isinstance(value, (str, bool, int, float)):
        return _plain(value)
    if hasattr(value, "model_dump"):
        try:
            dumped = value.model_dump(
                mode="json", by_alias=True, exclude_unset=True, warnings=False
            )
        except UnicodeDecodeError:
            raise ValueError(
                f"{_place_without_text(value)} cannot be sent as JSON: its bytes are not text in UTF-8"
            ) from None
        return _with_digits(dumped, value, read_only)
    if isinstance(value, Mapping):
        return {
            key: to_json(item, place.member(key), read_only=read_only)
            for key, item in value.items()
            if item is not UNSET
        }
    if is_array(value):
        inner = place.item()
        return [to_json(item, inner, read_only=read_only) for item in value]
    return _scalar_to_json(value, place)


def is_array(value: Any) -> bool:
    """Return whether a value is sent as an array: lists, tuples, sets, ranges, deques, any other collection.

    Iterators are none: a request that is repeated would find them empty.
    """
    if isinstance(value, (list, tuple)):
        return True
    return isinstance(value, Collection) and not isinstance(value, _NO_ARRAYS)


_NO_ARRAYS = (str, bytes, bytearray, memoryview, Mapping)


def encode_json(value: Any, type_factory: Callable[[], Any] | None = None) -> bytes:
    """Encode a value as a JSON document (RFC 8259) in UTF-8.

    Args:
        value: The value.
        type_factory: Returns the type of the body, where some of its strings are base64 or
            decimal numbers.
    """
    from .places import BodyPlace

    return encode_json_at(value, BodyPlace(type_factory))


def encode_json_at(value: Any, place: Place) -> bytes:
    """Encode a value that is at a place of a body as a JSON document."""
    try:
        return _text(value, place).encode()
    except UnicodeEncodeError:  # a lone surrogate, which JSON can spell (section 8.2)
        return write_json(to_json(value, place), ascii_only=True).encode()


def _text(value: Any, place: Place) -> str:
    """Return the JSON text of a value. Models in it are written in one step where that loses nothing."""
    if hasattr(value, "model_dump_json"):
        from .model_text import model_text

        text = model_text(value)
        return write_json(to_json(value, place)) if text is None else text
    if value.__class__ is dict and _has_text_names(value) and any(map(_has_models, value.values())):
        entries = (
            f"{write_json(name)}:{_text(item, place.member(name))}"
            for name, item in value.items()
            if item is not UNSET
        )
        return "{" + ",".join(entries) + "}"
    if value.__class__ is list and _has_models(value):
        inner = place.item()
        return "[" + ",".join([_text(item, inner) for item in value]) + "]"
    return write_json(to_json(value, place))


def _has_text_names(value: dict[Any, Any]) -> bool:
    return all(name.__class__ is str for name in value)


def _has_models(value: Any) -> bool:
    """Return whether a value is a model or a list that begins with one; both are large enough to be worth it."""
    first = value[0] if value.__class__ is list and value else value
    return hasattr(first, "model_dump_json")


def encode_body(
    value: Any, media_type: str, type_factory: Callable[[], Any] | None = None
) -> bytes:
    """Encode a request body by its media type: JSON, text, or bytes as they are.

    Bytes are JSON already, unless `type_factory` says that the body is a string in base64. Raises `TypeError`
    for an object or an array in a media type that is not JSON.
    """
    is_json = without_parameters(media_type).endswith(("/json", "+json"))
    if isinstance(value, (bytes, bytearray)) and not (is_json and _is_base64(type_factory)):
        return bytes(value)
    if is_json:
        return encode_json(value, type_factory)
    if (
        value is None
        or isinstance(value, Mapping)
        or hasattr(value, "model_dump")
        or is_array(value)
    ):
        raise TypeError(
            f"a value of type {type(value).__name__} cannot be sent as {media_type}; pass text or bytes"
        )
    data = to_json(value)
    return (data if isinstance(data, str) else compact(data)).encode()


def _is_base64(type_factory: Callable[[], Any] | None) -> bool:
    """Return whether a whole body is a string in base64."""
    if type_factory is None:
        return False
    from .places import BodyPlace

    return BodyPlace(type_factory).is_base64()


def compact(value: Any) -> str:
    """Return the JSON text of a JSON value, without spaces."""
    return write_json(value)


def _plain(value: Any) -> Any:
    """Return a scalar of JSON without what Python added to it."""
    if isinstance(value, Enum):
        value = value.value
        # Python makes floats of the members of an enumeration of numbers, also of those written as integers.
        return int(value) if isinstance(value, float) and value.is_integer() else value
    return WrittenDecimal.of(value.written) if isinstance(value, WrittenNumber) else value


def _with_digits(data: Any, value: Any, read_only: bool) -> Any:
    """Return what pydantic made of a value, with what it cuts: the digits of numbers, and true for 1.

    Properties that only the server sets are taken out, unless they are wanted.
    """
    if isinstance(value, (bool, float)):
        return _plain(value)
    if isinstance(data, dict):
        if isinstance(value, dict):
            _replace(data, value.items(), read_only)
        elif hasattr(value, "model_fields_set"):
            fields = type(value).model_fields
            known = ((fields[n].alias or n, v) for n, v in value.__dict__.items() if n in fields)
            _replace(data, known, read_only)
            extra = value.model_extra or {}
            # pydantic counts unknown properties as set fields: one that is called like a field in
            # Python makes that field look set.
            for name in extra.keys() & fields.keys():
                wire_name = fields[name].alias or name
                if wire_name not in extra and value.__dict__.get(name) is None:
                    data.pop(wire_name, None)
            _replace(data, extra.items(), read_only)
            if not read_only:
                for name in getattr(value, "__read_only__", ()):
                    data.pop(name, None)
    elif isinstance(data, list) and isinstance(value, (list, tuple)) and len(data) == len(value):
        data[:] = [_with_digits(*pair, read_only) for pair in zip(data, value, strict=True)]
    return data


def _place_without_text(value: Any, place: str = "the body") -> str | None:
    """Return where in a model there are bytes that are not text."""
    if isinstance(value, bytes):
        try:
            value.decode()
        except UnicodeDecodeError:
            return place
        return None
    if isinstance(value, (list, tuple)):
        inner = [_place_without_text(item, place) for item in value]
    elif isinstance(value, dict):
        inner = [
            _place_without_text(item, f"the property {name!r}") for name, item in value.items()
        ]
    elif hasattr(value, "model_dump"):
        return _place_without_text(dict(value), place)
    else:
        return None
    return next(filter(None, inner), None)


def _replace(data: dict[str, Any], fields: Any, read_only: bool) -> None:
    for name, item in fields:
        if name in data and item is not None and type(item) not in (str, int):
            data[name] = _with_digits(data[name], item, read_only)


def _scalar_to_json(value: Any, place: Place) -> Any:
    if isinstance(value, datetime):
        return format_date_time(value)
    if isinstance(value, time):
        return format_time(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, timedelta):
        return format_duration(value)
    if isinstance(value, Enum) and value is not UNSET:
        return to_json(value.value)
    if isinstance(value, Decimal):
        return place.decimal_to_json(value)
    if isinstance(value, UUID):
        return str(value)
    if isinstance(value, (bytes, bytearray)):
        return place.bytes_to_json(bytes(value))
    raise TypeError(f"cannot send a value of type {type(value).__name__}")


__all__ = [
    "ANYWHERE",
    "Place",
    "compact",
    "encode_body",
    "encode_json",
    "encode_json_at",
    "format_date_time",
    "format_decimal",
    "format_duration",
    "to_json",
]
