"""What the benchmarks share: the sample, CPU time of other processes, and repeated measurements."""

from __future__ import annotations

import os
import platform
import shutil
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
SAMPLE = ROOT / "generated_samples" / "amazon_bedrock"


def heading(title: str) -> None:
    """Print what is measured, with what, and when."""
    parts = [f"Python {platform.python_version()}"]
    parts += [f"{name} {version(name)}" for name in ("pydantic", "httpx2")]
    print(f"## {title}\n\n{time.strftime('%Y-%m-%d')}, {', '.join(parts)}\n")


def table(header: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Print a Markdown table; every column but the first is aligned to the right."""
    widths = [max(len(row[i]) for row in (header, *rows)) for i in range(len(header))]

    def line(row: Sequence[str]) -> str:
        cells = [row[0].ljust(widths[0])]
        cells += [cell.rjust(width) for cell, width in zip(row[1:], widths[1:], strict=True)]
        return f"| {' | '.join(cells)} |"

    rule = ["-" * widths[0], *("-" * (width - 1) + ":" for width in widths[1:])]
    print("\n".join([line(header), line(rule), *map(line, rows)]))


@dataclass(frozen=True)
class Times:
    """CPU times of repeated measurements, in seconds."""

    values: Sequence[float]

    @property
    def least(self) -> float:
        """The shortest: what it takes when nothing else disturbs."""
        return min(self.values)

    @property
    def median(self) -> float:
        """The one in the middle."""
        return statistics.median(self.values)


@dataclass(frozen=True)
class Usage:
    """What a process used."""

    seconds: float
    megabytes: float


def run(arguments: Sequence[str], *, path: Path | None = None) -> Usage:
    """Run Python with arguments and give what it used. Byte code is kept, whatever the environment says."""
    environment = {k: v for k, v in os.environ.items() if not k.startswith("PYTHON")}
    if path is not None:
        environment["PYTHONPATH"] = str(path)
    process = subprocess.Popen(
        [sys.executable, *arguments], env=environment, stdout=subprocess.DEVNULL
    )
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0:
        raise SystemExit(f"{arguments} gave exit code {process.returncode}")
    return Usage(usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024)


def copy_of_sample(folder: Path) -> Path:
    """Copy the sample's package to a folder of its own, so that byte code does not get into the checkout."""
    target = folder / "src"
    shutil.copytree(SAMPLE / "src", target, ignore=shutil.ignore_patterns("__pycache__"))
    return target


def interleaved(
    cases: Mapping[str, Callable[[], object]], *, number: int, repeat: int
) -> dict[str, Times]:
    """Time functions in turn, so that a disturbance hits all alike; return CPU seconds of one call."""
    found: dict[str, list[float]] = {name: [] for name in cases}
    for _ in range(repeat):
        for name, function in cases.items():
            begin = time.process_time()
            for _ in range(number):
                function()
            found[name].append((time.process_time() - begin) / number)
    return {name: Times(values) for name, values in found.items()}


def milliseconds(seconds: float) -> str:
    """Write a time in milliseconds."""
    return f"{seconds * 1e3:.1f}"


def microseconds(seconds: float) -> str:
    """Write a time in microseconds."""
    return f"{seconds * 1e6:.1f}"
