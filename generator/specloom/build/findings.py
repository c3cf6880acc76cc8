"""What is found while names are allotted: as diagnostics, and in the ledger."""

from __future__ import annotations

from collections.abc import Iterable

from ..diagnostics import Diagnostic
from ..openapi.load import Document
from ..parse.coverage import Entry, Fate
from ..python.naming.findings import NamingFinding
from ..records import replace


def with_left_out(
    entries: tuple[Entry, ...], findings: Iterable[NamingFinding]
) -> tuple[Entry, ...]:
    """Return the ledger with what is not written, and is named by a diagnostic for that."""
    left_out = {at for finding in findings for at in finding.left_out}
    return tuple(replace(e, fate=Fate.NAMED) if e.at in left_out else e for e in entries)


def located(findings: Iterable[NamingFinding], document: Document) -> tuple[Diagnostic, ...]:
    """Return what was found while names were allotted as diagnostics, with places in the document."""
    return tuple(
        Diagnostic(
            code=finding.code,
            severity=finding.code.severity,
            message=finding.message,
            location=document.locate(finding.at),
            hint=finding.hint,
            also=tuple(map(document.locate, (*finding.left_out, *finding.also))),
        )
        for finding in findings
    )
