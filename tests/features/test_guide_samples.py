"""The samples of the guide's page on generated clients run, section by section."""

from __future__ import annotations

import ast
import asyncio
import inspect
import json
import re
import sys
import types
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import httpx2
import pytest

ROOT = Path(__file__).parents[2]
GUIDE = ROOT / "docs" / "generated-client.md"
BLOCK = re.compile(r"^```python\n(.*?)^```$", re.DOTALL | re.MULTILINE)


SAMPLES = ("amazon_bedrock", "kitchen_sink")


def handle(request: httpx2.Request) -> httpx2.Response:
    """Return what every server does: no client gets a token, anything else is an empty object."""
    if request.url.path == "/token":
        return httpx2.Response(401, json={"error": "invalid_client"})
    return httpx2.Response(200, json={}, headers={"x-amzn-requestid": "r"})


@pytest.fixture
def bedrock(monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """A client of the sample; nothing that is done with the samples reaches the network."""
    for name in SAMPLES:
        monkeypatch.syspath_prepend(str(ROOT / "generated_samples" / name / "src"))
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "test")

    async def handle_later(transport: Any, request: httpx2.Request) -> httpx2.Response:
        return handle(request)

    monkeypatch.setattr(httpx2.HTTPTransport, "handle_request", lambda _, request: handle(request))
    monkeypatch.setattr(httpx2.AsyncHTTPTransport, "handle_async_request", handle_later)
    plain = httpx.MockTransport(lambda _: httpx.Response(200, json={}))
    monkeypatch.setattr(
        httpx.HTTPTransport, "handle_request", lambda _, request: plain.handle_request(request)
    )
    import amazon_bedrock

    yield amazon_bedrock.AmazonBedrock(api_key="key")
    for name in [name for name in sys.modules if name.partition(".")[0] in SAMPLES]:
        del sys.modules[name]


def samples_of(title: str) -> list[str]:
    """Return the Python samples of a section, those of its subsections included."""
    text = GUIDE.read_text(encoding="utf-8")
    start = re.search(rf"^(#+) {re.escape(title)}$", text, re.MULTILINE)
    assert start is not None, f"no section {title}"
    rest = text[start.end() :]
    end = re.search(rf"^#{{1,{len(start[1])}}} ", rest, re.MULTILINE)
    return BLOCK.findall(rest[: end.start()] if end else rest)


@pytest.mark.parametrize(
    "title",
    [
        "Authentication",
        "Calls",
        "Clients",
        "Hooks and logging",
        "Models",
        "Options",
        "Requests that are not in the document",
        "Speed",
        "Testing your own code",
        "The whole response",
        "Waiting",
        "Webhooks",
    ],
)
def test_samples_run(title: str, bedrock: Any) -> None:
    """Each as it stands, after those before it; `client` is the sample's. One that awaits is a coroutine."""
    samples = samples_of(title)
    assert samples
    names: dict[str, Any] = {}
    for sample in samples:
        names["client"] = bedrock
        flags = ast.PyCF_ALLOW_TOP_LEVEL_AWAIT
        result = eval(compile(sample, f"{GUIDE.name}: {title}", "exec", flags=flags), names)
        if inspect.iscoroutine(result):
            asyncio.run(result)


