"""Regular expressions of schemas: what matches, and what is not known."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from specloom.python.examples.patterns import matches, texts


@pytest.mark.parametrize(
    ("pattern", "text", "expected"),
    [
        ("b", "abc", True),
        ("^b", "abc", False),
        ("^a|c$", "bc", True),
        (r"^\p{Lu}\p{L}*$", "\u00c4b", True),
        (r"^\P{L}$", "a", False),
        (r"^[\d\-x]+$", "1-x", True),
        (r"^[a\]]$", "]", True),
        (r"^[^]$", "\n", True),
        ("[]", "a", False),
        ("^.$", "\n", False),
        ("^a{,2}$", "a{,2}", True),
        (r"^\u0041\x42\cC?$", "AB", None),
        (r"^(?:a(?!b))+$", "aa", True),
        (r"^(?<year>\d{4})$", "2026", True),
        (r"(a)\1", "aa", None),
        (r"(?<=a)b", "ab", None),
        ("(?i)a", "A", None),
        ("a++", "a", None),
        ("(", "(", None),
        ("a{3,1}", "a", None),
        ("^a{99999999}$", "a", None),
        ("(" * 60 + "a" + ")" * 60, "a", None),
    ],
)
def test_matches(pattern: str, text: str, expected: bool | None) -> None:
    """As ECMA-262 says; None for what is not understood."""
    assert matches(pattern, text) is expected


@pytest.mark.parametrize(
    "pattern",
    ["^(a+)+$", "^(a|a)*$", "^(a*)*b$", "^(((a?){30}){30}){30}$", "^(.*a){20}$", "(x+x+)+y"],
)
def test_hostile_patterns_end(pattern: str) -> None:
    """They take no exponential time: there is a result, or it is given up."""
    assert matches(pattern, "a" * 1000 + "!") in (False, None)
    assert len(list(texts(pattern, 0, None))) <= 30


PIECES = st.sampled_from(["a", "b", ".", "[ab]", "[^a]", r"\d", r"\w", "(a|b)", "(?:ab)", "$", "^"])
COUNTS = st.sampled_from(["", "*", "+", "?", "{2}", "{1,3}", "*?"])
PATTERNS = st.lists(
    st.tuples(PIECES, COUNTS).map(lambda pair: pair[0] + ("" if pair[0] in "$^" else pair[1])),
    min_size=1,
    max_size=5,
).map("".join)


@settings(derandomize=True)
@given(pattern=PATTERNS, text=st.text("ab1 ", max_size=8))
def test_matches_like_python(pattern: str, text: str) -> None:
    """Where both mean the same."""
    assert matches(pattern, text) is bool(re.search(pattern.replace("$", r"\Z"), text))


@settings(derandomize=True)
@given(pattern=PATTERNS.filter(lambda pattern: not set("^$") & set(pattern)))
def test_texts_match(pattern: str) -> None:
    """A pattern without anchors inside has a text, and all texts match."""
    found = list(texts(pattern, 0, None))
    assert found
    assert all(re.search(pattern, text) for text in found)
