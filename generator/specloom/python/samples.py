"""Sample values: JSON as it travels, and the Python expression for the same value.

The document's own examples are used where they fit; otherwise values are made of the names, so that
a reader of a test sees which member is which.
"""

from __future__ import annotations

import base64
import datetime
from typing import Any, assert_never
from urllib.parse import quote

from ..ir.references import ids_in
from ..ir.types import (
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
    ScalarKind,
    TupleOf,
    TypeId,
    TypeRef,
    UnionDecl,
)
from .annotations import Symbols, is_enum_class, object_of
from .literals import literal
from .names import code
from .nodes import PythonCode
from .variants import default_of, tag_text, tags_of

_DEPTH = 4
_LONGEST_TEXT = 1000
_FIXED: dict[ScalarKind, Any] = {
    ScalarKind.BOOLEAN: True,
    ScalarKind.NULL: None,
    ScalarKind.DATE: "2026-01-02",
    ScalarKind.DATE_TIME: "2026-01-02T03:04:05Z",
    ScalarKind.TIME: "03:04:05",
    ScalarKind.DURATION: "P1DT2S",
    ScalarKind.UUID: "0f0e0d0c-0b0a-4908-8706-050403020100",
    ScalarKind.DECIMAL: "1.5",
    ScalarKind.BASE64: base64.b64encode(b"octets").decode("ascii"),
}


class Sampler:
    """Makes sample values of the API's types. `reading` leaves out what only requests hold, and vice versa.

    After `enough` scalar values, objects inside a sample hold only what they must.
    """

    def __init__(self, symbols: Symbols, *, reading: bool, enough: int = 40) -> None:
        self._symbols = symbols
        self._writing = not reading
        self._path: list[TypeId] = []
        self._count = 0
        self._enough = enough

    def sample(self, ref: TypeRef, name: str, *, complete: bool = True) -> Any:
        """Give a JSON value of a type. `name` is what it is called; `complete` values hold optional members too."""
        if not self._path:
            self._count = 0
        match ref:
            case Scalar():
                self._count += 1
                return _scalar(ref, name)
            case ArrayOf(items=items, limits=limits):
                count = 0 if self._leads_back(items) else max(1, min(limits.min_items or 1, 3))
                return [self.sample(items, name, complete=complete) for _ in range(count)]
            case TupleOf(items=items):
                return [self.sample(item, name, complete=complete) for item in items]
            case MapOf(values=values):
                if self._leads_back(values):
                    return {}
                return {"key": self.sample(values, name, complete=complete)}
            case Nullable(inner=inner):
                return self.sample(inner, name, complete=complete)
            case Const(value=value):
                return value.raw
            case Named(id=type_id):
                return self._named(type_id, name, complete=complete)
            case AnyJson() | Never():
                return name
            case _:
                assert_never(ref)

    def _named(self, type_id: TypeId, name: str, *, complete: bool) -> Any:
        declaration = self._symbols.declaration(type_id)
        if declaration is None or self._path.count(type_id) > 1:
            return name
        self._path.append(type_id)
        try:
            match declaration:
                case ObjectDecl():
                    return self._object(declaration, complete=complete)
                case EnumDecl(members=members):
                    return members[0].value.raw
                case UnionDecl():
                    return self._union(declaration, name, complete=complete)
                case AliasDecl(target=target):
                    return self.sample(target, name, complete=complete)
                case _:
                    assert_never(declaration)
        finally:
            self._path.pop()

    def _union(self, declaration: UnionDecl, name: str, *, complete: bool) -> Any:
        variants = declaration.variants
        chosen = next((v for v in variants if not self._recursive(v.type)), variants[0])
        value = self.sample(chosen.type, name, complete=complete)
        target = object_of(self._symbols, chosen.type)
        tags = tags_of(self._symbols.api.types, declaration)
        own = [tag for tag, type_id in tags.items() if target and type_id == target.id]
        if own and declaration.discriminator is not None and isinstance(value, dict):
            name = declaration.discriminator.raw
            if tag_text(value.get(name)) not in own:
                value[name] = own[0]
        return value

    def _object(self, declaration: ObjectDecl, *, complete: bool) -> dict[str, Any]:
        value = {}
        for field in self._symbols.fields(declaration, writing=self._writing):
            wanted = isinstance(field.presence, Required) or (complete and self._has_room())
            if wanted and not self._recursive(field.type):
                name = field.wire_name.raw
                value[name] = self.sample(field.type, name, complete=complete)
        return value

    def _has_room(self) -> bool:
        """Tell whether the object that is being sampled shall have its optional members."""
        depth = len(self._path)
        return depth <= 1 or (depth <= _DEPTH and self._count <= self._enough)

    def _leads_back(self, ref: TypeRef) -> bool:
        return any(type_id in self._path for type_id in ids_in(ref))

    def _recursive(self, ref: TypeRef) -> bool:
        """Tell whether a type leads back to one that is being sampled, other than through an array or map."""
        match ref:
            case ArrayOf() | MapOf():
                return False
            case _:
                return self._leads_back(ref)


