"""Packages that hand on names, each loaded when it is first used."""

from __future__ import annotations

from collections.abc import Mapping

from .imports import import_block
from .literals import literal
from .nodes import ExportModule, Import, PythonCode
from .runtime_files import RuntimePlace


def export_module(
    text: PythonCode,
    folder: str,
    origins: Mapping[str, str],
    runtime: RuntimePlace,
    version: str | None = None,
    runtime_version: str | None = None,
) -> ExportModule:
    """Make an `__init__.py`.

    `folder` is the client's package as seen from this one: "." or "..". `origins` maps each name to
    the module that defines it, "." for modules.
    """
    origins = {name: runtime.module(module) for name, module in origins.items()}
    return ExportModule(
        docstring=text,
        runtime=runtime.code(f"{folder}_runtime"),
        imports=import_block((), {Import(module, name) for name, module in origins.items()}),
        names=PythonCode.joined("", [PythonCode.of("{},", literal(n)) for n in sorted(origins)]),
        modules=PythonCode.of("{}", literal(dict(origins))),
        version=literal(version) if version else None,
        runtime_version=literal(runtime_version) if runtime_version else None,
    )
