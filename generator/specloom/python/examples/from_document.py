"""Sample values from the document's examples."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any, assert_never

from ...ir.examples import is_short
from ...ir.types import (
    AliasDecl,
    AnyJson,
    ArrayOf,
    Const,
    EnumDecl,
    Json,
    Limits,
    MapOf,
    Named,
    Never,
    Nullable,
    ObjectDecl,
    Required,
    Scalar,
    TupleOf,
    TypeId,
    TypeRef,
    UnionDecl,
)
from ..code.discriminators import default_of, tag_text
from ..code.symbols import Symbols, object_of
from .scalars import adopted_scalar

_DEEPEST = 40


class Misfit(ValueError):
    """A value is not one of a type."""


class Adopter:
    """Fits values of the document to types, as requests (`writing`) or responses hold them."""

    def __init__(self, symbols: Symbols, *, writing: bool) -> None:
        self._symbols = symbols
        self._writing = writing
        self._known: dict[tuple[TypeId, int], Any] = {}

    def adopted(self, ref: TypeRef, value: Any) -> Any:
        """Return a value as the client reads or writes it: objects with the properties that the type lists, in its order.

        Raise `Misfit` for a value that is not of the type, or is too large.
        """
        if not is_short(value):
            raise Misfit
        self._known = {}
        try:
            return self._fit(ref, value, 0)
        except (ValueError, OverflowError) as error:
            raise Misfit from error

    def fits(self, ref: TypeRef, value: Any) -> bool:
        """Return whether a sample value is of a type."""
        self._known = {}
        try:
            self._fit(ref, value, 0)
        except (ValueError, OverflowError):
            return False
        return True

    def _fit(self, ref: TypeRef, value: Any, depth: int) -> Any:
        if depth > _DEEPEST:
            raise Misfit
        match ref:
            case Scalar():
                return adopted_scalar(ref, value)
            case ArrayOf():
                return self._array(ref, value, depth)
            case TupleOf():
                return self._tuple(ref, value, depth)
            case MapOf():
                return self._map(ref, value, depth)
            case Nullable(inner=inner):
                return None if value is None else self._fit(inner, value, depth)
            case Const(value=constant):
                return _equal(constant, value)
            case Named(id=type_id):
                return self._named(type_id, value, depth + 1)
            case AnyJson():
                return _sendable(value)
            case Never():
                raise Misfit
            case _:
                assert_never(ref)

    def _named(self, type_id: TypeId, value: Any, depth: int) -> Any:
        key = (type_id, id(value))
        if key not in self._known:
            self._known[key] = Misfit()  # it depends on itself: no result
            try:
                self._known[key] = self._declared(type_id, value, depth)
            except (ValueError, OverflowError) as error:
                self._known[key] = Misfit(error)
        known = self._known[key]
        if isinstance(known, Misfit):
            raise known
        return known

    def _declared(self, type_id: TypeId, value: Any, depth: int) -> Any:
        declaration = self._symbols.declaration(type_id)
        match declaration:
            case None:
                return _sendable(value)
            case AliasDecl(target=target):
                return self._fit(target, value, depth)
            case _ if value is None and declaration.nullable:
                return None
            case ObjectDecl():
                return self._object(declaration, value, depth)
            case EnumDecl(members=members):
                if Json(value) not in [member.value for member in members]:
                    raise Misfit
                return value
            case UnionDecl():
                return self._union(declaration, value, depth)
            case _:
                assert_never(declaration)

    def _object(self, declaration: ObjectDecl, value: Any, depth: int) -> dict[str, Any]:
        if not isinstance(value, dict):
            raise Misfit
        _check_count(value, declaration.limits.min_properties, declaration.limits.max_properties)
        listed = {field.wire_name.raw for field in declaration.fields}
        if isinstance(declaration.extra, Never) and not value.keys() <= listed:
            raise Misfit
        properties = {}
        for field in self._symbols.fields(declaration, writing=self._writing):
            name = field.wire_name.raw
            if name in value:
                properties[name] = self._fit(field.type, value[name], depth)
            elif self._writing and isinstance(field.type, Const):
                properties[name] = field.type.value.raw  # always sent
            elif isinstance(field.presence, Required):
                raise Misfit
        _check_count(properties, declaration.limits.min_properties, None)
        return properties

    def _union(self, declaration: UnionDecl, value: Any, depth: int) -> Any:
        tags = self._symbols.tags(declaration)
        if tags and declaration.discriminator is not None and isinstance(value, dict):
            chosen = tags.get(tag_text(value.get(declaration.discriminator.raw)) or "")
            chosen = chosen or default_of(self._symbols.api.types, declaration)
            if chosen is None:
                raise Misfit
            return self._fit(Named(id=chosen), value, depth)
        for variant in declaration.variants:
            try:
                return self._fit(variant.type, value, depth)
            except ValueError:
                continue
        raise Misfit

    def fits_one(self, declaration: UnionDecl, value: Any) -> bool:
        """Return whether a value fits one alternative of a union and no other; its tag may say which."""
        tags = self._symbols.tags(declaration)
        objects = {
            target.id
            for variant in declaration.variants
            if (target := object_of(self._symbols, variant.type)) is not None
        }
        if isinstance(value, dict) and objects and objects <= set(tags.values()):
            return self.fits(Named(id=declaration.id), value)
        return sum(self.fits(variant.type, value) for variant in declaration.variants) == 1

    def _array(self, array: ArrayOf, value: Any, depth: int) -> list[Any]:
        if not isinstance(value, list):
            raise Misfit
        _check_items(value, array.limits)
        return [self._fit(array.items, item, depth) for item in value]

    def _tuple(self, ref: TupleOf, value: Any, depth: int) -> list[Any]:
        if not isinstance(value, list) or not ref.required <= len(value) <= len(ref.items):
            raise Misfit
        return [self._fit(t, v, depth) for t, v in zip(ref.items, value, strict=False)]

    def _map(self, ref: MapOf, value: Any, depth: int) -> dict[str, Any]:
        if not isinstance(value, dict):
            raise Misfit
        _check_count(value, ref.limits.min_properties, ref.limits.max_properties)
        for key in value:
            adopted_scalar(ref.keys, key)
        return {key: self._fit(ref.values, value[key], depth) for key in sorted(value)}


def _equal(constant: Json, value: Any) -> Any:
    if constant != Json(value):
        raise Misfit
    return constant.raw


def _sendable(value: Any) -> Any:
    """Return any JSON value whose texts can be sent."""
    if isinstance(value, str):
        value.encode()
    elif isinstance(value, float):
        if not math.isfinite(value):
            raise Misfit
    elif isinstance(value, dict):
        return {_sendable(key): _sendable(value[key]) for key in sorted(value)}
    elif isinstance(value, list):
        return [_sendable(item) for item in value]
    return value


def _check_count(
    value: Sequence[Any] | dict[str, Any], least: int | None, most: int | None
) -> None:
    if len(value) < (least or 0) or (most is not None and len(value) > most):
        raise Misfit


def _check_items(value: list[Any], limits: Limits) -> None:
    _check_count(value, limits.min_items, limits.max_items)
    if limits.unique_items and len({Json(item) for item in value}) < len(value):
        raise Misfit
