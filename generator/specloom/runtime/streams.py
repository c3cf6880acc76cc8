# SPDX-FileCopyrightText: 2026 specloom contributors
# SPDX-License-Identifier: Apache-2.0
# pyright: reportUnknownArgumentType=false, reportUnknownMemberType=false
# pyright: reportUnknownVariableType=false, reportPrivateUsage=false
"""Streams: the items of a response while it arrives."""

from __future__ import annotations

import contextlib
import time
import warnings
from collections.abc import AsyncIterator, Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Generic, TypeAlias, TypeVar, cast

from .call import Call
from .connection_errors import translated
from .contexts import AsyncOpening, Closing
from .errors import ApiConnectionError, ClientError
from .event_decoders import MAX_EVENT_BYTES, EventDecoder, ServerSentEvent
from .failures import make_error
from .header_values import as_header_value
from .http import HttpResponse
from .operation import Operation
from .options import RequestOptions
from .retry import stream_delay
from .stream_bodies import ItemReader, Signal, StreamedError, stream_test

if TYPE_CHECKING:
    from typing import Self

    from .client import AsyncClient, BaseClient, SyncClient

T = TypeVar("T")
Item = TypeVar("Item")

StreamOperation: TypeAlias = Operation[ItemReader[T]]
"""An operation that returns a stream of `T`."""

_SAFE = frozenset({"GET", "HEAD", "OPTIONS", "TRACE", "QUERY"})


class _Streaming(Generic[T]):
    """What streams share, whichever way their bytes are read."""

    def __init__(self, client: BaseClient, call: Call) -> None:
        self._client = client
        self._call = call
        self._response: HttpResponse | None = None
        self._reader: ItemReader[T] | None = None
        self._chunks: Any = None
        self._failures = 0
        self._id = ""
        self._decoder: EventDecoder | None = None
        self._is_over = False
        self._is_broken_off = False
        call.is_stream = stream_test(call.operation)
        if client._raw:
            raise TypeError("a stream has its response already: stream.response")

    @property
    def response(self) -> HttpResponse:
        """The response: its status and header fields. Its `content` is empty, since the items are the content.

        Raises RuntimeError for an asynchronous stream that has not been opened.
        """
        if self._response is None:
            raise RuntimeError("the stream has not been opened: await it, or use `async with`")
        return self._response

    def __repr__(self) -> str:
        state = "closed" if self._is_over else "new" if self._response is None else "open"
        return f"<{state} {type(self).__name__} of {self._call.operation.id}>"

    @property
    def last_event_id(self) -> str:
        """The id of the last server-sent event, which the stream can be resumed after; "" if there was none."""
        return self._id

    def _opened(self, response: HttpResponse, reader: ItemReader[T] | None) -> None:
        """Take a response and its reader; None for a response without a body (204), which ends the stream."""
        self._response, self._reader = response, reader
        if reader is None:
            self._is_over = True
            return
        limit, decoder = self._call.options.max_event_bytes, reader.decoder
        decoder.limit = MAX_EVENT_BYTES if limit is None else limit
        if isinstance(decoder, EventDecoder) and self._decoder is not None:
            decoder.resume(self._decoder)
        self._decoder = decoder if isinstance(decoder, EventDecoder) else None

    def _take(self, *, raw: bool) -> T | Signal:
        """Return the next item of what has been read, or a `Signal`. Raises `ClientError`."""
        reader = self._reader
        if self._is_over or reader is None:
            if self._is_broken_off:
                raise RuntimeError("the stream has been closed before its end")
            return Signal.END
        try:
            item = reader.frame() if raw else reader.next()
        except StreamedError as error:
            raise self._error(error) from None
        if isinstance(reader.last, ServerSentEvent):
            self._id = reader.last.id
        if not isinstance(item, Signal):
            self._failures = 0
        return cast("T | Signal", item)

    def _feed(self, chunk: bytes | None) -> None:
        """Take a chunk of the body; None is its end."""
        assert self._reader is not None
        if chunk is None:
            self._reader.end()
        else:
            self._reader.feed(chunk)

    def _error(self, error: StreamedError) -> ClientError:
        """Return the exception for an error that the server reports within the stream."""
        api, code = self._client._api, error.code
        if code is not None and code not in api.errors_by_code:
            # AWS spells the names of errors in streams with a small letter.
            code = code[:1].upper() + code[1:]
        response = error.response
        response.headers = self.response.headers
        return make_error(api, self._call.operation, response, code=code)

    def _translated(self, error: Exception) -> Exception:
        """Return the client's exception for one that was raised while the body was read."""
        return translated(error, self.response)

    def _resumes(self, error: Exception | None) -> bool:
        """Return whether to request the stream again, after an error or the end of the body (WHATWG HTML, section 9.2.3).

        What is not safe to repeat is resumed after an event alone: else it would begin again.
        """
        reader, decoder = self._reader, self._decoder
        if decoder is None or reader is None or reader.is_stopped:
            return False
        if error is not None and not isinstance(error, ApiConnectionError):
            return False
        is_safe = bool(_resumption(decoder)) or self._call.operation.method in _SAFE
        return is_safe and self._failures < self._call.options.reconnect

    def _again(self) -> tuple[Call, float]:
        """Return the call that resumes the stream, and the seconds to wait before."""
        decoder, options = self._decoder, self._call.options
        delay = stream_delay(decoder.retry if decoder else None, self._failures)
        self._failures += 1
        last = _resumption(decoder)
        if last:
            headers = {**options.headers, "last-event-id": last}
            options = replace(options, headers=headers)
        return self._call.again(options), delay

    def _check_events(self) -> None:
        """Raise TypeError for a stream that has no server-sent events."""
        reader = self._reader
        if reader is not None and not isinstance(reader.decoder, EventDecoder):
            raise TypeError("only a stream of server-sent events has events")


