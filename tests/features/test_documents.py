"""The document as a whole: path items elsewhere, servers, security, filters, several files."""

from __future__ import annotations

import ast
import json
from pathlib import Path
from typing import Any

import pytest
from specloom.config import Filters
from specloom.diagnostics import GenerationFailed

STRING = {"type": "string"}
OK = {"200": {"description": "OK"}}


def ref(name: str) -> dict[str, str]:
    """A reference to a schema."""
    return {"$ref": f"#/components/schemas/{name}"}


def operation(operation_id: str, **rest: Any) -> dict[str, Any]:
    """An operation."""
    return {"operationId": operation_id, "responses": OK, **rest}


def test_path_items_by_reference(exchange: Any) -> None:
    """Into components.pathItems, and to another path."""
    item = {
        "parameters": [{"name": "q", "in": "query", "schema": STRING}],
        "get": operation("getX"),
    }
    api = exchange(
        {"/x": {"$ref": "#/components/pathItems/X"}}, components={"pathItems": {"X": item}}
    )
    api.client.get_x(q="1")
    assert api.target == "/x?q=1"


def test_components_of_every_kind_by_reference(exchange: Any) -> None:
    """Parameters, bodies, responses and headers, through a chain of references."""
    components = {
        "parameters": {
            "P": {"name": "p", "in": "query", "schema": STRING},
            "Q": {"$ref": "#/components/parameters/P"},
        },
        "requestBodies": {
            "B": {"required": True, "content": {"application/json": {"schema": ref("A")}}}
        },
        "responses": {
            "R": {"description": "It", "content": {"application/json": {"schema": ref("A")}}}
        },
    }
    post = operation(
        "send",
        parameters=[{"$ref": "#/components/parameters/Q"}],
        requestBody={"$ref": "#/components/requestBodies/B"},
    )
    post["responses"] = {"200": {"$ref": "#/components/responses/R"}}
    schemas = {"A": {"type": "object", "properties": {"a": STRING}}}
    api = exchange({"/a": {"post": post}}, components=components, schemas=schemas)
    api.answer({"a": "y"})
    assert api.client.send(p="1", a="x") == api.models.A(a="y")
    assert (api.target, api.body) == ("/a?p=1", b'{"a":"x"}')


# --- servers


def test_servers_of_paths_and_operations(exchange: Any) -> None:
    """The nearest one counts, relative ones too; a base_url of the user's wins over all."""
    paths = {
        "/a": {"get": operation("getA")},
        "/b": {"servers": [{"url": "https://b.example.com/v1"}], "get": operation("getB")},
        "/c": {
            "get": operation(
                "getC",
                servers=[
                    {"url": "https://c.example.com/{x}", "variables": {"x": {"default": "v2"}}}
                ],
            )
        },
        "/d": {"get": operation("getD", servers=[{"url": "/up"}])},
    }
    api = exchange(paths, servers=[{"url": "https://api.example.com/root"}])
    for name in "abcd":
        getattr(api.client, f"get_{name}")()
    assert [str(request.url) for request in api.requests] == [
        "https://api.example.com/root/a",
        "https://b.example.com/v1/b",
        "https://c.example.com/v2/c",
        "https://api.example.com/up/d",
    ]
    own = api.client.with_options(base_url="http://localhost:8000")
    for name in "abc":
        getattr(own, f"get_{name}")()
    assert {request.url.host for request in api.requests[4:]} == {"localhost"}


def test_server_variables(exchange: Any) -> None:
    """Arguments of the client, with the document's default."""
    servers = [{"url": "https://{region}.example.com", "variables": {"region": {"default": "eu"}}}]
    for settings, host in (({}, "eu.example.com"), ({"region": "us"}, "us.example.com")):
        api = exchange({"/a": {"get": operation("getA")}}, servers=servers, settings=settings)
        api.client.get_a()
        assert api.request.url.host == host


# --- security


def test_security_alternatives_combinations_and_none(exchange: Any) -> None:
    """OR between requirements, AND within one, and none where the list is empty."""
    schemes = {
        "key": {"type": "apiKey", "in": "header", "name": "X-Key"},
        "app": {"type": "apiKey", "in": "query", "name": "app"},
        "token": {"type": "http", "scheme": "bearer"},
    }
    paths = {
        "/either": {"get": operation("either")},
        "/both": {"get": operation("both", security=[{"key": [], "app": []}])},
        "/none": {"get": operation("none", security=[])},
    }
    rest = {"components": {"securitySchemes": schemes}, "security": [{"token": []}, {"key": []}]}
    api = exchange(paths, settings={"key": "k", "app": "a b"}, **rest)
    api.client.either()
    assert (api.header("x-key"), api.header("authorization")) == ("k", None)
    api.client.both()
    assert (api.header("x-key"), api.target) == ("k", "/both?app=a%20b")
    api.client.none()
    assert (api.header("x-key"), api.target) == (None, "/none")
    api = exchange(paths, settings={}, **rest)
    with pytest.raises(api.errors.MissingCredentialsError):
        api.client.both()
    assert api.requests == []


