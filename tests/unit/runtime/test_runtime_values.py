"""Values as they came: the types of JSON told apart, digits and spellings kept, reports given once."""

from __future__ import annotations

import copy
import json
import logging
import pickle
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from enum import Enum
from typing import Annotated, Any, Literal
from uuid import UUID

import httpx2
import pytest
from pydantic import Field
from specloom.runtime.client import SyncClient
from specloom.runtime.decoding import Json
from specloom.runtime.digits import has_long_fraction, load_json, write_json
from specloom.runtime.encoding import encode_json, to_json
from specloom.runtime.enums import OpenEnum
from specloom.runtime.headers import decode_headers
from specloom.runtime.http import Headers, HttpRequest, HttpResponse
from specloom.runtime.models import Base64, DateTime, Model, TimeDelta
from specloom.runtime.operation import ApiDefinition, Operation
from specloom.runtime.parameters import encode_header, encode_query, expand_path

REQUEST = HttpRequest("GET", "https://api.example.com/thing")


class Level(int, OpenEnum):
    """An enumeration of integers."""

    LOW = 1


class Rate(float, OpenEnum):
    """An enumeration of numbers."""

    FIVE = 5
    HALF = 0.5


class Values(Model):
    """A property of each type."""

    whole: int | None = None
    number: float | None = None
    flag: bool | None = None
    text: str | None = None
    one: Literal[1, 2] | None = None
    yes: Literal[True] | None = None
    level: Level | None = None
    rate: Rate | None = None
    day: date | None = None
    when: DateTime | None = None
    at: time | None = None
    wait: TimeDelta | None = None
    key: UUID | None = None
    price: Decimal | None = None
    blob: Base64 | None = None
    either: float | str | None = None
    numbers: list[float] | None = None
    pair: tuple[float, str] | None = None
    by_key: Annotated[dict[str, float] | None, Field(alias="byKey")] = None
    inner: Values | None = None


def decode(type_: Any, content: str) -> tuple[Any, list[str]]:
    """Decode JSON text as a type: the value, and the paths that do not fit."""
    problems: list[str] = []
    body: Json[Any] = Json(lambda: type_)
    response = HttpResponse(200, Headers(), content.encode(), REQUEST)
    return body.decode(response, problems.extend), problems


@pytest.mark.parametrize(
    ("member", "text"),
    [
        ("whole", '"007"'), ("whole", "true"), ("whole", "5.5"), ("number", '"1.10"'), ("number", "true"),
        ("flag", "1"), ("flag", '"true"'), ("text", "1"), ("text", "true"), ("one", "true"), ("one", '"1"'),
        ("yes", "1"), ("level", "true"), ("level", '"1"'), ("rate", "true"), ("day", "1700000000"),
        ("day", '"2020-01-02T00:00:00"'), ("day", '"20200102"'), ("when", "1700000000"), ("when", '"1700000000"'),
        ("when", '"2020-01-02"'), ("when", '"2020-12-31T23:59:60Z"'), ("at", "17"), ("at", '"noon"'),
        ("wait", "5"), ("key", "5"), ("price", "1.5"), ("price", '"1_000"'), ("price", '"NaN"'), ("blob", "5"),
        ("blob", '"*"'), ("blob", '"aGl="'), ("either", "true"), ("numbers", '[1, "2"]'), ("number", "[1]"),
    ],
)  # fmt: skip
def test_json_types_are_told_apart(member: str, text: str) -> None:
    """What is of another type, or not of the format, is named, stays as it came, and costs no neighbour."""
    content = f'{{"day": "2020-01-02", "{member}": {text}, "inner": {{"key": "{UUID(int=7)}"}}}}'
    value, problems = decode(Values, content)
    assert [path.partition("[")[0] for path in problems] == [f"$.{member}"]
    assert value.inner.key == UUID(int=7)
    assert value.day == date(2020, 1, 2) or member == "day"
    assert repr(to_json(value)[member]) == repr(json.loads(text))


