"""ruff formats what is generated, and black accepts it."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import black
import pytest
from specloom.build.pipeline import build, generate
from specloom.config import ClientConfig
from specloom.diagnostics import GenerationFailed
from specloom.output.render.draft import Draft
from specloom.output.render.finish import Known, finish
from specloom.output.render.ruff import format_with_ruff
from specloom.python.code.layout import parameter
from specloom.python.naming.printable import PythonCode
from specloom.run.progress import SilentProgress

PETS = {
    "openapi": "3.1.0",
    "info": {"title": "Pets", "version": "1"},
    "paths": {
        "/pets": {"get": {"tags": ["pets"], "responses": {"204": {"description": ""}}}},
    },
}
LONG = [f"a_rather_long_value_{number}" for number in range(3)]
WORDS = "measurement of the temperature of the water in the harbour"


def _object(*names: str, **further: Any) -> dict[str, Any]:
    return {"type": "object", "properties": {name: {"type": "string"} for name in names}, **further}


def _harbour() -> dict[str, Any]:
    """Return a document whose signatures, types and values are too long for a line."""
    lengths = range(1, 40, 6)
    query = [
        {
            "name": f"q{'x' * length}",
            "in": "query",
            "schema": {"enum": ["ascending", "descending", "by_the_depth_of_the_water", None]},
        }
        for length in lengths
    ]
    schemas = {
        **{f"Harbour{'x' * length}Report": _object("at", "by") for length in lengths},
        "Choice": {"oneOf": [{"$ref": f"#/components/schemas/Harbour{'x' * n}Report"} for n in (7, 13)]},
        "Values": {
            "type": "object",
            "required": ["kind"],
            "properties": {
                "kind": {"const": "a constant that is as long as a line of a module would be, or longer still"},
                "a-key-that-is-no-identifier": {"type": "array", "items": {"enum": LONG}},
                "nested": {"type": "object", "additionalProperties": {"anyOf": [
                    {"type": "array", "items": {"enum": LONG}},
                    {"type": "object", "additionalProperties": {"type": "array", "items": {"enum": LONG}}},
                ]}},
            },
            "description": f"{WORDS} {WORDS} \"quoted\"",
        },
    }  # fmt: skip
    bodies = {
        f"report{length}": {"$ref": f"#/components/schemas/Harbour{'x' * length}Report"}
        for length in lengths
    }
    content = {
        name: {"schema": {"$ref": f"#/components/schemas/{name}"}} for name in ("Choice", "Values")
    }
    return {
        "openapi": "3.1.0",
        "info": {"title": "Harbours", "version": "1"},
        "servers": [{"url": "https://harbours.example"}],
        "components": {"schemas": schemas},
        "paths": {
            "/reports": {
                "get": {"operationId": "list", "parameters": query, "responses": {"200": {
                    "description": WORDS, "content": {"application/json": content["Values"]}}}},
                "post": {"operationId": "add", "requestBody": {"required": True, "content": {
                    "application/json": {"schema": {"type": "object", "properties": bodies}}}},
                    "responses": {"204": {"description": ""}}},
                "put": {"operationId": "replace", "requestBody": {"required": True, "content": {
                    "application/json": content["Choice"]}}, "responses": {"201": {
                    "description": "", "content": {"application/json": content["Choice"]}}}},
                "patch": {"operationId": "change", "requestBody": {"content": {
                    "application/json": content["Choice"], "text/plain": {"schema": {"enum": LONG}},
                    "application/x-www-form-urlencoded": content["Values"]}},
                    "responses": {"204": {"description": ""}}},
            },
            **{f"/reports/{n}": _without_arguments(n) for n in (48, 49, 53, 54, 66, 67, 68, 80)},
        },
    }  # fmt: skip


def _without_arguments(length: int) -> dict[str, Any]:
    """Return an operation whose call has nothing to break it at."""
    schema = {"type": "object", "properties": {"a": {"type": "string"}}}
    response = {"description": "", "content": {"application/json": {"schema": schema}}}
    return {"get": {"operationId": f"get{'x' * length}", "responses": {"200": response}}}


def _config(folder: Path, **settings: Any) -> ClientConfig:
    (folder / "harbours.json").write_text(json.dumps(_harbour()))
    return ClientConfig(spec="harbours.json", output="out", folder=folder, **settings)


def test_black_accepts_what_ruff_formats(tmp_path: Path) -> None:
    """Both make the same of modules (lines of 100 characters) and of samples in Markdown (88)."""
    ruff, old = (
        build(_config(tmp_path, formatter=formatter), SilentProgress()).tree
        for formatter in ("ruff", "black")
    )
    assert any("        qx" in text for text in ruff.values())
    for path in old:
        assert path.endswith(".json") or ruff[path] == old[path], path


@pytest.mark.parametrize(
    ("annotation", "default", "printed"),
    [
        ("int | Unset", "UNSET", "int | Unset"),
        (f"Literal[{', '.join(map(repr, LONG))}, 'and | so [on'] | Unset", "UNSET", "(...)"),
        (f"Literal[{', '.join(map(repr, LONG))}, 'and | so [on, and on']", None, "..."),
        (f"Mapping[str, int | Literal[{', '.join(map(repr, LONG))}, 'd']]", None, "..."),
        ("A" * 80 + " | B", None, "A" * 80 + " | B"),
        ("A" * 81 + " | B", None, "(...)"),
        ("A" * 72 + " | B", "UNSET", "A" * 72 + " | B"),
        ("A" * 73 + " | B", "UNSET", "(...)"),
    ],
)
def test_parentheses_around_a_long_union(
    annotation: str, default: str | None, printed: str
) -> None:
    """Where, and only where, a union does not fit into a line of 100 characters."""
    item = parameter(
        PythonCode("names"),
        PythonCode(annotation),
        None if default is None else PythonCode(default),
    )
    assert item.annotation == printed.replace("...", annotation)


def test_settings_of_the_user_are_ignored(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Even those for another version of ruff, and those that cannot be read."""
    monkeypatch.chdir(tmp_path)
    for settings in ("required-version = '==0.0.1'\nline-length = 30\n", "line-length = ["):
        (tmp_path / "ruff.toml").write_text(settings)
        source = "value = [" + ", ".join(["'abcdefgh'"] * 7) + "]\n"
        (done,) = format_with_ruff([Draft(path="module.py", text=source)])
        assert done.text == source.replace("'", '"')


