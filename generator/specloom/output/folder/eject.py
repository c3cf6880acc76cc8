"""Files that their user takes over: no longer written, compared or deleted."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

from ...diagnostics import ConfigurationError, printable
from .folder_plan import Disk


def ejected_files(
    folder: Path,
    generated: Collection[str],
    seeded: Collection[str],
    disk: Disk,
    eject: Collection[str],
) -> tuple[str, ...]:
    """Return the files that belong to their user: those of the last run that are still there, and new ones.

    Args:
        folder: The output folder.
        made: The paths of all files that the generator makes.
        seeded: Those of them that are their user's anyway.
        disk: What is there.
        eject: Further files, as the user names them: below the output folder, or from where they are.

    Raises:
        ConfigurationError: A file is not generated, or is not there.
    """
    before = disk.lock.ejected if disk.lock else ()
    ejected = {path for path in before if path in disk.texts}
    for name in eject:
        path = _path_of(folder, name, generated)
        if path in seeded:
            raise ConfigurationError(f"--eject: {printable(path)} is yours already")
        if path not in generated:
            raise ConfigurationError(
                f"--eject: {printable(name)} is not a file that is generated in {folder}"
            )
        if path not in disk.texts:
            raise ConfigurationError(f"--eject: {folder / path} is not there")
        ejected.add(path)
    return tuple(sorted(ejected))


def _path_of(folder: Path, name: str, generated: Collection[str]) -> str:
    plain = Path(name).as_posix()
    if plain in generated:
        return plain
    try:
        return Path(name).resolve().relative_to(folder.resolve()).as_posix()
    except ValueError:
        return plain
