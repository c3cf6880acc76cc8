"""What the linters and type checkers of a project say of clients that are vendored into it: nothing."""

from __future__ import annotations

import importlib.util
import json
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Mapping
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pytest
from specloom.cli.main import main

LONG = "The Very Long Name Of A Group Of Operations That No Line Of An Import Has Room For"
AWKWARD: dict[str, Any] = {
    "openapi": "3.1.0",
    "info": {"title": "Awkward", "version": "1"},
    "servers": [{"url": "https://awkward.example"}],
    "tags": [{"name": LONG}, {"name": "models"}, {"name": "zebra"}],
    "paths": {
        f"/{tag[:5].lower()}/{{id}}": {
            "parameters": [
                {"name": "id", "in": "path", "required": True, "schema": {"type": "string"}}
            ],
            "post": {
                "operationId": f"update {tag} thing",
                "tags": [tag],
                "parameters": [
                    {"name": "note", "in": "query", "schema": {"type": ["string", "null"]}}
                ],
                "requestBody": {
                    "content": {"application/json": {"schema": {"$ref": "#/components/schemas/A"}}}
                },
                "responses": {
                    "200": {
                        "description": "Done.",
                        "content": {
                            "application/json": {"schema": {"$ref": "#/components/schemas/B"}}
                        },
                    },
                    "409": {
                        "description": "No.",
                        "content": {
                            "application/json": {"schema": {"$ref": "#/components/schemas/Clash"}}
                        },
                    },
                },
            },
        }
        for tag in (LONG, "models", "zebra")
    },
    "components": {
        "schemas": {
            "A": {
                "type": "object",
                "properties": {
                    "when": {"type": ["string", "null"], "format": "date-time"},
                    "kind": {"enum": ["x", "y", None]},
                    "from": {"type": "integer"},
                },
            },
            "B": {
                "type": "object",
                "required": ["a"],
                "properties": {
                    "a": {"$ref": "#/components/schemas/A"},
                    "either": {
                        "oneOf": [
                            {"$ref": "#/components/schemas/A"},
                            {"type": "array", "items": {"type": "string"}},
                            {"type": "null"},
                        ]
                    },
                },
            },
            "Clash": {"type": "object", "properties": {"message": {"type": "string"}}},
        }
    },
}
ERROR: dict[str, Any] = {
    "content": {"application/json": {"schema": {"$ref": "#/components/schemas/E"}}}
}
MADE: dict[str, Any] = {
    "content": {
        "application/json": {"schema": {"type": "object", "properties": {"b": {"type": "integer"}}}}
    }
}
ALIKE: dict[str, Any] = {
    "openapi": "3.1.0",
    "info": {"title": "Alike", "version": "1"},
    "paths": {
        "/a": {
            "get": {
                "responses": {
                    "204": {"description": "Done."},
                    "404": {"description": "Not found", **ERROR},
                    "409": {"description": "Conflict", **ERROR},
                }
            }
        },
        "/b": {
            "get": {"tags": ["list"], "responses": {"200": {"description": "It", **MADE}}},
            "put": {"tags": ["dict"], "responses": {"200": {"description": "It", **MADE}}},
        },
    },
    "components": {"schemas": {"E": {"type": "object", "properties": {"a": {"type": "string"}}}}},
}
"""All errors have the same body, so that none has a class of its own; and modules are called as builtins are."""
CLIENTS = ("awkward", "alike", "bedrock", "sink")
SELECTIONS: Mapping[str, list[str]] = {
    "the classic rules, import order and RUF": ["--select", "E4,E7,E9,F,I,RUF"],
    "the defaults of ruff": [],
    # Those of flake8 that ruff has: blank lines and white space are among its preview rules.
    "nearly the defaults of flake8": [
        *("--preview", "--select", "E,W,F,C901", "--ignore", "E501,E704"),
        *("--config", "lint.mccabe.max-complexity = 100"),
    ],
}


def generate_into(
    folder: Path, repository: Path, *, more: str, clients: tuple[str, ...] = CLIENTS
) -> None:
    """Generate clients into a package of another project."""
    specs = repository / "specs"
    (folder / "awkward.json").write_text(json.dumps(AWKWARD))
    (folder / "alike.json").write_text(json.dumps(ALIKE))
    tables = {
        "awkward": f'spec = "{folder}/awkward.json"',
        "alike": f'spec = "{folder}/alike.json"',
        "bedrock": f'spec = "{specs}/amazon-bedrock/openapi.yaml"\n'
        f'overlays = ["{specs}/amazon-bedrock/overlay.yaml"]',
        "sink": f'spec = "{specs}/kitchen-sink/openapi-3.1.yaml"',
        "other": f'spec = "{folder}/awkward.json"',
    }
    (folder / "specloom.toml").write_text(
        "".join(
            f'[[client]]\n{tables[name]}\noutput = "my_app/clients/{name}"\nlayout = "vendored"\n{more}\n'
            for name in clients
        )
    )
    for package in ("my_app", "my_app/clients"):
        (folder / package).mkdir(exist_ok=True)
        (folder / package / "__init__.py").touch()
    assert main(["generate", "--quiet", "--config", str(folder / "specloom.toml")]) == 0


