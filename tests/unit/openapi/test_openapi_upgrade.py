"""The normal form: OpenAPI 3.0 and Swagger 2.0 as OpenAPI 3.1."""

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import Any

import pytest
from specloom.diagnostics import Code, Diagnostic, Severity
from specloom.openapi.document.references import follow, resolve
from specloom.openapi.load import Document, load
from specloom.openapi.upgrade.upgrade import upgrade
from specloom.openapi.validation.validate import validate

INFO = {"title": "t", "version": "1"}


def document_of(value: Any) -> Document:
    text = value if isinstance(value, str) else json.dumps(value, indent=1)
    return load("api.yaml", reader=lambda _: text.encode())[0]


def upgraded(value: Any) -> tuple[Document, tuple[Diagnostic, ...]]:
    document = document_of(value)
    before = copy.deepcopy(document.data)
    result, diagnostics = upgrade(document)
    assert document.data == before
    assert validate(result) == ()
    return result, diagnostics


def schema(value: Any, **others: Any) -> Any:
    """Return what becomes of a schema of OpenAPI 3.0."""
    result, diagnostics = upgraded(
        {
            "openapi": "3.0.3",
            "info": INFO,
            "paths": {},
            "components": {"schemas": {"A": value, "B": {}, **others}},
        }
    )
    assert diagnostics == ()
    return result.node("#/components/schemas/A").value


@pytest.mark.parametrize("version", ["3.1.0", "3.2.0"])
def test_newer_versions_are_given_back_as_they_are(version: str) -> None:
    document = document_of({"openapi": version, "info": INFO, "paths": {}})
    assert upgrade(document) == (document, ())


REF = {"$ref": "#/components/schemas/B"}


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ({"type": "string", "nullable": True}, {"type": ["string", "null"]}),
        ({"type": "string", "nullable": False}, {"type": "string"}),
        ({"type": "string", "x-nullable": True}, {"type": ["string", "null"]}),
        (
            {"type": "string", "nullable": True, "enum": ["a"]},
            {"type": ["string", "null"], "enum": ["a", None]},
        ),
        (
            {"type": "string", "nullable": True, "enum": ["a", None]},
            {"type": ["string", "null"], "enum": ["a", None]},
        ),
        ({"nullable": True, "enum": ["a"]}, {"enum": ["a", None]}),
        ({"nullable": True, "description": "d"}, {"description": "d"}),
        ({"nullable": True, **REF}, {"anyOf": [REF, {"type": "null"}]}),
        (
            {"nullable": True, "allOf": [REF], "description": "d", "readOnly": True, "x-a": 1},
            {
                "description": "d",
                "readOnly": True,
                "x-a": 1,
                "anyOf": [{"allOf": [REF]}, {"type": "null"}],
            },
        ),
        (
            {"nullable": True, "oneOf": [REF], "discriminator": {"propertyName": "k"}},
            {
                "anyOf": [
                    {"oneOf": [REF], "discriminator": {"propertyName": "k"}},
                    {"type": "null"},
                ]
            },
        ),
        (
            {"nullable": True, "properties": {"a": {"type": "string", "nullable": True}}},
            {
                "anyOf": [
                    {"properties": {"a": {"type": ["string", "null"]}}},
                    {"type": "null"},
                ]
            },
        ),
        (
            {"type": "integer", "minimum": 1, "exclusiveMinimum": True},
            {"type": "integer", "exclusiveMinimum": 1},
        ),
        (
            {"type": "integer", "maximum": 9, "exclusiveMaximum": False},
            {"type": "integer", "maximum": 9},
        ),
        ({"exclusiveMaximum": True}, {}),
        ({"example": [1]}, {"example": [1], "examples": [[1]]}),
        ({"type": "string", "format": "binary"}, {"type": "string", "format": "binary"}),
        ({"type": "string", "format": "byte"}, {"type": "string", "format": "byte"}),
    ],
)
def test_schemas_of_3_0(before: Any, after: Any) -> None:
    assert schema(before) == after
    assert schema({"items": before, "type": "array"})["items"] == after
    assert schema({"properties": {"nullable": before}})["properties"] == {"nullable": after}
    assert schema({"additionalProperties": before})["additionalProperties"] == after


