"""Results of a run, as plain values."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import field
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from ..diagnostics import Diagnostic
from ..output.folder.folder_plan import FolderPlan
from ..records import dataclass
from .failures import Failure

if TYPE_CHECKING:
    from ..changes.model import Change
    from ..parse.coverage import Entry


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """What became of one folder, a client's or that of a shared runtime; with `failure` nothing else is known.

    Attributes:
        written: Whether the plan was carried out, if it changes anything.
        read: The locations that were read, or asked for and not there.
        warnings, notes: How many the document gives rise to; a run that was cut short because nothing has
            changed knows their numbers only, and `diagnostics` and `ledger` are empty.
        remarks: What became of the document's parts, where not all were simply kept; else "".
        changes: What an update changes for callers; `places` says where that is in the new document, by pointer,
            if that was asked for.
        client: What callers import to begin with, such as "pets.Pets".
        version: That of the client or runtime; `before` is what it was until now ("" for a new client),
            and `proposed` what it should be, if that is another one.
        ejected_remarks: What is to be said of ejected files, by path.
        upgrade: From which version of specloom to which, if it is another one and the files change; else "".
        entered: The client's changelog, if the changes are entered there; `unentered` says why they are not.
        hooks: What went wrong with the hooks after generation; the client is written all the same.
    """

    folder: Path
    kind: Literal["client", "runtime"] = "client"
    failure: Failure | None = None
    package: str = ""
    client: str = ""
    operations: int = 0
    models: int = 0
    files: int = 0
    plan: FolderPlan = field(default_factory=FolderPlan)
    written: bool = False
    read: tuple[str, ...] = ()
    diagnostics: tuple[Diagnostic, ...] = ()
    warnings: int = 0
    notes: int = 0
    ledger: tuple[Entry, ...] = ()
    remarks: str = ""
    seconds: float = 0.0
    version: str = ""
    before: str = ""
    proposed: str = ""
    changes: tuple[Change, ...] = ()
    places: Mapping[str, str] = field(default_factory=dict)
    ejected_remarks: Mapping[str, str] = field(default_factory=dict)
    upgrade: str = ""
    entered: str = ""
    unentered: str = ""
    hooks: Failure | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """What came of a run over several clients: their results in order, and those of the runtimes that they share.

    `failure` is what went wrong about the runtimes.
    """

    clients: tuple[Result, ...]
    runtimes: tuple[Result, ...] = ()
    failure: Failure | None = None

    @property
    def code(self) -> int:
        """The exit code: 0, or the highest of those that the failures call for."""
        clients = (failure for each in self.clients for failure in (each.failure, each.hooks))
        return highest([self.failure, *clients])

    @property
    def in_sync(self) -> bool:
        """Whether every folder that could be looked at is what the generator makes."""
        return all(result.plan.in_sync for result in (*self.clients, *self.runtimes))


def highest(failures: Iterable[Failure | None]) -> int:
    """Return the highest exit code that failures call for, 0 for none."""
    return max((failure.code for failure in failures if failure), default=0)
