"""YAML 1.2 scalars to JSON values (JSON schema of YAML).

YAML 1.1 (and PyYAML by default) reads `no` as false, `12:30:45` as a number, `2020-01-01` as a
date and `017` as 15. Here a plain scalar is a null, a boolean or a number only if it looks like
one of JSON's, with the spellings of the core schema (YAML 1.2.2, section 10.3.2); all else is text.
"""

from __future__ import annotations

import math
import re
import sys

_WORDS: dict[str, bool | None] = {
    "": None,
    "~": None,
    "null": None,
    "Null": None,
    "NULL": None,
    "true": True,
    "True": True,
    "TRUE": True,
    "false": False,
    "False": False,
    "FALSE": False,
}
# Leading zeros are text: 007 is an identifier to people, octal to YAML 1.1, and no number to JSON.
_INTEGER = re.compile(r"[-+]?(?:0|[1-9][0-9]*)\Z")
_FLOAT = re.compile(r"[-+]?(?:\.[0-9]+|(?:0|[1-9][0-9]*)(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?\Z")
_NOT_FINITE = re.compile(r"[-+]?\.(?:inf|Inf|INF)\Z|\.(?:nan|NaN|NAN)\Z")
_NUMBER_START = frozenset("-+.0123456789")

_PREFIX = "tag:yaml.org,2002:"
TEXT_TAGS = frozenset({"!", f"{_PREFIX}str"})
_SCALAR_TAGS = {
    f"{_PREFIX}null": type(None),
    f"{_PREFIX}bool": bool,
    f"{_PREFIX}int": int,
    f"{_PREFIX}float": float,
}
MAPPING_TAGS = frozenset({"!", f"{_PREFIX}map"})
SEQUENCE_TAGS = frozenset({"!", f"{_PREFIX}seq"})


def plain(text: str) -> None | bool | int | float | str:
    """Resolve a plain (not quoted, not tagged) scalar.

    Args:
        text: The scalar's text.

    Returns:
        The null, boolean or number that it stands for, otherwise the text itself.

    Raises:
        ValueError: It is a number that JSON cannot hold; the message says which.
    """
    if text in _WORDS:
        return _WORDS[text]
    if text[0] not in _NUMBER_START:
        return text
    if _INTEGER.match(text):
        return _integer(text)
    if _FLOAT.match(text):
        return _number(text)
    if _NOT_FINITE.match(text):
        raise ValueError("is not a JSON value")
    return text


def tagged(text: str, tag: str) -> None | bool | int | float | str:
    """Resolve a scalar with an explicit tag.

    Args:
        text: The scalar's text.
        tag: The tag, resolved, such as "tag:yaml.org,2002:int".

    Returns:
        The value.

    Raises:
        LookupError: The tag is none of those that JSON has.
        ValueError: The text does not fit the tag; the message says how.
    """
    if tag in TEXT_TAGS:
        return text
    wanted = _SCALAR_TAGS[tag]
    value = plain(text)
    if wanted is float and isinstance(value, int) and not isinstance(value, bool):
        return float(value)
    if type(value) is not wanted:
        raise ValueError(f"is not {show_tag(tag)}")
    return value


def show_tag(tag: str) -> str:
    """Write a tag as people do: "!!int" for the standard ones.

    Returns its short form.
    """
    return f"!!{tag.removeprefix(_PREFIX)}" if tag.startswith(_PREFIX) else tag


def _integer(text: str) -> int:
    if 0 < sys.get_int_max_str_digits() < len(text.lstrip("+-")):
        raise ValueError("has too many digits")
    return int(text)


def _number(text: str) -> float:
    value = float(text)
    if math.isinf(value):
        raise ValueError("is out of range")
    return value
