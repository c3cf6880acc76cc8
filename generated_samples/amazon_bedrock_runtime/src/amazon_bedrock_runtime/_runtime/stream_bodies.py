# SPDX-FileCopyrightText: 2026 specloom contributors
# SPDX-License-Identifier: Apache-2.0
# pyright: reportUnknownArgumentType=false, reportUnknownMemberType=false
# pyright: reportUnknownVariableType=false
"""Bodies of streams: how their items are decoded, one by one."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any, Generic, TypeVar, cast

from .content import load_json, without_parameters
from .decoding import Json, Report, essence_of
from .errors import ResponseDecodeError, ResponseValidationError
from .event_decoders import (
    Decoder,
    EventDecoder,
    EventError,
    LineDecoder,
    SequenceDecoder,
    ServerSentEvent,
)
from .http import Headers, HttpResponse
from .operation import Operation

T = TypeVar("T")
Name_co = TypeVar("Name_co", covariant=True)
Data_co = TypeVar("Data_co", covariant=True)

_SENTINELS = frozenset(("[done]", "done"))
_ERROR = "error"
_JSON_HEADERS = Headers({"content-type": "application/json"})
_EVENTS = "text/event-stream"
_NO_STREAM = frozenset(("text/html", "application/xhtml+xml"))
_WITHOUT_BODY = frozenset((204, 205))


class Signal(Enum):
    """What reading gives instead of an item."""

    SKIP = "skip"  # nothing for the caller
    MORE = "more"  # more bytes are needed
    END = "end"  # the stream is over


@dataclass(frozen=True, slots=True)
class NamedEvent(Generic[Name_co, Data_co]):
    """A server-sent event whose name says what its data is.

    `event` is its name, `data` its decoded data, and `id` what to resume the stream after ("" if there
    is none).
    """

    event: Name_co
    data: Data_co
    id: str = ""


class StreamedError(Exception):
    """An error that the server reports within a stream: what stands for its response, and its code."""

    def __init__(self, response: HttpResponse, code: str | None) -> None:
        super().__init__(code)
        self.response = response
        self.code = code


class ItemReader(Generic[T]):
    """Reads the items of one response, from the chunks of its body.

    `last` is the last item as it came; `is_stopped` says that an item was the end of the stream.
    """

    def __init__(self, body: StreamBody[T], response: HttpResponse, report: Report) -> None:
        self._body = body
        self._response = response
        self._report = report
        self._frames: deque[Any] = deque()
        self._fault: EventError | None = None
        self._ended = False
        self.decoder = body.decoder()
        self.last: Any = None
        self.is_stopped = False

    def feed(self, chunk: bytes) -> None:
        """Take a chunk of the body."""
        self._collect(self.decoder.feed(chunk))

    def end(self) -> None:
        """Note that the body has ended."""
        self._collect(self.decoder.end())
        self._ended = True

    def _collect(self, frames: Iterator[Any]) -> None:
        """Keep what has been found; a fault is raised after what was found before it."""
        try:
            self._frames.extend(frames)
        except EventError as error:
            self._fault = error

    def frame(self) -> Any:
        """Return the next item as it came, or a `Signal`. Raises `ResponseDecodeError`."""
        if self._frames:
            self.last = self._frames.popleft()
            return self.last
        if self._fault is not None:
            raise ResponseDecodeError(str(self._fault), response=self._response)
        return Signal.END if self._ended else Signal.MORE

    def next(self) -> T | Signal:
        """Return the next item, or a `Signal`. Raises `ResponseDecodeError` or `StreamedError`."""
        while True:
            frame = self.frame()
            if isinstance(frame, Signal):
                return frame
            item = self._body.read(frame, self)
            self.is_stopped = item is Signal.END
            if item is not Signal.SKIP:
                return cast("T | Signal", item)

    def item(self, content: bytes) -> HttpResponse:
        """Return what stands for the response of a single item."""
        response = self._response
        return HttpResponse(response.status, _JSON_HEADERS, content, response.request)

    def decode(self, body: Json[Any], content: bytes) -> tuple[Any, list[str]]:
        """Decode the JSON of an item; return it and the JSON paths that do not fit, which are not reported yet."""
        problems: list[str] = []
        return body.decode(self.item(content), problems.extend), problems

    def report(self, problems: list[str], content: bytes) -> None:
        """Report what does not fit. Raises `ResponseValidationError` for a strict client."""
        if not problems:
            return
        try:
            self._report(problems)
        except ResponseValidationError as error:
            error.content = content
            raise


class StreamBody(Generic[T]):
    """A body that is a sequence of items."""

    def decoder(self) -> Decoder[Any]:
        """Return what finds the items in the bytes."""
        raise NotImplementedError

    def read(self, frame: Any, reader: ItemReader[T]) -> T | Signal:
        """Return the item that was found, or a `Signal`."""
        raise NotImplementedError

    def takes(self, media_type: str) -> bool:
        """Return whether a response of a media type (without parameters, lower case) can be this stream."""
        return media_type not in _NO_STREAM

    def decode(self, response: HttpResponse, report: Report) -> ItemReader[T]:
        """Return the reader of a response. Raises `ResponseDecodeError` for one that is no such stream."""
        if response.source is None:
            kind = essence_of(response) or "of no media type"
            raise ResponseDecodeError(f"the body is no stream but {kind}", response=response)
        return ItemReader(self, response, report)


class _Events(StreamBody[T]):
    """Server-sent events (WHATWG HTML, section 9.2)."""

    def decoder(self) -> Decoder[ServerSentEvent]:
        return EventDecoder()

    def takes(self, media_type: str) -> bool:
        # Some servers send events as text, or do not say what they send.
        is_json = media_type.endswith(("/json", "+json"))
        return not is_json and super().takes(media_type)


class RawEvents(_Events[ServerSentEvent]):
    """Server-sent events of which the document does not say what their data is: each as it came."""

    def read(
        self, frame: ServerSentEvent, reader: ItemReader[ServerSentEvent]
    ) -> ServerSentEvent | Signal:
        return frame


class JsonEvents(_Events[T]):
    """Server-sent events whose data is JSON; the items are the data.

    Data that is empty keeps the connection alive, and is skipped. `[DONE]`, or the `sentinel` of the API's own,
    ends the stream. An event named "error" is raised, unless it fits a type that is an error.
    """

    def __init__(self, type_factory: Callable[[], Any], *, sentinel: str | None = None) -> None:
        self._json: Json[T] = Json(type_factory)
        self._sentinel = sentinel

    def read(self, frame: ServerSentEvent, reader: ItemReader[T]) -> T | Signal:
        signal = _signal_of(frame, self._sentinel)
        if signal is not None:
            return signal
        content = frame.data.encode("utf-8", "surrogatepass")
        named = frame.event.lower() == _ERROR
        try:
            item, problems = reader.decode(self._json, content)
        except ResponseDecodeError:
            if named:  # its data may be plain text
                raise StreamedError(reader.item(content), None) from None
            raise
        is_described = _is_error(item) and not problems
        if (named and not is_described) or _holds_error(item, problems):
            raise StreamedError(reader.item(content), None)
        reader.report(problems, content)
        return cast("T", item)


class NamedEvents(_Events[T]):
    """Server-sent events whose names say what their data is; the items are `NamedEvent`.

    The data of an event that the document does not name is its JSON value, else its text. An event named
    "error" is raised, unless the document names it. `None` in place of a type stands for text.
    """

    def __init__(
        self,
        types: Mapping[str, Callable[[], Any] | None],
        *,
        sentinel: str | None = None,
    ) -> None:
        self._types = {
            name: None if factory is None else Json[Any](factory) for name, factory in types.items()
        }
        self._sentinel = sentinel

    def read(self, frame: ServerSentEvent, reader: ItemReader[T]) -> T | Signal:
        event = self._event(frame, reader)
        return event if isinstance(event, Signal) else cast("T", event)

    def _event(
        self, frame: ServerSentEvent, reader: ItemReader[T]
    ) -> NamedEvent[Any, Any] | Signal:
        content = frame.data.encode("utf-8", "surrogatepass")
        if frame.event not in self._types:
            if _signal_of(frame, self._sentinel) is Signal.END:
                return Signal.END
            if frame.event.lower() == _ERROR:
                raise StreamedError(reader.item(content), None)
            try:
                return NamedEvent(frame.event, load_json(content, ""), frame.id)
            except ValueError:
                return NamedEvent(frame.event, frame.data, frame.id)
        body = self._types[frame.event]
        if body is None:
            return NamedEvent(frame.event, frame.data, frame.id)
        signal = _signal_of(frame, self._sentinel)
        if signal is not None:
            return signal
        data, problems = reader.decode(body, content)
        reader.report(problems, content)
        return NamedEvent(frame.event, data, frame.id)


class _JsonTexts(StreamBody[T]):
    """A sequence of JSON texts."""

    def __init__(self, type_factory: Callable[[], Any], *, sentinel: str | None = None) -> None:
        self._json: Json[T] = Json(type_factory)
        self._sentinel = None if sentinel is None else sentinel.encode()

    def read(self, frame: bytes, reader: ItemReader[T]) -> T | Signal:
        if frame == self._sentinel:
            return Signal.END
        item, problems = reader.decode(self._json, frame)
        if _holds_error(item, problems):
            raise StreamedError(reader.item(frame), None)
        reader.report(problems, frame)
        return cast("T", item)


class JsonLines(_JsonTexts[T]):
    """JSON Lines: a JSON text on each line."""

    def decoder(self) -> Decoder[bytes]:
        return LineDecoder()


class JsonSequence(_JsonTexts[T]):
    """A JSON text sequence (RFC 7464)."""

    def decoder(self) -> Decoder[bytes]:
        return SequenceDecoder()


def _signal_of(frame: ServerSentEvent, sentinel: str | None) -> Signal | None:
    """Return the signal that the data of an event is; None for data."""
    text = frame.data.strip()
    if not text:
        return Signal.SKIP
    is_end = text == sentinel if sentinel is not None else text.lower() in _SENTINELS
    return Signal.END if is_end else None


def _is_error(item: Any) -> bool:
    """Return whether an item is of a type that stands for an error: one of its constants says so."""
    from .fitting import constants_of

    if not hasattr(item, "model_fields_set"):
        return False
    model: Any = type(item)
    constants, _ = constants_of(model)
    return any(getattr(item, name, None) == _ERROR for name in constants)


def _holds_error(item: Any, problems: list[str]) -> bool:
    """Return whether an item is an error that the document does not know: it has `error`, and does not fit otherwise."""
    extra = getattr(item, "model_extra", None)
    if extra is None:
        return bool(problems) and isinstance(item, dict) and bool(item.get(_ERROR))
    return bool(extra.get(_ERROR))


def stream_test(operation: Operation[Any]) -> Callable[[int, str], bool]:
    """Return what says of a response, by its status and Content-Type, whether it is the stream of an operation."""

    def is_stream(status: int, content_type: str) -> bool:
        if not 200 <= status < 300 or status in _WITHOUT_BODY:
            return False
        media_type = without_parameters(content_type)
        return any(
            not isinstance(body, StreamBody) or body.takes(media_type)
            for body in operation.responses.values()
        )

    return is_stream
