"""Write a single file: one for the user to edit, which must not exist yet, or one that may be replaced."""

from __future__ import annotations

from pathlib import Path

from ...diagnostics import ConfigurationError, OutputError


def write_new(path: Path, text: str) -> None:
    """Write a file, and make the folder that it is in.

    Raises:
        ConfigurationError: The file exists already.
        OutputError: It cannot be written.
    """
    if path.exists():
        raise ConfigurationError(f"{path} is already there")
    write_text(path, text)


def write_text(path: Path, text: str) -> None:
    """Write a file, whether it is there or not, and make the folder that it is in.

    Raises:
        OutputError: It cannot be written.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8", newline="\n")
    except OSError as error:
        raise OutputError(f"{path} cannot be written: {error.strerror or error}") from error
