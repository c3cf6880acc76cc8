"""Validation keywords that became narrower or wider (JSON Schema Validation, section 6)."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from fractions import Fraction
from math import inf
from typing import Any

from ...diagnostics import quote
from ...ir.types import Json, Limits, Scalar
from ...records import dataclass
from ..model import ChangeKind, ChangeSeverity
from .comparison import Direction, worst
from .python_names import value_text

_UPPER = ("maximum", "exclusive_maximum", "max_length", "max_items", "max_properties")
_LOWER = ("minimum", "exclusive_minimum", "min_length", "min_items", "min_properties")
_SEVERITIES = {
    ChangeKind.LIMIT_TIGHTENED: (ChangeSeverity.BREAKING, None),
    ChangeKind.LIMIT_SET: (ChangeSeverity.BREAKING, None),
    ChangeKind.LIMIT_LOOSENED: (ChangeSeverity.SAFE, ChangeSeverity.RISKY),
    ChangeKind.PATTERN_CHANGED: (ChangeSeverity.RISKY, None),
    ChangeKind.FORMAT_CHANGED: (ChangeSeverity.RISKY, None),
}
"""What a change means in requests, and in responses. Clients enforce no limits."""


@dataclass(frozen=True, slots=True)
class LimitChange:
    """One keyword that changed."""

    kind: ChangeKind
    message: str

    def severity(self, directions: Collection[Direction]) -> ChangeSeverity | None:
        """Return what it means for callers; None if nothing."""
        request, response = _SEVERITIES[self.kind]
        by_direction = {Direction.REQUEST: request, Direction.RESPONSE: response}
        return worst([by_direction[direction] for direction in directions])


def scalar_changes(old: Scalar, new: Scalar) -> Iterator[LimitChange]:
    """Yield what changed about the values of a scalar type that stays the same in Python."""
    yield from limit_changes(old.limits, new.limits)
    if old.format != new.format:
        words = [quote(f.raw) if f else "none" for f in (old.format, new.format)]
        kind = ChangeKind.LIMIT_LOOSENED if new.format is None else ChangeKind.FORMAT_CHANGED
        yield LimitChange(kind, f"the format is {words[1]} instead of {words[0]}")
    if old.media_type != new.media_type:
        words = [quote(m.raw) if m else "none" for m in (old.media_type, new.media_type)]
        yield LimitChange(ChangeKind.FORMAT_CHANGED, f"holds {words[1]} instead of {words[0]}")


def limit_changes(old: Limits, new: Limits) -> Iterator[LimitChange]:
    """Yield the keywords that changed."""
    for name, sign in [*((n, 1) for n in _UPPER), *((n, -1) for n in _LOWER)]:
        before, after = _number(getattr(old, name)), _number(getattr(new, name))
        if before == after:
            continue
        word = name.replace("_", " ")
        if before is None:
            yield LimitChange(ChangeKind.LIMIT_SET, f"{word} {_shown(after)}, where there was none")
        elif after is None:
            yield LimitChange(
                ChangeKind.LIMIT_LOOSENED, f"no longer has a {word}; it was {_shown(before)}"
            )
        else:
            narrower = after < before if sign > 0 else after > before
            kind = ChangeKind.LIMIT_TIGHTENED if narrower else ChangeKind.LIMIT_LOOSENED
            yield LimitChange(kind, f"{word} {_shown(after)} instead of {_shown(before)}")
    yield from _other_changes(old, new)


def _other_changes(old: Limits, new: Limits) -> Iterator[LimitChange]:
    if old.pattern != new.pattern:
        if new.pattern is None:
            yield LimitChange(ChangeKind.LIMIT_LOOSENED, "no longer has a pattern")
        else:
            # Which of two patterns takes more cannot be told.
            kind = ChangeKind.LIMIT_SET if old.pattern is None else ChangeKind.PATTERN_CHANGED
            yield LimitChange(kind, f"must match {quote(new.pattern.raw)}")
    yield from _multiples(_number(old.multiple_of), _number(new.multiple_of))
    if old.unique_items != new.unique_items:
        if new.unique_items:
            yield LimitChange(ChangeKind.LIMIT_SET, "items must be unique")
        else:
            yield LimitChange(ChangeKind.LIMIT_LOOSENED, "items need no longer be unique")


def _multiples(before: float | int | None, after: float | int | None) -> Iterator[LimitChange]:
    if before == after:
        return
    if not after:
        message = f"need no longer be a multiple of {_shown(before)}"
        yield LimitChange(ChangeKind.LIMIT_LOOSENED, message)
    elif before is None:
        yield LimitChange(ChangeKind.LIMIT_SET, f"must be a multiple of {_shown(after)}")
    else:
        # As they are written: in binary, 0.3 is no multiple of 0.1.
        factor = Fraction(str(before)) / Fraction(str(after))
        kind = ChangeKind.LIMIT_LOOSENED if factor.denominator == 1 else ChangeKind.LIMIT_TIGHTENED
        message = f"must be a multiple of {_shown(after)} instead of {_shown(before)}"
        yield LimitChange(kind, message)


def _shown(number: float | int | None) -> str:
    return value_text(Json(number))


def _number(value: Any) -> float | int | None:
    """Return a limit as a number; None where there is none, or none that is a finite number."""
    raw = value.raw if isinstance(value, Json) else value
    is_number = isinstance(raw, (int, float)) and not isinstance(raw, bool)
    return raw if is_number and abs(raw) < inf else None
