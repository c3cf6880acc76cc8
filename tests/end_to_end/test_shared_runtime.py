"""Several vendored clients with one runtime: who owns it, which version it is, and when it goes."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any, Protocol

import pytest
from specloom.build import fingerprint, pipeline, shared_runtime
from specloom.cli import main
from specloom.output.disk.transaction import Overtaken
from specloom.output.folder import folder_plan

NAMES = ("cat", "dog")
SHARED = 'runtime = "shared"'
RUNTIME = "my_app/clients/_specloom_runtime"
LOCK = f"{RUNTIME}/specloom.lock.json"


class Project(Protocol):
    """What conftest.py makes."""

    folder: Path

    def configure(self, **more: str) -> None: ...
    def read(self, path: str) -> str: ...
    def files(self) -> dict[str, bytes]: ...
    def python(self, *arguments: str) -> subprocess.CompletedProcess[str]: ...
    def use(self, path: str = "") -> dict[str, Any]: ...


def generate(*arguments: str) -> int:
    """Run `specloom generate` in this process and folder; return the exit code."""
    return main(["generate", *arguments])


@pytest.fixture
def sharing_project(project: Project, made_once: Any) -> Project:
    """Two clients that share a runtime."""
    project.configure(cat=SHARED, dog=SHARED)

    def make() -> None:
        assert generate("--quiet") == 0

    made_once(project.folder / "my_app", make)
    return project


def lock_of(project: Project) -> dict[str, Any]:
    """Return the lock of the shared runtime."""
    lock: dict[str, Any] = json.loads(project.read(LOCK))
    return lock


@pytest.fixture
def next_version(sharing_project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    """From now on, after the clients were made, the generator brings another runtime along."""
    assert sharing_project.files()
    for module in (shared_runtime, pipeline):
        monkeypatch.setattr(module, "runtime_version", lambda names: "000000000000")
    monkeypatch.setattr(fingerprint, "_generator_hash", lambda: "another")


# --- what it is


def test_clients_share_their_runtime(sharing_project: Project) -> None:
    """Both clients work, with one runtime between them, so an error of one is caught as one of the other."""
    found = sharing_project.use()
    assert found["names"] == ["cat.example", "dog.example"]
    assert found["runtimes"] == ["my_app.clients._specloom_runtime"]
    assert found["same"] is True
    assert found["caught"] == [
        ["my_app.clients.cat.errors", True, True, "gone"],
        ["my_app.clients.dog.errors", True, True, "gone"],
    ]
    assert not list(sharing_project.folder.rglob("_runtime"))


def test_copied_runtimes_do_not_meet(sharing_project: Project) -> None:
    """Clients with runtimes of their own work in one process; their errors have nothing in common."""
    sharing_project.configure(cat="", dog="")
    assert generate("--quiet") == 0
    found = sharing_project.use()
    assert found["names"] == ["cat.example", "dog.example"]
    assert found["same"] is False
    assert found["caught"] == [
        ["my_app.clients.cat.errors", True, False, "gone"],
        ["my_app.clients.dog.errors", False, True, "gone"],
    ]
    assert not (sharing_project.folder / RUNTIME).exists()


def test_every_file_of_the_runtime_is_there(sharing_project: Project, repository: Path) -> None:
    """It is copied byte for byte, whatever the clients need of it; its lock names them."""
    source = repository / "generator/specloom/runtime"
    names = {path.name for path in source.iterdir() if path.is_file()}
    folder = sharing_project.folder / RUNTIME
    made = {path.name for path in folder.iterdir() if path.is_file()}
    assert made - names == {"version.py", "specloom.lock.json"}
    assert names <= made
    for name in names:
        assert (folder / name).read_bytes() == (source / name).read_bytes()
    for path in folder.glob("*.py"):
        assert "# SPDX-License-Identifier: Apache-2.0" in path.read_text().splitlines()[:2]
    lock = lock_of(sharing_project)
    assert lock["source"]["clients"] == ["../cat", "../dog"]
    assert f'"{lock["source"]["version"]}"' in sharing_project.read(f"{RUNTIME}/version.py")


def test_again_changes_nothing(
    sharing_project: Project, capsys: pytest.CaptureFixture[str]
) -> None:
    """A second run finds everything as it should be; so does a check."""
    before = sharing_project.files()
    assert generate() == 0
    assert "shared runtime" in capsys.readouterr().out
    assert main(["check"]) == 0
    assert f"{RUNTIME}: in sync" in capsys.readouterr().out
    assert sharing_project.files() == before


def test_another_place(project: Project) -> None:
    """`runtime_package` is what the client imports: three dots lead out of two packages."""
    more = f'{SHARED}\nruntime_package = "...common.shared_runtime"'
    project.configure(cat=more, dog=more)
    assert generate("--quiet") == 0
    assert (project.folder / "my_app/common/shared_runtime/version.py").is_file()
    assert project.use()["runtimes"] == ["my_app.common.shared_runtime"]


def test_type_checkers_agree(sharing_project: Project) -> None:
    """mypy --strict finds nothing below the parent package, and knows what calls give."""
    (sharing_project.folder / "use.py").write_text(
        "from my_app.clients.cat import Cat, RequestOptions\n"
        "from my_app.clients.cat.models import Cat as Animal\n"
        "from my_app.clients.dog.errors import ApiError\n"
        "animal: Animal = Cat().cat.get('1', options=RequestOptions(timeout=1))\n"
        "status: int = ApiError.__new__(ApiError).status\n"
    )
    said = subprocess.run(
        [sys.executable, "-m", "mypy", "--strict", "my_app", "use.py"],
        cwd=sharing_project.folder,
        capture_output=True,
        text=True,
        check=False,
    )
    assert said.returncode == 0, said.stdout + said.stderr


# --- versions


def test_a_client_refuses_another_version(sharing_project: Project) -> None:
    """On import, before anything of the runtime is used; the message says what to do."""
    place = sharing_project.folder / RUNTIME / "version.py"
    version = lock_of(sharing_project)["source"]["version"]
    place.write_text(place.read_text().replace(version, "000000000000"))
    said = sharing_project.python("-c", "import my_app.clients.dog.models")
    assert said.stderr.splitlines()[-1] == (
        f"ImportError: my_app.clients.dog was made with version {version} of the runtime, but "
        "my_app.clients._specloom_runtime is version 000000000000; "
        "generate all clients that share it in one run of specloom"
    )


@pytest.mark.usefixtures("next_version")
def test_another_version_needs_every_client(
    sharing_project: Project, capsys: pytest.CaptureFixture[str]
) -> None:
    """A run that leaves a client behind is refused, names both, and writes nothing."""
    before, version = sharing_project.files(), lock_of(sharing_project)["source"]["version"]
    sharing_project.configure(cat=SHARED)
    assert generate() == 1
    said = capsys.readouterr().err
    assert "SL606 runtime-shared: my_app/clients/dog was made with version" in said
    assert version in said
    assert "my_app/clients/cat needs version 000000000000" in said
    assert "in one run" in said
    assert sharing_project.files() == before


@pytest.mark.usefixtures("next_version")
def test_all_clients_change_version_together(sharing_project: Project) -> None:
    """Then runtime and clients agree."""
    assert generate("--quiet") == 0
    assert lock_of(sharing_project)["source"]["version"] == "000000000000"
    for name in NAMES:
        assert 'require_version("000000000000", __name__)' in sharing_project.read(
            f"my_app/clients/{name}/__init__.py"
        )
    assert sharing_project.use()["same"] is True


@pytest.mark.usefixtures("next_version")
@pytest.mark.parametrize("broken", NAMES)
def test_a_document_that_fails_keeps_the_version(sharing_project: Project, broken: str) -> None:
    """Neither the runtime nor the other client is touched: they would no longer fit each other."""
    before = sharing_project.files()
    (sharing_project.folder / f"{broken}.yaml").write_text("openapi: [")
    assert generate("--quiet") == 1
    assert sharing_project.files() == before


def test_a_first_document_that_fails_writes_nothing(project: Project) -> None:
    """No runtime without clients, no client without a runtime."""
    project.configure(cat=SHARED, dog=SHARED)
    (project.folder / "dog.yaml").write_text("openapi: [")
    before = project.files()
    assert generate("--quiet") == 1
    assert project.files() == before


def test_a_client_is_generated_alone(sharing_project: Project) -> None:
    """Of the same version one client may be generated without the others; it is not forgotten who they are."""
    sharing_project.configure(cat=SHARED)
    text = sharing_project.read("cat.yaml").replace(
        "{name: {type: string}}", "{size: {type: string}}"
    )
    (sharing_project.folder / "cat.yaml").write_text(text)
    assert generate("--quiet") == 0
    assert "size" in sharing_project.read("my_app/clients/cat/models/cat.py")
    assert lock_of(sharing_project)["source"]["clients"] == ["../cat", "../dog"]


# --- comings and goings


def test_the_last_client_takes_it_away(
    sharing_project: Project, capsys: pytest.CaptureFixture[str]
) -> None:
    """A client that gets a runtime of its own leaves it to the others; the last one deletes it."""
    sharing_project.configure(cat="", dog=SHARED)
    assert generate("--quiet") == 0
    assert lock_of(sharing_project)["source"]["clients"] == ["../dog"]
    sharing_project.configure(cat="", dog="")
    assert generate("--dry-run") == 0
    assert f"{RUNTIME}: no client uses it; would be deleted" in capsys.readouterr().out
    assert (sharing_project.folder / RUNTIME).is_dir()
    assert generate("--dry-run", "--json") == 0
    deleted = json.loads(capsys.readouterr().out)[-1]["deleted"]
    assert deleted.count("specloom.lock.json") == 1
    assert generate() == 0
    assert f"{RUNTIME}: no client uses it; deleted" in capsys.readouterr().out
    assert not (sharing_project.folder / RUNTIME).exists()
    assert sharing_project.use()["same"] is False


def test_another_run_is_faster(
    project: Project, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Two runs at once over one runtime: the second one says so, and changes nothing."""

    def overtaken(*_: object) -> None:
        raise Overtaken("version.py")

    project.configure(cat=SHARED, dog=SHARED)
    monkeypatch.setattr(folder_plan, "apply", overtaken)
    assert generate("--quiet") == 1
    assert "_specloom_runtime was changed by another run" in capsys.readouterr().err


