"""Errors in the user's templates, as diagnostics with file and line."""

from __future__ import annotations

import ast
import tomllib
import warnings
from collections.abc import Iterator
from types import TracebackType

import jinja2

from ...diagnostics import Diagnostic, printable
from ...python.code.py_package import PyFile
from .overrides import Overrides, template_fault


class InvalidOutputError(Exception):
    """What a template made is not valid Python or TOML."""


def check_syntax(path: str, text: str) -> None:
    """Raise `InvalidOutputError` for a rendered file that is not valid Python, or not valid TOML."""
    try:
        if path.endswith(".py"):
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                ast.parse(text)
        elif path.endswith(".toml"):
            tomllib.loads(text)
    except SyntaxError as error:
        lines = text.splitlines()[(error.lineno or 1) - 1 :]
        shown = printable(lines[0].strip())[:80] if lines else ""
        message = f"the file {path} is not valid Python: {error.msg}: {shown}"
        raise InvalidOutputError(message) from error
    except tomllib.TOMLDecodeError as error:
        raise InvalidOutputError(f"the file {path} is not valid TOML: {error}") from error


def fault_of(error: Exception, file: PyFile, overrides: Overrides) -> Diagnostic:
    """Return why a file could not be rendered with the user's templates, and at which line of which template."""
    message = printable(str(error)) or type(error).__name__
    if isinstance(error, jinja2.TemplateNotFound):
        message = f"there is no template {message}"
    names = {overrides.path(name): name for name, _ in overrides.sources}
    if isinstance(error, jinja2.TemplateSyntaxError):
        place = error.filename or (error.name and overrides.path(error.name))
        if place in names:
            return template_fault(place, error.lineno, message)
    inside = [line for line in _lines(error.__traceback__) if line[0] in names]
    if inside:
        return template_fault(*inside[-1], message)
    given = file.template in names.values()
    place = overrides.path(file.template) if given else overrides.folder
    return template_fault(
        place,
        1,
        message,
        "" if given else f"{file.template} needs something that a template of yours lacks",
    )


def _lines(trace: TracebackType | None) -> Iterator[tuple[str, int]]:
    """Yield the file and the line of each frame; Jinja has put templates in place of their compiled code."""
    while trace is not None:
        yield trace.tb_frame.f_code.co_filename, trace.tb_lineno
        trace = trace.tb_next
