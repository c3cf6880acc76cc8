"""Several clients in one run: side by side, in order, and each with its own failure."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any, Protocol

import pytest
import specloom
from specloom import process_pool
from specloom.build.failures import failure_of
from specloom.cli import main
from specloom.run import workers
from specloom.run.progress import TerminalBoard

DOCUMENT = """\
openapi: 3.1.0
info: {{title: {title} API, version: '1'}}
servers: [{{url: 'https://{title}.example'}}]
paths:
  /things:
    get: {{operationId: listThings, responses: {{'204': {{description: Nothing.}}}}}}
"""
NAMES = ("ant", "bee", "cow")


class Server(Protocol):
    """What conftest.py makes."""

    url: str
    requests: list[Any]

    def answer(self, status: int, json_value: Any = None, *, route: str | None = None) -> None: ...
    def hang(self) -> None: ...


def write_config(folder: Path, **specs: str) -> None:
    """Write a configuration: the name of a client -> its document."""
    tables = [
        f'[[client]]\nspec = "{spec}"\noutput = "clients/{name}"\nformatter = "none"\n'
        for name, spec in specs.items()
    ]
    (folder / "specloom.toml").write_text("\n".join(tables))


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Three documents, and a configuration of a client for each."""
    monkeypatch.chdir(tmp_path)
    for name in NAMES:
        (tmp_path / f"{name}.yaml").write_text(DOCUMENT.format(title=name))
    write_config(tmp_path, **{name: f"{name}.yaml" for name in NAMES})
    return tmp_path


