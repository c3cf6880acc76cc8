"""What the end-to-end tests share: the generated client, and a server that keeps what it is sent."""

from __future__ import annotations

import asyncio
import json
import os
import shutil
import subprocess
import sys
import threading
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from operator import attrgetter
from pathlib import Path
from types import ModuleType
from typing import Any, Self

import httpx2
import pytest


@pytest.fixture(scope="session")
def repository() -> Path:
    """The root of the repository."""
    return Path(__file__).resolve().parents[2]


@pytest.fixture(autouse=True)
def no_ambient_settings(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Hide the proxies, AWS settings and credentials of whoever runs the tests."""
    for name in list(os.environ):
        if name.startswith(("AWS_", "AMAZON_BEDROCK_")) or name.lower().endswith("_proxy"):
            monkeypatch.delenv(name)
    for name in ("AWS_CONFIG_FILE", "AWS_SHARED_CREDENTIALS_FILE"):
        monkeypatch.setenv(name, str(tmp_path / "there-is-no-such-file"))
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")


@pytest.fixture(scope="session")
def bedrock(repository: Path) -> ModuleType:
    """The generated client, imported from where it is committed."""
    sys.path.insert(0, str(repository / "generated_samples/amazon_bedrock/src"))
    import amazon_bedrock
    import amazon_bedrock.errors
    import amazon_bedrock.models

    return amazon_bedrock


@pytest.fixture(scope="module")
def made_once(
    tmp_path_factory: pytest.TempPathFactory,
) -> Callable[[Path, Callable[[], None]], None]:
    """Fills a folder that each test of a module needs: the first time by a function, then with a copy of that."""
    kept = tmp_path_factory.mktemp("made-once") / "folder"

    def fill(folder: Path, make: Callable[[], None]) -> None:
        if kept.exists():
            shutil.copytree(kept, folder, symlinks=True, dirs_exist_ok=True)
        else:
            make()
            shutil.copytree(folder, kept, symlinks=True)

    return fill


# --- calling the client, synchronously or not


class Caller:
    """Makes the same call with the synchronous or with the asynchronous client."""

    def __init__(self, bedrock: ModuleType, *, is_async: bool) -> None:
        self.bedrock = bedrock
        self.is_async = is_async

    def __call__(self, method: str, settings: dict[str, Any], *args: Any, **kwargs: Any) -> Any:
        """Call a method, such as "custom_models.list", of a client with these settings."""
        return self._run(attrgetter(method), settings, args, kwargs, lambda answer: answer)

    def raw(self, method: str, settings: dict[str, Any], *args: Any, **kwargs: Any) -> Any:
        """Call a method for its whole response."""

        def find(client: Any) -> Any:
            return self.bedrock.raw_response(attrgetter(method)(client))

        return self._run(find, settings, args, kwargs, lambda answer: answer)

    def items(self, method: str, settings: dict[str, Any], **kwargs: Any) -> list[Any]:
        """Call a paginated method and walk through all that it lists."""
        items: list[Any] = self._run(attrgetter(method), settings, (), kwargs, list)
        return items

    def _run(
        self,
        find: Callable[[Any], Any],
        settings: dict[str, Any],
        args: tuple[Any, ...],
        kwargs: dict[str, Any],
        finish: Callable[[Any], Any],
    ) -> Any:
        settings = self._with_transport(settings)
        if not self.is_async:
            with self.bedrock.AmazonBedrock(**settings) as client:
                return finish(find(client)(*args, **kwargs))

        async def main() -> Any:
            async with self.bedrock.AsyncAmazonBedrock(**settings) as client:
                answer = find(client)(*args, **kwargs)
                if finish is list:
                    return [item async for item in answer]
                return finish(await answer)

        return asyncio.run(main())

    def _with_transport(self, settings: dict[str, Any]) -> dict[str, Any]:
        """Turn `handler=`, a function that responds to requests, into an httpx2 client."""
        settings = dict(settings)
        handler = settings.pop("handler", None)
        if handler is not None:
            kind = httpx2.AsyncClient if self.is_async else httpx2.Client
            settings["http_client"] = kind(transport=httpx2.MockTransport(handler))
        return settings


@pytest.fixture(params=["sync", "async"])
def call(request: pytest.FixtureRequest, bedrock: ModuleType) -> Caller:
    """Calls the client, once synchronously and once asynchronously."""
    return Caller(bedrock, is_async=request.param == "async")


@pytest.fixture
def ticking_clock(bedrock: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a minute pass between any two signatures."""
    from amazon_bedrock._runtime import aws

    class Clock(datetime):
        minutes = 0

        @classmethod
        def now(cls, tz: Any = None) -> Self:
            cls.minutes += 1
            return cls(2026, 11, 23, tzinfo=tz or UTC) + timedelta(minutes=cls.minutes)

    monkeypatch.setattr(aws, "datetime", Clock)


# --- a server on the loopback interface


@dataclass(frozen=True)
class Received:
    """A request as it came in; `target` is the raw path and query of the request line."""

    method: str
    target: str
    headers: tuple[tuple[str, str], ...]
    body: bytes

    @property
    def path(self) -> str:
        """The path as it was sent."""
        return self.target.partition("?")[0]

    @property
    def query(self) -> str:
        """The query as it was sent."""
        return self.target.partition("?")[2]

    @property
    def json(self) -> Any:
        """The body as a JSON value, None if there is no body."""
        return json.loads(self.body.decode("utf-8")) if self.body else None

    def header(self, name: str) -> str | None:
        """Return the value of a field that may be there once."""
        values = [value for key, value in self.headers if key.lower() == name.lower()]
        assert len(values) <= 1, f"{name} was sent {len(values)} times"
        return values[0] if values else None

    def authorization(self, part: str) -> str:
        """Return a part of the signature: Credential, SignedHeaders or Signature."""
        text = (self.header("authorization") or "").removeprefix("AWS4-HMAC-SHA256 ")
        return dict(item.split("=", 1) for item in text.split(", "))[part]


@dataclass(frozen=True)
class Answer:
    """What the server returns; without a status it closes the connection, or with `hang` says nothing."""

    status: int | None
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b""
    hang: bool = False


class Loopback:
    """A server that keeps every request, and responds by route, else from a queue, else with `{}`."""

    def __init__(self) -> None:
        self.requests: list[Received] = []
        self._queue: deque[Answer] = deque()
        self._routes: dict[str, Answer] = {}
        self._closing = threading.Event()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.01,))
        self._thread.start()

    @property
    def url(self) -> str:
        """Where it is."""
        return f"http://127.0.0.1:{self._server.server_port}"

    @property
    def request(self) -> Received:
        """The only request."""
        (request,) = self.requests
        return request

    def answer(
        self,
        status: int,
        json_value: Any = None,
        *,
        headers: dict[str, str] | None = None,
        route: str | None = None,
    ) -> None:
        """Set the response to one more request, or to every request for a route: "GET /things?page=2"."""
        body = b"" if json_value is None else json.dumps(json_value).encode()
        fields = {"Content-Type": "application/json", **(headers or {})}
        if route is None:
            self._queue.append(Answer(status, fields, body))
        else:
            self._routes[route] = Answer(status, fields, body)

    def drop(self) -> None:
        """Close the connection on one more request, without a response."""
        self._queue.append(Answer(None))

    def hang(self) -> None:
        """Leave one more request without a response until the test is over."""
        self._queue.append(Answer(None, hang=True))

    def close(self) -> None:
        """Stop."""
        self._closing.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def _next_answer(self, request: Received) -> Answer:
        route = f"{request.method} {request.target}"
        if route in self._routes:
            return self._routes[route]
        default = Answer(200, {"Content-Type": "application/json"}, b"{}")
        return self._queue.popleft() if self._queue else default

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        loopback = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def answer(self) -> None:
                body = self.rfile.read(int(self.headers.get("content-length") or 0))
                headers = tuple(self.headers.items())
                target = self.requestline.split(" ")[1]
                request = Received(self.command, target, headers, body)
                loopback.requests.append(request)
                answer = loopback._next_answer(request)
                # One request for each connection: no thread is left waiting for another one.
                self.close_connection = True
                if answer.hang:
                    loopback._closing.wait()
                if answer.status is None:
                    return
                self.send_response(answer.status)
                fields = {**answer.headers, "Content-Length": str(len(answer.body))}
                for name, value in {**fields, "Connection": "close"}.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(answer.body)

            do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = answer  # noqa: N815

            def log_message(self, *_: Any) -> None:
                """Print nothing."""

        return Handler


