"""Sample strings and numbers: format, pattern, length, bounds, multiples."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from fractions import Fraction
from typing import Any

from ...ir.scalars import ScalarFormat, ScalarKind, text_format
from ...ir.types import Json, Limits, Scalar
from .patterns import matches, texts

LONGEST_TEXT = 1000
"""No text of a sample is longer, whatever the schema says."""
_TEXTS = (ScalarKind.STRING, ScalarKind.BYTES, ScalarKind.TEXT_OR_BYTES)
_NUMBERS = (ScalarKind.INTEGER, ScalarKind.NUMBER)
_MOST_TRIES = 40


def scalar_sample(scalar: Scalar, name: str, turn: int = 0) -> Any:
    """Return a value of a scalar type; another one for each `turn`, where there are more."""
    if scalar.kind in _TEXTS:
        return _text(scalar, name, turn)
    if scalar.kind in _NUMBERS:
        return _number(scalar, turn)
    if scalar.kind is ScalarKind.BOOLEAN:
        return not turn & 1
    return None if scalar.kind is ScalarKind.NULL else scalar.kind.form.sample(turn)


def adopted_scalar(scalar: Scalar, value: Any) -> Any:
    """Return a value of the document as the client would write it. Raise `ValueError` if it does not fit."""
    kind = scalar.kind
    if kind in _NUMBERS:
        if not _is_number(value) or not number_fits(scalar, value):
            raise ValueError("no such number")
        return value
    if kind is ScalarKind.BOOLEAN or kind is ScalarKind.NULL:
        if not (isinstance(value, bool) if kind is ScalarKind.BOOLEAN else value is None):
            raise ValueError("of another type")
        return value
    if not isinstance(value, str) or len(value) > LONGEST_TEXT:
        raise ValueError("no text, or a long one")
    value.encode()  # a lone surrogate cannot be sent: UnicodeEncodeError is a ValueError
    if not text_fits(scalar, value):
        raise ValueError("no such text")
    return kind.form.written(value)


def plain_name(name: str) -> str:
    """Return what can be read of a name, for use as a value anywhere: ASCII without control characters."""
    return "".join(char for char in name if " " <= char <= "~").strip() or "text"


# --- texts


def _text(scalar: Scalar, name: str, turn: int) -> str:
    name = plain_name(name)
    if turn:
        name = f"{name}{turn + 1}"
    for tried, text in enumerate(_texts(scalar, name, turn)):
        if text_fits(scalar, text, sure=True):
            return text
        if tried > _MOST_TRIES:
            break
    return _padded(name, scalar.limits)


def _texts(scalar: Scalar, name: str, turn: int) -> Iterator[str]:
    """Yield texts that may fit, the most readable first."""
    limits = scalar.limits
    known = text_format(scalar.format.raw) if scalar.format else None
    if known is not None:
        yield from _formatted(known, name, limits, turn)
    yield _padded(name, limits)
    if limits.pattern is None:
        return
    for variant in (name.lower(), name.upper(), re.sub(r"[^A-Za-z0-9]+", "-", name)):
        yield _padded(variant, limits)
    least = min(limits.min_length or 0, LONGEST_TEXT)
    yield from texts(limits.pattern.raw, least, limits.max_length, turn)


def _formatted(known: ScalarFormat, name: str, limits: Limits, turn: int) -> Iterator[str]:
    name = re.sub(r"[^A-Za-z0-9]+", "-", name).strip("-") or "text"
    least = min(limits.min_length or 0, LONGEST_TEXT)
    further = (known.another(turn),) if turn and known.another else ()
    for layout in (*further, *known.texts):
        text = layout.replace("NAME", name)
        missing = "x" * (least - len(text))
        yield from dict.fromkeys((text + missing, missing + text))


def _padded(name: str, limits: Limits) -> str:
    least = min(limits.min_length or 0, LONGEST_TEXT)
    text = name + "x" * (least - len(name))
    longest = limits.max_length
    if longest is not None and longest < len(text):
        # What tells one from another stands at the end.
        text = (
            text[: max(longest, 0)] if name[-1:].isalpha() else text[-longest:] if longest else ""
        )
    return text


def text_fits(scalar: Scalar, text: str, *, sure: bool = False) -> bool:
    """Return whether a text keeps to length, pattern and format.

    What cannot be known of a pattern counts as kept, but not if one wants to be `sure`.
    """
    limits = scalar.limits
    if len(text) < (limits.min_length or 0):
        return False
    if limits.max_length is not None and len(text) > limits.max_length:
        return False
    known = text_format(scalar.format.raw) if scalar.format else None
    if known is not None and scalar.kind in _TEXTS and not known.fits(text):
        return False
    if limits.pattern is None:
        return True
    matching = matches(limits.pattern.raw, text)
    return bool(matching) if sure else matching is not False


# --- numbers


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)


def _limit(value: Json | None) -> Fraction | None:
    raw = None if value is None else value.raw
    # As it is written: in binary, 0.3 is not a multiple of 0.1.
    return Fraction(str(raw)) if _is_number(raw) else None


def _bounds(limits: Limits) -> tuple[Fraction | None, Fraction | None, bool, bool]:
    """Return the least and the greatest value, and whether each is outside itself."""
    low, high = _limit(limits.minimum), _limit(limits.maximum)
    above, below = _limit(limits.exclusive_minimum), _limit(limits.exclusive_maximum)
    open_low = above is not None and (low is None or above >= low)
    open_high = below is not None and (high is None or below <= high)
    return above if open_low else low, below if open_high else high, open_low, open_high


def number_fits(scalar: Scalar, value: float) -> bool:
    """Return whether a number keeps to the bounds and is such a multiple; an integer has no fraction."""
    if scalar.kind is ScalarKind.INTEGER and not isinstance(value, int):
        return False
    exact = Fraction(str(value))
    low, high, open_low, open_high = _bounds(scalar.limits)
    if low is not None and (exact < low or (open_low and exact == low)):
        return False
    if high is not None and (exact > high or (open_high and exact == high)):
        return False
    step = _limit(scalar.limits.multiple_of)
    return not step or (exact / step).denominator == 1


def _number(scalar: Scalar, turn: int) -> float:
    whole = scalar.kind is ScalarKind.INTEGER
    usual: float = turn + (1 if whole else 1.5)
    if number_fits(scalar, usual):
        return usual
    low, high, open_low, open_high = _bounds(scalar.limits)
    step = abs(_limit(scalar.limits.multiple_of) or Fraction(0))
    if whole:
        step = Fraction(step.numerator or 1)
    if not step:
        step = _room(low, high)
    first = max(low, Fraction(1)) if low is not None else Fraction(1)
    if high is not None and (first > high or (open_high and first == high)):
        first = low if low is not None else high - step * (turn + 1)
    count = math.ceil(first / step) + turn
    if open_low and low is not None and count * step <= low:
        count += 1
    for candidate in (count * step, (count - turn) * step, low, high):
        if candidate is not None and number_fits(scalar, number := _plain(candidate, whole)):
            return number
    return usual if not whole else int(usual)


def _room(low: Fraction | None, high: Fraction | None) -> Fraction:
    """Return a step that fits between two bounds."""
    if low is None or high is None or high - low > 2:
        return Fraction(1, 2)
    return (high - low) / 2 or Fraction(1, 2)


def _plain(number: Fraction, whole: bool) -> float:
    if number.denominator == 1:
        return int(number)
    return math.floor(number) if whole else float(number)