@pytest.mark.parametrize(
    "value",
    [
        {"default": {"nullable": True, "type": "x"}},
        {"enum": [{"nullable": True}]},
        {"x-a": {"nullable": True, "example": 1}},
        {"examples": [{"nullable": True, "example": 1}]},
        {"properties": {"nullable": {"type": "boolean"}, "example": {"type": "string"}}},
    ],
)
def test_only_schemas_are_touched(value: Any) -> None:
    assert schema(value) == value


def test_what_stands_beside_a_reference_is_ignored_and_said() -> None:
    beside = {**REF, "type": "object", "description": "d", "x-a": 1, "nullable": True}
    schemas = {"A": beside, "B": {}, "C": {"items": {**REF, "minLength": 1}}}
    document = {"openapi": "3.0.3", "info": INFO, "paths": {}, "components": {"schemas": schemas}}
    result, (found,) = upgraded(document)
    assert result.node("#/components/schemas").value == {
        "A": {"description": "d", "x-a": 1, "anyOf": [REF, {"type": "null"}]},
        "B": {},
        "C": {"items": REF},
    }
    assert (found.code, found.severity) == (Code.INVALID_DOCUMENT, Severity.WARNING)
    assert "2 occurrences" in found.message
    assert found.location.pointer == "/components/schemas/A/type"


def test_references_may_lead_into_what_stands_beside_a_reference() -> None:
    beside = {**REF, "properties": {"a": {"type": "string", "nullable": True}}}
    other = {"$ref": "#/components/schemas/A/properties/a"}
    assert schema(beside, C=other)["properties"] == {"a": {"type": ["string", "null"]}}


def test_schemas_everywhere_in_a_document() -> None:
    nullable = {"type": "string", "nullable": True}
    content = {"application/json": {"schema": nullable, "example": {"nullable": True}}}
    result, _ = upgraded(
        {
            "openapi": "3.0.3",
            "info": INFO,
            "paths": {
                "/a": {
                    "post": {
                        "parameters": [{"name": "q", "in": "query", "schema": nullable}],
                        "requestBody": {"content": content},
                        "responses": {
                            "200": {
                                "description": "d",
                                "headers": {"h": {"schema": nullable}},
                                "content": content,
                            }
                        },
                        "callbacks": {
                            "c": {
                                "{$url}": {
                                    "post": {
                                        "requestBody": {"content": content},
                                        "responses": {"200": {"description": "d"}},
                                    }
                                }
                            }
                        },
                    }
                }
            },
            "components": {"parameters": {"p": {"name": "q", "in": "query", "content": content}}},
        }
    )
    text = json.dumps(result.data)
    assert text.count('"type": ["string", "null"]') == 6
    assert text.count('"nullable": true') == text.count('"example": {"nullable": true}') == 4
    assert result.node("#/openapi").value == "3.1.0"


def test_positions_survive_the_upgrade_of_3_0() -> None:
    text = """\
openapi: 3.0.3
info: {title: t, version: '1'}
paths: {}
components:
  schemas:
    A:
      nullable: true
      allOf:
        - type: integer
          minimum: 1
          exclusiveMinimum: true
      description: d
"""
    result, _ = upgraded(text)
    lines = {
        "": 6,
        "/anyOf/0": 6,
        "/anyOf/0/allOf/0/exclusiveMinimum": 10,
        "/anyOf/0/allOf/0/type": 9,
        "/anyOf/1/type": 7,
        "/description": 12,
    }
    for below, line in lines.items():
        assert result.locate(f"#/components/schemas/A{below}").line == line, below


