"""A server on loopback that takes and returns files, and one that breaks connections."""

from __future__ import annotations

import hashlib
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response, StreamingResponse
from starlette.routing import Route

MEGABYTE = 1024 * 1024
BINARY = {"type": "string", "format": "binary"}
OCTETS = {"application/octet-stream": {"schema": BINARY}}
JSON = {"application/json": {"schema": {"type": "object", "additionalProperties": True}}}
RECEIVED = {"200": {"description": "What came.", "content": JSON}}


def _operation(operation_id: str, content: Any = None, responses: Any = None) -> dict[str, Any]:
    body = {"requestBody": {"required": True, "content": content}} if content else {}
    return {"operationId": operation_id, **body, "responses": responses or RECEIVED}


_FORM = {
    "type": "object",
    "required": ["file"],
    "properties": {
        "file": BINARY,
        "more": {"type": "array", "items": BINARY},
        "title": {"type": "string"},
    },
}
_FILE = {"200": {"description": "A file.", "content": OCTETS}}
DOCUMENT: dict[str, Any] = {
    "openapi": "3.1.0",
    "info": {"title": "Files", "version": "1"},
    "servers": [{"url": "https://files.example.com"}],
    "paths": {
        "/upload": {
            "put": _operation("upload", OCTETS),
            "post": _operation("create", OCTETS),
        },
        "/image": {"put": _operation("upload_image", {"image/*": {"schema": BINARY}})},
        "/form": {"post": _operation("send_form", {"multipart/form-data": {"schema": _FORM}})},
        "/moved": {"put": _operation("upload_moved", OCTETS)},
        "/busy": {"put": _operation("upload_busy", OCTETS)},
        "/file/{name}": {
            "get": {
                **_operation("download", responses=_FILE),
                "parameters": [
                    {"name": "name", "in": "path", "required": True, "schema": {"type": "string"}}
                ],
            }
        },
        "/json": {"get": _operation("describe")},
    },
}


class Seen:
    """What the server has seen of the last request, and how often one was refused."""

    def __init__(self) -> None:
        self.headers: dict[str, str] = {}
        self.requests: list[str] = []
        self.sizes: list[int] = []


def app_of(seen: Seen, contents: dict[str, bytes]) -> Starlette:
    """Return the application; `contents` are the files that it has."""

    async def received(request: Request) -> Response:
        digest, size = hashlib.sha256(), 0
        async for chunk in request.stream():
            digest.update(chunk)
            size += len(chunk)
        seen.headers = dict(request.headers)
        seen.requests.append(f"{request.method} {request.url.path}")
        seen.sizes.append(size)
        if request.url.path == "/busy" and seen.requests.count("PUT /busy") < 2:
            return JSONResponse({"message": "busy"}, status_code=503)
        kind = request.headers["content-type"]
        return JSONResponse({"size": size, "sha256": digest.hexdigest(), "type": kind})

    async def form(request: Request) -> Response:
        seen.headers = dict(request.headers)
        parts = []
        async with request.form() as data:
            for name, value in data.multi_items():
                if isinstance(value, str):
                    parts.append([name, value])
                else:
                    content = await value.read()
                    digest = hashlib.sha256(content).hexdigest()
                    parts.append([name, value.filename, value.content_type, digest])
        return JSONResponse({"parts": parts})

    async def moved(request: Request) -> Response:
        async for _ in request.stream():
            pass
        return RedirectResponse("/upload", status_code=307)

    async def download(request: Request) -> Response:
        seen.requests.append(f"{request.method} {request.headers.get('range', '')}")
        name = request.path_params["name"]
        if name == "moved":
            return RedirectResponse("/file/large")
        if name not in contents:
            return JSONResponse({"message": "there is no such file"}, status_code=404)
        content = contents[name]

        async def chunks() -> Any:
            for start in range(0, len(content), 64 * 1024):
                yield content[start : start + 64 * 1024]

        headers = {"content-length": str(len(content)), "etag": '"one"'}
        return StreamingResponse(chunks(), headers=headers, media_type="application/octet-stream")

    async def describe(request: Request) -> Response:
        seen.requests.append("GET json")
        if seen.requests.count("GET json") == 1:
            return JSONResponse({"message": "busy"}, status_code=503)
        return JSONResponse({"lines": "a"}, headers={"x-request-id": "r-1"})

    return Starlette(
        routes=[
            Route("/upload", received, methods=["PUT", "POST"]),
            Route("/image", received, methods=["PUT"]),
            Route("/busy", received, methods=["PUT"]),
            Route("/moved", moved, methods=["PUT"]),
            Route("/form", form, methods=["POST"]),
            Route("/file/{name}", download),
            Route("/json", describe),
        ]
    )


@contextmanager
def served(app: Any) -> Iterator[str]:
    """Run an application on a free port of loopback; yield its base URL."""
    listening = socket.create_server(("127.0.0.1", 0))
    server = uvicorn.Server(uvicorn.Config(app, log_level="warning", lifespan="off"))
    thread = threading.Thread(target=server.run, args=([listening],), daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.01)
    yield f"http://127.0.0.1:{listening.getsockname()[1]}"
    server.should_exit = True
    thread.join(5)
    listening.close()


class RawServer:
    """Responds to each connection with what a function makes of the request: bytes, after which it hangs up."""

    def __init__(self, respond: Callable[[int, bytes], bytes]) -> None:
        self._respond = respond
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.requests: list[bytes] = []
        self.url = f"http://127.0.0.1:{self._listening.getsockname()[1]}"
        threading.Thread(target=self._run, daemon=True).start()

    def _run(self) -> None:
        while True:
            try:
                connection, _ = self._listening.accept()
            except OSError:
                return
            with connection:
                head = b""
                while b"\r\n\r\n" not in head and (chunk := connection.recv(65536)):
                    head += chunk
                if not head:
                    continue
                self.requests.append(head)
                connection.sendall(self._respond(len(self.requests), head))
                connection.shutdown(socket.SHUT_RDWR)

    def close(self) -> None:
        """Stop listening."""
        self._listening.close()


@contextmanager
def raw_server(respond: Callable[[int, bytes], bytes]) -> Iterator[RawServer]:
    """Run a `RawServer`; its function gets the number of the request (from 1) and its head."""
    server = RawServer(respond)
    yield server
    server.close()
