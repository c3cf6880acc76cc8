"""Drives one client through a chain of versions of its document, as a project that vendors it would.

Between the updates a user lives in the folder: with files of their own, changed seeded files, an edit
that was adopted as a patch, and a file that was taken over. `Project.verify` says after each step what
did not survive.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

REPOSITORY = Path(__file__).resolve().parents[2]
NOTE = "# A line of the user's own, which every update must keep.\n"


@dataclass(slots=True, kw_only=True)
class Project:
    """A folder with a configuration, a document and the client made of it."""

    folder: Path
    package: str
    formatter: str = "black"
    foreign: dict[Path, bytes] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)
    patched: Path | None = None
    ejected: Path | None = None

    @property
    def client(self) -> Path:
        """The folder of the generated client."""
        return self.folder / "client"

    @property
    def lock(self) -> dict[str, Any]:
        """The client's lock."""
        text = (self.client / "specloom.lock.json").read_text(encoding="utf-8")
        data: dict[str, Any] = json.loads(text)
        return data

    def start(self) -> None:
        """Write the configuration, and a file of the user's beside the client."""
        self.folder.mkdir(parents=True, exist_ok=True)
        (self.folder / "specloom.toml").write_text(
            "[[client]]\n"
            'spec = "openapi.json"\n'
            'output = "client"\n'
            f'package = "{self.package}"\n'
            f'formatter = "{self.formatter}"\n',
            encoding="utf-8",
        )

    def run(self, *arguments: str, code: int = 0) -> str:
        """Run the command in the project; return what it prints. Fails for another exit code than expected."""
        done = self._run(*arguments)
        if done.returncode != code:
            said = f"{done.stdout[-2000:]}\n{done.stderr[-4000:]}"
            raise AssertionError(f"{arguments}: exit code {done.returncode}\n{said}")
        return done.stdout

    def _run(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "specloom", *arguments],
            cwd=self.folder,
            capture_output=True,
            text=True,
            env={**os.environ, "PYTHONPATH": str(REPOSITORY / "generator")},
            check=False,
        )

    def update(self, document: Path) -> str:
        """Apply the next version of the document; return what the command prints."""
        shutil.copyfile(document, self.folder / "openapi.json")
        done = self._run("generate")
        if done.returncode == 1 and "SL604 patch-refused" in done.stderr:
            return self._resolve()
        if done.returncode != 0:
            raise AssertionError(f"exit code {done.returncode}\n{done.stderr[-4000:]}")
        return done.stdout

    def _resolve(self) -> str:
        """Keep both sides of the conflict of the adopted edit, where git would have one; return what is printed."""
        assert self.patched is not None
        edited = self.patched.read_text(encoding="utf-8")
        before = edited.replace("\n" + NOTE, "", 1)
        printed = self.run("generate", "--merge-markers")
        marked = self.patched.read_text(encoding="utf-8")
        generated = _CONFLICT.sub(lambda sides: sides["now"], marked)
        if _merges(edited, before, generated, self.folder / "sides"):
            raise AssertionError(f"git merges the edit of {self.patched.name}")
        both = _CONFLICT.sub(lambda sides: sides["edit"] + sides["now"], marked)
        self.patched.write_text(both, encoding="utf-8")
        self.run("generate", "--adopt")
        return f"{printed}  the edit of {self.patched.name} was in conflict, as for git\n"

    def live_in(self) -> None:
        """Do what users do between two updates, each once."""
        module = self.client / "src" / self.package / "extras.py"
        page = self.client / "docs" / "our_notes.md"
        for path in (module, page, self.folder / "app.py"):
            path.write_text(f"{NOTE}ANSWER = 42\n", encoding="utf-8")
            self.foreign[path] = path.read_bytes()
        for name in self.lock["seeded"]:
            path = self.client / name
            path.write_text(path.read_text(encoding="utf-8") + NOTE, encoding="utf-8")
        self.patched = self.client / "src" / self.package / "errors.py"
        _add_after_docstring(self.patched, NOTE)
        self.run("generate", code=1)  # an edit stops the run
        self.run("generate", "--adopt")
        self.ejected = self.client / "README.md"
        self.ejected.write_text("# Ours\n", encoding="utf-8")
        self.run("generate", "--eject", "client/README.md")
        self.foreign[self.ejected] = self.ejected.read_bytes()

    def verify(self, *, types: bool) -> list[str]:
        """Return what did not survive the last update, and what of the client is broken."""
        wrong = [f"{path} was changed" for path, was in self.foreign.items() if _read(path) != was]
        seeded = [self.client / name for name in self.lock["seeded"] if name != "CHANGELOG.md"]
        for path in [*seeded, *([self.patched] if self.patched else [])]:
            if self.foreign and NOTE.encode() not in (_read(path) or b""):
                wrong.append(f"{path} lost the user's line")
        wrong += self._strangers()
        wrong += self._moved_names()
        self.run("check")
        wrong += self._imports()
        if types:
            wrong += self._types()
        return wrong

    def _strangers(self) -> list[str]:
        """Return the files that nobody knows, and those that are missing."""
        lock = self.lock
        known = {*lock["files"], *lock["seeded"], *lock.get("ejected", ()), "specloom.lock.json"}
        there = {
            path.relative_to(self.client).as_posix()
            for path in self.client.rglob("*")
            if path.is_file() and not {"__pycache__", ".mypy_cache"} & set(path.parts)
        }
        ours = {
            path.relative_to(self.client).as_posix()
            for path in self.foreign
            if self.client in path.parents
        }
        stale = [
            name
            for name in sorted(there - known - ours)
            if not name.startswith("specloom-patches/")
        ]
        return [f"{name} is left over" for name in stale] + [
            f"{name} is missing" for name in sorted(known - there)
        ]

    def _moved_names(self) -> list[str]:
        """Return the things that lost their Python name although they are still there.

        Which module a model lies in is not a name: callers import it from `models`. Types of one shape share a class;
        where they are no longer alike, one of them keeps its name.
        """
        recorded = _names(self.lock["names"]).items()
        names = {key: name for key, name in recorded if not key.startswith("module ")}
        kept = {
            old for key, old in self.names.items() if names.get(key) == old and _is_class(key, old)
        }
        moved = [
            f"{key} was called {old} and is called {names[key]}"
            for key, old in self.names.items()
            if key in names and names[key] != old and old not in kept
        ]
        self.names = names
        return moved

    def _imports(self) -> list[str]:
        root = self.client / "src"
        modules = sorted(
            ".".join(path.relative_to(root).with_suffix("").parts).removesuffix(".__init__")
            for path in root.rglob("*.py")
        )
        source = f"import importlib, json\nfor name in json.loads({json.dumps(json.dumps(modules))}):\n    importlib.import_module(name)\n"
        return self._failure([sys.executable, "-c", source], {"PYTHONPATH": str(root)})

    def _types(self) -> list[str]:
        cache = os.environ.get("MYPY_CACHE_DIR", str(self.folder / ".mypy_cache"))
        arguments = [sys.executable, "-m", "mypy", "--cache-dir", cache]
        return self._failure([*arguments, "src"], {})

    def _failure(self, command: Sequence[str], environment: dict[str, str]) -> list[str]:
        done = subprocess.run(
            command,
            cwd=self.client,
            capture_output=True,
            text=True,
            env={**os.environ, **environment},
            check=False,
        )
        return [] if done.returncode == 0 else [(done.stdout + done.stderr)[-2000:]]


