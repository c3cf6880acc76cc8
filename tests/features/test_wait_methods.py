"""Methods that wait for a state of a response (`x-specloom-wait`)."""

from __future__ import annotations

import asyncio
import json
import tempfile
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

import httpx2
import pytest
from specloom.build.pipeline import build
from specloom.config import ClientConfig, read_config
from specloom.diagnostics import ConfigurationError
from specloom.run.progress import SilentProgress

STATES = ["running", "done", "failed"]
JOB = {
    "type": "object",
    "required": ["id"],
    "properties": {
        "id": {"type": "string"},
        "state": {
            "type": "object",
            "properties": {"isDone": {"type": "string", "enum": STATES}},
        },
    },
}
HINT = {"name": "job done", "property": "state.isDone", "success": ["done"], "failure": ["failed"]}


def document(hint: Any, **operation: Any) -> dict[str, Any]:
    """Return a document with one operation that has a hint."""
    content = {"application/json": {"schema": {"$ref": "#/components/schemas/Job"}}}
    path = {"name": "id", "in": "path", "required": True, "schema": {"type": "string"}}
    interval = {"name": "interval", "in": "query", "schema": {"type": "integer"}}
    get = {
        "operationId": "getJob",
        "tags": ["Jobs"],
        "summary": "Get a job",
        "parameters": [path, interval],
        "responses": {"200": {"description": "The job", "content": content}},
        "x-specloom-wait": hint,
        **operation,
    }
    return {
        "openapi": "3.1.0",
        "info": {"title": "Feature", "version": "1"},
        "servers": [{"url": "https://api.example.com"}],
        "paths": {"/jobs/{id}": {"get": get}},
        "components": {"schemas": {"Job": JOB}},
    }


@pytest.fixture(scope="module")
def jobs(module_client_of: Callable[..., ModuleType]) -> ModuleType:
    """The client of a document with a method that waits."""
    return module_client_of(
        document({**HINT, "interval": 0.001, "timeout": 5}), name="feature_jobs"
    )


class Server:
    """Returns one state after another, the last one for ever."""

    def __init__(self, *states: Any) -> None:
        self._states = list(states)
        self.requests: list[httpx2.Request] = []

    def __call__(self, request: httpx2.Request) -> httpx2.Response:
        self.requests.append(request)
        state = self._states.pop(0) if len(self._states) > 1 else self._states[0]
        return httpx2.Response(200, json={"id": "j", "state": state})


def run(module: ModuleType, server: Server, *, waits: bool, **arguments: Any) -> Any:
    """Wait with one of the clients."""
    transport = httpx2.MockTransport(server)
    if not waits:
        client = module.Feature(http_client=httpx2.Client(transport=transport))
        return client.jobs.wait_until_job_done("a/b", **arguments)

    async def wait() -> Any:
        async with module.AsyncFeature(
            http_client=httpx2.AsyncClient(transport=transport)
        ) as client:
            return await client.jobs.wait_until_job_done("a/b", **arguments)

    return asyncio.run(wait())


@pytest.mark.parametrize("waits", [False, True])
def test_it_calls_until_the_state_is_there(jobs: ModuleType, waits: bool) -> None:
    """Each call has the arguments; an argument that is called as one of the wait has another name."""
    server = Server({"isDone": "running"}, None, {}, {"isDone": "new"}, {"isDone": "done"})
    job = run(
        jobs, server, waits=waits, query_interval=3, options=jobs.RequestOptions(query={"a": "1"})
    )
    assert job.state.is_done == "done"
    assert len(server.requests) == 5
    assert {r.url.raw_path for r in server.requests} == {b"/jobs/a%2Fb?interval=3&a=1"}


@pytest.mark.parametrize("waits", [False, True])
def test_states_that_do_not_lead_there(jobs: ModuleType, waits: bool) -> None:
    """They raise an error that has the response."""
    from importlib import import_module

    errors = import_module("feature_jobs.errors")
    server = Server({"isDone": "running"}, {"isDone": "failed"})
    with pytest.raises(errors.WaitFailedError, match=r"state\.isDone is .failed.") as caught:
        run(jobs, server, waits=waits)
    assert caught.value.response.id == "j"


@pytest.mark.parametrize("waits", [False, True])
def test_time(jobs: ModuleType, waits: bool) -> None:
    """The time is that of the hint, or of the call."""
    with pytest.raises(TimeoutError) as caught:
        run(jobs, Server({"isDone": "running"}), waits=waits, wait_timeout=0.01)
    assert type(caught.value).__name__ == "WaitTimeoutError"


def test_the_whole_response(jobs: ModuleType) -> None:
    """`raw_response` has that of the last call."""
    http = httpx2.Client(
        transport=httpx2.MockTransport(Server({"isDone": "running"}, {"isDone": "done"}))
    )
    raw = jobs.raw_response(jobs.Feature(http_client=http).jobs.wait_until_job_done)("a")
    assert raw.parsed.state.is_done == "done"


