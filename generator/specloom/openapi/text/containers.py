"""Open mappings and lists while a text is read."""

from __future__ import annotations

from typing import Generic, TypeVar

from ...records import dataclass
from .json_value import MAX_DEPTH, JsonValue
from .positions import Place


class TooDeep(Exception):
    """Values are nested more than `MAX_DEPTH` deep."""

    def __str__(self) -> str:
        return f"values are nested more than {MAX_DEPTH} deep"


@dataclass(slots=True)
class Container:
    """A mapping or list whose end has not been reached, and the places of what it holds."""

    value: list[JsonValue] | dict[str, JsonValue]
    places: list[Place] | dict[str, Place]
    key: str | None = None
    """The key that waits for its value; always None in a list."""
    key_offset: int = 0

    @property
    def wants_key(self) -> bool:
        """Whether the next scalar is a key."""
        return self.key is None and type(self.places) is dict

    def put(self, value: JsonValue, place: Place) -> None:
        """Add a value: an item, or what the key waits for."""
        if self.key is None:
            self.value.append(value)  # type: ignore[union-attr]
            self.places.append(place)  # type: ignore[union-attr]
        else:
            self.value[self.key] = value  # type: ignore[call-overload]
            self.places[self.key] = place  # type: ignore[call-overload]
            self.key = None


AnyContainer = TypeVar("AnyContainer", bound=Container)


class Containers(Generic[AnyContainer]):
    """Builds the value of a text, and the places of all its parts, from what a reader meets."""

    __slots__ = ("open", "place", "value")

    def __init__(self) -> None:
        self.open: list[AnyContainer] = []
        self.value: JsonValue = None
        self.place: Place = 0

    @property
    def innermost(self) -> AnyContainer | None:
        """The container that the next value belongs to; None for the value of the whole text."""
        return self.open[-1] if self.open else None

    def add(self, value: JsonValue, offset: int) -> None:
        """Add a value that begins at an offset; an entry of a mapping is where its key is."""
        self._put(value, offset, None)

    def begin(self, container: AnyContainer, offset: int) -> None:
        """Add a container that begins at an offset, and open it.

        Raises:
            TooDeep: As many as may be are open.
        """
        if len(self.open) == MAX_DEPTH:
            raise TooDeep
        self._put(container.value, offset, container.places)
        self.open.append(container)

    def _put(
        self, value: JsonValue, offset: int, places: list[Place] | dict[str, Place] | None
    ) -> None:
        if not self.open:
            # Comments may come first; the document as a whole begins where the file does.
            self.value, self.place = value, 0 if places is None else (0, places)
            return
        container = self.open[-1]
        if container.key is not None:
            offset = container.key_offset
        container.put(value, offset if places is None else (offset, places))
