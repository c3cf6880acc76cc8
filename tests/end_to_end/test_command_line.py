"""The command line: what it writes and leaves alone, what it says, and its exit codes."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import pytest
from specloom.cli import main
from specloom.output.render import assets, render

PETS = """\
openapi: 3.1.0
info: {title: Pets API, version: '1'}
servers: [{url: 'https://pets.example'}]
tags: [{name: Pets, description: Small animals.}]
paths:
  /pets/{name}:
    get:
      operationId: GetPet
      summary: Find a pet.
      tags: [Pets]
      parameters: [{name: name, in: path, required: true, schema: {type: string}}]
      responses:
        '200':
          description: The pet.
          content: {application/json: {schema: {$ref: '#/components/schemas/Pet'}}}
components:
  schemas:
    Pet:
      type: object
      properties: {name: {type: string}}
"""
EDITABLE = "src/pets/resources/pets.py"


@dataclass(frozen=True)
class Said:
    """What a run gave back."""

    code: int
    out: str
    err: str

    @property
    def diagnostics(self) -> list[str]:
        """The lines of standard error that are neither progress, nor below a diagnostic, nor notes."""
        lines = self.err.splitlines()
        said = [line for line in lines if not line.startswith(("specloom: ", "    "))]
        return [line for line in said if ": note SL" not in line]


class Run(Protocol):
    """Runs the command line in this process."""

    def __call__(self, *arguments: str) -> Said: ...


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """In a folder of its own, where a small document lies."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "pets.yaml").write_text(PETS)

    def run(*arguments: str) -> Said:
        try:
            code = main(arguments)
        except SystemExit as leaving:
            assert isinstance(leaving.code, int)
            code = leaving.code
        said = capsys.readouterr()
        return Said(code, said.out, said.err)

    return run


GENERATE = ("generate", "pets.yaml", "--output", "out", "--formatter", "none")


@pytest.fixture
def generated(run: Run, tmp_path: Path, made_once: Any) -> Path:
    """The folder of a generated client."""

    def make() -> None:
        said = run(*GENERATE)
        assert said.code == 0, said.err

    made_once(tmp_path / "out", make)
    return tmp_path / "out"


