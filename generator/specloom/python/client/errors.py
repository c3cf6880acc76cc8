"""Exception classes, one for each error schema."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from ...ir.api import Api, ErrorConventions
from ...ir.name_keys import error_key
from ...ir.resolve import Types, object_of, without_null
from ...ir.types import Named, ObjectDecl, Text, TypeId, TypeRef
from ...json_pointer import unescape
from ..code.annotations import Symbols
from ..code.discriminators import values_of
from ..code.encoders import docstring, literal, one_line, plain
from ..code.nodes import ErrorModule, PyEntry, PyErrorClass
from ..naming.deprecated import Alias
from ..naming.identifiers import code
from ..naming.name_registry import Names
from ..naming.printable import PythonCode
from .client_plan import ClientPlan, ExceptionPlan
from .deprecated_names import old_names

_BASES = (
    "ApiConnectionError",
    "ApiError",
    "ApiTimeoutError",
    "ClientError",
    "MissingCredentialsError",
    "ResponseDecodeError",
    "ResponseValidationError",
)


def plan_exceptions(
    api: Api, types: Mapping[TypeId, ObjectDecl], names: Names
) -> dict[TypeId, ExceptionPlan]:
    """Decide about the exception class of each object that the document declares as an error."""
    codes = error_codes(api, types)
    return {
        type_id: ExceptionPlan(
            name=names[error_key(type_id)], carries=carries, codes=codes.get(type_id, ())
        )
        for type_id, carries in types.items()
    }


def error_codes(api: Api, types: Iterable[TypeId]) -> dict[TypeId, tuple[str, ...]]:
    """Return the error codes that each schema of an error stands for; none where the API has no codes.

    They are the values that the schema lists for the property that holds the code, such as a constant,
    as far as no other schema lists them. Without such values, the schema's own name is its code.
    """
    if api.errors is None:
        return {}
    listed = {type_id: _listed_codes(api.errors, api.types, type_id) for type_id in types}
    times = Counter(wire_code for codes in listed.values() for wire_code in codes)
    return {
        type_id: tuple(wire_code for wire_code in codes if times[wire_code] == 1)
        or (unescape(type_id.rpartition("/")[2]),)
        for type_id, codes in listed.items()
    }


def _listed_codes(rules: ErrorConventions, types: Types, type_id: TypeId) -> tuple[str, ...]:
    if rules.code_header is not None:
        return ()  # The body does not say the code.
    for path in rules.code_members:
        type_ref: TypeRef | None = Named(id=type_id)
        for name in path:
            type_ref = _property(types, type_ref, name)
        values = [] if type_ref is None else [v.raw for v in values_of(types, type_ref)]
        texts = [value for value in values if isinstance(value, str)]
        if texts and len(texts) == len(values):
            if rules.qualified_codes:
                texts = [text.partition(":")[0].rpartition("#")[2] for text in texts]
            return tuple(dict.fromkeys(texts))
    return ()


def _property(types: Types, ref: TypeRef | None, name: Text) -> TypeRef | None:
    target = None if ref is None else object_of(types, without_null(ref)[1])
    if target is None:
        return None
    return next((f.type for f in target.fields if f.wire_name.raw == name.raw), None)


def error_module(plan: ClientPlan, aliases: Sequence[Alias] = ()) -> ErrorModule:
    """Make `errors.py`; `aliases` are old names of exceptions."""
    symbols = plan.symbols
    exceptions = sorted(plan.exceptions.values(), key=lambda exception: exception.name)
    classes = tuple(_error_class(symbols, exception) for exception in exceptions)
    exported = sorted([*_BASES, *(str(item.name) for item in classes)])
    return ErrorModule(
        docstring=docstring(
            f"The exceptions of the {one_line(plan.api.title)} client.",
            "Every exception is a ClientError. ApiError and its subclasses are raised for error responses, "
            "with `status`, `code`, `message`, `request_id`, `headers`, `body` and `request`.",
        ),
        runtime=symbols.runtime.code("._runtime"),
        classes=classes,
        names=tuple(map(literal, exported)),
        has_parsed=any(item.parsed is not None for item in classes),
        by_code=tuple(PyEntry(key=wire, value=c.name) for c in classes for wire in c.codes),
        old_names=old_names(aliases),
    )


def _error_class(symbols: Symbols, exception: ExceptionPlan) -> PyErrorClass:
    name, declaration, codes = exception.name, exception.carries, exception.codes
    text = plain(declaration.doc.description) or plain(declaration.doc.summary)
    blocks = [text] if text else []
    if codes:
        plural = "s" if len(codes) > 1 else ""
        shown = ", ".join(f"``{wire_code}``" for wire_code in codes)
        blocks.append(f"The server returned the error code{plural} {shown}.")
    elif not blocks:
        blocks.append(f"The server returned {name}.")
    return PyErrorClass(
        name=code(name),
        docstring=docstring(*blocks, indent=4),
        parsed=PythonCode.of("models.{}", code(symbols.names[declaration.id])),
        codes=tuple(map(literal, codes)),
    )
