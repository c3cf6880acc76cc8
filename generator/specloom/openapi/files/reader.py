"""Reading the bytes of files, standard input and URLs, within limits."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import TypeAlias

from ...importers.imported import import_document, split_location
from ..text.json_value import MAX_BYTES
from .urls import is_url

Reader: TypeAlias = Callable[[str], bytes]
"""Returns the bytes of a location, or raises OSError."""

STANDARD_INPUT = "-"


def read_location(location: str) -> bytes:
    """Read a file, standard input, a URL, or the document of a service that is imported.

    Args:
        location: A path, "-" for standard input, an http or https URL, or an importer with the name of a service.

    Returns:
        The bytes, at most one more than `MAX_BYTES`.

    Raises:
        GenerationFailed: The service cannot be imported.
        OSError: It cannot be read; for a URL also if it takes longer than 10 seconds to respond or
            redirects to another origin.
    """
    if location == STANDARD_INPUT:
        return sys.stdin.buffer.read(MAX_BYTES + 1)
    service = split_location(location)
    if service is not None:
        return import_document(*service).text.encode("utf-8")
    if is_url(location):
        from .download import fetch  # slow to import, rarely needed

        return fetch(location)
    with Path(location).open("rb") as file:
        return file.read(MAX_BYTES + 1)
