"""Names that are in the way of something: the client is made whole, and its own tests pass.

Each document is small and legal; its names are those of files, builtins, or of what generated code uses.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from side_by_side import run_side_by_side
from specloom.build import pipeline
from specloom.config import ClientConfig
from specloom.run.progress import SilentProgress

OK = {"200": {"description": "ok"}}
TEXT = {"type": "string"}


def operation(operation_id: str, *tags: str, **more: Any) -> dict[str, Any]:
    """Return an operation without parameters, or with some."""
    return {"operationId": operation_id, "tags": list(tags), "responses": OK, **more}


def json_body(schema: Any, **more: Any) -> dict[str, Any]:
    """Return a JSON request body, or the response that has it."""
    return {"content": {"application/json": {"schema": schema}}, **more}


def members(*names: str, **more: Any) -> dict[str, Any]:
    """Return an object with properties that are texts."""
    return {"type": "object", "properties": dict.fromkeys(names, TEXT), **more}


def parameter(name: str, place: str, **more: Any) -> dict[str, Any]:
    """Return a parameter; one of the path is required."""
    return {"name": name, "in": place, "required": place == "path", "schema": TEXT, **more}


def document(paths: dict[str, Any], **more: Any) -> dict[str, Any]:
    """Return a whole document."""
    info = {"title": "Awkward", "version": "1"}
    servers = [{"url": "https://api.example.com"}]
    return {"openapi": "3.1.0", "info": info, "servers": servers, "paths": paths, **more}


def tagged(*tags: str) -> dict[str, Any]:
    """Return one operation under each tag, and one without."""
    paths: dict[str, Any] = {f"/{i}": {"get": operation(f"op{i}", t)} for i, t in enumerate(tags)}
    return document({**paths, "/none": {"get": operation("untagged")}})


def untagged(*operation_ids: str) -> dict[str, Any]:
    """Return operations on the client itself."""
    return document({f"/{i}": {"get": operation(name)} for i, name in enumerate(operation_ids)})


def model(**properties: Any) -> dict[str, Any]:
    """Return an operation that sends and receives an object."""
    schema = {"$ref": "#/components/schemas/Thing"}
    answer = {"200": json_body(schema, description="ok")}
    return document(
        {
            "/a": {
                "put": operation("put", "x", requestBody=json_body(schema, required=True))
                | {"responses": answer}
            }
        },
        components={"schemas": {"Thing": {"type": "object", "properties": properties}}},
    )


def send(body: Any) -> dict[str, Any]:
    """Return an operation with a body."""
    return document({"/a": {"post": operation("send", "x", requestBody=body)}})


DOCUMENTS: dict[str, dict[str, Any]] = {
    "tags as files": tagged("Documentation", "Index", "README", "Support", "Conftest", "init"),
    "a tag as the untagged": tagged("Operations"),
    "tags as modules": tagged("json", "Errors", "Models", "Types", "Client", "shared", "typing"),
    "tags as builtins": tagged("Property", "List", "str", "Zebra", "super", "None", "class"),
    "tags as classes": tagged("Resource", "Operation", "Unset", "Request Options", "Json"),
    "tags that differ little": tagged("a b", "a-b", "A_B", "aB", "a.b"),
    "operations as attributes": untagged(
        "api", "call", "close", "paginate", "baseUrl", "with_options", "property", "self"
    ),
    "operations as builtins": document(
        {
            f"/{name}": {"get": operation(name, "things")}
            for name in ("list", "str", "dict", "print")
        }
    ),
    "operations that differ little": document(
        {
            f"/{i}": {"get": operation(name, "things")}
            for i, name in enumerate(("getThing", "get_thing", "GetThing", "get-thing"))
        }
    ),
    "properties as functions": send(
        json_body(members("given", "models", "errors", "types", "client", "UNSET"))
    ),
    "properties as arguments": send(json_body(members("options", "self", "body"), required=True)),
    "one name in every place": document(
        {
            "/a/{id}": {
                "post": operation(
                    "send",
                    "x",
                    parameters=[parameter("id", place) for place in ("path", "query", "header")],
                    requestBody=json_body(members("id"), required=True),
                )
            }
        }
    ),
    "settings as functions": document(
        {"/a": {"get": operation("get", "x")}},
        servers=[
            {
                "url": "https://{from_environment}.{self}.example.com/{timeout}",
                "variables": {
                    name: {"default": "d"} for name in ("from_environment", "self", "timeout")
                },
            }
        ],
        components={
            "securitySchemes": {
                "fromEnvironment": {"type": "apiKey", "name": "k", "in": "header"},
                "hooks": {"type": "http", "scheme": "bearer"},
            }
        },
        security=[{"fromEnvironment": []}, {"hooks": []}],
    ),
    "properties as attributes": model(
        **dict.fromkeys(
            ["json", "copy", "model_config", "model_dump", "self", "class", "_x"], TEXT
        ),
        **dict.fromkeys(["str", "list", "dict", "datetime", "Field", "Any", "__class__"], TEXT),
        **dict.fromkeys(["", " ", "1", "__init__"], TEXT),
    ),
    "properties that differ little": model(
        **dict.fromkeys(["fooBar", "foo_bar", "foo-bar", "FooBar", "foo.bar", "foo_bar_2"], TEXT)
    ),
    "properties with signs": model(
        **{name: members("a") for name in ("#text", "a?b", "a/b", "a~b", "50%", "a b", "@id")}
    ),
    "components of signs": document(
        {
            "/a": {
                "post": operation("send", "x", requestBody={"$ref": "#/components/requestBodies/-"})
                | {"responses": {"200": {"$ref": "#/components/responses/_"}}}
            }
        },
        components={
            "requestBodies": {"-": json_body(members("a"), required=True)},
            "responses": {"_": json_body(members("b"), description="ok")},
        },
    ),
    "odd paths": document(
        {
            path: {"get": operation(f"op{i}", "x")}
            for i, path in enumerate(("/a b", "/\u00e9", "/50%", "/a?b=c", "/a:run", "/", "/a//b"))
        }
    ),
    "errors by media type": document(
        {
            "/a": {
                "get": operation(
                    "get",
                    "x",
                    responses={
                        "400": {
                            "description": "Bad",
                            "content": {
                                "application/json": {"schema": {"$ref": "#/components/schemas/A"}},
                                "application/problem+json": {
                                    "schema": {"$ref": "#/components/schemas/B"}
                                },
                            },
                        }
                    },
                )
            }
        },
        components={"schemas": {"A": members("a"), "B": members("b", required=["b"])}},
    ),
    "paths that end alike": document(
        {
            "/codes/{id}": {
                "get": operation(
                    "one",
                    "x",
                    parameters=[parameter("id", "path", example="a/b")],
                    responses={"200": {"description": "One", **json_body(members("c"))}},
                )
            },
            "/codes/{id}/{part}": {
                "get": operation(
                    "piece", "x", parameters=[parameter("id", "path"), parameter("part", "path")]
                )
            },
            "/codes": {"get": operation("all", "x")},
            "/areas/codes": {
                "get": operation(
                    "some",
                    "x",
                    responses={"200": {"description": "Some", **json_body(members("b"))}},
                )
            },
        }
    ),
    "credentials among the parameters": document(
        {
            f"/{place}": {
                "get": operation(place, "x", parameters=[parameter("key", place, required=True)])
            }
            for place in ("query", "header", "cookie")
        },
        security=[{"query": []}, {"header": []}, {"cookie": []}],
        components={
            "securitySchemes": {
                place: {"type": "apiKey", "in": place, "name": "key"}
                for place in ("query", "header", "cookie")
            }
        },
    ),
    "odd parameters": document(
        {
            "/a": {
                "get": operation(
                    "get",
                    "x",
                    parameters=[
                        parameter("a[b]", "query", allowReserved=True),
                        parameter("a b", "query"),
                        parameter("f[]", "query", schema={"type": "array", "items": TEXT}),
                        parameter("X-Odd", "header", schema=members("h", "i")),
                        parameter("deep", "query", style="deepObject", schema=members("h", "i")),
                    ],
                )
            }
        }
    ),
    "odd names of parts": document(
        {
            f"/{i}": {
                "post": operation(
                    f"op{i}",
                    "x",
                    requestBody={
                        "required": True,
                        "content": {
                            "multipart/form-data": {
                                "schema": {
                                    "type": "object",
                                    "properties": {
                                        name: TEXT,
                                        f"{name}f": {"type": "string", "format": "binary"},
                                        f"{name}b": {"type": "string", "format": "byte"},
                                    },
                                }
                            }
                        },
                    },
                )
            }
            for i, name in enumerate(
                ("a\nb", "a\r\nX: 1", "'\"", "\\", "\u00e9", "a;b", "\x00", "\u202e")
            )
        }
    ),
    "control characters everywhere": document(
        {
            f"/{i}/{{{name}}}": {
                "get": operation(
                    f"op{i}",
                    "x",
                    parameters=[
                        parameter(name, "path"),
                        parameter(name, "query"),
                        parameter("x-h", "header", schema={**TEXT, "example": name}),
                        parameter("ck", "cookie", schema={**TEXT, "default": name}),
                    ],
                )
            }
            for i, name in enumerate(("a\nb", "..", "\x00", "\u202eabc", "\t", " ", "a\\..\\b"))
        }
    ),
    "odd media types": document(
        {
            f"/{i}": {
                "post": operation(
                    f"op{i}",
                    "x",
                    requestBody={"required": True, "content": {name: {"schema": members("a")}}},
                )
                | {
                    "responses": {
                        "200": {"description": "ok", "content": {name: {"schema": TEXT}}},
                        "400": {"description": "no", "content": {name: {"schema": members("a")}}},
                    }
                }
            }
            for i, name in enumerate(
                (
                    "",
                    "a",
                    "image/*",
                    "APPLICATION/JSON",
                    "text/a b",
                    "application/\u00e9",
                    "multipart/mixed",
                )
            )
        }
    ),
    "odd values": model(
        letter={"type": "string", "enum": ["", " ", "None", "mro", "class", "a\nb", '"', "\\"]},
        number={"type": "integer", "enum": [1, -1, 10**30]},
        mixed={"enum": [True, 1, "1", None, 1.5, {"a": 1}]},
        constant={"const": '"""\n'},
        filled={"type": "string", "default": '"""', "examples": ["\\"]},
    ),
}


