"""Dataclasses that are cheap to declare and to make: `dataclass` and `replace` as in the standard library's module.

The generator declares three hundred classes and makes millions of objects. The standard library compiles six methods
for each frozen class when its module is loaded, which took most of the start-up, and a frozen object's attributes are set one
call at a time. Here `__init__` is compiled when the first object is made, and sets attributes directly: that nothing
else does is proven by mypy, which takes these for the standard library's dataclasses.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Sequence
from functools import cache
from operator import attrgetter, is_
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from dataclasses import dataclass as dataclass  # noqa: PLC0414 - it is imported from here
    from dataclasses import replace as replace  # noqa: PLC0414
else:

    def dataclass(kind=None, /, *, frozen=False, slots=False, **options):
        """Make a class a dataclass; those that are not both frozen and slotted by the standard library alone."""

        def made(kind):
            if not (frozen and slots) or options.get("order"):
                return dataclasses.dataclass(kind, frozen=frozen, slots=slots, **options)
            return _frozen(kind, **options)

        return made if kind is None else made(kind)

    def replace(value, /, **changes):
        """Return a copy of an object, with other values of some attributes."""
        return _copier(value.__class__)(value, changes)


_Method = Callable[..., Any]
_Record = TypeVar("_Record")
_Found = TypeVar("_Found")
_MOST_KNOWN = 50_000
_with_our_init: set[type] = set()
"""The classes of which `__init__` does nothing but set attributes."""


def altered(record: _Record, /, **changes: Any) -> _Record:
    """Return a copy of an object with other values of some attributes; the object itself where all are the same objects."""
    if all(_is_same(getattr(record, name), value) for name, value in changes.items()):
        return record
    copied: Any = record
    made: _Record = replace(copied, **changes)
    return made


def _is_same(old: object, new: object) -> bool:
    if isinstance(old, tuple) and isinstance(new, tuple):
        return len(old) == len(new) and all(map(is_, old, new))
    return old is new


def by_identity(function: Callable[[_Record], _Found]) -> Callable[[_Record], _Found]:
    """Make a function of one object remember what it returned, by the object's identity: to hash a large one takes longer.

    The objects are kept, so that no other one gets the identity of one; after fifty thousand, all are forgotten.
    """
    known: dict[int, tuple[_Record, _Found]] = {}

    def remembered(record: _Record) -> _Found:
        found = known.get(id(record))
        if found is None:
            if len(known) >= _MOST_KNOWN:
                known.clear()
            found = known[id(record)] = (record, function(record))
        return found[1]

    return remembered


def _frozen(kind: type, *, eq: bool = True, kw_only: bool = False) -> Any:
    """Return a class as a frozen dataclass with slots."""
    declare = dataclasses.dataclass(
        init=False, repr=False, eq=False, frozen=False, slots=True, kw_only=kw_only
    )
    made: Any = declare(kind)
    methods: dict[str, _Method] = {"__init__": _init_when_needed(made), "__repr__": _repr}
    if eq:
        methods |= _comparing([each.name for each in dataclasses.fields(made) if each.compare])
    for name, method in methods.items():
        if name not in made.__dict__:
            setattr(made, name, method)
    if "__init__" not in kind.__dict__ and not hasattr(kind, "__post_init__"):
        _with_our_init.add(made)
    return made


def _init_when_needed(kind: Any) -> _Method:
    """Return an `__init__` that replaces itself with a compiled one."""

    def first_init(self: Any, /, *positional: Any, **named: Any) -> None:
        kind.__init__ = _compiled_init(kind)
        kind.__init__(self, *positional, **named)

    return first_init


def _compiled_init(kind: Any) -> _Method:
    """Return the `__init__` of a class that has the same fields, and is not frozen."""
    fields = [(each.name, each.type, each) for each in dataclasses.fields(kind)]
    post = getattr(kind, "__post_init__", None)
    twin = dataclasses.make_dataclass(
        kind.__name__,
        fields,
        namespace={"__post_init__": post} if post else {},
        repr=False,
        eq=False,
    )
    init: _Method = twin.__dict__["__init__"]
    return init


def _comparing(names: Sequence[str]) -> dict[str, _Method]:
    """Return `__eq__` and `__hash__` of objects with the attributes that are compared."""
    values_of = _getter(tuple(names))

    def is_equal(self: Any, other: Any) -> Any:
        if other.__class__ is not self.__class__:
            return NotImplemented
        return values_of(self) == values_of(other)

    def hashed(self: Any) -> int:
        return hash(values_of(self))

    return {"__eq__": is_equal, "__hash__": hashed}


def _repr(self: Any) -> str:
    shown = (f"{f.name}={getattr(self, f.name)!r}" for f in dataclasses.fields(self) if f.repr)
    return f"{self.__class__.__qualname__}({', '.join(shown)})"


def _getter(names: tuple[str, ...]) -> Callable[[Any], tuple[Any, ...]]:
    """Return a function that returns the values of several attributes."""
    if len(names) > 1:
        return attrgetter(*names)
    if not names:
        return lambda value: ()
    only = attrgetter(*names)
    return lambda value: (only(value),)


def _init_of_all(name: str, names: Sequence[str]) -> _Method:
    """Return an `__init__` that sets attributes to as many values."""
    twin = dataclasses.make_dataclass(name, names, repr=False, eq=False)
    init: _Method = twin.__dict__["__init__"]
    return init


@cache
def _copier(kind: Any) -> Callable[[Any, dict[str, Any]], Any]:
    """Return what makes a copy of an object of a class, with other values of some attributes."""
    fields = dataclasses.fields(kind)
    names = tuple(each.name for each in fields if each.init)
    values_of = _getter(names)
    if kind not in _with_our_init or len(names) < len(fields):

        def made_anew(value: Any, changes: dict[str, Any]) -> Any:
            given = dict(zip(names, values_of(value), strict=True))
            return kind(**{**given, **changes})

        return made_anew
    places = {name: place for place, name in enumerate(names)}
    init = _init_of_all(kind.__name__, names)

    def copy(value: Any, changes: dict[str, Any]) -> Any:
        # Arguments without names, all of them, are many times faster.
        values = [*values_of(value)]
        for name, changed in changes.items():
            values[places[name]] = changed
        made = object.__new__(kind)
        init(made, *values)
        return made

    return copy
