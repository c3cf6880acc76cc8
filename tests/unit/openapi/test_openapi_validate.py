"""Validation: versions, unreadable documents, the specification's rules, references."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from specloom.diagnostics import Code, Diagnostic, Severity
from specloom.openapi.load import Document, load
from specloom.openapi.validation.validate import validate

INFO = {"title": "t", "version": "1"}


def document_of(value: Any, tmp_path: Path | None = None) -> Document:
    text = value if isinstance(value, str) else json.dumps(value, indent=1)
    return load("api.yaml", reader=lambda _: text.encode())[0]


def check(value: Any) -> tuple[Diagnostic, ...]:
    return validate(document_of(value))


def openapi(version: str = "3.1.0", /, **members: Any) -> dict[str, Any]:
    if version == "2.0":
        return {"swagger": version, "info": INFO, "paths": {}, **members}
    return {"openapi": version, "info": INFO, "paths": {}, **members}


@pytest.mark.parametrize("version", ["2.0", "3.0.3", "3.1.0", "3.2.0"])
def test_good_documents_give_nothing(version: str) -> None:
    assert check(openapi(version)) == ()


@pytest.mark.parametrize("text", ["", "a: 1", "[]", "just text", "info: {}", "openapi: {}"])
def test_what_is_no_openapi_document(text: str) -> None:
    (found,) = check(text)
    assert found.code is Code.NOT_OPENAPI
    assert found.severity is Severity.ERROR


@pytest.mark.parametrize(
    "text", ["swagger: '1.2'", "openapi: 4.0.0", "openapi: 3.10.0", "openapi: '2.0'", "swagger: 3"]
)
def test_other_versions(text: str) -> None:
    (found,) = check(text)
    assert found.code is Code.UNSUPPORTED_VERSION
    assert found.severity is Severity.ERROR
    assert found.location.line == 1


@pytest.mark.parametrize(
    "text", ["openapi: 3.1", "openapi: 3", "swagger: 2.0", "swagger: 2", "openapi: 3.0.0-rc2"]
)
def test_versions_that_yaml_reads_as_numbers(text: str) -> None:
    found = check(f"{text}\ninfo: {{title: t, version: '1'}}\npaths: {{}}\n")
    assert found == ()


@pytest.mark.parametrize("version", ["2.0", "3.0.3", "3.1.0"])
def test_an_empty_document_is_an_error(version: str) -> None:
    value = openapi(version)
    del value["paths"]
    (found,) = check(value)
    assert (found.code, found.severity) == (Code.INVALID_DOCUMENT, Severity.ERROR)


@pytest.mark.parametrize(
    ("value", "pointer"),
    [
        (openapi(paths=["x"]), "/paths"),
        (openapi(paths="x", components={"schemas": {}}), "/paths"),
        ({"openapi": "3.1.0", "info": INFO, "components": "x"}, "/components"),
        ({"swagger": "2.0", "info": INFO, "definitions": [1]}, "/definitions"),
    ],
)
def test_what_cannot_be_read_at_all(value: Any, pointer: str) -> None:
    found, *others = check(value)
    assert (found.code, found.severity) == (Code.INVALID_DOCUMENT, Severity.ERROR)
    assert found.location.pointer == pointer
    assert all(other.severity is Severity.WARNING for other in others)


@pytest.mark.parametrize(
    ("value", "pointer"),
    [
        (openapi(paths=[]), "/paths"),
        (openapi(components=[]), "/components"),
        (openapi(components="x"), "/components"),
        (openapi(components={"schemas": []}), "/components/schemas"),
        (openapi("2.0", definitions=[1]), "/definitions"),
    ],
)
def test_a_section_that_is_no_mapping_costs_itself(value: Any, pointer: str) -> None:
    # PHP writes an empty mapping as a list.
    (found,) = check(value)
    assert (found.code, found.severity) == (Code.INVALID_DOCUMENT, Severity.WARNING)
    assert found.location.pointer == pointer


def test_members_without_a_value_are_no_fault_of_structure() -> None:
    found = check("openapi: 3.1.0\ninfo: {title: t, version: '1'}\npaths: {}\ncomponents:\n")
    assert all(diagnostic.severity is Severity.WARNING for diagnostic in found)


def schema(version: str, value: Any) -> Any:
    if version == "2.0":
        return openapi(version, definitions={"A": value})
    return openapi(version, components={"schemas": {"A": value}})


@pytest.mark.parametrize("version", ["2.0", "3.0.3", "3.1.0", "3.2.0"])
@pytest.mark.parametrize(
    ("value", "below", "words"),
    [
        ({"type": "strng"}, "/type", "'strng' is not one of"),
        (
            {"properties": {"a": {"minLength": "x"}}},
            "/properties/a/minLength",
            "'x' is not of type",
        ),
        ({"type": "object", "required": ["a", "a"]}, "/required", "an item twice"),
    ],
)
def test_faults_in_schemas_are_located_warnings(
    version: str, value: Any, below: str, words: str
) -> None:
    (found,) = check(schema(version, value))
    assert (found.code, found.severity) == (Code.INVALID_DOCUMENT, Severity.WARNING)
    assert found.location.pointer.endswith(f"/A{below}")
    assert words in found.message
    assert found.location.line is not None


def test_faults_in_the_structure_are_located_warnings() -> None:
    operation = {"operationId": 1, "responses": {"200": {}}, "parametres": []}
    found = check(openapi("3.0.3", paths={"/a": {"get": operation}}))
    places = {diagnostic.location.pointer: diagnostic.message for diagnostic in found}
    assert places["/paths/~1a/get/operationId"] == "the value is not of type string"
    unknown = places["/paths/~1a/get/parametres"]
    assert unknown == "unknown field 'parametres' here; did you mean 'parameters'?"
    assert any("description" in message for message in places.values())


def test_messages_are_short_printable_and_few(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("specloom.openapi.validation.json_schema.MAX_FINDINGS", 20)
    schemas = {f"S{index}": {"type": "\x1b[31m" + "x" * 5_000} for index in range(50)}
    for version in ("3.0.3", "3.1.0"):
        found = check(openapi(version, components={"schemas": schemas}))
        assert len(found) == 20
        assert all(len(diagnostic.message) < 200 for diagnostic in found)
        assert all(re.fullmatch(r"[ -~]+", diagnostic.message) for diagnostic in found)
        assert "more" in found[-1].hint


def test_deep_documents_do_not_end_in_a_recursion_error() -> None:
    value: Any = {"type": "string"}
    for _ in range(90):
        value = {"items": value}
    for version in ("2.0", "3.0.3", "3.1.0"):
        found = check(schema(version, value))
        assert all(diagnostic.severity is Severity.WARNING for diagnostic in found)


def test_patterns_are_not_matched_against_values() -> None:
    value = {"type": "string", "pattern": "^(a+)+$", "default": "a" * 40 + "!"}
    for version in ("2.0", "3.0.3", "3.1.0"):
        assert check(schema(version, value)) == ()


REFERENCE_PLACES = [
    {"paths": {"/a": {"$ref": "#/x"}}},
    {"paths": {"/a": {"parameters": [{"$ref": "#/x"}]}}},
    {"paths": {"/a": {"get": {"responses": {"200": {"$ref": "#/x"}}}}}},
    {"paths": {"/a": {"get": {"requestBody": {"$ref": "#/x"}}}}},
    {"components": {"schemas": {"A": {"properties": {"a": {"items": {"$ref": "#/x"}}}}}}},
    {"components": {"schemas": {"A": {"allOf": [{}, {"$ref": "#/x"}]}}}},
    {"components": {"schemas": {"A": {"additionalProperties": {"$ref": "#/x"}}}}},
    {"components": {"schemas": {"A": {"$defs": {"b": {"not": {"$ref": "#/x"}}}}}}},
    {"components": {"schemas": {"A": {"description": "d", "$ref": "#/x"}}}},
    {"components": {"headers": {"A": {"schema": {"$ref": "#/x"}}}}},
    {"components": {"callbacks": {"A": {"{$url}": {"post": {"parameters": [{"$ref": "#/x"}]}}}}}},
    {"webhooks": {"w": {"$ref": "#/x"}}},
]


@pytest.mark.parametrize("members", REFERENCE_PLACES)
def test_references_that_lead_nowhere_are_warnings_said_once(members: dict[str, Any]) -> None:
    found = [
        diagnostic
        for diagnostic in check(openapi(**members))
        if diagnostic.code is not Code.INVALID_DOCUMENT
    ]
    (reference,) = found
    assert (reference.code, reference.severity) == (Code.UNRESOLVED_REFERENCE, Severity.WARNING)
    assert reference.location.pointer.endswith("/$ref")


def test_each_reference_is_reported() -> None:
    schemas = {
        "A": {"$ref": "#/components/schemas/Pett"},
        "B": {"items": {"$ref": "#/x"}},
        "Pet": {},
    }
    found = check(openapi(components={"schemas": schemas}))
    assert [diagnostic.code for diagnostic in found] == [Code.UNRESOLVED_REFERENCE] * 2
    assert "#/components/schemas/Pet" in found[0].hint


@pytest.mark.parametrize(
    "value",
    [
        {"example": {"$ref": "#/x"}},
        {"examples": [{"$ref": "#/x"}]},
        {"default": {"$ref": "#/x"}},
        {"enum": [{"$ref": "#/x"}]},
        {"const": {"$ref": "#/x"}},
        {"x-other": {"$ref": "#/x"}},
        {"properties": {"$ref": {"type": "string"}}},
        {"properties": {"example": {"type": "string"}}},
    ],
)
def test_what_only_looks_like_a_reference(value: Any) -> None:
    assert check(schema("3.1.0", value)) == ()


def test_references_of_examples_and_links_are_warnings() -> None:
    content = {"application/json": {"examples": {"e": {"$ref": "#/x"}}}}
    response = {"description": "d", "content": content, "links": {"l": {"$ref": "#/y"}}}
    found = check(openapi(components={"responses": {"R": response}}))
    assert {diagnostic.severity for diagnostic in found} == {Severity.WARNING}
    assert {diagnostic.code for diagnostic in found} == {Code.UNRESOLVED_REFERENCE}


def test_loops_are_warnings() -> None:
    schemas = {
        "A": {"$ref": "#/components/schemas/B"},
        "B": {"$ref": "#/components/schemas/A"},
        "Tree": {"items": {"$ref": "#/components/schemas/Tree"}},
    }
    found = check(openapi(components={"schemas": schemas}))
    assert [diagnostic.code for diagnostic in found] == [Code.CIRCULAR_REFERENCE] * 2


def test_references_in_unusual_places_are_checked_too(tmp_path: Path) -> None:
    value = openapi(
        components={"schemas": {"A": {"$ref": "#/x-mine/B"}, "C": {"$ref": "c.yaml#/C"}}},
    )
    value["x-mine"] = {"B": {"items": {"$ref": "#/nope"}}}
    (tmp_path / "a.json").write_text(json.dumps(value))
    (tmp_path / "c.yaml").write_text("C:\n  properties:\n    d: {$ref: '#/D'}\n")
    found = validate(load(str(tmp_path / "a.json"))[0])
    assert {(d.location.file.rpartition("/")[2], d.location.pointer) for d in found} == {
        ("a.json", "/x-mine/B/items/$ref"),
        ("c.yaml", "/C/properties/d/$ref"),
    }


def test_validation_reads_and_fetches_nothing_by_itself(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    secret = tmp_path / "secret.json"
    secret.write_text("{}")
    asked: list[str] = []

    def reader(location: str) -> bytes:
        asked.append(location)
        return text.encode() if location.endswith("api.json") else b"{}"

    def forbidden(*_: object, **__: object) -> None:
        raise AssertionError("the network was asked")

    monkeypatch.setattr("socket.socket.connect", forbidden)
    monkeypatch.setattr("socket.getaddrinfo", forbidden)
    monkeypatch.setattr("urllib.request.urlopen", forbidden)
    for version in ("2.0", "3.0.3", "3.1.0", "3.2.0"):
        section = "definitions" if version == "2.0" else "components"
        schemas = {
            "A": {"$ref": "http://169.254.169.254/x"},
            "B": {"$ref": secret.as_uri()},
            "C": {"$id": "http://example.com/c", "items": {"$ref": "d.json"}},
            "D": {"$schema": "http://example.com/dialect", "type": "string", "default": 1},
            "E": {"default": 1, "allOf": [{"$ref": "https://example.com/e"}]},
        }
        value = openapi(version, **{section: schemas if version == "2.0" else {"schemas": schemas}})
        value["jsonSchemaDialect"] = "http://example.com/dialect"
        text = json.dumps(value)
        asked.clear()
        found = validate(load(str(tmp_path / "api.json"), reader=reader)[0])
        refused = [d for d in found if d.code is Code.REFUSED_REFERENCE]
        assert len(refused) == 3
        # The reference to a file of the document's own folder goes through the reader.
        assert {Path(location).name for location in asked} <= {"api.json", "d.json"}


@pytest.mark.parametrize("backend", ["jsonschema", "jsonschema-rs"])
def test_the_validators_backend_makes_no_difference(backend: str, tmp_path: Path) -> None:
    """openapi-spec-validator takes jsonschema-rs where that is installed, which has no tree of errors."""
    path = tmp_path / "api.json"
    path.write_text(json.dumps(openapi("3.0.3", info={"title": 1, "version": "1"})))
    done = subprocess.run(
        [sys.executable, "-m", "specloom", "validate", str(path)],
        env={**os.environ, "OPENAPI_SPEC_VALIDATOR_SCHEMA_VALIDATOR_BACKEND": backend},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert "/info/title" in done.stderr + done.stdout
