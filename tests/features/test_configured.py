"""What the configuration names must be there: filters, names and hints that match nothing are errors."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from specloom.cli import main

OK = {"200": {"description": "OK"}}
THING = {
    "type": "object",
    "properties": {"part": {"type": "object", "properties": {"id": {"type": "string"}}}},
}


def operation(name: str, **members: Any) -> dict[str, Any]:
    """Return an operation with a response."""
    return {"operationId": name, "responses": OK, **members}


DOCUMENT = {
    "openapi": "3.1.0",
    "info": {"title": "T", "version": "1"},
    "tags": [{"name": "Unused"}],
    "paths": {
        "/things": {
            "get": operation("listThings", tags=["Things"]),
            "post": operation("makeThing", tags=["Things"], deprecated=True),
        },
        "/users": {"get": operation("getUser", tags=["Users"])},
    },
    "webhooks": {
        "made": {
            "post": {
                "requestBody": {
                    "content": {
                        "application/json": {"schema": {"$ref": "#/components/schemas/Thing"}}
                    }
                },
                "responses": OK,
            }
        }
    },
    "components": {
        "schemas": {"Thing": THING},
        "securitySchemes": {"apiKey": {"type": "apiKey", "in": "header", "name": "X-Key"}},
    },
}

Run = Callable[..., tuple[int, list[str]]]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Generate with options, or with more of a configuration; return the exit code and what is said."""
    monkeypatch.chdir(tmp_path)

    def generate(*options: str, more: str = "", document: Any = DOCUMENT) -> tuple[int, list[str]]:
        Path("api.json").write_text(json.dumps(document))
        client = '[[client]]\nspec = "api.json"\noutput = "out"\nformatter = "none"\n'
        Path("specloom.toml").write_text(client + more)
        code = main(["generate", *options])
        lines = capsys.readouterr().err.splitlines()
        return code, [line for line in lines if not re.match(r"specloom: [a-z]+$", line)]

    return generate


@pytest.mark.parametrize(
    "url",
    [
        "",
        "api.example.com",
        "/v1",
        "ftp://h",
        "https://",
        "https://h:x",
        "https://[",
        "https://h v",
    ],
)
def test_a_base_url_that_is_none(run: Run, url: str) -> None:
    """It is wrong configuration, as one with more than an address is."""
    code, said = run(more=f"base_url = {json.dumps(url)}\n")
    assert code == 2
    assert any("base_url must be an http or https URL, such as" in line for line in said), said
    for more in ("?a=b", "#x", "/{tenant}"):
        assert run(more=f'base_url = "https://h{more}"\n')[0] == 2


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--include-tag", "thing"), "'thing' is the tag of no operation; did you mean Things?"),
        (("--include-tag", "Unused"), "'Unused' is the tag of no operation"),
        (("--include-path", "/thing*s/"), "'/thing*s/' is a pattern of no path; did you mean"),
        (("--exclude-path", "/user"), "'/user' is a pattern of no path"),
        (
            ("--include-operation", "listThing"),
            "'listThing' is the operationId of no operation; did you mean listThings",
        ),
        (
            ("--include-tag", "Things", "--include-path", "/user*"),
            "the filters leave no operation",
        ),
    ],
)
def test_a_filter_that_matches_nothing(run: Run, options: tuple[str, ...], said: str) -> None:
    """An error, not an empty client; nothing is written."""
    code, (line,) = run(*options)
    assert code == 2
    assert line.startswith("specloom: out: ")
    assert said in line
    assert not Path("out").exists()


@pytest.mark.parametrize(
    "table",
    [
        'include_tags = ["Thing"]',
        'include_paths = ["/thing"]',
        'exclude_paths = ["/thing"]',
        'include_operations = ["listThing"]',
    ],
)
def test_a_filter_of_the_configuration_that_matches_nothing(run: Run, table: str) -> None:
    """Each of them, also beside others that match."""
    code, (line,) = run(more=f"[client.filters]\n{table}\n")
    assert code == 2
    assert table.partition(" ")[0] in line
    assert "did you mean" in line


def test_filters_that_match(run: Run) -> None:
    """A pattern, a tag and an operation."""
    assert run("--include-path", "/thing*", "--exclude-path", "/user*")[0] == 0
    assert run("--include-tag", "Users", "--include-tag", "Things")[0] == 0
    assert run("--include-operation", "getUser")[0] == 0


