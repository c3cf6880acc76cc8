"""The command line: arguments in, diagnostics and results out, exit codes.

Exit codes: 0 done; 1 the document, the check or the generation failed; 2 wrong usage or configuration;
70 a bug of ours. Diagnostics and progress go to standard error, results to standard output.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import traceback
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from . import __version__
from .config import (
    ALL_PARTS,
    CONFIG_NAME,
    ClientConfig,
    Filters,
    Part,
    find_config,
    is_package_name,
    read_config,
)
from .diagnostics import ConfigurationError, Diagnostic, GenerationFailed, OutputError, Severity
from .progress import PlainProgress, Reporter, SilentProgress, TerminalProgress

_SHOWN = 20
_BUG = 70


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line; give the exit code."""
    parser = _parser()
    options = parser.parse_args(arguments)
    try:
        code: int = options.run(options)
    except ConfigurationError as error:
        print(f"specloom: {error}", file=sys.stderr)
        return 2
    except GenerationFailed as failure:
        show(failure.diagnostics)
        return 1
    except OutputError as error:
        print(f"specloom: {error}", file=sys.stderr)
        return 1
    except BrokenPipeError:
        # Whoever read our output has enough; Python would complain again when it flushes.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except KeyboardInterrupt:
        print("specloom: interrupted; nothing was changed", file=sys.stderr)
        return 130
    except Exception as error:
        if options.traceback:
            traceback.print_exc()
        print(
            f"specloom {__version__}: this is a bug in specloom: {type(error).__name__}: {error}\n"
            "    hint: run again with --traceback and report it with the document",
            file=sys.stderr,
        )
        return _BUG
    return code


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="specloom",
        description="Generate a typed Python client, its tests and its documentation from an OpenAPI document.",
    )
    parser.add_argument("--version", action="version", version=f"specloom {__version__}")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    _add_generate(commands)
    _add_check(commands)
    _add_validate(commands)
    _add_inspect(commands)
    _add_init(commands)
    return parser


