"""What the document says and the client does not do yet is named, each with its place."""

from __future__ import annotations

import json
from pathlib import Path

from specloom import pipeline
from specloom.config import ClientConfig
from specloom.diagnostics import Code
from specloom.progress import SilentProgress


def test_webhooks_callbacks_and_links(tmp_path: Path) -> None:
    """Their types are in the model; nothing receives or follows them, and that is said."""
    answer = {"200": {"description": "It", "links": {"next": {"operationId": "a"}}}}
    incoming = {"post": {"responses": {"200": {"description": "Thank you"}}}}
    document = {
        "openapi": "3.1.0",
        "info": {"title": "Feature", "version": "1"},
        "paths": {
            "/a": {
                "post": {
                    "operationId": "a",
                    "callbacks": {"done": {"{$request.body#/url}": incoming}},
                    "responses": answer,
                }
            }
        },
        "webhooks": {"made": incoming},
    }
    spec = tmp_path / "openapi.json"
    spec.write_text(json.dumps(document))
    config = ClientConfig(spec=str(spec), output=str(tmp_path / "out"), formatter="none")
    made = pipeline.build(config, SilentProgress())
    named = [d.location.pointer for d in made.diagnostics if d.code is Code.NOT_GENERATED]
    assert named == [
        "/webhooks/made",
        "/paths/~1a/post/callbacks/done/{$request.body#~1url}",
        "/paths/~1a/post/responses/200/links/next",
    ]
