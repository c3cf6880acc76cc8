"""Import statements, computed from what a module's code needs."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable
from dataclasses import fields, is_dataclass
from functools import cache
from typing import Any, TypeAlias

from ...records import dataclass, replace
from ..naming.identifiers import code
from ..naming.printable import Import, PythonCode
from .nodes import ImportBlock
from .runtime_package import RuntimePlace

_NARROWEST = 88
"""The columns of a line that ruff's and black's defaults have: a longer import has a line for each name, whatever
the host's own length of lines is."""
_NUMBER = re.compile("[0-9]+")
_THIRD_PARTY = frozenset(("httpx2", "pydantic", "pytest", "typing_extensions"))


def import_block(
    run_time: Iterable[Import],
    typing_only: Iterable[Import] = (),
    runtime: RuntimePlace | None = None,
) -> ImportBlock:
    """Sort imports into statements: the standard library, other packages, our own, one line a module.

    `runtime` is where the runtime lies, if not in the package.
    """
    place = runtime or RuntimePlace()
    run_time = {replace(item, module=place.module(item.module)) for item in run_time}
    typing_only = {
        replace(item, module=place.module(item.module)) for item in typing_only
    } - run_time
    if typing_only:
        run_time.add(Import("typing", "TYPE_CHECKING"))
    return ImportBlock(
        run_time=PythonCode.joined("\n", _statements(run_time)),
        typing_only=PythonCode.joined("\n    ", _statements(typing_only, indent=4)),
    )


@dataclass(frozen=True, slots=True)
class Needed:
    """The imports that code needs, when it runs and for its annotations alone."""

    run_time: frozenset[Import]
    typing_only: frozenset[Import]


def imports_of(*nodes: Any) -> Needed:
    """Collect the imports of nodes: those that their code carries, and those that they name as needed."""
    collected = {False: set[Import](), True: set[Import]()}
    seen = {False: set[int](), True: set[int]()}
    for node in nodes:
        _collect(node, collected, seen, typing_only=False)
    return Needed(frozenset(collected[False]), frozenset(collected[True] - collected[False]))


def _collect(
    node: Any,
    collected: dict[bool, set[Import]],
    seen: dict[bool, set[int]],
    *,
    typing_only: bool,
) -> None:
    """Add the imports of a node: to those of the annotations if it is `typing_only`, else to the others.

    `seen` are the ids of those that were added: both methods of an operation have most of their nodes in common.
    """
    if isinstance(node, PythonCode):
        if node.imports:
            collected[typing_only].update(node.imports)
    elif isinstance(node, frozenset):
        collected[typing_only].update(node)
    elif id(node) not in seen[typing_only]:
        seen[typing_only].add(id(node))
        if isinstance(node, (tuple, list)):
            for item in node:
                _collect(item, collected, seen, typing_only=typing_only)
            return
        for name, marked in _attributes(node.__class__):
            inner = getattr(node, name)
            if inner is not None:
                _collect(inner, collected, seen, typing_only=typing_only or marked)


@cache
def _attributes(kind: type) -> tuple[tuple[str, bool], ...]:
    """Return the attributes of a class of nodes, each with whether it is for annotations alone."""
    if not is_dataclass(kind):
        return ()
    return tuple((each.name, "typing_only" in each.metadata) for each in fields(kind))


def one_level_up(item: Import) -> Import:
    """Rewrite an import of a resource module for the client module, which lies one folder higher."""
    return replace(item, module=item.module[1:]) if item.module.startswith("..") else item


def one_level_down(item: Import) -> Import:
    """Rewrite an import of a resource module for one that lies a folder deeper."""
    return replace(item, module=f".{item.module}") if item.module.startswith(".") else item


def from_outside(item: Import, package: str) -> Import:
    """Rewrite an import of a module in the client's package for one that is not in it."""
    return replace(item, module=package) if item.module == ".." else item


