"""A client's last version: changes, changelog entry, next version."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import field
from pathlib import Path

from ..changes.compare import compare
from ..changes.model import Change, Verdict
from ..changes.old_names import with_kept_names
from ..changes.renamed_parameters import (
    RenamedParameters,
    aliases_since,
    names_since,
    renamed_parameters,
    surface_since,
)
from ..changes.report import markdown_line, report_markdown
from ..changes.semver import next_version, verdict
from ..changes.surface.parts import Parts
from ..changes.surface.surface_file import SURFACE_NAME, read_surface
from ..config import ClientConfig
from ..diagnostics import Code, Diagnostic, Location, Severity, printable
from ..ir.api import Api
from ..ir.client_surface import ClientSurface
from ..ir.name_keys import OPERATION_NAMES, NameKey, recorded_names
from ..output.folder.folder_plan import Disk, is_intact, refuse_markers
from ..output.folder.lock_file import Lock
from ..python.client.client_plan import ClientPlan
from ..python.client.client_surface import client_surface
from ..python.code.constants import both_settled
from ..python.code.doc_nodes import CHANGELOG
from ..python.code.encoders import markdown_text
from ..python.locked_pages import with_locked_pages
from ..python.naming.name_registry import PastClient
from ..python.plan import plan
from ..python.shapes import with_one_class_per_shape
from ..records import dataclass, replace
from .changelog import CHANGELOG_MARKER, with_entry
from .tool_upgrade import Upgrade

_MOST_DIGITS = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Past:
    """The surface of a client as the last run left it, None where there was none or it is not to be used.

    `text` is the surface file as it is, and `warning` says why it is not used. `upgrade` is that of specloom
    since then, once it is known that it changes files. `renamed` are the parameters that have other names in the
    document of now: names and surface are then in its terms. `parts` are what the surface was read from.
    """

    surface: ClientSurface | None
    lock: Lock | None
    text: str = ""
    warning: Diagnostic | None = None
    upgrade: Upgrade | None = None
    renamed: RenamedParameters = field(default_factory=RenamedParameters)
    parts: Parts = field(default_factory=Parts)

    @property
    def api(self) -> Api | None:
        """The API as it was."""
        return self.surface.api if self.surface else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Update:
    """What a run changes for callers of the client.

    `before` is the version of the client until now, "" for a new one; `version` the one that it
    gets, and `proposed` the one that it should get, if that is another one. `apis` are the API before
    and after, if it is known what it was.
    """

    version: str
    before: str = ""
    proposed: str = ""
    changes: tuple[Change, ...] = ()
    apis: tuple[Api, ...] = ()
    upgrade: Upgrade | None = None


def recall(config: ClientConfig, disk: Disk, folder: Path) -> Past:
    """Read what a client was. A record that cannot be used costs the comparison, not the run."""
    lock = disk.lock
    if lock is None or SURFACE_NAME not in lock.files:
        return Past(surface=None, lock=lock)
    text = disk.texts.get(SURFACE_NAME)
    if text is None:
        return Past(surface=None, lock=lock, warning=_unusable(folder, "is missing"))
    refuse_markers(folder / SURFACE_NAME, text)
    text, surface, reason, parts = text.replace("\r\n", "\n"), None, "", Parts()
    if not is_intact(SURFACE_NAME, text, lock):
        reason = "was edited, or is damaged"
    else:
        try:
            names = locked_names(lock)
            surface = read_surface(text, lambda api: surface_by_names(api, config, names), parts)
        except ValueError as error:
            reason = f"cannot be read: {printable(str(error))}"
    warning = _unusable(folder, reason) if reason else None
    return Past(surface=surface, lock=lock, text=text, warning=warning, parts=parts)


def in_terms_of(before: PastClient, api: Api) -> tuple[PastClient, RenamedParameters]:
    """Return what a client was, as if its document had called the parameters of paths as an API does."""
    renamed = renamed_parameters(before.api, before.names, api)
    if not renamed:
        return before, renamed
    surface = before.surface and surface_since(renamed, before.surface)
    names = names_since(renamed, before.names)
    aliases = aliases_since(renamed, before.aliases)
    return replace(before, surface=surface, names=names, aliases=aliases), renamed


def decide(api: Api, config: ClientConfig, past: PastClient) -> tuple[ClientPlan, ClientSurface]:
    """Decide what the client of an API will be; return also what callers see of it."""
    api = with_one_class_per_shape(with_locked_pages(api, past), config, past)
    client = plan(api, config, past)
    return client, client_surface(api, client)


def surface_by_names(api: Api, config: ClientConfig, names: Mapping[NameKey, str]) -> ClientSurface:
    """Return the surface of a client of which only the API and the names in its lock are known."""
    full = names.get(OPERATION_NAMES) == "full"
    then = replace(
        config, names={}, package=None, operation_names="full" if full else "short", group_by=None
    )
    return client_surface(api, plan(api, then, PastClient(names=names)))


def _unusable(folder: Path, reason: str) -> Diagnostic:
    return Diagnostic(
        code=Code.SURFACE_UNUSABLE,
        severity=Severity.WARNING,
        message=f"the record of the client's last version {reason}; "
        "what changes for its callers is not reported",
        location=Location(file=str(folder / SURFACE_NAME)),
        hint="restore the file and the lock beside it from version control to get the report",
    )


def locked_names(lock: Lock | None) -> Mapping[NameKey, str]:
    """Return the names that a lock records; none without a lock."""
    return recorded_names(lock.names if lock else {})


def update_of(
    past: Past,
    surface: ClientSurface,
    text: str,
    config: ClientConfig,
    kept: Collection[str] = (),
) -> Update:
    """Compare a client with what it was.

    Args:
        past: What it was.
        surface: What it is now.
        text: The file of that.
        config: How it is configured.
        kept: The old names that work on, as callers write them.
    """
    before = past.lock.version if past.lock else ""
    changes: tuple[Change, ...] = ()
    apis: tuple[Api, ...] = ()
    if past.surface is not None and past.text != text:
        # Descriptions are not recorded, so what is compared must be without them, too.
        old, new = past.surface, read_surface(text, parts=past.parts)
        # What the API calls its versions is in the entry, and no change by itself.
        api = replace(new.api, version=old.api.version)
        # Nor are modules, which follow from the rest.
        models = {i: replace(m, module=surface.model(i).module) for i, m in new.models.items()}
        changes = changes_between(old, replace(new, api=api, models=models), config)
        apis = (old.api, surface.api)
        changes = with_kept_names(as_it_was(changes, past.renamed), kept)
    base = before or config.version
    following = _following(base, changes)
    version, proposed = config.version, ""
    if config.version_policy == "semver":
        patched = _patched(base) if past.upgrade else ""
        version = max(following or config.version, patched, config.version, key=_order)
    elif _order(config.version):
        # What was proposed since the last version still is: a later patch takes no change back.
        pending = past.lock.proposed if past.lock else ""
        highest = max(pending, following if changes else "", key=_order)
        proposed = highest if _order(highest) > _order(config.version) else ""
    return Update(
        version=version,
        before=before,
        proposed=proposed,
        changes=changes,
        apis=apis,
        upgrade=past.upgrade,
    )


def changes_between(
    old: ClientSurface, new: ClientSurface, config: ClientConfig
) -> tuple[Change, ...]:
    """Return what changes for callers, with the types that clients of a configuration have."""
    before, after = both_settled(old.api, new.api)
    surfaces = replace(old, api=before), replace(new, api=after)
    return compare(*surfaces, open_enums=config.open_request_enums)


def as_it_was(changes: Sequence[Change], renamed: RenamedParameters) -> tuple[Change, ...]:
    """Return changes with the places that things had in the old document."""
    return tuple(
        replace(each, old=renamed.before(each.old)) if each.old is not None else each
        for each in changes
    )


def _following(version: str, changes: Sequence[Change]) -> str:
    """Return the version that changes ask for; "" if the last one is none of semver."""
    try:
        return next_version(version, verdict(changes, initial=version.startswith("0.")))
    except ValueError:
        return ""


def _patched(version: str) -> str:
    """Return the next patch of a version; "" if it is none of semver."""
    try:
        return next_version(version, Verdict.PATCH)
    except ValueError:
        return ""


def _order(version: str) -> tuple[int, ...]:
    """Return what versions of semver are ordered by; others come before all."""
    parts = version.split(".")
    if not all(part.isdecimal() and len(part) < _MOST_DIGITS for part in parts):
        return ()
    while parts and not int(parts[-1]):
        parts.pop()
    return (1, *map(int, parts))


def grown_changelog(update: Update, there: str | None) -> str | None:
    """Return a changelog with an entry for an update; None if there is nothing to enter, or no place for it."""
    is_told = update.changes or update.upgrade
    return with_entry(there, _entry(update)) if there is not None and is_told else None


def _entry(update: Update) -> str:
    raised = update.version != update.before
    heading = markdown_text(f"Version {update.version}" if raised else "Unreleased")
    lines = [f"## {heading}", ""]
    if update.proposed:
        lines += [f"Proposed version: {update.proposed}.", ""]
    if update.upgrade:
        lines += [markdown_text(update.upgrade.sentence), ""]
    old, new = (markdown_line(api.version.raw) for api in update.apis) if update.apis else ("", "")
    if old != new:
        lines += [f"The OpenAPI document went from version {old} to {new}.", ""]
    if not update.changes:
        return "\n".join(lines)
    report = report_markdown(update.changes, _nowhere, _nowhere, with_verdict=False)
    return "\n".join([*lines, report])


def _nowhere(place: str) -> str:
    """Return no place: places in documents mean nothing to the readers of a changelog."""
    return ""


def no_entry(there: str | None) -> str:
    """Return why an update is not in the changelog; `there` is the text of the changelog."""
    if there is None:
        lacks = "is not there"
    elif with_entry(there, "") is None:
        lacks = f"has no line {CHANGELOG_MARKER}"
    else:
        lacks = "is a link"
    return f"{CHANGELOG} {lacks}; the changes are not entered"