def _scalar(scalar: Scalar, name: str) -> Any:
    if scalar.kind is ScalarKind.STRING or scalar.kind is ScalarKind.BYTES:
        return _text(scalar, name)
    if scalar.kind is ScalarKind.INTEGER or scalar.kind is ScalarKind.NUMBER:
        return _number(scalar)
    return _FIXED[scalar.kind]


def _text(scalar: Scalar, name: str) -> str:
    least = min(scalar.limits.min_length or 0, _LONGEST_TEXT)
    text = name + "x" * (least - len(name))
    longest = scalar.limits.max_length
    return text if longest is None or longest <= 0 else text[:longest]


def _number(scalar: Scalar) -> int | float:
    limits = scalar.limits
    number: int | float = 1 if scalar.kind is ScalarKind.INTEGER else 1.5
    if limits.minimum is not None:
        number = max(number, limits.minimum.raw)
    if limits.exclusive_minimum is not None and number <= limits.exclusive_minimum.raw:
        number = limits.exclusive_minimum.raw + 1
    if limits.maximum is not None:
        number = min(number, limits.maximum.raw)
    return int(number) if scalar.kind is ScalarKind.INTEGER else number


class ValueWriter:
    """Writes the Python expression of a JSON value of a type, with models for objects.

    `ambiguous` is set when a value could have been meant as more than one alternative of a union.
    """

    def __init__(self, symbols: Symbols, *, writing: bool) -> None:
        self._symbols = symbols
        self._writing = writing
        self.modules: set[str] = set()
        self.ambiguous = False

    def write(self, ref: TypeRef, value: Any) -> PythonCode:
        """Give the expression; the modules it needs are added to `modules`."""
        if value is None:
            return PythonCode("None")
        match ref:
            case Scalar(kind=kind):
                return self._scalar(kind, value)
            case ArrayOf(items=items) if isinstance(value, list):
                return _list([self.write(items, item) for item in value])
            case TupleOf(items=items) if isinstance(value, list):
                written = [self.write(t, v) for t, v in zip(items, value, strict=False)]
                return _tuple(written) if ref.fixed else _list(written)
            case MapOf(values=values) if isinstance(value, dict):
                pairs = [
                    PythonCode.of("{}: {}", literal(key), self.write(values, value[key]))
                    for key in sorted(value)
                ]
                return PythonCode.of("{{{}}}", PythonCode.joined(", ", pairs))
            case Nullable(inner=inner):
                return self.write(inner, value)
            case Named(id=type_id):
                return self._named(type_id, value)
            case _:
                return literal(value)

    def _named(self, type_id: TypeId, value: Any) -> PythonCode:
        match self._symbols.declaration(type_id):
            case ObjectDecl() as declaration if isinstance(value, dict):
                return self._object(declaration, value)
            case UnionDecl() as declaration:
                return self.write(self._variant(declaration, value), value)
            case AliasDecl(target=target):
                return self.write(target, value)
            case EnumDecl() as declaration if is_enum_class(declaration):
                self.modules.add("models")
                name = code(self._symbols.names[type_id])
                return PythonCode.of("models.{}({})", name, literal(value))
            case _:
                return literal(value)

    def _variant(self, declaration: UnionDecl, value: Any) -> TypeRef:
        """Choose the variant that a sample value was made of: by its tag, else the first of its kind."""
        tags = tags_of(self._symbols.api.types, declaration)
        if tags and declaration.discriminator is not None and isinstance(value, dict):
            target = tags.get(tag_text(value.get(declaration.discriminator.raw)) or "")
            target = target or default_of(self._symbols.api.types, declaration)
            return Named(id=target) if target else AnyJson()
        fitting = [v.type for v in declaration.variants if self._fits(v.type, value)]
        self.ambiguous = self.ambiguous or len(fitting) != 1
        return fitting[0] if fitting else AnyJson()

    def _fits(self, ref: TypeRef, value: Any) -> bool:
        """Tell whether a value could be of a type, judging by its JSON type alone."""
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
                    case _:
                        return isinstance(value, dict)
            case MapOf():
                return isinstance(value, dict)
            case ArrayOf() | TupleOf():
                return isinstance(value, list)
            case Scalar(kind=ScalarKind.BOOLEAN):
                return isinstance(value, bool)
            case Scalar(kind=ScalarKind.INTEGER | ScalarKind.NUMBER):
                return isinstance(value, (int, float)) and not isinstance(value, bool)
            case Scalar():
                return isinstance(value, str)
            case _:
                return True

    def _object(self, declaration: ObjectDecl, value: dict[str, Any]) -> PythonCode:
        fields = self._symbols.fields(declaration, writing=self._writing)
        if any(isinstance(f.presence, Required) and f.wire_name.raw not in value for f in fields):
            self.ambiguous = True  # no finite value has what the schema requires
            return literal(value)
        self.modules.add("models")
        names = self._symbols.field_names[declaration.id]
        arguments = [
            PythonCode.of(
                "{}={}",
                code(names[field.wire_name.raw]),
                self.write(field.type, value[field.wire_name.raw]),
            )
            for field in fields
            if field.wire_name.raw in value
        ]
        name = self._symbols.class_name(declaration.id, writing=self._writing)
        return PythonCode.of("models.{}({})", name, PythonCode.joined(", ", arguments))

    def _scalar(self, kind: ScalarKind, value: Any) -> PythonCode:
        match kind:
            case ScalarKind.DATE | ScalarKind.DATE_TIME | ScalarKind.TIME:
                self.modules.add("datetime")
                return _moment(kind, value)
            case ScalarKind.DURATION:
                self.modules.add("datetime")
                return PythonCode("datetime.timedelta(days=1, seconds=2)")
            case ScalarKind.UUID:
                self.modules.add("uuid")
                return PythonCode.of("uuid.UUID({})", literal(value))
            case ScalarKind.DECIMAL:
                self.modules.add("decimal")
                return PythonCode.of("decimal.Decimal({})", literal(value))
            case ScalarKind.BASE64:
                return literal(base64.b64decode(value))
            case ScalarKind.BYTES:
                return literal(value.encode())
            case _:
                return literal(value)


def _moment(kind: ScalarKind, value: str) -> PythonCode:
    if kind is ScalarKind.DATE:
        day = datetime.date.fromisoformat(value)
        return PythonCode(f"datetime.date({day.year}, {day.month}, {day.day})")
    if kind is ScalarKind.TIME:
        clock = datetime.time.fromisoformat(value)
        return PythonCode(f"datetime.time({clock.hour}, {clock.minute}, {clock.second})")
    moment = datetime.datetime.fromisoformat(value)
    numbers = f"{moment.year}, {moment.month}, {moment.day}, {moment.hour}, {moment.minute}"
    return PythonCode(f"datetime.datetime({numbers}, {moment.second}, tzinfo=datetime.UTC)")


def _tuple(items: list[PythonCode]) -> PythonCode:
    return PythonCode.of("({})", PythonCode.joined(" ", [PythonCode.of("{},", i) for i in items]))


def _list(items: list[PythonCode]) -> PythonCode:
    return PythonCode.of("[{}]", PythonCode.joined(", ", items))


def escaped(text: str) -> str:
    """Percent-encode all but the unreserved characters (RFC 3986, section 2.3)."""
    return quote(text, safe="")
