"""The console: everything that a run prints.

Diagnostics go to standard error, results to standard output.
"""

from __future__ import annotations

import json
import sys
import time
from collections import Counter
from collections.abc import Iterable, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

from ..build.failures import Failure
from ..build.options import CheckOptions, DiffOptions, GenerateOptions, ValidateOptions
from ..diagnostics import Code, Diagnostic, Severity, count_notes, printable
from ..output.folder.lock_file import LOCK_NAME
from .diagnostic_formats import diagnostic_json, formatted
from .terminal import as_text

if TYPE_CHECKING:
    from ..build.result import Result, Run
    from ..build.upstream import Upstream
    from .diff import Comparison

_SHOWN = 20
_OF_ONE_CODE = 5
_ORDER = (Severity.ERROR, Severity.WARNING, Severity.NOTE)
_CHANGES_SHOWN = 10


# --- what the commands have to show


def show_generated(done: Run, options: GenerateOptions) -> None:
    """Print what came of a run of `generate`."""
    said = not options.quiet and not options.json
    for result in done.clients:
        if result.failure is not None:
            show_failure(result.failure, traceback=options.traceback)
        elif said:
            _show_client(result, listed=options.write.dry_run)
            if len(done.clients) == 1 and result.written and LOCK_NAME in result.plan.create:
                put("\n".join(first_steps(result)))
        if result.hooks is not None:
            show_failure(result.hooks)
    if done.failure is not None:
        show_failure(done.failure, traceback=options.traceback)
    if said:
        for runtime in done.runtimes if not done.failure else ():
            put(runtime_summary(runtime))
            if options.write.dry_run:
                list_changes(runtime)
        if len(done.clients) > 1:
            put(tally(done.clients))
    if options.json:
        _put_json(map(result_json, (*done.clients, *done.runtimes)))


def _show_client(result: Result, *, listed: bool) -> None:
    show(result.diagnostics)
    put(summary(result))
    if result.remarks:
        put(result.remarks)
    user_files(result)
    for line in update_lines(result):
        put(line)
    if listed:
        list_changes(result)
    sys.stdout.flush()  # What the next client has to say goes to standard error.


def show_again(done: Run, options: GenerateOptions, *, first: bool) -> None:
    """Print a line for each client that a run of `--watch` has written, and what is wrong with others."""
    changed = False
    for result in done.clients:
        if result.failure is not None:
            show_failure(result.failure, traceback=options.traceback)
            say(f"{_clock()} {result.folder}: left as it was; waiting for a change")
        elif first or result.plan.changes:
            changed = True
            show(result.diagnostics)
            if not options.quiet:
                put("\n".join([f"{_clock()} {summary(result)}", *update_lines(result)]))
                sys.stdout.flush()
        if result.hooks is not None:
            show_failure(result.hooks)
    if done.failure is not None:
        show_failure(done.failure, traceback=options.traceback)
    if not changed and not done.code and not options.quiet:
        put(f"{_clock()} nothing to change")
        sys.stdout.flush()


def _clock() -> str:
    return time.strftime("%H:%M:%S")


def show_checked(done: Run, options: CheckOptions) -> None:
    """Print what came of a run of `check`."""
    if options.json:
        _put_json(map(check_json, (*done.clients, *done.runtimes)))
    for result in (*done.clients, *done.runtimes):
        if result.failure is not None:
            show_failure(result.failure, traceback=options.traceback)
        elif not options.json:
            if not result.plan.in_sync:
                put(f"{result.folder}: not in sync")
                list_changes(result)
            elif not options.quiet:
                put(f"{result.folder}: in sync, {count(result.files, 'file')}")
            if not options.quiet and result.kind == "client":
                user_files(result)
    if done.failure is not None:
        show_failure(done.failure, traceback=options.traceback)
    if len(done.clients) > 1 and not options.quiet and not options.json:
        put(tally(done.clients, checked=True))


