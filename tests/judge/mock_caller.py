"""Calls every operation of a client with complete sample arguments, and has the mock server of its document respond.

The mock server judges the request, the client, strict, judges the response.
"""

from __future__ import annotations

import importlib
import itertools
from collections.abc import Container, Iterator
from dataclasses import dataclass, field
from types import ModuleType
from typing import Any

import httpx2
from specloom.build.understanding import understand
from specloom.build.versioning import decide
from specloom.config import ClientConfig
from specloom.python.client.constructor import url_at_defaults
from specloom.python.client.operation_plan import OperationPlan
from specloom.python.examples.calls import Detail, Suite, sample_call
from specloom.python.naming.name_registry import PastClient
from specloom.python.naming.printable import PythonCode
from specloom.run.progress import SilentProgress
from specloom.serve.disturbances import Disturbances
from specloom.serve.messages import HttpRequest
from specloom.serve.mock import MockServer

MOST_ITEMS = 300
"""More than two pages have: who gets so many does not come to an end."""


def mock_of(config: ClientConfig, disturbances: Disturbances | None = None) -> MockServer:
    """Return the mock server of a document."""
    understood = understand(config, SilentProgress())
    return MockServer(understood.api, understood.document, config, disturbances)


@dataclass
class Bridge:
    """Hands a client's requests to a mock server; the last ones and their statuses are kept, newest last."""

    server: MockServer
    prefer: str = ""
    seen: list[tuple[str, int]] = field(default_factory=list)

    def respond(self, request: httpx2.Request) -> httpx2.Response:
        """Return the mock server's response."""
        path, _, query = request.url.raw_path.decode("ascii").partition("?")
        headers = [
            (name.decode().lower(), value.decode("latin-1")) for name, value in request.headers.raw
        ]
        if self.prefer:
            headers.append(("prefer", self.prefer))
        response = self.server.respond(
            HttpRequest(
                method=request.method,
                path=path,
                query=query,
                headers=headers,
                content=request.read(),
                origin=f"{request.url.scheme}://{request.url.netloc.decode()}",
            )
        )
        self.seen.append((f"{request.method} {path}", response.status))
        content = b"" if request.method == "HEAD" else response.content
        return httpx2.Response(response.status, headers=dict(response.headers), content=content)

    def http_client(self) -> httpx2.Client:
        """Return an httpx2 client of the mock server."""
        return httpx2.Client(transport=httpx2.MockTransport(self.respond))


@dataclass(frozen=True)
class Called:
    """What came of the call of an operation: the error, or how many requests and items there were."""

    operation: str
    error: BaseException | None = None
    requests: int = 1
    items: int | None = None


class Caller:
    """Calls the operations of a generated client at its mock server: one in this process, or one that runs at a URL."""

    def __init__(self, config: ClientConfig, package: ModuleType, url: str | None = None) -> None:
        understood = understand(config, SilentProgress())
        self.plan, _ = decide(understood.api, config, PastClient())
        self.suite = Suite.of(self.plan)
        self.package = package
        self.bridge = Bridge(MockServer(understood.api, understood.document, config))
        self._url = url

    def client(self, **options: Any) -> Any:
        """Return a strict client of the mock server, with every credential."""
        testing = importlib.import_module(f"{self.package.__name__}.testing")
        if self._url is None:
            options["http_client"] = self.bridge.http_client()
        arguments = {
            **vars(testing)["_ARGUMENTS"],
            "base_url": self._url or f"http://mock.test{self._path()}",
            "max_retries": 0,
            "strict_responses": True,
            **options,
        }
        return getattr(self.package, self.plan.name)(**arguments)

    def _path(self) -> str:
        """Return the server's path, unless it has no host, so that the client appends it to its base URL."""
        server = self.plan.constructor.server
        has_host = server is None or "://" in url_at_defaults(server)
        return self.bridge.server.base_path if has_host else ""

    def operations(self) -> Iterator[tuple[str, OperationPlan]]:
        """Yield every operation, and what it is reached by."""
        for resource in self.plan.resources:
            accessor = f"client.{resource.module}" if resource.tag else "client"
            for plan in resource.operations:
                yield accessor, plan

    def call_all(self, but: Container[str] = ()) -> list[Called]:
        """Call every operation, but those of some methods."""
        client = self.client()
        operations = [(a, plan) for a, plan in self.operations() if plan.method not in but]
        return [self.call(client, accessor, plan) for accessor, plan in operations]

    def walk_all(self) -> list[Called]:
        """Walk through the pages of every list, with only the arguments that must be given."""
        client = self.client()
        lists = [
            (a, plan) for a, plan in self.operations() if plan.operation.pagination is not None
        ]
        return [self.call(client, accessor, plan, detail="least") for accessor, plan in lists]

    def call(
        self, client: Any, accessor: str, plan: OperationPlan, detail: Detail = "complete"
    ) -> Called:
        """Call an operation with sample arguments."""
        name = f"{plan.operation.method} {plan.method}"
        code = sample_call(self.suite, plan, PythonCode(accessor), detail=detail).code
        self.bridge.seen.clear()
        try:
            result = eval(str(code), self._names(code, client))  # our own code, of a sample
            items = _walked(plan, result)
        except Exception as error:  # whatever it is, it is the finding
            return Called(name, error, len(self.bridge.seen))
        return Called(name, None, len(self.bridge.seen), items)

    def _names(self, code: PythonCode, client: Any) -> dict[str, Any]:
        names: dict[str, Any] = {"client": client}
        for each in code.imports:
            module = each.module
            if module == ".." and each.name:
                module = self.package.__name__
            elif module.startswith(".."):
                module = self.package.__name__ + module[1:]
            if each.name:
                found = _attribute(module, each.name)
                names[each.alias or each.name] = found
            else:
                importlib.import_module(module)
                top = module.partition(".")[0]
                names[each.alias or top] = importlib.import_module(module if each.alias else top)
        return names


def _attribute(module: str, name: str) -> Any:
    found = importlib.import_module(module)
    if hasattr(found, name):
        return getattr(found, name)
    return importlib.import_module(f"{module}.{name}")


def _walked(plan: OperationPlan, result: Any) -> int | None:
    """Return how many items pages or a stream have; None where there are none to be walked."""
    if plan.is_stream:
        with result as stream:
            return _count(iter(stream))
    if plan.operation.pagination is not None and hasattr(result, "__iter__"):
        return _count(iter(result))
    return None


def _count(items: Iterator[Any]) -> int:
    count = sum(1 for _ in itertools.islice(items, MOST_ITEMS))
    assert count < MOST_ITEMS, "the pages do not end"
    return count
