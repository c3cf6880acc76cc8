"""`stream_response`: responses that are read while they arrive, and saved in files."""

from __future__ import annotations

import gzip
import importlib.util
import stat
import warnings
from collections.abc import Callable, Iterator
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
CONTENT = bytes(range(256)) * 1000
LARGE = CONTENT * 12
ASYNC = (False, True)


@pytest.fixture(scope="module")
def module(module_client_of: Callable[..., ModuleType]) -> ModuleType:
    """The client."""
    return module_client_of(files.DOCUMENT)


@pytest.fixture(scope="module")
def seen() -> Any:
    """What the server has seen."""
    return files.Seen()


@pytest.fixture(scope="module")
def url(seen: Any) -> Iterator[str]:
    """The server."""
    contents = {"small": CONTENT, "large": LARGE, "empty": b""}
    with files.served(files.app_of(seen, contents)) as base_url:
        yield base_url


@pytest.fixture(autouse=True)
def no_delay(module: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    """Do not wait between attempts."""
    retry = importlib.import_module(f"{module.__name__}._runtime.retry")
    monkeypatch.setattr(retry, "_FIRST_DELAY", 0.0)


def idle(client: Any) -> bool:
    """Return whether no connection of a client is in use."""
    pool = client._transport._client._transport._pool
    return all(each.is_idle() for each in pool.connections) and not pool._requests


async def save(
    module: ModuleType, base_url: str, place: Path, *, waits: bool, **options: Any
) -> Any:
    """Save a file with one of the clients; return the response."""
    options = {"options": module.RequestOptions(**options)} if options else {}
    if not waits:
        with (
            module.Files(base_url=base_url) as client,
            module.stream_response(client.download)("large", **options) as response,
        ):
            assert response.save(place) == place
            return response
    async with (
        module.AsyncFiles(base_url=base_url) as client,
        module.stream_response(client.download)("large", **options) as response,
    ):
        assert await response.save(place) == place
        return response


@pytest.mark.anyio
async def test_chunks_lines_and_the_whole(module: ModuleType, url: str) -> None:
    """Of a file, in chunks as they come or of a size; the body is read once."""
    with module.Files(base_url=url) as client:
        download = module.stream_response(client.download)
        with download("large") as response:
            assert response.status == 200 and response.headers["etag"] == '"one"'
            assert not idle(client)
            chunks = list(response.iter_bytes())
            assert b"".join(chunks) == LARGE and len(chunks) > 10
            with pytest.raises(RuntimeError, match="read already"):
                response.read()
        with download("large") as response:
            assert [len(chunk) for chunk in response.iter_bytes(2_000_000)] == [
                2_000_000,
                len(LARGE) - 2_000_000,
            ]
        with download("small") as response:
            assert response.read() == response.read() == CONTENT
            assert list(response.iter_bytes(200_000)) == [CONTENT[:200_000], CONTENT[200_000:]]
        assert idle(client)
    async with module.AsyncFiles(base_url=url) as client:
        download = module.stream_response(client.download)
        async with download("large") as response:
            assert response.status == 200
            assert b"".join([chunk async for chunk in response.iter_bytes()]) == LARGE
        response = await download("small")
        assert await response.read() == await response.read() == CONTENT
        await response.close()
        assert idle(client)


@pytest.mark.anyio
async def test_json_with_a_retry(module: ModuleType, url: str, seen: Any) -> None:
    """Any method: what comes before the body is retried, and the body is not decoded."""
    with module.Files(base_url=url) as client:
        seen.requests.clear()
        with module.stream_response(client.describe)() as response:
            assert response.read() == b'{"lines":"a"}'
            assert (response.attempts, response.request_id) == (2, "r-1")
        with module.stream_response(client.request)("GET", "/json") as response:
            assert list(response.iter_lines()) == ['{"lines":"a"}']
    async with module.AsyncFiles(base_url=url) as client:
        seen.requests.clear()
        async with module.stream_response(client.describe)() as response:
            assert await response.read() == b'{"lines":"a"}'
        async with module.stream_response(client.request)("GET", "/json") as response:
            assert [line async for line in response.iter_lines()] == ['{"lines":"a"}']


@pytest.mark.anyio
async def test_errors_are_raised_as_usual(module: ModuleType, url: str) -> None:
    """Before the context is entered; nothing is left open."""
    with module.Files(base_url=url) as client:
        with pytest.raises(module.errors.NotFoundError, match="no such file"):
            module.stream_response(client.download)("other")
        assert idle(client)
        with pytest.raises(TypeError, match="takes a method"):
            module.stream_response(print)
    async with module.AsyncFiles(base_url=url) as client:
        with pytest.raises(module.errors.NotFoundError, match="no such file"):
            async with module.stream_response(client.download)("other"):
                pass
        assert idle(client)


@pytest.mark.anyio
async def test_breaking_off_leaves_the_pool_clean(module: ModuleType, url: str) -> None:
    """Before the body, within it, and when an exception leaves the context."""
    with module.Files(base_url=url) as client:
        download = module.stream_response(client.download)
        with download("large"):
            pass
        with download("large") as response:
            next(iter(response.iter_bytes()))
        assert idle(client)
        with pytest.raises(RuntimeError, match=r"read already|closed"):
            list(response.iter_bytes())
        with pytest.raises(KeyError), download("large"):
            raise KeyError
        download("large")  # garbage
        assert idle(client)
        assert client.download("small") == CONTENT
    async with module.AsyncFiles(base_url=url) as client:
        async with module.stream_response(client.download)("large") as response:
            async for _ in response.iter_bytes():
                break
        assert idle(client)
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always", ResourceWarning)
            await module.stream_response(client.download)("large")
        assert any("was not closed" in str(each.message) for each in caught)


LINES = [
    (b"a\nb\r\nc\rd", "text/plain", ["a", "b", "c", "d"]),
    (b"\n\nend\n", "text/plain", ["", "", "end"]),
    ("é\u2028ü\n".encode(), "text/plain", ["é\u2028ü"]),
    ("é\nü".encode("utf-16"), "text/plain; charset=utf-16", ["é", "ü"]),
    ("é\n".encode("latin-1"), "text/plain; charset=latin-1", ["é"]),
    (b"\xff\n", "text/plain; charset=unknown", ["\ufffd"]),
    (b"", "text/plain", []),
]


@pytest.mark.parametrize(("content", "kind", "lines"), LINES)
def test_lines(module: ModuleType, content: bytes, kind: str, lines: list[str]) -> None:
    """At LF, CR LF and CR alone, wherever chunks end, in the charset of the response."""
    head = f"HTTP/1.1 200 OK\r\nContent-Type: {kind}\r\nTransfer-Encoding: chunked\r\n\r\n"
    body = b"".join(b"1\r\n%c\r\n" % byte for byte in content) + b"0\r\n\r\n"
    with (
        files.raw_server(lambda number, request: head.encode() + body) as server,
        module.Files(base_url=server.url) as client,
        module.stream_response(client.download)("x") as response,
    ):
        assert list(response.iter_lines()) == lines


@pytest.mark.parametrize("waits", ASYNC)
@pytest.mark.anyio
async def test_save(module: ModuleType, url: str, tmp_path: Path, waits: bool) -> None:
    """Under its name once it is complete, as the user's other files are; with progress."""
    told: list[tuple[int, int | None]] = []
    place = tmp_path / "file"
    place.write_text("before")
    options = {"progress": lambda *parts: told.append(parts)}
    response = await save(module, url, place, waits=waits, **options)
    assert place.read_bytes() == LARGE
    assert [each.name for each in tmp_path.iterdir()] == ["file"]
    (tmp_path / "other").touch()
    assert stat.S_IMODE(place.stat().st_mode) == stat.S_IMODE((tmp_path / "other").stat().st_mode)
    sizes = [size for size, _ in told]
    assert sizes == sorted(sizes) and told[-1] == (len(LARGE), len(LARGE)) and len(told) > 10
    assert response.status == 200


@pytest.mark.anyio
async def test_saving_fails_without_a_trace(module: ModuleType, url: str, tmp_path: Path) -> None:
    """The file that was there stays, and the temporary one goes."""
    place = tmp_path / "file"
    place.write_text("before")

    def fail(received: int, total: int | None) -> None:
        raise KeyError("mine")

    with module.Files(base_url=url) as client:
        for target, error in (
            (place, KeyError),
            (tmp_path / "missing" / "file", FileNotFoundError),
            (tmp_path, IsADirectoryError),
        ):
            with (
                pytest.raises(error),
                module.stream_response(client.download)("large") as response,
            ):
                response.save(target, progress=fail)
        assert idle(client)
    async with module.AsyncFiles(base_url=url) as client:
        with pytest.raises(KeyError):
            async with module.stream_response(client.download)("large") as response:
                await response.save(place, progress=fail)
        assert idle(client)
    assert [(each.name, each.read_text()) for each in tmp_path.iterdir()] == [("file", "before")]


def test_a_link_stays_one(module: ModuleType, url: str, tmp_path: Path) -> None:
    """What it leads to is written; a redirect is followed."""
    (tmp_path / "real").mkdir()
    link = tmp_path / "link"
    link.symlink_to(tmp_path / "real" / "file")
    with (
        module.Files(base_url=url) as client,
        module.stream_response(client.download)("moved") as response,
    ):
        response.save(str(link))
    assert link.is_symlink() and (tmp_path / "real" / "file").read_bytes() == LARGE


BREAK = 1_000_000


def serve_parts(
    *,
    validator: str = 'ETag: "v1"',
    second: Callable[[int], bytes] | None = None,
    breaks: int = 1,
    encoding: str = "",
) -> Callable[[int, bytes], bytes]:
    """Return a server that breaks off responses, and returns the rest when it is asked for it."""

    def respond(number: int, head: bytes) -> bytes:
        fields = dict(
            line.split(b": ", 1) for line in head.lower().split(b"\r\n")[1:] if b": " in line
        )
        start = 0
        if b"range" in fields:
            start = int(fields[b"range"].removeprefix(b"bytes=").rstrip(b"-"))
            if second is not None:
                return second(start)
        content = gzip.compress(LARGE, 0) if encoding else LARGE
        body = content[start:] if number > breaks else content[start : start + BREAK]
        length = len(content) - start
        head_lines = [f"Content-Length: {length}", validator, encoding]
        if start:
            head_lines.append(f"Content-Range: bytes {start}-{len(content) - 1}/{len(content)}")
        status = "206 Partial Content" if start else "200 OK"
        text = "\r\n".join([f"HTTP/1.1 {status}", *filter(None, head_lines), "", ""])
        return text.encode() + body

    return respond


def ranges(server: Any) -> list[tuple[str | None, str | None]]:
    """Return `Range` and `If-Range` of each request."""
    found = []
    for head in server.requests:
        lines = head.decode().split("\r\n")
        fields = {n.lower(): v for n, _, v in (line.partition(": ") for line in lines)}
        found.append((fields.get("range"), fields.get("if-range")))
    return found


@pytest.mark.parametrize("waits", ASYNC)
@pytest.mark.parametrize(
    ("validator", "expected"),
    [
        ('ETag: "v1"', '"v1"'),
        (
            "Last-Modified: Sun, 06 Nov 1994 08:49:37 GMT\r\nDate: Sun, 06 Nov 1994 08:50:00 GMT",
            "Sun, 06 Nov 1994 08:49:37 GMT",
        ),
        ("Last-Modified: Sun, 06 Nov 1994 08:49:37 GMT", "Sun, 06 Nov 1994 08:49:37 GMT"),
    ],
)
@pytest.mark.anyio
async def test_a_broken_download_goes_on(
    module: ModuleType, tmp_path: Path, waits: bool, validator: str, expected: str
) -> None:
    """Where the server says what version of the file it sends, only the rest is requested; however often it breaks."""
    told: list[tuple[int, int | None]] = []
    with files.raw_server(serve_parts(validator=validator, breaks=3)) as server:
        await save(
            module,
            server.url,
            tmp_path / "file",
            waits=waits,
            max_retries=1,
            progress=lambda *parts: told.append(parts),
        )
    assert (tmp_path / "file").read_bytes() == LARGE
    assert ranges(server) == [
        (None, None),
        *((f"bytes={number * BREAK}-", expected) for number in (1, 2, 3)),
    ]
    assert [each.name for each in tmp_path.iterdir()] == ["file"]
    sizes = [size for size, _ in told]
    assert sizes == sorted(sizes) and {total for _, total in told} == {len(LARGE)}


@pytest.mark.parametrize("waits", ASYNC)
@pytest.mark.parametrize(
    "settings",
    [
        {"validator": ""},
        {"validator": 'ETag: W/"weak"'},
        {"validator": 'ETag: "v1"\r\nAccept-Ranges: none'},
        {
            "validator": "Last-Modified: Sun, 06 Nov 1994 08:49:37 GMT\r\n"
            "Date: Sun, 06 Nov 1994 08:49:37 GMT"
        },
        {"encoding": "Content-Encoding: gzip"},
        {"second": lambda start: b"HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nnew"},
    ],
)
@pytest.mark.anyio
async def test_a_broken_download_starts_over(
    module: ModuleType, tmp_path: Path, waits: bool, settings: Any
) -> None:
    """Where the rest cannot be requested for sure, and where the file has changed."""
    with files.raw_server(serve_parts(**settings)) as server:
        await save(module, server.url, tmp_path / "file", waits=waits)
    content = b"new" if "second" in settings else LARGE
    assert (tmp_path / "file").read_bytes() == content
    assert (ranges(server)[1][0] is None) == ("second" not in settings)
    assert len(server.requests) == 2


WRONG_PARTS = [
    "Content-Range: bytes 0-9/3072000",
    "Content-Range: bytes 1000000-3071999/9",
    "Content-Range: bytes 1000000-9999999/9999999",
    "Content-Range: lines 1-2",
    'Content-Range: bytes 1000000-3071999/3072000\r\nETag: "v2"',
    "Content-Range: bytes 1000000-3071999/3072000\r\nContent-Encoding: gzip",
    "X: no content range",
]


@pytest.mark.parametrize("field", WRONG_PARTS)
@pytest.mark.parametrize("waits", ASYNC)
@pytest.mark.anyio
async def test_another_part_than_the_rest(
    module: ModuleType, tmp_path: Path, waits: bool, field: str
) -> None:
    """It is an error; what has come is not mixed with it."""
    part = f"HTTP/1.1 206 Partial Content\r\n{field}\r\nContent-Length: 1\r\n\r\nx".encode()
    with (
        files.raw_server(serve_parts(second=lambda start: part)) as server,
        pytest.raises(module.errors.ResponseDecodeError, match=r"\): the part of the file is not"),
    ):
        await save(module, server.url, tmp_path / "file", waits=waits)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("waits", ASYNC)
@pytest.mark.anyio
async def test_a_server_that_breaks_again_and_again(
    module: ModuleType, tmp_path: Path, waits: bool
) -> None:
    """It is given up after `max_retries` requests in a row that brought nothing."""
    with (
        files.raw_server(serve_parts(validator="", breaks=100)) as server,
        pytest.raises(module.errors.ApiConnectionError, match="connection broken"),
    ):
        await save(module, server.url, tmp_path / "file", waits=waits, max_retries=3)
    assert len(server.requests) == 4
    assert list(tmp_path.iterdir()) == []


@pytest.mark.anyio
async def test_a_break_while_chunks_are_read(module: ModuleType) -> None:
    """Only `save` can go on: it is an error for everything else."""
    with files.raw_server(serve_parts(breaks=9)) as server:
        with module.Files(base_url=server.url) as client:
            for read in ("read", "iter_bytes", "iter_lines"):
                with (
                    pytest.raises(module.errors.ApiConnectionError, match="download"),
                    module.stream_response(client.download)("x") as response,
                ):
                    list(getattr(response, read)())
            assert idle(client)
        async with module.AsyncFiles(base_url=server.url) as client:
            with pytest.raises(module.errors.ApiConnectionError, match="download"):
                async with module.stream_response(client.download)("x") as response:
                    await response.read()
            assert idle(client)


def test_what_is_not_safe_to_repeat_is_not_saved_twice(module: ModuleType, tmp_path: Path) -> None:
    """A POST that returns a file."""
    with (
        files.raw_server(serve_parts()) as server,
        module.Files(base_url=server.url) as client,
        pytest.raises(module.errors.ApiConnectionError),
        module.stream_response(client.create)(body=b"x") as response,
    ):
        response.save(tmp_path / "file")
    assert len(server.requests) == 1


def test_an_empty_file(module: ModuleType, url: str, tmp_path: Path) -> None:
    """It is saved, too."""
    with (
        module.Files(base_url=url) as client,
        module.stream_response(client.download)("empty") as response,
    ):
        response.save(tmp_path / "file")
    assert (tmp_path / "file").read_bytes() == b""


@pytest.mark.anyio
async def test_pages_and_streams(client_of: Callable[..., ModuleType]) -> None:
    """Their methods return the bytes of the response, too."""
    item = {"type": "object", "properties": {"a": {"type": "integer"}}}
    page = {
        "type": "object",
        "properties": {
            "items": {"type": "array", "items": item},
            "next": {"type": "string"},
        },
    }
    hint = {"kind": "token", "items": "items", "response": "next", "request": "token"}
    token = {"name": "token", "in": "query", "schema": {"type": "string"}}
    listed = {
        "operationId": "pages",
        "parameters": [token],
        "responses": {
            "200": {"description": "OK", "content": {"application/json": {"schema": page}}}
        },
        "x-specloom-pagination": hint,
    }
    events = {
        "operationId": "events",
        "responses": {
            "200": {"description": "OK", "content": {"text/event-stream": {"itemSchema": item}}}
        },
    }
    document = {
        "openapi": "3.2.0",
        "info": {"title": "Files", "version": "1"},
        "servers": [{"url": "https://files.example.com"}],
        "paths": {"/pages": {"get": listed}, "/events": {"get": events}},
    }
    module = client_of(document)
    body = b'{"items": []}'
    text = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 13\r\n\r\n" + body
    with files.raw_server(lambda number, head: text) as server:
        with module.Files(base_url=server.url) as client:
            for method in (client.pages, client.events):
                with module.stream_response(method)() as response:
                    assert response.read() == body
        async with module.AsyncFiles(base_url=server.url) as client:
            for method in (client.pages, client.events):
                async with module.stream_response(method)() as response:
                    assert await response.read() == body
