"""Formatting with black or not at all, and compiling, before anything is written."""

from __future__ import annotations

import ast
import re
import warnings
from collections.abc import Iterable
from functools import cache
from typing import Any

from ...python.code.layout import LINE_LENGTH, SAMPLE_LINE_LENGTH

_FENCED = re.compile(r"^```(python|py)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def format_python(source: str, formatter: str, line_length: int = LINE_LENGTH) -> str:
    """Format a module with black, or leave it as it is ("none")."""
    if formatter == "none":
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


def check_python(source: str, path: str) -> ast.Module:
    """Parse and compile a module without running it; return its syntax tree.

    Raises `SyntaxError` if it is not valid Python. Warnings count as faults: an invalid escape sequence
    is one.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        tree = ast.parse(source, path)
        compile(tree, path, "exec", dont_inherit=True)
    if not source.isascii():
        raise SyntaxError(f"{path} is not ASCII")
    return tree
