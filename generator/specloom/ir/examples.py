"""Which of a document's examples are small enough to be shown."""

from __future__ import annotations

from typing import Any

_MOST_VALUES = 100
_MOST_TEXT = 2000


def is_short(value: Any) -> bool:
    """Return whether a JSON value is small enough to be copied into tests and pages.

    What it repeats, by anchors of YAML, counts each time.
    """
    left_values, left_text = _MOST_VALUES, _MOST_TEXT
    waiting = [value]
    while waiting:
        item = waiting.pop()
        left_values -= 1
        if isinstance(item, str):
            left_text -= len(item)
        elif isinstance(item, list | dict):
            if len(item) > _MOST_VALUES:
                return False
            left_text -= sum(map(len, item)) if isinstance(item, dict) else 0
            waiting += item.values() if isinstance(item, dict) else item
        if left_values < 0 or left_text < 0:
            return False
    return True
