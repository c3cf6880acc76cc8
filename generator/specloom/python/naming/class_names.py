"""Names for classes: from the hints of types to candidates, of which the least one that is unlike all others is taken.

oneOf/1 of the items of `content` in Message, `type: [image]`    ImageContent, MessageImageContent
the property `address` of Order                                  Address, OrderAddress
`io.k8s.api.core.v1.Pod`                                         Pod, V1Pod, CoreV1Pod, ...
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from operator import add

from ...ir.types import Given, NameHint, NamePart, Role, Text
from ...records import replace
from .identifiers import pascal
from .words import SHORT_PLURALS, singular

LONGEST = 50
"""The most characters of a class name, where there is a shorter one that is not taken."""
_BASE = "Base"
_MAX_LENGTH = 90
_RUN = re.compile(r"[\w.]+")
_MODULES = re.compile(r"[a-z][a-z0-9_]*__[A-Z]\w*\Z")
_VAGUE = frozenset(
    "type code object data dataitem option options value values result results item items kind mode status "
    "state reason format attributes details info name id key object string config configuration".split()
)
_VERSION = re.compile(r"v?\d+[\w]*\Z", re.IGNORECASE)
_PIECES = re.compile(r"[A-Z]+(?![a-z])[0-9]*|[A-Z]?[a-z]+[0-9]*|[0-9]+")
_INSIDE = (Role.ITEM, Role.VALUE, Role.VARIANT, Role.BASE, Role.REQUEST, Role.RESPONSE)
"""What these are is said by the thing around them."""


def class_candidates(
    hint: NameHint,
    kind: str = "Object",
    *,
    short_owner: Text | None = None,
    resource: Text | None = None,
) -> list[str]:
    """Return names for a class, the one to be preferred first, and the last ones for want of a better.

    Names of more than `LONGEST` characters come behind those that leave out a title, that have what an owner is
    called beside its resource, or that have the resource alone.

    Args:
        hint: The way to the type.
        kind: The word for the type itself: what the only alternative of its kind is called, where the union has
            taken the name that both could have.
        short_owner: What the operation that the type is found in is called, if there is something shorter.
        resource: What the resource of that operation is called, if there is one.
    """
    if isinstance(hint, Given):
        return _given_candidates(hint.text.raw)
    names = _names_along(hint.parts, kind)
    held = [pascal(text.raw) for text in hint.held]
    shorter = [
        name
        for parts in _shorter_ways(hint.parts, short_owner, resource)
        for name in _not_too_long(_beyond_first(_distinct(_names_along(parts, "").found())))
    ]
    return _distinct([*held, *_not_too_long(names.found()), *shorter, *names.all()])


def _names_along(parts: Sequence[NamePart], kind: str) -> _Names:
    names = _Names(kind)
    for part in parts:
        names.step(part)
    return names


def _not_too_long(names: Iterable[str]) -> list[str]:
    return [name for name in names if len(name) <= LONGEST]


def _beyond_first(names: list[str]) -> list[str]:
    """Return names without a property alone, which says too little for a type that has a title."""
    return names[1:] or names


def _shorter_ways(
    parts: Sequence[NamePart], owner: Text | None, resource: Text | None
) -> Iterator[list[NamePart]]:
    """Yield the way to a type without titles, with a shorter word for its owner, both, and with its resource alone."""
    untitled = [replace(part, title=None) for part in parts]
    yield untitled
    if owner and parts:
        yield [*parts[:-1], replace(parts[-1], text=owner)]
        yield [*untitled[:-1], replace(untitled[-1], text=owner)]
    # The response of a resource could be any of many; `permissions` in one of them is something.
    if resource and any(_word(part) is not None for part in untitled[:-1]):
        yield [*untitled[:-1], replace(untitled[-1], text=resource)]


def apart_from_union(candidates: Sequence[str], union: Sequence[str]) -> list[str]:
    """Return the names of an alternative without those of its union, which is the one to be called so."""
    return [name for name in candidates if name not in union] or list(candidates)


def without_vague(candidates: Sequence[str]) -> list[str]:
    """Return names without a first one that says nothing by itself, such as Type, if there is another one."""
    is_vague = candidates[0].lower() in _VAGUE
    return list(candidates[1:] if is_vague and len(candidates) > 1 else candidates)


def _given_candidates(text: str) -> list[str]:
    """Return the last segment of a dotted name, then with more and more of those before it.

    Python's modules are written with two underscores: `app__schemas__item__Item`.
    """
    if _MODULES.match(text):
        text = text.replace("__", ".")
    depth = max((run.count(".") for run in _RUN.findall(text)), default=0)
    shortened = [_without_namespaces(text, kept) for kept in range(1, depth + 1)]
    names = _distinct(pascal(each, "Schema") for each in (*shortened, text))
    return _distinct([_said_once(names[0]) if len(names[0]) > LONGEST else names[0], *names])


def _said_once(name: str) -> str:
    """Return a name without words that repeat those directly before them: DetailsDetails, ReaderReaderResource."""
    kept: list[str] = []
    for piece in _PIECES.findall(name):
        kept.append(piece)
        for size in range(1, len(kept) // 2 + 1):
            if kept[-size:] == kept[-2 * size : -size]:
                del kept[-size:]
                break
    return "".join(kept)


def _without_namespaces(text: str, kept: int) -> str:
    """Return a name with so many segments of each dotted name in it; `List[a.b.Pet]` has one."""
    return _RUN.sub(lambda run: _last_segments(run[0], kept), text)


def _last_segments(name: str, kept: int) -> str:
    segments = [segment for segment in name.split(".") if segment]
    # `Account.Create` is nested, not in a namespace; `Pet.v1` is a version of Pet.
    if len(segments) == 2 and segments[0][:1].isupper():
        return name
    while kept < len(segments) and all(_VERSION.match(each) for each in segments[-kept:]):
        kept += 1
    return ".".join(segments[-kept:])


class _Names:
    """The names that the way to a type makes, step by step outwards.

    Until the first word that stands by itself, there may be a label without its holder, the end of a name
    ("Response"), or a list whose item is meant.
    """

    def __init__(self, kind: str) -> None:
        self._kind = kind
        self._core = ""
        self._label = ""
        self._tail = ""
        self._is_item = False
        self._is_only = False
        self._names: list[str] = []
        self._outer: list[str] = []
        self._whole = ""
        self._unjoined = ""
        self._media_type = ""

    def step(self, part: NamePart) -> None:
        """Add the next step outwards."""
        self._whole = _with_part(part, self._whole, _joined)
        self._unjoined = _with_part(part, self._unjoined, add)
        if part.title is not None and not (self._core or self._label):
            self._begin_with_title(part, _of_title(part.title))
        elif (word := _word(part)) is not None:
            self._stand(word)
        elif part.role is Role.VARIANT:
            self._alternative(part)
        elif part.role is Role.BASE:
            self._kind = _BASE
        elif not self._core:
            self._end(part)

    def found(self) -> list[str]:
        """Return the names, the best first."""
        names = list(self._names) or [pascal(self._whole, "Schema")]
        if not self._names and (self._label or self._tail):
            names = [pascal(self._label + self._tail, "Schema")]
        if self._kind == _BASE:
            names = [f"{name}{_BASE}" for name in names]
        elif self._is_only:
            names += [f"{name}{self._kind}" for name in names]
        names += [f"{name}{self._media_type}" for name in names if self._media_type]
        names += [_joined(word, names[0]) for word in self._outer[2:]]
        names += [_joined(word, names[1]) for word in self._outer[3:]]
        return names

    def all(self) -> list[str]:
        """Return the names, none of them far too long, and at the end those for want of a better."""
        names = self.found()
        whole = pascal(self._whole, "Schema")
        # A `commit` within a `commit` is told from other ones by what else would not be said twice.
        last = [f"{names[-1]}{self._kind}", pascal(self._unjoined, "Schema")]
        return [_shortened(name) for name in (*names, whole, *last)]

    def _begin_with_title(self, part: NamePart, title: str) -> None:
        self._names.append(title)
        self._core, self._tail, self._is_item, self._is_only = title, "", False, False
        if part.role in (Role.MEMBER, Role.PARAMETER) and part.text.raw:
            held_by = pascal(part.text.raw, "Schema")
            if not _says(title, held_by):
                longer = _joined(held_by, title)
                self._names.append(longer)
                self._core = longer if len(longer) <= LONGEST else title
        self._outer.append(title)

    def _stand(self, word: str) -> None:
        """Add a word that can stand by itself."""
        self._outer.append(word)
        whole = (_singular_class(word) if self._is_item else word) + self._tail
        if self._label:
            self._names += _labelled(self._label, whole)
            self._core = self._names[-1]
        else:
            self._core = _joined(whole, self._core)
            self._names.append(self._core)
        self._label, self._tail, self._is_item = "", "", False

    def _alternative(self, part: NamePart) -> None:
        label = pascal(part.label.raw, "Value") if part.label is not None and part.label.raw else ""
        if self._core and label:
            self._stand(label)
        elif not self._core:
            self._label = label + self._label
            self._is_only = part.label is not None and not label and not self._names

    def _end(self, part: NamePart) -> None:
        """Add what a name ends with, as long as it has no beginning."""
        if part.role is Role.ITEM:
            self._is_item = True
            return
        ends = {Role.VALUE: "Value", Role.REQUEST: "Request", Role.HEADER: "Headers"}
        end = ends.get(part.role, f"{pascal(part.text.raw, '')}Response")
        self._media_type = pascal(part.label.raw, "") if part.label is not None else ""
        self._tail = end + ("Item" if self._is_item else "") + self._tail
        self._is_item = False


def _word(part: NamePart) -> str | None:
    """Return the word of a step that can stand by itself; None if it only says what something is to it."""
    text = part.text.raw
    if part.role in _INSIDE or (part.role is Role.HEADER and not text):
        return None if part.title is None else _of_title(part.title)
    return pascal(text, "Schema")


def _of_title(title: Text) -> str:
    return pascal(re.sub("['\u2019]", "", title.raw), "Schema")


def _labelled(label: str, holder: str) -> list[str]:
    """Return the names of an alternative: `thread.run.queued` in RunStreamEvent is ThreadRunQueuedEvent."""
    words, around = _PIECES.findall(label), _PIECES.findall(holder)
    names = [_joined(label, holder)]
    if len(words) > 1 and len(around) > 1:
        names.insert(0, _joined(label, around[-1]))
    return [name if name.lower() != holder.lower() else f"{label}{holder}" for name in names]


def _joined(outer: str, inner: str) -> str:
    """Put a word before a name; what the one ends and the other begins with is written once."""
    before, after = _PIECES.findall(outer), _PIECES.findall(inner)
    # `wisepos_e` and "WisePose" are the same words, spelled apart.
    beginnings = {"".join(after[:size]).lower(): size for size in range(1, len(after) + 1)}
    for start in range(len(before)):
        size = beginnings.get("".join(before[start:]).lower())
        if size is not None:
            return outer + "".join(after[size:])
    return outer + inner


def _says(name: str, other: str) -> bool:
    """Return whether a name of several words has all words of another one, in singular or plural."""
    said = {singular(piece.lower()) for piece in _PIECES.findall(name)}
    return said > {singular(piece.lower()) for piece in _PIECES.findall(other)}


def _shortened(name: str) -> str:
    """Return a name without as many of its first words as make it far too long."""
    if len(name) <= _MAX_LENGTH:
        return name
    pieces = _PIECES.findall(name)
    while len(pieces) > 1 and sum(map(len, pieces)) > _MAX_LENGTH:
        pieces.pop(0)
    return pascal("".join(pieces), "Schema")


def _distinct(names: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(names))


def _with_part(part: NamePart, inner: str, join: Callable[[str, str], str]) -> str:
    """Prefix the name made so far with that of an outer place, which gives the last of all names."""
    text = part.text.raw
    if part.role is Role.ITEM:
        return f"Item{inner}"
    if part.role is Role.VALUE:
        return f"Value{inner}"
    if part.role is Role.BASE:
        return f"Base{inner}"
    if part.role is Role.VARIANT:
        return f"Variant{int(text) + 1 if text.isdigit() else ''}{inner}"
    if part.role is Role.REQUEST:
        return f"{pascal(text, '')}Request{inner}" if text else f"Request{inner}"
    if part.role is Role.RESPONSE:
        return f"{pascal(text, '')}Response{inner}" if text else f"Response{inner}"
    if part.role is Role.HEADER and not text:
        return f"Headers{inner}"
    return join(pascal(text, "Schema"), inner)


def _singular_class(name: str) -> str:
    """Turn the plural name of a list into the name of one item: "ModelSummaries" into "ModelSummary"."""
    match = re.search(r"[A-Z]?[a-z]+$", name)
    if match is None:
        return f"{name}Item"
    last = match[0]
    one = SHORT_PLURALS.get(last.lower()) or singular(last.lower())
    if one == last.lower():
        return f"{name}Item"
    return name[: match.start()] + (one.capitalize() if last[0].isupper() else one)
