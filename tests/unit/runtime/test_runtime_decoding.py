"""Responses to typed values: what fits is typed, what does not is kept, and somebody is told."""

from __future__ import annotations

import functools
import json
import logging
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Annotated, Any, Literal

import httpx2
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import Field
from specloom.runtime import fitting
from specloom.runtime.client import SyncClient
from specloom.runtime.decoding import Binary, Empty, Json, PlainText, ResponseBody
from specloom.runtime.encoding import to_json
from specloom.runtime.errors import ClientError, ResponseDecodeError, ResponseValidationError
from specloom.runtime.fitting import fit
from specloom.runtime.http import Headers, HttpRequest, HttpResponse
from specloom.runtime.models import Base64, DateTime, Model
from specloom.runtime.operation import ApiDefinition, Operation

REQUEST = HttpRequest("GET", "https://api.example.com/thing")


class Inner(Model):
    """An object within another."""

    inner_id: Annotated[int, Field(alias="innerId")]
    note: str | None = None


class Thing(Model):
    """An object with properties that may not fit."""

    name: str
    size: Annotated[int | None, Field(alias="theSize")] = None
    when: DateTime | None = None
    day: date | None = None
    blob: Base64 | None = None
    kind: Literal["a", "b"] | str | None = None
    inner: Inner | None = None
    many: list[Inner] | None = None
    by_key: Annotated[dict[str, Inner] | None, Field(alias="byKey")] = None
    either: Inner | list[int] | None = None


class Moments(Model):
    """Required properties of other kinds than text."""

    start: DateTime
    blob: Base64


class Crossed(Model):
    """A property whose wire name is the Python name of another one."""

    foo_bar: Annotated[str | None, Field(alias="fooBar")] = None
    foo_bar_2: Annotated[str | None, Field(alias="foo_bar")] = None
    number: int | None = None


class CrossedBack(Model):
    """The same, declared the other way round."""

    foo_bar_2: Annotated[str | None, Field(alias="foo_bar")] = None
    foo_bar: Annotated[str | None, Field(alias="fooBar")] = None
    number: int | None = None


class Node(Model):
    """An object that holds itself."""

    value: int | None = None
    children: list[Node] | None = None


def response(content: bytes, content_type: str = "application/json") -> HttpResponse:
    """Return a response with a body."""
    return HttpResponse(200, Headers({"content-type": content_type}), content, REQUEST)


def refuse(problems: list[str]) -> None:
    """Ignore a report."""
    raise AssertionError(problems)


def decode(type_: Any, data: Any) -> tuple[Any, list[str]]:
    """Decode JSON data as a type: the value, and the paths that do not fit."""
    problems: list[str] = []
    body: Json[Any] = Json(lambda: type_)
    return body.decode(response(json.dumps(data).encode()), problems.extend), problems


# --- what fits


def test_an_answer_that_fits() -> None:
    """Properties are typed, by their Python names."""
    thing, problems = decode(
        Thing,
        {"name": "x", "theSize": 1, "inner": {"innerId": 2}, "byKey": {"k": {"innerId": 3}}},
    )
    assert problems == []
    assert thing == Thing(
        name="x", size=1, inner=Inner(inner_id=2), by_key={"k": Inner(inner_id=3)}
    )


@pytest.mark.parametrize(
    ("type_", "data"),
    [
        (list[Inner], [{"innerId": 1}]),
        (dict[str, Inner], {"a": {"innerId": 1}}),
        (Inner | None, None),
        (Inner | None, {"innerId": 1}),
        (int | str, "1"),
        (int, 5),
        (Any, {"a": [1]}),
        (Literal["a"] | str, "new"),
    ],
)
def test_types_other_than_models(type_: Any, data: Any) -> None:
    """Lists, maps, choices and scalars are responses too."""
    value, problems = decode(type_, data)
    assert problems == []
    assert to_json(value) == data


def test_null_and_absent_are_told_apart() -> None:
    """Null for an optional property is None, and goes back as null; absent stays absent."""
    for data in ({"name": "x"}, {"name": "x", "theSize": None, "inner": None}):
        thing, problems = decode(Thing, data)
        assert problems == []
        assert (thing.size, thing.inner) == (None, None)
        assert to_json(thing) == data


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2020-07-21T17:32:28Z", datetime(2020, 7, 21, 17, 32, 28, tzinfo=UTC)),
        ("2020-07-21T17:32:28", datetime(2020, 7, 21, 17, 32, 28, tzinfo=UTC)),
        (
            "2020-07-21T17:32:28.5+02:00",
            datetime(2020, 7, 21, 17, 32, 28, 500000, tzinfo=timezone(timedelta(hours=2))),
        ),
        ("2020-07-21T17:32:28+0200", datetime(2020, 7, 21, 15, 32, 28, tzinfo=UTC)),
    ],
)
def test_date_times_are_aware(text: str, expected: datetime) -> None:
    """A date-time without an offset is read as UTC."""
    thing, problems = decode(Thing, {"name": "x", "when": text})
    assert problems == []
    assert thing.when == expected
    assert thing.when.utcoffset() is not None


