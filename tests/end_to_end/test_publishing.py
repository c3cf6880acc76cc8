"""`specloom init --publish`: a workflow whose commands do what they say, with actions that cannot change."""

from __future__ import annotations

import json
import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml
from specloom import diagnostics
from specloom.build.options import WORKFLOW
from specloom.cli import main

EXPRESSION = re.compile(r"\$\{\{ *([^}]*?) *\}\}")
ACTION = re.compile(r"[\w-]+/[\w-]+@[0-9a-f]{40}")
NO_TOOLS = not (shutil.which("git") and shutil.which("bash"))


def operation(name: str) -> dict[str, Any]:
    """Return a path item with one operation."""
    return {"get": {"operationId": name, "responses": {"204": {"description": "Done"}}}}


def document(*operations: str) -> str:
    """Return a document with some operations."""
    paths = {f"/{name}": operation(name) for name in operations}
    info = {"title": "Pets", "version": "1"}
    return json.dumps({"openapi": "3.1.0", "info": info, "paths": paths})


class Runner:
    """Runs the commands of a workflow in a repository, as a runner of GitHub would."""

    def __init__(self, folder: Path, policy: str) -> None:
        self.root = folder / "checkout"
        self.folder = self.root / "api"
        self.tools = folder / "tools"
        self.temp = folder / "temp"
        for each in (self.folder, self.tools, self.temp):
            each.mkdir(parents=True)
        (self.folder / "pets.json").write_text(document("listPets"))
        table = '[[client]]\nspec = "pets.json"\noutput = "pets"\nformatter = "none"\n'
        (self.folder / "specloom.toml").write_text(f'{table}version_policy = "{policy}"\n')
        python = shlex.quote(sys.executable)
        root = shlex.quote(str(Path(diagnostics.__file__).resolve().parents[1]))
        for name, text in {
            "specloom": f'PYTHONPATH={root} exec {python} -m specloom "$@"',
            # Nothing is installed: what the commands need is there.
            "python": f'[ "$2" = pip ] || exec {python} "$@"',
        }.items():
            (self.tools / name).write_text(f"#!/bin/sh\n{text}\n")
            (self.tools / name).chmod(0o755)
        self.sh(f"git init --quiet --bare {shlex.quote(str(folder / 'remote'))}", self.root)
        self.sh(
            "git init --quiet --initial-branch=main && git remote add origin ../remote", self.root
        )
        assert main(["generate", "--quiet", "--config", str(self.folder / "specloom.toml")]) == 0
        self.commit()

    def sh(self, script: str, folder: Path | None = None, **more: str) -> str:
        """Run a script as GitHub's `shell: bash` does; it must work."""
        ran = self.run(script, folder, **more)
        assert ran.returncode == 0, ran.stdout + ran.stderr
        return ran.stdout

    def run(
        self, script: str, folder: Path | None = None, **more: str
    ) -> subprocess.CompletedProcess[str]:
        """Run a script, and return what came of it."""
        kept = {name: os.environ[name] for name in ("HOME", "LANG") if name in os.environ}
        return subprocess.run(
            ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", script],
            cwd=folder or self.folder,
            env={
                **kept,
                "PATH": f"{self.tools}:{os.environ['PATH']}",
                "GITHUB_OUTPUT": str(self.temp / "output"),
                "GITHUB_WORKSPACE": str(self.root),
                "RUNNER_TEMP": str(self.temp),
                "GIT_CONFIG_GLOBAL": os.devnull,
                "GIT_CONFIG_SYSTEM": os.devnull,
                **more,
            },
            capture_output=True,
            text=True,
            check=False,
        )

    def commit(self) -> None:
        """Commit and push everything."""
        who = "-c user.name=t -c user.email=t@example.com"
        push = "git push --quiet --set-upstream origin main"
        self.sh(f"git add --all && git {who} commit --quiet --message=change && {push}", self.root)

    @property
    def workflow(self) -> dict[str, Any]:
        """The workflow that was written, at the top of the repository."""
        text = (self.root / WORKFLOW).read_text()
        found: dict[str, Any] = yaml.safe_load(text)
        return found

    def scripts(self, job: str, **values: Any) -> list[tuple[str, str, dict[str, str]]]:
        """Return the name, the commands and the environment of the steps of a job that run something."""
        assert self.workflow["defaults"]["run"] == {"shell": "bash", "working-directory": "api"}
        steps = []
        for step in self.workflow["jobs"][job]["steps"]:
            condition = EXPRESSION.sub(r"\1", step.get("if", ""))
            if "run" in step and (not condition or values.get(condition)):
                env = {
                    k: EXPRESSION.sub(lambda m: values[m[1]], v)
                    for k, v in step.get("env", {}).items()
                }
                steps.append((step["name"], step["run"], env))
        return steps

    def clients(self, **values: Any) -> list[dict[str, str]]:
        """Run the first job, and return the clients that it finds."""
        (self.temp / "output").write_text("")
        for name, script, env in self.scripts("version", **values):
            if name != "Install specloom":
                self.sh(script, **env)
        lines = (self.temp / "output").read_text().splitlines()
        outputs = dict(line.split("=", 1) for line in lines)
        assert outputs["commit"] == self.sh("git rev-parse HEAD").strip()
        found: list[dict[str, str]] = json.loads(outputs["clients"])
        return found


