"""The catalogue of kinds, in the code and in the documentation."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from specloom.changes.kinds import KINDS

ROOT = Path(__file__).resolve().parents[3]


def test_the_documentation_lists_every_kind() -> None:
    """A row for each, in the same order and words."""
    text = (ROOT / "docs/changes.md").read_text(encoding="utf-8")
    chapter = text.partition("## Every kind of change")[2].partition("\n## ")[0]
    rows = re.findall(r"^\| `([a-z-]+)` \| [a-z, ]+ \| (.+) \|$", chapter, re.MULTILINE)
    assert rows == list(KINDS.items())


def test_the_code_says_no_other_kind() -> None:
    """What is written out in the code is in the catalogue; the other tests check what they get."""
    assert set(_said()) - KINDS.keys() == set()


def _said() -> Iterator[str]:
    for path in (ROOT / "generator/specloom/changes").glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and ast.unparse(node.func) in ("walk.say", "LimitChange"):
                kind = node.args[0]
                if isinstance(kind, ast.Constant):
                    yield str(kind.value)
