"""Break the samples in many ways, one after the other, and show which of them their generated tests notice."""

from __future__ import annotations

import argparse
import shutil
import subprocess
import sys
import tempfile
import tomllib
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
SAMPLES = ROOT / "generated_samples"
LEAST_NOTICED = 0.93
"""The share of the mutations that must be noticed: 28 of 30."""


@dataclass(frozen=True)
class Mutation:
    """A change that breaks a client: `before` is replaced by `after` in one file of its package."""

    name: str
    file: str
    before: str
    after: str
    client: str = "kitchen_sink"
    missed: str = ""

    def path(self, samples: Path = SAMPLES) -> Path:
        """Return the file of this mutation."""
        return samples / self.client / "src" / self.client / self.file

    def broken(self) -> str:
        """Return the text of the file when it is broken. Raises `ValueError` unless `before` occurs once in it."""
        text = self.path().read_text(encoding="utf-8")
        if text.count(self.before) != 1:
            raise ValueError(f"{self.name}: occurs {text.count(self.before)} times in {self.file}")
        return text.replace(self.before, self.after)


def mutations() -> list[Mutation]:
    """Return the list."""
    text = Path(__file__).with_name("mutations.toml").read_text(encoding="utf-8")
    return [Mutation(**each) for each in tomllib.loads(text)["mutation"]]


def is_noticed(mutation: Mutation | None, client: str = "kitchen_sink") -> bool:
    """Return whether the generated tests of a client fail when it has a mutation, or None."""
    with tempfile.TemporaryDirectory() as folder:
        client = mutation.client if mutation else client
        ignored = shutil.ignore_patterns("__pycache__", ".*", "site")
        copy = Path(shutil.copytree(SAMPLES / client, Path(folder) / client, ignore=ignored))
        if mutation:
            mutation.path(Path(folder)).write_text(mutation.broken(), encoding="utf-8")
        options = ("-q", "-x", "-p", "no:cacheprovider", "-p", "no:xdist", "tests")
        command = [sys.executable, "-m", "pytest", *options]
        run = subprocess.run(
            command, cwd=copy, capture_output=True, text=True, check=False, timeout=600
        )
        if run.returncode > 2:  # neither passed nor failed
            raise RuntimeError(run.stdout + run.stderr)
        return run.returncode != 0


def main() -> int:
    """Print what is noticed; return 1 if that is too little."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "words", nargs="*", help="only mutations whose names have all of these words"
    )
    parser.add_argument("--jobs", type=int, default=2, help="how many to try at once")
    arguments = parser.parse_args()
    every = mutations()
    for client in sorted({each.client for each in every}):
        if is_noticed(None, client):
            print(f"{client}: its tests fail without any mutation")
            return 1
    chosen = [each for each in every if all(word in each.name for word in arguments.words)]
    noticed = 0
    with ThreadPoolExecutor(arguments.jobs) as pool:
        for mutation, seen in zip(chosen, pool.map(is_noticed, chosen), strict=True):
            noticed += seen
            print(f"{'noticed' if seen else 'MISSED '}  {mutation.name}", flush=True)
    print(f"{noticed} of {len(chosen)} noticed")
    return 0 if noticed >= LEAST_NOTICED * len(chosen) else 1


if __name__ == "__main__":
    raise SystemExit(main())
