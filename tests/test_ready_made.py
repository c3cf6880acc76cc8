"""How much of the output arrives in templates ready-made, rather than being written by them.

Counted are the characters of all files that templates render for the two samples, before formatting, without
docstrings (and without what the document says as Markdown, their counterpart in documentation). Each printed
value is one of two things:

- A *value by nature*: a name, an annotation or a literal. That is Python which parses as an expression of names,
  attributes, subscripts, `|`, constants and displays of them; Markdown of one line that is not a row of a table; any TOML or YAML.
- *Ready-made*: everything else, such as calls, statements, lists of parameters, whole programs, rows of tables.

The rest is the text of the templates. What a macro returns is not counted again. By this measure 62 % were ready-made
while nodes held finished signatures, calls and tests.
"""

from __future__ import annotations

import ast
import shutil
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from specloom.cli import main
from specloom.output.render import render

ROOT = Path(__file__).resolve().parents[1]
LARGEST_SHARE = 0.35
_PLAIN = (
    *(ast.Expression, ast.Name, ast.Attribute, ast.Subscript, ast.Constant, ast.BinOp, ast.BitOr),
    *(ast.Tuple, ast.List, ast.Dict, ast.Set, ast.UnaryOp, ast.USub, ast.expr_context),
)


def kind_of(value: str) -> str:
    """Return what a printed value is: "docstring", "value" or "ready-made"."""
    context = type(value).__name__
    if context in ("Toml", "Yaml") or not value:
        return "value"
    if context == "Markdown":
        if value.startswith("```") or value.startswith("|"):
            return "ready-made"
        return "docstring" if "\n" in value else "value"
    if value.startswith('"""'):
        return "docstring"
    try:
        tree = ast.parse(value, mode="eval")
    except SyntaxError:
        return "ready-made"
    return "value" if all(isinstance(node, _PLAIN) for node in ast.walk(tree)) else "ready-made"


def measured(folder: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[Counter[str], Counter[str]]:
    """Generate the samples into a folder; return the characters of each kind, and those ready-made by template."""
    counts: Counter[str] = Counter()
    by_template: Counter[str] = Counter()
    current = [""]
    make = getattr(render._environment, "__wrapped__", render._environment)
    render_file = render._render_file
    environments: dict[Any, Any] = {}

    def environment(kind: Any, *rest: Any) -> Any:
        if kind in environments:
            return environments[kind]
        made = environments[kind] = make(kind, *rest)
        finalize, context = made.finalize, made.context_class
        returned: dict[int, str] = {}

        class Noting(context):  # type: ignore[misc, valid-type]
            def call(self, obj: Any, /, *arguments: Any, **named: Any) -> Any:
                result = super().call(obj, *arguments, **named)
                returned[id(result)] = result  # kept alive, so that no other value gets its id
                return result

        def noting(value: Any) -> Any:
            value = finalize(value)
            if isinstance(value, str) and id(value) not in returned:
                counts[kind_of(value)] += len(value)
                if kind_of(value) == "ready-made":
                    by_template[current[0]] += len(value)
            return value

        made.finalize, made.context_class = noting, Noting
        return made

    def noted(file: Any, *rest: Any) -> str:
        current[0] = file.template
        text = str(render_file(file, *rest[:-1], ""))  # without the comments at its head
        counts["all"] += len(text)
        return text

    monkeypatch.setattr(render, "_environment", environment)
    monkeypatch.setattr(render, "_render_file", noted)
    shutil.copytree(ROOT / "specs", folder / "specs")
    for config in sorted(folder.glob("specs/*/specloom.toml")):
        options = ["--formatter", "none", "--quiet"]
        assert main(["generate", "--config", str(config), *options]) == 0
    return counts, by_template


def test_most_of_the_output_is_in_the_templates(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """What arrives ready-made is at most a given share of what templates print, docstrings aside."""
    counts, by_template = measured(tmp_path, monkeypatch)
    whole = counts["all"] - counts["docstring"]
    share = counts["ready-made"] / whole
    with capsys.disabled():
        print(f"\nready-made: {share:.1%}, values: {counts['value'] / whole:.1%} of {whole}")
        for template, size in by_template.most_common(8):
            print(f"  {template}: {size}")
    assert share <= LARGEST_SHARE
