"""Find and read configuration files: specloom.toml, or a part of pyproject.toml."""

from __future__ import annotations

import tomllib
from contextlib import suppress
from pathlib import Path
from typing import Any

from ..diagnostics import ConfigurationError
from .client_config import CONFIG_NAME, FILE_KEYS, ClientConfig
from .keys import TableReader


def find_config(folder: Path) -> Path | None:
    """Find the configuration of a folder: specloom.toml, else a pyproject.toml with [tool.specloom]."""
    candidate = folder / CONFIG_NAME
    if candidate.is_file():
        return candidate
    pyproject = folder / "pyproject.toml"
    tools = _read_toml(pyproject).get("tool") if pyproject.is_file() else None
    return pyproject if isinstance(tools, dict) and "specloom" in tools else None


def read_config(path: Path) -> tuple[ClientConfig, ...]:
    """Read the clients of a configuration file, and of those that it includes.

    Raises `ConfigurationError` for anything it does not know, with all that is wrong, a line each.
    """
    faults: list[str] = []
    clients = _read_config(path, (), faults)
    if not clients and not faults:
        faults.append(f"{path}: no [[client]] table")
    if faults:
        raise ConfigurationError("\n".join(faults))
    return tuple(clients)


def _read_config(path: Path, within: tuple[Path, ...], faults: list[str]) -> list[ClientConfig]:
    if path.resolve() in within:
        faults.append(f"{path}: include leads back to the file itself")
        return []
    within = (*within, path.resolve())
    try:
        data = _table_of(path)
    except ConfigurationError as error:
        faults.append(str(error))
        return []
    reader = TableReader(path, faults)
    reader.only_known(data, "", FILE_KEYS)
    tables = data.get("client", [])
    if not isinstance(tables, list):
        reader.wrong("client", "must be a list of tables: [[client]]")
        tables = []
    clients = []
    for number, table in enumerate(tables, 1):
        which = f" (client {number} of this file)" if len(tables) > 1 else ""
        clients.append(_client(TableReader(path, faults, which), table, path.parent))
    for pattern in reader.texts(data.get("include", []), "include"):
        for included in sorted(path.parent.glob(pattern)):
            clients += _read_config(included, within, faults)
    return clients


def _client(reader: TableReader, table: Any, folder: Path) -> ClientConfig:
    if not isinstance(table, dict):
        reader.wrong("client", "must be a table")
        table = {"spec": "-", "output": "."}
    return ClientConfig(**reader.read(ClientConfig, table, "client"), folder=folder)


def config_files(path: Path) -> tuple[Path, ...]:
    """Return a configuration file, and those that it includes as far as they can be read."""
    files: list[Path] = []
    waiting = [path]
    while waiting:
        file = waiting.pop(0)
        if file in files:
            continue
        files.append(file)
        with suppress(ConfigurationError):
            patterns = _table_of(file).get("include", [])
            for pattern in patterns if isinstance(patterns, list) else ():
                waiting += sorted(file.parent.glob(str(pattern)))
    return tuple(files)


def _table_of(path: Path) -> dict[str, Any]:
    """Return the content of a configuration file; of a pyproject.toml the part that is ours."""
    data = _read_toml(path)
    if path.name != "pyproject.toml":
        return data
    tools = data.get("tool", {})
    table = tools.get("specloom", {}) if isinstance(tools, dict) else {}
    if not isinstance(table, dict):
        raise ConfigurationError(f"{path}: tool.specloom must be a table")
    return table


def _read_toml(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise ConfigurationError(f"{path}: cannot be read: {error.strerror}") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConfigurationError(f"{path}: not valid TOML: {error}") from error
