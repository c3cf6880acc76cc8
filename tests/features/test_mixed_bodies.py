"""Bodies in several parts without names: `multipart/mixed` with `itemSchema`, `itemEncoding` and `prefixEncoding`."""

from __future__ import annotations

import asyncio
import io
import tracemalloc
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import httpx2
import pytest

THING = {"$ref": "#/components/schemas/Thing"}
BINARY: dict[str, Any] = {"type": "string", "format": "binary"}
KINDS: dict[str, dict[str, Any]] = {
    "things": {"itemSchema": THING, "itemEncoding": {"contentType": "application/json"}},
    "plain_things": {"itemSchema": THING},
    "images": {"itemSchema": BINARY, "itemEncoding": {"contentType": "image/png"}},
    "texts": {"itemSchema": {"type": "string"}},
    "positions": {
        "schema": {"type": "array", "prefixItems": [THING, BINARY]},
        "prefixEncoding": [{"contentType": "application/json"}, {"contentType": "image/*, a/b"}],
    },
    "list": {"schema": {"type": "array", "items": THING}},
    "first": {
        "schema": {"type": "array", "prefixItems": [THING], "items": BINARY},
        "prefixEncoding": [{"contentType": "application/json"}],
        "itemEncoding": {"contentType": "image/gif"},
    },
}
PATHS: dict[str, Any] = {
    f"/{kind}": {
        "get": {
            "operationId": f"read_{kind}",
            "responses": {"200": {"description": "It", "content": {"multipart/mixed": content}}},
        },
        "put": {
            "operationId": f"send_{kind}",
            "requestBody": {"required": True, "content": {"multipart/mixed": content}},
            "responses": {"204": {"description": "It"}},
        },
    }
    for kind, content in KINDS.items()
}
DOCUMENT = {
    "openapi": "3.2.0",
    "info": {"title": "Feature", "version": "1"},
    "servers": [{"url": "https://api.example.com"}],
    "paths": PATHS,
    "components": {
        "schemas": {
            "Thing": {
                "type": "object",
                "required": ["x"],
                "properties": {"x": {"type": "integer"}},
            }
        }
    },
}


@pytest.fixture(scope="module")
def module(module_client_of: Callable[..., ModuleType]) -> ModuleType:
    """The client."""
    return module_client_of(DOCUMENT)


class Pieces(httpx2.SyncByteStream, httpx2.AsyncByteStream):
    """A body that arrives in pieces of a size."""

    def __init__(self, content: bytes, size: int) -> None:
        self._pieces = [content[at : at + size] for at in range(0, len(content), size)]

    def __iter__(self) -> Iterator[bytes]:
        return iter(self._pieces)

    async def __aiter__(self) -> AsyncIterator[bytes]:
        for piece in self._pieces:
            yield piece


def read(
    module: ModuleType,
    method: str,
    body: bytes,
    *,
    size: int = 7,
    kind: str = 'multipart/mixed; charset=utf-8; boundary="b1"',
    **options: Any,
) -> list[Any]:
    """Read the items of a response with both clients; they must be the same."""

    def respond(request: httpx2.Request) -> httpx2.Response:
        assert request.headers["accept"] == "multipart/mixed"
        return httpx2.Response(200, headers={"content-type": kind}, stream=Pieces(body, size))

    async def waiting() -> list[Any]:
        http_client = httpx2.AsyncClient(transport=httpx2.MockTransport(respond))
        client = module.AsyncFeature(http_client=http_client, strict_responses=True)
        given = module.RequestOptions(**options)
        async with getattr(client, method)(options=given) as stream:
            return [item async for item in stream]

    http_client = httpx2.Client(transport=httpx2.MockTransport(respond))
    client = module.Feature(http_client=http_client, strict_responses=True)
    with getattr(client, method)(options=module.RequestOptions(**options)) as stream:
        items = list(stream)
    assert asyncio.run(waiting()) == items
    return items


JSON = b"Content-Type: application/json\r\n\r\n"


@pytest.mark.parametrize("size", [1, 3, 1000])
@pytest.mark.parametrize("end", [b"\r\n", b"\n"])
def test_parts_of_json(module: ModuleType, size: int, end: bytes) -> None:
    """Whatever stands before the first boundary and after the last one is no part."""
    body = (
        b"preamble\r\n--b1  \r\n" + JSON + b'{"x": 1}\r\n'
        b"--b1\r\nx-other: 1\r\nCONTENT-type:\r\n application/json; v=1\r\n\r\n"
        b'{"x": 2}\r\n--b1--\r\nepilogue --b1\r\n'
    ).replace(b"\r\n", end)
    thing = module.models.Thing
    assert read(module, "read_things", body, size=size) == [thing(x=1), thing(x=2)]
    assert read(module, "read_list", body, size=size) == [thing(x=1), thing(x=2)]


