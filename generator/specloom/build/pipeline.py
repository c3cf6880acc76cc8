"""The only module that knows every stage: from a configuration to files, and back for a check.

load -> validate -> upgrade -> parse -> plan -> package -> render -> finish -> output -> apply
"""

from __future__ import annotations

import json
import time
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal, Protocol

from .. import __version__
from ..changes.surface import SURFACE_NAME, write_surface
from ..config import ClientConfig, Filters
from ..diagnostics import (
    Code,
    Diagnostic,
    GenerationFailed,
    Location,
    OutputError,
    Severity,
    count_notes,
    has_errors,
    said_once,
)
from ..ir.api import Api
from ..openapi.files.reader import Reader, read_location
from ..openapi.load import Document, load
from ..openapi.upgrade.upgrade import upgrade
from ..openapi.validation.validate import validate
from ..output.disk.transaction import Overtaken, recover
from ..output.edits import adopt as adopt_edits
from ..output.folder import folder_plan
from ..output.folder.eject import ejected_files
from ..output.folder.lock_file import LOCK_NAME, Lock, same_but_for_tools, write_lock
from ..output.preconditions import not_ours, obstacles, refused_patches
from ..output.render.assets import runtime_version
from ..output.render.draft import Draft
from ..output.render.finish import FileTree, Finished, Known, finish, patched_again
from ..output.render.overrides import read_overrides
from ..output.render.render import render
from ..parse import parse
from ..parse.configured import check_configuration
from ..parse.coverage import Entry, Fate, ledger
from ..parse.describe import api_json, api_text, ledger_line, ledger_text
from ..python.client.client_surface import client_surface
from ..python.code.doc_nodes import CHANGELOG
from ..python.code.nodes import PyPackage
from ..python.code.runtime_package import SHARED
from ..python.naming.findings import NamingFinding
from ..python.naming.name_registry import PastClient
from ..python.package import Release, package_of
from ..python.plan import plan
from ..python.renames import aliases_of, old_names_of
from .fingerprint import inputs_of, patch_inputs, source_of
from .options import AS_USUAL, WriteOptions
from .result import Result
from .versioning import (
    Past,
    Update,
    grown_changelog,
    locked_names,
    no_entry,
    recall,
    update_of,
    with_old_names,
)

_ATTEMPTS = 3


