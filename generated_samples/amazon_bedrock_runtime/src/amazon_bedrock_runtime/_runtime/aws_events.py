# SPDX-FileCopyrightText: 2026 specloom contributors
# SPDX-License-Identifier: Apache-2.0
# pyright: reportUnknownArgumentType=false, reportUnknownMemberType=false
# pyright: reportUnknownVariableType=false
"""`application/vnd.amazon.eventstream`: the binary event streams of AWS."""

from __future__ import annotations

import base64
import json
import struct
import uuid
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, TypeAlias, TypeVar, cast
from zlib import crc32

from .content import load_json, without_parameters
from .decoding import Json
from .errors import ResponseDecodeError
from .event_decoders import Decoder, EventError, LimitedDecoder, too_large
from .stream_bodies import ItemReader, Signal, StreamBody, StreamedError

T = TypeVar("T")

HeaderValue: TypeAlias = "bool | int | bytes | str | datetime | uuid.UUID"

_PRELUDE = struct.Struct("!III")
_CRC = struct.Struct("!I")
_SMALLEST = _PRELUDE.size + _CRC.size
_SIZES = {2: "!b", 3: "!h", 4: "!i", 5: "!q", 8: "!q"}
_BOOLEANS = {0: True, 1: False}
_BYTES, _STRING, _TIMESTAMP, _UUID = 6, 7, 8, 9


@dataclass(frozen=True, slots=True)
class AwsMessage:
    """A message of an event stream: its headers by name, and its payload."""

    headers: Mapping[str, HeaderValue]
    payload: bytes

    def text(self, name: str) -> str:
        """Return a header that is text; "" when it is not there."""
        value = self.headers.get(name, "")
        return value if isinstance(value, str) else ""

    def value(self) -> Any:
        """Return the event as JSON: an object with one property, which is named after the type of the event.

        A payload that is not JSON is base64. Headers of the event's own are properties, too. Raises ValueError for
        a payload that is not the JSON it should be.
        """
        own = {
            name: _plain(value) for name, value in self.headers.items() if not name.startswith(":")
        }
        content_type = without_parameters(self.text(":content-type"))
        if not self.payload:
            payload: Any = own
        elif content_type in ("", "application/json") or content_type.endswith("+json"):
            payload = load_json(self.payload, "")
            payload = {**payload, **own} if isinstance(payload, dict) else payload
        elif content_type.startswith("text/"):
            payload = self.payload.decode("utf-8", "replace")
        else:
            payload = base64.b64encode(self.payload).decode()
        return {self.text(":event-type"): payload}


def _plain(value: HeaderValue) -> Any:
    if isinstance(value, bytes):
        return base64.b64encode(value).decode()
    if isinstance(value, datetime):
        return value.isoformat().replace("+00:00", "Z")
    return str(value) if isinstance(value, uuid.UUID) else value


class AwsEventDecoder(LimitedDecoder):
    """Decodes a stream of messages; the checksums of each prelude and message are verified."""

    def feed(self, chunk: bytes) -> Iterator[AwsMessage]:
        """Yield the messages that a chunk completes. Raises `EventError` for one that is damaged."""
        pending = self._pieces.pending
        pending += chunk
        while len(pending) >= _PRELUDE.size:
            size, header_size, checksum = _PRELUDE.unpack_from(pending)
            if crc32(pending[: _PRELUDE.size - _CRC.size]) != checksum:
                raise EventError("the prelude of an event is damaged: its checksum is another one")
            if size < _SMALLEST + header_size:
                raise EventError(
                    "the prelude of an event is damaged: its sizes contradict each other"
                )
            if size > self.limit:
                raise too_large(self.limit)
            if len(pending) < size:
                break
            message = bytes(pending[:size])
            del pending[:size]
            yield _message(message, header_size)

    def end(self) -> Iterator[AwsMessage]:
        """Yield nothing. Raises `EventError` for a message that has no end."""
        if self._pieces.take():
            raise EventError("the stream ends within an event")
        yield from ()


def _message(message: bytes, header_size: int) -> AwsMessage:
    end = len(message) - _CRC.size
    if crc32(message[:end]) != _CRC.unpack_from(message, end)[0]:
        raise EventError("an event is damaged: its checksum is another one")
    first = _PRELUDE.size
    start = first + header_size
    try:
        headers = _headers(message[first:start])
    except (struct.error, IndexError, ValueError, KeyError, OverflowError) as error:
        raise EventError(f"the headers of an event are damaged: {error}") from error
    return AwsMessage(headers, message[start:end])


def _headers(data: bytes) -> dict[str, HeaderValue]:
    headers: dict[str, HeaderValue] = {}
    at = 0
    while at < len(data):
        length = data[at]
        at += 1
        name = _slice(data, at, length).decode()
        at += length
        kind = data[at]
        value, at = _value(data, at + 1, kind)
        headers[name] = value
    return headers


def _value(data: bytes, at: int, kind: int) -> tuple[HeaderValue, int]:
    """Return the value of a header, and where the next header begins."""
    if kind in _BOOLEANS:
        return _BOOLEANS[kind], at
    if kind in (_BYTES, _STRING):
        (length,) = struct.unpack_from("!H", data, at)
        raw = _slice(data, at + 2, length)
        return (raw.decode() if kind == _STRING else raw), at + 2 + length
    if kind == _UUID:
        return uuid.UUID(bytes=_slice(data, at, 16)), at + 16
    layout = _SIZES.get(kind)
    if layout is None:
        raise ValueError(f"{kind} is no type of a header")
    (number,) = struct.unpack_from(layout, data, at)
    at += struct.calcsize(layout)
    return (datetime.fromtimestamp(number / 1000, UTC) if kind == _TIMESTAMP else number), at


def _slice(data: bytes, at: int, length: int) -> bytes:
    """Return bytes of the data. Raises ValueError if there are not as many."""
    end = at + length
    taken = data[at:end]
    if len(taken) < length:
        raise ValueError("a header has no end")
    return taken


class AwsEvents(StreamBody[T]):
    """A stream of AWS events; an item is an object with one property, which is named after the type of the event.

    Messages that are exceptions or errors are raised.
    """

    def __init__(self, type_factory: Callable[[], Any]) -> None:
        self._json: Json[T] = Json(type_factory)

    def decoder(self) -> Decoder[AwsMessage]:
        return AwsEventDecoder()

    def read(self, frame: AwsMessage, reader: ItemReader[T]) -> T | Signal:
        match frame.text(":message-type"):
            case "exception":
                raise StreamedError(reader.item(frame.payload), frame.text(":exception-type"))
            case "error":
                message = json.dumps({"message": frame.text(":error-message")}).encode()
                raise StreamedError(reader.item(message), frame.text(":error-code"))
            case _:
                pass
        try:
            content = json.dumps(frame.value()).encode()
        except ValueError as error:
            response = reader.item(frame.payload)
            raise ResponseDecodeError(f"an event is not JSON: {error}", response=response) from None
        item, problems = reader.decode(self._json, content)
        reader.report(problems, content)
        return cast("T", item)
