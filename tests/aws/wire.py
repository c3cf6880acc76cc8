"""The same calls with boto3 and with a generated client, against a server on this machine."""

from __future__ import annotations

import asyncio
import importlib
import inspect
import json
import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from unittest import mock

import boto3
import botocore.auth
from botocore import xform_name
from botocore.awsrequest import AWSRequest
from botocore.config import Config
from botocore.credentials import Credentials
from samples import Call, calls_of
from specloom.python.naming.identifiers import snake

KEYS = ("AKIDEXAMPLE", "wJalrXUt/MDENG+bPxRfiCYEXAMPLE", "AQoDYXdzEPT//////////wEXAMPLE+token==")
REGION = "us-east-1"
EVENTS = "application/vnd.amazon.eventstream"


@dataclass(frozen=True)
class Received:
    """A request as it came in."""

    method: str
    target: str
    headers: dict[str, str]
    body: bytes

    def signature(self) -> dict[str, str]:
        """Return the parts of the signature."""
        text = self.headers.get("authorization", "").removeprefix("AWS4-HMAC-SHA256 ")
        return dict(item.split("=", 1) for item in text.split(", "))


class Server:
    """Keeps every request, and responds with a status and nothing else."""

    def __init__(self) -> None:
        self.requests: list[Received] = []
        self.status, self.media_type = 200, "application/json"
        server = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def respond(self) -> None:
                size = int(self.headers.get("content-length") or 0)
                headers = {name.lower(): value for name, value in self.headers.items()}
                body = self.rfile.read(size)
                server.requests.append(Received(self.command, self.path, headers, body))
                content = b"" if server.media_type == EVENTS else b"{}"
                self.send_response(server.status)
                self.send_header("Content-Type", server.media_type)
                self.send_header("Content-Length", str(len(content)))
                self.end_headers()
                self.wfile.write(content)

            def log_message(self, *arguments: object) -> None:
                pass

        for method in ("GET", "POST", "PUT", "DELETE", "PATCH", "HEAD"):
            setattr(Handler, f"do_{method}", Handler.respond)

        class Quiet(ThreadingHTTPServer):
            def handle_error(self, *arguments: object) -> None:
                """Ignore connections that a client has closed."""

        self._http = Quiet(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._http.server_port}"
        threading.Thread(target=self._http.serve_forever, args=(0.01,), daemon=True).start()

    def take(self) -> Received:
        """Return the last request; there was exactly one."""
        (request,) = self.requests
        self.requests.clear()
        return request

    def close(self) -> None:
        """Stop."""
        self._http.shutdown()
        self._http.server_close()


@dataclass
class Outcome:
    """How many operations are equal in all calls, synchronous and asynchronous, and what differs."""

    operations: int = 0
    calls: int = 0
    differences: dict[str, list[str]] = field(default_factory=dict)
    left_out: dict[str, str] = field(default_factory=dict)

    @property
    def equal(self) -> int:
        """The operations of which no call differs."""
        return self.operations - len(self.differences)


@contextmanager
def servers() -> Iterator[Server]:
    """Yield a server that is stopped in the end."""
    server = Server()
    try:
        yield server
    finally:
        server.close()


def compare(service: str, package: str, left_out: dict[str, str]) -> Outcome:
    """Make every call of a service with both clients; `left_out` are the operations that the client has not."""
    # The server returns no data: that responses do not fit is no news.
    logging.getLogger(package).setLevel(logging.CRITICAL)
    module = importlib.import_module(package)
    outcome = Outcome(left_out=left_out)
    with servers() as server, asyncio.Runner() as runner:
        theirs = boto3.Session().client(
            service,
            endpoint_url=server.url,
            region_name=REGION,
            config=Config(retries={"total_max_attempts": 1}),
            aws_access_key_id=KEYS[0],
            aws_secret_access_key=KEYS[1],
            aws_session_token=KEYS[2],
        )
        client_class = next(
            name for name in module.__all__ if hasattr(module, f"Async{name}") and name != "Page"
        )
        settings = {
            "aws_credentials": module.AwsCredentials(*KEYS),
            "region": REGION,
            "base_url": server.url,
            "max_retries": 0,
        }
        sync = getattr(module, client_class)(**settings)
        async_ = getattr(module, f"Async{client_class}")(**settings)
        both = _Both(server, theirs, sync, async_, runner)
        for name in sorted(theirs.meta.service_model.operation_names):
            if name in left_out:
                continue
            outcome.operations += 1
            for call in calls_of(theirs.meta.service_model.operation_model(name)):
                outcome.calls += 1
                said = [*both.differences(call)]
                if said:
                    outcome.differences.setdefault(name, []).extend(f"{call}: {s}" for s in said)
        sync.close()
        runner.run(async_.aclose() if hasattr(async_, "aclose") else async_.close())
    return outcome