def test_a_date_is_not_shifted() -> None:
    """A date is the day that it says."""
    thing, problems = decode(Thing, {"name": "x", "day": "2020-07-21"})
    assert (thing.day, problems) == (date(2020, 7, 21), [])
    assert to_json(thing) == {"name": "x", "day": "2020-07-21"}


def test_octets_in_base64() -> None:
    """Bytes come decoded, and go back encoded."""
    thing, problems = decode(Thing, {"name": "x", "blob": "AP8="})
    assert (thing.blob, problems) == (b"\x00\xff", [])
    assert to_json(thing) == {"name": "x", "blob": "AP8="}


def test_a_deep_answer() -> None:
    """Objects that hold themselves are decoded all the way down."""
    data: dict[str, Any] = {"value": 0}
    for level in range(1, 100):
        data = {"value": level, "children": [data]}
    node, problems = decode(Node, data)
    assert problems == []
    assert to_json(node) == data


# --- what nobody knows


def test_unknown_members_survive() -> None:
    """Properties that the description lacks are kept, at every depth, and sent back."""
    data = {
        "name": "x",
        "new": {"a": [1, None]},
        "inner": {"innerId": 1, "more": True},
        "many": [{"innerId": 1, "more": 1}],
    }
    thing, problems = decode(Thing, data)
    assert problems == []
    assert thing.model_extra == {"new": {"a": [1, None]}}
    assert thing.inner.model_extra == {"more": True}
    assert to_json(thing) == data


def test_unknown_values_of_an_enumeration_survive() -> None:
    """Servers add values."""
    thing, problems = decode(Thing, {"name": "x", "kind": "c"})
    assert (thing.kind, problems) == ("c", [])
    assert to_json(thing) == {"name": "x", "kind": "c"}


@pytest.mark.parametrize("name", ["size", "by_key", "inner_id", "model_extra", "__class__", "self"])
def test_unknown_members_with_a_python_name(name: str) -> None:
    """A wire property that is called as a field, or an attribute, of the model is not taken for it."""
    for data in ({"name": "x", name: "y"}, {"name": 5, name: "y"}):
        thing, _ = decode(Thing, data)
        assert (thing.size, thing.by_key) == (None, None)
        assert type(thing) is Thing
        assert to_json(thing) == data


@pytest.mark.parametrize("name", ["x", 5], ids=["fits", "does-not-fit"])
def test_a_member_beside_its_python_name(name: Any) -> None:
    """An unknown property that is called as a field does not keep that field from being sent back."""
    data = {"name": name, "theSize": 5, "size": "y"}
    thing, _ = decode(Thing, data)
    assert thing.size == 5
    assert to_json(thing) == data


@pytest.mark.parametrize("model", [Crossed, CrossedBack])
@pytest.mark.parametrize("number", [1, "no number"], ids=["fits", "does-not-fit"])
@pytest.mark.parametrize(
    "members", [{"fooBar": "A", "foo_bar": "B"}, {"fooBar": "A"}, {"foo_bar": "B"}]
)
def test_wire_names_and_python_names_are_not_confused(
    model: type[Crossed | CrossedBack], number: Any, members: dict[str, str]
) -> None:
    """A wire name that is another field's Python name fills its own field, whether the response fits or not."""
    value, _ = decode(model, {**members, "number": number})
    assert (value.foo_bar, value.foo_bar_2) == (members.get("fooBar"), members.get("foo_bar"))
    assert to_json(value) == {**members, "number": number}


# --- what does not fit


