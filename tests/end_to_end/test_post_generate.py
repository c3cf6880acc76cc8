"""Hooks after generation: what they change is no edit, and `check` and the next run leave it as it is."""

from __future__ import annotations

import json
import os
import shlex
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from specloom.cli import main
from specloom.output.folder.lock_file import read_lock

NOTICE = "# A notice."
SCRIPT = """\
import os, pathlib, signal, sys
folder, package, *more = sys.argv[1:]
print("on stdout", file=sys.stdout)
print("on stderr", file=sys.stderr)
pathlib.Path("runs.txt").open("a").write(package + "\\n")
for path in sorted(pathlib.Path(folder).rglob("*.py")):
    text = path.read_text()
    if not text.startswith("# A notice."):
        path.write_text("# A notice.\\n" + text)
if "delete" in more:
    pathlib.Path(folder, "README.md").unlink()
if "fail" in more:
    sys.exit(3)
if pathlib.Path("kill.txt").exists():
    path.write_text(text[:20])
    os.kill(os.getpid(), signal.SIGKILL)
if "kill" in more:
    os.kill(os.getppid(), signal.SIGKILL)
"""
HOOK = f"{shlex.quote(sys.executable)} hook.py {{output}} {{package}}"


def operation(name: str, summary: str = "Read it.") -> dict[str, Any]:
    """Return a path item with one operation of a tag of its own."""
    response = {"204": {"description": "Nothing"}}
    described = {"operationId": f"list{name}", "summary": summary, "tags": [name]}
    return {"get": {**described, "responses": response}}


def document(**paths: Any) -> None:
    """Write the document."""
    info = {"title": "Pets", "version": "1"}
    text = json.dumps({"openapi": "3.1.0", "info": info, "paths": paths})
    Path("pets.json").write_text(text)


def configure(*hooks: str, more: str = "") -> None:
    """Write the configuration."""
    lines = ["[[client]]", 'spec = "pets.json"', 'output = "pets"', more]
    if hooks:
        lines.append(f"post_generate = {json.dumps(hooks)}")
    Path("specloom.toml").write_text("\n".join(lines))


