"""What a configuration is proposed to say: values with reasons, for people to take or to leave."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field

from ..records import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """A line of a configuration, as TOML, with the reason for it; it is a comment unless it is `taken`."""

    line: str
    reason: str
    taken: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposals:
    """What is proposed for one document.

    Attributes:
        keys: By the keys of a client that take a value.
        tables: The entries of its tables, by their keys.
    """

    keys: Mapping[str, Proposal] = field(default_factory=dict)
    tables: Mapping[str, tuple[Proposal, ...]] = field(default_factory=dict)