def _section(module: str) -> int:
    if module.startswith("."):
        return 3
    top = module.partition(".")[0]
    if top in sys.stdlib_module_names:
        return 0
    return 1 if top in _THIRD_PARTY else 2


def import_from(module: str, names: Iterable[str], *, indent: int = 0) -> list[PythonCode]:
    """Return the lines of an import of names, without the `indent` that they are written with, in columns."""
    listed = [code(name) for name in sorted(names, key=sorting_key)]
    line = PythonCode.of("from {} import {}", _module(module), PythonCode.joined(", ", listed))
    if indent + len(line) <= _NARROWEST:
        return [line]
    rows = [PythonCode.of("    {},", name) for name in listed]
    return [PythonCode.of("from {} import (", _module(module)), *rows, PythonCode(")")]


def import_as(item: Import) -> list[PythonCode]:
    """Return the line of an import of a name under another one."""
    name, alias = code(item.name), code(item.alias)
    return [PythonCode.of("from {} import {} as {}", _module(item.module), name, alias)]


SortingKey: TypeAlias = tuple[int, str, str]


def sorting_key(name: str) -> SortingKey:
    """Sort constants before classes before functions, and each by its letters, as sorters of imports do."""
    return _kind(name), _natural(name.lower()), _natural(name)


def listing_key(name: str) -> SortingKey:
    """Sort the names of `__all__`, as sorters do: like imports, but capital letters before small ones."""
    return _kind(name), _natural(name), ""


def _kind(name: str) -> int:
    """Return 0 for a constant, 1 for a class, 2 for a function: what a name looks like."""
    return 0 if len(name) > 1 and name.isupper() else 1 if name[0].isupper() else 2


def _natural(text: str) -> str:
    """Return what a text is compared by: its characters, and its numbers as numbers."""
    return _NUMBER.sub(_comparable, text)


def _comparable(number: re.Match[str]) -> str:
    """Return a number behind how many digits it has: the one with more is the larger one."""
    digits = number[0].lstrip("0")
    return f"0{len(digits):06}{digits}"


def _statements(imports: Iterable[Import], *, indent: int = 0) -> tuple[PythonCode, ...]:
    by_module: dict[str, set[str]] = {}
    aliases: dict[str, set[str]] = {}
    renamed: dict[str, list[Import]] = {}
    wanted = set(imports)
    for item in wanted:
        names = by_module.setdefault(item.module, set())
        if item.name and item.alias:
            renamed.setdefault(item.module, []).append(item)
        else:
            names.add(item.name)
        if item.alias and not item.name:
            aliases.setdefault(item.module, set()).add(item.alias)
    lines: list[PythonCode] = []
    previous = None
    # Whole modules first, then names from modules; relative ones from the farthest to the nearest.
    plain = {module for module, names in by_module.items() if "" in names}
    for module in sorted(
        by_module, key=lambda m: (_section(m), m not in plain, _distance(m), _natural(m))
    ):
        if previous is not None and _section(module) != previous:
            lines.append(PythonCode(""))
        previous = _section(module)
        names = by_module[module] - {""}
        if Import(module) in wanted:
            lines.append(PythonCode.of("import {}", _module(module)))
        for alias in sorted(aliases.get(module, ())):
            lines.append(PythonCode.of("import {} as {}", _module(module), code(alias)))
        # Import sorters put each name that is renamed on a line of its own.
        blocks = {each.name: import_as(each) for each in renamed.get(module, ())}
        if names:
            first = min(names, key=sorting_key)
            blocks[first] = [*import_from(module, names, indent=indent), *blocks.get(first, ())]
        for name in sorted(blocks, key=sorting_key):
            lines += blocks[name]
    return tuple(lines)


def _distance(module: str) -> int:
    return len(module.lstrip(".")) - len(module)


def _module(name: str) -> PythonCode:
    for part in name.split("."):
        if part:
            code(part)
    return PythonCode(name)
