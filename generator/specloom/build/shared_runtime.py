"""Shared runtimes: one copy for several vendored clients.

The lock of a shared runtime says which version it is, a hash of its files, and which clients use it.
All of them need that version, so it changes only in a run that generates every one of them.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path

from .. import __version__
from ..config import ClientConfig
from ..config.checks import SHARED_RUNTIME
from ..diagnostics import Code, Diagnostic, GenerationFailed, Location, OutputError, Severity
from ..output.disk.transaction import Overtaken, recover
from ..output.folder import folder_plan
from ..output.folder.lock_file import LOCK_NAME, Lock, write_lock
from ..output.render.assets import runtime_version
from ..output.render.finish import Finished, Known
from ..output.render.finish import finish as finish_files
from ..output.render.render import render
from ..python.code.encoders import literal
from ..python.code.nodes import RuntimeVersion
from ..python.code.py_package import PyFile, PyPackage
from ..python.code.runtime_package import SHARED, header, runtime_header
from ..python.naming.printable import PythonCode
from ..records import dataclass, replace
from .options import WriteOptions
from .result import Result

_CLIENTS = "clients"
_VERSION = "version"


@dataclass(frozen=True, slots=True, kw_only=True)
class SharedRuntime:
    """A shared runtime, and the clients that matter to it in a run.

    `users` are those of the run that use it; `leaving` those of the run that did and will not;
    `others` are recorded, and not generated in this run.
    """

    folder: Path
    installed: str | None
    users: tuple[ClientConfig, ...] = ()
    leaving: tuple[ClientConfig, ...] = ()
    others: tuple[Path, ...] = ()

    @property
    def is_current(self) -> bool:
        """Whether the runtime that is there is of the version that clients need now."""
        return self.installed == runtime_version(SHARED)


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """How a shared runtime compares to what it should be."""

    runtime: SharedRuntime
    version: str
    files: int
    plan: folder_plan.FolderPlan
    disk: folder_plan.Disk

    def result(self, *, written: bool) -> Result:
        """Return this as what became of the folder of the runtime."""
        return Result(
            folder=self.runtime.folder,
            kind="runtime",
            version=self.version,
            files=self.files,
            plan=self.plan,
            written=written,
        )


def runtimes_of(configs: Sequence[ClientConfig]) -> tuple[SharedRuntime, ...]:
    """Find the shared runtimes that clients use, or used when they were last generated.

    Raises `OutputError` for a lock that cannot be read, and `GenerationFailed` where a runtime would
    lie in the folder of a client.
    """
    clients = {_absolute(config.output_path): config for config in configs}
    folders: dict[Path, Path] = {}
    for config in configs:
        for folder in (config.runtime_path, _recorded_runtime(config.output_path)):
            if folder is not None:
                folders.setdefault(_absolute(folder), folder)
    return tuple(_runtime(folder, clients) for _, folder in sorted(folders.items()))


def _runtime(folder: Path, clients: dict[Path, ClientConfig]) -> SharedRuntime:
    key = _absolute(folder)
    lock = folder_plan.read_lock_of(folder)
    if key in clients or (lock is not None and not _is_runtime(lock)):
        raise GenerationFailed([_is_a_client(folder)])
    users = tuple(c for c in clients.values() if _same(c.runtime_path, key))
    recorded = _recorded_clients(folder, lock)
    return SharedRuntime(
        folder=folder,
        installed=lock.source[_VERSION] if lock else None,
        users=users,
        leaving=tuple(
            config
            for path, config in clients.items()
            if config not in users and _same(_recorded_runtime(path), key)
        ),
        others=tuple(path for path in recorded if _absolute(path) not in clients),
    )


def runtime_at(folder: Path) -> SharedRuntime | None:
    """Return the shared runtime that a folder is; None for anything else."""
    lock = folder_plan.read_lock_of(folder)
    if lock is None or not _is_runtime(lock):
        return None
    return SharedRuntime(
        folder=folder, installed=lock.source[_VERSION], others=_recorded_clients(folder, lock)
    )


def _compare(runtime: SharedRuntime, *, discard: bool = False, leaving: bool = False) -> State:
    """Compare a shared runtime with what it should be.

    With `leaving`, clients that are about to give it up still count. A runtime that no client uses
    should not be there.
    """
    users = [*runtime.users, *(runtime.leaving if leaving else ())]
    clients = {_absolute(path) for path in runtime.others}
    clients |= {_absolute(config.output_path) for config in users}
    files = _files(_header_lines(runtime, users)) if clients else {}
    tree = {path: file.text for path, file in files.items()}
    recover(runtime.folder)
    disk = folder_plan.look_further(folder_plan.look(runtime.folder), runtime.folder, tree)
    if clients:
        root = _absolute(runtime.folder)
        names = sorted(Path(os.path.relpath(path, root)).as_posix() for path in clients)
        wanted = folder_plan.Wanted(tree=tree, lock_text=_lock_text(files, names))
        plan = folder_plan.plan(wanted, disk, discard=discard)
    else:
        wanted = folder_plan.Wanted(tree=tree, lock_text="")
        plan = _without_lock(folder_plan.plan(wanted, disk, discard=discard), disk)
    version = runtime_version(SHARED)
    return State(runtime=runtime, version=version, files=len(tree) + 1, plan=plan, disk=disk)


def _without_lock(plan: folder_plan.FolderPlan, disk: folder_plan.Disk) -> folder_plan.FolderPlan:
    """Delete everything; but what was edited is kept, and everything with it."""
    if plan.orphans or disk.lock is None:
        return folder_plan.FolderPlan(orphans=plan.orphans)
    return folder_plan.FolderPlan(delete=plan.delete)


def begin(
    configs: Sequence[ClientConfig],
    attempt: Callable[[Sequence[ClientConfig]], object],
    options: WriteOptions,
) -> tuple[State, ...]:
    """Write the shared runtimes that clients need, before the clients themselves.

    Args:
        configs: The clients of the run.
        attempt: Generates clients without writing them. Before a runtime is made, or becomes another
            version, this is done with every client that uses it: if one fails, nothing is written.
        options: How the runtimes are written.

    Returns:
        What the run will have done to each runtime when it is over.

    Raises:
        GenerationFailed: A client that is not part of the run needs another version, or files are in the way.
        OutputError: A lock cannot be read, or writing failed.
    """
    runtimes = runtimes_of(configs)
    needed = [_prepare(r, options) for r in runtimes if r.users]
    states = tuple(
        _compare(runtime, discard=options.discard) for runtime in runtimes if _is_ours(runtime)
    )
    attempt(
        [
            config
            for runtime in runtimes
            if runtime.users and not runtime.is_current
            for config in (*runtime.users, *runtime.leaving)
        ]
    )
    if not options.dry_run:
        for state in needed:
            _write(state)
    return states


def finish(states: Iterable[State], failed: Collection[Path] = ()) -> None:
    """Remove the clients that left a shared runtime, once they are written; delete one that none uses.

    A runtime stays as it is while a client that was to give it up is among the `failed` (output folders).
    """
    for state in states:
        if not any(config.output_path in failed for config in state.runtime.leaving):
            _write(_compare(state.runtime))


def check(runtime: SharedRuntime) -> State:
    """Compare a shared runtime with what it should be. Nothing is written."""
    return _compare(runtime)


def _is_ours(runtime: SharedRuntime) -> bool:
    """Return whether the run decides: one that only removes a client leaves an old version to the others."""
    return bool(runtime.users) or runtime.is_current or not runtime.others


def _prepare(runtime: SharedRuntime, options: WriteOptions) -> State:
    """Find what has to be written before the clients are. Raises `GenerationFailed` if that must not be."""
    if runtime.others and not runtime.is_current:
        raise GenerationFailed([_needed_by_others(runtime, other) for other in runtime.others])
    state = _compare(runtime, discard=options.discard, leaving=True)
    plan, folder = state.plan, runtime.folder
    if (
        runtime.installed is None
        and folder.is_dir()
        and any(folder.iterdir())
        and not options.force
    ):
        message = f"the folder is not empty and has no {LOCK_NAME}"
        raise GenerationFailed([_in_the_way(folder, message)])
    edited = "the file of the shared runtime was edited; nothing was written"
    foreign = "a file that specloom did not write is in the way; nothing was written"
    diagnostics = [
        *(_edited(folder / path, edited) for path in (*plan.edited, *plan.orphans)),
        *(_in_the_way(folder / path, foreign) for path in plan.foreign),
    ]
    if diagnostics:
        raise GenerationFailed(diagnostics)
    return state


def _write(state: State) -> None:
    if state.plan.changes:
        try:
            folder_plan.apply(state.plan, state.runtime.folder, state.disk)
        except Overtaken as error:
            message = (
                f"{state.runtime.folder} was changed by another run; run again when it is done"
            )
            raise OutputError(message) from error
        if LOCK_NAME in state.plan.delete:
            with suppress(OSError):  # not empty: something else lies there
                state.runtime.folder.rmdir()


# --- what is there


def _is_runtime(lock: Lock) -> bool:
    return isinstance(lock.source.get(_CLIENTS), list) and _VERSION in lock.source


def _recorded_runtime(client: Path) -> Path | None:
    """Return the folder of the shared runtime that a client was made for."""
    lock = folder_plan.read_lock_of(client)
    if lock is None or lock.source.get("runtime") != "shared":
        return None
    package = lock.source.get("runtime_package", SHARED_RUNTIME)
    return ClientConfig(
        spec="", output=".", runtime="shared", runtime_package=package, folder=client
    ).runtime_path


def _recorded_clients(folder: Path, lock: Lock | None) -> tuple[Path, ...]:
    """Return the clients that the lock names, and that are still there and use the runtime."""
    names: Iterable[str] = lock.source[_CLIENTS] if lock else ()
    paths = [Path(os.path.normpath(folder / name)) for name in names]
    key = _absolute(folder)
    return tuple(path for path in paths if _same(_recorded_runtime(path), key))


def _absolute(path: Path) -> Path:
    """Return a path to compare by. Symbolic links stay: imports do not follow them to the parent package."""
    return Path(os.path.normpath(path.absolute()))


def _same(path: Path | None, key: Path) -> bool:
    return path is not None and _absolute(path) == key


# --- what should be there


def _header_lines(runtime: SharedRuntime, users: Iterable[ClientConfig]) -> tuple[str, ...]:
    """Return the lines that the clients of a runtime want on top of modules, each once."""
    wanted = {_absolute(config.output_path): config.header_lines for config in users}
    for path in runtime.others:
        lock = folder_plan.read_lock_of(path)
        wanted[_absolute(path)] = tuple(lock.source.get("header_lines", ())) if lock else ()
    return tuple(dict.fromkeys(line for _, lines in sorted(wanted.items()) for line in lines))


def _files(header_lines: tuple[str, ...]) -> dict[str, Finished]:
    package = PyPackage(
        name="",
        files=(
            PyFile(
                path="version.py",
                template="runtime_version.py.jinja",
                content=RuntimeVersion(version=literal(runtime_version(SHARED))),
            ),
        ),
        header=PythonCode.joined(
            "\n", [header(None, header_lines), PythonCode("# SPDX-License-Identifier: Apache-2.0")]
        ),
        runtime_header=runtime_header(header_lines),
        runtime_folder="",
        runtime_files=SHARED,
        seeded=frozenset(),
        operations=0,
        models=0,
    )
    drafts = render(package, _ignore)
    return finish_files(drafts, "ruff", {}, Known(), _ignore)


def _ignore(done: int, total: int) -> None:
    """Ignore the progress: one small file is too small to report it."""


def _lock_text(files: Mapping[str, Finished], clients: Sequence[str]) -> str:
    version = runtime_version(SHARED)
    return write_lock(
        Lock(
            generator=__version__,
            source={_CLIENTS: list(clients), _VERSION: version},
            inputs={},
            files={path: file.record for path, file in files.items()},
        )
    )


# --- what is in the way


def _is_a_client(folder: Path) -> Diagnostic:
    return replace(
        _in_the_way(folder, "a shared runtime cannot lie in the folder of a client"),
        hint="name another folder with runtime_package",
    )


def _in_the_way(place: Path, message: str) -> Diagnostic:
    return Diagnostic(
        code=Code.OUTPUT_NOT_OURS,
        severity=Severity.ERROR,
        message=message,
        location=Location(file=str(place)),
        hint="move it away, or name another folder for the shared runtime with runtime_package",
    )


def _edited(place: Path, message: str) -> Diagnostic:
    return Diagnostic(
        code=Code.OUTPUT_EDITED,
        severity=Severity.ERROR,
        message=message,
        location=Location(file=str(place)),
        hint="move the change elsewhere, or drop it with --discard",
    )


def _needed_by_others(runtime: SharedRuntime, other: Path) -> Diagnostic:
    return Diagnostic(
        code=Code.RUNTIME_SHARED,
        severity=Severity.ERROR,
        message=(
            f"{other} was made with version {runtime.installed} of the shared runtime, "
            f"and {runtime.users[0].output_path} needs version {runtime_version(SHARED)}; nothing was written"
        ),
        location=Location(file=str(runtime.folder)),
        hint="generate all clients that share it in one run: list them in one configuration",
    )