SAMPLES = (
    "import a\nfrom b import c",
    "def f(x):\n  return x\nclass D: pass",
    "x = 'y'",
    "# ---\n# a comment\nawait  f()",
    "if x:\n  for y in z: pass\n  # the last line",
    "",
    "x = [1,\n]",
)


def test_each_sample_of_a_page_is_formatted_by_itself() -> None:
    """Though ruff is given those of a page together: comments and blank lines stay with their sample."""
    page = "".join(f"Text\n\n```python\n{sample}\n```\n\n" for sample in SAMPLES)
    (together,) = format_with_ruff([Draft(path="page.md", text=page)])
    alone = [f"```python\n{sample}\n```\n" for sample in SAMPLES]
    drafts = [Draft(path=f"{number}.md", text=text) for number, text in enumerate(alone)]
    expected = "".join(f"Text\n\n{each.text}\n" for each in format_with_ruff(drafts))
    assert together.text == expected
    assert "return x\n\n\nclass D:" in together.text


def test_what_is_not_python_is_named() -> None:
    """By its path in the client: a fault of a template, not of ruff."""
    drafts = [Draft(path="a.py", text="x = 1\n"), Draft(path="src/b.py", text="def f(:\n")]
    with pytest.raises(SyntaxError) as caught:
        format_with_ruff(drafts)
    assert caught.value.filename == "src/b.py"


@pytest.mark.parametrize("before", ["", "class A:\n    async "])
@pytest.mark.parametrize("formatter", ["ruff", "black", "none"])
def test_repeated_parameters_are_refused(formatter: str, before: str) -> None:
    """Which ruff lets pass, and Python does not."""
    draft = Draft(path="src/b.py", text=f"{before}def f(a: int, *, b: int, a: str) -> None: ...\n")
    with pytest.raises(SyntaxError):
        finish([draft], formatter, {}, Known(), lambda *_: None)


def test_a_client_formatted_with_black(tmp_path: Path) -> None:
    """It is formatted with ruff on its next run without a setting: that is no edit. What is one stops the run."""
    (tmp_path / "pets.json").write_text(json.dumps(PETS))
    config = ClientConfig(spec="pets.json", output="out", folder=tmp_path)
    generate(replace(config, formatter="black"), SilentProgress())
    module = tmp_path / "out/src/pets/resources/pets.py"
    made = module.read_text()
    mine = black.format_str(made, mode=black.Mode(line_length=40))
    assert mine != made
    module.write_text(mine)
    generate(config, SilentProgress())
    assert module.read_text() == mine  # It still says the same.
    lock = json.loads((tmp_path / "out/specloom.lock.json").read_text())
    assert lock["inputs"]["formatter"].startswith("ruff ")
    assert lock["source"]["formatter"] == "ruff"

    generate(replace(config, formatter="black"), SilentProgress())
    module.write_text(mine.replace("options=options", "options=None"))
    with pytest.raises(GenerationFailed):
        generate(config, SilentProgress())
