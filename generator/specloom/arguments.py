"""From command line arguments to configurations."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

from .config import (
    ALL_PARTS,
    CONFIG_NAME,
    ClientConfig,
    Filters,
    Part,
    find_config,
    is_package_name,
    one_of,
    read_config,
)
from .diagnostics import ConfigurationError


def config_of_document(options: argparse.Namespace) -> ClientConfig:
    """Give the configuration under which a document is only looked at."""
    return ClientConfig(
        spec=options.spec,
        output=".",
        overlays=tuple(options.overlay),
        allowed_references=tuple(options.allow_ref),
    )


def compared(
    options: argparse.Namespace, config_of: Callable[[Path], ClientConfig]
) -> tuple[ClientConfig, ClientConfig]:
    """Give the configurations of two documents to compare.

    A folder stands for the client in it: its document is the old one, and both documents are taken as
    its configuration says, which `config_of` reads. Raises `ConfigurationError` if both documents are
    standard input, or there is no client in the folder.
    """
    if options.old == options.new == "-":
        raise ConfigurationError("only one of OLD and NEW can be standard input")
    if options.new != "-" and Path(options.new).is_dir():
        raise ConfigurationError(f"NEW must be a document; {options.new} is a folder")
    old = ClientConfig(spec=options.old, output=".")
    if options.old != "-" and Path(options.old).is_dir():
        old = config_of(Path(options.old))
    # Paths of a client are relative to its folder, those of the command line are not.
    old = replace(
        old,
        spec=old.input_path(old.spec),
        output=options.old,
        overlays=(*map(old.input_path, old.overlays), *options.overlay),
        allowed_references=(
            *map(old.input_path, old.allowed_references),
            *options.allow_ref,
        ),
        folder=Path(),
    )
    return old, replace(old, spec=options.new)


def configs_of(options: argparse.Namespace) -> tuple[ClientConfig, ...]:
    """Give the clients to generate. Raises `ConfigurationError` for options that do not go together."""
    if options.spec is None:
        configs = configured(options)
        if len(configs) > 1 and (options.output or options.package or options.overlay):
            raise ConfigurationError("--output, --package and --overlay need a single client")
    else:
        if options.config is not None:
            raise ConfigurationError("a SPEC and --config exclude each other")
        if options.output is None:
            raise ConfigurationError("generate SPEC needs --output DIR")
        configs = (ClientConfig(spec=options.spec, output=options.output),)
    return tuple(_with_options(config, options) for config in configs)


def configured(options: argparse.Namespace) -> tuple[ClientConfig, ...]:
    """Read the clients of the configuration file. Raises `ConfigurationError` where there is none."""
    path = config_path(options)
    if path is None:
        raise ConfigurationError(f"no {CONFIG_NAME} here; name a SPEC, or write one: specloom init")
    return read_config(path)


def config_path(options: argparse.Namespace) -> Path | None:
    """Give the configuration file that the options mean; None for a SPEC, and where there is none."""
    if getattr(options, "spec", None) is not None:
        return None
    return Path(options.config) if options.config else find_config(Path())


def _with_options(config: ClientConfig, options: argparse.Namespace) -> ClientConfig:
    changes: dict[str, Any] = {}
    if options.output is not None and options.spec is None:
        changes["output"] = str(Path(options.output).resolve())
    if options.overlay:
        changes["overlays"] = (
            *config.overlays,
            *(_beside(item, options) for item in options.overlay),
        )
    if options.package:
        if not is_package_name(options.package):
            raise ConfigurationError(f"--package: cannot be an import name: {options.package!r}")
        changes["package"] = options.package
    if options.allow_ref:
        changes["allowed_references"] = (
            *config.allowed_references,
            *(_beside(item, options) for item in options.allow_ref),
        )
    if options.formatter:
        changes["formatter"] = options.formatter
    if options.only:
        changes["parts"] = _parts(options.only)
    if (
        options.include_tag
        or options.include_path
        or options.exclude_path
        or options.include_operation
        or options.exclude_deprecated
    ):
        changes["filters"] = Filters(
            include_tags=tuple(options.include_tag),
            include_paths=tuple(options.include_path),
            exclude_paths=tuple(options.exclude_path),
            include_operations=tuple(options.include_operation),
            exclude_deprecated=options.exclude_deprecated,
        )
    return replace(config, **changes)


def _beside(location: str, options: argparse.Namespace) -> str:
    """Give a location of the command line as a configuration holds it, which has a folder of its own."""
    given = options.spec is not None or "://" in location
    return location if given else str(Path(location).resolve())


def _parts(text: str) -> frozenset[Part]:
    names = {name.strip() for name in text.split(",")}
    for name in sorted(names.difference(ALL_PARTS)):
        raise ConfigurationError(f"--only takes {one_of(sorted(ALL_PARTS), name)}")
    return frozenset(part for part in ALL_PARTS if part in names)
