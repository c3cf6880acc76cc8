"""References: where the standard allows none, to what is not there, and by the names that schemas give themselves."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from side_by_side import run_side_by_side
from specloom.build.pipeline import build
from specloom.build.understanding import Understood, understand
from specloom.cli import main
from specloom.config import ClientConfig
from specloom.diagnostics import Code, Severity
from specloom.parse.coverage import Fate
from specloom.run.progress import SilentProgress

STRING = {"type": "string"}
OK = {"200": {"description": "OK"}}

Write = Callable[..., Path]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Writes files below a folder, and returns the path of the first."""

    def make(files: dict[str, Any]) -> Path:
        for name, content in files.items():
            path = tmp_path / "api" / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(content if isinstance(content, str) else json.dumps(content))
        return tmp_path / "api" / next(iter(files))

    return make


def read(spec: Path) -> Understood:
    """Return what a document means."""
    return understand(ClientConfig(spec=str(spec), output=str(spec.parent)), SilentProgress())


def document(**members: Any) -> dict[str, Any]:
    """Return a document."""
    start = {"openapi": "3.1.0", "info": {"title": "Feature", "version": "1"}}
    return {**start, "servers": [{"url": "https://api.example.com"}], **members}


def notes(understood: Understood) -> list[str]:
    """Return the messages about references that the standard does not have."""
    found = [d for d in understood.diagnostics if d.code is Code.NONSTANDARD_REFERENCE]
    assert all(d.severity is Severity.NOTE for d in found)
    return [d.message for d in found]


# --- where the standard has none

OCEAN = {
    "api.yml": """\
openapi: 3.0.0
info:
  title: Ocean API
  version: "2.0"
  description: {$ref: "description.yml#/introduction"}
servers: [{url: "https://api.example.com"}]
tags: {$ref: tags.yml}
paths:
  /v2/droplets:
    get: {$ref: "resources/droplets/list.yml"}
    post:
      $ref: "resources/droplets/create.yml"
      summary: Make one.
  /v2/droplets/{id}: {$ref: resources/droplets/item.yml}
components:
  securitySchemes:
    bearer_auth: {$ref: "security.yml#/bearer"}
security: [{bearer_auth: []}]
""",
    "description.yml": "introduction: All about it.\n",
    "tags.yml": "- name: Droplets\n  description: {$ref: droplets.md}\n",
    "droplets.md": "Small *machines*: [not YAML\n",
    "security.yml": "bearer: {type: http, scheme: bearer}\n",
    "resources/droplets/list.yml": """\
operationId: droplets_list
summary: List.
tags: [Droplets]
parameters:
  - $ref: ../../shared/parameters.yml#/per_page
  - {name: tag_name, in: query, schema: {type: string}}
responses:
  "200": {$ref: responses/all.yml}
  "401": {$ref: ../../shared/responses/unauthorized.yml}
""",
    "resources/droplets/create.yml": """\
operationId: droplets_create
summary: Create.
tags: [Droplets]
requestBody:
  required: true
  content: {$ref: "models/content.yml"}
responses: {$ref: responses/created.yml}
""",
    "resources/droplets/item.yml": """\
parameters: {$ref: '#/x-parameters'}
x-parameters: [{name: id, in: path, required: true, schema: {type: integer}}]
get:
  operationId: droplets_get
  tags: [Droplets]
  responses: {"200": {$ref: responses/all.yml}}
delete: {$ref: chain.yml}
""",
    "resources/droplets/chain.yml": "$ref: delete.yml\ndescription: For ever.\n",
    "resources/droplets/delete.yml": """\
operationId: droplets_delete
summary: Delete.
description: Hidden.
tags: [Droplets]
responses: {"204": {description: Gone}}
""",
    "resources/droplets/responses/all.yml": """\
description: All of them.
content:
  application/json:
    schema:
      allOf:
        - type: object
          properties: {droplets: {type: array, items: {$ref: ../models/droplet.yml}}}
        - $ref: ../../../shared/pages.yml#/pagination
    examples: {all: {$ref: '#/x-examples/all'}}
x-examples: {all: {value: {droplets: [{id: 1, name: a}]}}}
""",
    "resources/droplets/responses/created.yml": """\
"202":
  description: Created.
  content:
    application/json:
      schema: {type: object, properties: {droplet: {$ref: ../models/droplet.yml}}}
""",
    "resources/droplets/models/content.yml": "application/json: {schema: {$ref: single.yml}}\n",
    "resources/droplets/models/single.yml": """\
type: object
required: [name]
properties: {name: {type: string}}
""",
    "resources/droplets/models/droplet.yml": """\
type: object
required: {$ref: "base.yml#/required"}
properties:
  $ref: base.yml#/properties
  size: {type: string, enum: {$ref: sizes.yml}}
  parent: {$ref: '#'}
""",
    "resources/droplets/models/sizes.yml": "[s, m]\n",
    "resources/droplets/models/base.yml": """\
required: [id]
properties:
  id: {type: integer}
  name: {type: string}
  region: {$ref: region.yml}
""",
    "resources/droplets/models/region.yml": "type: object\nproperties: {slug: {type: string}}\n",
    "shared/parameters.yml": """\
per_page: {name: per_page, in: query, schema: {type: integer, default: 20}}
""",
    "shared/responses/unauthorized.yml": """\
description: Who are you?
content: {application/json: {schema: {$ref: ../error.yml}}}
""",
    "shared/error.yml": """\
type: object
required: [id, message]
properties: {id: {type: string}, message: {type: string}}
""",
    "shared/pages.yml": """\
pagination: {type: object, properties: {total: {type: integer}}}
""",
}


