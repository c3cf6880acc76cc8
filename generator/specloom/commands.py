"""What each command does, given the parsed arguments; each gives the exit code."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from .checking import check
from .config import CONFIG_NAME
from .configs import compared, config_of_document
from .diagnostics import ConfigurationError, OutputError, count_notes
from .fingerprint import config_of
from .generating import generate as generate_once
from .options import DiffOptions, GenerateOptions, InitOptions, InspectOptions, ValidateOptions
from .progress import progress_of
from .reporting import count, count_of, show


def generate(options: GenerateOptions) -> int:
    """Write or update clients; with `--watch` whenever their inputs change."""
    if options.watch:
        from .rewriting import watch

        return watch(options)
    return generate_once(options)


def validate(options: ValidateOptions) -> int:
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


def inspect(options: InspectOptions) -> int:
    """Print what a document means."""
    from . import pipeline

    config = config_of_document(options)
    with progress_of(quiet=options.quiet) as progress:
        understood = pipeline.understand(config, progress)
    show(understood.diagnostics)
    form: Any = "ledger" if options.ledger else "json" if options.json else "text"
    print(pipeline.describe(understood, form))
    return 0


def diff(options: DiffOptions) -> int:
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


def init(options: InitOptions) -> int:
    """Write a configuration to start from, or print the JSON Schema of all."""
    from . import config_texts

    if options.schema:
        print(json.dumps(config_texts.schema(), indent=2))
        return 0
    path = Path(CONFIG_NAME)
    if path.exists():
        raise ConfigurationError(f"{path} is already there")
    try:
        path.write_text(config_texts.to_start_from(options.spec, Path()), encoding="utf-8")
    except OSError as error:
        raise OutputError(f"{path} cannot be written: {error.strerror or error}") from error
    print(f"{path} written; next: specloom generate")
    return 0


COMMANDS: Mapping[str, Callable[[Any], int]] = {
    "generate": generate,
    "check": check,
    "validate": validate,
    "diff": diff,
    "inspect": inspect,
    "init": init,
}
