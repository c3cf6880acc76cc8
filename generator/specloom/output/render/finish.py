"""Finish rendered files: formatted, compiled, patched, and recorded.

Each file is on its own here. So what is known from the last run is not done again, and what there is
to do is shared out to several processes when it is much.
"""

from __future__ import annotations

import ast
import inspect
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import field
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from ...python.code.py_package import PyFile
from ...records import dataclass, replace
from ..folder import semantic_hash
from ..folder.adopted_edits import AdoptedEdit, reapply
from ..folder.folder_plan import Disk
from ..folder.lock_file import TOOLS, FileRecord, digest, patched_in, rules_of
from ..folder.patches import PatchError
from ..folder.semantic_hash import MEANING_LENGTH, meaning_of
from .derived import derived
from .draft import Draft
from .format import check_python, format_markdown, format_python

if TYPE_CHECKING:
    from ...process_pool import Tell

FileTree = dict[str, str]
"""Path below the output folder -> text."""

_WORTH_A_POOL = 6_000_000
"""The characters that take a process longer to check than other processes take to start."""
_EFFORT = {"black": 10}
"""How much longer a character takes to format as well."""
_MOST_PROCESSES = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Finished:
    """A file as it is to be written; `plain` is its text before the patch, and `patch` the patch from now on.

    `rendered` is the hash of its text before formatting. `failure` says why the patch cannot be used; the
    text is then that without it. The `plain` text of a file that is known from the last run is not made
    again: it is then `text`.
    """

    path: str
    text: str
    plain: str
    rendered: str
    record: FileRecord
    patch: str = ""
    failure: PatchError | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What the last run left: its records, and the texts that still are as they were recorded.

    Only of a run with the same generator and formatter. With `same_rules`, its configuration and its templates were the
    same, too. `patched` are files with adopted edits, also
    those of the last run.
    """

    records: Mapping[str, FileRecord] = field(default_factory=dict)
    texts: Mapping[str, str] = field(default_factory=dict)
    patched: Collection[str] = ()
    same_rules: bool = False

    @classmethod
    def of(cls, disk: Disk, inputs: Mapping[str, str]) -> Known:
        """Return what is known, if the same generator and formatter worked as in the inputs of this run."""
        lock = disk.lock
        if lock is None or any(lock.inputs.get(tool) != inputs[tool] for tool in TOOLS):
            return cls()
        return cls(
            records=lock.files,
            texts=disk.texts,
            patched={*disk.patches, *patched_in(lock.inputs)},
            same_rules=rules_of(lock.inputs) == rules_of(inputs),
        )

    def kept(self, file: PyFile) -> str | None:
        """Return the text of a file that need not even be rendered; None for the others.

        Its nodes are made of the same as in the last run, and it is as it was written then. What the nodes are made of
        is recorded once for files beside each other. The text is "" for a file beside another one that was left out.
        """
        if not self.same_rules or file.recipe is None or file.path in self.patched:
            return None
        made = self.records.get(file.beside or file.path)
        if made is None or not made.made_of or not file.recipe.makes_the_same(made.made_of):
            return None
        record, text = self.records.get(file.path), self.texts.get(file.path)
        if record is None:
            return "" if file.beside else None
        return text if text is not None and digest(text) == record.sha256 else None

    def file(self, path: str, rendered: str, patch: str) -> Finished | None:
        """Return a file that was made of the same before, and is still there as it was written."""
        origin = _origin(rendered, patch)
        record, text = self.records.get(path), self.texts.get(path)
        if record is None or text is None or not record.origin or record.origin != origin:
            return None
        if digest(text) != record.sha256:
            return None
        return Finished(
            path=path, text=text, plain=text, rendered=rendered, record=record, patch=patch
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Job:
    draft: Draft
    formatter: str
    edit: AdoptedEdit | None
    rendered: str


def finish(
    drafts: Iterable[Draft],
    formatter: str,
    edits: Mapping[str, AdoptedEdit],
    known: Known,
    progress: Callable[[int, int], None],
) -> dict[str, Finished]:
    """Finish the files of a client.

    Args:
        drafts: The rendered files.
        formatter: "black", "ruff" or "none".
        edits: Path -> adopted edit; those of other files are ignored.
        known: What need not be done again.
        progress: Called with the number of files done, and of all.

    Returns:
        Path -> file, in the order of the drafts. The same whatever was known.

    Raises:
        SyntaxError: A file is not valid Python: a fault of a template.
        ConfigurationError: The formatter is not installed.
    """
    drafts = tuple(drafts)
    done: dict[str, Finished] = {}
    jobs: list[_Job] = []
    for draft in drafts:
        if draft.kept:
            record = known.records[draft.path]
            done[draft.path] = Finished(
                path=draft.path, text=draft.text, plain=draft.text, rendered="", record=record
            )
            continue
        edit = edits.get(draft.path)
        rendered = digest(draft.text)
        known_file = known.file(draft.path, rendered, edit.patch if edit else "")
        if known_file is not None:
            record = replace(known_file.record, made_of=draft.made_of)
            done[draft.path] = replace(known_file, record=record)
        else:
            jobs.append(_Job(draft=draft, formatter=formatter, edit=edit, rendered=rendered))
    if formatter == "ruff" and jobs:
        jobs = _with_ruff(jobs)
    known_already = len(done)
    finished = _all_finished(jobs, lambda number: progress(known_already + number, len(drafts)))
    done |= {file.path: file for file in finished}
    return {draft.path: done[draft.path] for draft in drafts}


def _with_ruff(jobs: Sequence[_Job]) -> list[_Job]:
    from .ruff import format_with_ruff

    drafts = format_with_ruff([job.draft for job in jobs])
    return [replace(job, draft=draft) for job, draft in zip(jobs, drafts, strict=True)]


def _all_finished(jobs: Sequence[_Job], advance: Callable[[int], None]) -> Iterator[Finished]:
    """Finish files in several processes if that pays, else in this one; in any order.

    `advance` is called with the number of files done.
    """
    work = sum(len(job.draft.text) * _EFFORT.get(job.formatter, 1) for job in jobs)
    files, left = _in_processes(jobs, advance) if work >= _WORTH_A_POOL else ([], jobs)
    yield from files
    # What no process has done, for want of one or because it died, is done here.
    for number, job in enumerate(left, len(files) + 1):
        yield _finish(job)
        advance(number)


def _in_processes(
    jobs: Sequence[_Job], advance: Callable[[int], None]
) -> tuple[list[Finished], list[_Job]]:
    """Finish files in several processes; return them, and the jobs that no process has done."""
    from ...process_pool import Done, Raised, cores, in_processes  # slow to load

    count = min(cores(), _MOST_PROCESSES)
    files: list[Finished] = []
    # The largest first, so that none is left to one process in the end.
    ordered = sorted(jobs, key=lambda job: -len(job.draft.text))
    size = max(1, len(jobs) // (count * 16))
    parts = {start: ordered[start : start + size] for start in range(0, len(ordered), size)}

    def hear(number: int, message: object) -> None:
        match message:
            case Done(finished):
                files.extend(finished)
                del parts[number]
                advance(len(files))
            case Raised(error):
                raise error

    if count > 1:
        in_processes(_finish_all, dict(parts), count, hear)
    return files, [job for part in parts.values() for job in part]


def _finish_all(jobs: Sequence[_Job], tell: Tell) -> list[Finished]:
    return [_finish(job) for job in jobs]


def _finish(job: _Job) -> Finished:
    draft = job.draft
    if draft.copied and draft.path.endswith(".py") and job.edit is None:
        return _copied(draft.path, draft.text, job.rendered)
    plain, tree = (draft.text, None) if draft.copied else _laid_out(draft, job.formatter)
    file = _with_edit(draft.path, plain, job.rendered, job.edit, tree)
    return replace(file, record=replace(file.record, made_of=draft.made_of))


def _copied(path: str, text: str, rendered: str) -> Finished:
    """Return a module of the runtime, whose meaning is the same in every client of a run."""
    meaning = _meaning_of_copied(path.rpartition("/")[2], text)
    record = FileRecord(sha256=digest(text), meaning=meaning, origin=_origin(rendered, ""))
    return Finished(path=path, text=text, plain=text, rendered=rendered, record=record)


@lru_cache(maxsize=128)
def _meaning_of_copied(name: str, text: str) -> str:
    return derived(_rules_of_meaning(), text, lambda: meaning_of(name, text))


@cache
def _rules_of_meaning() -> str:
    return inspect.getsource(semantic_hash)


def patched_again(file: Finished, patch: str) -> Finished:
    """Return a file with another patch."""
    again = _with_edit(file.path, file.plain, file.rendered, AdoptedEdit(patch=patch))
    return replace(again, record=replace(again.record, made_of=file.record.made_of))


def _with_edit(
    path: str, plain: str, rendered: str, edit: AdoptedEdit | None, tree: ast.Module | None = None
) -> Finished:
    text, patch, failure = plain, "", None
    if edit is not None:
        try:
            result = reapply(path, plain, edit)
            text, patch, tree = result.text, result.patch, None
        except PatchError as error:
            failure = error
    return Finished(
        path=path,
        text=text,
        plain=plain,
        rendered=rendered,
        patch=patch,
        failure=failure,
        record=FileRecord(
            sha256=digest(text),
            meaning=meaning_of(path, text, tree),
            origin=_origin(rendered, patch),
        ),
    )


def _origin(rendered: str, patch: str) -> str:
    return digest(f"{rendered}\0{patch}")[:MEANING_LENGTH]


def _laid_out(draft: Draft, formatter: str) -> tuple[str, ast.Module | None]:
    """Return the text of a rendered file as it is to be written, and its syntax tree if it is Python.

    Where the formatter is ruff, the draft has been formatted: all of them are, in one call.
    """
    text, tree = draft.text, None
    if not text:
        return text, tree
    if draft.path.endswith(".py"):
        text = format_python(text, formatter)
        tree = check_python(text, draft.path, parsed=formatter == "ruff")
    elif draft.path.endswith(".md"):
        text = format_markdown(text, formatter)
    return text.strip("\n") + "\n", tree