@pytest.fixture
def runner(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest
) -> Runner:
    """A repository with a client and the workflow, whose configuration lies in a folder of it."""
    if NO_TOOLS:
        pytest.skip("needs git and bash")
    runner = Runner(tmp_path, getattr(request, "param", "semver"))
    monkeypatch.chdir(runner.folder)
    assert main(["init", "--publish"]) == 0
    return runner


def test_the_workflow_is_pinned_and_asks_for_little(runner: Runner) -> None:
    """Each action is named by its commit, and only the job that publishes may ask for an identity."""
    workflow = runner.workflow
    used = [s["uses"] for job in workflow["jobs"].values() for s in job["steps"] if "uses" in s]
    assert len(used) >= 9
    assert all(map(ACTION.fullmatch, used))
    assert workflow["permissions"] == {"contents": "read"}
    allowed = {name: job.get("permissions") for name, job in workflow["jobs"].items()}
    assert allowed == {
        "version": {"contents": "write"},
        "build": None,
        "test": None,
        "publish": {"id-token": "write"},
        "tag": {"contents": "write"},
    }
    assert workflow["jobs"]["test"]["strategy"]["matrix"]["python"] == [
        "3.11",
        "3.12",
        "3.13",
        "3.14",
    ]


def test_no_value_is_pasted_into_a_command(runner: Runner) -> None:
    """They reach commands as environment variables."""
    for job in runner.workflow["jobs"].values():
        assert not [step["run"] for step in job["steps"] if EXPRESSION.search(step.get("run", ""))]


def test_a_version_is_built_tested_and_tagged(runner: Runner) -> None:
    """Then it is not published again."""
    (client,) = runner.clients()
    assert client == {"name": "pets", "folder": "pets", "tag": "pets-v0.1.0"}
    values = {f"matrix.client.{key}": value for key, value in client.items()}
    ((_, build, env),) = runner.scripts("build", **values)
    # The build backend is there, and twine is on no machine that only tests.
    build = build.replace("-m build", "-m build --no-isolation")
    runner.sh("\n".join(line for line in build.splitlines() if "twine check" not in line), **env)
    names = sorted(path.name for path in (runner.root / "dist").iterdir())
    assert names == ["pets-0.1.0-py3-none-any.whl", "pets-0.1.0.tar.gz"]
    runner.sh(
        f"{shlex.quote(sys.executable)} -m pip install --quiet --no-deps --target wheel ../dist/*.whl"
    )
    ((_, test, env),) = runner.scripts("test", **values)
    said = runner.sh(test, PYTHONPATH=str(runner.folder / "wheel"), **env)
    assert " passed" in said
    ((_, tag, env),) = runner.scripts("tag", **values)
    runner.sh(tag, **env)
    assert runner.clients() == []


def test_a_client_that_nobody_generated(runner: Runner) -> None:
    """The check fails, before anything is built."""
    (runner.folder / "pets.json").write_text(document("listPets", "listCats"))
    (check,) = [script for _, script, _ in runner.scripts("version") if "check" in script]
    assert runner.run(check).returncode == 1


def test_an_update_raises_the_version(runner: Runner) -> None:
    """And is pushed; without changes nothing is."""
    (runner.folder / "pets.json").write_text(document("listPets", "listCats"))
    runner.commit()
    (client,) = runner.clients(**{"inputs.update": True})
    assert client["tag"] == "pets-v0.2.0"
    assert runner.sh("git status --porcelain") == ""
    pushed = runner.sh("git ls-remote origin refs/heads/main").split()[0]
    assert pushed == runner.sh("git rev-parse HEAD").strip()
    runner.clients(**{"inputs.update": True})
    assert pushed == runner.sh("git rev-parse HEAD").strip()


@pytest.mark.parametrize("runner", ["manual"], indirect=True)
def test_a_version_that_is_left_to_people(runner: Runner) -> None:
    """A client whose changes ask for another one is not published under the old one."""
    (runner.folder / "pets.json").write_text(document("listCats"))
    runner.sh("specloom generate --quiet")
    runner.commit()
    _, script, _ = runner.scripts("version")[-1]
    ran = runner.run(script)
    assert ran.returncode == 1
    assert "pets: its changes ask for version 0.2.0; raise `version`" in ran.stderr


def test_a_workflow_that_is_there_stays(runner: Runner, capsys: pytest.CaptureFixture[str]) -> None:
    """It is the user's."""
    (runner.root / WORKFLOW).write_text("mine")
    assert main(["init", "--publish"]) == 2
    assert "is already there" in capsys.readouterr().err
    assert (runner.root / WORKFLOW).read_text() == "mine"


@pytest.mark.parametrize(
    ("table", "message"),
    [
        ("", "no specloom.toml here"),
        (
            '[[client]]\nspec = "a.json"\noutput = "a"\nlayout = "vendored"',
            "no client can be published",
        ),
    ],
)
def test_nothing_to_publish(
    table: str,
    message: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Wrong usage; nothing is written."""
    monkeypatch.chdir(tmp_path)
    if table:
        Path("specloom.toml").write_text(table)
    assert main(["init", "--publish"]) == 2
    assert message in capsys.readouterr().err
    assert not Path(".github").exists()
