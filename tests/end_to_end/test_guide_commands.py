"""The commands of the README and of the guide run, in an environment that their own first commands have made.

There is no network: what pip would fetch is linked from the environment of the tests.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import sysconfig
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
CACHES = shutil.ignore_patterns(".git", ".venv", "__pycache__", ".*_cache", ".hypothesis", "site")
BLOCK = re.compile(r"^```(?P<kind>\w+)\n(?P<text>.*?)^```$", re.MULTILINE | re.DOTALL)
SAMPLE = "generated_samples/kitchen_sink/README.md"
INSTALL = "python3 -m venv .venv && .venv/bin/pip install ."
SERVES = "it does not end; tests/end_to_end/test_serving.py runs it"
CALLS = "the mock server would be at this port; tests/end_to_end/test_serving.py asks it this"
UPSTREAM = "it fetches from a URL; tests/end_to_end/test_upstream.py runs it"
BOTOCORE = "tests/features/test_bedrock_recipes.py makes these clients"

NOT_RUN = {
    "pipx install .": "pipx is not installed by default",
    "uv tool install .": "uv is not installed by default",
    "make generate": "CI begins with it",
    "make test": "CI runs it, and this is one of its tests",
    "specloom serve openapi.yaml": SERVES,
    "specloom serve openapi.yaml --fault 503:0.1 --fault drop:0.05 --latency 100-300 --seed 1": SERVES,
    "curl http://127.0.0.1:8000/v1/pets/7 --header 'Prefer: code=404'": CALLS,
    "curl http://127.0.0.1:8000/v1/pets/7 --header 'Prefer: example=rex'": CALLS,
    "curl http://127.0.0.1:8000/v1/pets/7 --header 'Prefer: state=pet_sold'": CALLS,
    "specloom generate botocore:bedrock-runtime --output clients/bedrock_runtime --package amazon_bedrock_runtime": BOTOCORE,
    "specloom generate botocore:bedrock-agent-runtime --output clients/bedrock_agent_runtime": BOTOCORE,
    "specloom generate botocore:bedrock --output clients/bedrock": BOTOCORE,
    "specloom check --upstream --json": UPSTREAM,
    "specloom generate --upstream --json": UPSTREAM,
    "pyinstaller --onedir program.py": "`make frozen` does it",
    "pip install '.[docs]' && mkdocs serve": "`make site` builds the site",
    "pytest --base-url http://127.0.0.1:8000": "tests/end_to_end/test_serving.py runs it",
}
"""The commands that are not run here, and why."""

IN_CHECKOUT = ("pip install '.[serve]'", "pip install --upgrade .")
"""The commands that are for a checkout of specloom, not for a project."""


@dataclass(frozen=True)
class Page:
    """A page with commands, what makes the folder in which they run, and a command that is taken to have been run."""

    path: str
    prepare: Callable[[Path], None]
    before: str = "true"

    def blocks(self, kind: str) -> list[str]:
        """Return the blocks of a kind."""
        text = (ROOT / self.path).read_text(encoding="utf-8")
        return [match["text"] for match in BLOCK.finditer(text) if match["kind"] == kind]

    def commands(self) -> list[list[str]]:
        """Return the commands of each block, without their comments."""
        lines = [block.splitlines() for block in self.blocks("sh")]
        return [[re.sub(r"\s+#.*", "", line) for line in block if line] for block in lines]


def one_document(folder: Path) -> None:
    """Put a document there, in the forms that the pages name, and a configuration."""
    document = (ROOT / "tests/cases/tags/openapi.yaml").read_text(encoding="utf-8")
    (folder / "openapi.yaml").write_text(document, encoding="utf-8")
    table = '[[client]]\nspec = "openapi.yaml"\noutput = "client"\n'
    (folder / "specloom.toml").write_text(table, encoding="utf-8")


def jotter(folder: Path) -> None:
    """Put the files there that `getting-started.md` shows."""
    page = Page("docs/getting-started.md", jotter)
    document, overlay = page.blocks("yaml")
    for name, text in (
        ("jotter.yaml", document),
        ("new.yaml", document),
        ("overlay.yaml", overlay),
        ("specloom.toml", page.blocks("toml")[0]),
    ):
        (folder / name).write_text(text, encoding="utf-8")


def application(folder: Path) -> None:
    """Put a program of FastAPI there."""
    lines = (
        "from fastapi import FastAPI",
        'app = FastAPI(title="Todo")',
        '@app.get("/items/{item_id}", tags=["items"])',
        "def read_item(item_id: int) -> str: ...",
    )
    (folder / "app").mkdir()
    (folder / "app/main.py").write_text("\n".join(lines), encoding="utf-8")


def vendored(folder: Path) -> None:
    """Put a document and the first configuration of `vendoring.md` there, in a repository."""
    (folder / "specs").mkdir()
    shutil.copy(ROOT / "specs/kitchen-sink/openapi-3.1.yaml", folder / "specs/bookshop.yaml")
    config = Page("docs/vendoring.md", vendored).blocks("toml")[0]
    (folder / "specloom.toml").write_text(config, encoding="utf-8")
    subprocess.run(["git", "init", "--quiet"], cwd=folder, check=True)


def sample(folder: Path) -> None:
    """Put a generated client there."""
    shutil.copytree(
        ROOT / "generated_samples/kitchen_sink", folder, ignore=CACHES, dirs_exist_ok=True
    )
    one_document(folder)


PAGES = [
    Page("README.md", one_document),
    Page("docs/getting-started.md", jotter),
    Page("docs/recipes.md", application),
    Page("docs/coming-from.md", one_document),
    Page("docs/mock-server.md", one_document),
    Page("docs/automation.md", one_document, before="specloom generate"),
    Page("docs/vendoring.md", vendored),
    Page("docs/bedrock.md", one_document),
    Page(SAMPLE, sample),
]
"""Those of `updating.md` are run by `test_updating_page.py`."""


@dataclass(frozen=True)
class Installed:
    """A copy of the checkout in which specloom was installed by the command of the README."""

    checkout: Path
    variables: dict[str, str]

    def run(self, commands: list[str], folder: Path) -> None:
        """Run the commands of a block, which must work."""
        script = "\n".join(commands)
        command = ["bash", "-euc", script]
        finished = subprocess.run(
            command, cwd=folder, env=self.variables, capture_output=True, text=True, check=False
        )
        assert finished.returncode == 0, f"{script}\n{finished.stdout}\n{finished.stderr}"


def linked(folder: Path) -> Iterator[Path]:
    """Yield folders with the packages of this environment and with their commands; not with specloom."""
    packages, commands = folder / "packages", folder / "commands"
    for each in (packages, commands):
        each.mkdir()
    for path in Path(sysconfig.get_path("purelib")).iterdir():
        if "specloom" not in path.name and path.suffix != ".pth":
            (packages / path.name).symlink_to(path)
    (commands / "python3").symlink_to(sys.executable)
    (commands / "ruff").symlink_to(Path(sysconfig.get_path("scripts")) / "ruff")
    for name in ("pytest", "black"):
        (commands / name).write_text(f'#!/bin/sh\nexec python -m {name} "$@"\n')
        (commands / name).chmod(0o755)
    yield from (packages, commands)


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Installed:
    """A checkout with an environment that the README's command has made, with the pip of this Python."""
    folder = tmp_path_factory.mktemp("guide")
    packages, commands = linked(folder)
    checkout = folder / "checkout"
    checkout.mkdir()
    for name in ("generator", "templates", "docs"):
        shutil.copytree(ROOT / name, checkout / name, ignore=CACHES)
    for name in ("pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(ROOT / name, checkout)
    variables = {
        "HOME": str(folder),
        "PATH": os.pathsep.join((str(checkout / ".venv/bin"), str(commands), os.environ["PATH"])),
        "PYTHONPATH": str(packages),
        "PIP_NO_INDEX": "1",
        "PIP_NO_BUILD_ISOLATION": "0",  # which turns isolation off, as pip reads it
        "PIP_DISABLE_PIP_VERSION_CHECK": "1",
        "PIP_NO_COMPILE": "1",
    }
    result = Installed(checkout, variables)
    assert INSTALL in Page("README.md", one_document).commands()[0]
    result.run([INSTALL], checkout)
    assert (checkout / ".venv/bin/specloom").exists()
    return result


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.path)
def test_the_commands_run(page: Page, installed: Installed, tmp_path: Path) -> None:
    """Block by block, each from the same folder; those that are for a checkout in one."""
    page.prepare(tmp_path)
    installed.run([page.before], tmp_path)
    ran = 0
    for block in page.commands():
        commands = [each for each in block if each not in NOT_RUN and each != INSTALL]
        in_checkout = [each for each in commands if each in IN_CHECKOUT]
        for each in in_checkout:
            installed.run([each], installed.checkout)
        others = [each for each in commands if each not in IN_CHECKOUT]
        if others:
            installed.run(others, tmp_path)
        ran += len(commands)
    assert ran > 0


def test_what_is_not_run_is_there() -> None:
    """The list of what is not run has no command that no page has any longer."""
    there = {each for page in PAGES for block in page.commands() for each in block}
    assert set(NOT_RUN) | set(IN_CHECKOUT) <= there
