"""`specloom diff`: the report in its forms, exit codes, and documents that cannot be compared."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

import pytest
from specloom.cli import main

OLD = """\
openapi: 3.1.0
info: {title: Pets API, version: '1'}
servers: [{url: 'https://pets.example'}]
paths:
  /pets:
    get:
      operationId: listPets
      tags: [pets]
      parameters:
        - {name: pageSize, in: query, schema: {type: integer}}
      responses:
        '200':
          description: The pets.
          content: {application/json: {schema: {$ref: '#/components/schemas/Pet'}}}
components:
  schemas:
    Pet:
      type: object
      properties:
        name: {type: string}
        kind: {type: string, enum: [cat, dog]}
"""
NEW = OLD.replace("schema: {type: integer}}", "required: true, schema: {type: integer}}").replace(
    "[cat, dog]", "[cat, dog, 'c*w']"
)
SAFE = OLD.replace("kind: {", "age: {type: integer}\n        kind: {")


@dataclass(frozen=True)
class Said:
    """What a run gave back."""

    code: int
    out: str
    err: str


Diff: TypeAlias = Callable[..., Said]


@pytest.fixture
def diff(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Diff:
    """Run `specloom diff` in a folder with the documents old.yaml, new.yaml and safe.yaml."""
    monkeypatch.chdir(tmp_path)
    for name, text in (("old", OLD), ("new", NEW), ("safe", SAFE)):
        (tmp_path / f"{name}.yaml").write_text(text, encoding="utf-8")

    def run(*arguments: str, command: str = "diff") -> Said:
        try:
            code = main((command, "--quiet", *arguments))
        except SystemExit as leaving:
            assert isinstance(leaving.code, int)
            code = leaving.code
        said = capsys.readouterr()
        return Said(code, said.out, said.err)

    return run


def test_text(diff: Diff) -> None:
    """Severity, what a caller writes, how it changed, and the place in both documents."""
    said = diff("old.yaml", "new.yaml")
    assert said.code == 0
    assert said.err == ""
    assert said.out.splitlines() == [
        "1 breaking, 1 risky changes, which ask for a major version",
        "",
        "breaking (1)",
        "  client.pets.list(page_size): is required now",
        "      old.yaml:10:11 -> new.yaml:10:11",
        "",
        "risky (1)",
        "  models.Pet.kind: may be 'c*w'",
        "      old.yaml:21:9 -> new.yaml:21:9",
        "      1 operation: client.pets.list",
    ]


def test_markdown(diff: Diff) -> None:
    """Nothing of a document is markup."""
    said = diff("old.yaml", "new.yaml", "--format", "markdown")
    assert said.out.splitlines() == [
        "1 breaking, 1 risky changes, which ask for a major version.",
        "",
        "### Breaking changes (1)",
        "",
        "- `client.pets.list(page_size)`: is required now (`old.yaml:10:11 -> new.yaml:10:11`)",
        "",
        "### Risky changes (1)",
        "",
        "- `models.Pet.kind`: may be 'c\\*w' (`old.yaml:21:9 -> new.yaml:21:9`); 1 operation: `client.pets.list`",
    ]


def test_json(diff: Diff) -> None:
    """All of it, for tools."""
    data = json.loads(diff("old.yaml", "new.yaml", "--format", "json").out)
    assert data["verdict"] == "major"
    assert data["counts"] == {"breaking": 1, "risky": 1, "safe": 0}
    assert data["changes"][0] == {
        "kind": "parameter-became-required",
        "severity": "breaking",
        "subject": "client.pets.list(page_size)",
        "message": "is required now",
        "old": {
            "pointer": "/paths/~1pets/get/parameters/0",
            "at": "#/paths/~1pets/get/parameters/0",
            "place": "old.yaml:10:11",
        },
        "new": {
            "pointer": "/paths/~1pets/get/parameters/0",
            "at": "#/paths/~1pets/get/parameters/0",
            "place": "new.yaml:10:11",
        },
        "affects": [],
    }


@pytest.mark.parametrize(
    ("new", "level", "code"),
    [
        ("new.yaml", "breaking", 1),
        ("new.yaml", "risky", 1),
        ("safe.yaml", "breaking", 0),
        ("safe.yaml", "risky", 0),
    ],
)
def test_fail_on(diff: Diff, new: str, level: str, code: int) -> None:
    """The exit code is for pipelines; the report is the same."""
    said = diff("old.yaml", new, "--fail-on", level)
    assert said.code == code
    assert said.out == diff("old.yaml", new).out


def test_a_risk_is_no_break(diff: Diff, tmp_path: Path) -> None:
    """`--fail-on risky` is the stricter one."""
    risky = OLD.replace("[cat, dog]", "[cat, dog, cow]")
    (tmp_path / "risky.yaml").write_text(risky, encoding="utf-8")
    assert diff("old.yaml", "risky.yaml", "--fail-on", "breaking").code == 0
    assert diff("old.yaml", "risky.yaml", "--fail-on", "risky").code == 1


def test_no_change(diff: Diff) -> None:
    """Nothing changes from a document to itself."""
    said = diff("old.yaml", "old.yaml", "--fail-on", "risky")
    assert (said.code, said.out) == (0, "nothing changes for callers\n")


def test_standard_input(diff: Diff, monkeypatch: pytest.MonkeyPatch) -> None:
    """One of the documents may come from a pipe, such as `git show`."""

    class Input:
        buffer = io.BytesIO(OLD.encode())

    monkeypatch.setattr("sys.stdin", Input())
    assert "<stdin>:10:11 -> new.yaml:10:11" in diff("-", "new.yaml").out
    said = diff("-", "-")
    assert said.code == 2
    assert "only one" in said.err


def test_overlays_are_for_both(diff: Diff, tmp_path: Path) -> None:
    """What an overlay corrects is not a change."""
    overlay = """\
