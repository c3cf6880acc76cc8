"""How parameters are laid out: the whole table of OpenAPI 3.1, section 4.8.12.3, and what may go wrong in a URL."""

from __future__ import annotations

import uuid
from datetime import UTC, date, datetime, time
from decimal import Decimal
from enum import Enum
from typing import Annotated, Any
from urllib.parse import parse_qsl, unquote, urlsplit

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import Field
from specloom.runtime.models import Model
from specloom.runtime.parameters import (
    Style,
    encode_cookies,
    encode_header,
    encode_query,
    expand_path,
    scalar,
)
from specloom.runtime.unset import UNSET

STRING = "blue"
ARRAY = ["blue", "black", "brown"]
OBJECT = {"R": 100, "G": 200, "B": 150}


class Colour(Model):
    """The table's object as a model, with a name of its own."""

    red: Annotated[int, Field(alias="R")]
    G: int
    B: int


MODEL = Colour(red=100, G=200, B=150)


def query(name: str, value: Any, style: Style) -> str:
    """Return the query that one parameter makes."""
    return "&".join(f"{key}={text}" for key, text in encode_query({name: value}, {name: style}))


# --- the table (that of 3.1.1, which agrees with RFC 6570 where 3.1.0 did not)

TABLE = [
    # style, explode, empty, string, array, object
    ("matrix", False, ";color", ";color=blue", ";color=blue,black,brown", ";color=R,100,G,200,B,150"),
    ("matrix", True, ";color", ";color=blue", ";color=blue;color=black;color=brown", ";R=100;G=200;B=150"),
    ("label", False, None, ".blue", ".blue,black,brown", ".R,100,G,200,B,150"),
    ("label", True, None, ".blue", ".blue.black.brown", ".R=100.G=200.B=150"),
    ("simple", False, None, "blue", "blue,black,brown", "R,100,G,200,B,150"),
    ("simple", True, None, "blue", "blue,black,brown", "R=100,G=200,B=150"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("name", "explode", "string", "array", "members"), [(*row[:2], *row[3:]) for row in TABLE]
)
def test_path_table(name: Any, explode: bool, string: str, array: str, members: str) -> None:
    """Path parameters: simple, label and matrix."""
    style = {"color": Style(name, explode)}
    for value, expected in ((STRING, string), (ARRAY, array), (OBJECT, members), (MODEL, members)):
        assert expand_path("/x/{color}", {"color": value}, style) == f"/x/{expected}"


@pytest.mark.parametrize(("name", "explode", "expected"), [row[:3] for row in TABLE])
def test_path_table_empty(name: Any, explode: bool, expected: str | None) -> None:
    """An empty path value addresses another resource, so it is refused; `;color` shows that it is there."""
    style = {"color": Style(name, explode)}
    if expected is None:
        with pytest.raises(ValueError, match="color"):
            expand_path("/x/{color}", {"color": ""}, style)
    else:
        assert expand_path("/x/{color}", {"color": ""}, style) == f"/x/{expected}"


@pytest.mark.parametrize(
    ("name", "explode", "value", "expected"),
    [
        ("form", False, "", "color="),
        ("form", False, STRING, "color=blue"),
        ("form", False, ARRAY, "color=blue,black,brown"),
        ("form", False, OBJECT, "color=R,100,G,200,B,150"),
        ("form", False, MODEL, "color=R,100,G,200,B,150"),
        ("form", True, "", "color="),
        ("form", True, STRING, "color=blue"),
        ("form", True, ARRAY, "color=blue&color=black&color=brown"),
        ("form", True, OBJECT, "R=100&G=200&B=150"),
        ("form", True, MODEL, "R=100&G=200&B=150"),
        ("spaceDelimited", False, ARRAY, "color=blue%20black%20brown"),
        ("spaceDelimited", False, OBJECT, "color=R%20100%20G%20200%20B%20150"),
        ("pipeDelimited", False, ARRAY, "color=blue%7Cblack%7Cbrown"),
        ("pipeDelimited", False, OBJECT, "color=R%7C100%7CG%7C200%7CB%7C150"),
        ("deepObject", True, OBJECT, "color%5BR%5D=100&color%5BG%5D=200&color%5BB%5D=150"),
        ("deepObject", True, MODEL, "color%5BR%5D=100&color%5BG%5D=200&color%5BB%5D=150"),
        ("json", False, OBJECT, "color=%7B%22R%22%3A100%2C%22G%22%3A200%2C%22B%22%3A150%7D"),
        ("json", False, MODEL, "color=%7B%22R%22%3A100%2C%22G%22%3A200%2C%22B%22%3A150%7D"),
        ("json", False, STRING, "color=%22blue%22"),
    ],
)
def test_query_table(name: Any, explode: bool, value: Any, expected: str) -> None:
    """Query parameters: form, spaceDelimited, pipeDelimited, deepObject, and those with `content`."""
    assert query("color", value, Style(name, explode)) == expected
    if name in ("form", "json"):
        pairs = encode_cookies({"color": value}, {"color": Style(name, explode)})
        assert pairs == expected.replace("&", "; ")


@pytest.mark.parametrize(
    ("explode", "value", "expected"),
    [
        (False, "", ""),
        (False, STRING, "blue"),
        (False, ARRAY, "blue,black,brown"),
        (False, OBJECT, "R,100,G,200,B,150"),
        (False, MODEL, "R,100,G,200,B,150"),
        (True, STRING, "blue"),
        (True, ARRAY, "blue,black,brown"),
        (True, OBJECT, "R=100,G=200,B=150"),
        (True, MODEL, "R=100,G=200,B=150"),
    ],
)
def test_header_table(explode: bool, value: Any, expected: str) -> None:
    """Header parameters are always simple."""
    assert encode_header(value, Style("simple", explode)) == expected


@pytest.mark.parametrize("value", [OBJECT, MODEL])
def test_header_with_content(value: Any) -> None:
    """A header parameter with `content` is a JSON document."""
    assert encode_header(value, Style("json")) == '{"R":100,"G":200,"B":150}'


@pytest.mark.parametrize(
    ("explode", "value", "expected"),
    [(True, [], ""), (False, [], ""), (True, {}, ""), (False, {}, "")],
)
def test_nothing_in_a_list_is_nothing(explode: bool, value: Any, expected: str) -> None:
    """An empty list or object counts as undefined (RFC 6570, section 2.3)."""
    assert query("color", value, Style("form", explode)) == expected


# --- scalars


class Letter(Enum):
    """An enumeration of strings."""

    A = "a"


class Number(int, Enum):
    """An enumeration of numbers."""

    ONE = 1


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("", ""),
        ("true", "true"),
        (True, "true"),
        (False, "false"),
        (0, "0"),
        (-7, "-7"),
        (1.5, "1.5"),
        (1.0, "1.0"),
        (Decimal("1.10"), "1.10"),
        (datetime(2020, 7, 21, 17, 32, 28, tzinfo=UTC), "2020-07-21T17:32:28Z"),
        (datetime(2020, 7, 21, 17, 32, 28), "2020-07-21T17:32:28Z"),
        (date(2020, 7, 21), "2020-07-21"),
        (time(17, 32, 28), "17:32:28"),
        (uuid.UUID(int=1), "00000000-0000-0000-0000-000000000001"),
        (b"octets", "b2N0ZXRz"),
        (Letter.A, "a"),
        (Number.ONE, "1"),
        ({"a": 1}, '{"a":1}'),
        ([1, "a"], '[1,"a"]'),
    ],
)
def test_scalars(value: Any, expected: str) -> None:
    """Values are written as in JSON, without quotes around strings."""
    assert scalar(value) == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ([True, False], "flags=true&flags=false"),
        ([1, 2], "flags=1&flags=2"),
        ((1, 2), "flags=1&flags=2"),
        ((item for item in (1, 2)), "flags=1&flags=2"),
        ([date(2020, 7, 21)], "flags=2020-07-21"),
        (datetime(2020, 7, 21, 17, tzinfo=UTC), "flags=2020-07-21T17%3A00%3A00Z"),
        ([""], "flags="),
        ("a,b", "flags=a%2Cb"),
        (["a,b", "c"], "flags=a%2Cb&flags=c"),
    ],
)
def test_items_of_a_query(value: Any, expected: str) -> None:
    """Booleans, numbers and times in lists are written as they are alone."""
    assert query("flags", value, Style("form", explode=True)) == expected


