"""`specloom diff`: compare two documents, or a client and a document."""

from __future__ import annotations

from collections.abc import Collection
from functools import partial
from pathlib import Path

from ..build.fingerprint import config_of
from ..build.options import DiffOptions
from ..build.understanding import Progress, Understood, place_in, understand
from ..build.versioning import (
    Past,
    as_it_was,
    changes_between,
    decide,
    in_terms_of,
    locked_names,
    recall,
    update_of,
)
from ..changes.model import Change, ChangeSeverity
from ..changes.old_names import with_kept_names
from ..changes.report import report_json, report_markdown, report_text
from ..changes.surface.surface_file import SURFACE_NAME, write_surface
from ..config import ClientConfig
from ..diagnostics import GenerationFailed, count_notes
from ..openapi.load import Document
from ..output.folder import folder_plan
from ..python.client.client_plan import ClientPlan
from ..python.naming.name_registry import PastClient
from ..python.past_modules import surface_with_modules
from ..python.renames import aliases_of, old_names_of
from ..python.shapes import with_one_class_per_shape
from ..records import dataclass, replace
from ..run.progress import progress_of
from .configurations import compared

_UNUSABLE = f"its {SURFACE_NAME} is damaged or missing; its document is compared as it is now"


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """What changes between two versions, and how many warnings their documents gave.

    `old` is None where the client's own record was compared, and not its document; `remark` says why it
    was, or was not, if that is worth a word.
    """

    changes: tuple[Change, ...]
    old: Document | None
    new: Document
    warnings: tuple[int, int]
    remark: str = ""


def diff(options: DiffOptions) -> tuple[Comparison, tuple[str, str]]:
    """Compare what the options name; return also the locations of the two documents."""
    old, new = compared(options, config_of)
    with progress_of(quiet=options.quiet) as progress:
        comparison = compare_documents(old, new, progress)
    return comparison, (old.spec, new.spec)


def compare_documents(old: ClientConfig, new: ClientConfig, progress: Progress) -> Comparison:
    """Compare two documents. Names are those that an update of the old client to the new document has.

    If the output of the old configuration is a client, it is compared as it was made, even if its
    document has changed since.

    Raises:
        GenerationFailed: A document cannot be read.
        OutputError: The folder of the client, or its lock, cannot be read.
    """
    folder = Path(old.output)
    if not folder.is_dir():
        before, after = understand(old, progress), understand(new, progress)
        progress.stage("comparing")
        return _of_documents(before, after, old, new)
    after = understand(new, progress)
    disk = folder_plan.look(folder)
    past = recall(old, disk, folder)
    try:
        before = understand(old, progress)
    except GenerationFailed:
        if past.surface is None:
            raise
        progress.stage("comparing")
        return _of_record(past, after, new, "can no longer be used")
    progress.stage("comparing")
    if not _is_recorded(before, past, old):
        return _of_record(past, after, new, "has changed since the client was made")
    return _of_documents(before, after, old, new, past)


def _is_recorded(understood: Understood, past: Past, config: ClientConfig) -> bool:
    """Return whether a client was made of a document as it is now, as far as that is known."""
    surface = past.surface
    if surface is None:
        return True
    api = with_one_class_per_shape(understood.api, config, _client(past))
    return write_surface(replace(surface, api=api)) == write_surface(surface)


def _client(past: Past | None) -> PastClient:
    """Return what is known of a client by its names; nothing without one."""
    if past is None:
        return PastClient()
    return PastClient(surface=past.surface, names=locked_names(past.lock))


def _of_documents(
    before: Understood,
    after: Understood,
    old: ClientConfig,
    new: ClientConfig,
    past: Past | None = None,
) -> Comparison:
    was, surface = decide(before.api, old, _client(past))
    client = PastClient(surface=surface, names=was.names.recorded)
    client, renamed = in_terms_of(client, after.api)
    now, after_surface = decide(after.api, new, client)
    changes = as_it_was(changes_between(client.surface or surface, after_surface, new), renamed)
    return Comparison(
        changes=with_kept_names(changes, _kept(now, client)),
        old=before.document,
        new=after.document,
        warnings=(_warnings(before), _warnings(after)),
        remark=_UNUSABLE if past and past.warning else "",
    )


def _of_record(past: Past, after: Understood, new: ClientConfig, reason: str) -> Comparison:
    """Compare a client with a document, as an update would."""
    client, renamed = in_terms_of(_client(past), after.api)
    client = replace(client, surface=surface_with_modules(client))
    past = replace(past, surface=client.surface, renamed=renamed)
    now, surface = decide(after.api, new, client)
    update = update_of(past, surface, write_surface(surface), new, _kept(now, client))
    return Comparison(
        changes=update.changes,
        old=None,
        new=after.document,
        warnings=(0, _warnings(after)),
        remark=f"its own document {reason}; what it was made of is compared",
    )


def _kept(now: ClientPlan, before: PastClient) -> Collection[str]:
    """Return the old names that an update would keep."""
    return old_names_of(now, aliases_of(now, before, now.config.version))


def _warnings(understood: Understood) -> int:
    return len(understood.diagnostics) - count_notes(understood.diagnostics)


def report(comparison: Comparison, form: str) -> str:
    """Describe a comparison as "text", "markdown" or "json"."""
    forms = {"text": report_text, "markdown": report_markdown, "json": report_json}
    old = partial(place_in, comparison.old) if comparison.old else _nowhere
    places = (old, partial(place_in, comparison.new))
    return forms[form](comparison.changes, *places).rstrip("\n")


def _nowhere(at: str) -> str:
    """Return no place: what was recorded has no places in files."""
    return ""


def reaches(comparison: Comparison, severity: str | None) -> bool:
    """Return whether there are changes of a severity, "breaking" or "risky", or worse ones."""
    if severity is None:
        return False
    worst = list(ChangeSeverity)[: list(ChangeSeverity).index(ChangeSeverity(severity)) + 1]
    return any(change.severity in worst for change in comparison.changes)
