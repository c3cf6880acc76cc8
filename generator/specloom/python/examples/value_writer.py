"""Python expressions of sample values."""

from __future__ import annotations

import datetime
from typing import Any

from ...ir.resolve import declaration_of, is_enum_class
from ...ir.scalars import ScalarFormat
from ...ir.types import (
    AliasDecl,
    AnyJson,
    ArrayOf,
    EnumDecl,
    Json,
    MapOf,
    Named,
    Nullable,
    ObjectDecl,
    Required,
    Scalar,
    TupleOf,
    TypeId,
    TypeRef,
    UnionDecl,
)
from ..code.discriminators import tag_text
from ..code.encoders import literal
from ..code.symbols import Symbols, object_of
from ..naming.identifiers import code, in_models, qualified
from ..naming.printable import PythonCode


class ValueWriter:
    """Writes the Python expression of a JSON value of a type, with models for objects.

    `ambiguous` is set when a value could have been meant as more than one alternative of a union.
    """

    def __init__(self, symbols: Symbols, *, writing: bool) -> None:
        self._symbols = symbols
        self._writing = writing
        self.ambiguous = False
        self._unfinished = False

    def write(self, ref: TypeRef, value: Any) -> PythonCode:
        """Return the expression."""
        self._unfinished = False
        expression = self._write(ref, value)
        if not self._unfinished:
            return expression
        # No model takes a value that lacks what its schema requires, nor does one around it.
        self.ambiguous = True
        return literal(value)

    def _write(self, ref: TypeRef, value: Any) -> PythonCode:
        if value is None:
            return PythonCode("None")
        match ref:
            case Scalar(kind=kind):
                return _scalar(kind.form, value)
            case ArrayOf(items=items) if isinstance(value, list):
                return _list([self._write(items, item) for item in value])
            case TupleOf(items=items) if isinstance(value, list):
                written = [self._write(t, v) for t, v in zip(items, value, strict=False)]
                return _tuple(written) if ref.fixed else _list(written)
            case MapOf(values=values) if isinstance(value, dict):
                pairs = [
                    PythonCode.of("{}: {}", literal(key), self._write(values, value[key]))
                    for key in sorted(value)
                ]
                return PythonCode.of("{{{}}}", PythonCode.joined(", ", pairs))
            case Nullable(inner=inner):
                return self._write(inner, value)
            case Named(id=type_id):
                return self._named(type_id, value)
            case _:
                return literal(value)

    def _named(self, type_id: TypeId, value: Any) -> PythonCode:
        match self._symbols.declaration(type_id):
            case ObjectDecl() as declaration if isinstance(value, dict):
                return self._object(declaration, value)
            case UnionDecl() as declaration:
                return self._write(self._variant(declaration, value), value)
            case AliasDecl(target=target):
                return self._write(target, value)
            case EnumDecl() as declaration if is_enum_class(declaration):
                return self._member(declaration, value)
            case _:
                return literal(value)

    def _member(self, declaration: EnumDecl, value: Any) -> PythonCode:
        """Write a member of an enumeration class by its name, and a value that is not listed as it is read."""
        class_name = in_models(code(self._symbols.names[declaration.id]))
        names = self._symbols.member_names[declaration.id]
        for name, member in zip(names, declaration.members, strict=True):
            if member.value == Json(value):
                return PythonCode.of("{}.{}", class_name, code(name))
        return PythonCode.of("{}({})", class_name, literal(value))

    def _variant(self, declaration: UnionDecl, value: Any) -> TypeRef:
        """Choose the variant that a sample value was made of: by its tag, else the first that can hold most of its properties."""
        decision = self._symbols.decisions.get(declaration.id)
        if decision is not None and isinstance(value, dict):
            target = decision.tags.get(tag_text(value.get(decision.name.raw)) or "")
            if target is None and len(decision.unlisted) == 1:
                target = decision.unlisted[0]
            if target is not None or declaration.discriminator is not None:
                return Named(id=target) if target else AnyJson()
        fitting = [v.type for v in declaration.variants if self._fits(v.type, value)]
        self.ambiguous = self.ambiguous or len(fitting) != 1
        return min(fitting, key=lambda ref: self._misfits(ref, value), default=AnyJson())

    def _misfits(self, ref: TypeRef, value: Any) -> int:
        """Return how many properties of a value its model could not hold: they are not listed, or of another type."""
        declaration = object_of(self._symbols, ref)
        if declaration is None or not isinstance(value, dict):
            return 0
        fields = self._symbols.fields(declaration, writing=self._writing)
        types = {field.wire_name.raw: field.type for field in fields}
        return sum(
            name not in types or not self._holds(types[name], v) for name, v in value.items()
        )

    def _holds(self, ref: TypeRef, value: Any) -> bool:
        """Return whether a property of a type could hold a value: an enumeration holds what it lists."""
        declaration = declaration_of(self._symbols.api.types, ref)
        if isinstance(declaration, EnumDecl):
            return any(member.value == Json(value) for member in declaration.members)
        return self._fits(ref, value)

    def _fits(self, ref: TypeRef, value: Any) -> bool:
        """Return whether a value could be of a type: by its JSON type, and by the properties that an object must have."""
        match ref:
            case Nullable(inner=inner):
                return value is None or self._fits(inner, value)
            case Named(id=type_id):
                match self._symbols.declaration(type_id):
                    case AliasDecl(target=target):
                        return self._fits(target, value)
                    case UnionDecl(variants=variants):
                        return any(self._fits(variant.type, value) for variant in variants)
                    case EnumDecl(base=base):
                        return self._fits(base, value)
                    case ObjectDecl() as declaration:
                        return isinstance(value, dict) and self._is_whole(declaration, value)
                    case _:
                        return isinstance(value, dict)
            case MapOf():
                return isinstance(value, dict)
            case ArrayOf() | TupleOf():
                return isinstance(value, list)
            case Scalar(kind=kind):
                return _is_json(value, kind.form.json)
            case _:
                return True

    def _is_whole(self, declaration: ObjectDecl, value: dict[str, Any]) -> bool:
        """Return whether an object has the properties that its schema requires."""
        fields = self._symbols.fields(declaration, writing=self._writing)
        return all(f.wire_name.raw in value for f in fields if isinstance(f.presence, Required))

    def _object(self, declaration: ObjectDecl, value: dict[str, Any]) -> PythonCode:
        if not self._is_whole(declaration, value):
            self._unfinished = True
            return literal(value)
        fields = self._symbols.fields(declaration, writing=self._writing)
        names = self._symbols.field_names[declaration.id]
        arguments = [
            PythonCode.of(
                "{}={}",
                code(names[field.wire_name.raw]),
                self._write(field.type, value[field.wire_name.raw]),
            )
            for field in fields
            if field.wire_name.raw in value
        ]
        name = in_models(self._symbols.class_name(declaration.id, writing=self._writing))
        return PythonCode.of("{}({})", name, PythonCode.joined(", ", arguments))


