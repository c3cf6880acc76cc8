"""Keeping track of where values came from while a document is changed."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Mapping

from ... import json_pointer
from .document import Origin, View


def carry_over(
    view: View, moved: Mapping[str, str], written: Mapping[str, Origin]
) -> dict[str, Origin]:
    """Make the origins of a changed value from those of the value it was made of.

    Args:
        view: The value before the change, with its origins.
        moved: Pointers in the new value, with the pointers that their values had before. For a
            pointer that is not there the longest of its prefixes counts; what is under none of
            them has stayed where it was.
        written: Pointers in the new value whose values come from elsewhere, with their origins.

    Returns:
        The origins of the new value.
    """
    moved = {"": "", **moved}
    before = sorted(view.origins)
    result: dict[str, Origin] = {}
    for new, old in moved.items():
        result[new] = view.origin(old)
        for below in _below(before, old):
            candidate = new + below[len(old) :]
            if _owner(candidate, moved, written) == new:
                result[candidate] = view.origins[below]
    result.update(written)
    return result


def _below(ordered: list[str], prefix: str) -> Iterator[str]:
    """Yield the pointers that are truly below a prefix."""
    start = bisect_left(ordered, f"{prefix}/")
    for index in range(start, len(ordered)):
        if not json_pointer.is_below(ordered[index], prefix):
            return
        yield ordered[index]


def _owner(at: str, moved: Mapping[str, str], written: Mapping[str, Origin]) -> str | None:
    """Return the longest prefix of a pointer that has moved; None if something was written over it."""
    for prefix in json_pointer.upwards(at):
        if prefix in written:
            return None
        if prefix in moved:
            return prefix
    return None
