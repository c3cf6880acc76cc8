"""Large resources: their operations are in several modules, and callers see one class."""

from __future__ import annotations

import asyncio
import importlib
import json
import sys
from pathlib import Path
from typing import Any

import httpx2
import pytest
from specloom.build.options import WriteOptions
from specloom.build.pipeline import generate
from specloom.config import ClientConfig
from specloom.run.progress import SilentProgress

AREAS = ("cards", "import", "sources")
"""Segments of paths below a customer; `import` is no name for a module of Python."""
RESOURCES = "shop/src/shop/resources"


def operation(name: str, *, is_element: bool = False) -> dict[str, Any]:
    """Return an operation with a dozen arguments."""
    arguments: list[dict[str, Any]] = [
        {"name": f"filter{n}", "in": "query", "schema": {"type": "string"}} for n in range(12)
    ]
    if is_element:
        path = {"name": "id", "in": "path", "required": True, "schema": {"type": "string"}}
        arguments.append(path)
    content = {"application/json": {"schema": {"type": "object"}}}
    return {
        "operationId": name,
        "tags": ["customers"],
        "parameters": arguments,
        "responses": {"200": {"description": "OK", "content": content}},
    }


def write_document(folder: Path, number: int, **further: Any) -> None:
    """Write a document with a number of operations in each area."""
    paths: dict[str, Any] = {"/v1/customers": {"get": operation("listCustomers")}}
    for area in AREAS:
        for n in range(number):
            each = operation(f"read{area.capitalize()}{n}", is_element=True)
            paths[f"/v1/customers/{{id}}/{area}/{n}"] = {"get": each}
    document = {
        "openapi": "3.1.0",
        "info": {"title": "Shop", "version": "1"},
        "servers": [{"url": "https://shop.example"}],
        "paths": {**paths, **further},
    }
    (folder / "openapi.json").write_text(json.dumps(document))


def update(folder: Path, **options: Any) -> None:
    """Generate the client."""
    spec, output = str(folder / "openapi.json"), str(folder / "shop")
    config = ClientConfig(spec=spec, output=output, formatter="none", parts=("client", "project"))
    generate(config, SilentProgress(), WriteOptions(**options))


def modules(folder: Path) -> set[str]:
    """Return the modules of resources."""
    root = folder / RESOURCES
    return {p.relative_to(root).as_posix() for p in root.rglob("*.py")} - {"__init__.py"}


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A client whose resource had many operations from the first day on."""
    folder = tmp_path_factory.mktemp("large")
    write_document(folder, 12)
    update(folder)
    return folder


def test_each_area_has_a_module(large: Path) -> None:
    """As many as it takes for the others to be short; each has a class that the resource's inherits from."""
    parts = {"_customers/__init__.py", "_customers/cards.py"}
    assert modules(large) == {"customers.py", *parts}
    text = (large / RESOURCES / "customers.py").read_text()
    assert "class Customers(CustomersCards):" in text
    assert "class AsyncCustomers(AsyncCustomersCards):" in text
    for path in modules(large):
        assert len((large / RESOURCES / path).read_text().splitlines()) < 3000