def test_a_delimiter_in_a_value_is_encoded() -> None:
    """A comma in an item is told from the commas between items."""
    assert query("q", ["a,b", "c"], Style("form")) == "q=a%2Cb,c"
    assert query("q", ["a b", "c"], Style("spaceDelimited")) == "q=a%20b%20c"
    assert query("q", ["a|b", "c"], Style("pipeDelimited")) == "q=a%7Cb%7Cc"


def test_deep_object_nested() -> None:
    """Objects in objects go on in brackets; lists too."""
    value = {"a": {"b": {"c d": 1}}, "list": [1, True], "e&f": "g=h"}
    assert query("filter", value, Style("deepObject", explode=True)) == (
        "filter%5Ba%5D%5Bb%5D%5Bc%20d%5D=1"
        "&filter%5Blist%5D%5B%5D=1&filter%5Blist%5D%5B%5D=true&filter%5Be%26f%5D=g%3Dh"
    )


def test_absent_parameters_are_left_out() -> None:
    """Neither UNSET nor None is sent; false, zero and the empty string are."""
    values = {"a": UNSET, "b": None, "c": False, "d": 0, "e": ""}
    assert encode_query(values) == [("c", "false"), ("d", "0"), ("e", "")]
    assert encode_cookies({"a": UNSET, "b": None}) is None


