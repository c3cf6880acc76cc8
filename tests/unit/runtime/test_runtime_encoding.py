"""Python values to JSON values, and to bodies in each media type."""

from __future__ import annotations

import json
import uuid
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta, timezone
from decimal import Decimal
from enum import Enum, IntEnum, StrEnum
from typing import Annotated, Any, Literal
from urllib.parse import parse_qsl

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import Field, TypeAdapter
from specloom.runtime.digits import write_json
from specloom.runtime.encoding import encode_body, encode_json, format_duration, to_json
from specloom.runtime.enums import OpenEnum
from specloom.runtime.forms import encode_form
from specloom.runtime.models import Base64, DateTime, Model, TimeDelta
from specloom.runtime.places import BodyPlace
from specloom.runtime.unset import UNSET, Unset
from specloom.runtime.written import WrittenNumber, read_date_time, read_decimal


class Letter(Enum):
    """An enumeration of strings."""

    A = "a"


class Half(float, OpenEnum):
    """An enumeration of numbers, to which servers add some."""

    HALF = 0.5
    WHOLE = 1


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


@pytest.mark.parametrize("type_", [Base64, Base64 | None])
def test_a_json_body_that_is_base64(type_: Any) -> None:
    """A whole body that is base64 in JSON is encoded, as a property is; not so in another media type."""
    assert encode_body(b"\x00", "application/json", lambda: type_) == b'"AA=="'
    assert encode_body(b"\x00", "application/octet-stream", lambda: type_) == b"\x00"
    assert encode_body(b'{"data":"AA=="}', "application/json", lambda: Sent) == b'{"data":"AA=="}'


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


# --- models in one step


class Sent(Model):
    """A model with fields of every kind, so that a value may fit or not."""

    text: str | None = None
    count: int | None = None
    flag: bool | None = None
    number: Annotated[float | None, Field(alias="theNumber")] = None
    one: Literal[1] = 1
    few: Literal[1, 2] | None = None
    letter: Letter | None = None
    digit: Number | None = None
    half: Half | None = None
    data: Base64 | None = None
    binary: bytes | None = None
    at: DateTime | None = None
    day: date | None = None
    clock: time | None = None
    lasting: TimeDelta | None = None
    amount: Decimal | None = None
    key: Annotated[uuid.UUID | None, Field(alias="theKey")] = None
    either: int | str | None = None
    anything: Any = None
    counts: list[int] | None = None
    numbers: dict[str, float] | None = None
    inner: Annotated[Sent | None, Field(alias="theInner")] = None
    inners: list[Sent] | None = None
    pair: tuple[int, Sent] | None = None


class Kept(Sent):
    """One with properties that are not sent."""

    __read_only__ = frozenset({"text", "theNumber"})


FIELDS = [name for name in Sent.model_fields if name != "one"]
SCALARS = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.integers(min_value=2**62, max_value=2**70),
    st.floats(),
    st.floats(min_value=-1e17, max_value=1e17),
    st.text(),
    st.sampled_from(["\ud800", "\x00", "\u2028", '"', "é"]),
    st.binary(max_size=4),
    st.sampled_from([Letter.A, TextLetter.A, Number.ONE, Half.WHOLE, Half(0.5), UNSET]),
    st.decimals(allow_nan=False, allow_infinity=False, places=2),
    st.sampled_from(["1e5", "0.123456789012345678901", "1e400"]).map(WrittenNumber.of),
    st.sampled_from(["1e5", "1.50"]).map(read_decimal),
    st.sampled_from(["2026-01-02T03:04:05", "2026-01-02T03:04:05.123456789Z"]).map(read_date_time),
    st.datetimes(timezones=st.sampled_from([None, UTC])),
    st.dates(),
    st.times(),
    st.timedeltas(),
    st.uuids(),
)


def _model(values: dict[str, Any]) -> Sent:
    """Return a model that holds values as lenient decoding leaves them: of any type, and unknown ones."""
    known = {name: value for name, value in values.items() if name in FIELDS}
    made = (Kept if "day" in values else Sent)()
    made.__dict__.update(known)
    made.__pydantic_fields_set__.update(values)
    made.__pydantic_extra__ = {  # a property may be called like a field in Python
        name: value for name, value in values.items() if name not in known or name == "number"
    }
    return made


