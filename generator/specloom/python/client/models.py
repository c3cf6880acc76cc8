"""Declarations to modules of models and of typed dictionaries."""

from __future__ import annotations

import keyword
from collections.abc import Mapping, Sequence, Set
from typing import TypeGuard, assert_never

from ...ir.resolve import is_enum_class
from ...ir.scalars import ScalarKind
from ...ir.type_graph import ids_in
from ...ir.types import (
    Access,
    AliasDecl,
    AnyJson,
    Const,
    Default,
    Doc,
    EnumDecl,
    Field,
    Never,
    ObjectDecl,
    Required,
    Scalar,
    Text,
    TypeDecl,
    TypeId,
    UnionDecl,
)
from ...records import dataclass, replace
from ..code.annotations import Annotator, Use
from ..code.encoders import docstring, literal
from ..code.imports import import_block, imports_of
from ..code.nodes import (
    ModelModule,
    PyAlias,
    PyClass,
    PyEntry,
    PyEnum,
    PyEnumMember,
    PyField,
    PyTypedDict,
    TypedDictModule,
)
from ..code.prose import description_of, plain, sentence, title_of
from ..code.symbols import Symbols
from ..code.uploads import upload_annotation, upload_field
from ..naming.identifiers import code, imported
from ..naming.model_modules import in_order_of_use
from ..naming.printable import Import, PythonCode
from .body_places import HEADER_FIELDS

_BUILT_IN = frozenset(("None", "bool", "bytes", "float", "int", "str"))


@dataclass(frozen=True, slots=True)
class ModelTypes:
    """The types of a module of models.

    `places` describes those without words of their own, and `of_parts` are bodies of several parts, whose properties
    may be files (`objects_of_parts`). `hidden` are names of the whole client that modules of models import from elsewhere.
    """

    ids: Sequence[TypeId]
    places: Mapping[TypeId, str]
    of_parts: Set[TypeId]
    hidden: Set[str]


def model_module(symbols: Symbols, module: str, title: str, types: ModelTypes) -> ModelModule:
    """Make the module of models that holds the given types."""
    members, places, of_parts = types.ids, types.places, types.of_parts
    annotator = Annotator(symbols=symbols, use=Use.MODEL, module=module)
    declarations = [symbols.api.types[type_id] for type_id in members]
    objects = [d for d in declarations if isinstance(d, ObjectDecl)]
    requests = replace(annotator, writing=True, only_sent=True)
    by_direction = {d.id: _of_direction(annotator, d.id) for d in declarations}
    classes = [_class(by_direction[d.id], d, places.get(d.id), of_parts) for d in objects]
    either = replace(requests, either=True)
    of_requests = {
        i: requests if i in symbols.decisions else either
        for i in members
        if i in symbols.request_names
    }
    classes += [
        _class(either, d, places.get(d.id), of_parts) for d in objects if d.id in of_requests
    ]
    enums = [_enum(symbols, d) for d in declarations if is_class(d)]
    aliases = [
        _alias(each, declaration)
        for type_id in in_order_of_use(symbols.api, members)
        if type_id in symbols.names
        and not isinstance(declaration := symbols.api.types[type_id], ObjectDecl)
        and not is_class(declaration)
        for each in (
            by_direction[type_id],
            *([of_requests[type_id]] if type_id in of_requests else []),
        )
    ]
    base = imported(".._runtime.models", "Model", types.hidden)
    field = imported("pydantic", "Field", types.hidden)
    has_field = any(each.extra or any(f.alias for f in each.fields) for each in classes)
    imports = {
        *imports_of(classes, aliases).run_time,
        *([Import(".._runtime.enums", "OpenEnum")] if enums else []),
        *(base.imports if classes else []),
        *(field.imports if has_field else []),
    }
    return ModelModule(
        base=base,
        field=field,
        docstring=docstring(f"Models: {title}."),
        imports=import_block(imports, runtime=symbols.runtime),
        enums=tuple(sorted(enums, key=lambda item: item.name)),
        classes=tuple(sorted(classes, key=lambda item: item.name)),
        aliases=tuple(aliases),
    )


def _of_direction(annotator: Annotator, type_id: TypeId) -> Annotator:
    """Return the annotator of a declaration: what only requests have refers to the classes for requests."""
    symbols = annotator.symbols
    writing = type_id in symbols.writable and type_id not in symbols.readable
    return replace(annotator, writing=writing, only_sent=symbols.only_sent(type_id))


