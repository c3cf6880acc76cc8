"""The distributions: what is in them, and that an installed specloom does what the checkout does."""

from __future__ import annotations

import importlib.util
import os
import shutil
import subprocess
import sys
import tarfile
import venv
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from email.parser import HeaderParser
from importlib.metadata import Distribution, distribution
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from specloom.output.folder.lock_file import LOCK_NAME, read_lock, same_but_for_tools

CACHES = shutil.ignore_patterns(
    ".git", ".venv", "__pycache__", ".*_cache", ".hypothesis", "*.egg-info"
)


@dataclass(frozen=True)
class Built:
    """The distributions of this checkout."""

    wheel: Path
    sdist: Path


def run(*command: str | Path, folder: Path, env: dict[str, str] | None = None) -> str:
    """Run a command that must work; return its standard output."""
    finished = subprocess.run(
        [str(part) for part in command],
        cwd=folder,
        env=env,
        capture_output=True,
        text=True,
        check=False,
    )
    assert finished.returncode == 0, finished.stdout + finished.stderr
    return finished.stdout


@pytest.fixture(scope="module")
def built(repository: Path, tmp_path_factory: pytest.TempPathFactory) -> Built:
    """An sdist of a copy of the checkout, and a wheel of that sdist."""
    folder = tmp_path_factory.mktemp("built")
    tree = folder / "tree"
    shutil.copytree(repository, tree, ignore=CACHES)
    # Without hatchling at hand it is fetched, into an environment of its own.
    isolation = ["--no-isolation"] if importlib.util.find_spec("hatchling") else []
    run(sys.executable, "-m", "build", *isolation, "--outdir", folder, tree, folder=folder)
    (wheel,) = folder.glob("*.whl")
    (sdist,) = folder.glob("*.tar.gz")
    return Built(wheel, sdist)


def files_below(folder: Path) -> set[str]:
    """Return the paths of all files below a folder, except for what tools leave behind."""
    paths = [path.relative_to(folder) for path in folder.rglob("*") if path.is_file()]
    return {
        path.as_posix()
        for path in paths
        if "__pycache__" not in path.parts and not any(p.startswith(".") for p in path.parts)
    }


def test_the_wheel_is_reproducible(built: Built, tmp_path: Path) -> None:
    """A second build, of files with other times in another folder, has the same bytes."""
    shutil.unpack_archive(built.sdist, tmp_path)
    (tree,) = tmp_path.iterdir()
    for path in tree.rglob("*"):
        os.utime(path, (1_700_000_000, 1_700_000_000))
    isolation = ["--no-isolation"] if importlib.util.find_spec("hatchling") else []
    again = tmp_path / "again"
    run(sys.executable, "-m", "build", "--wheel", *isolation, "--outdir", again, tree, folder=tree)
    assert (again / built.wheel.name).read_bytes() == built.wheel.read_bytes()


def test_the_wheel_is_complete(built: Built, repository: Path) -> None:
    """Every module, every template, every file of the runtime, the page of codes; and nothing else."""
    with zipfile.ZipFile(built.wheel) as archive:
        names = {name for name in archive.namelist() if ".dist-info/" not in name}
        (entry_points,) = [n for n in archive.namelist() if n.endswith("entry_points.txt")]
        assert "specloom = specloom.cli:run" in archive.read(entry_points).decode()
    templates = {f"specloom/templates/{name}" for name in files_below(repository / "templates")}
    modules = {f"specloom/{name}" for name in files_below(repository / "generator/specloom")}
    assert templates
    assert any(name.startswith("specloom/runtime/") for name in modules)
    assert names == templates | modules | {"specloom/diagnostics.md"}


def test_the_sdist_is_complete(built: Built, repository: Path) -> None:
    """It holds what the wheel is made of, the specs and the tests."""
    with tarfile.open(built.sdist) as archive:
        names = {
            name.partition("/")[2]
            for member in archive
            if member.isfile() and (name := member.name)
        }
    for part in ("generator", "templates", "specs", "tests"):
        assert {f"{part}/{name}" for name in files_below(repository / part)} <= names
    assert {"pyproject.toml", "README.md", "LICENSE", "PKG-INFO"} <= names
    packed = {name for name in names if name.startswith("generated_samples/")}
    whole = {f"generated_samples/{name}" for name in files_below(repository / "generated_samples")}
    assert packed in (set(), whole), "half a sample is of no use"


