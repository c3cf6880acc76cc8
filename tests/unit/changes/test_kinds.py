"""The catalogue of kinds, in the code and in the documentation."""

from __future__ import annotations

import re
from pathlib import Path

from specloom.changes.model import ChangeKind, ChangeSeverity

ROOT = Path(__file__).resolve().parents[3]


def test_the_documentation_lists_every_kind() -> None:
    """A row for each, in the same order, with its severities and text."""
    text = (ROOT / "docs/changes.md").read_text(encoding="utf-8")
    chapter = text.partition("## Every kind of change")[2].partition("\n## ")[0]
    rows = re.findall(r"^\| `([a-z-]+)` \| ([a-z, ]+) \| (.+) \|$", chapter, re.MULTILINE)
    assert rows == [
        (kind.value, ", ".join(each.value for each in kind.severities) or "by direction", kind.text)
        for kind in ChangeKind
    ]


def test_severities_are_listed_from_the_worst_on() -> None:
    """As `ChangeSeverity` lists them, each once."""
    order = list(ChangeSeverity)
    for kind in ChangeKind:
        assert list(kind.severities) == sorted(set(kind.severities), key=order.index)


def test_every_kind_is_reported_by_some_comparison() -> None:
    """No kind is declared for nothing: the code of the comparison mentions each."""
    package = ROOT / "generator/specloom/changes"
    code = "".join(
        path.read_text(encoding="utf-8")
        for path in package.rglob("*.py")
        if path.name != "model.py"
    )
    assert [kind.name for kind in ChangeKind if f"ChangeKind.{kind.name}" not in code] == []


def test_no_kind_is_written_as_a_string() -> None:
    """Outside of the catalogue, that is."""
    package = ROOT / "generator/specloom"
    values = "|".join(kind.value for kind in ChangeKind)
    found = [
        f"{path.name}: {match[0]}"
        for path in package.rglob("*.py")
        if path.relative_to(package).as_posix() != "changes/model.py"
        for match in re.finditer(f'"(?:{values})"', path.read_text(encoding="utf-8"))
    ]
    assert found == []
