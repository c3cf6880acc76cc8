"""The only module that knows every stage: from a configuration to files, and back for a check.

load -> validate -> upgrade -> parse -> lower -> render -> plan -> apply
"""

from __future__ import annotations

import hashlib
import json
import os
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, Protocol

from . import __version__
from .config import SHARED_RUNTIME, ClientConfig, Filters, Hints
from .diagnostics import (
    Code,
    ConfigurationError,
    Diagnostic,
    GenerationFailed,
    Location,
    Severity,
    has_errors,
)
from .emit import output
from .emit.assets import runtime_version, template_names, template_source
from .emit.lock import LOCK_NAME, Lock, record_of, write_lock
from .emit.render import FileTree, render
from .ir.api import Api
from .parse import parse
from .parse.inspection import api_json, api_text, ledger_line, ledger_text
from .parse.ledger import Entry, Fate, ledger
from .python.nodes import PyPackage
from .python.package import lower, package_name
from .python.runtime_files import SHARED
from .source.document import Document, load
from .source.upgrade import upgrade
from .source.validate import validate


class Progress(Protocol):
    """Told what is going on."""

    def stage(self, name: str) -> None:
        """A stage begins."""
        ...

    def advance(self, done: int, total: int) -> None:
        """So many of the stage's parts are done."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Understood:
    """A document that was read, checked and parsed."""

    document: Document
    api: Api
    diagnostics: tuple[Diagnostic, ...]
    ledger: tuple[Entry, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What a run did, or with `written` False would have done."""

    package: str
    folder: Path
    operations: int
    models: int
    files: int
    plan: output.Plan
    diagnostics: tuple[Diagnostic, ...]
    ledger: tuple[Entry, ...]
    seconds: float
    written: bool

    @property
    def remarks(self) -> str:
        """What became of the document's parts, where not all were simply kept; else ""."""
        plain = all(entry.fate is Fate.KEPT for entry in self.ledger)
        return "" if plain else ledger_line(self.ledger)


def understand(config: ClientConfig, progress: Progress) -> Understood:
    """Read a document and find out what its API means. Raises `GenerationFailed` for one that cannot be read."""
    progress.stage("reading")
    overlays = [config.input_path(overlay) for overlay in config.overlays]
    document, diagnostics = load(
        config.input_path(config.spec),
        overlays=overlays,
        allowed_references=[config.input_path(allowed) for allowed in config.allowed_references],
    )
    progress.stage("checking")
    diagnostics += validate(document)
    if has_errors(diagnostics):
        raise GenerationFailed(diagnostics)
    document, found = upgrade(document)
    diagnostics += found
    progress.stage("understanding")
    api, found = parse(document, config)
    diagnostics += found
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
    """Everything that the output folder should hold."""

    tree: FileTree
    package: PyPackage
    name: str
    lock_text: str
    diagnostics: tuple[Diagnostic, ...]
    ledger: tuple[Entry, ...]


def build(config: ClientConfig, progress: Progress) -> Build:
    """Make the files of a client in memory."""
    understood = understand(config, progress)
    document = understood.document
    progress.stage("naming")
    old = output.read_lock_of(config.output_path)
    required = runtime_version(SHARED) if config.runtime == "shared" else None
    package, findings = lower(understood.api, config, old.names if old else None, required)
    progress.stage("rendering")
    tree = render(package, config.formatter, progress.advance)
    found = tuple(
        Diagnostic(
            code=finding.code,
            severity=Severity.WARNING,
            message=finding.message,
            location=document.locate(finding.at),
        )
        for finding in findings
    )
    return Build(
        tree=tree,
        package=package,
        name=package_name(understood.api, config),
        lock_text=_lock_text(config, document, package, tree, old),
        diagnostics=understood.diagnostics + found,
        ledger=understood.ledger,
    )


def generate(
    config: ClientConfig,
    progress: Progress,
    *,
    strict: bool = False,
    discard: bool = False,
    force: bool = False,
    dry_run: bool = False,
) -> Outcome:
    """Generate a client. Nothing is written unless everything can be.

    Raises `GenerationFailed` for faults of the document, warnings too if `strict`, and for an output
    folder with files in the way.
    """
    started = time.perf_counter()
    made = build(config, progress)
    if strict and (made.diagnostics or any(entry.fate is Fate.LOST for entry in made.ledger)):
        raise GenerationFailed(made.diagnostics or [_lost(made)])
    folder = config.output_path
    disk = output.look(folder, made.tree)
    if disk.lock is None and not disk.empty and not force:
        raise GenerationFailed([_not_ours(folder)])
    plan = output.plan(made.tree, made.package.seeded, made.lock_text, disk, discard=discard)
    obstacles = _obstacles(plan, folder)
    if obstacles:
        raise GenerationFailed(obstacles)
    if plan.changes and not dry_run:
        progress.stage("writing")
        output.apply(plan, folder)
    return _outcome(made, folder, plan, started, written=not dry_run)


def check(config: ClientConfig, progress: Progress) -> Outcome:
    """Compare a client with what the generator makes now. Nothing is written."""
    started = time.perf_counter()
    made = build(config, progress)
    disk = output.look(config.output_path, made.tree)
    plan = output.plan(made.tree, made.package.seeded, made.lock_text, disk, discard=False)
    return _outcome(made, config.output_path, plan, started, written=False)


