"""The mock server, called with whole clients: in this process, and as the program `specloom serve`."""

from __future__ import annotations

import importlib
import json
import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any

import httpx2
import pytest
import specloom
from mock_caller import Called, Caller
from specloom.build.pipeline import generate
from specloom.cli.main import main
from specloom.config import ClientConfig, read_config
from specloom.run.progress import SilentProgress

ROOT = Path(__file__).resolve().parents[2]
SAMPLES = ("kitchen_sink", "amazon_bedrock", "amazon_bedrock_runtime")
PETS = {
    "openapi": "3.1.0",
    "info": {"title": "Pets", "version": "1"},
    "paths": {"/pets": {"get": {"responses": {"204": {"description": "-"}}}}},
}


def config_of(name: str) -> ClientConfig:
    """Return the configuration of a sample."""
    (config,) = read_config(ROOT / "specs" / name.replace("_", "-") / "specloom.toml")
    return config


def package_of(name: str) -> ModuleType:
    """Return a sample, imported from where it is committed."""
    sys.path.insert(0, str(ROOT / "generated_samples" / name / "src"))
    return importlib.import_module(name)


@dataclass
class Serve:
    """A running `specloom serve`."""

    url: str
    process: subprocess.Popen[str]
    log: Path

    def interrupt(self) -> int:
        """End it by Ctrl-C; return the exit code."""
        self.process.send_signal(signal.SIGINT)
        return self.process.wait()


@contextmanager
def serving(folder: Path, *arguments: str) -> Iterator[Serve]:
    """Run the mock server on a free port."""
    log = folder / "log.txt"
    root = str(Path(specloom.__file__).resolve().parents[1])
    command = [sys.executable, "-m", "specloom", "serve", "--port", "0", *arguments]
    with log.open("w") as errors:
        process = subprocess.Popen(
            command,
            env={**os.environ, "PYTHONPATH": root},
            stdout=subprocess.PIPE,
            stderr=errors,
            text=True,
        )
    try:
        assert process.stdout is not None
        url = process.stdout.readline().strip()
        assert re.match(r"http://127\.0\.0\.1:\d+", url), log.read_text()
        yield Serve(url, process, log)
    finally:
        process.kill()
        process.wait()


def run_against(name: str, url: str, *more: str) -> subprocess.CompletedProcess[str]:
    """Run the generated tests of a sample against a server."""
    options = ("-q", "-p", "no:cacheprovider", "--base-url", url, *more)
    command = [sys.executable, "-m", "pytest", *options]
    folder = ROOT / "generated_samples" / name
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)


@pytest.mark.parametrize("name", ("kitchen_sink", "amazon_bedrock"))
def test_the_generated_tests_test_a_server(name: str, tmp_path: Path) -> None:
    """`pytest --base-url URL` calls each operation once; a server that fails is not what the document declares."""
    config = ("--config", str(ROOT / "specs" / name.replace("_", "-") / "specloom.toml"))
    routes = {
        f"{plan.operation.method} {plan.operation.path}"
        for _, plan in Caller(config_of(name), package_of(name)).operations()
    }
    with serving(tmp_path, *config) as server:
        run = run_against(name, server.url)
    assert run.returncode == 0, run.stdout
    passed = re.search(r"(\d+) passed", run.stdout)
    assert passed is not None and int(passed[1]) >= len(routes), run.stdout
    with serving(tmp_path, *config, "--fault", "503:1") as server:
        run = run_against(name, server.url, "--tb=no")
    assert run.returncode == 1 and "passed" not in run.stdout, run.stdout


def second_waits(caller: Caller) -> set[str]:
    """Return the methods that wait for another state than the first method for the same operation: that has been reached."""
    first: set[str] = set()
    others: set[str] = set()
    for _, plan in caller.operations():
        if plan.operation.wait_of is not None:
            known = plan.operation.wait_of in first
            (others if known else first).add(plan.method if known else plan.operation.wait_of)
    return others


def failed(calls: list[Called]) -> list[str]:
    """Return the calls that did not succeed."""
    return [f"{each.operation}: {each.error!r}" for each in calls if each.error is not None]


@pytest.mark.parametrize("name", SAMPLES)
def test_every_operation_is_served(name: str) -> None:
    """With every argument: the server takes the request, and the client, strict, the response; lists have two pages."""
    caller = Caller(config_of(name), package_of(name))
    calls = caller.call_all(but=second_waits(caller))
    assert failed(calls) == []
    assert len(calls) > 8
    walks = caller.walk_all()
    assert failed(walks) == []
    assert {(each.requests, each.items) for each in walks} == {(2, 2)}


def test_every_state_is_reached() -> None:
    """`Prefer: state=` gets the response that a method waits for, where an operation has several."""
    caller = Caller(config_of("kitchen_sink"), package_of("kitchen_sink"))
    client, others, reached = caller.client(), second_waits(caller), 0
    for accessor, plan in caller.operations():
        wait = plan.operation.wait
        if wait is not None and plan.method in others:
            caller.bridge.prefer = f"state={wait.name.raw}"
            assert caller.call(client, accessor, plan).error is None
            reached += 1
    assert reached > 0


def test_every_declared_error_is_raised() -> None:
    """`Prefer: code=` gets the response of any status that an operation declares."""
    caller = Caller(config_of("kitchen_sink"), package_of("kitchen_sink"))
    errors = importlib.import_module("kitchen_sink.errors")
    client, raised = caller.client(), 0
    for accessor, plan in caller.operations():
        for failure in plan.failures:
            if failure.status.isdigit() and failure.status >= "400":
                caller.bridge.prefer = f"code={failure.status}"
                error = caller.call(client, accessor, plan).error
                assert isinstance(error, errors.ApiError), (plan.method, error)
                assert str(error.status) == failure.status
                raised += 1
    assert raised > 5


