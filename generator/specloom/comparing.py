"""`specloom diff`: two documents to the changes between the clients that would be made of them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from .changes.compare import compare
from .changes.model import Change, Severity, Surface
from .changes.report import report_json, report_markdown, report_text
from .config import ClientConfig
from .emit.output import read_lock_of
from .pipeline import Progress, understand
from .python.package import name_everything
from .source.document import Document


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """What changes between two documents, and how many warnings each of them gave."""

    changes: tuple[Change, ...]
    old: Document
    new: Document
    warnings: tuple[int, int]


def compare_documents(old: ClientConfig, new: ClientConfig, progress: Progress) -> Comparison:
    """Compare two documents. Names are those that an update of the old client to the new document has.

    Raises `GenerationFailed` for a document that cannot be read.
    """
    before, after = understand(old, progress), understand(new, progress)
    progress.stage("comparing")
    folder = Path(old.output)
    lock = read_lock_of(folder) if folder.is_dir() else None
    recorded, old_names = name_everything(before.api, old, lock.names if lock else None)
    _, new_names = name_everything(after.api, new, recorded, before.api)
    return Comparison(
        changes=compare(
            Surface(api=before.api, names=old_names), Surface(api=after.api, names=new_names)
        ),
        old=before.document,
        new=after.document,
        warnings=(len(before.diagnostics), len(after.diagnostics)),
    )


def report(comparison: Comparison, form: str) -> str:
    """Describe a comparison as "text", "markdown" or "json"."""
    forms = {"text": report_text, "markdown": report_markdown, "json": report_json}
    places = (place_in(comparison.old), place_in(comparison.new))
    return forms[form](comparison.changes, *places).rstrip("\n")


def place_in(document: Document) -> Callable[[str], str]:
    """Give what finds nodes of a document: from an id to "file:line:column"."""

    def place(at: str) -> str:
        location = document.locate(at)
        if location.line is None:
            return location.file
        return f"{location.file}:{location.line}:{location.column}"

    return place


def reaches(comparison: Comparison, severity: str | None) -> bool:
    """Tell whether there are changes of a severity, "breaking" or "risky", or worse ones."""
    if severity is None:
        return False
    worst = list(Severity)[: list(Severity).index(Severity(severity)) + 1]
    return any(change.severity in worst for change in comparison.changes)
