"""What an importer returns."""

from __future__ import annotations

from ..diagnostics import Diagnostic
from ..records import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Imported:
    """An OpenAPI document that was made of something else.

    Attributes:
        text: The document, as YAML.
        source: What it was made of, with its version.
        diagnostics: What could not be expressed.
    """

    text: str
    source: str
    diagnostics: tuple[Diagnostic, ...] = ()
