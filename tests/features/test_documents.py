"""The document as a whole: path items elsewhere, servers, security, filters, several files."""

from __future__ import annotations

import ast
import json
from pathlib import Path
from typing import Any

import pytest
from specloom.build.pipeline import build
from specloom.config import ClientConfig, Filters
from specloom.diagnostics import Code, GenerationFailed
from specloom.parse.coverage import Fate
from specloom.run.progress import SilentProgress

STRING = {"type": "string"}
OK = {"200": {"description": "OK"}}


def ref(name: str) -> dict[str, str]:
    """Return a reference to a schema."""
    return {"$ref": f"#/components/schemas/{name}"}


def operation(operation_id: str, **rest: Any) -> dict[str, Any]:
    """Return an operation."""
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


def test_members_beside_the_reference_of_a_path_item(exchange: Any) -> None:
    """They add to the item that it leads to, and win over it."""
    shared = {
        "get": operation("getX"),
        "put": operation("putShared"),
        "parameters": [{"name": "q", "in": "query", "schema": STRING}],
    }
    own = {"$ref": "#/components/pathItems/X", "post": operation("postX"), "put": operation("putX")}
    own["parameters"] = [{"name": "id", "in": "path", "required": True, "schema": STRING}]
    api = exchange({"/x/{id}": own}, components={"pathItems": {"X": shared}})
    for name in ("get_x", "post_x", "put_x"):
        getattr(api.client, name)("1", q="2")
        assert api.target == "/x/1?q=2"
    assert not hasattr(api.client, "put_shared")


def test_references_into_everything(exchange: Any) -> None:
    """Into paths and properties, with escaped and encoded pointers, and by anchors."""
    json_ = "content/application~1json/schema"
    schemas = {
        "T": {
            "type": "object",
            "properties": {"in ner": {"type": "object", "properties": {"z": {}}}},
        },
        "a/b%c": {"type": "object", "properties": {"w": {}}},
        "Defs": {
            "$defs": {"n": {"type": "object", "properties": {"v": {}}}},
            "type": "object",
            "properties": {
                "far": {"$ref": "#/components/schemas/Defs/$defs/n"},
                "near": {"$ref": "#/$defs/n"},
                "anchor": {"$ref": "#here"},
                "dynamic": {"$dynamicRef": "#there"},
            },
        },
        "Here": {"$anchor": "here", "type": "object", "properties": {"h": {}}},
        "There": {"$dynamicAnchor": "there", "type": "object", "properties": {"t": {}}},
    }
    responses = {
        "paths": {"$ref": f"#/paths/~1first~1%7Bid%7D/get/responses/200/{json_}"},
        "within": {"$ref": "#/components/schemas/T/properties/in%20ner"},
        "escaped": {"$ref": "#/components/schemas/a~1b%25c"},
        "defs": ref("Defs"),
    }
    first = operation("first")
    first["responses"] = answer({"type": "object", "properties": {"x": {}}})
    first["parameters"] = [
        {"name": "id", "in": "path", "required": True, "schema": {"type": "integer"}}
    ]
    paths: dict[str, Any] = {"/first/{id}": {"get": first}}
    for name, schema in responses.items():
        paths[f"/{name}"] = {"get": {**operation(name), "responses": answer(schema)}}
    paths["/param/{id}"] = {
        "get": operation(
            "param", parameters=[{"$ref": "#/paths/~1first~1%7Bid%7D/get/parameters/0"}]
        )
    }
    api = exchange(paths, schemas=schemas)
    api.answer({"x": 1})
    assert type(api.client.paths()) is type(api.client.first(1))
    api.answer({"z": 1})
    assert api.client.within().z == 1
    api.answer({"w": 1})
    assert api.client.escaped().w == 1
    api.answer({"far": {"v": 1}, "near": {"v": 2}, "anchor": {"h": 3}, "dynamic": {"t": 4}})
    defs = api.client.defs()
    assert (defs.far.v, defs.near.v, defs.anchor.h, defs.dynamic.t) == (1, 2, 3, 4)
    assert type(defs.far) is type(defs.near)
    api.client.param(7)
    assert api.target == "/param/7"


def test_a_dynamic_reference_with_several_anchors(exchange: Any) -> None:
    """It is followed to the nearest one, which is said; the values are kept."""
    schemas = {
        "Page": {
            "$defs": {"item": {"$dynamicAnchor": "item"}},
            "type": "object",
            "properties": {"items": {"type": "array", "items": {"$dynamicRef": "#item"}}},
        },
        "Pets": {
            "$defs": {"item": {"$dynamicAnchor": "item", "type": "string"}},
            "$ref": "#/components/schemas/Page",
        },
    }
    get = {**operation("get"), "responses": answer(ref("Pets"))}
    api = exchange({"/a": {"get": get}}, schemas=schemas)
    api.answer({"items": ["x", 1]})
    assert api.client.get().items == ["x", 1]
    assert [d.code for d in api.diagnostics] == [Code.SCHEMA_NOT_ENFORCED]


def answer(schema: Any) -> dict[str, Any]:
    """Return the responses of an operation that returns JSON."""
    return {"200": {"description": "It", "content": {"application/json": {"schema": schema}}}}


