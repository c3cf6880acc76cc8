"""Edits of generated files, merged with what is generated now."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from specloom.output.folder.three_way_merge import marker_line, merge

METHODS = {name: f"    def {name}(self):\n        return call({name!r})\n" for name in "abcdef"}


def module(*names: str) -> str:
    """Return a class with some methods, each a `return` like those of generated resources."""
    return "class Things:\n" + "\n".join(METHODS[name] for name in names)


def noted(text: str, name: str) -> str:
    """Put a comment before the `return` of a method."""
    line = f"        return call({name!r})\n"
    assert line in text
    return text.replace(line, f"        # TEAM\n{line}")


@pytest.mark.parametrize(
    "now",
    [
        module("a", "b", "c"),
        module("b", "a", "c"),
        module("a"),
        module("a", "c", "d", "e"),
        module("a", "d").replace("Things", "Stuff"),
        '"""Docs."""\n\n\n' + module("a", "c"),
    ],
)
def test_an_edit_beside_what_changes(now: str) -> None:
    """An operation beside an edited one is added, removed or renamed."""
    before = module("a", "c")
    merged = merge("x.py", before, noted(before, "a"), now)
    assert not merged.conflicts
    assert merged.text == noted(now, "a")


def test_the_signature_of_a_method_changes() -> None:
    """An edit of the body is kept."""
    before = module("a", "c")
    now = before.replace("def a(self)", "def a(self, key)")
    edited = before.replace("return call('a')", "return checked(call('a'))")
    assert merge(
        "x.py", before, edited, now
    ).conflicts  # the lines are next to each other, as in git
    longer = '    def a(self):\n        """Return it."""\n        return call(1)\n'
    merged = merge(
        "x.py",
        longer,
        longer.replace("call(1)", "call(2)"),
        longer.replace("(self)", "(self, key)"),
    )
    assert merged.text == longer.replace("call(1)", "call(2)").replace("(self)", "(self, key)")


def test_both_sides_change_a_line() -> None:
    """The conflict has all three; the marked text can be resolved by hand."""
    merged = merge("x.md", "a\nb\nc\n", "a\nours\nc\n", "a\ntheirs\nc\n")
    (conflict,) = merged.conflicts
    assert (conflict.before, conflict.edited, conflict.now) == (
        ("b\n",),
        ("ours\n",),
        ("theirs\n",),
    )
    assert merged.text == (
        "a\n<<<<<<< your edit\nours\n||||||| generated before\nb\n=======\ntheirs\n"
        ">>>>>>> generated now\nc\n"
    )
    assert marker_line(merged.text) == 2
    assert marker_line("a\n=======\nb\n") is None


def test_both_sides_change_a_line_alike() -> None:
    """That is no conflict."""
    merged = merge("x.md", "a\nb\nc\n", "a\nB\nc\n", "a\nB\nc\nd\n")
    assert (merged.text, merged.conflicts) == ("a\nB\nc\nd\n", ())


def test_the_edited_method_is_removed() -> None:
    """The edit never ends up in another method, however alike they are."""
    before = module("a", "b", "c")
    edited = before.replace(
        "        return call('b')\n", "        log()\n        return call('b')\n"
    )
    merged = merge("x.py", before, edited, module("a", "c"))
    assert merged.conflicts


def test_an_edit_stays_in_its_function() -> None:
    """Two functions with the same body, of which the edited one goes: text alone would put the edit into the other."""
    body = "    start()\n    work()\n    end()\n"
    before = f"def one():\n{body}\n\ndef two():\n{body}"
    edited = before.replace("    work()\n", "    work()\n    more()\n", 1)
    now = f"def two():\n{body}"
    merged = merge("x.py", before, edited, now)
    assert merged.conflicts
    # A function that is only renamed keeps the edit.
    renamed = merge("x.py", before, edited, before.replace("def one", "def first"))
    assert renamed.text == edited.replace("def one", "def first")


def test_a_section_of_a_page() -> None:
    """The same for headings."""
    part = "first\n\nsecond\n\nthird\n\n"
    before = f"# One\n\n{part}# Two\n\n{part}"
    edited = before.replace("second\n", "second, and more\n", 1)
    merged = merge("x.md", before, edited, f"# Two\n\n{part}")
    assert merged.conflicts
    assert merge("x.md", before, edited, f"intro\n\n{before}").text == f"intro\n\n{edited}"


def test_a_function_of_ones_own() -> None:
    """It goes where its neighbours go."""
    before = module("a", "c")
    own = "\n    def own(self):\n        return 1\n"
    merged = merge("x.py", before, before + own, module("a", "b", "c"))
    assert merged.text == module("a", "b", "c") + own


LINES = st.lists(st.sampled_from([f"{letter}\n" for letter in "abcdefgh"]), max_size=12)


@settings(deadline=None, suppress_health_check=list(HealthCheck), max_examples=60)
@given(LINES, LINES, LINES)
def test_a_merge_loses_nothing(before: list[str], edited: list[str], now: list[str]) -> None:
    """Each side alone is taken as it is; together, each line of a result is from one of the sides."""
    b, e, n = "".join(before), "".join(edited), "".join(now)
    assert merge("x.txt", b, b, n).text == n
    assert merge("x.txt", b, e, b).text == e
    merged = merge("x.txt", b, e, n)
    if not merged.conflicts:
        assert set(merged.text.splitlines()) <= {*e.splitlines(), *n.splitlines()}
    for line in {*e.splitlines()} - {*b.splitlines()}:
        assert line in merged.text.splitlines()


@settings(deadline=None, suppress_health_check=list(HealthCheck), max_examples=40)
@given(st.data())
def test_as_git_merges(tmp_path_factory: pytest.TempPathFactory, data: st.DataObject) -> None:
    """Where all lines differ, it is the merge of `git merge-file`: the same text, and conflicts where git has them."""
    folder = tmp_path_factory.mktemp("merge")
    before = [f"line {number}\n" for number in range(14)]

    def changed(side: str) -> list[str]:
        kinds = data.draw(st.lists(st.sampled_from("......rda"), min_size=14, max_size=14))
        lines: list[str] = []
        for kind, line in zip(kinds, before, strict=True):
            lines += {
                ".": [line],
                "r": [f"{side} {line}"],
                "d": [],
                "a": [line, f"{side} after {line}"],
            }[kind]
        return lines

    edited, now = changed("ours"), changed("theirs")
    paths = [folder / name for name in ("ours", "base", "theirs")]
    for path, lines in zip(paths, (edited, before, now), strict=True):
        path.write_text("".join(lines))
    ran = subprocess.run(
        ["git", "merge-file", "-p", "-q", *map(str, paths)],
        capture_output=True,
        text=True,
        check=False,
        cwd=Path(folder),
    )
    merged = merge("x.txt", "".join(before), "".join(edited), "".join(now))
    if ran.returncode == 0:
        assert (merged.text, merged.conflicts) == (ran.stdout, ())
    else:
        assert merged.conflicts
