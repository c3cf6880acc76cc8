# SPDX-FileCopyrightText: 2026 specloom contributors
# SPDX-License-Identifier: Apache-2.0
# pyright: reportUnknownArgumentType=false, reportUnknownMemberType=false
# pyright: reportUnknownVariableType=false
"""Bodies that are read while they are sent: files and iterators."""

from __future__ import annotations

import contextlib
import hashlib
import inspect
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Iterator, Sequence
from typing import TYPE_CHECKING, Any, TypeAlias

from .calling import call
from .sources import CHUNK_SIZE

if TYPE_CHECKING:
    from .http import HttpRequest
    from .sources import Source

Progress: TypeAlias = Callable[[int, int | None], Any] | None


class UploadBody:
    """The body of one request: bytes and sources, which are sent one after the other.

    `size` is the number of bytes, None where it is not known before. `failure` is the exception that reading
    it, or the caller's `progress`, ended with.
    """

    def __init__(self, pieces: Sequence[bytes | Source]) -> None:
        self._pieces = pieces
        sizes = [len(each) if isinstance(each, bytes) else each.measure() for each in pieces]
        known = [size for size in sizes if size is not None]
        self.size = sum(known) if len(known) == len(sizes) else None
        self.failure: Exception | None = None
        self._hash: str | None = None

    def __repr__(self) -> str:
        return f"<{'an unknown number of' if self.size is None else self.size} bytes>"

    @property
    def _sources(self) -> Iterator[Source]:
        return (each for each in self._pieces if not isinstance(each, bytes))

    @property
    def spent(self) -> str:
        """Why it cannot be sent again, "" where it can."""
        return next((each.spent for each in self._sources if each.spent), "")

    @property
    def is_once(self) -> str:
        """Why it can be read only once, "" where it can be read again."""
        return next((each.once for each in self._sources if each.once), "")

    def open(self) -> None:
        """Open what it is read from, at its beginning. Raises `OSError`, and `ValueError` for what cannot be read again."""
        try:
            for each in self._sources:
                each.open()
        except BaseException:
            self.close()
            raise

    def close(self) -> None:
        """Close the files that have been opened here."""
        for each in self._sources:
            each.close()

    def sha256(self) -> str:
        """Return the hash of the bytes, which are read for it, in hexadecimal digits.

        Raises `ValueError` for what could not be sent after that, or cannot be read here.
        """
        waiting = (f"the body is {s.what}" for s in self._sources if s.is_asynchronous)
        reason = self.is_once or next(waiting, "")
        if reason:
            raise ValueError(reason)
        if self._hash is None:
            digest = hashlib.sha256()
            try:
                for chunk in self.chunks():
                    digest.update(chunk)
            finally:
                self.close()
            self._hash = digest.hexdigest()
        return self._hash

    async def open_waiting(self) -> None:
        """Do what `open` does in a thread: a file may be far away."""
        import anyio.to_thread

        # Opening a pipe waits for who writes into it.
        await anyio.to_thread.run_sync(self.open, abandon_on_cancel=self.is_once != "")

    def check_synchronous(self) -> None:
        """Raise `TypeError` for a source that only the asynchronous client can read."""
        for each in self._sources:
            if each.is_asynchronous:
                raise TypeError(f"the body is {each.what}: it needs the asynchronous client")

    def chunks(self) -> Iterator[bytes]:
        """Yield the bytes, from the beginning."""
        self.open()
        for piece in self._pieces:
            if isinstance(piece, bytes):
                yield from _slices(piece)
            else:
                while chunk := piece.read():
                    yield chunk

    async def chunks_waiting(self) -> AsyncGenerator[bytes, None]:
        """Yield the bytes, from the beginning; files and iterators are read in threads."""
        import anyio.to_thread

        await self.open_waiting()
        for piece in self._pieces:
            if isinstance(piece, bytes):
                for chunk in _slices(piece):
                    yield chunk
            elif piece.is_asynchronous:
                while chunk := await piece.read_waiting():
                    yield chunk
            else:
                # What may wait forever, such as a pipe, must not keep a task from being cancelled.
                left = piece.once != ""
                while chunk := await anyio.to_thread.run_sync(piece.read, abandon_on_cancel=left):
                    yield chunk


def _slices(content: bytes) -> Iterator[bytes]:
    for start in range(0, len(content), CHUNK_SIZE):
        end = start + CHUNK_SIZE
        yield content[start:end]


class Outgoing:
    """The body of a request as the HTTP library takes it, for the synchronous client.

    `progress` is the caller's; `check` is called before each chunk, and raises when the time is over.
    """

    def __init__(self, upload: UploadBody, progress: Progress, check: Callable[[], Any]) -> None:
        self._upload = upload
        self._progress = progress
        self._check = check

    def __iter__(self) -> Iterator[bytes]:
        upload, progress, sent = self._upload, self._progress, 0
        try:
            for chunk in upload.chunks():
                self._check()
                yield chunk
                sent += len(chunk)
                if progress is not None:
                    call(progress, sent, upload.size, what="progress")
        except Exception as error:
            upload.failure = error
            raise


class AsyncOutgoing:
    """The same for the asynchronous client."""

    def __init__(self, upload: UploadBody, progress: Progress, check: Callable[[], Any]) -> None:
        self._upload = upload
        self._progress = progress  # the deadline cancels all that an asynchronous client does

    async def __aiter__(self) -> AsyncIterator[bytes]:
        upload, progress, sent = self._upload, self._progress, 0
        try:
            async with contextlib.aclosing(upload.chunks_waiting()) as chunks:
                async for chunk in chunks:
                    yield chunk
                    sent += len(chunk)
                    if progress is not None:
                        result = progress(sent, upload.size)
                        if inspect.isawaitable(result):
                            await result
        except Exception as error:
            upload.failure = error
            raise


def upload_of(request: HttpRequest) -> UploadBody:
    """Return the body of a request as one that is sent in chunks; it becomes that of the request."""
    upload: UploadBody | None = request.upload
    if upload is None:
        upload = request.upload = UploadBody([request.content])
    return upload
