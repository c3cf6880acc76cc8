"""The hooks for pre-commit, and the action: what they define, and what the action's script does with git and a fake gh."""

from __future__ import annotations

import json
import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any, Protocol

import pytest
import yaml
from specloom import diagnostics
from specloom.build.changelog import CHANGELOG_MARKER
from specloom.cli import main
from specloom.cli.command_line import parse

GH = """\
#!{python}
import json, pathlib, sys
folder = pathlib.Path({folder!r})
arguments = sys.argv[1:]
body = None
if "--body-file" in arguments:
    body = pathlib.Path(arguments[arguments.index("--body-file") + 1]).read_text()
with (folder / "calls").open("a") as file:
    file.write(json.dumps([arguments, body]) + "\\n")
there = folder / "open"
if arguments[:2] == ["pr", "list"]:
    print(there.read_text() if there.exists() else "")
if arguments[:2] == ["pr", "create"]:
    there.write_text("https://git.example/pull/1")
    print("https://git.example/pull/1")
"""
EVIL = '$(touch "$OWNED")`touch "$OWNED"`; touch "$OWNED" @everyone [x](http://evil.example) <b>'


class Server(Protocol):
    """What conftest.py makes."""

    url: str

    def answer(self, status: int, json_value: Any = None, *, route: str | None = None) -> None: ...


def document(*operations: str) -> dict[str, Any]:
    """Return a document with some operations."""
    answer = {"responses": {"204": {"description": EVIL}}, "summary": EVIL}
    return {
        "openapi": "3.1.0",
        "info": {"title": "Pets", "version": "1", "description": EVIL},
        "paths": {f"/{name}": {"get": {"operationId": name, **answer}} for name in operations},
    }


class Checkout:
    """A repository with a client, a remote, and the tools that the script finds."""

    def __init__(self, folder: Path, repository: Path, url: str) -> None:
        self.folder = folder / "checkout"
        self.tools = folder / "tools"
        self.output = folder / "output"
        self.owned = folder / "owned"
        self.script = repository / ".github/scripts/update_clients.sh"
        self.folder.mkdir()
        self.tools.mkdir()
        self.git("init", "--quiet", "--bare", str(folder / "remote"))
        self.git("init", "--quiet", "--initial-branch=main")
        self.git("remote", "add", "origin", str(folder / "remote"))
        table = (
            f'[[client]]\nspec = "pets.json"\noutput = "clients/pets"\nformatter = "none"\n{url}\n'
        )
        (self.folder / "specloom.toml").write_text(table)
        (self.folder / "pets.json").write_text(json.dumps(document("list")))
        (self.tools / "gh").write_text(GH.format(python=sys.executable, folder=str(self.tools)))
        root = shlex.quote(str(Path(diagnostics.__file__).resolve().parents[1]))
        python = shlex.quote(sys.executable)
        specloom = f'#!/bin/sh\nPYTHONPATH={root} exec {python} -m specloom "$@"\n'
        (self.tools / "specloom").write_text(specloom)
        (self.tools / "python").write_text(f'#!/bin/sh\nexec {python} "$@"\n')
        for tool in self.tools.iterdir():
            tool.chmod(0o755)
        assert main(["generate", "--quiet", "--config", str(self.folder / "specloom.toml")]) == 0
        self.commit()

    def environment(self) -> dict[str, str]:
        """Return that of a runner, more or less."""
        kept = {key: os.environ[key] for key in ("HOME", "LANG", "TMPDIR") if key in os.environ}
        return {
            **kept,
            "PATH": f"{self.tools}:{os.environ['PATH']}",
            "GITHUB_OUTPUT": str(self.output),
            "OWNED": str(self.owned),
            "GIT_CONFIG_GLOBAL": os.devnull,
            "GIT_CONFIG_SYSTEM": os.devnull,
        }

    def run(self, *command: str | Path, **more: str) -> subprocess.CompletedProcess[str]:
        """Run a command in the checkout."""
        return subprocess.run(
            [*map(str, command)],
            cwd=self.folder,
            env={**self.environment(), **more},
            capture_output=True,
            text=True,
            check=False,
        )

    def git(self, *arguments: str) -> str:
        """Run git, and return what it prints."""
        said = self.run("git", *arguments)
        assert said.returncode == 0, said.stderr
        return said.stdout

    def commit(self) -> None:
        """Commit everything."""
        self.git("add", "--all")
        who = ("-c", "user.name=t", "-c", "user.email=t@example.com")
        self.git(*who, "commit", "--quiet", "--message=change")

    def update(self, **more: str) -> subprocess.CompletedProcess[str]:
        """Run the action's script on the main branch."""
        self.git("checkout", "--quiet", "main")
        self.output.write_text("")
        return self.run("bash", self.script, **more)

    def calls(self) -> list[tuple[list[str], str | None]]:
        """Return how gh was called, with the texts that it was given."""
        path = self.tools / "calls"
        lines = path.read_text().splitlines() if path.exists() else []
        return [tuple(json.loads(line)) for line in lines]

    @property
    def outputs(self) -> dict[str, str]:
        """What the step gives to others."""
        pairs = (line.partition("=") for line in self.output.read_text().splitlines())
        return {key: value for key, _, value in pairs}


