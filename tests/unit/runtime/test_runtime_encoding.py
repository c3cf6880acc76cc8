"""Python values to JSON values, and to bodies in each media type."""

from __future__ import annotations

import json
import uuid
from datetime import UTC, date, datetime, time, timedelta, timezone
from decimal import Decimal
from enum import Enum, IntEnum, StrEnum
from typing import Annotated, Any
from urllib.parse import parse_qsl

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import Field, TypeAdapter
from specloom.runtime.encoding import encode_body, encode_json, format_duration, to_json
from specloom.runtime.forms import encode_form
from specloom.runtime.models import Base64, DateTime, Model
from specloom.runtime.unset import UNSET, Unset


class Letter(Enum):
    """An enumeration of strings."""

    A = "a"


class TextLetter(StrEnum):
    """An enumeration whose members are strings."""

    A = "a"


class Number(IntEnum):
    """An enumeration whose members are numbers."""

    ONE = 1


class Part(Model):
    """An object within another."""

    part_name: Annotated[str | None, Field(alias="partName")] = None


class Thing(Model):
    """An object with a property of each kind."""

    name: str
    size: Annotated[int | None, Field(alias="theSize")] = None
    when: DateTime | None = None
    day: date | None = None
    at: time | None = None
    wait: timedelta | None = None
    blob: Base64 | None = None
    key: uuid.UUID | None = None
    price: Decimal | None = None
    parts: list[Part] | None = None
    by_name: Annotated[dict[str, Part] | None, Field(alias="byName")] = None


class Opaque:
    """Something that nobody can send."""


MOMENT = datetime(2020, 7, 21, 17, 32, 28, 500000, tzinfo=UTC)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (None, None),
        (True, True),
        (1, 1),
        (1.5, 1.5),
        ("text", "text"),
        (Letter.A, "a"),
        (TextLetter.A, "a"),
        (Number.ONE, 1),
        (datetime(2020, 7, 21, 17, 32, 28, tzinfo=UTC), "2020-07-21T17:32:28Z"),
        (datetime(2020, 7, 21, 17, 32, 28), "2020-07-21T17:32:28Z"),
        (MOMENT, "2020-07-21T17:32:28.500000Z"),
        (
            datetime(2020, 7, 21, 17, tzinfo=timezone(timedelta(hours=-5, minutes=-30))),
            "2020-07-21T17:00:00-05:30",
        ),
        (date(2020, 7, 21), "2020-07-21"),
        (time(17, 32), "17:32:00"),
        (timedelta(days=1, seconds=2), "P1DT2S"),
        (uuid.UUID(int=7), "00000000-0000-0000-0000-000000000007"),
        ([1, [2], Letter.A], [1, [2], "a"]),
        ((1, 2), [1, 2]),
        ({1}, [1]),
        (frozenset([1]), [1]),
        ({"a": {"b": date(2020, 7, 21)}, "n": None}, {"a": {"b": "2020-07-21"}, "n": None}),
        ({"a": UNSET, "b": [{"c": UNSET}]}, {"b": [{}]}),
    ],
)
def test_to_json(value: Any, expected: Any) -> None:
    """Every kind of value has one JSON form."""
    assert to_json(value) == expected
    assert type(to_json(value)) is type(expected)
    assert json.loads(encode_json(value)) == expected


@pytest.mark.parametrize("value", [Opaque(), [Opaque()], {"a": Opaque()}, 1j])
def test_what_cannot_be_sent(value: Any) -> None:
    """Anything else is refused with a word on what it is."""
    with pytest.raises(TypeError, match=r"Opaque|complex"):
        to_json(value)


@pytest.mark.parametrize("value", [float("nan"), float("inf"), [float("-inf")]])
def test_no_json_numbers_are_refused(value: Any) -> None:
    """`NaN` and `Infinity` are not JSON (RFC 8259, section 6): no server reads them."""
    with pytest.raises(ValueError):
        encode_json(value)


def test_json_is_compact_utf_8() -> None:
    """A document has no white space, and text as it is."""
    assert encode_json({"a": ["\u00e9", 1]}) == '{"a":["\u00e9",1]}'.encode()


# --- models


def test_a_model_sends_what_was_set() -> None:
    """Properties are sent by wire name; what was not set is not sent, what was set to None is null."""
    assert to_json(Thing(name="x")) == {"name": "x"}
    assert to_json(Thing(name="x", size=None)) == {"name": "x", "theSize": None}
    assert to_json(Thing(name="x", size=1)) == {"name": "x", "theSize": 1}


def test_members_set_later_are_sent() -> None:
    """Assignment sets a property as well."""
    thing = Thing(name="x")
    thing.size = None
    assert to_json(thing) == {"name": "x", "theSize": None}


