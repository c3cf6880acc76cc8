# SPDX-FileCopyrightText: 2026 specloom contributors
# SPDX-License-Identifier: Apache-2.0
# pyright: reportUnknownArgumentType=false, reportUnknownMemberType=false
# pyright: reportUnknownVariableType=false
"""Tracing with OpenTelemetry, as hooks: needs the package `opentelemetry-api`, and only when it is used.

Each attempt is a span of kind CLIENT, named and described by the semantic conventions for HTTP 1.23
and later (https://opentelemetry.io/docs/specs/semconv/http/http-spans/).
"""

from __future__ import annotations

import importlib
from contextvars import ContextVar
from typing import Any
from urllib.parse import urlsplit

from .errors import ApiConnectionError, ClientError
from .http import HttpRequest, HttpResponse
from .options import Hooks, Retry

_SPAN = "opentelemetry.span"
_KNOWN = frozenset(
    {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "CONNECT", "QUERY"}
)
_PORTS = {"http": 80, "https": 443}


def opentelemetry_hooks(*, tracer_provider: Any = None, propagate: bool = True) -> Hooks:
    """Return hooks that record each attempt as a span.

    URLs are recorded without their secrets; header fields and bodies are not.

    Args:
        tracer_provider: Of OpenTelemetry; by default the global one.
        propagate: Whether requests carry the trace's context (`traceparent`).

    Raises:
        ImportError: The package `opentelemetry-api` is not installed.
    """
    try:
        propagation: Any = importlib.import_module("opentelemetry.propagate")
        trace: Any = importlib.import_module("opentelemetry.trace")
    except ImportError as error:
        raise ImportError("opentelemetry_hooks needs the package opentelemetry-api") from error
    # An error may come without a request, if there are no credentials for it: the context still has its span.
    current: ContextVar[Any] = ContextVar("span", default=None)
    tracer = trace.get_tracer(__name__.partition(".")[0], tracer_provider=tracer_provider)

    def before_request(request: HttpRequest) -> None:
        name = request.method if request.method in _KNOWN else "HTTP"
        span = tracer.start_span(name, kind=trace.SpanKind.CLIENT, attributes=_described(request))
        request.context[_SPAN] = span
        current.set(span)
        if propagate:
            propagation.inject(request.headers, trace.set_span_in_context(span))

    def after_response(response: HttpResponse) -> None:
        span = response.request.context.pop(_SPAN, None)
        if span is None:  # a request to another origin, which no hook sees
            return
        current.set(None)
        span.set_attribute("http.response.status_code", response.status)
        if response.status >= 400:
            span.set_attribute("error.type", str(response.status))
            span.set_status(trace.StatusCode.ERROR)
        span.end()

    def on_error(error: ClientError) -> None:
        span = current.get()
        if span is None:
            return
        current.set(None)
        span.set_attribute("error.type", type(error).__qualname__)
        message = error.message if isinstance(error, ApiConnectionError) else type(error).__name__
        span.set_status(trace.StatusCode.ERROR, message)
        span.end()

    def on_retry(retry: Retry) -> None:
        on_error(retry.error)

    return Hooks(
        before_request=[before_request],
        after_response=[after_response],
        on_retry=[on_retry],
        on_error=[on_error],
    )


def _described(request: HttpRequest) -> dict[str, str | int]:
    """Return what is known of a request before it is sent."""
    parts = urlsplit(request.safe_url)
    attributes: dict[str, str | int] = {
        "http.request.method": request.method if request.method in _KNOWN else "_OTHER",
        "url.full": request.safe_url,
        "server.address": parts.hostname or "",
    }
    port = parts.port or _PORTS.get(parts.scheme)
    if port is not None:
        attributes["server.port"] = port
    if request.method not in _KNOWN:
        attributes["http.request.method_original"] = request.method
    if request.attempt > 1:
        attributes["http.request.resend_count"] = request.attempt - 1
    return attributes
