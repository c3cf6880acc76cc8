"""Lists as five large APIs page them, without an overlay, against a server that responds as theirs do."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator, Mapping
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import ModuleType
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

COUNT = 23
SIZE = 10
STRING = {"type": "string"}
INTEGER = {"type": "integer"}
THING = {"type": "object", "required": ["id"], "properties": {"id": STRING}}
ITEMS = {"type": "array", "items": THING}
IDS = [f"id_{number}" for number in range(COUNT)]


def _things(start: int, size: int = SIZE) -> list[Any]:
    return [{"id": each} for each in IDS[start : start + size]]


Answer = tuple[Any, dict[str, str]]


def _link_header(base: str, query: Mapping[str, str]) -> Answer:
    """Return what GitHub does: an array, and links in a header."""
    page, last = int(query.get("page", 1)), -(-COUNT // SIZE)
    names = {"first": 1, "prev": page - 1, "next": page + 1, "last": last}
    shown = {name: to for name, to in names.items() if 1 <= to <= last and to != page}
    links = ", ".join(f'<{base}?page={to}>; rel="{name}"' for name, to in shown.items())
    return _things((page - 1) * SIZE), {"Link": links}


def _last_item(base: str, query: Mapping[str, str]) -> Answer:
    """Return what Stripe does: `has_more`, after an id."""
    start = IDS.index(query["starting_after"]) + 1 if "starting_after" in query else 0
    more = start + SIZE < COUNT
    return {"object": "list", "has_more": more, "data": _things(start)}, {}


def _after(base: str, query: Mapping[str, str]) -> Answer:
    """Return what OpenAI does: `has_more` and the ids of both ends."""
    start = IDS.index(query["after"]) + 1 if "after" in query else 0
    things = _things(start)
    ends = {"first_id": things[0]["id"], "last_id": things[-1]["id"]}
    return {"object": "list", "data": things, "has_more": start + SIZE < COUNT, **ends}, {}


def _nested_url(base: str, query: Mapping[str, str]) -> Answer:
    """Return what DigitalOcean does: URLs in `links.pages`, of which the last page has no `next`."""
    page = int(query.get("page", 1))
    pages = {"first": f"{base}?page=1"} if page > 1 else {}
    if page * SIZE < COUNT:
        pages["next"] = f"{base}?page={page + 1}"
    return {"things": _things((page - 1) * SIZE), "links": {"pages": pages}}, {}


def _continued(base: str, query: Mapping[str, str]) -> Answer:
    """Return what Kubernetes does: a token in the metadata, empty at the end."""
    start = int(query.get("continue", "c0")[1:])
    token = f"c{start + SIZE}" if start + SIZE < COUNT else ""
    return {"items": _things(start), "metadata": {"resourceVersion": "1", "continue": token}}, {}


def _object(**properties: Any) -> dict[str, Any]:
    return {"type": "object", "properties": properties}


PAGES = _object(next={**STRING, "format": "uri"}, first=STRING)
STYLES: dict[str, tuple[Callable[[str, Mapping[str, str]], Answer], Any, dict[str, Any]]] = {
    "link": (_link_header, ITEMS, {"page": {**INTEGER, "default": 1}, "per_page": INTEGER}),
    "last": (
        _last_item,
        _object(object=STRING, has_more={"type": "boolean"}, data=ITEMS),
        {"ending_before": STRING, "limit": INTEGER, "starting_after": STRING},
    ),
    "after": (
        _after,
        _object(
            object=STRING, data=ITEMS, first_id=STRING, last_id=STRING, has_more={"type": "boolean"}
        ),
        {"after": STRING, "limit": INTEGER},
    ),
    "url": (
        _nested_url,
        _object(things=ITEMS, links=_object(pages=PAGES)),
        {"page": INTEGER, "per_page": INTEGER},
    ),
    "continue": (
        _continued,
        _object(items=ITEMS, metadata=_object(**{"continue": STRING, "resourceVersion": STRING})),
        {"continue": STRING, "limit": INTEGER},
    ),
}


def _operation(style: str) -> dict[str, Any]:
    _, schema, parameters = STYLES[style]
    ok: dict[str, Any] = {"description": "OK", "content": {"application/json": {"schema": schema}}}
    if style == "link":
        ok["headers"] = {"Link": {"schema": STRING}}
    return {
        "operationId": f"list_{style}",
        "parameters": [{"name": n, "in": "query", "schema": s} for n, s in parameters.items()],
        "responses": {"200": ok},
        "security": [{"key": []}],
    }


@pytest.fixture(scope="module")
def module(module_client_of: Callable[..., ModuleType]) -> ModuleType:
    """The client of one document with the five lists."""
    document = {
        "openapi": "3.1.0",
        "info": {"title": "Lists", "version": "1"},
        "servers": [{"url": "https://api.example.com"}],
        "paths": {f"/{style}": {"get": _operation(style)} for style in STYLES},
        "components": {"securitySchemes": {"key": {"type": "http", "scheme": "bearer"}}},
    }
    return module_client_of(document)


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *arguments: Any) -> None:
        """Print nothing."""

    def do_GET(self) -> None:
        server: Any = self.server
        parts = urlsplit(self.path)
        query = {name: values[0] for name, values in parse_qs(parts.query).items()}
        server.requests.append((self.path, self.headers["authorization"], self.headers["x-trace"]))
        answer = STYLES[parts.path.strip("/")][0]
        body, headers = answer(f"http://127.0.0.1:{server.server_port}{parts.path}", query)
        failing = len(server.requests) == server.fails_at
        content = b"{}" if failing else json.dumps(body).encode()
        self.send_response(503 if failing else 200)
        for name, value in {"Content-Type": "application/json", **headers}.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)


@pytest.fixture
def server() -> Iterator[Any]:
    """The server, on loopback; `fails_at` is the number of a request that it refuses once."""
    made: Any = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
    made.requests, made.fails_at = [], 0
    thread = threading.Thread(target=made.serve_forever, daemon=True)
    thread.start()
    yield made
    made.shutdown()
    made.server_close()


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.anyio
async def test_every_item_of_every_page(module: ModuleType, server: Any, style: str) -> None:
    """In both clients; credentials, options and retries hold on each page, of which there are three."""
    options = module.RequestOptions(headers={"x-trace": "t"}, max_retries=1)
    settings = {"base_url": f"http://127.0.0.1:{server.server_port}", "key": "secret"}
    server.fails_at = 2
    with module.Lists(**settings) as client:
        things = getattr(client, f"list_{style}")(options=options)
        assert [thing.id for thing in things] == IDS
    assert {request[1:] for request in server.requests} == {("Bearer secret", "t")}
    assert len(server.requests) == 4
    server.requests.clear()
    async with module.AsyncLists(**settings) as client:
        things = getattr(client, f"list_{style}")(options=options)
        assert [thing.id async for thing in things] == IDS
    assert {request[1:] for request in server.requests} == {("Bearer secret", "t")}


@pytest.mark.parametrize("style", STYLES)
def test_hooks_and_raw_responses_of_pages(module: ModuleType, server: Any, style: str) -> None:
    """Hooks see every request; the raw response has the page."""
    seen: list[Any] = []
    hooks = module.Hooks(before_request=[seen.append])
    base_url = f"http://127.0.0.1:{server.server_port}"
    with module.Lists(base_url=base_url, key="secret", hooks=hooks) as client:
        raw = module.raw_response(getattr(client, f"list_{style}"))()
        assert raw.status == 200
        assert [len(page.items) for page in raw.parsed.pages()] == [10, 10, 3]
    assert len(seen) == 3
