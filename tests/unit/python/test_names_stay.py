"""A name stays when something else comes that would like to have it; with the lock and without."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from specloom.build.understanding import understand
from specloom.config import ClientConfig
from specloom.ir.api import Api
from specloom.python.code.py_package import PyPackage
from specloom.python.naming.name_registry import PastClient
from specloom.python.package import Release, package_of
from specloom.python.plan import plan
from specloom.run.progress import SilentProgress

STRING = {"type": "string"}
CONFIG = ClientConfig(spec="unused", output="unused", formatter="none", unreachable_schemas=True)


def package(api: Api, names: Mapping[Any, str] | None = None, past: Api | None = None) -> PyPackage:
    """Return the package of an API; `names` and `past` are of the last run."""
    made = package_of(
        plan(api, CONFIG, PastClient(api=past, names=names or {})), Release(version="1.0.0")
    )
    # With the nodes of all files, to compare them.
    files = (
        replace(f, content=f.recipe.make()[0], recipe=None) if f.recipe else f for f in made.files
    )
    return replace(made, files=tuple(files))


def thing(**properties: Any) -> dict[str, Any]:
    """Return an object."""
    return {"type": "object", "properties": properties}


def ref(name: str) -> dict[str, str]:
    """Return a reference to a schema."""
    return {"$ref": f"#/components/schemas/{name}"}


def base() -> dict[str, Any]:
    """Return a document with an operation that takes a parameter and an object."""
    return {
        "openapi": "3.1.0",
        "info": {"title": "Zoo API", "version": "1"},
        "paths": {
            "/pets": {
                "post": {
                    "operationId": "addPet",
                    "tags": ["pets"],
                    "parameters": [{"name": "dryRun", "in": "query", "schema": STRING}],
                    "requestBody": {"content": {"application/json": {"schema": ref("Pet")}}},
                    "responses": {
                        "200": {
                            "description": "OK",
                            "content": {"application/json": {"schema": ref("Pet")}},
                        }
                    },
                }
            }
        },
        "components": {
            "schemas": {
                "Pet": thing(**{"fooBar": STRING, "size": {**STRING, "x-n": 1}}),
                "Size": {"type": "integer", "enum": [1, -2], "x-enum-varnames": ["a b", "c"]},
            }
        },
    }


@pytest.fixture
def api_of(tmp_path: Path) -> Callable[[Any], Api]:
    """Parses a document."""

    def parse(document: Any) -> Api:
        path = tmp_path / "openapi.json"
        path.write_text(json.dumps(document))
        config = ClientConfig(spec=str(path), output=str(tmp_path))
        return understand(config, SilentProgress()).api

    return parse


def texts(made: PyPackage) -> str:
    """Return everything that the package says, in one string."""
    return "\n".join(repr(file.content) for file in made.files)


def operation(document: dict[str, Any]) -> dict[str, Any]:
    """Return the one operation of the base document."""
    found: dict[str, Any] = document["paths"]["/pets"]["post"]
    return found


def add_field(document: dict[str, Any]) -> None:
    document["components"]["schemas"]["Pet"]["properties"]["foo-bar"] = STRING


def add_parameter(document: dict[str, Any]) -> None:
    header = {"name": "dry-run", "in": "header", "schema": STRING}
    operation(document)["parameters"].insert(0, header)


def add_parameter_like_a_member(document: dict[str, Any]) -> None:
    query = {"name": "size", "in": "query", "schema": STRING}
    operation(document)["parameters"].insert(0, query)


def add_schema(document: dict[str, Any]) -> None:
    schemas = document["components"]["schemas"]
    document["components"]["schemas"] = {"pet": thing(x=STRING), **schemas}
    # It has to be used for something.
    content = {"application/json": {"schema": ref("pet")}}
    operation(document)["responses"]["201"] = {"description": "New", "content": content}


def add_value(document: dict[str, Any]) -> None:
    size = document["components"]["schemas"]["Size"]
    size["enum"].insert(0, 3)
    size["x-enum-varnames"].insert(0, "a-b")


def change_title(document: dict[str, Any]) -> None:
    document["info"]["title"] = "The Whole Zoo"


def add_tag(document: dict[str, Any]) -> None:
    document["paths"]["/a"] = {
        "get": {"operationId": "x", "tags": ["PETS"], "responses": {"200": {"description": "OK"}}}
    }


def signature(made: PyPackage) -> str:
    """Return the signature of the operation of the base document."""
    file = next(file for file in made.files if file.path.endswith("resources/pets.py"))
    for method in file.content.classes[0].methods:  # type: ignore[attr-defined]
        if method.name == "add":
            return str(method)
    raise AssertionError("the method add was removed")


@pytest.mark.parametrize(
    ("change", "kept"),
    [
        (add_field, {"#/components/schemas/Pet?foo-bar": "foo_bar_2"}),
        (add_parameter, {"#/paths/~1pets/post?header/dry-run": "header_dry_run"}),
        (add_parameter_like_a_member, {"#/paths/~1pets/post?query/size": "query_size"}),
        (add_schema, {"#/components/schemas/pet": "Pet_2"}),
        (add_value, {"#/components/schemas/Size=3": "A_B_2"}),
        (change_title, {"package": "zoo", "client": "Zoo"}),
        (add_tag, {"tag/pets": "pets", "#/paths/~1a/get": "x"}),
    ],
)
def test_names_stay(api_of: Any, change: Any, kept: dict[str, str]) -> None:
    """What is new takes another name; what was there is called as it was."""
    old = api_of(base())
    first = package(old)
    document = copy.deepcopy(base())
    change(document)
    new = api_of(document)
    second = package(new, first.names, old)
    assert {key: second.names[key] for key in kept} == kept
    assert {key: name for key, name in first.names.items() if second.names[key] != name} == {}
    assert "dry_run" in signature(second) and "size" in signature(second)

    # The lock alone is enough from then on.
    third = package(new, second.names)
    assert third == second


def test_an_operation_from_another_tag_takes_no_name(api_of: Any) -> None:
    """Both had the same name, each under its tag; the one that was here before keeps it."""
    document = base()
    answer = {"responses": {"200": {"description": "OK"}}}
    document["paths"] = {
        "/a": {"get": {"operationId": "addShop", "tags": ["shops"], **answer}},
        "/b": {"get": {"operationId": "addPet", "tags": ["pets"], **answer}},
    }
    old = api_of(document)
    first = package(old)
    assert first.names["#/paths/~1a/get"] == first.names["#/paths/~1b/get"] == "add"
    document["paths"]["/a"]["get"]["tags"] = ["pets"]
    second = package(api_of(document), first.names, old)
    assert second.names["#/paths/~1b/get"] == "add"
    assert second.names["#/paths/~1a/get"] == "add_shop"


def test_without_a_past_the_order_decides(api_of: Any) -> None:
    """The same documents without a lock give other names: it is the past that keeps them."""
    document = base()
    add_field(document)
    add_parameter_like_a_member(document)
    names = package(api_of(document)).names
    assert names["#/components/schemas/Pet?fooBar"] == "foo_bar_2"
    assert names["#/paths/~1pets/post?body"] == "body"


def test_an_operation_of_the_client_keeps_its_name_from_a_new_tag(api_of: Any) -> None:
    """Operations without a tag, and the resources of tags, are attributes of the same class."""
    document = base()
    del operation(document)["tags"]
    operation(document)["operationId"] = "list"
    old = api_of(document)
    first = package(old, {"package": "zoo"})  # A lock without `group_by`.
    document["paths"]["/a"] = {
        "get": {"operationId": "x", "tags": ["list"], "responses": {"200": {"description": "OK"}}}
    }
    second = package(api_of(document), first.names, old)
    assert second.names["#/paths/~1pets/post"] == first.names["#/paths/~1pets/post"] == "list"
    assert second.names["tag/list"] == "list_"


def test_an_operation_that_gets_another_tag_takes_no_name(api_of: Any) -> None:
    """Those that are there already keep theirs, wherever they stand in the document."""
    answer = {"responses": {"200": {"description": "OK"}}}
    document = base()
    document["paths"] = {
        "/b": {"get": {"operationId": "listShops", "tags": ["shops"], **answer}},
        "/a": {"get": {"operationId": "listPets", "tags": ["pets"], **answer}},
    }
    old = api_of(document)
    first = package(old)
    document["paths"]["/b"]["get"]["tags"] = ["pets"]
    second = package(api_of(document), first.names, old)
    assert second.names["#/paths/~1a/get"] == first.names["#/paths/~1a/get"] == "list"
    assert second.names["#/paths/~1b/get"] != "list"
    third = package(api_of(document), second.names)
    assert third == second


def many(count: int, first: str = "") -> dict[str, Any]:
    """Return a document whose one operation uses many models."""
    names = [*([first] if first else []), *(f"M{number:03}" for number in range(count))]
    document = base()
    document["components"]["schemas"] = {name: thing(x=STRING) for name in names}
    answer = {"type": "object", "properties": {name: ref(name) for name in names}}
    post = operation(document)
    del post["requestBody"]
    post["responses"]["200"]["content"] = {"application/json": {"schema": answer}}
    return document


def test_models_stay_in_their_modules(api_of: Any) -> None:
    """One more model in a large group moves no other one to another file."""
    old = api_of(many(150))
    first = package(old)
    modules = {k: v for k, v in first.names.items() if k.startswith("module ")}
    assert set(modules.values()) == {"pets", "pets_m060", "pets_m120"}
    second = package(api_of(many(150, first="A")), first.names, old)
    assert {key: second.names[key] for key in modules} == modules
    fresh = package(api_of(many(150, first="A")))
    assert {key: fresh.names[key] for key in modules} != modules


def test_a_group_that_grows_keeps_its_module(api_of: Any) -> None:
    """When a module is split, it keeps its name, and a second one stands beside it."""
    first = package(api_of(many(50)))
    assert not any(key.startswith("module ") for key in first.names)
    paths = {file.path for file in first.files if "src/zoo/models/" in file.path}
    second = package(api_of(many(80)), first.names)
    grown = {file.path for file in second.files if "src/zoo/models/" in file.path}
    assert grown - paths == {"src/zoo/models/pets_m060.py"}
    assert paths <= grown


def test_numbered_modules_stay(api_of: Any) -> None:
    """Modules that were numbered by other rules stay as they are, with the types that were in them."""
    old = api_of(many(150))
    first = package(old)
    numbered = {"pets": "pets", "pets_m060": "pets_2", "pets_m120": "pets_3"}
    names = {k: numbered[v] if k.startswith("module ") else v for k, v in first.names.items()}
    assert package(old, names, old).names == names
