"""Unions: alternatives that came and went, and the discriminator."""

from __future__ import annotations

from ..diagnostics import quote
from ..ir.types import Named, Text, UnionDecl, Variant
from .model import ChangeKind, Severity
from .places import MODEL, compare_types
from .reach import Direction
from .shapes import same_shape
from .walk import Place, Walk, worst


def compare_unions(walk: Walk, old: UnionDecl, new: UnionDecl, place: Place) -> None:
    """Compare two unions. Clients keep what fits no alternative, so a new one in answers is a risk only."""
    at = (old.at, new.at)
    directions = walk.directions(old.id, new.id)
    gone, come = _left(walk, old, new, place)
    for variant in gone:
        request = Direction.REQUEST in directions
        severity = Severity.BREAKING if request else Severity.SAFE
        message = f"cannot be {walk.old.spell(variant.type)} any more"
        walk.say(ChangeKind.VARIANT_REMOVED, place, message, *at, severity=severity)
    for variant in come:
        risks = {Direction.REQUEST: Severity.SAFE, Direction.RESPONSE: Severity.RISKY}
        severity = worst([risks[direction] for direction in directions]) or Severity.SAFE
        message = f"may be {walk.new.spell(variant.type)}"
        walk.say(ChangeKind.VARIANT_ADDED, place, message, *at, severity=severity)
    if old.discriminator != new.discriminator:
        words = [_quoted(name) for name in (old.discriminator, new.discriminator)]
        message = f"is told apart by {words[1]} instead of {words[0]}"
        walk.say(ChangeKind.DISCRIMINATOR_CHANGED, place, message, *at)
    if not _same_default(walk, old, new):
        message = "takes another alternative for values that name none"
        walk.say(ChangeKind.DISCRIMINATOR_CHANGED, place, message, *at)


def _same_default(walk: Walk, old: UnionDecl, new: UnionDecl) -> bool:
    if old.default is None or new.default is None:
        return old.default == new.default
    return walk.same_thing(old.default, new.default)


def _left(
    walk: Walk, old: UnionDecl, new: UnionDecl, place: Place
) -> tuple[list[Variant], list[Variant]]:
    """Match the alternatives, and give those that have no match: by identity, tags, then shape."""
    gone, come = list(old.variants), list(new.variants)
    both: list[tuple[Variant, Variant]] = []
    for matches in (_same_type, _same_tags, _same_shape):
        for before in list(gone):
            after = next((variant for variant in come if matches(walk, before, variant)), None)
            if after is not None:
                gone.remove(before)
                come.remove(after)
                both.append((before, after))
    at = (old.at, new.at)
    for before, after in both:
        types = (before.type, after.type)
        compare_types(walk, MODEL, place, types, at, walk.directions(old.id, new.id))
        _compare_tags(walk, before, after, place, at)
    return gone, come


def _compare_tags(
    walk: Walk, old: Variant, new: Variant, place: Place, at: tuple[str, str]
) -> None:
    """Say whether an alternative is named otherwise by the discriminator; more names are no loss."""
    if not new.tags or set(old.tags) <= set(new.tags):
        return
    before, after = (
        ", ".join(sorted(quote(tag.raw) for tag in variant.tags)) for variant in (old, new)
    )
    message = f"names {walk.old.spell(old.type)} by {after} instead of {before}"
    walk.say(ChangeKind.DISCRIMINATOR_CHANGED, place, message, *at)


def _same_type(walk: Walk, old: Variant, new: Variant) -> bool:
    if isinstance(old.type, Named) and isinstance(new.type, Named):
        return old.type.id == new.type.id
    return same_shape(walk.old, walk.new, old.type, new.type)


def _same_tags(walk: Walk, old: Variant, new: Variant) -> bool:
    if not isinstance(old.type, Named) or not isinstance(new.type, Named):
        return False
    return bool(set(old.tags) & set(new.tags)) and walk.same_thing(old.type.id, new.type.id)


def _same_shape(walk: Walk, old: Variant, new: Variant) -> bool:
    if _strangers(walk, old, new):
        return False
    return same_shape(walk.old, walk.new, old.type, new.type)


def _strangers(walk: Walk, old: Variant, new: Variant) -> bool:
    """Tell whether two alternatives are declared types that have nothing to do with each other."""
    if isinstance(old.type, Named) and isinstance(new.type, Named):
        return not walk.same_thing(old.type.id, new.type.id)
    return False


def _quoted(name: Text | None) -> str:
    return quote(name.raw) if name else "nothing"
