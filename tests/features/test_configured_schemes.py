"""Security schemes that `[client.auth]` adds to documents without any, and HTTP Digest."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

import anyio
import httpx2
import pytest
from specloom.config import Hints

AUTH = {
    "api_token": {"type": "bearer"},
    "key": {"type": "api-key", "in": "query", "name": "api_key"},
    "login": {"type": "basic"},
}
OPERATION = {"operationId": "read", "responses": {"204": {"description": "Done"}}}


@pytest.mark.parametrize(
    ("given", "authorization", "query"),
    [
        ({}, None, ""),
        ({"api_token": "t"}, "Bearer t", ""),
        ({"key": "k"}, None, "api_key=k"),
        ({"login": ("a", "b")}, "Basic YTpi", ""),
    ],
)
def test_what_is_given_is_sent(
    exchange: Callable[..., Any], given: Any, authorization: str | None, query: str
) -> None:
    """By every operation; nothing is asked for, since the document does not."""
    api = exchange({"/a": {"get": OPERATION}}, config={"hints": Hints(auth=AUTH)}, settings=given)
    api.answer(status=204, content=b"")
    api.client.read()
    assert (api.header("authorization"), api.query) == (authorization, query)
    api.client.with_options(api_token="other").read()
    assert api.header("authorization") == "Bearer other"


def test_the_environment(exchange: Callable[..., Any], monkeypatch: pytest.MonkeyPatch) -> None:
    """The variable is named as that of any scheme."""
    api = exchange({"/a": {"get": OPERATION}}, config={"hints": Hints(auth=AUTH)})
    api.answer(status=204, content=b"")
    monkeypatch.setenv(f"{api.module.__name__.upper()}_API_TOKEN", "env")
    api.client.read()
    assert api.header("authorization") == "Bearer env"


def test_security_of_the_document_holds(exchange: Callable[..., Any]) -> None:
    """Where it says what an operation needs, or that it needs nothing."""
    paths = {
        "/a": {"get": OPERATION},
        "/b": {"get": {**OPERATION, "operationId": "b", "security": []}},
    }
    schemes = {"own": {"type": "apiKey", "in": "header", "name": "X-Key"}}
    api = exchange(
        paths,
        config={"hints": Hints(auth={"extra": {"type": "bearer"}, "own": {"type": "bearer"}})},
        security=[{"own": []}],
        components={"securitySchemes": schemes},
        settings={"own": "o", "extra": "e"},
    )
    api.answer(status=204, content=b"")
    api.client.read()
    assert api.header("authorization") == "Bearer o" and api.header("x-key") is None
    api.client.b()
    assert api.header("authorization") is None


def test_an_openid_provider(exchange: Callable[..., Any]) -> None:
    """Tokens come from where it says."""
    provider = "https://id.example.com/.well-known/openid-configuration"
    login = {"type": "openid-connect", "discovery-url": provider}
    api = exchange({"/a": {"get": OPERATION}}, config={"hints": Hints(auth={"login": login})})
    api.answer({"token_endpoint": "https://id.example.com/token", "access_token": "t"})
    credentials = api.module.ClientCredentials(client_id="me", client_secret="s")
    api.client.with_options(login=credentials).read()
    urls = [str(request.url) for request in api.requests]
    assert urls == [provider, "https://id.example.com/token", "https://api.example.com/a"]
    assert api.header("authorization") == "Bearer t"


# --- digest

DIGEST = {
    "openapi": "3.1.0",
    "info": {"title": "Feature", "version": "1"},
    "servers": [{"url": "https://api.example.com"}],
    "security": [{"login": []}],
    "paths": {
        "/a": {
            "get": OPERATION,
            "post": {**OPERATION, "operationId": "write"},
            "put": {
                **OPERATION,
                "operationId": "send",
                "requestBody": {"content": {"application/octet-stream": {}}},
            },
        }
    },
    "components": {"securitySchemes": {"login": {"type": "http", "scheme": "Digest"}}},
}


class DigestServer:
    """A server that asks for RFC 7616, with SHA-256."""

    def __init__(self) -> None:
        self.statuses: list[int] = []

    def handle(self, request: httpx2.Request) -> httpx2.Response:
        """Return 204 to who knows the password, else a challenge."""
        said = dict(re.findall(r'(\w+)="?([^",]*)"?', request.headers.get("authorization", "")))

        def hashed(text: str) -> str:
            return hashlib.sha256(text.encode()).hexdigest()

        one, two = hashed("ann:shop:pass"), hashed(f"{request.method}:{request.url.path}")
        parts = (one, *(said.get(n, "") for n in ("nonce", "nc", "cnonce", "qop")), two)
        known = said.get("response") == hashed(":".join(parts)) and said.get("nonce") == "n0"
        self.statuses.append(204 if known else 401)
        challenge = 'Digest realm="shop", nonce="n0", qop="auth", algorithm=SHA-256'
        headers = {} if known else {"www-authenticate": challenge}
        return httpx2.Response(self.statuses[-1], headers=headers)


def test_digest(client_of: Callable[..., ModuleType]) -> None:
    """The password proves itself against the server's challenge, which is kept; in both clients."""
    module = client_of(DIGEST)
    server = DigestServer()
    http = httpx2.Client(transport=httpx2.MockTransport(server.handle))
    client = module.Feature(http_client=http, login=("ann", "pass"), max_retries=0)
    client.read()
    client.write()
    assert server.statuses == [401, 204, 204]
    with pytest.raises(module.errors.AuthenticationError) as caught:
        client.with_options(login=("ann", "wrong")).read()
    assert "wrong" not in repr(vars(caught.value))
    with pytest.raises(module.errors.MissingCredentialsError, match="pass login="):
        module.Feature(http_client=http).read()

    async def work() -> None:
        http = httpx2.AsyncClient(transport=httpx2.MockTransport(server.handle))
        await module.AsyncFeature(http_client=http, login=("ann", "pass")).read()

    anyio.run(work)
    assert server.statuses[3:] == [401, 401, 401, 204]


