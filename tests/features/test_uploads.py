"""Files that are sent: bytes, `File`, paths, open files, iterators, over real connections."""

from __future__ import annotations

import asyncio
import hashlib
import importlib.util
import io
import os
import socket
import subprocess
import sys
import threading
import time
import tracemalloc
from collections.abc import AsyncIterator, Callable, Iterator
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
CONTENT = bytes(range(256)) * 4096 + b"end"
DIGEST = hashlib.sha256(CONTENT).hexdigest()


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
    with files.served(files.app_of(seen, {"zeros": bytes(16 * files.MEGABYTE)})) as base_url:
        yield base_url


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A file on disk."""
    place = tmp_path / "data.bin"
    place.write_bytes(CONTENT)
    return place


def _generator() -> Iterator[bytes]:
    for start in range(0, len(CONTENT), 100_000):
        yield CONTENT[start : start + 100_000]


async def _async_generator() -> AsyncIterator[bytes]:
    for chunk in _generator():
        await asyncio.sleep(0)
        yield chunk


def _pipe() -> Any:
    reading, writing = os.pipe()

    def write() -> None:
        with os.fdopen(writing, "wb") as pipe:
            pipe.write(CONTENT)

    threading.Thread(target=write).start()
    return os.fdopen(reading, "rb")


def _seeked() -> io.BytesIO:
    file = io.BytesIO(b"before" + CONTENT)
    file.seek(6)
    return file


SIZED: dict[str, Callable[[Any, Path], Any]] = {
    "bytes": lambda m, path: CONTENT,
    "bytearray": lambda m, path: bytearray(CONTENT),
    "memoryview": lambda m, path: memoryview(CONTENT),
    "Path": lambda m, path: path,
    "open file": lambda m, path: path.open("rb"),
    "open file, not at its beginning": lambda m, path: _seeked(),
    "list": lambda m, path: list(_generator()),
    "File of bytes": lambda m, path: m.File(CONTENT),
    "File of Path": lambda m, path: m.File(path),
    "File.read": lambda m, path: m.File.read(path),
}
UNSIZED: dict[str, Callable[[Any, Path], Any]] = {
    "iterator": lambda m, path: _generator(),
    "pipe": lambda m, path: _pipe(),
    "File of iterator": lambda m, path: m.File(_generator()),
}
INPUTS = {**SIZED, **UNSIZED}


@pytest.mark.parametrize("kind", INPUTS)
@pytest.mark.anyio
async def test_a_body_that_is_a_file(
    module: ModuleType, url: str, seen: Any, path: Path, kind: str
) -> None:
    """Its length is sent where it is known, else it is sent in chunks."""
    make = INPUTS[kind]
    with module.Files(base_url=url) as client:
        result = client.upload(body=make(module, path))
    async with module.AsyncFiles(base_url=url) as client:
        again = await client.upload(body=make(module, path))
    assert result == again
    assert result == {"size": len(CONTENT), "sha256": DIGEST, "type": "application/octet-stream"}
    expected = (str(len(CONTENT)), None) if kind in SIZED else (None, "chunked")
    assert (seen.headers.get("content-length"), seen.headers.get("transfer-encoding")) == expected


@pytest.mark.parametrize("kind", INPUTS)
@pytest.mark.anyio
async def test_files_in_a_form(module: ModuleType, url: str, path: Path, kind: str) -> None:
    """As a part, and in an array of them."""
    make = INPUTS[kind]
    name = "data.bin" if kind in ("Path", "open file", "File of Path", "File.read") else "file"

    def arguments() -> dict[str, Any]:
        more = [make(module, path), module.File(b"x", "x.txt", "text/plain")]
        return {"file": make(module, path), "more": more, "title": "é"}

    with module.Files(base_url=url) as client:
        result = client.send_form(**arguments())
    async with module.AsyncFiles(base_url=url) as client:
        assert await client.send_form(**arguments()) == result
    assert (
        result["parts"]
        == [
            ["file", name, "application/octet-stream", DIGEST],
            ["more", name, "application/octet-stream", DIGEST],
            ["more", "x.txt", "text/plain", hashlib.sha256(b"x").hexdigest()],
            ["title", "é"],
        ]
        or "File.read" in kind
    )


@pytest.mark.anyio
async def test_asynchronous_chunks(module: ModuleType, url: str) -> None:
    """For the asynchronous client; the other one refuses them before anything is sent."""
    async with module.AsyncFiles(base_url=url) as client:
        assert (await client.upload(body=_async_generator()))["sha256"] == DIGEST
        assert (await client.upload(body=module.File(_async_generator())))["sha256"] == DIGEST
        parts = (await client.send_form(file=_async_generator()))["parts"]
        assert parts == [["file", "file", "application/octet-stream", DIGEST]]
    with module.Files(base_url=url) as client:
        for call in (client.upload, lambda body: client.send_form(file=body)):
            with pytest.raises(TypeError, match="asynchronous"):
                call(body=_async_generator())


def test_the_media_type_of_a_file(module: ModuleType, url: str, path: Path) -> None:
    """What a `File` says wins over what the document declares, and the options over both."""
    with module.Files(base_url=url) as client:
        assert client.upload_image(body=module.File(path, content_type="image/png"))["type"] == (
            "image/png"
        )
        options = module.RequestOptions(content_type="image/gif")
        file = module.File(path, content_type="image/png")
        assert client.upload_image(body=file, options=options)["type"] == "image/gif"


def test_any_request_takes_files(module: ModuleType, url: str, path: Path) -> None:
    """`client.request`, too."""
    with module.Files(base_url=url) as client:
        for body in (path, path.open("rb"), _generator(), module.File(path)):
            assert client.request("PUT", "/upload", body=body)["sha256"] == DIGEST
        result = client.request("POST", "/form", body={"file": path, "n": 1})
        assert [part[0] for part in result["parts"]] == ["file", "n"]


@pytest.mark.anyio
async def test_a_file_that_is_not_there(
    module: ModuleType, url: str, seen: Any, tmp_path: Path
) -> None:
    """It is noticed before anything is sent, and the system's own exception says it."""
    seen.requests.clear()
    missing, folder = tmp_path / "missing", tmp_path
    with module.Files(base_url=url) as client:
        for call in (client.upload, lambda body: client.send_form(file=body)):
            with pytest.raises(FileNotFoundError, match="missing"):
                call(body=missing)
            with pytest.raises(IsADirectoryError):
                call(body=folder)
        with pytest.raises(ValueError, match="closed"):
            file = (tmp_path / "a").open("wb+")
            file.close()
            client.upload(body=file)
        with pytest.raises(TypeError, match="binary mode"):
            client.upload(body=io.StringIO("text"))
    async with module.AsyncFiles(base_url=url) as client:
        with pytest.raises(FileNotFoundError, match="missing"):
            await client.upload(body=missing)
    assert seen.requests == []


