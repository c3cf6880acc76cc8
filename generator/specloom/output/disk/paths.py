"""Which paths may be written: plain ones, inside the output folder."""

from __future__ import annotations

import re
from pathlib import Path

from ...diagnostics import OutputError

PATCHES = "specloom-patches"
"""The folder of the patches below the output folder."""
PATCH_SUFFIX = ".patch"
_PATH = re.compile(rf"(?:{PATCHES}/)?(?:[A-Za-z0-9_]+/)*[A-Za-z0-9_]+(?:\.[A-Za-z0-9_]+)*")
_LONGEST_NAME = 120
_DEVICES = re.compile(r"(?:con|prn|aux|nul|com[0-9]|lpt[0-9])(?:\..*)?", re.IGNORECASE)


def check_path(folder: Path, path: str) -> None:
    """Refuse a path that is unusual, or that leads out of the folder over a symbolic link.

    Raises `OutputError`.
    """
    names = path.split("/")
    unusual = not _PATH.fullmatch(path) or any(
        len(name) > _LONGEST_NAME or _DEVICES.fullmatch(name) for name in names
    )
    root = folder.resolve()
    if unusual or not (folder / path).resolve().is_relative_to(root):
        raise OutputError(f"refusing to write {path!r}: it is not a plain path inside {folder}")


def patch_path(path: str) -> str:
    """Return the path of the patch for a generated file."""
    return f"{PATCHES}/{path}{PATCH_SUFFIX}"
