"""Edit a copy of a document's value, and track origins."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import field
from typing import TypeAlias, TypeVar

from ... import json_pointer
from ...records import dataclass
from ..document.document import Origin, View, child_value
from ..document.provenance import carry_over
from ..text.json_value import JsonValue

Path: TypeAlias = tuple[str | int, ...]
"""The names and indices that lead to a value, from the root."""

_Container = TypeVar("_Container", dict[str, JsonValue], list[JsonValue])


def pointer_of(path: Sequence[str | int]) -> str:
    """Write a path as a JSON pointer.

    `path` has names and indices, from the root.
    """
    at = ""
    for token in path:
        at = json_pointer.join(at, token)
    return at


@dataclass(slots=True)
class Editor:
    """Changes a copy of a view's value; what does not change is shared with the original."""

    view: View
    data: JsonValue = field(init=False)
    _owned: dict[int, JsonValue] = field(init=False, default_factory=dict)
    """The containers that are our own copies, by identity."""
    _moved: dict[str, str] = field(init=False, default_factory=dict)
    _written: dict[str, Origin] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        self.data = self._own(self.view.data)

    def origins(self) -> dict[str, Origin]:
        """Return the origins of the changed value."""
        return carry_over(self.view, self._moved, self._written)

    def own(self, path: Sequence[str | int]) -> JsonValue:
        """Return the value at a path, as a copy that may be changed; None if it is there no more."""
        value = self.data
        for token in path:
            try:
                child = self._own(child_value(value, str(token)))
            except LookupError:
                return None
            _put(value, token, child)
            value = child
        return value

    def merge(
        self, target: dict[str, JsonValue], update: Mapping[str, JsonValue], at: str, source: Origin
    ) -> None:
        """Merge a mapping into one of ours; `at` is its pointer, `source` where the update is."""
        for name, value in update.items():
            here, there = json_pointer.join(at, name), _below(source, name)
            present = target.get(name)
            if isinstance(present, dict) and isinstance(value, dict):
                target[name] = child = self._copy(present)
                self.merge(child, value, here, there)
            elif isinstance(present, list) and isinstance(value, list):
                target[name] = items = self._copy(present)
                self.extend(items, value, here, there)
            elif value is None and isinstance(present, dict | list):
                # The specification's first example has an empty `components:` in its update.
                continue
            else:
                target[name] = value
                self._written[here] = there

    def extend(
        self, target: list[JsonValue], items: Sequence[JsonValue], at: str, source: Origin
    ) -> None:
        """Append the items of a list to one of ours."""
        for index, value in enumerate(items):
            self.append(target, value, at, _below(source, index))

    def append(self, target: list[JsonValue], value: JsonValue, at: str, source: Origin) -> None:
        """Append a value to one of our lists."""
        self._written[json_pointer.join(at, len(target))] = source
        target.append(value)

    def put(self, path: Path, value: JsonValue, source: Origin) -> None:
        """Replace the value at a path; without effect if its container is there no more."""
        if not path:
            self.data = value
        else:
            container = self.own(path[:-1])
            if container is None:
                return
            _put(container, path[-1], value)
        self._written[pointer_of(path)] = source

    def remove(self, paths: Iterable[Path]) -> None:
        """Remove what is at these paths, all of them as they were before."""
        removals: dict[Path, set[str | int]] = {}
        for path in paths:
            removals.setdefault(path[:-1], set()).add(path[-1])
        shifts: dict[Path, dict[int, int]] = {}
        # The innermost first: a list's items keep their indices until it is their turn.
        for parent in sorted(removals, key=len, reverse=True):
            container = self.own(parent)
            if isinstance(container, dict):
                for name in removals[parent]:
                    container.pop(str(name), None)
            elif isinstance(container, list):
                kept = [index for index in range(len(container)) if index not in removals[parent]]
                shifts[parent] = {old: new for new, old in enumerate(kept)}
                container[:] = [container[index] for index in kept]
        self._record(shifts)

    def _record(self, shifts: Mapping[Path, Mapping[int, int]]) -> None:
        """Record which list items have other indices than before."""
        for parent, indices in shifts.items():
            after = _shifted(parent, shifts)
            if after is None:
                continue
            for old, new in indices.items():
                if old != new:
                    self._moved[pointer_of((*after, new))] = pointer_of((*parent, old))

    def _own(self, value: JsonValue) -> JsonValue:
        """Return our own copy of a container; anything else as it is."""
        if isinstance(value, dict):
            return self._copy(value)
        return self._copy(value) if isinstance(value, list) else value

    def _copy(self, value: _Container) -> _Container:
        """Return our own copy of a container."""
        if id(value) in self._owned:
            return value
        copy = value.copy()
        self._owned[id(copy)] = copy
        return copy


def _below(source: Origin, token: str | int) -> Origin:
    return Origin(source.file, json_pointer.join(source.pointer, token))


def _put(container: JsonValue, token: str | int, child: JsonValue) -> None:
    if isinstance(container, dict):
        container[str(token)] = child
    elif isinstance(container, list):
        container[int(token)] = child


def _shifted(path: Path, shifts: Mapping[Path, Mapping[int, int]]) -> Path | None:
    """Return where a path leads after the shifts of the lists on its way; None if it was removed."""
    after: list[str | int] = []
    for depth, token in enumerate(path):
        indices = shifts.get(path[:depth])
        if indices is not None and isinstance(token, int):
            if token not in indices:
                return None
            token = indices[token]  # noqa: PLW2901
        after.append(token)
    return tuple(after)
