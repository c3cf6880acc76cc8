"""What the tests of single features share: the smallest document, its client, and a server in memory."""

from __future__ import annotations

import atexit
import compileall
import importlib
import itertools
import json
import os
import py_compile
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any

import httpx2
import pytest
from side_by_side import lend, modules_of
from specloom.build.pipeline import Build, build
from specloom.config import ClientConfig
from specloom.diagnostics import Diagnostic
from specloom.output.folder.lock_file import LOCK_NAME
from specloom.parse.coverage import Entry
from specloom.run.progress import SilentProgress

NUMBERS = itertools.count(1)
CHECKED = "checked_client"
"""What every client is called while mypy looks at it."""
OUTCOMES: dict[str, Build] = {}
RUNTIMES: dict[frozenset[tuple[str, str]], Runtime] = {}
"""What the modules of a runtime hold -> where they are; clients with the same ones have them in common."""


@dataclass(frozen=True)
class Runtime:
    """A runtime on the disk, and in memory: to write, to compile and to run it is half of the work for a small client."""

    folder: Path
    modules: dict[str, ModuleType]


class Exchange:
    """A client whose requests are kept, and responded to with what `answer` says."""

    def __init__(self, module: ModuleType, **settings: Any) -> None:
        self.module = module
        self.models = importlib.import_module(f"{module.__name__}.models")
        self.errors = importlib.import_module(f"{module.__name__}.errors")
        self.requests: list[httpx2.Request] = []
        self._answer = httpx2.Response(200, json={})
        transport = httpx2.MockTransport(self._handle)
        settings.setdefault("strict_responses", True)
        settings.setdefault("max_retries", 0)
        self.client = module.Feature(http_client=httpx2.Client(transport=transport), **settings)

    def answer(
        self,
        value: Any = None,
        *,
        status: int = 200,
        content: bytes | None = None,
        media_type: str = "application/json",
        headers: list[tuple[str, str]] | None = None,
    ) -> None:
        """Set what the server returns from now on: a JSON value, or bytes."""
        body = json.dumps(value).encode() if content is None else content
        fields = [("content-type", media_type), *(headers or [])]
        self._answer = httpx2.Response(status, headers=fields, content=body)

    @property
    def diagnostics(self) -> tuple[Diagnostic, ...]:
        """What the generator had to say about the document."""
        return OUTCOMES[self.module.__name__].diagnostics

    @property
    def ledger(self) -> tuple[Entry, ...]:
        """What became of each part of the document."""
        return OUTCOMES[self.module.__name__].ledger

    @property
    def request(self) -> httpx2.Request:
        """The last request."""
        return self.requests[-1]

    @property
    def body(self) -> bytes:
        """The body of the last request."""
        return self.request.content

    @property
    def target(self) -> str:
        """The path and query of the last request, exactly as they go on the wire."""
        return self.request.url.raw_path.decode("ascii")

    @property
    def query(self) -> str:
        """The query of the last request, exactly as it goes on the wire."""
        return self.target.partition("?")[2]

    def header(self, name: str) -> str | None:
        """Return a header field of the last request."""
        value: str | None = self.request.headers.get(name)
        return value

    def _handle(self, request: httpx2.Request) -> httpx2.Response:
        self.requests.append(request)
        return self._answer


class Codec(Exchange):
    """Both ways of one schema: what a response is read as, and what a value is sent as."""

    def decode(self, value: Any) -> Any:
        """Read a JSON value that the server returns. It must fit its schema."""
        self.answer(value)
        return self.client.read()

    def encode(self, value: Any) -> Any:
        """Send a value; return the JSON that is on the wire."""
        self.client.write(value=value)
        text = self.body.decode()
        assert text.startswith('{"value":') and text.endswith("}")
        return json.loads(text)["value"]

    def round_trip(self, value: Any) -> Any:
        """Read a JSON value and send it back as it was read; it must be the same."""
        decoded = self.decode(value)
        assert self.encode(decoded) == value
        return decoded


