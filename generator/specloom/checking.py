"""`specloom check`: whether clients are what specloom makes now, and whether their documents have moved."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from .config import ClientConfig
from .configs import configured
from .diagnostics import ConfigurationError, printable
from .failures import Failure, failure_of
from .fingerprint import config_of, is_shared_runtime, shares_runtime
from .jobs import Job, Result
from .options import CheckOptions
from .reporting import (
    check_json,
    count,
    list_changes,
    runtime_json,
    show_failure,
    tally,
    upstream_json,
    user_files,
)
from .workers import do_all

if TYPE_CHECKING:
    from .sharing import State


def check(options: CheckOptions) -> int:
    """Compare clients with what the generator makes now; 1 if any differs.

    With `--upstream` the documents are compared instead, with those where they come from.
    """
    shared: list[Path] = []
    configs: list[ClientConfig] = []
    if not options.folders:
        configs = [*configured(options.config)]
    for folder in map(Path, options.folders):
        if is_shared_runtime(folder):
            shared.append(folder)
        else:
            configs.append(config_of(folder))
    if options.upstream:
        return _check_upstream(configs, options)
    jobs = [Job(config=config, action="check") for config in configs]
    results = do_all(jobs, quiet=options.quiet)
    states, failure = _runtimes(configs, shared)
    if options.json:
        entries = [*map(check_json, results), *map(runtime_json, states)]
        print(json.dumps(entries, indent=2))
    for result in results:
        _report(result, options)
    for state in states:
        if not options.json:
            _compared(state.runtime.folder, state.plan.in_sync, state.files, state, options)
    if failure is not None:
        show_failure(failure, traceback=options.traceback)
    if len(results) > 1 and not options.quiet and not options.json:
        print(tally(results, checked=True))
    differs = any(not r.outcome.plan.in_sync for r in results if r.outcome is not None)
    differs = differs or any(not state.plan.in_sync for state in states)
    failures = [failure, *(result.failure for result in results)]
    return max((found.code for found in failures if found), default=int(differs))


def _report(result: Result, options: CheckOptions) -> None:
    outcome = result.outcome
    if outcome is None:
        assert result.failure is not None
        show_failure(result.failure, traceback=options.traceback)
    elif not options.json:
        _compared(outcome.folder, outcome.plan.in_sync, outcome.files, outcome, options)
        if not options.quiet:
            user_files(outcome)


def _compared(
    folder: Path, in_sync: bool, files: int, compared: Any, options: CheckOptions
) -> None:
    if not in_sync:
        print(f"{folder}: not in sync")
        list_changes(compared)
    elif not options.quiet:
        print(f"{folder}: in sync, {count(files, 'file')}")


def _runtimes(
    configs: Sequence[ClientConfig], folders: Sequence[Path]
) -> tuple[list[State], Failure | None]:
    """Compare the shared runtimes that are named, and those that the clients use; or say why not."""
    try:
        if not folders and not any(map(shares_runtime, configs)):
            return [], None
        from . import sharing

        runtimes = {folder.absolute(): sharing.runtime_at(folder) for folder in folders}
        runtimes |= {found.folder.absolute(): found for found in sharing.runtimes_of(configs)}
        found = [sharing.check(runtime) for runtime in runtimes.values() if runtime is not None]
    except Exception as error:
        return [], failure_of(error)
    return found, None


# --- upstream


def _check_upstream(configs: Sequence[ClientConfig], options: CheckOptions) -> int:
    from . import upstream

    if not any(map(upstream.url_of, configs)):
        raise ConfigurationError("--upstream: no client has a URL as its spec, or an upstream")
    entries = []
    codes = [0]
    for config in configs:
        url = upstream.url_of(config)
        found: upstream.Upstream | Failure | None = None
        if url is not None:
            try:
                found = upstream.look_upstream(config, url)
            except Exception as error:
                found = failure_of(error)
        entries.append(upstream_json(config.output_path, url, found))
        codes.append(_upstream_code(config, found, options))
    if options.json:
        print(json.dumps(entries, indent=2))
    return max(codes)


def _upstream_code(config: ClientConfig, found: Any, options: CheckOptions) -> int:
    """Say what was found; give the exit code."""
    said = not options.json
    if isinstance(found, Failure):
        show_failure(found, traceback=options.traceback)
        return found.code
    if found is None:
        if said and not options.quiet:
            print(f"{config.output_path}: its document is a file without an upstream")
        return 0
    if said and found.moved:
        print(f"{config.output_path}: the document has moved")
        for url in found.moved:
            print(f"  differs: {printable(url)}")
    elif said and not options.quiet:
        print(f"{config.output_path}: {found.url} has not moved")
    return 1 if found.moved else 0