def show_upstream(upstreams: Sequence[Upstream], options: CheckOptions) -> None:
    """Print whether documents have moved."""
    for upstream in upstreams:
        if upstream.failure is not None:
            show_failure(upstream.failure, traceback=options.traceback)
        elif options.json:
            continue
        elif upstream.moved:
            put(f"{upstream.folder}: the document has changed upstream")
            for url in upstream.moved:
                put(f"  differs: {printable(url)}")
        elif not options.quiet:
            stays = f"{upstream.url} has not changed"
            put(f"{upstream.folder}: {stays if upstream.url else _NO_UPSTREAM}")
    if options.json:
        _put_json(map(upstream_json, upstreams))


_NO_UPSTREAM = "its document is a file without an upstream"


def show_validated(diagnostics: Sequence[Diagnostic], options: ValidateOptions) -> None:
    """Print what is wrong with a document: for people to standard error, else in a format to standard output."""
    if options.format != "text":
        put(formatted(sorted(diagnostics, key=_rank), options.format))
        return
    show(diagnostics, limit=None, notes=options.notes)
    if not options.quiet:
        codes = Counter(diagnostic.code.number for diagnostic in sorted(diagnostics, key=_rank))
        by_code = ", ".join(f"{number} x {code}" for code, number in codes.items())
        put(f"{options.spec}: {count_of(diagnostics)}" + (f" ({by_code})" if by_code else ""))


def show_compared(comparison: Comparison, options: DiffOptions, specs: tuple[str, str]) -> None:
    """Print what there is to say about two documents, besides their changes."""
    if options.quiet:
        return
    if comparison.remark:
        say(f"{options.old}: {comparison.remark}")
    for spec, number in zip(specs, comparison.warnings, strict=True):
        if number:
            say(f"{spec}: {count(number, 'warning')}; specloom validate shows them")


def put(text: str) -> None:
    """Print a part of the result."""
    print(text)


def flush() -> None:
    """Print what was put, though standard output is not a terminal."""
    sys.stdout.flush()


def say(text: str) -> None:
    """Print something about the run to standard error."""
    print(text, file=sys.stderr)


def prompt(text: str) -> None:
    """Print a question to standard error, before what is typed."""
    print(text, end="", file=sys.stderr, flush=True)


def _put_json(entries: Iterable[dict[str, Any]]) -> None:
    put(json.dumps([*entries], indent=2))


# --- its parts


def show(
    diagnostics: Sequence[Diagnostic], limit: int | None = _SHOWN, *, notes: bool = False
) -> None:
    """Print diagnostics to standard error: errors, then warnings, at most `limit` of them, then notes.

    Those of one severity are in the order of their places. With a limit, there are only a few warnings of one code.

    Notes are only counted, in a line for each code, unless `notes` asks for all of them.
    """
    shown = [d for d in diagnostics if notes or d.severity is not Severity.NOTE]
    ordered = sorted(shown, key=_rank)
    first = ordered if limit is None else _first_of_each(ordered, limit)
    for diagnostic in first:
        say(as_text(diagnostic))
    left_out = Counter(d.code for d in ordered)
    left_out.subtract(d.code for d in first)
    more = [f"{number} x {code.number} {code.slug}" for code, number in left_out.items() if number]
    if more:
        say(f"... and {', '.join(more)}; specloom validate shows all of them")
    if not notes:
        _count_by_code([d for d in diagnostics if d.severity is Severity.NOTE])


def _first_of_each(ordered: Iterable[Diagnostic], limit: int) -> list[Diagnostic]:
    """Return at most `limit` of diagnostics, and of warnings a few of each code."""
    first: list[Diagnostic] = []
    of_code: Counter[Code] = Counter()
    for diagnostic in ordered:
        of_code[diagnostic.code] += 1
        few = diagnostic.severity is Severity.ERROR or of_code[diagnostic.code] <= _OF_ONE_CODE
        if few and len(first) < limit:
            first.append(diagnostic)
    return first


def _rank(diagnostic: Diagnostic) -> tuple[int, str, int, int]:
    place = diagnostic.location
    return _ORDER.index(diagnostic.severity), place.file, place.line or 0, place.column or 0


def _count_by_code(notes: Sequence[Diagnostic]) -> None:
    first: dict[Code, Diagnostic] = {}
    for note in notes:
        first.setdefault(note.code, note)
    for code, note in first.items():
        number = sum(other.code is code for other in notes)
        if number == 1:
            say(as_text(note))
            continue
        file = "".join(c if c.isprintable() else ascii(c)[1:-1] for c in note.location.file)
        say(
            f"{file}: note {code.number} {code.slug}: {number} of these, such as: {note.message}; "
            "specloom validate --notes shows them"
        )


