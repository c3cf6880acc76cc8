"""What is said about a document: each fault once, at its place, and with what would be right."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

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
        """The lines of standard error with these words."""
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
    """The smallest document, with other members."""
    return {"openapi": version, "info": {"title": "T", "version": "1"}, "paths": {}, **members}


def schemas(**named: Any) -> dict[str, Any]:
    """A document with schemas."""
    return document(components={"schemas": named})


# --- notes


def test_notes_are_counted_and_strict_takes_them(run: Run) -> None:
    """What the client documents and does not enforce needs nobody's attention."""
    described = schemas(A=UNENFORCED, B=UNENFORCED)
    said = run(described, "validate", "--quiet", "--strict")
    assert (said.code, said.out) == (0, [])
    (line,) = said.err
    assert line.startswith("api.json: note SL202 schema-not-enforced: 2 of these, such as: ")
    assert run(described, "validate").out == ["api.json: 0 warnings, 2 notes"]
    assert run(described, *GENERATE, "--strict").code == 0


def test_notes_are_listed_where_that_is_asked_for(run: Run) -> None:
    """Each with its place."""
    said = run(schemas(A=UNENFORCED, B=UNENFORCED), "validate", "--notes", "--quiet")
    assert [line.rpartition("(")[2] for line in said.err] == [
        "#/components/schemas/A/not)",
        "#/components/schemas/B/not)",
    ]


def test_warnings_trip_strict_beside_notes(run: Run) -> None:
    """The note is no reason, and hides none."""
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


# --- places


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
