"""`specloom inspect`: what a document means."""

from __future__ import annotations

from typing import Any

from ..build.options import InspectOptions
from ..diagnostics import Diagnostic
from .validate import understood


def inspect(options: InspectOptions) -> tuple[tuple[Diagnostic, ...], str]:
    """Return the diagnostics of a document, and its model as text, as JSON or as a ledger of its parts."""
    from ..build.understanding import describe

    form: Any = "ledger" if options.ledger else "json" if options.json else "text"
    parsed = understood(options)
    return parsed.diagnostics, describe(parsed, form)
