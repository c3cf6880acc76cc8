"""What the client has no code for is in the neutral model and in the documentation."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from specloom.build import pipeline
from specloom.config import ClientConfig
from specloom.diagnostics import Code
from specloom.parse.describe import api_json
from specloom.run.progress import SilentProgress

THING = {"$ref": "#/components/schemas/Thing"}


def config_of(tmp_path: Path, **document: Any) -> ClientConfig:
    """Return the configuration of a client of a document."""
    spec = tmp_path / "openapi.json"
    start = {"openapi": "3.1.0", "info": {"title": "Feature", "version": "1"}}
    spec.write_text(json.dumps({**start, **document}))
    return ClientConfig(
        spec=str(spec), output=str(tmp_path / "out"), formatter="none", group_by="none"
    )


def test_webhooks_callbacks_and_links(tmp_path: Path) -> None:
    """They are documented, with the models of their bodies, which are generated."""
    link = {"operationId": "a", "parameters": {"id": "$response.body#/id"}, "description": "Again"}
    answer = {"200": {"description": "It", "links": {"next": link}}}
    incoming = {
        "post": {
            "summary": "A | thing",
            "requestBody": {"content": {"application/json": {"schema": THING}}},
            "responses": {"200": {"description": "Thank you"}},
        }
    }
    callbacks = {"done": {"{$request.body#/url}": incoming}}
    config = config_of(
        tmp_path,
        paths={"/a": {"post": {"operationId": "a", "callbacks": callbacks, "responses": answer}}},
        webhooks={"made": incoming},
        components={"schemas": {"Thing": {"type": "object", "properties": {"x": {}}}}},
    )
    made = pipeline.build(config, SilentProgress())
    page, index = made.tree["docs/operations.md"], made.tree["docs/index.md"]
    assert "| `next` | `a` | `id=$response.body#/id` | Again |" in page
    assert "| `done` | `POST {$request.body#/url}` | `models.Thing` | A \\| thing |" in page
    assert "| `made` | `POST` | `models.Thing` | A \\| thing |" in index
    assert "class Thing(Model)" in made.tree["src/feature/models/webhook_events.py"]
    assert made.diagnostics == ()


def test_xml_names_and_media_types(tmp_path: Path) -> None:
    """How values are written in XML, and what strings hold, is kept in the neutral model."""
    properties = {
        "id": {"type": "string", "xml": {"name": "ID", "attribute": True}},
        "doc": {"type": "string", "contentMediaType": "text/html"},
    }
    thing = {"type": "object", "xml": {"name": "t", "prefix": "p"}, "properties": properties}
    config = config_of(tmp_path, paths={}, components={"schemas": {"Thing": thing}})
    understood = pipeline.understand(config, SilentProgress())
    (declared,) = api_json(understood.api)["types"].values()
    fields = {field["wire_name"]: field for field in declared["fields"]}
    assert (declared["xml"]["name"], declared["xml"]["prefix"]) == ("t", "p")
    assert (fields["id"]["xml"]["name"], fields["id"]["xml"]["attribute"]) == ("ID", True)
    assert fields["doc"]["type"]["media_type"] == "text/html"


def test_properties_beside_an_enumeration_of_texts(tmp_path: Path) -> None:
    """No value can have them: the listed values count, and each property is named."""
    thing = {"type": "object", "enum": ["A", "B"], "properties": {"x": {"type": "string"}}}
    config = config_of(tmp_path, paths={}, components={"schemas": {"Thing": thing}})
    understood = pipeline.understand(config, SilentProgress())
    (diagnostic,) = understood.diagnostics
    assert diagnostic.location.pointer == "/components/schemas/Thing/properties/x"
    assert "cannot occur" in diagnostic.message
    assert api_json(understood.api)["types"]["#/components/schemas/Thing"]["kind"] == "EnumDecl"


def test_a_range_beside_the_media_types_that_it_holds(tmp_path: Path) -> None:
    """It adds nothing that could be sent, but the neutral model has it."""
    types = ["application/*+json", "application/json"]
    content = {media_type: {"schema": THING} for media_type in types}
    config = config_of(
        tmp_path,
        paths={"/a": {"post": {"requestBody": {"content": content}, "responses": {}}}},
        components={"schemas": {"Thing": {"type": "object", "properties": {"x": {}}}}},
    )
    (operation,) = pipeline.understand(config, SilentProgress()).api.operations
    assert operation.body is not None
    assert [content.media_type.raw for content in operation.body.contents] == types
    made = pipeline.build(config, SilentProgress())
    assert "content_type" not in made.tree["src/feature/_client.py"]


def test_schemas_of_what_is_neither_json_nor_a_form(tmp_path: Path) -> None:
    """Each media type is named once, however often it occurs; what is only text is not."""
    lines = {"itemSchema": {"type": "object", "properties": {"x": {}}}}
    xml, page = {"schema": THING}, {"schema": {"type": "string"}}
    answer = {"description": "", "content": {"application/xml": xml, "multipart/mixed": lines}}
    paths = {
        path: {
            "get": {"responses": {"200": {**answer}, "404": {"description": "", "content": more}}}
        }
        for path, more in (("/a", {"text/html": page}), ("/b", {"application/xml": xml}))
    }
    schemas = {"Thing": {"type": "object", "properties": {"x": {}}}}
    config = config_of(tmp_path, openapi="3.2.0", paths=paths, components={"schemas": schemas})
    said = [d.message for d in pipeline.understand(config, SilentProgress()).diagnostics]
    assert said == [
        "'application/xml' is taken as text; its schema is not used, here and at 2 more places",
    ]


def test_a_status_in_two_spellings(tmp_path: Path) -> None:
    """Ranges are written with a large X; "4xx" beside "4XX" is one status too many."""
    answers = {key: {"description": key} for key in ("2XX", "4XX", "4xx")}
    config = config_of(tmp_path, paths={"/a": {"get": {"operationId": "a", "responses": answers}}})
    found = pipeline.generate(config, SilentProgress()).diagnostics
    (warning,) = [each for each in found if each.code.slug == "unsupported-content"]
    assert "'4xx' is a status that another response has already" in warning.message
    assert warning.location.pointer == "/paths/~1a/get/responses/4xx"


ITEM = {"itemSchema": THING}
JSON = {"application/json": {"schema": THING}}


@pytest.mark.parametrize(
    ("media_type", "content", "said"),
    [
        ("application/jsonl", ITEM, "taken as bytes, and its itemSchema is not used"),
        ("application/json-seq", ITEM, "taken as bytes, and its itemSchema is not used"),
        ("application/geo+json-seq", ITEM, "taken as bytes, and its itemSchema is not used"),
        ("text/event-stream", ITEM, "taken as text, and its itemSchema is not used"),
        ("application/x-ndjson", {"schema": THING}, "taken as bytes, and its schema is not used"),
        ("application/jsonl", {"$ref": "#/components/mediaTypes/Lines"}, "its itemSchema is not"),
        ("multipart/mixed", ITEM, "taken as bytes, and its itemSchema is not used"),
        (
            "multipart/mixed",
            {"itemSchema": THING, "itemEncoding": {"contentType": "application/json"}},
            "its itemSchema and itemEncoding are not used",
        ),
        (
            "multipart/mixed",
            {
                "schema": {"type": "array", "items": THING},
                "prefixEncoding": [{"contentType": "application/json"}],
            },
            "its prefixEncoding is not used",
        ),
    ],
)
@pytest.mark.parametrize("beside", [{}, JSON])
def test_streams_of_errors_are_named(
    tmp_path: Path, media_type: str, content: Any, said: str, beside: Any
) -> None:
    """An error is read whole."""
    _check_named(tmp_path, media_type, content, said, beside, "error")


@pytest.mark.parametrize("beside", [{}, JSON])
def test_requests_of_events_are_named(tmp_path: Path, beside: Any) -> None:
    """Nobody sends server-sent events; what does is told what becomes of them."""
    said = "taken as text, and its itemSchema is not used"
    _check_named(tmp_path, "text/event-stream", ITEM, said, beside, "body")


@pytest.mark.parametrize(
    ("media_type", "content", "said"),
    [
        ("application/json", ITEM, "is one document and no sequence of items; its itemSchema is"),
        (
            "multipart/form-data",
            {
                "schema": {"type": "object", "properties": {"a": {"type": "array"}}},
                "encoding": {"a": {"itemEncoding": {"contentType": "text/plain"}}},
            },
            "the itemEncoding of the part 'a' is not used",
        ),
    ],
)
@pytest.mark.parametrize("beside", [{}, JSON])
@pytest.mark.parametrize("place", ["body", "response", "error"])
def test_sequential_bodies_are_named(
    tmp_path: Path, media_type: str, content: Any, said: str, beside: Any, place: str
) -> None:
    """A diagnostic says so, and the ledger does not call any of them kept."""
    _check_named(tmp_path, media_type, content, said, beside, place)


def _check_named(
    tmp_path: Path, media_type: str, content: Any, said: str, beside: Any, place: str
) -> None:
    operation: dict[str, Any] = {"operationId": "a", "responses": {"204": {"description": "It"}}}
    described = {"description": "It", "content": {**beside, media_type: content}}
    if place == "body":
        operation["requestBody"] = described
    else:
        operation["responses"]["200" if place == "response" else "400"] = described
    config = config_of(
        tmp_path,
        openapi="3.2.0",
        paths={"/a": {"post": operation}, "/b": {"post": {**operation, "operationId": "b"}}},
        components={
            "schemas": {"Thing": {"type": "object", "properties": {"x": {}}}},
            "mediaTypes": {"Lines": ITEM},
        },
    )
    made = pipeline.build(config, SilentProgress())
    found = [d for d in made.diagnostics if said in d.message]
    assert {d.code for d in found} == {Code.UNSUPPORTED_CONTENT}
    assert sum(1 + len(d.also) for d in found) == 2
    entries = {entry.at: entry.fate.value for entry in made.ledger}
    kind = {"body": "requestBody", "response": "responses/200", "error": "responses/400"}[place]
    assert [entries[f"#/paths/~1{name}/post/{kind}"] for name in "ab"] == ["noted", "noted"]


def test_text_streams_that_are_said_to_be_text(tmp_path: Path) -> None:
    """There is nothing to say: text is what comes."""
    content = {"text/event-stream": {"schema": {"type": "string"}}}
    answer = {"200": {"description": "It", "content": content}}
    config = config_of(tmp_path, paths={"/a": {"get": {"operationId": "a", "responses": answer}}})
    assert pipeline.build(config, SilentProgress()).diagnostics == ()


def test_every_place_of_an_unused_schema_is_noted(tmp_path: Path) -> None:
    """One diagnostic speaks for all of them."""
    content = {"application/xml": {"schema": THING}}
    answer = {"200": {"description": "It", "content": content}}
    paths = {
        f"/{name}": {"get": {"operationId": name, "responses": answer}} for name in ("a", "b", "c")
    }
    schemas = {"Thing": {"type": "object", "properties": {"x": {}}}}
    made = pipeline.build(
        config_of(tmp_path, paths=paths, components={"schemas": schemas}), SilentProgress()
    )
    said = [d for d in made.diagnostics if d.code is not Code.UNREACHABLE_SCHEMAS]
    assert len(said) == 1
    fates = {entry.at: entry.fate.value for entry in made.ledger}
    assert {fates[f"#/paths/~1{name}/get/responses/200"] for name in "abc"} == {"noted"}


def test_a_parameter_of_a_path_without_its_place(tmp_path: Path) -> None:
    """It is named once, where it is listed, though several operations have it."""
    done = {"204": {"description": "Done"}}
    integer = {"in": "path", "required": True, "schema": {"type": "integer"}}
    item = {
        "parameters": [{"name": "id", **integer}, {"$ref": "#/components/parameters/Old"}],
        "get": {"operationId": "a", "responses": done},
        "put": {"operationId": "b", "responses": done},
    }
    config = config_of(
        tmp_path,
        paths={"/a/{id}": item},
        components={"parameters": {"Old": {"name": "old", **integer}}},
    )
    understood = pipeline.understand(config, SilentProgress())
    assert [(each.code, each.location.pointer) for each in understood.diagnostics] == [
        (Code.UNDECLARED_PATH_PARAMETER, "/paths/~1a~1{id}/parameters/1")
    ]
    fates = {entry.at.rpartition("#")[2]: entry.fate.value for entry in understood.ledger}
    assert fates["/components/parameters/Old"] == "named"
    assert fates["/paths/~1a~1{id}/parameters/0"] == "kept"