def _common(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--quiet", action="store_true", help="say nothing but errors")
    parser.add_argument("--traceback", action="store_true", help="show where a bug of ours arose")


def _references(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--allow-ref",
        action="append",
        metavar="DIR|ORIGIN",
        default=[],
        help="a folder or an origin that references may lead to",
    )


def _add_generate(commands: Any) -> None:
    parser = commands.add_parser("generate", help="write or update a client")
    parser.add_argument("spec", nargs="?", metavar="SPEC", help='a path, a URL or "-"')
    parser.add_argument("--output", metavar="DIR", help="the folder to write to")
    parser.add_argument("--config", metavar="FILE", help=f"instead of {CONFIG_NAME} in this folder")
    parser.add_argument("--overlay", action="append", metavar="FILE", help="an OpenAPI Overlay")
    parser.add_argument("--package", metavar="NAME", help="the import name of the client")
    parser.add_argument("--include-tag", action="append", metavar="T", default=[])
    parser.add_argument("--include-path", action="append", metavar="P", default=[])
    parser.add_argument("--exclude-path", action="append", metavar="P", default=[])
    parser.add_argument("--include-operation", action="append", metavar="ID", default=[])
    parser.add_argument("--only", metavar="PART,...", help=", ".join(sorted(ALL_PARTS)))
    parser.add_argument("--formatter", choices=("black", "none"))
    parser.add_argument("--discard", action="store_true", help="give up edits to generated files")
    parser.add_argument("--force", action="store_true", help="write into a folder that is not ours")
    parser.add_argument("--strict", action="store_true", help="take warnings as errors")
    parser.add_argument("--dry-run", action="store_true", help="say what would change")
    parser.add_argument("--json", action="store_true", help="print the result as JSON")
    _references(parser)
    _common(parser)
    parser.set_defaults(run=_generate)


def _add_check(commands: Any) -> None:
    parser = commands.add_parser("check", help="tell whether clients are what specloom makes now")
    parser.add_argument("folders", nargs="*", metavar="DIR", help="generated folders")
    parser.add_argument("--config", metavar="FILE", help=f"instead of {CONFIG_NAME} in this folder")
    _common(parser)
    parser.set_defaults(run=_check)


def _add_validate(commands: Any) -> None:
    parser = commands.add_parser("validate", help="show what is wrong with a document")
    parser.add_argument("spec", metavar="SPEC", help='a path, a URL or "-"')
    parser.add_argument("--overlay", action="append", metavar="FILE", default=[])
    parser.add_argument("--strict", action="store_true", help="take warnings as errors")
    _references(parser)
    _common(parser)
    parser.set_defaults(run=_validate)


def _add_inspect(commands: Any) -> None:
    parser = commands.add_parser("inspect", help="show what a document means")
    parser.add_argument("spec", metavar="SPEC", help='a path, a URL or "-"')
    parser.add_argument("--overlay", action="append", metavar="FILE", default=[])
    parser.add_argument("--json", action="store_true", help="print the whole neutral model")
    parser.add_argument(
        "--ledger",
        action="store_true",
        help="print every part of the document, and what became of it",
    )
    _references(parser)
    _common(parser)
    parser.set_defaults(run=_inspect)


def _add_init(commands: Any) -> None:
    parser = commands.add_parser("init", help=f"write a commented {CONFIG_NAME}")
    parser.add_argument("spec", nargs="?", metavar="SPEC", default="openapi.yaml")
    _common(parser)
    parser.set_defaults(run=_init)


# --- the commands


def _generate(options: argparse.Namespace) -> int:
    from . import pipeline

    outcomes = []
    for config in _configs(options):
        with _progress(options) as progress:
            outcome = pipeline.generate(
                config,
                progress,
                strict=options.strict,
                discard=options.discard,
                force=options.force,
                dry_run=options.dry_run,
            )
        outcomes.append(outcome)
        if not options.quiet and not options.json:
            show(outcome.diagnostics)
            print(_summary(outcome))
            if outcome.remarks:
                print(outcome.remarks)
            if options.dry_run:
                _list_changes(outcome.plan)
    if options.json:
        print(json.dumps([_outcome_json(outcome) for outcome in outcomes], indent=2))
    return 0


def _check(options: argparse.Namespace) -> int:
    from . import pipeline

    if options.folders:
        configs: Iterable[ClientConfig] = [pipeline.config_of(Path(f)) for f in options.folders]
    else:
        configs = _configured(options)
    code = 0
    for config in configs:
        with _progress(options) as progress:
            outcome = pipeline.check(config, progress)
        if outcome.plan.in_sync:
            if not options.quiet:
                print(f"{outcome.folder}: in sync, {outcome.files} files")
        else:
            code = 1
            print(f"{outcome.folder}: not in sync")
            _list_changes(outcome.plan)
    return code


def _validate(options: argparse.Namespace) -> int:
    from . import pipeline

    config = _of_document(options)
    with _progress(options) as progress:
        understood = pipeline.understand(config, progress)
    show(understood.diagnostics, limit=None)
    if not options.quiet:
        print(f"{options.spec}: {_count(len(understood.diagnostics), 'warning')}")
    return 1 if options.strict and understood.diagnostics else 0


def _inspect(options: argparse.Namespace) -> int:
    from . import pipeline

    config = _of_document(options)
    with _progress(options) as progress:
        understood = pipeline.understand(config, progress)
    show(understood.diagnostics)
    form: Any = "ledger" if options.ledger else "json" if options.json else "text"
    print(pipeline.describe(understood, form))
    return 0


def _of_document(options: argparse.Namespace) -> ClientConfig:
    return ClientConfig(
        spec=options.spec,
        output=".",
        overlays=tuple(options.overlay),
        allowed_references=tuple(options.allow_ref),
    )


_TEMPLATE = """\
# What specloom generates here: `specloom generate` writes it, `specloom check` compares it.
[[client]]
spec = {spec}                     # a path below this folder, or a URL
# overlays = ["overlay.yaml"]     # OpenAPI Overlays: what the document lacks or gets wrong
output = "client"                 # the folder to write to
# package = "my_api"              # the import name; by default from the document's title
# layout = "project"              # or "vendored": the import package alone
# formatter = "black"             # or "none"
# operation_names = "short"       # or "full": operationIds without shortening

# [client.names]                  # JSON pointer or operationId = "python_name"
# [client.filters]                # include_tags, include_paths, exclude_paths, include_operations
# [client.errors]                 # the same as x-specloom-errors in the document
"""


def _init(options: argparse.Namespace) -> int:
    path = Path(CONFIG_NAME)
    if path.exists():
        raise ConfigurationError(f"{path} is already there")
    path.write_text(_TEMPLATE.format(spec=json.dumps(options.spec)), encoding="utf-8")
    print(f"{path} written; next: specloom generate")
    return 0


# --- configuration


def _configs(options: argparse.Namespace) -> tuple[ClientConfig, ...]:
    if options.spec is None:
        configs = _configured(options)
        if len(configs) > 1 and (options.output or options.package or options.overlay):
            raise ConfigurationError("--output, --package and --overlay need a single client")
    else:
        if options.config is not None:
            raise ConfigurationError("a SPEC and --config exclude each other")
        if options.output is None:
            raise ConfigurationError("generate SPEC needs --output DIR")
        configs = (ClientConfig(spec=options.spec, output=options.output),)
    return tuple(_with_options(config, options) for config in configs)


def _configured(options: argparse.Namespace) -> tuple[ClientConfig, ...]:
    path = Path(options.config) if options.config else find_config(Path())
    if path is None:
        raise ConfigurationError(f"no {CONFIG_NAME} here; name a SPEC, or write one: specloom init")
    return read_config(path)


def _with_options(config: ClientConfig, options: argparse.Namespace) -> ClientConfig:
    changes: dict[str, Any] = {}
    if options.output is not None and options.spec is None:
        changes["output"] = str(Path(options.output).resolve())
    if options.overlay:
        changes["overlays"] = (
            *config.overlays,
            *(_beside(item, options) for item in options.overlay),
        )
    if options.package:
        if not is_package_name(options.package):
            raise ConfigurationError(f"--package: cannot be an import name: {options.package!r}")
        changes["package"] = options.package
    if options.allow_ref:
        changes["allowed_references"] = (
            *config.allowed_references,
            *(_beside(item, options) for item in options.allow_ref),
        )
    if options.formatter:
        changes["formatter"] = options.formatter
    if options.only:
        changes["parts"] = _parts(options.only)
    if (
        options.include_tag
        or options.include_path
        or options.exclude_path
        or options.include_operation
    ):
        changes["filters"] = Filters(
            include_tags=tuple(options.include_tag),
            include_paths=tuple(options.include_path),
            exclude_paths=tuple(options.exclude_path),
            include_operations=tuple(options.include_operation),
        )
    return replace(config, **changes)


def _beside(location: str, options: argparse.Namespace) -> str:
    """Give a location of the command line as a configuration holds it, which has a folder of its own."""
    given = options.spec is not None or "://" in location
    return location if given else str(Path(location).resolve())


def _parts(text: str) -> frozenset[Part]:
    names = {name.strip() for name in text.split(",")}
    parts = frozenset(part for part in ALL_PARTS if part in names)
    if len(parts) < len(names):
        raise ConfigurationError(f"--only takes {', '.join(sorted(ALL_PARTS))}")
    return parts


# --- what people see


def _progress(options: argparse.Namespace) -> Reporter:
    if options.quiet:
        return SilentProgress()
    return TerminalProgress() if sys.stderr.isatty() else PlainProgress()


def show(diagnostics: Sequence[Diagnostic], limit: int | None = _SHOWN) -> None:
    """Print diagnostics to standard error, errors first, at most `limit` of them."""
    ordered = sorted(diagnostics, key=lambda d: d.severity is not Severity.ERROR)
    for diagnostic in ordered[:limit]:
        print(diagnostic, file=sys.stderr)
    if limit is not None and len(ordered) > limit:
        print(f"... and {len(ordered) - limit} more", file=sys.stderr)


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def _summary(outcome: Any) -> str:
    changed = len(outcome.plan.changes)
    done = "would change" if not outcome.written else "changed"
    files = (
        f"{_count(outcome.files, 'file')} ({changed} {done})"
        if changed
        else (f"{_count(outcome.files, 'file')} (nothing to change)")
    )
    return ", ".join(
        [
            f"{outcome.package}: {_count(outcome.operations, 'operation')}",
            _count(outcome.models, "model"),
            files,
            f"{outcome.seconds:.1f} s",
            _count(len(outcome.diagnostics), "warning"),
        ]
    )


def _list_changes(plan: Any) -> None:
    for label, paths in (
        ("missing", plan.create),
        ("outdated", plan.update),
        ("no longer generated", (*plan.delete, *plan.orphans)),
        ("edited", plan.edited),
        ("in the way", plan.foreign),
    ):
        for path in paths:
            print(f"  {label}: {path}")


def _outcome_json(outcome: Any) -> dict[str, Any]:
    return {
        "package": outcome.package,
        "output": str(outcome.folder),
        "operations": outcome.operations,
        "models": outcome.models,
        "files": outcome.files,
        "created": list(outcome.plan.create),
        "updated": list(outcome.plan.update),
        "deleted": list(outcome.plan.delete),
        "written": outcome.written,
        "seconds": round(outcome.seconds, 3),
        "diagnostics": [_diagnostic_json(diagnostic) for diagnostic in outcome.diagnostics],
    }


def _diagnostic_json(diagnostic: Diagnostic) -> dict[str, Any]:
    location = diagnostic.location
    return {
        "code": diagnostic.code.number,
        "name": diagnostic.code.slug,
        "severity": diagnostic.severity.value,
        "message": diagnostic.message,
        "file": location.file,
        "line": location.line,
        "column": location.column,
        "pointer": location.pointer,
        "hint": diagnostic.hint,
    }


if __name__ == "__main__":
    sys.exit(main())
