"""Generated tests of responses that are read in a way of their own: they pass."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from specloom.build.pipeline import generate
from specloom.config import ClientConfig
from specloom.run.progress import SilentProgress

STRING = {"type": "string"}
PLAIN = "application/json"
FILTER = "#/components/schemas/Filter"
UTF_8 = "application/json; charset=utf-8"


def obj(name: str) -> dict[str, Any]:
    """Return the schema of an object with one property."""
    return {"type": "object", "properties": {name: STRING}, "required": [name]}


def operation(**responses: Any) -> dict[str, Any]:
    """Return a path; `s200` is the content of the response for 200, None for no content."""
    keyed = {
        key.removeprefix("s"): {"description": "It", **({"content": content} if content else {})}
        for key, content in responses.items()
    }
    return {"get": {"responses": keyed}}


def schema(name: str) -> dict[str, Any]:
    """Return a media type object that refers to a schema."""
    return {"schema": {"$ref": f"#/components/schemas/{name}"}}


EXAMPLE = {"examples": {"one": {"value": {"a": "x"}}}}
DOCUMENT = {
    "openapi": "3.0.3",
    "info": {"title": "Shapes", "version": "1"},
    "servers": [{"url": "https://api.example.com"}],
    "paths": {
        "/archive": operation(s302=None, s304=None, s401={PLAIN: schema("Fault")}),
        "/either": operation(s304=None, s307=None),
        "/example": operation(
            s200={PLAIN: EXAMPLE, UTF_8: schema("A")}, s400={PLAIN: EXAMPLE, UTF_8: schema("Fault")}
        ),
        "/versions": operation(
            s200={f"{PLAIN}; version=1": schema("A"), f"{PLAIN}; version=2": schema("B")}
        ),
    },
    "components": {"schemas": {"A": obj("a"), "B": obj("b"), "Fault": obj("fault")}},
}


@pytest.fixture
def client(tmp_path: Path) -> Path:
    """The folder of a client of the document."""
    document = tmp_path / "shapes.json"
    document.write_text(json.dumps(DOCUMENT))
    folder = tmp_path / "out"
    config = ClientConfig(
        spec=str(document), output=str(folder), package="shapes", formatter="none"
    )
    generate(config, SilentProgress())
    return folder


def run_tests(client: Path, *options: str) -> subprocess.CompletedProcess[str]:
    """Run the tests of a client."""
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *options]
    return subprocess.run(command, cwd=client, capture_output=True, text=True, check=False)


def test_they_pass(client: Path) -> None:
    """A redirect beside 304, and a media type that is given several times with other parameters."""
    run = run_tests(client)
    assert run.returncode == 0, run.stdout


def test_a_conftest_of_an_earlier_version_serves(client: Path) -> None:
    """The file is the user's, so updates do not add to it what later versions write there."""
    backend = 'import pytest\n\n@pytest.fixture\ndef anyio_backend():\n    return "asyncio"\n'
    (client / "tests/conftest.py").write_text(backend)
    run = run_tests(client)
    assert run.returncode == 0, run.stdout


def test_a_sample_that_fails_shows_where_it_is(client: Path) -> None:
    """The traceback has the line of the page."""
    readme = client / "README.md"
    above = readme.read_text()
    readme.write_text(f"{above}\n```python\nnumber = 0\nprint(1 / number)\n```\n")
    run = run_tests(client, "tests/test_documentation.py", "-k", "README")
    assert run.returncode == 1
    assert f"README.md:{above.count(chr(10)) + 4}: ZeroDivisionError" in run.stdout
    assert "print(1 / number)" in run.stdout


def test_one_file_can_be_run_alone(client: Path) -> None:
    """What its cases are tested for is in another file; the errors of an operation are one test."""
    run = run_tests(client, "tests/test_example.py", "-vv")
    assert run.returncode == 0, run.stdout
    tested = set(re.findall(r"TestOperations::(\w+)\[", run.stdout))
    assert tested == {"test_call", "test_call_async", "test_failures"}


@pytest.fixture
def api(exchange: Any) -> Any:
    """A client with a method for each path."""
    paths = {
        path: {"get": {**item["get"], "operationId": path[1:]}}
        for path, item in DOCUMENT["paths"].items()  # type: ignore[attr-defined]
    }
    return exchange(paths, schemas=DOCUMENT["components"]["schemas"])  # type: ignore[index]


def test_a_media_type_with_an_example_alone_beside_the_schema(api: Any) -> None:
    """The schema says what comes, whatever the parameters of the Content-Type; for errors, too."""
    assert type(api.client).example.__annotations__["return"] == "models.A"
    for media_type in (PLAIN, UTF_8):
        api.answer({"a": "x"}, media_type=media_type)
        assert api.client.example() == api.models.A(a="x")
    api.answer({"fault": "x"}, status=400)
    with pytest.raises(api.errors.ApiError) as caught:
        api.client.example()
    assert caught.value.parsed == api.models.Fault(fault="x")


def test_a_media_type_with_several_schemas(api: Any) -> None:
    """The result is what fits."""
    assert type(api.client).versions.__annotations__["return"] == "models.A | models.B"
    api.answer({"a": "x"}, media_type=f"{PLAIN}; version=1")
    assert api.client.versions() == api.models.A(a="x")
    api.answer({"b": "x"}, media_type=f"{PLAIN}; version=2")
    assert api.client.versions() == api.models.B(b="x")


