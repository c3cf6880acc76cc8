"""What is said about a document: each fault once, at its place, and with what would be right."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from email.message import Message
from pathlib import Path
from socket import gaierror
from typing import Any, NamedTuple
from urllib.error import HTTPError, URLError

import pytest
from specloom.cli import main

UNENFORCED = {"type": "object", "not": {"type": "object", "required": ["a"]}}
OK = {"200": {"description": "OK"}}


class Said(NamedTuple):
    """The exit code of a command, and the lines on standard output and standard error."""

    code: int
    out: list[str]
    err: list[str]

    def about(self, words: str) -> list[str]:
        """Return the lines of standard error with these words."""
        return [line for line in self.err if words in line]


Run = Callable[..., Said]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Run a command on a document, which is `api.json` in an empty folder."""
    monkeypatch.chdir(tmp_path)

    def command(document: Any, *arguments: str) -> Said:
        text = document if isinstance(document, str) else json.dumps(document, indent=1)
        Path("api.json").write_text(text, encoding="utf-8")
        try:
            code = main([arguments[0], "api.json", *arguments[1:]])
        except SystemExit as stop:
            code = int(str(stop.code))
        said = capsys.readouterr()
        return Said(code, said.out.splitlines(), said.err.splitlines())

    return command


GENERATE = ("generate", "--output", "out", "--formatter", "none")


def document(version: str = "3.1.0", /, **members: Any) -> dict[str, Any]:
    """Return the smallest document, with other properties."""
    return {"openapi": version, "info": {"title": "T", "version": "1"}, "paths": {}, **members}


def schemas(**named: Any) -> dict[str, Any]:
    """Return a document with schemas."""
    return document(components={"schemas": named})


# --- notes


def test_notes_are_counted_and_strict_takes_them(run: Run) -> None:
    """What the client documents and does not enforce needs nobody's attention."""
    described = schemas(A=UNENFORCED, B=UNENFORCED)
    said = run(described, "validate", "--quiet", "--strict")
    assert (said.code, said.out) == (0, [])
    (line,) = said.err
    assert line.startswith("api.json: note SL202 schema-not-enforced: 2 of these, such as: ")
    assert run(described, "validate").out == ["api.json: 0 warnings, 2 notes (2 x SL202)"]
    assert run(described, *GENERATE, "--strict").code == 0


def test_notes_are_listed_where_that_is_asked_for(run: Run) -> None:
    """Each with its place."""
    said = run(schemas(A=UNENFORCED, B=UNENFORCED), "validate", "--notes", "--quiet")
    assert [line.rpartition("(")[2] for line in said.err] == [
        "#/components/schemas/A/not)",
        "#/components/schemas/B/not)",
    ]


def test_warnings_trip_strict_beside_notes(run: Run) -> None:
    """The note is not a reason, and hides none."""
    said = run(schemas(A=UNENFORCED, B={"type": "strng"}), *GENERATE, "--strict")
    assert said.code == 1
    assert said.about("warning SL")


# --- references


@pytest.mark.parametrize(
    ("reference", "meant"),
    [
        ("Thing", "#/components/schemas/Thing"),
        ("#Thing", "#/components/schemas/Thing"),
        ("#/Thing", "#/components/schemas/Thing"),
        ("components/schemas/Thing", "#/components/schemas/Thing"),
        ("#/components/schema/Thing", "#/components/schemas/Thing"),
        ("#/component/schema/Thing", "#/components/schemas/Thing"),
        ("#/components/schemas/thing", "#/components/schemas/Thing"),
        ("#/components/schemas/Thigns", "#/components/schemas/Thing"),
        ("#/components/schema/Thingy", "#/components/schemas/Thing"),
        ("#/definitions/Thing", "#/components/schemas/Thing"),
        ("#/schemas/Thing", "#/components/schemas/Thing"),
        ("#/components/schemas/Thing/propertys/id", "#/components/schemas/Thing/properties/id"),
        ("Thing.json", "#/components/schemas/Thing"),
    ],
)
def test_a_reference_that_leads_nowhere_names_what_would_be_right(
    run: Run, reference: str, meant: str
) -> None:
    """The whole pointer, not its first part that is wrong."""
    thing = {"type": "object", "properties": {"id": {"type": "string"}}}
    said = run(schemas(Thing=thing, Use={"$ref": reference}), "validate")
    (hint,) = said.about("hint: ")
    assert f"Did you mean {meant}?" in hint