def test_a_document_whose_operations_are_files(write: Write) -> None:
    """Operations, responses, parameters, properties, contents, tags: each followed, and noted once."""
    spec = write(OCEAN)
    understood = read(spec)
    api = understood.api
    assert len(api.operations) == 4
    by_id = {o.operation_id.raw: o for o in api.operations if o.operation_id}
    assert [p.wire_name.raw for p in by_id["droplets_list"].parameters] == ["per_page", "tag_name"]
    assert [p.wire_name.raw for p in by_id["droplets_get"].parameters] == ["id"]
    create, delete = by_id["droplets_create"], by_id["droplets_delete"]
    assert create.doc.summary is not None and create.doc.summary.raw == "Make one."
    assert delete.doc.description is not None and delete.doc.description.raw == "For ever."
    assert create.body is not None and create.body.required and len(create.body.contents) == 1
    assert api.doc.description is not None and api.doc.description.raw == "All about it."
    (tag,) = api.tags
    assert tag.doc.description is not None and tag.doc.description.raw.startswith(
        "Small *machines*"
    )
    assert [scheme.name.raw for scheme in api.security_schemes] == ["bearer_auth"]
    assert {d.code for d in understood.diagnostics} == {Code.NONSTANDARD_REFERENCE}
    said = notes(understood)
    assert len([message for message in said if "an Operation Object" in message]) == 1
    assert "; so do 2 more" in next(message for message in said if "an Operation Object" in message)
    assert {entry.fate for entry in understood.ledger} <= {Fate.KEPT, Fate.NOTED}


def test_the_client_of_a_document_whose_operations_are_files(write: Write, tmp_path: Path) -> None:
    """It has the models, under names that say where they come from, and its tests pass."""
    config = ClientConfig(spec=str(write(OCEAN)), output=str(tmp_path / "out"), formatter="none")
    assert main(["generate", config.spec, "--output", config.output, "--quiet"]) == 0
    source = tmp_path / "out" / "src" / "ocean"
    models = (source / "models" / "droplets.py").read_text()
    for name in ("Droplet", "Region", "Error", "DropletsResponse", "CreatedResponse"):
        assert f"class {name}(Model)" in models
    assert "parent: Droplet | None" in models and 'size: Literal["s", "m"] | str | None' in models
    shutil.move(tmp_path / "out", tmp_path / "ocean")
    done = run_side_by_side(tmp_path, ["ocean"])
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize("place", ["#/x-operation", "#/paths/~1b/post", "other.yml#/operation"])
def test_operations_by_reference(exchange: Any, tmp_path: Path, place: str) -> None:
    """Within the document, to another operation, into another file; with properties beside it."""
    shared = {
        "operationId": "shared",
        "parameters": [{"name": "q", "in": "query", "schema": STRING}],
        "responses": OK,
    }
    (tmp_path / "other.yml").write_text(json.dumps({"operation": shared}))
    paths = {"/a": {"get": {"$ref": place, "operationId": "getA"}}, "/b": {"post": shared}}
    api = exchange(paths, **{"x-operation": shared})
    api.client.get_a(q="1")
    assert (api.request.method, api.target) == ("GET", "/a?q=1")
    (note,) = api.diagnostics
    assert (note.code, note.severity) == (Code.NONSTANDARD_REFERENCE, Severity.NOTE)
    assert note.location.pointer == "/paths/~1a/get/$ref"


