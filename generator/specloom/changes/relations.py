"""How the values of one type relate to those of another: the same, more, fewer, or others."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from enum import Enum

from ..ir.resolve import is_enum_class
from ..ir.scalars import ScalarKind
from ..ir.types import (
    AnyJson,
    ArrayOf,
    Const,
    EnumDecl,
    MapOf,
    Named,
    Never,
    Scalar,
    TupleOf,
    TypeDecl,
    TypeRef,
    UnionDecl,
)
from .limits import LimitChange, limit_changes, scalar_changes
from .model import Severity
from .reach import Direction
from .shapes import same_shape
from .walk import Place, Walk, worst


class Relation(Enum):
    """What became of the values that a type allows.

    OPENED is wider than before in a way that the annotation allowed for already; RENAMED is another
    class of the same shape.
    """

    SAME = "same"
    WIDER = "wider"
    OPENED = "opened"
    NARROWER = "narrower"
    RENAMED = "renamed"
    OTHER = "other"


_JSON = (
    ScalarKind.STRING,
    ScalarKind.INTEGER,
    ScalarKind.NUMBER,
    ScalarKind.BOOLEAN,
    ScalarKind.NULL,
)
_SEVERITIES = {
    Relation.SAME: (None, None),
    Relation.WIDER: (Severity.SAFE, Severity.BREAKING),
    Relation.OPENED: (Severity.SAFE, Severity.RISKY),
    Relation.NARROWER: (Severity.BREAKING, Severity.SAFE),
    Relation.RENAMED: (Severity.RISKY, Severity.RISKY),
    Relation.OTHER: (Severity.BREAKING, Severity.BREAKING),
}
"""For what callers give, and for what they get."""


@dataclass(frozen=True, slots=True)
class Difference:
    """How two types differ. `null` is 1 if null came to be allowed, -1 if it no longer is."""

    relation: Relation = Relation.SAME
    null: int = 0
    limits: tuple[LimitChange, ...] = ()

    def whole(self) -> Relation:
        """Give the relation with null counted in, as it matters inside of a list."""
        if self.null == 0:
            return self.relation
        return _both(self.relation, Relation.WIDER if self.null > 0 else Relation.NARROWER)


def severity_of(relation: Relation, directions: Collection[Direction]) -> Severity | None:
    """Give what a relation means for callers; None if nothing."""
    request, response = _SEVERITIES[relation]
    by_direction = {Direction.REQUEST: request, Direction.RESPONSE: response}
    return worst([by_direction[direction] for direction in directions])


def relate(walk: Walk, old: TypeRef, new: TypeRef, place: Place) -> Difference:
    """Compare two types at a place. Declarations that are one type are left to be compared by themselves."""
    old_null, old = walk.old.without_null(old)
    new_null, new = walk.new.without_null(new)
    if isinstance(old, Named) and isinstance(new, Named) and walk.same_thing(old.id, new.id):
        walk.pair(old.id, new.id, place)
        return Difference(null=_own_null(walk, old, old_null, new, new_null))
    # A name that came, went or changed is looked through.
    beneath, old = walk.old.looked_through(old)
    old_null = old_null or beneath
    beneath, new = walk.new.looked_through(new)
    new_null = new_null or beneath
    # Anything at all includes null.
    null = 0 if isinstance(old, AnyJson) or isinstance(new, AnyJson) else new_null - old_null
    if isinstance(old, Named) and isinstance(new, Named) and walk.same_thing(old.id, new.id):
        walk.pair(old.id, new.id, place)
        return Difference(null=_own_null(walk, old, old_null, new, new_null))
    match old, new:
        case Scalar(), Scalar():
            relation = _scalars(old.kind, new.kind)
            same = relation is Relation.SAME
            return Difference(relation, null, tuple(scalar_changes(old, new)) if same else ())
        case ArrayOf(), ArrayOf():
            inner = relate(walk, old.items, new.items, place)
            limits = (*limit_changes(old.limits, new.limits), *inner.limits)
            return Difference(inner.whole(), null, limits)
        case MapOf(), MapOf():
            inner = relate(walk, old.values, new.values, place)
            limits = (*limit_changes(old.limits, new.limits), *inner.limits)
            return Difference(inner.whole(), null, limits)
        case TupleOf(), TupleOf() if len(old.items) == len(new.items):
            pairs = [*zip(old.items, new.items, strict=True), (old.rest, new.rest)]
            parts = [relate(walk, a, b, place) for a, b in pairs]
            relation = Relation.SAME
            for part in parts:
                relation = _both(relation, part.whole())
            return Difference(relation, null, tuple(item for p in parts for item in p.limits))
    return Difference(relate_unlike(walk, old, new), null)


def _own_null(walk: Walk, old: Named, old_null: bool, new: Named, new_null: bool) -> int:
    """Give the change of nullability at a place; none where the declaration itself changed in that."""
    before = getattr(walk.old.api.types.get(old.id), "nullable", False)
    after = getattr(walk.new.api.types.get(new.id), "nullable", False)
    return 0 if before != after else new_null - old_null


def _both(one: Relation, other: Relation) -> Relation:
    """Put two relations together, as of the parts of a whole."""
    if Relation.SAME in (one, other):
        return other if one is Relation.SAME else one
    if one is other:
        return one
    wider = {Relation.WIDER, Relation.OPENED}
    return Relation.WIDER if {one, other} <= wider else Relation.OTHER


def _scalars(old: ScalarKind, new: ScalarKind) -> Relation:
    if old is new:
        return Relation.SAME
    if (old, new) == (ScalarKind.INTEGER, ScalarKind.NUMBER):
        return Relation.WIDER
    if (old, new) == (ScalarKind.NUMBER, ScalarKind.INTEGER):
        return Relation.NARROWER
    return Relation.OTHER


def relate_unlike(walk: Walk, old: TypeRef, new: TypeRef) -> Relation:
    """Relate two types of different kinds, or declarations that are not one type."""
    if type(old) is type(new) and isinstance(new, AnyJson | Never):
        return Relation.SAME
    if isinstance(new, AnyJson) or isinstance(old, Never):
        return Relation.WIDER
    if isinstance(old, AnyJson):
        # What was read as JSON is read by attributes then, or as a date; unless it stays what it was.
        plain = isinstance(new, Const) or (isinstance(new, Scalar) and new.kind in _JSON)
        return Relation.NARROWER if plain else Relation.OTHER
    if isinstance(new, Never):
        return Relation.NARROWER
    before, after = walk.old.declared(old), walk.new.declared(new)
    listed = _values_of(old, before), _values_of(new, after)
    if listed[0] is not None and listed[1] is not None:
        return _sets(listed[0], listed[1], before, after)
    if listed[0] is not None and _is_base(listed[0], before, new):
        return _of_class(before, Relation.OPENED)
    if listed[1] is not None and _is_base(listed[1], after, old):
        return _of_class(after, Relation.NARROWER)
    # A declaration that became one of another kind has kept its place, and nothing else.
    if old != new and same_shape(walk.old, walk.new, old, new):
        return Relation.RENAMED
    if isinstance(after, UnionDecl) and _chooses(walk, after, old, old_is_union=False):
        return Relation.WIDER
    if isinstance(before, UnionDecl) and _chooses(walk, before, new, old_is_union=True):
        return Relation.NARROWER
    return Relation.OTHER


def _values_of(ref: TypeRef, declaration: TypeDecl | None) -> list[str] | None:
    """Give the values that a type lists, in a form to compare; None if it lists none."""
    if isinstance(ref, Const):
        return [repr(ref.value.raw)]
    if isinstance(declaration, EnumDecl):
        return [repr(member.value.raw) for member in declaration.members]
    return None


def _sets(
    old: list[str], new: list[str], before: TypeDecl | None, after: TypeDecl | None
) -> Relation:
    if set(old) == set(new):
        return Relation.RENAMED if before and after else Relation.SAME
    if set(old) <= set(new):
        return Relation.OPENED if isinstance(before, EnumDecl) else Relation.WIDER
    return Relation.NARROWER if set(new) <= set(old) else Relation.OTHER


def _is_base(values: list[str], declaration: TypeDecl | None, ref: TypeRef) -> bool:
    """Tell whether a scalar type is the one that the listed values are of."""
    if not isinstance(ref, Scalar):
        return False
    if isinstance(declaration, EnumDecl) and isinstance(declaration.base, Scalar):
        return declaration.base.kind is ref.kind
    return ref.kind is ScalarKind.STRING and all(value[:1] in "'\"" for value in values)


def _of_class(declaration: TypeDecl | None, relation: Relation) -> Relation:
    """Give the relation of literals; an enumeration that is a class is another type altogether."""
    if isinstance(declaration, EnumDecl) and is_enum_class(declaration):
        return Relation.OTHER
    return relation


def _chooses(walk: Walk, union: UnionDecl, ref: TypeRef, *, old_is_union: bool) -> bool:
    """Tell whether a union has an alternative that is the type of the other version."""
    for variant in union.variants:
        one, other = (variant.type, ref) if old_is_union else (ref, variant.type)
        if isinstance(one, Named) and isinstance(other, Named):
            if walk.same_thing(one.id, other.id):
                walk.pair(one.id, other.id, Place(walk.old.spell(one)))
                return True
        elif same_shape(walk.old, walk.new, one, other):
            return True
    return False
