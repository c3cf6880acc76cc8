"""Printable code: the only values that a template prints.

Each is a `Printable` of its own kind of file, so raw text of the document cannot get into a file: the
renderer refuses to print anything else.
"""

from __future__ import annotations

from typing import Self

from ...records import dataclass

_NO_IMPORTS: frozenset[Import] = frozenset()


@dataclass(frozen=True, slots=True, order=True)
class Import:
    """One name that a module needs: `from module import name`, or `import module` when `name` is empty.

    A module may have an alias: `import module as alias`.
    """

    module: str
    name: str = ""
    alias: str = ""


class Printable(str):
    """Text that is fit for one kind of output file. Made by the encoders, or composed of such text."""

    __slots__ = ()

    @classmethod
    def of(cls, layout: str, *parts: Printable) -> Self:
        """Compose code: fill the `{}` of a layout (ours, never the document's) with code of the same kind."""
        for part in parts:
            if not isinstance(part, cls):
                raise TypeError(f"{type(part).__name__} cannot be part of {cls.__name__}")
        return cls(layout.format(*parts))

    @classmethod
    def joined(cls, separator: str, parts: list[Self] | tuple[Self, ...]) -> Self:
        """Join code with a separator of ours."""
        for part in parts:
            if not isinstance(part, cls):
                raise TypeError(f"{type(part).__name__} cannot be part of {cls.__name__}")
        return cls(separator.join(parts))


class PythonCode(Printable):
    """Python source: a name, an expression, an annotation, a docstring or a comment.

    It carries the imports that it needs. What is composed of it needs them, too, so that the imports of a
    module are those of its parts.
    """

    __slots__ = ("_imports",)
    _imports: frozenset[Import]

    def __new__(cls, text: str = "") -> Self:
        """Make code that needs no import."""
        code = str.__new__(cls, text)
        code._imports = _NO_IMPORTS
        return code

    @property
    def imports(self) -> frozenset[Import]:
        """What a module with this code has to import."""
        return self._imports

    @classmethod
    def of(cls, layout: str, *parts: Printable) -> Self:
        """Compose code; it needs the imports of all its parts."""
        # As in the superclass, in one pass and without `__new__`: a million pieces of code make a large client.
        needed = _NO_IMPORTS
        for part in parts:
            if not isinstance(part, cls):
                raise TypeError(f"{type(part).__name__} cannot be part of {cls.__name__}")
            if part._imports and part._imports is not needed:
                needed = needed | part._imports
        code = str.__new__(cls, layout.format(*parts))
        code._imports = needed
        return code

    @classmethod
    def joined(cls, separator: str, parts: list[Self] | tuple[Self, ...]) -> Self:
        """Join code with a separator of ours; the whole needs the imports of all its parts."""
        needed = set()
        for part in parts:
            if not isinstance(part, cls):
                raise TypeError(f"{type(part).__name__} cannot be part of {cls.__name__}")
            if part._imports:
                needed.add(part._imports)
        code = str.__new__(cls, separator.join(parts))
        code._imports = _NO_IMPORTS.union(*needed) if needed else _NO_IMPORTS
        return code

    def needing(self, *imports: Import) -> Self:
        """Return the same code with further imports."""
        code = type(self)(self)
        code._imports = self._imports.union(imports)
        return code


class Markdown(Printable):
    """Markdown (CommonMark), with nothing of the document that could be markup where it should be text."""

    __slots__ = ()


class JsonCode(Printable):
    """A JSON value, in ASCII."""

    __slots__ = ()


class Toml(Printable):
    """A TOML value or key."""

    __slots__ = ()


class Yaml(Printable):
    """A YAML scalar."""

    __slots__ = ()
