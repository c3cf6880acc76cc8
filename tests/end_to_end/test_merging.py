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


@pytest.mark.skipif(shutil.which("git") is None, reason="needs git")
def test_branches_are_merged(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, repository: Path
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
    generate(**common, **{"/c": operation("Cats")})
    git("checkout", "-q", "main")
    assert "specloom.lock.json" in git("merge", "other").stdout
    assert main(["generate", "--quiet"]) == 1  # a lock with the marks of a conflict is refused

    page = (repository / "docs/updating.md").read_text(encoding="utf-8")
    recipe = page.partition("## When branches are merged\n")[2].split("```")[1].removeprefix("sh\n")
    both = {**common, "/b": operation("Bears"), "/c": operation("Cats")}
    document = {"openapi": "3.1.0", "info": {"title": "Pets", "version": "1"}}
    document |= {"servers": [{"url": "https://pets.example"}], "paths": both}
    Path("pets.json").write_text(json.dumps(document, indent=1))
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
    assert "<<<<" not in changes
    assert Path("pets/mine.txt").read_text() == "mine"
    assert git("status", "--short", "pets").stdout.count("U") == 0
