"""What an update says: the changes for callers, the entry in the client's changelog, the version."""

from __future__ import annotations

import json
import os
import shutil
import tomllib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from specloom.build import pipeline
from specloom.build.changelog import CHANGELOG_MARKER
from specloom.changes.surface.surface_file import SURFACE_NAME
from specloom.cli import main
from specloom.output.folder import folder_plan
from specloom.output.folder.lock_file import LOCK_NAME
from specloom.python.code.doc_nodes import CHANGELOG

PETS = """\
openapi: 3.1.0
info: {title: Pets API, version: '1'}
servers: [{url: 'https://pets.example'}]
paths:
  /pets/{name}:
    get:
      operationId: GetPet
      summary: Find a pet.
      tags: [Pets]
      parameters:
        - {name: name, in: path, required: true, schema: {type: string}}
        - {name: limit, in: query, schema: {type: integer}}
      responses:
        '200': {description: OK, content: {application/json: {schema: {$ref: '#/components/schemas/Pet'}}}}
components:
  schemas:
    Pet: {type: object, properties: {foo-bar: {type: string}}}
"""
BREAKING = ("limit, in: query, schema", "limit, in: query, required: true, schema")
ADDITION = (
    "      responses:",
    "        - {name: page, in: query, schema: {type: integer}}\n      responses:",
)
WORDING = ("Find a pet.", "Look for a pet.")
REQUIRED_LIMIT = "client.pets.get(limit)"


@dataclass(frozen=True)
class Said:
    """What a run gave back."""

    code: int
    out: str
    err: str


Run = Callable[..., Said]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Runs the command line in a folder of its own, where a document and a configuration lie."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "pets.yaml").write_text(PETS)
    configure()

    def run(*arguments: str) -> Said:
        capsys.readouterr()
        code = main(arguments)
        said = capsys.readouterr()
        return Said(code, said.out, said.err)

    return run


@pytest.fixture
def out(run: Run, tmp_path: Path, made_once: Any) -> Path:
    """The folder of a generated client."""

    def make() -> None:
        assert run("generate").code == 0

    made_once(tmp_path / "out", make)
    return tmp_path / "out"


def configure(**settings: str) -> None:
    """Write the configuration of one client."""
    keys = {"spec": "pets.yaml", "output": "out", "formatter": "none", **settings}
    lines = [f'{key} = "{value}"' for key, value in keys.items()]
    Path("specloom.toml").write_text("\n".join(["[[client]]", *lines]) + "\n")


def edit(change: tuple[str, str], place: str | Path = "pets.yaml") -> None:
    """Replace a text that is there."""
    text = Path(place).read_text()
    assert change[0] in text
    Path(place).write_text(text.replace(*change))


