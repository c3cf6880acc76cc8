"""Files that their user takes over: no longer written, compared or deleted."""

from __future__ import annotations

import ast
import re
from collections.abc import Collection, Iterator, Mapping
from pathlib import Path

from ...diagnostics import ConfigurationError, printable
from .folder_plan import Disk
from .semantic_hash import meaning_of


def ejected_files(
    folder: Path,
    generated: Collection[str],
    seeded: Collection[str],
    disk: Disk,
    eject: Collection[str],
) -> tuple[str, ...]:
    """Return the files that belong to their user: those of the last run that are still there, and new ones.

    Args:
        folder: The output folder.
        made: The paths of all files that the generator makes.
        seeded: Those of them that are their user's anyway.
        disk: What is there.
        eject: Further files, as the user names them: below the output folder, or from where they are.

    Raises:
        ConfigurationError: A file is not generated, or is not there.
    """
    before = disk.lock.ejected if disk.lock else ()
    ejected = {path for path in before if path in disk.texts}
    for name in eject:
        path = path_of(folder, name, generated)
        if path in seeded:
            raise ConfigurationError(f"--eject: {printable(path)} is yours already")
        if path not in generated:
            raise ConfigurationError(
                f"--eject: {printable(name)} is not a file that is generated in {folder}"
            )
        if path not in disk.texts:
            raise ConfigurationError(f"--eject: {folder / path} is not there")
        ejected.add(path)
    return tuple(sorted(ejected))


def path_of(folder: Path, name: str, generated: Collection[str]) -> str:
    """Return the path, below the output folder, of a file as its user names it."""
    plain = Path(name).as_posix()
    if plain in generated:
        return plain
    try:
        return Path(name).resolve().relative_to(folder.resolve()).as_posix()
    except ValueError:
        return plain


def remembered(
    ejected: Collection[str],
    rendered: Mapping[str, str],
    disk: Disk,
    newly: Collection[str],
) -> dict[str, str]:
    """Return what would have been generated for each ejected file when it was ejected, as hashes of its meaning.

    Args:
        ejected: The ejected files.
        rendered: All rendered files, formatted or not.
        disk: What is there.
        newly: Files that are ejected in this run, also those that were ejected before.
    """
    before = disk.lock.ejections if disk.lock else {}
    return {
        path: (
            before[path]
            if path in before and path not in newly
            else meaning_of(path, rendered[path])
        )
        for path in ejected
        if path in rendered
    }


def ejected_remarks(
    ejections: Mapping[str, str], rendered: Mapping[str, str], texts: Mapping[str, str]
) -> dict[str, str]:
    """Return what is to be said of ejected files: that they would be generated differently now, and what they lack.

    Args:
        ejections: What would have been generated when they were ejected (`remembered`).
        rendered: All rendered files, formatted or not.
        texts: What is in the folder.
    """
    remarks = {}
    for path, meaning in ejections.items():
        parts = []
        if meaning_of(path, rendered[path]) != meaning:
            parts.append("would be generated differently since")
        lacking = [*_lacking(path, rendered, texts.get(path, ""))]
        if lacking:
            parts.append(f"lacks what other files use: {', '.join(lacking)}")
        if parts:
            remarks[path] = "; ".join(parts)
    return remarks


def _lacking(path: str, rendered: Mapping[str, str], text: str) -> Iterator[str]:
    """Yield the names that a generated module defines, other modules mention, and the user's module does not define."""
    if not path.endswith(".py"):
        return
    # What a module imports is its own need, except that of a package's `__init__`.
    is_package = path.endswith("__init__.py")
    missing = _defined(rendered[path], imported=is_package) - _defined(text, imported=True)
    if not missing:
        return
    others = [other for name, other in rendered.items() if name.endswith(".py") and name != path]
    for name in sorted(missing):
        mentioned = re.compile(rf"\b{re.escape(name)}\b")
        if not name.startswith("__") and any(mentioned.search(other) for other in others):
            yield name


def _defined(text: str, *, imported: bool) -> set[str]:
    """Return the names that a module defines at its top level, or imports; none for what is not valid Python."""
    try:
        tree = ast.parse(text)
    except (SyntaxError, ValueError):
        return set()
    names: set[str] = set()
    todo: list[ast.stmt] = [*tree.body]
    while todo:
        match todo.pop():
            case (
                ast.ClassDef(name=name)
                | ast.FunctionDef(name=name)
                | ast.AsyncFunctionDef(name=name)
            ):
                names.add(name)
            case ast.Assign(targets=targets):
                names.update(target.id for target in targets if isinstance(target, ast.Name))
            case ast.AnnAssign(target=ast.Name(id=name)):
                names.add(name)
            case ast.Import(names=aliases) | ast.ImportFrom(names=aliases) if imported:
                names.update((alias.asname or alias.name).partition(".")[0] for alias in aliases)
            case ast.If(body=body, orelse=orelse) | ast.Try(body=body, orelse=orelse):
                todo += [*body, *orelse]
    return names
