"""How the values of one type relate to those of another (the same, more, fewer, or others), and what that means.

integer -> number              WIDER: what callers give still fits, what they get may not be an int
"a" | "b" -> "a" | "b" | "c"   OPENED: wider, but enumerations of clients are open: annotations stay
Pet -> Pet | Dog               WIDER: the union has an alternative that is the type of before
Pet -> Animal, both {name}     RENAMED: another class of the same shape, if both paths are new
list[integer] -> list[number]  WIDER: parts count as the whole
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from enum import Enum

from ...ir.resolve import is_enum_class
from ...ir.scalars import ScalarKind
from ...ir.types import (
    AliasDecl,
    AnyJson,
    ArrayOf,
    Const,
    EnumDecl,
    MapOf,
    Named,
    Never,
    Nullable,
    ObjectDecl,
    Required,
    Scalar,
    TupleOf,
    TypeDecl,
    TypeId,
    TypeRef,
    UnionDecl,
)
from ...records import dataclass, replace
from ..model import ChangeKind, ChangeSeverity
from .comparison import Direction, Event, Place, Side, Spot, TypePair, Versions, changed, worst
from .limits import LimitChange, limit_changes, scalar_changes


class Relation(Enum):
    """How the values that a type allows changed.

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
    Relation.WIDER: (ChangeSeverity.SAFE, ChangeSeverity.BREAKING),
    Relation.OPENED: (ChangeSeverity.SAFE, ChangeSeverity.RISKY),
    Relation.NARROWER: (ChangeSeverity.BREAKING, ChangeSeverity.SAFE),
    Relation.RENAMED: (ChangeSeverity.BREAKING, ChangeSeverity.BREAKING),
    Relation.OTHER: (ChangeSeverity.BREAKING, ChangeSeverity.BREAKING),
}
"""In requests, and in responses."""


@dataclass(frozen=True, slots=True)
class Difference:
    """How two types differ. `null` is 1 if null is now allowed, -1 if it no longer is.

    `pairs` are declarations inside of them that stand for one type: they are compared by themselves.
    """

    relation: Relation = Relation.SAME
    null: int = 0
    limits: tuple[LimitChange, ...] = ()
    pairs: tuple[TypePair, ...] = ()

    def whole(self) -> Relation:
        """Return the relation with null counted in, as it matters inside of a list."""
        if self.null == 0:
            return self.relation
        return _both(self.relation, Relation.WIDER if self.null > 0 else Relation.NARROWER)


def severity_of(relation: Relation, directions: Collection[Direction]) -> ChangeSeverity | None:
    """Return what a relation means for callers; None if nothing."""
    request, response = _SEVERITIES[relation]
    by_direction = {Direction.REQUEST: request, Direction.RESPONSE: response}
    return worst([by_direction[direction] for direction in directions])


def relate(versions: Versions, old: TypeRef, new: TypeRef, place: Place) -> Difference:
    """Compare two types at a place. Declarations that are one type are left to be compared by themselves."""
    old_null, old = versions.old.without_null(old)
    new_null, new = versions.new.without_null(new)
    if isinstance(old, Named) and isinstance(new, Named) and _is_one_type(versions, old, new):
        return _by_themselves(versions, (old, new), new_null - old_null, place)
    # Aliases that were added, removed or renamed are followed.
    beneath, old = versions.old.looked_through(old)
    old_null = old_null or beneath
    beneath, new = versions.new.looked_through(new)
    new_null = new_null or beneath
    # Anything at all includes null.
    null = 0 if isinstance(old, AnyJson) or isinstance(new, AnyJson) else new_null - old_null
    if isinstance(old, Named) and isinstance(new, Named) and _is_one_type(versions, old, new):
        return _by_themselves(versions, (old, new), new_null - old_null, place)
    match old, new:
        case Scalar(), Scalar():
            relation = _scalars(old.kind, new.kind)
            same = relation is Relation.SAME
            return Difference(relation, null, tuple(scalar_changes(old, new)) if same else ())
        case ArrayOf(items=before), ArrayOf(items=after):
            limits = tuple(limit_changes(old.limits, new.limits))
            return _whole([relate(versions, before, after, place)], null, limits)
        case MapOf(values=before), MapOf(values=after):
            limits = tuple(limit_changes(old.limits, new.limits))
            return _whole([relate(versions, before, after, place)], null, limits)
        case TupleOf(), TupleOf() if len(old.items) == len(new.items):
            pairs = [*zip(old.items, new.items, strict=True), (old.rest, new.rest)]
            return _whole([relate(versions, *pair, place) for pair in pairs], null)
    return replace(relate_unlike(versions, old, new), null=null)


