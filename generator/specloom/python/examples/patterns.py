"""Regular expressions (`pattern`): matching texts, and making matching ones.

JSON Schema means ECMA-262 by it (2020-12, core, section 6.4). A pattern is document text, so it is
never handed to `re`, which takes exponential time for some: here it is parsed, and matched by sets of
positions, within a limit of steps. What is not understood (back-references, look-behind, flags) is
unknown, which is not an error.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from itertools import cycle, islice
from typing import NoReturn, TypeAlias, assert_never

from ...records import dataclass

_LONGEST_PATTERN = 1000
_LONGEST_COUNT = 6
_DEEPEST = 40
_MOST_STEPS = 20_000
_READABLE = 3
_LAST = 0x10FFFF
_Range: TypeAlias = tuple[int, int]

_DIGITS: tuple[_Range, ...] = ((0x30, 0x39),)
_WORD: tuple[_Range, ...] = ((0x30, 0x39), (0x41, 0x5A), (0x5F, 0x5F), (0x61, 0x7A))
_SPACE: tuple[_Range, ...] = (
    *((0x09, 0x0D), (0x20, 0x20), (0xA0, 0xA0), (0x1680, 0x1680), (0x2000, 0x200A)),
    *((0x2028, 0x2029), (0x202F, 0x202F), (0x205F, 0x205F), (0x3000, 0x3000), (0xFEFF, 0xFEFF)),
)
_LINE_ENDS: tuple[_Range, ...] = ((0x0A, 0x0A), (0x0D, 0x0D), (0x2028, 0x2029))
_CLASSES = {"d": _DIGITS, "w": _WORD, "s": _SPACE}
_CONTROLS = {"n": "\n", "t": "\t", "r": "\r", "f": "\f", "v": "\v", "0": "\0"}

_ALPHABETS = (
    "abcdefghijklmnopqrstuvwxyz1234567890ABCDEFGHIJKLMNOPQRSTUVWXYZ-_. :/",
    "Aa1-Bb2_Cc3.Dd4!Ee5@Ff6#Gg7$Hh8%Ii9^Jj0&Kk*LlMmNnOoPpQqRrSsTtUuVvWwXxYyZz",
)
_PRINTABLE = "".join(map(chr, range(0x20, 0x7F)))


@dataclass(frozen=True, slots=True)
class _Chars:
    """One character: of the ranges, or of the Unicode categories (which `True` inverts), or of neither."""

    ranges: tuple[_Range, ...]
    categories: tuple[tuple[str, bool], ...] = ()
    inverted: bool = False

    def holds(self, char: str) -> bool:
        number = ord(char)
        listed = any(low <= number <= high for low, high in self.ranges) or any(
            unicodedata.category(char).startswith(name) != inverted
            for name, inverted in self.categories
        )
        return listed != self.inverted


@dataclass(frozen=True, slots=True)
class _Row:
    items: tuple[_Node, ...]


@dataclass(frozen=True, slots=True)
class _Choice:
    options: tuple[_Node, ...]


@dataclass(frozen=True, slots=True)
class _Repeat:
    item: _Node
    least: int
    most: int | None


@dataclass(frozen=True, slots=True)
class _Edge:
    """A place: the start "^", the end "$", a word's edge "b", or none "B"."""

    sign: str


@dataclass(frozen=True, slots=True)
class _Look:
    """What must follow, or must not."""

    item: _Node
    inverted: bool


_Node: TypeAlias = _Chars | _Row | _Choice | _Repeat | _Edge | _Look


class _Unknown(Exception):
    """The pattern is not understood, or it takes too many steps."""


def matches(pattern: str, text: str) -> bool | None:
    """Return whether a pattern occurs in a text; None where that is not known."""
    node = _parsed(pattern)
    if node is None:
        return None
    try:
        return bool(_Matcher(text).ends(node, set(range(len(text) + 1))))
    except (_Unknown, RecursionError):
        return None


