"""Judge generated clients by Prism, a mock server that nobody here wrote: `make judge`; docs/conformance.md says more.

For each document a client and its tests are generated, and `prism mock --errors` serves the document. Each generated test
makes its call against Prism: once for the success, and once for each error that the document declares. Prism
validates the request; the client, strict, validates the response. What either refuses is a violation.

Prints a line for each violation and one in the end. The exit code is 1 if there is a violation that
explained.txt does not explain.
"""

from __future__ import annotations

import argparse
import fnmatch
import importlib
import importlib.util
import inspect
import json
import logging
import socket
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from types import ModuleType
from typing import Any

import httpx2
import yaml

HERE = Path(__file__).resolve().parent
REPOSITORY = HERE.parents[1]
sys.path.insert(0, str(HERE.parent / "corpus"))

from documents import DocumentFile, named  # noqa: E402
from specloom.build.pipeline import generate  # noqa: E402
from specloom.config import ClientConfig  # noqa: E402
from specloom.diagnostics import GenerationFailed  # noqa: E402
from specloom.run.progress import SilentProgress  # noqa: E402

PRISM = "@stoplight/prism-cli@5.14.2"
OWN_RESPONSE = "prism refuses its own response"
METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace")


class Called(Exception):
    """Ends a generated test once its call was made: what it asserts of the response is about another one."""


@dataclass
class Bench:
    """The running Prism, and what came of the call that a test makes."""

    prism: str
    http: httpx2.Client
    prefix: str = ""
    prefer: str = ""
    error: BaseException | None = None
    response: httpx2.Response | None = None
    request: httpx2.Request | None = None

    def forward(self, request: httpx2.Request) -> httpx2.Response:
        """Send a client's request to Prism, unchanged except for its address."""
        self.request = request
        target = request.url.raw_path.decode("ascii").removeprefix(self.prefix)
        headers = [(name, value) for name, value in request.headers.raw if name != b"host"]
        if self.prefer:
            headers.append((b"prefer", self.prefer.encode()))
        outgoing = httpx2.Request(
            request.method, self.prism + target, headers=headers, content=request.content or None
        )
        response = self.http.send(outgoing)
        self.response = response
        kept = [
            (name, value)
            for name, value in response.headers.multi_items()
            if name not in ("content-encoding", "content-length", "transfer-encoding")
        ]
        return httpx2.Response(response.status_code, headers=kept, content=response.content)

    @contextmanager
    def client(self, make: Callable[..., Any], arguments: Mapping[str, Any]) -> Iterator[Any]:
        """Yield a client of Prism; remember what its call raised."""
        http = httpx2.Client(transport=httpx2.MockTransport(self.forward))
        settings = {**arguments, "base_url": "http://prism.test"}
        self.error = None
        try:
            yield make(**settings, http_client=http, max_retries=0, strict_responses=True)
        except Exception as error:  # whatever it is, it is the finding
            self.error = error
        raise Called


@dataclass
class Verdict:
    """What came of one document."""

    document: str
    operations: int = 0
    called: int = 0
    requests: int = 0
    violations: list[tuple[str, str, str]] = field(default_factory=list)


