"""`specloom init` asks a document what its configuration may say, and writes that down with reasons."""

from __future__ import annotations

import io
import json
import re
import shutil
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml
from specloom.cli.main import main
from specloom.config import read_config

OK = {"200": {"description": "Done", "content": {"application/json": {"schema": {}}}}}


def array(of: dict[str, Any]) -> dict[str, Any]:
    """Return a response with a list below `data`, and a sign that there is more."""
    properties = {"data": {"type": "array", "items": of}, "has_more": {"type": "boolean"}}
    schema = {"type": "object", "properties": properties, "required": ["data"]}
    return {"200": {"description": "Done", "content": {"application/json": {"schema": schema}}}}


def query(*names: str) -> list[dict[str, Any]]:
    """Return parameters of the query."""
    return [
        {
            "name": name,
            "in": "query",
            "schema": {"type": "integer" if name != "after" else "string"},
        }
        for name in names
    ]


ITEM = {"type": "object", "properties": {"id": {"type": "string"}}}
LISTED = {"schema": {"type": "array", "items": ITEM}}
LIST = {"200": {"description": "Done", "content": {"application/json": LISTED}}}
PETSTORE = {
    "openapi": "3.0.4",
    "info": {"title": "Swagger Petstore - OpenAPI 3.0", "version": "1.0"},
    "servers": [{"url": "/api/v3"}],
    "paths": {
        "/pet/{petId}": {
            "get": {
                "operationId": "getPetById",
                "tags": ["pet"],
                "parameters": [
                    {"name": "petId", "in": "path", "required": True, "schema": {"type": "integer"}}
                ],
                "responses": OK,
            }
        },
        "/store/inventory": {
            "get": {"operationId": "getInventory", "tags": ["store"], "responses": OK}
        },
    },
    "components": {
        "securitySchemes": {"api_key": {"type": "apiKey", "name": "api_key", "in": "header"}}
    },
}
GITHUB = {
    "openapi": "3.0.3",
    "info": {
        "title": "GitHub v3 REST API",
        "version": "1.1.4",
        "description": "Send a personal access token.",
    },
    "servers": [
        {"url": "https://api.github.example"},
        {"url": "https://{host}/api/v3", "variables": {"host": {"default": "ghes.example"}}},
    ],
    "paths": {
        "/users": {
            "get": {
                "operationId": "users/list",
                "tags": ["users"],
                "parameters": query("since", "per_page"),
                "responses": LIST,
            }
        },
        "/repos": {
            "get": {
                "operationId": "repos/list",
                "tags": ["repos"],
                "parameters": query("page", "per_page"),
                "responses": LIST,
            }
        },
    },
}
STRIPE = {
    "openapi": "3.0.0",
    "info": {"title": "Stripe API", "version": "2026-01-01", "description": "Uses Basic auth."},
    "servers": [{"url": "https://api.stripe.example/"}],
    "paths": {
        "/v1/charges": {
            "get": {
                "operationId": "GetCharges",
                "parameters": query("limit", "after"),
                "responses": array(ITEM),
            }
        },
        "/v1/refunds": {"post": {"operationId": "PostRefunds", "responses": OK}},
    },
}
SWAGGER = {
    "swagger": "2.0",
    "info": {"title": "Zoo", "version": "1"},
    "basePath": "/v2",
    "paths": {"/zoos": {"get": {"responses": {"200": {"description": "Done"}}}}},
}
DOCUMENTS = {"petstore": PETSTORE, "github": GITHUB, "stripe": STRIPE, "swagger": SWAGGER}


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


def asked(document: dict[str, Any], *arguments: str) -> list[str]:
    """Write a document and its configuration; return the lines of that."""
    Path("api.json").write_text(json.dumps(document))
    assert main(["init", "api.json", *arguments]) == 0
    return Path("specloom.toml").read_text().splitlines()


def line_of(lines: list[str], start: str) -> str:
    """Return the line that begins so."""
    (found,) = (line for line in lines if line.startswith(start))
    return found


def generated() -> None:
    """Generate from the configuration that is there."""
    arguments = ["generate", "--formatter", "none", "--only", "client", "--quiet"]
    assert main(arguments) == 0
    shutil.rmtree("client")


@pytest.mark.parametrize("name", DOCUMENTS)
def test_a_configuration_works_as_it_is_and_with_each_proposal(name: str) -> None:
    """A proposal below a table needs the mark of the table removed, too."""
    lines = asked(DOCUMENTS[name])
    generated()
    end = next(number for number, line in enumerate(lines) if line.startswith("# upstream"))
    tables = [n for n, line in enumerate(lines) if line.startswith("# [client.")]
    tried = 0
    for number, line in enumerate(lines[1:], 1):
        above = [table for table in tables if table < number]
        if not line.startswith("# ") or number in tables or (number > end and not above):
            continue
        changed = [*lines]
        for each in (number, *above[-1:]):
            changed[each] = changed[each].removeprefix("# ")
        Path("specloom.toml").write_text("\n".join(changed))
        generated()
        tried += 1
    assert tried >= 2


@pytest.mark.parametrize(
    ("name", "package", "reason"),
    [
        ("petstore", "petstore", "'Swagger Petstore - OpenAPI 3.0'"),
        ("github", "github", "'GitHub v3 REST API'"),
        ("stripe", "stripe", "'Stripe API'"),
    ],
)
def test_the_import_name(name: str, package: str, reason: str) -> None:
    """It is the one that the client gets."""
    lines = asked(DOCUMENTS[name])
    assert reason in line_of(lines, f'# package = "{package}" ')
    assert main(["generate", "--formatter", "none", "--quiet"]) == 0
    assert Path("client/src", package).is_dir()