def count_of(diagnostics: Sequence[Diagnostic]) -> str:
    """Return how many warnings there are, and how many notes if there are any."""
    notes = count_notes(diagnostics)
    warnings = count(len(diagnostics) - notes, "warning")
    return f"{warnings}, {count(notes, 'note')}" if notes else warnings


def count(number: int, noun: str) -> str:
    """Return a number with its noun, in the plural where it should be."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def summary(result: Result) -> str:
    """Return the result of a run in a line."""
    changed = len(result.plan.changes)
    done = "would change" if not result.written else "changed"
    files = (
        f"{count(result.files, 'file')} ({changed} {done})"
        if changed
        else (f"{count(result.files, 'file')} (nothing to change)")
    )
    return ", ".join(
        [
            f"{result.package}: {count(result.operations, 'operation')}",
            count(result.models, "model"),
            files,
            f"{result.seconds:.1f} s",
            count(result.warnings, "warning"),
            *([count(result.notes, "note")] if result.notes else []),
        ]
    )


def first_steps(result: Result) -> list[str]:
    """Return what was made of a new client, and what to do next, a line each."""
    made, folder = result.plan.create, result.folder.as_posix()
    module, _, name = result.client.rpartition(".")
    lines = [f"  client:  from {module} import {name}"]
    if "pyproject.toml" in made:
        place = folder if folder.startswith(("/", ".")) else f"./{folder}"
        lines.append(f"  install: pip install {place}")
    pages = [f"{folder}/{page}" for page in ("README.md", "docs/index.md") if page in made]
    if pages:
        lines.append(f"  read:    {', '.join(pages)}")
    return lines


def runtime_summary(result: Result) -> str:
    """Return what became of a shared runtime in a line."""
    name, changed = result.folder, len(result.plan.changes)
    if result.plan.orphans:
        return f"{name}: no client uses it; kept, because it was edited"
    if result.files == 1:
        return f"{name}: no client uses it; {'deleted' if result.written else 'would be deleted'}"
    done = "changed" if result.written else "would change"
    changes = f"{changed} {done}" if changed else "nothing to change"
    return f"{name}: shared runtime {result.version}, {count(result.files, 'file')} ({changes})"


def list_changes(result: Result) -> None:
    """Print what differs from what the generator makes, a file a line."""
    plan = result.plan
    for label, paths in (
        ("missing", plan.create),
        ("outdated", plan.update),
        ("no longer generated", (*plan.delete, *plan.orphans)),
        ("edited", plan.edited),
        ("in the way", plan.foreign),
    ):
        for path in paths:
            print(f"  {label}: {printable(path)}")


def user_files(result: Result) -> None:
    """Print which files among the generated ones are their user's, a file a line."""
    for path in result.plan.ejected:
        remark = result.ejected_remarks.get(path)
        print(f"  ejected: {printable(path)}" + (f" ({printable(remark)})" if remark else ""))
    if result.written:
        for path in result.plan.orphans:
            print(f"  edited, and no longer generated; it is yours now: {printable(path)}")


def update_lines(result: Result) -> list[str]:
    """Return what an update changes for callers, the most severe changes first, and what becomes of the version."""
    lines = [result.upgrade] if result.upgrade else []
    if result.changes:
        from ..changes.report import short

        lines += short(result.changes, _CHANGES_SHOWN)
    if result.entered:
        where = "all of them:" if result.written else "all of them would be in"
        lines.append(f"  {where} {result.folder / result.entered}")
    elif result.unentered:
        lines.append(f"  {result.unentered}")
    if result.proposed and result.changes:
        lines.append(f"version {result.version}; proposed: {result.proposed}")
    elif result.before not in ("", result.version):
        lines.append(f"version {printable(result.before)} -> {result.version}")
    return lines


def show_failure(failure: Failure, *, traceback: bool = False) -> None:
    """Print why there is no result to standard error."""
    show(failure.diagnostics)
    if traceback and failure.trace:
        print(failure.trace, end="", file=sys.stderr)
    if failure.message:
        say(failure.message)


