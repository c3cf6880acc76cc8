"""Types to Python annotations; the one place where Python typing is decided.

| the document              | models                    | arguments                        |
| string, integer, ...      | str, int, ...             | the same                         |
| date-time                 | DateTime (always aware)   | datetime.datetime                |
| duration                  | TimeDelta (kept as written) | datetime.timedelta             |
| array                     | list[T]                   | Sequence[T]                      |
| map                       | dict[str, T]              | Mapping[str, T]                  |
| object                    | its class                 | its class, or its typed dictionary |
| enumeration of strings    | Literal[...] | str        | Literal[...], unless configured  |
| nullable                  | T | None                  | the same                         |
"""

from __future__ import annotations

import builtins
from collections.abc import Sequence
from dataclasses import field
from enum import Enum
from typing import Any, assert_never

from ...ir.resolve import is_enum_class
from ...ir.scalars import ScalarKind
from ...ir.types import (
    AliasDecl,
    AnyJson,
    ArrayOf,
    Const,
    EnumDecl,
    Json,
    MapOf,
    Named,
    Never,
    Nullable,
    ObjectDecl,
    Scalar,
    Text,
    TupleOf,
    TypeDecl,
    TypeId,
    TypeRef,
    UnionDecl,
)
from ...records import dataclass
from ..naming.identifiers import code, imported, in_models, in_package, qualified
from ..naming.printable import Import, PythonCode
from .discriminators import Decision, sorted_variants
from .encoders import literal
from .symbols import Symbols
from .union_code import NONE, literal_of, union_of

LARGEST_INLINE_ENUM = 12
_MOST_EXPANSIONS = 1000
"""Aliases that one annotation writes out. Those that double themselves would fill the memory; the rest is `Any`."""
_ANY = PythonCode("Any").needing(Import("typing", "Any"))


class Use(Enum):
    """Where an annotation stands."""

    MODEL = "model"  # a field of a model
    RESPONSE = "response"  # what a method returns
    DECODED = "decoded"  # what a response is decoded as, with the value types of models
    ARGUMENT = "argument"  # what a method takes
    ENTRY = "entry"  # an item of a typed dictionary


@dataclass(frozen=True, slots=True, kw_only=True)
class Annotator:
    """Writes annotations for one module.

    `shadowed` are names that hide builtins and modules where it stands; `writing` chooses the classes for requests, with
    `either` also those that responses have in their place, and `only_sent` says that no server sends what is annotated.
    """

    symbols: Symbols
    use: Use
    module: str | None = None
    writing: bool = False
    either: bool = False
    only_sent: bool = False
    shadowed: frozenset[str] = field(default_factory=frozenset)

    def annotate(self, ref: TypeRef) -> PythonCode:
        """Return the annotation of a type."""
        return union_of(_AnnotationWriter(self).alternatives(ref))

    def one_of(self, refs: Sequence[TypeRef]) -> PythonCode:
        """Return the annotation of a choice between types."""
        return union_of(_AnnotationWriter(self).choices(refs))

    def alias(self, declaration: AliasDecl) -> PythonCode:
        """Return the annotation of what an alias stands for."""
        writer = _AnnotationWriter(self)
        writer.inside(declaration.id)
        return union_of(writer.alternatives(declaration.target))

    def union(self, declaration: UnionDecl) -> PythonCode:
        """Return the annotation of a choice between types, with the tags that decide it."""
        writer = _AnnotationWriter(self)
        writer.inside(declaration.id)
        decision = self.symbols.decisions.get(declaration.id)
        if decision is None:
            return union_of(writer.choices(union_members(declaration)))
        inside, outside = sorted_variants(self.symbols.api.types, declaration, decision)
        if declaration.nullable:
            outside.append(Scalar(kind=ScalarKind.NULL))
        options = writer.choices(outside)
        if _ANY not in options:
            options = [writer.choice(inside, decision), *options]
        return union_of(options)

    def enumeration(self, declaration: EnumDecl) -> PythonCode:
        """Return the annotation of an enumeration: the known values, and where it is open any of the base type."""
        return union_of(_AnnotationWriter(self).enumeration(declaration))

    def argument_options(self, declaration: TypeDecl) -> list[PythonCode]:
        """Return what an alias of arguments stands for, as the parts of a union."""
        writer = _AnnotationWriter(self)
        match declaration:
            case EnumDecl():
                return writer.enumeration(declaration)
            case UnionDecl():
                writer.inside(declaration.id)
                return writer.united(union_members(declaration))
            case AliasDecl():
                return writer.united([declaration.target])
            case ObjectDecl():
                raise TypeError("arguments have no alias of their own for it")
            case _:
                assert_never(declaration)

    @property
    def closes_enums(self) -> bool:
        """Whether enumerations are what the document lists: in what is only sent, unless configured otherwise."""
        only_sent = self.only_sent or self.use in (Use.ARGUMENT, Use.ENTRY)
        return only_sent and not self.symbols.open_enums


