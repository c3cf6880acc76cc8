"""Edits as patches: made, found again when their place has moved, and refused when it is not there."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from specloom.output.folder.patches import (
    PatchError,
    apply_patch,
    make_patch,
    read_hunks,
    take_back_loosely,
)

TEXT = "".join(f"line {number}\n" for number in range(1, 31))
LINES = st.lists(
    st.sampled_from(["a\n", "b\n", "\n", "  c\n", "-d\n", "@@ e\n", "\\ f\n", "g\x0ch\n"])
)


@given(LINES, LINES, st.sampled_from(["", "end"]), st.sampled_from(["", "end"]))
def test_a_patch_makes_one_text_of_the_other(
    old: list[str], new: list[str], old_end: str, new_end: str
) -> None:
    """Whatever the texts, with and without a line end at their end."""
    before, after = "".join(old) + old_end, "".join(new) + new_end
    if before != after:
        assert apply_patch(before, make_patch("x.py", before, after)) == after


def test_a_patch_is_a_unified_diff() -> None:
    """With the usual header, for people and for `patch -p1`."""
    patch = make_patch("src/x.py", TEXT, TEXT.replace("line 10\n", "line ten\n"))
    assert patch == (
        "--- a/src/x.py\n+++ b/src/x.py\n@@ -7,7 +7,7 @@\n"
        " line 7\n line 8\n line 9\n-line 10\n+line ten\n line 11\n line 12\n line 13\n"
    )


def test_lines_that_have_moved() -> None:
    """The context is searched for; several hunks move each by itself."""
    edited = TEXT.replace("line 5\n", "five\n").replace("line 25\n", "twenty-five\n")
    patch = make_patch("x.py", TEXT, edited)
    moved = "first\n" * 4 + TEXT.replace("line 15\n", "line 15\nmore\n")
    expected = moved.replace("line 5\n", "five\n").replace("line 25\n", "twenty-five\n")
    assert apply_patch(moved, patch) == expected
    shorter = TEXT.replace("line 1\n", "").replace("line 15\n", "")
    assert "five\n" in apply_patch(shorter, patch)


def test_changed_context_is_never_guessed() -> None:
    """One other line in the context, and the hunk does not fit."""
    patch = make_patch("x.py", TEXT, TEXT.replace("line 10\n", "line ten\n"))
    with pytest.raises(PatchError, match="fits nowhere") as caught:
        apply_patch(TEXT.replace("line 8\n", "line eight\n"), patch)
    assert caught.value.line == 3
    assert caught.value.wanted == ("line 8\n",)


def test_a_place_that_is_there_twice() -> None:
    """A patch for one of two that are alike has enough context to tell them apart, or is refused."""
    block = "def f():\n    a\n    b\n    return x\n    c\n    d\n"
    text = f"class One:\n{block}\nclass Two:\n{block}\nend\n"
    place = text.rindex("return x")
    edited = text[:place] + "return y" + text[place + 8 :]
    patch = make_patch("x.py", text, edited)
    assert apply_patch("# moved\n" * 9 + text, patch) == "# moved\n" * 9 + edited
    narrow = "@@ -99,3 +99,3 @@\n     b\n-    return x\n+    return y\n     c\n"
    with pytest.raises(PatchError, match="fits at 2 places"):
        apply_patch(text, narrow)
    # The line of the header decides, if it is right.
    assert apply_patch(text, narrow.replace("99", "12")) == edited


@pytest.mark.parametrize(
    ("patch", "line"),
    [
        ("", 1),
        ("no patch\n", 1),
        ("@@ nonsense\n a\n", 1),
        ("--- a/x\n+++ b/x\n@@ -1 +1 @@\n-line 1\n+one\nnonsense\n", 6),
        ("@@ -1 +1 @@\n", 1),
        ("@@ -1,0 +1 @@\n+one\n", 1),
    ],
)
def test_what_is_no_patch(patch: str, line: int) -> None:
    """The line is named."""
    with pytest.raises(PatchError) as caught:
        apply_patch(TEXT, patch)
    assert caught.value.line == line


def test_edited_by_hand() -> None:
    """Counts that are wrong, a remark above, blanks that an editor stripped."""
    patch = "Why: because.\n--- a/x\n+++ b/x\n@@ -1,99 +1 @@\n a\n\n-b\n+c\n\n"
    assert apply_patch("a\n\nb\n", patch) == "a\n\nc\n"
    assert len(read_hunks(patch)) == 1


def test_a_patch_is_undone_in_another_layout() -> None:
    """Empty lines do not count, and stay; what is there twice is not certain."""
    before = "class A:\n    x = 1\n    y = 2\nclass B:\n    z = 3\n"
    after = before.replace("    y = 2\n", "    # Mine.\n    y = 20\n")
    patch = make_patch("x.py", before, after)
    laid_out = after.replace("class", "\n\nclass").replace("    # Mine.", "\n    # Mine.")
    undone = take_back_loosely(laid_out, patch)
    assert undone == before.replace("class", "\n\nclass").replace("    y = 2", "\n    y = 2")
    assert take_back_loosely(laid_out * 2, patch) is None
    assert take_back_loosely(laid_out.replace("x = 1", "x = 10"), patch) is None


@given(LINES, LINES)
def test_what_is_undone_is_what_was_there(old: list[str], new: list[str]) -> None:
    """Apart from empty lines, wherever the lines of a patch are there once."""
    before, after = "".join(old), "".join(new)
    if before == after:
        return
    spaced = "\n" + after.replace("\n", "\n\n")
    undone = take_back_loosely(spaced, make_patch("x.py", before, after))
    if undone is not None:
        assert [line for line in undone.split("\n") if line.strip()] == [
            line for line in before.split("\n") if line.strip()
        ]
