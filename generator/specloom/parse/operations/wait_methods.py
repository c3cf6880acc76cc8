"""Methods that wait (`x-specloom-wait`): another operation for each, with the arguments and the result of its own."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from ...diagnostics import Code, quote, similar
from ...ir.api import Operation, Wait
from ...ir.resolve import Types, declaration_of, object_of, resolve_nullable
from ...ir.responses import Outcome, successes
from ...ir.types import Doc, EnumDecl, Json, Text, TypeRef
from ...json_pointer import join
from ...openapi.load import Node
from ...records import replace
from ..context import Parser
from ..extensions import member_path, stated_list

_EXTENSION = "x-specloom-wait"
_SCALARS = (str, bool, int, float)


def with_wait_methods(
    parser: Parser, types: Types, operations: Sequence[Operation]
) -> tuple[Operation, ...]:
    """Return the operations, each that is waited for followed by those that wait."""
    return tuple(each for operation in operations for each in _with_wait(parser, types, operation))


def _with_wait(parser: Parser, types: Types, operation: Operation) -> Iterator[Operation]:
    yield operation
    node = parser.operation_nodes.get(operation.at)
    hints = [] if node is None else _hints(parser, operation, node)
    waits = [_wait(parser, operation, hint) for hint in hints]
    names: set[Text] = set()
    for wait in waits:
        if wait is None or not _is_readable(parser, types, operation, wait):
            continue
        if wait.name in names:
            message = f"{_EXTENSION}: two waits are called {quote(wait.name.raw)}"
            parser.warn(Code.INVALID_EXTENSION, message, operation.at)
            continue
        names.add(wait.name)
        place = join(operation.at, _EXTENSION)
        yield replace(
            operation,
            wait=wait,
            wait_of=operation.at,
            pagination=None,
            callbacks=(),
            doc=_doc(operation, wait),
            # By its name, not by its number: its method keeps its name if another one is put before it.
            at=place if len(waits) == 1 else join(place, wait.name.raw),
        )


def _hints(parser: Parser, operation: Operation, node: Node) -> list[Any]:
    """Read the hints of an operation; the configuration wins over the document."""
    name = operation.operation_id.raw if operation.operation_id else ""
    hints = parser.hints.wait.get(name)
    if hints is None:
        return stated_list(parser, node, _EXTENSION)
    return hints if isinstance(hints, list) else [hints]


def _wait(parser: Parser, operation: Operation, hint: Any) -> Wait | None:
    """Return what a hint says; None for one that is not valid, which is reported."""
    values = hint if isinstance(hint, dict) else {}
    wrong = [key for key in ("name", "property") if not _is_name(values.get(key))]
    wrong += [key for key in ("success",) if not _scalars(values.get(key))]
    wrong += [key for key in ("failure",) if key in values and not _scalars(values[key])]
    wrong += [key for key in ("interval", "timeout") if key in values and not _is_time(values[key])]
    if wrong:
        named = ", ".join(wrong)
        message = (
            f"{_EXTENSION} takes the texts name and property, the lists success and failure, and the seconds "
            f"interval and timeout; what is missing or wrong: {named}"
        )
        parser.warn(Code.INVALID_EXTENSION, message, operation.at)
        return None
    return Wait(
        name=Text(values["name"]),
        path=member_path(values["property"]),
        success=tuple(map(Json, values["success"])),
        failure=tuple(map(Json, values.get("failure", ()))),
        interval=Json(values.get("interval", 1)),
        timeout=Json(values.get("timeout", 600)),
    )


def _is_name(value: Any) -> bool:
    return isinstance(value, str) and any(map(str.isalnum, value))


def _scalars(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and all(isinstance(v, _SCALARS) for v in value)


def _is_time(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and value > 0


def _is_readable(parser: Parser, types: Types, operation: Operation, wait: Wait) -> bool:
    """Return whether the response has the property; report what is wrong with the hint."""
    bodies = [success for success in successes(operation) if success.outcome is Outcome.BODY]
    contents = [content for success in bodies for content in success.contents]
    if not contents or any(content.codec.is_sequence for content in contents):
        message = f"{_EXTENSION}: the operation has no response with a body to look at"
        parser.warn(Code.INVALID_EXTENSION, message, operation.at)
        return False
    ref: TypeRef = contents[0].type
    for name in wait.path:
        declaration = object_of(types, resolve_nullable(types, ref)[1])
        fields = {f.wire_name.raw: f for f in declaration.fields} if declaration else {}
        if name.raw not in fields:
            near = similar(name.raw, fields, 1)
            meant = f"; did you mean {quote(near[0])}?" if near else ""
            message = f"{_EXTENSION}: the response has no property {quote(name.raw)}{meant}"
            parser.warn(Code.INVALID_EXTENSION, message, operation.at)
            return False
        ref = fields[name.raw].type
    _check_values(parser, types, operation, wait, ref)
    return True


def _check_values(
    parser: Parser, types: Types, operation: Operation, wait: Wait, ref: TypeRef
) -> None:
    """Report values that the property does not list; a server may have them all the same."""
    declaration = declaration_of(types, resolve_nullable(types, ref)[1])
    if not isinstance(declaration, EnumDecl):
        return
    listed = [str(member.value.raw) for member in declaration.members]
    for value in (*wait.success, *wait.failure):
        text = str(value.raw)
        if text not in listed:
            near = similar(text, listed, 1)
            meant = f"; did you mean {quote(near[0])}?" if near else ""
            message = f"{_EXTENSION}: the property does not list the value {quote(text)}{meant}"
            parser.warn(Code.INVALID_EXTENSION, message, operation.at)


def _doc(operation: Operation, wait: Wait) -> Doc:
    values = " or ".join(str(value.raw) for value in wait.success)
    place = ".".join(name.raw for name in wait.path)
    summary = Text(f"Wait until {place} is {values}")
    description = operation.doc.description or operation.doc.summary
    return replace(operation.doc, summary=summary, description=description)
