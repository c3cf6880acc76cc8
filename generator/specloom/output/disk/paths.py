"""Which paths may be written: plain ones, inside the output folder."""

from __future__ import annotations

import re
from collections.abc import Collection
from pathlib import Path

from ...diagnostics import OutputError

PATCHES = "specloom-patches"
"""The folder of the patches below the output folder."""
PATCH_SUFFIX = ".patch"
_PATH = re.compile(rf"(?:{PATCHES}/)?(?:[A-Za-z0-9_]+/)*[A-Za-z0-9_]+(?:\.[A-Za-z0-9_]+)*")
_LONGEST_NAME = 120
_DEVICES = re.compile(r"(?:con|prn|aux|nul|com[0-9]|lpt[0-9])(?:\..*)?", re.IGNORECASE)


def check_paths(folder: Path, paths: Collection[str]) -> None:
    """Refuse paths that are unusual, or that lead out of the folder over a symbolic link.

    Raises `OutputError`.
    """
    root = folder.resolve()
    # A folder is looked at once, however many of the files are in it.
    parents = {_parent(path) for path in paths}
    outside = {parent for parent in parents if not _is_inside(root, parent)}
    for path in paths:
        if _is_unusual(path) or _parent(path) in outside or _is_link_out(root, path):
            raise OutputError(f"refusing to write {path!r}: it is not a plain path inside {folder}")


def _parent(path: str) -> str:
    return path.rpartition("/")[0]


def _is_unusual(path: str) -> bool:
    return not _PATH.fullmatch(path) or any(
        len(name) > _LONGEST_NAME or _DEVICES.fullmatch(name) for name in path.split("/")
    )


def _is_inside(root: Path, path: str) -> bool:
    return (root / path).resolve().is_relative_to(root)


def _is_link_out(root: Path, path: str) -> bool:
    return (root / path).is_symlink() and not _is_inside(root, path)


def patch_path(path: str) -> str:
    """Return the path of the patch for a generated file."""
    return f"{PATCHES}/{path}{PATCH_SUFFIX}"
