"""How the nodes of a file are made when they are needed."""

from __future__ import annotations

from typing import Protocol


class Recipe(Protocol):
    """How the nodes of a file are made, and what they are made of."""

    def make(self) -> tuple[object, str]:
        """Make the nodes; return also a record of what they were made of."""
        ...

    def makes_the_same(self, record: str) -> bool:
        """Return whether nodes would be the same as those that a record is of; not for a text that is no record."""
        ...