class Progress(Protocol):
    """Told what is going on."""

    def stage(self, name: str) -> None:
        """A stage begins."""
        ...

    def advance(self, done: int, total: int) -> None:
        """Report how many of the stage's parts are done."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Understood:
    """A document that was read, checked and parsed."""

    document: Document
    api: Api
    diagnostics: tuple[Diagnostic, ...]
    ledger: tuple[Entry, ...]


def understand(
    config: ClientConfig, progress: Progress, reader: Reader = read_location
) -> Understood:
    """Read a document and find out what its API means. Raises `GenerationFailed` for one that cannot be read."""
    progress.stage("reading")
    overlays = [config.input_path(overlay) for overlay in config.overlays]
    document, diagnostics = load(
        config.input_path(config.spec),
        overlays=overlays,
        allowed_references=[config.input_path(allowed) for allowed in config.allowed_references],
        reader=reader,
    )
    progress.stage("checking")
    diagnostics += validate(document)
    if has_errors(diagnostics):
        raise GenerationFailed(diagnostics)
    document, found = upgrade(document)
    diagnostics += found
    progress.stage("understanding")
    api, found = parse(document, config)
    diagnostics = said_once(diagnostics + found)
    if has_errors(diagnostics):
        raise GenerationFailed(diagnostics)
    entries = ledger(document, api, diagnostics, filtered=config.filters != Filters())
    return Understood(document=document, api=api, diagnostics=diagnostics, ledger=entries)


def describe(understood: Understood, form: Literal["text", "json", "ledger"]) -> str:
    """Describe a document for people or tools: a summary, the whole neutral model, or the ledger."""
    match form:
        case "json":
            return json.dumps(api_json(understood.api), indent=2)
        case "ledger":
            return ledger_text(understood.ledger)
        case _:
            return api_text(understood.api)


@dataclass(frozen=True, slots=True, kw_only=True)
class Build:
    """Everything that the output folder should hold. `finished` has each file before its patch, too.

    `diagnostics` are about the document, `remarks` about the folder.
    """

    tree: FileTree
    finished: Mapping[str, Finished]
    package: PyPackage
    name: str
    lock: Lock
    lock_text: str
    patches: Mapping[str, str]
    diagnostics: tuple[Diagnostic, ...]
    ledger: tuple[Entry, ...]
    update: Update
    remarks: tuple[Diagnostic, ...]


def build(
    config: ClientConfig,
    progress: Progress,
    disk: folder_plan.Disk | None = None,
    eject: Collection[str] = (),
    reader: Reader = read_location,
) -> Build:
    """Make the files of a client in memory.

    Args:
        config: The configuration.
        progress: Told what is going on.
        disk: What the last run left; looked up if it is None.
        eject: Files that are to be their user's from now on.
        reader: Gives the bytes of the document's files.

    Raises:
        GenerationFailed: The document is faulty, or a patch does not apply.
        ConfigurationError: A file to eject is not generated.
    """
    folder = config.output_path
    disk = disk or folder_plan.look(folder)
    understood = understand(config, progress, reader)
    document = understood.document
    progress.stage("naming")
    past = recall(config, disk, folder)
    package, findings, update, surface = _decided(document, understood.api, config, past)
    progress.stage("rendering")
    drafts = render(package, progress.advance, read_overrides(config.templates_path))
    ejected = ejected_files(folder, {d.path for d in drafts}, package.seeded, disk, eject)
    taken_over = set(ejected).difference(disk.lock.ejected if disk.lock else ())
    given_up = {path: "" for path in disk.patches if path in taken_over}
    patches = {path: text for path, text in disk.patches.items() if path not in given_up}
    inputs = inputs_of(config, document.inputs(), patches)
    progress.stage("formatting")
    record = Draft(path=SURFACE_NAME, text=surface, copied=True)
    finished = finish(
        [*(draft for draft in drafts if draft.path not in ejected), record],
        config.formatter,
        {path: text for path, text in patches.items() if path not in package.seeded},
        Known.of(disk, inputs),
        progress.advance,
    )
    refused = refused_patches(folder, finished, package.seeded, ejected, patches)
    if refused:
        raise GenerationFailed(refused)
    made = Build(
        tree={path: file.text for path, file in finished.items()},
        finished=finished,
        package=package,
        name=package.name,
        lock=Lock(
            generator=__version__,
            source=source_of(config),
            inputs=inputs,
            ejected=ejected,
            version=update.version,
            proposed=update.proposed,
        ),
        lock_text="",
        patches=given_up,
        diagnostics=understood.diagnostics + _located(findings, document),
        ledger=understood.ledger,
        update=update,
        remarks=(past.warning,) if past.warning and past.text != surface else (),
    )
    return _with_lock(made, disk.lock)


def _decided(
    document: Document, api: Api, config: ClientConfig, past: Past
) -> tuple[PyPackage, tuple[NamingFinding, ...], Update, str]:
    """Decide what the Python will be, and what that changes for callers; the last value is the surface file.

    Raises `ConfigurationError` if the configuration names what is not there.
    """
    lock = past.lock
    before = PastClient(
        api=past.api,
        names=locked_names(lock),
        aliases=lock.aliases if lock else {},
        version=lock.version if lock else None,
    )
    client = plan(api, config, before)
    check_configuration(document, config, client.names.configurable)
    surface = client_surface(api, client)
    text = write_surface(surface)
    update = update_of(past, surface, text, config)
    aliases = aliases_of(client, before, update.version)
    release = Release(
        version=update.version,
        aliases=aliases,
        runtime_version=runtime_version(SHARED) if config.runtime == "shared" else None,
    )
    package = package_of(client, release)
    update = with_old_names(update, old_names_of(client, aliases))
    return package, aliases.findings, update, text


def _located(findings: Iterable[NamingFinding], document: Document) -> tuple[Diagnostic, ...]:
    return tuple(
        Diagnostic(
            code=finding.code,
            severity=finding.code.severity,
            message=finding.message,
            location=document.locate(finding.at),
        )
        for finding in findings
    )


def _with_lock(made: Build, old: Lock | None) -> Build:
    """Complete the lock of a build, and write it out."""
    seeded = made.package.seeded
    lock = replace(
        made.lock,
        files={path: file.record for path, file in made.finished.items() if path not in seeded},
        seeded=tuple(sorted(seeded & set(made.tree) | set(old.seeded if old else ()))),
        names=made.package.names,
        aliases=made.package.aliases,
        result={
            "package": made.name,
            "operations": made.package.operations,
            "models": made.package.models,
            "files": len(made.tree) + 1,
            "warnings": len(made.diagnostics) - count_notes(made.diagnostics),
            "notes": count_notes(made.diagnostics),
            "lost": sum(entry.fate is Fate.LOST for entry in made.ledger),
            "remarks": _remarks(made.ledger),
        },
    )
    return replace(made, lock=lock, lock_text=write_lock(lock))


def generate(
    config: ClientConfig,
    progress: Progress,
    options: WriteOptions = AS_USUAL,
    reader: Reader = read_location,
) -> Result:
    """Generate a client. Nothing is written unless everything can be.

    A run that was interrupted while it wrote is finished first.

    Raises:
        GenerationFailed: The document is faulty, or files of the output folder are in the way.
        OutputError: The output folder cannot be written, or is being written by another process.
    """
    started = time.perf_counter()
    folder = config.output_path
    for _ in range(_ATTEMPTS):
        recover(folder)
        disk = folder_plan.look(folder)
        made = build(config, progress, disk, options.eject, reader)
        if options.strict:
            _refuse_warnings(made)
        if disk.lock is None and not disk.empty and not options.force:
            raise GenerationFailed([not_ours(folder)])
        disk = folder_plan.look_further(disk, folder, made.tree)
        made, plan, disk = _planned(made, disk, folder, options)
        try:
            if plan.changes and not options.dry_run:
                progress.stage("writing")
                folder_plan.apply(plan, folder, disk)
        except Overtaken:
            continue  # Another run, or an edit, came between: what it left may change everything.
        result = _result(made, disk, plan, folder)
        seconds = time.perf_counter() - started
        return replace(result, written=not options.dry_run, seconds=seconds)
    raise OutputError(f"{folder} changes while it is being generated; nothing was changed")


def _refuse_warnings(made: Build) -> None:
    """Raise `GenerationFailed` if there is a warning, or a part of the document is lost; notes do not count."""
    if len(made.diagnostics) > count_notes(made.diagnostics):
        raise GenerationFailed(made.diagnostics)
    if any(entry.fate is Fate.LOST for entry in made.ledger):
        raise GenerationFailed([*made.diagnostics, _lost(made)])


def _planned(
    made: Build, disk: folder_plan.Disk, folder: Path, options: WriteOptions
) -> tuple[Build, folder_plan.FolderPlan, folder_plan.Disk]:
    """Decide what to write. Raises `GenerationFailed` if anything is in the way."""
    plan = _plan(made, disk, folder, discard=options.discard)
    if options.adopt and plan.edited:
        plain = {path: made.finished[path].plain for path in plan.edited}
        patches, failures = adopt_edits(folder, plain, made.tree, disk)
        if failures:
            raise GenerationFailed(failures)
        made, disk = _adopted(made, patches, disk, folder)
        plan = _plan(made, disk, folder, discard=False)
    found = obstacles(plan, folder, made.tree, disk)
    if found:
        raise GenerationFailed(found)
    return made, plan, disk


def _plan(
    made: Build, disk: folder_plan.Disk, folder: Path, *, discard: bool
) -> folder_plan.FolderPlan:
    wanted = folder_plan.Wanted(
        tree=made.tree,
        lock_text=made.lock_text,
        seeded=made.package.seeded,
        ejected=made.lock.ejected,
        patches=made.patches,
        records=frozenset({SURFACE_NAME}),
        grown=_grown(made, disk, folder),
    )
    return folder_plan.plan(wanted, disk, discard=discard)


def _grown(made: Build, disk: folder_plan.Disk, folder: Path) -> dict[str, str]:
    """Return the changelog with an entry for the update, where that can be made."""
    text = grown_changelog(made.update, _changelog(made, disk, folder))
    return {} if text is None else {CHANGELOG: text}


def _changelog(made: Build, disk: folder_plan.Disk, folder: Path) -> str | None:
    """Return the changelog as it is there, or is to be created; None if there is none that can grow."""
    if CHANGELOG not in made.tree or (folder / CHANGELOG).is_symlink():
        return None  # A link would be replaced by a file.
    is_new = disk.lock is None or CHANGELOG not in disk.lock.seeded
    return disk.texts.get(CHANGELOG, made.tree[CHANGELOG] if is_new else None)


def _remark(made: Build, disk: folder_plan.Disk, plan: folder_plan.FolderPlan) -> str:
    """Return why an update is not in the changelog, "" if it is, or there is none."""
    wanted = made.update.changes and CHANGELOG in made.tree
    if not wanted or CHANGELOG in plan.changes:
        return ""
    return no_entry(disk.texts.get(CHANGELOG))


def _adopted(
    made: Build, patches: Mapping[str, str], disk: folder_plan.Disk, folder: Path
) -> tuple[Build, folder_plan.Disk]:
    """Add edits to a build: as patches, and as what the files are from now on."""
    finished = {
        path: patched_again(file, patches[path]) if path in patches else file
        for path, file in made.finished.items()
    }
    refused = refused_patches(folder, finished, made.package.seeded, (), patches)
    if refused:
        raise GenerationFailed(refused)
    inputs = {**made.lock.inputs, **patch_inputs(patches)}
    made = replace(
        made,
        finished=finished,
        tree={path: file.text for path, file in finished.items()},
        lock=replace(made.lock, inputs=inputs),
        patches={**made.patches, **patches},
    )
    # The edited files stay as they are, even if their lines end as on Windows.
    texts = {**disk.texts, **{path: made.tree[path] for path in patches}}
    return _with_lock(made, disk.lock), replace(disk, texts=texts)


def check(config: ClientConfig, progress: Progress, reader: Reader = read_location) -> Result:
    """Compare a client with what the generator makes now.

    Nothing is written, but a run that was interrupted while it wrote is finished first.
    Raises the same as `generate`.
    """
    started = time.perf_counter()
    folder = config.output_path
    recover(folder)
    disk = folder_plan.look(folder)
    made = build(config, progress, disk, reader=reader)
    disk = folder_plan.look_further(disk, folder, made.tree)
    if disk.lock is not None and same_but_for_tools(disk.lock, made.lock):
        made = replace(made, lock_text=disk.texts[LOCK_NAME])
    plan = _plan(made, disk, folder, discard=False)
    return replace(_result(made, disk, plan, folder), seconds=time.perf_counter() - started)


def _result(
    made: Build, disk: folder_plan.Disk, plan: folder_plan.FolderPlan, folder: Path
) -> Result:
    found = made.diagnostics + made.remarks
    return Result(
        package=made.name,
        folder=folder,
        operations=made.package.operations,
        models=made.package.models,
        files=len(made.tree) + 1,
        plan=plan,
        diagnostics=found,
        warnings=len(found) - count_notes(found),
        notes=count_notes(found),
        ledger=made.ledger,
        remarks=_remarks(made.ledger),
        changes=made.update.changes,
        version=made.update.version,
        proposed=made.update.proposed,
        before=made.update.before,
        entered=CHANGELOG if made.update.changes and CHANGELOG in plan.changes else "",
        unentered=_remark(made, disk, plan),
    )


def _remarks(entries: tuple[Entry, ...]) -> str:
    plain = all(entry.fate is Fate.KEPT for entry in entries)
    return "" if plain else ledger_line(entries)


def _lost(made: Build) -> Diagnostic:
    entry = next(entry for entry in made.ledger if entry.fate is Fate.LOST)
    return Diagnostic(
        code=Code.NOT_GENERATED,
        severity=Severity.ERROR,
        message=f"the {entry.kind} is neither in the output nor named by a diagnostic",
        location=Location(file=made.name, pointer=entry.at.partition("#")[2]),
    )
