"""The neutral model as a table or as JSON."""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Sized
from dataclasses import fields, is_dataclass
from enum import Enum
from typing import Any

from ..diagnostics import printable
from ..ir.api import Api, Hole
from ..ir.types import Json, Text
from .coverage import Entry, summary


def api_json(node: Any) -> Any:
    """Return any part of the neutral model as plain JSON; sum types carry their name under "kind"."""
    if isinstance(node, (Text, Json)):
        return node.raw
    if isinstance(node, Enum):
        return node.value
    if is_dataclass(node) and not isinstance(node, type):
        members = {field.name: api_json(getattr(node, field.name)) for field in fields(node)}
        return {"kind": type(node).__name__, **members}
    if isinstance(node, Mapping):
        return {str(key): api_json(value) for key, value in node.items()}
    if isinstance(node, (list, tuple)):
        return [api_json(item) for item in node]
    return node


def api_text(api: Api) -> str:
    """Return a summary: the operations, the types and the security schemes, a line each."""
    lines = [f"{printable(api.title.raw)} {printable(api.version.raw)}", ""]
    lines.append(_count(api.operations, "operation"))
    for operation in api.operations:
        path = "".join(
            "{" + part.name.raw + "}" if isinstance(part, Hole) else part.raw
            for part in operation.path.parts
        )
        name = operation.operation_id.raw if operation.operation_id else "-"
        lines.append(f"  {operation.method:<7} {printable(path)}  {printable(name)}")
    lines += ["", _count(api.types, "type")]
    for type_id, declaration in api.types.items():
        kind = type(declaration).__name__.removesuffix("Decl").lower()
        lines.append(f"  {kind:<7} {printable(type_id)}")
    lines += ["", _count(api.security_schemes, "security scheme")]
    for scheme in api.security_schemes:
        kind = type(scheme.authentication).__name__
        lines.append(f"  {kind:<13} {printable(scheme.name.raw)}")
    return "\n".join(lines)


def _count(things: Sized, noun: str) -> str:
    return f"{len(things)} {noun}" if len(things) == 1 else f"{len(things)} {noun}s"


def ledger_text(entries: Sequence[Entry]) -> str:
    """Return every part of the document with what became of it, a line each, and the counts."""
    lines = [f"{e.fate.value:<8} {e.kind:<9} {printable(e.at)}" for e in entries]
    return "\n".join([*lines, ledger_line(entries)])


def ledger_line(entries: Sequence[Entry]) -> str:
    """Return the counts of the ledger in a line."""
    counts = ", ".join(f"{number} {fate}" for fate, number in summary(entries).items() if number)
    return f"of {_count(entries, 'part')} of the document: {counts or 'none'}"