# --- filters


FILTERED = {
    "/pets": {
        "get": operation("listPets", tags=["pets"]),
        "post": operation("addPet", tags=["pets", "admin"]),
    },
    "/users": {"get": operation("listUsers", tags=["users"])},
    "/users/{id}": {
        "get": {
            **operation("getUser", tags=["users"], deprecated=True),
            "responses": {
                "200": {
                    "description": "It",
                    "content": {"application/json": {"schema": ref("User")}},
                }
            },
            "parameters": [{"name": "id", "in": "path", "required": True, "schema": STRING}],
        }
    },
}


@pytest.mark.parametrize(
    ("filters", "wanted"),
    [
        ({"include_tags": ("admin",)}, {"addPet"}),
        ({"include_tags": ("users",)}, {"listUsers", "getUser"}),
        ({"include_paths": ("/pets*",)}, {"listPets", "addPet"}),
        ({"exclude_paths": ("/users/*",)}, {"listPets", "addPet", "listUsers"}),
        ({"include_operations": ("getUser", "listPets")}, {"getUser", "listPets"}),
        ({"include_tags": ("users",), "exclude_paths": ("/users",)}, {"getUser"}),
        ({"exclude_deprecated": True}, {"listPets", "addPet", "listUsers"}),
    ],
)
def test_filters(exchange: Any, filters: Any, wanted: set[str]) -> None:
    """Only the operations that are wanted, without the schemas that others alone use."""
    user = {"type": "object", "properties": {"id": STRING}}
    api = exchange(FILTERED, schemas={"User": user}, config={"filters": Filters(**filters)})
    root = Path(api.module.__file__).parent
    sources = "".join(
        file.read_text() for file in (*root.glob("*.py"), *root.glob("resources/*.py"))
    )
    ids = {"listPets", "addPet", "listUsers", "getUser"}
    assert {name for name in ids if f'id="{name}"' in sources} == wanted
    assert hasattr(api.models, "User") == ("getUser" in wanted)


# --- several files, and text that looks like code


def test_references_to_other_files(exchange: Any, tmp_path: Path) -> None:
    """Whole files, and parts of them, that refer to each other."""
    (tmp_path / "pet.json").write_text(
        json.dumps(
            {
                "type": "object",
                "properties": {
                    "name": STRING,
                    "owner": {"$ref": "defs.json#/definitions/Owner"},
                },
            }
        )
    )
    (tmp_path / "defs.json").write_text(
        json.dumps(
            {
                "definitions": {
                    "Owner": {"type": "object", "properties": {"pet": {"$ref": "pet.json"}}}
                }
            }
        )
    )
    content = {"application/json": {"schema": {"$ref": "pet.json"}}}
    get = operation("getPet")
    get["responses"] = {"200": {"description": "It", "content": content}}
    api = exchange({"/pet": {"get": get}})
    api.answer({"name": "a", "owner": {"pet": {"name": "b"}}})
    pet = api.client.get_pet()
    assert type(pet.owner.pet) is type(pet)


@pytest.mark.parametrize(
    "text",
    ['"""\nboom()\n"""', "x\\", "a\nboom()", "{boom()} %s", "\\N{boom}", "\u2028boom()"],
)
def test_text_of_the_document_stays_text(exchange: Any, text: str) -> None:
    """Titles, descriptions, names, values: constants at most, and they go over the wire unchanged."""
    schema = {
        "type": "object",
        "title": text,
        "description": text,
        "properties": {text: {**STRING, "enum": [text], "default": text, "description": text}},
    }
    content = {"application/json": {"schema": ref("A")}}
    post = operation("send", summary=text, description=text, tags=["t"])
    post["responses"] = {"200": {"description": text, "content": content}}
    api = exchange(
        {"/a": {"post": post}}, schemas={"A": schema}, tags=[{"name": "t", "description": text}]
    )
    for file in Path(api.module.__file__).parent.rglob("*.py"):
        tree = ast.parse(file.read_text())
        calls = [node.func for node in ast.walk(tree) if isinstance(node, ast.Call)]
        assert not [call for call in calls if isinstance(call, ast.Name) and call.id == "boom"]
    api.answer({text: text})
    assert api.client.t.send().model_dump(by_alias=True) == {text: text}


def test_half_a_character_is_refused(exchange: Any) -> None:
    """JSON can escape a lone surrogate, but nothing can hold it."""
    with pytest.raises(GenerationFailed, match="surrogate"):
        exchange({"/a": {"post": operation("send", summary="\ud800")}})
