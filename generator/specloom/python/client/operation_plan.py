"""Decisions about operations: what they take, what they return, what they raise."""

from __future__ import annotations

from collections.abc import Collection, Container, Iterator, Mapping, Sequence

from ...ir.api import Api, Content, Operation, Response
from ...ir.name_keys import (
    BODY,
    CONTENT_TYPE,
    WHOLE,
    ArgumentKey,
    NameKey,
    body_property_key,
    method_argument_key,
    method_key,
    parameter_key,
    whole_body_key,
)
from ...ir.requests import Bodies, has_empty_body
from ...ir.resolve import Types
from ...ir.responses import Success, accept, failures, readable, status_class, successes
from ...ir.signature import (
    Alternative,
    Argument,
    Signature,
    flat_signature,
    in_order,
    whole_signature,
)
from ...ir.types import AnyJson, Json, MapOf, Text, TypeId
from ...records import dataclass, replace
from ..naming.identifiers import RESERVED_IN_WAITS, RESERVED_PARAMETERS, Wish, snake
from ..naming.name_registry import NameRegistry, Names, PastClient
from .error_classes import error_bodies, own_class


@dataclass(frozen=True, slots=True, kw_only=True)
class ErrorClass:
    """An exception class, the object that it carries, and what the document says of that."""

    name: str
    id: TypeId
    description: Text | None


@dataclass(frozen=True, slots=True, kw_only=True)
class DeclaredError:
    """A declared error: the key of its status, the bodies that it may have, and the response itself.

    Attributes:
        status: The key of the status.
        classes: The classes of the document's own for objects that the body may be.
        single: Whether the body is always the object of the one class.
        usual: The class of the status, which is raised for all other bodies; None if there are none.
        is_typed: Whether the type of the body is that of all errors of this class.
        contents: The bodies that a caller can tell apart.
        response: The response.
    """

    status: str
    classes: tuple[ErrorClass, ...]
    single: bool
    usual: str | None
    is_typed: bool
    contents: tuple[Content, ...]
    response: Response

    @property
    def names(self) -> Sequence[str]:
        """The classes that may be raised."""
        return [*(each.name for each in self.classes), *([self.usual] if self.usual else [])]

    def description(self, name: str) -> Text | None:
        """Return what the document says of a class: where the response may be several, what it says of the object."""
        own = (each.description for each in self.classes if each.name == name)
        said = next(own, None) if len(self.classes) > 1 else None
        return said or self.response.doc.description


@dataclass(frozen=True, slots=True, kw_only=True)
class OperationPlan:
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
    failures: tuple[DeclaredError, ...]

    def fixed(self, *, in_body: bool) -> Mapping[str, Json]:
        """Return what is always sent in the body, or else in the query, by name."""
        return {
            each.name.raw: each.value
            for each in self.operation.fixed
            if each.in_body is in_body and each.value is not None
        }

    @property
    def is_stream(self) -> bool:
        """Whether it returns a stream: what its successes have are sequences of items."""
        return any(c.codec.is_sequence for success in self.successes for c in success.contents)

    @property
    def body(self) -> Content | None:
        """The body in the media type that is sent unless the caller chooses another."""
        return self.bodies.usual[0] if self.bodies.usual else None

    def name(self, argument: Argument) -> str:
        """Return the Python name of an argument."""
        return self.names[argument.key]

    def positional(self) -> Sequence[Argument]:
        """Return the path parameters, which may be given by position."""
        return in_order(self.arguments)[0]

    def keywords(self) -> Sequence[Argument]:
        """Return the keyword-only arguments, the required ones first."""
        return in_order(self.arguments)[1]


def signature_of(
    types: Types, operation: Operation, entities: Container[TypeId], past: PastClient
) -> Signature:
    """Return what a method takes; the body's properties, if that was so in the last run or none of them clash.

    `entities` are the types that responses have: they may be given as a whole, too.
    """
    keeps_whole = method_argument_key(operation.at, WHOLE) in past.names
    flat = flat_signature(types, operation, entities, keeps_whole=keeps_whole)
    is_flat = flat is not None and _flattens(operation, flat, past)
    if flat is not None and is_flat:
        return flat
    return whole_signature(operation, takes_body=_takes_body(types, operation, past))


def _takes_body(types: Types, operation: Operation, past: PastClient) -> bool:
    """Return whether a body is an argument: not one without properties, unless it was one in the last run."""
    return not has_empty_body(types, operation) or whole_body_key(operation.at) in past.names


def without_empty_bodies(api: Api, past: PastClient) -> Api:
    """Return an API whose bodies that are no arguments have no types of their own."""
    operations = [
        operation if _takes_body(api.types, operation, past) else _with_plain_body(operation)
        for operation in api.operations
    ]
    return replace(api, operations=tuple(operations))


def _with_plain_body(operation: Operation) -> Operation:
    """Return an operation whose body is whatever options add; content of GET and HEAD means nothing (RFC 9110, 9.3.1)."""
    assert operation.body is not None
    if operation.method in ("GET", "HEAD"):
        return replace(operation, body=None)
    contents = [
        replace(content, type=MapOf(values=AnyJson())) for content in operation.body.contents
    ]
    return replace(operation, body=replace(operation.body, contents=tuple(contents)))


