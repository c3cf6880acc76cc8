"""From a document to what its API means: read, checked, upgraded and parsed."""

from __future__ import annotations

import json
from typing import Literal, Protocol

from ..config import ClientConfig, Filters
from ..diagnostics import Diagnostic, GenerationFailed, has_errors, said_once
from ..ir.api import Api
from ..openapi.files.fetch_headers import with_headers
from ..openapi.files.reader import Reader, read_location
from ..openapi.load import Document, load
from ..openapi.upgrade.upgrade import upgrade
from ..openapi.validation.validate import validate
from ..parse import parse
from ..parse.coverage import Entry, ledger
from ..parse.describe import api_json, api_text, ledger_text
from ..parse.page_proposals import pages_overlay, pages_text
from ..records import dataclass


class Progress(Protocol):
    """Told what is going on."""

    def stage(self, name: str) -> None:
        """Report that a stage begins."""
        ...

    def advance(self, done: int, total: int) -> None:
        """Report how many of the stage's parts are done."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Understood:
    """A document that was read, checked and parsed."""

    document: Document
    api: Api
    diagnostics: tuple[Diagnostic, ...]
    ledger: tuple[Entry, ...]


def understand(
    config: ClientConfig, progress: Progress, reader: Reader = read_location
) -> Understood:
    """Read a document and find out what its API means. Raises `GenerationFailed` for one that cannot be read."""
    progress.stage("reading")
    overlays = [config.input_path(overlay) for overlay in config.overlays]
    reader = with_headers(reader, config.fetch_headers, config.spec, config.folder)
    document, diagnostics = load(
        config.input_path(config.spec),
        overlays=overlays,
        allowed_references=[config.input_path(allowed) for allowed in config.allowed_references],
        reader=reader,
    )
    progress.stage("checking")
    diagnostics += validate(document)
    if has_errors(diagnostics):
        raise GenerationFailed(diagnostics)
    document, warnings = upgrade(document)
    diagnostics += warnings
    progress.stage("understanding")
    api, warnings = parse(document, config)
    diagnostics = said_once(diagnostics + warnings)
    if has_errors(diagnostics):
        raise GenerationFailed(diagnostics)
    entries = ledger(document, api, diagnostics, filtered=config.filters != Filters())
    return Understood(document=document, api=api, diagnostics=diagnostics, ledger=entries)


def place_in(document: Document, at: str) -> str:
    """Return where a node of a document is, as "file:line:column"; `at` is its id."""
    location = document.locate(at)
    if location.line is None:
        return location.file
    return f"{location.file}:{location.line}:{location.column}"


def describe(understood: Understood, form: Literal["text", "json", "ledger", "pages"]) -> str:
    """Describe a document for people or tools: a summary, the whole neutral model, the ledger, or hints for pages."""
    match form:
        case "json":
            return json.dumps(api_json(understood.api), indent=2)
        case "pages":
            return pages_overlay(understood.api)
        case "ledger":
            return ledger_text(understood.ledger)
        case _:
            return "\n".join([api_text(understood.api), *_pages(understood.api)])


def _pages(api: Api) -> list[str]:
    rows = pages_text(api)
    return ["", "pages", *rows] if rows else []
