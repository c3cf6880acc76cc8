"""What the docstrings of clients call an API."""

from __future__ import annotations

import pytest
from specloom.ir.types import Text
from specloom.python.client.client import _with_article


@pytest.mark.parametrize(
    ("title", "text"),
    [
        ("Amazon Bedrock API", "the Amazon Bedrock API"),
        ("The Petstore API", "The Petstore API"),
        ("Kubernetes", "Kubernetes"),
        ("", ""),
    ],
)
def test_titles_in_sentences(title: str, text: str) -> None:
    """An API has an article, and a name of its own has none."""
    assert _with_article(Text(title)) == text
