"""Measurements of one generator on one document, kept as JSON so that a run can be taken up again."""

from __future__ import annotations

import json
import os
import shutil
import statistics
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path

from tools import CLIENTS, Tool

_IMPORT_ALL = """
import importlib, pkgutil, sys
package = importlib.import_module(sys.argv[1])
failed = 0
for module in pkgutil.walk_packages(getattr(package, "__path__", ()), sys.argv[1] + ".", onerror=lambda name: None):
    try:
        importlib.import_module(module.name)
    except Exception:
        failed += 1
print(failed)
"""


@dataclass
class Measured:
    """What one generator did with one document.

    Attributes:
        cpu: User and system seconds of each run, of all its processes.
        wall: Elapsed seconds of each run.
        megabytes: The greatest resident memory of one of its processes.
        failure: The end of what it printed where it failed; else "".
        operations: How many operations were written; None where the tool writes none.
        lines: The lines of Python in the import package.
        unimportable: How many of its modules cannot be imported; None where the package itself cannot.
        import_seconds: CPU seconds of importing the package, less a bare interpreter.
        type_errors: What mypy reports in it with its default settings; None where it was not asked.
    """

    cpu: list[float] = field(default_factory=list)
    wall: list[float] = field(default_factory=list)
    megabytes: float = 0.0
    failure: str = ""
    operations: int | None = None
    lines: int = 0
    unimportable: int | None = None
    import_seconds: float = 0.0
    type_errors: int | None = None

    @property
    def seconds(self) -> float:
        """The median CPU time of a run."""
        return statistics.median(self.cpu) if self.cpu else 0.0


def read(path: Path) -> dict[str, Measured]:
    """Return earlier measurements: "document tool" -> what was measured."""
    if not path.exists():
        return {}
    return {key: Measured(**value) for key, value in json.loads(path.read_text()).items()}


def write(path: Path, measured: Mapping[str, Measured]) -> None:
    """Write measurements."""
    data = {key: asdict(value) for key, value in measured.items()}
    path.write_text(json.dumps(data, indent=1, sort_keys=True) + "\n", encoding="utf-8")


def environment(cache: Path, name: str, requirements: Sequence[str]) -> Path:
    """Return the folder of programs of an environment, installing it if it is not there."""
    folder = cache / name
    ready = folder / ".ready"
    if not ready.exists():
        print(f"installing {name}", file=sys.stderr)
        subprocess.run([sys.executable, "-m", "venv", "--clear", str(folder)], check=True)
        pip = [str(folder / "bin/python"), "-m", "pip", "install", "--quiet"]
        subprocess.run([*pip, *requirements], check=True)
        ready.touch()
    return folder / "bin"


def generate(tool: Tool, programs: Path, document: Path, out: Path, measured: Measured) -> None:
    """Run a generator into an empty folder, and add what it used."""
    shutil.rmtree(out, ignore_errors=True)
    out.mkdir(parents=True)
    program, *arguments = tool.command(document, out)
    log = out / "log.txt"
    usage, code, elapsed = _used([str(programs / program), *arguments], programs, log, out)
    measured.failure = "" if code == 0 else log.read_text(errors="replace")[-300:]
    measured.cpu.append(usage.ru_utime + usage.ru_stime)
    measured.wall.append(elapsed)
    measured.megabytes = max(measured.megabytes, usage.ru_maxrss / 1024)


def inspect(tool: Tool, cache: Path, out: Path, measured: Measured, *, types: bool) -> None:
    """Look at what a generator wrote: operations, lines, imports, and types if they are asked for."""
    package = next(iter(sorted(out.glob(tool.package))), None)
    if package is None:
        return
    if tool.operations is not None:
        measured.operations = tool.operations(package)
    files = sorted(package.rglob("*.py")) if package.is_dir() else [package]
    measured.lines = sum(file.read_bytes().count(b"\n") for file in files)
    programs = environment(cache, "clients", CLIENTS)
    python = str(programs / "python")
    code = [python, "-c", _IMPORT_ALL, package.stem]
    done = subprocess.run(
        code,
        cwd=package.parent,
        env=_environment(programs),
        capture_output=True,
        text=True,
        check=False,
    )
    measured.unimportable = int(done.stdout) if done.returncode == 0 else None
    bare = min(seconds([python, "-c", "pass"], programs, package.parent) for _ in range(5))
    imports = [python, "-c", f"import {package.stem}"]
    times = [seconds(imports, programs, package.parent) for _ in range(5)]
    measured.import_seconds = max(min(times) - bare, 0.0)
    if types:
        command = [python, "-m", "mypy", "--no-error-summary", "--cache-dir", str(cache / "mypy")]
        done = subprocess.run(
            [*command, package.name],
            cwd=package.parent,
            capture_output=True,
            text=True,
            check=False,
        )
        measured.type_errors = done.stdout.count(": error:")


def _environment(programs: Path) -> dict[str, str]:
    # Byte code is written, whatever this machine's default is; a tool finds the formatters beside it.
    kept = {k: v for k, v in os.environ.items() if not k.startswith("PYTHON")}
    return kept | {"PATH": f"{programs}{os.pathsep}{os.environ['PATH']}"}


def _used(
    command: Sequence[str], programs: Path, log: Path, folder: Path
) -> tuple[os.struct_rusage, int, float]:
    begin = time.monotonic()
    with log.open("wb") as output:
        process = subprocess.Popen(
            command, cwd=folder, env=_environment(programs), stdout=output, stderr=output
        )
        _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    return usage, process.returncode, time.monotonic() - begin


def seconds(command: Sequence[str], programs: Path, folder: Path) -> float:
    """Return the CPU seconds of a command."""
    usage, _, _ = _used(command, programs, Path(os.devnull), folder)
    return usage.ru_utime + usage.ru_stime
