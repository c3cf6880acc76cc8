"""`specloom generate`: one run over all clients."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from ..build.failures import Failure, failure_of
from ..build.fingerprint import shares_runtime
from ..build.options import GenerateOptions
from ..build.result import Result, Run
from ..config import ClientConfig
from ..diagnostics import ConfigurationError, OutputError, UsageError
from ..records import replace
from ..run.job import Job
from ..run.workers import do_all
from .configurations import configs_of

if TYPE_CHECKING:
    from ..build.shared_runtime import State


def generate(options: GenerateOptions) -> Run:
    """Write or update clients. What fails about one of them costs the others nothing."""
    configs = configs_of(options)
    if options.write.eject and len(configs) > 1:
        raise UsageError("--eject needs a single client")
    if not options.upstream:
        return run(configs, options)
    from ..build.upstream import refreshed

    with refreshed(configs) as documents:
        done = run(configs, options, blocked=documents.failures)
        written = not options.write.dry_run
        documents.keep(written and result.failure is None for result in done.clients)
    return done


def run(
    configs: Sequence[ClientConfig],
    options: GenerateOptions,
    blocked: Mapping[Path, Failure] | None = None,
) -> Run:
    """Generate clients, with the runtimes that they share.

    Args:
        configs: The clients.
        options: The command line.
        blocked: Why clients, by their output folders, cannot be generated.

    Raises:
        ConfigurationError: Two clients have the same output folder.
    """
    _refuse_twins(configs)
    sharing = _Sharing(configs, options, blocked or {})
    sharing.begin()
    jobs = [
        Job(config=config, write=options.write, complete=options.json)
        for config in configs
        if config.output_path not in sharing.blocked
    ]
    done = {result.folder: result for result in do_all(jobs, quiet=options.quiet)}
    done |= {
        folder: Result(folder=folder, failure=failure)
        for folder, failure in sharing.blocked.items()
    }
    clients = tuple(done[config.output_path] for config in configs)
    written = not options.write.dry_run
    if written:
        sharing.finish(clients)
    written = written and sharing.failure is None
    runtimes = tuple(state.result(written=written) for state in sharing.states)
    return Run(clients=clients, runtimes=runtimes, failure=sharing.failure)


def _refuse_twins(configs: Sequence[ClientConfig]) -> None:
    seen = set[Path]()
    for config in configs:
        folder = config.output_path.resolve()
        if folder in seen:
            raise ConfigurationError(f"{config.output_path} is the output of more than one client")
        seen.add(folder)


class _AttemptFailed(Exception):
    """A client that shares a runtime cannot be generated."""


class _Sharing:
    """The shared runtimes of a run. Clients that share one stand and fall together when it must change."""

    def __init__(
        self,
        configs: Sequence[ClientConfig],
        options: GenerateOptions,
        blocked: Mapping[Path, Failure],
    ) -> None:
        self._configs = configs
        self._options = options
        self._users = [config for config in configs if _shares(config)]
        self.states: tuple[State, ...] = ()
        self.blocked = {**blocked}
        self.failure: Failure | None = None

    def begin(self) -> None:
        """Write the runtimes that the clients need; `blocked` are the clients that cannot be generated then."""
        if not self._users:
            return
        from ..build import shared_runtime

        try:
            if any(config.output_path in self.blocked for config in self._users):
                raise _AttemptFailed
            self.states = shared_runtime.begin(
                self._configs,
                self._attempt,
                self._options.write,
            )
        except _AttemptFailed:
            pass  # `blocked` says which, and why.
        except Exception as error:
            self.failure = failure_of(error)
        else:
            return
        for config in self._users:
            message = f"specloom: {config.output_path} was not generated: it shares its runtime with what failed"
            self.blocked.setdefault(config.output_path, Failure(code=1, message=message))

    def _attempt(self, configs: Sequence[ClientConfig]) -> None:
        write = replace(self._options.write, dry_run=True)
        jobs = [Job(config=config, write=write, complete=self._options.json) for config in configs]
        for result in do_all(jobs, quiet=self._options.quiet):
            if result.failure is not None:
                self.blocked[result.folder] = result.failure
        if self.blocked:
            raise _AttemptFailed

    def finish(self, results: Sequence[Result]) -> None:
        """Delete the runtimes that no client uses any more."""
        if not self.states:
            return
        from ..build import shared_runtime

        try:
            failed = {r.folder for r in results if r.failure is not None}
            shared_runtime.finish(self.states, failed)
        except Exception as error:
            self.failure = failure_of(error)


def _shares(config: ClientConfig) -> bool:
    try:
        return shares_runtime(config)
    except OutputError:
        return False  # Unreadable lock: reported when the client is generated.
