# SPDX-FileCopyrightText: 2026 specloom contributors
# SPDX-License-Identifier: Apache-2.0
# pyright: reportUnknownArgumentType=false, reportUnknownMemberType=false
# pyright: reportUnknownVariableType=false
"""Errors about arguments that cannot be encoded; loaded when needed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

_DEEPEST = 100


def wrong_argument(
    error: RecursionError | UnicodeEncodeError, arguments: Mapping[str, Any]
) -> ValueError:
    """Return the exception that names the argument, and does not show its value.

    `arguments` are those of a call: "path", "query", "header" and "cookie" by wire name, and "body".
    """
    fault = _too_deep if isinstance(error, RecursionError) else _has_surrogate
    named = [
        f"the {part} parameter {name!a}"
        for part in ("path", "query", "header", "cookie")
        for name, value in (arguments.get(part) or {}).items()
        if fault(value)
    ]
    what = named[0] if named else "the body" if fault(arguments.get("body")) else "an argument"
    if isinstance(error, RecursionError):
        return ValueError(f"{what} is nested too deeply, or contains itself")
    return ValueError(f"{what} has a lone surrogate, which UTF-8 cannot encode")


def _too_deep(value: Any) -> bool:
    return _depth(value, 0) > _DEEPEST


def _depth(value: Any, depth: int) -> int:
    if depth > _DEEPEST or not isinstance(value, (Mapping, list, tuple)):
        return depth
    items = value.values() if isinstance(value, Mapping) else value
    return max((_depth(item, depth + 1) for item in items), default=depth)


def _has_surrogate(value: Any) -> bool:
    try:
        str(value).encode()
        return "\\ud" in repr(value)
    except UnicodeEncodeError:
        return True
    except RecursionError:
        return False
