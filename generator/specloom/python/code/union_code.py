"""Unions and literals as Python writes them."""

from __future__ import annotations

from collections.abc import Sequence

from ...ir.types import Json
from ..naming.printable import Import, PythonCode
from .encoders import literal

NONE = PythonCode("None")
_LONGEST_UNION = 100


def union_of(options: list[PythonCode]) -> PythonCode:
    """Write a union. A very long one gets parentheses inside: Python recurses for each "|" of a row."""
    if len(options) <= _LONGEST_UNION:
        return PythonCode.joined(" | ", options)
    plain = [option for option in options if option != NONE]
    groups = [
        PythonCode.of("({})", PythonCode.joined(" | ", plain[start : start + _LONGEST_UNION]))
        for start in range(0, len(plain), _LONGEST_UNION)
    ]
    return PythonCode.joined(" | ", [*groups, *([NONE] if NONE in options else [])])


def or_unset(annotation: PythonCode, unset: PythonCode) -> PythonCode:
    """Write an annotation of what may be left out; None stays last, as linters want it (ruff's RUF036)."""
    if not annotation.endswith(" | None"):
        return PythonCode.of("{} | {}", annotation, unset)
    others = PythonCode(annotation.removesuffix(" | None")).needing(*annotation.imports)
    return PythonCode.of("{} | {} | None", others, unset)


def literal_of(values: Sequence[Json]) -> PythonCode:
    """Write the type of a few values."""
    listed = PythonCode.joined(", ", [literal(value) for value in values])
    return PythonCode.of("Literal[{}]", listed).needing(Import("typing", "Literal"))
