"""The pipeline: from a configuration to files, and checks.

load -> validate -> upgrade -> parse -> plan -> package -> render -> finish -> output -> apply
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from pathlib import Path

from .. import __version__
from ..changes.old_names import with_ends_of_names
from ..changes.surface.surface_file import SURFACE_NAME, write_surface
from ..config import ClientConfig
from ..diagnostics import (
    Code,
    Diagnostic,
    GenerationFailed,
    Location,
    OutputError,
    Severity,
    count_notes,
)
from ..ir.api import Api
from ..ir.name_keys import CLIENT
from ..openapi.files.reader import Reader, read_location
from ..openapi.load import Document
from ..output.disk.transaction import Overtaken, recover
from ..output.edits import adopt as adopt_edits
from ..output.folder import folder_plan
from ..output.folder.adopted_edits import edits_of
from ..output.folder.eject import ejected_files, ejected_remarks, path_of, remembered
from ..output.folder.lock_file import LOCK_NAME, Lock, same_but_for_tools, write_lock
from ..output.preconditions import (
    marked_conflicts,
    marks_remarks,
    not_ours,
    obstacles,
    refused_patches,
)
from ..output.render.assets import runtime_version
from ..output.render.draft import Draft
from ..output.render.finish import FileTree, Finished, Known, finish, patched_again
from ..output.render.overrides import read_overrides
from ..output.render.render import render
from ..parse.configured import check_configuration
from ..parse.coverage import Entry, Fate
from ..parse.describe import ledger_line
from ..python.code.doc_nodes import CHANGELOG
from ..python.code.py_package import PyPackage
from ..python.code.runtime_package import SHARED
from ..python.naming.findings import NamingFinding
from ..python.naming.name_registry import PastClient
from ..python.package import Release, package_of
from ..python.past_modules import surface_with_modules
from ..python.renames import aliases_of, old_names_of
from ..python.said import findings_of
from ..records import dataclass, replace
from .findings import located, with_left_out
from .fingerprint import inputs_of, patch_inputs, source_of, with_patches
from .options import AS_USUAL, WriteOptions
from .post_generate import apply_and_run, carried_over
from .result import Result
from .tool_upgrade import changes_files, newer_generator, upgrade_of
from .understanding import Progress, Understood, place_in, understand
from .versioning import (
    Past,
    Update,
    decide,
    grown_changelog,
    in_terms_of,
    locked_names,
    no_entry,
    recall,
    update_of,
)

_ATTEMPTS = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Build:
    """Everything that the output folder should hold. `finished` has each file before its patch, too.

    `diagnostics` are about the document, `remarks` about the folder.
    """

    tree: FileTree
    finished: Mapping[str, Finished]
    document: Document
    package: PyPackage
    name: str
    lock: Lock
    lock_text: str
    patches: Mapping[str, str]
    diagnostics: tuple[Diagnostic, ...]
    ledger: tuple[Entry, ...]
    update: Update
    remarks: tuple[Diagnostic, ...]
    ejected_remarks: Mapping[str, str]


def build(
    config: ClientConfig,
    progress: Progress,
    disk: folder_plan.Disk | None = None,
    options: WriteOptions = AS_USUAL,
    reader: Reader = read_location,
) -> Build:
    """Make the files of a client in memory.

    Args:
        config: The configuration.
        progress: Told what is going on.
        disk: What the last run left; looked up if it is None.
        options: What to do with edits: files that are their user's from now on, and conflicts.
        reader: Returns the bytes of the document's files.

    Raises:
        GenerationFailed: The document is faulty, or a patch does not apply.
        ConfigurationError: A file to eject is not generated.
    """
    disk = disk or folder_plan.look(config.output_path)
    task = _Task(config=config, progress=progress, disk=disk, options=options)
    understood = understand(config, progress, reader)
    past = recall(config, disk, config.output_path)
    built = _made(task, understood, past)
    upgrade = upgrade_of(disk.lock, built.lock.inputs)
    if upgrade is not None and disk.lock and changes_files(disk.lock, built.finished):
        if config.version_policy == "semver":
            # The version depends on whether files change, and the files on the version.
            built = _made(task, understood, replace(past, upgrade=upgrade))
        built = replace(built, update=replace(built.update, upgrade=upgrade))
    return _with_lock(built, disk.lock)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Task:
    """What to make files from, apart from the document."""

    config: ClientConfig
    progress: Progress
    disk: folder_plan.Disk
    options: WriteOptions


def _made(task: _Task, understood: Understood, past: Past) -> Build:
    """Make the files of a client; the lock is not complete yet. Raises as `build`."""
    config, progress, disk = task.config, task.progress, task.disk
    folder, document = config.output_path, understood.document
    progress.stage("naming")
    package, findings, update, surface = _decided(
        document, understood.api, config, past, rename=task.options.rename
    )
    progress.stage("rendering")
    inputs = inputs_of(config, document.inputs(), disk.patches)
    known = Known.of(disk, inputs)
    overrides = read_overrides(config.templates_path)
    # What is ejected now is remembered as it is rendered.
    kept = None if task.options.eject else known.kept
    drafts = render(package, progress.advance, overrides, kept)
    ejected = ejected_files(
        folder, {d.path for d in drafts}, package.seeded, disk, task.options.eject
    )
    taken_over = set(ejected).difference(disk.lock.ejected if disk.lock else ())
    given_up = {path: "" for path in disk.patches if path in taken_over}
    patches = {path: text for path, text in disk.patches.items() if path not in given_up}
    inputs = with_patches(inputs, patches)
    progress.stage("formatting")
    record = Draft(path=SURFACE_NAME, text=surface, copied=True)
    finished = finish(
        [*(draft for draft in drafts if draft.path not in ejected), record],
        config.formatter,
        edits_of(
            {p: t for p, t in patches.items() if p not in package.seeded}, disk.texts, disk.lock
        ),
        known,
        progress.advance,
    )
    marked = marked_conflicts(finished) if task.options.merge_markers else {}
    applied = {path: text for path, text in patches.items() if path not in marked}
    refused = refused_patches(folder, finished, package.seeded, ejected, applied)
    if refused:
        raise GenerationFailed(refused)
    renewed = {p: finished[p].patch for p, text in patches.items() if finished[p].patch != text}
    left = {path: text for path, text in {**patches, **renewed}.items() if text}
    rendered = {draft.path: draft.text for draft in drafts} if ejected else {}
    newly = {path_of(folder, name, rendered) for name in task.options.eject}
    ejections = remembered(ejected, rendered, disk, newly)
    return Build(
        tree={**{path: file.text for path, file in finished.items()}, **marked},
        finished=finished,
        document=document,
        package=package,
        name=package.name,
        lock=Lock(
            generator=__version__,
            source=source_of(config),
            inputs=with_patches(inputs, left),
            ejected=ejected,
            ejections=ejections,
            version=update.version,
            proposed=update.proposed,
        ),
        lock_text="",
        patches={**given_up, **renewed},
        diagnostics=understood.diagnostics + located(findings, document),
        ledger=with_left_out(understood.ledger, findings),
        update=update,
        remarks=(
            *((past.warning,) if past.warning and past.text != surface else ()),
            *marks_remarks(folder, marked),
        ),
        ejected_remarks=ejected_remarks(ejections, rendered, disk.texts),
    )


def _decided(
    document: Document, api: Api, config: ClientConfig, past: Past, *, rename: bool
) -> tuple[PyPackage, tuple[NamingFinding, ...], Update, str]:
    """Decide what the Python will be, and what that changes for callers; the last value is the surface file.

    With `rename`, everything gets the name that a new client would have.
    Raises `ConfigurationError` if the configuration names what is not there.
    """
    lock = past.lock
    before = PastClient(
        surface=past.surface,
        names=locked_names(lock),
        aliases=lock.aliases if lock else {},
        version=lock.version if lock else None,
        renaming=rename,
    )
    before, renamed = in_terms_of(before, api)
    before = replace(before, surface=surface_with_modules(before))
    past = replace(past, surface=before.surface, renamed=renamed)
    client, surface = decide(api, config, before)
    check_configuration(document, config, client.names.configurable)
    text = write_surface(surface)
    # Which version it becomes depends on what the renames break, and how long old names work on the version.
    first = aliases_of(client, before, past.lock.version if past.lock else config.version)
    update = update_of(past, surface, text, config, old_names_of(client, first))
    aliases = aliases_of(client, before, update.version)
    release = Release(
        version=update.version,
        aliases=aliases,
        runtime_version=runtime_version(SHARED) if config.runtime == "shared" else None,
    )
    package = package_of(client, release)
    kept = old_names_of(client, aliases)
    update = replace(update, changes=with_ends_of_names(update.changes, kept, aliases.ended))
    findings = findings_of(api, client, before, aliases)
    return package, findings, update, text


def _with_lock(built: Build, old: Lock | None) -> Build:
    """Complete the lock of a build, and write it out."""
    seeded = built.package.seeded
    lock = replace(
        built.lock,
        files={path: file.record for path, file in built.finished.items() if path not in seeded},
        seeded=tuple(sorted(seeded & set(built.tree) | set(old.seeded if old else ()))),
        names=built.package.names,
        aliases=built.package.aliases,
        result={
            "package": built.name,
            "operations": built.package.operations,
            "models": built.package.models,
            "files": len(built.tree) + 1,
            "warnings": len(built.diagnostics) - count_notes(built.diagnostics),
            "notes": count_notes(built.diagnostics),
            "lost": sum(entry.fate is Fate.LOST for entry in built.ledger),
            "remarks": _remarks(built.ledger),
            **({"ejected_remarks": len(built.ejected_remarks)} if built.ejected_remarks else {}),
        },
    )
    lock = replace(lock, hooked=carried_over(old, lock))
    return replace(built, lock=lock, lock_text=write_lock(lock))


def generate(
    config: ClientConfig,
    progress: Progress,
    options: WriteOptions = AS_USUAL,
    reader: Reader = read_location,
    *,
    places: bool = False,
) -> Result:
    """Generate a client. Nothing is written unless everything can be.

    A run that was interrupted while it wrote is finished first. With `places`, the result says where changes are.

    Raises:
        GenerationFailed: The document is faulty, or files of the output folder are in the way.
        OutputError: The output folder cannot be written, or is being written by another process.
    """
    started = time.perf_counter()
    folder = config.output_path
    for _ in range(_ATTEMPTS):
        recover(folder)
        disk = folder_plan.look(folder)
        newer = newer_generator(folder, disk.lock)
        if newer is not None and not options.force:
            raise GenerationFailed([newer])
        built = build(config, progress, disk, options, reader)
        if options.strict:
            _refuse_warnings(built)
        if disk.lock is None and not disk.empty and not options.force:
            raise GenerationFailed([not_ours(folder)])
        disk = folder_plan.look_further(disk, folder, built.tree)
        built, plan, disk = _planned(built, disk, folder, options)
        hooks = None
        try:
            if plan.changes and not options.dry_run:
                progress.stage("writing")
                hooks = apply_and_run(config, built.name, built.lock, plan, disk)
        except Overtaken:
            continue  # Another run, or an edit, came between: what it left may change everything.
        result = replace(_result(built, disk, plan, folder), hooks=hooks)
        if places:
            changed = {change.new for change in result.changes if change.new is not None}
            result = replace(result, places={at: place_in(built.document, at) for at in changed})
        seconds = time.perf_counter() - started
        return replace(result, written=not options.dry_run, seconds=seconds)
    raise OutputError(f"{folder} changes while it is being generated; nothing was changed")


def _refuse_warnings(built: Build) -> None:
    """Raise `GenerationFailed` if there is a warning, or a part of the document is lost; notes do not count."""
    if len(built.diagnostics) > count_notes(built.diagnostics):
        raise GenerationFailed(built.diagnostics)
    if any(entry.fate is Fate.LOST for entry in built.ledger):
        raise GenerationFailed([*built.diagnostics, _lost(built)])


def _planned(
    built: Build, disk: folder_plan.Disk, folder: Path, options: WriteOptions
) -> tuple[Build, folder_plan.FolderPlan, folder_plan.Disk]:
    """Decide what to write. Raises `GenerationFailed` if anything is in the way."""
    plan = _plan(built, disk, folder, discard=options.discard)
    if options.adopt and plan.edited:
        plain = {path: built.finished[path].plain for path in plan.edited}
        patches, failures = adopt_edits(folder, plain, built.tree, disk)
        if failures:
            raise GenerationFailed(failures)
        built, disk = _adopted(built, patches, disk, folder)
        plan = _plan(built, disk, folder, discard=False)
    in_the_way = obstacles(plan, folder, built.tree, disk)
    if in_the_way:
        raise GenerationFailed(in_the_way)
    return built, plan, disk


def _plan(
    built: Build, disk: folder_plan.Disk, folder: Path, *, discard: bool
) -> folder_plan.FolderPlan:
    wanted = folder_plan.Wanted(
        tree=built.tree,
        lock_text=built.lock_text,
        seeded=built.package.seeded,
        ejected=built.lock.ejected,
        patches=built.patches,
        records=frozenset({SURFACE_NAME}),
        grown=_grown(built, disk, folder),
        hooked=built.lock.hooked,
    )
    return folder_plan.plan(wanted, disk, discard=discard)


def _grown(built: Build, disk: folder_plan.Disk, folder: Path) -> dict[str, str]:
    """Return the changelog with an entry for the update, where that can be built."""
    text = grown_changelog(built.update, _changelog(built, disk, folder))
    return {} if text is None else {CHANGELOG: text}


def _changelog(built: Build, disk: folder_plan.Disk, folder: Path) -> str | None:
    """Return the changelog as it is there, or is to be created; None if there is none that can grow."""
    if CHANGELOG not in built.tree or (folder / CHANGELOG).is_symlink():
        return None  # A link would be replaced by a file.
    is_new = disk.lock is None or CHANGELOG not in disk.lock.seeded
    return disk.texts.get(CHANGELOG, built.tree[CHANGELOG] if is_new else None)


def _remark(built: Build, disk: folder_plan.Disk, plan: folder_plan.FolderPlan) -> str:
    """Return why an update is not in the changelog, "" if it is, or there is none."""
    wanted = _is_told(built) and CHANGELOG in built.tree
    if not wanted or CHANGELOG in plan.changes:
        return ""
    return no_entry(disk.texts.get(CHANGELOG))


def _is_told(built: Build) -> bool:
    """Return whether there is anything to say of an update in the changelog."""
    return bool(built.update.changes or built.update.upgrade)


def _adopted(
    built: Build, patches: Mapping[str, str], disk: folder_plan.Disk, folder: Path
) -> tuple[Build, folder_plan.Disk]:
    """Add edits to a build: as patches, and as what the files are from now on."""
    finished = {
        path: patched_again(file, patches[path]) if path in patches else file
        for path, file in built.finished.items()
    }
    refused = refused_patches(folder, finished, built.package.seeded, (), patches)
    if refused:
        raise GenerationFailed(refused)
    inputs = {**built.lock.inputs, **patch_inputs(patches)}
    built = replace(
        built,
        finished=finished,
        tree={path: file.text for path, file in finished.items()},
        lock=replace(built.lock, inputs=inputs),
        patches={**built.patches, **patches},
    )
    # The edited files stay as they are, even if their lines end as on Windows.
    texts = {**disk.texts, **{path: built.tree[path] for path in patches}}
    return _with_lock(built, disk.lock), replace(disk, texts=texts)


def check(config: ClientConfig, progress: Progress, reader: Reader = read_location) -> Result:
    """Compare a client with what the generator makes now.

    Nothing is written, but a run that was interrupted while it wrote is finished first.
    Raises the same as `generate`.
    """
    started = time.perf_counter()
    folder = config.output_path
    recover(folder)
    disk = folder_plan.look(folder)
    built = build(config, progress, disk, reader=reader)
    disk = folder_plan.look_further(disk, folder, built.tree)
    if disk.lock is not None and same_but_for_tools(disk.lock, built.lock):
        built = replace(built, lock_text=disk.texts[LOCK_NAME])
    plan = _plan(built, disk, folder, discard=False)
    return replace(_result(built, disk, plan, folder), seconds=time.perf_counter() - started)


def _result(
    built: Build, disk: folder_plan.Disk, plan: folder_plan.FolderPlan, folder: Path
) -> Result:
    diagnostics = built.diagnostics + built.remarks
    return Result(
        package=built.name,
        client=f"{built.name}.{built.package.names[CLIENT]}",
        folder=folder,
        operations=built.package.operations,
        models=built.package.models,
        files=len(built.tree) + 1,
        plan=plan,
        diagnostics=diagnostics,
        warnings=len(diagnostics) - count_notes(diagnostics),
        notes=count_notes(diagnostics),
        ledger=built.ledger,
        remarks=_remarks(built.ledger),
        changes=built.update.changes,
        version=built.update.version,
        proposed=built.update.proposed,
        before=built.update.before,
        entered=CHANGELOG if _is_told(built) and CHANGELOG in plan.changes else "",
        ejected_remarks=built.ejected_remarks,
        upgrade=str(built.update.upgrade or ""),
        unentered=_remark(built, disk, plan),
    )


def _remarks(entries: tuple[Entry, ...]) -> str:
    plain = all(entry.fate is Fate.KEPT for entry in entries)
    return "" if plain else ledger_line(entries)


def _lost(built: Build) -> Diagnostic:
    entry = next(entry for entry in built.ledger if entry.fate is Fate.LOST)
    return Diagnostic(
        code=Code.NOT_GENERATED,
        severity=Severity.ERROR,
        message=f"the {entry.kind} is neither in the output nor named by a diagnostic",
        location=Location(file=built.name, pointer=entry.at.partition("#")[2]),
    )
