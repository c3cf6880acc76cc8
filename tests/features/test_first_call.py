"""The call that a client is introduced with: one that a person would choose."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from specloom.build import pipeline
from specloom.config import ClientConfig
from specloom.run.progress import SilentProgress

TEXTS = {"type": "array", "items": {"type": "string"}}


def operation(name: str, *, schema: Any = None, **more: Any) -> dict[str, Any]:
    """Return an operation that returns JSON."""
    content = {"application/json": {"schema": schema or {"type": "object"}}}
    found = {"200": {"description": "OK", "content": content}}
    return {"operationId": name, "responses": found, **more}


def test_the_first_call_is_a_list_that_needs_nothing(tmp_path: Path) -> None:
    """Not deprecated, not of machines, not what changes something; the README and the index show the same."""
    needed = {"name": "size", "in": "query", "required": True, "schema": {"type": "integer"}}
    paths = {
        "/.well-known/issuer": {"get": operation("listIssuers", tags=["a"], schema=TEXTS)},
        "/a": {"get": operation("list", tags=["assistants"], schema=TEXTS, deprecated=True)},
        "/b": {"get": operation("listByState", tags=["books"], schema=TEXTS, parameters=[needed])},
        "/books": {
            "get": operation("listBooks", tags=["books"], schema=TEXTS),
            "post": operation("addBook", tags=["books"]),
        },
        "/authors": {"get": operation("listAuthors", tags=["authors"], schema=TEXTS)},
        "/status": {"get": operation("status", tags=["a"])},
    }
    document = {
        "openapi": "3.1.0",
        "info": {"title": "Shop", "version": "1"},
        "servers": [{"url": "https://a.example"}],
        "paths": paths,
    }
    (tmp_path / "api.json").write_text(json.dumps(document))
    config = ClientConfig(
        spec=str(tmp_path / "api.json"), output=str(tmp_path / "out"), formatter="none"
    )
    tree = pipeline.build(config, SilentProgress()).tree
    first = "    result = client.books.list()\n"
    for path in ("README.md", "docs/index.md"):
        samples = tree[path].split("```python\n")[1:]
        assert first in samples[0].partition("```")[0]
        assert "well_known" not in tree[path].partition("| Operation")[0]
