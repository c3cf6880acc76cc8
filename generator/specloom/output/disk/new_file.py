"""Write a file that must not exist yet: one for the user to edit."""

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
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        raise OutputError(f"{path} cannot be written: {error.strerror or error}") from error
