"""Parameters that could not be sent as what they are: objects whose properties only the server sets."""

from __future__ import annotations

from collections.abc import Sequence

from ...diagnostics import Code, quote
from ...ir.api import Operation, Parameter
from ...ir.resolve import Types, object_of, resolve_nullable
from ...ir.scalars import ScalarKind
from ...ir.types import Access, AnyJson, Never, Scalar, TypeRef
from ...records import replace
from ..context import Parser


def with_text_parameters(
    parser: Parser, types: Types, operations: Sequence[Operation]
) -> tuple[Operation, ...]:
    """Return the operations with text for parameters of which a request could hold nothing.

    Swashbuckle describes `System.Version` as an object of read-only numbers; what is sent is "10.8.0".
    """
    return tuple(_with_texts(parser, types, operation) for operation in operations)


def _with_texts(parser: Parser, types: Types, operation: Operation) -> Operation:
    texts = [p for p in operation.parameters if _is_never_sent(types, p.type)]
    if not texts:
        return operation
    kept = [_as_text(parser, p) if p in texts else p for p in operation.parameters]
    return replace(operation, parameters=tuple(kept))


def _is_never_sent(types: Types, ref: TypeRef) -> bool:
    """Return whether a type is an object without a property that a request may have."""
    declaration = object_of(types, resolve_nullable(types, ref)[1])
    if declaration is None or not isinstance(declaration.extra, (AnyJson, Never)):
        return False
    return bool(declaration.fields) and all(f.access is Access.READ for f in declaration.fields)


def _as_text(parser: Parser, parameter: Parameter) -> Parameter:
    name = quote(parameter.wire_name.raw)
    message = f"all properties of the parameter {name} are read-only: it is taken as text"
    parser.warn(Code.UNSUPPORTED_PARAMETER, message, parameter.at)
    return replace(parameter, type=Scalar(kind=ScalarKind.STRING))