def test_a_deleted_client_is_forgotten(sharing_project: Project) -> None:
    """Its folder was deleted, so it does not count."""
    shutil.rmtree(sharing_project.folder / "my_app/clients/dog")
    sharing_project.configure(cat=SHARED)
    assert main(["check"]) == 1
    assert generate("--quiet") == 0
    assert lock_of(sharing_project)["source"]["clients"] == ["../cat"]


def test_an_edited_runtime_is_kept(
    sharing_project: Project, capsys: pytest.CaptureFixture[str]
) -> None:
    """Nobody uses it any more, but somebody changed it."""
    place = sharing_project.folder / RUNTIME / "retry.py"
    place.write_text(place.read_text() + "MINE = 1\n")
    sharing_project.configure(cat="", dog="")
    assert generate() == 0
    assert "kept, because it was edited" in capsys.readouterr().out
    assert "MINE" in place.read_text()


def test_an_edit_stops_the_run(
    sharing_project: Project, capsys: pytest.CaptureFixture[str]
) -> None:
    """As in a client; `--discard` gives it up."""
    place = sharing_project.folder / RUNTIME / "retry.py"
    text = place.read_text()
    place.write_text(text + "MINE = 1\n")
    before = sharing_project.files()
    assert generate() == 1
    assert f"{RUNTIME}/retry.py: error SL601 output-edited" in capsys.readouterr().err
    assert sharing_project.files() == before
    assert main(["check", RUNTIME]) == 1
    assert "edited: retry.py" in capsys.readouterr().out
    assert generate("--quiet", "--discard") == 0
    assert place.read_text() == text


