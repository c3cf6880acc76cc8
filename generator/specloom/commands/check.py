"""`specloom check`: are clients and upstream documents up to date?"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from ..build.failures import Failure, failure_of
from ..build.fingerprint import config_of, is_shared_runtime, shares_runtime
from ..build.options import CheckOptions
from ..build.result import Run
from ..config import ClientConfig
from ..diagnostics import ConfigurationError
from ..run.job import Job
from ..run.workers import do_all
from .configurations import configured

if TYPE_CHECKING:
    from ..build.shared_runtime import State
    from ..build.upstream import Upstream


def check(options: CheckOptions) -> Run:
    """Compare clients, and the runtimes that they share, with what the generator makes now."""
    configs, shared = _named(options)
    jobs = [Job(config=config, action="check") for config in configs]
    clients = tuple(do_all(jobs, quiet=options.quiet))
    states, failure = _runtimes(configs, shared)
    runtimes = tuple(state.result(written=False) for state in states)
    return Run(clients=clients, runtimes=runtimes, failure=failure)


def check_upstream(options: CheckOptions) -> tuple[Upstream, ...]:
    """Compare the documents of clients with those where they come from."""
    from ..build import upstream

    configs, _ = _named(options)
    if not any(map(upstream.url_of, configs)):
        raise ConfigurationError("--upstream: no client has an upstream, or a URL as its spec")
    return upstream.look_at_all(configs)


def _named(options: CheckOptions) -> tuple[list[ClientConfig], list[Path]]:
    """Return the clients, and the folders of shared runtimes, that the options mean."""
    if not options.folders:
        return [*configured(options.config)], []
    folders = [*map(Path, options.folders)]
    shared = [folder for folder in folders if is_shared_runtime(folder)]
    return [config_of(folder) for folder in folders if folder not in shared], shared


def _runtimes(
    configs: Sequence[ClientConfig], folders: Sequence[Path]
) -> tuple[list[State], Failure | None]:
    """Compare the shared runtimes that are named, and those that the clients use; or say why not."""
    try:
        if not folders and not any(map(shares_runtime, configs)):
            return [], None
        from ..build import shared_runtime

        runtimes = {folder.absolute(): shared_runtime.runtime_at(folder) for folder in folders}
        runtimes |= {
            runtime.folder.absolute(): runtime for runtime in shared_runtime.runtimes_of(configs)
        }
        states = [
            shared_runtime.check(runtime) for runtime in runtimes.values() if runtime is not None
        ]
    except Exception as error:
        return [], failure_of(error)
    return states, None