@pytest.fixture(scope="module", params=["copied", "shared"])
def host(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project with four clients, each with its own runtime or with one for all."""
    folder = tmp_path_factory.mktemp("host")
    repository = Path(__file__).resolve().parents[2]
    generate_into(folder, repository, more=f'runtime = "{request.param}"')
    return folder


def ruff(folder: Path, *arguments: str) -> str:
    """Return what ruff finds, without anybody's settings."""
    executable = shutil.which("ruff", path=str(Path(sys.executable).parent)) or shutil.which("ruff")
    assert executable is not None
    command = [executable, "check", "--isolated", "--no-cache", "--output-format", "concise"]
    done = subprocess.run(
        [*command, *arguments, "."], cwd=folder, capture_output=True, text=True, check=False
    )
    assert done.returncode in (0, 1), done.stderr
    return "" if done.returncode == 0 else done.stdout


@pytest.mark.parametrize("selection", SELECTIONS)
def test_ruff_finds_nothing(host: Path, selection: str) -> None:
    """In a project that leaves ruff as it is, and in one with the classic rules, I and RUF."""
    assert ruff(host, *SELECTIONS[selection]) == ""


@pytest.mark.parametrize("selection", SELECTIONS)
def test_ruff_finds_nothing_in_a_project(repository: Path, tmp_path: Path, selection: str) -> None:
    """In the tests of a client with the layout "project" neither, with the settings that it has."""
    (tmp_path / "awkward.json").write_text(json.dumps(AWKWARD))
    spec, output = str(tmp_path / "awkward.json"), str(tmp_path / "client")
    assert main(["generate", spec, "--output", output, "--package", "zoo", "--quiet"]) == 0
    settings = [*SELECTIONS[selection], "--config", 'src = ["src", "tests"]']
    assert 'src = ["src", "tests"]' in (tmp_path / "client/pyproject.toml").read_text()
    assert ruff(tmp_path / "client", *settings) == ""


@pytest.mark.parametrize("runtime", ["copied", "shared"])
def test_lines_on_top(repository: Path, tmp_path: Path, runtime: str) -> None:
    """`header_lines` are above everything in each module, in those of the runtime too, and are no edits."""
    lines = ["# ruff: noqa", "# Generated: change specs/, not this."]
    more = f'runtime = "{runtime}"\nheader_lines = {json.dumps(lines)}'
    generate_into(tmp_path, repository, more=more, clients=("awkward",))
    modules = [p for p in tmp_path.rglob("*.py") if p.stat().st_size and p.name != "__init__.py"]
    assert len(modules) > 40
    for module in modules:
        assert module.read_text().split("\n")[:2] == lines, module
    config = str(tmp_path / "specloom.toml")
    assert main(["check", "--quiet", "--config", config]) == 0
    assert main(["check", "--quiet", str(tmp_path / "my_app/clients/awkward")]) == 0
    module = tmp_path / "my_app/clients/awkward/errors.py"
    module.write_text(module.read_text().replace(lines[1], "# Something else."))
    assert main(["generate", "--quiet", "--config", config]) == 1
    assert main(["generate", "--discard", "--quiet", "--config", config]) == 0
    other = (tmp_path / "specloom.toml").read_text().replace(json.dumps(lines), '["# Other."]')
    (tmp_path / "specloom.toml").write_text(other)
    assert main(["generate", "--quiet", "--config", config]) == 0
    for module in modules:
        assert module.read_text().startswith("# Other.\n#"), module
    assert main(["check", "--quiet", "--config", config]) == 0


def test_a_shared_runtime_has_the_lines_of_all_its_clients(
    repository: Path, tmp_path: Path
) -> None:
    """Each of them once, also after a run with only one of the clients."""
    generate_into(tmp_path, repository, more='runtime = "shared"', clients=("awkward", "other"))
    text = (tmp_path / "specloom.toml").read_text()
    shared = 'runtime = "shared"\n'
    first, second = text.split(shared)[:2]
    text = (
        f'{first}{shared}header_lines = ["# A.", "# Both."]\n'
        f'{second}{shared}header_lines = ["# Both.", "# B."]'
    )
    (tmp_path / "specloom.toml").write_text(text)
    assert main(["generate", "--quiet", "--config", str(tmp_path / "specloom.toml")]) == 0
    module = tmp_path / "my_app/clients/_specloom_runtime/unset.py"
    assert module.read_text().startswith("# A.\n# Both.\n# B.\n# SPDX-")
    (tmp_path / "one.toml").write_text("[[client]]" + text.split("[[client]]")[2])
    assert main(["generate", "--quiet", "--config", str(tmp_path / "one.toml")]) == 0
    assert module.read_text().startswith("# A.\n# Both.\n# B.\n# SPDX-")


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        ("import os", "must be comments of one line each"),
        ("# one\\nimport os", "must be comments of one line each"),
        ("# -*- coding: latin-1 -*-", "cannot change the encoding"),
        ("", "must be comments of one line each"),
    ],
)
def test_lines_that_are_no_comments(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], line: str, fault: str
) -> None:
    """They are refused, as everything else that would become code."""
    config = tmp_path / "specloom.toml"
    config.write_text(
        f'[[client]]\nspec = "a.json"\noutput = "out"\nheader_lines = ["# fine", "{line}"]\n'
    )
    assert main(["generate", "--config", str(config)]) == 2
    assert fault in capsys.readouterr().err