def _is_one_type(versions: Versions, old: Named, new: Named) -> bool:
    """Return whether two declarations stand for one type.

    What had no name of its own and is another type now, such as an alias of a string that became an object, or one of a
    list, has changed wherever it is used.
    """
    if not versions.same_thing(old.id, new.id):
        return False
    if versions.old.names.type(old.id) is not None:
        return True
    before, after = versions.old.api.types.get(old.id), versions.new.api.types.get(new.id)
    if isinstance(before, AliasDecl) and isinstance(after, AliasDecl):
        difference = relate(versions, before.target, after.target, Place(""))
        return difference.whole() is Relation.SAME
    return type(before) is type(after)


def _whole(
    parts: Sequence[Difference], null: int, limits: tuple[LimitChange, ...] = ()
) -> Difference:
    """Return the difference of types that consist of others."""
    relation = Relation.SAME
    for part in parts:
        relation = _both(relation, part.whole())
        limits += part.limits
    return Difference(relation, null, limits, tuple(pair for part in parts for pair in part.pairs))


def _by_themselves(
    versions: Versions, types: tuple[Named, Named], null: int, place: Place
) -> Difference:
    """Return the difference of declarations that stand for one type: null, where it is not they that changed in it."""
    old, new = types
    is_own = versions.old.is_nullable(old.id) != versions.new.is_nullable(new.id)
    return Difference(null=0 if is_own else null, pairs=(TypePair(old.id, new.id, place),))


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


def relate_unlike(versions: Versions, old: TypeRef, new: TypeRef) -> Difference:
    """Compare two types of different kinds, or declarations that are not one type."""
    if type(old) is type(new) and isinstance(new, AnyJson | Never):
        return Difference(Relation.SAME)
    if isinstance(new, AnyJson) or isinstance(old, Never):
        return Difference(Relation.WIDER)
    if isinstance(old, AnyJson):
        # What was read as JSON is read by attributes then, or as a date; unless it stays what it was.
        plain = isinstance(new, Const) or (isinstance(new, Scalar) and new.kind in _JSON)
        return Difference(Relation.NARROWER if plain else Relation.OTHER)
    if isinstance(new, Never):
        return Difference(Relation.NARROWER)
    before, after = versions.old.declared(old), versions.new.declared(new)
    listed = _values_of(old, before), _values_of(new, after)
    if listed[0] is not None and listed[1] is not None:
        return Difference(_sets(listed[0], listed[1], before, after))
    if listed[0] is not None and _is_base(listed[0], before, new):
        # The annotation of a single value is that value; one of several takes any.
        opened = Relation.WIDER if len(listed[0]) == 1 else Relation.OPENED
        return Difference(_of_class(before, opened))
    if listed[1] is not None and _is_base(listed[1], after, old):
        return Difference(_of_class(after, Relation.NARROWER))
    # A declaration that became one of another kind has kept its place, and nothing else.
    if old != new and same_shape(versions, old, new):
        return Difference(Relation.SAME if _same_variants(before, after) else Relation.RENAMED)
    chosen = _chosen(versions, after, old, old_is_union=False)
    if chosen is not None:
        return Difference(Relation.WIDER, pairs=chosen)
    chosen = _chosen(versions, before, new, old_is_union=True)
    if chosen is not None:
        return Difference(Relation.NARROWER, pairs=chosen)
    return Difference(Relation.OTHER)


def _same_variants(before: TypeDecl | None, after: TypeDecl | None) -> bool:
    """Return whether two declarations are unions of the same types: names for one annotation, not classes."""
    if not isinstance(before, UnionDecl) or not isinstance(after, UnionDecl):
        return False
    return [v.type for v in before.variants] == [v.type for v in after.variants]


def _values_of(ref: TypeRef, declaration: TypeDecl | None) -> list[str] | None:
    """Return the values that a type lists, in a form to compare; None if it lists none."""
    if isinstance(ref, Const):
        return [repr(ref.value.raw)]
    if isinstance(declaration, EnumDecl):
        return [repr(member.value.raw) for member in declaration.members]
    return None


def _sets(
    old: list[str], new: list[str], before: TypeDecl | None, after: TypeDecl | None
) -> Relation:
    if set(old) == set(new):
        classes = [d for d in (before, after) if isinstance(d, EnumDecl) and is_enum_class(d)]
        return Relation.RENAMED if classes else Relation.SAME
    if set(old) <= set(new):
        is_open = isinstance(before, EnumDecl) and len(old) > 1
        return Relation.OPENED if is_open else Relation.WIDER
    return Relation.NARROWER if set(new) <= set(old) else Relation.OTHER