@pytest.mark.anyio
async def test_faults_of_what_the_caller_gives(module: ModuleType, url: str) -> None:
    """An exception of an iterator comes out as it is, and is no fault of the connection."""

    def broken(error: Exception) -> Iterator[bytes]:
        yield b"one"
        raise error

    def text() -> Iterator[Any]:
        yield b"one"
        yield "two"

    with module.Files(base_url=url, max_retries=3) as client:
        for error in (OSError("disk"), KeyError("k")):
            with pytest.raises(type(error)) as caught:
                client.upload(body=broken(error))
            assert caught.value is error
        with pytest.raises(TypeError, match="must give bytes, not str"):
            client.upload(body=text())
        assert client.upload(body=b"1")["size"] == 1
    async with module.AsyncFiles(base_url=url) as client:
        with pytest.raises(OSError, match="disk"):
            await client.upload(body=broken(OSError("disk")))


def test_a_file_that_becomes_shorter(module: ModuleType, url: str, path: Path) -> None:
    """It cannot be sent with the length that was promised."""

    class Shrinking(io.BytesIO):
        def read(self, size: int | None = -1) -> bytes:
            return super().read(min(size or 0, 1000)) if self.tell() < 5000 else b""

    with module.Files(base_url=url) as client, pytest.raises(EOFError, match="shorter"):
        client.upload(body=Shrinking(CONTENT))


