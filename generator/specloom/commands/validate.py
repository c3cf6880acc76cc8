"""`specloom validate`: what is wrong with a document."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..build.options import InspectOptions, ValidateOptions
from ..diagnostics import Diagnostic
from ..run.progress import progress_of
from .configurations import config_of_document

if TYPE_CHECKING:
    from ..build.understanding import Understood


def validate(options: ValidateOptions) -> tuple[Diagnostic, ...]:
    """Return the diagnostics of a document and of what would be generated from it."""
    return understood(options).diagnostics


def understood(options: ValidateOptions | InspectOptions) -> Understood:
    """Load and parse the document that the options name."""
    from ..build.understanding import understand

    with progress_of(quiet=options.quiet) as progress:
        return understand(config_of_document(options), progress)
