"""The configuration: `specloom.toml`, or `[tool.specloom]` in pyproject.toml."""

from .client_config import (
    CONFIG_NAME,
    HINT_MEMBERS,
    ClientConfig,
    Filters,
    Hints,
    config_files,
    find_config,
    read_config,
)

__all__ = [
    "CONFIG_NAME",
    "HINT_MEMBERS",
    "ClientConfig",
    "Filters",
    "Hints",
    "config_files",
    "find_config",
    "read_config",
]
