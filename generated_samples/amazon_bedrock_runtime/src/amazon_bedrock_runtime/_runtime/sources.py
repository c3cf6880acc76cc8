# SPDX-FileCopyrightText: 2026 specloom contributors
# SPDX-License-Identifier: Apache-2.0
# pyright: reportUnknownArgumentType=false, reportUnknownMemberType=false
# pyright: reportUnknownVariableType=false
"""Where the bytes of an upload come from: files, open files, iterators."""

from __future__ import annotations

import inspect
import io
import os
import stat
from collections.abc import (
    AsyncIterable,
    AsyncIterator,
    Container,
    Iterable,
    Iterator,
    Mapping,
)
from pathlib import Path
from typing import Any, cast

from .encoding import is_array
from .files import File

CHUNK_SIZE = 256 * 1024
"""How many bytes are read and sent at a time."""
_BYTES = (bytes, bytearray, memoryview)


class Source:
    """Bytes that are read while they are sent, by one call.

    `what` describes it for messages; `once` says why it can be read only once, "" where it can be read again.
    `name` and `content_type` are those of a file, where they are known.
    """

    what = ""
    once = ""
    is_asynchronous = False

    def __init__(self, name: str | None = None, content_type: str | None = None) -> None:
        self.name = name
        self.content_type = content_type
        self._is_taken = False

    @property
    def spent(self) -> str:
        """Why it cannot be sent any more, "" where it can: a part has been taken from it, and is lost."""
        return self.once if self._is_taken else ""

    def measure(self) -> int | None:
        """Return the number of bytes that there are, None where that is not known."""
        return None

    def open(self) -> None:
        """Go to the beginning. Raises `ValueError` for what cannot be read again."""
        if self.spent:
            raise ValueError(self.spent)

    def close(self) -> None:
        """Close what has been opened here."""

    def read(self) -> bytes:
        """Return the next bytes, none at the end."""
        raise NotImplementedError

    async def read_waiting(self) -> bytes:
        """Return the next bytes of an asynchronous source, none at the end."""
        raise NotImplementedError


class _OpenFile(Source):
    """A file that the caller has opened: it is sent from where it stands, and stays open."""

    what = "an open file"

    def __init__(self, file: Any, name: str | None, content_type: str | None) -> None:
        own = getattr(file, "name", None)
        super().__init__(name or (Path(own).name if isinstance(own, str) else None))
        self.content_type = content_type
        if isinstance(file, io.TextIOBase):
            raise TypeError("a file to send must be opened in binary mode")
        self.file = file
        self._start = _position(file)
        self._left: int | None = None
        if self._start is None:
            self.what = "a file without positions, such as a pipe"
            self.once = f"the body is {self.what}, which can be read only once"

    def measure(self) -> int | None:
        if self._start is None:
            return None
        here = self.file.tell()
        end: int = self.file.seek(0, os.SEEK_END)
        self.file.seek(here)
        return max(0, end - self._start)

    def open(self) -> None:
        super().open()
        if self._start is not None:
            self.file.seek(self._start)
            self._left = self.measure()

    def read(self) -> bytes:
        self._is_taken = True
        left = self._left
        chunk = _checked(self.file.read(CHUNK_SIZE if left is None else min(CHUNK_SIZE, left)))
        if left is not None:
            if left and not chunk:
                raise EOFError(
                    f"the file became shorter while it was sent: {left} bytes are missing"
                )
            self._left = left - len(chunk)
        return chunk


class _PathSource(Source):
    """A file on disk, which is opened for each attempt, and closed."""

    what = "a file"

    def __init__(self, path: Any, name: str | None, content_type: str | None) -> None:
        self._path = Path(path)
        super().__init__(name or self._path.name, content_type)
        self._open: _OpenFile | None = None
        mode = self._path.stat().st_mode
        if stat.S_ISDIR(mode):
            raise IsADirectoryError(21, "a directory cannot be sent", str(self._path))
        if not os.access(self._path, os.R_OK):
            raise PermissionError(13, "the file cannot be read", str(self._path))
        if not stat.S_ISREG(mode):
            self.what = "a pipe or a device"
            self.once = f"the body is {self.what}, which can be read only once"

    def measure(self) -> int | None:
        return None if self.once else self._path.stat().st_size

    def open(self) -> None:
        super().open()
        if self._open is None:
            self._open = _OpenFile(self._path.open("rb"), None, None)
        self._open.open()

    def close(self) -> None:
        if self._open is not None:
            self._open.file.close()
            self._open = None

    def read(self) -> bytes:
        self._is_taken = True
        assert self._open is not None
        return self._open.read()


class Chunks(Source):
    """An iterable of bytes; one that is an iterator can be read only once."""

    what = "an iterable"

    def __init__(self, chunks: Iterable[Any], name: str | None, content_type: str | None) -> None:
        super().__init__(name, content_type)
        self._chunks = chunks
        self._iterator: Iterator[Any] | None = None
        if isinstance(chunks, Iterator):
            self.what = "an iterator"
            self.once = f"the body is {self.what}, which can be read only once"

    def measure(self) -> int | None:
        return _total(self._chunks) if isinstance(self._chunks, (list, tuple)) else None

    def open(self) -> None:
        super().open()
        self._iterator = None

    def _begun(self) -> Iterator[Any]:
        """Return what is left of the iterable."""
        if self._iterator is None:
            self._iterator = iter(self._chunks)
        self._is_taken = True
        return self._iterator

    def read(self) -> bytes:
        for chunk in self._begun():
            if checked := _checked(chunk):
                return checked
        return b""