def main() -> int:
    """Judge the documents."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cache", type=Path, default=REPOSITORY / ".corpus")
    parser.add_argument("--tools", type=Path, default=REPOSITORY / ".judge")
    parser.add_argument("--only", nargs="+", metavar="NAME", help="documents of the corpus")
    options = parser.parse_args()
    logging.disable(logging.CRITICAL)
    prism = _installed(options.tools)
    names = options.only or (HERE / "documents.txt").read_text(encoding="utf-8").split()
    explained = _explained()
    verdicts = []
    for document in named(options.cache, names):
        verdict = _judge(document, prism)
        verdicts.append(verdict)
        for operation, cause, text in verdict.violations:
            why = _reason(explained, document.name, operation, cause)
            note = f"explained: {why}" if why else text
            print(f"{document.name}: {operation}: {cause}: {note}", flush=True)
    return _summary(verdicts, explained)


def _summary(verdicts: list[Verdict], explained: list[list[str]]) -> int:
    ours: Counter[str] = Counter()
    others = 0
    for verdict in verdicts:
        for operation, cause, _ in verdict.violations:
            if _reason(explained, verdict.document, operation, cause):
                others += 1
            else:
                ours[cause] += 1
    called = sum(verdict.called for verdict in verdicts)
    operations = sum(verdict.operations for verdict in verdicts)
    requests = sum(verdict.requests for verdict in verdicts)
    causes = ", ".join(f"{count} {cause}" for cause, count in ours.most_common())
    print(
        f"{len(verdicts)} documents, {called} of {operations} operations called, {requests} requests: "
        f"{ours.total()} violations{f' ({causes})' if causes else ''}, {others} explained"
    )
    return 1 if ours else 0


def _explained() -> list[list[str]]:
    """Read explained.txt: patterns of document, operation and cause, and the reason; a line each, tabs between."""
    lines = (HERE / "explained.txt").read_text(encoding="utf-8").splitlines()
    return [line.split("\t") for line in lines if line and not line.startswith("#")]


def _reason(explained: list[list[str]], document: str, operation: str, cause: str) -> str:
    for *patterns, why in explained:
        found = zip((document, operation, cause), patterns, strict=True)
        if all(fnmatch.fnmatchcase(text, pattern) for text, pattern in found):
            return why
    return ""


def _installed(tools: Path) -> Path:
    program = tools / "node_modules/.bin/prism"
    if not program.exists():
        print(f"installing {PRISM}", flush=True)
        tools.mkdir(parents=True, exist_ok=True)
        install = ["npm", "install", "--silent", "--no-audit", "--no-fund", "--prefix", str(tools)]
        subprocess.run([*install, PRISM], check=True)
    return program


def _judge(document: DocumentFile, prism: Path) -> Verdict:
    verdict = Verdict(document.name)
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place) / "client"
        config = ClientConfig(
            spec=str(document.path), output=str(folder), package="judged", formatter="none"
        )
        try:
            generate(config, SilentProgress())
        except GenerationFailed as error:
            verdict.violations.append(("-", "refused", error.diagnostics[0].message))
            return verdict
        with _serving(prism, document.path) as url, httpx2.Client(timeout=600) as http:
            if url is None:
                verdict.violations.append(("-", "prism does not start", ""))
                return verdict
            data = _loaded_document(document.path)
            bench = Bench(prism=url, http=http, prefix=_prefix(data))
            _call_all(folder, bench, _declared(data), verdict)
    return verdict


@dataclass(frozen=True)
class Declared:
    """The responses of an operation: whether it has a success, and the statuses of its errors."""

    success: bool = True
    errors: tuple[str, ...] = ()


def _loaded_document(path: Path) -> dict[str, Any]:
    data: dict[str, Any] = yaml.load(path.read_text(encoding="utf-8"), yaml.CSafeLoader)
    return data


def _prefix(document: Mapping[str, Any]) -> str:
    """Return the path of a server without a host, which clients append to the address that they are given."""
    if "swagger" in document:
        path = "" if document.get("host") else document.get("basePath", "")
    else:
        path = next(iter(document.get("servers") or [{"url": ""}]))["url"]
    return path.rstrip("/") if path.startswith("/") and not path.startswith("//") else ""


def _declared(data: Mapping[str, Any]) -> dict[str, Declared]:
    """Return the responses that each operation declares, by "METHOD /path"."""
    found = {}
    for template, item in data.get("paths", {}).items():
        for method in METHODS:
            responses = item.get(method, {}).get("responses", {})
            keys = [str(status) for status in responses]
            found[f"{method.upper()} {template}"] = Declared(
                success=any(key[0] in "123d" for key in keys),
                errors=tuple(key for key in keys if key[0] in "45" and key.isdecimal()),
            )
    return found


@contextmanager
def _serving(prism: Path, path: Path) -> Iterator[str | None]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [str(prism), "mock", "--errors", "-m", "false", "-p", str(port), str(path)]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        yield f"http://127.0.0.1:{port}" if _listens(process, port) else None
    finally:
        process.terminate()
        process.wait()


def _listens(process: subprocess.Popen[bytes], port: int) -> bool:
    while process.poll() is None:
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
        except OSError:
            time.sleep(0.2)
        else:
            return True
    return False


def _call_all(
    folder: Path, bench: Bench, declared: Mapping[str, Declared], verdict: Verdict
) -> None:
    paths = [str(folder / "src"), str(folder / "tests")]
    sys.path[:0] = paths
    importlib.invalidate_caches()
    try:
        _redirect(importlib.import_module("judged.testing"), bench)
        errors = importlib.import_module("judged.errors")
        for file in sorted((folder / "tests").glob("test_*.py")):
            if file.stem != "test_documentation":
                for route, test in _tests(_loaded(file)):
                    _call(route, test, bench, errors, declared, verdict)
    finally:
        del sys.path[: len(paths)]
        for name in [n for n in sys.modules if n.partition(".")[0] == "judged"]:
            del sys.modules[name]


def _redirect(testing: ModuleType, bench: Bench) -> None:
    """Make the fake API return clients of Prism."""
    make = next(value for name, value in inspect.getmembers(testing) if _is_client(name, value))
    fake: Any = testing.FakeApi
    fake.client = lambda self: bench.client(make, vars(testing)["_ARGUMENTS"])


def _is_client(name: str, value: object) -> bool:
    return inspect.isclass(value) and hasattr(value, "with_options") and "Async" not in name


def _loaded(file: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location(f"judged.tests.{file.stem}", file)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def _tests(module: ModuleType) -> Iterator[tuple[str, Callable[[], None]]]:
    """Yield the synchronous test of the success of each operation, with its method and path.

    Pages are left out: where the next page is, a mock server makes up.
    """
    for case in getattr(module, "CASES", ()):  # tests of webhooks have none
        test = module.test_stream if case.is_stream else module.test_call
        yield case.route, partial(test, case)


def _call(
    operation: str,
    test: Callable[[], None],
    bench: Bench,
    errors: Any,
    declared: Mapping[str, Declared],
    verdict: Verdict,
) -> None:
    verdict.operations += 1
    responses = declared.get(operation, Declared())
    violation = _attempt(test, bench, "", errors, verdict)
    if not responses.success and isinstance(bench.error, errors.ApiError):
        violation = None  # Prism can only return an error, and the client raises it
    if bench.request is not None:
        verdict.called += 1
    if violation is not None:
        verdict.violations.append((operation, *violation))
        return
    for status in responses.errors:
        violation = _attempt(test, bench, status, errors, verdict)
        if violation is not None:
            verdict.violations.append((f"{operation} {status}", *violation))


def _attempt(
    test: Callable[[], None], bench: Bench, status: str, errors: Any, verdict: Verdict
) -> tuple[str, str] | None:
    """Make the call of a test; return the cause and the text of a violation."""
    problem = _sent(test, bench, f"code={status}" if status else "", verdict)
    if problem is not None and problem[0] == OWN_RESPONSE:
        # Prism first takes the document's examples, which need not fit their schemas.
        dynamic = f"code={status}, dynamic=true" if status else "dynamic=true"
        problem = _sent(test, bench, dynamic, verdict)
    return problem or _judged(bench, status, errors)


def _sent(
    test: Callable[[], None], bench: Bench, prefer: str, verdict: Verdict
) -> tuple[str, str] | None:
    """Make the call; return what Prism has against the request, or against the response that it made itself."""
    bench.prefer = prefer
    bench.request = bench.response = bench.error = None
    try:
        test()
    except Called:
        pass
    except Exception as error:
        return "test does not run", f"{type(error).__name__}: {error}"
    verdict.requests += bench.request is not None
    headers = {} if bench.response is None else bench.response.headers
    violations = [v for v in _listed(headers.get("sl-violations", "[]")) if _grave(v)]
    if any(violation["location"][:1] == ["request"] for violation in violations):
        return "request refused", json.dumps(violations)[:400]
    if violations:
        return OWN_RESPONSE, json.dumps(violations)[:400]
    return _refusal(bench.response)


def _listed(text: str) -> list[dict[str, Any]]:
    """Read the violations that Prism lists; a long list has words before it and is cut."""
    try:
        found: list[dict[str, Any]] = json.loads(text)
    except ValueError:
        place = "request" if '"location":["request"' in text else "response"
        found = [{"severity": "Error", "location": [place], "message": text[:200]}]
    return found


def _grave(violation: Mapping[str, Any]) -> bool:
    return bool(violation["severity"] == "Error")


def _refusal(response: httpx2.Response | None) -> tuple[str, str] | None:
    """Return the problem that Prism returns instead of a response of the document."""
    if response is None or "problem+json" not in response.headers.get("content-type", ""):
        return None
    body = json.loads(response.content)
    kind, _, name = str(body.get("type", "")).partition("#")
    if not kind.endswith("stoplight.io/prism/errors"):
        return None
    return f"prism says {name}", json.dumps(body.get("validation") or body.get("detail"))[:400]


def _judged(bench: Bench, status: str, errors: Any) -> tuple[str, str] | None:
    """Return what is wrong with what the client made of a response that Prism finds valid."""
    error, response = bench.error, bench.response
    if status and response is not None and response.status_code == int(status):
        if isinstance(error, errors.ApiError):
            return None
        return "declared error not raised", repr(error)
    if error is not None:
        return f"raised {type(error).__name__}", str(error)[:300]
    return None


if __name__ == "__main__":
    sys.exit(main())