@pytest.fixture
def client_of(tmp_path: Path) -> Iterator[Callable[..., ModuleType]]:
    """Generates the client of a document and imports it, but for the runtime, which is there already."""
    yield from _clients(tmp_path, lends=True)


@pytest.fixture(scope="module")
def module_client_of(
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Callable[..., ModuleType]]:
    """The same for clients that all tests of a module use, each with a runtime that knows its name."""
    yield from _clients(tmp_path_factory.mktemp("clients"), lends=False)


def _clients(folder: Path, *, lends: bool) -> Iterator[Callable[..., ModuleType]]:
    paths: list[str] = []
    packages: list[str] = []

    def make(
        document: Mapping[str, Any], *, name: str | None = None, **settings: Any
    ) -> ModuleType:
        name = name or f"feature_{next(NUMBERS)}"
        place = folder / f"{name}.json"
        place.write_text(json.dumps(document))
        if not _has_tags(document):
            settings.setdefault("group_by", "none")
        config = ClientConfig(
            spec=str(place),
            output=str(folder / name),
            package=name,
            formatter="none",
            parts=frozenset({"client"}),
            **settings,
        )
        outcome = build(config, SilentProgress())
        runtime = _write(folder / name, {**outcome.tree, LOCK_NAME: outcome.lock_text})
        paths.append(str(folder / name / "src"))
        packages.append(name)
        sys.path.insert(0, paths[-1])
        importlib.invalidate_caches()
        if lends:
            lend(runtime.modules, name)
        OUTCOMES[name] = outcome
        with _no_byte_code():
            module = importlib.import_module(name)
            for file in sorted((folder / name / "src" / name).glob("*/*.py")):
                if file.parent.name != "_runtime" and file.stem != "__init__":
                    importlib.import_module(f"{name}.{file.parent.name}.{file.stem}")
        return module

    yield make
    for path in paths:
        sys.path.remove(path)
    for package in packages:
        OUTCOMES.pop(package, None)
    for loaded in [m for m in sys.modules if m.partition(".")[0] in packages]:
        del sys.modules[loaded]


@contextmanager
def _no_byte_code() -> Iterator[None]:
    """Import modules that nobody imports again: their byte code is not written."""
    before, sys.dont_write_bytecode = sys.dont_write_bytecode, True
    try:
        yield
    finally:
        sys.dont_write_bytecode = before


def _write(folder: Path, tree: Mapping[str, str]) -> Runtime:
    """Write a client as `generate` does, except for the runtime, which clients share here; return that."""
    shutil.rmtree(folder, ignore_errors=True)
    runtime: dict[str, str] = {}
    for path, text in tree.items():
        place = folder / path
        if place.parent.name == "_runtime":
            runtime[path] = text
            continue
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(text, encoding="utf-8")
    (inner,) = {path.rpartition("/")[0] for path in runtime}
    shared = _runtime_of({Path(path).name: text for path, text in runtime.items()})
    (folder / inner).symlink_to(shared.folder, target_is_directory=True)
    return shared


def _runtime_of(modules: Mapping[str, str]) -> Runtime:
    """Return a runtime. It is written, compiled and run once in each process."""
    key = frozenset(modules.items())
    if key not in RUNTIMES:
        folder = Path(tempfile.mkdtemp(prefix="runtime"))
        atexit.register(shutil.rmtree, folder, ignore_errors=True)
        for name, text in modules.items():
            (folder / name).write_text(text, encoding="utf-8")
        unchecked = py_compile.PycInvalidationMode.UNCHECKED_HASH
        compileall.compile_dir(folder, quiet=1, invalidation_mode=unchecked)
        RUNTIMES[key] = Runtime(folder, modules_of(folder, f"shared_{len(RUNTIMES)}_runtime"))
    return RUNTIMES[key]


