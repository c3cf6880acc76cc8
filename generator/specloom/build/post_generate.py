"""Hooks after generation: commands of the user's configuration that run on the written files.

What they change must not look like edits of the user's, nor like files that are out of date. So the lock records
each generated file that they changed as they left it, beside the record of what was generated. Such a file stays as
it is while the same is generated for it and the hooks are the same; else it is written again, and the hooks run.
"""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import suppress
from pathlib import Path

from ..config import ClientConfig
from ..diagnostics import printable
from ..output.disk.transaction import Overtaken, hash_of, write
from ..output.folder import folder_plan
from ..output.folder.lock_file import LOCK_NAME, FileRecord, Lock, digest, write_lock
from ..output.folder.semantic_hash import meaning_of
from ..records import replace
from .failures import Failure

_KEY = "post_generate"
_LINES_SHOWN = 40


def carried_over(old: Lock | None, new: Lock) -> dict[str, FileRecord]:
    """Return the files that may stay as the hooks of the last run left them: as they are, if a hook failed, none may."""
    if old is None or old.hooks_owed or old.source.get(_KEY) != new.source.get(_KEY):
        return {}
    return {
        path: record
        for path, record in old.hooked.items()
        if path in new.files and new.files[path].sha256 == old.files[path].sha256
    }


def apply_and_run(
    config: ClientConfig,
    package: str,
    lock: Lock,
    plan: folder_plan.FolderPlan,
    disk: folder_plan.Disk,
) -> Failure | None:
    """Carry out a plan, then run the hooks of a configuration; return what is wrong with the hooks.

    Whatever comes of them, the lock says what they left; where not all of them have run, it says so, and the next run
    runs them again. Raises as `folder_plan.apply`.
    """
    folder = config.output_path
    if not config.post_generate:
        folder_plan.apply(plan, folder, disk)
        return None
    texts = {**plan.texts, LOCK_NAME: write_lock(replace(lock, hooks_owed=True))}
    folder_plan.apply(replace(plan, texts=texts), folder, disk)
    owed = True
    try:
        failure = _run_all(config, package)
        owed = failure is not None
    finally:
        deleted = _record(folder, lock, owed=owed)
    if failure is None and deleted:
        names = ", ".join(map(printable, deleted[:3]))
        failure = _failed(config, f"the commands deleted generated files, such as {names}")
    return failure


def _run_all(config: ClientConfig, package: str) -> Failure | None:
    """Run the commands in their order, up to the first that fails."""
    replaced = {"{output}": str(config.output_path.resolve()), "{package}": package}
    for command in config.post_generate:
        failure = _run(list(_words(command, replaced)), config)
        if failure is not None:
            return failure
    return None


def _words(command: str, replaced: Mapping[str, str]) -> Iterator[str]:
    """Yield the words of a command, with what stands in place of names in braces."""
    place = re.compile("|".join(map(re.escape, replaced)))
    for word in shlex.split(command):
        yield place.sub(lambda match: replaced[match[0]], word)


def _run(words: list[str], config: ClientConfig) -> Failure | None:
    """Run a command without a shell. Programs are also found beside the Python that runs this."""
    shown = printable(shlex.join(words))
    path = os.pathsep.join([os.environ.get("PATH", os.defpath), str(Path(sys.executable).parent)])
    program = shutil.which(words[0], path=path)
    if program is None:
        return _failed(config, f"there is no program {printable(words[0])!r} to run {shown}")
    try:
        ran = subprocess.run(  # noqa: S603 - the command is the user's own
            [program, *words[1:]],
            cwd=config.folder,
            env={**os.environ, "PATH": path},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            check=False,
        )
    except OSError as error:
        return _failed(config, f"{shown} cannot be run: {error.strerror or error}")
    if ran.returncode == 0:
        return None
    said = (ran.stdout + ran.stderr).decode("utf-8", "replace").splitlines()
    left_out = len(said) - _LINES_SHOWN
    lines = [f"    {printable(line)}" for line in said[max(left_out, 0) :]]
    before = [f"    ... {left_out} lines before"] if left_out > 0 else []
    return _failed(config, "\n".join([f"{shown} exited with {ran.returncode}", *before, *lines]))


def _failed(config: ClientConfig, reason: str) -> Failure:
    message = f"specloom: {config.output_path} is written, but {_KEY} failed: {reason}"
    return Failure(code=1, message=message)


def _record(folder: Path, lock: Lock, *, owed: bool) -> list[str]:
    """Write down what the hooks left; return the generated files that are not there any more."""
    hooked, deleted = {}, []
    for path, generated in lock.files.items():
        try:
            text = (folder / path).read_bytes().decode("utf-8", "surrogateescape")
        except FileNotFoundError:
            deleted.append(path)
            continue
        sha256 = digest(text)
        if sha256 != generated.sha256:
            hooked[path] = FileRecord(sha256=sha256, meaning=meaning_of(path, text))
    text = write_lock(replace(lock, hooked=hooked, hooks_owed=owed or bool(deleted)))
    place = folder / LOCK_NAME
    there = place.read_bytes() if place.is_file() else None
    with suppress(Overtaken):  # Another run came between: it records what it has found.
        expected = {LOCK_NAME: None if there is None else hash_of(there)}
        write(folder, {LOCK_NAME: text.encode()}, expected, guard=LOCK_NAME)
    return deleted
