"""Values moved by an upgrade, for positions and references."""

from __future__ import annotations

from collections.abc import Mapping

from ...json_pointer import nearest
from ..document.document import Document, Origin, View
from ..document.provenance import carry_over
from ..text.json_value import JsonValue


class Moves:
    """Where the parts of one file's upgraded value were before."""

    def __init__(self, document: Document, file: str) -> None:
        """Begin with nothing moved.

        Args:
            document: The document before the upgrade.
            file: The key of the file that is upgraded.
        """
        self._document = document
        self._file = file
        self._moved: dict[str, str] = {}
        self._written: dict[str, Origin] = {}
        self._relocated: dict[str, str] = {}
        self.ignored: list[str] = []
        """The old pointers of what the version of the specification says to ignore."""

    def move(self, new: str, old: str) -> None:
        """Record that a value has another place: for its position, and for references to it.

        Args:
            new: Its pointer in the upgraded value.
            old: Its pointer before. If it went to several places, references follow the first.
        """
        self.derive(new, old)
        self._relocated.setdefault(old, new)

    def derive(self, new: str, old: str) -> None:
        """Record what a value was made of, for its position only.

        Args:
            new: Its pointer in the upgraded value.
            old: The pointer of what it was made of.
        """
        if new != old:
            self._moved[new] = old

    def derive_from(self, new: str, at: str) -> None:
        """Record what a value was made of, which may be in another file.

        Args:
            new: Its pointer in the upgraded value.
            at: The id of the node that it was made of.
        """
        file, _, old = at.partition("#")
        if file == self._file:
            self.derive(new, old)
        else:
            self._written[new] = self._document.origin(at)

    def relocate(self, old: str) -> str:
        """Find where something is after the upgrade.

        `old` is its pointer before the upgrade.
        """
        prefix = nearest(old, self._relocated)
        return old if prefix is None else self._relocated[prefix] + old[len(prefix) :]

    def view(self, data: JsonValue) -> View:
        """Make the file's new view.

        Returns the value with its origins.
        """
        origins: Mapping[str, Origin] = carry_over(
            self._document.view(self._file), self._moved, self._written
        )
        return View(data, origins)
