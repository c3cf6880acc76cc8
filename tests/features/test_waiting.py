"""Waiting: `wait_until` calls a method until its result says that something has happened."""

from __future__ import annotations

import pickle
from collections.abc import Callable
from types import ModuleType
from typing import Any

import anyio
import httpx2
import pytest

JOB = {"type": "object", "required": ["status"], "properties": {"status": {"type": "string"}}}
DOCUMENT = {
    "openapi": "3.1.0",
    "info": {"title": "Feature", "version": "1"},
    "servers": [{"url": "https://api.example.com"}],
    "paths": {
        "/jobs/{id}": {
            "get": {
                "operationId": "getJob",
                "parameters": [
                    {"name": "id", "in": "path", "required": True, "schema": {"type": "string"}}
                ],
                "responses": {
                    "200": {
                        "description": "It",
                        "content": {
                            "application/json": {"schema": {"$ref": "#/components/schemas/Job"}}
                        },
                    }
                },
            }
        }
    },
    "components": {"schemas": {"Job": JOB}},
}


@pytest.fixture(scope="module")
def module(module_client_of: Callable[..., ModuleType]) -> ModuleType:
    """The client's package."""
    return module_client_of(DOCUMENT)


class Clock:
    """A clock that only pauses move."""

    def __init__(self) -> None:
        self.now = 1000.0
        self.pauses: list[float] = []

    def sleep(self, seconds: float) -> None:
        """Do as if the time had passed."""
        self.pauses.append(seconds)
        self.now += seconds

    async def sleep_later(self, seconds: float) -> None:
        """Do the same."""
        self.sleep(seconds)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """The clock of this test; jitter takes nothing off."""
    made = Clock()
    monkeypatch.setattr("time.sleep", made.sleep)
    monkeypatch.setattr("time.monotonic", lambda: made.now)
    monkeypatch.setattr("random.uniform", lambda low, high: high)
    return made


class Jobs:
    """A server whose job goes through statuses; the last one stays."""

    def __init__(self, *statuses: str | int) -> None:
        self.statuses = list(statuses)
        self.calls = 0

    def handle(self, request: httpx2.Request) -> httpx2.Response:
        """Return the job as it is now."""
        self.calls += 1
        status = self.statuses.pop(0) if len(self.statuses) > 1 else self.statuses[0]
        if isinstance(status, int):
            return httpx2.Response(status)
        return httpx2.Response(200, json={"status": status})

    def call(self, module: ModuleType, asynchronous: bool, **settings: Any) -> Any:
        """Wait until the job is done, with one of the clients."""
        settings = {"until": lambda job: job.status == "done", **settings}
        if not asynchronous:
            http = httpx2.Client(transport=httpx2.MockTransport(self.handle))
            client = module.Feature(http_client=http)
            return module.wait_until(client.get_job, **settings)("1")

        async def work() -> Any:
            http = httpx2.AsyncClient(transport=httpx2.MockTransport(self.handle))
            client = module.AsyncFeature(http_client=http)
            return await module.wait_until(client.get_job, **settings)("1")

        return anyio.run(work)


