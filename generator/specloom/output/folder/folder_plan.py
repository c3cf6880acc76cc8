"""The output folder: what is there, and what has to change.

Three kinds of files lie in it: *generated* ones, which the lock lists with their hashes; *seeded* ones,
written once and then the user's; and *foreign* ones, which are never touched.
"""

from __future__ import annotations

import os
from collections.abc import Collection, Iterable, Mapping, Set
from dataclasses import field
from pathlib import Path

from ...diagnostics import OutputError
from ...records import dataclass, replace
from ..disk.file_lock import PRIVATE
from ..disk.paths import patch_path
from ..disk.transaction import hash_of, write
from .lock_file import LOCK_NAME, FileRecord, Lock, digest, is_in_conflict, read_lock
from .patches import read_patches


@dataclass(frozen=True, slots=True, kw_only=True)
class Disk:
    """What an output folder holds: its lock, and the text of the files that a plan asks about.

    `patches` are the texts of the patches in it, by the path of the file that they are for.
    """

    lock: Lock | None
    empty: bool
    texts: Mapping[str, str]
    patches: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class FolderPlan:
    """What has to change. `edited` and `foreign` stand in the way.

    `orphans` were edited and are no longer generated: they are kept, and are their user's from then on.
    `ejected` are generated no longer because their user took them over.
    """

    create: tuple[str, ...] = ()
    update: tuple[str, ...] = ()
    delete: tuple[str, ...] = ()
    edited: tuple[str, ...] = ()
    foreign: tuple[str, ...] = ()
    orphans: tuple[str, ...] = ()
    ejected: tuple[str, ...] = ()
    texts: Mapping[str, str] = field(default_factory=dict)

    @property
    def changes(self) -> tuple[str, ...]:
        """Every file that would be written or deleted."""
        return (*self.create, *self.update, *self.delete)

    @property
    def in_sync(self) -> bool:
        """Whether the folder is exactly what the generator makes."""
        return not (self.changes or self.edited or self.foreign or self.orphans)


def look(folder: Path) -> Disk:
    """Read what the last run left in an output folder. Raises `OutputError` for an unusable one."""
    if folder.exists() and not folder.is_dir():
        raise OutputError(f"{folder} is not a folder")
    lock = read_lock_of(folder)
    wanted = {*lock.files, *lock.seeded, *lock.ejected} if lock else set[str]()
    try:
        empty = not folder.exists() or all(entry.name == PRIVATE for entry in os.scandir(folder))
        patches = read_patches(folder)
    except OSError as error:
        raise _unreadable(folder, error) from error
    disk = Disk(lock=lock, empty=empty, texts={}, patches=patches)
    return look_further(disk, folder, {*wanted, *map(patch_path, patches), LOCK_NAME})


def look_further(disk: Disk, folder: Path, paths: Iterable[str]) -> Disk:
    """Read more files, those that have not been read yet. Raises `OutputError` for one that cannot be."""
    texts = dict(disk.texts)
    for path in sorted({*paths} - texts.keys()):
        place = folder / path
        try:
            if place.is_file():
                texts[path] = place.read_bytes().decode("utf-8", "surrogateescape")
        except OSError as error:
            raise _unreadable(place, error) from error
    return replace(disk, texts=texts)


def _unreadable(place: Path, error: OSError) -> OutputError:
    return OutputError(f"{error.filename or place} cannot be read: {error.strerror or error}")


def read_lock_of(folder: Path) -> Lock | None:
    """Read the lock of an output folder, None where there is none. Raises `OutputError` for a broken one."""
    path = folder / LOCK_NAME
    if not path.is_file():
        return None
    try:
        text = path.read_text(encoding="utf-8")
        refuse_markers(path, text)
        return read_lock(text)
    except (ValueError, OSError) as error:
        raise OutputError(f"{path} cannot be read as a lock file: {error}") from error