def test_callers_see_one_class(large: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Methods of all modules are methods of the resource, synchronous and asynchronous."""
    monkeypatch.syspath_prepend(str(large / "shop/src"))
    for name in [each for each in sys.modules if each.partition(".")[0] == "shop"]:
        monkeypatch.delitem(sys.modules, name)
    shop = importlib.import_module("shop")
    seen: list[str] = []

    def respond(request: httpx2.Request) -> httpx2.Response:
        seen.append(request.url.path)
        return httpx2.Response(200, json={})

    transport = httpx2.MockTransport(respond)
    with shop.Shop(http_client=httpx2.Client(transport=transport)) as client:
        customers = importlib.import_module("shop.resources.customers")
        assert isinstance(client.customers, customers.Customers)
        client.customers.list()
        client.customers.read_cards3("a")
        client.customers.with_raw_responses().read_sources2("b", filter1="c")

    async def ask() -> None:
        own = httpx2.AsyncClient(transport=transport)
        async with shop.AsyncShop(http_client=own) as client:
            await client.customers.read_import4("d")
            await client.customers.read_cards4("e")

    asyncio.run(ask())
    assert [path.removeprefix("/v1/customers") for path in seen] == [
        *("", "/a/cards/3", "/b/sources/2", "/d/import/4", "/e/cards/4")
    ]


def test_modules_stay_when_the_resource_shrinks_and_grows(large: Path) -> None:
    """What has a module keeps it, with the edits in it; an operation of an area goes to the area's module."""
    cards = large / RESOURCES / "_customers/cards.py"
    edited = cards.read_text().replace("import annotations\n", "import annotations\n# Ours.\n", 1)
    cards.write_text(edited)
    update(large, adopt=True)
    new = {"/v1/customers/{id}/cards/newest": {"get": operation("readNewest", is_element=True)}}
    write_document(large, 3, **new)
    update(large)
    assert modules(large) == {"customers.py", "_customers/__init__.py", "_customers/cards.py"}
    assert "def read_newest(" in cards.read_text()
    assert "# Ours.\n" in cards.read_text()
    write_document(large, 30)
    update(large)
    assert modules(large) == {"customers.py", "_customers/__init__.py", "_customers/cards.py"}


def test_modules_stay_when_a_parameter_of_the_path_is_renamed(tmp_path: Path) -> None:
    """The record follows the operations to their new paths."""
    write_document(tmp_path, 12)
    update(tmp_path)
    document = (tmp_path / "openapi.json").read_text()
    renamed = document.replace("{id}", "{customer}").replace('"name": "id"', '"name": "customer"')
    (tmp_path / "openapi.json").write_text(renamed)
    before = (tmp_path / RESOURCES / "customers.py").read_text().count("    def ")
    update(tmp_path)
    assert (tmp_path / RESOURCES / "customers.py").read_text().count("    def ") == before
    assert "_customers/cards.py" in modules(tmp_path)


def test_an_existing_resource_stays_in_one_module(tmp_path: Path) -> None:
    """However large it grows: people have edits there; new names throughout mean new modules, too."""
    write_document(tmp_path, 2)
    update(tmp_path)
    write_document(tmp_path, 12)
    update(tmp_path)
    assert modules(tmp_path) == {"customers.py"}
    update(tmp_path, rename=True)
    assert "_customers/cards.py" in modules(tmp_path)


def test_a_part_that_is_called_as_the_resource_takes_no_other_operation(tmp_path: Path) -> None:
    """Paths of all operations have the segment of the resource; those in its own module stay there."""
    own = {
        "/v1/customers"
        + "".join(f"/{{p{n}}}" for n in range(depth)): {
            method: operation(f"{method}{depth}") for method in ("get", "post", "put", "delete")
        }
        for depth in range(1, 11)
    }
    write_document(tmp_path, 2, **own)
    update(tmp_path)
    assert "_customers/customers.py" in modules(tmp_path)
    before = {path: (tmp_path / RESOURCES / path).read_text() for path in modules(tmp_path)}
    document = (tmp_path / "openapi.json").read_text()
    (tmp_path / "openapi.json").write_text(document.replace('"version": "1"', '"version": "2"'))
    update(tmp_path)
    assert {path: (tmp_path / RESOURCES / path).read_text() for path in before} == before


def test_the_operations_of_the_resource_itself_stay_in_its_module(tmp_path: Path) -> None:
    """Where to look for them; the areas below it have modules, though they are smaller."""
    methods = ("post", "put", "patch", "delete")
    own = {
        f"/v1/customers/{{id}}{'/{other}' * n}": {m: operation(f"{m}Own{n}") for m in methods}
        for n in range(5)
    }
    write_document(tmp_path, 7, **own)
    update(tmp_path)
    assert '"/v1/customers/{id}"' in (tmp_path / RESOURCES / "customers.py").read_text()
    assert "_customers/cards.py" in modules(tmp_path)


def test_tests_and_pages_are_divided_as_the_modules(tmp_path: Path) -> None:
    """Each module of operations has a module of tests and a page; the first page describes the resource."""
    write_document(tmp_path, 12)
    config = ClientConfig(
        spec=str(tmp_path / "openapi.json"), output=str(tmp_path / "shop"), formatter="none"
    )
    generate(config, SilentProgress())
    for name, has, lacks in (("", "sources", "cards"), ("_cards", "cards", "sources")):
        for path in (f"tests/test_customers{name}.py", f"docs/customers{name}.md"):
            text = (tmp_path / "shop" / path).read_text()
            assert f"client.customers.read_{has}3(" in text
            assert f"client.customers.read_{lacks}3(" not in text
    site = (tmp_path / "shop/mkdocs.yml").read_text()
    assert '"customers": "customers.md"\n' in site
    assert '"customers: cards": "customers_cards.md"\n' in site