def test_a_model_sends_every_kind() -> None:
    """Properties are formatted as values of their own are."""
    thing = Thing(
        name="x",
        when=MOMENT,
        day=date(2020, 7, 21),
        at=time(17, 32),
        wait=timedelta(days=1, seconds=2),
        blob=b"\x00\xff",
        key=uuid.UUID(int=7),
        price=Decimal("1.10"),
        parts=[Part(part_name="p"), Part()],
        by_name={"k": Part(part_name=None)},
    )
    assert to_json(thing) == {
        "name": "x",
        "when": "2020-07-21T17:32:28.500000Z",
        "day": "2020-07-21",
        "at": "17:32:00",
        "wait": "P1DT2S",
        "blob": "AP8=",
        "key": "00000000-0000-0000-0000-000000000007",
        "price": "1.10",
        "parts": [{"partName": "p"}, {}],
        "byName": {"k": {"partName": None}},
    }


def test_unknown_members_are_sent() -> None:
    """Properties that the description lacks go out as they came in."""
    wire = {"name": "x", "other": {"a": [1, None]}, "parts": [{"partName": "p", "new": 1}]}
    assert to_json(Thing.model_validate(wire)) == wire


def test_models_within_other_values() -> None:
    """A model in a list or a mapping is sent by wire names too."""
    value = {"things": [Thing(name="x", size=1)], "skip": UNSET}
    assert to_json(value) == {"things": [{"name": "x", "theSize": 1}]}


def test_a_value_of_the_wrong_type_is_sent_as_it_is() -> None:
    """What a response held against its schema can be sent back (the server knows it)."""
    wire = {"name": 1, "when": "yesterday", "blob": 5, "wait": "soon", "theSize": {"a": 1}}
    thing = Thing.model_construct(
        {"name", "when", "blob", "wait", "size"},
        name=1,
        when="yesterday",
        blob=5,
        wait="soon",
        size={"a": 1},
    )
    assert to_json(thing) == wire


# --- durations


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (timedelta(), "P0DT0S"),
        (timedelta(days=1), "P1DT0S"),
        (timedelta(seconds=90), "P0DT90S"),
        (timedelta(hours=36), "P1DT43200S"),
        (timedelta(microseconds=1), "P0DT0.000001S"),
        (timedelta(seconds=1, microseconds=500000), "P0DT1.5S"),
        (timedelta(seconds=-1), "-P0DT1S"),
        (timedelta(days=-1, seconds=1), "-P0DT86399S"),
        (timedelta(days=400), "P400DT0S"),
    ],
)
def test_durations(value: timedelta, expected: str) -> None:
    """Durations are written in days and seconds (ISO 8601)."""
    assert format_duration(value) == expected


@settings(max_examples=300, derandomize=True, database=None)
@given(value=st.timedeltas())
def test_durations_read_back(value: timedelta) -> None:
    """Every duration comes back as it was, down to the microsecond."""
    assert TypeAdapter(timedelta).validate_python(format_duration(value)) == value


# --- bodies


@pytest.mark.parametrize(
    "media_type",
    [
        "application/json",
        "application/json; charset=utf-8",
        "APPLICATION/JSON",
        "application/vnd.api+json",
        'application/ld+json; profile="x"',
    ],
)
def test_json_bodies(media_type: str) -> None:
    """Everything that is JSON is a JSON document, strings too."""
    assert encode_body({"a": 1}, media_type) == b'{"a":1}'
    assert encode_body("text", media_type) == b'"text"'
    assert encode_body(None, media_type) == b"null"


def test_bodies_of_text_and_octets() -> None:
    """Bytes go as they are in every media type; text in UTF-8."""
    assert encode_body(b"\x00", "application/json") == b"\x00"
    assert encode_body(bytearray(b"\x00"), "application/octet-stream") == b"\x00"
    assert encode_body("\u00e9", "text/plain") == "\u00e9".encode()
    assert encode_body(5, "text/plain") == b"5"


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ({"a": "1"}, "a=1"),
        ({"a": "x y&z=\u00e9"}, "a=x+y%26z%3D%C3%A9"),
        ({"a": [1, True, "b"]}, "a=1&a=true&a=b"),
        ({"a": False, "b": 1.5}, "a=false&b=1.5"),
        ({"a": UNSET, "b": "1"}, "b=1"),
        ({"a": date(2020, 7, 21)}, "a=2020-07-21"),
        ({"a": ""}, "a="),
        ({"a": []}, ""),
        ({}, ""),
    ],
)
def test_forms(body: dict[str, Any], expected: str) -> None:
    """Forms repeat the name for each item of a list."""
    assert encode_form(body, {}) == expected.encode()


def test_forms_of_objects() -> None:
    """An object within a form is a JSON document (OpenAPI 3.1, section 4.8.14.4)."""
    body = encode_form({"a": {"b": [1, "c"]}}, {}).decode()
    assert [(k, json.loads(v)) for k, v in parse_qsl(body)] == [("a", {"b": [1, "c"]})]


def test_forms_of_models() -> None:
    """A model is sent by wire names."""
    assert encode_form(Thing(name="x", size=1), {}) == b"name=x&theSize=1"


def test_unset_alone_is_no_value() -> None:
    """UNSET never reaches the wire as a word."""
    assert isinstance(UNSET, Unset)
    for value in (UNSET, [UNSET]):
        with pytest.raises((TypeError, ValueError)):
            to_json(value)