def texts(pattern: str, least: int, most: int | None, start: int = 0) -> Iterator[str]:
    """Yield texts of a length that may match a pattern, the most readable first; `matches` decides.

    Another `start` gives others, where there are more.
    """
    node = _parsed(pattern)
    if node is None:
        return
    readable = max(least, _READABLE if most is None else min(most, _READABLE))
    seen: set[str] = set()
    for wanted, filling in ((readable, False), (readable, True), (least, False), (least + 4, True)):
        for alphabet in _ALPHABETS:
            for turn in range(3):
                try:
                    text = _PatternWriter(alphabet, turn, start, filling=filling).text(node, wanted)
                except _Unknown:
                    continue
                if text not in seen:
                    seen.add(text)
                    yield text


@lru_cache(maxsize=256)
def _parsed(pattern: str) -> _Node | None:
    if len(pattern) > _LONGEST_PATTERN:
        return None
    try:
        return _Reader(pattern).whole()
    except _Unknown:
        return None


class _Reader:
    """Reads a pattern (ECMA-262, section 22.2.1, with what Annex B.1.2 adds)."""

    def __init__(self, pattern: str) -> None:
        self._text = pattern
        self._at = 0
        self._depth = 0

    def whole(self) -> _Node:
        node = self._choice()
        if self._at < len(self._text):
            self._fail()
        return node

    def _fail(self) -> NoReturn:
        raise _Unknown

    def _next(self) -> str:
        if self._at >= len(self._text):
            self._fail()
        self._at += 1
        return self._text[self._at - 1]

    def _took(self, sign: str) -> bool:
        there = self._text.startswith(sign, self._at)
        self._at += len(sign) if there else 0
        return there

    def _choice(self) -> _Node:
        self._depth += 1
        if self._depth > _DEEPEST:
            self._fail()
        options = [self._row()]
        while self._took("|"):
            options.append(self._row())
        self._depth -= 1
        return options[0] if len(options) == 1 else _Choice(tuple(options))

    def _row(self) -> _Node:
        items: list[_Node] = []
        while self._at < len(self._text) and self._text[self._at] not in "|)":
            items.append(self._term())
        return items[0] if len(items) == 1 else _Row(tuple(items))

    def _term(self) -> _Node:
        node = self._atom()
        counts = self._counts()
        if counts is None:
            return node
        self._took("?")  # lazy: it matches the same texts
        if isinstance(node, _Edge | _Look) or self._counts() is not None or self._took("+"):
            self._fail()
        return _Repeat(node, *counts)

    def _counts(self) -> tuple[int, int | None] | None:
        for sign, least, most in (("*", 0, None), ("+", 1, None), ("?", 0, 1)):
            if self._took(sign):
                return least, most
        if not self._text.startswith("{", self._at):
            return None
        inside, closed, _ = self._text[self._at + 1 :].partition("}")
        low, comma, high = inside.partition(",")
        if not closed or not _is_count(low) or not (_is_count(high) or not high):
            return None  # a brace that means itself
        self._at += len(inside) + 2
        if max(len(low), len(high)) > _LONGEST_COUNT:
            self._fail()
        least = int(low)
        most = int(high) if high else None if comma else least
        if most is not None and most < least:
            self._fail()
        return least, most

    def _atom(self) -> _Node:
        char = self._next()
        if char in "^$":
            return _Edge(char)
        if char == ".":
            return _Chars(_LINE_ENDS, inverted=True)
        if char == "[":
            return self._class()
        if char == "(":
            return self._group()
        if char == "\\":
            return self._escape()
        if char in "*+?":
            self._fail()
        return _Chars(((ord(char), ord(char)),))

    def _group(self) -> _Node:
        look: bool | None = None
        if self._took("?"):
            if self._took("="):
                look = False
            elif self._took("!"):
                look = True
            elif self._took("<") or self._took("P<"):
                self._name()
            elif not self._took(":"):
                self._fail()
        node = self._choice()
        if not self._took(")"):
            self._fail()
        return node if look is None else _Look(node, look)

    def _name(self) -> None:
        name, closed, _ = self._text[self._at :].partition(">")
        if not closed or not name.isidentifier():
            self._fail()
        self._at += len(name) + 1

    def _escape(self) -> _Node:
        char = self._next()
        if char in "bB":
            return _Edge(char)
        members = self._class_escape(char)
        if members is not None:
            return members
        number = ord(self._literal(char))
        return _Chars(((number, number),))

    def _class_escape(self, char: str) -> _Chars | None:
        """Read what stands for many characters: a class or a category."""
        if char.lower() in _CLASSES:
            ranges = _CLASSES[char.lower()]
            return _Chars(_inverse(ranges) if char.isupper() else ranges)
        if char not in "pP":
            return None
        if self._took("{"):
            name, closed, _ = self._text[self._at :].partition("}")
            self._at += len(name) + 1
        else:
            name, closed = self._next(), "}"
        name = _CATEGORIES.get(name, name)
        if not closed or not name or len(name) > 2 or name[0] not in "LMNPSZC":
            self._fail()
        return _Chars((), ((name, char == "P"),))

    def _literal(self, char: str) -> str:
        """Read the rest of an escape that stands for one character."""
        if char == "x":
            return self._hexadecimal(2)
        if char == "u":
            if self._took("{"):
                digits, closed, _ = self._text[self._at :].partition("}")
                self._at += len(digits) + 1
                return self._number(digits if closed else "")
            return self._hexadecimal(4)
        if char == "0" and self._text[self._at : self._at + 1].isdigit():
            self._fail()
        if char in _CONTROLS:
            return _CONTROLS[char]
        if char.isalnum():
            self._fail()  # a back-reference, or of another dialect
        return char

    def _hexadecimal(self, count: int) -> str:
        digits = self._text[self._at : self._at + count]
        self._at += count
        return self._number(digits if len(digits) == count else "")

    def _number(self, digits: str) -> str:
        if not digits or not set(digits) <= set("0123456789abcdefABCDEF"):
            self._fail()
        number = int(digits, 16)
        if number > _LAST:
            self._fail()
        return chr(number)

    def _class(self) -> _Chars:
        inverted = self._took("^")
        ranges: list[_Range] = []
        categories: list[tuple[str, bool]] = []
        while not self._took("]"):
            first = self._member()
            if isinstance(first, _Chars):
                ranges += first.ranges
                categories += first.categories
                continue
            last = first
            if self._text.startswith("-", self._at) and self._text[self._at + 1 :][:1] not in (
                "]",
                "",
            ):
                self._at += 1
                end = self._member()
                if isinstance(end, _Chars):  # Annex B: the hyphen means itself
                    ranges += [(first, first), (0x2D, 0x2D), *end.ranges]
                    categories += end.categories
                    continue
                last = end
            if last < first:
                self._fail()
            ranges.append((first, last))
        return _Chars(tuple(ranges), tuple(categories), inverted)

    def _member(self) -> int | _Chars:
        char = self._next()
        if char != "\\":
            return ord(char)
        char = self._next()
        if char == "b":
            return 0x08
        return self._class_escape(char) or ord(self._literal(char))


