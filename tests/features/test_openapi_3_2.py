"""Properties that OpenAPI 3.2 added: honoured, or named by a note, never lost without a word."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from specloom.build import pipeline
from specloom.config import ClientConfig
from specloom.diagnostics import Code, Severity
from specloom.run.progress import SilentProgress

NOTHING = {"204": {"description": "Nothing"}}


def built(tmp_path: Path, **document: Any) -> pipeline.Build:
    """Return the client of a document of version 3.2."""
    spec = tmp_path / "openapi.json"
    start = {"openapi": "3.2.0", "info": {"title": "Feature", "version": "1"}}
    spec.write_text(json.dumps({**start, "servers": [{"url": "https://a.example"}], **document}))
    config = ClientConfig(spec=str(spec), output=str(tmp_path / "out"), formatter="none")
    return pipeline.build(config, SilentProgress())


def test_shared_media_types(exchange: Any) -> None:
    """`components.mediaTypes` by reference: in responses and in bodies, without a note."""
    thing = {"schema": {"$ref": "#/components/schemas/Thing"}}
    content = {"application/json": {"$ref": "#/components/mediaTypes/Thing"}}
    post = {
        "operationId": "send",
        "requestBody": {"required": True, "content": content},
        "responses": {"200": {"description": "It", "content": content}},
    }
    api = exchange(
        {"/a": {"post": post}},
        components={"mediaTypes": {"Thing": thing}},
        schemas={"Thing": {"type": "object", "properties": {"x": {"type": "string"}}}},
        version="3.2.0",
    )
    api.answer({"x": "y"})
    assert api.client.send(x="1") == api.models.Thing(x="y")
    assert api.body == b'{"x":"1"}'
    assert api.diagnostics == ()


def test_summaries_of_responses_and_tags(tmp_path: Path) -> None:
    """They are what is said of them where there is no description."""
    answer = {"200": {"summary": "All of it.", "content": {"text/plain": {"schema": {}}}}}
    get = {"operationId": "a", "tags": ["big"], "responses": answer}
    made = built(
        tmp_path,
        tags=[{"name": "big", "summary": "Large things."}],
        paths={"/a": {"get": get}},
    )
    page = made.tree["docs/big.md"]
    assert "Large things." in page and "All of it." in page
    assert "All of it." in made.tree["src/feature/resources/big.py"]


def test_deprecated_security_schemes(tmp_path: Path) -> None:
    """The client and its README say so."""
    old = {"type": "http", "scheme": "bearer", "description": "The old one.", "deprecated": True}
    made = built(
        tmp_path,
        paths={"/a": {"get": {"responses": NOTHING}}},
        components={"securitySchemes": {"old": old}},
        security=[{"old": []}],
    )
    assert "old: Deprecated. The old one." in made.tree["src/feature/_client.py"]
    assert "Deprecated. The old one." in made.tree["README.md"]


def test_what_the_client_has_no_use_for_is_noted(tmp_path: Path) -> None:
    """Tags' places and kinds, names of servers, how tokens are obtained: one note for each kind."""
    flow = {"deviceAuthorizationUrl": "https://a.example/d", "tokenUrl": "https://a.example/t"}
    scheme = {
        "type": "oauth2",
        "oauth2MetadataUrl": "https://a.example/.well-known/oauth",
        "flows": {"deviceAuthorization": {**flow, "scopes": {}}},
    }
    made = built(
        tmp_path,
        servers=[
            {"url": "https://a.example", "name": "production"},
            {"url": "https://b.example", "name": "sandbox"},
        ],
        tags=[{"name": "a", "kind": "nav"}, {"name": "b", "parent": "a", "kind": "nav"}],
        paths={"/a": {"get": {"responses": NOTHING}}},
        components={"securitySchemes": {"dev": scheme}},
        security=[{"dev": []}],
    )
    assert {(d.code, d.severity) for d in made.diagnostics} == {(Code.NOT_USED, Severity.NOTE)}
    assert [d.location.pointer for d in made.diagnostics] == [
        "/components/securitySchemes/dev/oauth2MetadataUrl",
        "/components/securitySchemes/dev/flows/deviceAuthorization",
        "/servers/0/name",
        "/tags/0/kind",
    ]
    assert "dev:" in made.tree["src/feature/_client.py"]
