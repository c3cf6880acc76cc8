# SPDX-FileCopyrightText: 2026 specloom contributors
# SPDX-License-Identifier: Apache-2.0
# pyright: reportUnknownArgumentType=false, reportUnknownMemberType=false
# pyright: reportUnknownVariableType=false
"""Request bodies in several parts without names, such as `multipart/mixed`, which are made while they are sent."""

from __future__ import annotations

import secrets
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from .content import media_type_at
from .encoding import is_array
from .files import File
from .header_values import check_header_value
from .multipart import part_of, quoted
from .places import BodyPlace
from .sources import Source, is_source, source_of


@dataclass(frozen=True, slots=True)
class MixedBody:
    """How the items of a body are sent as parts: in these media types by position, the last one for all that follow."""

    media_types: Sequence[str] = ()

    def source(self, items: Any, type_factory: Callable[[], Any] | None) -> tuple[Source, str]:
        """Return the source of the items of a body, and the boundary between them."""
        write = PartWriter(self.media_types, type_factory)
        return parts_source(items, write), write.boundary


class PartWriter:
    """Writes items as parts: their heads, and what their contents are read from.

    `media_types` are those of the parts by position; the last one holds for all that follow. A `File` may say another.
    """

    def __init__(
        self, media_types: Sequence[str], type_factory: Callable[[], Any] | None = None
    ) -> None:
        self.boundary = secrets.token_hex(16)
        self.end = f"--{self.boundary}--\r\n".encode()
        self._media_types = media_types
        self._place = BodyPlace(type_factory).item()

    def __call__(self, item: Any, number: int) -> tuple[bytes, bytes | Source]:
        """Return the head of a part, and its content."""
        part = part_of(item, media_type_at(self._media_types, number), self._place)
        lines = [f"--{self.boundary}"]
        if part.content_type:
            lines.append(
                f"Content-Type: {check_header_value(part.content_type, 'the content type of a part')}"
            )
        name = part.content.name if isinstance(part.content, Source) else None
        name = item.name if isinstance(item, File) and item.name else name
        if name:
            if "\r" in name or "\n" in name:
                raise ValueError("the file name of a part must not contain a line end")
            lines.append(f'Content-Disposition: attachment; filename="{quoted(name)}"')
        return "\r\n".join([*lines, "", ""]).encode(), part.content


def parts_source(items: Any, write: PartWriter) -> Source:
    """Return the source of a body of items, which may be asynchronous; files among them are read in chunks.

    Raises `OSError` for a file of a collection that is not there.
    """
    if is_array(items):
        items = [source_of(i) if isinstance(i, File) or is_source(i) else i for i in items]
    sources = [each for each in items if isinstance(each, Source)] if is_array(items) else []
    waits = hasattr(items, "__aiter__") or any(each.is_asynchronous for each in sources)
    source = _AsyncParts(items, write) if waits else _Parts(items, write)
    once = next((each.once for each in sources if each.once), "")
    if isinstance(items, (Iterator, AsyncIterator)):
        once = "the body is an iterator, which can be read only once"
    source.once = once
    return source


class _Parts(Source):
    """The parts of an iterable."""

    what = "an iterable of parts"

    def __init__(self, items: Any, write: PartWriter) -> None:
        super().__init__()
        self._items = items
        self._write = write
        self._iterator: Iterator[Any] | None = None
        self._content: Source | None = None
        self._number = 0
        self._is_over = False

    def open(self) -> None:
        super().open()
        self.close()
        self._iterator, self._number, self._is_over = None, 0, False

    def close(self) -> None:
        if self._content is not None:
            self._content.close()
            self._content = None

    def read(self) -> bytes:
        if self._content is not None:
            chunk = self._content.read()
            return chunk or self._after_content()
        if self._is_over:
            return b""
        if self._iterator is None:
            self._iterator = iter(self._items)
        self._is_taken = True
        for item in self._iterator:
            return self._begin(item)
        return self._last()

    def _begin(self, item: Any) -> bytes:
        """Return the head of a part, and its content if that is there."""
        head, content = self._write(item, self._number)
        self._number += 1
        if isinstance(content, bytes):
            return head + content + b"\r\n"
        if content.is_asynchronous and not self.is_asynchronous:
            raise TypeError(f"a part is {content.what}: it needs an asynchronous iterable of parts")
        content.open()
        self._content = content
        return head

    def _after_content(self) -> bytes:
        self.close()
        return b"\r\n"

    def _last(self) -> bytes:
        self._is_over = True
        return self._write.end


class _AsyncParts(_Parts):
    """The parts of an iterable, for the asynchronous client."""

    what = "an asynchronous iterable of parts"
    is_asynchronous = True

    def __init__(self, items: Any, write: PartWriter) -> None:
        super().__init__(items if hasattr(items, "__aiter__") else _Waiting(items), write)
        self._waiting: AsyncIterator[Any] | None = None

    def open(self) -> None:
        super().open()
        self._waiting = None

    async def read_waiting(self) -> bytes:
        import anyio.to_thread

        content = self._content
        if content is not None:
            if content.is_asynchronous:
                chunk = await content.read_waiting()
            else:
                chunk = await anyio.to_thread.run_sync(content.read)
            return chunk or self._after_content()
        if self._is_over:
            return b""
        if self._waiting is None:
            self._waiting = aiter(self._items)
        self._is_taken = True
        async for item in self._waiting:
            return self._begin(item)
        return self._last()


class _Waiting:
    """A collection as an asynchronous iterable."""

    def __init__(self, items: Any) -> None:
        self._items = items

    async def __aiter__(self) -> AsyncIterator[Any]:
        for item in self._items:
            yield item
