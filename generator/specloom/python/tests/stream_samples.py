"""Streams of the generated tests: their bytes, and the items that come out."""

from __future__ import annotations

import json
import re
import struct
from itertools import cycle, islice
from typing import Any
from zlib import crc32

from ...ir.api import Codec, Content
from ...ir.scalars import ScalarKind
from ...ir.types import ArrayOf, Named, ObjectDecl, Scalar, Text, TupleOf, UnionDecl
from ...records import dataclass
from ..client.operation_plan import OperationPlan
from ..code.encoders import literal
from ..code.uploads import is_one_file
from ..examples.calls import Suite
from ..examples.value_writer import ValueWriter
from ..examples.values import Sampler
from ..naming.printable import Import, PythonCode

_ITEMS = 2
_MOST_KINDS = 8
_TEXT = "text"
_DATA = re.compile(rb"^data: \{", re.MULTILINE)
_BOUNDARY = "boundary"


@dataclass(frozen=True, slots=True, kw_only=True)
class StreamSample:
    """The body of a response that is a stream, and its items; `as_json` ones are compared as JSON.

    `pieces` are the bytes of each item, and of the end of the stream.
    """

    media_type: str
    pieces: tuple[bytes, ...]
    items: PythonCode
    as_json: bool

    @property
    def content(self) -> bytes:
        """The whole body, in which the data of an event has several lines, as it may have."""
        return _DATA.sub(b"data: {\r\ndata: ", b"".join(self.pieces))


def stream_sample(suite: Suite, plan: OperationPlan) -> StreamSample:
    """Return a sample of what an operation streams: two items, or one of each kind of items or events."""
    success = next(each for each in plan.successes if each.contents)
    contents = [c for c in success.contents if c.media_type == success.contents[0].media_type]
    first = contents[0]
    samples = [_sample(suite, content) for content in contents]
    named: list[tuple[Content, Text | None, Any]]
    if first.event_names:
        named = [
            (content, name, sample)
            for content, sample in zip(contents, samples, strict=True)
            for name in content.event_names
        ]
    elif len(contents) > 1:  # parts of several types
        named = [(c, None, sample) for c, sample in zip(contents, samples, strict=True)]
    else:
        turns = range(max(_ITEMS, _kinds(suite, first)))
        named = [(first, None, _sample(suite, first, turn)) for turn in turns]
    writer = ValueWriter(suite.client.symbols, writing=False)
    items = [_item(suite, writer, content, name, sample) for content, name, sample in named]
    # Which alternative of a union is meant cannot be told from outside; nothing may get lost.
    as_json = writer.ambiguous and not first.event_names
    plain = literal([sample for _, _, sample in named])
    return StreamSample(
        media_type=_media_type(first),
        pieces=(*(_encoded(*each) for each in named), _end(first)),
        items=plain if as_json else PythonCode.of("[{}]", PythonCode.joined(", ", items)),
        as_json=as_json,
    )


def _media_type(content: Content) -> str:
    media_type = content.media_type.raw.replace("*", "x")
    return f"{media_type}; boundary={_BOUNDARY}" if content.codec is Codec.PARTS else media_type


def expected_items(suite: Suite, content: Content, items: Any) -> list[list[str]]:
    """Return name, file name, media type and text of each part of a body whose parts have no names."""
    refs = [content.type]
    if isinstance(content.type, ArrayOf):
        refs = [content.type.items]
    elif isinstance(content.type, TupleOf):
        refs = [*content.type.items, content.type.rest]
    kinds = [each.raw for each in content.item_types]
    parts = []
    for number, item in enumerate(items):
        kind = kinds[min(number, len(kinds) - 1)]
        if is_one_file(suite.client.symbols, refs[min(number, len(refs) - 1)]):
            kind = kind or "application/octet-stream"
        parts.append(_expected_part(item, kind))
    return parts


def _expected_part(item: Any, kind: str) -> list[str]:
    if isinstance(item, str) and "json" not in kind:
        return ["", "", kind, item]
    if isinstance(item, dict | list):
        kind = kind or "application/json"
    text = json.dumps(item, separators=(",", ":"), ensure_ascii=False)
    return ["", "", kind, text]


def is_compared(suite: Suite, plan: OperationPlan) -> bool:
    """Return whether the items of a sample can be told: those of unions with names of their own may not."""
    success = next(each for each in plan.successes if each.contents)
    writer = ValueWriter(suite.client.symbols, writing=False)
    for content in success.contents:
        writer.write(content.type, _sample(suite, content))
    return not (writer.ambiguous and success.contents[0].event_names)