def test_a_reference_that_is_like_nothing_suggests_nothing(run: Run) -> None:
    """Least of all the place where there is no such name."""
    said = run(schemas(Thing={}, Use={"$ref": "#/components/schema/Quux"}), "validate")
    assert not said.about("Did you mean")
    assert said.about("leads nowhere")


def test_a_parameter_is_looked_for_where_the_reference_says(run: Run) -> None:
    """Components of other kinds may have the same name."""
    shared = {"name": "page", "in": "query", "schema": {"type": "integer"}}
    paths = {"/a": {"get": {"parameters": [{"$ref": "#/parameters/Page"}], "responses": OK}}}
    components = {"schemas": {"Page": {"type": "integer"}}, "parameters": {"Page": shared}}
    said = run(document(paths=paths, components=components), "validate")
    (hint,) = said.about("hint: ")
    assert hint.strip().startswith("hint: Did you mean #/components/parameters/Page")


# --- misspelt properties and values


def get(**members: Any) -> dict[str, Any]:
    """Return the paths of a document with one operation."""
    return {"/a": {"get": {"operationId": "a", "responses": OK, **members}}}


VERSIONS = ["2.0", "3.0.3", "3.1.0", "3.2.0"]
WARNING = re.compile(r"api\.json:\d+:\d+: warning (SL\d+) [a-z-]+: (.*) \(#(.*)\)")


def warnings(said: Said) -> list[tuple[str, str, str]]:
    """Return the code, message and pointer of each warning."""
    return [match.groups() for line in said.err if (match := WARNING.match(line))]  # type: ignore[misc]


def versioned(version: str, schema: Any, **parameter: Any) -> dict[str, Any]:
    """Return a document of a version with a schema, and with a parameter in its one operation."""
    if version == "2.0":
        start: dict[str, Any] = {"swagger": "2.0", "definitions": {"A": schema}}
        value = {"type": "integer"}
    else:
        start = {"openapi": version, "components": {"schemas": {"A": schema}}}
        value = {"schema": {"type": "integer"}}
    both = {"name": "x", "in": "query", **value, **parameter}
    given = {key: item for key, item in both.items() if item is not None}
    info = {"title": "T", "version": "1"}
    return {**start, "info": info, "paths": get(parameters=[given])}


def test_an_unknown_member_says_what_it_may_have_meant(run: Run) -> None:
    """It is there, and the one that it means is not missed as well."""
    parameter = {"name": "x", "in": "query", "shema": {"type": "string"}}
    for version in ("3.0.3", "3.1.0", "3.2.0"):
        said = run(document(version, paths=get(parameters=[parameter])), "validate")
        assert warnings(said) == [
            (
                "SL007",
                "unknown field 'shema' here; did you mean 'schema'?",
                "/paths/~1a/get/parameters/0/shema",
            )
        ]


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize(
    ("word", "meant", "value"),
    [
        ("desciption", "description", "text"),
        ("requried", "required", ["a"]),
        ("aditionalProperties", "additionalProperties", False),
        ("propertys", "properties", {"a": {}}),
        ("maxlength", "maxLength", 3),
        ("formatt", "format", "uuid"),
        ("tpye", "type", "object"),
        ("enums", "enum", ["a"]),
    ],
)
def test_a_misspelt_keyword_of_a_schema(
    run: Run, version: str, word: str, meant: str, value: Any
) -> None:
    """Also where schemas may have any word."""
    said = run(versioned(version, {"items": {word: value}, "type": "array"}), "validate")
    ((code, message, pointer),) = warnings(said)
    assert code == "SL007"
    assert message == f"unknown field '{word}' here; did you mean '{meant}'?"
    assert pointer.endswith(f"/A/items/{word}")


def test_nullable_is_misspelt(run: Run) -> None:
    """It is not a keyword of JSON Schema, but authors of 3.1 write it, and it is understood."""
    said = run(versioned("3.1.0", {"type": "string", "nulable": True}), "validate")
    assert [message for _, message, _ in warnings(said)] == [
        "unknown field 'nulable' here; did you mean 'nullable'?"
    ]


