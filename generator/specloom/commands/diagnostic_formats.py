"""Diagnostics in the formats of other tools: JSON, annotations of GitHub Actions, SARIF 2.1.0."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from .. import __version__
from ..diagnostics import Diagnostic, Location, Severity, printable

_SARIF = "https://json.schemastore.org/sarif-2.1.0.json"
_GITHUB = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.NOTE: "notice"}


def formatted(diagnostics: Sequence[Diagnostic], kind: str) -> str:
    """Return diagnostics as "json", "github" or "sarif"."""
    if kind == "github":
        return "\n".join(map(_annotation, diagnostics))
    data = _sarif(diagnostics) if kind == "sarif" else [diagnostic_json(d) for d in diagnostics]
    return json.dumps(data, indent=2)


def diagnostic_json(diagnostic: Diagnostic) -> dict[str, Any]:
    """Return a diagnostic for tools; line and column are None where the whole file is meant."""
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


def _annotation(diagnostic: Diagnostic) -> str:
    """Return a workflow command of GitHub Actions, a line."""
    place = diagnostic.location
    properties = {"file": place.file, "line": place.line, "col": place.column}
    properties["title"] = f"{diagnostic.code.number} {diagnostic.code.slug}"
    parts = [f"{key}={_escaped(str(value))}" for key, value in properties.items() if value]
    message = "\n".join(filter(None, (diagnostic.message, *diagnostic.detail, diagnostic.hint)))
    data = message.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")
    return f"::{_GITHUB[diagnostic.severity]} {','.join(parts)}::{data}"


def _escaped(value: str) -> str:
    for character, code in (("%", "%25"), ("\r", "%0D"), ("\n", "%0A"), (":", "%3A"), (",", "%2C")):
        value = value.replace(character, code)
    return printable(value)


def _sarif(diagnostics: Sequence[Diagnostic]) -> dict[str, Any]:
    codes = sorted({d.code for d in diagnostics}, key=lambda code: code.number)
    rules = [{"id": code.number, "name": code.slug} for code in codes]
    driver = {"name": "specloom", "version": __version__, "rules": rules}
    run = {"tool": {"driver": driver}, "results": [_result(d) for d in diagnostics]}
    return {"$schema": _SARIF, "version": "2.1.0", "runs": [run]}


def _result(diagnostic: Diagnostic) -> dict[str, Any]:
    text = ". ".join(filter(None, (diagnostic.message, *diagnostic.detail, diagnostic.hint)))
    return {
        "ruleId": diagnostic.code.number,
        "level": diagnostic.severity.value,
        "message": {"text": text},
        "locations": [_place(diagnostic.location)],
        **({"relatedLocations": [*map(_place, diagnostic.also)]} if diagnostic.also else {}),
    }


def _place(location: Location) -> dict[str, Any]:
    physical: dict[str, Any] = {"artifactLocation": {"uri": location.file}}
    if location.line is not None:
        physical["region"] = {"startLine": location.line, "startColumn": location.column or 1}
    logical = [{"fullyQualifiedName": location.pointer}] if location.pointer else []
    return {"physicalLocation": physical, **({"logicalLocations": logical} if logical else {})}
