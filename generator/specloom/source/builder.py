"""The value of a YAML text, built straight from the parser's events.

No node tree and no recursion; every limit is checked on the way.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, NoReturn

from yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)

from ..diagnostics import Code, quote
from . import scalars
from .events import Event, read_events
from .values import FREE_EXPANSION, MAX_DEPTH, MAX_EXPANSION, JsonValue, is_too_deep, refuse

_MERGE = "<<"


def build(text: str, name: str) -> JsonValue:
    """Read YAML 1.2 text.

    Args:
        text: The text, without a byte order mark.
        name: The file's display name, for the diagnostic.

    Returns:
        The value; parts that aliases repeat are shared.

    Raises:
        yaml.YAMLError: The text is not YAML.
        GenerationFailed: It is YAML, but holds what a JSON document cannot.
    """
    return _Builder(text, name).build()


@dataclass(slots=True)
class _Collection:
    """A mapping or list whose end has not been reached."""

    value: list[JsonValue] | dict[str, JsonValue]
    anchor: str | None
    expanded_before: int
    key: str | None = None
    """The key that waits for its value."""
    key_event: Event | None = None
    merged: list[tuple[JsonValue, Event]] = field(default_factory=list)
    """What `<<` brings into the mapping."""


@dataclass(slots=True)
class _Anchored:
    """What an anchor names; `size` is None as long as the collection is open."""

    value: JsonValue
    text: str | None
    """The text of a scalar, which may serve as a key."""
    size: int | None


class _Builder:
    """Builds the value of one YAML document from the parser's events."""

    def __init__(self, text: str, name: str) -> None:
        self._text = text
        self._name = name
        self._documents = 0
        self._root: JsonValue = None
        self._open: list[_Collection] = []
        self._anchors: dict[str, _Anchored] = {}
        self._aliased = False
        self._parsed = 0
        self._expanded = 0
        # However much is still to come, it cannot allow more than this.
        self._expansion_limit = MAX_EXPANSION * (len(text) + 1) + FREE_EXPANSION

    def build(self) -> JsonValue:
        """Read the whole text; the value, or GenerationFailed."""
        handlers: dict[type[Any], Callable[[Any], None]] = {
            DocumentStartEvent: self._document,
            ScalarEvent: self._scalar,
            AliasEvent: self._alias,
            MappingStartEvent: self._begin_mapping,
            SequenceStartEvent: self._begin_sequence,
            MappingEndEvent: self._end,
            SequenceEndEvent: self._end,
        }
        for event in read_events(self._text):
            handler = handlers.get(type(event))
            if handler is not None:
                handler(event)
        if self._expanded > MAX_EXPANSION * self._parsed + FREE_EXPANSION:
            self._refuse_expansion(None)
        # Aliases can nest what they repeat, so the depth of the text is not the value's.
        if self._aliased and is_too_deep(self._root):
            refuse(Code.TOO_LARGE, f"aliases nest values more than {MAX_DEPTH} deep", self._name)
        return self._root

    def _document(self, event: Event) -> None:
        self._documents += 1
        if self._documents > 1:
            self._refuse(
                event, "the file holds several YAML documents", hint="Keep one document in a file."
            )

    def _scalar(self, event: Any) -> None:
        text: str = event.value
        value = self._resolve(event)
        if event.anchor is not None:
            self._anchors[event.anchor] = _Anchored(value, text, 1)
        if not self._takes_key(event, text, is_merge=text == _MERGE and event.implicit[0]):
            self._put(value, event)

    def _resolve(self, event: Any) -> None | bool | int | float | str:
        """The value of a scalar event."""
        tag: str | None = event.tag
        text: str = event.value
        try:
            if tag is None:
                return scalars.plain(text) if event.implicit[0] else text
            return scalars.tagged(text, tag)
        except LookupError:
            self._refuse_tag(event, tag or "")
        except ValueError as error:
            self._refuse(event, f"{quote(text)} {error}", hint="Quote it if it is meant as text.")

    def _alias(self, event: Any) -> None:
        anchored = self._anchors.get(event.anchor)
        if anchored is None:
            self._refuse(event, f"there is no anchor {quote(event.anchor)}")
        if anchored.size is None:
            self._refuse(event, f"the alias {quote(event.anchor)} is inside what it repeats")
        if anchored.text is not None and self._takes_key(event, anchored.text, is_merge=False):
            return
        self._aliased = True
        self._expanded += anchored.size - 1
        if self._expanded > self._expansion_limit:
            self._refuse_expansion(event)
        self._put(anchored.value, event)

    def _takes_key(self, event: Event, text: str, *, is_merge: bool) -> bool:
        """Take a scalar as a key, if a mapping waits for one."""
        collection = self._open[-1] if self._open else None
        if collection is None or collection.key is not None or type(collection.value) is list:
            return False
        if text in collection.value or (is_merge and collection.merged):
            self._refuse(event, f"the key {quote(text)} occurs twice", code=Code.DUPLICATE_KEY)
        collection.key = text
        collection.key_event = event if is_merge else None
        return True

    def _put(self, value: JsonValue, event: Event) -> None:
        """Add a value to the innermost collection."""
        self._parsed += 1
        self._expanded += 1
        collection = self._open[-1] if self._open else None
        if collection is None:
            self._root = value
        elif isinstance(collection.value, list):
            collection.value.append(value)
        elif collection.key is None:
            self._refuse(event, "a key is a mapping or a list; keys are text")
        else:
            if collection.key_event is None:
                collection.value[collection.key] = value
            else:
                collection.merged.append((value, event))
            collection.key = None

    def _begin_mapping(self, event: Any) -> None:
        if event.tag is not None and event.tag not in scalars.MAPPING_TAGS:
            self._refuse_tag(event, event.tag)
        self._begin({}, event)

    def _begin_sequence(self, event: Any) -> None:
        if event.tag is not None and event.tag not in scalars.SEQUENCE_TAGS:
            self._refuse_tag(event, event.tag)
        self._begin([], event)

    def _begin(self, value: list[JsonValue] | dict[str, JsonValue], event: Any) -> None:
        if len(self._open) == MAX_DEPTH:
            message = f"values are nested more than {MAX_DEPTH} deep"
            self._refuse(event, message, code=Code.TOO_LARGE)
        before = self._expanded
        self._put(value, event)
        self._open.append(_Collection(value, event.anchor, before))
        if event.anchor is not None:
            self._anchors[event.anchor] = _Anchored(value, None, None)

    def _end(self, _: Event) -> None:
        collection = self._open.pop()
        if collection.merged and isinstance(collection.value, dict):
            self._merge(collection.value, collection.merged)
        if collection.anchor is not None:
            size = self._expanded - collection.expanded_before
            self._anchors[collection.anchor] = _Anchored(collection.value, None, size)

    def _merge(self, target: dict[str, JsonValue], merged: list[tuple[JsonValue, Event]]) -> None:
        """Bring in what `<<` names: the mapping's own members win, then the first source."""
        own = dict(target)
        target.clear()
        for value, event in merged:
            for source in value if isinstance(value, list) else [value]:
                if not isinstance(source, dict):
                    self._refuse(event, "'<<' takes a mapping, or a list of mappings")
                for key, member in source.items():
                    target.setdefault(key, member)
        target.update(own)

    def _refuse(
        self, event: Event, message: str, *, code: Code = Code.INVALID_SYNTAX, hint: str = ""
    ) -> NoReturn:
        mark = event.start_mark
        refuse(code, message, self._name, line=mark.line + 1, column=mark.column + 1, hint=hint)

    def _refuse_tag(self, event: Event, tag: str) -> NoReturn:
        message = f"the tag {quote(scalars.show_tag(tag))} is not supported"
        self._refuse(event, message, hint="Only the tags that JSON has a value for are.")

    def _refuse_expansion(self, event: Event | None) -> NoReturn:
        message = f"aliases make the document more than {MAX_EXPANSION} times larger"
        if event is None:
            refuse(Code.TOO_LARGE, message, self._name)
        self._refuse(event, message, code=Code.TOO_LARGE)
