"""JSON values: their type, and limits of size and depth."""

from __future__ import annotations

from typing import NoReturn, TypeAlias

from ...diagnostics import Code, Diagnostic, GenerationFailed, Location, Severity

JsonValue: TypeAlias = "None | bool | int | float | str | list[JsonValue] | dict[str, JsonValue]"
"""What a JSON text (RFC 8259) stands for."""

MAX_BYTES = 64 * 1024 * 1024
"""The largest file that is read; the largest public document has 47 MB."""

MAX_DEPTH = 100
"""How deep values may be nested: far beyond real documents, far below Python's recursion limit."""

MAX_EXPANSION = 10
"""How many times larger aliases may make a YAML document."""

_CONTAINERS = (dict, list)

FREE_EXPANSION = 10_000
"""The values that aliases may add to a small YAML document, whatever its size."""


def is_too_deep(value: JsonValue) -> bool:
    """Return whether a value is nested deeper than `MAX_DEPTH`, without recursion.

    `value` is the value; it may share parts (YAML aliases), but not contain itself. Returns true if
    some list or mapping lies below more than `MAX_DEPTH` others.
    """
    level = [value] if isinstance(value, _CONTAINERS) else []
    for _ in range(MAX_DEPTH):
        level = [
            child
            for container in level
            for child in (container.values() if isinstance(container, dict) else container)
            if isinstance(child, _CONTAINERS)
        ]
        if not level:
            return False
    return True


def size_of(value: JsonValue, limit: int | None = None) -> int:
    """Count the values in a value, each as often as it occurs.

    Args:
        value: The value; it may share parts, but not contain itself.
        limit: Where to stop counting.

    Returns:
        The number; one that exceeds the limit need not be the whole number.
    """
    count, waiting = 0, [value]
    while waiting and (limit is None or count <= limit):
        value = waiting.pop()
        count += 1
        if isinstance(value, dict):
            waiting += value.values()
        elif isinstance(value, list):
            waiting += value
    return count


def refuse(
    code: Code,
    message: str,
    location: Location,
    *,
    hint: str = "",
) -> NoReturn:
    """Raise the error that refuses a file.

    Args:
        code: What kind of fault it is.
        message: What is wrong; document text in it is quoted.
        location: The file by its display name, and the place in it where that is known.
        hint: What to do about it.

    Raises:
        GenerationFailed: Always, with the one diagnostic.
    """
    raise GenerationFailed(
        [
            Diagnostic(
                code=code,
                severity=Severity.ERROR,
                message=message,
                location=location,
                hint=hint,
            )
        ]
    )