def _has_tags(document: Mapping[str, Any]) -> bool:
    """Return whether an operation has a tag; if none has, all are methods of the client in these tests."""
    operations = [each for item in document.get("paths", {}).values() for each in item.values()]
    return any(isinstance(each, dict) and "tags" in each for each in operations)


@pytest.fixture(scope="session")
def exchange_of() -> Callable[..., Exchange]:
    """Makes the exchange of a client that has been generated already."""
    return Exchange


@pytest.fixture
def exchange(client_of: Callable[..., ModuleType]) -> Callable[..., Exchange]:
    """Makes a client from the paths of a document and what else it holds."""

    def make(
        paths: Mapping[str, Any],
        *,
        schemas: Mapping[str, Any] | None = None,
        version: str = "3.1.0",
        settings: Mapping[str, Any] | None = None,
        config: Mapping[str, Any] | None = None,
        **rest: Any,
    ) -> Exchange:
        document = {
            "openapi": version,
            "info": {"title": "Feature", "version": "1"},
            "servers": [{"url": "https://api.example.com"}],
            "paths": paths,
            **rest,
        }
        if schemas is not None:
            document["components"] = {**document.get("components", {}), "schemas": schemas}
        # Tests build models of components, whether or not an operation takes them.
        chosen = {"unreachable_schemas": True, **(config or {})}
        return Exchange(client_of(document, **chosen), **(settings or {}))

    return make


@pytest.fixture
def codec(client_of: Callable[..., ModuleType]) -> Callable[..., Codec]:
    """Makes a client that reads and writes one schema."""

    def make(
        schema: Any,
        *,
        schemas: Mapping[str, Any] | None = None,
        version: str = "3.1.0",
        strict: bool = True,
    ) -> Codec:
        request = {"type": "object", "required": ["value"], "properties": {"value": schema}}
        document = {
            "openapi": version,
            "info": {"title": "Feature", "version": "1"},
            "servers": [{"url": "https://api.example.com"}],
            "paths": {
                "/value": {
                    "get": {
                        "operationId": "read",
                        "responses": {
                            "200": {
                                "description": "It",
                                "content": {"application/json": {"schema": schema}},
                            }
                        },
                    },
                    "put": {
                        "operationId": "write",
                        "requestBody": {
                            "required": True,
                            "content": {"application/json": {"schema": request}},
                        },
                        "responses": {"204": {"description": "Done"}},
                    },
                }
            },
            "components": {"schemas": schemas or {}},
        }
        return Codec(client_of(document, unreachable_schemas=True), strict_responses=strict)

    return make


@pytest.fixture
def type_errors(tmp_path: Path) -> Callable[[ModuleType, str], list[str]]:
    """Checks code that uses a client with mypy --strict; returns "line: message" of what it finds there and in the client."""

    def check(module: ModuleType, code: str) -> list[str]:
        assert module.__file__ is not None
        name = re.compile(rf"\b{module.__name__}\b")
        (tmp_path / "use.py").write_text(name.sub(CHECKED, code))
        # Under one name, and what clients have in common is in the cache of the one before.
        place = tmp_path / "checked" / CHECKED
        place.parent.mkdir(exist_ok=True)
        place.unlink(missing_ok=True)
        place.symlink_to(Path(module.__file__).parent, target_is_directory=True)
        options = ("--strict", "--no-error-summary", "--hide-error-context")
        done = subprocess.run(
            [sys.executable, "-m", "mypy", *options, "use.py", f"checked/{CHECKED}"],
            cwd=tmp_path,
            env={**os.environ, "MYPYPATH": "checked"},
            capture_output=True,
            text=True,
            check=False,
        )
        assert not done.stderr
        lines = [line for line in done.stdout.splitlines() if ": note:" not in line]
        return [line.replace(CHECKED, module.__name__).removeprefix("use.py:") for line in lines]

    return check
