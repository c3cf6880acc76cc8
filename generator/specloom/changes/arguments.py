"""What the method of an operation takes, as a caller sees it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from ..ir.api import (
    Content,
    Hole,
    Operation,
    Parameter,
    ParameterLocation,
    RequestBody,
)
from ..ir.name_keys import (
    BODY,
    ArgumentKey,
    body_property_key,
    method_argument_key,
    parameter_key,
    whole_body_key,
)
from ..ir.requests import Bodies, bodies_of, flat_object, sent_fields
from ..ir.types import (
    Doc,
    Field,
    ObjectDecl,
    Optional,
    Presence,
    Required,
    Text,
    TypeRef,
)
from .walk import Side


@dataclass(frozen=True, slots=True, kw_only=True)
class Argument:
    """One argument: a parameter, a member of the body, or the whole body.

    `part` is where it goes ("path", "query", "header", "cookie", "body"), `key` is its key in the
    names, and `wire` is everything about how it is sent that a caller does not see.
    """

    part: str
    key: ArgumentKey
    wire_name: Text | None
    name: str
    recorded: str | None
    type: TypeRef
    presence: Presence
    doc: Doc
    at: str
    wire: object = None

    @property
    def required(self) -> bool:
        """Whether it must be given."""
        return isinstance(self.presence, Required)

    @property
    def of_body(self) -> bool:
        """Whether it is a member of the body."""
        return self.part == "body" and self.wire_name is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """Everything that a method takes. `flat` is the object whose members are arguments, if it is so."""

    arguments: tuple[Argument, ...]
    bodies: Bodies
    flat: ObjectDecl | None


def taken(side: Side, operation: Operation) -> Taken:
    """Give what an operation's method takes, path parameters first and in their order."""
    bodies = bodies_of(operation.body)
    flat = _flat(side, operation, bodies)
    arguments = [_parameter(side, operation, p) for p in _ordered(operation)]
    if flat is not None:
        arguments += [_member(side, operation, field) for field in sent_fields(flat)]
    elif bodies.usual and operation.body is not None:
        arguments.append(_whole(side, operation, operation.body, bodies.usual[0]))
    return Taken(arguments=tuple(arguments), bodies=bodies, flat=flat)


def _ordered(operation: Operation) -> Iterator[Parameter]:
    path = {p.wire_name: p for p in operation.parameters if p.location is ParameterLocation.PATH}
    holes = dict.fromkeys(part.name for part in operation.path.parts if isinstance(part, Hole))
    yield from (path[name] for name in holes if name in path)
    yield from (p for p in operation.parameters if p.location is not ParameterLocation.PATH)


def _flat(side: Side, operation: Operation, bodies: Bodies) -> ObjectDecl | None:
    """Give the object whose members are arguments of their own, where nothing is recorded against it."""
    flattens = side.names.flattens(operation)
    return flat_object(operation.body, bodies, side.object) if flattens else None


def _parameter(side: Side, operation: Operation, parameter: Parameter) -> Argument:
    key = parameter_key(parameter)
    content = parameter.content
    return Argument(
        part=parameter.location.value,
        key=key,
        wire_name=parameter.wire_name,
        name=side.names.argument(operation, key, parameter.wire_name),
        recorded=side.names.recorded(method_argument_key(operation.at, key)),
        type=parameter.type,
        presence=parameter.presence,
        doc=parameter.doc,
        at=parameter.at,
        wire=(
            parameter.style,
            parameter.explode,
            parameter.allow_reserved,
            content.media_type if content else None,
        ),
    )


def _member(side: Side, operation: Operation, field: Field) -> Argument:
    key = body_property_key(field.wire_name)
    return Argument(
        part="body",
        key=key,
        wire_name=field.wire_name,
        name=side.names.argument(operation, key, field.wire_name),
        recorded=side.names.recorded(method_argument_key(operation.at, key)),
        type=field.type,
        presence=field.presence,
        doc=field.doc,
        at=field.at,
    )


def _whole(side: Side, operation: Operation, body: RequestBody, content: Content) -> Argument:
    return Argument(
        part="body",
        key=BODY,
        wire_name=None,
        name=side.names.argument(operation, BODY, None),
        recorded=side.names.recorded(whole_body_key(operation.at)),
        type=content.type,
        presence=Required() if body.required else Optional(),
        doc=body.doc,
        at=body.at,
    )