@dataclass
class _Both:
    server: Server
    theirs: Any
    sync: Any
    async_: Any
    runner: asyncio.Runner

    def differences(self, call: Call) -> Iterator[str]:
        """Make a call with all three clients; yield what is not the same."""
        model = self.theirs.meta.service_model.operation_model(call.operation)
        self.server.status = model.http.get("responseCode", 200)
        streams = model.output_shape is not None and model.get_event_stream_output() is not None
        self.server.media_type = EVENTS if streams else "application/json"
        # Values of validation only: the model's patterns and lengths are the server's.
        try:
            getattr(self.theirs, xform_name(call.operation))(**call.theirs)
        except Exception as error:
            if not self.server.requests:
                yield f"boto3 refuses the sample: {error}"
                return
        theirs = self.server.take()
        for kind in ("sync", "async"):
            try:
                self._ours(kind, model, call)
            except Exception as error:
                if not self.server.requests:
                    yield f"{kind}: {type(error).__name__}: {str(error)[:300]}"
                    continue
            yield from (
                f"{kind}: {said}" for said in _compared(theirs, self.server.take(), self.server.url)
            )

    def _ours(self, kind: str, model: Any, call: Call) -> None:
        client = self.sync if kind == "sync" else self.async_
        method = getattr(client, snake(call.operation))
        arguments = _arguments(method, model, call)
        if kind == "sync":
            result = method(**arguments)
            if hasattr(result, "close"):
                result.close()
        else:
            self.runner.run(_awaited(method, arguments))


async def _awaited(method: Any, arguments: dict[str, Any]) -> None:
    result = method(**arguments)
    if inspect.isawaitable(result):
        result = await result
    if hasattr(result, "aclose"):
        await result.aclose()


def _arguments(method: Any, model: Any, call: Call) -> dict[str, Any]:
    """Return the arguments of a call as the generated method takes them."""
    takes = inspect.signature(method).parameters
    arguments, body = {}, {}
    shape = model.input_shape
    for name, value in call.ours.items():
        member = shape.members[name]
        wire = member.serialization.get("name", name)
        if "location" in member.serialization:
            arguments[snake(name)] = value
        elif shape.serialization.get("payload") == name:
            if "body" in takes:
                arguments["body"] = value
            else:
                arguments |= {snake(key): each for key, each in value.items()}
        elif snake(wire) in takes:
            arguments[snake(wire)] = value
        else:
            body[wire] = value
    if body:
        arguments["body"] = body
    return arguments


def _compared(theirs: Received, ours: Received, url: str) -> Iterator[str]:
    """Yield what differs between two requests."""
    pairs: dict[str, tuple[Any, Any]] = {
        "method": (theirs.method, ours.method),
        "path": tuple(each.target.partition("?")[0] for each in (theirs, ours)),
        "query": tuple(sorted(each.target.partition("?")[2].split("&")) for each in (theirs, ours)),
        "body": (_body(theirs), _body(ours)),
        "signed headers": tuple(each.signature()["SignedHeaders"] for each in (theirs, ours)),
    }
    names = {*theirs.signature()["SignedHeaders"].split(";")} - {"x-amz-date"}
    for name in sorted(names):
        pairs[name] = (theirs.headers.get(name), ours.headers.get(name))
    scopes = [each.signature()["Credential"].split("/") for each in (theirs, ours)]
    pairs["scope"] = tuple([*scope[:1], *scope[2:]] for scope in scopes)
    for what, (expected, found) in pairs.items():
        if expected != found:
            yield f"{what}: boto3 {_shown(expected)}, ours {_shown(found)}"
    if ours.headers["authorization"] != _signed_by_botocore(ours, url):
        yield "the signature is not botocore's"


def _shown(value: Any) -> str:
    text = repr(value)
    return text if len(text) < 300 else f"{text[:300]}..."


def _body(request: Received) -> Any:
    try:
        return json.loads(request.body) if request.body else None
    except ValueError:
        return request.body


def _signed_by_botocore(request: Received, url: str) -> str:
    """Return the signature that botocore makes of a request as it arrived."""
    signature = request.signature()
    names = signature["SignedHeaders"].split(";")
    given = {
        n: request.headers[n] for n in names if n not in ("x-amz-date", "x-amz-security-token")
    }
    arrived = AWSRequest(request.method, url + request.target, given, request.body)
    moment = datetime.strptime(request.headers["x-amz-date"], "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
    _, _, region, service, _ = signature["Credential"].split("/")
    signer = botocore.auth.SigV4Auth(Credentials(*KEYS), service, region)
    now = moment.replace(tzinfo=None)
    with mock.patch.object(botocore.auth, "get_current_datetime", return_value=now):
        signer.add_auth(arrived)
    return str(arrived.headers["authorization"])