def test_samples_of_streams_run(
    bedrock: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Each as it stands, with a server that streams; the asynchronous one is a function, which is called."""
    import kitchen_sink

    bodies = {
        "text/event-stream": b'data: {"event": "order.shipped", "orderId": 5, "parcel": "p"}\n\n',
        "application/x-ndjson": b'{"id": "r"}\n',
        "application/json-seq": b'\x1e{"id": "r"}\n',
        "multipart/mixed": b'--b\r\nContent-Type: application/json\r\n\r\n{"id": "r"}\r\n--b--\r\n',
    }
    found = {"isbn": "9780141439587", "reason": "it is short"}

    def stream(request: httpx2.Request) -> httpx2.Response:
        kind = request.headers["accept"]
        if request.url.path.endswith("/recommendations"):
            asked.append(json.loads(request.read()).get("stream"))
            body = json.dumps(found)
            text = f"data: {body}\n\n" if asked[-1] else body
            return httpx2.Response(200, headers={"content-type": kind}, text=text)
        if request.method == "POST":
            sent.append(request.read())
            return httpx2.Response(200, json=1)
        resumed = "last-event-id" in request.headers
        headers = {"content-type": f"{kind}; boundary=b"}
        return httpx2.Response(204 if resumed else 200, headers=headers, content=bodies[kind])

    async def stream_later(transport: Any, request: httpx2.Request) -> httpx2.Response:
        await request.aread()
        return stream(request)

    monkeypatch.setattr(httpx2.HTTPTransport, "handle_request", lambda _, request: stream(request))
    monkeypatch.setattr(httpx2.AsyncHTTPTransport, "handle_async_request", stream_later)
    bodies["text/event-stream"] = b"id: 1\nretry: 1\n" + bodies["text/event-stream"]
    monkeypatch.chdir(tmp_path)
    Path("titles.txt").write_text("Emma\n")
    sent: list[bytes] = []
    asked: list[Any] = []
    names: dict[str, Any] = {}
    for sample in samples_of("Streams"):
        exec(compile(sample, f"{GUIDE.name}: Streams", "exec"), names)

    async def run() -> None:
        async with kitchen_sink.AsyncKitchenSinkBookshop(api_key="key") as shop:
            await names["watch"](shop)
            await names["copy"](shop, shop.archive.export_records())

    asyncio.run(run())
    parts = sent.pop(2)
    assert b'Content-Type: application/json\r\n\r\n{"id":"1","title":"Emma"}\r\n--' in parts
    assert sent == [b'{"id":"0","title":"Emma"}\n', b'{"id":"1","title":"Emma"}\n', b'{"id":"r"}\n']
    assert asked == [None, True]


def test_samples_of_pages_run(bedrock: Any) -> None:
    """The synchronous ones as they stand, the others within a coroutine."""
    import amazon_bedrock

    http = httpx2.AsyncClient(
        transport=httpx2.MockTransport(lambda request: httpx2.Response(200, json={}))
    )
    asynchronous = amazon_bedrock.AsyncAmazonBedrock(http_client=http, api_key="key")
    samples = samples_of("Pages")
    assert len(samples) == 3
    for sample in samples:
        flags = ast.PyCF_ALLOW_TOP_LEVEL_AWAIT
        code = compile(sample, f"{GUIDE.name}: Pages", "exec", flags=flags)
        if code.co_flags & inspect.CO_COROUTINE:
            function = types.FunctionType(code, {"client": asynchronous})
            asyncio.run(function())
        else:
            exec(code, {"client": bedrock})


@pytest.mark.anyio
async def test_samples_of_files_run(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """As they stand, one after the other, with files that are there; what they send is received."""
    monkeypatch.syspath_prepend(str(ROOT / "generated_samples" / "kitchen_sink" / "src"))
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("KITCHEN_SINK_API_KEY", "test")
    for name in ("emma.mp3", "emma.png"):
        (tmp_path / name).write_bytes(name.encode())
    received: list[bytes] = []

    def take(request: httpx2.Request) -> httpx2.Response:
        received.append(request.content)
        return httpx2.Response(204) if request.method == "PUT" else httpx2.Response(200, text="a\n")

    def respond(_: Any, request: httpx2.Request) -> httpx2.Response:
        request.read()
        return take(request)

    async def respond_later(_: Any, request: httpx2.Request) -> httpx2.Response:
        await request.aread()
        return take(request)

    monkeypatch.setattr(httpx2.HTTPTransport, "handle_request", respond)
    monkeypatch.setattr(httpx2.AsyncHTTPTransport, "handle_async_request", respond_later)
    names: dict[str, Any] = {}
    for sample in samples_of("Files"):
        code = compile(sample, "Files", "exec", flags=ast.PyCF_ALLOW_TOP_LEVEL_AWAIT)
        result = eval(code, names)
        if inspect.iscoroutine(result):
            await result
    assert received[0] == b"emma.mp3" and b"emma.png" in received[1] and b"image/png" in received[1]
    assert (tmp_path / "emma.mp3").read_bytes() == b"a\n"
    printed = capsys.readouterr().out
    assert "8 of 8 bytes" in printed
    assert "max_response_bytes" in printed
    for name in [name for name in sys.modules if name.partition(".")[0] == "kitchen_sink"]:
        del sys.modules[name]