needs_tools = pytest.mark.skipif(
    not (shutil.which("git") and shutil.which("bash")), reason="needs git and bash"
)


@pytest.fixture
def checkout(tmp_path: Path, repository: Path, loopback: Server) -> Checkout:
    """A checkout whose document comes from a server."""
    loopback.answer(200, document("list"), route="GET /pets.json")
    return Checkout(tmp_path, repository, f'upstream = "{loopback.url}/pets.json"')


@needs_tools
def test_nothing_moved(checkout: Checkout) -> None:
    """Then there is no branch, and gh is not asked."""
    said = checkout.update()
    assert said.returncode == 0, said.stderr
    assert said.stdout == "every client is up to date\n"
    assert checkout.outputs == {"changed": "false"}
    assert checkout.calls() == []
    assert checkout.git("branch", "--format=%(refname:short)").split() == ["main"]


@needs_tools
def test_the_document_moved(checkout: Checkout, loopback: Server) -> None:
    """A branch is pushed, a pull request opened, and the next run changes that one."""
    loopback.answer(200, document("list", "listAll"), route="GET /pets.json")
    said = checkout.update()
    assert said.returncode == 0, said.stderr
    assert checkout.outputs == {"changed": "true", "pull-request": "https://git.example/pull/1"}
    shown = checkout.git("ls-remote", "origin", "specloom/update")
    assert checkout.git("rev-parse", "HEAD").strip() in shown
    files = checkout.git("diff", "--name-only", "main", "specloom/update").split()
    assert "pets.json" in files and "clients/pets/specloom.lock.json" in files
    assert checkout.git("log", "-1", "--format=%s|%an").strip() == (
        "Update the generated API clients|github-actions[bot]"
    )
    assert checkout.git("status", "--porcelain") == ""
    (listed, _), (created, body) = checkout.calls()
    assert listed[:2] == ["pr", "list"]
    assert "select(.isCrossRepository | not)" in listed[-1]
    assert created[:6] == ["pr", "create", "--head", "specloom/update", "--base", "main"]
    assert body is not None and "## `clients/pets`" in body and "updated" in body

    loopback.answer(200, document("list", "listAll", "listMore"), route="GET /pets.json")
    said = checkout.update(SPECLOOM_TITLE='$(touch "$OWNED")\'')
    assert said.returncode == 0, said.stderr
    edited, body = checkout.calls()[-1]
    assert edited[:3] == ["pr", "edit", "https://git.example/pull/1"]
    assert checkout.git("log", "-1", "--format=%s").strip() == '$(touch "$OWNED")\''
    # Neither the document nor an input is run as a command, or links or mentions in the text.
    assert not checkout.owned.exists()
    assert "@everyone" not in re.sub("`+[^`]*`+", "", body or "")


@needs_tools
def test_only_the_files_here_changed(tmp_path: Path, repository: Path) -> None:
    """Without an upstream what matters is whether the client is what it should be."""
    checkout = Checkout(tmp_path, repository, "")
    assert checkout.update().stdout == "every client is up to date\n"
    (checkout.folder / "pets.json").write_text(json.dumps(document("list", "listAll")))
    checkout.commit()
    said = checkout.update()
    assert said.returncode == 0, said.stderr
    assert checkout.outputs["changed"] == "true"


@needs_tools
def test_what_cannot_be_asked_fails(checkout: Checkout, loopback: Server) -> None:
    """A server that is down is not a reason to say that all is well, nor is a document that is broken."""
    loopback.answer(503, {}, route="GET /pets.json")
    said = checkout.update()
    assert said.returncode == 1 and "the server returned 503" in said.stderr
    broken = document("list")
    broken["paths"] = "none"
    loopback.answer(200, broken, route="GET /pets.json")
    said = checkout.update()
    assert said.returncode == 1 and "SL007" in said.stderr
    assert checkout.calls() == []
    assert checkout.git("status", "--porcelain") == ""


