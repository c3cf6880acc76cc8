"""Reason phrases are those of RFC 9110, whatever Python's own are."""

from __future__ import annotations

import pytest
from specloom.ir.reason_phrases import is_reason_phrase, reason_phrase


@pytest.mark.parametrize(
    ("status", "phrase"),
    [
        (200, "OK"),
        ("404", "Not Found"),
        # Python before 3.13 has other ones, and the output must not depend on its version.
        (413, "Content Too Large"),
        (414, "URI Too Long"),
        (416, "Range Not Satisfiable"),
        (422, "Unprocessable Content"),
        (499, ""),
        ("4XX", ""),
        ("default", ""),
    ],
)
def test_the_phrase_of_a_status(status: int | str, phrase: str) -> None:
    """It is the standard's."""
    assert reason_phrase(status) == phrase


@pytest.mark.parametrize(
    ("text", "status", "expected"),
    [
        ("unprocessable content", "422", True),
        ("Unprocessable Entity", "422", True),
        ("Unprocessable Entity", "404", False),
        ("", "4XX", False),
        ("", "499", False),
    ],
)
def test_a_text_that_is_a_phrase(text: str, status: str, expected: bool) -> None:
    """The standard's phrases count, of now and of before."""
    assert is_reason_phrase(text, status) is expected
