"""Streams of bytes to events, lines and texts: the same ones however the bytes are cut."""

from __future__ import annotations

import json
import struct
import uuid
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from typing import Any
from zlib import crc32

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from specloom.ir.api import Codec
from specloom.parse.operations.streams import CODECS
from specloom.runtime.aws_events import AwsEventDecoder, AwsMessage
from specloom.runtime.event_decoders import (
    Decoder,
    EventDecoder,
    EventError,
    LineDecoder,
    SequenceDecoder,
    ServerSentEvent,
)
from specloom.runtime.item_bodies import JSON_LINES


def read(decoder: Decoder[Any], chunks: Iterable[bytes]) -> list[Any]:
    """Return everything that is in the chunks of a body."""
    items = [item for chunk in chunks for item in decoder.feed(chunk)]
    return [*items, *decoder.end()]


def cut(content: bytes, size: int) -> list[bytes]:
    """Cut a body into pieces of a size."""
    return [content[start : start + size] for start in range(0, len(content), size)]


def datas(content: bytes) -> list[str]:
    """Return the data of the events of a body, which must not depend on how it is cut."""
    whole = read(EventDecoder(), [content])
    for size in (1, 2, 3, 5):
        assert read(EventDecoder(), cut(content, size)) == whole
    return [event.data for event in whole]


@pytest.mark.parametrize("end", [b"\n", b"\r", b"\r\n"])
def test_ends_of_lines(end: bytes) -> None:
    """A line feed, a carriage return, and both end a line, and two such ends an event (WHATWG HTML, section 9.2.5)."""
    assert datas(end.join([b"data: a", b"data: b", b"", b"data: c", b"", b""])) == ["a\nb", "c"]


def test_an_event_after_a_carriage_return_is_not_held_back() -> None:
    """What ends with a carriage return has ended: nobody waits for a line feed that may not come."""
    decoder = EventDecoder()
    assert [event.data for event in decoder.feed(b"data: a\r\r")] == ["a"]
    assert [event.data for event in decoder.feed(b"\ndata: b\r\n\r")] == ["b"]
    assert list(decoder.feed(b"\n")) == []


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        pytest.param(b"\xef\xbb\xbfdata: a\n\n", ["a"], id="byte order mark"),
        pytest.param(b"\xef\xbb\xbf\xef\xbb\xbfdata: a\n\n", [], id="only one of them"),
        pytest.param(b": comment\ndata: a\n: another\n\n", ["a"], id="comments"),
        pytest.param(b"data: a\n\ndata: b", ["a"], id="no blank line at the end"),
        pytest.param(b"data: a\n\ndata: b\n", ["a"], id="one line feed at the end"),
        pytest.param(b"data: a\n\ndata: b\r", ["a"], id="one carriage return at the end"),
        pytest.param(b"data\n\n", [""], id="a field without a colon"),
        pytest.param(b"data:\n\ndata:\ndata:\n\n", ["", "\n"], id="empty data"),
        pytest.param(b"data:a\ndata:  b\n\n", ["a\n b"], id="one space is removed"),
        pytest.param(b"event: x\nid: 7\n\ndata: a\n\n", ["a"], id="no data is no event"),
        pytest.param(b"Data: a\ndata: b\nfoo: c\n\n", ["b"], id="unknown fields"),
        pytest.param(b"\n\n\ndata: a\n\n\n\n", ["a"], id="blank lines"),
        pytest.param("data: é€😀\n\n".encode(), ["é€😀"], id="characters of several bytes"),
        pytest.param(b"data: \xff\n\n", ["\ufffd"], id="no UTF-8"),
        pytest.param(
            "data: a\u2028b\x0bc\x85\n\n".encode(), ["a\u2028b\x0bc\x85"], id="other ends"
        ),
    ],
)
def test_events(content: bytes, expected: list[str]) -> None:
    assert datas(content) == expected