@pytest.fixture(autouse=True)
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A document of two operations, and a configuration with a hook that adds a notice to each module."""
    monkeypatch.chdir(tmp_path)
    Path("hook.py").write_text(SCRIPT)
    document(**{"/cats": operation("Cats"), "/dogs": operation("Dogs")})
    configure(HOOK)


def runs() -> int:
    """Return how often the hook has run."""
    return len(Path("runs.txt").read_text().splitlines()) if Path("runs.txt").exists() else 0


def contents() -> dict[str, bytes]:
    """Return the generated files, and the lock."""
    lock = Path("pets/specloom.lock.json")
    files = read_lock(lock.read_text()).files
    return {path: Path("pets", path).read_bytes() for path in (*files, lock.name)}


def module(name: str = "cats") -> Path:
    """Return a generated module."""
    return Path(f"pets/src/pets/resources/{name}.py")


def test_what_a_hook_changes_is_no_edit(capsys: pytest.CaptureFixture[str]) -> None:
    """A second run changes nothing and runs nothing; `check` is in sync, with and without the configuration."""
    assert main(["generate"]) == 0
    assert module().read_text().startswith(NOTICE)
    assert Path("runs.txt").read_text() == "pets\n"
    before = contents()
    capsys.readouterr()
    assert main(["generate"]) == 0
    assert "nothing to change" in capsys.readouterr().out
    assert main(["check"]) == main(["check", "pets"]) == 0
    assert contents() == before
    assert runs() == 1


def test_check_makes_everything_again(capsys: pytest.CaptureFixture[str]) -> None:
    """Also where it cannot be seen from hashes that nothing has changed."""
    main(["generate"])
    lock = Path("pets/specloom.lock.json")
    lock.write_text(lock.read_text().replace('"generator": "', '"generator": "0.0.', 1))
    capsys.readouterr()
    assert main(["check"]) == 0, capsys.readouterr().out


def test_only_what_differs_is_written_again() -> None:
    """And the hook runs over it; the other module keeps what the hook did to it."""
    main(["generate"])
    dogs = module("dogs").stat().st_ino
    document(**{"/cats": operation("Cats", "Read another."), "/dogs": operation("Dogs")})
    assert main(["generate"]) == 0
    assert module().read_text().startswith(NOTICE)
    assert "Read another." in module().read_text()
    assert module("dogs").stat().st_ino == dogs
    assert runs() == 2
    assert main(["check"]) == 0


def test_a_module_that_is_no_longer_generated_is_deleted() -> None:
    """Though the hook changed it."""
    main(["generate"])
    document(**{"/dogs": operation("Dogs")})
    assert main(["generate"]) == 0
    assert not module().exists()


def test_an_edit_is_an_edit(capsys: pytest.CaptureFixture[str]) -> None:
    """It stops the run; adopted, it stays through updates, and the client is in sync."""
    main(["generate"])
    text = module().read_text()
    module().write_text(text.replace("class Cats", "ANSWER = 42\n\n\nclass Cats", 1))
    assert main(["check"]) == main(["generate"]) == 1
    assert "SL601" in capsys.readouterr().err
    assert runs() == 1
    assert main(["generate", "--adopt"]) == 0
    assert main(["check"]) == 0
    document(**{"/cats": operation("Cats", "Read another."), "/dogs": operation("Dogs")})
    assert main(["generate"]) == 0
    text = module().read_text()
    assert "ANSWER = 42" in text
    assert "Read another." in text
    assert text.count(NOTICE) == 1
    assert main(["check"]) == 0


def test_a_discarded_edit() -> None:
    """The file is as generated, with what the hook does to it."""
    main(["generate"])
    text = module().read_text()
    module().write_text(text + "ANSWER = 42\n")
    assert main(["generate", "--discard"]) == 0
    assert module().read_text() == text
    assert main(["check"]) == 0


def test_a_deleted_file_comes_back_as_hooks_leave_it() -> None:
    """The lock is as before."""
    main(["generate"])
    before = contents()
    module().unlink()
    assert main(["check"]) == 1
    assert main(["generate"]) == 0
    assert contents() == before


def test_other_hooks_begin_with_what_is_generated() -> None:
    """So does a client that has none any more."""
    configure()
    main(["generate"])
    plain = contents()
    configure(HOOK)
    assert main(["check"]) == 1
    assert main(["generate"]) == 0
    assert module().read_text().startswith(NOTICE)
    configure()
    assert main(["check"]) == 1
    assert main(["generate"]) == 0
    assert contents() == plain


def test_a_command_that_fails(capsys: pytest.CaptureFixture[str]) -> None:
    """The client is written, what the command said is shown, and the next run runs it again."""
    configure(f"{HOOK} fail", f"{HOOK}")
    assert main(["generate"]) == 1
    said = capsys.readouterr()
    assert "pets: 2 operations" in said.out
    assert f"hook.py {Path('pets').resolve()} pets fail exited with 3" in said.err
    assert "    on stdout\n    on stderr\n" in said.err
    assert module().read_text().startswith(NOTICE)
    assert runs() == 1
    assert main(["check"]) == main(["generate"]) == 1
    assert runs() == 2
    Path("hook.py").write_text(SCRIPT.replace("sys.exit(3)", "pass"))
    assert main(["generate"]) == main(["check"]) == 0


def test_a_hook_that_is_killed_while_it_writes() -> None:
    """The next run begins with what is generated, and its hooks make of that what they always do."""
    assert main(["generate"]) == 0
    whole = contents()
    Path("kill.txt").touch()
    module().unlink()
    assert main(["generate"]) == 1
    assert contents() != whole
    Path("kill.txt").unlink()
    assert main(["generate"]) == main(["check"]) == 0
    assert contents() == whole


def test_a_run_that_is_killed_while_a_hook_writes(
    repository: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """What the hook changed cannot be told from an edit, and is said to be either."""
    configure(f"{HOOK} kill")
    path = str(repository / "generator")
    command = [sys.executable, "-m", "specloom", "generate"]
    run = subprocess.run(command, env={**os.environ, "PYTHONPATH": path}, check=False)
    assert run.returncode == -signal.SIGKILL
    configure(HOOK)
    assert main(["generate"]) == 1
    said = "the generated file was edited, or changed by a hook of a run that was killed"
    assert said in capsys.readouterr().err
    assert main(["generate", "--discard"]) == main(["check"]) == 0


def test_a_failure_among_several_clients(capsys: pytest.CaptureFixture[str]) -> None:
    """The last line says whose hooks failed; the others have theirs."""
    configure(f"{HOOK} fail")
    lines = ["", "[[client]]", 'spec = "pets.json"', 'output = "more"', 'package = "more"']
    with Path("specloom.toml").open("a") as file:
        file.write("\n".join([*lines, f"post_generate = {json.dumps([HOOK])}"]))
    assert main(["generate"]) == 1
    said = capsys.readouterr()
    assert said.out.splitlines()[-1] == (
        "2 clients: 2 changed, 0 unchanged, 1 with hooks that failed (pets)"
    )
    assert "specloom: pets is written, but post_generate failed: " in said.err
    assert Path("more/src/more/__init__.py").read_text().startswith(NOTICE)


def test_a_failure_for_tools(capsys: pytest.CaptureFixture[str]) -> None:
    """The entry of the client is whole, and says what failed."""
    configure(f"{HOOK} fail")
    assert main(["generate", "--json", "--quiet"]) == 1
    (entry,) = json.loads(capsys.readouterr().out)
    assert entry["written"] is True
    assert entry["operations"] == 2
    assert "exited with 3" in entry["error"]


def test_a_command_that_deletes_generated_files(capsys: pytest.CaptureFixture[str]) -> None:
    """Is at fault."""
    configure(f"{HOOK} delete")
    assert main(["generate"]) == 1
    assert "deleted generated files, such as README.md" in capsys.readouterr().err
    assert main(["check"]) == 1


def test_a_program_that_is_not_there(capsys: pytest.CaptureFixture[str]) -> None:
    """Nor is a shell, which would take the rest for another command."""
    configure("no-such-program; touch made.txt")
    assert main(["generate"]) == 1
    assert "there is no program 'no-such-program;'" in capsys.readouterr().err
    assert not Path("made.txt").exists()


@pytest.mark.parametrize("command", ["", "ruff 'check"])
def test_what_is_no_command(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    """Wrong configuration; nothing is written."""
    configure(command)
    assert main(["generate"]) == 2
    assert "post_generate[0]" in capsys.readouterr().err
    assert not Path("pets").exists()


def test_a_dry_run() -> None:
    """Runs nothing."""
    assert main(["generate", "--dry-run"]) == 0
    assert runs() == 0


def test_a_document_names_no_command() -> None:
    """Nor does the lock name one that runs: it records them for `check` alone."""
    data = json.loads(Path("pets.json").read_text())
    touch = [f"{sys.executable} hook.py . document"]
    data |= {"x-specloom-post-generate": touch, "post_generate": touch}
    Path("pets.json").write_text(json.dumps(data))
    configure()
    assert main(["generate"]) == 0
    lock = Path("pets/specloom.lock.json")
    recorded = json.loads(lock.read_text())
    recorded["source"]["post_generate"] = touch
    lock.write_text(json.dumps(recorded))
    main(["check", "pets"])
    assert main(["generate"]) == 0
    assert runs() == 0


def test_a_linter_as_a_hook() -> None:
    """The one of the guide; it is found beside Python, and what it adds is no edit."""
    configure("ruff check --fix --quiet --config {output}/mine.toml {output}")
    Path("pets").mkdir()
    mine = '[lint]\nselect = ["I002"]\n[lint.isort]\nrequired-imports = ["import this"]\n'
    Path("pets/mine.toml").write_text(mine)
    assert main(["generate", "--force"]) == 0
    assert "import this" in module().read_text()
    assert main(["check"]) == 0


def test_the_lock_lists_what_hooks_changed() -> None:
    """No other file, and nothing where no hook changed anything."""
    main(["generate"])
    lock = read_lock(Path("pets/specloom.lock.json").read_text())
    assert lock.hooked.keys() == {path for path in lock.files if path.endswith(".py")}
    assert not lock.hooks_owed
    configure(f"{shlex.quote(sys.executable)} -c pass")
    main(["generate"])
    text = Path("pets/specloom.lock.json").read_text()
    assert '"hooked"' not in text
