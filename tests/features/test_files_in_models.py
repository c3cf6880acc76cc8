"""Bodies of several parts that are given as a model or a mapping: their files may be anything that arguments take."""

from __future__ import annotations

import asyncio
import io
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from types import ModuleType
from typing import Any

import httpx2
import pytest
from pydantic import BaseModel

BINARY = {"type": "string", "format": "binary"}
ONE_OF_TWO = {
    "oneOf": [{"$ref": "#/components/schemas/Upload"}, {"$ref": "#/components/schemas/Note"}]
}
DOCUMENT = {
    "openapi": "3.1.0",
    "info": {"title": "Feature", "version": "1"},
    "servers": [{"url": "https://api.example.com"}],
    "paths": {
        "/form": {
            "post": {
                "operationId": "send",
                "requestBody": {
                    "required": True,
                    "content": {
                        "multipart/form-data": {"schema": ONE_OF_TWO},
                    },
                },
                "responses": {"204": {"description": "It"}},
            }
        },
        "/either": {
            "put": {
                "operationId": "either",
                "requestBody": {
                    "required": True,
                    "content": {
                        kind: {"schema": ONE_OF_TWO}
                        for kind in ("application/json", "multipart/form-data")
                    },
                },
                "responses": {
                    "200": {
                        "description": "It",
                        "content": {
                            "application/json": {"schema": {"$ref": "#/components/schemas/Note"}}
                        },
                    }
                },
            }
        },
    },
    "components": {
        "schemas": {
            "Upload": {
                "type": "object",
                "required": ["file"],
                "properties": {
                    "file": BINARY,
                    "more": {"type": "array", "items": BINARY},
                    "title": {"type": "string"},
                },
            },
            "Note": {
                "type": "object",
                "required": ["note"],
                "properties": {"note": {"type": "string"}, "attached": BINARY},
            },
        }
    },
}


async def _chunks() -> AsyncIterator[bytes]:
    yield b"con"
    yield b"tent"


GIVEN: dict[str, Callable[[ModuleType, Path], Any]] = {
    "bytes": lambda module, path: b"content",
    "path": lambda module, path: path,
    "open file": lambda module, path: path.open("rb"),
    "buffer": lambda module, path: io.BytesIO(b"content"),
    "iterator": lambda module, path: iter([b"con", b"tent"]),
    "list": lambda module, path: [b"con", b"tent"],
    "File": lambda module, path: module.File(path, "b.bin", "image/png"),
    "asynchronous": lambda module, path: _chunks(),
}


@pytest.fixture(scope="module")
def module(module_client_of: Callable[..., ModuleType]) -> ModuleType:
    """The client."""
    return module_client_of(DOCUMENT)


class Server:
    """Keeps the bodies that it gets; responds with the statuses in turn."""

    def __init__(self, *statuses: int) -> None:
        self.statuses = list(statuses) or [204]
        self.bodies: list[bytes] = []

    def __call__(self, request: httpx2.Request) -> httpx2.Response:
        self.bodies.append(request.content)
        status = self.statuses[min(len(self.bodies), len(self.statuses)) - 1]
        return httpx2.Response(status, json={"note": "n"} if status == 200 else None)

    def send(self, module: ModuleType, method: str, **arguments: Any) -> bytes:
        """Call a method of the asynchronous client, and of the other one if it can; return the body, without its boundary."""
        transport = httpx2.MockTransport(self)
        waiting = module.AsyncFeature(
            http_client=httpx2.AsyncClient(transport=transport), retry_writes=True
        )
        asyncio.run(getattr(waiting, method)(**arguments))
        return self.body

    @property
    def body(self) -> bytes:
        boundary = self.bodies[-1].split(b"\r\n")[0]
        return self.bodies[-1].replace(boundary, b"--B")


def client_of_server(module: ModuleType, server: Server) -> Any:
    http_client = httpx2.Client(transport=httpx2.MockTransport(server))
    return module.Feature(http_client=http_client, retry_writes=True)


@pytest.mark.parametrize("given", GIVEN)
@pytest.mark.parametrize("kind", ["model", "mapping"])
def test_files_of_any_kind(module: ModuleType, tmp_path: Path, given: str, kind: str) -> None:
    """A single file, and several; in both clients."""
    path = tmp_path / "a.bin"
    path.write_bytes(b"content")
    make: Callable[..., Any] = module.models.Upload if kind == "model" else dict
    server = Server()

    def body() -> Any:
        file = GIVEN[given](module, path)
        return make(file=file, more=[b"1", GIVEN[given](module, path)], title="t")

    sent = [server.send(module, "send", body=body())]
    if given != "asynchronous":
        client_of_server(module, server).send(body=body())
        sent.append(server.body)
    name = {"path": "a.bin", "open file": "a.bin", "File": "b.bin"}.get(given, "file")
    media_type = "image/png" if given == "File" else "application/octet-stream"
    head = f'; filename="{name}"\r\nContent-Type: {media_type}\r\n\r\n'
    expected = (
        f'--B\r\nContent-Disposition: form-data; name="file"{head}content\r\n'
        '--B\r\nContent-Disposition: form-data; name="more"; filename="file"\r\n'
        "Content-Type: application/octet-stream\r\n\r\n1\r\n"
        f'--B\r\nContent-Disposition: form-data; name="more"{head}content\r\n'
        '--B\r\nContent-Disposition: form-data; name="title"\r\n\r\nt\r\n--B--\r\n'
    )
    assert sent == [expected.encode()] * len(sent)


def test_a_file_chooses_the_media_type(module: ModuleType, tmp_path: Path) -> None:
    """A model that holds one is sent as a form, where JSON is the usual one."""
    path = tmp_path / "a.txt"
    path.write_bytes(b"content")
    server = Server(200)
    client = client_of_server(module, server)
    client.either(body=module.models.Upload(file=path))
    assert b'filename="a.txt"' in server.body and b"content" in server.body
    client.either(body=module.models.Upload(file=iter([b"con", b"tent"])))
    assert b"content\r\n" in server.body


def test_a_file_cannot_be_json(module: ModuleType, tmp_path: Path) -> None:
    """It is not sent as the text of its path."""
    server = Server(200)
    client = client_of_server(module, server)
    body = module.models.Upload(file=tmp_path / "a.txt")
    (tmp_path / "a.txt").write_bytes(b"content")
    with pytest.raises((TypeError, ValueError), match="file"):
        client.either(body=body, content_type="application/json")
    assert not server.bodies
    client.either(body=module.models.Upload(file=b"text"), content_type="application/json")
    assert server.bodies == [b'{"file":"text"}']


def test_what_can_be_read_once_is_sent_once(module: ModuleType) -> None:
    """As where it is an argument."""
    server = Server(503, 204)
    with pytest.raises(module.errors.InternalServerError, match="can be read only once"):
        client_of_server(module, server).send(body=module.models.Upload(file=iter([b"content"])))
    server = Server(503, 204)
    client_of_server(module, server).send(body=module.models.Upload(file=io.BytesIO(b"content")))
    assert len(server.bodies) == 2


def test_the_fields_of_models(module: ModuleType) -> None:
    """A model that is only sent takes files; what responses have keeps its type."""
    upload: type[BaseModel] = module.models.Upload
    assert upload.__annotations__["file"] == "TextOrBinaryField"
    assert upload.__annotations__["more"] == "Sequence[TextOrBinaryField] | None"
    assert module.models.Note.__annotations__["attached"] == "str | bytes | None"
