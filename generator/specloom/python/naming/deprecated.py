"""Deprecated aliases: old names, and when they are removed.

A name is a `ScopedName`: a scope of the client, and the name in it. What it stands for is a `Thing`, known by
its key in the lock. A thing whose place was another one in the last run leaves an alias there.
"""

from __future__ import annotations

import keyword
import re
from collections.abc import Iterator, Mapping
from dataclasses import field
from enum import Enum

from ...diagnostics import Code
from ...ir.name_keys import (
    CLIENT,
    ERRORS,
    MODELS,
    TYPES,
    NameKey,
    is_resource,
    old_name_key,
    parse_key,
    parse_old_name_key,
    recorded_key,
)
from ...records import dataclass
from .findings import NamingFinding
from .name_registry import PastClient

_NUMBERS = re.compile(r"(\d{1,100})(?:\.(\d{1,100}))?", re.ASCII)


class NamedKind(Enum):
    """What a thing is in Python."""

    MODEL = "model"
    DICTIONARY = "dictionary"
    ERROR = "error"
    RESOURCE = "resource"
    METHOD = "method"


@dataclass(frozen=True, slots=True)
class Thing:
    """Something that has a name; `key` is that of the lock, which for dictionaries is that of the type."""

    kind: NamedKind
    key: NameKey


@dataclass(frozen=True, slots=True, order=True)
class ScopedName:
    """A name in a scope: MODELS, TYPES, ERRORS, CLIENT, or the key of a resource for the class of its operations."""

    scope: NameKey
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Alias:
    """A name that a thing had. It goes in the version `until`; `old` and `new` are what callers write."""

    place: ScopedName
    thing: Thing
    until: str
    old: str = ""
    new: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Aliases:
    """The aliases of one client, and what is to be said about those that cannot be.

    `record` is for the lock: every old name whose time is not over, also where another thing has taken
    it. `ended` are the old names whose time is over since the last run, with what they stood for. `shadows` are the tags that the document has no more, whose operations are elsewhere now.
    """

    live: tuple[Alias, ...] = ()
    record: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    shadows: tuple[NameKey, ...] = ()
    findings: tuple[NamingFinding, ...] = ()
    ended: Mapping[str, str] = field(default_factory=dict)

    def within(self, scope: NameKey, kind: NamedKind | None = None) -> tuple[Alias, ...]:
        """Return the aliases in a scope, all or those of a kind."""
        return tuple(
            a for a in self.live if a.place.scope == scope and kind in (None, a.thing.kind)
        )

    def of(self, thing: Thing) -> tuple[Alias, ...]:
        """Return the aliases of a thing."""
        return tuple(alias for alias in self.live if alias.thing == thing)


def first_minor_with(version: str, before: str | None) -> tuple[int, int]:
    """Return the minor version that an alias is kept for: the first one to be released with it.

    That is the version of this run if it is a new one. If the version is still that of the last run,
    it may be out already; then it is the next one.
    """
    now = _minor(version)
    return now if before and now > _minor(before) else (now[0], now[1] + 1)


def _minor(version: str) -> tuple[int, int]:
    numbers = _NUMBERS.search(version)
    return (int(numbers[1]), int(numbers[2] or 0)) if numbers else (0, 0)


def find_aliases(
    current: Mapping[Thing, ScopedName],
    former: Mapping[ScopedName, Thing],
    moved: Mapping[NameKey, NameKey],
    past: PastClient,
    version: str,
) -> Aliases:
    """Decide which old names work.

    Args:
        current: Where everything is.
        former: Where things were in the last run, by what they are now.
        moved: The keys of things that had another one in the last run: old -> new.
        past: What the last run left: its aliases, and its version.
        version: The version of the client.
    """
    major, minor = first_minor_with(version, past.version)
    # What is removed in a version must be one that may break: 0.3.0, or 2.0.0.
    until = f"{major + 1}.0.0" if major else f"0.{minor + 1}.0"
    recorded = {
        ScopedName(moved.get(place.scope, place.scope), place.name): (
            Thing(thing.kind, moved.get(thing.key, thing.key)),
            end,
        )
        for place, thing, end in _read(past.aliases)
    }
    entries = {p: entry for p, entry in recorded.items() if _minor(version) < _minor(entry[1])}
    over = {p: thing for p, (thing, _) in recorded.items() if p not in entries}
    entries |= {place: (thing, until) for place, thing in former.items()}
    entries = {place: entry for place, entry in entries.items() if current.get(entry[0]) != place}
    return _Settling(current, entries).aliases(over)