def test_names_ids_and_delays() -> None:
    """Ids stay until another one is sent; one with NUL, and a delay that is no number, do not count."""
    content = (
        b"id: 1\nevent: add\nretry: 250\ndata: a\n\ndata: b\n\nid: 2\0\nretry: +5\ndata: c\n\n"
        b"id\nretry: 5 \ndata: d\n\nid: 9\n\nretry: \xc2\xb2\n"
    )
    decoder = EventDecoder()
    assert read(decoder, [content]) == [
        ServerSentEvent("add", "a", "1", 250),
        ServerSentEvent("message", "b", "1"),
        ServerSentEvent("message", "c", "1"),
        ServerSentEvent("message", "d", ""),
    ]
    assert (decoder.last_event_id, decoder.retry) == ("9", 250)


@settings(max_examples=200)
@given(
    st.lists(
        st.sampled_from([b"data: a", b"data", b"id: 1", b"event: e", b": c", b"", b"\r", b"\n"])
    ),
    st.lists(st.integers(0, 60)),
)
def test_cuts_change_nothing(lines: list[bytes], places: list[int]) -> None:
    """An event stream means the same wherever its chunks end."""
    content = b"\r\n".join(lines)
    ends = sorted({min(place, len(content)) for place in places})
    chunks = [content[a:b] for a, b in zip([0, *ends], [*ends, len(content)], strict=True)]
    assert read(EventDecoder(), chunks) == read(EventDecoder(), [content])


@pytest.mark.parametrize(
    ("decoder", "content"),
    [
        (EventDecoder, b"data: " + b"x" * 200),
        (EventDecoder, b"data: x\n" * 200),
        (EventDecoder, b": " + b"x" * 200),
        (LineDecoder, b'"' + b"x" * 200),
        (SequenceDecoder, b'\x1e"' + b"x" * 200),
        (AwsEventDecoder, struct.pack("!III", 200, 0, crc32(struct.pack("!II", 200, 0)))),
    ],
)
@pytest.mark.parametrize("size", [1, 1000])
def test_the_size_of_an_event_is_limited(
    decoder: Callable[[], Decoder[Any]], content: bytes, size: int
) -> None:
    limited = decoder()
    limited.limit = 100
    with pytest.raises(EventError, match="larger than 100 bytes"):
        read(limited, cut(content, size))


def test_many_small_events_are_no_large_one() -> None:
    """The limit is that of one event."""
    decoder = EventDecoder()
    decoder.limit = 20
    assert len(read(decoder, [b"data: x\n\n: comment\n" * 100])) == 100


@pytest.mark.parametrize("size", [1, 2, 3, 1000])
def test_json_lines(size: int) -> None:
    """Blank lines and the spaces around a text do not count; the last line may lack its end."""
    content = b'{"a": 1}\r\n\n  \n[2]\n"\xc3\xa9\xe2\x80\xa8"\n3'
    lines = read(LineDecoder(), cut(content, size))
    assert [json.loads(line) for line in lines] == [{"a": 1}, [2], "é\u2028", 3]


@pytest.mark.parametrize("size", [1, 2, 3, 1000])
def test_json_sequences(size: int) -> None:
    """Texts may have line feeds inside; empty ones do not count (RFC 7464, section 2.1)."""
    content = b'\x1e{"a":\n1}\n\x1e\x1e\n\x1e[2]\n\x1e"x"\n\x1e3\n\x1etrue\n'
    texts = read(SequenceDecoder(), cut(content, size))
    assert [json.loads(text) for text in texts] == [{"a": 1}, [2], "x", 3, True]


def test_a_text_is_there_as_soon_as_it_is_complete() -> None:
    """Nobody waits for the next record separator."""
    decoder = SequenceDecoder()
    assert list(decoder.feed(b'\x1e{"a":\n')) == []
    assert list(decoder.feed(b"1}\n")) == [b'{"a":\n1}']


