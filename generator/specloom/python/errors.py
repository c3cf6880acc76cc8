"""The exception classes: one for each schema that the document answers as an error."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ..ir.api import Api
from ..ir.types import ObjectDecl, TypeId
from .aliases import Alias
from .annotations import Symbols
from .literals import docstring, literal, one_line, plain
from .names import RESERVED_ERRORS, Wish, code
from .nodes import ErrorModule, PyErrorClass
from .old_names import old_names
from .printable import PythonCode
from .roster import Roster

_BASES = (
    "ApiConnectionError",
    "ApiError",
    "ApiTimeoutError",
    "ClientError",
    "MissingCredentialsError",
    "ResponseDecodeError",
    "ResponseValidationError",
)


def error_names(
    symbols: Symbols, types: Mapping[TypeId, ObjectDecl], roster: Roster
) -> dict[TypeId, str]:
    """Allot the names of the exception classes, after the models that they carry."""
    wishes = [Wish(f"error {type_id}", [symbols.names[type_id]]) for type_id in sorted(types)]
    senior = {f"error {type_id}" for type_id in types if type_id in roster.locked}
    names = roster.allot_usual(wishes, reserved=RESERVED_ERRORS, senior=senior)
    return {type_id: names[f"error {type_id}"] for type_id in types}


def error_code(declaration: ObjectDecl) -> str:
    """Give the error code that a schema stands for: its own name in the document."""
    return declaration.id.rpartition("/")[2].replace("~1", "/").replace("~0", "~")


def error_module(
    api: Api,
    symbols: Symbols,
    types: Mapping[TypeId, ObjectDecl],
    names: Mapping[TypeId, str],
    aliases: Sequence[Alias] = (),
) -> ErrorModule:
    """Make `errors.py`."""
    classes = tuple(
        _error_class(api, symbols, types[type_id], names[type_id])
        for type_id in sorted(types, key=lambda type_id: names[type_id])
    )
    exported = sorted([*_BASES, *(str(item.name) for item in classes)])
    return ErrorModule(
        docstring=docstring(
            f"The exceptions of the {one_line(api.title)} client.",
            "Every exception is a ClientError. ApiError and its subclasses are answers of the server, "
            "with `status`, `code`, `message`, `request_id`, `headers`, `body` and `request`.",
        ),
        runtime=symbols.runtime.code("._runtime"),
        classes=classes,
        names=PythonCode.joined(", ", [literal(name) for name in exported]),
        has_parsed=any(item.parsed is not None for item in classes),
        by_code=PythonCode.joined(
            ", ", [PythonCode.of("{}: {}", c.code, c.name) for c in classes if c.code is not None]
        ),
        old_names=old_names(aliases) if aliases else None,
    )


def _error_class(api: Api, symbols: Symbols, declaration: ObjectDecl, name: str) -> PyErrorClass:
    text = plain(declaration.doc.description) or plain(declaration.doc.summary)
    wire_code = error_code(declaration)
    has_codes = api.errors is not None
    blocks = [text] if text else []
    if has_codes:
        blocks.append(f"The server answered with the error code ``{wire_code}``.")
    elif not blocks:
        blocks.append(f"The server answered with {name}.")
    return PyErrorClass(
        name=code(name),
        docstring=docstring(*blocks, indent=4),
        parsed=PythonCode.of("models.{}", code(symbols.names[declaration.id])),
        code=literal(wire_code) if has_codes else None,
    )