@pytest.mark.parametrize(
    ("table", "key", "meant"),
    [
        ("names", "makeThingg", "makeThing"),
        ("names", '"tag/Thing"', "tag/Things"),
        ("names", '"#/components/schemas/Thingy"', "#/components/schemas/Thing"),
        ("names", '"#/paths/~1things/gett"', "#/paths/~1things/get"),
        ("auth", "apikey", "apiKey"),
        ("pagination", "listThing", "listThings"),
    ],
)
def test_a_key_that_names_nothing(run: Run, table: str, key: str, meant: str) -> None:
    """With what it may have meant."""
    value = {"names": '"name"', "auth": '{ type = "aws-sigv4", service = "s3" }'}.get(table, "{}")
    code, (line,) = run(more=f"[client.{table}]\n{key} = {value}\n")
    assert code == 2
    assert f"[client.{table}]" in line
    assert "did you mean" in line
    assert meant in line.partition("did you mean")[2]


def test_all_that_names_nothing_is_said_in_one_run(run: Run) -> None:
    """Of every table."""
    more = """
        [client.names]
        nope = "a"
        [client.filters]
        include_tags = ["Nope", "Things"]
        [client.auth]
        nope = { type = "aws-sigv4", service = "s3" }
        [client.pagination]
        nope = {}
    """
    code, lines = run(more=more)
    assert code == 2
    assert len(lines) == 4


@pytest.mark.parametrize(
    "key",
    [
        "makeThing",
        '"tag/Things"',
        '"#/paths/~1things/get"',
        '"#/components/schemas/Thing"',
        '"#/components/schemas/Thing/properties/part"',
        '"scheme/apiKey"',
    ],
)
def test_a_key_that_names_something(run: Run, key: str) -> None:
    """An operation, a tag, a schema, a schema inside of one, a credential."""
    assert run(more=f'[client.names]\n{key} = "chosen"\n') == (0, [])


def test_a_name_for_what_the_filters_leave_out(run: Run) -> None:
    """It is there, and needs no name this time."""
    names = '[client.names]\nmakeThing = "make"\n"#/components/schemas/Thing" = "It"\n"tag/Things" = "x"\n'
    assert run("--include-tag", "Users", more=names)[0] == 0


def test_a_name_that_cannot_be_had(run: Run) -> None:
    """Two of the same name, in one place: the second is not called otherwise in silence."""
    names = '[client.names]\nmakeThing = "same"\nlistThings = "same"\n'
    code, (line,) = run(more=names)
    assert code == 2
    assert "'same' is taken or reserved" in line


# --- operationIds that are not unique

SAME = {
    "/things": {"get": operation("dup"), "delete": operation("dup"), "put": operation("other")},
    "/things/{id}": {
        "parameters": [
            {"name": "id", "in": "path", "required": True, "schema": {"type": "string"}}
        ],
        "get": operation("dup", requestBody={"content": {"application/json": {"schema": THING}}}),
    },
}


def methods_of(folder: str = "out") -> set[str]:
    """Return the methods of the resource that call operations."""
    text = Path(folder, "src/t/resources/things.py").read_text()
    return {
        line.split("(")[0].removeprefix("    def ")
        for line in text.splitlines()
        if line.startswith("    def ") and not line.startswith("    def _")
    }


def test_operations_of_one_id_are_named_by_method_and_path(run: Run) -> None:
    """All of them, and one warning says so."""
    code, lines = run(document={**DOCUMENT, "paths": SAME})
    assert code == 0
    (line,) = [line for line in lines if "SL304" in line]
    assert (
        "warning SL304 duplicate-operation-id: the operationId 'dup' is that of 3 operations"
        in line
    )
    for place in ("GET /things", "DELETE /things", "GET /things/{id}"):
        assert place in line
    assert methods_of() == {"list", "delete_all", "retrieve", "other"}


def test_the_order_of_operations_of_one_id_does_not_matter(run: Run) -> None:
    """Frameworks write them in the order of a set."""
    run(document={**DOCUMENT, "paths": SAME})
    first = Path("out/src/t/resources/things.py").read_text()
    other = {path: dict(reversed(item.items())) for path, item in reversed(SAME.items())}
    run("--output", "other", document={**DOCUMENT, "paths": other})
    assert Path("other/src/t/resources/things.py").read_text() == first


def test_names_from_an_earlier_run_stay(run: Run) -> None:
    """An id that becomes that of another operation as well costs its operation no name."""
    paths = {"/things": {"get": operation("dup")}}
    run(document={**DOCUMENT, "paths": paths})
    assert "dup" in methods_of()
    run(document={**DOCUMENT, "paths": SAME})
    assert {"dup", "delete_all"} <= methods_of()


def test_a_name_for_an_id_of_several_operations(run: Run) -> None:
    """It is not clear which one is meant."""
    code, lines = run(more='[client.names]\ndup = "mine"\n', document={**DOCUMENT, "paths": SAME})
    assert code == 2
    assert "is the operationId of several operations (GET /things, DELETE /things" in lines[-1]
    more = '[client.names]\n"#/paths/~1things/get" = "mine"\n'
    assert run(more=more, document={**DOCUMENT, "paths": SAME})[0] == 0
    assert "mine" in methods_of()
