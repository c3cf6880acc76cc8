"""What the method of an operation takes, as a caller sees it."""

from __future__ import annotations

from dataclasses import dataclass

from ..ir.api import Operation
from ..ir.name_keys import method_argument_key
from ..ir.requests import Bodies
from ..ir.signature import Argument, Signature, flat_signature, whole_signature
from ..ir.types import ObjectDecl
from .walk import Side


@dataclass(frozen=True, slots=True)
class NamedArgument:
    """An argument, its name in Python, and the name that is recorded for it, if one is."""

    argument: Argument
    name: str
    recorded: str | None


@dataclass(frozen=True, slots=True)
class Taken:
    """Everything that a method takes."""

    arguments: tuple[NamedArgument, ...]
    signature: Signature

    @property
    def bodies(self) -> Bodies:
        """The media types of the body."""
        return self.signature.bodies

    @property
    def flat(self) -> ObjectDecl | None:
        """The object whose properties are arguments; None if there is none."""
        return self.signature.flat


def taken(side: Side, operation: Operation) -> Taken:
    """Return what an operation's method takes, path parameters first and in their order."""
    flattens = side.names.flattens(operation)
    flat = flat_signature(side.api.types, operation) if flattens else None
    signature = flat or whole_signature(operation)
    named = [
        NamedArgument(
            argument=each,
            name=side.names.argument(operation, each.key, each.wire_name),
            recorded=side.names.recorded(method_argument_key(operation.at, each.key)),
        )
        for each in signature.arguments
    ]
    return Taken(tuple(named), signature)