@pytest.mark.parametrize("version", ["3.1.0", "3.2.0"])
@pytest.mark.parametrize(
    "words",
    [
        {"example": 1, "examples": [1], "xml": {}, "nullable": True},
        {"definitions": {}, "dependencies": {}, "id": "a", "$recursiveRef": "#", "extends": {}},
        {"x-desciption": "a", "x-requried": 1, "x-nulable": True},
        {"properties": {"desciption": {}, "requried": {}, "types": {}, "tpye": {}}},
        {"patternProperties": {"nulable": {}}, "$defs": {"formatt": {}, "tpye": {}}},
        {"example": {"desciption": 1}, "default": {"tpye": 1}, "enum": [{"requried": 1}]},
        {"name": "a", "values": [], "regex": "a", "cost": 1, "form": "b", "comment": "c"},
        {"schema": "a", "node": 1, "time": 2, "tag": "t", "label": "l", "index": True},
    ],
)
def test_words_that_are_no_misspelt_keywords(run: Run, version: str, words: dict[str, Any]) -> None:
    """Keywords of all drafts, extensions, names that the author chooses, and words of their own."""
    assert warnings(run(versioned(version, words), "validate")) == []


def test_a_keyword_of_another_version_is_not_misspelt(run: Run) -> None:
    """What would be right is not a word that looks like it."""
    said = run(versioned("3.0.3", {"type": "object", "patternProperties": {"a": {}}}), "validate")
    ((_, message, _),) = warnings(said)
    assert message == "unknown field 'patternProperties' here"
    assert said.about("hint: It is a keyword of other versions")


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize("place", ["querry", "Query"])
def test_a_wrong_place_of_a_parameter_is_said_once(run: Run, version: str, place: str) -> None:
    """With what becomes of the parameter, and what would be right."""
    said = run(versioned(version, {"type": "object"}, **{"in": place}), "validate")
    (line,) = said.about(": warning ")
    assert f"a parameter cannot be in '{place}'; it is left out" in line
    assert line.endswith("(#/paths/~1a/get/parameters/0/in)")
    assert "Did you mean query?" in said.err[said.err.index(line) + 1]


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize(
    ("name", "meant"),
    [("int", "integer"), ("strng", "string"), ("bool", "boolean"), ("float", "number")],
)
def test_an_unknown_type_is_said_once(run: Run, version: str, name: str, meant: str) -> None:
    """With what it may have meant, also where that is spelled quite otherwise."""
    said = run(versioned(version, {"type": name}), "validate")
    (line,) = said.about(": warning ")
    assert f"the type '{name}' is not one of JSON Schema's; any value is accepted" in line
    assert said.about(f"hint: Did you mean {meant}?")


def test_all_values_are_named_that_a_place_allows(run: Run) -> None:
    """Not those of one alternative, as if they were all."""
    scheme = {"type": "apikey", "name": "k", "in": "header"}
    for version in ("3.0.3", "3.1.0"):
        components = {"securitySchemes": {"k": scheme}}
        said = run(document(version, components=components), "validate")
        (line,) = said.about("'apikey' is not one of")
        for name in ("apiKey", "http", "oauth2", "openIdConnect"):
            assert name in line
        assert said.about("hint: Did you mean apiKey?")


def test_a_style_that_does_not_fit_the_place(run: Run) -> None:
    """The alternative that the place chooses is the one that counts."""
    parameter = {"name": "x", "in": "header", "style": "form", "schema": {}}
    for version in ("3.0.3", "3.1.0"):
        said = run(document(version, paths=get(parameters=[parameter])), "validate")
        assert warnings(said) == [
            ("SL007", "'form' is not simple", "/paths/~1a/get/parameters/0/style")
        ]


