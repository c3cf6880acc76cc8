"""Parse JSON (RFC 8259) strictly: no duplicate names, no NaN."""

from __future__ import annotations

import json
import math
import re
import sys
from collections.abc import Iterator
from itertools import count

from ...diagnostics import Code, Location, quote
from ...records import dataclass
from .containers import Container, Containers, TooDeep
from .json_value import JsonValue, is_too_deep, refuse
from .positions import Lines, Place, UnreadPlace

_TOKEN = re.compile(
    r'"[^"\\]*(?:\\.[^"\\]*)*"'  # a string
    r"|[\[\]{},:]"  # punctuation
    r'|[^\s"\[\]{},:]+',  # a number or a word
    re.DOTALL,
)
_SPACE = re.compile(r"[ \t\n\r]*")
_READER = json.JSONDecoder()
_CONSTANTS = frozenset({"NaN", "Infinity", "-Infinity"})


class _Fault(Exception):
    """The text is JSON by grammar, but holds something that is refused; `explain` finds out where."""


def parse(text: str, name: str) -> JsonValue:
    """Read JSON text.

    Args:
        text: The text, without a byte order mark.
        name: The file's display name, for the diagnostic.

    Returns:
        The value. Integers are exact; names are unique.

    Raises:
        GenerationFailed: The text is JSON, but holds a duplicate name, NaN, Infinity, a number out
            of range, or is nested too deep.
        json.JSONDecodeError: The text is not JSON.
    """
    try:
        value: JsonValue = json.loads(
            text,
            object_pairs_hook=_unique,
            parse_constant=_refuse_constant,
            parse_float=_finite,
        )
    except json.JSONDecodeError:
        raise
    # Too many digits for an integer are a ValueError, too deep a text is a RecursionError (of the
    # C scanner, which unwinds safely).
    except (_Fault, ValueError, RecursionError):
        _explain(text, name)
    if is_too_deep(value):
        _explain(text, name)
    return value


def places_of(text: str) -> Place:
    """Find where the values of a JSON text stand, which has been read without a fault.

    Returns the places of the value and of all its parts. Those of an object or array are looked for when they are
    asked for, as far as the one that is: a few diagnostics are about a few places, and Python's reader skips what lies
    before them.
    """
    return _place(text, 0, _after_space(text, 0))


def _place(text: str, offset: int, start: int) -> Place:
    """Return the place of the value that begins at `start`."""
    if text[start] == "{":
        return UnreadPlace(offset, _entries(text, start + 1))
    return UnreadPlace(offset, _items(text, start + 1)) if text[start] == "[" else offset


def _entries(text: str, at: int) -> Iterator[tuple[str, Place]]:
    """Yield the places of the entries of an object; `at` is behind its bracket."""
    while text[at := _after_space(text, at)] != "}":
        if text[at] == ",":
            at = _after_space(text, at + 1)
        name, end = _READER.raw_decode(text, at)
        start = _after_space(text, _after_space(text, end) + 1)  # behind the colon
        yield name, _place(text, at, start)
        _, at = _READER.raw_decode(text, start)


def _items(text: str, at: int) -> Iterator[tuple[str, Place]]:
    """Yield the places of the items of an array; `at` is behind its bracket."""
    for index in count():
        at = _after_space(text, at)
        if text[at] == "]":
            return
        if text[at] == ",":
            at = _after_space(text, at + 1)
        yield str(index), _place(text, at, at)
        _, at = _READER.raw_decode(text, at)


def _after_space(text: str, at: int) -> int:
    match = _SPACE.match(text, at)
    assert match is not None  # It matches nothing, too.
    return match.end()


def _unique(pairs: list[tuple[str, JsonValue]]) -> dict[str, JsonValue]:
    value = dict(pairs)
    if len(value) != len(pairs):
        raise _Fault
    return value


def _refuse_constant(_: str) -> JsonValue:
    raise _Fault


def _finite(text: str) -> float:
    value = float(text)
    if math.isinf(value):
        raise _Fault
    return value


def _explain(text: str, name: str) -> JsonValue:
    """Scan the text again, slowly, for the place of its fault, and report it."""
    try:
        _Scanner(text).scan()
    except _ScanFault as fault:
        line, column = Lines(text).position(fault.offset)
        refuse(fault.code, fault.message, Location(file=name, line=line, column=column))
    raise AssertionError("the JSON reader and the JSON scanner disagree")


@dataclass
class _ScanFault(Exception):
    code: Code
    message: str
    offset: int


class _Scanner:
    """Walks over the tokens of a JSON text that has a fault, and finds out where.

    What these are, is not looked at: Python's own reader is many times faster.
    """

    def __init__(self, text: str) -> None:
        self._text = text
        self._containers: Containers[Container] = Containers()
        self._names: dict[str, str] = {}

    def scan(self) -> None:
        """Walk over the whole text; raise its first fault."""
        containers = self._containers
        for match in _TOKEN.finditer(self._text):
            token = match.group()
            first = token[0]
            if first in ",:":
                continue
            if first in "}]":
                if containers.open:
                    containers.open.pop()
            elif first in "{[":
                container = Container({}, {}) if first == "{" else Container([], [])
                try:
                    containers.begin(container, match.start())
                except TooDeep as fault:
                    raise _ScanFault(Code.TOO_LARGE, str(fault), match.start()) from None
            elif first == '"' and containers.open and containers.open[-1].wants_key:
                self._name(containers.open[-1], token, match.start())
            else:
                if first != '"':
                    _check_word(token, match.start())
                containers.add(None, match.start())

    def _name(self, container: Container, token: str, offset: int) -> None:
        name = self._names.get(token)
        if name is None:
            name = self._names[token] = json.loads(token) if "\\" in token else token[1:-1]
        if name in container.value:
            raise _ScanFault(Code.DUPLICATE_KEY, f"the name {quote(name)} occurs twice", offset)
        container.key, container.key_offset = name, offset


def _check_word(token: str, offset: int) -> None:
    """Refuse the words that Python's json would take, and numbers that Python cannot hold."""
    if token in _CONSTANTS:
        raise _ScanFault(Code.INVALID_SYNTAX, f"{token} is not a JSON value", offset)
    digits = token.removeprefix("-")
    if digits.isdecimal():
        if 0 < sys.get_int_max_str_digits() < len(digits):
            raise _ScanFault(Code.INVALID_SYNTAX, f"{quote(token)} has too many digits", offset)
    elif digits[:1].isdecimal() and _is_out_of_range(token):
        raise _ScanFault(Code.INVALID_SYNTAX, f"the number {quote(token)} is out of range", offset)


def _is_out_of_range(token: str) -> bool:
    try:
        return math.isinf(float(token))
    except ValueError:
        return False
