"""JSON pointers."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from specloom import json_pointer


def test_tokens_are_escaped() -> None:
    assert json_pointer.escape("/a~b") == "~1a~0b"
    assert json_pointer.join("#/paths", "/pets/{id}") == "#/paths/~1pets~1{id}"
    assert json_pointer.join("", 0) == "/0"


def test_split_gives_the_tokens_back() -> None:
    assert json_pointer.split("") == []
    assert json_pointer.split("/a~1b") == ["a/b"]
    assert json_pointer.split("/~01") == ["~1"]
    assert json_pointer.split("/") == [""]


@given(st.lists(st.text()))
def test_split_inverts_join(tokens: list[str]) -> None:
    joined = ""
    for token in tokens:
        joined = json_pointer.join(joined, token)
    assert json_pointer.split(joined) == tokens


def test_text_that_is_no_pointer_is_refused() -> None:
    with pytest.raises(ValueError, match="begins with"):
        json_pointer.split("a/b")


def test_fragments_are_percent_decoded() -> None:
    assert json_pointer.from_fragment("/paths/~1a%20b/%C3%A9") == "/paths/~1a b/é"


@pytest.mark.parametrize(
    ("token", "expected"), [("0", True), ("12", True), ("01", False), ("-1", False), ("²", False)]
)
def test_indices(token: str, expected: bool) -> None:
    assert json_pointer.is_index(token) is expected


def test_places_around() -> None:
    """A place is around itself; the whole document is around everything. `nearest` is the innermost of them."""
    assert list(json_pointer.upwards("/a/0/b")) == ["/a/0/b", "/a/0", "/a", ""]
    assert json_pointer.nearest("/a/0/b", {"/a", "/a/0", "/a/0/b/c", "/a/0/bc"}) == "/a/0"
    assert json_pointer.nearest("/a", {"/a"}) == "/a"
    assert json_pointer.nearest("/a/b", {"": 1}) == ""
    assert json_pointer.nearest("/a/b", {"/b": 1}) is None