@pytest.fixture(scope="module")
def kitchen_sink(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Serve]:
    """The kitchen sink, served."""
    folder = tmp_path_factory.mktemp("serving")
    with serving(folder, "--config", str(ROOT / "specs/kitchen-sink/specloom.toml")) as running:
        yield running


def test_a_client_calls_the_program(kitchen_sink: Serve) -> None:
    """Over HTTP: every operation, pages, and streams."""
    name = "kitchen_sink"
    caller = Caller(config_of(name), package_of(name), kitchen_sink.url)
    calls = caller.call_all(but=second_waits(caller))
    assert failed(calls) == []
    assert len(calls) > 8
    streams = [plan.method for _, plan in caller.operations() if plan.is_stream]
    items = [each.items for each in calls if each.operation.partition(" ")[2] in streams]
    assert streams
    assert all(items)
    walks = caller.walk_all()
    assert failed(walks) == []
    assert {each.items for each in walks} == {2}


def test_a_wrong_request_says_where(kitchen_sink: Serve) -> None:
    """The client raises what any service of this kind would have it raise."""
    package = package_of("kitchen_sink")
    errors = importlib.import_module("kitchen_sink.errors")
    caller = Caller(config_of("kitchen_sink"), package, kitchen_sink.url)
    wrong = package.RequestOptions(query={"limit": "many"})
    with caller.client() as client, pytest.raises(errors.UnprocessableEntityError) as caught:
        client.books.list(options=wrong)
    (violation,) = caught.value.body["errors"]
    assert (violation["location"], violation["name"]) == ("query", "limit")
    assert '422: query limit: "many" is not of type' in kitchen_sink.log.read_text()


def test_an_error_is_preferred(kitchen_sink: Serve) -> None:
    """With a header field for all requests of a client."""
    package = package_of("kitchen_sink")
    errors = importlib.import_module("kitchen_sink.errors")
    caller = Caller(config_of("kitchen_sink"), package, kitchen_sink.url)
    wanted = package.RequestOptions(headers={"Prefer": "code=404"})
    with caller.client() as client, pytest.raises(errors.NotFoundError) as caught:
        client.books.get("9780000000001", options=wanted)
    assert caught.value.headers["preference-applied"] == "code=404"


def test_credentials_are_missing(kitchen_sink: Serve) -> None:
    """Without any, 401."""
    response = httpx2.get(f"{kitchen_sink.url}/books")
    assert response.status_code == 401
    assert response.json()["title"] == "Unauthorized"


def test_the_program_ends_by_interruption(tmp_path: Path) -> None:
    """With exit code 0; the log has a line for each request, and none with --quiet."""
    place = tmp_path / "pets.json"
    place.write_text(json.dumps(PETS))
    for more in ([], ["--quiet"]):
        with serving(tmp_path, str(place), *more) as running:
            assert httpx2.get(f"{running.url}/pets").status_code == 204
            assert running.interrupt() == 0
            lines = running.log.read_text().splitlines()
        assert ("GET /pets 204" in lines) is not bool(more)
        assert lines == [] or not more


def test_the_program_drops_connections(tmp_path: Path) -> None:
    """With `--fault drop`, a client has an error of the connection."""
    place = tmp_path / "pets.json"
    place.write_text(json.dumps(PETS))
    with (
        serving(tmp_path, str(place), "--fault", "drop") as running,
        pytest.raises(httpx2.TransportError),
    ):
        httpx2.get(f"{running.url}/pets")


def test_a_document_of_a_framework_is_served(tmp_path: Path) -> None:
    """That of a FastAPI application: its client is generated, and calls every operation."""
    sys.path.insert(0, str(ROOT / "tests/frameworks"))
    import fastapi_app

    place = tmp_path / "openapi.json"
    place.write_text(json.dumps(fastapi_app.make_app().openapi()))
    config = ClientConfig(
        spec=str(place), output=str(tmp_path / "out"), package="served_frames", formatter="none"
    )
    generate(config, SilentProgress())
    sys.path.insert(0, str(tmp_path / "out/src"))
    importlib.invalidate_caches()
    calls = Caller(config, importlib.import_module("served_frames")).call_all()
    assert failed(calls) == []
    assert len(calls) > 20


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["pets.json", "--port", "eighty"], "must be a whole number up to 65535"),
        (["pets.json", "--fault", "503:2"], "--fault takes a status and the share"),
        (["pets.json", "--latency", "slow"], "--latency takes milliseconds"),
        (["pets.json", "--config", "specloom.toml"], "a SPEC and --config exclude each other"),
        ([], "no specloom.toml here"),
        (["pets.json", "--host", "203.0.113.1"], "cannot listen on 203.0.113.1, port 8000"),
    ],
)
def test_wrong_usage_is_refused(
    arguments: list[str],
    message: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """With the exit code for it, and before anything is served."""
    (tmp_path / "pets.json").write_text(json.dumps(PETS))
    monkeypatch.chdir(tmp_path)
    try:
        code: Any = main(["serve", *arguments])
    except SystemExit as left:
        code = left.code
    assert code == 2
    assert message in capsys.readouterr().err


def test_a_missing_library_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """uvicorn is an extra."""
    (tmp_path / "pets.json").write_text(json.dumps(PETS))
    monkeypatch.setitem(sys.modules, "uvicorn", None)
    assert main(["serve", str(tmp_path / "pets.json")]) == 2
    assert "specloom serve needs uvicorn" in capsys.readouterr().err
