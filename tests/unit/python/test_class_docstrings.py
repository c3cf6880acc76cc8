"""What the docstrings of clients call an API."""

from __future__ import annotations

import pytest
from specloom.ir.types import Text
from specloom.python.code.prose import said_version, with_article


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
    assert with_article(Text(title)) == text


@pytest.mark.parametrize(
    ("version", "text"), [("1.0.0", "1.0.0"), ("2023-04-20", "2023-04-20"), ("unversioned", "")]
)
def test_versions_have_digits(version: str, text: str) -> None:
    """A word is no version."""
    assert said_version(Text(version)) == text
