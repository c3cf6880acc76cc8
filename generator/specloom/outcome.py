"""What a run did, or would have done."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from .diagnostics import Diagnostic
from .emit.output import Plan

if TYPE_CHECKING:
    from .changes.model import Change
    from .parse.ledger import Entry


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What a run did, or with `written` False would have done.

    `warnings` and `notes` count what the document gives rise to; a run that was cut short because nothing
    has changed knows their numbers only, and `diagnostics` and `ledger` are empty. `remarks` says what
    became of the document's parts, where not all were simply kept; else "".

    `changes` are what an update changes for callers. `version` is that of the client, `before` what
    it was until now ("" for a new client), and `proposed` what it should be, if that is another one.
    `entered` is the client's changelog, if they are entered there, and `unentered` says why they are not.
    """

    package: str
    folder: Path
    operations: int
    models: int
    files: int
    plan: Plan
    diagnostics: tuple[Diagnostic, ...]
    warnings: int
    ledger: tuple[Entry, ...]
    remarks: str
    seconds: float
    written: bool
    version: str
    notes: int = 0
    before: str = ""
    proposed: str = ""
    changes: tuple[Change, ...] = ()
    entered: str = ""
    unentered: str = ""
