"""Templates of the user's own: `--templates DIR`, `templates = "DIR"`, `specloom templates list` and `eject`."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from specloom.cli import main
from specloom.output.render.assets import template_names
from specloom.output.render.overrides import CONTRACT
from specloom.output.render.render import FILTERS

SPEC = {
    "openapi": "3.1.0",
    "info": {"title": "Pets API", "version": "1"},
    "servers": [{"url": "https://pets.example"}],
    "paths": {
        f"/{name}": {
            "get": {
                "tags": ["pets"],
                "operationId": f"list_{name}",
                "summary": "}} {{ content.docstring }} {% raw %}",
                "parameters": [{"name": "limit", "in": "query", "schema": {"type": "integer"}}],
                "responses": {"204": {"description": "nothing"}},
            }
        }
        for name in ("cats", "dogs")
    },
}
MARK = f"{{# specloom templates, contract {CONTRACT} #}}"


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder with a document, in which the commands run."""
    monkeypatch.chdir(tmp_path)
    Path("openapi.json").write_text(json.dumps(SPEC), encoding="utf-8")
    return tmp_path


def generate(*options: str) -> int:
    """Generate the client with the templates of the folder `own`."""
    arguments = ["openapi.json", "--output", "out", "--formatter", "none", "--quiet"]
    return main(["generate", *arguments, "--templates", "own", *options])


def eject(name: str) -> Path:
    """Eject a template to the folder `own`."""
    assert main(["templates", "eject", name, "--output", "own"]) == 0
    return Path("own") / name


def resource() -> str:
    """Return the generated module of operations."""
    return Path("out/src/pets/resources/pets.py").read_text(encoding="utf-8")