def contents(folder: Path) -> dict[str, bytes]:
    """Return every file below a folder, by path."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


@contextmanager
def unchanged(folder: Path) -> Iterator[None]:
    """Check that nothing below the folder is written, created or deleted, not even with the same bytes."""
    paths = [folder, *folder.rglob("*")]
    for path in paths:
        os.utime(path, (1, 1))
    before = contents(folder)
    yield
    assert contents(folder) == before
    assert sorted([folder, *folder.rglob("*")]) == sorted(paths)
    assert [path for path in paths if path.stat().st_mtime != 1] == []


# --- generate


def test_generate(run: Run, tmp_path: Path) -> None:
    """Files are written; a line on standard output sums up, and others say what to do next."""
    said = run(*GENERATE)
    assert said.code == 0
    written = contents(tmp_path / "out")
    assert {EDITABLE, "README.md", "pyproject.toml", "specloom.lock.json"} <= set(written)
    assert re.fullmatch(
        rf"pets: 1 operation, 1 model, {len(written)} files \({len(written)} changed\), "
        r"\d+\.\d s, 0 warnings\n(  \w+: .*\n){3}",
        said.out,
    )
    assert said.diagnostics == []
    assert sorted(path.name for path in tmp_path.iterdir()) == ["out", "pets.yaml"]


def test_generate_again_writes_nothing(run: Run, generated: Path) -> None:
    """Not even the lock."""
    with unchanged(generated):
        said = run(*GENERATE)
    assert said.code == 0
    assert "nothing to change" in said.out


def test_only_what_differs_is_written(run: Run, generated: Path, tmp_path: Path) -> None:
    """A changed document touches the files that it changes."""
    for path in generated.rglob("*"):
        os.utime(path, (1, 1))
    (tmp_path / "pets.yaml").write_text(PETS.replace("Find a pet.", "Look for a pet."))
    assert run(*GENERATE).code == 0
    written = {
        path.relative_to(generated).as_posix()
        for path in generated.rglob("*")
        if path.is_file() and path.stat().st_mtime != 1
    }
    assert written == {EDITABLE, "docs/index.md", "docs/pets.md", "specloom.lock.json"}


def test_what_is_no_longer_generated_goes(run: Run, generated: Path, tmp_path: Path) -> None:
    """A file of the last run that this one does not make is deleted."""
    (tmp_path / "pets.yaml").write_text(PETS.replace("Pets]", "Animals]"))
    assert run(*GENERATE).code == 0
    assert not (generated / EDITABLE).exists()
    assert (generated / "src/pets/resources/animals.py").is_file()


@pytest.mark.parametrize("existing", [False, True])
def test_dry_run(run: Run, tmp_path: Path, existing: bool) -> None:
    """It says what would change, and changes nothing."""
    if existing:
        assert run(*GENERATE).code == 0
        (tmp_path / "pets.yaml").write_text(PETS.replace("Find", "Look for"))
    with unchanged(tmp_path):
        said = run(*GENERATE, "--dry-run")
    assert said.code == 0
    assert "would change" in said.out
    label = "outdated" if existing else "missing"
    assert f"  {label}: {EDITABLE}\n" in said.out


def test_an_edited_file_stops_the_run(run: Run, generated: Path, tmp_path: Path) -> None:
    """Nothing at all is written; the file is named, and the ways out."""
    (tmp_path / "pets.yaml").write_text(PETS.replace("Small animals", "Animals"))
    (generated / EDITABLE).write_text("mine = 1\n")
    with unchanged(generated):
        said = run(*GENERATE)
    assert said.code == 1
    assert said.diagnostics == [
        f"out/{EDITABLE}: error SL601 output-edited: "
        "the generated file was edited; nothing was written"
    ]
    assert "--discard" in said.err
    assert said.out == ""


def test_discard_gives_up_edits(run: Run, generated: Path) -> None:
    """Then the folder is as it was."""
    before = contents(generated)
    (generated / EDITABLE).write_text("mine = 1\n")
    said = run(*GENERATE, "--discard")
    assert said.code == 0
    assert contents(generated) == before


def test_reformatting_is_no_edit(run: Run, generated: Path) -> None:
    """A file that only looks different is not in the way."""
    place = generated / EDITABLE
    before = contents(generated)
    place.write_text(place.read_text().replace("\n\n\n", "\n\n\n\n"))
    said = run(*GENERATE)
    assert said.code == 0, said.err
    place.write_bytes(before[EDITABLE])
    assert contents(generated) == before


def test_a_deleted_file_is_written_again(run: Run, generated: Path) -> None:
    """Deleting a generated file loses nothing."""
    before = contents(generated)
    (generated / EDITABLE).unlink()
    assert run(*GENERATE).code == 0
    assert contents(generated) == before


def test_foreign_and_seeded_files_are_kept(run: Run, generated: Path, tmp_path: Path) -> None:
    """What the user wrote stays, beside what is generated and in it."""
    mine = {
        "notes.txt": b"mine",
        "src/pets/resources/mine.py": b"x = 1\n",
        "tests/conftest.py": b"# mine now\n",
    }
    for name, content in mine.items():
        (generated / name).write_bytes(content)
    (tmp_path / "pets.yaml").write_text(PETS.replace("Pets]", "Animals]"))
    for extra in ((), ("--discard",)):
        assert run(*GENERATE, *extra).code == 0
        assert contents(generated).items() >= mine.items()


def test_a_folder_that_is_not_ours(run: Run, tmp_path: Path) -> None:
    """It is refused; with --force what is there is kept."""
    folder = tmp_path / "out"
    folder.mkdir()
    (folder / "notes.txt").write_text("mine")
    with unchanged(folder):
        said = run(*GENERATE)
    assert said.code == 1
    assert said.diagnostics == [
        "out: error SL602 output-not-ours: " "the folder is not empty and has no specloom.lock.json"
    ]
    assert "--force" in said.err
    assert run(*GENERATE, "--force").code == 0
    assert (folder / "notes.txt").read_text() == "mine"
    assert (folder / EDITABLE).is_file()


def test_force_overwrites_nothing(run: Run, tmp_path: Path) -> None:
    """A foreign file where a generated one belongs stops the run."""
    place = tmp_path / "out/README.md"
    place.parent.mkdir()
    place.write_text("mine")
    with unchanged(tmp_path / "out"):
        said = run(*GENERATE, "--force")
    assert said.code == 1
    assert len(said.diagnostics) == 1
    assert said.diagnostics[0].startswith("out/README.md: error SL602 output-not-ours: ")


@pytest.mark.parametrize("content", ["", "not JSON", "{}", '{"format": 99}', "[]"])
def test_a_broken_lock(run: Run, generated: Path, content: str) -> None:
    """A lock that cannot be read stops the run, whatever else is right."""
    (generated / "specloom.lock.json").write_text(content)
    with unchanged(generated):
        said = run(*GENERATE)
        checked = run("check", "out")
    assert (said.code, checked.code) == (1, 1)
    assert "specloom.lock.json" in said.err


def test_the_output_is_a_file(run: Run, tmp_path: Path) -> None:
    """It is left as it is."""
    (tmp_path / "out").write_text("mine")
    said = run(*GENERATE)
    assert said.code == 1
    assert "out is not a folder" in said.err
    assert (tmp_path / "out").read_text() == "mine"


# --- check


def assert_out_of_sync(run: Run, label: str, path: str) -> None:
    """Check that `check` names the file under the label, writes nothing, and returns 1."""
    with unchanged(Path("out")):
        said = run("check", "out")
    assert said.code == 1
    assert "out: not in sync\n" in said.out
    assert f"  {label}: {path}\n" in said.out


def test_check_in_sync(run: Run, generated: Path) -> None:
    """Exit code 0."""
    with unchanged(generated):
        said = run("check", "out")
    assert said.code == 0
    assert said.out == f"out: in sync, {len(contents(generated))} files\n"


def test_check_after_a_change_of_the_document(run: Run, generated: Path, tmp_path: Path) -> None:
    """The lock says where the document is."""
    (tmp_path / "pets.yaml").write_text(PETS.replace("Find a pet.", "Look for a pet."))
    assert_out_of_sync(run, "outdated", EDITABLE)


def test_check_after_a_change_that_shows_nowhere(run: Run, generated: Path, tmp_path: Path) -> None:
    """The lock has the document's hash: a comment is a change too."""
    (tmp_path / "pets.yaml").write_text(PETS + "# the end\n")
    assert_out_of_sync(run, "outdated", "specloom.lock.json")


