"""A file that uses all that a client has: it is clean under `mypy --strict`, and it runs."""

from __future__ import annotations

import asyncio
import importlib
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "generated_samples/kitchen_sink/src"
FOLDER = Path(__file__).parent / "use"
SCANS = (
    b"\x00\x00\x00p\x00\x00\x00L\xe3\x9a2\x1d\r:message-type\x07\x00\x05event\x0b:event-type\x07\x00\x06paused"
    b'\r:content-type\x07\x00\x10application/json{"reason": "reason"}\xb0v\t\x13'
)
CHALLENGE = {"www-authenticate": 'Digest realm="shop", nonce="n", qop="auth", algorithm=SHA-256'}
PAYMENTS = (
    b'data: {"method": "CardPayment", "amount": {"amount": "1", "currency": "EUR"}}\n\n'
    b"data: [DONE]\n\n"
)
EVENT = b'data: {"event": "order.shipped", "orderId": 5, "parcel": "p"}\n\n'


@pytest.fixture
def _imported(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The sample and the file can be imported."""
    monkeypatch.syspath_prepend(str(SOURCE))
    monkeypatch.syspath_prepend(str(FOLDER))
    yield
    for name in [n for n in sys.modules if n.partition(".")[0] in ("kitchen_sink", "everything")]:
        del sys.modules[name]


@pytest.mark.usefixtures("_imported")
def test_it_runs(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    testing = importlib.import_module("kitchen_sink.testing")
    fake = testing.FakeResponse
    order = {
        "number": 7,
        "status": "sent",
        "lines": [],
        "to": {"street": "", "town": "", "country": ""},
    }
    book = {
        "isbn": "1",
        "title": "Emma",
        "genre": "novel",
        "price": {"amount": "1", "currency": "EUR"},
    }
    api = testing.FakeApi()
    events = fake(pieces=EVENT, headers={"content-type": "text/event-stream"})
    # 204 ends a stream that is requested again.
    api.on("GET", "/orders/{id}/events", events, fake(204), events)
    lines = {"content-type": "application/x-ndjson"}
    api.on("GET", "/archive/records", fake(pieces=b'{"id": "r"}\n', headers=lines))
    api.on("POST", "/archive/records", fake(json=1))
    api.on("PUT", "/books/{isbn}/cover", fake(204))
    api.on("PUT", "/books/{isbn}/recording", fake(204))
    api.on("GET", "/books/{isbn}/recording", fake(content=b"sound"))
    api.on("GET", "/books", fake(json={"books": [book]}))
    api.on("GET", "/orders/{id}", fake(json=order))
    api.on("GET", "/else", fake(json={"a": 2}))
    pages = [{"books": [book], "nextCursor": "c"}, {"books": []}]
    api.on("POST", "/books/search", *(fake(json=page) for page in pages))
    api.on("POST", "/requests", fake(204))
    api.on("GET", "/books/{isbn}/preview", fake(302, headers={"location": "https://read.example/"}))
    api.on("GET", "/takings", fake(401, headers=CHALLENGE), fake(json=book["price"]))
    api.on("POST", "/token", fake(json={"access_token": "t", "token_type": "bearer"}))
    api.on("GET", "/parcels/{parcel}", fake(json={"place": "Breda"}))
    described = {"token_endpoint": "https://club.bookshop.example/token"}
    api.on("GET", "/.well-known/openid-configuration", fake(json=described))
    api.on("GET", "/customers/me/recommendations", fake(json=[]))
    maps = fake(json=[{"id": "m1"}], headers={"x-next-cursor": "c"}), fake(json=[{"id": "m2"}])
    api.on("GET", "/archive/maps", *maps)
    framed = {"content-type": "application/vnd.amazon.eventstream"}
    api.on("GET", "/archive/scans", fake(pieces=SCANS, headers=framed))
    payments = fake(pieces=PAYMENTS, headers={"content-type": "text/event-stream"})
    api.on("GET", "/orders/{id}/payments/events", payments)
    path = tmp_path / "a.png"
    path.write_bytes(b"picture")
    asyncio.run(importlib.import_module("everything").main(path, api))
    said = capsys.readouterr().out
    assert "[Decimal('1'), 'Breda', 'https://read.example/']" in said
    assert "[ScanPause(reason='reason')]" in said and "['m1', 'm2'] []" in said
    assert "['p']" in said and "['Emma']" in said and "404" in said and "b'sound' ['p']" in said
    assert path.with_suffix(".mp3").read_bytes() == b"sound"


def test_type_checkers_know_all_of_it() -> None:
    """pyright in strict mode is run by hand: it is no dependency of the tests."""
    said = subprocess.run(
        [sys.executable, "-m", "mypy", "--strict", "--no-error-summary", "everything.py"],
        cwd=FOLDER,
        env={**os.environ, "MYPYPATH": str(SOURCE)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert said.returncode == 0, said.stdout + said.stderr
