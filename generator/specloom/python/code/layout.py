"""Source that every formatter lays out alike, where black and ruff would differ."""

from __future__ import annotations

import re

from ..naming.printable import PythonCode
from .line_lengths import LINE_LENGTH
from .nodes import PyParameter

_TOKENS = re.compile(r""""(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'|[\[({]|[\])}]|\|""")


def parameter(
    name: PythonCode,
    annotation: PythonCode,
    default: PythonCode | None = None,
    *,
    indent: int = 8,
    width: int = LINE_LENGTH,
) -> PyParameter:
    """Return a parameter of a function; a union that is too long for a line is in parentheses.

    black adds these parentheses, ruff only keeps them: `x: (A | B) = UNSET`. Neither keeps those of a short union.

    Args:
        name: The name of the parameter.
        annotation: Its type.
        default: Its default value, if it has one.
        indent: The columns that parameters are indented by where each has a line of its own.
        width: The columns of a line.
    """
    rest = f" = {default}" if default is not None else ""
    if indent + len(f"{name}: {annotation}{rest},") > width and _is_union(annotation):
        annotation = PythonCode.of("({})", annotation)
    return PyParameter(name=name, annotation=annotation, default=default)


def for_lambda(
    call: PythonCode, *, before: int = len("        lambda client: "), width: int = LINE_LENGTH
) -> PythonCode:
    """Return a call as the body of a lambda; in parentheses where it cannot be broken after its first one.

    ruff adds these parentheses, black only keeps them.

    Args:
        call: The call.
        before: The columns before it.
        width: The columns of a line.
    """
    start = call.partition("(")[0]
    if before + len(start) + 1 > width or (call.endswith("()") and before + len(call) >= width):
        return PythonCode.of("({})", call)
    return call


def is_unbreakable(call: PythonCode, indent: int, width: int = LINE_LENGTH) -> bool:
    """Return whether a call has no arguments to break it at, and is too long for a line of its own in parentheses.

    black puts it in parentheses all the same where it is assigned, ruff does not.
    """
    return call.endswith("()") and indent + 4 + len(call) > width


def _is_union(annotation: str) -> bool:
    """Return whether an annotation is a union itself, and not only of something inside brackets."""
    depth = 0
    for token in _TOKENS.findall(annotation):
        if token in ("[", "(", "{"):
            depth += 1
        elif token in ("]", ")", "}"):
            depth -= 1
        elif token == "|" and depth == 0:
            return True
    return False
