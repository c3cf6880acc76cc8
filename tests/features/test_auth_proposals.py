"""`specloom init` proposes a security scheme where the document has none, and its text says that there is one."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from specloom.cli.main import main
from specloom.config import read_config


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


def proposed(description: str, *, header: str | None = None, **more: Any) -> list[str]:
    """Return the entries below [client.auth] of the configuration that is written, without the reasons."""
    parameters = [{"name": header, "in": "header", "schema": {"type": "string"}}] if header else []
    operation = {
        "operationId": "read",
        "parameters": parameters,
        "responses": {"204": {"description": "Done"}},
    }
    document = {
        "openapi": "3.1.0",
        "info": {"title": "Shop", "version": "1", "description": description},
        "servers": [{"url": "https://shop.example"}],
        "paths": {"/a": {"get": operation}},
        **more,
    }
    Path("api.json").write_text(json.dumps(document))
    assert main(["init", "api.json"]) == 0
    lines = Path("specloom.toml").read_text().splitlines()
    start = next(i for i, line in enumerate(lines) if line.startswith("# [client.auth]"))
    found = lines[start + 1 :]
    end = next((i for i, line in enumerate(found) if line.startswith("# [")), len(found))
    return [line.partition("  # ")[0].rstrip() for line in found[:end]]


BEARER = '# api_token = { type = "bearer" }'
KEY = '# api_key = { type = "api-key", in = "header", name = "%s" }'


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("Send `Authorization: Bearer <token>`.", [BEARER]),
        ("Create a personal access token first.", [BEARER]),
        ("Uses OAuth 2.0.", [BEARER]),
        ("Pass your key as X-Shop-Api-Key.", [KEY % "X-Shop-Api-Key"]),
        ("You need an API key.", [KEY % "X-API-Key"]),
        ("HTTP Basic authentication is used.", ['# login = { type = "basic" }']),
        ("Sells books. The next page token is in the response.", []),
    ],
)
def test_what_the_text_says(text: str, lines: list[str]) -> None:
    """Nothing is proposed for a document that says nothing."""
    assert proposed(text) == lines


def test_parameters_that_carry_credentials() -> None:
    """Some documents have them in place of a scheme."""
    assert proposed("", header="X-Auth-Token") == [KEY % "X-Auth-Token"]


def test_a_document_with_a_scheme() -> None:
    """It says all there is to say."""
    schemes = {"securitySchemes": {"key": {"type": "http", "scheme": "bearer"}}}
    assert proposed("Send a bearer token.", components=schemes) == []


def test_a_proposal_works_as_it_is(folder: Path) -> None:
    """Without the comment marks it is a configuration, and the client takes a token."""
    proposed("Send a bearer token.")
    text = Path("specloom.toml").read_text()
    text = text.replace("# [client.auth]", "[client.auth]").replace("# api_token", "api_token")
    Path("specloom.toml").write_text(text.replace("# output =", "output ="))
    (config,) = read_config(folder / "specloom.toml")
    assert config.hints.auth == {"api_token": {"type": "bearer"}}
    assert main(["generate", "--formatter", "none", "--quiet"]) == 0
    client = next(folder.glob("client/src/*/_client.py")).read_text()
    assert "api_token: Secret | None = None" in client
