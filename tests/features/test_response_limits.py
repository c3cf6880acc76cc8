"""`max_response_bytes`: bodies that are too large, also those that are small until they are decompressed."""

from __future__ import annotations

import gzip
import importlib
import importlib.util
import tracemalloc
import zlib
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest


def _sibling(name: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(name, Path(__file__).with_name(f"{name}.py"))
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


pytest.importorskip("uvicorn")
files = _sibling("file_server")
BOMB_SIZE = 200 * files.MEGABYTE


@pytest.fixture(scope="module")
def module(module_client_of: Callable[..., ModuleType]) -> ModuleType:
    """The client."""
    return module_client_of(files.DOCUMENT)


def _bomb(*, layers: int = 1) -> bytes:
    """Return zeros that are small while they are compressed."""
    squeezed = zlib.compressobj(9, zlib.DEFLATED, zlib.MAX_WBITS | 16)
    piece = bytes(files.MEGABYTE)
    parts = [squeezed.compress(piece) for _ in range(BOMB_SIZE // len(piece))]
    content = b"".join([*parts, squeezed.flush()])
    for _ in range(layers - 1):
        content = gzip.compress(content)
    return content


def respond(body: bytes, *fields: str, status: str = "200 OK") -> Callable[[int, bytes], bytes]:
    """Return a server that sends a body."""
    head = "\r\n".join([f"HTTP/1.1 {status}", *fields, "Connection: close", "", ""])
    return lambda number, request: head.encode() + body


async def call_both(module: ModuleType, url: str, call: Callable[[Any], Any], **s: Any) -> None:
    """Perform a call with both clients, of which each fails; the exceptions are equal in what they say."""
    caught = []
    with (
        module.Files(base_url=url, **s) as client,
        pytest.raises(module.errors.ClientError) as sync,
    ):
        call(client)
    caught.append(sync.value)
    async with module.AsyncFiles(base_url=url, **s) as waiting:
        with pytest.raises(module.errors.ClientError) as later:
            await call(waiting)
    caught.append(later.value)
    for error in caught:
        assert type(error) is module.errors.ResponseTooLargeError
        assert error.status == 200 and error.content == b""
        assert error.headers["x-a"] == "b" and error.request.method == "GET"
        assert "(download)" in str(error) and "max_response_bytes is 1,000" in str(error)


@pytest.mark.parametrize(
    ("body", "fields"),
    [
        (b"x" * 1001, ("Content-Length: 1001",)),
        (b"x" * 1001, ()),
        (gzip.compress(b"x" * 1001, mtime=0), ("Content-Encoding: gzip",)),
        (zlib.compress(b"x" * 1001), ("Content-Encoding: deflate",)),
    ],
)
@pytest.mark.anyio
async def test_a_body_that_is_too_large(
    module: ModuleType, body: bytes, fields: tuple[str, ...]
) -> None:
    """By what its length says, and by what comes; the limit is the client's, or the call's. It is not retried."""
    options = module.RequestOptions(max_response_bytes=1000)
    with files.raw_server(respond(body, "X-A: b", *fields)) as server:
        await call_both(
            module, server.url, lambda client: client.download("x"), max_response_bytes=1000
        )
        await call_both(module, server.url, lambda client: client.download("x", options=options))
        await call_both(
            module,
            server.url,
            lambda client: client.with_options(max_response_bytes=1000).download("x"),
        )
        assert len(server.requests) == 6
        with module.Files(base_url=server.url, max_response_bytes=1001) as client:
            assert client.download("x") == b"x" * 1001
            with pytest.raises(module.errors.ResponseTooLargeError):
                client.download("x", options=options)
        with module.Files(base_url=server.url, max_response_bytes=10) as client:
            options = module.RequestOptions(max_response_bytes=None)
            assert client.download("x", options=options) == b"x" * 1001
            with module.stream_response(client.download)("x") as response:
                assert b"".join(response.iter_bytes()) == b"x" * 1001
            with (
                pytest.raises(module.errors.ResponseTooLargeError),
                module.stream_response(client.download)("x") as response,
            ):
                response.read()


@pytest.mark.parametrize("layers", [1, 2])
@pytest.mark.anyio
async def test_a_bomb_costs_no_memory(module: ModuleType, layers: int) -> None:
    """200 MB that are 200 kB on the wire, or a few hundred bytes, are not unpacked beyond the limit."""
    coding = ", ".join(["gzip"] * layers)
    server = respond(_bomb(layers=layers), f"Content-Encoding: {coding}", "X-A: b")
    with files.raw_server(server) as raw:
        options = {"base_url": raw.url, "max_response_bytes": 4 * files.MEGABYTE}
        with module.Files(**options) as client:
            tracemalloc.start()
            with pytest.raises(module.errors.ResponseTooLargeError):
                client.download("x")
            assert tracemalloc.get_traced_memory()[1] < 12 * files.MEGABYTE
            tracemalloc.stop()
        async with module.AsyncFiles(**options) as client:
            tracemalloc.start()
            with pytest.raises(module.errors.ResponseTooLargeError):
                await client.download("x")
            assert tracemalloc.get_traced_memory()[1] < 12 * files.MEGABYTE
            tracemalloc.stop()


@pytest.mark.anyio
async def test_the_body_of_an_error_is_cut(
    module: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The exception is that of the status, with the beginning of the body; also without a limit of the user's."""
    reading = importlib.import_module(f"{module.__name__}._runtime.reading")
    assert reading.LARGEST_ERROR_BODY == 16 * files.MEGABYTE
    monkeypatch.setattr(reading, "LARGEST_ERROR_BODY", 5000)
    body = gzip.compress(b"e" * 100_000)
    server = respond(body, "Content-Encoding: gzip", status="404 Not Found")
    with files.raw_server(server) as raw:
        for settings, size in (({}, 5000), ({"max_response_bytes": 100}, 100)):
            with module.Files(base_url=raw.url, **settings) as client:
                with pytest.raises(module.errors.NotFoundError, match="only the first") as caught:
                    client.download("x")
                assert caught.value.content == b"e" * size
            async with module.AsyncFiles(base_url=raw.url, **settings) as client:
                with pytest.raises(module.errors.NotFoundError, match="only the first") as caught:
                    await client.download("x")
                assert caught.value.content == b"e" * size
    with (
        files.raw_server(respond(b'{"message": "no"}', status="404 Not Found")) as raw,
        module.Files(base_url=raw.url) as client,
    ):
        with pytest.raises(module.errors.NotFoundError) as caught:
            client.download("x")
        assert "only the first" not in str(caught.value) and caught.value.message == "no"


@pytest.mark.anyio
async def test_progress_of_downloads(module: ModuleType) -> None:
    """The bytes that have come, and how many there are, where that is known."""
    told: list[tuple[int, int | None]] = []

    async def tell(received: int, total: int | None) -> None:
        told.append((received, total))

    body = b"x" * 300_000
    for fields, total in ((("Content-Length: 300000",), 300_000), ((), None)):
        with files.raw_server(respond(body, *fields)) as server:
            options = module.RequestOptions(progress=lambda *parts: told.append(parts))
            with module.Files(base_url=server.url) as client:
                assert client.download("x", options=options) == body
            assert told[-1] == (300_000, total) and len(told) > 2
            told.clear()
            async with module.AsyncFiles(base_url=server.url) as client:
                options = module.RequestOptions(progress=tell)
                assert await client.download("x", options=options) == body
            assert told[-1] == (300_000, total) and len(told) > 2
            told.clear()
