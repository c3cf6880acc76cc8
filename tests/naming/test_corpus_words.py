"""No name of the corpus is split in the middle of an acronym."""

from __future__ import annotations

import re

from corpus_words import WORDS, hard_pieces
from specloom.python.naming.words import words

_BAD = re.compile(r"_([a-z])_[a-z]{1,2}s?\b")


def _stands_alone(letter: str, name: str) -> bool:
    """Return whether a letter is a word as the document spells it: of "cId", "MId" and "whatIDo", but not of "userIDs"."""
    first, capital = rf"(?:^|[0-9_]){letter}(?=[A-Z_])", rf"{letter.upper()}(?=[A-Z][a-rt-z])"
    return re.search(f"{first}|{capital}", name) is not None


def test_no_name_is_split_within_an_acronym() -> None:
    """About 14,000 names, whatever stands before them in a longer one."""
    names = WORDS.read_text(encoding="ascii").split()
    bad = {}
    for name in names:
        split = f"x_{'_'.join(words(name))}"
        if any(not _stands_alone(letter, name) for letter in _BAD.findall(split)):
            bad[name] = split
    assert bad == {}
    assert len(names) > 10_000


def test_what_is_bad_is_found() -> None:
    """The test above can fail."""
    assert _BAD.findall("floating_i_ps") == ["i"]
    assert not _stands_alone("i", "floatingIPs")
    assert _stands_alone("c", "cId")


def test_the_list_has_what_is_hard() -> None:
    """Names of plain words are not in it."""
    assert list(hard_pieces("userIDs, fooBar-HTTPStatus_s3 and 0x8b1a9953c4611296")) == [
        "userIDs",
        "HTTPStatus",
        "s3",
    ]