def test_references_into_what_moved_are_rewritten() -> None:
    before = {"oneOf": [{"type": "string"}], "nullable": True}
    others = {"C": {"$ref": "#/components/schemas/A/oneOf/0"}, "D": REF}
    result, _ = upgraded(
        {
            "openapi": "3.0.3",
            "info": INFO,
            "paths": {},
            "components": {"schemas": {"A": before, "B": {}, **others}},
        }
    )
    assert resolve(result.node("#/components/schemas/C")).value == {"type": "string"}
    assert result.node("#/components/schemas/D").value == REF


def test_schemas_in_unusual_places_and_other_files(tmp_path: Path) -> None:
    nullable = {"type": "string", "nullable": True}
    (tmp_path / "a.json").write_text(
        json.dumps(
            {
                "openapi": "3.0.3",
                "info": INFO,
                "paths": {},
                "components": {
                    "schemas": {"A": {"$ref": "#/x-mine/A"}, "B": {"$ref": "b.json#/B"}}
                },
                "x-mine": {"A": nullable, "other": nullable},
            }
        )
    )
    (tmp_path / "b.json").write_text(
        json.dumps(
            {"B": {"items": {"$ref": "c.json"}}, "unused": nullable, "C": {"$ref": "#/unused"}},
            indent=1,
        )
    )
    (tmp_path / "c.json").write_text(json.dumps({**nullable, "oneOf": [nullable]}))
    document, _ = load(str(tmp_path / "a.json"))
    result, _ = upgrade(document)
    assert resolve(result.node("#/components/schemas/A")).value == {"type": ["string", "null"]}
    assert result.node("#/x-mine/other").value == nullable
    b = follow(result.node("#/components/schemas/B"))
    assert resolve(b.child("items")).value == {
        "anyOf": [
            {"type": "string", "oneOf": [{"type": ["string", "null"]}]},
            {"type": "null"},
        ]
    }
    assert result.node("b.json#/unused").value == nullable
    assert result.locate("c.json#/anyOf/0/oneOf/0").pointer == "/oneOf/0"
    assert document.node("c.json#/nullable").value is True


PETS = """\
swagger: '2.0'
info: {title: Pets, version: '1'}
host: api.example.com
basePath: /v1/
schemes: [http, https]
consumes: [application/json]
produces: [application/json, application/xml]
tags: [{name: a}]
x-root: {nullable: true}
securityDefinitions:
  key: {type: apiKey, in: header, name: X-Key}
  basic: {type: basic, description: b}
  oauth: {type: oauth2, flow: accessCode, authorizationUrl: 'https://a.example', tokenUrl: 'https://t.example', scopes: {r: read}, x-s: 1}
parameters:
  Limit: {name: limit, in: query, type: integer, default: 10, maximum: 100, exclusiveMaximum: true, description: d}
  Body: {name: pet, in: body, required: true, description: a pet, schema: {$ref: '#/definitions/Pet'}}
responses:
  NotFound:
    description: nf
    schema: {$ref: '#/definitions/Error'}
    headers: {X-Rate: {type: integer, description: r}}
paths:
  /pets/{id}:
    parameters:
      - {name: id, in: path, required: true, type: string}
    get:
      operationId: getPet
      parameters:
        - $ref: '#/parameters/Limit'
        - {name: tags, in: query, type: array, items: {type: string, collectionFormat: csv}, collectionFormat: multi}
      responses:
        200:
          description: ok
          schema: {type: array, items: {$ref: '#/definitions/Pet'}}
          examples: {application/json: [{$ref: '#/definitions/Pet'}], text/csv: 'a,b'}
        404: {$ref: '#/responses/NotFound'}
    post:
      schemes: [http]
      parameters:
        - $ref: '#/parameters/Body'
        - {name: q, in: query, type: string}
      responses: {204: {description: none}}
    put:
      consumes: [multipart/form-data]
      produces: [image/png]
      parameters:
        - {name: photo, in: formData, type: file, required: true, description: the photo}
        - {name: labels, in: formData, type: array, items: {type: string}, x-a: 1}
      responses: {200: {description: image, schema: {type: file}}}
definitions:
  Pet:
    type: object
    discriminator: kind
    required: [kind]
    properties:
      kind: {type: string}
      age: {type: integer, x-nullable: true, minimum: 0, exclusiveMinimum: true, example: 3}
      parent: {$ref: '#/definitions/Pet', x-nullable: true}
      same: {$ref: '#/paths/~1pets~1{id}/get/responses/200/schema'}
  Error: {type: object, example: {x-nullable: true, $ref: '#/definitions/Pet'}}
"""