@pytest.fixture(params=["processes", "one process"])
def either(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """Once in several processes, and once in this one."""
    monkeypatch.setattr(process_pool, "cores", lambda: 2)
    monkeypatch.setattr(workers, "_WORTH_PROCESSES", 0 if request.param == "processes" else 10**9)
    param: str = request.param
    return param


def contents(folder: Path) -> dict[str, bytes]:
    """Return every file below a folder, by path."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def test_one_summary_in_order(
    project: Path, either: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """Whatever is done first, the clients are reported in the order of the configuration."""
    assert main(["generate"]) == 0
    said = capsys.readouterr()
    lines = said.out.splitlines()
    assert [line.partition(":")[0] for line in lines] == [*NAMES, "3 clients"]
    assert lines[-1] == "3 clients: 3 changed, 0 unchanged"
    for name in NAMES:
        assert f"specloom: clients/{name}: reading" in said.err.splitlines()
    assert main(["generate"]) == 0
    assert "3 clients: 0 changed, 3 unchanged" in capsys.readouterr().out
    assert main(["check"]) == 0
    assert capsys.readouterr().out.splitlines()[-1] == "3 clients: 3 in sync, 0 not in sync"


def test_processes_give_the_same(
    project: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The same files, and the same words."""
    monkeypatch.setattr(process_pool, "cores", lambda: 2)
    found = []
    for limit in (0, 10**9):
        monkeypatch.setattr(workers, "_WORTH_PROCESSES", limit)
        assert main(["generate", "--json", "--quiet"]) == 0
        entries = json.loads(capsys.readouterr().out)
        for entry in entries:
            del entry["seconds"]
        found.append((entries, contents(project / "clients")))
        for path in sorted((project / "clients").rglob("*"), reverse=True):
            path.rmdir() if path.is_dir() else path.unlink()
    assert found[0] == found[1]


@pytest.mark.usefixtures("either")
def test_a_failure_costs_the_others_nothing(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """They are written; the summary names the one that failed, and the exit code tells."""
    (project / "bee.yaml").write_text("openapi: [")
    assert main(["generate"]) == 1
    said = capsys.readouterr()
    assert "bee.yaml:2:1: error" in said.err and "SL002" in said.err
    assert said.out.splitlines()[-1] == "3 clients: 2 changed, 0 unchanged, 1 failed (clients/bee)"
    assert sorted(path.name for path in (project / "clients").iterdir()) == ["ant", "cow"]

    assert main(["check"]) == 1
    assert capsys.readouterr().out.splitlines()[-1].endswith("1 failed (clients/bee)")
    assert main(["generate", "--json"]) == 1
    ant, bee, cow = json.loads(capsys.readouterr().out)
    assert [ant["error"], cow["error"]] == [None, None]
    assert bee["kind"] == "client" and bee["output"] == "clients/bee"
    assert bee["error"] == bee["diagnostics"][0]["message"]
    assert bee["diagnostics"][0]["file"] == "bee.yaml"


@pytest.mark.usefixtures("either")
def test_the_gravest_failure_gives_the_exit_code(project: Path) -> None:
    """A fault of the configuration counts more than one of a document."""
    (project / "bee.yaml").write_text("openapi: [")
    (project / "specloom.toml").write_text(
        (project / "specloom.toml").read_text().replace('"none"', '"ruff"', 1)
    )
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PATH", "")
        patch.setitem(sys.modules, "ruff", None)
        patch.setattr(workers, "_WORTH_PROCESSES", 10**9)
        assert main(["generate"]) == 2
    assert (project / "clients/cow/specloom.lock.json").is_file()


def test_check_for_tools(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The shape that docs/configuration.md describes."""
    assert main(["generate", "--quiet"]) == 0
    (project / "clients/ant/README.md").unlink()
    with (project / "clients/bee/src/bee/errors.py").open("a") as file:
        file.write("MINE = 1\n")
    capsys.readouterr()
    assert main(["check", "--json"]) == 1
    ant, bee, cow = json.loads(capsys.readouterr().out)
    same = {"missing": [], "outdated": [], "stale": [], "edited": [], "in_the_way": []}
    files = {"kind": "client", "files": cow["files"], "ejected": [], "error": None}
    files["ejected_remarks"] = {}
    assert ant == {
        **files,
        **same,
        "package": "ant",
        "output": "clients/ant",
        "in_sync": False,
        "missing": ["README.md"],
    }
    assert bee["edited"] == ["src/bee/errors.py"] and bee["in_sync"] is False
    assert cow == {**files, **same, "package": "cow", "output": "clients/cow", "in_sync": True}


def test_two_clients_in_one_folder(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """They would delete each other's files."""
    write_config(project, ant="ant.yaml", bee="bee.yaml")
    path = project / "specloom.toml"
    path.write_text(path.read_text().replace("clients/bee", "clients/x/../ant"))
    assert main(["generate"]) == 2
    assert "clients/ant is the output of more than one client" in capsys.readouterr().err
    assert not (project / "clients").exists()


def test_a_dry_run_writes_nothing(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """And says so."""
    assert main(["generate", "--dry-run"]) == 0
    assert "3 clients: 3 would be changed" in capsys.readouterr().out
    assert not (project / "clients").exists()


# --- processes that end before they should


def start(folder: Path) -> subprocess.Popen[str]:
    """Run the command in a process of its own."""
    root = str(Path(specloom.__file__).resolve().parents[1])
    return subprocess.Popen(
        [sys.executable, "-m", "specloom", "generate"],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": root},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def wait_for(condition: Callable[[], object]) -> None:
    """Wait until something is true."""
    deadline = time.monotonic() + 30
    while not condition():
        assert time.monotonic() < deadline, "it takes too long"
        time.sleep(0.02)


def children(process: int) -> list[int]:
    """Return the processes that a process has started, except for the one that tidies up after them."""
    text = Path(f"/proc/{process}/task/{process}/children").read_text()
    numbers = [int(word) for word in text.split()]
    found = []
    for number in numbers:
        with suppress(OSError):  # It may just have ended.
            if b"spawn_main" in Path(f"/proc/{number}/cmdline").read_bytes():
                found.append(number)
    return found


needs_proc = pytest.mark.skipif(
    not Path("/proc/self/task").exists() or process_pool.cores() < 2,
    reason="needs Linux's /proc, and two processors",
)


@needs_proc
@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_interrupted(project: Path, loopback: Server, number: signal.Signals, code: int) -> None:
    """Ctrl-C, and what cancels a CI job, end every process, and say what they always say."""
    write_config(project, ant=f"{loopback.url}/a.json", bee=f"{loopback.url}/b.json")
    loopback.hang()
    loopback.hang()
    with start(project) as process:
        wait_for(lambda: len(loopback.requests) == 2)
        started = children(process.pid)
        assert len(started) == 2
        process.send_signal(number)
        _, err = process.communicate(timeout=20)
    assert process.returncode == code
    assert err.splitlines()[-1] == "specloom: interrupted; no client is half written"
    assert "Traceback" not in err
    assert not any(Path(f"/proc/{child}").exists() for child in started)


@needs_proc
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGKILL])
def test_interrupted_while_formatting(tmp_path: Path, number: signal.Signals) -> None:
    """The processes that format files end with the run, however it ends; nothing is half written."""
    properties = {f"property_{n}": {"type": "string", "description": "x" * 200} for n in range(60)}
    schemas = {f"Model{n}": {"type": "object", "properties": properties} for n in range(60)}
    document = {
        "openapi": "3.1.0",
        "info": {"title": "Large", "version": "1"},
        "paths": {},
        "components": {"schemas": schemas},
    }
    (tmp_path / "large.json").write_text(json.dumps(document))
    command = ["generate", "large.json", "--output", "out", "--formatter", "black"]
    with subprocess.Popen(
        [sys.executable, "-m", "specloom", *command],
        cwd=tmp_path,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        wait_for(lambda: len(children(process.pid)) >= 2)
        started = children(process.pid)
        process.send_signal(number)
        _, err = process.communicate(timeout=30)
    if number is not signal.SIGKILL:
        assert process.returncode == (143 if number is signal.SIGTERM else 130)
        # A process that had just been started may complain that nothing is left to do.
        assert "specloom: interrupted; no client is half written" in err.splitlines()
    wait_for(lambda: not any(Path(f"/proc/{child}").exists() for child in started))
    assert not (tmp_path / "out").exists()


@needs_proc
def test_a_killed_process(project: Path, loopback: Server) -> None:
    """Its client has failed; the others are done."""
    document = {
        "openapi": "3.1.0",
        "info": {"title": "Bee", "version": "1"},
        "paths": {"/": {"get": {"operationId": "get", "responses": {"204": {"description": ""}}}}},
    }
    write_config(project, ant=f"{loopback.url}/a.json", bee=f"{loopback.url}/b.json")
    loopback.answer(200, document, route="GET /b.json")
    loopback.hang()
    with start(project) as process:
        wait_for((project / "clients/bee/specloom.lock.json").exists)
        wait_for(lambda: len(children(process.pid)) == 1)
        (victim,) = children(process.pid)
        os.kill(victim, signal.SIGKILL)
        out, err = process.communicate(timeout=30)
    assert process.returncode == 1
    assert "clients/ant: the process that made it died (exit code -9)" in err
    assert out.splitlines()[-1] == "2 clients: 1 changed, 0 unchanged, 1 failed (clients/ant)"


# --- small parts


def test_the_bars_of_a_terminal() -> None:
    """Rows come and go; document text is not markup."""
    with TerminalBoard() as board:
        board.stage("a[b", "reading")
        board.advance("a[b", 1, 2)
        board.stage("c", "[/red]")
        board.finished("a[b")
        board.finished("never began")


def test_a_bug_is_a_failure_too() -> None:
    """With its traceback, for --traceback."""
    try:
        raise KeyError("x")
    except KeyError as error:
        failure = failure_of(error)
    assert failure.code == 70
    assert "this is a bug in specloom: KeyError: 'x'" in failure.message
    assert "test_several_clients.py" in failure.trace


@pytest.mark.parametrize("command", ["check", "generate"])
def test_a_broken_lock_costs_the_others_nothing(
    project: Path, capsys: pytest.CaptureFixture[str], command: str
) -> None:
    """The one client has failed; what there is to say about the others is said."""
    assert main(["generate", "--quiet"]) == 0
    (project / "clients/bee/specloom.lock.json").write_text("{")
    assert main([command]) == 1
    said = capsys.readouterr()
    assert "clients/bee/specloom.lock.json cannot be read as a lock file" in said.err
    assert said.out.splitlines()[-1].endswith("1 failed (clients/bee)")
    assert "ant" in said.out and "cow" in said.out