def package(name: str) -> str:
    """Return the package of a document's client."""
    return f"awkward_{list(DOCUMENTS).index(name)}"


def configured(name: str, folder: Path) -> ClientConfig:
    """Write a document, and return how its client is generated."""
    spec = folder / f"{package(name)}.json"
    spec.write_text(json.dumps(DOCUMENTS[name]), encoding="utf-8")
    return ClientConfig(
        spec=spec.name, output=package(name), package=package(name), formatter="none", folder=folder
    )


@pytest.mark.parametrize("name", DOCUMENTS)
def test_no_file_stands_for_two(name: str, tmp_path: Path) -> None:
    """And every operation is there."""
    made = pipeline.build(configured(name, tmp_path), SilentProgress())
    paths = [file.path.lower() for file in made.package.files]
    assert sorted(paths) == sorted(set(paths)), "two files have one path"
    assert made.package.operations == sum(map(len, DOCUMENTS[name]["paths"].values()))


def test_the_clients_pass_their_own_tests(tmp_path: Path) -> None:
    """The clients of all documents, in one run of pytest; what fails says whose it is."""
    for name in DOCUMENTS:
        pipeline.generate(configured(name, tmp_path), SilentProgress())
    run = run_side_by_side(tmp_path, [package(name) for name in DOCUMENTS])
    assert run.returncode == 0, f"{run.stdout[-8000:]}{run.stderr[-2000:]}"