VALUES = st.recursive(
    SCALARS,
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.tuples(inner, inner),
        st.dictionaries(st.text(max_size=2), inner, max_size=3),
        st.dictionaries(st.sampled_from([*FIELDS, "theNumber", "other"]), inner, max_size=4).map(
            _model
        ),
    ),
    max_leaves=8,
)
FITTING = st.builds(
    Sent,
    text=st.text(),
    count=st.integers(),
    flag=st.booleans(),
    number=st.floats(allow_nan=False, allow_infinity=False),
    letter=st.sampled_from(Letter),
    half=st.sampled_from(Half),
    data=st.binary(max_size=4),
    at=st.datetimes(timezones=st.just(UTC)),
    amount=st.decimals(allow_nan=False, allow_infinity=False),
    counts=st.lists(st.integers(), max_size=3),
)


def outcome(encode: Callable[[], bytes]) -> Any:
    """Return what encoding leads to: the bytes, or the class of the error and what it says."""
    try:
        return encode()
    except (
        Exception
    ) as error:  # pydantic has errors of its own for what is no model where one should be
        return type(error), str(error)


def in_two_steps(value: Any) -> bytes:
    """Encode a value by way of JSON values, as every value was before there was a way in one step."""
    data = to_json(value, BodyPlace())
    try:
        return write_json(data).encode()
    except UnicodeEncodeError:
        return write_json(data, ascii_only=True).encode()


@settings(max_examples=150)
@given(
    st.one_of(
        VALUES,
        FITTING,
        st.dictionaries(st.one_of(st.text(max_size=2), st.integers()), FITTING, max_size=2),
    )
)
def test_one_step_gives_the_bytes_of_two(value: Any) -> None:
    """Or the same error: whatever is in a model, and whatever models are in."""
    assert outcome(lambda: encode_json(value)) == outcome(lambda: in_two_steps(value))


ODD = [
    *(None, True, False, 0, 1, -5, 2**53 + 1, 2**64, 2**80, 0.0, -0.0, 1.0, 1.5, 1e-5, 1e15, 1e16, 1e22, 5e-324),
    *(float("nan"), float("-inf"), "", "a", "1", "\ud800", "\x7f\x1f", b"", b"\xff", Letter.A, TextLetter.A),
    *(Number.ONE, Half.WHOLE, Half.HALF, Half(0.25), Decimal("1.50"), Decimal("NaN"), UNSET, uuid.UUID(int=1)),
    *(WrittenNumber.of("1e400"), read_decimal("1e5"), date(2026, 1, 2), time(1, 2), timedelta(days=1.5)),
    *(datetime(2026, 1, 2), read_date_time("2026-01-02T03:04:05"), [], [True, 1], (1, None), {}, {"a": True}),
    *(Sent(), Kept(text="a"), Sent(text="b", other=1), object(), {1, 2}),
]  # fmt: skip


@pytest.mark.parametrize("name", [*FIELDS, "one", "other"])
def test_one_step_gives_the_bytes_of_two_for_every_kind(name: str) -> None:
    """Whatever a field holds: a value of its type or of another, alone and in a list or a mapping."""
    for value in ODD:
        for held in (value, [value], {"a": value}):
            model = _model({name: held})
            if name == "one":
                model.__dict__[name] = held
            assert outcome(lambda m=model: encode_json(m)) == outcome(
                lambda m=model: in_two_steps(m)
            )


def test_plain_models_are_written_in_one_step(monkeypatch: pytest.MonkeyPatch) -> None:
    """Also with unknown properties, and within the mapping that arguments are."""
    monkeypatch.setattr("specloom.runtime.encoding.to_json", None)
    model = Sent(text="é", number=1.5, inners=[Sent(count=2, at=datetime(2026, 1, 2, tzinfo=UTC))])
    sent = Sent.model_validate({"other": {"a": [1]}, "theInner": model})
    inner = encode_json(model)
    assert json.loads(inner) == {
        "text": "é",
        "theNumber": 1.5,
        "one": 1,
        "inners": [{"count": 2, "one": 1, "at": "2026-01-02T00:00:00Z"}],
    }
    assert json.loads(encode_json(sent)) == {
        "one": 1,
        "theInner": json.loads(inner),
        "other": {"a": [1]},
    }


def test_a_model_that_refers_to_itself_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("specloom.runtime.model_text._MOST_PARTS", 100)
    model = Sent(text="a")
    model.inner = model
    with pytest.raises(ValueError, match="Circular reference"):
        encode_json(model)


@pytest.mark.parametrize("name", ["count", "one", "few", "digit", "number", "either", "anything"])
def test_true_is_not_sent_as_one(name: str) -> None:
    """Where an integer is declared and the server sent true."""
    model = Sent()
    model.__dict__[name] = True
    model.__pydantic_fields_set__.add(name)
    assert json.loads(encode_json(model)) | {"one": True} == {
        **Sent.model_construct().model_dump(exclude_unset=True),
        "one": True,
        "theNumber" if name == "number" else name: True,
    }
    assert b"true" in encode_json(model)