def _scalar(form: ScalarFormat, value: Any) -> PythonCode:
    """Write a scalar value: a call of its class where it has one of its own."""
    if form.json != "string" or not isinstance(value, str):
        return literal(value)
    plain = form.read(value)
    if "." not in form.python:
        return literal(plain)
    return PythonCode.of(
        "{}({})", qualified(form.python), PythonCode.joined(", ", _arguments(plain))
    )


def _is_json(value: Any, name: str) -> bool:
    """Return whether a value is of a scalar type of JSON."""
    match name:
        case "boolean":
            return isinstance(value, bool)
        case "integer" | "number":
            return isinstance(value, (int, float)) and not isinstance(value, bool)
        case "null":
            return value is None
        case _:
            return isinstance(value, str)


def _arguments(value: object) -> list[PythonCode]:
    match value:
        case datetime.datetime():
            numbers = list(value.timetuple()[:6])
        case datetime.date():
            numbers = [value.year, value.month, value.day]
        case datetime.time():
            numbers = [value.hour, value.minute, value.second]
        case datetime.timedelta():
            return [
                PythonCode.of("days={}", literal(value.days)),
                PythonCode.of("seconds={}", literal(value.seconds)),
            ]
        case _:
            return [literal(str(value))]
    zone = [PythonCode("tzinfo=datetime.UTC")] if getattr(value, "tzinfo", None) else []
    return [*map(literal, numbers), *zone]


def _tuple(items: list[PythonCode]) -> PythonCode:
    # A comma that is not needed would make formatters give each item a line of its own.
    return PythonCode.of("({},)" if len(items) == 1 else "({})", PythonCode.joined(", ", items))


def _list(items: list[PythonCode]) -> PythonCode:
    return PythonCode.of("[{}]", PythonCode.joined(", ", items))
