"""`specloom generate --watch`: regenerate when an input changes."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from pathlib import Path

from ..build.options import GenerateOptions
from ..build.result import Run
from ..config import CONFIG_NAME, ClientConfig, config_files
from ..config.checks import is_elsewhere
from ..diagnostics import ConfigurationError, OutputError, UsageError
from ..output.disk.paths import PATCHES
from ..output.folder.folder_plan import read_lock_of
from ..output.folder.lock_file import DOCUMENT_INPUT
from ..records import replace
from . import console
from .configurations import config_path, configs_of
from .file_watcher import events, keep_running
from .generate import run


def watch(options: GenerateOptions) -> None:
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
        raise UsageError(f"--watch and {flag} exclude each other")
    configs = configs_of(options)
    if any(config.spec == "-" for config in configs):
        raise ConfigurationError("standard input cannot be watched")
    waiter = events()
    session = _Session(options, configs)
    try:
        keep_running(session.run, waiter, time.sleep)
    except KeyboardInterrupt:
        console.say("specloom: no longer watching")


class _Session:
    """The runs of one watch."""

    def __init__(self, options: GenerateOptions, configs: Sequence[ClientConfig]) -> None:
        self._options = options
        self._configs = configs
        self._first = True
        self._read: dict[Path, set[Path]] = {}
        """Output folder -> the files that the last run which read anything asked for."""

    def run(self) -> set[Path]:
        """Generate once; return the inputs, as far as they are known."""
        try:
            if not self._first:
                self._configs = configs_of(self._options)
            done = run(self._configs, replace(self._options, quiet=True))
            self._remember(done)
            console.show_again(done, self._options, first=self._first)
        except (ConfigurationError, OutputError) as error:
            console.say(f"specloom: {error}")
        self._first = False
        return {*self._own_files(), *self._inputs()}

    def _remember(self, done: Run) -> None:
        for result in done.clients:
            if result.read:
                paths = {Path(location) for location in result.read if not is_elsewhere(location)}
                self._read[result.folder] = paths

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
            if not is_elsewhere(config.spec):
                yield Path(config.input_path(config.spec))
            for overlay in config.overlays:
                if "://" not in overlay:
                    yield Path(config.input_path(overlay))
            if config.templates_path is not None:
                yield config.templates_path
            yield config.output_path / PATCHES
            yield from self._read.get(config.output_path) or _recorded(config)


def _recorded(config: ClientConfig) -> Iterator[Path]:
    """Yield the files that the last run read, from the lock."""
    if is_elsewhere(config.spec):
        return
    try:
        lock = read_lock_of(config.output_path)
    except OutputError:
        return
    folder = Path(config.input_path(config.spec)).parent.resolve()
    for key in lock.inputs if lock else ():
        name = key.removeprefix(DOCUMENT_INPUT)
        if name != key and "://" not in name:
            yield folder / name