@pytest.mark.parametrize(
    ("member", "text"),
    [
        ("number", "5"), ("number", "5.0"), ("number", "-0.5"), ("number", "123456789012345678901234567890"),
        ("number", "0.1234567890123456789"), ("number", "1E+400"), ("numbers", "[1,2.0,1.00000000000000000001]"),
        ("byKey", '{"a":5,"b":98765432.10987654321}'), ("pair", '[5,"x"]'), ("pair", '[0.12345678901234567891,"x"]'),
        ("either", "5"), ("either", '"5"'), ("either", "12345678901234567890.5"), ("whole", "123456789012345678901"),
        ("rate", "5"), ("rate", "0.5"), ("rate", "7"), ("level", "9"), ("new", "0.1234567890123456789"),
        ("new", '[{"a":12345678901234.56789012}]'), ("inner", '{"number":0.1234567890123456789}'),
        ("when", '"2020-01-02T03:04:05"'), ("when", '"2020-01-02T03:04:05.1234567Z"'),
        ("when", '"2020-01-02t03:04:05.10z"'), ("when", '"2020-01-02 03:04+02:00"'), ("when", '"2020-01-02T03:04:05Z"'),
        ("at", '"03:04:05Z"'), ("at", '"03:04:05.1234567"'), ("at", '"03:04"'), ("wait", '"P1Y2M"'),
        ("price", '"1.10"'), ("price", '"1e5"'), ("price", '"+0.50"'), ("blob", '"aGk="'),
    ],
)  # fmt: skip
def test_what_fits_is_sent_as_it_came(member: str, text: str) -> None:
    """To the digit, also when it was copied or pickled."""
    content = f'{{"{member}":{text}}}'
    value, problems = decode(Values, content)
    assert problems == []
    for same in (value, copy.deepcopy(value), pickle.loads(pickle.dumps(value))):
        assert encode_json(same).decode() == content


def test_digits_beside_what_does_not_fit() -> None:
    """A body that is decoded step by step keeps its digits, too; 5.0 is an integer."""
    content = '{"whole":5.0,"text":1,"number":0.1234567890123456789,"new":12345678901234.56789012}'
    value, problems = decode(Values, content)
    assert problems == ["$.text"]
    assert (value.whole, type(value.whole)) == (5, int)
    assert sorted(encode_json(value).decode()) == sorted(content.replace("5.0", "5", 1))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("0.1", False), ("1234567890.123456", False), ("-122.41941550000001", False), ("0.1234567890123456789", True),
        ('"1.2.3.4.5.6.7.8.9.10.11"', False), ("12345678901234567890", False), ("0.10000000000000000000", False),
        ('{"id": 12345678901234567890, "n": 1.12345678901234567890e5}', True),
    ],
)  # fmt: skip
def test_long_fractions_are_found(text: str, expected: bool) -> None:
    """Only numbers that a float does not hold count."""
    assert has_long_fraction(text.encode()) is expected


def test_written_numbers_are_floats() -> None:
    """They count, and what is computed from them is a float."""
    number = load_json("0.1234567890123456789")
    assert number == 0.1234567890123456789
    assert type(number + 1) is float
    with pytest.raises(ValueError, match="JSON"):
        write_json(Decimal("NaN"))


def test_numbers_of_the_caller_are_sent_as_given() -> None:
    """An integer, a float, and a decimal with its digits, in models, mappings and URLs.

    A decimal for `number | string` is text: many servers read numbers as floats.
    """
    given: dict[str, Any] = {
        "number": 150.0,
        "numbers": [5, Decimal("1.10")],
        "either": Decimal("12345678901234567890.5"),
    }
    expected = b'{"number":150.0,"numbers":[5,1.10],"either":12345678901234567890.5}'
    assert encode_json(given) == expected
    as_text = expected.replace(b"12345678901234567890.5", b'"12345678901234567890.5"')
    assert sorted(encode_json(Values(**given))) == sorted(as_text)
    assert encode_json(given, lambda: Values) == as_text
    long = load_json("0.1234567890123456789")
    assert expand_path("/{a}/{b}", {"a": 5, "b": 150.0}) == "/5/150.0"
    assert encode_query({"a": Decimal("1.10"), "b": long}) == [
        ("a", "1.10"),
        ("b", "0.1234567890123456789"),
    ]
    assert encode_header([5, long]) == "5,0.1234567890123456789"
    with pytest.raises(ValueError, match="number"):
        Values(number="5")  # type: ignore[arg-type]


def test_what_is_computed_from_a_written_date_time_is_formatted() -> None:
    """Only the value that came has a spelling of its own."""
    value, _ = decode(Values, '{"when":"2020-01-02T03:04:05","at":"03:04"}')
    assert value.when == datetime(2020, 1, 2, 3, 4, 5, tzinfo=UTC)
    assert to_json(value.when + timedelta(days=1)) == "2020-01-03T03:04:05Z"
    assert to_json(value.when.replace(year=2021)) == "2021-01-02T03:04:05Z"
    assert to_json(copy.copy(value.when + timedelta(days=1))) == "2020-01-03T03:04:05Z"
    assert to_json(value.at.replace(hour=5)) == "05:04:00"


