# SPDX-FileCopyrightText: 2026 specloom contributors
# SPDX-License-Identifier: Apache-2.0
# pyright: reportUnknownArgumentType=false, reportUnknownMemberType=false
# pyright: reportUnknownVariableType=false, reportPrivateUsage=false
"""Responses whose bodies are read while they arrive: `stream_response`."""

from __future__ import annotations

import contextlib
import inspect
import os
import time
import warnings
from collections.abc import AsyncGenerator, Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from .call import Call
from .calling import call as call_function
from .connection_errors import translated
from .contexts import AsyncOpening, Closing
from .errors import ApiConnectionError
from .failures import request_id
from .http import Headers, HttpRequest, HttpResponse, described_response, size_of
from .reading import Limited
from .text_lines import Lines
from .unset import Unset

if TYPE_CHECKING:
    from typing import Self

    from .client import SyncClient

M = TypeVar("M")
Progress = Callable[[int, int | None], Any]

_READ = "the body has been read already"


class _Streamed:
    """What streamed responses share, whichever way their bytes are read."""

    _client: Any
    _call: Call
    _response: HttpResponse | None = None
    _content: bytes | None = None
    _is_begun = False
    _is_over = False

    @property
    def _opened(self) -> HttpResponse:
        if self._response is None:
            raise RuntimeError("the response has not been requested: await it, or use `async with`")
        return self._response

    @property
    def status(self) -> int:
        """The status code."""
        return self._opened.status

    @property
    def headers(self) -> Headers:
        """The header fields."""
        return self._opened.headers

    @property
    def request(self) -> HttpRequest:
        """The last request, after redirects and retries."""
        return self._opened.request

    @property
    def elapsed(self) -> timedelta:
        """The time from sending the request to the end of the header."""
        return self._opened.elapsed

    @property
    def attempts(self) -> int:
        """The number of attempts that it took."""
        return self._opened.attempts

    @property
    def request_id(self) -> str | None:
        """The id of the request for the provider's support, None if there is none."""
        return request_id(self._client._api.conventions, self._opened.headers)

    def headers_as(self, model: type[M]) -> M:
        """Read the header fields as the model that the API declares for them.

        What is not there is None; what does not fit stays text.
        """
        from .headers import decode_headers

        return decode_headers(self._opened.headers, model)

    def __repr__(self) -> str:
        name = type(self).__name__
        if self._response is None:
            return f"<new {name}>"
        return f"{name}({described_response(self._response)})"

    def _begin(self) -> Any:
        """Return the HTTP library's response, whose body is read now; None for one that has been read."""
        response = self._opened
        if self._is_begun and self._content is None:
            raise RuntimeError(_READ)
        if self._is_over and self._content is None:
            raise RuntimeError("the response has been closed")
        self._is_begun = True
        if response.source is None:
            self._content = response.content
        return None if self._content is not None else response.source

    def _limited(self) -> Limited:
        """Return what takes the body as far as it is within `max_response_bytes`."""
        own, usual = self._call.options.max_response_bytes, self._client._settings
        limit = usual.max_response_bytes if isinstance(own, Unset) else own
        return Limited(self._opened, limit)

    def _translated(self, error: Exception) -> Exception:
        return translated(error, self._opened)

    @property
    def _usual_progress(self) -> Progress | None:
        """What the options say, which is about the request's body where there is one."""
        request = self._opened.request
        is_upload = request.upload is not None or bool(request.content)
        return None if is_upload else self._call.options.progress

    def _size(self) -> int | None:
        """Return the number of bytes that the body will have; None where that is not known, or it is compressed."""
        return size_of(self._opened)


