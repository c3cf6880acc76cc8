"""Decisions about operations: what they take, what they return, what they raise."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from ...ir.api import Codec, Content, Operation, Response
from ...ir.name_keys import (
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
from ...ir.requests import Bodies
from ...ir.responses import Success, accept, error_objects, failures, readable, successes
from ...ir.signature import (
    Alternative,
    Argument,
    Signature,
    flat_signature,
    in_order,
    whole_signature,
)
from ...ir.types import ObjectDecl, Text, TypeId
from ..code.annotations import Symbols
from ..naming.identifiers import RESERVED_PARAMETERS, Wish, snake
from ..naming.name_registry import NameRegistry


@dataclass(frozen=True, slots=True, kw_only=True)
class ErrorClass:
    """An exception class, and the object that it carries."""

    name: str
    id: TypeId


@dataclass(frozen=True, slots=True, kw_only=True)
class DeclaredError:
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


def plan_operation(
    symbols: Symbols,
    operation: Operation,
    method: str,
    error_classes: Mapping[TypeId, str],
    registry: NameRegistry,
) -> OperationPlan:
    """Decide how an operation is called and what it returns."""
    signature = flat_signature(symbols.api.types, operation)
    if signature is None or not _flattens(operation, signature, registry):
        signature = whole_signature(operation)
        if signature.bodies.usual:
            registry.record({whole_body_key(operation.at): "body"})
    fixed = _fixed_names(signature)
    names = _argument_names(operation, signature.arguments, fixed, registry)
    content_type = (signature.content_type,) if signature.content_type else ()
    return OperationPlan(
        operation=operation,
        method=method,
        constant=f"_{method.upper()}",
        arguments=(*signature.arguments, *content_type),
        names=names | {key: str(key) for key in fixed},
        bodies=signature.bodies,
        alternatives=signature.alternatives,
        flattened=signature.flat is not None,
        successes=successes(operation),
        accept=accept(operation),
        failures=tuple(_failures(symbols, operation, error_classes)),
    )


def _fixed_names(signature: Signature) -> frozenset[ArgumentKey]:
    """Return the names of the arguments that choose between media types, which nothing else may have."""
    names = []
    if signature.content_type:
        names.append(CONTENT_TYPE)
    if signature.bodies.others and signature.flat:
        names.append(BODY)
    return frozenset(names)


def _flattens(operation: Operation, signature: Signature, registry: NameRegistry) -> bool:
    """Return whether the body's properties are arguments: as in the last run, else if no names clash."""
    if method_key(operation.at) in registry.past.names:
        return whole_body_key(operation.at) not in registry.past.names
    return not _clash(signature.arguments, _fixed_names(signature) | RESERVED_PARAMETERS)


def _clash(arguments: Sequence[Argument], reserved: frozenset[str]) -> bool:
    """Return whether properties of the body would be hard to tell from each other or from parameters."""
    names = [
        snake(each.wire_name.raw) for each in arguments if each.is_body_property and each.wire_name
    ]
    others = {
        snake(each.wire_name.raw)
        for each in arguments
        if not each.is_body_property and each.wire_name
    }
    return len(set(names)) < len(names) or not (others | reserved).isdisjoint(names)


def _argument_names(
    operation: Operation,
    arguments: Sequence[Argument],
    fixed: frozenset[ArgumentKey],
    registry: NameRegistry,
) -> dict[ArgumentKey, str]:
    wishes = []
    for argument in arguments:
        name = (
            argument.part if argument.wire_name is None else snake(argument.wire_name.raw, "value")
        )
        wishes.append(
            Wish(method_argument_key(operation.at, argument.key), [name, f"{argument.part}_{name}"])
        )
    names = registry.allot_usual(
        wishes,
        reserved=RESERVED_PARAMETERS | fixed,
        senior=_senior(operation, arguments, registry),
    )
    return {argument.key: names[wish.key] for argument, wish in zip(arguments, wishes, strict=True)}


def _senior(
    operation: Operation, arguments: Sequence[Argument], registry: NameRegistry
) -> set[NameKey]:
    """Return the keys of the arguments that the operation had in the last run."""
    past = registry.past.operation(operation.at)
    if past is None:
        return set()
    keys = {parameter_key(parameter) for parameter in past.parameters}
    for content in past.body.contents if past.body else ():
        keys |= {body_property_key(Text(name)) for name in registry.past.body_names(content.type)}
    return {method_argument_key(operation.at, item.key) for item in arguments if item.key in keys}


def _failures(
    symbols: Symbols, operation: Operation, error_classes: Mapping[TypeId, str]
) -> Iterator[DeclaredError]:
    for key, response in failures(operation).items():
        contents = readable(response)
        found = [
            error_objects(symbols.api.types, content.type)
            for content in contents
            if content.codec is Codec.JSON
        ]
        objects = {each.id: each for item in found for each in item.objects}
        yield DeclaredError(
            status=key,
            classes=tuple(
                ErrorClass(name=error_classes.get(type_id, ""), id=type_id) for type_id in objects
            ),
            single=len(contents) == len(found) == len(objects) == 1 and found[0].single,
            contents=contents,
            response=response,
        )


def error_types(symbols: Symbols, operations: Sequence[Operation]) -> dict[TypeId, ObjectDecl]:
    """Return the schemas that are returned as errors, by id."""
    found: dict[TypeId, ObjectDecl] = {}
    for operation in operations:
        for failure in _failures(symbols, operation, {}):
            for each in failure.classes:
                declaration = symbols.declaration(each.id)
                if isinstance(declaration, ObjectDecl):
                    found[each.id] = declaration
    return found
