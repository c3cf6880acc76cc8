"""Hashes of values of the models: equal hashes mean that equal code is made of them."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import fields, is_dataclass
from enum import Enum
from operator import attrgetter
from typing import Any

from ..naming.printable import PythonCode

_PLAIN = frozenset((str, int, float, bool, bytes, type(None)))


def _hash_of(parts: list[str]) -> str:
    # No part has a line end in it, since `repr` escapes them.
    text = "\n".join(parts).encode("utf-8", "surrogatepass")
    return hashlib.blake2b(text, digest_size=16).hexdigest()


class Digests:
    """Hashes plain values: scalars, sequences, mappings, sets, enumerations, code, and dataclasses of them.

    What else a value holds cannot be hashed, and is an error: no value may have parts that do not count. Large values
    that are in several others are hashed once.
    """

    def __init__(self, shared: tuple[type, ...] = ()) -> None:
        self._shared = set(shared)
        # The values are kept, so that no other one gets the id of one.
        self._known: dict[int, tuple[object, str]] = {}
        self._adders: dict[type, Callable[[Any, list[str]], None]] = {}
        self._parts_of: dict[type, Callable[[Any, list[str]], None]] = {}

    def know(self, value: object, name: str) -> None:
        """Record a name as the hash of a value, compared by identity: what it holds is accounted for elsewhere."""
        self._shared.add(value.__class__)
        self._adders.pop(value.__class__, None)
        self._known[id(value)] = (value, f"<{name}>")

    def of(self, *values: object) -> str:
        """Return the hash of some values, 32 hexadecimal digits. Raise `TypeError` for values of other kinds."""
        parts: list[str] = []
        for value in values:
            self._add(value, parts)
        return _hash_of(parts)

    def _add(self, value: object, parts: list[str]) -> None:
        kind = value.__class__
        if kind in _PLAIN:
            parts.append(repr(value))
        else:
            (self._adders.get(kind) or self._adder(kind))(value, parts)

    def _adder(self, kind: type) -> Callable[[Any, list[str]], None]:
        adder = self._add_shared if kind in self._shared else self._adder_of_parts(kind)
        self._adders[kind] = adder
        return adder

    def _add_shared(self, value: object, parts: list[str]) -> None:
        known = self._known.get(id(value))
        if known is None:
            inside: list[str] = []
            self._adder_of_parts(value.__class__)(value, inside)
            known = self._known[id(value)] = (value, _hash_of(inside))
        parts.append(known[1])

    def _adder_of_parts(self, kind: type) -> Callable[[Any, list[str]], None]:
        adder = self._parts_of.get(kind)
        if adder is None:
            adder = self._parts_of[kind] = self._new_adder(kind)
        return adder

    def _new_adder(self, kind: type) -> Callable[[Any, list[str]], None]:
        if issubclass(kind, Enum):
            # An Enum's own hash and names are Python code.
            texts = {id(each): f"<{kind.__qualname__}.{each.name}>" for each in kind}
            return lambda value, parts: parts.append(texts[id(value)])
        if issubclass(kind, PythonCode):
            return self._add_code
        if issubclass(kind, str):
            start = f"<{kind.__qualname__}>"
            return lambda value, parts: parts.append(f"{start}{str.__repr__(value)}")
        if is_dataclass(kind):
            return self._adder_of_dataclass(kind)
        if issubclass(kind, (tuple, list)):
            return self._add_sequence
        if issubclass(kind, Mapping):
            return self._add_mapping
        if issubclass(kind, AbstractSet):
            return self._add_set
        raise TypeError(f"a {kind.__qualname__} cannot be hashed")

    def _adder_of_dataclass(self, kind: Any) -> Callable[[Any, list[str]], None]:
        names = [each.name for each in fields(kind)]
        start = f"<{kind.__module__}.{kind.__qualname__}>"
        if not names:
            return lambda value, parts: parts.append(start)
        get = attrgetter(*names)
        add, known = self._add, self._adders.get

        def add_one(value: object, parts: list[str]) -> None:
            parts.append(start)
            add(get(value), parts)

        def add_all(value: object, parts: list[str]) -> None:
            parts.append(start)
            values = get(value)
            if _PLAIN.issuperset(map(type, values)):
                parts.append(repr(values))
                return
            for each in values:
                inside = each.__class__
                if inside in _PLAIN:
                    parts.append(repr(each))
                else:
                    (known(inside) or add)(each, parts)

        return add_all if len(names) > 1 else add_one

    def _add_code(self, value: PythonCode, parts: list[str]) -> None:
        parts.append(f"<code>{str.__repr__(value)}{sorted(map(repr, value.imports))}")

    def _add_sequence(self, values: tuple[object, ...] | list[object], parts: list[str]) -> None:
        parts.append("(")
        if values:
            known, add = self._adders.get, self._add
            for each in values:
                (known(each.__class__) or add)(each, parts)
        parts.append(")")

    def _add_mapping(self, values: Mapping[object, object], parts: list[str]) -> None:
        # The order of a mapping shows in what is made of it.
        parts.append("{")
        for key, value in values.items():
            self._add(key, parts)
            self._add(value, parts)
        parts.append("}")

    def _add_set(self, values: AbstractSet[object], parts: list[str]) -> None:
        parts.append(f"<set>{sorted(map(self.of, values))}")