@pytest.mark.parametrize(
    ("data", "paths"),
    [
        ({"name": 5}, ["$.name"]),
        ({"name": "x", "theSize": "big"}, ["$.theSize"]),
        ({"name": "x", "when": "yesterday"}, ["$.when"]),
        ({"name": "x", "day": "2020-13-45"}, ["$.day"]),
        ({"name": "x", "blob": "*"}, ["$.blob"]),
        ({"name": "x", "inner": "text"}, ["$.inner"]),
        ({"name": "x", "inner": {"innerId": "text"}}, ["$.inner.innerId"]),
        ({"name": "x", "many": {"a": 1}}, ["$.many"]),
        ({"name": "x", "many": [{"innerId": 1}, {"innerId": []}, 7]}, ["$.many[1].innerId", "$.many[2]"]),
        ({"name": "x", "byKey": {"k": {"innerId": {}}}}, ["$.byKey.k.innerId"]),
        ({"name": "x", "either": {"innerId": "x"}}, ["$.either.innerId"]),
        ({"name": "x", "either": "x"}, ["$.either"]),
        ({"name": None, "theSize": []}, ["$.name", "$.theSize"]),
    ],
)  # fmt: skip
def test_what_does_not_fit_is_kept(data: dict[str, Any], paths: list[str]) -> None:
    """The part that does not fit is named and keeps its JSON; the rest is typed; all goes back as it came."""
    thing, problems = decode(Thing, data)
    assert sorted(problems) == sorted(paths)
    assert isinstance(thing, Thing)
    assert to_json(thing) == data


def test_the_rest_is_typed() -> None:
    """A fault in one property leaves the others typed."""
    thing, problems = decode(
        Thing,
        {"name": 5, "when": "2020-07-21T17:32:28", "many": [{"innerId": 1}], "byKey": {"k": 1}},
    )
    assert thing.when == datetime(2020, 7, 21, 17, 32, 28, tzinfo=UTC)
    assert thing.many == [Inner(inner_id=1)]
    assert thing.by_key == {"k": 1}
    assert sorted(problems) == ["$.byKey.k", "$.name"]


@pytest.mark.parametrize(
    ("model", "data", "missing"),
    [
        (Thing, {}, {"name": "$.name"}),
        (Thing, {"theSize": 1}, {"name": "$.name"}),
        (Moments, {}, {"start": "$.start", "blob": "$.blob"}),
        (Inner, {"note": "x", "new": 1}, {"inner_id": "$.innerId"}),
    ],
)
def test_a_missing_member_is_none(
    model: Any, data: dict[str, Any], missing: dict[str, str]
) -> None:
    """A required property that is missing reads as None, is named, and is not sent back."""
    value, problems = decode(model, data)
    assert sorted(problems) == sorted(missing.values())
    assert [getattr(value, name) for name in missing] == [None] * len(missing)
    assert to_json(value) == data
    repr(value)


@pytest.mark.parametrize(
    ("type_", "data", "paths"),
    [
        (list[Inner], {"a": 1}, ["$"]),
        (list[Inner], [1], ["$[0]"]),
        (Inner, [1], ["$"]),
        (Inner, None, ["$"]),
        (dict[str, int], {"a": 1, "b": "x"}, ["$.b"]),
        (int, "many", ["$"]),
    ],
)
def test_other_answers_that_do_not_fit(type_: Any, data: Any, paths: list[str]) -> None:
    """What is not an object at all is returned as it came."""
    value, problems = decode(type_, data)
    assert problems == paths
    assert to_json(value) == data


JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=6,
)
MEMBERS = st.dictionaries(
    st.sampled_from(
        ["name", "theSize", "when", "day", "blob", "kind", "inner", "many", "byKey", "either"]
    )
    | st.text(),
    JSON | st.fixed_dictionaries({}, optional={"innerId": JSON, "note": JSON, "x": JSON}),
)


@settings(max_examples=300, derandomize=True, database=None)
@given(data=MEMBERS)
def test_any_answer_is_an_answer(data: dict[str, Any]) -> None:
    """Whatever the server sends, the call returns it, every property in its place."""
    thing, _ = decode(Thing, data)
    sent = to_json(thing)
    assert set(sent) == set(data)
    assert {name: sent[name] for name in ("name", "kind") if name in data} == {
        name: data[name] for name in ("name", "kind") if name in data
    }


class Things(Model):
    """Lists, maps and pairs of objects that may not fit."""

    listed: list[Thing] | None = None
    mapped: dict[str, list[Thing]] | None = None
    paired: tuple[Thing, Inner] | None = None


@settings(max_examples=200, derandomize=True, database=None)
@given(
    data=st.fixed_dictionaries(
        {},
        optional={
            "listed": st.lists(MEMBERS, max_size=4),
            "mapped": st.dictionaries(st.text(), st.lists(MEMBERS, max_size=2), max_size=2),
            "paired": st.lists(MEMBERS, min_size=2, max_size=2),
        },
    )
)
def test_what_fits_is_the_same_part_by_part(data: dict[str, Any]) -> None:
    """Knowing where data does not fit saves work, and changes nothing."""

    def part_by_part(type_: Any, data: Any, path: str, problems: list[str], *_: Any) -> Any:
        return fit(type_, data, path, problems)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(fitting, "fit", part_by_part)
        problems: list[str] = []
        expected = fit(Things, data, "$", problems)
    assert decode(Things, data) == (expected, problems)