@pytest.fixture
def loopback() -> Iterator[Loopback]:
    """A recording server."""
    server = Loopback()
    yield server
    server.close()


# --- a project of two vendored clients

_DOCUMENT = """\
openapi: 3.1.0
info: {{title: {title} API, version: '1'}}
servers: [{{url: 'https://{name}.example'}}]
tags: [{{name: {title}}}]
paths:
  /{name}/{{id}}:
    get:
      operationId: Get{title}
      tags: [{title}]
      parameters: [{{name: id, in: path, required: true, schema: {{type: string}}}}]
      responses:
        '200':
          description: Found.
          content: {{application/json: {{schema: {{$ref: '#/components/schemas/{title}'}}}}}}
        '404':
          description: Not found.
          content: {{application/json: {{schema: {{$ref: '#/components/schemas/Missing'}}}}}}
components:
  schemas:
    {title}: {{type: object, properties: {{name: {{type: string}}}}}}
    Missing: {{type: object, properties: {{message: {{type: string}}}}}}
"""
_TABLE = """\
[[client]]
spec = "{name}.yaml"
output = "my_app/clients/{name}"
layout = "vendored"
formatter = "none"
{more}
"""

_USE = """
import json, sys
import httpx2
from my_app.clients import cat, dog
from my_app.clients.cat import errors as cat_errors
from my_app.clients.dog import errors as dog_errors

def handle(request):
    if request.url.path.endswith("/none"):
        return httpx2.Response(404, json={"message": "gone"})
    return httpx2.Response(200, json={"name": request.url.host})

def client(kind):
    return kind(http_client=httpx2.Client(transport=httpx2.MockTransport(handle)))

names, caught = [], []
for call in (client(cat.Cat).cat.get, client(dog.Dog).dog.get):
    names.append(call("1").name)
    try:
        call("none")
    except (cat_errors.ApiError, dog_errors.ApiError) as error:
        caught.append([type(error).__module__, isinstance(error, cat_errors.ClientError),
                       isinstance(error, dog_errors.ClientError), error.parsed.message])
print(json.dumps({
    "names": names, "caught": caught, "same": cat_errors.ClientError is dog_errors.ClientError,
    "runtimes": sorted(n for n in sys.modules if n.endswith("_runtime")),
    "places": sorted(m.__file__ for n, m in sys.modules.items()
                     if n.startswith("my_app.") and getattr(m, "__file__", None)),
}))
"""
"""Calls both clients, with a response and with an error."""


