"""A rendered file, before formatting."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A file as it was rendered, before formatting; with `copied`, as it is to be written."""

    path: str
    text: str
    copied: bool = False
