"""The configuration: `specloom.toml`, or `[tool.specloom]` in pyproject.toml."""

from .client_config import (
    ALL_PARTS,
    CONFIG_NAME,
    FIRST_VERSION,
    HINT_MEMBERS,
    ClientConfig,
    Filters,
    Hints,
    config_files,
    find_config,
    read_config,
)

__all__ = [
    "ALL_PARTS",
    "CONFIG_NAME",
    "FIRST_VERSION",
    "HINT_MEMBERS",
    "ClientConfig",
    "Filters",
    "Hints",
    "config_files",
    "find_config",
    "read_config",
]
