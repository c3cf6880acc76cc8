# SPDX-FileCopyrightText: 2026 specloom contributors
# SPDX-License-Identifier: Apache-2.0
# pyright: reportUnknownArgumentType=false, reportUnknownMemberType=false
# pyright: reportUnknownVariableType=false
"""Request bodies that are a sequence of JSON texts, which are written while they are sent."""

from __future__ import annotations

import time
from collections.abc import AsyncIterable, Callable, Iterable, Iterator
from typing import Any

from .content import without_parameters
from .encoding import encode_json_at
from .places import BodyPlace
from .sources import AsyncChunks, Chunks, Source

JSON_LINES = frozenset(
    (
        "application/jsonl",
        "application/x-jsonl",
        "application/jsonlines",
        "application/x-jsonlines",
        "application/json-lines",
        "application/ndjson",
        "application/x-ndjson",
        "application/x-json-stream",
        "application/stream+json",
        "text/jsonl",
        "text/x-jsonl",
    )
)
_LARGEST = 64 * 1024
"""How many bytes of items are sent at a time, or the one item that is larger."""
_LARGEST_IN_ONE = 1024 * 1024
_LONGEST = 0.02
"""Seconds after which the items that there are do not wait for the next one."""


def is_sequence(media_type: str) -> bool:
    """Return whether a body of this media type is a sequence of JSON texts."""
    return _start(without_parameters(media_type)) is not None


def _start(essence: str) -> bytes | None:
    """Return what each JSON text begins with in a media type of many; None for other media types."""
    if essence.endswith(("/json-seq", "+json-seq")):
        return b"\x1e"  # RFC 7464, section 2.2
    return b"" if essence in JSON_LINES else None


class ItemWriter:
    """Writes the items of a body as JSON texts.

    An item that is bytes is sent as it is, unless the type of the items says that it is base64.
    """

    def __init__(self, media_type: str, type_factory: Callable[[], Any] | None) -> None:
        self._start = _start(without_parameters(media_type)) or b""
        self._place = BodyPlace(type_factory).item()
        self._is_typed = type_factory is not None

    def __call__(self, item: Any) -> bytes:
        if isinstance(item, bytes) and not (self._is_typed and self._place.is_base64()):
            return item
        return self._start + encode_json_at(item, self._place) + b"\n"


class _Chunk:
    """The chunk that is being made of items: of one at first, and of more and more as long as they come at once."""

    def __init__(self, write: ItemWriter) -> None:
        self._write = write
        self._most = 1
        self._texts: list[bytes] = []
        self._size = 0
        self._end = 0.0

    def begin(self) -> None:
        self._texts, self._size, self._end = [], 0, time.monotonic() + _LONGEST

    def is_full_with(self, item: Any) -> bool:
        text = self._write(item)
        self._texts.append(text)
        self._size += len(text)
        if not self._size:
            return False
        if time.monotonic() > self._end:
            self._most = 1
            return True
        return len(self._texts) >= self._most or self._size >= _LARGEST

    def take(self) -> bytes:
        self._most *= 2
        return b"".join(self._texts)


class _Items(Chunks):
    """An iterable of items."""

    def __init__(self, items: Iterable[Any], write: ItemWriter) -> None:
        super().__init__(items, None, None)
        self._write = write

    def measure(self) -> int | None:
        return None

    def open(self) -> None:
        super().open()
        self._chunk = _Chunk(self._write)

    def read(self) -> bytes:
        self._chunk.begin()
        for item in self._begun():
            if self._chunk.is_full_with(item):
                break
        return self._chunk.take()


class _AsyncItems(AsyncChunks):
    """An asynchronous iterable of items."""

    def __init__(self, items: AsyncIterable[Any], write: ItemWriter) -> None:
        super().__init__(items, None, None)
        self._write = write

    def open(self) -> None:
        super().open()
        self._chunk = _Chunk(self._write)

    async def read_waiting(self) -> bytes:
        self._chunk.begin()
        async for item in self._begun():
            if self._chunk.is_full_with(item):
                break
        return self._chunk.take()


def items_source(items: Any, write: ItemWriter) -> Source:
    """Return the source of the items of a body, asynchronous ones too."""
    if hasattr(items, "__aiter__"):
        return _AsyncItems(items, write)
    return _Items(items, write)


def encoded_items(items: Iterable[Any], write: ItemWriter) -> bytes | Source:
    """Return the items of a collection in one piece if they are few; else what they are read from while they are sent."""
    texts: list[bytes] = []
    size = 0
    for item in items:
        texts.append(write(item))
        size += len(texts[-1])
        if size > _LARGEST_IN_ONE:
            return items_source(items, write)
    return b"".join(texts)


def is_items(body: Any) -> bool:
    """Return whether a body in a media type of many JSON texts is their items: not text, a file, an object or bytes."""
    if isinstance(body, (str, bytes, bytearray, memoryview)) or hasattr(body, "read"):
        return False
    if hasattr(body, "__aiter__"):
        return True
    is_object = hasattr(body, "keys") or hasattr(body, "model_fields_set")
    return isinstance(body, Iterable) and not is_object


def is_read_once(body: Any) -> bool:
    """Return whether items have to be written while they are sent: they are no collection that could be read twice."""
    return hasattr(body, "__aiter__") or isinstance(body, Iterator)
