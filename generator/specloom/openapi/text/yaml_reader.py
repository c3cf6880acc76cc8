"""Build a value and its positions from YAML parser events.

No node tree and no recursion; every limit is checked on the way.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import field
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

from ...diagnostics import Code, Location, quote
from ...records import dataclass
from . import yaml_scalars
from .containers import Container, Containers, TooDeep
from .json_value import FREE_EXPANSION, MAX_DEPTH, MAX_EXPANSION, JsonValue, is_too_deep, refuse
from .positions import Place
from .yaml_events import Event, read_events

_MERGE = "<<"


def build(text: str, name: str) -> tuple[JsonValue, Place]:
    """Read YAML 1.2 text.

    Args:
        text: The text, without a byte order mark.
        name: The file's display name, for the diagnostic.

    Returns:
        The value, parts of which aliases may share, and the places of its parts; what an alias
        repeats has no places of its own.

    Raises:
        yaml.YAMLError: The text is not YAML.
        GenerationFailed: It is YAML, but holds what a JSON document cannot.
    """
    return _ValueBuilder(text, name).build()


@dataclass(slots=True)
class _Collection(Container):
    """A mapping or list of YAML, which may have an anchor and may merge others."""

    anchor: str | None = None
    expanded_before: int = 0
    merging: Event | None = None
    """The event of a key that is `<<`, and then of its value."""
    merged: list[tuple[JsonValue, Event]] = field(default_factory=list)
    """What `<<` brings into the mapping."""

    def put(self, value: JsonValue, place: Place) -> None:
        """Add a value; what `<<` names is kept apart until the end."""
        if self.merging is None:
            Container.put(self, value, place)
        else:
            self.merged.append((value, self.merging))
            self.places[_MERGE] = place  # type: ignore[call-overload]
            self.key = self.merging = None


@dataclass(slots=True)
class _Anchored:
    """What an anchor names; `size` is None as long as the collection is open."""

    value: JsonValue
    text: str | None
    """The text of a scalar, which may serve as a key."""
    size: int | None


class _ValueBuilder:
    """Builds the value of one YAML document from the parser's events."""

    def __init__(self, text: str, name: str) -> None:
        self._text = text
        self._name = name
        self._documents = 0
        self._containers: Containers[_Collection] = Containers()
        self._anchors: dict[str, _Anchored] = {}
        self._aliased = False
        self._parsed = 0
        self._expanded = 0
        # However much is still to come, it cannot allow more than this.
        self._expansion_limit = MAX_EXPANSION * (len(text) + 1) + FREE_EXPANSION

    def build(self) -> tuple[JsonValue, Place]:
        """Read the whole text; the value and its places, or GenerationFailed."""
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
        value = self._containers.value
        if self._aliased and is_too_deep(value):
            refuse(
                Code.TOO_LARGE,
                f"aliases nest values more than {MAX_DEPTH} deep",
                Location(file=self._name),
            )
        return value, self._containers.place

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
        """Return the value of a scalar event."""
        tag: str | None = event.tag
        text: str = event.value
        try:
            if tag is None:
                return yaml_scalars.plain(text) if event.implicit[0] else text
            return yaml_scalars.tagged(text, tag)
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
        collection = self._containers.innermost
        if collection is None or not collection.wants_key:
            return False
        if text in collection.value or (is_merge and collection.merged):
            self._refuse(event, f"the key {quote(text)} occurs twice", code=Code.DUPLICATE_KEY)
        collection.key, collection.key_offset = text, event.start_mark.index
        collection.merging = event if is_merge else None
        return True

    def _count(self, event: Event) -> None:
        """Count a value that is about to be added."""
        self._parsed += 1
        self._expanded += 1
        collection = self._containers.innermost
        if collection is not None and collection.merging is not None:
            collection.merging = event

    def _put(self, value: JsonValue, event: Event) -> None:
        """Add a value to the innermost collection."""
        self._count(event)
        self._containers.add(value, event.start_mark.index)

    def _begin_mapping(self, event: Any) -> None:
        if event.tag is not None and event.tag not in yaml_scalars.MAPPING_TAGS:
            self._refuse_tag(event, event.tag)
        self._begin(_Collection({}, {}), event)

    def _begin_sequence(self, event: Any) -> None:
        if event.tag is not None and event.tag not in yaml_scalars.SEQUENCE_TAGS:
            self._refuse_tag(event, event.tag)
        self._begin(_Collection([], []), event)

    def _begin(self, collection: _Collection, event: Any) -> None:
        around = self._containers.innermost
        if around is not None and around.wants_key:
            self._refuse(event, "a key is a mapping or a list; keys are text")
        collection.anchor, collection.expanded_before = event.anchor, self._expanded
        self._count(event)
        try:
            self._containers.begin(collection, event.start_mark.index)
        except TooDeep as fault:
            self._refuse(event, str(fault), code=Code.TOO_LARGE)
        if event.anchor is not None:
            self._anchors[event.anchor] = _Anchored(collection.value, None, None)

    def _end(self, _: Event) -> None:
        collection = self._containers.open.pop()
        if collection.merged and isinstance(collection.value, dict):
            self._merge(collection.value, collection.merged)
        if collection.anchor is not None:
            size = self._expanded - collection.expanded_before
            self._anchors[collection.anchor] = _Anchored(collection.value, None, size)

    def _merge(self, target: dict[str, JsonValue], merged: list[tuple[JsonValue, Event]]) -> None:
        """Merge what `<<` names: the mapping's own entries win, then the first source."""
        own = dict(target)
        target.clear()
        for value, event in merged:
            for source in value if isinstance(value, list) else [value]:
                if not isinstance(source, dict):
                    self._refuse(event, "'<<' takes a mapping, or a list of mappings")
                for key, entry in source.items():
                    target.setdefault(key, entry)
        target.update(own)

    def _refuse(
        self, event: Event, message: str, *, code: Code = Code.INVALID_SYNTAX, hint: str = ""
    ) -> NoReturn:
        mark = event.start_mark
        refuse(
            code,
            message,
            Location(file=self._name, line=mark.line + 1, column=mark.column + 1),
            hint=hint,
        )

    def _refuse_tag(self, event: Event, tag: str) -> NoReturn:
        message = f"the tag {quote(yaml_scalars.show_tag(tag))} is not supported"
        self._refuse(event, message, hint="Only the tags that JSON has a value for are.")

    def _refuse_expansion(self, event: Event | None) -> NoReturn:
        message = f"aliases make the document more than {MAX_EXPANSION} times larger"
        if event is None:
            refuse(Code.TOO_LARGE, message, Location(file=self._name))
        self._refuse(event, message, code=Code.TOO_LARGE)
