"""What people and tools see of a run: diagnostics on standard error, results on standard output."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from .diagnostics import Code, Diagnostic, Severity, count_notes, printable
from .failures import Failure

if TYPE_CHECKING:
    from pathlib import Path

    from .emit.output import Plan
    from .jobs import Result
    from .outcome import Outcome
    from .sharing import State
    from .upstream import Upstream

_SHOWN = 20
_ORDER = (Severity.ERROR, Severity.WARNING, Severity.NOTE)
_CHANGES_SHOWN = 10


def show(
    diagnostics: Sequence[Diagnostic], limit: int | None = _SHOWN, *, notes: bool = False
) -> None:
    """Print diagnostics to standard error: errors, then warnings, at most `limit` of them, then notes.

    Those of one severity are in the order of their places.

    Notes are only counted, in a line for each code, unless `notes` asks for all of them.
    """
    shown = [d for d in diagnostics if notes or d.severity is not Severity.NOTE]
    ordered = sorted(shown, key=_rank)
    for diagnostic in ordered[:limit]:
        print(diagnostic, file=sys.stderr)
    if limit is not None and len(ordered) > limit:
        more = len(ordered) - limit
        print(f"... and {more} more; specloom validate shows all of them", file=sys.stderr)
    if not notes:
        _count_by_code([d for d in diagnostics if d.severity is Severity.NOTE])


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
            print(note, file=sys.stderr)
            continue
        file = "".join(c if c.isprintable() else ascii(c)[1:-1] for c in note.location.file)
        print(
            f"{file}: note {code.number} {code.slug}: {number} of these, such as: {note.message}; "
            "specloom validate --notes shows them",
            file=sys.stderr,
        )


def count_of(diagnostics: Sequence[Diagnostic]) -> str:
    """Return how many warnings there are, and how many notes if there are any."""
    notes = count_notes(diagnostics)
    warnings = count(len(diagnostics) - notes, "warning")
    return f"{warnings}, {count(notes, 'note')}" if notes else warnings


def count(number: int, noun: str) -> str:
    """Give a number with its noun, in the plural where it should be."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def summary(outcome: Outcome) -> str:
    """Give the result of a run in a line."""
    changed = len(outcome.plan.changes)
    done = "would change" if not outcome.written else "changed"
    files = (
        f"{count(outcome.files, 'file')} ({changed} {done})"
        if changed
        else (f"{count(outcome.files, 'file')} (nothing to change)")
    )
    return ", ".join(
        [
            f"{outcome.package}: {count(outcome.operations, 'operation')}",
            count(outcome.models, "model"),
            files,
            f"{outcome.seconds:.1f} s",
            count(outcome.warnings, "warning"),
            *([count(outcome.notes, "note")] if outcome.notes else []),
        ]
    )


def runtime_summary(state: State, *, written: bool) -> str:
    """Give what became of a shared runtime in a line."""
    name, changed = state.runtime.folder, len(state.plan.changes)
    if state.plan.orphans:
        return f"{name}: no client uses it; kept, because it was edited"
    if state.files == 1:
        return f"{name}: no client uses it; {'deleted' if written else 'would be deleted'}"
    done = "changed" if written else "would change"
    result = f"{changed} {done}" if changed else "nothing to change"
    return f"{name}: shared runtime {state.version}, {count(state.files, 'file')} ({result})"


def list_changes(outcome: Outcome | State) -> None:
    """Print what differs from what the generator makes, a file a line."""
    plan = outcome.plan
    for label, paths in (
        ("missing", plan.create),
        ("outdated", plan.update),
        ("no longer generated", (*plan.delete, *plan.orphans)),
        ("edited", plan.edited),
        ("in the way", plan.foreign),
    ):
        for path in paths:
            print(f"  {label}: {printable(path)}")


def user_files(outcome: Outcome) -> None:
    """Print which files among the generated ones are their user's, a file a line."""
    for path in outcome.plan.ejected:
        print(f"  ejected: {printable(path)}")
    if outcome.written:
        for path in outcome.plan.orphans:
            print(f"  edited, and no longer generated; it is yours now: {printable(path)}")


def update_lines(outcome: Outcome) -> list[str]:
    """Give what an update changes for callers, the most severe changes first, and what becomes of the version."""
    lines = []
    if outcome.changes:
        from .changes.report import short

        lines += short(outcome.changes, _CHANGES_SHOWN)
    if outcome.entered:
        where = "all of them:" if outcome.written else "all of them would be in"
        lines.append(f"  {where} {outcome.folder / outcome.entered}")
    elif outcome.unentered:
        lines.append(f"  {outcome.unentered}")
    if outcome.proposed and outcome.changes:
        lines.append(f"version {outcome.version}; proposed: {outcome.proposed}")
    elif outcome.before not in ("", outcome.version):
        lines.append(f"version {printable(outcome.before)} -> {outcome.version}")
    return lines


def show_failure(failure: Failure, *, traceback: bool = False) -> None:
    """Print why there is no result to standard error."""
    show(failure.diagnostics)
    if traceback and failure.trace:
        print(failure.trace, end="", file=sys.stderr)
    if failure.message:
        print(failure.message, file=sys.stderr)