@pytest.mark.parametrize(
    ("challenge", "match"),
    [
        ('Digest realm="s", nonce="n", qop="auth-int"', "auth-int"),
        ('Digest realm="s", nonce="n", algorithm="SHA-512-256"', "'SHA-512-256'"),
        ('Digest realm="s"', "Malformed"),
        ("Digest realm", "not enough values"),
    ],
)
def test_challenges_that_cannot_be_met(
    client_of: Callable[..., ModuleType], challenge: str, match: str
) -> None:
    """The result is the 401, which says why; the next request is sent all the same, and asks again."""
    module = client_of(DIGEST)
    challenges = [challenge, 'Digest realm="s", nonce="n", qop="auth"']

    def handle(request: httpx2.Request) -> httpx2.Response:
        if "authorization" in request.headers:
            return httpx2.Response(204)
        return httpx2.Response(401, headers={"www-authenticate": challenges.pop(0)})

    http = httpx2.Client(transport=httpx2.MockTransport(handle))
    client = module.Feature(http_client=http, login=("ann", "pass"))
    with pytest.raises(module.errors.AuthenticationError, match=match) as caught:
        client.read()
    assert "(read): its challenge cannot be met" in str(caught.value)
    client.read()
    assert challenges == []


def test_a_body_that_is_sent_twice(client_of: Callable[..., ModuleType], tmp_path: Path) -> None:
    """The challenge comes after it: what can be read only once is not sent again, which the error says."""
    module = client_of(DIGEST)
    bodies: list[bytes] = []

    def handle(request: httpx2.Request) -> httpx2.Response:
        bodies.append(request.read())
        is_known = "authorization" in request.headers
        challenge = {} if is_known else {"www-authenticate": 'Digest realm="s", nonce="n"'}
        return httpx2.Response(204 if is_known else 401, headers=challenge)

    def client() -> Any:
        http = httpx2.Client(transport=httpx2.MockTransport(handle))
        return module.Feature(http_client=http, login=("ann", "pass"))

    path = tmp_path / "file"
    path.write_bytes(b"content")
    client().send(body=path)
    assert bodies == [b"content"] * 2
    with pytest.raises(module.errors.AuthenticationError, match="read only once"):
        client().send(body=iter([b"content"]))
    assert bodies == [b"content"] * 3
