"""The code of the pages on recipes and on other generators: it runs, and the names in it are there."""

from __future__ import annotations

import ast
import importlib
import inspect
import json
import re
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import httpx2
import pytest
from fastapi import FastAPI
from specloom.build.pipeline import generate
from specloom.config import ClientConfig, read_config
from specloom.run.progress import SilentProgress

ROOT = Path(__file__).resolve().parents[2]
RECIPES = (ROOT / "docs/recipes.md").read_text(encoding="utf-8")
COMING_FROM = (ROOT / "docs/coming-from.md").read_text(encoding="utf-8")
BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.DOTALL | re.MULTILINE)
ROW = re.compile(r"^\| (?P<there>.*) \| (?P<here>.*) \|$", re.MULTILINE)
SHOP = "kitchen_sink"
OF_MODELS = ("model_dump", "model_extra", "model_fields_set", "model_validate")
NO_PYTHON = {
    "[client.names]",
    "http_client=1",
    "http_client=",
    "specloom generate",
    "specloom.toml",
}
"""What the tables name besides Python."""


def blocks(title: str, kind: str) -> list[str]:
    """Return the blocks of a kind in a section of the recipes."""
    section = RECIPES.partition(f"\n## {title}\n")[2].partition("\n## ")[0]
    found = [text for each, text in BLOCK.findall(section) if each == kind]
    assert found, f"{title} has no {kind}"
    return found


def client_of(document: Any, folder: Path, monkeypatch: pytest.MonkeyPatch, **options: Any) -> Any:
    """Generate a client, and import it."""
    spec = folder / "openapi.json"
    spec.write_text(json.dumps(document))
    package = f"recipe_{folder.name}"
    config = ClientConfig(
        spec=str(spec),
        output=str(folder / "client"),
        package=package,
        formatter="none",
        **options,
    )
    generate(config, SilentProgress())
    monkeypatch.syspath_prepend(str(folder / "client/src"))
    return importlib.import_module(package)


def respond_with(monkeypatch: pytest.MonkeyPatch, body: Any) -> list[httpx2.Request]:
    """Return the requests of all clients from now on, each of which gets a body as its response."""
    seen: list[httpx2.Request] = []

    def handle(transport: Any, request: httpx2.Request) -> httpx2.Response:
        seen.append(request)
        return httpx2.Response(200, json=body)

    monkeypatch.setattr(httpx2.HTTPTransport, "handle_request", handle)
    return seen


def test_the_recipe_for_fastapi_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The name of the method, and the URL that the client needs."""
    app = FastAPI(title="Todo Service")

    @app.get("/items/{item_id}", tags=["items"])
    def read_item(item_id: int) -> str:
        return str(item_id)

    package = client_of(app.openapi(), tmp_path, monkeypatch)
    seen = respond_with(monkeypatch, "it")
    (sample,) = blocks("FastAPI", "py")
    exec(sample, {"TodoService": package.TodoService})
    assert [str(each.url) for each in seen] == ["http://127.0.0.1:8000/items/42"]


def test_the_recipe_for_stripe_works(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its overlay gives pages that go on behind the last item, and keys of idempotency."""
    title = "Stripe-like: no tags, form bodies, expandable objects"
    overlay, further = blocks(title, "yaml")
    (tmp_path / "overlay.yaml").write_text(overlay + further)
    customer = {"type": "object", "properties": {"id": {"type": "string"}}}
    customers = {
        "type": "object",
        "properties": {
            "data": {"type": "array", "items": customer},
            "has_more": {"type": "boolean"},
        },
    }
    body = {"content": {"application/x-www-form-urlencoded": {"schema": customer}}}
    document = {
        "openapi": "3.0.3",
        "info": {"title": "Payments", "version": "1"},
        "servers": [{"url": "https://api.example.com"}],
        "paths": {
            "/v1/customers": {
                "get": {
                    "operationId": "GetCustomers",
                    "parameters": [
                        {"name": "starting_after", "in": "query", "schema": {"type": "string"}}
                    ],
                    "responses": {
                        "200": {
                            "description": "A page.",
                            "content": {"application/json": {"schema": customers}},
                        }
                    },
                }
            },
            "/v1/charges": {
                "post": {
                    "operationId": "CreateCharge",
                    "requestBody": body,
                    "responses": {"200": {"description": "It."}},
                }
            },
        },
    }
    options = {"overlays": (str(tmp_path / "overlay.yaml"),)}
    package = client_of(document, tmp_path, monkeypatch, **options)
    testing = importlib.import_module(f"{package.__name__}.testing")
    pages = [
        testing.FakeResponse(200, {"data": [{"id": name}], "has_more": more})
        for name, more in (("a", True), ("b", False))
    ]
    api = testing.FakeApi(*pages)
    with api.client() as client:
        assert [each.id for each in client.customers.list()] == ["a", "b"]
        assert api.requests[1].query == {"starting_after": ["a"]}
        client.charges.create(id="c")
    assert api.requests[2].headers["idempotency-key"]


