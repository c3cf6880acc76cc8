"""Types to Python annotations; the one place where Python typing is decided.

| the document              | models                    | arguments                        |
| string, integer, ...      | str, int, ...             | the same                         |
| date-time                 | DateTime (always aware)   | datetime.datetime                |
| array                     | list[T]                   | Sequence[T]                      |
| map                       | dict[str, T]              | Mapping[str, T]                  |
| object                    | its class                 | its class, or its typed dictionary |
| enumeration of strings    | Literal[...] | str        | the same: servers add values     |
| nullable                  | T | None                  | the same                         |
"""

from __future__ import annotations

import builtins
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum
from typing import Any, assert_never

from ..ir.api import Api
from ..ir.types import (
    AliasDecl,
    AnyJson,
    ArrayOf,
    Const,
    EnumDecl,
    Given,
    Json,
    MapOf,
    Named,
    Never,
    Nullable,
    ObjectDecl,
    Scalar,
    ScalarKind,
    TupleOf,
    TypeDecl,
    TypeId,
    TypeRef,
    UnionDecl,
)
from .literals import literal
from .names import code
from .nodes import Annotation, Import, PythonCode

LARGEST_INLINE_ENUM = 12
_ANY = PythonCode("Any")


class Use(Enum):
    """Where an annotation stands."""

    MODEL = "model"  # a field of a model
    ANSWER = "answer"  # what a method returns
    ARGUMENT = "argument"  # what a method takes
    ENTRY = "entry"  # an item of a typed dictionary


@dataclass(frozen=True, slots=True, kw_only=True)
class Symbols:
    """The Python names of the API's types: classes and aliases by id, and the modules they are in."""

    api: Api
    names: Mapping[TypeId, str]
    modules: Mapping[TypeId, str]

    def declaration(self, type_id: TypeId) -> TypeDecl | None:
        """Give the declaration of an id, None for one that could not be parsed."""
        return self.api.types.get(type_id)

    def has_symbol(self, declaration: TypeDecl) -> bool:
        """Tell whether a type is written out under a name; the others are written where they are used."""
        return isinstance(declaration, ObjectDecl) or isinstance(declaration.hint, Given)


@dataclass(frozen=True, slots=True, kw_only=True)
class Annotator:
    """Writes annotations for one module. `shadowed` are builtins that the module's classes hide."""

    symbols: Symbols
    use: Use
    module: str | None = None
    shadowed: frozenset[str] = field(default_factory=frozenset)

    def annotate(self, ref: TypeRef) -> Annotation:
        """Give the annotation of a type."""
        alternatives, imports = _Writer(self).alternatives(ref)
        return Annotation(PythonCode.joined(" | ", alternatives), frozenset(imports))

    def union(self, refs: Sequence[TypeRef]) -> Annotation:
        """Give the annotation of a choice between types."""
        writer = _Writer(self)
        options = list(dict.fromkeys(p for ref in refs for p in writer.alternatives(ref)[0]))
        return Annotation(PythonCode.joined(" | ", options), frozenset(writer.imports))

    def enumeration(self, values: list[Json], base: TypeRef) -> Annotation:
        """Give the annotation of an open enumeration: the known values, or any other of the base type."""
        writer = _Writer(self)
        options = list(dict.fromkeys(writer.enumeration(values, base)))
        return Annotation(PythonCode.joined(" | ", options), frozenset(writer.imports))