def _class(
    annotator: Annotator, declaration: ObjectDecl, place: str | None, of_parts: Set[TypeId]
) -> PyClass:
    name = annotator.symbols.class_name(declaration.id, writing=annotator.writing)
    fields = annotator.symbols.fields(declaration, writing=annotator.writing)
    if place is None and not fields:
        place = "An object without documented properties."
    names = annotator.symbols.field_names[declaration.id]
    annotator = replace(annotator, shadowed=frozenset(names.values()))
    takes_files = annotator.only_sent and declaration.id in of_parts
    extra = None
    if not isinstance(declaration.extra, (AnyJson, Never)):
        extra = annotator.annotate(declaration.extra)
    return PyClass(
        name=name,
        docstring=_class_docstring(declaration, name, place),
        fields=tuple(
            _field(annotator, each, names[each.wire_name.raw], takes_files=takes_files)
            for each in fields
        ),
        extra=extra,
        read_only=tuple(
            literal(field.wire_name)
            for field in declaration.fields
            if field.access is Access.READ
            and declaration.id in annotator.symbols.request_names
            and not annotator.writing
        ),
    )


_ENUM_BASES = {ScalarKind.STRING: PythonCode("str"), ScalarKind.NUMBER: PythonCode("float")}


def is_class(declaration: TypeDecl) -> TypeGuard[EnumDecl]:
    """Return whether a declaration is an enumeration that becomes a class."""
    return isinstance(declaration, EnumDecl) and is_enum_class(declaration)


def _enum(symbols: Symbols, declaration: EnumDecl) -> PyEnum:
    kind = declaration.base.kind if isinstance(declaration.base, Scalar) else ScalarKind.INTEGER
    base = _ENUM_BASES.get(kind, PythonCode("int"))
    names = symbols.member_names[declaration.id]
    name = symbols.names[declaration.id]
    return PyEnum(
        name=code(name),
        base=base,
        docstring=_class_docstring(declaration, name, None),
        members=tuple(
            PyEnumMember(
                name=code(name),
                value=literal(float(member.value.raw) if base == "float" else member.value),
                docstring=(
                    docstring(sentence(plain(member.description)), indent=4)
                    if member.description
                    else None
                ),
            )
            for name, member in zip(names, declaration.members, strict=True)
        ),
    )


def _class_docstring(declaration: TypeDecl, name: str, place: str | None) -> PythonCode | None:
    """Return what the document says of a type, else what it is; None where the name says as much."""
    doc = declaration.doc
    blocks = _said(doc, name)
    if place is not None and (not any(blocks) or place.startswith(HEADER_FIELDS)):
        blocks = [place]
    if doc.deprecated:
        blocks.append("Deprecated.")
    return docstring(*blocks, indent=4) if any(blocks) else None


def _said(doc: Doc, *names: str) -> list[str]:
    """Return the title and the description of something, as far as they say more than its name."""
    said = (title_of(doc.summary, *names), description_of(doc.description, *names))
    return [sentence(text) for text in said if text]


def _field(annotator: Annotator, field: Field, name: str, *, takes_files: bool) -> PyField:
    files = upload_field(field.type, annotator) if takes_files else None
    type_code = files or annotator.annotate(field.type)
    required = isinstance(field.presence, Required)
    if not required:
        type_code = _or_none(type_code)
    default = None
    if isinstance(field.type, Const):
        default = literal(field.type.value)
    elif not required or type_code == "None":
        default = PythonCode("None")
    return PyField(
        name=code(name),
        annotation=type_code,
        alias=None if name == field.wire_name.raw else _alias_of(field.wire_name),
        default=default,
        docstring=_field_docstring(field),
    )


def _alias_of(wire_name: Text) -> PythonCode:
    """Return the name of a property as a literal, with the import of what the template writes around it."""
    return literal(wire_name).needing(Import("typing", "Annotated"))


def _or_none(annotation: PythonCode) -> PythonCode:
    optional = annotation == "Any" or annotation.endswith("| None") or annotation == "None"
    return annotation if optional else PythonCode.of("{} | None", annotation)


def _field_docstring(field: Field) -> PythonCode | None:
    wire_name = field.wire_name.raw
    # The title of a type that has a name is said of that.
    title = None if any(ids_in(field.type)) else field.doc.summary
    text = description_of(field.doc.description, wire_name) or title_of(title, wire_name)
    notes = []
    if isinstance(field.presence, Default):
        notes.append(f"Default: ``{literal(field.presence.value)}``.")
    if field.doc.deprecated:
        notes.append("Deprecated.")
    if not text and not notes:
        return None
    return docstring(sentence(text), " ".join(notes), indent=4)


def _alias(annotator: Annotator, declaration: TypeDecl) -> PyAlias:
    target = alias_target(annotator, declaration)
    recursive = declaration.id in annotator.symbols.recursive
    if recursive:
        quoted = literal(str(target)).needing(*target.imports)
        target = quoted.needing(Import("typing_extensions", "TypeAliasType"))
    else:
        target = target.needing(Import("typing", "TypeAlias"))
    doc = declaration.doc
    name = annotator.symbols.class_name(declaration.id, writing=annotator.writing)
    text = _said(doc, name)
    return PyAlias(
        name=name,
        target=target,
        recursive=recursive,
        docstring=docstring(*text) if text else None,
    )