def contents(folder: Path) -> dict[str, bytes]:
    """Return every file below a folder, by path."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def versions(folder: Path) -> set[str]:
    """Return the version of a client, from every place that has it."""
    package = (folder / "src/pets/__init__.py").read_text()
    (exported,) = [line for line in package.splitlines() if line.startswith("__version__")]
    return {
        tomllib.loads((folder / "pyproject.toml").read_text())["project"]["version"],
        exported.partition(" = ")[2].strip('"'),
        json.loads((folder / LOCK_NAME).read_text())["version"],
    }


# --- the report


def test_an_update_says_what_changes(run: Run, out: Path) -> None:
    """The worst first, with the place of all and the version that it asks for."""
    edit(BREAKING)
    edit(ADDITION)
    said = run("generate")
    assert said.code == 0
    lines = said.out.splitlines()
    assert lines[1].startswith("1 breaking, 1 safe changes")
    assert lines[2].startswith(f"  breaking: {REQUIRED_LIMIT}: ")
    assert lines[3] == f"  all of them: {Path('out') / CHANGELOG}"
    assert lines[4] == "version 0.1.0; proposed: 0.2.0"
    assert run("generate").out.count("\n") == 1


def test_a_long_report_is_cut(run: Run, out: Path) -> None:
    """Ten lines, and how many more there are; all of them are in the changelog."""
    names = [f"{chr(97 + n)}{n}" for n in range(14)]
    lines = [f"{name}, in: query, schema: {{type: integer}}}}" for name in names]
    edit(ADDITION)
    edit(
        (
            ADDITION[1].splitlines()[0],
            "\n".join(f"        - {{name: {line}" for line in lines),
        )
    )
    run("generate")
    for number, line in enumerate(lines):
        edit((line, line.replace("integer}", f"string, enum: [a{number}]}}")))
    said = run("generate", "--dry-run")
    assert sum(line.startswith("  breaking") for line in said.out.splitlines()) == 10
    assert "  ... and 4 more\n" in said.out
    run("generate")
    text = (out / CHANGELOG).read_text()
    assert all(f"`client.pets.get({name})`" in text for name in names)


@pytest.mark.parametrize("change", [WORDING, ("version: '1'", "version: '2'")])
def test_what_callers_do_not_notice(run: Run, out: Path, change: tuple[str, str]) -> None:
    """Other words are not a change."""
    changelog = (out / CHANGELOG).read_bytes()
    edit(change)
    said = run("generate")
    assert said.out.count("\n") == 1
    assert (out / CHANGELOG).read_bytes() == changelog


def test_a_renamed_method(run: Run, out: Path) -> None:
    """The configuration changes the client, too."""
    text = Path("specloom.toml").read_text()
    Path("specloom.toml").write_text(f'{text}[client.names]\nGetPet = "fetch"\n')
    assert "breaking: client.pets.get" in run("generate").out


def test_a_dry_run_says_the_same(run: Run, out: Path) -> None:
    """And writes nothing."""
    edit(BREAKING)
    before = contents(out)
    said = run("generate", "--dry-run")
    assert f"  breaking: {REQUIRED_LIMIT}: " in said.out
    assert "proposed: 0.2.0" in said.out
    assert f"outdated: {CHANGELOG}" in said.out
    assert contents(out) == before
    would = said.out.replace("all of them would be in", "all of them:")
    assert would.splitlines()[1:5] == run("generate").out.splitlines()[1:5]


def test_for_tools(run: Run, out: Path) -> None:
    """Changes, verdict and versions, as `specloom diff` words them; all empty when nothing changes."""
    (nothing,) = json.loads(run("generate", "--json").out)
    assert (nothing["verdict"], nothing["changes"]) == ("none", [])
    assert (nothing["version"], nothing["proposed_version"]) == ("0.1.0", None)
    edit(BREAKING)
    (made,) = json.loads(run("generate", "--json").out)
    assert made["verdict"] == "major"
    assert (made["former_version"], made["version"]) == ("0.1.0", "0.1.0")
    assert made["proposed_version"] == "0.2.0"
    (change,) = made["changes"]
    assert (change["severity"], change["subject"]) == ("breaking", REQUIRED_LIMIT)
    assert change["new"]["pointer"].startswith("/paths/")


def test_names_stay(run: Run, out: Path) -> None:
    """What is remembered of the API keeps a field's name, although another one would like it better."""
    edit(("{foo-bar:", "{Foo-Bar: {type: integer}, foo-bar:"))
    assert run("generate").code == 0
    models = (out / "src/pets/models/pets.py").read_text()
    assert 'foo_bar: Annotated[str | None, Field(alias="foo-bar")]' in models
    assert 'foo_bar_2: Annotated[int | None, Field(alias="Foo-Bar")]' in models


def test_vendored(run: Run, tmp_path: Path) -> None:
    """The record lies in the package; there is no changelog, and no word about it."""
    configure(layout="vendored")
    assert run("generate").code == 0
    assert (tmp_path / "out" / SURFACE_NAME).is_file()
    assert not (tmp_path / "out" / CHANGELOG).exists()
    edit(BREAKING)
    said = run("generate")
    assert f"  breaking: {REQUIRED_LIMIT}: " in said.out
    assert CHANGELOG not in said.out


# --- the record


@pytest.mark.parametrize("damage", ["", "{}", "null", "\x00\xff", "[" * 100_000, None])
def test_a_record_that_cannot_be_used(run: Run, out: Path, damage: str | None) -> None:
    """It costs the report, which is said; the run writes it again."""
    good = (out / SURFACE_NAME).read_bytes()
    if damage is None:
        (out / SURFACE_NAME).unlink()
    else:
        (out / SURFACE_NAME).write_text(damage)
    assert run("check").code == 1
    edit(BREAKING)
    said = run("generate", "--strict")
    assert said.code == 0, said.err
    assert "SL607 surface-unusable" in said.err
    assert REQUIRED_LIMIT not in said.out
    assert (out / SURFACE_NAME).read_bytes() != good
    assert run("check").code == 0
    edit((BREAKING[1], BREAKING[0]))
    assert "1 safe change" in run("generate").out
    assert (out / SURFACE_NAME).read_bytes() == good