@dataclass(frozen=True)
class Project:
    """A folder with a configuration, two documents and a package to vendor into."""

    folder: Path

    def configure(self, **more: str) -> None:
        """Write a configuration with these clients, and what their tables have beside the usual."""
        tables = [_TABLE.format(name=name, more=text) for name, text in more.items()]
        (self.folder / "specloom.toml").write_text("\n".join(tables))

    def read(self, path: str) -> str:
        """Read a file."""
        return (self.folder / path).read_text()

    def files(self) -> dict[str, bytes]:
        """Return everything below `my_app`, by path."""
        return {
            path.relative_to(self.folder).as_posix(): path.read_bytes()
            for path in sorted((self.folder / "my_app").rglob("*"))
            if path.is_file() and "__pycache__" not in path.parts
        }

    def python(self, *arguments: str, path: str = "") -> subprocess.CompletedProcess[str]:
        """Run Python with the project, or something else, on its path."""
        return subprocess.run(
            [sys.executable, "-B", *arguments],
            cwd=self.folder.parent,
            env={"PYTHONPATH": path or str(self.folder), "PATH": ""},
            capture_output=True,
            text=True,
            check=False,
        )

    script = _USE

    def use(self, path: str = "", before: str = "") -> dict[str, Any]:
        """Call both clients, and say what came of it; `before` is run first."""
        said = self.python("-c", before + _USE, path=path)
        assert said.returncode == 0, said.stderr
        found: dict[str, Any] = json.loads(said.stdout)
        return found


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Project:
    """A project in the current folder, without clients as yet."""
    folder = tmp_path / "project"
    (folder / "my_app/clients").mkdir(parents=True)
    for package in ("my_app", "my_app/clients"):
        (folder / package / "__init__.py").touch()
    for name in ("cat", "dog"):
        text = _DOCUMENT.format(name=name, title=name.title())
        (folder / f"{name}.yaml").write_text(text)
    monkeypatch.chdir(folder)
    return Project(folder)
