"""What the framework tests share: a server in a thread, its client, and calls that are compared with what the server saw."""

from __future__ import annotations

import asyncio
import importlib
import socket
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from types import ModuleType
from typing import Any

import httpx2
import uvicorn
from specloom.build.pipeline import generate
from specloom.config import ClientConfig
from specloom.run.progress import SilentProgress

ANYTHING: Any = object()
"""A result that a case does not compare."""


class Seen:
    """What the endpoints of an application were called with, newest last."""

    def __init__(self) -> None:
        self._calls: list[tuple[str, dict[str, Any]]] = []

    def note(self, operation: str, **values: Any) -> None:
        """Record a call, as the framework handed it to the endpoint."""
        self._calls.append((operation, values))

    def take(self) -> list[tuple[str, dict[str, Any]]]:
        """Return the calls since the last time."""
        calls, self._calls = self._calls, []
        return calls


@dataclass(frozen=True, kw_only=True)
class Case:
    """One call of an operation: what the server must see, and what the caller must get.

    `call` receives the client and its package; `returns` is the result, or a function that checks it
    (given the result and the package); `raises` is the exception's class in the package's `errors`, with a
    part of its text. `seen` is None where the endpoint must not be reached.
    """

    operation: str
    call: Callable[[Any, ModuleType], Any]
    seen: Mapping[str, Any] | None = field(default_factory=dict)
    returns: Any = None
    raises: tuple[str, str] | None = None


@dataclass(frozen=True, kw_only=True)
class Service:
    """A running application with its document and the client that was generated from it."""

    url: str
    document: Mapping[str, Any]
    package: ModuleType
    seen: Seen
    warnings: tuple[str, ...]

    @property
    def operation_ids(self) -> set[str]:
        """The operations that the document declares."""
        return {
            operation["operationId"]
            for item in self.document["paths"].values()
            for operation in item.values()
        }


@contextmanager
def serve(app: Any, seen: Seen, folder: Path, name: str, path: str) -> Iterator[Service]:
    """Run an ASGI application on a free port, and generate the client of the document that it serves at `path`."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        free.listen()
        url = f"http://127.0.0.1:{free.getsockname()[1]}"
        server = uvicorn.Server(uvicorn.Config(app, log_level="warning", lifespan="off"))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [free]}, daemon=True)
        thread.start()
        while not server.started and thread.is_alive():
            time.sleep(0.01)
        try:
            document = httpx2.get(f"{url}{path}").json()
            package, warnings = _client_of(f"{url}{path}", folder, name)
            yield Service(url=url, document=document, package=package, seen=seen, warnings=warnings)
        finally:
            server.should_exit = True
            thread.join()


def _client_of(spec: str, folder: Path, name: str) -> tuple[ModuleType, tuple[str, ...]]:
    config = ClientConfig(spec=spec, output=str(folder / name), package=name, formatter="none")
    outcome = generate(config, SilentProgress())
    sys.path.insert(0, str(folder / name / "src"))
    importlib.invalidate_caches()
    warnings = tuple(f"{d.code.value} {d.message}" for d in outcome.diagnostics)
    return importlib.import_module(name), warnings


def check_sync(case: Case, service: Service, client: Any) -> None:
    """Make the call with a synchronous client, and compare."""
    service.seen.take()
    _compare(case, service, lambda: case.call(client, service.package))


def check_async(case: Case, service: Service, make_client: Callable[[], Any]) -> None:
    """Make the call with an asynchronous client, and compare."""

    async def call() -> Any:
        async with make_client() as client:
            return await case.call(client, service.package)

    service.seen.take()
    _compare(case, service, lambda: asyncio.run(call()))


def _compare(case: Case, service: Service, call: Callable[[], Any]) -> None:
    if case.raises is not None:
        name, text = case.raises
        known = {"ValueError": ValueError, "TypeError": TypeError}
        errors = importlib.import_module(f"{service.package.__name__}.errors")
        expected = known.get(name) or getattr(errors, name)
        try:
            result = call()
        except expected as error:
            assert text in str(error), str(error)
        else:
            raise AssertionError(f"{name} was not raised; the result is {result!r}")
    else:
        result = call()
        if case.returns is ANYTHING:
            pass
        elif callable(case.returns):
            assert case.returns(result, service.package), repr(result)
        else:
            assert result == case.returns and type(result) is type(case.returns), repr(result)
    calls = service.seen.take()
    expected_calls = [] if case.seen is None else [(case.operation, dict(case.seen))]
    assert calls == expected_calls, f"{calls} instead of {expected_calls}"
