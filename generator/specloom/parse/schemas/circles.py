"""Circular aliases and unions: types that contain only themselves."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from ...diagnostics import Code
from ...ir.resolve import without_null
from ...ir.types import (
    AliasDecl,
    AnyJson,
    Named,
    Nullable,
    TypeDecl,
    TypeId,
    TypeRef,
    UnionDecl,
    Variant,
)
from ...records import replace
from ..context import Parser


def without_circles(parser: Parser) -> None:
    """Remove from every choice the alternatives that only lead back to it: `A: oneOf [string, A]` is a string.

    A value of such a type is of one of the other alternatives, of its own or of those that it leads
    to. Where there is none, the types say nothing, which is reported, and any value is accepted.
    """
    declared = parser.table.types()
    direct = {
        type_id: [target for ref in _choices(d) if (target := _named(ref)) in declared]
        for type_id, d in declared.items()
        if isinstance(d, AliasDecl | UnionDecl)
    }
    for type_id in direct:
        circle = _circle(direct, type_id)
        if circle:
            _replace(parser, declared, type_id, circle)


def shorten_aliases(parser: Parser) -> None:
    """Make every alias of an alias stand for what the last of them stands for; they lead in no circle."""
    declared = parser.table.types()
    ends: dict[TypeId, TypeRef] = {}
    for type_id, declaration in declared.items():
        if not isinstance(declaration, AliasDecl):
            continue
        passed = [type_id]
        end = declaration.target
        while isinstance(end, Named) and isinstance(following := declared.get(end.id), AliasDecl):
            if end.id in ends:
                end = ends[end.id]
                break
            passed.append(end.id)
            end = following.target
        ends |= dict.fromkeys(passed, end)
        if end != declaration.target:
            parser.table.declare(replace(declaration, target=end))


def _choices(declaration: TypeDecl) -> Iterator[TypeRef]:
    match declaration:
        case AliasDecl(target=target):
            yield target
        case UnionDecl(variants=variants):
            yield from (variant.type for variant in variants)


def _named(ref: TypeRef) -> TypeId | None:
    _, named = without_null(ref)
    return named.id if isinstance(named, Named) else None


def _circle(direct: dict[TypeId, list[TypeId | None]], start: TypeId) -> set[TypeId]:
    """Return the types on the ways from a type back to itself; none if there is no way back."""
    before: dict[TypeId, list[TypeId]] = {}
    waiting = [start]
    seen = {start}
    while waiting:
        current = waiting.pop()
        for target in direct[current]:
            if target is None or target not in direct:
                continue
            before.setdefault(target, []).append(current)
            if target not in seen:
                seen.add(target)
                waiting.append(target)
    circle: set[TypeId] = set()
    waiting = list(before.get(start, ()))
    while waiting:
        current = waiting.pop()
        if current not in circle:
            circle.add(current)
            waiting += before.get(current, ())
    return circle


def _replace(
    parser: Parser, declared: Mapping[TypeId, TypeDecl], type_id: TypeId, circle: set[TypeId]
) -> None:
    declaration = declared[type_id]
    assert isinstance(declaration, AliasDecl | UnionDecl)
    around = [declared[other] for other in sorted(circle) if other != type_id]
    variants, nullable = _leaving([declaration, *around], circle)
    discriminator, default = None, None
    if isinstance(declaration, UnionDecl):
        discriminator = declaration.discriminator
        default = None if declaration.default in circle else declaration.default
    if not variants:
        message = "the schema only refers to itself; any value is accepted"
        parser.warn(Code.UNSUPPORTED_SCHEMA, message, declaration.at)
    if len(variants) > 1 or (variants and discriminator):
        parser.table.declare(
            UnionDecl(
                id=type_id,
                hint=declaration.hint,
                variants=tuple(variants),
                discriminator=discriminator,
                default=default,
                nullable=nullable,
                doc=declaration.doc,
                at=declaration.at,
            )
        )
        return
    target: TypeRef = variants[0].type if variants else AnyJson()
    parser.table.declare(
        AliasDecl(
            id=type_id,
            hint=declaration.hint,
            target=Nullable(inner=target) if nullable and variants else target,
            doc=declaration.doc,
            at=declaration.at,
        )
    )


def _leaving(declarations: Sequence[TypeDecl], circle: set[TypeId]) -> tuple[list[Variant], bool]:
    """Return the alternatives that lead out of a circle, each once, and whether null is one."""
    variants: dict[TypeRef, Variant] = {}
    nullable = False
    for declaration in declarations:
        nullable = nullable or (isinstance(declaration, UnionDecl) and declaration.nullable)
        for ref in _choices(declaration):
            null, inner = without_null(ref)
            nullable = nullable or null
            if _named(inner) not in circle:
                variants.setdefault(inner, Variant(type=inner))
        for variant in declaration.variants if isinstance(declaration, UnionDecl) else ():
            if variant.type in variants and not variants[variant.type].tags:
                variants[variant.type] = variant
    return list(variants.values()), nullable