def test_types(jobs: ModuleType, type_errors: Any) -> None:
    """The result is that of the operation, and the time a number."""
    code = (
        "from feature_jobs import AsyncFeature, Feature, models\n"
        "job: models.Job = Feature().jobs.wait_until_job_done('a', wait_timeout=None, interval=2)\n"
        "async def wait() -> models.Job:\n"
        "    return await AsyncFeature().jobs.wait_until_job_done('a')\n"
        "Feature().jobs.wait_until_job_done('a', wait_timeout='5')\n"
    )
    assert [line.partition(":")[0] for line in type_errors(jobs, code)] == ["5"]


@pytest.mark.parametrize(
    ("hint", "said", "made"),
    [
        (
            {**HINT, "succes": ["x"]},
            "unknown field 'succes' of x-specloom-wait; did you mean 'success'?",
            True,
        ),
        ({**HINT, "property": "state.isDne"}, "no property 'isDne'; did you mean 'isDone'?", False),
        ({**HINT, "property": "id.x"}, "no property 'x'", False),
        (
            {**HINT, "success": ["Done"]},
            "does not list the value 'Done'; did you mean 'done'?",
            True,
        ),
        ({**HINT, "success": []}, "missing or wrong: success", False),
        ({**HINT, "name": "-", "timeout": 0}, "missing or wrong: name, timeout", False),
        ("job", "missing or wrong: name, property, success", False),
    ],
)
def test_hints_that_are_wrong(
    client_of: Any, exchange_of: Any, hint: Any, said: str, made: bool
) -> None:
    """They are reported, and cost the method that waits at most."""
    api = exchange_of(client_of(document(hint)))
    (diagnostic,) = api.diagnostics
    assert diagnostic.code.number == "SL402"
    assert said in diagnostic.message
    assert hasattr(api.client.jobs, "wait_until_job_done") is made
    assert callable(api.client.jobs.get)


def test_several_states(client_of: Any, exchange_of: Any) -> None:
    """Each has a method of its own, which keeps its name where another one is put before it."""
    failed = {"name": "job failed", "property": "state.isDone", "success": ["failed"]}
    api = exchange_of(client_of(document([HINT, failed])))
    api.answer({"id": "j", "state": {"isDone": "failed"}})
    assert api.diagnostics == ()
    assert api.client.jobs.wait_until_job_failed("a").id == "j"
    with pytest.raises(api.errors.WaitFailedError):
        api.client.jobs.wait_until_job_done("a")
    names = names_of(document([HINT, failed]))
    assert names_of(document([failed, HINT])) == names
    assert {name for _, name in names} >= {"wait_until_job_done", "wait_until_job_failed"}


def names_of(contents: Any) -> set[tuple[str, str]]:
    """Return what the lock has of the methods that wait: their keys and their names."""
    (entry,) = [*contents["paths"].values()]
    place = "#/paths/~1jobs~1{id}/get/x-specloom-wait"
    assert isinstance(entry["get"]["x-specloom-wait"], list)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "api.json"
        path.write_text(json.dumps(contents))
        config = ClientConfig(spec=str(path), output=f"{folder}/out", formatter="none")
        names = build(config, SilentProgress()).package.names
    return {(key, name) for key, name in names.items() if key.startswith(place)}


@pytest.mark.parametrize(
    ("hints", "said", "place"),
    [
        ([HINT, HINT], "two waits are called 'job done'", ""),
        (
            [HINT, {**HINT, "name": "b", "succes": ["x"]}],
            "unknown field 'succes'",
            "/x-specloom-wait/1/succes",
        ),
        ([HINT, "b"], "missing or wrong: name, property, success", ""),
    ],
)
def test_one_of_several_that_is_wrong(
    client_of: Any, exchange_of: Any, hints: Any, said: str, place: str
) -> None:
    """It is reported at its place; the others are kept."""
    api = exchange_of(client_of(document(hints)))
    (diagnostic,) = api.diagnostics
    assert diagnostic.code.number == "SL402"
    assert said in diagnostic.message
    assert diagnostic.location.pointer.endswith(f"/get{place}")
    assert hasattr(api.client.jobs, "wait_until_job_done")


def test_several_states_in_the_configuration(
    tmp_path: Path, client_of: Any, exchange_of: Any
) -> None:
    """A list of tables; a key that is not known is reported."""
    text = '[[client]]\nspec = "a.json"\noutput = "out"\n'
    tables = "".join(
        f'[[client.wait.getJob]]\nname = "{name}"\nproperty = "id"\nsuccess = ["x"]\n'
        for name in ("a", "b")
    )
    file = tmp_path / "specloom.toml"
    file.write_text(text + tables)
    (config,) = read_config(file)
    api = exchange_of(client_of(document(HINT), hints=config.hints))
    assert hasattr(api.client.jobs, "wait_until_a")
    assert hasattr(api.client.jobs, "wait_until_b")
    file.write_text(f"{text}{tables}sucess = 1\n")
    with pytest.raises(ConfigurationError, match="sucess"):
        read_config(file)


def test_the_configuration(client_of: Any, exchange_of: Any) -> None:
    """It says the same by operationId, and wins."""
    from specloom.config import Hints

    hint = {"name": "over", "property": "id", "success": ["x"]}
    api = exchange_of(client_of(document(HINT), hints=Hints(wait={"getJob": hint})))
    assert hasattr(api.client.jobs, "wait_until_over")
    assert not hasattr(api.client.jobs, "wait_until_job_done")
    assert json.dumps(hint)