@pytest.mark.parametrize("path", [EDITABLE, "README.md", "src/pets/_runtime/retry.py"])
def test_check_after_an_edit(run: Run, generated: Path, path: str) -> None:
    """In code, text, or runtime."""
    place = generated / path
    place.write_text(place.read_text() + "\nx = 1\n")
    assert_out_of_sync(run, "edited", path)


@pytest.mark.parametrize("path", [EDITABLE, "specloom.lock.json", "src/pets/py.typed"])
def test_check_after_a_deletion(run: Run, generated: Path, path: str) -> None:
    """Of any file; without the lock nobody knows whose folder it is."""
    (generated / path).unlink()
    if path == "specloom.lock.json":
        assert run("check", "out").code == 2
        return
    assert_out_of_sync(run, "missing", path)


def test_check_after_a_change_of_a_template(
    run: Run, generated: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As if specloom had been updated."""
    templates = tmp_path / "templates"
    shutil.copytree(str(assets.templates_root()), templates)
    readme = templates / "README.md.jinja"
    readme.write_text(readme.read_text() + "\nThe end.\n")
    monkeypatch.setattr(assets, "templates_root", lambda: templates)
    render._environment.cache_clear()  # Templates do not change within a process.
    try:
        assert_out_of_sync(run, "outdated", "README.md")
        assert run(*GENERATE).code == 0
        assert (generated / "README.md").read_text().endswith("The end.\n")
    finally:
        render._environment.cache_clear()
    assert run("check", "out").code == 0


def test_check_several_folders(run: Run, generated: Path, tmp_path: Path) -> None:
    """One that differs is enough for exit code 1; the others are looked at all the same."""
    assert run(*GENERATE, "--output", "other").code == 0
    assert run("check", "out", "other").code == 0
    (generated / EDITABLE).unlink()
    said = run("check", "out", "other")
    assert said.code == 1
    assert "out: not in sync\n" in said.out
    assert "other: in sync" in said.out


def test_check_and_generate_by_configuration(run: Run, tmp_path: Path) -> None:
    """Without SPEC and DIR, the clients of specloom.toml are meant."""
    (tmp_path / "specloom.toml").write_text(
        '[[client]]\nspec = "pets.yaml"\noutput = "one"\nformatter = "none"\n'
        '[[client]]\nspec = "pets.yaml"\noutput = "two"\nformatter = "none"\npackage = "animals"\n'
    )
    assert run("generate").code == 0
    assert (tmp_path / "one" / EDITABLE).is_file()
    assert (tmp_path / "two/src/animals/resources/pets.py").is_file()
    assert run("check").code == 0
    (tmp_path / "two/README.md").unlink()
    assert run("check").code == 1


# --- bad input: one diagnostic, exit code 1, nothing written


def with_response(text: str) -> str:
    """Return the document with something else for the response."""
    head, _, tail = PETS.partition("          description: The pet.\n")
    rest = tail.partition("\n")[2]
    return f"{head}          {text}\n{rest}"


BAD_INPUT = {
    # name: (bytes, place, number, slug, pointer)
    "list-not-closed.yaml": (
        b"openapi: 3.1.0\ninfo: [1, 2\npaths: {}\n",
        "3:6",
        "SL002",
        "invalid-syntax",
        "",
    ),
    "tab.yaml": (b"openapi: 3.1.0\ninfo:\n\ttitle: x\n", "3:1", "SL002", "invalid-syntax", ""),
    "control.yaml": (b"openapi: 3.1.0\nx: \x00\n", "2:4", "SL002", "invalid-syntax", ""),
    "two-documents.yaml": (b"openapi: 3.1.0\n---\na: 1\n", "2:1", "SL002", "invalid-syntax", ""),
    "tag.yaml": (
        b"openapi: !!python/object/apply:os.getcwd []\n",
        "1:10",
        "SL002",
        "invalid-syntax",
        "",
    ),
    "tabs-no-comma.json": (
        b'{\n\t"openapi": "3.1.0"\n\t"info": {}\n}',
        "3:2",
        "SL002",
        "invalid-syntax",
        "",
    ),
    "cut.json": (b'{\n  "openapi": "3.1.0",\n', "3:1", "SL002", "invalid-syntax", ""),
    "nan.json": (b'{"openapi": "3.1.0", "x": NaN}', "1:27", "SL002", "invalid-syntax", ""),
    "picture.yaml": (b"\x89PNG\r\n\x1a\n", "1:1", "SL001", "unreadable-file", ""),
    "latin-1.yaml": (b"openapi: 3.1.0\nx: caf\xe9\n", "2:7", "SL001", "unreadable-file", ""),
    "duplicate.yaml": (
        PETS.replace("      tags: [Pets]", "      summary: Again.").encode(),
        "10:7",
        "SL003",
        "duplicate-key",
        None,
    ),
    "duplicate.json": (
        b'{"openapi": "3.1.0",\n "openapi": "3.1.0", "paths": {}}',
        "2:2",
        "SL003",
        "duplicate-key",
        None,
    ),
    "deep.json": (b'{"a": ' + b"[" * 500 + b"]" * 500 + b"}", None, "SL004", "too-large", ""),
    "empty.yaml": (b"", "1:1", "SL005", "not-openapi", ""),
    "text.yaml": (b"some text\n", "1:1", "SL005", "not-openapi", ""),
    "list.json": (b"[]", "1:1", "SL005", "not-openapi", ""),
    "kubernetes.yaml": (b"apiVersion: v1\nkind: Pod\n", "1:1", "SL005", "not-openapi", ""),
    "swagger-1.json": (b'{"swaggerVersion": "1.2"}', "1:1", "SL005", "not-openapi", ""),
    "openapi-4.yaml": (
        PETS.replace("3.1.0", "4.0.0").encode(),
        "1:1",
        "SL006",
        "unsupported-version",
        "/openapi",
    ),
    "swagger-1.2.json": (
        b'{\n "swagger": "1.2", "paths": {}}',
        "2:2",
        "SL006",
        "unsupported-version",
        "/swagger",
    ),
    "no-paths.yaml": (
        b"openapi: 3.1.0\ninfo: {title: a, version: b}\n",
        "1:1",
        "SL007",
        "invalid-document",
        "",
    ),
    "path-list.yaml": (
        b"openapi: 3.1.0\npaths: [a]\ninfo: {title: a, version: b}\n",
        "2:1",
        "SL007",
        "invalid-document",
        "/paths",
    ),
}


@pytest.mark.parametrize("command", ["generate", "validate", "inspect"])
@pytest.mark.parametrize("name", BAD_INPUT)
def test_bad_input(run: Run, tmp_path: Path, name: str, command: str) -> None:
    """One diagnostic with its place, code and pointer; exit code 1; no output."""
    content, place, number, slug, pointer = BAD_INPUT[name]
    (tmp_path / name).write_bytes(content)
    options = ("--output", "out") if command == "generate" else ()
    with unchanged(tmp_path):
        said = run(command, name, *options)
    assert said.code == 1
    assert said.out == ""
    (line,) = said.diagnostics
    shape = re.fullmatch(r"(.+?):(\d+:\d+): error (SL\d{3}) ([a-z-]+): (.+?)(?: \(#(/.*)\))?", line)
    assert shape is not None, line
    assert shape[1] == name
    assert place in (None, shape[2])
    assert (shape[3], shape[4]) == (number, slug)
    assert pointer in (None, shape[6] or "")


BROKEN_REFERENCES = {
    "#/components/responses/Pet": "SL101 unresolved-reference",
    "pet.yaml#/Pet": "SL101 unresolved-reference",
    "../../pet.yaml": "SL102 refused-reference",
    "https://pets.example/pet.yaml": "SL102 refused-reference",
}


@pytest.mark.parametrize("command", ["generate", "validate", "inspect"])
@pytest.mark.parametrize("reference", BROKEN_REFERENCES)
def test_a_broken_reference(run: Run, tmp_path: Path, reference: str, command: str) -> None:
    """It costs its part, and is a warning with its place; with --strict it is an error."""
    (tmp_path / "pets.yaml").write_text(with_response(f"$ref: '{reference}'"))
    options = ("--output", "out") if command == "generate" else ()
    said = run(command, "pets.yaml", *options)
    assert said.code == 0
    (line,) = said.diagnostics
    assert line.startswith(f"pets.yaml:14:11: warning {BROKEN_REFERENCES[reference]}: ")
    assert line.endswith("(#/paths/~1pets~1{name}/get/responses/200/$ref)")
    if command != "inspect":
        assert run(command, "pets.yaml", *options, "--strict").code == 1


@pytest.mark.parametrize("name", ["no-such-file.yaml", "folder", "folder/none.yaml", "pets.yaml/x"])
def test_no_file(run: Run, tmp_path: Path, name: str) -> None:
    """There is no place in what is not there, so only the name is given."""
    (tmp_path / "folder").mkdir()
    with unchanged(tmp_path):
        said = run("generate", name, "--output", "out")
    assert said.code == 1
    (line,) = said.diagnostics
    assert re.fullmatch(rf"{name}: error SL001 unreadable-file: [^#]+", line)


@pytest.mark.parametrize(
    ("text", "place", "number"),
    [
        (None, "", "SL001"),
        ("overlay: [\n", ":2:1", "SL002"),
        ("overlay: 1.0.0\ninfo: {title: x, version: '1'}\n", ":1:1", "SL008"),
        ("overlay: 9.0.0\ninfo: {title: x, version: '1'}\nactions: []\n", ":1:1", "SL008"),
        (
            "overlay: 1.0.0\ninfo: {title: x, version: '1'}\nactions: [{target: '$['}]\n",
            "",
            "SL008",
        ),
    ],
)
def test_bad_overlay(run: Run, tmp_path: Path, text: str | None, place: str, number: str) -> None:
    """The diagnostic is about the overlay."""
    if text is not None:
        (tmp_path / "overlay.yaml").write_text(text)
    with unchanged(tmp_path):
        said = run(*GENERATE, "--overlay", "overlay.yaml")
    assert said.code == 1
    (line,) = said.diagnostics
    assert line.startswith(f"overlay.yaml{place}")
    assert f": error {number} " in line


def test_document_text_does_not_reach_the_terminal(run: Run, tmp_path: Path) -> None:
    """Escape sequences and line ends in a document are shown, not sent."""
    text = with_response('$ref: "#/components/\\e[31mred\\nerror: no\\u202e"')
    (tmp_path / "bad.yaml").write_text(text)
    said = run("generate", "bad.yaml", "--output", "out")
    assert said.code == 0
    assert len(said.diagnostics) == 1
    assert said.err.isascii()
    assert "\x1b" not in said.err


def test_every_reference_that_fails_is_named(run: Run, tmp_path: Path) -> None:
    """Diagnostics come in a list, not one by one."""
    text = with_response("$ref: '#/components/responses/A'").replace(
        "{name: {type: string}}", "{name: {$ref: '#/components/schemas/B'}}"
    )
    (tmp_path / "bad.yaml").write_text(text)
    said = run("generate", "bad.yaml", "--output", "out")
    assert said.code == 0
    assert sorted(line.split(" (#")[1] for line in said.diagnostics) == [
        "/components/schemas/Pet/properties/name/$ref)",
        "/paths/~1pets~1{name}/get/responses/200/$ref)",
    ]


def test_hints_name_options_that_exist(run: Run, tmp_path: Path) -> None:
    """What a hint proposes can be typed."""
    texts = [BAD_INPUT[name][0] for name in ("tab.yaml", "openapi-4.yaml")]
    texts += [with_response(f"$ref: '{reference}'").encode() for reference in BROKEN_REFERENCES]
    for text in texts:
        (tmp_path / "bad.yaml").write_bytes(text)
        said = run("generate", "bad.yaml", "--output", "out", "--force", "--discard")
        for option in re.findall(r"--[a-z-]+", said.err):
            assert option in run("generate", "--help").out


# --- wrong usage or configuration: exit code 2


@pytest.mark.parametrize(
    "arguments",
    [
        (),
        ("nonsense",),
        (*GENERATE, "--nonsense"),
        (*GENERATE, "one-too-many"),
        ("generate", "pets.yaml"),
        ("generate",),
        ("check",),
        ("check", "no-such-folder"),
        ("validate",),
        (*GENERATE, "--only", "nonsense"),
        (*GENERATE, "--formatter", "nonsense"),
        (*GENERATE, "--package", "class"),
        (*GENERATE, "--package", "../up"),
        ("generate", "--config", "no-such-file.toml"),
        ("generate", "--config", "."),
    ],
    ids=" ".join,
)
def test_wrong_usage(run: Run, tmp_path: Path, arguments: tuple[str, ...]) -> None:
    """It is said on standard error, and nothing is written."""
    with unchanged(tmp_path):
        said = run(*arguments)
    assert said.code == 2
    assert said.out == ""
    assert said.err
    assert "bug" not in said.err


CLIENT = '[[client]]\nspec = "pets.yaml"\noutput = "out"\n'


@pytest.mark.parametrize(
    "text",
    [
        "[[client]\n",
        'spec = "unclosed\n',
        "",
        "nonsense = 1\n",
        "client = 1\n",
        "client = [1]\n",
        CLIENT + "nonsense = 1\n",
        CLIENT + "overlays = 'overlay.yaml'\n",
        CLIENT + "layout = 'nonsense'\n",
        CLIENT + "layout = ['project']\n",
        CLIENT + "package = 'not-a-name'\n",
        CLIENT + "[client.names]\nGetPet = 'get pet'\n",
        CLIENT + "[client.filters]\nnonsense = []\n",
        CLIENT + "[client.auth]\nnonsense = 1\n[client.auth.x]\n[client.auth]\n",
        '[[client]]\noutput = "out"\n',
        '[[client]]\nspec = "pets.yaml"\n',
        '[[client]]\nspec = ["pets.yaml"]\noutput = "out"\n',
        'include = "x"\n',
        'include = ["specloom.toml"]\n',
        "\ufeff\ud800",
    ],
)
def test_broken_configuration(run: Run, tmp_path: Path, text: str) -> None:
    """The message names the file; nothing is written."""
    (tmp_path / "specloom.toml").write_bytes(text.encode("utf-8", "surrogatepass"))
    with unchanged(tmp_path):
        said = run("generate")
    assert said.code == 2, said.err
    assert said.out == ""
    assert said.err.startswith("specloom: specloom.toml: ")


def test_a_configuration_beside_a_document(run: Run, tmp_path: Path) -> None:
    """Who names both is told, not half obeyed."""
    (tmp_path / "broken.toml").write_text("[[client]\n")
    said = run(*GENERATE, "--config", "broken.toml")
    assert said.code == 2
    assert not (tmp_path / "out").exists()


# --- as a command


def command(*arguments: str, repository: Path, folder: Path, text: bytes = b"") -> Said:
    """Run `python -m specloom` in a folder."""
    finished = subprocess.run(
        [sys.executable, "-m", "specloom", *arguments],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(repository / "generator")},
        input=text,
        capture_output=True,
        check=False,
    )
    return Said(finished.returncode, finished.stdout.decode(), finished.stderr.decode())


def test_as_a_command(repository: Path, tmp_path: Path) -> None:
    """Exit codes 0, 1 and 2 reach the shell; results and diagnostics their own streams."""
    (tmp_path / "pets.yaml").write_text(PETS)
    said = command(*GENERATE, repository=repository, folder=tmp_path)
    assert (said.code, said.diagnostics) == (0, [])
    assert said.out.startswith("pets: 1 operation, 1 model, ")
    said = command("check", "out", repository=repository, folder=tmp_path)
    assert (said.code, said.out[:12]) == (0, "out: in sync")
    said = command("validate", "none.yaml", repository=repository, folder=tmp_path)
    assert (said.code, said.out) == (1, "")
    assert said.diagnostics == ["none.yaml: error SL001 unreadable-file: there is no such file"]
    said = command("generate", "--nonsense", repository=repository, folder=tmp_path)
    assert (said.code, said.out) == (2, "")


def test_standard_input(repository: Path, tmp_path: Path) -> None:
    """A document may be piped in."""
    arguments = ("generate", "-", "--output", "out")
    said = command(*arguments, repository=repository, folder=tmp_path, text=PETS.encode())
    assert said.code == 0
    assert (tmp_path / "out" / EDITABLE).is_file()
    said = command(*arguments, repository=repository, folder=tmp_path, text=b"openapi: [\n")
    assert said.code == 1
    assert said.diagnostics[0].startswith("<stdin>:2:1: error SL002 invalid-syntax: ")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a device that is always full")
@pytest.mark.parametrize(
    "arguments",
    [
        ["inspect", "pets.yaml"],
        ["inspect", "pets.yaml", "--json"],
        ["--version"],
        ["check", "--help"],
    ],
    ids=" ".join,
)
def test_a_full_disk_is_no_bug(repository: Path, tmp_path: Path, arguments: list[str]) -> None:
    """What cannot be written is said once, with exit code 1, whether it is short or long."""
    (tmp_path / "pets.yaml").write_text(PETS)
    with Path("/dev/full").open("wb") as full:
        finished = subprocess.run(
            [sys.executable, "-m", "specloom", *arguments],
            cwd=tmp_path,
            env={**os.environ, "PYTHONPATH": str(repository / "generator")},
            stdout=full,
            stderr=subprocess.PIPE,
            check=False,
        )
    said = finished.stderr.decode().splitlines()[-1]
    assert (finished.returncode, said) == (1, "specloom: [Errno 28] No space left on device")
