"""Signatures: the arguments of an operation, in order.

Names in Python are not decided here, nor which of the two forms of a body a client has.
"""

from __future__ import annotations

from collections.abc import Container, Iterator, Sequence

from ..records import dataclass, replace
from .api import Content, Hole, Operation, Parameter, ParameterLocation, Style
from .name_keys import BODY, CONTENT_TYPE, WHOLE, ArgumentKey, body_property_key, parameter_key
from .requests import Bodies, bodies_of, flat_object, sent_fields
from .resolve import Types, resolve_nullable
from .types import (
    Const,
    Default,
    Doc,
    Field,
    Json,
    ObjectDecl,
    Optional,
    Presence,
    Required,
    Text,
    TypeId,
    TypeRef,
)

_INSTEAD = Text("The whole body, instead of its properties.")
_WHOLE = Text("The whole body, in a media type that `content_type` chooses.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Serialization:
    """How a parameter is written in requests, which callers do not see."""

    style: Style
    explode: bool
    allow_reserved: bool
    media_type: Text | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Argument:
    """One argument of a method: a parameter, a property of the body, or the body itself.

    `part` is where it goes: "path", "query", "header", "cookie", "body", or "content_type" for the choice
    of the body's media type. A body of its own has no wire name; `others` are further types it may have.
    `may_be_left_out` says that it is a property of an optional body, which is not sent unless one of its
    properties is given.
    """

    part: str
    wire_name: Text | None
    type: TypeRef
    presence: Presence
    doc: Doc
    key: ArgumentKey
    at: str
    others: tuple[TypeRef, ...] = ()
    serialization: Serialization | None = None
    may_be_left_out: bool = False
    given_name: Text | None = None

    @property
    def called(self) -> Text | None:
        """What its name in Python is made of: what the document calls it, else its name in requests."""
        return self.given_name or self.wire_name

    @property
    def constant(self) -> Json | None:
        """The only value that it can have, which is sent without being given."""
        if self.part == "content_type" or not isinstance(self.type, Const) or self.may_be_left_out:
            return None
        sent = self.part == "body" or isinstance(self.presence, Required)
        return self.type.value if sent and self.part != "path" and self.wire_name else None

    @property
    def filled(self) -> Json | None:
        """The only value that a required property of an optional body can have: it is sent with any other one."""
        is_filled = self.may_be_left_out and isinstance(self.presence, Required)
        return self.type.value if is_filled and isinstance(self.type, Const) else None

    @property
    def required(self) -> bool:
        """Whether the caller must give it."""
        is_sent = self.constant is not None or self.filled is not None
        return isinstance(self.presence, Required) and not is_sent

    @property
    def is_body_property(self) -> bool:
        """Whether it is a property of the body."""
        return self.part == "body" and self.wire_name is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class Alternative:
    """A body that can be given as a whole instead of the usual one, and the argument that chooses its media type, if any."""

    body: Argument
    content_type: Argument | None

    @property
    def arguments(self) -> tuple[Argument, ...]:
        """The arguments that stand for the usual ones of the body."""
        return (self.body,) if self.content_type is None else (self.body, self.content_type)


@dataclass(frozen=True, slots=True, kw_only=True)
class Signature:
    """What an operation takes: path parameters, the other parameters, then the body in its usual form.

    `flat` is the object whose properties are arguments; None if the body, if any, is one argument. `whole` is the
    argument for that object as a whole, where it may be given instead of its properties.
    """

    arguments: tuple[Argument, ...]
    bodies: Bodies
    flat: ObjectDecl | None = None
    whole: Argument | None = None

    @property
    def content_type(self) -> Argument | None:
        """The argument that chooses the media type of the body; None where there is no choice."""
        return _content_type(self.bodies.usual) if len(self.bodies.all) > 1 else None

    @property
    def alternatives(self) -> tuple[Alternative, ...]:
        """What can be given instead of the usual arguments of the body, grouped by type."""
        own = [Alternative(body=self.whole, content_type=self.content_type)] if self.whole else []
        by_type: dict[TypeRef, list[Content]] = {}
        for content in self.bodies.others:
            by_type.setdefault(content.type, []).append(content)
        return (*own, *(_alternative(ref, contents) for ref, contents in by_type.items()))


def flat_signature(
    types: Types,
    operation: Operation,
    entities: Container[TypeId] = (),
    *,
    keeps_whole: bool = False,
) -> Signature | None:
    """Return the signature with an argument for each property of the body; None if the body is no such object.

    The object may also be given as a whole if it is one of the `entities`, if it may be null, or if callers know that
    argument (`keeps_whole`). So may an optional one with required properties or constants: then the whole need not be
    given either.
    """
    bodies = bodies_of(operation.body)
    flat = flat_object(types, operation.body, bodies)
    if flat is None or operation.body is None:
        return None
    is_optional = not operation.body.required
    properties = [
        replace(_property(field), may_be_left_out=is_optional)
        for field in sent_fields(flat)
        if not operation.is_fixed(field.wire_name, in_body=True)
    ]
    is_nullable, _ = resolve_nullable(types, bodies.usual[0].type)
    is_required = is_optional and any(each.required for each in properties)
    has_constant = is_optional and any(isinstance(each.type, Const) for each in properties)
    whole = None
    if is_nullable or keeps_whole or is_required or has_constant or flat.id in entities:
        whole = replace(
            _whole_body(operation, bodies.usual),
            presence=Optional() if is_required else Required(),
            others=(),
            doc=Doc(description=_INSTEAD),
            key=WHOLE,
        )
    arguments = (*_parameters(operation), *properties)
    return Signature(arguments=arguments, bodies=bodies, flat=flat, whole=whole)


def whole_signature(operation: Operation, *, takes_body: bool = True) -> Signature:
    """Return the signature with the body, if there is one that can be sent, as one argument.

    Without `takes_body`, the body is no argument: see `has_empty_body`.
    """
    bodies = bodies_of(operation.body)
    whole = [_whole_body(operation, bodies.usual)] if bodies.usual and takes_body else []
    if not takes_body:
        bodies = Bodies(usual=bodies.usual[:1])
    return Signature(arguments=(*_parameters(operation), *whole), bodies=bodies)


def in_order(arguments: Sequence[Argument]) -> tuple[Sequence[Argument], Sequence[Argument]]:
    """Return the positional arguments, and the keyword-only ones, of which the required ones come first."""
    positional = [argument for argument in arguments if argument.part == "path"]
    rest = [argument for argument in arguments if argument.part != "path"]
    return positional, sorted(rest, key=lambda argument: not argument.required)


def _parameters(operation: Operation) -> Iterator[Argument]:
    """Yield the parameters: those of the path in its order, then the others in the document's."""
    path = {p.wire_name: p for p in operation.parameters if p.location is ParameterLocation.PATH}
    holes = dict.fromkeys(part.name for part in operation.path.parts if isinstance(part, Hole))
    yield from (_parameter(path[name]) for name in holes if name in path)
    for parameter in operation.parameters:
        is_query = parameter.location is ParameterLocation.QUERY
        if is_query and operation.is_fixed(parameter.wire_name, in_body=False):
            continue
        if parameter.location is not ParameterLocation.PATH:
            yield _parameter(parameter)


def _parameter(parameter: Parameter) -> Argument:
    return Argument(
        part=parameter.location.value,
        wire_name=parameter.wire_name,
        type=parameter.type,
        presence=parameter.presence,
        doc=parameter.doc,
        key=parameter_key(parameter),
        at=parameter.at,
        serialization=Serialization(
            style=parameter.style,
            explode=parameter.explode,
            allow_reserved=parameter.allow_reserved,
            media_type=parameter.content.media_type if parameter.content else None,
        ),
        given_name=parameter.given_name,
    )


def _property(field: Field) -> Argument:
    return Argument(
        part="body",
        wire_name=field.wire_name,
        type=field.type,
        presence=field.presence,
        doc=field.doc,
        key=body_property_key(field.wire_name),
        at=field.at,
    )


def _whole_body(operation: Operation, usual: Sequence[Content]) -> Argument:
    body = operation.body
    assert body is not None
    return Argument(
        part="body",
        wire_name=None,
        type=usual[0].type,
        others=tuple(content.type for content in usual[1:]),
        presence=Required() if body.required else Optional(),
        doc=body.doc,
        key=BODY,
        at=body.at,
    )


def _content_type(contents: Sequence[Content], *, required: bool = False) -> Argument:
    """Return the argument that chooses between media types."""
    choices = tuple(Const(value=Json(content.media_type.raw)) for content in contents)
    return Argument(
        part="content_type",
        wire_name=None,
        type=choices[0],
        others=choices[1:],
        presence=Required() if required else Default(Json(contents[0].media_type.raw)),
        doc=Doc(description=Text("The media type that the body is sent in.")),
        key=CONTENT_TYPE,
        at=contents[0].at,
    )


def _alternative(ref: TypeRef, contents: Sequence[Content]) -> Alternative:
    return Alternative(
        body=Argument(
            part="body",
            wire_name=None,
            type=ref,
            presence=Required(),
            doc=Doc(description=_WHOLE),
            key=BODY,
            at=contents[0].at,
        ),
        content_type=_content_type(contents, required=True),
    )