def test_an_edited_record_is_not_believed(run: Run, out: Path) -> None:
    """Nor does it stop the run, as other edits do."""
    edit(("limit", "limits"), out / SURFACE_NAME)
    before = contents(out)
    said = run("generate")
    assert said.code == 0
    assert "was edited, or is damaged" in said.err
    assert "SL601" not in said.err
    assert "changes" not in said.out
    assert contents(out)[SURFACE_NAME] != before[SURFACE_NAME]
    assert run("check").code == 0


def replace_record(out: Path, text: str) -> None:
    """Have another record of the last version, as if nobody had touched it."""
    (out / SURFACE_NAME).write_text(text)
    lock = json.loads((out / LOCK_NAME).read_text())
    _, meaning, *_ = lock["files"][SURFACE_NAME].split(" ")
    lock["files"][SURFACE_NAME] = f"{folder_plan.digest(text)} {meaning}"
    (out / LOCK_NAME).write_text(json.dumps(lock))


def test_a_record_of_a_later_specloom(run: Run, out: Path) -> None:
    """One in a format that is not known is not read, although nobody touched it."""
    text = (out / SURFACE_NAME).read_text()
    replace_record(out, text.replace('"format": 2', '"format": 3'))
    edit(WORDING)
    said = run("generate")
    assert said.code == 0
    assert "cannot be read: not a surface file of format 2" in said.err


RECORD_OF_FORMAT_1 = """\
{
"format": 1,
"servers": [{"at":"#/servers/0","url":["https://pets.example"]}],
"title": "Pets API",
"version": "1",
"operations": [
{"at":"#/paths/~1pets~1{name}/get","operation_id":"GetPet","method":"GET","path":["/pets/",{"Hole":"name"}],"tags":["Pets"],"parameters":[{"in":"path","at":"/parameters/0","wire_name":"name","type":"string"},{"at":"/parameters/1","wire_name":"limit","type":"integer"}],"responses":[{"status":{"ExactStatus":200},"contents":[{"type":"#/components/schemas/Pet"}]}]}
],
"types": {
"#/components/schemas/Pet": {"ObjectDecl":{"hint":"given","fields":{"foo-bar":["string"]}}}
}
}
"""


def test_a_record_of_an_earlier_specloom(run: Run, out: Path) -> None:
    """The format before had no names; those of the lock stand in, and the report is the same."""
    new = (out / SURFACE_NAME).read_text()
    replace_record(out, RECORD_OF_FORMAT_1)
    edit(WORDING)
    said = run("generate")
    assert said.code == 0
    assert "SL607" not in said.err
    assert " changes" not in said.out
    assert (out / SURFACE_NAME).read_text() == new
    replace_record(out, RECORD_OF_FORMAT_1)
    edit(BREAKING)
    assert REQUIRED_LIMIT in run("generate").out
    replace_record(out, RECORD_OF_FORMAT_1)
    assert REQUIRED_LIMIT in run("diff", "out", "pets.yaml").out


def test_a_formatted_record(run: Run, out: Path) -> None:
    """Those who let a tool format all JSON have the report as well."""
    data = json.loads((out / SURFACE_NAME).read_text())
    (out / SURFACE_NAME).write_text(json.dumps(data, indent=4, sort_keys=True))
    assert run("check").code == 0
    edit(BREAKING)
    assert REQUIRED_LIMIT in run("generate").out


def test_a_client_of_an_older_specloom(run: Run, out: Path) -> None:
    """It has no record and no version: the next run makes them, and says nothing."""
    lock = json.loads((out / LOCK_NAME).read_text())
    for key in ("version",):
        del lock[key]
    del lock["files"][SURFACE_NAME]
    lock["seeded"].remove(CHANGELOG)
    (out / LOCK_NAME).write_text(json.dumps(lock, indent=2, sort_keys=True) + "\n")
    (out / SURFACE_NAME).unlink()
    (out / CHANGELOG).unlink()
    said = run("generate")
    assert (said.code, said.out.count("\n")) == (0, 1)
    assert "SL607" not in said.err
    assert (out / SURFACE_NAME).is_file()
    assert (out / CHANGELOG).is_file()


