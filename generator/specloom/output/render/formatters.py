"""Which formatter is used, and in which version."""

from __future__ import annotations

from .ruff import ruff_version


def formatter_identity(formatter: str) -> str:
    """Return a formatter's name and version, without loading it: another version may format otherwise.

    Raises `ConfigurationError` if it is not installed.
    """
    if formatter == "none":
        return formatter
    if formatter == "ruff":
        return ruff_version()
    from importlib.metadata import version

    return f"{formatter} {version(formatter)}"
