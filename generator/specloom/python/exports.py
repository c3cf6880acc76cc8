"""Packages that hand on names, each loaded when it is first used."""

from __future__ import annotations

from collections.abc import Mapping

from .imports import import_block
from .literals import literal
from .nodes import ExportModule, Import, PythonCode


def export_module(
    text: PythonCode, runtime: str, origins: Mapping[str, str], version: PythonCode | None = None
) -> ExportModule:
    """Make an `__init__.py`. `origins` maps each name to the module that defines it, "." for modules."""
    return ExportModule(
        docstring=text,
        runtime=PythonCode(runtime),
        imports=import_block((), {Import(module, name) for name, module in origins.items()}),
        names=PythonCode.joined("", [PythonCode.of("{},", literal(n)) for n in sorted(origins)]),
        modules=PythonCode.of("{}", literal(dict(origins))),
        version=version,
    )