@needs_tools
@pytest.mark.parametrize(
    ("more", "code", "complaint"),
    [
        ({"SPECLOOM_BRANCH": "--upload-pack=x"}, 2, "not a branch"),
        ({"SPECLOOM_BRANCH": "a b; touch x"}, 2, "not a branch"),
        ({"SPECLOOM_BRANCH": "main"}, 2, "would overwrite its own base"),
        ({"SPECLOOM_CONFIG": "missing.toml"}, 2, "missing.toml: cannot be read"),
    ],
)
def test_wrong_inputs(checkout: Checkout, more: dict[str, str], code: int, complaint: str) -> None:
    """They are refused."""
    said = checkout.update(**more)
    assert said.returncode == code
    assert complaint in said.stderr


@needs_tools
def test_a_dirty_checkout_is_refused(checkout: Checkout) -> None:
    """What somebody else changed would end up in the pull request."""
    (checkout.folder / "other.txt").write_text("x")
    said = checkout.update()
    assert said.returncode == 1 and "has changes already" in said.stderr


# --- the texts of the report


def report(repository: Path, tmp_path: Path, entries: list[dict[str, Any]]) -> str:
    """Return what the script of the report prints."""
    path = tmp_path / "result.json"
    path.write_text(json.dumps(entries))
    script = repository / ".github/scripts/report.py"
    said = subprocess.run(
        [sys.executable, script, "body", path],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=True,
    )
    return said.stdout


CLIENT = {
    "kind": "client",
    "output": "pets",
    "created": ["a", "CHANGELOG.md"],
    "updated": [],
    "deleted": [],
}


def test_the_report_has_the_entry_of_the_changelog(repository: Path, tmp_path: Path) -> None:
    """Of the changelog that the run wrote, the newest entry, whole; its user has sections and an encoding."""
    (tmp_path / "pets").mkdir()
    text = (
        f"# Changelog\n\n## Introduction\n\nIntro f\xfcr alle.\n\n{CHANGELOG_MARKER}\n\n"
        "## 2.0.0\n\nNew.\n\n## 1.0.0\n\nOld.\n"
    )
    (tmp_path / "pets/CHANGELOG.md").write_bytes(text.encode("latin-1"))
    shown = report(repository, tmp_path, [{**CLIENT, "verdict": "major"}])
    assert "New." in shown and "`major`" in shown
    assert "Old." not in shown and "Intro." not in shown


def test_the_report_lists_changes(repository: Path, tmp_path: Path) -> None:
    """Without a changelog those of the JSON, as code; and not more than GitHub takes."""
    change = {"severity": "breaking", "subject": "client.pets.list", "message": "`x`\n@all " * 20}
    shown = report(repository, tmp_path, [{**CLIENT, "changes": [change] * 900}])
    assert "- **`breaking`** `` client.pets.list `x` @all " in shown
    assert len(shown) < 65_536
    assert "more" in shown.splitlines()[-1] or "The rest is in" in shown
    unchanged = {**CLIENT, "created": []}
    assert "pets" not in report(repository, tmp_path, [unchanged])


# --- what the files define


def test_the_hooks(repository: Path) -> None:
    """Each runs a command that there is, with options that it takes."""
    hooks = yaml.safe_load((repository / ".pre-commit-hooks.yaml").read_text())
    assert [hook["id"] for hook in hooks] == ["specloom-check", "specloom-generate"]
    for hook in hooks:
        assert hook["language"] == "python"
        assert hook["pass_filenames"] is False
        program, *arguments = shlex.split(hook["entry"])
        assert program == "specloom"
        assert parse(arguments)[0] == hook["id"].removeprefix("specloom-")


def test_the_action(repository: Path) -> None:
    """No input is pasted into a command; every input is described and used, every script is there."""
    text = (repository / "action.yml").read_text()
    action = yaml.safe_load(text)
    assert action["runs"]["using"] == "composite"
    for name, described in action["inputs"].items():
        assert described["description"]
        assert f"${{{{ inputs.{name} }}}}" in text
    scripts = set()
    for step in action["runs"]["steps"]:
        command = step.get("run", "")
        assert "${{" not in command
        assert command == "" or step["shell"] == "bash"
        scripts |= set(re.findall(r"\$GITHUB_ACTION_PATH/([\w./]+)", command))
        if "uses" in step:
            assert re.fullmatch(r"[\w-]+/[\w-]+@[0-9a-f]{40}", step["uses"])
    assert scripts == {".github/scripts/update_clients.sh"}
    assert all((repository / script).is_file() for script in scripts)
