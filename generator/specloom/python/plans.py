"""Decisions about operations: what they take, what they return, what they raise."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from ..ir.api import (
    Codec,
    Content,
    Hole,
    Operation,
    Parameter,
    ParameterLocation,
    RequestBody,
    Response,
)
from ..ir.name_keys import (
    BODY,
    CONTENT_TYPE,
    ArgumentKey,
    NameKey,
    body_property_key,
    method_argument_key,
    method_key,
    parameter_key,
    whole_body_key,
)
from ..ir.requests import Bodies, bodies_of, flat_object, sent_fields
from ..ir.responses import (
    Success,
    accept,
    error_objects,
    failures,
    readable,
    successes,
)
from ..ir.types import (
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
from .annotations import Symbols, object_of
from .names import RESERVED_PARAMETERS, Wish, snake
from .roster import Roster

_WHOLE = Text("The whole body, in a media type that `content_type` chooses.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Argument:
    """One argument of a method: a parameter, a member of the body, or the body itself.

    `part` is where it goes: "path", "query", "header", "cookie", "body", or "content_type" for the choice
    of the body's media type. A body of its own has no wire name; `others` are further types it may have.
    """

    part: str
    wire_name: Text | None
    type: TypeRef
    presence: Presence
    doc: Doc
    key: ArgumentKey
    others: tuple[TypeRef, ...] = ()

    @property
    def constant(self) -> Json | None:
        """The only value that it can have, which is sent without being given."""
        if self.part == "content_type" or not isinstance(self.type, Const):
            return None
        sent = self.part == "body" or isinstance(self.presence, Required)
        return self.type.value if sent and self.part != "path" and self.wire_name else None

    @property
    def required(self) -> bool:
        """Whether the caller must give it."""
        return isinstance(self.presence, Required) and self.constant is None


@dataclass(frozen=True, slots=True, kw_only=True)
class Alternative:
    """A body that can be given as a whole instead of the usual one, and the media types that it is sent in."""

    body: Argument
    content_type: Argument


@dataclass(frozen=True, slots=True, kw_only=True)
class ErrorClass:
    """An exception class, and the object that it carries."""

    name: str
    id: TypeId


@dataclass(frozen=True, slots=True, kw_only=True)
class Failure:
    """A declared error: the key of its status, the bodies that it may have, and the response itself.

    There is a class for each object that the body may be; `single` tells that it is that one object.
    """

    status: str
    classes: tuple[ErrorClass, ...]
    single: bool
    contents: tuple[Content, ...]
    response: Response

    @property
    def names(self) -> Sequence[str]:
        """What is raised: the classes, else the root of them."""
        return [each.name for each in self.classes] or ["ApiError"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """Everything that was decided about an operation, in one place, for its method, its tests and its docs."""

    operation: Operation
    method: str
    constant: str
    arguments: tuple[Argument, ...]
    names: Mapping[ArgumentKey, str]
    bodies: Bodies
    alternatives: tuple[Alternative, ...]
    flattened: bool
    successes: tuple[Success, ...]
    accept: Text
    failures: tuple[Failure, ...]

    @property
    def body(self) -> Content | None:
        """The body in the media type that is sent unless the caller chooses another."""
        return self.bodies.usual[0] if self.bodies.usual else None

    def name(self, argument: Argument) -> str:
        """Give the Python name of an argument."""
        return self.names[argument.key]

    def positional(self) -> Sequence[Argument]:
        """Give the path parameters, which may be given by position."""
        return in_order(self.arguments)[0]

    def keywords(self) -> Sequence[Argument]:
        """Give the keyword-only arguments, the required ones first."""
        return in_order(self.arguments)[1]


def in_order(arguments: Sequence[Argument]) -> tuple[Sequence[Argument], Sequence[Argument]]:
    """Give the positional arguments, and the keyword-only ones, of which the required ones come first."""
    positional = [argument for argument in arguments if argument.part == "path"]
    rest = [argument for argument in arguments if argument.part != "path"]
    return positional, sorted(rest, key=lambda argument: not argument.required)


def plan_operation(
    symbols: Symbols,
    operation: Operation,
    method: str,
    error_classes: Mapping[TypeId, str],
    roster: Roster,
) -> Plan:
    """Decide how an operation is called and what it returns."""
    bodies = bodies_of(operation.body)
    parameters = [_argument(parameter) for parameter in _ordered(operation)]
    members = _members(symbols, operation.body, bodies)
    fixed = _fixed_names(bodies, members=bool(members))
    flattened = bool(members) and _flattens(operation, parameters, members, fixed, roster)
    if bodies.usual and not flattened:
        members = [_whole_body(operation, bodies.usual)]
        fixed = _fixed_names(bodies, members=False)
        roster.record({whole_body_key(operation.at): "body"})
    names = _argument_names(operation, parameters + members, fixed, roster)
    if len(bodies.all) > 1:
        members.append(_content_type(bodies.usual))
    return Plan(
        operation=operation,
        method=method,
        constant=f"_{method.upper()}",
        arguments=tuple(parameters + members),
        names=names | {key: str(key) for key in fixed},
        bodies=bodies,
        alternatives=_alternatives(bodies.others),
        flattened=flattened,
        successes=successes(operation),
        accept=accept(operation),
        failures=tuple(_failures(symbols, operation, error_classes)),
    )


def _fixed_names(bodies: Bodies, *, members: bool) -> frozenset[ArgumentKey]:
    """Give the names of the arguments that choose between media types, which nothing else may have."""
    names = []
    if len(bodies.all) > 1:
        names.append(CONTENT_TYPE)
    if bodies.others and members:
        names.append(BODY)
    return frozenset(names)


def _flattens(
    operation: Operation,
    parameters: Sequence[Argument],
    members: Sequence[Argument],
    fixed: frozenset[ArgumentKey],
    roster: Roster,
) -> bool:
    """Tell whether the body's members are arguments of their own: as in the last run, else if no names clash."""
    if method_key(operation.at) in roster.locked:
        return whole_body_key(operation.at) not in roster.locked
    return not _clash(parameters, members, fixed | RESERVED_PARAMETERS)