def _is_base(values: list[str], declaration: TypeDecl | None, ref: TypeRef) -> bool:
    """Return whether a scalar type is the one that the listed values are of."""
    if not isinstance(ref, Scalar):
        return False
    if isinstance(declaration, EnumDecl) and isinstance(declaration.base, Scalar):
        return declaration.base.kind is ref.kind
    return ref.kind is ScalarKind.STRING and all(value[:1] in "'\"" for value in values)


def _of_class(declaration: TypeDecl | None, relation: Relation) -> Relation:
    """Return the relation of literals; an enumeration that is a class is another type altogether."""
    if isinstance(declaration, EnumDecl) and is_enum_class(declaration):
        return Relation.OTHER
    return relation


def _chosen(
    versions: Versions, union: TypeDecl | None, ref: TypeRef, *, old_is_union: bool
) -> tuple[TypePair, ...] | None:
    """Return what is to be compared of the alternative that is the type of the other version; None without one."""
    for variant in union.variants if isinstance(union, UnionDecl) else ():
        one, other = (variant.type, ref) if old_is_union else (ref, variant.type)
        if isinstance(one, Named) and isinstance(other, Named):
            if versions.same_thing(one.id, other.id):
                return (TypePair(one.id, other.id, Place(versions.old.spell(one))),)
        elif same_shape(versions, one, other):
            return ()
    return None


# --- whether two types have the same shape, whatever they and their parts are called


def same_shape(versions: Versions, old: TypeRef, new: TypeRef) -> bool:
    """Compare all that a type consists of, documentation and limits apart."""
    return _Shapes(versions.old, versions.new).refs(old, new)


class _Shapes:
    def __init__(self, old: Side, new: Side) -> None:
        self._old = old
        self._new = new
        self._assumed: set[tuple[TypeId, TypeId]] = set()

    def refs(self, old: TypeRef, new: TypeRef) -> bool:
        old, new = self._old.plain(old), self._new.plain(new)
        match old, new:
            case Named(), Named():
                return self._named(old.id, new.id)
            case Scalar(), Scalar():
                return old.kind is new.kind
            case ArrayOf(), ArrayOf():
                return self.refs(old.items, new.items)
            case MapOf(), MapOf():
                return self.refs(old.values, new.values)
            case Nullable(), Nullable():
                return self.refs(old.inner, new.inner)
            case TupleOf(), TupleOf():
                return self._rows((*old.items, old.rest), (*new.items, new.rest))
            case _:
                return old == new

    def _named(self, old: TypeId, new: TypeId) -> bool:
        # What has kept its place is the same thing, and what changed about it is reported there. What is
        # being compared already is the same unless something else differs, which will be found.
        if old == new or (old, new) in self._assumed:
            return True
        self._assumed.add((old, new))
        before, after = self._old.api.types.get(old), self._new.api.types.get(new)
        return before is not None and after is not None and self._declarations(before, after)

    def _declarations(self, old: TypeDecl, new: TypeDecl) -> bool:
        if getattr(old, "nullable", False) != getattr(new, "nullable", False):
            return False
        match old, new:
            case ObjectDecl(), ObjectDecl():
                before = {field.wire_name: field for field in old.fields}
                after = {field.wire_name: field for field in new.fields}
                return (
                    before.keys() == after.keys()
                    and all(
                        _needed(before[name].presence) == _needed(after[name].presence)
                        and before[name].access is after[name].access
                        and self.refs(before[name].type, after[name].type)
                        for name in before
                    )
                    and self.refs(old.extra, new.extra)
                )
            case EnumDecl(), EnumDecl():
                return {m.value for m in old.members} == {m.value for m in new.members}
            case UnionDecl(), UnionDecl():
                told = (old.discriminator, old.default is None)
                return told == (new.discriminator, new.default is None) and self._rows(
                    [v.type for v in old.variants], [v.type for v in new.variants]
                )
            case AliasDecl(), AliasDecl():
                return self.refs(old.target, new.target)
            case _:
                return False

    def _rows(self, old: Iterable[TypeRef], new: Iterable[TypeRef]) -> bool:
        before, after = list(old), list(new)
        return len(before) == len(after) and all(map(self.refs, before, after))


def _needed(presence: object) -> bool:
    return isinstance(presence, Required)


# --- what changed about the type of something


@dataclass(frozen=True, slots=True)
class TypeKinds:
    """The kinds of change that the type of a thing can have."""

    changed: ChangeKind
    became_nullable: ChangeKind
    no_longer_nullable: ChangeKind