@pytest.mark.parametrize(
    ("name", "place", "said"),
    [
        ({"token-parameter": "t", "next-tokn": "n", "items": "i"}, "pagination", "next-token"),
        ({"body-membr": "a", "header": "b"}, "idempotency", "body-member"),
    ],
)
def test_an_unknown_member_of_an_extension(
    run: Run, name: dict[str, str], place: str, said: str
) -> None:
    """It is not passed over, and what it leaves missing is not said as well."""
    found = run(document(paths=get(**{f"x-specloom-{place}": name})), "validate")
    ((code, message, _),) = warnings(found)
    assert code == "SL402"
    assert message.endswith(f"of x-specloom-{place}; did you mean '{said}'?")


def test_an_unknown_scheme_of_http(run: Run) -> None:
    """The one that it is like is suggested."""
    components = {"securitySchemes": {"k": {"type": "http", "scheme": "bearr"}}}
    said = run(document(components=components), "validate")
    assert len(warnings(said)) == 1
    assert said.about("hint: Did you mean bearer?")


def test_one_of_several_types_is_unknown(run: Run) -> None:
    """It is said once, at its own place in the list."""
    said = run(schemas(A={"type": ["string", "nul"]}), "validate")
    ((_, message, pointer),) = warnings(said)
    assert "the type 'nul' is not one of" in message
    assert pointer == "/components/schemas/A/type/1"
    assert said.about("hint: Did you mean null?")


def test_a_member_of_a_later_version_is_a_note(run: Run) -> None:
    """Frameworks write it before the version that has it."""
    paths = get(responses={"200": {"description": "d"}})
    next(iter(paths.values()))["additionalOperations"] = {}
    said = run(document(paths=paths), "validate", "--notes")
    assert said.about(
        ": note SL007 invalid-document: the field 'additionalOperations' is one of OpenAPI 3.2"
    )
    assert not [line for line in said.about(": warning ") if "SL007" in line]


# --- every fault in one run


@pytest.mark.parametrize("version", ["3.0.3", "3.1.0", "3.2.0"])
def test_every_fault_of_a_document_is_said_in_one_run(run: Run, version: str) -> None:
    """Several of one object, beside references that lead nowhere, and behind those that lead somewhere."""
    parameters = [
        {"$ref": "#/components/parameters/Limit"},
        {"name": "x", "in": "querry", "schema": {"type": "int"}},
        {"name": 1, "in": "query", "schema": {"$ref": "#/components/schemas/Nope"}, "stile": "f"},
    ]
    operation = {
        "operationId": 7,
        "tags": "a",
        "sumary": "s",
        "parameters": parameters,
        "responses": {"200": {"descripton": "d"}, "20x": {"description": "d"}},
    }
    components = {
        "parameters": {"Limit": {"name": "limit", "in": "query", "schema": {"type": "strin"}}},
        "schemas": {"A": {"type": "object", "properties": {"a": {"$ref": "Nope.json"}, "b": 1}}},
    }
    described = document(version, paths={"/a": {"get": operation}}, components=components)
    said = run(described, "validate")
    places = {line.rpartition("(#")[2].rstrip(")") for line in said.err if ": " in line}
    here = "/paths/~1a/get"
    assert places >= {
        f"{here}/operationId",
        f"{here}/tags",
        f"{here}/sumary",
        f"{here}/parameters/1/in",
        f"{here}/parameters/2/name",
        f"{here}/parameters/2/stile",
        f"{here}/parameters/2/schema/$ref",
        f"{here}/responses/200/descripton",
        f"{here}/responses/20x",
        "/components/parameters/Limit/schema/type",
        "/components/schemas/A/properties/a/$ref",
        "/components/schemas/A/properties/b",
    }
    lines = [line for line in said.err if "(#/" in line]
    assert len(lines) == len({line.rpartition("(#")[2] for line in lines})


@pytest.mark.parametrize("version", ["3.0.3", "3.1.0", "3.2.0"])
def test_faults_of_other_files(run: Run, version: str) -> None:
    """What a reference leads to is looked at as it would be in the document itself."""
    item = {"get": {"sumary": "s", "responses": OK, "parameters": [{"$ref": "parts.json#/P"}]}}
    parameter = {"name": "x", "in": "query", "shema": {"type": "string"}}
    thing = {"type": "object", "properties": {"a": {"desciption": "d"}}, "requried": ["a"]}
    Path("item.json").write_text(json.dumps(item))
    Path("parts.json").write_text(json.dumps({"P": parameter, "Thing": thing, "Other": {"x": 1}}))
    components = {"schemas": {"A": {"$ref": "parts.json#/Thing"}}}
    described = document(version, paths={"/a": {"$ref": "item.json"}}, components=components)
    said = run(described, "validate")
    found = {
        tuple(re.match(r"(\w+)\.json:\d+:\d+: warning SL007 .*\(#(.*)\)", line).groups())  # type: ignore[union-attr]
        for line in said.about("SL007")
    }
    assert found == {
        ("item", "/get/sumary"),
        ("parts", "/P/shema"),
        ("parts", "/Thing/properties/a/desciption"),
        ("parts", "/Thing/requried"),
    }