def test_a_strange_folder_is_left_alone(
    project: Project, capsys: pytest.CaptureFixture[str]
) -> None:
    """A folder that specloom did not make, or that is a client."""
    (project.folder / RUNTIME).mkdir()
    (project.folder / RUNTIME / "mine.py").touch()
    project.configure(cat=SHARED)
    before = project.files()
    assert generate() == 1
    assert f"{RUNTIME}: error SL602 output-not-ours" in capsys.readouterr().err
    assert project.files() == before
    project.configure(cat=f'{SHARED}\nruntime_package = "..dog"', dog="")
    assert generate() == 1
    assert "cannot lie in the folder of a client" in capsys.readouterr().err
    assert {p for p in project.files() if not p.startswith("my_app/clients/dog/")} == {*before}


def test_check(sharing_project: Project, capsys: pytest.CaptureFixture[str]) -> None:
    """A client's check includes the runtime that it shares; the runtime can be checked alone."""
    (sharing_project.folder / RUNTIME / "unset.py").unlink()
    for folder in ("my_app/clients/cat", RUNTIME):
        assert main(["check", folder]) == 1
        assert f"{RUNTIME}: not in sync\n  missing: unset.py" in capsys.readouterr().out.replace(
            "my_app/clients/cat/../", "my_app/clients/"
        )


@pytest.mark.parametrize(
    ("more", "complaint"),
    [
        ('runtime = "both"', "client.runtime must be one of copied, shared"),
        ('runtime_package = "..x"', "client.runtime_package has a meaning only with"),
        (f'{SHARED}\nruntime_package = "x"', "client.runtime_package must be like"),
        (f'{SHARED}\nruntime_package = ".x"', "client.runtime_package must be like"),
        (f'{SHARED}\nruntime_package = "..class"', "client.runtime_package must be like"),
        (f'{SHARED}\nruntime_package = "../x"', "client.runtime_package must be like"),
        ('license = "MIT\\nimport os"', "client.license must be an SPDX license expression"),
    ],
)
def test_wrong_configuration(
    project: Project, capsys: pytest.CaptureFixture[str], more: str, complaint: str
) -> None:
    """The file and the key are named."""
    project.configure(cat=more)
    assert generate() == 2
    assert f"specloom.toml: {complaint}" in capsys.readouterr().err


def test_a_project_has_its_own_runtime(
    project: Project, capsys: pytest.CaptureFixture[str]
) -> None:
    """A project is a distribution, which has to be complete."""
    table = f'[[client]]\nspec = "cat.yaml"\noutput = "out"\n{SHARED}\n'
    (project.folder / "specloom.toml").write_text(table)
    assert generate() == 2
    assert 'only with layout = "vendored"' in capsys.readouterr().err