def test_the_grouping() -> None:
    """By tag where there are several, else by path."""
    assert "2 tags: 'pet', 'store'" in line_of(asked(PETSTORE), '# group_by = "tag" ')
    Path("specloom.toml").unlink()
    assert "has no tags" in line_of(asked(STRIPE), '# group_by = "path" ')


def test_pages_that_are_likely() -> None:
    """With the operation that has them."""
    line = line_of(asked(STRIPE), '# "GetCharges" = { ')
    assert "# likely, not certain: GET /v1/charges has pages" in line


def test_credentials_that_the_text_speaks_of() -> None:
    """A document with a scheme says all there is to say."""
    assert "says 'Basic auth'" in line_of(asked(STRIPE), "# login = ")
    Path("specloom.toml").unlink()
    assert not [line for line in asked(PETSTORE) if line.startswith("# api_token")]


def overlay() -> list[dict[str, Any]]:
    """Return the actions of the overlay that was written."""
    actions: list[dict[str, Any]] = yaml.safe_load(Path("overlay.yaml").read_text())["actions"]
    return actions


def test_a_document_that_does_not_say_where_its_api_is() -> None:
    """There is a place for the address, with the path that the document gives."""
    line = line_of(asked(PETSTORE), '# base_url = "https://api.example.com/api/v3" ')
    assert "the document only says '/api/v3'" in line
    assert not Path("overlay.yaml").exists()


def test_a_swagger_document_without_a_host() -> None:
    """It is asked for as that of any other."""
    line_of(asked(SWAGGER), '# base_url = "https://api.example.com/v2" ')


def test_a_document_of_several_servers() -> None:
    """The overlay lists them, so that another one can be the first."""
    assert "has 2 servers" in line_of(asked(GITHUB), "# overlays = ")
    assert overlay()[1]["update"]["servers"] == GITHUB["servers"]


def test_an_overlay_that_is_there_stays() -> None:
    """It is the user's."""
    Path("overlay.yaml").write_text("mine")
    asked(GITHUB)
    assert Path("overlay.yaml").read_text() == "mine"


def test_a_document_that_is_not_there(capsys: pytest.CaptureFixture[str]) -> None:
    """There is a configuration all the same."""
    assert main(["init", "api.json"]) == 0
    assert "api.json is not there yet" in capsys.readouterr().out
    assert read_config(Path("specloom.toml"))


def test_a_document_that_is_faulty(capsys: pytest.CaptureFixture[str]) -> None:
    """The next step is to look at it."""
    Path("api.json").write_text('{"openapi": "3.1.0"}')
    assert main(["init", "api.json"]) == 0
    assert "specloom validate api.json" in capsys.readouterr().out


class Terminal(io.StringIO):
    """Somebody who types."""

    def isatty(self) -> bool:
        return True


def typed(monkeypatch: pytest.MonkeyPatch, *lines: str) -> Terminal:
    """Make standard input a terminal where these lines are typed."""
    terminal = Terminal("".join(f"{line}\n" for line in lines))
    monkeypatch.setattr(sys, "stdin", terminal)
    return terminal


def test_what_is_typed_is_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    """A wrong one is asked for again."""
    typed(monkeypatch, "not a name", "hub", "2", "bearer")
    lines = asked(GITHUB)
    (config,) = read_config(Path("specloom.toml"))
    assert config.package == "hub"
    assert config.hints.auth == {"api_token": {"type": "bearer"}}
    assert config.overlays == ("overlay.yaml",)
    assert [server["url"] for server in overlay()[1]["update"]["servers"]] == [
        "https://{host}/api/v3",
        "https://api.github.example",
    ]
    assert "[client.auth]" in {line.partition("  ")[0] for line in lines}
    assert main(["generate", "--formatter", "none", "--quiet"]) == 0
    assert Path("client/src/hub").is_dir()


@pytest.mark.parametrize("lines", [("", "", ""), ()])
def test_enter_keeps_what_is_proposed(
    lines: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    """So does the end of the input; a way to authenticate that the text speaks of is taken."""
    typed(monkeypatch, *lines)
    asked(GITHUB)
    (config,) = read_config(Path("specloom.toml"))
    assert (config.package, config.overlays) == (None, ())
    assert config.hints.auth == {"api_token": {"type": "bearer"}}


def test_an_address_and_a_key(monkeypatch: pytest.MonkeyPatch) -> None:
    """For a document that says neither."""
    typed(monkeypatch, "", "ftp://zoo", "https://zoo.example/v2", "api-key", "X-Zoo-Key")
    asked(SWAGGER)
    (config,) = read_config(Path("specloom.toml"))
    key = {"type": "api-key", "in": "header", "name": "X-Zoo-Key"}
    assert config.hints.auth == {"api_key": key}
    assert main(["generate", "--formatter", "none", "--quiet"]) == 0
    client = next(Path().glob("client/src/*/_client.py")).read_text()
    assert re.search(r"https://zoo\.example/v2\b", client)


def test_nothing_is_asked_with_yes(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Nor where no terminal is, as in a script."""
    terminal = typed(monkeypatch, "other")
    asked(GITHUB, "--yes")
    assert terminal.tell() == 0
    Path("specloom.toml").unlink()
    monkeypatch.setattr(sys, "stdin", io.StringIO("other\n"))
    asked(GITHUB)
    assert sys.stdin.tell() == 0
    assert capsys.readouterr().err == ""
