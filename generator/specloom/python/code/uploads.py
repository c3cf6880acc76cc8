"""Properties of multipart bodies that are files."""

from __future__ import annotations

from ...ir.api import Codec
from ...ir.resolve import resolve, resolve_nullable
from ...ir.scalars import ScalarKind
from ...ir.types import ArrayOf, MapOf, Named, ObjectDecl, Scalar, TypeId, TypeRef, UnionDecl
from ...records import dataclass
from ..naming.identifiers import imported
from ..naming.printable import Import, PythonCode
from .annotations import Annotator
from .symbols import Symbols
from .union_code import union_of

_BINARY = (ScalarKind.BYTES, ScalarKind.TEXT_OR_BYTES)


def is_upload(symbols: Symbols, ref: TypeRef) -> bool:
    """Return whether a property may be a file: bytes, or an array of them."""
    return _file_of(symbols, ref) is not None


def objects_of_parts(symbols: Symbols) -> frozenset[TypeId]:
    """Return the ids of the objects that are bodies of several parts: properties of theirs may be files."""
    return frozenset(
        declaration.id
        for operation in symbols.api.operations
        for content in (operation.body.contents if operation.body else ())
        if content.codec is Codec.MULTIPART
        for declaration in objects_of(symbols, content.type)
    )


def objects_of(symbols: Symbols, ref: TypeRef) -> list[ObjectDecl]:
    """Return the object that a body is, or the objects that it may be."""
    found: dict[TypeId, ObjectDecl] = {}
    seen: set[TypeRef] = set()
    left = [ref]
    while left:
        _, plain = resolve_nullable(symbols.api.types, left.pop())
        if plain in seen:
            continue
        seen.add(plain)
        declaration = symbols.api.types.get(plain.id) if isinstance(plain, Named) else None
        if isinstance(declaration, ObjectDecl):
            found[declaration.id] = declaration
        elif isinstance(declaration, UnionDecl):
            left += [variant.type for variant in declaration.variants]
    return list(found.values())


def is_one_file(symbols: Symbols, ref: TypeRef) -> bool:
    """Return whether a property is a single file."""
    _, plain = resolve_nullable(symbols.api.types, ref, keep=symbols.recursive)
    return isinstance(plain, Scalar) and plain.kind in _BINARY


def binary_input(*, waits: bool) -> PythonCode:
    """Return the annotation of binary data that is sent; `waits` says that the asynchronous client sends it."""
    return imported(".._runtime.files", "AsyncBinaryInput" if waits else "BinaryInput")


def upload_annotation(
    ref: TypeRef, annotator: Annotator, *, waits: bool = False
) -> PythonCode | None:
    """Return what an upload may be, binary data in any form; None for a property that is not a file."""
    found = _file_of(annotator.symbols, ref)
    if found is None:
        return None
    options = [binary_input(waits=waits)]
    if found.kind is not ScalarKind.BYTES:
        options.insert(0, PythonCode("str"))
    return _upload(options, found)


def upload_field(ref: TypeRef, annotator: Annotator) -> PythonCode | None:
    """Return the annotation of a field of a model that is only sent; None for one that is not a file."""
    found = _file_of(annotator.symbols, ref)
    if found is None:
        return None
    name = "BinaryField" if found.kind is ScalarKind.BYTES else "TextOrBinaryField"
    return _upload([imported(".._runtime.models", name)], found)


@dataclass(frozen=True, slots=True)
class _FileProperty:
    """What a property is that is a file: of bytes, or text beside them; many of them; nullable."""

    kind: ScalarKind
    many: bool
    nullable: bool


def _file_of(symbols: Symbols, ref: TypeRef) -> _FileProperty | None:
    nullable, plain = resolve_nullable(symbols.api.types, ref, keep=symbols.recursive)
    many = isinstance(plain, ArrayOf)
    if isinstance(plain, ArrayOf):
        plain = resolve(symbols.api.types, plain.items, keep=symbols.recursive)
    if not (isinstance(plain, Scalar) and plain.kind in _BINARY):
        return None
    return _FileProperty(plain.kind, many, nullable)


def _upload(options: list[PythonCode], file: _FileProperty) -> PythonCode:
    if file.many:
        listed = PythonCode.of("Sequence[{}]", union_of(options))
        options = [listed.needing(Import("collections.abc", "Sequence"))]
    if file.nullable:
        options.append(PythonCode("None"))
    return union_of(options)


def is_map_of_files(symbols: Symbols, ref: TypeRef) -> bool:
    """Return whether a whole body is files under any names."""
    plain = resolve(symbols.api.types, ref, keep=symbols.recursive)
    return isinstance(plain, MapOf) and is_one_file(symbols, plain.values)


def upload_map_annotation(
    ref: TypeRef, annotator: Annotator, *, waits: bool = False
) -> PythonCode | None:
    """Return what a whole body of files under any names may be; None for one that is no such map."""
    symbols = annotator.symbols
    plain = resolve(symbols.api.types, ref, keep=symbols.recursive)
    if not isinstance(plain, MapOf):
        return None
    values = upload_annotation(plain.values, annotator, waits=waits)
    if values is None:
        return None
    return PythonCode.of("Mapping[str, {}]", values).needing(Import("collections.abc", "Mapping"))