@pytest.mark.parametrize("size", [1, 1000])
def test_parts_that_do_not_say_what_they_are(module: ModuleType, size: int) -> None:
    """They are what the document says; else JSON, if they are."""
    body = b'--b1\r\n\r\n{"x": 1}\r\n--b1--'
    thing = module.models.Thing(x=1)
    assert read(module, "read_things", body, size=size) == [thing]
    assert read(module, "read_plain_things", body, size=size) == [thing]
    image = b"\r\n--b\r\n--b12\r\n\x00\xff--b1"
    body = b"--b1\r\n\r\n" + image + b"\r\n--b1\r\n\r\n\r\n--b1--"
    assert read(module, "read_images", body, size=size) == [image, b""]
    body = b"--b1\r\nContent-Type: text/plain\r\n\r\n\xc3\xa9\r\n--b1\r\n\r\nb\r\n--b1--"
    assert read(module, "read_texts", body, size=size) == ["é", "b"]


def test_parts_by_position(module: ModuleType) -> None:
    body = b'--b1\r\n\r\n{"x": 1}\r\n--b1\r\nContent-Type: image/png\r\n\r\n{"x": 1}\r\n--b1--\r\n'
    thing = module.models.Thing(x=1)
    assert read(module, "read_positions", body) == [thing, b'{"x": 1}']
    assert read(module, "read_first", body) == [thing, b'{"x": 1}']
    annotation = module.Feature.read_positions.__annotations__["return"]
    assert annotation == "Stream[models.Thing | bytes]"


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (b"--b1\r\n" + JSON + b'{"x": 1}', "ends within a part"),
        (b"no parts", "ends within a part"),
        (b"", "ends within a part"),
        (b"--b1\r\n" + JSON + b"<html>\r\n--b1--", "not a JSON document|no JSON|JSON"),
    ],
)
def test_broken_bodies(module: ModuleType, body: bytes, said: str) -> None:
    with pytest.raises(module.errors.ResponseDecodeError, match=said):
        read(module, "read_things", body)


def test_what_is_not_in_parts(module: ModuleType) -> None:
    for kind in ("application/json", "multipart/mixed"):
        with pytest.raises(
            module.errors.ResponseDecodeError, match=r"not in several parts|no stream"
        ):
            read(module, "read_things", b"{}", kind=kind)


def test_the_size_of_parts(module: ModuleType) -> None:
    """No more than a part is in memory; a larger one is an error."""
    part = b"--b1\r\n\r\n" + bytes(1000) + b"\r\n"
    assert len(read(module, "read_images", part * 3 + b"--b1--", max_event_bytes=1000)) == 3
    with pytest.raises(module.errors.ResponseDecodeError, match="larger than 999 bytes"):
        read(module, "read_images", part + b"--b1--", max_event_bytes=999)
    with pytest.raises(module.errors.ResponseDecodeError, match="larger than 999 bytes"):
        read(
            module, "read_images", b"--b1\r\n\r\n" + bytes(100_000), max_event_bytes=999, size=9000
        )


class Wire(httpx2.BaseTransport, httpx2.AsyncBaseTransport):
    """Reads requests chunk by chunk, and responds with the statuses in turn."""

    def __init__(self, *statuses: int) -> None:
        self.statuses = list(statuses) or [204]
        self.bodies: list[bytes] = []
        self.kinds: list[str] = []
        self.keeps = True

    def _respond(self, request: httpx2.Request, chunks: list[bytes]) -> httpx2.Response:
        self.bodies.append(b"".join(chunks))
        self.kinds.append(request.headers["content-type"])
        return httpx2.Response(self.statuses[min(len(self.bodies), len(self.statuses)) - 1])

    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        assert isinstance(request.stream, httpx2.SyncByteStream)
        return self._respond(request, [chunk for chunk in request.stream if self.keeps])

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        assert isinstance(request.stream, httpx2.AsyncByteStream)
        return self._respond(request, [chunk async for chunk in request.stream if self.keeps])

    @property
    def body(self) -> str:
        """The last body, without its boundary."""
        kind, _, boundary = self.kinds[-1].partition("; boundary=")
        assert kind == "multipart/mixed"
        return self.bodies[-1].decode().replace(boundary, "B")


def clients(module: ModuleType, wire: Wire) -> tuple[Any, Any]:
    settings = {"max_retries": 1}
    return (
        module.Feature(http_client=httpx2.Client(transport=wire), **settings),
        module.AsyncFeature(http_client=httpx2.AsyncClient(transport=wire), **settings),
    )


async def _waiting(items: Any) -> AsyncIterator[Any]:
    for item in items:
        await asyncio.sleep(0)
        yield item