_CATEGORIES = {
    "Letter": "L",
    "Mark": "M",
    "Number": "N",
    "Punctuation": "P",
    "Symbol": "S",
    "Separator": "Z",
    "Other": "C",
    "Alphabetic": "L",
}


def _is_count(text: str) -> bool:
    return text.isascii() and text.isdigit()


def _inverse(ranges: tuple[_Range, ...]) -> tuple[_Range, ...]:
    starts = [0, *(high + 1 for _, high in ranges)]
    ends = [*(low - 1 for low, _ in ranges), _LAST]
    return tuple((low, high) for low, high in zip(starts, ends, strict=True) if low <= high)


class _Matcher:
    """Matches a text: where a part of the pattern may end, from where it may begin."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._steps = 0

    def ends(self, node: _Node, starts: set[int]) -> set[int]:
        """Return the positions where a match may end. Raises `_Unknown` after too many steps."""
        self._steps += len(starts) + 1
        if self._steps > _MOST_STEPS:
            raise _Unknown
        match node:
            case _Chars():
                text = self._text
                return {at + 1 for at in starts if at < len(text) and node.holds(text[at])}
            case _Row(items=items):
                for item in items:
                    starts = self.ends(item, starts)
                return starts
            case _Choice(options=options):
                return set[int]().union(*(self.ends(option, starts) for option in options))
            case _Repeat():
                return self._repeated(node, starts)
            case _Edge(sign=sign):
                return {at for at in starts if self._is_edge(sign, at)}
            case _Look(item=item, inverted=inverted):
                return {at for at in starts if bool(self.ends(item, {at})) != inverted}
            case _:
                assert_never(node)

    def _repeated(self, node: _Repeat, starts: set[int]) -> set[int]:
        ends = set(starts) if node.least == 0 else set()
        current, count = starts, 0
        while current and (node.most is None or count < node.most):
            current = self.ends(node.item, current)
            count += 1
            if count >= node.least:
                current = current - ends  # whoever was here before has more repeats left
                ends |= current
        return ends

    def _is_edge(self, sign: str, at: int) -> bool:
        if sign == "^":
            return at == 0
        if sign == "$":
            return at == len(self._text)
        before = at > 0 and self._is_word(self._text[at - 1])
        after = at < len(self._text) and self._is_word(self._text[at])
        return (before != after) == (sign == "b")

    def _is_word(self, char: str) -> bool:
        return char == "_" or (char.isascii() and char.isalnum())


class _PatternWriter:
    """Writes a text for a pattern. What must follow, or must not, is left to chance.

    `turn` and `start` choose among alternatives; with `filling`, parts that may be left out are written to reach a length.
    """

    def __init__(self, alphabet: str, turn: int, start: int, *, filling: bool) -> None:
        self._alphabet = alphabet
        self._turn = turn
        self._start = start
        self._filling = filling
        self._steps = 0
        self._wanted = 0
        self._pools: dict[_Chars, Iterator[str]] = {}

    def text(self, node: _Node, wanted: int) -> str:
        """Write a text of at least `wanted` characters where the pattern allows it. Raises `_Unknown`."""
        self._wanted = 0
        shortest = self._written(node)
        self._wanted = max(0, wanted - len(shortest))
        self._pools = {}
        return self._written(node)

    def _written(self, node: _Node) -> str:
        self._steps += 1
        if self._steps > _MOST_STEPS // 10:
            raise _Unknown
        match node:
            case _Chars():
                return self._char(node)
            case _Row(items=items):
                return "".join([self._written(item) for item in items])
            case _Choice(options=options):
                return self._written(next(islice(cycle(options), self._turn + self._start, None)))
            case _Repeat():
                return self._repeated(node)
            case _Edge() | _Look():
                return ""
            case _:
                assert_never(node)

    def _repeated(self, node: _Repeat) -> str:
        parts: list[str] = []
        while len(parts) < node.least:
            parts.append(self._written(node.item))
        if node.most == 1 and not self._filling:
            return "".join(parts)
        while self._wanted > 0 and (node.most is None or len(parts) < node.most):
            part = self._written(node.item)
            if not part:
                break
            self._wanted -= len(part)
            parts.append(part)
        return "".join(parts)

    def _char(self, node: _Chars) -> str:
        if node not in self._pools:
            pool = "".join(char for char in self._alphabet if node.holds(char))
            if self._alphabet is _ALPHABETS[0]:
                pool = _kind(pool, self._turn) or pool
            pool = pool or "".join(char for char in _PRINTABLE if node.holds(char))
            ends = [chr(low) for low, _ in node.ranges if not 0xD800 <= low <= 0xDFFF]
            pool = pool or "".join(char for char in ends if node.holds(char))
            if not pool:
                raise _Unknown
            self._pools[node] = islice(cycle(pool), self._start, None)
        return next(self._pools[node])


def _kind(pool: str, turn: int) -> str:
    """Return the characters of one kind, so that the text is easy to read: letters, capitals, digits."""
    kinds = [str.islower, str.isupper, str.isdigit]
    return "".join(char for char in pool if kinds[turn](char))
