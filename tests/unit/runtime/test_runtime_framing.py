"""What a request has on the wire beside the fields that were given: Host and Content-Length, as httpx2 itself has them."""

from __future__ import annotations

from typing import Any

import httpx2
import pytest
from specloom.runtime.client import SyncClient
from specloom.runtime.decoding import Empty
from specloom.runtime.operation import ApiDefinition, Operation
from specloom.runtime.options import RequestOptions

_FRAMING = ("host", "content-length", "transfer-encoding")


def _sent(method: str, headers: dict[str, str], body: dict[str, Any]) -> httpx2.Request:
    """Return the request that the client sends."""
    sent: list[httpx2.Request] = []

    def handle(request: httpx2.Request) -> httpx2.Response:
        sent.append(request)
        return httpx2.Response(204)

    operation: Operation[None] = Operation(
        id="x", method=method, path="/a", responses={"204": Empty()}
    )
    http_client = httpx2.Client(transport=httpx2.MockTransport(handle))
    client = SyncClient(
        ApiDefinition(user_agent="x/1"),
        base_url="https://api.example.com:8443",
        server=None,
        schemes={},
        http_client=http_client,
    )
    client.call(operation, options=RequestOptions(headers=headers), **body)
    return sent[0]


@pytest.mark.parametrize("headers", [{}, {"host": "other.example"}, {"Content-Length": "7"}])
@pytest.mark.parametrize("body", [{}, {"body": {"a": "ä"}}])
@pytest.mark.parametrize("method", ["GET", "DELETE", "POST", "PUT", "PATCH", "QUERY", "PURGE"])
def test_as_httpx2_does(method: str, headers: dict[str, str], body: dict[str, Any]) -> None:
    """The fields that say where a request goes, and where it ends, are httpx2's, and Host is the first one."""
    sent = _sent(method, headers, body)
    content = sent.content or None
    theirs = httpx2.Request(method, sent.url, headers=headers, content=content)
    for name in _FRAMING:
        assert sent.headers.get_list(name) == theirs.headers.get_list(name), name
    assert headers or sent.headers.raw[0] == (b"Host", b"api.example.com:8443")


def test_the_content_can_be_read() -> None:
    """By event hooks of the HTTP client, and for a second time by what follows a challenge."""
    sent = _sent("POST", {}, {"body": {"a": 1}})
    assert sent.content == b"".join(sent.stream) == b'{"a":1}'  # type: ignore[arg-type]