def test_the_recipe_for_aws_runs(shop: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    """With credentials from the environment, as it says."""
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "test")
    seen = respond_with(monkeypatch, {"modelCustomizationJobSummaries": []})
    bedrock = importlib.import_module("amazon_bedrock")
    (sample,) = blocks("AWS-like: signatures, tokens, error codes", "py")
    exec(sample, {"AmazonBedrock": bedrock.AmazonBedrock})
    assert [each.url.host for each in seen] == ["bedrock.us-east-1.amazonaws.com"]


def test_the_recipe_for_github_is_a_configuration(tmp_path: Path) -> None:
    """Of one client, with a filter by tags."""
    (text,) = blocks("GitHub-like: large documents", "toml")
    place = tmp_path / "specloom.toml"
    place.write_text(text)
    (config,) = read_config(place)
    assert config.package == "github"
    wanted = tomllib.loads(text)["client"][0]["filters"]["include_tags"]
    assert list(config.filters.include_tags) == wanted


# --- coming from another generator


@pytest.fixture
def shop(monkeypatch: pytest.MonkeyPatch) -> Iterator[ModuleType]:
    """The package of the bookshop; that of Bedrock can be imported as well."""
    samples = (SHOP, "amazon_bedrock")
    for name in samples:
        monkeypatch.syspath_prepend(str(ROOT / "generated_samples" / name / "src"))
    yield importlib.import_module(SHOP)
    for name in [name for name in sys.modules if name.partition(".")[0] in samples]:
        del sys.modules[name]


def snippets() -> list[str]:
    """Return the code that the tables say to write here."""
    rows = [match["here"] for match in ROW.finditer(COMING_FROM)]
    codes = [code for row in rows for code in re.findall(r"`([^`]+)`", row)]
    return sorted({code.replace("=,", "=1,").replace("=)", "=1)") for code in codes})


@pytest.mark.parametrize("snippet", snippets())
def test_what_is_named_is_there(snippet: str, shop: ModuleType) -> None:
    """Each name is one of the package, of its errors or of its clients, and takes the arguments that are shown."""
    testing, errors = (importlib.import_module(f"{SHOP}.{name}") for name in ("testing", "errors"))
    snippet = snippet.removeprefix("options=")
    if snippet in NO_PYTHON or snippet.startswith("--"):
        return
    client = testing.FakeApi().client()
    names = {**vars(shop), **{name: getattr(shop, name) for name in shop.__all__}}
    names |= {name: getattr(shop.models.Book, name) for name in OF_MODELS} | vars(errors)
    names |= {"client": client, "async_client": client, "errors": errors}
    names |= {"Shop": shop.KitchenSinkBookshop, "error": errors.ApiError}
    tree = ast.parse(snippet, mode="eval")
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and not isinstance(node.func, ast.Call):
            function = eval(ast.unparse(node.func), dict(names))
            takes = inspect.signature(function).parameters
            missing = [each.arg for each in node.keywords if each.arg not in takes]
            # The page says that the argument for a token is named as the document names its scheme.
            assert missing in ([], ["token"]), f"{snippet} has {missing}"
        elif isinstance(node, ast.Attribute) or (node is tree.body and isinstance(node, ast.Name)):
            eval(ast.unparse(node), dict(names))