def tally(results: Sequence[Result], *, checked: bool = False) -> str:
    """Return what came of several clients in a line; it names those that failed."""
    done = [result for result in results if result.failure is None]
    failed = [str(result.folder) for result in results if result.failure is not None]
    if checked:
        same = sum(result.plan.in_sync for result in done)
        words = [f"{same} in sync", f"{len(done) - same} not in sync"]
    else:
        changed = sum(bool(result.plan.changes) for result in done)
        would = "" if all(result.written for result in done) else "would be "
        words = [f"{changed} {would}changed", f"{len(done) - changed} unchanged"]
    if failed:
        words.append(f"{len(failed)} failed ({', '.join(failed)})")
    unfinished = [str(result.folder) for result in results if result.hooks is not None]
    if unfinished:
        words.append(f"{len(unfinished)} with hooks that failed ({', '.join(unfinished)})")
    return f"{count(len(results), 'client')}: {', '.join(words)}"


def result_json(result: Result) -> dict[str, Any]:
    """Return what became of a client, or a shared runtime, for tools; `error` is None unless it failed."""
    entry: dict[str, Any] = {"kind": result.kind, "output": str(result.folder)}
    if result.failure is not None:
        return {**entry, **_why(result.failure)}
    plan = result.plan
    entry |= {
        "files": result.files,
        "created": list(plan.create),
        "updated": list(plan.update),
        "deleted": list(plan.delete),
        "kept": list(plan.orphans),
        "written": result.written,
        "version": result.version,
        "error": result.hooks.message if result.hooks else None,
    }
    if result.kind == "runtime":
        return entry
    return {
        **entry,
        "package": result.package,
        "operations": result.operations,
        "models": result.models,
        **_ejected_json(result),
        "former_version": result.before or None,
        "proposed_version": result.proposed or None,
        "upgrade": result.upgrade or None,
        **_changes_json(result),
        "seconds": round(result.seconds, 3),
        "diagnostics": [diagnostic_json(diagnostic) for diagnostic in result.diagnostics],
    }


def check_json(result: Result) -> dict[str, Any]:
    """Return how a client, or a shared runtime, compares for tools; `error` is None unless it could not be compared."""
    entry = {"kind": result.kind, "output": str(result.folder)}
    if result.failure is not None:
        return {**entry, "in_sync": False, **_why(result.failure)}
    plan = result.plan
    is_client = result.kind == "client"
    return {
        **entry,
        **({"package": result.package} if is_client else {"version": result.version}),
        "in_sync": plan.in_sync,
        "files": result.files,
        "missing": list(plan.create),
        "outdated": list(plan.update),
        "stale": [*plan.delete, *plan.orphans],
        "edited": list(plan.edited),
        "in_the_way": list(plan.foreign),
        **(_ejected_json(result) if is_client else {}),
        "error": None,
    }


def _ejected_json(result: Result) -> dict[str, Any]:
    return {
        "ejected": list(result.plan.ejected),
        "ejected_remarks": dict(result.ejected_remarks),
    }


def upstream_json(status: Upstream) -> dict[str, Any]:
    """Return what there is where a document comes from, for tools; `moved` is None where that is not known."""
    known = status.url is not None and status.failure is None
    return {
        "kind": "client",
        "output": str(status.folder),
        "upstream": status.url,
        "moved": bool(status.moved) if known else None,
        "files": list(status.moved),
        **({"error": None} if status.failure is None else _why(status.failure)),
    }


def _why(failure: Failure) -> dict[str, Any]:
    return {
        "diagnostics": [diagnostic_json(diagnostic) for diagnostic in failure.diagnostics],
        "error": failure.message or failure.diagnostics[0].message,
    }


def _changes_json(result: Result) -> dict[str, Any]:
    """Return what an update changes for callers, as `specloom diff` gives it."""
    if not result.changes:
        return {"verdict": "none", "changes": []}
    from ..changes.report import report_json

    report = json.loads(report_json(result.changes, _nowhere, partial(_place, result)))
    return {key: report[key] for key in ("verdict", "changes")}


def _place(result: Result, at: str) -> str:
    return result.places.get(at, "")


def _nowhere(place: str) -> str:
    """Return no place: the old document is not there any more."""
    return ""
