"""Formatting with black, and checking what was formatted, before anything is written."""

from __future__ import annotations

import ast
import re
import warnings
from collections.abc import Iterable
from functools import cache
from typing import Any

from ...python.code.line_lengths import LINE_LENGTH, SAMPLE_LINE_LENGTH

_FENCED = re.compile(r"^```(python|py)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def format_python(source: str, formatter: str, line_length: int = LINE_LENGTH) -> str:
    """Format a module with black, or leave it as it is: not to be formatted ("none"), or done ("ruff")."""
    if formatter != "black":
        return source
    import black

    formatted: str = black.format_str(source, mode=_mode(line_length))
    return formatted


@cache
def _mode(line_length: int) -> Any:
    from black.mode import Mode, TargetVersion

    return Mode(target_versions={TargetVersion.PY311}, line_length=line_length)


def samples_of(page: str) -> list[str]:
    """Return the Python samples of a Markdown page."""
    return [match[2] for match in _FENCED.finditer(page)]


def with_samples(page: str, samples: Iterable[str]) -> str:
    """Replace the samples of a Markdown page, in the same order."""
    waiting = iter(samples)
    return _FENCED.sub(lambda match: f"```{match[1]}\n{next(waiting).strip()}\n```", page)


def format_markdown(text: str, formatter: str) -> str:
    """Format the Python samples of a page."""
    samples = samples_of(text)
    return with_samples(
        text, [format_python(code, formatter, SAMPLE_LINE_LENGTH) for code in samples]
    )


def check_python(source: str, path: str, *, parsed: bool = False) -> ast.Module:
    """Check a module without running it.

    Warnings of the text count as faults: an invalid escape sequence is one. Others are not: an object that is
    collected meanwhile may warn that it was not closed, and as an error in its finalizer that would be reported with a
    traceback, which parses code while this code is parsed. Python 3.11 raises `SystemError` then.

    Args:
        source: The text of the module.
        path: What it is called in the error.
        parsed: Whether ruff has parsed it. It is not compiled then, only what ruff lets pass is looked for.

    Returns:
        The syntax tree.

    Raises:
        SyntaxError: The module is not valid Python.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for category in (SyntaxWarning, DeprecationWarning):
            warnings.simplefilter("error", category)
        tree = ast.parse(source, path)
        if parsed:
            _refuse_repeated_parameters(tree, path)
        else:
            compile(tree, path, "exec", dont_inherit=True)
    if not source.isascii():
        raise SyntaxError(f"{path} is not ASCII")
    return tree


def _refuse_repeated_parameters(tree: ast.Module, path: str) -> None:
    """Raise `SyntaxError` for a function or method with two parameters of one name, which are names of the document."""
    bodies = [tree.body, *(each.body for each in tree.body if isinstance(each, ast.ClassDef))]
    for function in (each for body in bodies for each in body):
        if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef):
            given = function.args
            names = [each.arg for each in (*given.posonlyargs, *given.args, *given.kwonlyargs)]
            if len(set(names)) < len(names):
                raise SyntaxError(f"{path}: a parameter of {function.name} occurs twice")
