"""Which formatter is used, and in which version."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path


def formatter_identity(formatter: str) -> str:
    """Return a formatter's name and version, without loading it: another version may format otherwise.

    Raises `ConfigurationError` if it is not installed.
    """
    if formatter == "none":
        return formatter
    if formatter == "ruff":
        return _ruff_installed() or _ruff_found()
    from importlib.metadata import version

    return f"{formatter} {version(formatter)}"


def _ruff_installed() -> str:
    """Return the name and version of the ruff of this Python's environment; "" where that is not plain.

    The name of the folder with its metadata says the version. To ask the program takes a fifth of a run that changes nothing.
    """
    spec = find_spec("ruff")
    if spec is None or spec.origin is None:
        return ""
    found = [*Path(spec.origin).parents[1].glob("ruff-*.dist-info")]
    return f"ruff {found[0].name[len('ruff-') : -len('.dist-info')]}" if len(found) == 1 else ""


def _ruff_found() -> str:
    from .ruff import ruff_version

    return ruff_version()