@pytest.fixture(scope="module")
def pets() -> Document:
    document, diagnostics = upgraded(PETS)
    assert diagnostics == ()
    return document


def value(document: Document, at: str) -> Any:
    return document.node(at).value


def test_the_document_itself(pets: Document) -> None:
    root = value(pets, "#")
    assert root["openapi"] == "3.1.0"
    assert root["servers"] == [
        {"url": "https://api.example.com/v1"},
        {"url": "http://api.example.com/v1"},
    ]
    assert root["x-root"] == {"nullable": True}
    assert root["tags"] == [{"name": "a"}]
    assert set(root) == {"openapi", "info", "tags", "x-root", "servers", "paths", "components"}


def test_security(pets: Document) -> None:
    assert value(pets, "#/components/securitySchemes") == {
        "key": {"type": "apiKey", "in": "header", "name": "X-Key"},
        "basic": {"type": "http", "scheme": "basic", "description": "b"},
        "oauth": {
            "type": "oauth2",
            "x-s": 1,
            "flows": {
                "authorizationCode": {
                    "authorizationUrl": "https://a.example",
                    "tokenUrl": "https://t.example",
                    "scopes": {"r": "read"},
                }
            },
        },
    }


def test_parameters(pets: Document) -> None:
    assert value(pets, "#/components/parameters") == {
        "Limit": {
            "name": "limit",
            "in": "query",
            "description": "d",
            "schema": {"type": "integer", "default": 10, "exclusiveMaximum": 100},
        }
    }
    get = value(pets, "#/paths/~1pets~1{id}/get")
    assert get["parameters"] == [
        {"$ref": "#/components/parameters/Limit"},
        {
            "name": "tags",
            "in": "query",
            "style": "form",
            "explode": True,
            "schema": {"type": "array", "items": {"type": "string"}},
        },
    ]
    assert value(pets, "#/paths/~1pets~1{id}/parameters") == [
        {"name": "id", "in": "path", "required": True, "schema": {"type": "string"}}
    ]


def test_bodies(pets: Document) -> None:
    body = {
        "description": "a pet",
        "x-body-name": "pet",
        "required": True,
        "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Pet"}}},
    }
    post = value(pets, "#/paths/~1pets~1{id}/post")
    assert post["requestBody"] == body
    assert [parameter["name"] for parameter in post["parameters"]] == ["q"]
    assert post["servers"] == [{"url": "http://api.example.com/v1"}]
    assert value(pets, "#/components/requestBodies") == {"Body": body}


def test_forms(pets: Document) -> None:
    put = value(pets, "#/paths/~1pets~1{id}/put")
    assert "parameters" not in put
    assert put["requestBody"] == {
        "required": True,
        "content": {
            "multipart/form-data": {
                "schema": {
                    "type": "object",
                    "properties": {
                        "photo": {"type": "string", "format": "binary", "description": "the photo"},
                        "labels": {"type": "array", "items": {"type": "string"}, "x-a": 1},
                    },
                    "required": ["photo"],
                },
                "encoding": {"labels": {"style": "form", "explode": False}},
            }
        },
    }
    assert put["responses"]["200"]["content"] == {
        "image/png": {"schema": {"type": "string", "format": "binary"}}
    }


