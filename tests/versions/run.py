"""Try what the project says it works with: `make versions`; needs the network for pip.

Two kinds of environments are made: one of the lowest versions that the generator, the clients and their `dev` extra
allow, and one of the newest for each Python that is found (`python3.12`, ...; SPECLOOM_PYTHONS names others, with colons
between). In each the samples must be what the generator makes, and their tests and types must pass. Where there is npm,
the newest pyright checks the samples strictly, too.

Prints a line for each step. The exit code is 1 if one fails.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
import tomllib
from collections.abc import Iterator, Sequence
from pathlib import Path

from packaging.requirements import Requirement

ROOT = Path(__file__).resolve().parents[2]
SAMPLES = sorted(path.parent for path in ROOT.glob("generated_samples/*/pyproject.toml"))
OTHERS = ("python3.12", "python3.13", "python3.14")


def allowed() -> list[Requirement]:
    """Return what the generator requires, and what a client and its development do."""
    projects = [tomllib.loads(path.read_text("utf-8"))["project"] for path in project_files()]
    lists = [each["dependencies"] for each in projects]
    lists.append(projects[-1]["optional-dependencies"]["dev"])
    return [Requirement(text) for texts in lists for text in texts]


def project_files() -> tuple[Path, Path]:
    """Return the pyproject.toml of the generator and of a client."""
    return ROOT / "pyproject.toml", SAMPLES[-1] / "pyproject.toml"


def lowest(requirements: Sequence[Requirement]) -> Iterator[str]:
    """Yield the requirements with their lower bounds as the only versions; of several bounds, the highest counts."""
    bounds: dict[str, list[str]] = {}
    for each in requirements:
        bounds.setdefault(each.name, []).extend(
            bound.version for bound in each.specifier if bound.operator == ">="
        )
    for name, versions in bounds.items():
        highest = max(versions, key=lambda text: tuple(map(int, text.split("."))))
        yield f"{name}=={highest}"


def main() -> int:
    """Make each environment and check the samples in it; return the exit code."""
    requirements = allowed()
    named = os.environ.get("SPECLOOM_PYTHONS")
    pythons = named.split(":") if named else [p for p in map(shutil.which, OTHERS) if p]
    wanted = [("lowest versions", sys.executable, list(lowest(requirements)))]
    wanted += [(Path(python).name, python, list(map(str, requirements))) for python in pythons]
    return max([*(tried(*each) for each in wanted), pyright()])


def tried(name: str, python: str, packages: Sequence[str]) -> int:
    """Make an environment, and try the samples in it; return 1 if anything fails."""
    with tempfile.TemporaryDirectory() as folder:
        there = str(Path(folder, "venv/bin/python"))
        steps = [
            ("made", ROOT, (python, "-m", "venv", f"{folder}/venv")),
            ("installed", ROOT, (there, "-m", "pip", "install", "--quiet", *packages)),
            ("in sync", ROOT, (there, "-m", "specloom", "check", "--quiet")),
        ]
        for sample in SAMPLES:
            cache = f"--cache-dir={folder}/cache"
            steps.append((f"{sample.name}: tests", sample, (there, "-m", "pytest", "-q")))
            steps.append(
                (f"{sample.name}: types", sample, (there, "-m", "mypy", cache, "src", "tests"))
            )
        results = [passed(f"{name}: {step}", place, command) for step, place, command in steps]
    return 0 if all(results) else 1


def pyright() -> int:
    """Check the samples with pyright and the packages of this Python; return 1 if anything fails."""
    if shutil.which("npx") is None:
        return 0
    with tempfile.TemporaryDirectory() as folder:
        results = []
        for sample in SAMPLES:
            # Paths in a configuration of pyright's are relative to it.
            parts = [os.path.relpath(sample / part, folder) for part in ("src", "tests")]
            settings = {"include": parts, "extraPaths": parts, "typeCheckingMode": "strict"}
            Path(folder, "pyrightconfig.json").write_text(json.dumps(settings), "utf-8")
            command = ("npx", "--yes", "pyright", "--pythonpath", sys.executable, "-p", folder)
            results.append(passed(f"pyright: {sample.name}", ROOT, command))
    return 0 if all(results) else 1


def passed(step: str, folder: Path, command: Sequence[str]) -> bool:
    """Run a command; print its step, and its output if it fails."""
    variables = {**os.environ, "PYTHONPATH": str(ROOT / "generator")}
    finished = subprocess.run(
        command, cwd=folder, env=variables, capture_output=True, text=True, check=False
    )
    is_good = finished.returncode == 0
    print(f"{'ok    ' if is_good else 'FAILED'} {step}", flush=True)
    if not is_good:
        print(f"{finished.stdout}{finished.stderr}"[-2000:], flush=True)
    return is_good


if __name__ == "__main__":
    sys.exit(main())
