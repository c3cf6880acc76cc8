"""The token that lets a server recognise a repeated request: where it goes, and what it allows."""

from __future__ import annotations

import json
from collections.abc import Callable
from types import ModuleType
from typing import Any

import httpx2
import pytest

ORDER = {
    "type": "object",
    "required": ["what"],
    "properties": {"what": {"type": "string"}, "token": {"type": "string"}},
}
DONE = {"responses": {"204": {"description": "Done"}}}
MEMBER = {"x-specloom-idempotency": {"body-member": "token"}}
HEADER = {"x-specloom-idempotency": {"header": "X-Once"}}
NULLABLE = {"anyOf": [{"$ref": "#/components/schemas/Order"}, {"type": "null"}]}


def post(operation_id: str, schema: Any, **more: Any) -> dict[str, Any]:
    """Return an operation with a JSON body."""
    content = {"application/json": {"schema": schema}}
    body = {"required": True, "content": content}
    return {"post": {"operationId": operation_id, "requestBody": body, **more, **DONE}}


@pytest.fixture(scope="module")
def module(module_client_of: Callable[..., ModuleType]) -> ModuleType:
    """The client's package."""
    return module_client_of(
        {
            "openapi": "3.1.0",
            "info": {"title": "Feature", "version": "1"},
            "servers": [{"url": "https://api.example.com"}],
            "paths": {
                "/flat": post("flat", {"$ref": "#/components/schemas/Order"}, **MEMBER),
                "/whole": post("whole", NULLABLE, **MEMBER),
                "/header": post("header", {"$ref": "#/components/schemas/Order"}, **HEADER),
                "/none": post("none", {"$ref": "#/components/schemas/Order"}),
                "/octets": {
                    "post": {
                        "operationId": "octets",
                        "requestBody": {"content": {"application/octet-stream": {}}},
                        **MEMBER,
                        **DONE,
                    }
                },
            },
            "components": {"schemas": {"Order": ORDER}},
        }
    )


class Shop:
    """A server that fails every first and second time."""

    def __init__(self, module: ModuleType) -> None:
        self.module = module
        self.requests: list[httpx2.Request] = []
        http = httpx2.Client(transport=httpx2.MockTransport(self._handle))
        self.client = module.Feature(http_client=http, max_retries=2)

    def _handle(self, request: httpx2.Request) -> httpx2.Response:
        self.requests.append(request)
        return httpx2.Response(204 if len(self.requests) % 3 == 0 else 500)

    def tokens(self, method: str, *, header: str | None = None, **arguments: Any) -> list[Any]:
        """Return the token of each attempt of a call."""
        self.requests.clear()
        try:
            getattr(self.client, method)(**arguments)
        except self.module.errors.ApiError:
            assert len(self.requests) == 1
        if header is not None:
            return [request.headers.get(header) for request in self.requests]
        return [json.loads(request.content).get("token") for request in self.requests]


@pytest.fixture
def shop(module: ModuleType, monkeypatch: pytest.MonkeyPatch) -> Shop:
    """The shop, which is asked again without waiting."""
    monkeypatch.setattr("time.sleep", lambda seconds: None)
    return Shop(module)


def test_a_token_for_every_kind_of_body(shop: Shop) -> None:
    """Keyword arguments, a mapping, a model: each gets one, and keeps it over the attempts."""
    order = shop.module.models.Order(what="book")
    seen = set()
    for method, arguments in (
        ("flat", {"what": "book"}),
        ("whole", {"body": order}),
        ("whole", {"body": {"what": "book"}}),
    ):
        tokens = shop.tokens(method, **arguments)
        assert len(tokens) == 3 and len(set(tokens)) == 1 and len(tokens[0]) == 36
        seen.add(tokens[0])
    assert len(seen) == 3
    assert order.token is None
    assert shop.tokens("whole", body=shop.module.models.Order(what="b", token="own")) == ["own"] * 3


@pytest.mark.parametrize(
    ("method", "header"), [("flat", None), ("header", "x-once"), ("none", "idempotency-key")]
)
def test_the_callers_key_is_always_sent(shop: Shop, method: str, header: str | None) -> None:
    """In the declared place, else as Idempotency-Key; and the request may be repeated."""
    options = shop.module.RequestOptions(idempotency_key="order-1")
    assert shop.tokens(method, header=header, what="b", options=options) == ["order-1"] * 3


def test_no_token_no_repetition(shop: Shop) -> None:
    """Bytes hold no property, and an operation that declares no token gets none: one attempt."""
    assert shop.tokens("octets", header="idempotency-key", body=b"x") == [None]
    assert shop.tokens("none", what="b") == [None]
    assert shop.tokens("flat", what="b", token="") == [""]
    options = shop.module.RequestOptions(idempotency_key="o")
    assert shop.tokens("octets", header="idempotency-key", body=b"x", options=options) == ["o"] * 3
    options = shop.module.RequestOptions(headers={"Idempotency-Key": "h"})
    assert shop.tokens("none", header="idempotency-key", what="b", options=options) == ["h"] * 3
