"""Streams over real connections: an application under uvicorn, a server that breaks off, and exceptions of AWS."""

from __future__ import annotations

import asyncio
import json
import socket
import struct
import threading
import time
from collections.abc import AsyncIterator, Callable, Iterator
from types import ModuleType
from typing import Any
from zlib import crc32

import httpx2
import pytest
import uvicorn
from fastapi import FastAPI
from fastapi.responses import StreamingResponse

AWS = "application/vnd.amazon.eventstream"
KINDS = {"listen": "text/event-stream", "read": "application/jsonl"}
COUNT = 40


def document() -> dict[str, Any]:
    """Return a document with a stream of each kind."""
    chunk = {"$ref": "#/components/schemas/Chunk"}
    problem = {"$ref": "#/components/schemas/ThrottlingException"}
    wrong = {"$ref": "#/components/schemas/ValidationException"}
    errors = {
        "400": {"description": "Wrong", "content": {"application/json": {"schema": wrong}}},
        "429": {"description": "Slower", "content": {"application/json": {"schema": problem}}},
    }

    def operation(name: str, media_type: str, schema: Any) -> dict[str, Any]:
        content = {media_type: {"schema": schema}}
        success = {"200": {"description": "Chunks", "content": content}}
        return {"get": {"operationId": name, "responses": {**success, **errors}}}

    text = {"type": "string"}
    return {
        "openapi": "3.1.0",
        "info": {"title": "Feature", "version": "1"},
        "servers": [{"url": "https://api.example.com"}],
        "x-specloom-errors": {"code-header": "x-amzn-errortype", "message-members": ["message"]},
        "paths": {
            **{f"/{name}": operation(name, kind, chunk) for name, kind in KINDS.items()},
            "/converse": operation(
                "converse", AWS, {"type": "object", "properties": {"chunk": chunk}}
            ),
        },
        "components": {
            "schemas": {
                "Chunk": {"type": "object", "properties": {"number": {"type": "integer"}}},
                "ThrottlingException": {"type": "object", "properties": {"message": text}},
                "ValidationException": {"type": "object", "properties": {"message": text}},
            }
        },
    }


@pytest.fixture(scope="module")
def module(module_client_of: Callable[..., ModuleType]) -> ModuleType:
    """The client."""
    return module_client_of(document(), name="feature_streams_over_http")


app = FastAPI()


async def _chunks(form: str) -> AsyncIterator[str]:
    for number in range(COUNT):
        yield form.format(json.dumps({"number": number}))
        await asyncio.sleep(0)


@app.get("/listen")
async def listen() -> StreamingResponse:
    """Send events, as chat services do."""
    return StreamingResponse(_chunks("data: {}\n\n"), media_type=KINDS["listen"])


@app.get("/read")
async def read() -> StreamingResponse:
    """Send a line for each chunk."""
    return StreamingResponse(_chunks("{}\n"), media_type=KINDS["read"])


@pytest.fixture(scope="module")
def base_url() -> Iterator[str]:
    """The application under uvicorn."""
    listening = socket.create_server(("127.0.0.1", 0))
    server = uvicorn.Server(uvicorn.Config(app, log_level="error", lifespan="off"))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.01)
    yield f"http://127.0.0.1:{listening.getsockname()[1]}"
    server.should_exit = True
    thread.join()


@pytest.mark.parametrize("name", KINDS)
def test_an_application(module: ModuleType, base_url: str, name: str) -> None:
    """Every item arrives, and a stream that is left costs no connection of the pool."""
    limits = httpx2.Limits(max_connections=1)
    with (
        httpx2.Client(limits=limits, timeout=5) as http,
        module.Feature(base_url=base_url, http_client=http) as client,
    ):
        for _ in range(3):
            with getattr(client, name)() as stream:
                assert next(stream).number == 0
        assert [chunk.number for chunk in getattr(client, name)()] == [*range(COUNT)]

    async def run() -> None:
        async with (
            httpx2.AsyncClient(limits=limits, timeout=5) as http,
            module.AsyncFeature(base_url=base_url, http_client=http) as client,
        ):
            for _ in range(3):
                async with getattr(client, name)() as stream:
                    assert (await anext(stream)).number == 0
            chunks = [chunk.number async for chunk in getattr(client, name)()]
            assert chunks == [*range(COUNT)]

    asyncio.run(run())


