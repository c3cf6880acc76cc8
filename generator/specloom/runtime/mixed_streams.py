# SPDX-FileCopyrightText: 2026 specloom contributors
# SPDX-License-Identifier: Apache-2.0
# pyright: reportUnknownArgumentType=false, reportUnknownMemberType=false
# pyright: reportUnknownVariableType=false
"""Responses in several parts without names, such as `multipart/mixed`, as streams of their contents (RFC 2046, section 5.1)."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar, cast

from .content import (
    decode_text,
    load_json,
    media_type_at,
    parameter_of,
    without_parameters,
)
from .decoding import Json, Report, essence_of
from .errors import ResponseDecodeError
from .event_decoders import Decoder, EventError, LimitedDecoder
from .http import Headers, HttpResponse
from .stream_bodies import ItemReader, Signal, StreamBody

T = TypeVar("T")

_MOST_HEAD = 64 * 1024
_BLANK_LINE = re.compile(rb"\r?\n\r?\n")


@dataclass(frozen=True, slots=True)
class ReceivedPart:
    """A part as it came: its number from 0, its header fields and its content."""

    number: int
    headers: Headers
    content: bytes


class PartDecoder(LimitedDecoder):
    """Finds the parts between the lines with the boundary; what is before the first and after the last is dropped."""

    def __init__(self, boundary: str) -> None:
        super().__init__()
        self._marker = b"\n--" + boundary.encode("utf-8", "surrogateescape")
        # The first boundary may be at the very beginning.
        self._buffer = bytearray(b"\r\n")
        self._scanned = 0
        self._count = -1
        self._is_over = False

    def feed(self, chunk: bytes) -> Iterator[ReceivedPart]:
        """Yield the parts that a chunk completes."""
        if self._is_over:
            return
        self._buffer += chunk
        while not self._is_over:
            found = self._boundary()
            if found is None:
                break
            start, end = found
            content = bytes(self._buffer[:start]).removesuffix(b"\r")
            del self._buffer[:end]
            self._scanned = 0
            self._count += 1
            if self._count:
                yield self._part(content)
        if len(self._buffer) > self.limit + _MOST_HEAD:
            raise EventError(f"a part is larger than {self.limit} bytes (max_event_bytes)")

    def end(self) -> Iterator[ReceivedPart]:
        """Yield nothing. Raises `EventError` for a body without its last boundary, part of which is missing."""
        if not self._is_over and (self._count < 0 or self._buffer.strip()):
            raise EventError("the body ends within a part: its last boundary is missing")
        yield from ()

    def _boundary(self) -> tuple[int, int] | None:
        """Return where the next line with the boundary begins and ends; None where it is not complete yet."""
        while True:
            start = self._buffer.find(self._marker, self._scanned)
            if start < 0:
                self._scanned = max(0, len(self._buffer) - len(self._marker))
                return None
            after = start + len(self._marker)
            if self._buffer.startswith(b"--", after):
                self._is_over = True
                return start, after + 2
            end = self._buffer.find(b"\n", after)
            if end < 0:
                self._scanned = start
                return None
            if not self._buffer[after:end].strip(b" \t\r"):
                # The line end may belong to the next boundary, of a part without anything.
                return start, end
            self._scanned = start + 1  # a longer line that begins alike

    def _part(self, raw: bytes) -> ReceivedPart:
        # It begins with the end of the boundary's line, so that a part without header fields begins with a blank line.
        blank = _BLANK_LINE.search(raw)
        start, end = blank.span() if blank else (len(raw), len(raw))
        head, content = raw[:start], raw[end:]
        if len(content) > self.limit:
            raise EventError(f"a part is larger than {self.limit} bytes (max_event_bytes)")
        lines = decode_text(head, "").replace("\r\n ", " ").replace("\r\n\t", " ").splitlines()
        pairs = (line.partition(":") for line in lines if ":" in line)
        headers = Headers({name.strip().lower(): value.strip() for name, _, value in pairs})
        return ReceivedPart(self._count - 1, headers, content)


class MixedParts(StreamBody[T]):
    """A body in several parts; the items are their contents.

    A part of JSON is its value, one of text a string, any other one bytes. `type_factory` gives what they may be,
    and `media_types` are those of parts that do not say it, by position; the last one holds for all that follow.
    """

    def __init__(
        self,
        type_factory: Callable[[], Any],
        media_types: Sequence[str] = (),
        *,
        boundary: str = "",
    ) -> None:
        self._type_factory = type_factory
        self._json: Json[T] = Json(type_factory)
        self._media_types = media_types
        self._boundary = boundary

    def takes(self, media_type: str) -> bool:
        return media_type.startswith("multipart/")

    def decoder(self) -> Decoder[ReceivedPart]:
        return PartDecoder(self._boundary)

    def decode(self, response: HttpResponse, report: Report) -> ItemReader[T]:
        boundary = parameter_of(response.headers.get("content-type", ""), "boundary")
        if response.source is None or not boundary:
            kind = essence_of(response) or "of no media type"
            raise ResponseDecodeError(
                f"the body is not in several parts but {kind}", response=response
            )
        body: MixedParts[T] = MixedParts(self._type_factory, self._media_types, boundary=boundary)
        return ItemReader(body, response, report)

    def read(self, frame: ReceivedPart, reader: ItemReader[T]) -> T | Signal:
        declared = media_type_at(self._media_types, frame.number)
        media_type = frame.headers.get("content-type") or declared
        essence = without_parameters(media_type)
        if essence.endswith(("/json", "+json")) or (not essence and _is_json(frame.content)):
            item, problems = reader.decode(self._json, frame.content)
            reader.report(problems, frame.content)
            return cast("T", item)
        if not essence or essence.startswith("text/") or essence.endswith(("/xml", "+xml")):
            return cast("T", decode_text(frame.content, media_type))
        return cast("T", frame.content)


def _is_json(content: bytes) -> bool:
    try:
        load_json(content, "")
    except ValueError:
        return False
    return True