def test_an_alternative_is_known_by_what_it_requires(tmp_path: Path) -> None:
    """A sample of a union's later alternative is written as its model, also deep in a body with octets."""
    alternatives = [
        {"title": title, "type": "object", "properties": {key: of}, "required": [key]}
        for title, key, of in (
            ("Both", "both", {"type": "array", "minItems": 2, "items": {"$ref": FILTER}}),
            ("Same", "same", STRING),
        )
    ]
    query = {"filter": {"$ref": FILTER}, "data": {"type": "string", "format": "byte"}}
    body = {"schema": {"$ref": "#/components/schemas/Search"}}
    document = tmp_path / "search.json"
    document.write_text(
        json.dumps(
            {
                **DOCUMENT,
                "paths": {
                    "/search": {
                        "post": {
                            "operationId": "search",
                            "requestBody": {"content": {PLAIN: body}},
                            "responses": {"204": {"description": "Done"}},
                        }
                    }
                },
                "components": {
                    "schemas": {
                        "Filter": {"oneOf": alternatives},
                        "Query": {"type": "object", "properties": query},
                        "Search": {
                            "type": "object",
                            "properties": {"query": {"$ref": "#/components/schemas/Query"}},
                        },
                    }
                },
            }
        )
    )
    config = ClientConfig(
        spec=str(document), output=str(tmp_path / "out"), package="search", formatter="none"
    )
    generate(config, SilentProgress())
    written = "".join(each.read_text() for each in (tmp_path / "out/tests").glob("test_*.py"))
    same = ", ".join(f'models.Same(same="{text}")' for text in ("same", "same2"))
    assert f"data=b'bytes', filter=models.Both(both=[{same}])" in written


def written_client(folder: Path, paths: dict[str, Any], **schemas: Any) -> Path:
    """Generate the client of a document with some paths and schemas, and return its folder."""
    document = folder / "api.json"
    document.write_text(
        json.dumps({**DOCUMENT, "paths": paths, "components": {"schemas": schemas}})
    )
    output = str(folder / "out")
    config = ClientConfig(spec=str(document), output=output, package="shapes", formatter="none")
    generate(config, SilentProgress())
    return folder / "out"


def test_an_alternative_is_known_by_what_it_lists(tmp_path: Path) -> None:
    """A sample of an alternative that lists more properties than the one before is not written as the model of that one."""
    named = {**obj("name"), "additionalProperties": False}
    properties = {"name": STRING, "kind": {"enum": ["full"]}, "note": STRING}
    full = {**named, "title": "Full", "properties": properties, "required": ["kind", "name"]}
    token = {
        "post": {
            "operationId": "create",
            "requestBody": {"content": {PLAIN: {"schema": {"oneOf": [named, full]}}}},
            "responses": {"204": {"description": "Done"}},
        }
    }
    out = written_client(tmp_path, {"/tokens": token})
    assert "body=models.Full(" in (out / "tests/test_tokens.py").read_text()
    run = run_tests(out)
    assert run.returncode == 0, run.stdout


@pytest.mark.parametrize(
    "ats",
    [
        (obj("day"), {"type": "string", "minLength": 3}),
        ({"type": "string", "enum": ["noon"]}, {"type": "string", "enum": ["dawn", "dusk"]}),
    ],
)
def test_an_alternative_is_known_by_the_types_of_its_properties(ats: Any, tmp_path: Path) -> None:
    """A sample of an alternative whose properties are called as those of the one before is its own model."""
    dated, timed = (
        {"type": "object", "title": title, "properties": {"at": at}}
        for title, at in zip(("Dated", "Timed"), ats, strict=True)
    )
    plans = {"type": "array", "items": {"anyOf": [dated, timed]}}
    saved = {
        "put": {
            "operationId": "save",
            "requestBody": {"content": {PLAIN: {"schema": plans}}},
            "responses": {"204": {"description": "Done"}},
        }
    }
    out = written_client(tmp_path, {"/plans": saved})
    assert 'models.Timed(at="' in (out / "tests/test_plans.py").read_text()
    run = run_tests(out)
    assert run.returncode == 0, run.stdout


@pytest.mark.parametrize(
    "page",
    [
        {"type": "integer", "default": 1, "example": 2},
        {"type": "number", "minimum": 1, "example": 2.5},
    ],
)
def test_pages_from_a_later_one_on(page: Any, tmp_path: Path) -> None:
    """The number of all items does not say which page is the last if the first request is for a later one."""
    parameters = [
        {"name": "page", "in": "query", "schema": page},
        {"name": "per_page", "in": "query", "schema": {"type": "integer"}},
    ]
    listed = {"type": "array", "items": {"$ref": "#/components/schemas/A"}}
    body = {"type": "object", "properties": {"data": listed, "total": {"type": "integer"}}}
    response = {"description": "It", "content": {PLAIN: {"schema": body}}}
    path = {
        "get": {"operationId": "list", "parameters": parameters, "responses": {"200": response}}
    }
    out = written_client(tmp_path, {"/things": path}, A=obj("a"))
    assert "page=2" in (out / "tests/test_things.py").read_text()
    run = run_tests(out)
    assert run.returncode == 0, run.stdout


def test_a_discriminator_that_the_server_sets(tmp_path: Path) -> None:
    """It is in no request, so samples of requests do not have it either."""
    kind = {"kind": {"type": "string", "readOnly": True}}
    pet = {"type": "object", "properties": kind, "discriminator": {"propertyName": "kind"}}
    base = {"$ref": "#/components/schemas/Pet"}
    cat = {"allOf": [base, {"type": "object", "properties": {"lives": {"type": "integer"}}}]}
    owner = {"type": "object", "properties": {"pet": base, "name": STRING}}
    content = {PLAIN: schema("Owner")}
    path = {
        "put": {
            "operationId": "save",
            "requestBody": {"content": content},
            "responses": {"200": {"description": "It", "content": content}},
        }
    }
    out = written_client(tmp_path, {"/owners": path}, Pet=pet, Cat=cat, Owner=owner)
    run = run_tests(out)
    assert run.returncode == 0, run.stdout