PARAMETER = TypeKinds(
    ChangeKind.PARAMETER_TYPE_CHANGED,
    ChangeKind.PARAMETER_BECAME_NULLABLE,
    ChangeKind.PARAMETER_NO_LONGER_NULLABLE,
)
FIELD = TypeKinds(
    ChangeKind.FIELD_TYPE_CHANGED,
    ChangeKind.FIELD_BECAME_NULLABLE,
    ChangeKind.FIELD_NO_LONGER_NULLABLE,
)
RESPONSE = TypeKinds(
    ChangeKind.RESPONSE_TYPE_CHANGED,
    ChangeKind.RESPONSE_BECAME_NULLABLE,
    ChangeKind.RESPONSE_NO_LONGER_NULLABLE,
)
ERROR = TypeKinds(
    ChangeKind.ERROR_TYPE_CHANGED,
    ChangeKind.ERROR_BECAME_NULLABLE,
    ChangeKind.ERROR_NO_LONGER_NULLABLE,
)
MODEL = TypeKinds(
    ChangeKind.MODEL_TYPE_CHANGED,
    ChangeKind.MODEL_BECAME_NULLABLE,
    ChangeKind.MODEL_NO_LONGER_NULLABLE,
)

_HOW = {
    Relation.RENAMED: ", which has the same shape,",
    Relation.OPENED: " of any value",
}


def compare_types(
    versions: Versions,
    kinds: TypeKinds,
    spot: Spot,
    types: tuple[TypeRef, TypeRef],
    *,
    optional: bool = False,
) -> Iterator[Event]:
    """Report what changed about the type of something.

    Args:
        versions: Both versions.
        kinds: What to call the changes.
        spot: Where it is, and the ways that its values go.
        types: The old type and the new one.
        optional: It could be absent before; absent parts of responses are None.
    """
    place, at, directions = spot.place, spot.at, spot.directions
    difference = relate(versions, *types, place)
    yield from difference.pairs
    if difference.relation is not Relation.SAME:
        yield from _say_type(versions, kinds, spot, types, difference)
    elif difference.null:
        kind = kinds.became_nullable if difference.null > 0 else kinds.no_longer_nullable
        relation = Relation.WIDER if difference.null > 0 else Relation.NARROWER
        severity = severity_of(relation, directions)
        if optional and difference.null > 0:
            severity = ChangeSeverity.SAFE
        message = "may be None" if difference.null > 0 else "can no longer be None"
        if severity is not None:
            yield changed(kind, place, message, at, severity=severity)
    for limit in difference.limits:
        severity = limit.severity(directions)
        if severity is not None:
            yield changed(limit.kind, place, limit.message, at, severity=severity)


def _is_invariant(
    versions: Versions,
    kinds: TypeKinds,
    directions: Collection[Direction],
    types: tuple[TypeRef, TypeRef],
) -> bool:
    """Return whether it matters for type checkers that a list or mapping has more types of items, or fewer.

    A `list[int]` is no `list[int | str]` for them, as the latter may be appended to, nor the reverse. Arguments of methods
    are sequences and mappings, which cannot.
    """
    is_constructed = kinds is FIELD and Direction.REQUEST in directions
    if not is_constructed and Direction.RESPONSE not in directions:
        return False
    sides = zip((versions.old, versions.new), types, strict=True)
    return kinds in (FIELD, RESPONSE) and all(_is_exact(side, ref) for side, ref in sides)


def _is_exact(side: Side, ref: TypeRef) -> bool:
    """Return whether a type is a list or mapping, and not one of anything, which any other one is."""
    _, plain = side.looked_through(ref)
    inside = plain
    while isinstance(inside, ArrayOf | MapOf):
        _, inside = side.looked_through(
            inside.items if isinstance(inside, ArrayOf) else inside.values
        )
    return inside is not plain and not isinstance(inside, AnyJson)


def _say_type(
    versions: Versions,
    kinds: TypeKinds,
    spot: Spot,
    types: tuple[TypeRef, TypeRef],
    difference: Difference,
) -> Iterator[Event]:
    severity = severity_of(difference.whole(), spot.directions)
    is_closer = difference.whole() in (Relation.WIDER, Relation.NARROWER)
    if is_closer and _is_invariant(versions, kinds, spot.directions, types):
        severity = ChangeSeverity.BREAKING
    if severity is None:
        return
    before, after = versions.old.spell(types[0]), versions.new.spell(types[1])
    if before == after:
        message = f"is another {after}"
    else:
        message = f"is {after}{_HOW.get(difference.relation, '')} instead of {before}"
    yield changed(kinds.changed, spot.place, message, spot.at, severity=severity)