class _Settling:
    """Finds out which of the old names can be had; the steps are in the order of the methods."""

    def __init__(
        self, current: Mapping[Thing, ScopedName], entries: Mapping[ScopedName, tuple[Thing, str]]
    ) -> None:
        self._current = current
        self._entries = dict(sorted(entries.items()))
        self._taken = {_slot(place): thing for thing, place in current.items()}
        self._accessors = {
            thing.key: f"client.{place.name}"
            for thing, place in current.items()
            if thing.kind is NamedKind.RESOURCE
        }
        self._live: list[Alias] = []
        self._record: dict[str, dict[str, str]] = {}
        self._findings: list[NamingFinding] = []

    def aliases(self, over: Mapping[ScopedName, Thing]) -> Aliases:
        """Return the aliases; `over` are those whose time is over."""
        shadows = self._shadows()
        for place, (thing, until) in self._entries.items():
            if thing in self._current:
                self._settle(place, thing, until)
        used = {alias.place.scope for alias in self._live}
        for tag, attributes in shadows.items():
            if tag in used:
                for place in attributes:
                    self._add(place, *self._entries[place], new=self._accessors[tag])
        return Aliases(
            live=tuple(sorted(self._live, key=lambda alias: alias.place)),
            record=dict(sorted(self._record.items())),
            shadows=tuple(sorted(tag for tag in shadows if tag in used)),
            findings=tuple(self._findings),
            ended=dict(self._ended(over)),
        )

    def _ended(self, over: Mapping[ScopedName, Thing]) -> Iterator[tuple[str, str]]:
        """Yield the names that are no more, as callers write them, with those that they stood for."""
        for place, thing in over.items():
            target = self._current.get(thing)
            old = self._spelled(place)
            if target is not None and old is not None and _slot(place) not in self._taken:
                yield old, self._spelled(target) or target.name

    def _shadows(self) -> dict[NameKey, list[ScopedName]]:
        """Return the attributes of removed tags whose attributes can stay, by the key of the tag."""
        attributes: dict[NameKey, list[ScopedName]] = {}
        for place, (thing, _) in self._entries.items():
            is_gone = thing.kind is NamedKind.RESOURCE and thing not in self._current
            if is_gone and self._taken.setdefault(_slot(place), thing) == thing:
                attributes.setdefault(thing.key, []).append(place)
                self._accessors.setdefault(thing.key, f"client.{place.name}")
        return attributes

    def _settle(self, place: ScopedName, thing: Thing, until: str) -> None:
        target = self._current[thing]
        old, new = self._spelled(place), self._spelled(target) or target.name
        if old is not None and self._taken.setdefault(_slot(place), thing) == thing:
            self._add(place, thing, until, new=new)
        else:
            self._refuse(place, thing, until, old or place.name, new)

    def _refuse(self, place: ScopedName, thing: Thing, until: str, old: str, new: str) -> None:
        # It stays in the lock, so that the next run says the same.
        self._note(place, thing, until)
        message = f"{old} cannot stay as an old name of {new}: another thing has this name now"
        at = "#" if thing.kind is NamedKind.RESOURCE else parse_key(thing.key).subject
        self._findings.append(NamingFinding(Code.NAME_TAKEN, message, at))

    def _add(self, place: ScopedName, thing: Thing, until: str, *, new: str) -> None:
        self._note(place, thing, until)
        old = self._spelled(place) or place.name
        self._live.append(Alias(place=place, thing=thing, until=until, old=old, new=new))

    def _note(self, place: ScopedName, thing: Thing, until: str) -> None:
        self._record[old_name_key(place.scope, place.name)] = {"for": thing.key, "until": until}

    def _spelled(self, place: ScopedName) -> str | None:
        """Return a name as callers write it; None for a method of a tag that nothing leads to."""
        if place.scope in (MODELS, TYPES, ERRORS, CLIENT):
            return f"{place.scope}.{place.name}"
        accessor = self._accessors.get(place.scope)
        return None if accessor is None else f"{accessor}.{place.name}"


def _slot(place: ScopedName) -> tuple[str, str]:
    """Return what only one thing can have: names of attributes that differ by case only count as one."""
    is_class = place.scope in (MODELS, TYPES, ERRORS)
    return (place.scope, place.name if is_class else place.name.lower())


def _read(recorded: Mapping[str, Mapping[str, str]]) -> Iterator[tuple[ScopedName, Thing, str]]:
    """Read what the lock has; what makes no sense is left out."""
    kinds = {MODELS: NamedKind.MODEL, TYPES: NamedKind.DICTIONARY, ERRORS: NamedKind.ERROR}
    for text, entry in recorded.items():
        scope, name = parse_old_name_key(text)
        key, until = entry.get("for"), entry.get("until")
        if not (isinstance(key, str) and isinstance(until, str) and _NUMBERS.search(until)):
            continue
        if not _is_name(name):
            continue
        if scope in kinds:
            yield ScopedName(scope, name), Thing(kinds[scope], recorded_key(key)), until
        elif scope == CLIENT and is_resource(key):
            yield ScopedName(scope, name), Thing(NamedKind.RESOURCE, recorded_key(key)), until
        elif scope == CLIENT or is_resource(scope):
            yield ScopedName(scope, name), Thing(NamedKind.METHOD, recorded_key(key)), until


def _is_name(name: str) -> bool:
    return name.isascii() and name.isidentifier() and not keyword.iskeyword(name)
