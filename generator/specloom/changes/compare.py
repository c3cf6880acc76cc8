"""Two versions of a client to the list of what changes for its callers."""

from __future__ import annotations

from .model import Change, Surface


def compare(old: Surface, new: Surface) -> tuple[Change, ...]:
    """Give what changes for callers, the most severe first, then by subject and kind."""
    raise NotImplementedError