def test_path_items_in_other_files(exchange: Any, tmp_path: Path) -> None:
    """What they refer to is relative to their own file."""
    (tmp_path / "paths").mkdir()
    item = {
        "get": {
            "operationId": "getX",
            "parameters": [{"$ref": "../shared.json#/Q"}],
            "responses": {"200": {"$ref": "answer.json"}},
        }
    }
    thing = {"type": "object", "properties": {"me": {"$ref": "#/Thing"}}}
    shared = {"Q": {"name": "q", "in": "query", "schema": STRING}, "Thing": thing}
    content = {"application/json": {"schema": {"$ref": "../shared.json#/Thing"}}}
    (tmp_path / "paths/x.json").write_text(json.dumps(item))
    (tmp_path / "paths/answer.json").write_text(
        json.dumps({"description": "It", "content": content})
    )
    (tmp_path / "shared.json").write_text(json.dumps(shared))
    api = exchange({"/x": {"$ref": "paths/x.json"}})
    api.answer({"me": {"me": {}}})
    assert type(api.client.get_x(q="1").me.me) is api.models.Thing
    assert api.target == "/x?q=1"


def test_methods_of_3_2(exchange: Any) -> None:
    """QUERY, and methods of the API's own, spelled as they are."""
    body = {"required": True, "content": {"application/json": {"schema": STRING}}}
    item = {
        "query": operation("ask", requestBody=body),
        "additionalOperations": {"COPY": operation("copyIt"), "Lock": operation("lockIt")},
    }
    api = exchange({"/x": item}, version="3.2.0")
    api.client.ask(body="x")
    assert (api.request.method, api.body) == ("QUERY", b'"x"')
    api.client.copy_it()
    api.client.lock_it()
    assert [request.method for request in api.requests[1:]] == ["COPY", "Lock"]
    assert {entry.fate for entry in api.ledger} == {Fate.KEPT}
    assert len([entry for entry in api.ledger if entry.kind == "operation"]) == 3


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


@pytest.mark.parametrize(
    "members",
    [
        {"openapi": "3.0.3", "components": {"schemas": {"A": {}, "B": {}}}},
        {"openapi": "3.1.0", "components": {"schemas": {"A": {}, "B": {}}}, "paths": []},
        {"openapi": "3.1.0", "definitions": {"A": {}, "B": {}}},
        {"swagger": "2.0", "definitions": {"A": {}, "B": {}}},
    ],
)
def test_a_document_of_models_alone(tmp_path: Path, members: dict[str, Any]) -> None:
    """A package with the models, a client without methods, and a README that says so."""
    place = "definitions" if "definitions" in members else "components/schemas"
    schemas = members.get("definitions") or members["components"]["schemas"]
    schemas["A"] |= {"type": "object", "properties": {"b": {"$ref": f"#/{place}/B"}}}
    schemas["B"] |= {"type": "object", "properties": {"x": STRING}}
    spec = tmp_path / "openapi.json"
    info = {"title": "Feature", "version": "1", "description": "Models alone."}
    spec.write_text(json.dumps({"info": info, **members}))
    config = ClientConfig(spec=str(spec), output=str(tmp_path / "out"), formatter="none")
    made = build(config, SilentProgress())
    models = made.tree["src/feature/models/shared.py"]
    assert "class A(Model)" in models and "class B(Model)" in models and "b: B | None" in models
    assert "class Feature" in made.tree["src/feature/_client.py"]
    readme = made.tree["README.md"]
    assert "models.A.model_validate_json(text)" in readme and "Models alone." in readme
    assert not any(path.startswith(("tests/", "docs/")) for path in made.tree)


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


def test_a_client_certificate(exchange: Any) -> None:
    """It is part of the connection, so the request needs what else is asked for, and that is said."""
    schemes = {
        "key": {"type": "apiKey", "in": "header", "name": "X-Key"},
        "certificate": {"type": "mutualTLS"},
    }
    paths = {
        "/both": {"get": operation("both", security=[{"certificate": [], "key": []}])},
        "/alone": {"get": operation("alone", security=[{"certificate": []}])},
    }
    api = exchange(paths, settings={"key": "k"}, components={"securitySchemes": schemes})
    api.client.both()
    assert api.header("x-key") == "k"
    api.client.alone()
    assert api.header("x-key") is None
    assert [d.code for d in api.diagnostics] == [Code.UNSUPPORTED_SECURITY]


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


@pytest.mark.parametrize(("number", "row"), [(60, "`GET /59`"), (61, "`client.things` | 61")])
def test_the_readme_of_many_operations_lists_resources(
    tmp_path: Path, number: int, row: str
) -> None:
    """A table that nobody reads to its end is on a page of its own."""
    paths = {f"/{n:02}": {"get": {"tags": ["Things"], "responses": OK}} for n in range(number)}
    start = {"openapi": "3.1.0", "info": {"title": "Feature", "version": "1"}}
    spec = tmp_path / "openapi.json"
    spec.write_text(json.dumps({**start, "paths": paths}))
    config = ClientConfig(spec=str(spec), output=str(tmp_path / "out"), formatter="none")
    tree = build(config, SilentProgress()).tree
    assert row in tree["README.md"].splitlines()[-1]
    assert tree["docs/index.md"].count("](things.md#") == number
