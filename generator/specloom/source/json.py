"""JSON text (RFC 8259) to values, strictly: no duplicate names, no NaN, nothing too deep."""

from __future__ import annotations

import json
import math
import re
import sys
from dataclasses import dataclass

from ..diagnostics import Code, quote
from .positions import Lines, Place, Positions
from .values import MAX_DEPTH, JsonValue, is_too_deep, refuse

_TOKEN = re.compile(
    r'"[^"\\]*(?:\\.[^"\\]*)*"'  # a string
    r"|[\[\]{},:]"  # punctuation
    r'|[^\s"\[\]{},:]+',  # a number or a word
    re.DOTALL,
)
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


def positions(text: str) -> Positions:
    """Find where the values of a JSON text stand.

    Args:
        text: Text that `parse` accepts.

    Returns:
        The position of each value: for a member, of its name.

    Raises:
        ValueError: The text is not JSON.
    """
    json.loads(text)  # the scanner takes good grammar for granted
    try:
        return Positions(text, _Scanner(text).scan())
    except _ScanFault as fault:
        raise ValueError(fault.message) from None


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
        refuse(fault.code, fault.message, name, line=line, column=column)
    raise AssertionError("the JSON reader and the JSON scanner disagree")


@dataclass
class _ScanFault(Exception):
    code: Code
    message: str
    offset: int


class _Scanner:
    """Walks over the tokens of a JSON text, and notes where its values begin."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._open: list[dict[str, Place] | list[Place]] = []
        self._names: dict[str, str] = {}
        self._key: str | None = None
        self._key_offset = 0
        self._wants_key = False
        self._root: Place = 0

    def scan(self) -> Place:
        """Walk over the whole text; the place of its value, or the first fault."""
        for match in _TOKEN.finditer(self._text):
            token = match.group()
            first = token[0]
            if first == '"' and self._wants_key:
                self._name(token, match.start())
            elif first in "{[":
                self._begin(match.start(), {} if first == "{" else [])
            elif first in "}]":
                self._end()
            elif first == ",":
                self._wants_key = bool(self._open) and isinstance(self._open[-1], dict)
            elif first != ":":
                _check_word(token, match.start())
                self._add(match.start(), None)
        return self._root

    def _name(self, token: str, offset: int) -> None:
        name = self._names.get(token)
        if name is None:
            name = self._names[token] = json.loads(token) if "\\" in token else token[1:-1]
        if self._open and name in self._open[-1]:
            raise _ScanFault(Code.DUPLICATE_KEY, f"the name {quote(name)} occurs twice", offset)
        self._key, self._key_offset, self._wants_key = name, offset, False

    def _begin(self, offset: int, children: dict[str, Place] | list[Place]) -> None:
        if len(self._open) == MAX_DEPTH:
            message = f"values are nested more than {MAX_DEPTH} deep"
            raise _ScanFault(Code.TOO_LARGE, message, offset)
        self._add(offset, children)
        self._open.append(children)
        self._wants_key = isinstance(children, dict)

    def _end(self) -> None:
        if self._open:
            self._open.pop()
        self._wants_key = False

    def _add(self, offset: int, children: dict[str, Place] | list[Place] | None) -> None:
        """Note a value in the innermost open container."""
        container = self._open[-1] if self._open else None
        if isinstance(container, dict):
            offset = self._key_offset
        place: Place = offset if children is None else (offset, children)
        if isinstance(container, dict):
            container[self._key or ""] = place
        elif isinstance(container, list):
            container.append(place)
        else:
            self._root = 0 if children is None else (0, children)


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
