"""The configurations that the options of a command mean."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from ..build.options import (
    DiffOptions,
    GenerateOptions,
    InspectOptions,
    ServeOptions,
    ValidateOptions,
)
from ..config import CONFIG_NAME, ClientConfig, find_config, read_config
from ..config.checks import is_elsewhere
from ..config.keys import keys_of
from ..diagnostics import ConfigurationError, UsageError
from ..openapi.files.urls import is_url, origin_of
from ..records import replace

_OF_ONE = ("output", "package", "overlays")


def config_of_document(options: ValidateOptions | InspectOptions) -> ClientConfig:
    """Return the configuration under which a document is only looked at."""
    return replace(ClientConfig(spec=options.spec, output="."), **options.given)


def config_to_serve(options: ServeOptions) -> ClientConfig:
    """Return the configuration of a document to serve: that of the one client of a configuration file, without a SPEC.

    Raises `ConfigurationError` for options that do not go together, and if there are several clients.
    """
    if options.spec is not None:
        if options.config is not None:
            raise UsageError("a SPEC and --config exclude each other")
        return replace(ClientConfig(spec=options.spec, output="."), **options.given)
    configs = configured(options.config)
    if len(configs) > 1:
        raise ConfigurationError("there are several clients; name a SPEC, or the --config of one")
    return _with_given(configs[0], _absolute(options.given))


def compared(
    options: DiffOptions, config_of: Callable[[Path], ClientConfig]
) -> tuple[ClientConfig, ClientConfig]:
    """Return the configurations of two documents to compare.

    A folder stands for the client in it: its document is the old one, and both documents are taken as
    its configuration says, which `config_of` reads. Raises `ConfigurationError` if both documents are
    standard input, or there is no client in the folder.
    """
    if options.old == options.new == "-":
        raise UsageError("only one of OLD and NEW can be standard input")
    if options.new != "-" and Path(options.new).is_dir():
        raise UsageError(f"NEW must be a document; {options.new} is a folder")
    old = ClientConfig(spec=options.old, output=".")
    if options.old != "-" and Path(options.old).is_dir():
        old = config_of(Path(options.old))
    old = replace(old, output=options.old)
    own = old.fetch_headers  # for the document of the client alone
    old = _with_given(old, options.given)
    given = old.fetch_headers[len(own) :]
    urls = [location for location in (old.spec, options.new) if is_url(location)]
    if given and len(set(map(origin_of, urls))) > 1:
        raise ConfigurationError("--header is for one origin; OLD and NEW are on two")
    return old, replace(old, spec=options.new, fetch_headers=given)


def configs_of(options: GenerateOptions) -> tuple[ClientConfig, ...]:
    """Return the clients to generate. Raises `ConfigurationError` for options that do not go together."""
    given = dict(options.given)
    if options.spec is None:
        configs = configured(options.config)
        if len(configs) > 1 and any(given.get(field) for field in _OF_ONE):
            raise UsageError("--output, --package and --overlay need a single client")
        given = _absolute(given)
    else:
        if options.config is not None:
            raise UsageError("a SPEC and --config exclude each other")
        if "output" not in given:
            raise UsageError("generate SPEC needs --output DIR")
        configs = (ClientConfig(spec=options.spec, output=given["output"]),)
    return tuple(_with_given(config, given) for config in configs)


def configured(path: str | None) -> tuple[ClientConfig, ...]:
    """Read the clients of a configuration file, of the one here for None. Raises `ConfigurationError` if there is none."""
    file = config_path(path)
    if file is None:
        raise ConfigurationError(f"no {CONFIG_NAME} here; name a SPEC, or write one: specloom init")
    return read_config(file)


def config_path(path: str | None) -> Path | None:
    """Return the configuration file of a name, for None the one here; None where there is none."""
    return Path(path) if path else find_config(Path())


def _with_given(config: ClientConfig, given: Mapping[str, Any]) -> ClientConfig:
    """Add what the command line says: to lists, and in place of everything else."""
    lists = {key.field for key in keys_of(ClientConfig) if key.kind == "texts"}
    values: dict[str, Any] = {
        field: (*getattr(config, field), *value) if field in lists else value
        for field, value in given.items()
    }
    return replace(config, **values)


def _absolute(given: Mapping[str, Any]) -> dict[str, Any]:
    """Return values of the command line as a configuration holds them, which has a folder of its own."""
    values = dict(given)
    for key in keys_of(ClientConfig):
        value = given.get(key.field)
        if key.about.get("location") and value is not None:
            is_one = isinstance(value, str)
            values[key.field] = _resolved(value) if is_one else tuple(map(_resolved, value))
    return values


def _resolved(location: str) -> str:
    return location if is_elsewhere(location) else str(Path(location).resolve())
