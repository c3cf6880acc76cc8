"""Where values stand in their text."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from specloom import json_pointer
from specloom.openapi.text.parse import parse_text, read_text
from specloom.openapi.text.positions import Positions

YAML_TEXT = """\
# comment
openapi: 3.1.0
paths:
  /pets:
    get:
      parameters:
        - name: a
          in: query
        -   name: b
      tags: [x, "é😀", y]
200: {k: v}
"""


def positions(text: str) -> Positions:
    return read_text(text, "api.yaml").positions()


def test_yaml_positions_are_of_keys_and_items() -> None:
    found = positions(YAML_TEXT)
    assert found[""] == (1, 1)
    assert found["/openapi"] == (2, 1)
    assert found["/paths/~1pets"] == (4, 3)
    assert found["/paths/~1pets/get/parameters/0"] == (7, 11)
    assert found["/paths/~1pets/get/parameters/0/in"] == (8, 11)
    assert found["/paths/~1pets/get/parameters/1"] == (9, 13)
    assert found["/paths/~1pets/get/tags/2"] == (10, 23)
    assert found["/200/k"] == (11, 7)


def test_json_with_tabs() -> None:
    text = '{\n\t"a": [1, {"b\\u002fc": null}],\r\n\t"d": "x\\"{"\n}'
    found = positions(text)
    assert dict(found) == {
        "": (1, 1),
        "/a": (2, 2),
        "/a/0": (2, 8),
        "/a/1": (2, 11),
        "/a/1/b~1c": (2, 12),
        "/d": (3, 2),
    }


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_lines_end_where_json_has_white_space(end: str) -> None:
    text = end.join(['{"a": "\u2028\x85",', "", '"b": 1', "}", ""])
    assert dict(positions(text)) == {"": (1, 1), "/a": (1, 2), "/b": (3, 1)}


def test_the_mapping_has_every_pointer_once() -> None:
    found = positions(YAML_TEXT)
    assert len(found) == len(set(found)) == 17
    assert "/nope" not in found


def test_what_is_not_there_is_where_its_surroundings_are() -> None:
    found = positions(YAML_TEXT)
    assert found.nearest("/paths/~1pets/post/x") == (4, 3)
    assert found.nearest("/paths/~1pets/get/tags/99") == (10, 7)
    assert found.nearest("/paths/~1pets/get/tags/" + "9" * 5000) == (10, 7)
    with pytest.raises(KeyError):
        found["/paths/~1pets/post"]


def test_inside_an_alias_the_alias_is_the_place() -> None:
    found = positions("a: &a\n  x: {y: 1}\nb: *a\n")
    assert found["/b"] == (3, 1)
    assert found.nearest("/b/x/y") == (3, 1)


def test_flow_yaml_and_byte_order_mark() -> None:
    assert positions("\ufeff{a: 1, b: [x]}")["/b/0"] == (1, 12)
    assert positions("")[""] == (1, 1)


def pointers(value: Any, at: str = "") -> set[str]:
    found = {at}
    if isinstance(value, dict):
        for key, item in value.items():
            found |= pointers(item, json_pointer.join(at, key))
    elif isinstance(value, list):
        for index, item in enumerate(value):
            found |= pointers(item, json_pointer.join(at, index))
    return found


JSON_VALUES = st.recursive(
    st.none() | st.booleans() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda children: st.lists(children) | st.dictionaries(st.text(), children),
    max_leaves=12,
)


@settings(max_examples=60)
@given(st.dictionaries(st.text(), JSON_VALUES, max_size=4), st.sampled_from([None, 1, "\t"]))
def test_every_json_value_has_a_position(value: dict[str, Any], indent: str | int | None) -> None:
    text = json.dumps(value, indent=indent)
    assert parse_text(text, "x") == value
    assert set(positions(text)) == pointers(value)