def test_every_other_place(write: Write) -> None:
    """Paths, components, their sections, servers, contents, encodings, security requirements."""
    body = {
        "content": {
            "multipart/form-data": {
                "schema": {"type": "object", "properties": {"a": STRING}},
                "encoding": {"a": {"$ref": "#/x-encoding"}},
            }
        }
    }
    spec = write(
        {
            "api.json": document(
                servers={"$ref": "servers.json"},
                security={"$ref": "more.json#/security"},
                paths={"$ref": "paths.json", "/own": {"get": {"operationId": "own"}}},
                components={"$ref": "components.json"},
                **{"x-encoding": {"contentType": "text/csv"}},
            ),
            "servers.json": [{"$ref": "more.json#/server"}],
            "more.json": {"server": {"url": "https://x.example"}, "security": [{"key": []}]},
            "paths.json": {"/a": {"post": {"operationId": "a", "requestBody": body}}},
            "components.json": {
                "schemas": {"$ref": "schemas.json"},
                "securitySchemes": {"key": {"type": "apiKey", "name": "k", "in": "header"}},
            },
            "schemas.json": {
                "A": {"type": "object", "properties": {"b": {"$ref": "#/B"}}},
                "B": STRING,
            },
        }
    )
    (spec.parent / "paths.json").write_text(
        (spec.parent / "paths.json").read_text().replace("#/x-encoding", "api.json#/x-encoding")
    )
    api = read(spec).api
    assert [o.operation_id.raw for o in api.operations if o.operation_id] == ["a", "own"]
    assert len(api.servers) == 1
    assert [scheme.name.raw for scheme in api.security_schemes] == ["key"]
    assert [[name.raw for name in names] for names in api.security] == [["key"]]
    assert "schemas.json#/A" in api.types
    (content,) = api.operations[0].body.contents if api.operations[0].body else ()
    assert [(name.raw, kind.raw) for name, kind in content.part_types] == [("a", "text/csv")]


def test_examples_by_reference(write: Write) -> None:
    """They are read; what is a JSON value of its own, or leads nowhere, stays as it is."""
    content = {
        "schema": {"type": "object", "properties": {"r": STRING}},
        "examples": {
            "a": {"$ref": "#/components/examples/A"},
            "b": {"value": {"$ref": "b.json"}},
            "c": {"value": {"$ref": "nowhere.json"}},
        },
    }
    get = {"responses": {"200": {"description": "It", "content": {"application/json": content}}}}
    spec = write(
        {
            "api.json": document(
                paths={"/a": {"get": get}}, components={"examples": {"A": {"value": {"r": "1"}}}}
            ),
            "b.json": {"r": "2"},
        }
    )
    understood = read(spec)
    (found,) = understood.api.operations[0].responses[0].contents
    assert [example.raw for example in found.examples] == [
        {"r": "1"},
        {"r": "2"},
        {"$ref": "nowhere.json"},
    ]
    assert understood.diagnostics == ()


def test_swagger_operations_in_files(write: Write) -> None:
    """Media types and bodies of the operation are those of the file that it is in."""
    spec = write(
        {
            "api.json": {
                "swagger": "2.0",
                "info": {"title": "Feature", "version": "1"},
                "paths": {"/a": {"post": {"$ref": "ops/a b#1.json".replace("#", "%23")}}},
            },
            "ops/a b#1.json": {
                "operationId": "a",
                "consumes": ["text/plain"],
                "produces": ["text/csv"],
                "parameters": [
                    {"name": "body", "in": "body", "schema": {"$ref": "../models.json#/A%25"}}
                ],
                "responses": {"200": {"description": "It", "schema": STRING}},
            },
            "models.json": {"A%": {"type": "object", "properties": {"x": STRING}}},
        }
    )
    (operation,) = read(spec).api.operations
    assert operation.body is not None
    assert [content.media_type.raw for content in operation.body.contents] == ["text/plain"]
    contents = operation.responses[0].contents
    assert [content.media_type.raw for content in contents] == ["text/csv"]
    assert "models.json#/A%" in read(spec).api.types