def _resumption(decoder: EventDecoder | None) -> str:
    """Return the `Last-Event-ID` to resume a stream with; "" if there is none that can be sent."""
    return "" if decoder is None else as_header_value(decoder.last_event_id)


class Stream(_Streaming[T], Closing):
    """The items of a response, as they arrive.

    Iterate it; leaving the loop closes the connection. As a context manager it closes it, too, which
    is needed where the items are taken with `next`. Raises `ApiConnectionError` while it is iterated if the
    connection breaks, `ApiError` if the server reports an error, and `ResponseDecodeError` for what
    cannot be read.
    """

    _client: SyncClient

    @staticmethod
    def open(
        client: SyncClient,
        operation: StreamOperation[Item],
        *,
        options: RequestOptions | None,
        **arguments: Any,
    ) -> Stream[Item]:
        """Perform an operation, up to the head of its response. Raises as every other call does."""
        opening = getattr(client, "_open_streamed", None)
        if opening is not None:  # stream_response: the bytes, not the items
            return cast("Stream[Item]", opening(operation, options=options, **arguments))
        stream: Stream[Item] = Stream(client, Call(operation, arguments, options))
        stream._connect(stream._call)
        return stream

    def _connect(self, call: Call) -> None:
        response, reader = self._client._send(call)
        self._opened(response, reader)
        self._chunks = None if reader is None else response.source.iter_bytes()

    def close(self) -> None:
        """Close the connection, if the stream has not ended; it cannot be read further then."""
        self._is_broken_off = self._is_broken_off or not self._is_over
        self._end()

    def _end(self) -> None:
        self._is_over = True
        self._disconnect()

    def _disconnect(self) -> None:
        if self._response is not None and self._response.source is not None:
            self._response.source.close()

    def __del__(self) -> None:
        if not self._is_over:
            with contextlib.suppress(Exception):
                self._disconnect()

    def __iter__(self) -> Iterator[T]:
        try:
            while (item := self._next(raw=False)) is not Signal.END:
                yield cast("T", item)
        finally:
            self.close()

    def __next__(self) -> T:
        item = self._next(raw=False)
        if item is Signal.END:
            raise StopIteration
        return cast("T", item)

    def events(self) -> Iterator[ServerSentEvent]:
        """Yield the server-sent events as they came, instead of the items. Raises TypeError for other streams."""
        self._check_events()
        try:
            while (event := self._next(raw=True)) is not Signal.END:
                yield cast("ServerSentEvent", event)
        finally:
            self.close()

    def _next(self, *, raw: bool) -> T | Signal:
        try:
            while True:
                item = self._take(raw=raw)
                if item is Signal.MORE:
                    self._read()
                elif item is Signal.END and self._resumes(None):
                    self._resume()
                elif item is Signal.END:
                    self._end()
                    return item
                else:
                    return item
        except BaseException:
            self.close()
            raise

    def _read(self) -> None:
        try:
            chunk = next(self._chunks, None)
        except Exception as error:
            translated = self._translated(error)
            if not self._resumes(translated):
                raise translated from error
            self._resume()
        else:
            self._feed(chunk)

    def _resume(self) -> None:
        self._disconnect()
        while True:
            call, delay = self._again()
            time.sleep(delay)
            try:
                self._connect(call)
            except ApiConnectionError as error:
                if not self._resumes(error):
                    raise
            else:
                return


