"""From a location to a `Document`: the one stage that reads."""

from __future__ import annotations

from collections.abc import Sequence

from ..diagnostics import Diagnostic
from ..importers.imported import import_document, split_location
from .document.document import Document, Node, Origin, View, elements_of, items_of
from .files.reader import Reader, read_location
from .files.source_files import SourceFile, SourceFiles, display_name, read_source
from .overlay.overlay import apply_overlay
from .text.json_value import JsonValue
from .upgrade.nonstandard_references import expand

__all__ = [
    "Document",
    "JsonValue",
    "Node",
    "Origin",
    "SourceFile",
    "View",
    "elements_of",
    "items_of",
    "load",
]


def load(
    location: str,
    *,
    overlays: Sequence[str] = (),
    allowed_references: Sequence[str] = (),
    reader: Reader = read_location,
) -> tuple[Document, tuple[Diagnostic, ...]]:
    """Read a document, and apply overlays to it.

    Args:
        location: A path, "-" for standard input, an http or https URL, or "importer:service".
        overlays: The locations of OpenAPI Overlay files, applied in this order.
        allowed_references: Folders, and origins such as "https://example.com", that references may
            lead into besides the document's own folder.
        reader: Returns the bytes of a location; raises OSError.

    Returns:
        The document, and what an importer, the overlays, and references in unusual places, gave rise to. Nothing
        is validated; the files that references lead to are read when a reference is followed.

    Raises:
        GenerationFailed: A file cannot be read (`UNREADABLE_FILE`), is neither JSON nor YAML
            (`INVALID_SYNTAX`, `DUPLICATE_KEY`), exceeds a limit (`TOO_LARGE`), or an overlay is
            not valid (`INVALID_OVERLAY`); with one diagnostic.
    """
    service = split_location(location)
    made = None if service is None else import_document(*service)
    if made is not None:
        reader = _instead(location, made.text, reader)
    root = read_source(location, display_name(location), reader)
    files = SourceFiles(location, root, reader=reader, allowed_references=allowed_references)
    document = Document(root, files)
    diagnostics: list[Diagnostic] = [] if made is None else [*made.diagnostics]
    for overlay in overlays:
        source = read_source(overlay, display_name(overlay), reader)
        document, notes = apply_overlay(document, source)
        diagnostics += notes
    document, notes = expand(document)
    diagnostics += notes
    return document, tuple(diagnostics)


def _instead(location: str, text: str, reader: Reader) -> Reader:
    """Return a reader that has the text of one location at hand."""

    def read(asked: str) -> bytes:
        return text.encode("utf-8") if asked == location else reader(asked)

    return read
