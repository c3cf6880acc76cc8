"""What counts as an edit, and what is only another layout."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import black
import pytest
from specloom.output.folder.semantic_hash import meaning_of
from specloom.python.code.encoders import docstring

ROOT = Path(__file__).resolve().parents[3]
SAMPLE = ROOT / "generated_samples" / "kitchen_sink"
MODULES = sorted(SAMPLE.rglob("*.py"))


@pytest.mark.parametrize("line_length", [60, 140])
def test_ruff_changes_no_meaning(tmp_path: Path, line_length: int) -> None:
    """Formatting, and sorting the imports, with ruff itself."""
    places = {}
    for number, path in enumerate(MODULES):
        places[path] = tmp_path / f"m{number}.py"
        places[path].write_bytes(path.read_bytes())
    ruff = [sys.executable, "-m", "ruff"]
    settings = ["--isolated", "--no-cache", "--quiet", str(tmp_path)]
    sort = ["check", "--select", "I", "--fix", "--config", "lint.isort.force-single-line=true"]
    subprocess.run([*ruff, *sort, *settings], check=True)
    style = ["--line-length", str(line_length), "--config", "format.quote-style='single'"]
    subprocess.run([*ruff, "format", *style, *settings], check=True)
    changed = 0
    for path, place in places.items():
        before, after = path.read_text(), place.read_text()
        changed += before != after
        assert meaning_of("x.py", before) == meaning_of("x.py", after), path
    assert changed > len(MODULES) / 2


def test_black_changes_no_meaning() -> None:
    """Nor does black, with other settings than ours."""
    mode = black.Mode(line_length=50, magic_trailing_comma=False)
    for path in MODULES[:12]:
        before = path.read_text()
        after = black.format_str(before, mode=mode)
        assert meaning_of("x.py", before) == meaning_of("x.py", after), path


SAME = {
    "x.py": [
        ("x = 'a'\n", 'x = ("a")\n'),
        ("import b\nimport a\nx = 1\n", "import a\nimport b\n\nx = 1\n"),
        ("from m import b, a\n", "from m import a\nfrom m import b\n"),
        ("import a\r\n", "import a\n"),
        (
            'def f():\n    """One.\n\n    Two.  \n    """\n',
            'def f():\n  """One.\n\n  Two.\n  """\n',
        ),
        ("x = 1  #  why\n", "# why\nx = 1\n"),
    ],
    "x.toml": [
        ("[a]\nb = 1\nc = ['x']\n", '[a]\nc = [\n    "x",\n]\nb=1\n'),
        ("a = 1 # why\n", "# why\na = 1\n"),
    ],
    "x.md": [
        ("- a\n- b\n", "* a\n* b\n"),
        ("1. a\n2. b\n", "1. a\n1. b\n"),
        ("one two\nthree\n", "one\ntwo three\n"),
        ("*one* and **two**\n", "_one_ and __two__\n"),
        ("| a | b |\n| --- | ---: |\n| 1 | 2 |\n", "|a|b|\n|-|-:|\n|1|2|\n"),
        ("Title\n=====\n\ntext\n", "# Title\n\ntext\n"),
        ("a\n\n---\n\nb\n", "a\n\n______________________________\n\nb\n"),
        ("```python\nf( 1 )\n```\n", "~~~python\nf(1)\n~~~\n"),
        ("1_000 and a\\_b\n", "1_000 and a_b\n"),
    ],
}
OTHER = {
    "x.py": [
        ("x = 1\n", "x = 2\n"),
        ("x = 1\n", "x = 1  # noqa: F841\n"),
        ("import a\nx = 1\n", "x = 1\nimport a\n"),
        ("import a\n", "import a\nimport b\n"),
        ("def f():\n    '''One.'''\n", "def f():\n    '''Two.'''\n"),
        ("x = '# a'\n", "x = '# b'\n"),
        ("x = (\n", "x = (  1\n"),
    ],
    "x.toml": [("a = 1\n", "a = 2\n"), ("a = 1\n", "a = '1'\n"), ("a = 1\n", "a = 1 # why\n")],
    "x.md": [
        ("one two\n", "one three\n"),
        ("`a_b`\n", "`ab`\n"),
        ("# Title\n", "## Title\n"),
        ("```sh\na b\n```\n", "```sh\na\nb\n```\n"),
        ("```python\nf(1)\n```\n", "```python\nf(2)\n```\n"),
        ("a *b*\n", "a b\n"),
        ("- a\n- b\n", "- a b\n"),
        ("2 * 3\n", "2 3\n"),
        ("snake_case\n", "snakecase\n"),
    ],
}


@pytest.mark.parametrize(
    ("name", "one", "two"), [(name, *pair) for name, pairs in SAME.items() for pair in pairs]
)
def test_only_another_layout(name: str, one: str, two: str) -> None:
    """A formatter may turn one into the other."""
    assert meaning_of(name, one) == meaning_of(name, two)


@pytest.mark.parametrize(
    ("name", "one", "two"), [(name, *pair) for name, pairs in OTHER.items() for pair in pairs]
)
def test_an_edit(name: str, one: str, two: str) -> None:
    """No formatter would."""
    assert meaning_of(name, one) != meaning_of(name, two)


def _docstrings() -> str:
    """Return a module as it is generated, with docstrings of every width about that of a line, and awkward ends."""
    lines = [f"{docstring('A module ' + 'of words ' * 10)}"]
    for width in range(64, 124, 2):
        text = ("word a longer x " * 10)[: width - 1].strip()
        for number, end in enumerate(
            (".", '"', "\\", "'", ".\n\n* a\n* b", ".\n\n    code\n\nend")
        ):
            written = [docstring(f"{text}{end}", indent=indent) for indent in (0, 4, 8)]
            lines += [
                f"class C{width}_{number}:\n    {written[1]}\n",
                f"    field: int = 1\n    {written[1]}\n",
                f"    def method(self) -> None:\n        {written[2]}\n",
                f"C{width}_{number}_ = 1\n{written[0]}\n",
            ]
    return "\n".join(lines)


def test_docstrings_of_awkward_widths(tmp_path: Path) -> None:
    """Formatters join their lines and move their quotes, whatever the length of lines: that is no edit."""
    before = _docstrings()
    meaning = meaning_of("a.py", before)
    assert '\n    """\n' in before
    path = tmp_path / "a.py"
    for width in (79, 88, 100, 120):
        assert (
            meaning_of("a.py", black.format_str(before, mode=black.Mode(line_length=width)))
            == meaning
        )
        path.write_text(before, encoding="utf-8")
        command = [sys.executable, "-m", "ruff", "format", "--quiet", "--isolated", "--no-cache"]
        subprocess.run([*command, f"--line-length={width}", str(path)], check=True)
        assert meaning_of("a.py", path.read_text(encoding="utf-8")) == meaning
    assert meaning_of("a.py", before.replace("word", "other", 1)) != meaning


def test_the_quotes_of_a_docstring_move() -> None:
    """Formatters join a docstring of one long line with its quotes, where they fit."""
    apart = 'def f():\n    """Return it.\n    """\n'
    assert meaning_of("x.py", apart) == meaning_of("x.py", 'def f():\n    """Return it."""\n')
    longer = 'def f():\n    """Return it.\n\n    And more.\n    """\n'
    assert meaning_of("x.py", longer) != meaning_of("x.py", apart)
