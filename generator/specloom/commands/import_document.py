"""`specloom import`: an OpenAPI document, made of another description of a service."""

from __future__ import annotations

from pathlib import Path

from ..build.options import ImportOptions
from ..diagnostics import Diagnostic
from ..importers import imported
from ..output.disk.new_file import write_text


def import_document(options: ImportOptions) -> tuple[tuple[Diagnostic, ...], str]:
    """Make a document; return what could not be expressed, and the text to show.

    Raises:
        ConfigurationError: There is no such importer.
        GenerationFailed: It has no such service, or cannot express it.
        OutputError: The file cannot be written.
    """
    made = imported.import_document(options.importer, options.name)
    if options.output is None:
        return made.diagnostics, made.text.rstrip("\n")
    path = Path(options.output)
    write_text(path, made.text)
    return made.diagnostics, f"{path} written, from {made.source}; next: specloom generate {path}"
