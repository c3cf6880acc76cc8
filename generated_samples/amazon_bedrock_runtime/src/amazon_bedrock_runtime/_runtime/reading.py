# SPDX-FileCopyrightText: 2026 specloom contributors
# SPDX-License-Identifier: Apache-2.0
# pyright: reportUnknownArgumentType=false, reportUnknownMemberType=false
# pyright: reportUnknownVariableType=false
"""Read bodies of responses within limits: of size and time, with progress."""

from __future__ import annotations

import contextlib
import inspect
from typing import TYPE_CHECKING, Any

from .calling import call
from .errors import ResponseTooLargeError
from .http import HttpResponse, size_of

if TYPE_CHECKING:
    from .sending import Sending

LARGEST_ERROR_BODY = 16 * 1024 * 1024
"""How many bytes of the body of an error are read at most."""


class Limited:
    """The body of a response, as far as it is within the limit of bytes.

    The body of an error is cut there; what is returned is not: it raises `ResponseTooLargeError`.
    """

    def __init__(self, response: HttpResponse, limit: int | None) -> None:
        self._response = response
        self._is_error = not 200 <= response.status < 300
        if self._is_error:
            limit = LARGEST_ERROR_BODY if limit is None else min(limit, LARGEST_ERROR_BODY)
        self._limit = limit
        self._chunks: list[bytes] = []
        self._size = 0
        self.is_full = False
        size = size_of(response)
        if not self._is_error and limit is not None and size is not None and size > limit:
            raise self._too_large(f"{size:,} bytes")

    def take(self, chunk: bytes) -> None:
        """Take a chunk. Raises `ResponseTooLargeError`; after the end of what is kept of an error, `is_full`."""
        self._chunks.append(chunk)
        self._size += len(chunk)
        if self._limit is None or self._size <= self._limit:
            return
        if not self._is_error:
            self._chunks.clear()
            raise self._too_large("more")
        self.is_full = True

    def content(self) -> bytes:
        """Return what has come."""
        content = b"".join(self._chunks)
        return content[: self._limit] if self.is_full else content

    def _too_large(self, size: str) -> ResponseTooLargeError:
        limit = self._limit or 0
        return ResponseTooLargeError(
            f"the body has {size}, and max_response_bytes is {limit:,}", response=self._response
        )


def _progress_of(response: HttpResponse, sending: Sending) -> Any:
    """Return what to call with the bytes that have come; what the caller watches is the request's body where there is one."""
    request = response.request
    is_upload = request.upload is not None or bool(request.content)
    return None if is_upload else sending.call.options.progress


def read(source: Any, response: HttpResponse, sending: Sending) -> None:
    """Read the body of a response from the HTTP library's. Raises `ResponseTooLargeError` or `ApiTimeoutError`."""
    limited = Limited(response, sending.max_response_bytes)
    progress, total, received = _progress_of(response, sending), size_of(response), 0
    for chunk in source.iter_bytes():
        sending.time_left()
        limited.take(chunk)
        if limited.is_full:
            break
        received += len(chunk)
        if progress is not None:
            call(progress, received, total, what="progress")
    response.content, response.is_cut = limited.content(), limited.is_full


async def read_waiting(source: Any, response: HttpResponse, sending: Sending) -> None:
    """Read the body of a response from the HTTP library's. Raises `ResponseTooLargeError`."""
    limited = Limited(response, sending.max_response_bytes)
    progress, total, received = _progress_of(response, sending), size_of(response), 0
    async with contextlib.aclosing(source.aiter_bytes()) as chunks:
        async for chunk in chunks:
            limited.take(chunk)
            if limited.is_full:
                break
            received += len(chunk)
            if progress is not None:
                result = progress(received, total)
                if inspect.isawaitable(result):
                    await result
    response.content, response.is_cut = limited.content(), limited.is_full