def test_responses(pets: Document) -> None:
    pet_list = {"type": "array", "items": {"$ref": "#/components/schemas/Pet"}}
    responses = value(pets, "#/paths/~1pets~1{id}/get/responses")
    assert responses["200"]["content"] == {
        "application/json": {"schema": pet_list, "example": [{"$ref": "#/definitions/Pet"}]},
        "application/xml": {"schema": pet_list},
        "text/csv": {"schema": pet_list, "example": "a,b"},
    }
    assert responses["404"] == {"$ref": "#/components/responses/NotFound"}
    shared = value(pets, "#/components/responses/NotFound")
    assert shared["headers"] == {"X-Rate": {"description": "r", "schema": {"type": "integer"}}}
    assert list(shared["content"]) == ["application/json", "application/xml"]
    assert value(pets, "#/paths/~1pets~1{id}/post/responses/204") == {"description": "none"}


def test_definitions(pets: Document) -> None:
    pet = value(pets, "#/components/schemas/Pet")
    assert pet["discriminator"] == {"propertyName": "kind"}
    assert pet["properties"]["age"] == {
        "type": ["integer", "null"],
        "exclusiveMinimum": 0,
        "example": 3,
        "examples": [3],
    }
    assert pet["properties"]["parent"] == {
        "anyOf": [{"$ref": "#/components/schemas/Pet"}, {"type": "null"}]
    }
    same = resolve(pets.node("#/components/schemas/Pet/properties/same"))
    assert same.at == ("#/paths/~1pets~1{id}/get/responses/200/content/application~1json/schema")
    example = {"x-nullable": True, "$ref": "#/definitions/Pet"}
    assert value(pets, "#/components/schemas/Error/example") == example


def test_positions_survive_the_upgrade_of_2_0(pets: Document) -> None:
    operation = "#/paths/~1pets~1{id}"
    lines = {
        "#/openapi": "swagger: '2.0'",
        "#/servers": "host:",
        "#/components/schemas/Pet/properties/age/exclusiveMinimum": "age:",
        "#/components/parameters/Limit/schema/default": "Limit:",
        "#/components/responses/NotFound/content/application~1json/schema/$ref": "schema:",
        "#/components/securitySchemes/oauth/flows/authorizationCode/tokenUrl": "oauth:",
        f"{operation}/get/parameters/1/schema/items": "- {name: tags",
        f"{operation}/post/parameters/0/name": "- {name: q",
        f"{operation}/post/requestBody": "Body:",
        f"{operation}/put/requestBody/content/multipart~1form-data/schema/properties/labels": (
            "- {name: labels"
        ),
        f"{operation}/get/responses/200/content/application~1xml/schema/items": "schema:",
        f"{operation}/get/responses/200/content/text~1csv/example": "examples:",
    }
    text = PETS.splitlines()
    for at, expected in lines.items():
        line = pets.locate(at).line
        assert line is not None
        assert text[line - 1].strip().startswith(expected), at


def swagger(operation: Any, **members: Any) -> Any:
    """Return what becomes of an operation of Swagger 2.0."""
    result, diagnostics = upgraded(
        {
            "swagger": "2.0",
            "info": INFO,
            "paths": {"/a": {"post": {"responses": {"200": {"description": "d"}}, **operation}}},
            **members,
        }
    )
    assert diagnostics == ()
    return result.node("#/paths/~1a/post").value


@pytest.mark.parametrize(
    ("members", "servers"),
    [
        ({}, None),
        ({"basePath": "/v1"}, [{"url": "/v1"}]),
        ({"basePath": "/"}, None),
        ({"host": "h.example"}, [{"url": "https://h.example"}]),
        ({"host": "h.example:80", "schemes": ["http", "ws"]}, [{"url": "http://h.example:80"}]),
    ],
)
def test_servers(members: Any, servers: Any) -> None:
    result, _ = upgraded({"swagger": "2.0", "info": INFO, "paths": {}, **members})
    root = result.data
    assert isinstance(root, dict)
    assert root.get("servers") == servers


