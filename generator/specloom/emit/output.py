"""The output folder: what is there, what has to change, and the only writer.

Three kinds of files lie in it: *generated* ones, which the lock lists with their hashes; *seeded* ones,
written once and then the user's; and *foreign* ones, which are never touched.
"""

from __future__ import annotations

import re
import shutil
import tempfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from ..diagnostics import OutputError
from .lock import LOCK_NAME, Lock, digest, meaning_of, read_lock

_PATH = re.compile(r"(?:[A-Za-z0-9_]+/)*[A-Za-z0-9_]+(?:\.[A-Za-z0-9_]+)*")
_LONGEST_NAME = 120
_DEVICES = re.compile(r"(?:con|prn|aux|nul|com[0-9]|lpt[0-9])(?:\..*)?", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Disk:
    """What an output folder holds: its lock, and the text of the files that a plan asks about."""

    lock: Lock | None
    empty: bool
    texts: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What has to change. `edited` and `foreign` stand in the way; `orphans` are kept although nothing makes them."""

    create: tuple[str, ...] = ()
    update: tuple[str, ...] = ()
    delete: tuple[str, ...] = ()
    edited: tuple[str, ...] = ()
    foreign: tuple[str, ...] = ()
    orphans: tuple[str, ...] = ()
    texts: Mapping[str, str] = field(default_factory=dict)

    @property
    def changes(self) -> tuple[str, ...]:
        """Every file that would be written or deleted."""
        return (*self.create, *self.update, *self.delete)

    @property
    def in_sync(self) -> bool:
        """Whether the folder is exactly what the generator makes."""
        return not (self.changes or self.edited or self.foreign or self.orphans)


def look(folder: Path, paths: Iterable[str]) -> Disk:
    """Read what a plan needs to know of an output folder. Raises `OutputError` for an unusable one."""
    if folder.exists() and not folder.is_dir():
        raise OutputError(f"{folder} is not a folder")
    lock = read_lock_of(folder)
    wanted = {*paths, *(lock.files if lock else ()), *(lock.seeded if lock else ()), LOCK_NAME}
    texts = {}
    for path in sorted(wanted):
        place = folder / path
        if place.is_file():
            text = place.read_bytes().decode("utf-8", "surrogateescape")
            # git turns line ends into those of Windows, if it is told to: that is no edit.
            texts[path] = text.replace("\r\n", "\n")
    empty = not folder.exists() or not any(folder.iterdir())
    return Disk(lock=lock, empty=empty, texts=texts)


def read_lock_of(folder: Path) -> Lock | None:
    """Read the lock of an output folder, None where there is none. Raises `OutputError` for a broken one."""
    path = folder / LOCK_NAME
    if not path.is_file():
        return None
    try:
        return read_lock(path.read_text(encoding="utf-8"))
    except (ValueError, OSError) as error:
        raise OutputError(f"{path} cannot be read as a lock file: {error}") from error


def plan(
    tree: Mapping[str, str], seeded: Iterable[str], lock_text: str, disk: Disk, *, discard: bool
) -> Plan:
    """Compare what was made with what is there. With `discard`, edits to generated files are given up."""
    seeded = frozenset(seeded)
    owned = disk.lock.files if disk.lock else {}
    create, update, delete = list[str](), list[str](), list[str]()
    edited, foreign, orphans = list[str](), list[str](), list[str]()
    for path, text in tree.items():
        there = disk.texts.get(path)
        if path in seeded:
            if there is None and not (disk.lock and path in disk.lock.seeded):
                create.append(path)
        elif there is None:
            create.append(path)
        elif there == text:
            continue
        elif path not in owned:
            foreign.append(path)
        elif not _intact(path, there, disk.lock):
            (update if discard else edited).append(path)
        elif digest(text) != owned[path].sha256:
            update.append(path)
    for path in owned:
        if path not in tree and path in disk.texts:
            intact = discard or _intact(path, disk.texts[path], disk.lock)
            (delete if intact else orphans).append(path)
    texts = {path: tree[path] for path in (*create, *update)}
    if disk.texts.get(LOCK_NAME) != lock_text:
        (update if LOCK_NAME in disk.texts else create).append(LOCK_NAME)
        texts[LOCK_NAME] = lock_text
    return Plan(
        create=tuple(create),
        update=tuple(update),
        delete=tuple(delete),
        edited=tuple(edited),
        foreign=tuple(foreign),
        orphans=tuple(orphans),
        texts=texts,
    )


def _intact(path: str, text: str, lock: Lock | None) -> bool:
    """Tell whether a generated file is as it was written, but for its formatting."""
    if lock is None:
        return False
    record = lock.files[path]
    return digest(text) == record.sha256 or meaning_of(path, text) == record.meaning


def apply(plan: Plan, folder: Path) -> None:
    """Carry out a plan: everything, or, if anything fails, nothing.

    New files are written to a private folder beside the output first; what they replace is kept there
    until all is done. Raises `OutputError` for a path that would leave the folder.
    """
    for path in plan.changes:
        _check_path(folder, path)
    folder.parent.mkdir(parents=True, exist_ok=True)
    staging = Path(tempfile.mkdtemp(prefix=".specloom-", dir=folder.parent))
    done: list[tuple[Path, Path | None]] = []
    try:
        for path, text in plan.texts.items():
            place = staging / "new" / path
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(text.encode("utf-8"))
        try:
            for path in plan.changes:
                done.append(_swap(staging, folder, path, new=path in plan.texts))
        except BaseException:
            _undo(done, folder)
            raise
        for path in plan.delete:
            _remove_empty_parents(folder / path, folder)
    finally:
        shutil.rmtree(staging, ignore_errors=True)


def _swap(staging: Path, folder: Path, path: str, *, new: bool) -> tuple[Path, Path | None]:
    """Put one file in its place, or take it away; give the place and where the old file is kept."""
    place = folder / path
    kept = None
    if place.exists():
        kept = staging / "old" / path
        kept.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(place, kept)
    if new:
        place.parent.mkdir(parents=True, exist_ok=True)
        (staging / "new" / path).replace(place)
    else:
        place.unlink(missing_ok=True)
    return place, kept


def _undo(done: list[tuple[Path, Path | None]], folder: Path) -> None:
    for place, kept in reversed(done):
        if kept is not None:
            place.parent.mkdir(parents=True, exist_ok=True)
            kept.replace(place)
        else:
            place.unlink(missing_ok=True)
            _remove_empty_parents(place, folder)


def _remove_empty_parents(place: Path, folder: Path) -> None:
    for parent in place.parents:
        if parent == folder.parent or not parent.is_dir() or any(parent.iterdir()):
            return
        parent.rmdir()


def _check_path(folder: Path, path: str) -> None:
    """Refuse a path that is unusual, or that leads out of the folder over a symbolic link."""
    names = path.split("/")
    unusual = not _PATH.fullmatch(path) or any(
        len(name) > _LONGEST_NAME or _DEVICES.fullmatch(name) for name in names
    )
    root = folder.resolve()
    if unusual or not (folder / path).resolve().is_relative_to(root):
        raise OutputError(f"refusing to write {path!r}: it is not a plain path inside {folder}")
