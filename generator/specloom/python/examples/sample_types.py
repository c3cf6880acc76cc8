"""What is known of types in order to make sample values of them."""

from __future__ import annotations

from ...ir.types import TypeId
from ..code.symbols import Symbols
from .minimum_sizes import Sizes


class SampleTypes:
    """What is known of types to make sample values of them: their least sizes; `noted` gets those that are asked for."""

    def __init__(self, symbols: Symbols, noted: set[TypeId] | None = None) -> None:
        self.symbols = symbols
        self._noted = set[TypeId]() if noted is None else noted
        self._sizes: dict[bool, Sizes] = {}

    def seen_by(self, symbols: Symbols) -> SampleTypes:
        """Return the same, with symbols that record what is read of them; what is measured is not read through these."""
        types = SampleTypes(symbols, self._noted)
        types._sizes = {writing: self.sizes(writing=writing) for writing in (False, True)}
        return types

    def sizes(self, *, writing: bool) -> Sizes:
        """Return the least sizes of types, as requests (`writing`) or responses hold them."""
        if writing not in self._sizes:
            self._sizes[writing] = Sizes(self.symbols, writing=writing, noted=self._noted)
        return self._sizes[writing]

    def known_of(self, type_id: TypeId) -> tuple[tuple[int, tuple[TypeId, ...]], ...]:
        """Return what is known of a type as responses and as requests hold it: its size, and what every value holds."""
        return tuple(self.sizes(writing=writing).known_of(type_id) for writing in (False, True))