class _Writer:
    """Writes one annotation, collecting its imports."""

    def __init__(self, annotator: Annotator) -> None:
        self._annotator = annotator
        self._symbols = annotator.symbols
        self._use = annotator.use
        self.imports: set[Import] = set()
        self._aliases: list[TypeId] = []

    def alternatives(self, ref: TypeRef) -> tuple[list[PythonCode], set[Import]]:
        """Give the members of the union that the type is (often just one), None last."""
        found = list(dict.fromkeys(self._write(ref)))
        none = PythonCode("None")
        if _ANY in found:
            found = [_ANY]
        elif none in found:
            found = [option for option in found if option != none] + [none]
        return found, self.imports

    def _inner(self, ref: TypeRef) -> PythonCode:
        found, _ = self.alternatives(ref)
        return PythonCode.joined(" | ", found)

    def _write(self, ref: TypeRef) -> list[PythonCode]:
        match ref:
            case Scalar(kind=kind):
                return [self._scalar(kind)]
            case ArrayOf(items=items):
                return [PythonCode.of("{}[{}]", self._sequence(), self._inner(items))]
            case TupleOf(items=items, rest=rest):
                parts = list(dict.fromkeys(p for item in (*items, rest) for p in self._write(item)))
                inner = _ANY if _ANY in parts else PythonCode.joined(" | ", parts)
                return [PythonCode.of("{}[{}]", self._sequence(), inner)]
            case MapOf(values=values):
                return [
                    PythonCode.of(
                        "{}[{}, {}]", self._mapping(), self._builtin("str"), self._inner(values)
                    )
                ]
            case Nullable(inner=inner):
                return [*self._write(inner), PythonCode("None")]
            case Const(value=value):
                return self._values([value])
            case Named(id=type_id):
                return self._named(type_id)
            case AnyJson() | Never():
                return [self._any()]
            case _:
                assert_never(ref)

    def _any(self) -> PythonCode:
        self.imports.add(Import("typing", "Any"))
        return _ANY

    def _builtin(self, name: str) -> PythonCode:
        if name in self._annotator.shadowed:
            self.imports.add(Import("builtins"))
            return PythonCode(f"builtins.{name}")
        return PythonCode(name)

    def _imported(self, module: str, name: str = "") -> None:
        self.imports.add(Import(module, name))

    def _sequence(self) -> PythonCode:
        if self._use in (Use.MODEL, Use.ANSWER):
            return self._builtin("list")
        self._imported("collections.abc", "Sequence")
        return PythonCode("Sequence")

    def _mapping(self) -> PythonCode:
        if self._use in (Use.MODEL, Use.ANSWER):
            return self._builtin("dict")
        self._imported("collections.abc", "Mapping")
        return PythonCode("Mapping")

    def _scalar(self, kind: ScalarKind) -> PythonCode:
        match kind:
            case ScalarKind.STRING:
                return self._builtin("str")
            case ScalarKind.INTEGER:
                return self._builtin("int")
            case ScalarKind.NUMBER:
                return self._builtin("float")
            case ScalarKind.BOOLEAN:
                return self._builtin("bool")
            case ScalarKind.NULL:
                return PythonCode("None")
            case ScalarKind.BYTES:
                return self._builtin("bytes")
            case ScalarKind.BASE64:
                return self._special("Base64", "bytes")
            case ScalarKind.DATE_TIME:
                return self._special("DateTime", "datetime.datetime")
            case ScalarKind.DATE | ScalarKind.TIME:
                self._imported("datetime")
                return PythonCode(f"datetime.{kind.value}")
            case ScalarKind.DURATION:
                self._imported("datetime")
                return PythonCode("datetime.timedelta")
            case ScalarKind.UUID:
                self._imported("uuid")
                return PythonCode("uuid.UUID")
            case ScalarKind.DECIMAL:
                self._imported("decimal")
                return PythonCode("decimal.Decimal")
            case _:
                assert_never(kind)

    def _special(self, name: str, plain: str) -> PythonCode:
        """Give a value type of the runtime in models, the plain Python type elsewhere."""
        if self._use is Use.MODEL:
            self._imported(".._runtime.models", name)
            return PythonCode(name)
        module, dot, _ = plain.partition(".")
        if not dot:
            return self._builtin(plain)
        self._imported(module)
        return PythonCode(plain)

    def _named(self, type_id: TypeId) -> list[PythonCode]:
        declaration = self._symbols.declaration(type_id)
        if declaration is None or type_id in self._aliases:
            return [self._any()]
        match declaration:
            case ObjectDecl():
                return self._class(type_id)
            case EnumDecl(members=members, base=base):
                if isinstance(declaration.hint, Given) or len(members) > LARGEST_INLINE_ENUM:
                    return self._alias(declaration, type_id)
                return self.enumeration([member.value for member in members], base)
            case UnionDecl(variants=variants):
                if isinstance(declaration.hint, Given):
                    return self._alias(declaration, type_id)
                return self._expanded(type_id, [variant.type for variant in variants])
            case AliasDecl(target=target):
                return self._expanded(type_id, [target])
            case _:
                assert_never(declaration)

    def _expanded(self, type_id: TypeId, targets: list[TypeRef]) -> list[PythonCode]:
        self._aliases.append(type_id)
        found = [option for target in targets for option in self._write(target)]
        self._aliases.pop()
        return found

    def _class(self, type_id: TypeId) -> list[PythonCode]:
        name = code(self._symbols.names[type_id])
        if self._use in (Use.MODEL, Use.ANSWER):
            return [self._in_models(type_id, name)]
        if self._use is Use.ENTRY:
            own = self._symbols.modules[type_id]
            if own != self._annotator.module:
                self._imported(f".{own}", f"{name}Dict")
            self._imported("..", "models")
            return [PythonCode.of("models.{}", name), PythonCode.of("{}Dict", name)]
        self._imported("..", "models")
        self._imported("..", "types")
        return [PythonCode.of("models.{}", name), PythonCode.of("types.{}Dict", name)]

    def _alias(self, declaration: EnumDecl | UnionDecl, type_id: TypeId) -> list[PythonCode]:
        """Refer to an alias. Its members take no typed dictionaries, so unions in arguments are written out."""
        if isinstance(declaration, UnionDecl) and self._use in (Use.ARGUMENT, Use.ENTRY):
            return self._expanded(type_id, [variant.type for variant in declaration.variants])
        if type_id not in self._symbols.names:
            assert isinstance(declaration, EnumDecl)
            values = [member.value for member in declaration.members]
            return self.enumeration(values, declaration.base)
        name = code(self._symbols.names[type_id])
        if self._use in (Use.ARGUMENT, Use.ENTRY):
            self._imported("..", "models")
            return [PythonCode.of("models.{}", name)]
        return [self._in_models(type_id, name)]

    def _in_models(self, type_id: TypeId, name: PythonCode) -> PythonCode:
        if self._use is Use.ANSWER:
            self._imported("..", "models")
            return PythonCode.of("models.{}", name)
        own = self._symbols.modules[type_id]
        if own != self._annotator.module:
            self._imported(f".{own}", name)
        return name

    def enumeration(self, values: list[Json], base: TypeRef) -> list[PythonCode]:
        """Write an open enumeration: the known values, or any other of the base type."""
        return [*self._values(values), *self._write(base)]

    def _values(self, values: list[Json]) -> list[PythonCode]:
        literals = [value for value in values if _fits_literal(value.raw)]
        if len(literals) < len(values):
            return [_type_name(value.raw, self) for value in values]
        self._imported("typing", "Literal")
        return [
            PythonCode.of("Literal[{}]", PythonCode.joined(", ", [literal(v) for v in literals]))
        ]

    def any_type(self) -> PythonCode:
        """Give `Any`, with its import."""
        return self._any()

    def builtin(self, name: str) -> PythonCode:
        """Give a builtin type's name, qualified where the module hides it."""
        return self._builtin(name)


def _fits_literal(value: Any) -> bool:
    """Tell whether `typing.Literal` takes the value."""
    return isinstance(value, (str, bool)) or type(value) is int


def _type_name(value: Any, writer: _Writer) -> PythonCode:
    name = type(value).__name__
    if name in ("str", "int", "float", "bool") and hasattr(builtins, name):
        return writer.builtin(name)
    return writer.any_type()
