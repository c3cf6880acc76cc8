"""What each command does, given the parsed arguments; each gives the exit code."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from . import shortcut
from .arguments import compared, config_of_document, configs_of, configured
from .config import CONFIG_NAME, ClientConfig
from .diagnostics import ConfigurationError
from .fingerprint import config_of, is_shared_runtime, shares_runtime
from .outcome import Outcome
from .progress import progress_of
from .reporting import (
    count,
    list_changes,
    outcome_json,
    runtime_summary,
    show,
    summary,
    update_lines,
    user_files,
)

if TYPE_CHECKING:
    from .sharing import State


def generate(options: argparse.Namespace) -> int:
    """Write or update clients."""
    configs = configs_of(options)
    outcomes = []
    if options.eject and len(configs) > 1:
        raise ConfigurationError("--eject needs a single client")
    runtimes = _begin_sharing(configs, options)
    for config in configs:
        outcome = _generate(config, options, dry_run=options.dry_run)
        outcomes.append(outcome)
        if not options.quiet and not options.json:
            show(outcome.diagnostics)
            print(summary(outcome))
            if outcome.remarks:
                print(outcome.remarks)
            user_files(outcome)
            for line in update_lines(outcome):
                print(line)
            if options.dry_run:
                list_changes(outcome)
    _finish_sharing(runtimes, options)
    if options.json:
        print(json.dumps([outcome_json(outcome) for outcome in outcomes], indent=2))
    return 0


def _begin_sharing(configs: Sequence[ClientConfig], options: argparse.Namespace) -> Sequence[State]:
    if not any(map(shares_runtime, configs)):
        return ()
    from . import sharing

    return sharing.begin(
        configs,
        lambda config: _generate(config, options, dry_run=True),
        discard=options.discard,
        force=options.force,
        dry_run=options.dry_run,
    )


def _finish_sharing(runtimes: Sequence[State], options: argparse.Namespace) -> None:
    if not runtimes:
        return
    from . import sharing

    if not options.dry_run:
        sharing.finish(runtimes)
    if options.quiet or options.json:
        return
    for state in runtimes:
        print(runtime_summary(state, written=not options.dry_run))
        if options.dry_run:
            list_changes(state)


def _generate(config: ClientConfig, options: argparse.Namespace, *, dry_run: bool) -> Outcome:
    # The whole of the generator is loaded only if there is something to do.
    complete = options.strict or options.json
    if not options.eject:
        found = shortcut.recognise(config, complete=complete, written=not dry_run)
        if found is not None:
            return found
    from . import pipeline

    with progress_of(quiet=options.quiet) as progress:
        return pipeline.generate(
            config,
            progress,
            strict=options.strict,
            discard=options.discard,
            adopt=options.adopt,
            eject=options.eject,
            force=options.force,
            dry_run=dry_run,
        )


def check(options: argparse.Namespace) -> int:
    """Compare clients with what the generator makes now; 1 if any differs."""
    shared: list[Path] = []
    if options.folders:
        configs: list[ClientConfig] = []
        for folder in map(Path, options.folders):
            if is_shared_runtime(folder):
                shared.append(folder)
            else:
                configs.append(config_of(folder))
    else:
        configs = [*configured(options)]
    code = 0
    for config in configs:
        outcome = _check(config, options)
        if outcome.plan.in_sync:
            if not options.quiet:
                print(f"{outcome.folder}: in sync, {outcome.files} files")
        else:
            code = 1
            print(f"{outcome.folder}: not in sync")
            list_changes(outcome)
        if not options.quiet:
            user_files(outcome)
    return code | _check_runtimes(configs, shared, options)


def _check(config: ClientConfig, options: argparse.Namespace) -> Outcome:
    found = shortcut.recognise(config, written=False)
    if found is not None:
        return found
    from . import pipeline

    with progress_of(quiet=options.quiet) as progress:
        return pipeline.check(config, progress)


def _check_runtimes(
    configs: Sequence[ClientConfig], folders: Sequence[Path], options: argparse.Namespace
) -> int:
    if not folders and not any(map(shares_runtime, configs)):
        return 0
    from . import sharing

    runtimes = {folder.absolute(): sharing.runtime_at(folder) for folder in folders}
    runtimes |= {found.folder.absolute(): found for found in sharing.runtimes_of(configs)}
    code = 0
    for runtime in runtimes.values():
        if runtime is None:
            continue
        state = sharing.check(runtime)
        if state.plan.in_sync:
            if not options.quiet:
                print(f"{runtime.folder}: in sync, {state.files} files")
        else:
            code = 1
            print(f"{runtime.folder}: not in sync")
            list_changes(state)
    return code


def validate(options: argparse.Namespace) -> int:
    """Print what is wrong with a document."""
    from . import pipeline

    config = config_of_document(options)
    with progress_of(quiet=options.quiet) as progress:
        understood = pipeline.understand(config, progress)
    show(understood.diagnostics, limit=None)
    if not options.quiet:
        print(f"{options.spec}: {count(len(understood.diagnostics), 'warning')}")
    return 1 if options.strict and understood.diagnostics else 0


def inspect(options: argparse.Namespace) -> int:
    """Print what a document means."""
    from . import pipeline

    config = config_of_document(options)
    with progress_of(quiet=options.quiet) as progress:
        understood = pipeline.understand(config, progress)
    show(understood.diagnostics)
    form: Any = "ledger" if options.ledger else "json" if options.json else "text"
    print(pipeline.describe(understood, form))
    return 0


def diff(options: argparse.Namespace) -> int:
    """Print what changes for callers; 1 if there is what --fail-on names, or worse."""
    from . import comparing

    configs = compared(options, config_of)
    with progress_of(quiet=options.quiet) as progress:
        comparison = comparing.compare_documents(*configs, progress)
    if not options.quiet:
        for config, number in zip(configs, comparison.warnings, strict=True):
            if number:
                message = f"{config.spec}: {count(number, 'warning')}; specloom validate shows them"
                print(message, file=sys.stderr)
    print(comparing.report(comparison, options.format))
    return 1 if comparing.reaches(comparison, options.fail_on) else 0


_TEMPLATE = """\
# What specloom generates here: `specloom generate` writes it, `specloom check` compares it.
[[client]]
spec = {spec}                     # a path below this folder, or a URL
# overlays = ["overlay.yaml"]     # OpenAPI Overlays: what the document lacks or gets wrong
output = "client"                 # the folder to write to
# package = "my_api"              # the import name; by default from the document's title
# layout = "project"              # or "vendored": the import package alone
# runtime = "copied"              # or "shared": one for several vendored clients
# license = "MIT"                 # what generated modules state
# version = "0.1.0"               # the client's own version
# version_policy = "manual"       # or "semver": updates raise it, as far as their changes ask for
# formatter = "black"             # or "ruff", "none"
# operation_names = "short"       # or "full": operationIds without shortening
# rename_aliases = false          # or true: old names work on for a while, with a warning

# [client.names]                  # JSON pointer or operationId = "python_name"
# [client.filters]                # include_tags, include_paths, exclude_paths, include_operations, exclude_deprecated
# [client.errors]                 # the same as x-specloom-errors in the document
"""


def init(options: argparse.Namespace) -> int:
    """Write a configuration to start from."""
    path = Path(CONFIG_NAME)
    if path.exists():
        raise ConfigurationError(f"{path} is already there")
    path.write_text(_TEMPLATE.format(spec=json.dumps(options.spec)), encoding="utf-8")
    print(f"{path} written; next: specloom generate")
    return 0


COMMANDS: Mapping[str, Callable[[argparse.Namespace], int]] = {
    "generate": generate,
    "check": check,
    "validate": validate,
    "diff": diff,
    "inspect": inspect,
    "init": init,
}
