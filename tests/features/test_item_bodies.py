"""Request bodies that are a sequence of items: JSON Lines and JSON text sequences, written while they are sent."""

from __future__ import annotations

import asyncio
import tracemalloc
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import httpx2
import pytest

ITEM = {"$ref": "#/components/schemas/Chunk"}
KINDS = {
    "jsonl": ("application/jsonl", {"itemSchema": ITEM}, b""),
    "ndjson": ("application/x-ndjson", {"schema": {"type": "array", "items": ITEM}}, b""),
    "sequence": ("application/json-seq", {"itemSchema": ITEM}, b"\x1e"),
    "undescribed": ("application/jsonl", {}, b""),
    "undescribed_sequence": ("application/json-seq", {}, b"\x1e"),
    "base64": (
        "application/jsonl",
        {"itemSchema": {"type": "string", "contentEncoding": "base64"}},
        b"",
    ),
    "lines_of_text": ("application/jsonl", {"schema": {"type": "string"}}, b""),
}
OBJECTS = [kind for kind in KINDS if kind not in ("base64", "lines_of_text")]
PATHS: dict[str, Any] = {
    f"/{kind}": {
        "put": {
            "operationId": f"send_{kind}",
            "requestBody": {"required": True, "content": {media_type: content}},
            "responses": {
                "200": {"description": "It", "content": {"application/json": {"schema": {}}}}
            },
        }
    }
    for kind, (media_type, content, _) in KINDS.items()
}
PATHS["/choice"] = {
    "put": {
        "operationId": "send_choice",
        "requestBody": {
            "required": True,
            "content": {
                "application/json": {"schema": ITEM},
                "application/jsonl": {"itemSchema": ITEM},
            },
        },
        "responses": {"204": {"description": "It"}},
    }
}
DOCUMENT = {
    "openapi": "3.2.0",
    "info": {"title": "Feature", "version": "1"},
    "servers": [{"url": "https://api.example.com"}],
    "paths": PATHS,
    "components": {
        "schemas": {
            "Chunk": {
                "type": "object",
                "required": ["delta"],
                "properties": {"delta": {"type": "string"}, "at": {"type": "integer"}},
            }
        }
    },
}
ITEMS = [{"delta": "a"}, {"delta": "é", "at": 1}, {"delta": "c"}]
LINES = ['{"delta":"a"}\n', '{"delta":"é","at":1}\n', '{"delta":"c"}\n']


class Wire(httpx2.BaseTransport, httpx2.AsyncBaseTransport):
    """Responds in turn, and reads each request chunk by chunk."""

    def __init__(self, *statuses: int) -> None:
        self.statuses = list(statuses) or [200]
        self.chunks: list[list[bytes]] = []
        self.headers: list[httpx2.Headers] = []
        self.keeps = True

    def _begin(self, request: httpx2.Request) -> httpx2.Response:
        self.headers.append(request.headers)
        self.chunks.append([])
        status = self.statuses[min(len(self.chunks), len(self.statuses)) - 1]
        return httpx2.Response(status, json=1)

    def _take(self, chunk: bytes) -> None:
        if self.keeps:
            self.chunks[-1].append(chunk)

    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        response = self._begin(request)
        assert isinstance(request.stream, httpx2.SyncByteStream)
        for chunk in request.stream:
            self._take(chunk)
        return response

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        response = self._begin(request)
        assert isinstance(request.stream, httpx2.AsyncByteStream)
        async for chunk in request.stream:
            self._take(chunk)
        return response

    @property
    def bodies(self) -> list[bytes]:
        return [b"".join(each) for each in self.chunks]


@pytest.fixture(scope="module")
def module(module_client_of: Callable[..., ModuleType]) -> ModuleType:
    """The client."""
    return module_client_of(DOCUMENT)


def client_over(module: ModuleType, wire: Wire, **settings: Any) -> Any:
    return module.Feature(http_client=httpx2.Client(transport=wire), **settings)


