"""botocore's own protocol tests of rest-json: import, generate, call, and compare with what they expect.

    python tests/aws/protocols.py [--source DIR] [--verbose]

The tests are those of botocore's source distribution, which is fetched by pip: `--source` names one that is unpacked
already. What is not the same is listed with the reason; the exit code is 1 if something fails without one.
"""

from __future__ import annotations

import argparse
import importlib
import json
import re
import subprocess
import sys
import tarfile
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import format_datetime, parsedate_to_datetime
from pathlib import Path
from typing import Any
from unittest import mock

sys.path.insert(0, str(Path(__file__).resolve().parent))

import botocore
import httpx2
from botocore.model import ListShape, MapShape, ServiceModel, Shape, StructureShape
from samples import Call
from specloom.build.pipeline import generate
from specloom.config import ClientConfig
from specloom.importers.botocore import installed
from specloom.python.naming.identifiers import snake
from specloom.run.progress import SilentProgress
from wire import _arguments

REASONS = {
    "HttpChecksumRequired": "the checksum that AWS asks for is not made",
    "PutWithContentEncoding": "bodies are not compressed",
    "HttpPrefixHeaders": "headers with any names are no argument",
    "HttpPrefixHeadersInResponse": "headers with any names are no argument",
    "HttpEmptyPrefixHeaders": "headers with any names are no argument",
    "EndpointWithHostLabelOperation": "the host has an argument in its name",
    "HttpRequestWithGreedyLabelInPath": "slashes of a greedy label are percent-encoded",
    "QueryIdempotencyTokenAutoFill": "a token in the query is not made by the client",
    "QueryPrecedence": "a map that is the query does not give way to arguments of the same names",
    "HostWithPathOperation": "the case is about the address of the client",
    "MediaTypeHeader": "a JSON value in a header is the text that the caller gives",
}
"""Operation -> why its cases may fail."""

CASES = {
    "RestJsonAllQueryStringTypes": REASONS["QueryPrecedence"],
    "RestJsonQueryStringEscaping": REASONS["QueryPrecedence"],
    "RestJsonZeroAndFalseQueryValues": REASONS["QueryPrecedence"],
    "RestJsonConstantQueryString": "a name without a value is sent with an empty one",
    "RestJsonInputAndOutputWithQuotedStringHeaders": "values with a comma are not quoted in lists of headers",
    "RestJsonNullAndEmptyHeaders": "an empty list is no header",
    "NaNFloat": "NaN is no number of JSON: it is refused",
    "RestJsonHttpPayloadWithUnsetUnion": "an empty body, where JSON is declared, is an error",
    "SkipsNull": "null in a map is kept",
    "InfinityFloat": "Infinity is no number of JSON: it is refused",
}
"""Case, or a part of its name -> why it may fail."""


@dataclass
class Batch:
    """Suites whose shapes and operations can be one service."""

    shapes: dict[str, Any] = field(default_factory=dict)
    operations: dict[str, Any] = field(default_factory=dict)
    cases: list[dict[str, Any]] = field(default_factory=list)

    def takes(self, suite: dict[str, Any]) -> bool:
        """Return whether a suite has been added: nothing in it is called like something else."""
        operations = {case["given"]["name"]: case["given"] for case in suite["cases"]}
        pairs = ((self.shapes, suite["shapes"]), (self.operations, operations))
        if any(known.get(k, v) != v for known, new in pairs for k, v in new.items()):
            return False
        self.shapes |= suite["shapes"]
        self.operations |= operations
        self.cases += suite["cases"]
        return True

    def model(self) -> dict[str, Any]:
        """Return the service model."""
        metadata = {
            "apiVersion": "2019-12-16",
            "endpointPrefix": "example",
            "protocol": "rest-json",
            "protocols": ["rest-json"],
            "serviceFullName": "Protocol",
            "serviceId": "Protocol",
            "signatureVersion": "v4",
        }
        return {"metadata": metadata, "operations": self.operations, "shapes": self.shapes}