def refuse_markers(place: Path, text: str) -> None:
    """Raise `OutputError` for a record of the last run that a merge has left in conflict."""
    if is_in_conflict(text):
        raise OutputError(
            f"{place} has conflict markers of git: merge the document, then run specloom resolve; "
            "where no merge is going on, get the lock and the surface from version control"
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What an output folder should hold.

    Attributes:
        tree: What was made, without the ejected files.
        lock_text: The new lock; "" for none.
        seeded: Those files of the tree that are written once.
        ejected: The files that are their user's now.
        patches: The patches to write, and to delete (""), by the path of the file they are for.
        records: Generated files that nobody has a reason to edit: an edit of them stands in no way.
        grown: Seeded files that get a new text, in which all that is there is kept.
        hooked: Generated files that may stay as hooks after generation left them; others that hooks
            changed are written again.
    """

    tree: Mapping[str, str]
    lock_text: str
    seeded: Set[str] = frozenset()
    ejected: Collection[str] = ()
    patches: Mapping[str, str] = field(default_factory=dict)
    records: Set[str] = frozenset()
    grown: Mapping[str, str] = field(default_factory=dict)
    hooked: Collection[str] = ()


def plan(wanted: Wanted, disk: Disk, *, discard: bool) -> FolderPlan:
    """Compare what should be in a folder with what is there; with `discard`, edits are given up."""
    tree, ejected = wanted.tree, tuple(sorted(wanted.ejected))
    owned = disk.lock.files if disk.lock else {}
    disk_state = _Found(disk, wanted, discard=discard)
    for path, text in tree.items():
        if path in wanted.seeded:
            if path not in disk.texts and not (disk.lock and path in disk.lock.seeded):
                disk_state.create.append(path)
        else:
            disk_state.generated(path, text)
    for path in owned:
        if path not in tree and path not in ejected and path in disk.texts:
            intact = discard or is_intact(path, disk.texts[path], disk.lock)
            (disk_state.delete if intact else disk_state.orphans).append(path)
    texts = {path: tree[path] for path in (*disk_state.create, *disk_state.update)}
    for path, text in wanted.grown.items():
        texts[path] = text
        if path not in disk_state.create:
            disk_state.update.append(path)
    for path, text in {
        **{patch_path(path): text for path, text in wanted.patches.items()},
        LOCK_NAME: wanted.lock_text,
    }.items():
        if not text:
            disk_state.delete.append(path)
        elif path not in disk.texts or _lines(disk.texts[path]) != _lines(text):
            (disk_state.update if path in disk.texts else disk_state.create).append(path)
            texts[path] = text
    return FolderPlan(
        create=tuple(disk_state.create),
        update=tuple(disk_state.update),
        delete=tuple(disk_state.delete),
        edited=tuple(disk_state.edited),
        foreign=tuple(disk_state.foreign),
        orphans=tuple(disk_state.orphans),
        ejected=ejected,
        texts=texts,
    )


def _lines(text: str) -> list[str]:
    """Split a text; git turns line ends into those of Windows, if it is told to: that is not a change."""
    return text.replace("\r\n", "\n").split("\n")


class _Found:
    """The lists of a plan, while they grow."""

    def __init__(self, disk: Disk, wanted: Wanted, *, discard: bool) -> None:
        self._disk = disk
        self._wanted = wanted
        self._discard = discard
        self.create, self.update, self.delete = list[str](), list[str](), list[str]()
        self.edited, self.foreign, self.orphans = list[str](), list[str](), list[str]()

    def generated(self, path: str, text: str) -> None:
        """Sort a generated file into its list, or into none if nothing is to be done."""
        there, lock = self._disk.texts.get(path), self._disk.lock
        if there is None:
            self.create.append(path)
        elif there == text:
            return
        elif lock is None or path not in lock.files:
            self.foreign.append(path)
        elif not is_intact(path, there, lock):
            given_up = self._discard or path in self._wanted.records
            (self.update if given_up else self.edited).append(path)
        elif digest(text) != lock.files[path].sha256 or self._is_of_other_hooks(path, lock):
            self.update.append(path)

    def _is_of_other_hooks(self, path: str, lock: Lock) -> bool:
        return path in lock.hooked and path not in self._wanted.hooked


def is_intact(path: str, text: str, lock: Lock | None) -> bool:
    """Return whether a file that a lock lists is as it was written, or as hooks left it, except for its formatting."""
    if lock is None:
        return False
    records = records_of(path, lock)
    if digest(text) in (record.sha256 for record in records):
        return True
    from .semantic_hash import meaning_of  # not needed to recognise a client that is up to date

    return meaning_of(path, text) in (record.meaning for record in records)


def records_of(path: str, lock: Lock) -> tuple[FileRecord, ...]:
    """Return the records of a generated file: as it was generated, and as hooks after generation left it."""
    hooked = lock.hooked.get(path)
    return (lock.files[path],) if hooked is None else (lock.files[path], hooked)


def apply(plan: FolderPlan, folder: Path, disk: Disk) -> None:
    """Carry out a plan: everything or nothing (see `transaction`).

    Raises `Overtaken` if what the plan changes is no longer as the disk was when it was made, and
    `OutputError` for a path that would leave the folder, or a folder that cannot be written.
    """
    touched = {*plan.changes, LOCK_NAME}
    # What its user has written into a file that grows need not be UTF-8.
    texts = {path: text.encode("utf-8", "surrogateescape") for path, text in plan.texts.items()}
    write(
        folder,
        {**texts, **dict.fromkeys(plan.delete)},
        {path: _hash_of(disk.texts.get(path)) for path in touched},
        guard=LOCK_NAME,
    )


def _hash_of(text: str | None) -> str | None:
    return None if text is None else hash_of(text.encode("utf-8", "surrogateescape"))