def alias_target(annotator: Annotator, declaration: TypeDecl) -> PythonCode:
    """Return what the alias of a declaration stands for."""
    match declaration:
        case EnumDecl():
            return annotator.enumeration(declaration)
        case UnionDecl():
            return annotator.union(declaration)
        case AliasDecl():
            return annotator.alias(declaration)
        case ObjectDecl():
            raise TypeError("an object is a class, not an alias")
        case _:
            assert_never(declaration)


def typed_dict_module(
    symbols: Symbols,
    module: str,
    title: str,
    types: Mapping[TypeId, Doc | None],
    of_parts: Set[TypeId],
) -> TypedDictModule:
    """Make a module of typed dictionaries and of aliases for arguments.

    Args:
        symbols: The types.
        module: The name of the module.
        title: What it is about.
        types: The types, with what is said of those that have aliases.
        of_parts: Bodies of several parts, whose properties may be files (`objects_of_parts`).
    """
    annotator = Annotator(symbols=symbols, use=Use.ENTRY, module=module, writing=True)
    typed_dicts = [
        _typed_dict(annotator, declaration, of_parts)
        for type_id in types
        if isinstance(declaration := symbols.api.types[type_id], ObjectDecl)
    ]
    aliases = [_argument_alias(annotator, i, doc) for i, doc in types.items() if doc]
    # Nothing but the dictionaries themselves, and the names of listed values, is needed at run time.
    imports = imports_of(typed_dicts, aliases).run_time
    of_aliases = imports_of(aliases).run_time
    run_time = {
        *([Import("typing", "TypedDict")] if typed_dicts else []),
        *({Import("typing", "NotRequired")} & imports),
        *({Import("typing", name) for name in ("Literal", "TypeAlias", "Union")} & of_aliases),
    }
    return TypedDictModule(
        docstring=docstring(f"Typed dictionaries, in wire names: {title}."),
        imports=import_block(run_time, imports - run_time, symbols.runtime),
        typed_dicts=tuple(sorted(typed_dicts, key=lambda item: item.name)),
        aliases=tuple(sorted(aliases, key=lambda item: item.name)),
    )


def _argument_alias(annotator: Annotator, type_id: TypeId, doc: Doc) -> PyAlias:
    """Write what arguments take for a declaration."""
    declaration = annotator.symbols.api.types[type_id]
    name = annotator.symbols.argument_names[type_id]
    text = _said(doc, name)
    return PyAlias(
        name=code(name),
        target=_quoted(annotator.argument_options(declaration)),
        recursive=False,
        docstring=docstring(*text) if text else None,
    )


def _quoted(options: Sequence[PythonCode]) -> PythonCode:
    """Write a union whose parts are for type checkers alone, except for listed values and built-in types."""
    written = [
        each if each in _BUILT_IN or each.startswith("Literal[") else _as_text(each)
        for each in options
    ]
    target = written[0]
    if len(written) > 1:
        listed = PythonCode.joined(", ", written)
        target = PythonCode.of("Union[{}]", listed).needing(Import("typing", "Union"))
    return target.needing(Import("typing", "TypeAlias"))


def _as_text(annotation: PythonCode) -> PythonCode:
    return literal(str(annotation)).needing(*annotation.imports)


def _typed_dict(
    annotator: Annotator, declaration: ObjectDecl, of_parts: Set[TypeId]
) -> PyTypedDict:
    name = annotator.symbols.class_name(declaration.id, writing=True)
    own_name = annotator.symbols.argument_name(declaration.id)
    fields = annotator.symbols.fields(declaration, writing=True)
    functional = not all(_is_attribute(field.wire_name) for field in fields)
    entries = []
    for field in fields:
        # Both clients take the same dictionaries.
        is_part = declaration.id in of_parts
        files = upload_annotation(field.type, annotator, waits=True) if is_part else None
        type_code = files or annotator.annotate(field.type)
        if not isinstance(field.presence, Required):
            type_code = PythonCode.of("{}[{}]", imported("typing", "NotRequired"), type_code)
        if functional:
            # Quoted: the dictionaries of other modules are imported for type checkers only.
            entries.append(PyEntry(key=literal(field.wire_name), value=_as_text(type_code)))
        else:
            entries.append(PyEntry(key=code(field.wire_name.raw), value=type_code))
    return PyTypedDict(
        name=code(own_name),
        docstring=docstring(f"What `models.{name}` is made of, by wire name."),
        entries=tuple(entries),
        functional=functional,
    )


def _is_attribute(name: Text) -> bool:
    """Return whether a key can be written as an attribute of a class."""
    raw = name.raw
    return (
        raw.isascii()
        and raw.isidentifier()
        and not keyword.iskeyword(raw)
        and not raw.startswith("__")
    )
