"""`specloom generate --watch`: what its clients depend on, and a run whenever that changes."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

from .config import CONFIG_NAME, ClientConfig, config_files
from .configs import config_path, configs_of
from .diagnostics import ConfigurationError, OutputError
from .emit.output import read_lock_of
from .emit.paths import PATCHES
from .fingerprint import DOCUMENT
from .generating import Run, run
from .jobs import Result
from .options import GenerateOptions
from .reporting import show, show_failure, summary, update_lines
from .watching import events, keep_running


def watch(options: GenerateOptions) -> int:
    """Generate, and again whenever an input is saved, until Ctrl-C. Faults are shown; the last good output stays.

    Raises `ConfigurationError` for options that do not go with it, and a configuration that is wrong
    from the start.
    """
    unfit = {
        "--eject": options.write.eject,
        "--adopt": options.write.adopt,
        "--dry-run": options.write.dry_run,
        "--json": options.json,
        "--upstream": options.upstream,
    }
    for flag in (flag for flag, given in unfit.items() if given):
        raise ConfigurationError(f"--watch and {flag} exclude each other")
    configs = configs_of(options)
    if any(config.spec == "-" for config in configs):
        raise ConfigurationError("standard input cannot be watched")
    waiter = events()
    session = _Session(options, configs)
    try:
        keep_running(session.run, waiter, time.sleep)
    except KeyboardInterrupt:
        print("specloom: no longer watching", file=sys.stderr)
    return 0


class _Session:
    """The runs of one watch."""

    def __init__(self, options: GenerateOptions, configs: Sequence[ClientConfig]) -> None:
        self._options = options
        self._configs = configs
        self._first = True
        self._read: dict[Path, set[Path]] = {}
        """Output folder -> the files that the last run which read anything asked for."""

    def run(self) -> set[Path]:
        """Generate once; give the inputs, as far as they are known."""
        try:
            if not self._first:
                self._configs = configs_of(self._options)
            self._report(run(self._configs, self._options, quiet=True))
        except (ConfigurationError, OutputError) as error:
            print(f"specloom: {error}", file=sys.stderr)
        self._first = False
        return {*self._own_files(), *self._inputs()}

    def _report(self, done: Run) -> None:
        """Print a line for each client that was written, and what is wrong with others."""
        changed = False
        for result in done.results:
            self._remember(result)
            if result.failure is not None:
                show_failure(result.failure, traceback=self._options.traceback)
                place = result.config.output_path
                print(f"{_clock()} {place}: left as it was; waiting for a change", file=sys.stderr)
            elif result.outcome is not None and (self._first or result.outcome.plan.changes):
                changed = True
                show(result.outcome.diagnostics)
                if not self._options.quiet:
                    print(f"{_clock()} {summary(result.outcome)}")
                    print("".join(f"{line}\n" for line in update_lines(result.outcome)), end="")
                    sys.stdout.flush()
        if done.failure is not None:
            show_failure(done.failure, traceback=self._options.traceback)
        if not changed and not done.code and not self._options.quiet:
            print(f"{_clock()} nothing to change", flush=True)

    def _remember(self, result: Result) -> None:
        if result.read:
            paths = {Path(location) for location in result.read if "://" not in location}
            self._read[result.config.output_path] = paths

    def _own_files(self) -> Iterator[Path]:
        if self._options.spec is not None:
            return
        path = config_path(self._options.config)
        if path is not None:
            yield from config_files(path)
        else:  # It was deleted; it may come back.
            yield from (Path(CONFIG_NAME), Path("pyproject.toml"))

    def _inputs(self) -> Iterator[Path]:
        for config in self._configs:
            if "://" not in config.spec:
                yield Path(config.input_path(config.spec))
            for overlay in config.overlays:
                if "://" not in overlay:
                    yield Path(config.input_path(overlay))
            yield config.output_path / PATCHES
            yield from self._read.get(config.output_path) or _recorded(config)


def _recorded(config: ClientConfig) -> Iterator[Path]:
    """Give the files that the last run read, from the lock."""
    if "://" in config.spec:
        return
    try:
        lock = read_lock_of(config.output_path)
    except OutputError:
        return
    folder = Path(config.input_path(config.spec)).parent.resolve()
    for key in lock.inputs if lock else ():
        name = key.removeprefix(DOCUMENT)
        if name != key and "://" not in name:
            yield folder / name


def _clock() -> str:
    return time.strftime("%H:%M:%S")