def test_references_do_not_multiply(write: Write, capsys: pytest.CaptureFixture[str]) -> None:
    """Twenty levels that name the next one twice would be a million properties."""
    levels = {f"l{n}": [{"$ref": f"#/l{n + 1}"}, {"$ref": f"#/l{n + 1}"}] for n in range(20)}
    spec = write(
        {
            "api.json": document(paths={}, tags={"$ref": "bomb.json#/l0"}),
            "bomb.json": {**levels, "l20": [{"name": "x"}]},
        }
    )
    assert main(["validate", str(spec)]) == 1
    assert "error SL004 too-large" in capsys.readouterr().err


def test_references_that_contain_themselves(write: Write) -> None:
    """Each costs its part; the rest is there."""
    spec = write(
        {
            "api.json": document(
                tags=[{"name": "a", "x": {"$ref": "#/tags/0"}}],
                paths={"/a": {"get": {"$ref": "#/paths/~1a/get"}, "put": {"responses": OK}}},
                components={
                    "schemas": {"A": {"properties": {"$ref": "#/components/schemas/A/properties"}}}
                },
            )
        }
    )
    understood = read(spec)
    assert [operation.method for operation in understood.api.operations] == ["PUT"]
    assert {d.code for d in understood.diagnostics} >= {Code.CIRCULAR_REFERENCE}


# --- what cannot be followed

GONE = {"$ref": "#/components/schemas/Gone"}


@pytest.mark.parametrize(
    ("reference", "code"),
    [
        ("#/components/schemas/Gone", Code.UNRESOLVED_REFERENCE),
        ("gone.json", Code.UNRESOLVED_REFERENCE),
        ("broken.json#/a", Code.UNRESOLVED_REFERENCE),
        ("../outside.json", Code.REFUSED_REFERENCE),
        ("https://example.com/x.json#/a", Code.REFUSED_REFERENCE),
        ("#/components/schemas/Loop", Code.CIRCULAR_REFERENCE),
    ],
)
def test_a_property_whose_reference_cannot_be_followed(
    exchange: Any, tmp_path: Path, reference: str, code: Code
) -> None:
    """It takes any value; the document is a client all the same."""
    (tmp_path / "broken.json").write_text('{"a": ')
    schemas = {
        "A": {"type": "object", "properties": {"x": {"$ref": reference}, "y": STRING}},
        "Loop": {"$ref": "#/components/schemas/Loop2"},
        "Loop2": {"$ref": "#/components/schemas/Loop"},
    }
    schema = {"$ref": "#/components/schemas/A"}
    answer = {"200": {"description": "It", "content": {"application/json": {"schema": schema}}}}
    api = exchange({"/a": {"get": {"operationId": "getA", "responses": answer}}}, schemas=schemas)
    api.answer({"x": [1], "y": "z"})
    read_ = api.client.get_a()
    assert (read_.x, read_.y) == ([1], "z")
    place = "/components/schemas/A/properties/x/$ref"
    found = [d for d in api.diagnostics if d.code is code]
    assert place in [d.location.pointer for d in found]
    assert {d.severity for d in found} == {Severity.WARNING}


def test_other_parts_whose_reference_cannot_be_followed(exchange: Any) -> None:
    """Operation, path, parameter, body, response, header, security scheme: left out, and named."""
    gone = {"$ref": "#/nowhere"}
    answer = {
        "200": {
            "description": "It",
            "content": {"application/json": {"schema": STRING}},
            "headers": {"x-a": gone, "x-b": {"schema": STRING}},
        },
        "404": gone,
    }
    paths = {
        "/a": {
            "get": {"$ref": "gone.yml"},
            "post": {
                "operationId": "postA",
                "parameters": [gone, {"name": "q", "in": "query", "schema": STRING}],
                "requestBody": gone,
                "responses": answer,
            },
        },
        "/b": gone,
    }
    schemes = {"one": gone, "two": {"type": "http", "scheme": "bearer"}}
    api = exchange(
        paths,
        components={"securitySchemes": schemes},
        settings={"two": "token"},
        security=[{"two": []}],
    )
    api.answer("x")
    assert api.client.post_a(q="1") == "x"
    assert (api.target, api.header("authorization")) == ("/a?q=1", "Bearer token")
    assert {d.severity for d in api.diagnostics} == {Severity.WARNING}
    assert {d.location.pointer for d in api.diagnostics} == {
        "/paths/~1a/get/$ref",
        "/paths/~1a/post/parameters/0/$ref",
        "/paths/~1a/post/requestBody/$ref",
        "/paths/~1a/post/responses/200/headers/x-a/$ref",
        "/paths/~1a/post/responses/404/$ref",
        "/paths/~1b/$ref",
        "/components/securitySchemes/one/$ref",
    }
    assert {entry.fate for entry in api.ledger} <= {Fate.KEPT, Fate.NOTED, Fate.NAMED}
    named = {entry.kind for entry in api.ledger if entry.fate is Fate.NAMED}
    assert named == {"parameter", "body", "response"}