@pytest.mark.parametrize(
    ("location", "collection_format", "style", "explode"),
    [
        ("query", None, "form", False),
        ("query", "csv", "form", False),
        ("query", "multi", "form", True),
        ("query", "ssv", "spaceDelimited", False),
        ("query", "pipes", "pipeDelimited", False),
        ("header", "csv", "simple", False),
        ("path", None, "simple", False),
    ],
)
def test_collection_formats(
    location: str, collection_format: str | None, style: str, explode: bool
) -> None:
    parameter = {"name": "p", "in": location, "required": True, "type": "array", "items": {}}
    parameter["items"] = {"type": "string"}
    if collection_format:
        parameter["collectionFormat"] = collection_format
    (result,) = swagger({"parameters": [parameter]})["parameters"]
    assert (result["style"], result["explode"]) == (style, explode)
    assert "collectionFormat" not in result


@pytest.mark.parametrize(("location", "name"), [("query", "tsv"), ("header", "pipes")])
def test_what_openapi_3_cannot_express_is_said(location: str, name: str) -> None:
    parameter = {"name": "p", "in": location, "type": "array", "collectionFormat": name}
    parameter["items"] = {"type": "string"}  # type: ignore[assignment]
    operation = {"parameters": [parameter], "responses": {"200": {"description": "d"}}}
    document = {"swagger": "2.0", "info": INFO, "paths": {"/a": {"get": operation}}}
    _, (found,) = upgraded(document)
    assert (found.code, found.severity) == (Code.UNSUPPORTED_PARAMETER, Severity.WARNING)
    assert found.location.pointer == "/paths/~1a/get/parameters/0"


def form(name: str, **members: Any) -> dict[str, Any]:
    return {"name": name, "in": "formData", "type": "string", **members}


@pytest.mark.parametrize(
    ("consumes", "parameter", "media_types"),
    [
        (None, form("a"), ["application/x-www-form-urlencoded"]),
        (["application/json"], form("a"), ["application/x-www-form-urlencoded"]),
        (["multipart/form-data"], form("a"), ["multipart/form-data"]),
        (
            ["application/x-www-form-urlencoded", "multipart/form-data"],
            form("a"),
            ["application/x-www-form-urlencoded", "multipart/form-data"],
        ),
        (None, form("a", type="file"), ["multipart/form-data"]),
        (["application/x-www-form-urlencoded"], form("a", type="file"), ["multipart/form-data"]),
    ],
)
def test_media_types_of_forms(consumes: Any, parameter: Any, media_types: list[str]) -> None:
    members = {"consumes": consumes} if consumes else {}
    body = swagger({"parameters": [parameter]}, **members)["requestBody"]
    assert list(body["content"]) == media_types
    assert body["required"] is False


def test_media_types_of_bodies_and_responses_have_defaults() -> None:
    body = {"name": "b", "in": "body", "schema": {"type": "object"}}
    response = {"description": "d", "schema": {"type": "object"}}
    operation = swagger({"parameters": [body], "responses": {"200": response}})
    assert list(operation["requestBody"]["content"]) == ["application/json"]
    assert list(operation["responses"]["200"]["content"]) == ["application/json"]
    response["schema"] = {"type": "file"}
    operation = swagger({"responses": {"200": response}})
    assert list(operation["responses"]["200"]["content"]) == ["application/octet-stream"]


def test_bodies_of_a_path_belong_to_its_operations() -> None:
    body = {"name": "b", "in": "body", "schema": {"type": "string"}}
    responses = {"200": {"description": "d"}}
    own = {**body, "schema": {"type": "integer"}}
    result, _ = upgraded(
        {
            "swagger": "2.0",
            "info": INFO,
            "paths": {
                "/a": {
                    "parameters": [body],
                    "post": {"responses": responses},
                    "put": {"parameters": [own], "responses": responses},
                }
            },
        }
    )
    item = result.node("#/paths/~1a").value
    assert isinstance(item, dict)
    assert "parameters" not in item
    content = result.node("#/paths/~1a/post/requestBody/content/application~1json")
    assert content.value == {"schema": {"type": "string"}}
    content = result.node("#/paths/~1a/put/requestBody/content/application~1json")
    assert content.value == {"schema": {"type": "integer"}}