def _clash(
    parameters: Sequence[Argument], members: Sequence[Argument], reserved: frozenset[str]
) -> bool:
    """Tell whether members of the body would be hard to tell from each other or from parameters."""
    names = [snake(member.wire_name.raw) for member in members if member.wire_name]
    others = {snake(parameter.wire_name.raw) for parameter in parameters if parameter.wire_name}
    return len(set(names)) < len(names) or not (others | reserved).isdisjoint(names)


def _ordered(operation: Operation) -> Iterator[Parameter]:
    """Give the parameters: those of the path in its order, then the others in the document's."""
    by_name = {p.wire_name: p for p in operation.parameters if p.location is ParameterLocation.PATH}
    holes = dict.fromkeys(part.name for part in operation.path.parts if isinstance(part, Hole))
    yield from (by_name[name] for name in holes)
    yield from (p for p in operation.parameters if p.location is not ParameterLocation.PATH)


def _argument(parameter: Parameter) -> Argument:
    return Argument(
        part=parameter.location.value,
        wire_name=parameter.wire_name,
        type=parameter.type,
        presence=parameter.presence,
        doc=parameter.doc,
        key=parameter_key(parameter),
    )


def _argument_names(
    operation: Operation,
    arguments: Sequence[Argument],
    fixed: frozenset[ArgumentKey],
    roster: Roster,
) -> dict[ArgumentKey, str]:
    wishes = []
    for argument in arguments:
        name = (
            argument.part if argument.wire_name is None else snake(argument.wire_name.raw, "value")
        )
        wishes.append(
            Wish(method_argument_key(operation.at, argument.key), [name, f"{argument.part}_{name}"])
        )
    names = roster.allot_usual(
        wishes,
        reserved=RESERVED_PARAMETERS | fixed,
        senior=_senior(operation, arguments, roster),
    )
    return {argument.key: names[wish.key] for argument, wish in zip(arguments, wishes, strict=True)}


def _senior(operation: Operation, arguments: Sequence[Argument], roster: Roster) -> set[NameKey]:
    """Give the keys of the arguments that the operation had in the last run."""
    past = roster.past.operation(operation.at)
    if past is None:
        return set()
    keys = {parameter_key(parameter) for parameter in past.parameters}
    for content in past.body.contents if past.body else ():
        keys |= {body_property_key(Text(name)) for name in roster.past.body_names(content.type)}
    return {method_argument_key(operation.at, item.key) for item in arguments if item.key in keys}


def _members(symbols: Symbols, body: RequestBody | None, bodies: Bodies) -> list[Argument]:
    """Give the properties of an object body as arguments of their own; none where the body goes as a whole."""
    declaration = flat_object(body, bodies, lambda ref: object_of(symbols, ref))
    members = [_member(field) for field in sent_fields(declaration)] if declaration else []
    # A body that may be left out must not be sent for the sake of its constants.
    optional = body is not None and not body.required
    return [] if optional and any(member.constant for member in members) else members


def _member(field: Field) -> Argument:
    return Argument(
        part="body",
        wire_name=field.wire_name,
        type=field.type,
        presence=field.presence,
        doc=field.doc,
        key=body_property_key(field.wire_name),
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
    )


def _content_type(contents: Sequence[Content], *, required: bool = False) -> Argument:
    """Make the argument that chooses between media types."""
    choices = tuple(Const(value=Json(content.media_type.raw)) for content in contents)
    return Argument(
        part="content_type",
        wire_name=None,
        type=choices[0],
        others=choices[1:],
        presence=Required() if required else Default(Json(contents[0].media_type.raw)),
        doc=Doc(description=Text("The media type that the body is sent in.")),
        key=CONTENT_TYPE,
    )


def _alternatives(others: Sequence[Content]) -> tuple[Alternative, ...]:
    """Give what can be sent instead of the usual body: those of one type together."""
    by_type: dict[TypeRef, list[Content]] = {}
    for content in others:
        by_type.setdefault(content.type, []).append(content)
    return tuple(
        Alternative(
            body=Argument(
                part="body",
                wire_name=None,
                type=ref,
                presence=Required(),
                doc=Doc(description=_WHOLE),
                key=BODY,
            ),
            content_type=_content_type(contents, required=True),
        )
        for ref, contents in by_type.items()
    )


def _failures(
    symbols: Symbols, operation: Operation, error_classes: Mapping[TypeId, str]
) -> Iterator[Failure]:
    for key, response in failures(operation).items():
        contents = readable(response)
        found = [
            error_objects(symbols.api.types, content.type)
            for content in contents
            if content.codec is Codec.JSON
        ]
        objects = {each.id: each for item in found for each in item.objects}
        yield Failure(
            status=key,
            classes=tuple(
                ErrorClass(name=error_classes.get(type_id, ""), id=type_id) for type_id in objects
            ),
            single=len(contents) == len(found) == len(objects) == 1 and found[0].single,
            contents=contents,
            response=response,
        )


def error_types(symbols: Symbols, operations: Sequence[Operation]) -> dict[TypeId, ObjectDecl]:
    """Give the schemas that are answered as errors, by id."""
    found: dict[TypeId, ObjectDecl] = {}
    for operation in operations:
        for failure in _failures(symbols, operation, {}):
            for each in failure.classes:
                declaration = symbols.declaration(each.id)
                if isinstance(declaration, ObjectDecl):
                    found[each.id] = declaration
    return found
