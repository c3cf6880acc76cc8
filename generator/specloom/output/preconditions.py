"""What stands in the way of writing an output folder, as diagnostics."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from pathlib import Path

from ..diagnostics import Code, Diagnostic, Location, Severity, quote
from .disk.paths import patch_path
from .edits import edited, unresolved_merge
from .folder.adopted_edits import MergeConflict
from .folder.folder_plan import Disk, FolderPlan
from .folder.lock_file import LOCK_NAME
from .folder.patches import PatchError
from .folder.three_way_merge import marker_line
from .render.finish import Finished

_SHOWN = 6
_CONFLICT_HINT = (
    "write both sides into the file with --merge-markers, and resolve them there; "
    "or correct the patch, or delete it to drop the edit"
)


def not_ours(folder: Path) -> Diagnostic:
    """Return the diagnostic for a folder that holds something, but no lock."""
    return Diagnostic(
        code=Code.OUTPUT_NOT_OURS,
        severity=Severity.ERROR,
        message=f"the folder is not empty and has no {LOCK_NAME}",
        location=Location(file=str(folder)),
        hint="choose another folder, or use --force to keep what is there and write beside it",
    )


def obstacles(
    plan: FolderPlan, folder: Path, tree: Mapping[str, str], disk: Disk
) -> list[Diagnostic]:
    """Return a diagnostic for each file that was edited, or is in the way."""
    return edited(folder, plan.edited, tree, disk) + [
        Diagnostic(
            code=Code.OUTPUT_NOT_OURS,
            severity=Severity.ERROR,
            message="a file that specloom did not write is in the way; nothing was written",
            location=Location(file=str(folder / path)),
            hint="move it away",
        )
        for path in plan.foreign
    ]


def refused_patches(
    folder: Path,
    finished: Mapping[str, Finished],
    seeded: Collection[str],
    ejected: Collection[str],
    patches: Mapping[str, str],
) -> list[Diagnostic]:
    """Return a diagnostic for each patch that does not fit its file, or has none."""
    diagnostics = []
    for path in sorted(patches):
        if path in ejected:
            failure: PatchError | None = PatchError(1, "the patch is for a file that was ejected")
        elif path in seeded:
            failure = PatchError(1, "the patch is for a file that is written once only")
        elif path not in finished:
            failure = PatchError(1, "the patch is for a file that is not generated")
        else:
            failure = finished[path].failure
        if failure is not None:
            diagnostics.append(_refused(folder, path, failure))
    return diagnostics


def marked_conflicts(finished: Mapping[str, Finished]) -> dict[str, str]:
    """Return the text, with markers, of each file whose edit is in conflict with what is generated."""
    return {
        path: file.failure.marked
        for path, file in finished.items()
        if isinstance(file.failure, MergeConflict)
    }


def marks_remarks(folder: Path, marked: Mapping[str, str]) -> list[Diagnostic]:
    """Return a warning for each file into which markers are written."""
    return [
        unresolved_merge(folder, path, marker_line(text) or 1, Severity.WARNING)
        for path, text in marked.items()
    ]


def _refused(folder: Path, path: str, error: PatchError) -> Diagnostic:
    """Return the diagnostic for a patch that does not apply."""
    is_conflict = isinstance(error, MergeConflict)
    return Diagnostic(
        code=Code.PATCH_REFUSED,
        severity=Severity.ERROR,
        message=f"{error}; nothing was written",
        location=Location(file=str(folder / patch_path(path)), line=error.line, column=1),
        hint=_CONFLICT_HINT if is_conflict else "correct the patch, or delete it to drop the edit",
        detail=tuple(_sides(error) if isinstance(error, MergeConflict) else _looked_for(error)),
    )


def _looked_for(error: PatchError) -> Iterator[str]:
    if error.wanted:
        yield "it looks for:"
        yield from _shown(error.wanted)


def _sides(error: MergeConflict) -> Iterator[str]:
    for name, lines in error.sides().items():
        yield f"{name}:"
        yield from _shown(lines) if lines else ["  (nothing)"]


def _shown(lines: Sequence[str]) -> Iterator[str]:
    for line in lines[:_SHOWN]:
        yield f"  {quote(line.removesuffix(chr(10)), limit=100)}"
    if len(lines) > _SHOWN:
        yield f"  ... and {len(lines) - _SHOWN} more lines"
