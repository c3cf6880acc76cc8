# SPDX-FileCopyrightText: 2026 specloom contributors
# SPDX-License-Identifier: Apache-2.0
# pyright: reportUnknownArgumentType=false, reportUnknownMemberType=false
# pyright: reportUnknownVariableType=false
"""Sequences of bytes to events, lines and texts, however they are cut into chunks."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol, TypeVar

T_co = TypeVar("T_co", covariant=True)

MAX_EVENT_BYTES = 16 * 1024 * 1024
_LINE_END = re.compile(rb"\r\n|\r|\n")
_BOM = b"\xef\xbb\xbf"
_RECORD_SEPARATOR = b"\x1e"
_MOST_ATTEMPTS = 16
_MOST_DIGITS = 12


class EventError(ValueError):
    """An event that cannot be read; the rest of the stream cannot be, either."""


def too_large(limit: int) -> EventError:
    """Return the error for an event above the limit of bytes."""
    return EventError(f"an event is larger than {limit} bytes (max_event_bytes)")


class Decoder(Protocol[T_co]):
    """Finds the items in a stream of bytes. `limit` is the largest size of one, in bytes."""

    @property
    def limit(self) -> int: ...

    @limit.setter
    def limit(self, limit: int) -> None: ...

    def feed(self, chunk: bytes) -> Iterator[T_co]:
        """Yield the items that a chunk completes. Raises `EventError`."""
        ...

    def end(self) -> Iterator[T_co]:
        """Yield what is complete once the body has ended. Raises `EventError`."""
        ...


@dataclass(frozen=True, slots=True)
class ServerSentEvent:
    """A server-sent event as it came (WHATWG HTML, section 9.2).

    `event` is its name ("message" if the server gives none), `data` its text, and `id` what to resume the
    stream after, which stays until another one is sent. `retry` is in milliseconds; None if this
    event does not say it.
    """

    event: str = "message"
    data: str = ""
    id: str = ""
    retry: int | None = None


class _Pieces:
    """The bytes of an item that is not complete."""

    __slots__ = ("limit", "pending")

    def __init__(self) -> None:
        self.limit = MAX_EVENT_BYTES
        self.pending = bytearray()

    def add(self, piece: bytes) -> None:
        if len(self.pending) + len(piece) > self.limit:
            raise too_large(self.limit)
        self.pending += piece

    def take(self) -> bytes:
        taken = bytes(self.pending)
        self.pending.clear()
        return taken


class LimitedDecoder:
    """A decoder that keeps the bytes of an incomplete item."""

    def __init__(self) -> None:
        self._pieces = _Pieces()

    @property
    def limit(self) -> int:
        return self._pieces.limit

    @limit.setter
    def limit(self, limit: int) -> None:
        self._pieces.limit = limit


class EventDecoder(LimitedDecoder):
    """Decodes `text/event-stream` (WHATWG HTML, section 9.2.6).

    An event without the blank line after it, at the end, is dropped: it may not be whole.
    `last_event_id` and `retry` (milliseconds) are what the stream says about resuming it.
    """

    def __init__(self) -> None:
        super().__init__()
        self.last_event_id = ""
        self.retry: int | None = None
        self._id = ""
        self._name = ""
        self._data: list[str] = []
        self._size = 0
        self._retry: int | None = None
        self._after_cr = False
        self._is_first = True

    def resume(self, former: EventDecoder) -> None:
        """Go on where another decoder was: ids and delays hold for all connections of a stream."""
        self._id = self.last_event_id = former.last_event_id
        self.retry = former.retry

    def feed(self, chunk: bytes) -> Iterator[ServerSentEvent]:
        """Yield the events that a chunk completes."""
        if self._after_cr and chunk:
            self._after_cr = False
            chunk = chunk[1:] if chunk.startswith(b"\n") else chunk
        if not chunk:
            return
        self._after_cr = chunk.endswith(b"\r")
        *ends, rest = _LINE_END.split(chunk)
        for end in ends:
            self._pieces.add(end)
            event = self._line(self._pieces.take())
            if event is not None:
                yield event
        self._pieces.add(rest)

    def end(self) -> Iterator[ServerSentEvent]:
        """Yield nothing: what is not complete is dropped."""
        return iter(())

    def _line(self, line: bytes) -> ServerSentEvent | None:
        if self._is_first:
            self._is_first = False
            line = line.removeprefix(_BOM)
        if not line:
            return self._dispatch()
        name, _, value = line.partition(b":")
        self._field(name, value.removeprefix(b" ").decode("utf-8", "replace"))
        return None

    def _field(self, name: bytes, value: str) -> None:
        match name:
            case b"data":
                self._size += len(value) + 1
                if self._size > self.limit:
                    raise too_large(self.limit)
                self._data.append(value)
            case b"event":
                self._name = value
            case b"id" if "\0" not in value:
                self._id = value
            case b"retry" if value.isascii() and value.isdigit() and len(value) <= _MOST_DIGITS:
                self.retry = self._retry = int(value)
            case _:
                pass  # "The field is ignored."

    def _dispatch(self) -> ServerSentEvent | None:
        self.last_event_id = self._id
        name, data, retry = self._name, self._data, self._retry
        self._name, self._data, self._retry, self._size = "", [], None, 0
        if not data:
            return None
        return ServerSentEvent(name or "message", "\n".join(data), self._id, retry)


class LineDecoder(LimitedDecoder):
    """Decodes JSON Lines: a JSON text on each line; the last one may lack its end. Blank lines are skipped."""

    def feed(self, chunk: bytes) -> Iterator[bytes]:
        """Yield the lines that a chunk completes."""
        *ends, rest = chunk.split(b"\n")
        for end in ends:
            self._pieces.add(end)
            line = self._pieces.take().strip()
            if line:
                yield line
        self._pieces.add(rest)

    def end(self) -> Iterator[bytes]:
        """Yield the last line, if it has no end."""
        line = self._pieces.take().strip()
        if line:
            yield line


class SequenceDecoder(LimitedDecoder):
    """Decodes `application/json-seq` (RFC 7464): each JSON text is after a record separator, and ends with a line feed.

    A text is yielded as soon as it is one, not when the next one begins. A number, `true`, `false` or
    `null` without the space after it may have been cut off (section 2.4): it is an error.
    """

    def __init__(self) -> None:
        super().__init__()
        self._attempts = 0

    def feed(self, chunk: bytes) -> Iterator[bytes]:
        """Yield the texts that a chunk completes."""
        *ends, rest = chunk.split(_RECORD_SEPARATOR)
        for end in ends:
            self._pieces.add(end)
            yield from self.end()
        self._pieces.add(rest)
        if rest.endswith(b"\n") and self._attempts < _MOST_ATTEMPTS and self._is_whole():
            yield from self.end()

    def end(self) -> Iterator[bytes]:
        """Yield the text that has begun."""
        self._attempts = 0
        raw = self._pieces.take()
        text = raw.strip(b" \t\r\n")
        if not text:
            return
        if raw[-1:] not in b" \t\r\n" and text[-1:] not in b'"]}':
            raise EventError(
                "a JSON text of the sequence may be cut off: it does not end with a line feed"
            )
        yield text

    def _is_whole(self) -> bool:
        self._attempts += 1
        try:
            json.loads(self._pieces.pending)
        except (ValueError, RecursionError):
            return False
        return True
