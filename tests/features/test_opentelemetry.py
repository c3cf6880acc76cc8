"""Tracing with OpenTelemetry: one span for each attempt, by its semantic conventions for HTTP."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from types import ModuleType
from typing import Any

import anyio
import httpx2
import pytest
from opentelemetry import trace

DOCUMENT = {
    "openapi": "3.1.0",
    "info": {"title": "Feature", "version": "1"},
    "servers": [{"url": "https://api.example.com"}],
    "security": [{"key": []}],
    "paths": {
        "/thing": {
            "get": {"operationId": "read", "responses": {"204": {"description": "Done"}}},
        }
    },
    "components": {
        "securitySchemes": {"key": {"type": "apiKey", "in": "query", "name": "api_key"}}
    },
}


@pytest.fixture(scope="module")
def module(module_client_of: Callable[..., ModuleType]) -> ModuleType:
    """The client's package."""
    return module_client_of(DOCUMENT)


class Span(trace.NonRecordingSpan):
    """A span that keeps what it is told."""

    def __init__(self, number: int, name: str, attributes: dict[str, Any]) -> None:
        flags = trace.TraceFlags(trace.TraceFlags.SAMPLED)
        super().__init__(trace.SpanContext(7, number, is_remote=False, trace_flags=flags))
        self.name = name
        self.attributes = dict(attributes)
        self.status: Any = None
        self.ends = 0

    def set_attribute(self, key: str, value: Any) -> None:
        """Keep an attribute."""
        self.attributes[key] = value

    def set_status(self, status: Any, description: str | None = None) -> None:
        """Keep the status."""
        self.status = status

    def end(self, end_time: int | None = None) -> None:
        """Count the end."""
        self.ends += 1


class Provider(trace.TracerProvider):
    """Makes spans, and keeps them."""

    def __init__(self) -> None:
        self.spans: list[Span] = []

    def get_tracer(self, *arguments: Any, **named: Any) -> Any:
        """Return itself."""
        return self

    def start_span(self, name: str, *, kind: Any, attributes: dict[str, Any]) -> Span:
        """Begin a span."""
        assert kind is trace.SpanKind.CLIENT
        self.spans.append(Span(len(self.spans) + 1, name, attributes))
        return self.spans[-1]


@pytest.mark.parametrize("asynchronous", [False, True])
def test_a_span_for_each_attempt(
    module: ModuleType, asynchronous: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With its status or what went wrong; requests carry its context, and no URL its secrets."""
    monkeypatch.setattr("random.uniform", lambda low, high: 0.0)
    outcomes: list[Any] = [httpx2.ReadTimeout("slow"), 503, 404]
    received: list[httpx2.Request] = []

    def handle(request: httpx2.Request) -> httpx2.Response:
        received.append(request)
        outcome = outcomes.pop(0)
        if isinstance(outcome, Exception):
            raise outcome
        return httpx2.Response(outcome)

    provider = Provider()
    hooks = module.opentelemetry_hooks(tracer_provider=provider)
    query = {"api_key": "SECRET", "q": "1"}
    options = module.RequestOptions(query=query)
    with pytest.raises(module.errors.NotFoundError):
        if asynchronous:
            http = httpx2.AsyncClient(transport=httpx2.MockTransport(handle))
            client = module.AsyncFeature(http_client=http, hooks=hooks)
            anyio.run(lambda: client.read(options=options))
        else:
            http = httpx2.Client(transport=httpx2.MockTransport(handle))
            module.Feature(http_client=http, hooks=hooks).read(options=options)
    first, second, third = provider.spans
    assert first.attributes == {
        "http.request.method": "GET",
        "url.full": "https://api.example.com/thing?api_key=***&q=1",
        "server.address": "api.example.com",
        "server.port": 443,
        "error.type": "ApiTimeoutError",
    }
    assert second.attributes["http.response.status_code"] == 503
    assert second.attributes["http.request.resend_count"] == 1
    assert third.attributes["error.type"] == "404"
    assert [span.name for span in provider.spans] == ["GET"] * 3
    assert [span.ends for span in provider.spans] == [1] * 3
    assert all(span.status is trace.StatusCode.ERROR for span in provider.spans)
    spans = [request.headers["traceparent"].split("-")[2] for request in received]
    assert spans == [f"{number:016x}" for number in (1, 2, 3)]
    assert all("SECRET" not in str(span.attributes) for span in provider.spans)


def test_calls_that_send_nothing(module: ModuleType) -> None:
    """Their span ends, too; the next call has its own."""
    provider = Provider()

    def handle(request: httpx2.Request) -> httpx2.Response:
        assert "traceparent" not in request.headers
        return httpx2.Response(204)

    http = httpx2.Client(transport=httpx2.MockTransport(handle))
    hooks = module.opentelemetry_hooks(tracer_provider=provider, propagate=False)
    client = module.Feature(http_client=http, hooks=hooks)
    with pytest.raises(module.errors.MissingCredentialsError):
        client.read()
    client.with_options(key="k").read()
    assert [span.ends for span in provider.spans] == [1, 1]
    assert [span.attributes.get("error.type") for span in provider.spans] == [
        "MissingCredentialsError",
        None,
    ]


def test_it_is_loaded_when_it_is_used(module: ModuleType) -> None:
    """Importing and using the client does not load it; without the package, the error says what is missing."""
    assert module.__file__ is not None
    code = f"""
import sys
sys.path.insert(0, {module.__file__.rpartition("/")[0].rpartition("/")[0]!r})
import {module.__name__} as client
client.Feature(key="k")
assert not [name for name in sys.modules if name.startswith("opentelemetry")]
sys.modules["opentelemetry"] = None
try:
    client.opentelemetry_hooks()
except ImportError as error:
    assert "needs the package opentelemetry-api" in str(error)
else:
    raise AssertionError
"""
    subprocess.run([sys.executable, "-c", code], check=True)