@pytest.mark.parametrize("rest", [b"", b"5\r\ndata:"], ids=["between", "within"])
def test_a_connection_that_breaks_off(module: ModuleType, rest: bytes) -> None:
    """What came before is there; then it is an error of the connection, not the end of the stream."""
    event = b'data: {"number": 1}\n\n'
    head = (
        b"HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ntransfer-encoding: chunked\r\n\r\n"
    )
    listening = socket.create_server(("127.0.0.1", 0))

    def serve() -> None:
        connection, _ = listening.accept()
        with connection:
            connection.recv(65536)
            connection.sendall(head + b"%x\r\n%s\r\n" % (len(event), event) + rest)

    thread = threading.Thread(target=serve)
    thread.start()
    url = f"http://127.0.0.1:{listening.getsockname()[1]}"
    errors = __import__(f"{module.__name__}.errors", fromlist=["errors"])
    with module.Feature(base_url=url) as client, client.listen() as stream:
        assert next(stream).number == 1
        with pytest.raises(errors.ApiConnectionError):
            next(stream)
    thread.join()
    listening.close()


def message(payload: Any, **headers: str) -> bytes:
    """Return a message of an AWS event stream; the names of header fields begin with ":"."""
    fields = b""
    for key, value in headers.items():
        name, text = f":{key.replace('_', '-')}".encode(), value.encode()
        fields += bytes([len(name)]) + name + b"\x07" + struct.pack("!H", len(text)) + text
    content = json.dumps(payload).encode()
    prelude = struct.pack("!II", 16 + len(fields) + len(content), len(fields))
    whole = prelude + struct.pack("!I", crc32(prelude)) + fields + content
    return whole + struct.pack("!I", crc32(whole))


@pytest.mark.parametrize(
    ("headers", "code", "class_name"),
    [
        ({"exception_type": "ThrottlingException"}, "ThrottlingException", "ThrottlingException"),
        ({"exception_type": "throttlingException"}, "ThrottlingException", "ThrottlingException"),
        ({"exception_type": "NewException"}, "NewException", None),
    ],
)
def test_exceptions_of_aws(
    module: ModuleType, headers: dict[str, str], code: str, class_name: str | None
) -> None:
    """One that the document has is raised as its class, any other as an error of the API; the items before it are there."""
    errors = __import__(f"{module.__name__}.errors", fromlist=["errors"])
    body = message(
        {"number": 1}, message_type="event", event_type="chunk", content_type="application/json"
    ) + message({"message": "slower"}, message_type="exception", **headers)
    response = httpx2.Response(200, headers={"content-type": AWS}, content=body)
    http = httpx2.Client(transport=httpx2.MockTransport(lambda _: response))
    stream = module.Feature(http_client=http).converse()
    assert next(stream).chunk.number == 1
    with pytest.raises(errors.ApiError) as caught:
        next(stream)
    assert (caught.value.code, caught.value.message) == (code, "slower")
    if class_name is not None:
        assert type(caught.value) is getattr(errors, class_name)
        assert caught.value.parsed.message == "slower"


def test_streams_of_a_whole_document(client_of: Callable[..., ModuleType]) -> None:
    """In Swagger 2.0, what all of the API may send makes no second method of each operation; its own list does."""
    ok = {"200": {"description": "It", "schema": {"type": "object"}}}
    kinds = ["application/json", "text/event-stream"]
    spec = {
        "swagger": "2.0",
        "info": {"title": "Feature", "version": "1"},
        "host": "api.example.com",
        "produces": kinds,
        "paths": {
            "/a": {"get": {"operationId": "first", "responses": ok}},
            "/b": {"get": {"operationId": "second", "produces": kinds, "responses": ok}},
        },
    }
    client = client_of(spec).Feature
    assert not hasattr(client, "first_stream")
    assert hasattr(client, "second_stream")