def plan_operation(
    types: Types,
    operation: Operation,
    signature: Signature,
    names: Names,
    typed_errors: Collection[str] = (),
) -> OperationPlan:
    """Decide how an operation is called and what it returns; `typed_errors` are classes whose bodies have one type."""
    method = names[method_key(operation.at)]
    arguments = {
        each.key: names[method_argument_key(operation.at, each.key)]
        for each in (*signature.arguments, *_wholes(signature))
    }
    content_type = (signature.content_type,) if signature.content_type else ()
    return OperationPlan(
        operation=operation,
        method=method,
        constant=f"_{method.upper()}",
        arguments=(*signature.arguments, *content_type),
        names=arguments | {key: str(key) for key in _fixed_names(signature)},
        bodies=signature.bodies,
        alternatives=signature.alternatives,
        flattened=signature.flat is not None,
        successes=successes(operation),
        accept=accept(operation),
        failures=tuple(_declared_errors(types, operation, names, typed_errors)),
    )


def _wholes(signature: Signature) -> Sequence[Argument]:
    """Return the argument for the body as a whole, beside its properties, if there is one."""
    return () if signature.whole is None else (signature.whole,)


def _fixed_names(signature: Signature) -> tuple[ArgumentKey, ...]:
    """Return the names of the arguments that choose between media types, which nothing else may have."""
    names = []
    if signature.content_type:
        names.append(CONTENT_TYPE)
    if signature.bodies.others and signature.flat:
        names.append(BODY)
    return tuple(names)


def _flattens(operation: Operation, signature: Signature, past: PastClient) -> bool:
    """Return whether the body's properties are arguments: as in the last run, else if no names clash."""
    if method_key(operation.at) in past.names:
        return whole_body_key(operation.at) not in past.names
    return not _clash(signature.arguments, _fixed_names(signature))


def _clash(arguments: Sequence[Argument], reserved: Collection[str]) -> bool:
    """Return whether properties of the body would be hard to tell from each other or from parameters."""
    names = [snake(each.called.raw) for each in arguments if each.is_body_property and each.called]
    others = {
        snake(each.called.raw) for each in arguments if not each.is_body_property and each.called
    }
    return len(set(names)) < len(names) or not others.union(reserved).isdisjoint(names)


def allot_arguments(registry: NameRegistry, operation: Operation, signature: Signature) -> None:
    """Assign the names of a method's arguments, and record where the body is one of them."""
    if any(argument.key == BODY for argument in signature.arguments):
        registry.record({whole_body_key(operation.at): "body"})
    wishes = []
    for argument in signature.arguments:
        name = argument.part if argument.called is None else snake(argument.called.raw, "value")
        wishes.append(
            Wish(method_argument_key(operation.at, argument.key), [name, f"{argument.part}_{name}"])
        )
    fixed = _fixed_names(signature)
    waiting = RESERVED_IN_WAITS if operation.wait is not None else frozenset()
    names = registry.allot_usual(
        wishes,
        reserved=RESERVED_PARAMETERS.union(fixed, waiting),
        senior=_senior(operation, signature.arguments, registry.past),
    )
    for whole in _wholes(signature):
        key = method_argument_key(operation.at, whole.key)
        taken = set() if BODY in fixed else set(names.values())
        registry.record({key: _whole_name(registry.past.names.get(key, "body"), taken)})


def _whole_name(name: str, taken: Collection[str]) -> str:
    """Return the name of the argument for a whole body: another one than `name` if an argument has that."""
    while name in taken:
        name = "full_body" if name == "body" else f"{name}_"
    return name


def _senior(operation: Operation, arguments: Sequence[Argument], past: PastClient) -> set[NameKey]:
    """Return the keys of the arguments that the operation had in the last run."""
    before = past.operation(operation.at)
    if before is None:
        return set()
    keys = {parameter_key(parameter) for parameter in before.parameters}
    for content in before.body.contents if before.body else ():
        keys |= {body_property_key(Text(name)) for name in past.body_names(content.type)}
    return {method_argument_key(operation.at, item.key) for item in arguments if item.key in keys}


def _declared_errors(
    types: Types, operation: Operation, names: Names, typed: Collection[str]
) -> Iterator[DeclaredError]:
    for key, response in failures(operation).items():
        bodies = error_bodies(types, response)
        classes = tuple(
            ErrorClass(name=name, id=type_id, description=types[type_id].doc.description)
            for type_id in bodies.objects
            if (name := own_class(names, type_id)) is not None
        )
        complete = bodies.only and len(classes) == len(bodies.objects) > 0
        yield DeclaredError(
            status=key,
            classes=classes,
            single=complete and len(classes) == 1,
            usual=None if complete else status_class(key),
            is_typed=status_class(key) in typed,
            contents=readable(response),
            response=response,
        )