@pytest.mark.parametrize(
    ("content", "content_type", "reason"),
    [
        (b"<html>busy</html>", "text/html; charset=utf-8", "not JSON but text/html"),
        (b"<html>busy</html>", "application/json", "not JSON"),
        (b"", "application/json", "empty"),
        (b" \n", "application/json", "empty"),
        (b'{"name": ', "application/json", "not JSON"),
        (b"\xff", "application/json", "not JSON"),
        (b'{"name": "\xe9"}', "application/json; charset=undefined", "not JSON"),
        (b'data: {"name": "x"}\n\n', "text/event-stream", "not JSON but text/event-stream"),
        (b'{"name": "x"}{"name": "y"}', "application/jsonl", "not JSON"),
        (b"[" * 100_000 + b"]" * 100_000, "application/json", "nested too deeply"),
        (b'{"name":' * 100_000 + b"1" + b"}" * 100_000, "application/json", "nested too deeply"),
    ],
    ids=range(11),
)
def test_a_body_that_is_not_json(content: bytes, content_type: str, reason: str) -> None:
    """A body that is not JSON fits no schema: it is an error with everything that came."""
    problems: list[str] = []
    body: Json[Any] = Json(lambda: Thing)
    with pytest.raises(ResponseDecodeError, match=reason) as caught:
        body.decode(response(content, content_type), problems.extend)
    assert isinstance(caught.value, ClientError)
    assert (caught.value.status, caught.value.content) == (200, content)
    assert caught.value.headers["content-type"] == content_type
    assert caught.value.request is REQUEST
    assert problems == []


def test_nested_json_within_the_interpreter_s_limit_is_kept() -> None:
    """A depth that pydantic refuses and Python takes."""
    data = functools.reduce(lambda inner, _: [inner], range(300), 1)  # type: ignore[arg-type,return-value]
    assert decode(Any, data) == (data, [])


def test_an_empty_body_may_stand_for_null() -> None:
    """Where the schema takes null, nothing is required."""
    for type_ in (Thing | None, Any):
        body: Json[Any] = Json(functools.partial(_same, type_))
        assert body.decode(response(b""), refuse) is None


@pytest.mark.parametrize(
    ("encoding", "content_type"),
    [
        ("latin-1", "application/json; charset=iso-8859-1"),
        ("cp1252", 'application/json;Charset="windows-1252"'),
        ("shift_jis", "application/json; charset=shift_jis"),
        ("utf-16", "application/json"),
        ("utf-16-le", "application/json; charset=utf-16"),
        ("utf-32-be", "application/json"),
        ("utf-8", "application/json; charset=iso-8859-1"),
        ("utf-8", "application/json; charset=no-such"),
    ],
)
def test_json_in_a_declared_character_set(encoding: str, content_type: str) -> None:
    """JSON is UTF-8 (RFC 8259, section 8.1); what is not is read as the response says."""
    text = "\u65e5\u672c" if encoding == "shift_jis" else "caf\u00e9"
    content = json.dumps({"name": text}, ensure_ascii=False).encode(encoding)
    body: Json[Any] = Json(lambda: Thing)
    assert body.decode(response(content, content_type), refuse) == Thing(name=text)


def _same(type_: Any) -> Any:
    return type_


@pytest.mark.parametrize("content", [b'"\\ud800"', b'{"name": "\\ud800"}'])
def test_a_lone_surrogate_is_an_answer(content: bytes) -> None:
    """JSON may hold what UTF-8 cannot."""
    problems: list[str] = []
    for type_ in (str, Thing):
        body: Json[Any] = Json(functools.partial(_same, type_))
        body.decode(response(content), problems.extend)


def test_a_byte_order_mark_is_no_problem() -> None:
    """Some servers put one before the JSON (RFC 8259, section 8.1, lets readers ignore it)."""
    body: Json[Any] = Json(lambda: Thing)
    content = b"\xef\xbb\xbf" + b'{"name": "x"}'
    assert body.decode(response(content), lambda problems: None) == Thing(name="x")


# --- other bodies