# --- the ledger


def ledger(said: Said) -> dict[str, str]:
    """Return what became of each part."""
    lines = [line.split() for line in said.out[:-1]]
    return {at: fate for fate, _, at in lines}


def test_nothing_is_lost_that_a_diagnostic_names(run: Run) -> None:
    """Neither what is in something that is left out, nor what only that refers to."""
    shared = {
        "parameters": {
            "A": {"name": "a", "in": "querry", "schema": {}},
            "B": {"name": "b", "in": "query", "schema": {}},
        },
        "responses": {"R": {"description": "r"}, "S": {"description": "s"}},
        "requestBodies": {"T": {"content": {"text/plain": {}}}},
    }
    inner = {
        "operationId": "b",
        "parameters": [
            {"name": "y", "in": "query", "schema": {}},
            {"$ref": "#/components/parameters/B"},
        ],
        "requestBody": {"$ref": "#/components/requestBodies/T"},
        "responses": {"200": {"$ref": "#/components/responses/S"}},
    }
    outer = {
        "operationId": "a",
        "parameters": [
            {"$ref": "#/components/parameters/A"},
            {"name": "x", "in": "query", "schema": {}},
            {"name": "x", "in": "query", "schema": {"type": "string"}},
            {"$ref": "#/components/parameters/Nope"},
        ],
        "responses": {"20x": {"$ref": "#/components/responses/R"}, "200": {"description": "OK"}},
    }
    paths = {"/a": {"get": outer}, "no-slash": {"post": inner}}
    said = run(document("3.0.3", paths=paths, components=shared), "inspect", "--ledger")
    found = ledger(said)
    assert {at for at, fate in found.items() if fate == "named"} == {
        "#/components/parameters/A",
        "#/components/parameters/B",
        "#/components/requestBodies/T",
        "#/components/responses/R",
        "#/components/responses/S",
        "#/paths/no-slash/post",
        "#/paths/no-slash/post/parameters/0",
        "#/paths/~1a/get/parameters/1",
        "#/paths/~1a/get/parameters/3",
    }
    assert "lost" not in found.values()


def test_what_the_document_as_a_whole_is_told_names_no_part(run: Run) -> None:
    """A remark about the file is not a word about a parameter."""
    described = document(paths=get(parameters=[{"name": "x", "in": "query", "schema": {}}]))
    said = run({**described, "nonsense": 1}, "inspect", "--ledger")
    assert set(ledger(said).values()) == {"kept"}


# --- the wrong file


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("", "an empty file"),
        (" \n\n", "an empty file"),
        ("# nothing but a comment\n", "a file without any value"),
        ("asyncapi: 3.0.0\ninfo: {title: a, version: '1'}\n", "an AsyncAPI document"),
        ('{"info": {"name": "a", "_postman_id": "1"}, "item": []}', "a Postman collection"),
        (
            '{"info": {"name": "a", "schema": "https://schema.getpostman.com/json/"}, "item": []}',
            "a Postman collection",
        ),
        ("<!DOCTYPE html>\n<html><body>Swagger UI</body></html>", "an HTML page"),
        ("\n<html lang=en>\n<title>a: b</title>", "an HTML page"),
        ('<?xml version="1.0"?>\n<wsdl:definitions>', "a WSDL document"),
        ("#%RAML 1.0\ntitle: a\n", "a RAML document"),
        ("overlay: 1.0.0\nactions: []\n", "an OpenAPI Overlay"),
        ("apiVersion: v1\nkind: Pod\n", "a Kubernetes manifest"),
        ('{"$schema": "https://json-schema.org/draft/2020-12/schema"}', "a JSON Schema"),
        ('{"swaggerVersion": "1.2"}', "a document of Swagger 1"),
        ("[]", "a list"),
        ("some text", "plain text"),
    ],
)
def test_what_is_no_openapi_document_is_called_what_it_is(run: Run, text: str, what: str) -> None:
    """With an exit code that says so, and no traceback."""
    said = run(text, "validate", "--quiet")
    assert said.code == 1
    assert said.err[0].startswith("api.json:1:1: error SL005 not-openapi: ")
    assert f"this is {what}, " in said.err[0]


