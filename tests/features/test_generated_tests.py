"""Generated tests of responses that are read in a way of their own: they pass."""

from __future__ import annotations

import json
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


def test_they_pass(tmp_path: Path) -> None:
    """A redirect beside 304, and a media type that is given several times with other parameters."""
    document = tmp_path / "shapes.json"
    document.write_text(json.dumps(DOCUMENT))
    folder = tmp_path / "out"
    config = ClientConfig(
        spec=str(document), output=str(folder), package="shapes", formatter="none"
    )
    generate(config, SilentProgress())
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "tests"]
    run = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stdout


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