_CONFLICT = re.compile(
    r"<{7} your edit\n(?P<edit>.*?)\|{7} generated before\n.*?={7}\n(?P<now>.*?)>{7} generated now\n",
    re.DOTALL,
)


def _merges(edited: str, before: str, generated: str, folder: Path) -> bool:
    """Return whether git merges two changes of a text without a conflict."""
    folder.mkdir(exist_ok=True)
    for name, text in (("edited", edited), ("before", before), ("generated", generated)):
        (folder / name).write_text(text, encoding="utf-8")
    command = ["git", "merge-file", "--stdout", "edited", "before", "generated"]
    return subprocess.run(command, cwd=folder, capture_output=True, check=False).returncode == 0


def _names(nested: Mapping[str, Any], before: str = "") -> dict[str, str]:
    """Return the names of a lock by their whole keys."""
    names: dict[str, str] = {}
    for key, name in nested.items():
        names |= _names(name, before + key) if isinstance(name, dict) else {before + key: name}
    return names


def _is_class(key: str, name: str) -> bool:
    """Return whether a name of the lock is that of a class; constants of enumerations have "=" in their keys."""
    return name[:1].isupper() and "=" not in key.rpartition("/")[2]


def _add_after_docstring(path: Path, line: str) -> None:
    text = path.read_text(encoding="utf-8")
    found = re.search(r"^from __future__ import annotations\n", text, re.MULTILINE)
    assert found is not None
    path.write_text(text[: found.end()] + "\n" + line + text[found.end() :], encoding="utf-8")


def _read(path: Path) -> bytes | None:
    return path.read_bytes() if path.is_file() else None
