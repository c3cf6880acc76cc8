"""JSONPaths of names, indexes and one comparison, which nearly all overlays get by with.

The library for the rest takes longer to load than a small client takes to generate.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from ..text.json_value import JsonValue
from .editor import Path

_QUOTED = r"""(?:'[^'"\\\x00-\x1f]*'|"[^'"\\\x00-\x1f]*")"""
_NAME = "[A-Za-z_][A-Za-z_0-9]*"
_SEGMENT = re.compile(
    rf"\.(?P<name>{_NAME})"
    rf"|\[(?P<names>{_QUOTED}(?:, ?{_QUOTED})*)\]"
    r"|\[(?P<index>0|[1-9][0-9]{0,8})\]"
    rf"|\[\?@\.(?P<key>{_NAME}) ?== ?(?P<text>{_QUOTED})\]"
)
_LISTED = re.compile(_QUOTED)


def select(query: str, data: JsonValue) -> list[Path] | None:
    """Return the paths that a JSONPath selects (RFC 9535), in its order; None if it is not one of the simple kind.

    For example `$.paths['/a', '/b'].get.parameters[?@.name == 'limit'].schema`.
    """
    if not query.startswith("$"):
        return None
    found: list[tuple[Path, JsonValue]] = [((), data)]
    end = 1
    while end < len(query):
        segment = _SEGMENT.match(query, end)
        if segment is None:
            return None
        found = [
            ((*path, step), child)
            for path, value in found
            for step, child in _children(value, segment)
        ]
        end = segment.end()
    return [path for path, _ in found]


def _children(value: JsonValue, segment: re.Match[str]) -> Iterator[tuple[str | int, JsonValue]]:
    """Yield what a segment selects among the parts of a value."""
    if segment["key"] is not None:
        parts = value.items() if isinstance(value, dict) else enumerate(_items(value))
        for step, part in parts:
            if isinstance(part, dict) and part.get(segment["key"]) == segment["text"][1:-1]:
                yield step, part
    elif segment["index"] is not None:
        index = int(segment["index"])
        if index < len(_items(value)):
            yield index, _items(value)[index]
    elif isinstance(value, dict):
        quoted = segment["names"]
        names = [segment["name"]] if quoted is None else [n[1:-1] for n in _LISTED.findall(quoted)]
        for name in names:
            if name in value:
                yield name, value[name]


def _items(value: JsonValue) -> list[JsonValue]:
    return value if isinstance(value, list) else []