def test_parameters_of_other_files(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text(
        "swagger: '2.0'\n"
        "info: {title: t, version: '1'}\n"
        "paths:\n"
        "  /a:\n"
        "    post:\n"
        "      parameters: [{$ref: 'b.yaml#/Body'}, {$ref: 'b.yaml#/Query'}]\n"
        "      responses: {200: {$ref: 'b.yaml#/Ok'}}\n"
        "  /b:\n"
        "    post:\n"
        "      parameters: [{$ref: 'b.yaml#/Form'}]\n"
        "      responses: {200: {description: d}}\n"
        "definitions: {Pet: {type: string}}\n"
    )
    (tmp_path / "b.yaml").write_text(
        "Body: {name: b, in: body, schema: {items: {$ref: '#/Item'}}}\n"
        "Query: {name: q, in: query, type: string, x-nullable: true}\n"
        "Form: {name: f, in: formData, type: integer, x-nullable: true}\n"
        "Ok: {description: d, schema: {$ref: 'a.yaml#/definitions/Pet'}}\n"
        "Item: {type: string, x-nullable: true}\n"
    )
    result, diagnostics = upgrade(load(str(tmp_path / "a.yaml"))[0])
    assert diagnostics == ()
    assert validate(result) == ()
    operation = result.node("#/paths/~1a/post")
    content = ["requestBody", "content", "application~1json", "schema"]
    schema = operation
    for token in content:
        schema = schema.child(token.replace("~1", "/"))
    items = resolve(schema).child("items")
    assert resolve(items).value == {"type": ["string", "null"]}
    (query,) = operation.child("parameters").elements()
    assert resolve(query).child("schema").value == {"type": ["string", "null"]}
    ok = resolve(operation.child("responses").child("200"))
    answer = ok.child("content").child("application/json").child("schema")
    assert resolve(answer).at == "#/components/schemas/Pet"
    form_content = "application~1x-www-form-urlencoded"
    at = f"#/paths/~1b/post/requestBody/content/{form_content}/schema/properties/f"
    assert result.node(at).value == {"type": ["integer", "null"]}
    assert result.locate(at).file.endswith("b.yaml")
    assert result.locate(at).line == 3


def test_two_bodies_are_one_too_many() -> None:
    body = {"name": "b", "in": "body", "schema": {}}
    operation = {
        "parameters": [body, {**body, "name": "c"}, form("d")],
        "responses": {"200": {"description": "d"}},
    }
    document = document_of({"swagger": "2.0", "info": INFO, "paths": {"/a": {"post": operation}}})
    _, diagnostics = upgrade(document)
    assert [found.location.pointer for found in diagnostics] == [
        "/paths/~1a/post/parameters/1",
        "/paths/~1a/post/parameters/2",
    ]
    assert all("left out" in found.message for found in diagnostics)


@pytest.mark.parametrize(
    "members",
    [
        {"paths": {"/a": None, "/b": [], "/c": {"get": None, "parameters": {}}}},
        {"paths": {"/a": {"get": {"parameters": [None, 1], "responses": []}}}},
        {"paths": {"/a": {"get": {"responses": {"200": None, "x-a": 1}}}}},
        {"paths": {"/a": {"get": {"parameters": [{"$ref": "#/nope"}], "responses": {}}}}},
        {"definitions": {"A": None, "B": {"properties": [], "allOf": {}}}, "paths": None},
        {"parameters": {"A": None}, "responses": {"A": None}, "consumes": 1, "host": 1},
        {"definitions": {"A": {"$ref": "#/host"}}, "host": "h"},
        {"securityDefinitions": {"A": None, "B": {"type": "oauth2", "flow": 1}}},
    ],
)
@pytest.mark.parametrize("version", [{"swagger": "2.0"}, {"openapi": "3.0.0"}])
def test_broken_documents_do_not_break_the_upgrade(version: Any, members: Any) -> None:
    upgrade(document_of({**version, "info": INFO, **members}))
