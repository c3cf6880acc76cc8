"""Sequences of items (OpenAPI 3.2, section 4.14.3): the types of the items of a stream.

What a stream is made of is said in several ways, here for server-sent events; all of them come to the type of `data`:

    itemSchema: {properties: {data: {contentMediaType: application/json, contentSchema: X}}}    OpenAPI 3.2, FastAPI
    itemSchema: {properties: {event: ..., data: ...}, oneOf: [...]}                             events with names
    itemSchema: X    schema: X    schema: {type: array, items: X}                               the data alone
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from ...ir.api import Codec, Content, without_parameters
from ...ir.scalars import ScalarKind
from ...ir.types import AnyJson, ArrayOf, Scalar, Text, TypeRef
from ...openapi.load import Node, elements_of, items_of
from ...records import dataclass
from ..context import Parser
from ..documentation import examples_of
from ..schemas.schemas import type_of

_EVENTS = "text/event-stream"
CODECS = {
    "application/json-seq": Codec.JSON_SEQUENCE,
    "application/vnd.amazon.eventstream": Codec.AWS_EVENTS,
    **dict.fromkeys(
        (
            "application/jsonl",
            "application/x-jsonl",
            "application/jsonlines",
            "application/x-jsonlines",
            "application/json-lines",
            "application/ndjson",
            "application/x-ndjson",
            "application/x-json-stream",
            "application/stream+json",
            "text/jsonl",
            "text/x-jsonl",
        ),
        Codec.JSON_LINES,
    ),
}
_EVENT_FIELDS = frozenset(("data", "event", "id", "retry"))
_ALTERNATIVES = ("oneOf", "anyOf")
_DEPTH = 4
_MESSAGE = Text("message")
_TEXT = Scalar(kind=ScalarKind.STRING)


@dataclass(frozen=True, slots=True)
class _EventShape:
    """A server-sent event as a document describes it: its names, if it has some, and the schema of its data."""

    names: tuple[Text, ...]
    data: Node | None


def stream_codec(media_type: str) -> Codec | None:
    """Return how the items of a sequence are read; None for a media type that is none."""
    essence = without_parameters(media_type)
    if essence == _EVENTS:
        return Codec.EVENTS
    if essence.endswith("+json-seq"):
        return Codec.JSON_SEQUENCE
    return CODECS.get(essence)


def stream_contents(
    parser: Parser, media_type: str, content: Node, *, is_request: bool = False
) -> tuple[Content, ...]:
    """Return a sequence of items, once for each kind of events that have names; nothing if it is taken as a whole.

    A request of events or of frames is what the caller makes it; of others, the type is the array of the items. JSON
    Lines that are called a string are a file.
    """
    codec = stream_codec(media_type)
    if codec is None or (is_request and codec not in _WRITTEN):
        return ()
    item = _item_of(parser, content)
    if codec is Codec.EVENTS:
        return _event_contents(parser, media_type, content, item)
    if _is_text(parser, item) and content.get("itemSchema") is None:
        return ()
    ref = AnyJson() if item is None else type_of(parser, item)
    if is_request:
        ref = ArrayOf(items=ref)
    return (_content(media_type, codec, ref, content),)


_WRITTEN = (Codec.JSON_LINES, Codec.JSON_SEQUENCE)


def _content(
    media_type: str, codec: Codec, ref: TypeRef, content: Node, names: tuple[Text, ...] = ()
) -> Content:
    return Content(
        media_type=Text(media_type),
        codec=codec,
        type=ref,
        event_names=names,
        examples=() if codec.is_events else examples_of(content),
        at=content.at,
    )


def _item_of(parser: Parser, content: Node) -> Node | None:
    """Return the schema of an item: `itemSchema`, else that of the items where the schema is an array, else the schema."""
    item = content.get("itemSchema")
    if item is not None:
        return item
    schema = content.get("schema")
    target = None if schema is None else _target(parser, schema)
    items = None if target is None else target.get("items")
    return schema if items is None else items


def _event_contents(
    parser: Parser, media_type: str, content: Node, item: Node | None
) -> tuple[Content, ...]:
    declared = content.get("itemSchema") is not None
    shapes = None if item is None else _shapes(parser, item, {}, strict=not declared)
    if shapes is None:
        shapes = [_EventShape((), item)]
    typed = [(shape.names, *_data_type(parser, shape.data)) for shape in shapes]
    if len({name for names, _, _ in typed for name in names}) > 1:
        return tuple(
            _content(media_type, codec, ref, content, names or (_MESSAGE,))
            for names, codec, ref in _joined(typed)
        )
    kinds = list(dict.fromkeys((codec, ref) for _, codec, ref in typed))
    # Nothing tells events without names apart, unless their types do.
    codec, ref = kinds[0] if len(kinds) == 1 else (Codec.EVENTS, AnyJson())
    return (_content(media_type, codec, ref, content),)


def _joined(
    typed: Iterable[tuple[tuple[Text, ...], Codec, TypeRef]],
) -> Iterator[tuple[tuple[Text, ...], Codec, TypeRef]]:
    """Yield each kind of data once, with the names of all events that have it; a name counts once."""
    kinds: dict[tuple[Codec, TypeRef], list[Text]] = {}
    seen: set[Text] = set()
    for names, codec, ref in typed:
        fresh = [name for name in names or (_MESSAGE,) if name not in seen]
        seen.update(fresh)
        if fresh:
            kinds.setdefault((codec, ref), []).extend(fresh)
    for (codec, ref), joined in kinds.items():
        yield tuple(joined), codec, ref


def _shapes(
    parser: Parser, schema: Node, around: Mapping[str, Node], *, strict: bool, depth: int = _DEPTH
) -> list[_EventShape] | None:
    """Return the events that a schema describes; None if it describes something else, such as their data.

    Args:
        parser: The state of the parser.
        schema: The schema of an item.
        around: The properties that the schema around it describes, for one of several alternatives.
        strict: Whether a property of another name, or the lack of a name, says that it is no event.
        depth: How far alternatives of alternatives are followed.
    """
    target = _target(parser, schema)
    properties = dict(around)
    for part in (*elements_of(target.get("allOf")), target):
        properties |= dict(items_of(_target(parser, part).get("properties")))
    alternatives = [each for key in _ALTERNATIVES for each in elements_of(target.get(key))]
    if alternatives and depth:
        found = [
            _shapes(parser, each, properties, strict=strict, depth=depth - 1)
            for each in alternatives
        ]
        return None if None in found else [shape for each in found if each for shape in each]
    needed = {"data", "event"} if strict else set()
    fits = bool(properties) and properties.keys() <= _EVENT_FIELDS and needed <= properties.keys()
    if not fits or not {"data", "event"} & properties.keys():
        return None
    return [_EventShape(_names(parser, properties.get("event")), properties.get("data"))]


def _names(parser: Parser, event: Node | None) -> tuple[Text, ...]:
    """Return the names that an event can have, if they are listed."""
    value = None if event is None else _target(parser, event).value
    if not isinstance(value, dict):
        return ()
    listed = [value["const"]] if "const" in value else value.get("enum", [])
    return (
        tuple(Text(name) for name in listed if isinstance(name, str))
        if isinstance(listed, list)
        else ()
    )


def _data_type(parser: Parser, data: Node | None) -> tuple[Codec, TypeRef]:
    """Return how the data of an event is read, and its type."""
    target = None if data is None else _target(parser, data)
    if data is None or target is None:
        return Codec.TEXT_EVENTS, _TEXT
    schema = target.get("contentSchema")
    if schema is not None:
        return Codec.EVENTS, type_of(parser, schema)
    media_type = target.text("contentMediaType") or ""
    if without_parameters(media_type).endswith(("/json", "+json")):
        return Codec.EVENTS, AnyJson()
    if _is_text(parser, data) or (isinstance(target.value, dict) and _is_untyped(target.value)):
        return Codec.TEXT_EVENTS, _TEXT
    return Codec.EVENTS, type_of(parser, data)


_TYPING = frozenset(
    ("type", "properties", "items", "oneOf", "anyOf", "allOf", "enum", "const", "$ref", "not")
)


def _is_untyped(schema: Mapping[str, object]) -> bool:
    """Return whether a schema says nothing of the type of its values."""
    return _TYPING.isdisjoint(schema)


def _is_text(parser: Parser, schema: Node | None) -> bool:
    """Return whether a schema is that of a string and no more."""
    target = None if schema is None else _target(parser, schema)
    value = target.value if target is not None else None
    types = value.get("type") if isinstance(value, dict) else None
    return types == "string" or (isinstance(types, list) and set(types) <= {"string", "null"})


def _target(parser: Parser, schema: Node) -> Node:
    return parser.resolve(schema) or schema
