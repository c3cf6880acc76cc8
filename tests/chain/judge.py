"""mypy as the judge of change reports: what it refuses after an update must have been foretold.

Code that uses everything of the old client (`uses.py`) is type-checked against the new one. Each line that fails must
have a breaking change of the same method, argument, field or class in the report of the update.

    python tests/chain/judge.py OLD.json NEW.json [FOLDER]
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(REPOSITORY / "generator"), str(Path(__file__).parent)]

from specloom.build.pipeline import generate  # noqa: E402
from specloom.changes.model import Change, ChangeSeverity  # noqa: E402
from specloom.changes.surface.surface_file import SURFACE_NAME, read_surface  # noqa: E402
from specloom.config import ClientConfig  # noqa: E402
from specloom.ir.client_surface import ClientSurface  # noqa: E402
from specloom.ir.type_graph import reachable, request_ids, response_ids  # noqa: E402
from specloom.run.progress import SilentProgress  # noqa: E402
from uses import Client, Module, Use, uses_of  # noqa: E402

PACKAGE = "judged"
_ERROR = re.compile(r"(?P<file>[^:]+)\.py:(?P<line>\d+): error: (?P<message>.*)")
_NAMED = re.compile(
    r'"(?:\w+\.)*(models|types|errors)\.(\w+)"|Module "\w+\.(models|types|errors)" has no attribute "(\w+)"'
)


@dataclass(frozen=True, slots=True)
class Failure:
    """A use that fails after the update: what mypy says, and whether the report says it, too."""

    use: Use
    message: str
    foretold: bool


@dataclass(frozen=True, slots=True)
class Judged:
    """What an update broke."""

    failures: tuple[Failure, ...]
    uses: int
    changes: tuple[Change, ...]

    @property
    def missed(self) -> list[Failure]:
        """What was not foretold."""
        return [failure for failure in self.failures if not failure.foretold]


def judge(old: Path, new: Path, folder: Path) -> Judged:
    """Update the client of a document to another one, and compare what mypy and the report say of it."""
    spec, output = folder / "openapi.json", folder / "client"
    config = ClientConfig(
        spec=str(spec),
        output=str(output),
        package=PACKAGE,
        formatter="none",
        parts=frozenset({"client"}),
    )
    shutil.copyfile(old, spec)
    generate(config, SilentProgress())
    surface = read_surface((output / SURFACE_NAME).read_text(encoding="utf-8"))
    modules = uses_of(_client(surface, output))
    for module in modules:
        (folder / f"{module.name}.py").write_text("\n".join(module.lines) + "\n", encoding="utf-8")
    before = dict(_errors(folder, modules))
    shutil.copyfile(new, spec)
    result = generate(config, SilentProgress())
    report = _Report(surface, result.changes)
    failures = tuple(
        Failure(use, message, report.foretells(use, message))
        for (name, line), message in _errors(folder, modules)
        if (name, line) not in before and (use := _use(modules, name, line)) is not None
    )
    return Judged(failures, sum(len(each.uses) for each in modules), result.changes)


def _client(surface: ClientSurface, output: Path) -> Client:
    methods = {
        f"{each.resource}.{each.name}" if each.resource else each.name
        for each in surface.methods.values()
    }
    types, operations = surface.api.types, surface.api.operations
    read = reachable(types, (i for each in operations for i in response_ids(each)))
    made = reachable(types, (i for each in operations for i in request_ids(each)))
    models = surface.models
    return Client(
        output / "src" / PACKAGE,
        surface.client,
        methods,
        read={name for i in read if (name := models[i].name)},
        made={name for i in made if (name := models[i].request or models[i].name)},
    )


def _use(modules: Sequence[Module], name: str, line: int) -> Use | None:
    module = next(each for each in modules if each.name == name)
    return module.uses.get(line)


def _errors(folder: Path, modules: Sequence[Module]) -> Iterator[tuple[tuple[str, int], str]]:
    """Yield what mypy refuses: module, line and message, once for each line."""
    done = subprocess.run(
        [
            sys.executable,
            "-m",
            "mypy",
            "--follow-imports=silent",
            "--no-error-summary",
            "--cache-dir",
            # Not that of other runs: each would check the libraries again, with its own options.
            str(Path(os.environ.get("MYPY_CACHE_DIR", ".mypy_cache"), "uses")),
        ]
        + [f"{module.name}.py" for module in modules],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "MYPYPATH": str(folder / "client" / "src")},
    )
    seen = set()
    for line in done.stdout.splitlines():
        if match := _ERROR.match(line):
            key = match["file"], int(match["line"])
            if key not in seen:
                seen.add(key)
                yield key, match["message"]
    if done.returncode not in (0, 1):
        raise AssertionError(done.stdout + done.stderr)


class _Report:
    """The breaking changes of a report, by the names that they are about."""

    def __init__(self, surface: ClientSurface, changes: Sequence[Change]) -> None:
        breaking = [each for each in changes if each.severity is ChangeSeverity.BREAKING]
        self._subjects = {each.subject for each in breaking}
        for each in breaking:
            self._subjects.update(re.findall(r"\(also (models\.\w+\.\w+)\)", each.message))
        self._affected = {call for each in breaking for call in each.affects}
        self._classes: Mapping[str, set[str]] = {
            f"types.{model.argument}": {f"models.{model.name}", f"models.{model.request}"}
            for model in surface.models.values()
            if model.argument
        }
        self._fields = {
            f"types.{model.argument}.{wire}": field
            for model in surface.models.values()
            for wire, field in model.fields.items()
        }

    def foretells(self, use: Use, message: str) -> bool:
        """Return whether a breaking change is about what a use fails of."""
        named = _NAMED.search(message)
        if named and any(self._is_about(f"{named[1] or named[3]}.{named[2] or named[4]}")):
            return True
        if any(self._is_about(use.subject)):
            return True
        # A method or a constructor fails for what is inside of its arguments; a field for the type that it has.
        owner = _owner(use.subject)
        if owner in self._affected or owner in self._subjects:
            return True
        words = {f"models.{word}" for text in use.annotations for word in re.findall(r"\w+", text)}
        return bool(words & self._subjects)

    def _is_about(self, subject: str) -> Iterator[bool]:
        for name in (subject, *self._dictionary(subject)):
            yield name in self._subjects
            yield any(each.startswith((f"{name}.", f"{name}(")) for each in self._subjects)
            resource = name.rpartition(".")[0]
            yield resource.startswith("client.") and resource in self._subjects

    def _dictionary(self, subject: str) -> Iterator[str]:
        """Yield the same entry of the classes that a typed dictionary stands for."""
        for dictionary, classes in self._classes.items():
            if subject == dictionary or subject.startswith(f"{dictionary}."):
                field = self._fields.get(subject, subject[len(dictionary) + 1 :])
                yield from (f"{name}.{field}" if field else name for name in classes)


def _owner(subject: str) -> str:
    """Return the method or the class that something is part of."""
    if "(" in subject:
        return subject.partition("(")[0]
    parts = subject.split(".")
    return ".".join(parts[:2]) if parts[0] in ("models", "types") else subject


def report(judged: Judged) -> str:
    """Return the figures, and what was not foretold."""
    told = len(judged.failures) - len(judged.missed)
    lines = [f"{judged.uses} uses, {len(judged.failures)} fail, {told} foretold"]
    lines += [f"    missed: {each.use.subject}: {each.message}" for each in judged.missed]
    return "\n".join(lines)


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as scratch:
        place = Path(sys.argv[3]) if len(sys.argv) > 3 else Path(scratch)
        place.mkdir(parents=True, exist_ok=True)
        print(report(judge(Path(sys.argv[1]), Path(sys.argv[2]), place)))
