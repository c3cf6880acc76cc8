"""Operations with JSON or a stream as their success: two methods, and what switches between them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from ...diagnostics import Code, quote
from ...ir.api import Content, FixedValue, Operation, ParameterLocation, Response
from ...ir.requests import bodies_of, sent_fields
from ...ir.resolve import Types, object_of, resolve_nullable
from ...ir.scalars import ScalarKind
from ...ir.types import Default, Json, Presence, Required, Scalar, Text, TypeRef
from ...records import dataclass, replace
from ..context import Parser
from ..extensions import stated

_EXTENSION = "x-specloom-stream"
STREAM = f"/{_EXTENSION}"
"""What the pointer of an operation that is the stream of another one ends with."""
_SWITCH = re.compile(r"(is|use|enable)?_?stream(ed|ing)?", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Switch:
    """What a request says to get a stream; `boolean` ones say otherwise what is not to be one."""

    fixed: FixedValue
    presence: Presence
    is_boolean: bool


def with_stream_methods(parser: Parser, operations: Sequence[Operation]) -> tuple[Operation, ...]:
    """Return the operations, and another one for each that has a stream among its successes, beside other bodies.

    The first one keeps the bodies that are no streams, the second one is named after it.
    """
    types = parser.table.types()
    return tuple(each for operation in operations for each in _split(parser, types, operation))


def _split(parser: Parser, types: Types, operation: Operation) -> Iterator[Operation]:
    hint = _hint(parser, operation)
    contents = [content for response in operation.responses for content in response.contents]
    if not any(content.codec.is_sequence for content in contents):
        if hint is not None:
            message = f"{_EXTENSION}: the operation has no response that is a stream"
            parser.warn(Code.INVALID_EXTENSION, message, operation.at)
        yield operation
        return
    sentinel = hint.get("sentinel") if hint else None
    if isinstance(sentinel, str):
        operation = _with_sentinel(operation, Text(sentinel))
    switch = _switch(parser, types, operation, hint)
    streaming = replace(
        operation, responses=_responses(operation, streams=True), fixed=_fixed(switch, streams=True)
    )
    is_either = any(
        not content.codec.is_sequence
        for response in operation.responses
        if _has_stream(response) or not _is_error(response)
        for content in response.contents
    )
    if not is_either:
        # Nothing is switched where there is nothing else; a hint may say that it must be asked for.
        yield streaming if hint else replace(operation, fixed=())
        return
    plain = replace(
        operation,
        responses=_responses(operation, streams=False),
        fixed=_fixed(switch, streams=False),
    )
    yield plain
    yield replace(streaming, stream_of=operation.at, callbacks=(), at=operation.at + STREAM)


def _hint(parser: Parser, operation: Operation) -> dict[str, Any] | None:
    """Read `x-specloom-stream` of an operation, or the configuration's."""
    name = operation.operation_id.raw if operation.operation_id else ""
    hint = parser.hints.stream.get(name)
    if hint is None:
        hint = stated(parser, parser.operation_nodes[operation.at], _EXTENSION)
    if hint is None:
        return None
    keys = ("property", "parameter", "sentinel")
    texts = isinstance(hint, dict) and all(isinstance(hint.get(key, ""), str) for key in keys)
    if not texts or not isinstance(hint.get("value", True), bool | str):
        message = (
            f"{_EXTENSION} takes the texts {', '.join(keys)}, and a value (text, true or false)"
        )
        parser.warn(Code.INVALID_EXTENSION, message, operation.at)
        return None
    return dict(hint)


def _has_stream(response: Response) -> bool:
    return any(content.codec.is_sequence for content in response.contents)


def _is_error(response: Response) -> bool:
    code = getattr(response.status, "code", None) or 100 * getattr(
        response.status, "first_digit", 5
    )
    return code >= 400


def _responses(operation: Operation, *, streams: bool) -> tuple[Response, ...]:
    """Return the responses with streams alone, or without them; those of errors stay as they are."""
    kept = []
    for response in operation.responses:
        contents = tuple(c for c in response.contents if c.codec.is_sequence is streams)
        if _is_error(response) and not _has_stream(response):
            kept.append(response)
        elif contents or not response.contents:
            kept.append(replace(response, contents=contents))
    return tuple(kept)


def _with_sentinel(operation: Operation, sentinel: Text) -> Operation:
    def marked(content: Content) -> Content:
        return replace(content, sentinel=sentinel) if content.codec.is_sequence else content

    return replace(
        operation,
        responses=tuple(
            replace(response, contents=tuple(map(marked, response.contents)))
            for response in operation.responses
        ),
    )


def _fixed(switch: _Switch | None, *, streams: bool) -> tuple[FixedValue, ...]:
    """Return what a request for a stream, or for something else, always says.

    What is not a stream is not asked for where the server does that by default.
    """
    if switch is None:
        return ()
    if streams:
        return (switch.fixed,)
    if not switch.is_boolean:
        return ()
    value = switch.fixed.value
    usual = switch.presence.value.raw if isinstance(switch.presence, Default) else False
    is_needed = isinstance(switch.presence, Required) or (value is not None and usual == value.raw)
    other = Json(value is not None and not value.raw)
    return (replace(switch.fixed, value=other if is_needed else None),)


def _switch(
    parser: Parser, types: Types, operation: Operation, hint: dict[str, Any] | None
) -> _Switch | None:
    """Find the property of the body, or the query parameter, that asks for a stream: the hinted or the only likely one."""
    candidates = list(_candidates(types, operation))
    wanted = None if hint is None else hint.get("property", hint.get("parameter"))
    if hint is None or wanted is None:
        likely = [each for each in candidates if each.is_boolean and _is_likely(each)]
        exact = [each for each in likely if each.fixed.name.raw == "stream"]
        found = exact or likely
        return found[0] if len(found) == 1 else None
    in_body = "property" in hint
    for each in candidates:
        if each.fixed.name.raw == wanted and each.fixed.in_body is in_body:
            value = Json(hint.get("value", True))
            return replace(each, fixed=replace(each.fixed, value=value))
    what = "property of the body" if in_body else "query parameter"
    message = f"{_EXTENSION}: the operation has no {what} {quote(wanted)}"
    parser.warn(Code.INVALID_EXTENSION, message, operation.at)
    return None


def _is_likely(switch: _Switch) -> bool:
    return _SWITCH.fullmatch(switch.fixed.name.raw) is not None


def _candidates(types: Types, operation: Operation) -> Iterable[_Switch]:
    """Yield the properties of the body, and the query parameters."""
    usual = bodies_of(operation.body).usual
    declaration = object_of(types, resolve_nullable(types, usual[0].type)[1]) if usual else None
    for field in sent_fields(declaration) if declaration else ():
        yield _Switch(
            FixedValue(in_body=True, name=field.wire_name, value=Json(True)),
            field.presence,
            _is_boolean(types, field.type),
        )
    for parameter in operation.parameters:
        if parameter.location is ParameterLocation.QUERY:
            yield _Switch(
                FixedValue(in_body=False, name=parameter.wire_name, value=Json(True)),
                parameter.presence,
                _is_boolean(types, parameter.type),
            )


def _is_boolean(types: Types, ref: TypeRef) -> bool:
    _, plain = resolve_nullable(types, ref)
    return isinstance(plain, Scalar) and plain.kind is ScalarKind.BOOLEAN
