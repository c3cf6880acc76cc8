"""Where the values of a YAML text begin."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from yaml.events import (
    AliasEvent,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)

from .events import read_events
from .positions import Place

_ENDS = frozenset({MappingEndEvent, SequenceEndEvent})
_VALUES = frozenset({ScalarEvent, AliasEvent, MappingStartEvent, SequenceStartEvent})


def trace(text: str) -> Place:
    """Find where the values of a YAML text begin.

    Args:
        text: YAML that is known to be good, without a byte order mark.

    Returns:
        The place of the whole, with the places of its parts.
    """
    return _Tracer().trace(text)


@dataclass(slots=True)
class _Open:
    """A mapping or list whose end has not been reached."""

    children: dict[str, Place] | list[Place]
    key: tuple[str, int] | None = None
    """The key that waits for its value, and its offset."""


class _Tracer:
    """Walks over the events, as the builder does, but keeps offsets instead of values."""

    def __init__(self) -> None:
        self._open = [_Open([])]
        self._texts: dict[str, str] = {}

    def trace(self, text: str) -> Place:
        """The place of the value of a text."""
        documents = self._open[0].children
        for event in read_events(text):
            kind = type(event)
            if kind in _ENDS:
                self._open.pop()
            elif kind in _VALUES:
                self._value(event, kind)
        root: Place = documents[0] if isinstance(documents, list) and documents else 0
        # Comments may come first; the document as a whole begins where the file does.
        return 0 if isinstance(root, int) else (0, root[1])

    def _value(self, event: Any, kind: type[Any]) -> None:
        offset: int = event.start_mark.index
        if kind is ScalarEvent and event.anchor is not None:
            self._texts[event.anchor] = event.value
        top = self._open[-1]
        if isinstance(top.children, dict) and top.key is None:
            text = event.value if kind is ScalarEvent else self._texts.get(event.anchor, "")
            top.key = (text, offset)
            return
        children: dict[str, Place] | list[Place] | None = None
        if kind is MappingStartEvent:
            children = {}
        elif kind is SequenceStartEvent:
            children = []
        _add(top, offset, children)
        if children is not None:
            self._open.append(_Open(children))


def _add(top: _Open, offset: int, children: dict[str, Place] | list[Place] | None) -> None:
    """Note a value in a collection; a member of a mapping is where its key is."""
    if isinstance(top.children, list):
        top.children.append(offset if children is None else (offset, children))
    elif top.key is not None:
        name, offset = top.key
        top.children[name] = offset if children is None else (offset, children)
        top.key = None
