"""Changes between two versions of a client, as its callers see them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum

from ..ir.api import Api


@dataclass(frozen=True, slots=True, kw_only=True)
class Surface:
    """One version of a client: its API, and the Python names in it, as the lock records them."""

    api: Api
    names: Mapping[str, str] = field(default_factory=dict)


class Severity(Enum):
    """What a change does to code that calls the client.

    Breaking code stops working or stops type-checking; risky code may meet what it was not written
    for; safe code is as good as before.
    """

    BREAKING = "breaking"
    RISKY = "risky"
    SAFE = "safe"


class Verdict(Enum):
    """The part of the version that the changes ask to be raised (semver 2.0.0)."""

    MAJOR = "major"
    MINOR = "minor"
    PATCH = "patch"
    NONE = "none"


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One change.

    `kind` is a stable identifier, such as "parameter-became-required"; `subject` is what changed, as a
    caller writes it, such as "client.pets.list(limit)"; `message` says how, as the end of a sentence
    that begins with the subject. `old` and `new` are the places in the two documents ("#/paths/..."),
    None where the thing is not there.
    """

    kind: str
    severity: Severity
    subject: str
    message: str
    old: str | None = None
    new: str | None = None
    affects: tuple[str, ...] = ()
    """The operations that a change of something shared reaches, as a caller writes them; empty for
    what belongs to one operation, or to none."""