def test_the_default_is_form_exploded() -> None:
    """Without a style, lists repeat the name, and objects are spread."""
    assert encode_query({"a": [1, 2], "b": {"c": 3}}) == [("a", "1"), ("a", "2"), ("c", "3")]


# --- reserved characters

RESERVED = ":/?@!$'()*,;"


def test_reserved_characters_are_encoded() -> None:
    """Everything but the unreserved characters of RFC 3986 is percent-encoded."""
    assert query("q", ":/?#[]@!$&'()*+,;=% ~-._", Style("form")) == (
        "q=%3A%2F%3F%23%5B%5D%40%21%24%26%27%28%29%2A%2B%2C%3B%3D%25%20~-._"
    )


def test_allow_reserved() -> None:
    """With `allowReserved` they go as they are, where the query stays what it is."""
    style = Style("form", allow_reserved=True)
    assert query("q", RESERVED, style) == f"q={RESERVED}"
    assert query("q", "100% \u00e9", style) == "q=100%25%20%C3%A9"


def test_allow_reserved_does_not_cut_the_query() -> None:
    """A "#" would begin the fragment, which is never sent."""
    url = f"https://x/?{query('q', 'a#b', Style('form', allow_reserved=True))}&next=1"
    assert parse_qsl(urlsplit(url).query) == [("q", "a#b"), ("next", "1")]


def test_allow_reserved_is_about_values() -> None:
    """The name of the parameter is encoded all the same."""
    assert query("a[b]", "c/d", Style("form", allow_reserved=True)) == "a%5Bb%5D=c/d"


# --- URLs


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("a/b", "a%2Fb"),
        ("a?b#c", "a%3Fb%23c"),
        ("%2F", "%252F"),
        ("{other}", "%7Bother%7D"),
        ("...", "..."),
        ("..x/.y", "..x%2F.y"),
        ("a b+c", "a%20b%2Bc"),
        ("\u00e9\u65e5", "%C3%A9%E6%97%A5"),
        ("a\r\nb", "a%0D%0Ab"),
        (0, "0"),
        (False, "false"),
    ],
)
def test_path_values(value: Any, expected: str) -> None:
    """A path value stays within its segment, and is filled in once."""
    assert (
        expand_path("/x/{id}/{other}", {"id": value, "other": "{id}"}) == f"/x/{expected}/%7Bid%7D"
    )