class _AnnotationWriter:
    """Writes one annotation."""

    def __init__(self, annotator: Annotator) -> None:
        self._annotator = annotator
        self._symbols = annotator.symbols
        self._use = annotator.use
        self._aliases: list[TypeId] = []
        self._expansions = 0
        self._took_either = False

    def inside(self, type_id: TypeId) -> None:
        """Record which alias is being written, so that it is not written inside itself."""
        if type_id not in self._symbols.recursive:
            self._aliases.append(type_id)

    def alternatives(self, ref: TypeRef) -> list[PythonCode]:
        """Return the alternatives of the union that the type is (often just one), None last."""
        return self.united([ref])

    def united(self, refs: Sequence[TypeRef]) -> list[PythonCode]:
        """Return the alternatives of one union of several types, None last."""
        options = list(dict.fromkeys(option for ref in refs for option in self._write(ref)))
        if len(options) == 1:
            return options
        exact = qualified("decimal.Decimal")
        if self._takes_arguments() and {"float", "str"} <= set(options) and exact not in options:
            # A decimal is sent as text there, so that it stays exact.
            options.append(exact)
        if _ANY in options:
            options = [_ANY]
        elif NONE in options:
            options = [each for each in options if each != NONE] + [NONE]
        return options

    def choices(self, refs: Sequence[TypeRef]) -> list[PythonCode]:
        """Return what a choice between types may be, None last."""
        options = list(dict.fromkeys(p for ref in refs for p in self.alternatives(ref)))
        return [_ANY] if _ANY in options else sorted(options, key=lambda option: option == "None")

    def choice(self, refs: Sequence[TypeRef], decision: Decision) -> PythonCode:
        """Write a choice between objects with the values of the property that decides it."""
        table = [
            PythonCode.of("{}: {}", literal(tag), self._objects(ids))
            for tag, ids in sorted(decision.table.items())
        ]
        arguments = [
            literal(decision.name),
            PythonCode.of("{{{}}}", PythonCode.joined(", ", table)),
        ]
        if decision.absent:
            arguments.append(PythonCode.of("absent={}", self._objects(decision.absent)))
        if decision.unlisted:
            arguments.append(PythonCode.of("unlisted={}", self._objects(decision.unlisted)))
        # A default need not be among the alternatives.
        others = [self._class(type_id)[0] for type_id in decision.unlisted]
        return PythonCode.of(
            "Annotated[{}, OneOf({})]",
            union_of(list(dict.fromkeys([*self.choices(refs), *others]))),
            PythonCode.joined(", ", arguments),
        ).needing(Import("typing", "Annotated"), Import(".._runtime.unions", "OneOf"))

    def _objects(self, ids: Sequence[TypeId]) -> PythonCode:
        names = [self._class(type_id)[0] for type_id in ids]
        return union_of(names)

    def _inner(self, ref: TypeRef) -> PythonCode:
        return union_of(self.alternatives(ref))

    def _write(self, ref: TypeRef) -> list[PythonCode]:
        match ref:
            case Scalar(kind=ScalarKind.NUMBER, format=Text(raw="decimal")):
                # Its digits matter, and a decimal keeps them: the runtime sends it as the number that it is.
                exact = [qualified("decimal.Decimal")] if self._takes_arguments() else []
                return [self._builtin("float"), *exact]
            case Scalar(kind=kind):
                return self._scalar(kind)
            case ArrayOf(items=items):
                return [self._collection("list", "Sequence", [items])]
            case TupleOf(items=items) if ref.fixed:
                inner = PythonCode.joined(", ", [self._inner(item) for item in items])
                return [PythonCode.of("{}[{}]", self._builtin("tuple"), inner)]
            case TupleOf(items=items, rest=rest):
                open_ = items if isinstance(rest, Never) else (*items, rest)
                return [self._collection("list", "Sequence", open_)]
            case MapOf(values=values):
                return [self._collection("dict", "Mapping", [values])]
            case Nullable(inner=inner):
                return [*self._write(inner), PythonCode("None")]
            case Const(value=value):
                return self._values([value])
            case Named(id=type_id):
                return self._named(type_id)
            case AnyJson() | Never():
                return [_ANY]
            case _:
                assert_never(ref)

    def _builtin(self, name: str) -> PythonCode:
        if name in self._annotator.shadowed:
            return PythonCode(f"builtins.{name}").needing(Import("builtins"))
        return PythonCode(name)

    def _takes_arguments(self) -> bool:
        return self._use in (Use.ARGUMENT, Use.ENTRY)

    def _collection(self, builtin: str, abstract: str, refs: Sequence[TypeRef]) -> PythonCode:
        """Write a collection of values of some types.

        A list of the one class or the other is neither a list of the one nor of the other, but a sequence of both.
        """
        before, self._took_either = self._took_either, False
        inner = union_of(self.united(refs))
        is_abstract = self._takes_arguments() or self._took_either
        self._took_either |= before
        kind = self._abstract(abstract) if is_abstract else self._builtin(builtin)
        key = [self._builtin("str")] if abstract == "Mapping" else []
        return PythonCode.of("{}[{}]", kind, PythonCode.joined(", ", [*key, inner]))

    def _abstract(self, name: str) -> PythonCode:
        symbols = self._symbols
        if self._takes_arguments() or name not in {
            *symbols.names.values(),
            *symbols.request_names.values(),
        }:
            return imported("collections.abc", name)
        return qualified(f"collections.abc.{name}")  # A class of the document is called so.

    def _scalar(self, kind: ScalarKind) -> list[PythonCode]:
        """Write a scalar type: the value type of the runtime in models, the plain Python type elsewhere."""
        form = kind.form
        if form.in_models and self._use is Use.MODEL:
            return [imported(".._runtime.models", form.in_models)]
        if form.in_models and self._use is Use.DECODED:
            return [in_models(code(form.in_models))]
        if "." in form.python:
            return [qualified(form.python, hidden=self._annotator.shadowed)]
        return [self._builtin(name) for name in form.python.split(" | ")]

    def _named(self, type_id: TypeId) -> list[PythonCode]:
        declaration = self._symbols.declaration(type_id)
        if declaration is None or type_id in self._aliases:
            return [_ANY]
        match declaration:
            case ObjectDecl(nullable=True):
                return [*self._class(type_id), PythonCode("None")]
            case ObjectDecl():
                return self._class(type_id)
            case EnumDecl():
                is_class = is_enum_class(declaration) and not self._takes_arguments()
                closed = self._annotator.closes_enums and not is_class
                if closed and type_id in self._symbols.argument_names:
                    return [self._argument_alias(type_id)]
                if type_id in self._symbols.names and not is_enum_class(declaration):
                    return self._alias(type_id)
                return self.enumeration(declaration)
            case UnionDecl():
                # The alternatives of an alias in models take no typed dictionaries, so arguments have another one.
                arguments = self._takes_arguments()
                if arguments and type_id in self._symbols.argument_names:
                    return [self._argument_alias(type_id)]
                if type_id in self._symbols.recursive:
                    return self._alias(type_id)
                if type_id in self._symbols.names and not arguments:
                    return self._alias(type_id)
                return self._expanded(type_id, union_members(declaration))
            case AliasDecl(target=target):
                if self._takes_arguments() and type_id in self._symbols.argument_names:
                    return [self._argument_alias(type_id)]
                if type_id in self._symbols.recursive:
                    return self._alias(type_id)
                return self._expanded(type_id, [target])
            case _:
                assert_never(declaration)

    def _expanded(self, type_id: TypeId, targets: list[TypeRef]) -> list[PythonCode]:
        self._expansions += 1
        if self._expansions > _MOST_EXPANSIONS:
            return [_ANY]
        self._aliases.append(type_id)
        options = [option for target in targets for option in self._write(target)]
        self._aliases.pop()
        return options

    def _class(self, type_id: TypeId) -> list[PythonCode]:
        name = self._symbols.class_name(type_id, writing=self._annotator.writing)
        # What a response held may be sent: the runtime leaves read-only properties out.
        received = code(self._symbols.names[type_id])
        if not self._takes_arguments():
            return [self._in_models(type_id, each) for each in self._either(name, received)]
        hidden = self._annotator.shadowed
        models = [in_models(each, hidden) for each in dict.fromkeys((name, received))]
        dictionary = code(self._symbols.argument_name(type_id))
        if self._use is Use.ENTRY:
            return [*models, self._from_module(type_id, dictionary)]
        return [*models, in_package("types", dictionary, hidden)]

    def _either(self, name: PythonCode, received: PythonCode) -> list[PythonCode]:
        """Return the class or alias for requests, and that for responses where a field takes both."""
        if not self._annotator.either or name == received:
            return [name]
        self._took_either = True
        return [name, received]

    def _alias(self, type_id: TypeId) -> list[PythonCode]:
        name = self._symbols.class_name(type_id, writing=self._annotator.writing)
        if self._takes_arguments():
            return [in_models(name, self._annotator.shadowed)]
        either = self._either(name, code(self._symbols.names[type_id]))
        # An alias for requests takes both classes itself, unless a property decides between those of one kind.
        taken = either if type_id in self._symbols.decisions else either[:1]
        return [self._in_models(type_id, each) for each in taken]

    def _argument_alias(self, type_id: TypeId) -> PythonCode:
        """Write the alias beside the typed dictionaries."""
        name = code(self._symbols.argument_names[type_id])
        if self._use is Use.ENTRY:
            return self._from_module(type_id, name)
        return in_package("types", name, self._annotator.shadowed)

    def _in_models(self, type_id: TypeId, name: PythonCode) -> PythonCode:
        if self._use is Use.DECODED:  # Outside of any class.
            return in_models(name)
        if self._use is Use.RESPONSE:
            return in_models(name, self._annotator.shadowed)
        return self._from_module(type_id, name)

    def _from_module(self, type_id: TypeId, name: PythonCode) -> PythonCode:
        """Write a name of the module of a type, imported where that is another one."""
        own = self._symbols.modules[type_id]
        return name if own == self._annotator.module else imported(f".{own}", name)

    def enumeration(self, declaration: EnumDecl) -> list[PythonCode]:
        """Write an enumeration: its class or the known values; where it is open any other of the base type."""
        is_class = is_enum_class(declaration)
        options = self._alias(declaration.id) if is_class else []
        closed = self._annotator.closes_enums
        if not is_class or (closed and self._takes_arguments()):
            options += self._values([member.value for member in declaration.members])
        if not closed and (not is_class or self._takes_arguments()):
            options += self._write(declaration.base)
        if declaration.nullable:
            options.append(NONE)
        return list(dict.fromkeys(options))

    def _values(self, values: list[Json]) -> list[PythonCode]:
        literals = [value for value in values if _fits_literal(value.raw)]
        if len(literals) < len(values):
            return [_type_name(value.raw, self) for value in values]
        return [literal_of(literals)]

    def builtin(self, name: str) -> PythonCode:
        """Return a builtin type's name, qualified where the module hides it."""
        return self._builtin(name)


def union_members(declaration: UnionDecl) -> list[TypeRef]:
    """Return the types that a union chooses from, null among them where it is allowed."""
    members: list[TypeRef] = [variant.type for variant in declaration.variants]
    return [*members, Scalar(kind=ScalarKind.NULL)] if declaration.nullable else members


def _fits_literal(value: Any) -> bool:
    """Return whether `typing.Literal` takes the value."""
    return isinstance(value, (str, bool)) or type(value) is int


def _type_name(value: Any, writer: _AnnotationWriter) -> PythonCode:
    name = type(value).__name__
    if name in ("str", "int", "float", "bool") and hasattr(builtins, name):
        return writer.builtin(name)
    return _ANY
