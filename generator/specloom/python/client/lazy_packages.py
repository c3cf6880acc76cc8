"""Packages that re-export names, each loaded when it is first used."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ..code.encoders import literal
from ..code.imports import import_block
from ..code.nodes import ExportModule
from ..code.runtime_package import RuntimePlace
from ..naming.deprecated import Alias
from ..naming.printable import Import, PythonCode
from .deprecated_names import old_names, with_statements


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
    loader = PythonCode("lazy_exports(__name__, _MODULES)")
    loader_imports = PythonCode.of("from {}.lazy import lazy_exports", place)
    if aliases:
        old = old_names(aliases)
        imports = with_statements(imports, old)
        loader = PythonCode.of("with_aliases(__name__, {}, {})", old.mapping, loader)
        loader_imports = PythonCode.of(
            "from {}.aliases import with_aliases\n{}", place, loader_imports
        )
    return ExportModule(
        docstring=text,
        runtime=place,
        imports=imports,
        names=PythonCode.joined("", [PythonCode.of("{},", literal(n)) for n in sorted(origins)]),
        modules=PythonCode.of("{}", literal(dict(origins))),
        loader=loader,
        loader_imports=loader_imports,
        version=None,
        runtime_version=None,
    )
