"""JSON values as text in ASCII, on as few lines as their width allows."""

from __future__ import annotations

import json
from typing import Any

from ..naming.printable import JsonCode
from .line_lengths import LINE_LENGTH

_INDENT = 2


def json_code(value: Any, *, indent: int = 0, before: int = 0) -> JsonCode:
    """Encode a JSON value, mappings in the order of their keys.

    Args:
        value: The value.
        indent: The columns that its lines are indented by, save the first.
        before: The columns before it on its first line.
    """
    return JsonCode(_text(value, indent, before))


def _text(value: Any, indent: int, before: int) -> str:
    line = json.dumps(value, sort_keys=True)
    # A comma follows.
    if not value or not isinstance(value, dict | list) or before + len(line) < LINE_LENGTH:
        return line
    inner = indent + _INDENT
    margin = " " * inner
    if isinstance(value, list):
        rows = [f"{margin}{_text(item, inner, inner)}" for item in value]
    else:
        names = [(json.dumps(name), item) for name, item in sorted(value.items())]
        rows = [
            f"{margin}{name}: {_text(item, inner, inner + len(name) + 2)}" for name, item in names
        ]
    opening, closing = "[]" if isinstance(value, list) else "{}"
    text = ",\n".join(rows)
    return f"{opening}\n{text}\n{' ' * indent}{closing}"
