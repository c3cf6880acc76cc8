"""The user's own templates: read, and checked before rendering."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

from ...diagnostics import (
    Code,
    ConfigurationError,
    Diagnostic,
    GenerationFailed,
    Location,
    Severity,
    printable,
    quote,
    similar,
)
from ...records import dataclass
from .assets import template_names, template_source

CONTRACT = 1
"""The version of what templates receive: raised when an attribute of a node goes, or means something else."""

_MARK = re.compile(r"\{#-?\s*specloom templates, contract (\d+)\b")
_NOT_READ = frozenset(("empty.jinja",))
"""Files that stay empty, whatever a template says."""


@dataclass(frozen=True, slots=True)
class Overrides:
    """Templates by name, of a folder of the user's; hashable, so that compiled ones can be kept."""

    folder: str = ""
    sources: tuple[tuple[str, str], ...] = ()

    def path(self, name: str) -> str:
        """Return where a template of the user's lies."""
        return str(Path(self.folder) / name)


NO_OVERRIDES = Overrides()


def overridable() -> list[str]:
    """Return the names of all templates that a user may replace, sorted."""
    return [name for name in template_names() if name not in _NOT_READ]


def sources_in(folder: Path) -> Mapping[str, str]:
    """Read the files of a folder of templates, by name; hidden ones are left alone.

    Raises:
        ConfigurationError: There is no such folder, or a file cannot be read.
    """
    if not folder.is_dir():
        raise ConfigurationError(f"templates: {folder} is not a folder")
    try:
        return {
            path.name: path.read_text(encoding="utf-8")
            for path in sorted(folder.iterdir())
            if path.is_file() and not path.name.startswith(".")
        }
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigurationError(f"templates: {folder} cannot be read: {error}") from error


def read_overrides(folder: Path | None) -> Overrides:
    """Read and check the templates of a folder; None stands for none.

    Raises:
        ConfigurationError: The folder cannot be read.
        GenerationFailed: A file is not a template of this generator, or was made for another contract.
    """
    if folder is None:
        return NO_OVERRIDES
    sources = sources_in(folder)
    faults = [
        template_fault(str(folder / name), line, message, hint)
        for name in sources
        for line, message, hint in _faults(name, sources)
    ]
    if faults:
        raise GenerationFailed(faults)
    return Overrides(str(folder), tuple(sources.items()))


def template_fault(file: str, line: int, message: str, hint: str = "") -> Diagnostic:
    """Return what is wrong with a template of the user's."""
    return Diagnostic(
        code=Code.INVALID_TEMPLATE,
        severity=Severity.ERROR,
        message=message,
        location=Location(file=file, line=line, column=1),
        hint=hint,
    )


def _faults(name: str, sources: Mapping[str, str]) -> list[tuple[int, str, str]]:
    known = overridable()
    used = any(name in text for other, text in sources.items() if other != name)
    if name not in known and not used:
        meant = similar(name, known, 1)
        hint = f"did you mean {meant[0]}? " if meant else ""
        hint += "specloom templates list names all"
        return [(1, f"there is no template {quote(name)} to replace", hint)]
    mark = _MARK.search(sources[name])
    hint = (
        f"compare it with the current one: specloom templates eject {printable(name)} --output DIR"
    )
    if mark is None:
        if name not in known:
            return []
        message = "it does not name the template contract that it was made for"
        return [(1, message, f"its second line is: {_comment()}")]
    if int(mark[1]) != CONTRACT:
        line = sources[name].count("\n", 0, mark.start()) + 1
        message = f"it was made for template contract {int(mark[1])}; this specloom has contract {CONTRACT}"
        return [(line, message, hint)]
    return []


def _comment() -> str:
    return f"{{# specloom templates, contract {CONTRACT} #}}"


def ejected_source(name: str) -> str:
    """Return a template of the generator's as a user may change it: it says which contract it was made for.

    Raises `ConfigurationError` if there is none of that name.
    """
    known = overridable()
    if name not in known:
        meant = similar(name, known, 1)
        hint = f"; did you mean {meant[0]}?" if meant else "; specloom templates list names all"
        raise ConfigurationError(f"there is no template {quote(name)}{hint}")
    first, _, rest = template_source(name).partition("\n")
    return f"{first}\n{_comment()}\n{rest}"
