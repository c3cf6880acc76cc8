"""`specloom inspect`: what a document means."""

from __future__ import annotations

from typing import Any

from ..build.options import InspectOptions
from ..diagnostics import Diagnostic
from .validate import understood


def inspect(options: InspectOptions) -> tuple[tuple[Diagnostic, ...], str]:
    """Return the diagnostics of a document, and its model as text or as JSON, its parts, or an overlay for its pages."""
    from ..build.understanding import describe

    forms = {"pages": options.pages, "ledger": options.ledger, "json": options.json}
    form: Any = next((form for form, wanted in forms.items() if wanted), "text")
    parsed = understood(options)
    return parsed.diagnostics, describe(parsed, form)