def test_a_number_that_may_be_cut_off() -> None:
    """12 may be the beginning of 123 (RFC 7464, section 2.4)."""
    with pytest.raises(EventError, match="cut off"):
        read(SequenceDecoder(), [b"\x1e12"])


# --- frames of AWS


def frame(headers: bytes, payload: bytes) -> bytes:
    prelude = struct.pack("!II", 16 + len(headers) + len(payload), len(headers))
    message = prelude + struct.pack("!I", crc32(prelude)) + headers + payload
    return message + struct.pack("!I", crc32(message))


def header(name: str, kind: int, value: bytes) -> bytes:
    return bytes([len(name)]) + name.encode() + bytes([kind]) + value


ALL_HEADERS = b"".join(
    [
        header("yes", 0, b""),
        header("no", 1, b""),
        header("byte", 2, struct.pack("!b", -5)),
        header("short", 3, struct.pack("!h", -500)),
        header("int", 4, struct.pack("!i", -70_000)),
        header("long", 5, struct.pack("!q", -(2**40))),
        header("bytes", 6, struct.pack("!H", 2) + b"\x00\xff"),
        header("text", 7, struct.pack("!H", 3) + "é!".encode()),
        header("when", 8, struct.pack("!q", 1_700_000_000_250)),
        header("uuid", 9, uuid.UUID(int=7).bytes),
    ]
)


def test_headers_of_every_type() -> None:
    (message,) = read(AwsEventDecoder(), cut(frame(ALL_HEADERS, b"payload"), 3))
    assert message.payload == b"payload"
    assert message.headers == {
        "yes": True,
        "no": False,
        "byte": -5,
        "short": -500,
        "int": -70_000,
        "long": -(2**40),
        "bytes": b"\x00\xff",
        "text": "é!",
        "when": datetime.fromtimestamp(1_700_000_000.25, UTC),
        "uuid": uuid.UUID(int=7),
    }


@settings(max_examples=100)
@given(
    st.lists(st.tuples(st.text(max_size=8), st.binary(max_size=40)), max_size=4), st.integers(1, 50)
)
def test_frames_are_read_as_botocore_reads_them(events: list[tuple[str, bytes]], size: int) -> None:
    """botocore's decoder, which somebody else wrote, finds the same headers and payloads."""
    from botocore.eventstream import EventStreamBuffer

    content = b"".join(
        frame(header(":event-type", 7, struct.pack("!H", len(t.encode())) + t.encode()), payload)
        for t, payload in events
    )
    buffer = EventStreamBuffer()
    expected = []
    for chunk in cut(content, size):
        buffer.add_data(chunk)
        expected += [AwsMessage(event.headers, event.payload) for event in buffer]
    assert read(AwsEventDecoder(), cut(content, size)) == expected
    assert len(expected) == len(events)


@pytest.mark.parametrize("place", range(len(frame(ALL_HEADERS, b"payload"))))
def test_every_damaged_byte_is_noticed(place: int) -> None:
    content = bytearray(frame(ALL_HEADERS, b"payload"))
    content[place] ^= 1
    with pytest.raises(EventError):
        read(AwsEventDecoder(), [bytes(content)])


@pytest.mark.parametrize(
    "content",
    [
        frame(header("a", 10, b""), b""),
        frame(header("a", 7, struct.pack("!H", 9) + b"x"), b""),
        frame(b"\x09a", b""),
        frame(header("a", 7, struct.pack("!H", 1) + b"\xff"), b""),
        frame(b"", b"x")[:-1],
    ],
)
def test_headers_that_are_none(content: bytes) -> None:
    """Right checksums do not make wrong headers right, and half a frame is an error."""
    with pytest.raises(EventError):
        read(AwsEventDecoder(), [content])


def test_client_and_generator_know_the_same_media_types_of_json_lines() -> None:
    """The runtime cannot use the generator's table, so it has one of its own."""
    assert {name for name, codec in CODECS.items() if codec is Codec.JSON_LINES} == JSON_LINES