def tally(results: Sequence[Result], *, checked: bool = False) -> str:
    """Give what came of several clients in a line; it names those that failed."""
    outcomes = [result.outcome for result in results if result.outcome is not None]
    failed = [str(result.config.output_path) for result in results if result.failure is not None]
    if checked:
        same = sum(outcome.plan.in_sync for outcome in outcomes)
        words = [f"{same} in sync", f"{len(outcomes) - same} not in sync"]
    else:
        changed = sum(bool(outcome.plan.changes) for outcome in outcomes)
        would = "" if all(outcome.written for outcome in outcomes) else "would be "
        words = [f"{changed} {would}changed", f"{len(outcomes) - changed} unchanged"]
    if failed:
        words.append(f"{len(failed)} failed ({', '.join(failed)})")
    return f"{count(len(results), 'client')}: {', '.join(words)}"


def result_json(result: Result) -> dict[str, Any]:
    """Give what came of a client for tools; `error` is None unless it failed."""
    if result.outcome is not None:
        return {"kind": "client", **outcome_json(result.outcome), "error": None}
    return {"kind": "client", "output": str(result.config.output_path), **_why(result.failure)}


def check_json(result: Result) -> dict[str, Any]:
    """Give how a client compares for tools; `error` is None unless it could not be compared."""
    if result.outcome is None:
        output = str(result.config.output_path)
        return {"kind": "client", "output": output, "in_sync": False, **_why(result.failure)}
    outcome = result.outcome
    return {
        "kind": "client",
        "package": outcome.package,
        "output": str(outcome.folder),
        **_differences(outcome.plan, outcome.files),
        "ejected": list(outcome.plan.ejected),
        "error": None,
    }


def upstream_json(
    folder: Path, url: str | None, found: Upstream | Failure | None
) -> dict[str, Any]:
    """Give what there is where a document comes from, for tools; `moved` is None where that is not known."""
    entry: dict[str, Any] = {"kind": "client", "output": str(folder), "upstream": url}
    if found is None:
        return {**entry, "moved": None, "files": [], "error": None}
    if isinstance(found, Failure):
        return {**entry, "moved": None, "files": [], **_why(found)}
    return {**entry, "moved": bool(found.moved), "files": list(found.moved), "error": None}


def written_runtime_json(state: State, *, written: bool) -> dict[str, Any]:
    """Give what became of a shared runtime for tools."""
    return {
        "kind": "runtime",
        "output": str(state.runtime.folder),
        "version": state.version,
        "files": state.files,
        "created": list(state.plan.create),
        "updated": list(state.plan.update),
        "deleted": list(state.plan.delete),
        "kept": list(state.plan.orphans),
        "written": written,
        "error": None,
    }


def runtime_json(state: State) -> dict[str, Any]:
    """Give how a shared runtime compares for tools."""
    return {
        "kind": "runtime",
        "output": str(state.runtime.folder),
        "version": state.version,
        **_differences(state.plan, state.files),
        "error": None,
    }


def _differences(plan: Plan, files: int) -> dict[str, Any]:
    return {
        "in_sync": plan.in_sync,
        "files": files,
        "missing": list(plan.create),
        "outdated": list(plan.update),
        "stale": [*plan.delete, *plan.orphans],
        "edited": list(plan.edited),
        "in_the_way": list(plan.foreign),
    }


def _why(failure: Failure | None) -> dict[str, Any]:
    assert failure is not None
    return {
        "diagnostics": [_diagnostic_json(diagnostic) for diagnostic in failure.diagnostics],
        "error": failure.message or failure.diagnostics[0].message,
    }


def outcome_json(outcome: Outcome) -> dict[str, Any]:
    """Give the result of a run for tools."""
    return {
        "package": outcome.package,
        "output": str(outcome.folder),
        "operations": outcome.operations,
        "models": outcome.models,
        "files": outcome.files,
        "created": list(outcome.plan.create),
        "updated": list(outcome.plan.update),
        "deleted": list(outcome.plan.delete),
        "kept": list(outcome.plan.orphans),
        "ejected": list(outcome.plan.ejected),
        "written": outcome.written,
        "version": outcome.version,
        "former_version": outcome.before or None,
        "proposed_version": outcome.proposed or None,
        **_changes_json(outcome),
        "seconds": round(outcome.seconds, 3),
        "diagnostics": [_diagnostic_json(diagnostic) for diagnostic in outcome.diagnostics],
    }


def _changes_json(outcome: Outcome) -> dict[str, Any]:
    """Give what an update changes for callers, as `specloom diff` gives it."""
    if not outcome.changes:
        return {"verdict": "none", "changes": []}
    from .changes.report import report_json

    report = json.loads(report_json(outcome.changes, _nowhere, _nowhere))
    return {key: report[key] for key in ("verdict", "changes")}


def _nowhere(place: str) -> str:
    """The old document is not there any more."""
    return ""


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