def test_types_as_deep_as_they_can_be(run: Run, tmp_path: Path) -> None:
    """What a document can say can be recorded and compared."""
    schema = "{type: string}"
    for _ in range(85):
        schema = f"{{type: [array, 'null'], items: {schema}}}"
    edit(("schema: {$ref: '#/components/schemas/Pet'}", f"schema: {schema}"))
    assert run("generate").code == 0
    edit(("items: {type: string}", "items: {type: integer}"))
    said = run("generate")
    assert "SL607" not in said.err
    assert "  breaking: client.pets.get: " in said.out


# --- the changelog


def test_an_entry_for_each_update(run: Run, out: Path) -> None:
    """The new ones above the old ones, grouped by severity."""
    first = (out / CHANGELOG).read_text()
    assert first.splitlines().count(CHANGELOG_MARKER) == 1
    edit(ADDITION)
    edit(("version: '1'", "version: '2'"))
    run("generate")
    second = (out / CHANGELOG).read_text()
    edit(BREAKING)
    run("generate")
    third = (out / CHANGELOG).read_text()
    head, tail = first.split(CHANGELOG_MARKER)
    assert second.startswith(f"{head}{CHANGELOG_MARKER}\n\n## Unreleased\n")
    assert second.endswith(tail)
    assert "from version 1 to 2" in second
    assert "### Safe changes" in second
    assert third.endswith(second.split(CHANGELOG_MARKER)[1])
    assert third.index("### Breaking changes") < third.index("### Safe changes")
    assert "Proposed version: 0.2.0." in third


def test_what_the_user_writes_stays(run: Run, out: Path) -> None:
    """Above, in older entries and below; in the user's encoding, and with the user's line ends."""
    edit(ADDITION)
    run("generate")
    text = (out / CHANGELOG).read_bytes().replace(b"\n", b"\r\n")
    text = text.replace(b"# Changelog", b"# Journal f\xfcr alle").replace(b"is new", b"is mine")
    (out / CHANGELOG).write_bytes(text + b"\r\nThe end")
    edit(BREAKING)
    assert run("generate").code == 0
    new = (out / CHANGELOG).read_bytes()
    marker = CHANGELOG_MARKER.encode() + b"\r\n"
    before, after = text.split(marker)
    assert new.startswith(before + marker)
    assert new.endswith(after + b"\r\nThe end")
    assert new.count(b"\n") == new.count(b"\r\n")
    assert REQUIRED_LIMIT.encode() in new


@pytest.mark.parametrize("gone", ["file", "marker"])
def test_no_place_for_an_entry(run: Run, out: Path, gone: str) -> None:
    """Who does not want a changelog gets none, and a remark when there would be an entry."""
    if gone == "file":
        (out / CHANGELOG).unlink()
    else:
        edit((CHANGELOG_MARKER, ""), out / CHANGELOG)
    there = contents(out).get(CHANGELOG)
    edit(BREAKING)
    said = run("generate")
    assert said.code == 0
    assert said.out.count(f"{CHANGELOG} ") == 1
    assert "the changes are not entered" in said.out
    assert contents(out).get(CHANGELOG) == there
    assert CHANGELOG not in run("generate").out
    assert run("check").code == 0


def test_a_changelog_of_the_users_own(run: Run, tmp_path: Path) -> None:
    """One that was there before is kept, and gets entries only if its user wants them."""
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / CHANGELOG).write_text("# Mine\n")
    assert run("generate", "--force").code == 0
    assert (tmp_path / "out" / CHANGELOG).read_text() == "# Mine\n"
    (tmp_path / "out" / CHANGELOG).write_text(f"# Mine\n{CHANGELOG_MARKER}")
    edit(BREAKING)
    assert run("generate").code == 0
    text = (tmp_path / "out" / CHANGELOG).read_text()
    assert text.startswith(f"# Mine\n{CHANGELOG_MARKER}\n\n## Unreleased\n")