@pytest.mark.parametrize(
    ("body", "content_type", "content", "expected"),
    [
        (Empty(), "application/json", b"{}", None),
        (Binary(), "image/png", b"\x00\xff", b"\x00\xff"),
        (PlainText(), "text/plain", "\u00e9".encode(), "\u00e9"),
        (PlainText(), "text/plain; charset=iso-8859-1", b"\xe9", "\u00e9"),
        (PlainText(), 'text/plain; charset="UTF-8"; x=y', "\u00e9".encode(), "\u00e9"),
        (PlainText(), "text/plain; Charset=ISO-8859-1", b"\xe9", "\u00e9"),
        (PlainText(), "text/plain; charset=no-such", "\u00e9".encode(), "\u00e9"),
        (PlainText(), "text/plain; charset=hex", b"ab", "ab"),
        (PlainText(), "text/plain; charset=undefined", b"ab", "ab"),
        (PlainText(), "text/plain; charset=idna", b"ab", "ab"),
        (PlainText(), "text/plain; charset=punycode", b"ab\xff", "ab\ufffd"),
        (PlainText(), "text/plain; charset=a\0b", b"ab", "ab"),
        (PlainText(), "text/plain; charset=", b"ab", "ab"),
        (PlainText(), "", b"\xff", "\ufffd"),
    ],
)
def test_bodies_without_json(
    body: ResponseBody[Any], content_type: str, content: bytes, expected: Any
) -> None:
    """Nothing, bytes, and text in the character set that is named."""
    assert body.decode(response(content, content_type), refuse) == expected


# --- who is told


def client(content: bytes, *, strict: bool) -> SyncClient:
    """Return a client of an API that always returns the same."""
    transport = httpx2.MockTransport(lambda _: httpx2.Response(200, content=content))
    return SyncClient(
        ApiDefinition(user_agent="test"),
        base_url="https://api.example.com",
        schemes={},
        http_client=httpx2.Client(transport=transport),
        strict_responses=strict,
    )


GET_THING: Operation[Thing] = Operation(
    id="GetThing", method="GET", path="/thing", responses={"200": Json(lambda: Thing)}
)
WRONG = b'{"theSize": "big", "inner": {"innerId": "x"}}'


def test_one_record_names_the_paths(caplog: pytest.LogCaptureFixture) -> None:
    """A lenient client logs one warning, with the operation and every path."""
    with caplog.at_level(logging.WARNING):
        thing = client(WRONG, strict=False).call(GET_THING, options=None)
    assert thing.size == "big"  # type: ignore[comparison-overlap]
    (record,) = caplog.records
    assert record.levelno == logging.WARNING
    message = record.getMessage()
    assert all(
        part in message for part in ("GetThing", "$.name", "$.theSize", "$.inner.innerId")
    ), message


def test_a_log_record_is_short(caplog: pytest.LogCaptureFixture) -> None:
    """A long list of faults does not flood the log."""
    wrong = json.dumps({"name": "x", "many": [1] * 10_000}).encode()
    with caplog.at_level(logging.WARNING):
        client(wrong, strict=False).call(GET_THING, options=None)
    (record,) = caplog.records
    assert len(record.getMessage()) < 1000


def test_what_fits_is_not_logged(caplog: pytest.LogCaptureFixture) -> None:
    """There is nothing to say about a good response."""
    with caplog.at_level(logging.INFO):
        client(b'{"name": "x", "new": 1}', strict=False).call(GET_THING, options=None)
    assert [record for record in caplog.records if not record.name.startswith("httpx2")] == []


@pytest.mark.parametrize(
    ("content", "paths"),
    [
        (WRONG, {"$.name", "$.theSize", "$.inner.innerId"}),
        (b"[]", {"$"}),
    ],
)
def test_a_strict_client_raises(content: bytes, paths: set[str]) -> None:
    """`strict_responses=True` makes it an error, with the paths."""
    with pytest.raises(ResponseValidationError) as caught:
        client(content, strict=True).call(GET_THING, options=None)
    assert set(caught.value.paths) == paths
    assert all(path in str(caught.value) for path in paths)
    error = caught.value
    assert (error.status, error.content, error.request.method) == (200, content, "GET")
    assert error.headers["content-length"] == str(len(content))


def test_a_strict_client_takes_what_fits() -> None:
    """Strict is about the schema: unknown properties and values are not faults."""
    content = b'{"name": "x", "new": 1, "kind": "c"}'
    thing = client(content, strict=True).call(GET_THING, options=None)
    assert to_json(thing) == json.loads(content)


def test_types_are_loaded_late() -> None:
    """The type is asked for when the first response is decoded, and then once."""
    asked: list[int] = []

    def factory() -> Any:
        asked.append(1)
        return Thing

    body: Json[Thing] = Json(factory)
    assert asked == []
    report: Callable[[list[str]], None] = refuse
    for _ in range(2):
        body.decode(response(b'{"name": "x"}'), report)
    assert asked == [1]
