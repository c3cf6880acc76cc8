"""The configuration: `specloom.toml`, or `[tool.specloom]` in pyproject.toml."""

from .client_config import (
    CONFIG_NAME,
    ClientConfig,
    Filters,
    Hints,
)
from .config_files import config_files, find_config, read_config
from .hint_members import HINT_MEMBERS

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
