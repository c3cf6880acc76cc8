"""What each command does, given the parsed arguments; each gives the exit code."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from .arguments import compared, config_of_document
from .checking import check
from .config import CONFIG_NAME
from .diagnostics import ConfigurationError, OutputError, count_notes
from .fingerprint import config_of
from .generating import generate as generate_once
from .progress import progress_of
from .reporting import count, count_of, show


def generate(options: argparse.Namespace) -> int:
    """Write or update clients; with `--watch` whenever their inputs change."""
    if options.watch:
        from .rewriting import watch

        return watch(options)
    return generate_once(options)


def validate(options: argparse.Namespace) -> int:
    """Print what is wrong with a document."""
    from . import pipeline

    config = config_of_document(options)
    with progress_of(quiet=options.quiet) as progress:
        understood = pipeline.understand(config, progress)
    found = understood.diagnostics
    show(found, limit=None, notes=options.notes)
    if not options.quiet:
        print(f"{options.spec}: {count_of(found)}")
    return 1 if options.strict and len(found) > count_notes(found) else 0


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
        if comparison.remark:
            print(f"{options.old}: {comparison.remark}", file=sys.stderr)
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
# upstream = "https://..."        # where that file comes from: specloom check --upstream
# overlays = ["overlay.yaml"]     # OpenAPI Overlays: what the document lacks or gets wrong
# allow_ref = ["../shared"]       # folders and origins that references may lead to as well
output = "client"                 # the folder to write to
# package = "my_api"              # the import name; by default from the document's title
# layout = "project"              # or "vendored": the import package alone
# only = ["client", "docs"]       # of client, tests, docs, project; by default all
# runtime = "copied"              # or "shared": one for several vendored clients,
# runtime_package = ".._specloom_runtime"    # which lies there, as the client imports it
# license = "MIT"                 # what generated modules state
# version = "0.1.0"               # the client's own version
# version_policy = "manual"       # or "semver": updates raise it, as far as their changes ask for
# formatter = "black"             # or "ruff", "none"
# operation_names = "short"       # or "full": operationIds without shortening
# rename_aliases = false          # or true: old names work on for a while, with a warning

# [client.names]                  # JSON pointer or operationId = "python_name"
# [client.filters]                # include_tags, include_paths, exclude_paths, include_operations, exclude_deprecated
# [client.auth]                   # security scheme = {{...}}, the same as x-specloom-auth in the document
# [client.pagination]             # operationId = {{...}}, the same as x-specloom-pagination
# [client.errors]                 # the same as x-specloom-errors
# [client.retry]                  # retry_writes = true, statuses = [409]
"""


def init(options: argparse.Namespace) -> int:
    """Write a configuration to start from."""
    path = Path(CONFIG_NAME)
    if path.exists():
        raise ConfigurationError(f"{path} is already there")
    try:
        path.write_text(_TEMPLATE.format(spec=json.dumps(options.spec)), encoding="utf-8")
    except OSError as error:
        raise OutputError(f"{path} cannot be written: {error.strerror or error}") from error
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