class AsyncChunks(Source):
    """An asynchronous iterable of bytes."""

    what = "an asynchronous iterable"
    is_asynchronous = True

    def __init__(
        self, chunks: AsyncIterable[Any], name: str | None, content_type: str | None
    ) -> None:
        super().__init__(name, content_type)
        self._chunks = chunks
        self._iterator: AsyncIterator[Any] | None = None
        if isinstance(chunks, AsyncIterator):
            self.what = "an asynchronous iterator"
            self.once = f"the body is {self.what}, which can be read only once"

    def open(self) -> None:
        super().open()
        self._iterator = None

    def _begun(self) -> AsyncIterator[Any]:
        """Return what is left of the iterable."""
        if self._iterator is None:
            self._iterator = aiter(self._chunks)
        self._is_taken = True
        return self._iterator

    async def read_waiting(self) -> bytes:
        async for chunk in self._begun():
            if checked := _checked(chunk):
                return checked
        return b""


async def _chunks_of(file: Any) -> AsyncIterator[Any]:
    """Yield the chunks of a file that is read asynchronously."""
    while chunk := await file.read(CHUNK_SIZE):
        yield chunk


def _position(file: Any) -> int | None:
    """Return where an open file stands, None for one that cannot go back there."""
    try:
        start: int = file.tell()
        file.seek(start)
    except (AttributeError, OSError, ValueError):
        if getattr(file, "closed", False):
            raise ValueError("the file to send has been closed") from None
        return None
    return start


def _total(chunks: Iterable[Any]) -> int:
    return sum(len(_checked(each)) for each in chunks)


def _checked(chunk: Any) -> bytes:
    if isinstance(chunk, bytes):
        return chunk
    if isinstance(chunk, (bytearray, memoryview)):
        return bytes(chunk)
    raise TypeError(f"a file to send must give bytes, not {type(chunk).__name__}")


def is_source(value: Any) -> bool:
    """Return whether a value can only be meant to be read while it is sent: a path, an open file, asynchronous chunks."""
    if isinstance(value, (Source, os.PathLike)):
        return True
    return hasattr(value, "__aiter__") or (hasattr(value, "read") and callable(value.read))


def source_of(value: Any) -> Any:
    """Return the source of a file that is given in any way; bytes, and files that are bytes, as they are.

    Raises `OSError` for a path where there is no file, `TypeError` for what gives no bytes.
    """
    name = content_type = None
    inner: Any = value
    if isinstance(value, File):
        inner, name = cast("Any", value.source), value.name
        content_type = value.content_type
    if isinstance(inner, _BYTES):
        return value
    if isinstance(inner, Source):
        return inner
    if isinstance(inner, os.PathLike):
        return _PathSource(inner, name, content_type)
    read = getattr(inner, "read", None)
    if inspect.iscoroutinefunction(read):  # of anyio and others; such files iterate over lines
        return AsyncChunks(_chunks_of(inner), name, content_type)
    if callable(read) and not hasattr(inner, "__aiter__"):
        return _OpenFile(inner, name, content_type)
    if hasattr(inner, "__aiter__"):
        return AsyncChunks(inner, name, content_type)
    if isinstance(inner, Iterable) and not isinstance(inner, (str, Mapping)):
        return Chunks(inner, name, content_type)
    raise TypeError(
        f"a file cannot be {_article(type(inner).__name__)}: give bytes, a Path, an open file or an iterable of bytes"
    )


def _article(name: str) -> str:
    return f"{'an' if name[:1].lower() in 'aeiou' else 'a'} {name}"


def kept_file(body: Any, *, only_files: bool) -> tuple[Any, list[Source], str | None]:
    """Return a whole body that is a file as its source, with its media type if it says that; others as they are.

    With `only_files`, chunks are none: an iterable is something else in the media type of the body.
    """
    if isinstance(body, File):
        body, content_type = source_of(body), body.content_type
        if isinstance(body, File):
            return bytes(body.source), [], content_type  # type: ignore[arg-type]
        return body, [body], content_type
    if is_array(body):
        chunks = all(isinstance(each, _BYTES) for each in body)
    else:
        chunks = isinstance(body, Iterable) and not isinstance(body, memoryview)
    if is_source(body) or (chunks and not only_files):
        source = source_of(body)
        return source, [source], None
    return body, [], None


def parts_with_sources(
    values: Mapping[str, Any], names: Container[str]
) -> tuple[dict[str, Any], list[Source]]:
    """Return the properties of a form with sources in place of what is read while it is sent, and these sources.

    Of the properties in `names`, each is one file, so that an iterable is its chunks; elsewhere an iterator is
    an array.
    """
    parts = {name: _part(value, single=name in names) for name, value in values.items()}
    items = (each for v in parts.values() for each in (v if isinstance(v, list) else [v]))
    return parts, [each for each in items if isinstance(each, Source)]


def _part(value: Any, *, single: bool) -> Any:
    if isinstance(value, File) or is_source(value):
        return source_of(value)
    if single and (isinstance(value, Iterator) or _are_chunks(value)):
        return source_of(value)
    if isinstance(value, Iterator):
        value = list(value)
    if is_array(value) and any(_is_file(item) for item in value):
        return [source_of(item) if _is_file(item) else item for item in value]
    return value


def _is_file(item: Any) -> bool:
    """Return whether an item of an array is a file."""
    return (
        isinstance(item, (File, Iterator))
        or is_source(item)
        or (isinstance(item, (list, tuple)) and _are_chunks(item))
    )


def _are_chunks(value: Any) -> bool:
    """Return whether a collection is the chunks of one file; strings and mappings are none."""
    return is_array(value) and len(value) > 0 and all(isinstance(each, _BYTES) for each in value)