overlay: 1.0.0
info: {title: x, version: '1'}
actions:
  - target: $.paths['/pets'].get.parameters[0]
    update: {required: true}
"""
    (tmp_path / "overlay.yaml").write_text(overlay, encoding="utf-8")
    said = diff("old.yaml", "new.yaml", "--overlay", "overlay.yaml", "--fail-on", "breaking")
    assert said.code == 0
    assert "required" not in said.out


def test_a_client_is_the_old_version(diff: Diff, tmp_path: Path) -> None:
    """A generated folder stands for its document, with its configuration and its names."""
    config = """\
[[client]]
spec = "old.yaml"
output = "client"
formatter = "none"
[client.names]
listPets = "every"
"""
    (tmp_path / "specloom.toml").write_text(config, encoding="utf-8")
    assert diff(command="generate").code == 0
    said = diff("client", "new.yaml")
    assert "client.pets.every(page_size): is required now" in said.out
    # Places are as a reader would write them, though the lock has paths from the client's folder.
    assert "      old.yaml:10:11 -> new.yaml:10:11" in said.out.splitlines()


def test_places_of_all_files_of_a_client(
    diff: Diff, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of the document and of overlays, from wherever the command is given."""
    (tmp_path / "api").mkdir()
    (tmp_path / "api/old.yaml").write_text(OLD, encoding="utf-8")
    overlay = (
        "overlay: 1.0.0\ninfo: {title: T, version: '1'}\nactions: [{target: $.x, remove: true}]\n"
    )
    (tmp_path / "api/overlay.yaml").write_text(overlay, encoding="utf-8")
    given = ("api/old.yaml", "--overlay", "api/overlay.yaml", "--formatter=none")
    assert diff(*given, "--output", "out/client", command="generate").code == 0
    (tmp_path / "api/overlay.yaml").write_text("overlay: 1.0\n", encoding="utf-8")
    said = diff("out/client", command="check")
    assert said.err.startswith("api/overlay.yaml:1:1: error SL008")
    (tmp_path / "api/overlay.yaml").write_text(overlay, encoding="utf-8")
    (tmp_path / "api/old.yaml").write_text("openapi: [\n", encoding="utf-8")
    monkeypatch.chdir(tmp_path / "out/client")
    said = diff(".", command="check")
    assert said.err.startswith("../../api/old.yaml:2:1: error SL002")


@pytest.mark.parametrize("document", [NEW, "openapi: [", None])
def test_a_client_whose_document_has_changed(
    tmp_path: Path, diff: Diff, capsys: pytest.CaptureFixture[str], document: str | None
) -> None:
    """What counts is what the client was made of: that is what its callers have."""
    assert diff("old.yaml", "--output", "client", "--formatter=none", command="generate").code == 0
    if document is None:
        (tmp_path / "old.yaml").unlink()
    else:
        (tmp_path / "old.yaml").write_text(document, encoding="utf-8")
    said = diff("client", "new.yaml")
    assert said.code == 0, said.err
    assert "client.pets.list(page_size): is required now\n      new.yaml:10:11\n" in said.out
    assert diff("client", "new.yaml", "--format=json").code == 0
    main(("diff", "client", "new.yaml"))
    assert "what it was made of is compared" in capsys.readouterr().err