class StreamedResponse(_Streamed, Closing):
    """A response whose body is read while it arrives. As a context manager it closes the connection.

    The body is read once: by `iter_bytes`, `iter_lines`, `read` or `save`. What breaks while it is read raises
    `ApiConnectionError`.
    """

    @staticmethod
    def open(client: SyncClient, call: Call) -> StreamedResponse:
        """Perform a call, up to the head of its response. Raises as every other call does."""
        streamed = StreamedResponse()
        streamed._client, streamed._call = client, call
        streamed._response, _ = client._send(call)
        return streamed

    def __del__(self) -> None:
        if not self._is_over:
            with contextlib.suppress(Exception):
                self.close()

    def close(self) -> None:
        """Close the connection if the body has not been read to its end; it cannot be read further then."""
        self._is_over = True
        if self._response is not None and self._response.source is not None:
            self._response.source.close()

    def iter_bytes(self, chunk_size: int | None = None) -> Iterator[bytes]:
        """Yield the body in chunks, of `chunk_size` bytes (the last one may be smaller) or as they come.

        Content codings such as gzip are undone.
        """
        return self._chunks(self._usual_progress, chunk_size)

    def _chunks(
        self, progress: Progress | None = None, chunk_size: int | None = None
    ) -> Iterator[bytes]:
        source, total, received = self._begin(), self._size(), 0
        if source is None:
            yield from _slices(self._content or b"", chunk_size)
            return
        chunks = source.iter_bytes(chunk_size)
        while True:
            try:
                chunk = next(chunks, None)
            except Exception as error:
                raise self._translated(error) from error
            if chunk is None:
                break
            received += len(chunk)
            if progress is not None:
                call_function(progress, received, total, what="progress")
            yield chunk

    def iter_lines(self) -> Iterator[str]:
        """Yield the lines of a body that is text, without their ends. The charset is that of the response, else UTF-8."""
        lines = Lines(self.headers.get("content-type", ""))
        for chunk in self.iter_bytes():
            yield from lines.feed(chunk)
        yield from lines.end()

    def read(self) -> bytes:
        """Return the body as a whole. It is kept, so that it can be read again.

        Raises `ResponseTooLargeError` for one that is larger than `max_response_bytes`.
        """
        if self._content is not None:
            return self._content
        limited = self._limited()
        for chunk in self.iter_bytes():
            limited.take(chunk)
        self._content = content = limited.content()
        return content

    def save(self, path: str | os.PathLike[str], progress: Progress | None = None) -> Path:
        """Write the body into a file, and return its path.

        The file is there once it is complete: until then the bytes are in a temporary file of the same folder, which
        is removed after an error. Where the connection breaks, the rest is requested (with `Range` and
        `If-Range`) if the server says what version of the file it sends, else all of it; as often in a row
        as `max_retries` says, and only what may be repeated.

        Args:
            path: The file; one that is there is replaced.
            progress: Called with the number of bytes so far and that of all (None where it is not known).
                By default it is that of the options.

        Raises:
            OSError: The file cannot be written.
            ApiConnectionError: The connection broke too often.
            ResponseDecodeError: The server returned another part of the file than the rest.
        """
        from .saving import Download, Target

        download = Download(self._client, self._call, self._opened)
        progress = progress or self._usual_progress
        with Target(path) as target:
            while True:
                try:
                    for chunk in self._chunks():
                        target.write(chunk)
                        download.received(len(chunk))
                        if progress is not None:
                            told = download.have, download.total
                            call_function(progress, *told, what="progress")
                    download.check_end()
                except ApiConnectionError as error:
                    time.sleep(download.delay(error))
                    self._resume(download, target)
                else:
                    break
            return target.keep()

    def _resume(self, download: Any, target: Any) -> None:
        self.close()
        response, _ = self._client._send(download.again())
        self._response = response
        self._is_begun = self._is_over = False
        if not download.continues(response):
            target.restart()