def test_every_module_of_the_runtime_speaks_to_pyright(repository: Path) -> None:
    """Its values are JSON, whose types are not known: pyright's strict mode is told so, in the file itself."""
    for module in (repository / "generator/specloom/runtime").glob("*.py"):
        text = module.read_text(encoding="utf-8")
        head = text.partition('"""')[0]
        for rule in ("UnknownArgumentType", "UnknownMemberType", "UnknownVariableType"):
            assert f"report{rule}=false" in head, f"{module.name} lacks the comments for pyright"


BACKENDS = {
    "hatchling": ("hatchling.build", ""),
    "setuptools": (
        "setuptools.build_meta",
        '[tool.setuptools.packages.find]\ninclude = ["my_app*"]\n',
    ),
    "poetry.core": (
        "poetry.core.masonry.api",
        '[tool.poetry]\npackages = [{include = "my_app"}]\n',
    ),
}


@pytest.mark.parametrize("backend", BACKENDS)
def test_the_license_is_in_the_wheel(repository: Path, tmp_path: Path, backend: str) -> None:
    """With the line that the page has for pyproject.toml, in wheels of three backends."""
    if importlib.util.find_spec(backend.partition(".")[0]) is None:
        pytest.skip(f"needs {backend}")
    if backend == "setuptools" and int(version("setuptools").partition(".")[0]) < 77:
        pytest.skip("needs setuptools 77, which knows license-files")
    generate_into(
        tmp_path, repository, more='runtime = "shared"\nformatter = "none"', clients=("awkward",)
    )
    page = (repository / "docs/vendoring.md").read_text(encoding="utf-8")
    line = next(line for line in page.splitlines() if line.startswith("license-files = "))
    module, settings = BACKENDS[backend]
    (tmp_path / "LICENSE").write_text(
        "The project's own.\n"
    )  # poetry-core wants one for each pattern.
    (tmp_path / "pyproject.toml").write_text(
        f'[build-system]\nrequires = []\nbuild-backend = "{module}"\n'
        f'[project]\nname = "my-app"\nversion = "1"\n{line}\n{settings}'
    )
    build = [sys.executable, "-m", "build", "--wheel", "--no-isolation", str(tmp_path)]
    subprocess.run(build, check=True, capture_output=True)
    (wheel,) = tmp_path.glob("dist/*.whl")
    with zipfile.ZipFile(wheel) as archive:
        names = archive.namelist()
    assert "my_app/clients/_specloom_runtime/LICENSE" in names
    assert "my_app-1.dist-info/licenses/my_app/clients/_specloom_runtime/LICENSE" in names


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("pyright") is None, reason="needs pyright")
def test_pyright_finds_nothing(host: Path) -> None:
    """In its strict mode."""
    settings = {"typeCheckingMode": "strict", "include": ["my_app"], "pythonVersion": "3.11"}
    (host / "pyrightconfig.json").write_text(json.dumps(settings))
    pyright = shutil.which("pyright")
    assert pyright is not None
    command = [pyright, "--pythonpath", sys.executable, "-p", str(host)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout[-4000:]


def test_flake8_finds_nothing(host: Path) -> None:
    """With its defaults, apart from the length of lines."""
    command = [sys.executable, "-m", "flake8", "--isolated", "--extend-ignore", "E501", "my_app"]
    done = subprocess.run(command, cwd=host, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout[-4000:]
