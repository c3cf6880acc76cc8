"""Mappings, sets and objects that record what is read of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, MutableSet, Set
from typing import Any, TypeVar

K = TypeVar("K")
V = TypeVar("V")

ALL = "*"
"""Stands for everything: it was listed, or counted."""


class WatchedMapping(Mapping[K, V]):
    """A mapping that records the keys that are looked up, also those that it does not have."""

    __slots__ = ("_given", "_read")

    def __init__(self, given: Mapping[K, V], read: MutableSet[Any]) -> None:
        self._given = given
        self._read = read

    def __getitem__(self, key: K) -> V:
        self._read.add(key)
        return self._given[key]

    def get(self, key: K, default: Any = None) -> Any:
        """Return what the mapping has for a key."""
        self._read.add(key)
        return self._given.get(key, default)

    def __contains__(self, key: object) -> bool:
        self._read.add(key)
        return key in self._given

    def __iter__(self) -> Iterator[K]:
        self._read.add(ALL)
        return iter(self._given)

    def __len__(self) -> int:
        self._read.add(ALL)
        return len(self._given)


class WatchedSet(Set[K]):
    """A set that records which values are looked up."""

    __slots__ = ("_given", "_read")

    def __init__(self, given: Set[K], read: MutableSet[Any]) -> None:
        self._given = given
        self._read = read

    @classmethod
    def _from_iterable(cls, it: Any) -> Any:
        """Make the result of an operator: a plain set, for which everything has been read."""
        return frozenset(it)

    def __contains__(self, key: object) -> bool:
        self._read.add(key)
        return key in self._given

    def __iter__(self) -> Iterator[K]:
        self._read.add(ALL)
        return iter(self._given)

    def __len__(self) -> int:
        self._read.add(ALL)
        return len(self._given)


class WatchedObject:
    """An object that records which of its attributes are read; some have other values `instead`, and are not recorded."""

    def __init__(
        self, given: object, prefix: str, read: MutableSet[Any], instead: Mapping[str, object]
    ) -> None:
        self.__dict__.update(instead)
        self.__dict__["_watched"] = (given, prefix, read)

    def __getattr__(self, name: str) -> Any:
        given, prefix, read = self.__dict__["_watched"]
        read.add(f"{prefix}.{name}")
        return getattr(given, name)
