"""What is derived from files of the package is kept beside them, and nothing depends on that."""

from __future__ import annotations

from pathlib import Path

import jinja2
import pytest
from specloom.output.render import derived as module
from specloom.output.render.derived import derived
from specloom.output.render.template_code import TemplateCode


@pytest.fixture
def folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    monkeypatch.setattr(module, "_FOLDER", tmp_path / "__pycache__")
    monkeypatch.setattr("sys.dont_write_bytecode", False)
    return tmp_path / "__pycache__"


def _cut_short(folder: Path, left: int) -> None:
    (place,) = folder.iterdir()
    place.write_bytes(place.read_bytes()[:left])


def _fail() -> str:
    raise AssertionError("it is made though it was kept")


def test_what_was_made_is_not_made_again(folder: Path) -> None:
    assert derived("rules", "source", lambda: "made") == "made"
    assert derived("rules", "source", _fail) == "made"


@pytest.mark.parametrize(("kind", "source"), [("rules", "another"), ("other rules", "source")])
def test_another_source_and_other_rules_are_made_anew(folder: Path, kind: str, source: str) -> None:
    derived("rules", "source", lambda: "made")
    assert derived(kind, source, lambda: "other") == "other"


@pytest.mark.parametrize("left", [0, 20, -1])
def test_what_is_cut_short_is_made_again(folder: Path, left: int) -> None:
    derived("rules", "source", lambda: "made")
    _cut_short(folder, left)
    assert derived("rules", "source", lambda: "again") == "again"
    assert derived("rules", "source", _fail) == "again"


def test_nothing_is_kept_where_byte_code_is_not_wanted(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.dont_write_bytecode", True)
    assert derived("rules", "source", lambda: "made") == "made"
    assert not folder.exists()


def test_a_folder_that_cannot_be_written_is_no_fault(folder: Path) -> None:
    folder.write_text("a file is in the way")
    assert derived("rules", "source", lambda: "made") == "made"


def _environment(source: str) -> jinja2.Environment:
    loader = jinja2.FunctionLoader(lambda name: (source, None, None))
    return jinja2.Environment(loader=loader, bytecode_cache=TemplateCode(), autoescape=True)


def _rendered(source: str) -> str:
    return _environment(source).get_template("page").render(value=1)


def test_templates_are_compiled_once(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert _rendered("a {{ value }}") == "a 1"
    monkeypatch.setattr(jinja2.Environment, "_generate", lambda *_, **__: _fail())
    assert _rendered("a {{ value }}") == "a 1"
    with pytest.raises(AssertionError, match="though it was kept"):
        _rendered("b {{ value }}")


@pytest.mark.parametrize("left", [0, 20, -1])
def test_a_template_is_compiled_again_where_its_code_is_cut_short(folder: Path, left: int) -> None:
    _rendered("a {{ value }}")
    _cut_short(folder, left)
    assert _rendered("a {{ value }}") == "a 1"
