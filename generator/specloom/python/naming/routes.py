"""Paths of operations as segments, and what all paths of a document begin with."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import cache
from typing import TypeAlias

from ...ir.api import Operation
from ...ir.types import Text

Segment: TypeAlias = str | None
"""A static segment of a path, or None for a parameter."""

_HOLE = "\0"
_SAYS_NOTHING = re.compile(r"apis?|rest|v?\d+([._-]\d+)*((alpha|beta|rc)\d*)?", re.IGNORECASE)
_EXTENSION = re.compile(r"\.([A-Za-z]{2,5}|\0)$")
_WORD = re.compile(r"[0-9A-Za-z]|[^\x00-\x7f]")


def segments_of(operation: Operation) -> list[Segment]:
    """Return the segments of a path; a custom verb (`/jobs/{id}:cancel`) is a segment of its own.

    What follows "#" or "?" is not of the path: `/#X-Amz-Target=Model.Create` is how a document tells operations apart
    that have one path.
    """
    return list(_segments(re.split("[#?]", _text_of(operation))[0]))


def former_segments_of(operation: Operation) -> list[Segment]:
    """Return the segments of a path as earlier versions took them, with what follows "#" or "?"."""
    return list(_segments(_text_of(operation)))


def _text_of(operation: Operation) -> str:
    return "".join(part.raw if isinstance(part, Text) else _HOLE for part in operation.path.parts)


@cache
def _segments(path: str) -> tuple[Segment, ...]:
    pieces = (piece for segment in path.split("/") for piece in re.split(r"(?<=.):", segment))
    return tuple(segment for piece in pieces for segment in _segments_in(piece))


def _segments_in(piece: str) -> list[Segment]:
    text, hole, _ = _EXTENSION.sub("", piece).partition(_HOLE)
    static = text.strip("('\"=@$")
    return [*([static] if _WORD.search(static) else []), *([None] if hole else [])]


def version_of(segments: Iterable[Segment]) -> str:
    """Return the version that a path has, such as `v2`; "" if there is none."""
    for segment in segments:
        if (
            segment is not None
            and re.match(r"[vV]?\d", segment)
            and _SAYS_NOTHING.fullmatch(segment)
        ):
            return segment
    return ""


def without_prefix(segments: Sequence[Segment], prefix: Sequence[Segment] = ()) -> list[Segment]:
    """Return what follows `api`, versions, and the prefix that all paths share; never nothing static of something."""
    left = _said(segments)
    if prefix and [_folded(each) for each in left[: len(prefix)]] == list(prefix):
        left = _said(left[len(prefix) :]) or left
    return left


def shared_prefix(operations: Sequence[Operation]) -> list[Segment]:
    """Return the segments that all paths begin with, where what follows them tells groups apart.

    `/store/orders`, `/store/orders/{id}` and `/store/items` share `store`. What only one path has, or every
    path has in another way, is no group: all of `/pets/search`, `/pets/mine` is about pets.
    """
    left = [without_prefix(segments_of(operation)) for operation in operations]
    prefix: list[Segment] = []
    while left and all(segments and first_static(segments[1:]) for segments in left):
        first = {_folded(segments[0]) for segments in left}
        left = [_said(segments[1:]) for segments in left]
        groups = {first_static(segments) for segments in left}
        if len(first) > 1 or (len(groups) > 1 and len(groups) == len(left)) or len(left) == 1:
            break
        prefix += first
    return prefix if any(prefix) else []


def first_static(segments: Iterable[Segment]) -> str | None:
    """Return the first segment that is no parameter, in lower case."""
    return _folded(first_spelled(segments))


def first_spelled(segments: Iterable[Segment]) -> str | None:
    """Return the first segment that is no parameter."""
    return next((segment for segment in segments if segment is not None), None)


def _folded(segment: Segment) -> Segment:
    return None if segment is None else segment.lower()


def _said(segments: Sequence[Segment]) -> list[Segment]:
    """Return segments without those at their beginning that say nothing about what the path is of."""
    start = 0
    for segment in segments:
        if segment is None or not _SAYS_NOTHING.fullmatch(segment):
            break
        start += 1
    return list(segments[start:])
