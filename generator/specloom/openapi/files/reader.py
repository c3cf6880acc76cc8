"""Reading the bytes of files, standard input and URLs, within limits."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import TypeAlias

from ..text.json_value import MAX_BYTES
from .urls import is_url

Reader: TypeAlias = Callable[[str], bytes]
"""Returns the bytes of a location, or raises OSError."""

STANDARD_INPUT = "-"


def read_location(location: str) -> bytes:
    """Read a file, standard input, or a URL.

    Args:
        location: A path, "-" for standard input, or an http or https URL.

    Returns:
        The bytes, at most one more than `MAX_BYTES`.

    Raises:
        OSError: It cannot be read; for a URL also if it takes longer than 10 seconds to respond or
            redirects to another origin.
    """
    if location == STANDARD_INPUT:
        return sys.stdin.buffer.read(MAX_BYTES + 1)
    if is_url(location):
        from .download import fetch  # slow to import, rarely needed

        return fetch(location)
    with Path(location).open("rb") as file:
        return file.read(MAX_BYTES + 1)