@pytest.fixture(params=[False, True], ids=["sync", "async"])
def asynchronous(
    request: pytest.FixtureRequest, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> bool:
    """Which client waits; neither really does."""
    monkeypatch.setattr("anyio.sleep", clock.sleep_later)
    return bool(request.param)


def test_the_pause_grows(module: ModuleType, clock: Clock, asynchronous: bool) -> None:
    """By half each time, up to the longest one."""
    jobs = Jobs(*["running"] * 6, "done")
    found = jobs.call(module, asynchronous, interval=2, longest_interval=5)
    assert found.status == "done" and jobs.calls == 7
    assert clock.pauses == [2, 3, 4.5, 5, 5, 5]


def test_nothing_waits_for_what_has_happened(
    module: ModuleType, clock: Clock, asynchronous: bool
) -> None:
    """One call is enough then."""
    jobs = Jobs("done")
    jobs.call(module, asynchronous)
    assert jobs.calls == 1 and clock.pauses == []


def test_the_time_is_over(module: ModuleType, clock: Clock, asynchronous: bool) -> None:
    """After one last call at the end; the error has the last result, and is a TimeoutError too."""
    jobs = Jobs("running")
    with pytest.raises(module.errors.WaitTimeoutError, match="within 5 s, in 3 calls") as caught:
        jobs.call(module, asynchronous, timeout=5, interval=2)
    assert clock.pauses == [2, 3] and jobs.calls == 3
    assert caught.value.response.status == "running"
    assert isinstance(caught.value, TimeoutError)
    assert isinstance(caught.value, module.errors.ClientError)
    assert pickle.loads(pickle.dumps(caught.value)).response.status == "running"


def test_what_will_not_happen(module: ModuleType, clock: Clock, asynchronous: bool) -> None:
    """It ends the wait."""
    jobs = Jobs("running", "failed")
    with pytest.raises(module.errors.WaitFailedError) as caught:
        jobs.call(module, asynchronous, fails=lambda job: job.status == "failed")
    assert caught.value.response.status == "failed" and jobs.calls == 2


def test_errors_of_calls(module: ModuleType, clock: Clock, asynchronous: bool) -> None:
    """They end the wait, once the client has retried them."""
    jobs = Jobs("running", 503, "running", 404)
    with pytest.raises(module.errors.NotFoundError):
        jobs.call(module, asynchronous)
    assert jobs.calls == 4


def test_jitter_keeps_callers_apart(module: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    """Up to a half of the pause is left out."""
    clock, jobs = Clock(), Jobs(*["running"] * 20, "done")
    monkeypatch.setattr("time.sleep", clock.sleep)
    jobs.call(module, False, interval=4, longest_interval=4)
    assert all(2 <= pause <= 4 for pause in clock.pauses) and len(set(clock.pauses)) > 10


def test_functions_that_are_asynchronous(
    module: ModuleType, clock: Clock, asynchronous: bool
) -> None:
    """Are awaited, or refused: what they return is not the answer yet."""

    async def done(job: Any) -> bool:
        return bool(job.status == "done")

    async def failed(job: Any) -> bool:
        return bool(job.status == "failed")

    for settings, last in (({"until": done}, "done"), ({"fails": failed}, "failed")):
        jobs = Jobs("running", last)
        if not asynchronous:
            with pytest.raises(TypeError, match="needs the asynchronous client"):
                jobs.call(module, asynchronous, **settings)
        elif last == "done":
            assert jobs.call(module, asynchronous, **settings).status == "done"
        else:
            with pytest.raises(module.errors.WaitFailedError):
                jobs.call(module, asynchronous, **settings)
        assert jobs.calls == (2 if asynchronous else 1)


def test_an_interval_below_zero(module: ModuleType, clock: Clock, asynchronous: bool) -> None:
    """Is a wrong argument, before anything is called."""
    jobs = Jobs("running")
    with pytest.raises(ValueError, match="interval must not be negative"):
        jobs.call(module, asynchronous, interval=-1)
    assert jobs.calls == 0


def test_types(module: ModuleType, type_errors: Callable[[ModuleType, str], list[str]]) -> None:
    """Arguments and results are those of the method."""
    name = module.__name__
    code = f"""
from typing import assert_type
from {name} import AsyncFeature, Feature, models, wait_until
from {name}.errors import WaitFailedError, WaitTimeoutError

wait = wait_until(Feature().get_job, until=lambda job: job.status == "a", timeout=5)
assert_type(wait("1"), models.Job)

async def main() -> None:
    found = await wait_until(AsyncFeature().get_job, until=lambda job: job.status == "a")("1")
    assert_type(found, models.Job)
    assert_type(await wait_until(AsyncFeature().get_job, until=ended)("1"), models.Job)

async def ended(job: models.Job) -> bool:
    return job.status == "a"
"""
    assert type_errors(module, code) == []
    assert len(type_errors(module, f"{code}\nwait(7)\n")) == 1
    assert type_errors(module, f"{code}\nwait_until(len, until=lambda n: n > 1)([7])\n") == []
