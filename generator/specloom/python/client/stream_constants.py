"""Streams to declarations: how their items are read, and what these are."""

from __future__ import annotations

from collections.abc import Sequence

from ...ir.api import Codec, Content
from ...ir.types import Json
from ...records import replace
from ..code.annotations import Annotator, Use
from ..code.encoders import literal
from ..code.union_code import literal_of, union_of
from ..naming.identifiers import imported
from ..naming.printable import PythonCode
from .operation_plan import OperationPlan

_BODIES = ".._runtime.stream_bodies"
_READERS = {
    Codec.EVENTS: "JsonEvents",
    Codec.JSON_LINES: "JsonLines",
    Codec.JSON_SEQUENCE: "JsonSequence",
}
_TEXT = PythonCode("str")


def items_reader(content: Content, responses: Annotator) -> PythonCode:
    """Write how the items of a sequence are read."""
    if content.codec is Codec.TEXT_EVENTS:
        return PythonCode.of("{}()", imported(_BODIES, "RawEvents"))
    if content.codec is Codec.AWS_EVENTS:
        reader = imported(".._runtime.aws_events", "AwsEvents")
    else:
        reader = imported(_BODIES, _READERS[content.codec])
    annotation = replace(responses, use=Use.DECODED).annotate(content.type)
    # Type checkers cannot infer it from what a function returns.
    items = literal(str(annotation))
    return PythonCode.of("{}[{}](lambda: {}{})", reader, items, annotation, _sentinel(content))


def parts_reader(contents: Sequence[Content], responses: Annotator) -> PythonCode:
    """Write how the parts of a body are read that have no names."""
    decoded = replace(responses, use=Use.DECODED)
    annotation = union_of(list(dict.fromkeys(decoded.annotate(each.type) for each in contents)))
    reader = imported(".._runtime.mixed_streams", "MixedParts")
    types = PythonCode("")
    if any(each.raw for each in contents[0].item_types):
        types = PythonCode.of(", {}", literal([each.raw for each in contents[0].item_types]))
    return PythonCode.of(
        "{}[{}](lambda: {}{})", reader, literal(str(annotation)), annotation, types
    )


def named_events_reader(contents: Sequence[Content], responses: Annotator) -> PythonCode:
    """Write how events are read whose names say what their data is."""
    decoded = replace(responses, use=Use.DECODED)
    entries = []
    for content in contents:
        for name in content.event_names:
            is_text = content.codec is Codec.TEXT_EVENTS
            factory = PythonCode.of("lambda: {}", decoded.annotate(content.type))
            value = PythonCode("None") if is_text else factory
            entries.append(PythonCode.of("{}: {}", literal(name), value))
    table = PythonCode.joined(", ", entries)
    reader = imported(_BODIES, "NamedEvents")
    return PythonCode.of("{}({{{}}}{})", reader, table, _sentinel(contents[0]))


def _sentinel(content: Content) -> PythonCode:
    if content.sentinel is None or content.codec is Codec.AWS_EVENTS:
        return PythonCode("")
    return PythonCode.of(", sentinel={}", literal(content.sentinel))


def stream_item(plan: OperationPlan, responses: Annotator) -> PythonCode | None:
    """Return the annotation of the items of what an operation returns; None where that is no stream."""
    contents = [content for success in plan.successes for content in success.contents]
    if not any(content.codec.is_sequence for content in contents):
        return None
    return union_of(list(dict.fromkeys(_item(content, responses) for content in contents)))


def _item(content: Content, responses: Annotator) -> PythonCode:
    if content.event_names:
        return _event(content, responses)
    if content.codec is Codec.TEXT_EVENTS:
        return imported(".._runtime.event_decoders", "ServerSentEvent")
    return responses.annotate(content.type)


def _event(content: Content, responses: Annotator) -> PythonCode:
    names = literal_of([Json(name.raw) for name in content.event_names])
    data = _TEXT if content.codec is Codec.TEXT_EVENTS else responses.annotate(content.type)
    return PythonCode.of("{}[{}, {}]", imported(_BODIES, "NamedEvent"), names, data)