def sent(module: ModuleType, method: str, make: Callable[[], Any]) -> str:
    """Send items with both clients, from a list, an iterator and an asynchronous one; return the body, which must be the same."""
    wire = Wire()
    client, waiting = clients(module, wire)
    bodies = []
    for call in (
        lambda: getattr(client, method)(body=make()),
        lambda: getattr(client, method)(body=iter(make())),
        lambda: asyncio.run(getattr(waiting, method)(body=make())),
        lambda: asyncio.run(getattr(waiting, method)(body=iter(make()))),
        lambda: asyncio.run(getattr(waiting, method)(body=_waiting(make()))),
    ):
        call()
        bodies.append(wire.body)
    assert bodies == bodies[:1] * 5
    return bodies[0]


def test_items_are_parts(module: ModuleType) -> None:
    def things() -> list[Any]:
        return [module.models.Thing(x=1), {"x": 2}]

    head = "--B\r\nContent-Type: application/json\r\n\r\n"
    expected = f'{head}{{"x":1}}\r\n{head}{{"x":2}}\r\n--B--\r\n'
    for kind in ("things", "plain_things", "list"):
        assert sent(module, f"send_{kind}", things) == expected
    assert sent(module, "send_texts", lambda: ["é", "b"]) == (
        "--B\r\n\r\né\r\n--B\r\n\r\nb\r\n--B--\r\n"
    )
    assert sent(module, "send_things", list) == "--B--\r\n"


def test_files_are_parts(module: ModuleType, tmp_path: Path) -> None:
    """They are read in chunks, and have names where these are known."""
    path = tmp_path / "a.png"
    path.write_bytes(b"content")

    def files() -> list[Any]:
        return [
            b"bytes",
            path,
            path.open("rb"),
            module.File(b"x", "b.gif", "image/gif"),
            module.File(iter([b"con", b"tent"])),
            io.BytesIO(b"y"),
        ]

    head = "--B\r\nContent-Type: image/png\r\n"
    named = 'Content-Disposition: attachment; filename="a.png"\r\n'
    assert sent(module, "send_images", files) == (
        f"{head}\r\nbytes\r\n{head}{named}\r\ncontent\r\n{head}{named}\r\ncontent\r\n"
        '--B\r\nContent-Type: image/gif\r\nContent-Disposition: attachment; filename="b.gif"\r\n'
        f"\r\nx\r\n{head}\r\ncontent\r\n{head}\r\ny\r\n--B--\r\n"
    )


def test_positions_of_parts(module: ModuleType) -> None:
    """Each has its own media type; those of `items` share one."""
    head, image = (
        "--B\r\nContent-Type: application/json\r\n\r\n",
        "--B\r\nContent-Type: image/gif\r\n\r\n",
    )
    assert sent(module, "send_first", lambda: [{"x": 1}, b"a", b"b"]) == (
        f'{head}{{"x":1}}\r\n{image}a\r\n{image}b\r\n--B--\r\n'
    )


def test_retries_of_parts(module: ModuleType, tmp_path: Path) -> None:
    """A list of what can be read again is sent again; an iterator is not."""
    path = tmp_path / "a.png"
    path.write_bytes(b"content")
    for body in ([b"a", path], [b"a", io.BytesIO(b"b")]):
        wire = Wire(503, 204)
        clients(module, wire)[0].send_images(body=body)
        assert wire.bodies[0] == wire.bodies[1]
    for body in (iter([b"a"]), [module.File(iter([b"a"]))]):
        wire = Wire(503, 204)
        with pytest.raises(module.errors.InternalServerError, match="can be read only once"):
            clients(module, wire)[0].send_images(body=body)
        assert len(wire.bodies) == 1


def test_asynchronous_parts(module: ModuleType) -> None:
    async def chunks() -> AsyncIterator[bytes]:
        yield b"a"
        yield b"b"

    wire = Wire()
    client, waiting = clients(module, wire)
    asyncio.run(waiting.send_images(body=[module.File(chunks())]))
    assert wire.body == "--B\r\nContent-Type: image/png\r\n\r\nab\r\n--B--\r\n"
    with pytest.raises(TypeError, match="asynchronous"):
        client.send_images(body=[module.File(chunks())])
    with pytest.raises(TypeError, match="asynchronous"):
        client.send_images(body=_waiting([b"a"]))


def test_many_parts_take_no_memory(module: ModuleType) -> None:
    wire = Wire()
    wire.keeps = False
    part = bytes(100_000)
    tracemalloc.start()
    try:
        clients(module, wire)[0].send_images(body=(part for _ in range(300)))
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak < 2_000_000


def test_the_annotations_of_parts(module: ModuleType) -> None:
    sync, waiting = module.Feature, module.AsyncFeature
    assert sync.send_images.__annotations__["body"] == "Iterable[BinaryInput]"
    assert waiting.send_images.__annotations__["body"].strip("()") == (
        "Iterable[AsyncBinaryInput] | AsyncIterable[AsyncBinaryInput]"
    )
    thing = "models.Thing | types.ThingDict"
    assert sync.send_first.__annotations__["body"] == f"Iterable[{thing} | BinaryInput]"
