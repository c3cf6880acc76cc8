"""How texts of the document end in docstrings."""

from __future__ import annotations

import pytest
from specloom.python.client.methods import _sentence


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("The name", "The name."),
        ("The name.", "The name."),
        (
            'For more, see "[Pages](https://example.com)."',
            'For more, see "[Pages](https://example.com)."',
        ),
        ("(Only here.)", "(Only here.)"),
        ('A word, such as "blue"', 'A word, such as "blue".'),
        ("**Closing down.**", "**Closing down.**"),
        ('"', '".'),
    ],
)
def test_full_stops(text: str, sentence: str) -> None:
    """One is enough, also within quotes, parentheses and emphasis."""
    assert _sentence(text) == sentence
