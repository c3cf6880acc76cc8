"""`specloom resolve`: clients that two branches changed."""

from __future__ import annotations

from pathlib import Path

from ..build.branch_merge import restore
from ..build.failures import failure_of
from ..build.options import GenerateOptions, ResolveOptions
from ..build.result import Result, Run
from ..config import ClientConfig
from ..diagnostics import ConfigurationError
from ..records import replace
from .configurations import configured
from .generate import run


def resolve(options: ResolveOptions) -> Run:
    """Restore the clients that git could not merge, and generate them from the merged documents.

    Raises `ConfigurationError` for a folder that no client of the configuration has as its output.
    """
    clients, failed = [], []
    for config in _named(options):
        try:
            if restore(config):
                clients.append(config)
        except Exception as error:
            failed.append(Result(folder=config.output_path, failure=failure_of(error)))
    done = run(clients, GenerateOptions(quiet=options.quiet, traceback=options.traceback))
    return replace(done, clients=(*done.clients, *failed))


def _named(options: ResolveOptions) -> list[ClientConfig]:
    """Return the clients that the options mean; those of the configuration, as a lock in conflict cannot be read."""
    configs = configured(options.config)
    wanted = {Path(folder).resolve() for folder in options.folders}
    unknown = wanted - {config.output_path.resolve() for config in configs}
    if unknown:
        raise ConfigurationError(f"{min(unknown)} is the output of no client of the configuration")
    return [each for each in configs if not wanted or each.output_path.resolve() in wanted]