def test_the_nodes_are_documented(repository: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The tables of the guide are what `specloom templates nodes` prints, and it names every filter."""
    assert main(["templates", "nodes"]) == 0
    guide = (repository / "docs/templates.md").read_text(encoding="utf-8")
    tables = guide[guide.index("## The nodes") :]
    assert tables == capsys.readouterr().out, "put what `specloom templates nodes` prints there"
    assert all(f"`{name}`" in guide for name in FILTERS)


def test_all_templates_are_listed(capsys: pytest.CaptureFixture[str]) -> None:
    """A line for each file that can be replaced."""
    assert main(["templates", "list"]) == 0
    listed = capsys.readouterr().out.split()
    assert listed == [name for name in template_names() if name != "empty.jinja"]
    assert {"resource.py.jinja", "_methods.jinja", "README.md.jinja"} <= set(listed)


def test_an_ejected_template_changes_nothing() -> None:
    """What is ejected is what would have been used."""
    arguments = ["openapi.json", "--output", "plain", "--formatter", "none", "--quiet"]
    assert main(["generate", *arguments]) == 0
    for name in template_names():
        if name != "empty.jinja":
            eject(name)
    assert generate() == 0
    for path in Path("plain").rglob("*"):
        if path.is_file() and path.name != "specloom.lock.json":
            made = Path("out") / path.relative_to("plain")
            assert made.read_bytes() == path.read_bytes(), path


def test_an_override_of_methods_changes_every_method() -> None:
    """A template that others include is replaced in all of them."""
    path = eject("_methods.jinja")
    text = path.read_text(encoding="utf-8")
    path.write_text(
        text.replace(
            "docstring(method) }}{% endif %}", "docstring(method) }}{% endif %}\n        # by us"
        )
    )
    assert generate() == 0
    assert resource().count("# by us") == resource().count("def ") == 4


def test_an_override_of_a_macro_changes_every_signature() -> None:
    """Macros are templates like others."""
    path = eject("_python.jinja")
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("options: RequestOptions", "options: 'RequestOptions'"))
    assert generate() == 0
    assert resource().count("options: 'RequestOptions' | None = None") == 4


def test_an_override_of_a_module() -> None:
    """The template of a file is replaced, and may build on the original."""
    Path("own").mkdir()
    Path("own/resource.py.jinja").write_text(
        "{# receives: nodes.ResourceModule #}\n"
        + MARK
        + '\n{% include "specloom/resource.py.jinja" %}\n'
        "{% for class in content.classes %}\n"
        "{{ class.name }}.__doc__ = None\n"
        "{% endfor %}\n"
    )
    assert generate() == 0
    assert resource().endswith(
        "Pets.__doc__ = None\nAsyncPets.__doc__ = None\n".replace("Pets", "PetsOperations")
    )
    assert "{{ content.docstring }} {% raw %}" in resource()


def test_the_configuration_names_a_folder() -> None:
    """`templates` in specloom.toml is relative to that file; an edited template makes `check` fail."""
    path = eject("_methods.jinja")
    Path("specloom.toml").write_text(
        '[[client]]\nspec = "openapi.json"\noutput = "out"\nformatter = "none"\ntemplates = "own"\n'
    )
    assert main(["generate", "--quiet"]) == 0
    lock = json.loads(Path("out/specloom.lock.json").read_text())
    assert lock["source"]["templates"] == "../own"
    assert "template: _methods.jinja" in lock["inputs"]
    assert main(["check", "--quiet"]) == main(["check", "out", "--quiet"]) == 0
    text = path.read_text(encoding="utf-8")
    path.write_text(
        text.replace(
            "docstring(method) }}{% endif %}", "docstring(method) }}{% endif %}\n        # by us"
        )
    )
    assert main(["check", "--quiet"]) == main(["check", "out", "--quiet"]) == 1
    assert "# by us" not in resource()
    assert main(["generate", "--quiet"]) == 0
    assert "# by us" in resource()
    assert main(["check", "--quiet"]) == 0


@pytest.mark.parametrize(
    ("name", "text", "line", "said"),
    [
        ("_methods.jinja", f"{MARK}\n\n{{% for %}}", 3, "Expected"),
        ("_methods.jinja", f"{MARK}\n{{{{ class.gone }}}}", 2, "has no attribute 'gone'"),
        ("_methods.jinja", f"{MARK}\n{{{{ 'import os' }}}}", 2, "prints a str"),
        ("_methods.jinja", f"{MARK}\n{{{{ class.name | upper }}}}", 2, "No filter named 'upper'"),
        ("_methods.jinja", f"{MARK}\n\n\n{{{{ class.name.lower() }}}}", 4, "calls a function"),
        ("_methods.jinja", f"{MARK}\n{{% include 'nothing' %}}", 2, "no template nothing"),
        ("resource.py.jinja", f"{MARK}\nclass (", 1, "pets.py is not valid Python"),
        ("pyproject.toml.jinja", f"{MARK}\na =", 1, "pyproject.toml is not valid TOML"),
        ("resource.py.jinja", "x = 1\n", 1, "does not name the template contract"),
        (
            "resource.py.jinja",
            "\n{# specloom templates, contract 99 #}",
            2,
            "made for template contract 99",
        ),
        ("resources.py.jinja", MARK, 1, "did you mean resource.py.jinja?"),
        ("notes.txt", "", 1, "there is no template 'notes.txt'"),
    ],
)
def test_a_faulty_template(
    name: str, text: str, line: int, said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """It is said in which line of which file, and nothing is written."""
    Path("own").mkdir()
    Path("own", name).write_text(text, encoding="utf-8")
    assert generate() == 1
    error = " ".join(capsys.readouterr().err.split())
    assert re.search(rf"own/{re.escape(name)}:{line}:1: error SL608", error), error
    assert said in error
    assert not Path("out").exists()


def test_a_macro_that_others_miss(capsys: pytest.CaptureFixture[str]) -> None:
    """A template of ours that lacks something of the user's names what it needs."""
    Path("own").mkdir()
    Path("own/_python.jinja").write_text(MARK, encoding="utf-8")
    assert generate() == 1
    error = " ".join(capsys.readouterr().err.split())
    assert "SL608" in error
    assert "does not export the requested name" in error
    assert not Path("out").exists()


def test_own_macros() -> None:
    """A file that another template names may be called as one likes."""
    Path("own").mkdir()
    Path("own/_ours.jinja").write_text("{% macro note() %}# ours{% endmacro %}", encoding="utf-8")
    Path("own/resource.py.jinja").write_text(
        MARK + '\n{% from "_ours.jinja" import note %}\n{{ note() }}\n', encoding="utf-8"
    )
    assert generate() == 0
    assert "# ours\n" in resource()


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["eject"], "needs the NAME"),
        (["eject", "resources.py.jinja"], "did you mean resource.py.jinja?"),
        (["list", "resource.py.jinja"], "takes no name"),
    ],
)
def test_wrong_arguments(
    arguments: list[str], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """Wrong usage ends with 2."""
    assert main(["templates", *arguments]) == 2
    assert said in capsys.readouterr().err


def test_nothing_is_overwritten(capsys: pytest.CaptureFixture[str]) -> None:
    """What was ejected before is kept."""
    path = eject("_methods.jinja")
    path.write_text("mine")
    assert main(["templates", "eject", "_methods.jinja", "--output", "own"]) == 2
    assert "already there" in capsys.readouterr().err
    assert path.read_text() == "mine"


def test_a_folder_that_is_not_there(capsys: pytest.CaptureFixture[str]) -> None:
    """The configuration is wrong then."""
    assert generate() == 2
    assert "own is not a folder" in capsys.readouterr().err