def test_an_alternative_whose_reference_cannot_be_followed(exchange: Any) -> None:
    """`allOf` keeps its other properties; a choice takes any value, for nobody knows what one of them is."""
    cat = {"type": "object", "required": ["meow"], "properties": {"meow": STRING}}
    schemas = {
        "All": {
            "allOf": [
                GONE,
                {
                    "type": "object",
                    "properties": {
                        "x": STRING,
                        "pet": {"oneOf": [{"$ref": "#/components/schemas/Cat"}, GONE]},
                    },
                },
            ]
        },
        "Cat": cat,
    }
    answer = {"schema": {"$ref": "#/components/schemas/All"}}
    responses = {"200": {"description": "It", "content": {"application/json": answer}}}
    api = exchange(
        {"/a": {"get": {"operationId": "getA", "responses": responses}}}, schemas=schemas
    )
    api.answer({"x": "1", "pet": {"woof": 1}})
    found = api.client.get_a()
    assert (found.x, found.pet) == ("1", {"woof": 1})


def test_strict_takes_a_broken_reference_as_an_error(
    write: Write, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """So that nobody ships a client that lacks a part."""
    spec = write({"api.json": document(paths={}, components={"schemas": {"A": GONE}})})
    command = ["generate", str(spec), "--output", str(tmp_path / "out"), "--formatter", "none"]
    assert main([*command, "--strict"]) == 1
    assert "SL101" in capsys.readouterr().err
    assert not (tmp_path / "out").exists()
    assert main(command) == 0


@pytest.mark.parametrize(
    "paths",
    [
        {"$ref": "paths.json"},
        {"/a": {"$ref": "a.json"}, "/b": {"$ref": "#/components/pathItems/B"}},
        {"/a": {"get": {"$ref": "a.json"}, "put": {"$ref": "b.json"}}},
    ],
)
def test_a_document_that_loses_every_operation_is_an_error(
    write: Write, tmp_path: Path, capsys: pytest.CaptureFixture[str], paths: Any
) -> None:
    """A client without a method is not a success."""
    spec = write({"api.json": document(paths=paths, components={"schemas": {"A": STRING}})})
    assert main(["generate", str(spec), "--output", str(tmp_path / "out")]) == 1
    said = capsys.readouterr().err
    assert " error SL" in said and "SL101" in said


def test_duplicate_keys_of_another_file_are_an_error(
    write: Write, capsys: pytest.CaptureFixture[str]
) -> None:
    """Readers disagree on which of them counts, so there is no telling what the document means."""
    spec = write(
        {
            "api.json": document(paths={}, components={"schemas": {"A": {"$ref": "a.yml"}}}),
            "a.yml": "type: object\ntype: string\n",
        }
    )
    assert main(["validate", str(spec)]) == 1
    assert "error SL003 duplicate-key" in capsys.readouterr().err


# --- by names of their own


def test_embedded_schemas(exchange: Any) -> None:
    """References are relative to the nearest `$id`: pointers, anchors, URNs, and other names."""
    item = {"type": "object", "properties": {"x": STRING}}
    tree = {
        "$id": "https://example.com/schemas/tree",
        "type": "object",
        "properties": {
            "pointer": {"$ref": "#/$defs/item"},
            "anchor": {"$ref": "#thing"},
            "relative": {"$ref": "leaf"},
            "absolute": {"$ref": "https://example.com/schemas/leaf#/properties/deep"},
            "urn": {"$ref": "urn:example:branch"},
            "urn_anchor": {"$ref": "urn:example:branch#thing"},
            "self": {"$ref": "#"},
            "document": {"$ref": "#/components/schemas/Other"},
        },
        "$defs": {
            "item": item,
            "other": {"$anchor": "thing", "type": "object", "properties": {"y": STRING}},
            "leaf": {
                "$id": "leaf",
                "type": "object",
                "properties": {"deep": {"type": "object", "properties": {"z": STRING}}},
            },
            "branch": {
                "$id": "urn:example:branch",
                "type": "object",
                "properties": {"u": STRING, "inner": {"$ref": "#/$defs/item"}},
                "$defs": {
                    "item": {"type": "object", "properties": {"v": STRING}},
                    "named": {"$anchor": "thing", "type": "object", "properties": {"w": STRING}},
                },
            },
        },
    }
    schemas = {"Tree": tree, "Other": {"type": "object", "properties": {"o": STRING}}}
    get = {"operationId": "get", "responses": OK}
    get["responses"] = {
        "200": {
            "description": "It",
            "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Tree"}}},
        }
    }
    api = exchange({"/a": {"get": get}}, schemas=schemas)
    api.answer(
        {
            "pointer": {"x": "1"},
            "anchor": {"y": "2"},
            "relative": {"deep": {"z": "3"}},
            "absolute": {"z": "4"},
            "urn": {"u": "5", "inner": {"v": "6"}},
            "urn_anchor": {"w": "7"},
            "self": {"pointer": {"x": "8"}},
            "document": {"o": "9"},
        }
    )
    tree_ = api.client.get()
    assert (tree_.pointer.x, tree_.anchor.y, tree_.relative.deep.z) == ("1", "2", "3")
    assert (tree_.absolute.z, tree_.urn.u, tree_.urn.inner.v) == ("4", "5", "6")
    assert (tree_.urn_anchor.w, tree_.self.pointer.x, tree_.document.o) == ("7", "8", "9")
    assert api.diagnostics == ()