@pytest.mark.parametrize("kind", [*SIZED, "form"])
@pytest.mark.anyio
async def test_what_can_be_read_again_is_sent_again(
    module: ModuleType, url: str, seen: Any, path: Path, kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """From where it stood; after an error, and after a redirect."""
    make = SIZED.get(kind, SIZED["open file, not at its beginning"])
    retry = importlib.import_module(f"{module.__name__}._runtime.retry")
    monkeypatch.setattr(retry, "_FIRST_DELAY", 0.0)
    with module.Files(base_url=url) as client:
        seen.requests.clear()
        assert client.upload_busy(body=make(module, path))["sha256"] == DIGEST
        assert seen.requests == ["PUT /busy"] * 2
        assert client.upload_moved(body=make(module, path))["sha256"] == DIGEST
    async with module.AsyncFiles(base_url=url) as client:
        seen.requests.clear()
        assert (await client.upload_busy(body=make(module, path)))["sha256"] == DIGEST
        assert (await client.upload_moved(body=make(module, path)))["sha256"] == DIGEST


@pytest.mark.parametrize("kind", UNSIZED)
@pytest.mark.anyio
async def test_what_is_read_once_is_sent_once(
    module: ModuleType, url: str, seen: Any, path: Path, kind: str
) -> None:
    """The error says so; a redirect cannot be followed with it either."""
    make = UNSIZED[kind]
    with module.Files(base_url=url) as client:
        seen.requests.clear()
        with pytest.raises(module.errors.InternalServerError, match="read only once") as caught:
            client.upload_busy(body=make(module, path))
        assert (caught.value.status, caught.value.message) == (503, "busy")
        assert seen.requests == ["PUT /busy"]
        with pytest.raises(module.errors.ApiError, match="read only once"):
            client.upload_moved(body=make(module, path))
    async with module.AsyncFiles(base_url=url) as client:
        seen.requests.clear()
        with pytest.raises(module.errors.InternalServerError, match="read only once"):
            await client.upload_busy(body=make(module, path))
        with pytest.raises(module.errors.ApiError, match="read only once"):
            await client.upload_moved(body=make(module, path))


def test_a_broken_connection(module: ModuleType, path: Path) -> None:
    """What was not touched may be sent later; after a byte has been taken, an iterator is lost."""
    error = module.errors.ApiConnectionError
    with (
        files.raw_server(lambda number, head: b"") as server,
        module.Files(base_url=server.url, max_retries=1) as client,
    ):
        with pytest.raises(error) as caught:
            client.upload(body=path)
        assert len(server.requests) == 2
        assert "once" not in str(caught.value)
        with pytest.raises(error, match="read only once"):
            client.upload(body=_generator())
        assert len(server.requests) == 3
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        nobody = f"http://127.0.0.1:{unused.getsockname()[1]}"
        body = _generator()
        with module.Files(base_url=nobody, max_retries=1) as client:
            with pytest.raises(error) as caught:
                client.upload(body=body)
            assert "once" not in str(caught.value)
            assert next(body) == CONTENT[:100_000]


def _is_open(path: Path) -> bool:
    """Return whether this process has a file open, where the system says that."""
    folder = Path("/proc/self/fd")
    links = (Path(f"{each}") for each in (folder.iterdir() if folder.exists() else ()))
    return any(os.path.realpath(each) == str(path.resolve()) for each in links)


@pytest.mark.anyio
async def test_files_are_closed_by_whoever_opened_them(
    module: ModuleType, url: str, path: Path
) -> None:
    """Those of paths are closed; those that the caller opened are left open."""
    with path.open("rb") as file, module.Files(base_url=url) as client:
        client.upload(body=file)
        assert not file.closed and file.tell() == len(CONTENT)
        assert _is_open(path) or not Path("/proc/self/fd").exists()
        client.send_form(file=path, more=[path])
        with pytest.raises(module.errors.ApiError):
            client.request("PUT", "/nowhere", body=path)
        with pytest.raises(ZeroDivisionError):
            client.upload(body=path, options=module.RequestOptions(progress=lambda *parts: 1 / 0))
    async with module.AsyncFiles(base_url=url) as client:
        await client.upload(body=path)
    assert not _is_open(path)


@pytest.mark.parametrize("body", ["bytes", "Path", "iterator", "form"])
@pytest.mark.anyio
async def test_progress_of_uploads(module: ModuleType, url: str, path: Path, body: str) -> None:
    """The bytes that have been sent, and how many there are, where that is known."""
    told: list[tuple[int, int | None]] = []

    async def tell(sent: int, total: int | None) -> None:
        await asyncio.sleep(0)
        told.append((sent, total))

    def checked(*, whole: bool) -> None:
        sizes = [sent for sent, _ in told]
        assert len(sizes) > 3 and sizes == sorted(sizes)
        total = sizes[-1] if whole else None
        assert {each for _, each in told} == {total}
        assert sizes[-1] == len(CONTENT) or body == "form"
        told.clear()

    make = INPUTS.get(body, INPUTS["Path"])
    with module.Files(base_url=url) as client:
        options = module.RequestOptions(progress=lambda *parts: told.append(parts))
        call = (
            (lambda c, b, o: c.send_form(file=b, options=o))
            if body == "form"
            else (lambda c, b, o: c.upload(body=b, options=o))
        )
        call(client, make(module, path), options)
        checked(whole=body != "iterator")
        with pytest.raises(TypeError, match="asynchronous"):
            call(client, make(module, path), module.RequestOptions(progress=tell))
    async with module.AsyncFiles(base_url=url) as client:
        await call(client, make(module, path), options)
        checked(whole=body != "iterator")
        await call(client, make(module, path), module.RequestOptions(progress=tell))
        checked(whole=body != "iterator")


@pytest.mark.anyio
async def test_reading_does_not_block_the_event_loop(module: ModuleType, url: str) -> None:
    """A file that is slow is read in a thread."""

    class Slow(io.BytesIO):
        def read(self, size: int | None = -1) -> bytes:
            time.sleep(0.2)
            return super().read(size)

    ticks = 0

    async def tick() -> None:
        nonlocal ticks
        while True:
            await asyncio.sleep(0.01)
            ticks += 1

    ticking = asyncio.create_task(tick())
    async with module.AsyncFiles(base_url=url) as client:
        await client.upload(body=Slow(b"slow"))
    ticking.cancel()
    assert ticks > 5


def test_repr_and_pickles_of_requests(module: ModuleType, url: str, path: Path) -> None:
    """They show no content and need no open file."""
    import pickle

    with module.Files(base_url=url) as client, pytest.raises(module.errors.ApiError) as caught:
        client.request("PUT", "/nowhere", body=path)
    assert f"<{len(CONTENT)} bytes>" in repr(caught.value.request)
    assert pickle.loads(pickle.dumps(caught.value)).status == 404


def test_names_of_the_client(module: ModuleType, client_of: Callable[..., ModuleType]) -> None:
    """`BinaryInput` is what arguments are annotated with, where a client has such arguments."""
    import inspect

    sync = inspect.signature(module.Files.upload).parameters["body"].annotation
    waiting = inspect.signature(module.AsyncFiles.upload).parameters["body"].annotation
    assert (sync, waiting) == ("BinaryInput", "AsyncBinaryInput")
    assert {"BinaryInput", "AsyncBinaryInput", "File"} <= set(module.__all__)
    paths = {"/json": files.DOCUMENT["paths"]["/json"]}
    other = client_of({**files.DOCUMENT, "paths": paths})
    assert "BinaryInput" not in other.__all__


@pytest.mark.anyio
async def test_memory(module: ModuleType, url: str, tmp_path: Path) -> None:
    """Files are not held in memory, sent or saved."""
    size = 16 * files.MEGABYTE
    place = tmp_path / "large"
    with place.open("wb") as file:
        file.truncate(size)
    tracemalloc.start()
    with module.Files(base_url=url) as client:
        assert client.upload(body=place)["size"] == size
        with module.stream_response(client.download)("zeros") as response:
            response.save(tmp_path / "saved")
    async with module.AsyncFiles(base_url=url) as client:
        assert (await client.upload(body=place))["size"] == size
        async with module.stream_response(client.download)("zeros") as response:
            await response.save(tmp_path / "saved")
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 8 * files.MEGABYTE
    assert (tmp_path / "saved").stat().st_size == size


def test_modules_are_loaded_when_they_are_needed(module: ModuleType) -> None:
    """A client that sends and receives JSON loads none of those that read and save files."""
    code = f"""
import sys
import httpx2
from {module.__name__} import Files, raw_response
transport = httpx2.MockTransport(lambda request: httpx2.Response(200, json={{}}))
with Files(http_client=httpx2.Client(transport=transport)) as client:
    client.describe()
    client.request("POST", "/a", body=[1])
names = "sources uploads streamed saving reading opening text_lines".split()
print([name for name in names if f"{module.__name__}._runtime.{{name}}" in sys.modules])
"""
    path = str(Path(module.__path__[0]).parent)
    done = subprocess.run(
        [sys.executable, "-c", code],
        env={**os.environ, "PYTHONPATH": path},
        check=True,
        capture_output=True,
        text=True,
    )
    assert done.stdout.strip() == "[]"


@pytest.mark.parametrize("library", ["httpx", "httpx2"])
@pytest.mark.anyio
async def test_http_clients_of_the_users(
    module: ModuleType, url: str, path: Path, library: str
) -> None:
    """Files are sent and saved over those of both libraries."""
    http = pytest.importorskip(library)
    saved = path.with_name("saved")
    with http.Client() as own, module.Files(base_url=url, http_client=own) as client:
        for body in (path, _generator()):
            assert client.upload(body=body)["sha256"] == DIGEST
        with module.stream_response(client.download)("zeros") as response:
            response.save(saved)
    async with (
        http.AsyncClient() as own,
        module.AsyncFiles(base_url=url, http_client=own, max_response_bytes=1000) as client,
    ):
        for body in (path, _generator(), _async_generator()):
            assert (await client.upload(body=body))["sha256"] == DIGEST
        with pytest.raises(module.errors.ResponseTooLargeError):
            await client.download("zeros")


def test_trio(module: ModuleType, url: str, path: Path) -> None:
    """The asynchronous client needs no asyncio for files."""
    trio = pytest.importorskip("trio")

    async def run() -> None:
        async with module.AsyncFiles(base_url=url) as client:
            assert (await client.upload(body=path))["sha256"] == DIGEST
            async with await trio.open_file(path, "rb") as file:
                assert (await client.upload(body=file))["sha256"] == DIGEST
            async with module.stream_response(client.download)("zeros") as response:
                await response.save(path.with_name("saved"))

    trio.run(run)


def test_the_deadline_holds_while_a_body_is_sent(module: ModuleType, url: str) -> None:
    """Though each of its chunks is sent in time."""

    def slow() -> Iterator[bytes]:
        for _ in range(50):
            time.sleep(0.05)
            yield b"x"

    options = module.RequestOptions(deadline=0.2)
    with (
        module.Files(base_url=url) as client,
        pytest.raises(module.errors.ApiTimeoutError, match="deadline"),
    ):
        client.upload(body=slow(), options=options)


def test_fake_servers_see_what_is_sent(module: ModuleType, path: Path) -> None:
    """The `FakeApi` of a client, too."""
    testing = importlib.import_module(f"{module.__name__}.testing")
    api = testing.FakeApi(testing.FakeResponse(200, json={}), testing.FakeResponse(200, json={}))
    with api.client() as client:
        client.upload(body=path)
        client.send_form(file=_generator(), title="t")
    assert api.requests[0].content == CONTENT
    assert [part[0] for part in api.requests[1].parts] == ["file", "title"]