def test_models_that_move_are_told_of_a_client_whose_document_has_changed(
    tmp_path: Path, diff: Diff
) -> None:
    """The report is that of the update, for which only the record of the client is left."""
    farm = "content: {application/json: {schema: {$ref: '#/components/schemas/Farm'}}}"
    paths = "".join(
        f"  /{tag}: {{get: {{tags: [{tag}], responses: {{'200': {{description: So., {farm}}}}}}}}}\n"
        for tag in ("farms", "zoos")
    )
    text = OLD.replace("components:", f"{paths}components:")
    text += "    Farm: {type: object, properties: {name: {type: string}}}\n"
    shared = text.replace(
        "Farm: {type: object, properties: {",
        "Farm: {type: object, properties: {pet: {$ref: '#/components/schemas/Pet'}, ",
    )
    (tmp_path / "old.yaml").write_text(text, encoding="utf-8")
    (tmp_path / "new.yaml").write_text(shared, encoding="utf-8")
    assert diff("old.yaml", "--output", "client", "--formatter=none", command="generate").code == 0
    before = diff("client", "new.yaml", "--format=json").out
    (tmp_path / "old.yaml").write_text(shared, encoding="utf-8")
    after = diff("client", "new.yaml", "--format=json").out
    told, of_record = ([c["kind"] for c in json.loads(each)["changes"]] for each in (before, after))
    assert of_record == told == ["field-added", "model-moved"]


def test_a_client_without_its_record(
    tmp_path: Path, diff: Diff, capsys: pytest.CaptureFixture[str]
) -> None:
    """Its document is all that is left, and that is said."""
    assert diff("old.yaml", "--output", "client", "--formatter=none", command="generate").code == 0
    (tmp_path / "client/specloom.surface.json").write_text("{}")
    main(("diff", "client", "new.yaml"))
    said = capsys.readouterr()
    # Places are as a reader would write them, though the lock has paths from the client's folder.
    assert "      old.yaml:10:11 -> new.yaml:10:11" in said.out.splitlines()
    assert "is damaged or missing; its document is compared as it is now" in said.err


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (("old.yaml", "missing.yaml"), 1, "missing.yaml: error SL001"),
        (("broken.yaml", "old.yaml"), 1, "broken.yaml:2:"),
        (("list.yaml", "old.yaml"), 1, "SL005"),
        (("old.yaml", "."), 2, "NEW must be a document"),
        ((".", "old.yaml"), 2, "specloom did not make it"),
        (("old.yaml",), 2, "NEW"),
        (("old.yaml", "new.yaml", "--fail-on", "safe"), 2, "--fail-on"),
    ],
)
def test_what_cannot_be_compared(
    diff: Diff, tmp_path: Path, arguments: tuple[str, ...], code: int, message: str
) -> None:
    """A fault is named with its place; nothing is reported as a change."""
    (tmp_path / "broken.yaml").write_text("openapi: 3.1.0\n  info: [", encoding="utf-8")
    (tmp_path / "list.yaml").write_text("- 1\n", encoding="utf-8")
    said = diff(*arguments)
    assert said.code == code
    assert message in said.err
    assert said.out == ""


def test_hostile_texts(diff: Diff, tmp_path: Path) -> None:
    """Text of a document reaches the terminal escaped, and is not Markdown."""
    evil = "\\e[31m` <b>|x\\n## y"
    for name, value in (("evil1", "a"), ("evil2", evil)):
        text = OLD.replace("[cat, dog]", f'["cat", "{value}"]').replace("name:", f'"{value}":', 2)
        (tmp_path / f"{name}.yaml").write_text(text, encoding="utf-8")
    for form in ("text", "markdown", "json"):
        for pair in (("evil1.yaml", "evil2.yaml"), ("evil2.yaml", "evil1.yaml")):
            said = diff(*pair, "--format", form)
            assert said.code == 0, said.err
            assert said.out.isascii()
            assert "\x1b" not in said.out
            assert "\n## y" not in said.out
            if form == "markdown":
                assert " <b>" not in said.out.replace("\\<b\\>", "")
