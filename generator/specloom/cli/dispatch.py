"""Dispatch: from a command's name to its function."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from ..build.options import (
    CheckOptions,
    CompletionOptions,
    DiffOptions,
    ExplainOptions,
    GenerateOptions,
    ImportOptions,
    InitOptions,
    InspectOptions,
    ResolveOptions,
    ServeOptions,
    TemplatesOptions,
    ValidateOptions,
)
from ..build.result import highest
from ..commands import check, console, generate
from ..diagnostics import GenerationFailed, count_notes


def _generate(options: GenerateOptions) -> int:
    if options.watch:
        from ..commands.watch import watch

        watch(options)
        return 0
    done = generate.generate(options)
    console.show_generated(done, options)
    return done.code


def _check(options: CheckOptions) -> int:
    """Return 1 if a client is not in sync, or if a document is not what it was where it comes from."""
    if options.upstream:
        documents = check.check_upstream(options)
        console.show_upstream(documents, options)
        code = highest(document.failure for document in documents)
        return code or int(any(document.moved for document in documents))
    done = check.check(options)
    console.show_checked(done, options)
    return done.code or int(not done.in_sync)


def _resolve(options: ResolveOptions) -> int:
    from ..commands.resolve import resolve

    done = resolve(options)
    console.show_generated(done, GenerateOptions(quiet=options.quiet, traceback=options.traceback))
    if not done.clients and not options.quiet:
        console.put("nothing to resolve")
    return done.code


def _validate(options: ValidateOptions) -> int:
    """Return 1 if there are errors, or warnings and `--strict` is set."""
    from ..commands.validate import validate

    try:
        diagnostics = validate(options)
    except GenerationFailed as failure:
        if options.format == "text":
            raise
        console.show_validated(failure.diagnostics, options)
        return 1
    console.show_validated(diagnostics, options)
    return int(options.strict and len(diagnostics) > count_notes(diagnostics))


def _explain(options: ExplainOptions) -> int:
    from ..commands.explain import explain

    console.put(explain(options))
    return 0


def _inspect(options: InspectOptions) -> int:
    from ..commands.inspect import inspect

    diagnostics, text = inspect(options)
    console.show(diagnostics)
    console.put(text)
    return 0


def _serve(options: ServeOptions) -> int:
    from ..commands.serve import serve

    serve(options)
    return 0


def _diff(options: DiffOptions) -> int:
    """Return 1 if there is a change such as `--fail-on` names, or a graver one."""
    from ..commands import diff

    comparison, specs = diff.diff(options)
    console.show_compared(comparison, options, specs)
    console.put(diff.report(comparison, options.format))
    return int(diff.reaches(comparison, options.fail_on))


def _templates(options: TemplatesOptions) -> int:
    from ..commands.templates import templates

    console.put(templates(options))
    return 0


def _init(options: InitOptions) -> int:
    from ..commands.init import init

    console.put(init(options))
    return 0


def _import(options: ImportOptions) -> int:
    from ..commands.import_document import import_document

    diagnostics, text = import_document(options)
    if not options.quiet:
        console.show(diagnostics, limit=None)
    if text:
        console.put(text)
    return 0


def _completion(options: CompletionOptions) -> int:
    from .completion import script

    console.put(script(options.shell))
    return 0


COMMANDS: Mapping[str, Callable[[Any], int]] = {
    "generate": _generate,
    "check": _check,
    "resolve": _resolve,
    "validate": _validate,
    "explain": _explain,
    "diff": _diff,
    "inspect": _inspect,
    "serve": _serve,
    "templates": _templates,
    "init": _init,
    "import": _import,
    "completion": _completion,
}
"""Command -> function of its options that returns the exit code."""
