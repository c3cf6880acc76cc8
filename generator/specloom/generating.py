"""`specloom generate`: one run over all clients, and what is said about it."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from .config import ClientConfig
from .configs import configs_of
from .diagnostics import ConfigurationError, OutputError
from .failures import Failure, failure_of
from .fingerprint import shares_runtime
from .jobs import Job, Result
from .options import GenerateOptions
from .reporting import (
    list_changes,
    result_json,
    runtime_summary,
    show,
    show_failure,
    summary,
    tally,
    update_lines,
    user_files,
    written_runtime_json,
)
from .workers import do_all

if TYPE_CHECKING:
    from .sharing import State


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """What came of a run: a result for each client in their order, the shared runtimes, and what failed about those."""

    results: tuple[Result, ...]
    runtimes: tuple[State, ...] = ()
    failure: Failure | None = None

    @property
    def code(self) -> int:
        """The exit code: 0, or the highest of those that the failures call for."""
        failures = [self.failure, *(result.failure for result in self.results)]
        return max((failure.code for failure in failures if failure), default=0)


def generate(options: GenerateOptions) -> int:
    """Write or update clients. What fails about one of them costs the others nothing."""
    configs = configs_of(options)
    if options.write.eject and len(configs) > 1:
        raise ConfigurationError("--eject needs a single client")
    if options.upstream:
        from .upstream import refreshed

        with refreshed(configs) as documents:
            done = run(configs, options, blocked=documents.failures)
            documents.keep(
                not options.write.dry_run and result.failure is None for result in done.results
            )
    else:
        done = run(configs, options)
    report(done, options)
    return done.code


def run(
    configs: Sequence[ClientConfig],
    options: GenerateOptions,
    *,
    quiet: bool | None = None,
    blocked: Mapping[Path, Failure] | None = None,
) -> Run:
    """Generate clients, with the runtimes that they share.

    Args:
        configs: The clients.
        options: The command line.
        quiet: Whether progress is shown; what the options say if it is None.
        blocked: Why clients, by their output folders, cannot be generated.

    Raises:
        ConfigurationError: Two clients have the same output folder.
    """
    _refuse_twins(configs)
    quiet = options.quiet if quiet is None else quiet
    sharing = _Sharing(configs, options, blocked or {}, quiet=quiet)
    sharing.begin()
    jobs = [
        Job(config=config, write=options.write, complete=options.json)
        for config in configs
        if config.output_path not in sharing.blocked
    ]
    done = iter(do_all(jobs, quiet=quiet))
    results = tuple(
        (
            Result(config=config, failure=sharing.blocked[config.output_path])
            if config.output_path in sharing.blocked
            else next(done)
        )
        for config in configs
    )
    if not options.write.dry_run:
        sharing.finish(results)
    return Run(results=results, runtimes=sharing.states, failure=sharing.failure)


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
        *,
        quiet: bool,
    ) -> None:
        self._configs = configs
        self._options = options
        self._quiet = quiet
        self._users = [config for config in configs if _shares(config)]
        self.states: tuple[State, ...] = ()
        self.blocked = {**blocked}
        self.failure: Failure | None = None

    def begin(self) -> None:
        """Write the runtimes that the clients need; `blocked` are the clients that cannot be generated then."""
        if not self._users:
            return
        from . import sharing

        try:
            if any(config.output_path in self.blocked for config in self._users):
                raise _AttemptFailed
            self.states = sharing.begin(
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
        for result in do_all(jobs, quiet=self._quiet):
            if result.failure is not None:
                self.blocked[result.config.output_path] = result.failure
        if self.blocked:
            raise _AttemptFailed

    def finish(self, results: Sequence[Result]) -> None:
        """Delete the runtimes that no client uses any more."""
        if not self.states:
            return
        from . import sharing

        try:
            failed = {r.config.output_path for r in results if r.failure is not None}
            sharing.finish(self.states, failed)
        except Exception as error:
            self.failure = failure_of(error)


def _shares(config: ClientConfig) -> bool:
    try:
        return shares_runtime(config)
    except OutputError:
        return False  # Its lock cannot be read: the client's own run says so.


def report(done: Run, options: GenerateOptions) -> None:
    """Print what came of a run."""
    said = not options.quiet and not options.json
    for result in done.results:
        if result.failure is not None:
            show_failure(result.failure, traceback=options.traceback)
        elif said:
            report_one(result, listed=options.write.dry_run)
    if done.failure is not None:
        show_failure(done.failure, traceback=options.traceback)
    if said:
        for state in done.runtimes if not done.failure else ():
            print(runtime_summary(state, written=not options.write.dry_run))
            if options.write.dry_run:
                list_changes(state)
        if len(done.results) > 1:
            print(tally(done.results))
    if options.json:
        entries = [result_json(result) for result in done.results]
        written = not options.write.dry_run and done.failure is None
        entries += [written_runtime_json(state, written=written) for state in done.runtimes]
        print(json.dumps(entries, indent=2))


def report_one(result: Result, *, listed: bool) -> None:
    """Print what came of a client; with `listed` also its files that differ."""
    outcome = result.outcome
    if outcome is None:
        return
    show(outcome.diagnostics)
    print(summary(outcome))
    if outcome.remarks:
        print(outcome.remarks)
    user_files(outcome)
    for line in update_lines(outcome):
        print(line)
    if listed:
        list_changes(outcome)
    sys.stdout.flush()  # What the next client has to say goes to standard error.
