"""Whether two types have the same shape, whatever they and their parts are called."""

from __future__ import annotations

from collections.abc import Iterable

from ..ir.types import (
    AliasDecl,
    ArrayOf,
    EnumDecl,
    MapOf,
    Named,
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
from .walk import Side


def same_shape(old_side: Side, new_side: Side, old: TypeRef, new: TypeRef) -> bool:
    """Compare all that a type consists of, documentation and limits apart."""
    return _Shapes(old_side, new_side).refs(old, new)


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
        # What has kept its place is the same thing, and what changed about it is said there. What is
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