# --- installed


def needed(texts: list[str], extra: str = "") -> Iterator[Distribution]:
    """Yield the distributions of this environment that requirements ask for, and what those ask for."""
    for text in texts:
        requirement = Requirement(text)
        if requirement.marker is not None and not requirement.marker.evaluate({"extra": extra}):
            continue
        found = distribution(requirement.name)
        assert requirement.specifier.contains(found.version, prereleases=True), text
        yield found
        for inner in ("", *requirement.extras):
            yield from needed(found.requires or [], inner)


def install_copy(found: Distribution, site_packages: Path) -> None:
    """Put a distribution of this environment into another one, without its commands; but ruff is one."""
    assert found.files is not None
    for file in found.files:
        is_command = ".." in file.parts
        if file.suffix != ".pyc" and (not is_command or file.name == "ruff"):
            place = site_packages / file
            place.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(str(found.locate_file(file)), place)


@pytest.fixture(scope="module")
def installed(built: Built, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The `bin` folder of a new environment with the wheel and what it requires, and nothing else.

    What it requires is copied from this environment, so that no network is needed.
    """
    folder = tmp_path_factory.mktemp("installed") / "environment"
    venv.create(folder, with_pip=False)
    (site_packages,) = folder.glob("lib/python*/site-packages")
    with zipfile.ZipFile(built.wheel) as archive:
        (metadata,) = [name for name in archive.namelist() if name.endswith("/METADATA")]
        headers = HeaderParser().parsestr(archive.read(metadata).decode())
    requirements = headers.get_all("Requires-Dist") or []
    assert requirements
    for found in {found.name: found for found in needed(requirements)}.values():
        install_copy(found, site_packages)
    # With the pip of this environment: to unpack another one takes longer than all the rest.
    pip = [sys.executable, "-m", "pip", "--python", folder / "bin/python"]
    pip.append("--disable-pip-version-check")
    run(*pip, "install", "--no-index", built.wheel, folder=folder)
    run(*pip, "check", folder=folder)
    return folder / "bin"


def clean_environment(home: Path) -> dict[str, str]:
    """Return an environment that knows nothing of this checkout."""
    names = ("LANG", "LC_ALL", "SYSTEMROOT", "TMPDIR")
    return {name: os.environ[name] for name in names if name in os.environ} | {
        "HOME": str(home),
        "PATH": os.defpath,
        "PYTHONDONTWRITEBYTECODE": "1",
    }


def test_the_installed_specloom_makes_the_same_sample(
    installed: Path, repository: Path, tmp_path: Path
) -> None:
    """From the wheel, in another folder, every byte is that of the committed sample; the lock may name another build."""
    env = clean_environment(tmp_path)
    where = run(
        installed / "python",
        "-c",
        "import specloom; print(specloom.__file__)",
        folder=tmp_path,
        env=env,
    )
    assert Path(where.strip()).is_relative_to(installed.parent)
    shutil.copytree(repository / "specs", tmp_path / "specs")
    config = tmp_path / "specs/amazon-bedrock/specloom.toml"
    root = Path(tmp_path.anchor)
    said = run(installed / "specloom", "generate", "--config", config, folder=root, env=env)
    assert said.startswith("amazon_bedrock: 8 operations, ")

    sample = repository / "generated_samples/amazon_bedrock"
    made = tmp_path / "generated_samples/amazon_bedrock"
    names = files_below(made)
    assert names == files_below(sample)
    different = [n for n in names if (made / n).read_bytes() != (sample / n).read_bytes()]
    assert set(different) <= {LOCK_NAME}
    one, other = (read_lock((folder / LOCK_NAME).read_text("utf-8")) for folder in (made, sample))
    assert same_but_for_tools(one, other)

    said = run(installed / "python", "-m", "specloom", "check", made, folder=root, env=env)
    assert "in sync" in said


def test_the_clients_libraries_are_not_needed(installed: Path, tmp_path: Path) -> None:
    """The generator does not import its runtime, so it works without httpx2."""
    code = "import importlib.util as u; print(u.find_spec('httpx2'), u.find_spec('boto3'))"
    env = clean_environment(tmp_path)
    assert run(installed / "python", "-c", code, folder=tmp_path, env=env) == "None None\n"
