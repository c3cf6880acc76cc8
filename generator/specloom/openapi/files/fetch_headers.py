"""Header fields for fetching documents that are not public."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping, Sequence
from pathlib import Path

from ...diagnostics import ConfigurationError
from .reader import Reader
from .urls import is_url, origin_of

_VARIABLE = re.compile(r"\$\{(\w+)\}", re.ASCII)


def with_headers(reader: Reader, fields: Sequence[str], url: str, folder: Path = Path()) -> Reader:
    """Return a reader that sends header fields with each request for the origin of a URL, and with no other.

    Args:
        reader: Reads everything else.
        fields: As `NAME=VALUE`: `${VARIABLE}` in a value stands for an environment variable, and a value `@FILE` for
            what is in a file.
        url: What the header fields are for; with a path, nothing is sent.
        folder: What the paths of files are relative to.

    Raises:
        ConfigurationError: A variable is not set, or a file cannot be read.
    """
    if not fields or not is_url(url):
        return reader
    headers = _headers(fields, folder)
    origin = origin_of(url)

    def read(location: str) -> bytes:
        if not is_url(location) or origin_of(location) != origin:
            return reader(location)
        from .download import fetch  # slow to import, rarely needed

        return fetch(location, headers)

    return read


def _headers(fields: Sequence[str], folder: Path) -> Mapping[str, str]:
    headers = {}
    for each in fields:
        name, _, value = each.partition("=")
        is_file = value.startswith("@")
        headers[name] = _read(name, folder / value[1:]) if is_file else _filled(name, value)
        if not headers[name].isprintable():
            raise ConfigurationError(f"the value of the header {name} has control characters")
    return headers


def _read(name: str, file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8").strip()
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "it is not UTF-8"
        raise ConfigurationError(f"the header {name}: {file} cannot be read: {reason}") from error


def _filled(name: str, value: str) -> str:
    def variable(match: re.Match[str]) -> str:
        text = os.environ.get(match[1], "").strip()
        if not text:
            raise ConfigurationError(
                f"the header {name}: the environment variable {match[1]} is not set"
            )
        return text

    return _VARIABLE.sub(variable, value)
