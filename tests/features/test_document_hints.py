"""What a document says of names and arguments: `x-specloom-group-by`, `x-specloom-name`, `x-specloom-argument`."""

from __future__ import annotations

from typing import Any

import pytest
from specloom.diagnostics import Code

STRING = {"type": "string"}
BINARY = {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}}


def header(name: str, **more: Any) -> dict[str, Any]:
    """Return a header parameter."""
    return {"name": name, "in": "header", "schema": STRING, **more}


PATHS = {
    "/play/{a}": {
        "post": {
            "operationId": "play",
            "tags": ["Toys"],
            "parameters": [
                {"name": "a", "in": "path", "required": True, "schema": STRING}
                | {"x-specloom-name": "toyId"},
                header("X-Amz-Toy-Trace", **{"x-specloom-name": "trace"}),
                header("Content-Type", **{"x-specloom-argument": True}),
                header("Accept", **{"x-specloom-argument": True}),
                header("X-Odd", **{"x-specloom-name": "!?"}),
            ],
            "requestBody": {"content": BINARY},
            "responses": {"200": {"description": "OK"}},
        }
    }
}


@pytest.fixture(scope="module")
def api(module_client_of: Any, exchange_of: Any) -> Any:
    """One client for all of them."""
    document = {
        "openapi": "3.1.0",
        "info": {"title": "Feature", "version": "1"},
        "servers": [{"url": "https://api.example.com"}],
        "x-specloom-group-by": "none",
        "paths": PATHS,
    }
    return exchange_of(module_client_of(document))


def test_the_document_groups_its_operations(api: Any) -> None:
    """`none` makes all of them methods of the client, although they have tags."""
    api.client.play("ball")
    assert api.target == "/play/ball"


def test_parameters_are_called_as_the_document_says(api: Any) -> None:
    """The name on the wire stays; a name without a letter is reported, and the usual one is taken."""
    api.client.play(toy_id="b", trace="on", x_odd="o")
    assert api.header("x-amz-toy-trace") == "on"
    messages = [each.message for each in api.diagnostics if each.code is Code.INVALID_EXTENSION]
    assert messages == ["x-specloom-name must be a text with a letter or a digit"]


def test_media_types_may_be_arguments(api: Any) -> None:
    """Both headers are sent as given; without them, as for any other operation. Options win."""
    api.client.play("b", body=b"{}", content_type="application/json", accept="text/plain")
    assert (api.header("content-type"), api.header("accept")) == ("application/json", "text/plain")
    api.client.play("b", body=b"{}")
    assert api.header("content-type") == "application/octet-stream"
    options = api.module.RequestOptions(content_type="a/b", accept="c/d")
    api.client.play("b", body=b"{}", content_type="x/y", accept="x/y", options=options)
    assert (api.header("content-type"), api.header("accept")) == ("a/b", "c/d")


def test_a_wrong_way_of_grouping_is_reported(exchange: Any) -> None:
    """It is left out."""
    api = exchange({"/a": {"get": {"operationId": "get"}}}, **{"x-specloom-group-by": "colour"})
    (said,) = [each for each in api.diagnostics if each.code is Code.INVALID_EXTENSION]
    assert said.message == "x-specloom-group-by is one of tag, path, none"
