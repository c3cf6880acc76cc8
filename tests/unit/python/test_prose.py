"""How texts of the document read as sentences in docstrings and documentation."""

from __future__ import annotations

import pytest
from specloom.ir.types import Text
from specloom.python.code.encoders import docstring_entry, docstring_section
from specloom.python.code.prose import (
    capitalized,
    description_of,
    in_short,
    opening,
    says_it_failed,
    says_nothing,
    sentence,
)
from specloom.python.naming.titles import spoken_title


@pytest.mark.parametrize(
    ("text", "expected"),
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
        ("More: https://example.com/#times", "More: https://example.com/#times"),
        ("See [times](https://example.com/#times)", "See [times](https://example.com/#times)."),
        ('"', '".'),
        ("", ""),
    ],
)
def test_full_stops(text: str, expected: str) -> None:
    """One is enough, also within quotes, parentheses and emphasis; a URL has none."""
    assert sentence(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("get a pet", "Get a pet"),
        ("Get a pet", "Get a pet"),
        ("iPhones of a user", "iPhones of a user"),
        ("k8s clusters", "k8s clusters"),
        ("list", "list"),
    ],
)
def test_capitals(text: str, expected: str) -> None:
    """A verb at the beginning gets one; other words may be spelled so."""
    assert capitalized(text) == expected


def test_long_summaries_in_short() -> None:
    """They are their first sentence; versions, abbreviations and short texts stay whole."""
    more = "More of it is said in a second sentence, which a table has no room for, however wide it is."
    assert in_short(f"Answers a question. {more}") == "Answers a question."
    assert in_short("Answers a question. Or two.") == "Answers a question. Or two."
    whole = f"Returns what version 1.2 of it has, e.g. names, {more.lower()}"
    assert in_short(whole) == whole


@pytest.mark.parametrize(
    "text",
    [
        "OK",
        "ok.",
        "Created",
        "Accepted.",
        "Successful operation",
        "A successful response",
        "The operation has succeeded.",
    ],
)
def test_texts_that_say_that_it_worked(text: str) -> None:
    """A result is a result."""
    assert says_nothing(text)


@pytest.mark.parametrize(
    "text", ["The pet", "Operation of the pump", "Requested pets", "response code"]
)
def test_texts_that_say_what_came(text: str) -> None:
    """They say more."""
    assert not says_nothing(text)


@pytest.mark.parametrize(
    "text",
    [
        "Error",
        "error response.",
        "Unexpected error",
        "An unexpected error",
        "Default error",
        "An error occurred.",
    ],
)
def test_texts_that_say_that_it_failed(text: str) -> None:
    """An error is an error."""
    assert says_it_failed(text)


@pytest.mark.parametrize("text", ["Server error", "Something else is wrong", "Errors of the pump"])
def test_texts_that_say_what_failed(text: str) -> None:
    """They say more."""
    assert not says_it_failed(text)


def test_descriptions_that_repeat_the_name() -> None:
    """They are left out, as titles are."""
    assert description_of(Text("Base Gist"), "BaseGist") == ""
    assert description_of(Text("Gists"), "BaseGist") == ""
    assert description_of(Text("base_gist"), "SimpleBaseGist") == ""
    assert description_of(Text("A gist."), "BaseGist") == "A gist."


LONG = "word " * 20


def test_entries_hang_below_their_names() -> None:
    """All that follows the first line is indented alike: its rest, further paragraphs, and lists below their marks."""
    text = docstring_entry(
        f"{LONG.strip()}\n\n{LONG.strip()}\n- {LONG.strip()}", after="name: ", indent=8
    )
    _, *rest = text.split("\n")
    margins = [len(line) - len(line.lstrip()) for line in rest if line]
    assert margins == [16, 16, 16, 16, 18]


def test_returned_values_do_not_hang() -> None:
    """Where no name is before the text, all lines begin alike."""
    _, *rest = docstring_entry(LONG.strip(), indent=8).split("\n")
    assert [len(line) - len(line.lstrip()) for line in rest] == [12]


def test_sections_hang() -> None:
    """Each entry of a section is a line, and its rest is indented below it."""
    assert [
        len(line) - len(line.lstrip())
        for line in docstring_section("Args", [f"a: {LONG}", "b: x"]).split("\n")
    ] == [0, 4, 8, 4]


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("GitHub's official OpenAPI spec + Octokit extension", "GitHub API"),
        ("Petstore - OpenAPI 3.0", "Petstore API"),
        ("Amazon  Bedrock API", "Amazon Bedrock API"),
        ("Twitter API v2", "Twitter API v2"),
        ("Kubernetes", "Kubernetes"),
        ("ElevenLabs API Documentation", "ElevenLabs API"),
        ("Reference", "Reference"),
        ("Payment Initiation and Account Services", "Payment Initiation and Account Services"),
        ("API", "API"),
    ],
)
def test_titles_as_people_say_them(title: str, expected: str) -> None:
    """What a title says beside the name of the API is left out where it is much."""
    assert spoken_title(Text(title)).raw == expected


def test_an_opening_has_the_list_that_it_announces() -> None:
    """Not half a sentence; a long list is left out together with what announces it."""
    rest = "\n\n# More\n\nLater."
    entries = ["- one", "- two"]
    short = "\n".join(["You may:", "", *entries])
    assert opening(Text(short + rest)) == (short, False)
    long = "\n".join(["It is.", "", "You may:", "", *(f"- {i}" for i in range(20))])
    assert opening(Text(long + rest)) == ("It is.", False)
