"""What each command does: a value comes of its options, the console shows it, and the exit code follows from it."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from . import checking, generating
from . import reporting as console
from .config import CONFIG_NAME
from .configs import compared, config_of_document
from .diagnostics import ConfigurationError, OutputError, count_notes
from .emit.overrides import ejected_source, overridable
from .fingerprint import config_of
from .options import (
    CheckOptions,
    DiffOptions,
    GenerateOptions,
    InitOptions,
    InspectOptions,
    TemplatesOptions,
    ValidateOptions,
)
from .outcome import highest
from .progress import progress_of

if TYPE_CHECKING:
    from .pipeline import Understood


def generate(options: GenerateOptions) -> int:
    """Write or update clients; with `--watch` whenever their inputs change."""
    if options.watch:
        from .rewriting import watch

        watch(options)
        return 0
    done = generating.generate(options)
    console.show_generated(done, options)
    return done.code


def check(options: CheckOptions) -> int:
    """Compare clients with what the generator makes now, or their documents with those where they come from.

    1 if any differs.
    """
    if options.upstream:
        found = checking.check_upstream(options)
        console.show_upstream(found, options)
        code = highest(upstream.failure for upstream in found)
        return code or int(any(upstream.moved for upstream in found))
    done = checking.check(options)
    console.show_checked(done, options)
    return done.code or int(not done.in_sync)


def validate(options: ValidateOptions) -> int:
    """Show what is wrong with a document; with `--strict` 1 if there are warnings."""
    found = _understood(options).diagnostics
    console.show_validated(found, options)
    return int(options.strict and len(found) > count_notes(found))


def inspect(options: InspectOptions) -> int:
    """Show what a document means."""
    understood = _understood(options)
    form: Any = "ledger" if options.ledger else "json" if options.json else "text"
    from .pipeline import describe

    console.show(understood.diagnostics)
    console.put(describe(understood, form))
    return 0


def _understood(options: ValidateOptions | InspectOptions) -> Understood:
    from .pipeline import understand

    with progress_of(quiet=options.quiet) as progress:
        return understand(config_of_document(options), progress)


def diff(options: DiffOptions) -> int:
    """Show what changes for callers; 1 if there is what --fail-on names, or worse."""
    from . import comparing

    old, new = compared(options, config_of)
    with progress_of(quiet=options.quiet) as progress:
        comparison = comparing.compare_documents(old, new, progress)
    console.show_compared(comparison, options, (old.spec, new.spec))
    console.put(comparing.report(comparison, options.format))
    return int(comparing.reaches(comparison, options.fail_on))


def templates(options: TemplatesOptions) -> int:
    """List the templates, or write one out for the user to change."""
    if options.action != "eject":
        if options.name is not None:
            raise ConfigurationError(f"templates {options.action} takes no name")
        if options.action == "list":
            console.put("\n".join(overridable()))
        else:
            from .emit.contract import reference

            console.put(reference())
        return 0
    if options.name is None:
        raise ConfigurationError("templates eject needs the NAME of a template")
    source = ejected_source(options.name)
    path = Path(options.output) / options.name
    if path.exists():
        raise ConfigurationError(f"{path} is already there")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(source, encoding="utf-8")
    except OSError as error:
        raise OutputError(f"{path} cannot be written: {error.strerror or error}") from error
    console.put(f"{path} written; next: specloom generate --templates {options.output}")
    return 0


def init(options: InitOptions) -> int:
    """Write a configuration to start from, or print the JSON Schema of all."""
    from . import config_texts

    if options.schema:
        console.put(json.dumps(config_texts.schema(), indent=2))
        return 0
    path = Path(CONFIG_NAME)
    if path.exists():
        raise ConfigurationError(f"{path} is already there")
    try:
        path.write_text(config_texts.to_start_from(options.spec, Path()), encoding="utf-8")
    except OSError as error:
        raise OutputError(f"{path} cannot be written: {error.strerror or error}") from error
    console.put(f"{path} written; next: specloom generate")
    return 0


COMMANDS: Mapping[str, Callable[[Any], int]] = {
    "generate": generate,
    "check": check,
    "validate": validate,
    "diff": diff,
    "inspect": inspect,
    "templates": templates,
    "init": init,
}