def config_of(folder: Path) -> ClientConfig:
    """Give the configuration that an output folder was made with, from its lock.

    Raises `ConfigurationError` where there is none.
    """
    lock = output.read_lock_of(folder)
    if lock is None:
        raise ConfigurationError(f"{folder} has no {LOCK_NAME}, so specloom did not make it")
    source = lock.source
    if source["spec"] == "-":
        raise ConfigurationError(f"{folder} was made from standard input; it cannot be checked")
    return ClientConfig(
        spec=source["spec"],
        output=".",
        overlays=tuple(source["overlays"]),
        allowed_references=tuple(source["allow_ref"]),
        package=source["package"],
        layout=source["layout"],
        runtime=source.get("runtime", "copied"),
        runtime_package=source.get("runtime_package", SHARED_RUNTIME),
        license=source.get("license"),
        formatter=source["formatter"],
        operation_names=source["operation_names"],
        parts=frozenset(source["parts"]),
        names=source["names"],
        hints=Hints(**source["hints"]),
        filters=Filters(**{key: tuple(value) for key, value in source["filters"].items()}),
        folder=folder,
    )


def _outcome(
    made: Build, folder: Path, plan: output.Plan, started: float, *, written: bool
) -> Outcome:
    return Outcome(
        package=made.name,
        folder=folder,
        operations=made.package.operations,
        models=made.package.models,
        files=len(made.tree) + 1,
        plan=plan,
        diagnostics=made.diagnostics,
        ledger=made.ledger,
        seconds=time.perf_counter() - started,
        written=written,
    )


def _lost(made: Build) -> Diagnostic:
    entry = next(entry for entry in made.ledger if entry.fate is Fate.LOST)
    return Diagnostic(
        code=Code.NOT_GENERATED,
        severity=Severity.ERROR,
        message=f"the {entry.kind} is neither in the output nor named by a diagnostic",
        location=Location(file=made.name, pointer=entry.at.partition("#")[2]),
    )


def _not_ours(folder: Path) -> Diagnostic:
    return Diagnostic(
        code=Code.OUTPUT_NOT_OURS,
        severity=Severity.ERROR,
        message=f"the folder is not empty and has no {LOCK_NAME}",
        location=Location(file=str(folder)),
        hint="choose another folder, or use --force to keep what is there and write beside it",
    )


def _obstacles(plan: output.Plan, folder: Path) -> list[Diagnostic]:
    edited = [
        Diagnostic(
            code=Code.OUTPUT_EDITED,
            severity=Severity.ERROR,
            message="the generated file was edited; nothing was written",
            location=Location(file=str(folder / path)),
            hint="move the change elsewhere, or give it up with --discard",
        )
        for path in (*plan.edited, *plan.orphans)
    ]
    foreign = [
        Diagnostic(
            code=Code.OUTPUT_NOT_OURS,
            severity=Severity.ERROR,
            message="a file that specloom did not write is in the way; nothing was written",
            location=Location(file=str(folder / path)),
            hint="move it away",
        )
        for path in plan.foreign
    ]
    return edited + foreign


# --- the lock


def _lock_text(
    config: ClientConfig, document: Document, package: PyPackage, tree: FileTree, old: Lock | None
) -> str:
    generated = {path: text for path, text in tree.items() if path not in package.seeded}
    source = _source(config)
    lock = Lock(
        generator=__version__,
        source=source,
        inputs={
            **{f"document: {name}": value for name, value in document.inputs().items()},
            "configuration": _hash_of(source),
            "templates": _hash_of([[n, template_source(n)] for n in template_names()]),
        },
        files={path: record_of(path, text) for path, text in generated.items()},
        seeded=tuple(sorted(package.seeded & set(tree) | set(old.seeded if old else ()))),
        names=package.names,
    )
    return write_lock(lock)


def _hash_of(value: Any) -> str:
    return hashlib.sha256(json.dumps(value, sort_keys=True).encode()).hexdigest()


def _source(config: ClientConfig) -> Mapping[str, Any]:
    """Give the configuration as the lock records it; paths are relative to the output folder."""
    return {
        "spec": _relative(config, config.spec),
        "overlays": [_relative(config, overlay) for overlay in config.overlays],
        "allow_ref": [_relative(config, allowed) for allowed in config.allowed_references],
        "package": config.package,
        "layout": config.layout,
        "runtime": config.runtime,
        **({"runtime_package": config.runtime_package} if config.runtime == "shared" else {}),
        "license": config.license,
        "formatter": config.formatter,
        "operation_names": config.operation_names,
        "parts": sorted(config.parts),
        "names": dict(config.names),
        "hints": {
            "auth": dict(config.hints.auth),
            "pagination": dict(config.hints.pagination),
            "errors": dict(config.hints.errors),
        },
        "filters": {
            "include_tags": list(config.filters.include_tags),
            "include_paths": list(config.filters.include_paths),
            "exclude_paths": list(config.filters.exclude_paths),
            "include_operations": list(config.filters.include_operations),
        },
    }


def _relative(config: ClientConfig, location: str) -> str:
    if location == "-" or "://" in location:
        return location
    path = os.path.relpath(config.input_path(location), config.output_path)
    return Path(path).as_posix()