class AsyncStreamedResponse(_Streamed, AsyncOpening):
    """A response whose body is read while it arrives, to be awaited, or used with `async with`, which closes it.

    The request is sent then. Otherwise as `StreamedResponse`.
    """

    def __init__(self, open_: Callable[[], Any]) -> None:
        self._open = open_

    async def _ensure_open(self) -> Self:
        if self._response is None:
            opened = self._open()
            if inspect.isawaitable(opened):
                opened = await opened
            self._client, self._call, self._response = opened
        return self

    def __del__(self) -> None:
        response = self._response
        if response is not None and response.source is not None and not response.source.is_closed:
            message = f"the response of {self._call.operation.id} was not closed; use `async with`"
            warnings.warn(message, ResourceWarning, stacklevel=1, source=self)

    async def close(self) -> None:
        """Close the connection if the body has not been read to its end; it cannot be read further then."""
        self._is_over = True
        if self._response is not None and self._response.source is not None:
            await self._response.source.aclose()

    def iter_bytes(self, chunk_size: int | None = None) -> AsyncGenerator[bytes, None]:
        """Yield the body in chunks, of `chunk_size` bytes (the last one may be smaller) or as they come.

        Content codings such as gzip are undone.
        """
        return self._chunks(self._usual_progress, chunk_size)

    async def _chunks(
        self, progress: Progress | None = None, chunk_size: int | None = None
    ) -> AsyncGenerator[bytes, None]:
        source, total, received = self._begin(), self._size(), 0
        if source is None:
            for part in _slices(self._content or b"", chunk_size):
                yield part
            return
        chunks: Any = source.aiter_bytes(chunk_size)
        async with contextlib.aclosing(chunks):
            while True:
                try:
                    chunk: bytes | None = await anext(chunks, None)
                except Exception as error:
                    raise self._translated(error) from error
                if chunk is None:
                    break
                received += len(chunk)
                await _tell(progress, received, total)
                yield chunk

    async def iter_lines(self) -> AsyncGenerator[str, None]:
        """Yield the lines of a body that is text, without their ends. The charset is that of the response, else UTF-8."""
        lines = Lines(self.headers.get("content-type", ""))
        async with contextlib.aclosing(self.iter_bytes()) as chunks:
            async for chunk in chunks:
                for line in lines.feed(chunk):
                    yield line
        for line in lines.end():
            yield line

    async def read(self) -> bytes:
        """Return the body as a whole. It is kept, so that it can be read again.

        Raises `ResponseTooLargeError` for one that is larger than `max_response_bytes`.
        """
        if self._content is not None:
            return self._content
        limited = self._limited()
        async with contextlib.aclosing(self.iter_bytes()) as chunks:
            async for chunk in chunks:
                limited.take(chunk)
        self._content = content = limited.content()
        return content

    async def save(self, path: str | os.PathLike[str], progress: Progress | None = None) -> Path:
        """Write the body into a file, in a thread, and return its path.

        The file is there once it is complete: until then the bytes are in a temporary file of the same folder, which
        is removed after an error. Where the connection breaks, the rest is requested (with `Range` and
        `If-Range`) if the server says what version of the file it sends, else all of it; as often in a row
        as `max_retries` says, and only what may be repeated.

        Args:
            path: The file; one that is there is replaced.
            progress: Called with the number of bytes so far and that of all (None where it is not known); it may be
                asynchronous. By default it is that of the options.

        Raises:
            OSError: The file cannot be written.
            ApiConnectionError: The connection broke too often.
            ResponseDecodeError: The server returned another part of the file than the rest.
        """
        import anyio
        import anyio.to_thread

        from .saving import Download, Target

        in_thread = anyio.to_thread.run_sync
        download = Download(self._client, self._call, self._opened)
        progress = progress or self._usual_progress
        target = await in_thread(Target, path)
        with target:
            while True:
                try:
                    async with contextlib.aclosing(self._chunks()) as chunks:
                        async for chunk in chunks:
                            if target.add(chunk):
                                await in_thread(target.flush)
                            download.received(len(chunk))
                            await _tell(progress, download.have, download.total)
                    download.check_end()
                except ApiConnectionError as error:
                    await anyio.sleep(download.delay(error))
                    await self.close()
                    response, _ = await self._client._send(download.again())
                    self._response = response
                    self._is_begun = self._is_over = False
                    if not download.continues(response):
                        await in_thread(target.restart)
                else:
                    break
            return await in_thread(target.keep)


async def _tell(progress: Progress | None, received: int, total: int | None) -> None:
    if progress is not None:
        result = progress(received, total)
        if inspect.isawaitable(result):
            await result


def _slices(content: bytes, size: int | None) -> Iterator[bytes]:
    size = size or max(len(content), 1)
    for start in range(0, len(content), size):
        end = start + size
        yield content[start:end]
