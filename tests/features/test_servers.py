"""Where requests go: servers, their variables, and `base_url`."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import httpx2
import pytest
from specloom.build.pipeline import generate
from specloom.config import ClientConfig
from specloom.diagnostics import Code
from specloom.run.progress import SilentProgress

DONE = {"responses": {"204": {"description": "Done"}}}
PATHS = {
    "/a": {"get": {"operationId": "read", **DONE}},
    "/b": {"get": {"operationId": "own", **DONE, "servers": [{"url": "https://two.example"}]}},
    "/c": {"servers": [{"url": "/v9"}], "get": {"operationId": "relative", **DONE}},
}


class Api:
    """The package of a document, and where its calls go."""

    def __init__(self, module: Any) -> None:
        self.module = module

    def client(self, **settings: Any) -> Any:
        """Return a client that remembers the last URL."""
        self.urls: list[str] = []
        return self.module.Feature(
            http_client=httpx2.Client(transport=httpx2.MockTransport(self._handle)), **settings
        )

    def _handle(self, request: httpx2.Request) -> httpx2.Response:
        self.urls.append(str(request.url))
        return httpx2.Response(204)

    def called(self, **settings: Any) -> list[str]:
        """Return the URLs of the three operations."""
        client = self.client(**settings)
        client.read()
        client.own()
        client.relative()
        return self.urls


@pytest.fixture
def served(client_of: Callable[..., Any]) -> Callable[..., Api]:
    """Makes the client of a document with these servers."""

    def make(*servers: str | Mapping[str, Any], version: str = "3.1.0", **settings: Any) -> Api:
        document: dict[str, Any] = {
            "openapi": version,
            "info": {"title": "Feature", "version": "1"},
            "paths": PATHS,
        }
        if servers:
            listed = [{"url": s} if isinstance(s, str) else s for s in servers]
            document["servers"] = listed
        return Api(client_of(document, **settings))

    return make


def test_an_absolute_server(served: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """`base_url`, from the argument or the environment, wins over all servers of the document."""
    api = served("https://one.example/v1/")
    assert api.called() == [
        "https://one.example/v1/a",
        "https://two.example/b",
        "https://one.example/v9/c",
    ]
    everywhere = ["https://x.example/y/a", "https://x.example/y/b", "https://x.example/y/c"]
    assert api.called(base_url="https://x.example/y/") == everywhere
    client = api.client().with_options(base_url="https://x.example/y")
    client.own()
    assert api.urls == everywhere[1:2]
    monkeypatch.setenv(f"{api.module.__name__.upper()}_BASE_URL", " https://x.example/y ")
    assert api.called() == everywhere
    assert api.called(base_url="https://z.example")[1] == "https://z.example/b"


def test_a_server_without_a_host(served: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """`base_url` is the host then, and the path is appended; that is said where people look."""
    api = served("/api/v1")
    assert api.called(base_url="http://h:8000/") == [
        "http://h:8000/api/v1/a",
        "http://h:8000/api/v1/b",
        "http://h:8000/v9/c",
    ]
    assert api.called(base_url="http://h/proxy")[0] == "http://h/proxy/api/v1/a"
    assert api.called(base_url="http://h/api/v1")[0] == "http://h/api/v1/a"
    assert "'/api/v1' of the document's server is appended" in " ".join(
        api.module.Feature.__doc__.split()
    )
    with pytest.raises(TypeError, match="base_url"):
        api.client()


def test_no_server_at_all(served: Any) -> None:
    """`base_url` is all there is, also for operations with servers of their own."""
    api = served()
    assert api.called(base_url="http://h/x") == ["http://h/x/a", "http://h/x/b", "http://h/x/v9/c"]


@pytest.mark.parametrize("servers", [(), ("/api",), ("https://{tenant}.example/",)])
def test_a_configured_server(served: Any, servers: tuple[str, ...]) -> None:
    """It stands for the first one of the document, and needs none of its variables."""
    api = served(*servers, base_url="https://one.example/v1")
    assert api.called() == [
        "https://one.example/v1/a",
        "https://two.example/b",
        "https://one.example/v9/c",
    ]
    assert api.called(base_url="http://h")[:2] == ["http://h/a", "http://h/b"]


@pytest.mark.parametrize("base_url", ["", "  ", "h.example", "/api", "https://"])
def test_a_base_url_that_is_none(served: Any, base_url: str) -> None:
    """An unset variable of a script must not mean the production server."""
    api = served("https://one.example")
    with pytest.raises(ValueError, match=r"base_url|not a URL"):
        api.client(base_url=base_url)
    with pytest.raises(ValueError, match=r"base_url|not a URL"):
        api.client().with_options(base_url=base_url)


def test_a_query_in_the_base_url(served: Any) -> None:
    """It is added to that of each request."""
    assert served().called(base_url="http://h/x?v=1")[0] == "http://h/x/a?v=1"


@pytest.mark.parametrize("variables", [{}, {"variables": {"team": {"description": "No default."}}}])
def test_a_variable_without_a_default(served: Any, variables: Any) -> None:
    """Its braces are never sent: it is an argument, and without it there must be a `base_url`."""
    api = served({"url": "https://{team}.example.com/v1", **variables})
    assert api.called(team="blue")[0] == "https://blue.example.com/v1/a"
    assert api.called(base_url="http://h")[0] == "http://h/a"
    with pytest.raises(ValueError, match="base_url"):
        api.client()


def test_an_operation_whose_server_is_open(exchange: Any) -> None:
    """It is called where the others are, which is said."""
    servers = [{"url": "https://{team}.example.com"}]
    api = exchange({"/a": {"get": {"operationId": "read", **DONE, "servers": servers}}})
    api.answer(status=204, content=b"")
    api.client.read()
    assert str(api.request.url) == "https://api.example.com/a"
    assert Code.UNSUPPORTED_OPERATION in [d.code for d in api.diagnostics]


@pytest.mark.parametrize(
    ("document", "expected"),
    [
        ({"openapi": "3.0.3", "servers": [{"url": "/api/v1"}]}, "http://docs.example:81/api/v1"),
        ({"openapi": "3.1.0", "servers": [{"url": "../v2"}]}, "http://docs.example:81/v2"),
        ({"openapi": "3.2.0", "servers": [{"url": "//h.example/x"}]}, "http://h.example/x"),
        ({"swagger": "2.0", "basePath": "/v3"}, "http://docs.example:81/v3"),
    ],
)
def test_a_document_that_came_from_a_url(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, document: dict[str, Any], expected: str
) -> None:
    """Relative servers are relative to it (OpenAPI 3.1, section 4.8.5); `base_url` has a default."""
    document |= {"info": {"title": "Feature", "version": "1"}, "paths": PATHS}
    if "swagger" in document:
        document["paths"] = {"/a": PATHS["/a"]}
    text = json.dumps(document).encode()
    monkeypatch.setattr("specloom.openapi.files.download.fetch", lambda url, *rest: text)
    config = ClientConfig(
        spec="http://docs.example:81/openapi/doc.json",
        output=str(tmp_path),
        package="fetched",
        formatter="none",
        group_by="none",
        parts=frozenset({"client"}),
    )
    generate(config, SilentProgress())
    code = (tmp_path / "src" / "fetched" / "_client.py").read_text()
    assert f'server="{expected}"' in code
    assert "base_url: str | None = None" in code
