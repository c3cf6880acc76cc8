"""Packages that re-export names, each loaded when it is first used."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ..code.encoders import literal
from ..code.imports import import_block, listing_key
from ..code.nodes import ExportModule, PyEntry
from ..code.runtime_package import RuntimePlace
from ..naming.deprecated import Alias
from ..naming.printable import Import, PythonCode
from .deprecated_names import old_names


def export_module(
    text: PythonCode,
    folder: str,
    origins: Mapping[str, str],
    runtime: RuntimePlace,
    aliases: Sequence[Alias] = (),
) -> ExportModule:
    """Make an `__init__.py`.

    `folder` is the client's package as seen from this one: "." or "..". `origins` maps each name to
    the module that defines it, "." for modules. `aliases` are re-exported, too, but not listed: `import *`
    must not warn of them.
    """
    origins = {name: runtime.module(module) for name, module in origins.items()}
    imports = import_block((), {Import(module, name) for name, module in origins.items()})
    place = runtime.code(f"{folder}_runtime")
    return ExportModule(
        docstring=text,
        runtime=place,
        imports=imports,
        names=tuple(map(literal, sorted(origins, key=listing_key))),
        modules=tuple(
            PyEntry(key=literal(name), value=literal(origins[name])) for name in sorted(origins)
        ),
        old_names=old_names(aliases),
    )
