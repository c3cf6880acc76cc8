"""Write and delete many files as one transaction, with a journal.

No file system swaps several files at once. So the new files are written to a private folder inside of
the output folder and forced to the disk; then a journal that says what replaces what is renamed into
its place, and this rename is the moment at which the run counts. Before it nothing of the output has
changed; after it only renames and deletions are left to do. A run that is killed before leaves a
private folder without a journal, which the next run throws away; one that is killed after leaves the
journal, which the next run carries out before anything else. Both can be cut short and done again.

Between the rename of the journal and the last rename of a file, somebody who reads the folder can see
old and new files side by side: for some milliseconds, or until the next run if the process is killed
just then. It is what recovery leaves that is wholly old or wholly new.

Recovery overwrites nothing that was changed meanwhile: the journal knows the hash of each old file.

`write` is the one way in, and `recover` comes before anything is read; nothing else belongs here, and
nothing here needs to change with what is generated. docs/decisions/0013-journal.md says why it is as it is.
"""

from __future__ import annotations

import errno
import hashlib
import json
import os
import stat
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from pathlib import Path

from ...diagnostics import OutputError
from ...records import dataclass
from .file_lock import PRIVATE, exclusive
from .paths import check_paths

_JOURNAL = "journal.json"
_UNCOMMITTED = "journal.json.new"
_STAGED = "new"
_FORMAT = 1
_AT_ONCE = 16
"""How many files are forced to the disk at the same time."""
_READ_ONLY = (errno.EROFS, errno.EACCES, errno.EPERM)