def items_content(content: Content, items: Any) -> bytes:
    """Return the bytes of a request that is a sequence of items."""
    start = b"\x1e" if content.codec is Codec.JSON_SEQUENCE else b""
    texts = [json.dumps(item, separators=(",", ":"), ensure_ascii=False) for item in items]
    return b"".join(start + text.encode() + b"\n" for text in texts)


def _kinds(suite: Suite, content: Content) -> int:
    """Return how many kinds of items a stream has: alternatives of a union, or properties of an event of AWS."""
    ref = content.type
    declaration = suite.client.symbols.declaration(ref.id) if isinstance(ref, Named) else None
    kinds = 1
    if isinstance(declaration, UnionDecl):
        kinds = len(declaration.variants)
    elif isinstance(declaration, ObjectDecl) and content.codec is Codec.AWS_EVENTS:
        kinds = len(declaration.fields)
    return min(kinds, _MOST_KINDS)


def _sample(suite: Suite, content: Content, turn: int = 0) -> Any:
    if content.codec is Codec.TEXT_EVENTS:
        return _TEXT
    sampler = Sampler(suite.types, reading=True)
    sampler.turn = turn
    sample = sampler.sample(content.type, "item", examples=content.examples)
    if content.codec is not Codec.AWS_EVENTS:
        return sample
    # An event has one property, which is named after its type.
    events = list(sample.items()) if isinstance(sample, dict) else []
    name, value = next(islice(cycle(events), turn, None), ("event", {}))
    return {name: value}


def _item(
    suite: Suite, writer: ValueWriter, content: Content, name: Text | None, sample: Any
) -> PythonCode:
    package = suite.client.package
    if content.codec is Codec.TEXT_EVENTS and name is None:
        event = PythonCode("ServerSentEvent").needing(Import(package, "ServerSentEvent"))
        return PythonCode.of("{}(data={})", event, literal(sample))
    is_text = content.codec is Codec.TEXT_EVENTS
    value = literal(sample) if is_text else writer.write(content.type, sample)
    if name is None:
        return value
    event = PythonCode("NamedEvent").needing(Import(package, "NamedEvent"))
    return PythonCode.of("{}({}, {})", event, literal(name), value)


def _encoded(content: Content, name: Text | None, sample: Any) -> bytes:
    text = sample if content.codec is Codec.TEXT_EVENTS else json.dumps(sample, ensure_ascii=False)
    match content.codec:
        case Codec.EVENTS | Codec.TEXT_EVENTS:
            event = "" if name is None else f"event: {name.raw}\r\n"
            return f"{event}data: {text}\r\n\r\n".encode()
        case Codec.JSON_SEQUENCE:
            return f"\x1e{text}\n".encode()
        case Codec.AWS_EVENTS:
            return _frame(sample)
        case Codec.PARTS:
            is_json = not isinstance(sample, str)
            kind = "application/json" if is_json else "application/octet-stream"
            kind = "text/plain" if content.type == Scalar(kind=ScalarKind.STRING) else kind
            body = text if is_json else sample
            return f"--{_BOUNDARY}\r\nContent-Type: {kind}\r\n\r\n{body}\r\n".encode()
        case _:
            return f"{text}\n".encode()


def _end(content: Content) -> bytes:
    if content.codec is Codec.PARTS:
        return f"--{_BOUNDARY}--\r\n".encode()
    if content.sentinel is None:
        return b""
    if content.codec.is_events:
        return f"data: {content.sentinel.raw}\n\n".encode()
    return f"{content.sentinel.raw}\n".encode() if content.codec is Codec.JSON_LINES else b""


def _frame(event: dict[str, Any]) -> bytes:
    """Return a message of `application/vnd.amazon.eventstream`."""
    name, value = next(iter(event.items()))
    headers = b"".join(
        _header(*pair)
        for pair in (
            (":message-type", "event"),
            (":event-type", name),
            (":content-type", "application/json"),
        )
    )
    payload = json.dumps(value).encode()
    prelude = struct.pack("!II", 16 + len(headers) + len(payload), len(headers))
    message = prelude + struct.pack("!I", crc32(prelude)) + headers + payload
    return message + struct.pack("!I", crc32(message))


def _header(name: str, value: str) -> bytes:
    key, text = name.encode(), value.encode()
    return bytes([len(key)]) + key + b"\x07" + struct.pack("!H", len(text)) + text