class AsyncStream(_Streaming[T], AsyncOpening):
    """The items of a response, as they arrive.

    The request is sent when the stream is first used: by `await`, by `async with`, or by `async for`. As a
    context manager it closes the connection, which is the way to leave a loop early: what `break` leaves is
    closed by the event loop, some time later. Raises what `Stream` does.
    """

    _client: AsyncClient

    @staticmethod
    def open(
        client: AsyncClient,
        operation: StreamOperation[Item],
        *,
        options: RequestOptions | None,
        **arguments: Any,
    ) -> AsyncStream[Item]:
        """Return the stream of an operation, which is not performed yet."""
        opening = getattr(client, "_open_streamed", None)
        if opening is not None:
            return cast("AsyncStream[Item]", opening(operation, options=options, **arguments))
        return AsyncStream(client, Call(operation, arguments, options))

    async def _connect(self, call: Call) -> None:
        response, reader = await self._client._send(call)
        self._opened(response, reader)
        self._chunks = None if reader is None else response.source.aiter_bytes()

    async def _ensure_open(self) -> Self:
        if self._response is None and not self._is_over:
            await self._connect(self._call)
        return self

    async def close(self) -> None:
        """Close the connection, if the stream has not ended; it cannot be read further then."""
        self._is_broken_off = self._is_broken_off or not self._is_over
        await self._end()

    async def _end(self) -> None:
        self._is_over = True
        await self._disconnect()

    async def _disconnect(self) -> None:
        if self._response is not None and self._response.source is not None:
            await self._response.source.aclose()

    def __del__(self) -> None:
        if self._response is not None and not self._is_over:
            message = f"the stream of {self._call.operation.id} was not closed; use `async with`"
            warnings.warn(message, ResourceWarning, stacklevel=1, source=self)

    async def __aiter__(self) -> AsyncIterator[T]:
        try:
            while (item := await self._next(raw=False)) is not Signal.END:
                yield cast("T", item)
        finally:
            await self.close()

    async def __anext__(self) -> T:
        item = await self._next(raw=False)
        if item is Signal.END:
            raise StopAsyncIteration
        return cast("T", item)

    async def events(self) -> AsyncIterator[ServerSentEvent]:
        """Yield the server-sent events as they came, instead of the items. Raises TypeError for other streams."""
        await self._ensure_open()
        self._check_events()
        try:
            while (event := await self._next(raw=True)) is not Signal.END:
                yield cast("ServerSentEvent", event)
        finally:
            await self.close()

    async def _next(self, *, raw: bool) -> T | Signal:
        try:
            await self._ensure_open()
            while True:
                item = self._take(raw=raw)
                if item is Signal.MORE:
                    await self._read()
                elif item is Signal.END and self._resumes(None):
                    await self._resume()
                elif item is Signal.END:
                    await self._end()
                    return item
                else:
                    return item
        except BaseException:
            await self.close()
            raise

    async def _read(self) -> None:
        try:
            chunk = await anext(self._chunks, None)
        except Exception as error:
            translated = self._translated(error)
            if not self._resumes(translated):
                raise translated from error
            await self._resume()
        else:
            self._feed(chunk)

    async def _resume(self) -> None:
        import anyio

        await self._disconnect()
        while True:
            call, delay = self._again()
            await anyio.sleep(delay)
            try:
                await self._connect(call)
            except ApiConnectionError as error:
                if not self._resumes(error):
                    raise
            else:
                return
