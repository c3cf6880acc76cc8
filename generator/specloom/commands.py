"""What each command does, given the parsed arguments; each gives the exit code."""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from . import pipeline, sharing
from .arguments import config_of_document, configs_of, configured
from .config import CONFIG_NAME, ClientConfig
from .diagnostics import ConfigurationError
from .progress import progress_of
from .reporting import count, list_changes, outcome_json, runtime_summary, show, summary


def generate(options: argparse.Namespace) -> int:
    """Write or update clients."""
    configs = configs_of(options)
    outcomes = []
    runtimes = sharing.begin(
        configs,
        lambda config: _generate(config, options, dry_run=True),
        discard=options.discard,
        force=options.force,
        dry_run=options.dry_run,
    )
    for config in configs:
        outcome = _generate(config, options, dry_run=options.dry_run)
        outcomes.append(outcome)
        if not options.quiet and not options.json:
            show(outcome.diagnostics)
            print(summary(outcome))
            if outcome.remarks:
                print(outcome.remarks)
            if options.dry_run:
                list_changes(outcome)
    if not options.dry_run:
        sharing.finish(runtimes)
    if options.json:
        print(json.dumps([outcome_json(outcome) for outcome in outcomes], indent=2))
    elif not options.quiet:
        for state in runtimes:
            print(runtime_summary(state, written=not options.dry_run))
            if options.dry_run:
                list_changes(state)
    return 0


def _generate(
    config: ClientConfig, options: argparse.Namespace, *, dry_run: bool
) -> pipeline.Outcome:
    with progress_of(quiet=options.quiet) as progress:
        return pipeline.generate(
            config,
            progress,
            strict=options.strict,
            discard=options.discard,
            force=options.force,
            dry_run=dry_run,
        )


def check(options: argparse.Namespace) -> int:
    """Compare clients with what the generator makes now; 1 if any differs."""
    runtimes = {}
    if options.folders:
        configs: list[ClientConfig] = []
        for folder in map(Path, options.folders):
            runtime = sharing.runtime_at(folder)
            if runtime is None:
                configs.append(pipeline.config_of(folder))
            else:
                runtimes[folder.absolute()] = runtime
    else:
        configs = [*configured(options)]
    runtimes |= {found.folder.absolute(): found for found in sharing.runtimes_of(configs)}
    code = 0
    for config in configs:
        with progress_of(quiet=options.quiet) as progress:
            outcome = pipeline.check(config, progress)
        if outcome.plan.in_sync:
            if not options.quiet:
                print(f"{outcome.folder}: in sync, {outcome.files} files")
        else:
            code = 1
            print(f"{outcome.folder}: not in sync")
            list_changes(outcome)
    for runtime in runtimes.values():
        code |= _check_runtime(runtime, options)
    return code


def _check_runtime(runtime: sharing.SharedRuntime, options: argparse.Namespace) -> int:
    state = sharing.check(runtime)
    if state.plan.in_sync:
        if not options.quiet:
            print(f"{runtime.folder}: in sync, {state.files} files")
        return 0
    print(f"{runtime.folder}: not in sync")
    list_changes(state)
    return 1


def validate(options: argparse.Namespace) -> int:
    """Print what is wrong with a document."""
    config = config_of_document(options)
    with progress_of(quiet=options.quiet) as progress:
        understood = pipeline.understand(config, progress)
    show(understood.diagnostics, limit=None)
    if not options.quiet:
        print(f"{options.spec}: {count(len(understood.diagnostics), 'warning')}")
    return 1 if options.strict and understood.diagnostics else 0


def inspect(options: argparse.Namespace) -> int:
    """Print what a document means."""
    config = config_of_document(options)
    with progress_of(quiet=options.quiet) as progress:
        understood = pipeline.understand(config, progress)
    show(understood.diagnostics)
    form: Any = "ledger" if options.ledger else "json" if options.json else "text"
    print(pipeline.describe(understood, form))
    return 0


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
# formatter = "black"             # or "none"
# operation_names = "short"       # or "full": operationIds without shortening

# [client.names]                  # JSON pointer or operationId = "python_name"
# [client.filters]                # include_tags, include_paths, exclude_paths, include_operations
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
    "inspect": inspect,
    "init": init,
}