def async_client_over(module: ModuleType, wire: Wire, **settings: Any) -> Any:
    http_client = httpx2.AsyncClient(transport=wire)
    return module.AsyncFeature(http_client=http_client, **settings)


def _generator(items: Any = ITEMS) -> Iterator[Any]:
    yield from items


async def _async_generator(items: Any = ITEMS) -> AsyncIterator[Any]:
    for item in items:
        await asyncio.sleep(0)
        yield item


def _models(module: ModuleType) -> list[Any]:
    return [module.models.Chunk(**item) for item in ITEMS]


GIVEN: dict[str, Callable[[ModuleType], Any]] = {
    "list": lambda module: ITEMS,
    "tuple": lambda module: tuple(_models(module)),
    "generator": lambda module: _generator(),
    "map": lambda module: map(dict, ITEMS),
    "models": lambda module: iter(_models(module)),
}


@pytest.mark.parametrize("kind", OBJECTS)
@pytest.mark.parametrize("given", GIVEN)
def test_items(module: ModuleType, kind: str, given: str) -> None:
    media_type, _, start = KINDS[kind]
    expected = b"".join(start + line.encode() for line in LINES)
    wire = Wire()
    getattr(client_over(module, wire), f"send_{kind}")(body=GIVEN[given](module))
    client = async_client_over(module, wire)
    asyncio.run(getattr(client, f"send_{kind}")(body=GIVEN[given](module)))
    asyncio.run(getattr(client, f"send_{kind}")(body=_async_generator()))
    assert wire.bodies == [expected] * 3
    assert {each["content-type"] for each in wire.headers} == {media_type}
    # The length of what is in memory is known.
    in_memory = given in ("list", "tuple")
    sizes = [each.get("content-length") for each in wire.headers]
    size = str(len(expected)) if in_memory else None
    assert sizes == [size, size, None]


def test_items_are_written_while_they_are_sent(module: ModuleType) -> None:
    """The first item is sent before the second one is taken; then there are more and more in a chunk."""
    taken: list[int] = []
    seen: list[int] = []

    def items() -> Iterator[Any]:
        for number in range(100):
            taken.append(number)
            yield {"delta": "x", "at": number}

    class Watching(Wire):
        def _take(self, chunk: bytes) -> None:
            seen.append(len(taken))
            super()._take(chunk)

    wire = Watching()
    client_over(module, wire).send_jsonl(body=items())
    assert seen[0] == 1
    assert seen[:3] == sorted(set(seen[:3])) and 3 < len(seen) < 20
    assert wire.bodies[0].count(b"\n") == 100


@pytest.mark.parametrize("waits", [False, True])
def test_many_items_take_no_memory(module: ModuleType, waits: bool) -> None:
    item = {"delta": "x" * 1000}
    wire = Wire()
    wire.keeps = False
    tracemalloc.start()
    try:
        if waits:
            items = _async_generator(item for _ in range(3000))
            asyncio.run(async_client_over(module, wire).send_jsonl(body=items))
        else:
            client_over(module, wire).send_jsonl(body=(item for _ in range(12_000)))
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak < 2_000_000


def test_long_lists_are_not_encoded_as_a_whole(module: ModuleType) -> None:
    """They can be sent again, other than iterators."""
    wire = Wire(503, 200)
    client_over(module, wire, max_retries=1).send_jsonl(body=[{"delta": "x" * 1000}] * 2000)
    assert wire.bodies[0] == wire.bodies[1]
    assert len(wire.chunks[0]) > 10
    assert "content-length" not in wire.headers[0]


