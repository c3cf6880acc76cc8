"""Paths and redirects through nginx, which has its own idea of both; skipped where nginx is not installed (`apt-get install nginx-light`)."""

from __future__ import annotations

import shutil
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

NGINX = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin")
pytestmark = pytest.mark.skipif(NGINX is None, reason="nginx is not installed")

CONFIGURATION = """
daemon off; pid {folder}/nginx.pid; error_log {folder}/error.log; worker_processes 1;
events {{ worker_connections 64; }}
http {{
  access_log off; default_type application/json;
  client_body_temp_path {folder}/b; proxy_temp_path {folder}/p; fastcgi_temp_path {folder}/f;
  uwsgi_temp_path {folder}/u; scgi_temp_path {folder}/s;
  log_format seen '$request_uri';
  server {{
    listen 127.0.0.1:{port};
    location /things/ {{ return 200 '"$request_uri"'; }}
    location /decoded/ {{ rewrite ^/decoded/(.*)$ /things/$1 last; }}
    location = /secret {{ return 200 '"secret"'; }}
    location /folder {{ return 301 $scheme://$http_host/things/folder?$args; }}
    location /moved/ {{ return 308 /things/moved; }}
    location /elsewhere/ {{ return 302 http://127.0.0.1:{other}/key; }}
  }}
  server {{ listen 127.0.0.1:{other}; location / {{ return 200 '"key:$http_x_api_key auth:$http_authorization"'; }} }}
}}
"""
ID = {"name": "id", "in": "path", "required": True, "schema": {"type": "string"}}


def _operation(name: str, *parameters: Any) -> dict[str, Any]:
    content = {"application/json": {"schema": {"type": "string"}}}
    responses = {"200": {"description": "It", "content": content}}
    return {"operationId": name, "parameters": [*parameters], "responses": responses}


DOCUMENT = {
    "openapi": "3.1.0",
    "info": {"title": "Feature", "version": "1"},
    "servers": [{"url": "http://127.0.0.1"}],
    "security": [{"key": []}],
    "paths": {
        "/things/{id}": {"get": _operation("get", ID), "post": _operation("post", ID)},
        "/folder/{id}": {"get": _operation("folder", ID)},
        "/moved/{id}": {"post": _operation("moved", ID)},
        "/elsewhere/{id}": {"get": _operation("elsewhere", ID)},
    },
    "components": {
        "securitySchemes": {"key": {"type": "apiKey", "in": "header", "name": "X-Api-Key"}}
    },
}


def _free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
        return port


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A running nginx."""
    folder: Path = tmp_path_factory.mktemp("nginx")
    port, other = _free_port(), _free_port()
    place = folder / "nginx.conf"
    place.write_text(CONFIGURATION.format(folder=folder, port=port, other=other))
    assert NGINX is not None
    process = subprocess.Popen([NGINX, "-p", str(folder), "-c", str(place)])
    try:
        for _ in range(200):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.05)
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait()


@pytest.fixture(scope="module")
def module(module_client_of: Callable[..., ModuleType]) -> ModuleType:
    """The client."""
    return module_client_of(DOCUMENT)


@pytest.mark.parametrize(
    ("given", "sent"),
    [
        ("a b", "a%20b"),
        ("a/b", "a%2Fb"),
        ("é", "%C3%A9"),
        ("%2f", "%252f"),
        ("a?b#c", "a%3Fb%23c"),
        ("a;b,c:d@e", "a%3Bb%2Cc%3Ad%40e"),
        ("...", "..."),
        ("a..b", "a..b"),
    ],
)
def test_a_value_is_one_segment(module: ModuleType, url: str, given: str, sent: str) -> None:
    """nginx sees it as it is."""
    with module.Feature(base_url=url, key="k") as client:
        got = client.get(given)
    assert got.removeprefix("/things/").lower() == sent.lower()


@pytest.mark.parametrize(
    "given", ["..", ".", "../secret", "a/../../secret", "..\\secret", "%2e%2e", "%2e"]
)
def test_no_value_climbs(module: ModuleType, url: str, given: str) -> None:
    """nginx would decode `%2e%2e%2f` and serve another place: such values are refused before."""
    with module.Feature(base_url=url, key="k") as client, pytest.raises(ValueError, match="id"):
        client.get(given)


def test_redirects(module: ModuleType, url: str) -> None:
    """Within the origin they are followed, 308 with the method; no key goes to another origin."""
    with module.Feature(base_url=url, key="sk-1") as client:
        assert client.folder("x", options=module.RequestOptions(query={"a": 1})) == (
            "/things/folder?a=1"
        )
        assert client.moved("x") == "/things/moved"
        assert client.elsewhere("x") == "key: auth:"
        raw = module.raw_response(client.folder)("x")
        assert raw.request.url == f"{url}/things/folder"