def test_a_misspelt_version(run: Run) -> None:
    """The property that is meant is named."""
    said = run({"openApi": "3.1.0", "paths": {}}, "validate")
    assert said.about("it has no field 'openapi' or 'swagger'")
    assert said.about("Did you mean the field openapi?")


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (URLError(ConnectionRefusedError(111, "Connection refused")), "refuses connections"),
        (URLError(gaierror(-2, "Name or service not known")), "there is no host api.example:81,"),
        (URLError(TimeoutError("timed out")), "did not respond within 10 seconds"),
        (TimeoutError("timed out"), "did not respond within 10 seconds"),
        (HTTPError("", 404, "Not Found", Message(), None), "the server returned 404 Not Found"),
    ],
)
def test_a_url_that_cannot_be_read(
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    error: Exception,
    said: str,
) -> None:
    """What happened is said, and credentials in the URL are not repeated in it."""

    def fail(*_: object, **__: object) -> None:
        raise error

    monkeypatch.setattr("urllib.request.OpenerDirector.open", fail)
    assert main(["validate", "http://api.example:81/a.json", "--quiet"]) == 1
    (line,) = capsys.readouterr().err.splitlines()
    assert "error SL001 unreadable-file: the URL cannot be read: " in line
    assert said in line
    assert "(#)" not in line


# --- the command line


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("genrate",), "did you mean generate?"),
        (("validate", "--stict"), "did you mean --strict?"),
        (("generate", "--includ-tags=a"), "did you mean --include-tag?"),
        (("generate", "--formatter", "rufff"), "did you mean ruff?"),
        (("generate", "--zzz"), "unrecognized arguments: --zzz"),
    ],
)
def test_a_misspelt_command_or_option(run: Run, arguments: tuple[str, ...], said: str) -> None:
    """With the usage of the command that is meant."""
    found = run(document(), *arguments)
    assert found.code == 2
    assert said in found.err[-1]
    command = arguments[0] if arguments[0] != "genrate" else "["
    assert found.err[0].startswith(f"usage: specloom {command}")


# --- places


def test_the_place_in_a_minified_document_is_shown(run: Run) -> None:
    """A column in a line of a megabyte is of no use to people."""
    named = {f"S{number}": {"type": "string"} for number in range(100)}
    minified = json.dumps(schemas(**named, Wrong={"type": "strng"}, **{"T": {}}))
    said = run(minified, "validate", "--quiet")
    (line,) = said.about(": warning ")
    assert re.match(r"api\.json:1:\d{4}: ", line)
    (excerpt,) = said.about("    at: ")
    assert '"Wrong": {"type": "strng"}' in excerpt
    assert len(excerpt) < 120
    assert not run(schemas(Wrong={"type": "strng"}), "validate", "--quiet").about("    at: ")


def test_what_is_about_the_whole_file_names_no_place_in_it(run: Run) -> None:
    """No empty pointer in parentheses."""
    (line,) = run({"openapi": "3.1.0", "info": {"title": "T", "version": "1"}}, "validate").err[-1:]
    assert "has none of" in line
    assert "(#" not in line


def test_a_number_of_one_has_no_plural(run: Run) -> None:
    """In the summary of a document."""
    paths = {"/a": {"get": {"operationId": "a", "responses": OK}}}
    described = document(
        paths=paths, components={"schemas": {"A": {"type": "object", "properties": {"a": {}}}}}
    )
    out = run(described, "inspect").out
    assert "1 operation" in out
    assert "1 type" in out
    assert run(described, "inspect", "--ledger").out[-1].startswith("of 3 parts of the document")