def test_retries(module: ModuleType) -> None:
    """What can be read again is sent again; an iterator is not, once an item has been taken."""

    class Again:
        def __iter__(self) -> Iterator[Any]:
            return iter(ITEMS)

    for body in (ITEMS, Again()):
        wire = Wire(503, 200)
        client_over(module, wire, max_retries=1).send_jsonl(body=body)
        assert wire.bodies == ["".join(LINES).encode()] * 2
    for waits, body in ((False, _generator()), (True, _generator()), (True, _async_generator())):
        wire = Wire(503, 200)
        with pytest.raises(module.errors.InternalServerError, match="can be read only once"):
            if waits:
                asyncio.run(async_client_over(module, wire, max_retries=1).send_jsonl(body=body))
            else:
                client_over(module, wire, max_retries=1).send_jsonl(body=body)
        assert len(wire.bodies) == 1


def test_an_item_that_cannot_be_sent(module: ModuleType) -> None:
    """Its exception, and one of the iterator, reach the caller as they are."""
    for waits in (False, True):
        for body, error in (
            (iter([{"delta": "a"}, object()]), TypeError),
            ((1 / n for n in (1, 0)), ZeroDivisionError),
        ):
            wire = Wire()
            with pytest.raises(error):
                if waits:
                    asyncio.run(async_client_over(module, wire).send_jsonl(body=body))
                else:
                    client_over(module, wire).send_jsonl(body=body)


@pytest.mark.parametrize("body", [{"delta": "a"}, 5])
def test_what_is_no_iterable_of_items(module: ModuleType, body: Any) -> None:
    wire = Wire()
    with pytest.raises(TypeError, match="takes an iterable of items"):
        client_over(module, wire).send_jsonl(body=body)
    with pytest.raises(TypeError, match="takes an iterable of items, not Chunk"):
        client_over(module, wire).send_jsonl(body=module.models.Chunk(delta="a"))
    assert not wire.chunks


def test_asynchronous_items_need_the_asynchronous_client(module: ModuleType) -> None:
    wire = Wire()
    with pytest.raises(TypeError, match="needs the asynchronous client"):
        client_over(module, wire).send_jsonl(body=_async_generator())
    assert not wire.chunks


@pytest.mark.parametrize("kind", ["jsonl", "undescribed", "lines_of_text"])
def test_what_is_written_already(module: ModuleType, tmp_path: Path, kind: str) -> None:
    """Bytes, files, and chunks of bytes are sent as they are."""
    text = "".join(LINES).encode()
    path = tmp_path / "items.jsonl"
    path.write_bytes(text)
    given: list[Any] = [text, path, path.open("rb"), module.File(path), iter([text[:5], text[5:]])]
    wire = Wire()
    client = client_over(module, wire)
    for body in given:
        getattr(client, f"send_{kind}")(body=body)
    assert wire.bodies == [text] * len(given)


def test_items_in_base64(module: ModuleType) -> None:
    wire = Wire()
    client_over(module, wire).send_base64(body=iter([b"\xff", b"ab"]))
    client_over(module, wire).send_base64(body=[b"\xff", b"ab"])
    assert wire.bodies == [b'"/w=="\n"YWI="\n'] * 2


def test_items_beside_json(module: ModuleType) -> None:
    """The media type chooses; so does that of the options."""
    wire = Wire(204)
    client = client_over(module, wire)
    client.send_choice(delta="a")
    client.send_choice(body=_generator(), content_type="application/jsonl")
    options = module.RequestOptions(content_type="application/x-ndjson")
    client.request("PUT", "/choice", body=_generator(), options=options)
    lines = "".join(LINES).encode()
    assert wire.bodies == [b'{"delta":"a"}', lines, lines]


def test_the_annotations_of_items(module: ModuleType) -> None:
    client, waiting = module.Feature, module.AsyncFeature
    chunk = "models.Chunk | types.ChunkDict"
    expected = f"Iterable[{chunk}]"
    assert client.send_jsonl.__annotations__["body"] == expected
    annotation = waiting.send_jsonl.__annotations__["body"].strip("()")
    assert annotation == f"{expected} | AsyncIterable[{chunk}]"
    assert client.send_undescribed.__annotations__["body"] == "Iterable[Any] | BinaryInput"
