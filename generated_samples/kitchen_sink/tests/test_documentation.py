"""Every Python sample of the README and the documentation runs, against an API in this process."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import httpx2
import pytest

ENVIRONMENT: dict[str, str] = {
    "KITCHEN_SINK_API_KEY": "test-secret",
    "KITCHEN_SINK_CUSTOMER_LOGIN": "test-secret",
}

ROUTES: list[tuple[str, str, int, Any]] = [
    (
        "GET",
        "/authors",
        200,
        [
            {
                "born": "2026-01-02",
                "died": "2026-01-02",
                "id": "0f0e0d0c-0b0a-4908-8706-050403020100",
                "name": "name",
                "penName": "penName",
                "pen_name": "pen_name",
            }
        ],
    ),
    (
        "GET",
        "/authors/{author-id}",
        200,
        {
            "born": "2026-01-02",
            "died": "2026-01-02",
            "id": "0f0e0d0c-0b0a-4908-8706-050403020100",
            "name": "name",
            "penName": "penName",
            "pen_name": "pen_name",
        },
    ),
    (
        "GET",
        "/books",
        200,
        {
            "books": [
                {
                    "added": "2026-01-02T03:04:05Z",
                    "authors": [
                        {
                            "born": "2026-01-02",
                            "died": "2026-01-02",
                            "id": "0f0e0d0c-0b0a-4908-8706-050403020100",
                            "name": "name",
                            "penName": "penName",
                            "pen_name": "pen_name",
                        }
                    ],
                    "binding": 0,
                    "class": "class",
                    "genre": "novel",
                    "id": 1,
                    "isbn": "isbn",
                    "notes": {"key": "notes"},
                    "pages": 1,
                    "price": {"amount": "1.5", "currency": "cur"},
                    "published": "2026-01-02",
                    "size": {"depth": 1.5, "height": 1.5, "width": 1.5},
                    "subtitle": "subtitle",
                    "tags": ["tags"],
                    "thumbnail": "b2N0ZXRz",
                    "title": "title",
                    "weight": 1.5,
                }
            ]
        },
    ),
    (
        "POST",
        "/books",
        201,
        {
            "added": "2026-01-02T03:04:05Z",
            "authors": [
                {
                    "born": "2026-01-02",
                    "died": "2026-01-02",
                    "id": "0f0e0d0c-0b0a-4908-8706-050403020100",
                    "name": "name",
                    "penName": "penName",
                    "pen_name": "pen_name",
                }
            ],
            "binding": 0,
            "class": "class",
            "genre": "novel",
            "id": 1,
            "isbn": "isbn",
            "notes": {"key": "notes"},
            "pages": 1,
            "price": {"amount": "1.5", "currency": "cur"},
            "published": "2026-01-02",
            "size": {"depth": 1.5, "height": 1.5, "width": 1.5},
            "subtitle": "subtitle",
            "tags": ["tags"],
            "thumbnail": "b2N0ZXRz",
            "title": "title",
            "weight": 1.5,
        },
    ),
    (
        "GET",
        "/books/{isbn}",
        200,
        {
            "added": "2026-01-02T03:04:05Z",
            "authors": [
                {
                    "born": "2026-01-02",
                    "died": "2026-01-02",
                    "id": "0f0e0d0c-0b0a-4908-8706-050403020100",
                    "name": "name",
                    "penName": "penName",
                    "pen_name": "pen_name",
                }
            ],
            "binding": 0,
            "class": "class",
            "genre": "novel",
            "id": 1,
            "isbn": "isbn",
            "notes": {"key": "notes"},
            "pages": 1,
            "price": {"amount": "1.5", "currency": "cur"},
            "published": "2026-01-02",
            "size": {"depth": 1.5, "height": 1.5, "width": 1.5},
            "subtitle": "subtitle",
            "tags": ["tags"],
            "thumbnail": "b2N0ZXRz",
            "title": "title",
            "weight": 1.5,
        },
    ),
    (
        "PUT",
        "/books/{isbn}",
        200,
        {
            "added": "2026-01-02T03:04:05Z",
            "authors": [
                {
                    "born": "2026-01-02",
                    "died": "2026-01-02",
                    "id": "0f0e0d0c-0b0a-4908-8706-050403020100",
                    "name": "name",
                    "penName": "penName",
                    "pen_name": "pen_name",
                }
            ],
            "binding": 0,
            "class": "class",
            "genre": "novel",
            "id": 1,
            "isbn": "isbn",
            "notes": {"key": "notes"},
            "pages": 1,
            "price": {"amount": "1.5", "currency": "cur"},
            "published": "2026-01-02",
            "size": {"depth": 1.5, "height": 1.5, "width": 1.5},
            "subtitle": "subtitle",
            "tags": ["tags"],
            "thumbnail": "b2N0ZXRz",
            "title": "title",
            "weight": 1.5,
        },
    ),
    ("DELETE", "/books/{isbn}", 204, None),
    (
        "PATCH",
        "/books/{isbn}",
        200,
        {
            "added": "2026-01-02T03:04:05Z",
            "authors": [
                {
                    "born": "2026-01-02",
                    "died": "2026-01-02",
                    "id": "0f0e0d0c-0b0a-4908-8706-050403020100",
                    "name": "name",
                    "penName": "penName",
                    "pen_name": "pen_name",
                }
            ],
            "binding": 0,
            "class": "class",
            "genre": "novel",
            "id": 1,
            "isbn": "isbn",
            "notes": {"key": "notes"},
            "pages": 1,
            "price": {"amount": "1.5", "currency": "cur"},
            "published": "2026-01-02",
            "size": {"depth": 1.5, "height": 1.5, "width": 1.5},
            "subtitle": "subtitle",
            "tags": ["tags"],
            "thumbnail": "b2N0ZXRz",
            "title": "title",
            "weight": 1.5,
        },
    ),
    ("GET", "/books/{isbn}/cover", 200, "answer"),
    ("PUT", "/books/{isbn}/cover", 204, None),
    (
        "GET",
        "/books/{isbn}/reviews",
        200,
        [{"at": "2026-01-02T03:04:05Z", "by": "by", "rating": 1, "text": "text"}],
    ),
    ("POST", "/books/{isbn}/reviews", 201, None),
    (
        "GET",
        "/customers/me",
        200,
        {
            "address": {"country": "country", "street": "street", "town": "town"},
            "email": "email",
            "name": "name",
            "preferences": {"genres": ["novel"], "newsletter": True},
        },
    ),
    ("POST", "/sessions", 200, {"expires": "2026-01-02T03:04:05Z", "token": "token"}),
    (
        "GET",
        "/orders",
        200,
        [
            {
                "from": "from",
                "lines": [{"gift": True, "isbn": "isbn", "quantity": 1}],
                "message": "message",
                "number": 1,
                "placed": "2026-01-02T03:04:05Z",
                "status": "open",
                "to": {"country": "country", "street": "street", "town": "town"},
                "total": {"amount": "1.5", "currency": "cur"},
            }
        ],
    ),
    (
        "POST",
        "/orders",
        201,
        {
            "from": "from",
            "lines": [{"gift": True, "isbn": "isbn", "quantity": 1}],
            "message": "message",
            "number": 1,
            "placed": "2026-01-02T03:04:05Z",
            "status": "open",
            "to": {"country": "country", "street": "street", "town": "town"},
            "total": {"amount": "1.5", "currency": "cur"},
        },
    ),
    (
        "GET",
        "/orders/{order_id}",
        200,
        {
            "from": "from",
            "lines": [{"gift": True, "isbn": "isbn", "quantity": 1}],
            "message": "message",
            "number": 1,
            "placed": "2026-01-02T03:04:05Z",
            "status": "open",
            "to": {"country": "country", "street": "street", "town": "town"},
            "total": {"amount": "1.5", "currency": "cur"},
        },
    ),
    ("POST", "/orders/{order_id}/cancel", 204, None),
    (
        "GET",
        "/orders/{order_id}/payments",
        200,
        [{"amount": {"amount": "1.5", "currency": "cur"}, "method": "Payment"}],
    ),
    ("GET", "/categories", 200, {"children": [], "name": "name"}),
    ("GET", "/status", 200, {"details": "details", "open": True, "until": "03:04:05"}),
    ("GET", "/stock", 200, "answer"),
    ("PUT", "/stock", 200, {"key": 1}),
]
"""Method, path, status and answer of every operation."""

_ROOT = Path(__file__).parent.parent
_SAMPLE = re.compile(r"^```python\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def _samples() -> Iterator[tuple[str, str]]:
    for path in [_ROOT / "README.md", *sorted((_ROOT / "docs").glob("*.md"))]:
        for number, match in enumerate(_SAMPLE.finditer(path.read_text(encoding="utf-8")), 1):
            yield f"{path.name}-{number}", match[1]


def _answer(request: httpx2.Request) -> httpx2.Response:
    path = unquote(request.url.raw_path.decode("ascii").partition("?")[0])
    for method, template, status, body in ROUTES:
        template = unquote(template.partition("?")[0])
        pieces = [re.escape(piece) for piece in re.split(r"\{[^{}]*\}", template)]
        if method == request.method and re.fullmatch(".*" + ".+".join(pieces), path):
            content = b"" if body is None else json.dumps(body).encode()
            return httpx2.Response(status, content=content, request=request)
    raise AssertionError(f"no operation answers {request.method} {path}")


@pytest.fixture
def offline(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let every client reach the API in this process instead of the network."""

    def handle(transport: httpx2.HTTPTransport, request: httpx2.Request) -> httpx2.Response:
        return _answer(request)

    async def handle_async(
        transport: httpx2.AsyncHTTPTransport, request: httpx2.Request
    ) -> httpx2.Response:
        return _answer(request)

    monkeypatch.setattr(httpx2.HTTPTransport, "handle_request", handle)
    monkeypatch.setattr(httpx2.AsyncHTTPTransport, "handle_async_request", handle_async)
    for name, value in ENVIRONMENT.items():
        monkeypatch.setenv(name, value)


@pytest.mark.parametrize("sample", [pytest.param(sample, id=name) for name, sample in _samples()])
@pytest.mark.usefixtures("offline")
def test_sample(sample: str) -> None:
    """The sample runs to its end."""
    exec(compile(sample, "<sample>", "exec"), {"__name__": "__main__"})
