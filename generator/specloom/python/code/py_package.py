"""The files of a client, as they are handed to the templates."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field

from ...records import dataclass
from ..naming.printable import PythonCode
from .recipe import Recipe


@dataclass(frozen=True, slots=True, kw_only=True)
class PyFile:
    """A file to be rendered: its path in the output, its template, and the object that the template receives.

    That object may be made when it is needed, by a `recipe`. A file that is `beside` another one is made by the same
    recipe, and left out where its template prints nothing.
    """

    path: str
    template: str
    content: object = None
    recipe: Recipe | None = None
    beside: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PyPackage:
    """Everything that the output will hold; `name` is the import name.

    `header` are the comments that generated modules begin with, `runtime_header` the lines above those of the runtime.
    `runtime_files` names the files of the runtime that the client needs; `seeded` are paths that are written once and then belong to the user. `names` is the allotment of names, for the lock. `aliases` are the old names, each with what it stands for
    and when it goes.
    """

    name: str
    files: tuple[PyFile, ...]
    header: PythonCode
    runtime_header: PythonCode
    runtime_folder: str
    runtime_files: tuple[str, ...]
    seeded: frozenset[str]
    names: Mapping[str, str] = field(default_factory=dict)
    aliases: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    operations: int
    models: int