def main() -> int:
    """Run; return the exit code."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--source", type=Path, help="an unpacked source distribution of botocore")
    parser.add_argument("--verbose", action="store_true", help="list what is explained, too")
    options = parser.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="specloom-protocols-"))
    source = options.source or fetched(folder)
    tests = source / "tests/unit/protocols"
    done = [
        run(
            kind, json.loads((tests / kind / "rest-json.json").read_text()), folder, options.verbose
        )
        for kind in ("input", "output")
    ]
    return int(not all(done))


def run(kind: str, suites: list[dict[str, Any]], folder: Path, verbose: bool) -> bool:
    """Run the cases of one kind, and print what came of them; return whether none fails without a reason."""
    batches: list[Batch] = []
    for suite in suites:
        if not any(batch.takes(suite) for batch in batches):
            batches.append(Batch())
            batches[-1].takes(suite)
    passed, failed, explained = 0, [], []
    for number, batch in enumerate(batches):
        module = client_of(batch, folder / f"{kind}_{number}")
        for case in batch.cases:
            check = differences if kind == "input" else read_differences
            said = list(check(module, batch, case))
            reason = REASONS.get(case["given"]["name"]) or next(
                (why for part, why in CASES.items() if part in case["id"]), None
            )
            if not said:
                passed += 1
            elif reason is not None:
                explained.append(f"  {case['id']}: {reason}")
            else:
                failed.append([f"  {case['id']}: {text}" for text in said])
    print(f"rest-json {kind}: {passed} as expected, {len(explained)} explained, {len(failed)} not")
    for line in (*(explained if verbose else ()), *(each for lines in failed for each in lines)):
        print(line)
    return not failed


def fetched(folder: Path) -> Path:
    """Fetch the source distribution of the botocore that is installed; return where it is unpacked."""
    package = f"botocore=={botocore.__version__}"
    command = ["-m", "pip", "download", "-q", "--no-deps", "--no-binary", ":all:", package]
    subprocess.run([sys.executable, *command, "-d", str(folder)], check=True)
    (archive,) = folder.glob("*.tar.gz")
    with tarfile.open(archive) as files:
        files.extractall(folder, filter="data")
    return folder / archive.name.removesuffix(".tar.gz")


def client_of(batch: Batch, folder: Path) -> Any:
    """Return the module of the client of a batch."""
    package = folder / "botocore"
    data = package / "data" / "protocol" / "2019-12-16"
    data.mkdir(parents=True)
    (package / "__init__.py").write_text("__version__ = '0'\n")
    (data / "service-2.json").write_text(json.dumps(batch.model()))
    with mock.patch.object(installed, "_package", lambda name: package):
        config = ClientConfig(
            spec="botocore:protocol",
            output=str(folder / "client"),
            package=folder.name,
            formatter="none",
            parts=frozenset({"client"}),
        )
        generate(config, SilentProgress())
    sys.path.insert(0, str(folder / "client" / "src"))
    return importlib.import_module(folder.name)


def differences(module: Any, batch: Batch, case: dict[str, Any]) -> Iterator[str]:
    """Make the call of a case; yield what is not as it expects."""
    requests: list[httpx2.Request] = []

    def handle(request: httpx2.Request) -> httpx2.Response:
        requests.append(request)
        return httpx2.Response(200, json={})

    name = case["given"]["name"]
    model = ServiceModel(batch.model()).operation_model(name)
    shape = model.input_shape
    client = module.Protocol(
        http_client=httpx2.Client(transport=httpx2.MockTransport(handle)),
        aws_credentials=module.AwsCredentials("key", "secret"),
        max_retries=0,
    )
    method = getattr(client, snake(name), None)
    if method is None:
        yield "there is no such method"
        return
    given = {k: v for k, v in case.get("params", {}).items() if v is not None}
    ours = {k: value_of(shape.members[k], v) for k, v in given.items()}
    try:
        method(**_arguments(method, model, Call(name, 0, {}, ours)))
    except Exception as error:
        if not requests:
            yield f"{type(error).__name__}: {str(error)[:200]}"
            return
    (request,) = requests
    yield from compared(case["serialized"], request)


def read_differences(module: Any, batch: Batch, case: dict[str, Any]) -> Iterator[str]:
    """Make a call that is responded to as a case says; yield what is not read as it expects."""
    given = case["response"]
    fields, body = given.get("headers", {}), given.get("body", "").encode()

    def handle(request: httpx2.Request) -> httpx2.Response:
        return httpx2.Response(given["status_code"], headers=fields, content=body)

    name = case["given"]["name"]
    model = ServiceModel(batch.model()).operation_model(name)
    client = module.Protocol(
        http_client=httpx2.Client(transport=httpx2.MockTransport(handle)),
        aws_credentials=module.AwsCredentials("key", "secret"),
        max_retries=0,
    )
    errors = importlib.import_module(f"{module.__name__}.errors")
    try:
        raw = module.raw_response(getattr(client, snake(name)))()
    except errors.ApiError as error:
        if error.code != case.get("errorCode"):
            yield f"the error {error.code} instead of {case.get('errorCode')}"
        elif type(error).__name__ != error.code and hasattr(errors, error.code):
            yield f"the error is raised as {type(error).__name__}"
        if error.message != case.get("errorMessage", error.message):
            yield f"the message {error.message!r} instead of {case['errorMessage']!r}"
        return
    except Exception as error:
        yield f"{type(error).__name__}: {str(error)[:200]}"
        return
    if "errorCode" in case:
        yield "no error is raised"
        return
    shape = model.output_shape
    expected = {k: v for k, v in case["result"].items() if v is not None}
    found = _found(shape, raw) if shape is not None else {}
    located = (
        {k for k, m in shape.members.items() if "location" in m.serialization} if shape else set()
    )
    for key in sorted((expected.keys() | found.keys()) - located):
        if found.get(key) != expected.get(key):
            yield f"{key} is {found.get(key)!r:.200} instead of {expected.get(key)!r:.200}"
    for key in sorted(expected.keys() & located):
        member = shape.members[key]
        place = member.serialization["location"]
        there = (
            raw.status if place == "statusCode" else raw.headers.get(member.serialization["name"])
        )
        if place != "headers" and there is None:
            yield f"the header of {key} is not there"


def _found(shape: Any, raw: Any) -> dict[str, Any]:
    """Return what a response says, by the names of the model."""
    dumped = _dumped(raw.parsed)
    payload = shape.serialization.get("payload")
    if payload is not None:
        value = _as_expected(shape.members[payload], dumped)
        return {} if value in (None, "") else {payload: value}
    found = _as_expected(shape, dumped if isinstance(dumped, dict) else {})
    return {k: v for k, v in found.items() if "location" not in shape.members[k].serialization}


def _dumped(value: Any) -> Any:
    if hasattr(value, "model_dump"):
        return value.model_dump(by_alias=True, exclude_unset=True)
    if isinstance(value, list | tuple):
        return [_dumped(each) for each in value]
    return {k: _dumped(v) for k, v in value.items()} if isinstance(value, dict) else value


def _as_expected(shape: Any, value: Any) -> Any:
    """Return a value as the cases write it."""
    if value is None or getattr(shape, "is_document_type", False):
        return value
    if isinstance(shape, StructureShape):
        return {
            name: _as_expected(member, value[wire])
            for name, member in shape.members.items()
            if value.get(wire := member.serialization.get("name", name)) is not None
        }
    if isinstance(shape, ListShape):
        return [_as_expected(shape.member, each) for each in value]
    if isinstance(shape, MapShape):
        return {k: _as_expected(shape.value, v) for k, v in value.items()}
    if isinstance(value, bytes):
        return value.decode()
    if isinstance(value, datetime):
        return value.timestamp()
    if shape.type_name == "timestamp" and isinstance(value, str):
        return parsedate_to_datetime(value).timestamp()
    return value


def compared(expected: dict[str, Any], request: httpx2.Request) -> Iterator[str]:
    """Yield what differs between a request and what a case expects."""
    if request.method != expected["method"]:
        yield f"method {request.method}"
    target = request.url.raw_path.decode()
    path, _, query = expected["uri"].partition("?")
    own_path, _, own_query = target.partition("?")
    if own_path != path or sorted(own_query.split("&")) != sorted(query.split("&")):
        yield f"{target} instead of {expected['uri']}"
    for name, value in expected.get("headers", {}).items():
        # White space around the commas of a list means nothing (RFC 9110, section 5.6.1).
        if re.sub(r"\s*,\s*", ",", request.headers.get(name, "none")) != re.sub(
            r"\s*,\s*", ",", value
        ):
            yield f"header {name}: {request.headers.get(name)!r} instead of {value!r}"
    for name in expected.get("forbidHeaders", ()):
        if name in request.headers:
            yield f"header {name}: {request.headers[name]!r} instead of none"
    if "body" in expected and as_json(request.content) != as_json(expected["body"].encode()):
        yield f"body {request.content[:200]!r} instead of {expected['body'][:200]!r}"


def as_json(content: bytes) -> Any:
    """Return what a body says."""
    try:
        return json.loads(content)
    except ValueError:
        return content


def value_of(shape: Shape, value: Any, place: str = "") -> Any:
    """Return a value of a case as a generated client takes it."""
    if value is None or getattr(shape, "is_document_type", False):
        return value
    if isinstance(shape, StructureShape):
        members = shape.members
        return {
            members[k].serialization.get("name", k): value_of(members[k], v)
            for k, v in value.items()
            if v is not None  # None sends null with a generated client, as the caller has said it
        }
    if isinstance(shape, ListShape):
        place = shape.serialization.get("location", place)
        return [value_of(shape.member, each, place) for each in value]
    if isinstance(shape, MapShape):
        return {key: value_of(shape.value, each) for key, each in value.items()}
    if shape.type_name == "blob":
        return value.encode() if isinstance(value, str) else value
    if shape.type_name == "timestamp":
        return time_of(shape, value, place)
    if shape.type_name in ("float", "double") and isinstance(value, str):
        return float(value)
    return value


def time_of(shape: Shape, seconds: float, place: str = "") -> Any:
    """Return a time as a generated client takes it."""
    usual = {"header": "rfc822", "querystring": "iso8601", "uri": "iso8601"}
    location = shape.serialization.get("location", place)
    written = shape.serialization.get("timestampFormat", usual.get(location, "unixTimestamp"))
    moment = datetime.fromtimestamp(seconds, UTC)
    match written.lower():
        case "unixtimestamp":
            return seconds
        case "iso8601":
            return moment
        case _:
            return format_datetime(moment, usegmt=True)


if __name__ == "__main__":
    sys.exit(main())