def test_a_changelog_that_is_a_link(run: Run, out: Path, tmp_path: Path) -> None:
    """It stays one, and does not keep the client from being updated."""
    (out / CHANGELOG).rename(tmp_path / "JOURNAL.md")
    (out / CHANGELOG).symlink_to("../JOURNAL.md")
    before = (tmp_path / "JOURNAL.md").read_bytes()
    edit(BREAKING)
    said = run("generate")
    assert said.code == 0, said.err
    assert f"{CHANGELOG} is a link; the changes are not entered" in said.out
    assert (out / CHANGELOG).is_symlink()
    assert (tmp_path / "JOURNAL.md").read_bytes() == before
    assert run("check").code == 0


def test_a_changelog_that_comes_with_the_update(run: Run, tmp_path: Path) -> None:
    """A client without a project gets one, while its document changes: it begins with that change."""
    run("generate", "--only", "client")
    edit(BREAKING)
    said = run("generate")
    assert f"all of them: {Path('out', CHANGELOG)}" in said.out
    assert REQUIRED_LIMIT in (tmp_path / "out" / CHANGELOG).read_text()
    assert run("check").code == 0


def test_attacks_in_the_document(run: Run, out: Path) -> None:
    """Text of the document is text in the changelog and on the terminal."""
    name = "x` <!-- specloom: new entries --> \\u001b[31m [a](http://evil.example) <b>"
    edit(
        (
            "        - {name: limit",
            f'        - {{name: "{name}", in: query, required: true, schema: {{type: string}}}}\n        - {{name: limit',
        )
    )
    edit(("version: '1'", f'version: "{name}"'))
    said = run("generate")
    assert said.code == 0, said.err
    assert "\x1b" not in said.out
    text = (out / CHANGELOG).read_text()
    assert "\x1b" not in text
    assert "<b>" not in text.replace(r"\<b\>", "")
    assert text.splitlines().count(CHANGELOG_MARKER) == 1


def test_a_killed_run(run: Run, out: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The entry comes with the client, once, whenever the run is cut short."""
    old = contents(out)
    edit(BREAKING)
    for moment, done in (("_stage", False), ("_finish", True)):
        with monkeypatch.context() as patch:
            patch.setattr(f"specloom.output.disk.transaction.{moment}", lambda *_: os._exit(9))
            child = os.fork()
            if child == 0:
                main(("generate", "--quiet"))
                os._exit(0)
            assert os.WEXITSTATUS(os.waitpid(child, 0)[1]) == 9
        assert contents(out)[CHANGELOG] == old[CHANGELOG]
        assert run("check").code == (0 if done else 1)
    text = (out / CHANGELOG).read_text()
    assert text.count(REQUIRED_LIMIT) == 1
    assert run("generate").code == 0
    assert (out / CHANGELOG).read_text() == text


def test_the_changelog_is_edited_meanwhile(
    run: Run, out: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is saved while the generator works is in the file, and so is the entry."""
    edit(BREAKING)
    apply = folder_plan.apply

    def slow(*arguments: Any) -> None:
        monkeypatch.setattr(folder_plan, "apply", apply)
        edit(("# Changelog", "# My changelog"), out / CHANGELOG)
        apply(*arguments)

    monkeypatch.setattr(folder_plan, "apply", slow)
    assert run("generate").code == 0
    text = (out / CHANGELOG).read_text()
    assert "# My changelog" in text
    assert text.count(REQUIRED_LIMIT) == 1


# --- versions


def test_manual(run: Run, out: Path) -> None:
    """The version is the configured one; an update only proposes another."""
    assert versions(out) == {"0.1.0"}
    edit(BREAKING)
    run("generate")
    assert versions(out) == {"0.1.0"}
    configure(version="0.2.0")
    said = run("generate")
    assert versions(out) == {"0.2.0"}
    assert "version 0.1.0 -> 0.2.0" in said.out
    assert run("check").code == 0
    edit(ADDITION)
    configure(version="0.3.0")
    said = run("generate")
    assert "proposed" not in said.out
    assert "## Version 0.3.0\n" in (out / CHANGELOG).read_text()


def test_proposals_add_up(run: Run, out: Path) -> None:
    """A small change after a breaking one does not make it smaller; a new version does."""
    edit(BREAKING)
    assert "proposed: 0.2.0" in run("generate").out
    edit((BREAKING[1], BREAKING[0]))
    assert "proposed: 0.2.0" in run("generate").out
    assert json.loads(run("generate", "--json").out)[0]["proposed_version"] == "0.2.0"
    assert "proposed" not in run("generate").out
    assert run("check").code == 0
    configure(version="0.2.0")
    run("generate")
    edit(ADDITION)
    assert "version 0.2.0; proposed: 0.3.0" in run("generate").out


def test_semver(run: Run, tmp_path: Path) -> None:
    """Updates raise the version as far as they ask for; before 1.0.0 a breaking one raises the minor."""
    configure(version_policy="semver")
    out = tmp_path / "out"
    run("generate")
    for change, expected in (
        (ADDITION, "0.2.0"),
        (BREAKING, "0.3.0"),
        (WORDING, "0.3.0"),
        ((ADDITION[1], ADDITION[0]), "0.4.0"),
    ):
        edit(change)
        before = versions(out)
        said = run("generate")
        assert versions(out) == {expected}
        assert (f"-> {expected}" in said.out) is (before != {expected})
        assert f"## Version {expected}\n" in (out / CHANGELOG).read_text()
        assert run("check").code == 0
        assert run("check", "out").code == 0
        settled = contents(out)
        assert run("generate").code == 0
        assert contents(out) == settled


def test_semver_from_one(run: Run, tmp_path: Path) -> None:
    """A higher version in the configuration counts; from 1.0.0 a breaking change raises the major."""
    configure(version_policy="semver")
    run("generate")
    configure(version_policy="semver", version="1.0.0")
    run("generate")
    assert versions(tmp_path / "out") == {"1.0.0"}
    edit(ADDITION)
    run("generate")
    assert versions(tmp_path / "out") == {"1.1.0"}
    edit(BREAKING)
    run("generate")
    assert versions(tmp_path / "out") == {"2.0.0"}


def test_semver_and_a_fresh_generation(run: Run, tmp_path: Path) -> None:
    """An update gives what a first run gives that knows the names and the version."""
    configure(version_policy="semver")
    run("generate")
    edit(BREAKING)
    edit(("{foo-bar:", "{Foo-Bar: {type: integer}, foo-bar:"))
    run("generate")
    updated = contents(tmp_path / "out")
    lock = json.loads(updated[LOCK_NAME])
    shutil.rmtree(tmp_path / "out")
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / LOCK_NAME).write_text(
        json.dumps({**lock, "files": {}, "seeded": [], "inputs": {}})
    )
    assert run("generate").code == 0
    fresh = contents(tmp_path / "out")
    del updated[CHANGELOG], fresh[CHANGELOG]
    assert fresh == updated