@pytest.mark.parametrize("value", ["", [], {}])
def test_an_empty_path_value_is_refused(value: Any) -> None:
    """An empty value would address the collection instead of an item."""
    with pytest.raises(ValueError, match="'id'"):
        expand_path("/x/{id}", {"id": value})


@pytest.mark.parametrize("value", [UNSET, None])
def test_a_missing_path_value_is_refused(value: Any) -> None:
    """A path has no absent values; "null" or "UNSET" is not what anybody means."""
    with pytest.raises((ValueError, TypeError)):
        expand_path("/x/{id}", {"id": value})


def test_dots_that_meet_make_no_segment() -> None:
    """Two values side by side, or a value beside a dot, cannot make ".."."""
    for path in ("/x/{a}{b}", "/x/.{a}", "/x/{a}.", "/x/{a}"):
        with pytest.raises(ValueError, match="'a'"):
            expand_path(path, {"a": ".", "b": "."})
    with pytest.raises(ValueError, match="'a'"):
        expand_path("/x/{a}.", {"a": "x\\"})


def test_dots_within_a_value() -> None:
    """They are sent as they are, wherever they do not make a segment alone."""
    for value in ("a.b", ".env", "a..b", "x.", "...a"):
        assert expand_path("/x/{id}/y", {"id": value}) == f"/x/{value}/y"


@pytest.mark.parametrize(
    "value", [".", "..", "../x", "x/..", "x/../y", "x\\..\\y", "%2e%2E", "a/%2e./b"]
)
@pytest.mark.parametrize(
    "style", [Style("simple"), Style("label"), Style("matrix"), Style("simple", False, True)]
)
def test_path_values_that_climb_are_refused(value: str, style: Style) -> None:
    """Servers and proxies take "%2E" for ".", and many "%2F" and a backslash for "/"."""
    with pytest.raises(ValueError, match="'id'"):
        expand_path("/x/{id}/y", {"id": value}, {"id": style})


def test_the_hole_of_a_name_with_signs() -> None:
    """Names of parameters are any text."""
    assert expand_path("/x/{a.b-c}:run", {"a.b-c": "1"}) == "/x/1:run"


PATHS = settings(max_examples=300, derandomize=True, database=None)


@PATHS
@given(value=st.text(st.characters(exclude_categories=["Cs"]), min_size=1))
def test_any_path_value_is_one_segment(value: str) -> None:
    """Any text comes back from its segment as it was."""
    path = expand_path("/x/{id}/y", {"id": value})
    assert path.isascii()
    first, second, segment, last = path.split("/")
    assert (first, second, last) == ("", "x", "y")
    assert unquote(segment) == value
    assert segment not in (".", "..")
    assert urlsplit(f"https://host{path}").path == path


@PATHS
@given(values=st.dictionaries(st.text(min_size=1), st.text()))
def test_any_query_reads_back(values: dict[str, str]) -> None:
    """Any names and values come back from the query as they were."""
    text = "&".join(f"{name}={value}" for name, value in encode_query(values))
    assert parse_qsl(text, keep_blank_values=True) == list(values.items())


def test_cookies() -> None:
    """Cookies are pairs of one field, and go as they are: servers decode nothing."""
    values = {"a": "s%3Aa+b/c==", "c": ["d", "e"], "n": None, "q": '"x"'}
    cookies = encode_cookies(values, {"c": Style("form")})
    assert cookies == 'a=s%3Aa+b/c==; c=d,e; q="x"'


@pytest.mark.parametrize(
    "value", ["1; b=2", "a b", "a,b", 'a"b', "a\\b", "a\r\nb", "\u00e9", " ab"]
)
@pytest.mark.parametrize("style", [Style("form", explode=True), Style("form"), Style("cookie")])
def test_what_a_cookie_cannot_hold(value: str, style: Style) -> None:
    """It is refused by the parameter's name, and the value is not shown."""
    with pytest.raises(ValueError, match="cookie parameter 'sid'") as caught:
        encode_cookies({"sid": [value]}, {"sid": style})
    assert value not in str(caught.value)
