"""Properties of multipart bodies that are files."""

from __future__ import annotations

from ...ir.api import Codec
from ...ir.resolve import resolve, resolve_nullable
from ...ir.scalars import ScalarKind
from ...ir.types import ArrayOf, MapOf, Scalar, TypeId, TypeRef
from ..naming.identifiers import imported
from ..naming.printable import Import, PythonCode
from .annotations import Annotator, Symbols, object_of
from .union_code import union_of

_BINARY = (ScalarKind.BYTES, ScalarKind.TEXT_OR_BYTES)


def is_upload(symbols: Symbols, ref: TypeRef) -> bool:
    """Return whether a property may be a file: bytes, or an array of them."""
    _, plain = resolve_nullable(symbols.api.types, ref, keep=symbols.recursive)
    if isinstance(plain, ArrayOf):
        plain = resolve(symbols.api.types, plain.items, keep=symbols.recursive)
    return isinstance(plain, Scalar) and plain.kind in _BINARY


def objects_of_parts(symbols: Symbols) -> frozenset[TypeId]:
    """Return the ids of the objects that are bodies of several parts: properties of theirs may be files."""
    objects = (
        object_of(symbols, content.type)
        for operation in symbols.api.operations
        for content in (operation.body.contents if operation.body else ())
        if content.codec is Codec.MULTIPART
    )
    return frozenset(declaration.id for declaration in objects if declaration is not None)


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
    symbols = annotator.symbols
    nullable, plain = resolve_nullable(symbols.api.types, ref, keep=symbols.recursive)
    many = isinstance(plain, ArrayOf)
    if isinstance(plain, ArrayOf):
        plain = resolve(symbols.api.types, plain.items, keep=symbols.recursive)
    if not (isinstance(plain, Scalar) and plain.kind in _BINARY):
        return None
    options = [binary_input(waits=waits)]
    if plain.kind is not ScalarKind.BYTES:
        options.insert(0, PythonCode("str"))
    if many:
        listed = PythonCode.of("Sequence[{}]", union_of(options))
        options = [listed.needing(Import("collections.abc", "Sequence"))]
    if nullable:
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
