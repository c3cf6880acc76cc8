"""Two branches that both updated a client are merged as docs/updating.md says."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
from specloom.cli import main
from specloom.output.disk import transaction
from specloom.output.folder.lock_file import read_lock

CONFIG = '[[client]]\nspec = "pets.json"\noutput = "pets"\nformatter = "none"\n'


def git(*words: str) -> subprocess.CompletedProcess[str]:
    """Run git, whatever the machine's own configuration says."""
    nothing = {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"}
    who = {
        f"GIT_{role}_{what}": "a" for role in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")
    }
    return subprocess.run(
        ["git", *words],
        env={**os.environ, **nothing, **who},
        capture_output=True,
        text=True,
        check=False,
    )


def operation(name: str) -> dict[str, Any]:
    """Return a path item with one operation, of a tag of its own."""
    answer = {"204": {"description": "Nothing"}}
    return {"get": {"operationId": f"list{name}", "tags": [name], "responses": answer}}


def generate(**paths: Any) -> None:
    """Write the document, and update the client; commit both."""
    info = {"title": "Pets", "version": "1"}
    servers = [{"url": "https://pets.example"}]
    document = {"openapi": "3.1.0", "info": info, "servers": servers, "paths": paths}
    Path("pets.json").write_text(json.dumps(document, indent=1))
    assert main(["generate", "--quiet"]) == 0
    assert git("add", "-A").returncode == git("commit", "-qm", "Update").returncode == 0


def typed(path: str, text: str) -> None:
    """Add something to the end of a file."""
    place = Path(path)
    place.write_text(place.read_text() + text)


def contents(folder: str) -> dict[Path, bytes]:
    """Return every file below a folder."""
    return {path: path.read_bytes() for path in Path(folder).rglob("*") if path.is_file()}


@pytest.mark.skipif(shutil.which("git") is None, reason="needs git")
def test_branches_are_merged(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    repository: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """The client has what both brought, and tells of both; files of the other branch's user are there."""
    monkeypatch.chdir(tmp_path)
    Path("specloom.toml").write_text(CONFIG)
    git("init", "-q", "-b", "main")
    common = {"/a": operation("Apes")}
    generate(**common)
    git("branch", "other")
    generate(**common, **{"/b": operation("Bears")})
    git("checkout", "-q", "other")
    Path("pets/mine.txt").write_text("mine")
    typed("pets/tests/conftest.py", "# Theirs.\n")
    generate(**common, **{"/c": operation("Cats")})
    typed("pets/CHANGELOG.md", "## Before all that\n\nTheir words.\n")
    git("commit", "-qam", "Write")
    git("checkout", "-q", "main")
    assert "specloom.lock.json" in git("merge", "other").stdout
    assert main(["generate", "--quiet"]) == 1
    assert "has conflict markers of git: merge the document" in capsys.readouterr().err
    before = contents("pets")
    assert main(["resolve"]) == 1
    assert f"resolve these files first, and git add them:\n  {tmp_path / 'pets.json'}" in (
        capsys.readouterr().err
    )
    assert contents("pets") == before

    page = (repository / "docs/updating.md").read_text(encoding="utf-8")
    recipe = page.partition("## When branches are merged\n")[2].split("```")[1].removeprefix("sh\n")
    both = {**common, "/b": operation("Bears"), "/c": operation("Cats")}
    document = {"openapi": "3.1.0", "info": {"title": "Pets", "version": "1"}}
    document |= {"servers": [{"url": "https://pets.example"}], "paths": both}
    Path("pets.json").write_text(json.dumps(document, indent=1))
    assert git("add", "pets.json").returncode == 0
    for line in recipe.splitlines():
        program, *words = line.split()
        if program == "specloom":
            assert main([*words, "--quiet"]) == 0
        else:
            assert git(*words).returncode == 0, line
    assert main(["check", "--quiet"]) == 0
    changes = Path("pets/CHANGELOG.md").read_text()
    assert "client.bears.list" in changes
    assert "client.cats.list" in changes
    assert changes.count("client.cats.list") == 1
    assert "Their words." in changes
    assert "<<<<" not in changes
    assert Path("pets/tests/conftest.py").read_text().endswith("# Theirs.\n")
    assert Path("pets/mine.txt").read_text() == "mine"
    assert git("status", "--short", "pets").stdout.count("U") == 0
    assert main(["resolve", "--quiet"]) == 0
    assert main(["check", "--quiet"]) == 0


@pytest.mark.skipif(shutil.which("git") is None, reason="needs git")
def test_what_was_edited_during_the_merge(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """It is named, and nothing is changed; names of the other branch stay when it is undone."""
    monkeypatch.chdir(tmp_path)
    Path("specloom.toml").write_text(CONFIG)
    git("init", "-q", "-b", "main")
    common = {"/a": operation("Apes")}
    generate(**common)
    git("branch", "other")
    generate(**common, **{"/b": operation("Bears")})
    git("checkout", "-q", "other")
    generate(**common, **{"/c": operation("Cats")})
    named = read_lock(Path("pets/specloom.lock.json").read_text()).names
    git("checkout", "-q", "main")
    git("merge", "other")
    git("checkout", "--theirs", "pets.json")
    git("add", "pets.json")
    typed("pets/src/pets/resources/apes.py", "# Mine.\n")
    before = contents("pets")
    assert main(["resolve"]) == 1
    assert "these generated files were edited during the merge" in capsys.readouterr().err
    assert contents("pets") == before
    git("checkout", "HEAD", "--", "pets/src/pets/resources/apes.py")
    assert main(["resolve", "pets"]) == 0
    assert main(["check", "--quiet"]) == 0
    now = read_lock(Path("pets/specloom.lock.json").read_text()).names
    assert named.items() <= now.items()
    assert main(["resolve", "elsewhere"]) == 2


def test_a_client_that_was_never_generated(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Its folder is not there: there is nothing to resolve, in a repository and outside of one."""
    monkeypatch.chdir(tmp_path)
    Path("specloom.toml").write_text(CONFIG)
    assert main(["resolve"]) == 0
    git("init", "-q", "-b", "main")
    assert main(["resolve", "pets"]) == 0
    assert capsys.readouterr().out == "nothing to resolve\n" * 2


def test_nothing_to_resolve(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """No merge is going on: nothing happens."""
    monkeypatch.chdir(tmp_path)
    Path("specloom.toml").write_text(CONFIG)
    git("init", "-q", "-b", "main")
    generate(**{"/a": operation("Apes")})
    before = contents("pets")
    assert main(["resolve"]) == 0
    assert "nothing to resolve" in capsys.readouterr().out
    assert contents("pets") == before


def diverged(*, driver: bool = False) -> None:
    """Begin a merge of two branches that both updated the client; the document is merged already."""
    Path("specloom.toml").write_text(CONFIG)
    git("init", "-q", "-b", "main")
    common = {"/a": operation("Apes")}
    if driver:
        page = Path(__file__).resolve().parents[2] / "docs/updating.md"
        attributes = page.read_text(encoding="utf-8").partition("```gitattributes\n")[2]
        Path(".gitattributes").write_text(attributes.partition("```")[0])
        git("config", "merge.specloom.name", "generated by specloom")
        git("config", "merge.specloom.driver", "false")
    generate(**common)
    git("branch", "other")
    generate(**common, **{"/b": operation("Bears")})
    git("checkout", "-q", "other")
    generate(**common, **{"/c": operation("Cats")})
    git("checkout", "-q", "main")
    git("merge", "other")
    both = {**common, "/b": operation("Bears"), "/c": operation("Cats")}
    document = {"openapi": "3.1.0", "info": {"title": "Pets", "version": "1"}}
    document |= {"servers": [{"url": "https://pets.example"}], "paths": both}
    Path("pets.json").write_text(json.dumps(document, indent=1))
    git("add", "pets.json")


def test_the_driver_is_for_all_that_is_generated(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The patterns of the page match every generated file, but for two that hold a user's own or nothing."""
    monkeypatch.chdir(tmp_path)
    diverged(driver=True)
    git("merge", "--abort")
    files = [
        f"pets/{path}" for path in json.loads(Path("pets/specloom.lock.json").read_text())["files"]
    ]
    marked = git("check-attr", "merge", "--", *files).stdout.splitlines()
    assert {line.partition(":")[0] for line in marked if not line.endswith(" specloom")} == {
        "pets/pyproject.toml",
        "pets/src/pets/py.typed",
    }


def in_conflict() -> set[str]:
    """Return the files that git could not merge."""
    return {*git("diff", "--name-only", "--diff-filter=U").stdout.split()}


@pytest.mark.parametrize("style", ["merge", "diff3", "zdiff3"])
def test_what_was_typed_beside_markers(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], style: str
) -> None:
    """A generated file in conflict is restored if nobody touched it, whatever git's markers look like, else named."""
    monkeypatch.chdir(tmp_path)
    git("init", "-q", "-b", "main")
    git("config", "merge.conflictStyle", style)
    diverged()
    marked = sorted(in_conflict() - {"pets/specloom.lock.json", "pets/CHANGELOG.md"})
    assert marked, "no generated file is in conflict"
    place = Path(marked[0])
    untouched = place.read_text()
    assert "<<<<<<< HEAD" in untouched
    typed(marked[0], "# Mine.\n")
    before = contents("pets")
    assert main(["resolve"]) == 1
    said = capsys.readouterr().err
    assert "these generated files were edited during the merge" in said
    assert str(place) in said
    assert contents("pets") == before
    place.write_text(untouched)
    assert main(["resolve"]) == 0
    assert main(["check", "--quiet"]) == 0


def test_a_resolve_that_cannot_write(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Everything is restored, or nothing is: a full disk leaves the merge as it was."""
    monkeypatch.chdir(tmp_path)
    diverged()
    before = contents("pets")
    real, calls = transaction._write, []

    def full(place: Path, content: bytes) -> None:
        calls.append(place)
        if len(calls) > 1:
            raise OSError(28, "No space left on device")
        real(place, content)

    with monkeypatch.context() as patch:
        patch.setattr(transaction, "_write", full)
        assert main(["resolve"]) == 1
    assert calls
    there = {p: c for p, c in contents("pets").items() if ".specloom-transaction" not in p.parts}
    assert there == before
    assert main(["resolve"]) == 0
    assert main(["check", "--quiet"]) == 0


@pytest.mark.parametrize(
    "command",
    [
        ["generate"],
        ["generate", "--adopt"],
        ["check"],
        ["check", "pets"],
        ["diff", "pets", "new.json"],
    ],
)
@pytest.mark.parametrize("record", ["specloom.lock.json", "specloom.surface.json"])
def test_a_record_in_conflict(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    command: list[str],
    record: str,
) -> None:
    """Every command that reads it recognises the markers, and names the way out; nothing is written."""
    monkeypatch.chdir(tmp_path)
    Path("specloom.toml").write_text(CONFIG)
    git("init", "-q", "-b", "main")
    generate(**{"/a": operation("Apes")})
    Path("new.json").write_text(Path("pets.json").read_text())
    place = Path("pets", record)
    first, rest = place.read_text().split("\n", 1)
    place.write_text(f"{first}\n<<<<<<< HEAD\n=======\n>>>>>>> other\n{rest}")
    before = contents("pets")
    assert main(command) == 1
    said = capsys.readouterr().err
    assert f"{record} has conflict markers of git" in said
    assert "specloom resolve" in said
    assert contents("pets") == before


def test_the_merge_driver(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As the page says: generated files stay without markers, and `resolve` makes them of the merged document."""
    monkeypatch.chdir(tmp_path)
    diverged(driver=True)
    assert "pets/specloom.lock.json" in in_conflict()
    assert "<<<<<<<" not in Path("pets/specloom.lock.json").read_text()
    generated = in_conflict() - {"pets/CHANGELOG.md"}
    assert not [path for path in generated if "<<<<<<<" in Path(path).read_text()]
    assert main(["resolve", "--quiet"]) == 0
    assert main(["check", "--quiet"]) == 0
    assert "client.cats.list" in Path("pets/CHANGELOG.md").read_text()


def test_a_rebase(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A commit that is applied again is based on its parent; what both did is in the client."""
    monkeypatch.chdir(tmp_path)
    Path("specloom.toml").write_text(CONFIG)
    git("init", "-q", "-b", "main")
    common = {"/a": operation("Apes")}
    generate(**common)
    git("branch", "other")
    generate(**common, **{"/b": operation("Bears")})
    git("checkout", "-q", "other")
    generate(**common, **{"/c": operation("Cats")})
    git("rebase", "main")
    git("checkout", "--theirs", "pets.json")
    git("add", "pets.json")
    assert main(["resolve", "--quiet"]) == 0
    assert main(["check", "--quiet"]) == 0
    git("add", "-A")
    assert git("-c", "core.editor=true", "rebase", "--continue").returncode == 0


@pytest.mark.parametrize("union", [False, True])
def test_a_changelog_that_git_has_merged(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, union: bool
) -> None:
    """Entries of the other branch, which the update makes again, are not there twice; words of people stay.

    Git merges it where a commit is picked whose entry is between others, and with its driver "union".
    """
    monkeypatch.chdir(tmp_path)
    # Entries with different headings are far enough apart.
    Path("specloom.toml").write_text(f'{CONFIG}version_policy = "semver"\n')
    git("init", "-q", "-b", "main")
    if union:
        Path(".gitattributes").write_text("pets/CHANGELOG.md merge=union\n")
    common = {"/a": operation("Apes")}
    generate(**common)
    git("branch", "other")
    generate(**common, **{"/b": operation("Bears")})
    git("checkout", "-q", "other")
    cats = {"/c": operation("Cats")}
    generate(**common, **cats)
    typed("pets/CHANGELOG.md", "\n## Our words\n\nYes.\n")
    generate(**common, **cats, **{"/d": operation("Dogs")})
    git("checkout", "-q", "main")
    git(*(["merge", "other"] if union else ["cherry-pick", "other"]))
    assert "pets/CHANGELOG.md" not in in_conflict()
    assert "client.dogs.list" in Path("pets/CHANGELOG.md").read_text()
    # What is picked is the operation alone; the merge takes the other branch's document.
    if union:
        git("checkout", "--theirs", "pets.json")
        git("add", "pets.json")
    assert main(["resolve", "--quiet"]) == 0
    assert main(["check", "--quiet"]) == 0
    text = Path("pets/CHANGELOG.md").read_text()
    said = {name: text.count(f"`client.{name}.list`") for name in ("bears", "cats", "dogs")}
    assert said == {"bears": 2 if union else 1, "cats": 1 if union else 0, "dogs": 1}
    assert text.count("## Our words") == 1
    assert text.count("The first version, generated from") == 1


@pytest.mark.parametrize("how", ["revert", "squash", "stash", "picked without a word"])
def test_other_ways_to_a_conflict(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], how: str
) -> None:
    """What git takes back, merges as one commit, or takes off the stash: the client is that of the document."""
    monkeypatch.chdir(tmp_path)
    Path("specloom.toml").write_text(CONFIG)
    git("init", "-q", "-b", "main")
    paths = {"/a": operation("Apes")}
    generate(**paths)
    git("branch", "other")
    if how == "stash":
        written = {**paths, "/c": operation("Cats")}
        git("reset", "--mixed", "HEAD")
        generate(**written)
        git("reset", "--soft", "HEAD^")
        git("stash")
    generate(**paths, **{"/b": operation("Bears")})
    bears = git("rev-parse", "HEAD").stdout.strip()
    if how == "revert":
        generate(**paths, **{"/b": operation("Bears"), "/d": operation("Dogs")})
        git("revert", "--no-edit", bears)
        wanted = {**paths, "/d": operation("Dogs")}
    else:
        wanted = {**paths, "/b": operation("Bears"), "/c": operation("Cats")}
    if how in ("squash", "picked without a word"):
        git("checkout", "-q", "other")
        generate(**paths, **{"/c": operation("Cats")})
        git("checkout", "-q", "main")
        git(
            *(
                ["merge", "--squash", "other"]
                if how == "squash"
                else ["cherry-pick", "--no-commit", "other"]
            )
        )
        if how == "picked without a word":
            git("update-ref", "-d", "CHERRY_PICK_HEAD")
    elif how == "stash":
        git("stash", "pop")
    assert "pets/specloom.lock.json" in in_conflict()
    document = json.loads(git("show", "HEAD:pets.json").stdout) | {"paths": wanted}
    Path("pets.json").write_text(json.dumps(document, indent=1))
    git("add", "pets.json")
    if how == "picked without a word":
        before = contents("pets")
        assert main(["resolve"]) == 1
        assert "git does not say with what" in capsys.readouterr().err
        assert contents("pets") == before
        return
    assert main(["resolve", "--quiet"]) == 0
    assert main(["check", "--quiet"]) == 0
    text = Path("pets/CHANGELOG.md").read_text()
    assert text.count("`client.bears.list`") == (2 if how == "revert" else 1)
    assert text.count("`client.cats.list`") == (0 if how == "revert" else 1)
    assert text.count("## Version 0.1.0") == 1


def test_entries_that_people_edited(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An entry whose words the other branch changed is its own, and no new one."""
    monkeypatch.chdir(tmp_path)
    Path("specloom.toml").write_text(CONFIG)
    git("init", "-q", "-b", "main")
    common = {"/a": operation("Apes")}
    generate(**common)
    git("branch", "other")
    generate(**common, **{"/b": operation("Bears")})
    git("checkout", "-q", "other")
    place = Path("pets/CHANGELOG.md")
    place.write_text(place.read_text().replace("The first version,", "Our very first version,"))
    generate(**common, **{"/c": operation("Cats")})
    git("checkout", "-q", "main")
    git("merge", "other")
    git("checkout", "--theirs", "pets.json")
    git("add", "pets.json")
    assert main(["resolve", "--quiet"]) == 0
    text = place.read_text()
    assert text.count("Our very first version,") == 1
    assert text.count("## Version 0.1.0") == 1
    assert text.count("`client.cats.list`") == 1
