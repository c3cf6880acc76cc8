"""What is measured of specloom alone: how much it writes, what a second run costs, and how all of it grows."""

from __future__ import annotations

import json
import re
import shutil
import statistics
import subprocess
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path

from measured import environment, seconds

ROUNDS = 5
_SUMMARY = re.compile(r'("summary": ")(?=[A-Z])')
_RECORDS = ("specloom.lock.json", "specloom.surface.json")


@dataclass
class Alone:
    """Figures of specloom without a peer.

    Attributes:
        sizes: Document -> the bytes of "package", "tests", "records" (lock and surface), "docs" and "all".
        unchanged: CPU seconds of a second run on the largest document.
        changed: The same after one operation has changed.
        lines: The lines of lock and surface that this changes.
        start: CPU seconds over a bare interpreter: "help", "check" of a client in sync, and "imports".
    """

    sizes: dict[str, dict[str, int]] = field(default_factory=dict)
    unchanged: float = 0.0
    changed: float = 0.0
    lines: int = 0
    start: dict[str, float] = field(default_factory=dict)


def read(path: Path) -> Alone | None:
    """Return earlier figures, if there are any."""
    return Alone(**json.loads(path.read_text())) if path.exists() else None


def write(path: Path, alone: Alone) -> None:
    """Keep figures."""
    path.write_text(json.dumps(asdict(alone), indent=1) + "\n", encoding="utf-8")


def measure(cache: Path, documents: Sequence[str], path_of: Callable[[str], Path]) -> Alone:
    """Return the figures of what the comparison has left in the cache; the last document is the largest."""
    programs = environment(cache, "specloom", ())
    alone = Alone(sizes={name: _sizes(_client(cache, name)) for name in documents})
    alone.start = _start(programs, _client(cache, documents[0]))
    _measure_updates(alone, programs, path_of(documents[-1]), cache / "out" / "updates")
    return alone


def _client(cache: Path, name: str) -> Path:
    return cache / "out" / name / "specloom" / "client"


def _sizes(client: Path) -> dict[str, int]:
    def size(*names: str) -> int:
        places = [client / name for name in names]
        files = [file for place in places for file in (place, *place.rglob("*")) if file.is_file()]
        return sum(file.stat().st_size for file in files if "__pycache__" not in file.parts)

    parts = {name: size(name) for name in ("tests", "docs")}
    return parts | {"package": size("src"), "records": size(*_RECORDS), "all": size(".")}


def _start(programs: Path, client: Path) -> dict[str, float]:
    python, program = str(programs / "python"), str(programs / "specloom")
    commands = {
        "bare": [python, "-c", "pass"],
        "help": [program, "--help"],
        "check": [program, "check", str(client)],
        "imports": [python, "-c", "import specloom.build.pipeline"],
    }
    found: dict[str, list[float]] = {name: [] for name in commands}
    for command in commands.values():
        subprocess.run(command, check=True, capture_output=True)
    for _ in range(2 * ROUNDS):
        for name, command in commands.items():
            found[name].append(seconds(command, programs, client))
    return {name: min(times) - min(found["bare"]) for name, times in found.items()}


def _measure_updates(alone: Alone, programs: Path, document: Path, folder: Path) -> None:
    """Generate, generate again, and once more after the summary of one operation has changed."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    spec, client = folder / "openapi.json", folder / "client"
    text = document.read_text(encoding="utf-8")
    spec.write_text(text, encoding="utf-8")
    command = [str(programs / "specloom"), "generate", str(spec), "--output", str(client), "-q"]
    subprocess.run(command, check=True, capture_output=True)
    alone.unchanged = statistics.median(seconds(command, programs, folder) for _ in range(ROUNDS))
    changed = []
    before = _records(client)
    places = list(_SUMMARY.finditer(text))
    for number in range(ROUNDS):
        end = places[len(places) * (number + 1) // (ROUNDS + 1)].end()
        spec.write_text(f"{text[:end]}Indeed, {text[end:]}", encoding="utf-8")
        changed.append(seconds(command, programs, folder))
        alone.lines = max(alone.lines, _added(before, _records(client)))
        spec.write_text(text, encoding="utf-8")
        subprocess.run(command, check=True, capture_output=True)
    alone.changed = statistics.median(changed)


def _records(client: Path) -> list[str]:
    return [line for name in _RECORDS for line in (client / name).read_text().splitlines()]


def _added(before: Sequence[str], after: Sequence[str]) -> int:
    """Return how many lines are new, as a pull request shows them."""
    return sum((Counter(after) - Counter(before)).values())