# --- strings whose type says what they are


class Part(Model):
    """Bytes of each kind, and a decimal that travels as text."""

    text: str | bytes | None = None
    blob: Base64 | None = None
    price: Decimal | None = None
    number: float | None = None
    parts: list[Part] | None = None
    by_key: Annotated[dict[str, Part] | None, Field(alias="byKey")] = None


def part() -> Any:
    """Return the type of the body."""
    return Part


def test_bytes_and_decimals_by_the_type_of_the_body() -> None:
    """Base64 only where the type says so, at every depth; a decimal is text only where the type says so."""
    members: dict[str, Any] = {
        "text": b"hi",
        "blob": b"hi",
        "price": Decimal("1.0"),
        "number": Decimal("1.0"),
    }
    wire = '"text":"hi","blob":"aGk=","price":"1.0","number":1.0'
    body = {**members, "parts": [members], "byKey": {"k": members}}
    expected = f'{{{wire},"parts":[{{{wire}}}],"byKey":{{"k":{{{wire}}}}}}}'
    assert encode_json(body, part).decode() == expected
    assert encode_json(Part(**members)).decode() == f"{{{wire}}}"
    assert encode_json({"free": b"hi"}) == b'{"free":"hi"}'


@pytest.mark.parametrize(
    "body", [{"text": b"\xff"}, {"parts": [{"text": b"\xff"}]}, Part(text=b"\xff"), Part(parts=[Part(text=b"\xff")])]
)  # fmt: skip
def test_bytes_that_are_no_text_are_refused_by_name(body: Any) -> None:
    """JSON has no other way to hold them."""
    with pytest.raises(ValueError, match="'text' cannot be sent as JSON"):
        encode_json(body, part)


# --- header fields


class Numbered(Model):
    """An object in a header field."""

    number: float | None = None


class Fields(Model):
    """Header fields of each type."""

    count: int | None = None
    rate: float | None = None
    flag: bool | None = None
    ids: list[int] | None = None
    limits: dict[str, int] | None = None
    inner: Numbered | None = None
    when: DateTime | None = None
    day: date | None = None


def test_header_fields_are_text_that_is_read() -> None:
    """Numbers and booleans are read from text, leniently; what is neither stays text."""
    headers = Headers(
        {"count": "007", "rate": "5", "flag": "true", "ids": "1,2", "limits": "a=1,b=2", "inner": "number,5", "when": "Tue, 21 Jul 2020 17:32:28 GMT", "day": "soon"}
    )  # fmt: skip
    found = decode_headers(headers, Fields)
    assert (found.count, found.rate, type(found.rate), found.flag) == (7, 5, int, True)
    assert (found.ids, found.limits, found.day) == ([1, 2], {"a": 1, "b": 2}, "soon")
    assert found.inner == Numbered(number=5)
    assert found.when == datetime(2020, 7, 21, 17, 32, 28, tzinfo=UTC)


# --- reports


def test_each_place_is_reported_once(caplog: pytest.LogCaptureFixture) -> None:
    """For an operation, whatever the number of responses and of items; another place is new."""
    contents = [
        {"numbers": ["a", 1, "b"]}, {"numbers": [1, 2, "c"]}, {"numbers": ["a"], "text": 1}, {"text": 2}
    ]  # fmt: skip
    answers = iter(contents + contents[:1])
    transport = httpx2.MockTransport(lambda _: httpx2.Response(200, json=next(answers)))
    client = SyncClient(
        ApiDefinition(user_agent="test"),
        base_url="https://api.example.com",
        schemes={},
        http_client=httpx2.Client(transport=transport),
    )
    body: Json[Values] = Json(lambda: Values)
    operations: list[Operation[Values]] = [
        Operation(id=name, method="GET", path="/", responses={"200": body}) for name in "ab"
    ]
    call: Callable[..., Values] = client.call
    with caplog.at_level(logging.WARNING):
        for _ in contents:
            call(operations[0], options=None)
        call(operations[1], options=None)
    assert [record.getMessage().rpartition(" ")[2] for record in caplog.records] == [
        "$.numbers[*]", "$.text", "$.numbers[*]"
    ]  # fmt: skip


def test_members_of_enumerations_of_numbers() -> None:
    """A property that is written as an integer is sent as one."""
    assert [write_json(to_json(member)) for member in (Rate.FIVE, Rate.HALF)] == ["5", "0.5"]
    assert isinstance(Rate.FIVE, Enum)
