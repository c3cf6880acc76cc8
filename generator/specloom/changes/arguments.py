"""What the method of an operation takes, as a caller sees it."""

from __future__ import annotations

from dataclasses import dataclass

from ..ir.api import Operation
from ..ir.requests import Bodies
from ..ir.signature import Argument, Signature
from ..ir.types import ObjectDecl
from .walk import Side


@dataclass(frozen=True, slots=True)
class NamedArgument:
    """An argument, and its name in Python."""

    argument: Argument
    name: str


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
    signature = side.names.surface.signature(operation)
    named = [
        NamedArgument(argument=each, name=side.names.argument(operation, each))
        for each in signature.arguments
    ]
    return Taken(tuple(named), signature)
