"""Simple JSONPaths select what the library selects."""

from __future__ import annotations

import itertools
from typing import Any

import pytest
from jsonpath import JSONPathEnvironment
from specloom.openapi.overlay.simple_path import select

DATA: dict[str, Any] = {
    "a": {
        "b": [{"name": "x", "a": 1}, {"name": "y"}, 3, None, {"name": ["x"]}, {"name": "x"}],
        "x y": {"name": "x"},
        "": {"b": 0},
        "p": {"name": "x", "a": [[0]]},
        "it's": {"name": "x"},
    },
    "b": [[1, 2], [{"a": {"name": "x"}}], {"a": "b"}],
    "name": "x",
}
SIMPLE = [
    *(".a", ".b", ".name", "['a']", '["a","b"]', "['a', 'a', 'none']", "['x y']", "['']"),
    *('["p"]', "[0]", "[1]", "[7]", "[?@.name == 'x']", '[?@.name=="x"]', "[?@.b == 'x']"),
]
OTHERS = [
    "[*]",
    "[-1]",
    "..a",
    "[00]",
    "[0,1]",
    "[?@.name]",
    ".\u00e9",
    " .a",
    "['it\\'s']",
    '["it\'s"]',
]


@pytest.mark.parametrize("steps", range(4))
def test_the_same_as_the_library(steps: int) -> None:
    """For names, several of them, indexes, and a comparison, in any order."""
    library = JSONPathEnvironment(strict=True)
    for segments in itertools.product(SIMPLE, repeat=steps):
        query = f"${''.join(segments)}"
        expected = [tuple(match.parts) for match in library.finditer(query, DATA)]
        assert select(query, DATA) == expected, query


@pytest.mark.parametrize("segment", OTHERS)
def test_everything_else_is_left_to_the_library(segment: str) -> None:
    """What the specification allows, and what it does not."""
    assert select(f"$.a{segment}", DATA) is None
    assert select(segment, DATA) is None


@pytest.mark.parametrize("data", [None, 1, "text", [], {}])
def test_what_has_no_such_parts(data: Any) -> None:
    """Nothing is selected, and the whole is."""
    assert select("$.a", data) == select("$[0]", data) == select("$[?@.a == 'b']", data) == []
    assert select("$", data) == [()]