def test_without_a_record_the_version_stays(run: Run, tmp_path: Path) -> None:
    """What cannot be compared raises nothing."""
    configure(version_policy="semver")
    run("generate")
    (tmp_path / "out" / SURFACE_NAME).write_text("{}")
    edit(BREAKING)
    run("generate")
    assert versions(tmp_path / "out") == {"0.1.0"}


@pytest.mark.parametrize(
    ("version", "policy", "code"),
    [
        ("2", "manual", 0),
        ("1.0rc1", "manual", 0),
        ("1.0.0", "semver", 0),
        ("1.0", "semver", 2),
        ("1.0rc1", "semver", 2),
        ("1.0.0\\nevil", "manual", 2),
        ("one", "manual", 2),
        ("9" * 5000 + ".0.0", "semver", 2),
        ("1", "often", 2),
    ],
)
def test_versions_in_the_configuration(run: Run, version: str, policy: str, code: int) -> None:
    """Those of Python packages; with semver, three numbers."""
    configure(version=version, version_policy=policy)
    assert run("generate", "--dry-run").code == code


def test_an_update_of_a_version_that_is_none_of_semver(run: Run, tmp_path: Path) -> None:
    """There is nothing to propose."""
    configure(version="1.0rc1")
    run("generate")
    edit(BREAKING)
    said = run("generate")
    assert REQUIRED_LIMIT in said.out
    assert "proposed" not in said.out


# --- what is not done


def test_an_unchanged_client_is_recognised(
    run: Run, out: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without a stage of the generator; a changelog that its user edits makes no difference."""
    edit(BREAKING)
    run("generate")
    edit(("# Changelog", "# Ours"), out / CHANGELOG)
    monkeypatch.setattr(pipeline, "generate", None)
    monkeypatch.setattr(pipeline, "check", None)
    said = run("generate")
    assert (said.code, said.out.count("\n")) == (0, 1)
    assert run("check").code == 0