def test_the_uri_of_the_document_itself(exchange: Any) -> None:
    """`$self` (OpenAPI 3.2) is what absolute references to the document name; nothing is fetched."""
    schema = {"$ref": "https://example.com/api/openapi#/components/schemas/A"}
    relative = {"$ref": "openapi#/components/schemas/A"}
    content = {
        "application/json": {
            "schema": {"type": "object", "properties": {"a": schema, "b": relative}}
        }
    }
    get = {"operationId": "get", "responses": {"200": {"description": "It", "content": content}}}
    api = exchange(
        {"/a": {"get": get}},
        schemas={"A": {"type": "object", "properties": {"x": STRING}}},
        version="3.2.0",
        **{"$self": "https://example.com/api/openapi"},
    )
    api.answer({"a": {"x": "1"}, "b": {"x": "2"}})
    found = api.client.get()
    assert type(found.a) is type(found.b) is api.models.A
    assert api.diagnostics == ()


def test_names_in_swagger_documents_survive_the_upgrade(write: Write) -> None:
    """Definitions move to another place, whatever they are called by."""
    spec = write(
        {
            "api.json": {
                "swagger": "2.0",
                "info": {"title": "Feature", "version": "1"},
                "paths": {},
                "definitions": {
                    "A": {
                        "$id": "urn:example:a",
                        "properties": {"b": {"$ref": "#/definitions/b"}, "c": {"$ref": "#"}},
                        "definitions": {"b": {"type": "object", "properties": {"x": STRING}}},
                    },
                    "C": {"properties": {"a": {"$ref": "urn:example:a#/definitions/b"}}},
                },
            }
        }
    )
    understood = read(spec)
    assert "#/components/schemas/A/definitions/b" in understood.api.types
    assert [d for d in understood.diagnostics if d.code is not Code.INVALID_DOCUMENT] == []


def test_built_twice_the_same(write: Write, tmp_path: Path) -> None:
    """The order in which files are found makes no difference."""
    config = ClientConfig(spec=str(write(OCEAN)), output=str(tmp_path / "out"), formatter="none")
    first = build(config, SilentProgress()).tree
    spec = tmp_path / "api" / "api.yml"
    lines = spec.read_text().splitlines(keepends=True)
    start = lines.index("  /v2/droplets:\n")
    moved = [
        *lines[:start],
        *lines[start + 5 : start + 6],
        *lines[start : start + 5],
        *lines[start + 6 :],
    ]
    assert sorted(moved) == sorted(lines) and moved != lines
    spec.write_text("".join(moved))
    second = build(config, SilentProgress()).tree
    assert {k: v for k, v in first.items() if "lock" not in k} == {
        k: v for k, v in second.items() if "lock" not in k
    }