class Overtaken(Exception):
    """A file is no longer what the plan was made from: another run, or its user, was faster."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Journal:
    """What a transaction does: path -> hash of the old file (None: there is none), and of the new one.

    `guard` is the file that says whose folder this is; recovery gives up if it is neither old nor new.
    """

    replace: Mapping[str, tuple[str | None, str]]
    delete: Mapping[str, str | None]
    guard: str


def write(
    folder: Path,
    files: Mapping[str, bytes | None],
    expected: Mapping[str, str | None],
    *,
    guard: str,
) -> None:
    """Replace and delete files of a folder: all of them or, after the next recovery at the latest, none.

    Args:
        folder: The output folder; made if it is not there.
        files: Path below the folder -> what it is to hold; None deletes it, with the folders that become empty.
        expected: Path -> the SHA-256 that the file must still have, None for no file; all paths of
            `files` are in it.
        guard: One of the files, which says whose folder this is: the lock file.

    Raises:
        Overtaken: A file is not as expected; nothing was changed.
        OutputError: A path leads out of the folder, another process is writing, or the folder
            cannot be written to; the message says whether the next run has to finish.
    """
    check_paths(folder, files)
    replace = {path: new for path, new in files.items() if new is not None}
    try:
        with exclusive(folder) as private:
            _settle(folder, private)
            _verify(folder, expected)
            journal = Journal(
                replace={path: (expected[path], hash_of(new)) for path, new in replace.items()},
                delete={path: expected[path] for path, new in files.items() if new is None},
                guard=guard,
            )
            _prepare(folder, private, replace, journal)
            _finish(folder, private, journal)
    except OSError as error:
        raise OutputError(
            f"{folder} cannot be written: {_reason(error)}; {_state(folder)}"
        ) from error


def recover(folder: Path) -> None:
    """Finish, or throw away, what an interrupted run left in an output folder.

    Does nothing, and needs no right to write, where nothing was left.

    Raises:
        OutputError: The run counts, but cannot be finished here, or another process is writing.
    """
    if not os.path.lexists(folder / PRIVATE):
        return
    try:
        with exclusive(folder) as private:
            _settle(folder, private)
    except OSError as error:
        if error.errno in _READ_ONLY and not (folder / PRIVATE / _JOURNAL).exists():
            return  # What was begun there does not count, and is in nobody's way.
        raise OutputError(
            f"{folder}: an interrupted run has to be finished, which failed: {_reason(error)}"
        ) from error


def hash_of(content: bytes) -> str:
    """Return the SHA-256 of some bytes, in hexadecimal."""
    return hashlib.sha256(content).hexdigest()


def _reason(error: OSError) -> str:
    return error.strerror or str(error)


def _state(folder: Path) -> str:
    if (folder / PRIVATE / _JOURNAL).exists():
        return "the new files are complete, and the next run puts the rest of them in place"
    return "nothing was changed"


def _hash_at(place: Path) -> str | None:
    try:
        return hash_of(place.read_bytes())
    except (FileNotFoundError, NotADirectoryError):
        return None


def _verify(folder: Path, expected: Mapping[str, str | None]) -> None:
    for place in sorted(_folders_of(folder, expected)):
        if os.path.lexists(place) and not place.is_dir():
            raise OutputError(f"{place} is a file where a folder belongs; nothing was changed")
    for path, before in expected.items():
        place = folder / path
        if place.is_dir():
            raise OutputError(f"{place} is a folder where a file belongs; nothing was changed")
        if _hash_at(place) != before:
            raise Overtaken(path)


def _folders_of(root: Path, paths: Iterable[str]) -> set[Path]:
    """Return the folders that hold the files at some paths below a root, the root among them."""
    holding = {path.rpartition("/")[0] for path in paths}
    return {root / each for path in map(Path, holding) for each in (path, *path.parents)}


# --- up to the moment at which it counts


def _prepare(folder: Path, private: Path, replace: Mapping[str, bytes], journal: Journal) -> None:
    """Do everything that comes before the journal is in its place; undo it if anything fails."""
    try:
        _stage(folder, private, replace)
        _write_journal(private, journal)
    except BaseException as error:
        if not (private / _JOURNAL).exists():
            _clear(private)
            raise
        # It came too late: the run counts.
        if not isinstance(error, OSError):
            _finish(folder, private, journal)
            raise


def _stage(folder: Path, private: Path, replace: Mapping[str, bytes]) -> None:
    """Write the new files, then force them to the disk."""
    staged = private / _STAGED
    places = []
    folders = sorted({staged, *_folders_of(staged, replace)})
    for place in folders:
        place.mkdir()
    for path, content in replace.items():
        place = staged / path
        _write(place, content)
        with suppress(FileNotFoundError):
            place.chmod(stat.S_IMODE((folder / path).stat().st_mode))
        places.append(place)
    _force_all((*places, *folders))


def _write_journal(private: Path, journal: Journal) -> None:
    data = {
        "format": _FORMAT,
        "replace": {path: list(hashes) for path, hashes in journal.replace.items()},
        "delete": dict(journal.delete),
        "guard": journal.guard,
    }
    _write(private / _UNCOMMITTED, json.dumps(data, indent=1).encode())
    _force(private / _UNCOMMITTED)
    (private / _UNCOMMITTED).replace(private / _JOURNAL)
    _force(private)


def _write(place: Path, content: bytes) -> None:
    handle = os.open(
        place, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o666
    )
    try:
        waiting = memoryview(content)
        while waiting:
            waiting = waiting[os.write(handle, waiting) :]
    finally:
        os.close(handle)


def _force_all(places: Iterable[Path]) -> None:
    """Make sure that the disk holds files and folders; at once, for then it writes them all in one go."""
    from concurrent.futures import ThreadPoolExecutor  # not loaded by runs that write nothing

    with ThreadPoolExecutor(_AT_ONCE) as pool:
        list(pool.map(_force, places))  # Going through the results raises the first error.


def _force(place: Path) -> None:
    """Make sure that the disk holds a file, or the entries of a folder, before going on."""
    if os.name == "nt" and place.is_dir():
        return  # Windows opens no folders.
    handle = os.open(place, os.O_RDONLY if os.name != "nt" else os.O_RDWR)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


# --- after it


def _finish(folder: Path, private: Path, journal: Journal) -> None:
    """Carry out a journal that was written just now; an interruption waits until it is done."""
    try:
        _roll_forward(folder, private, journal, lambda path, hashes: True)
    except KeyboardInterrupt:
        _settle(folder, private)
        raise


def _settle(folder: Path, private: Path) -> None:
    """Finish what the private folder holds: forward if its journal counts, else by deleting it."""
    journal = _read_journal(folder, private)
    if journal is not None:

        def is_untouched(path: str, hashes: tuple[str | None, ...]) -> bool:
            return _hash_at(folder / path) in hashes

        guard = journal.replace.get(journal.guard)
        if guard is None or is_untouched(journal.guard, guard):
            _roll_forward(folder, private, journal, is_untouched)
        else:
            # Somebody has put another state of the folder here: ours belongs to none of its files.
            (private / _JOURNAL).unlink()
    _clear(private)


def _read_journal(folder: Path, private: Path) -> Journal | None:
    try:
        data = json.loads((private / _JOURNAL).read_bytes())
        if data["format"] != _FORMAT:
            raise ValueError("it is of another version")
        journal = Journal(
            replace={path: (old, new) for path, (old, new) in data["replace"].items()},
            delete=dict(data["delete"]),
            guard=data["guard"],
        )
    except FileNotFoundError:
        return None
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise OutputError(
            f"{private / _JOURNAL} cannot be read: {error}; delete {private} to drop the run"
        ) from error
    check_paths(folder, (*journal.replace, *journal.delete))
    return journal


def _roll_forward(
    folder: Path,
    private: Path,
    journal: Journal,
    may_touch: Callable[[str, tuple[str | None, ...]], bool],
) -> None:
    """Move the staged files to their places; those that are there already were renamed before."""
    moved = []
    for path, hashes in journal.replace.items():
        source, place = private / _STAGED / path, folder / path
        if source.exists() and may_touch(path, hashes):
            place.parent.mkdir(parents=True, exist_ok=True)
            source.replace(place)
            moved.append(path)
    folders = {folder, *_folders_of(folder, moved)}
    for path, old in journal.delete.items():
        place = folder / path
        if place.exists() and may_touch(path, (old,)):
            place.unlink()
            folders.add(place.parent)
    for path in journal.delete:
        if not (folder / path).exists():
            _remove_leftovers(folder / path, folder)
    _force_all(place for place in folders if place.is_dir())
    (private / _JOURNAL).unlink()
    with suppress(OSError):  # It is done; what is left is in nobody's way.
        _clear(private)


def _remove_leftovers(place: Path, folder: Path) -> None:
    """Remove the byte code of a deleted module, and the folders that have become empty."""
    cache = place.parent / "__pycache__"
    if place.suffix == ".py" and cache.is_dir():
        for compiled in cache.glob(f"{place.stem}.*.pyc"):
            compiled.unlink()
        if not any(cache.iterdir()):
            cache.rmdir()
    for parent in place.parents:
        if parent == folder or (parent.is_dir() and any(parent.iterdir())):
            return
        if parent.is_dir():
            parent.rmdir()


def _clear(private: Path) -> None:
    """Remove what does not count: the staged files, and a journal that was never renamed."""
    with suppress(FileNotFoundError):
        (private / _UNCOMMITTED).unlink()
    staged = private / _STAGED
    for place, folders, files in os.walk(staged, topdown=False):
        for name in files:
            (Path(place) / name).unlink()
        for name in folders:
            (Path(place) / name).rmdir()
    if staged.exists():
        staged.rmdir()
