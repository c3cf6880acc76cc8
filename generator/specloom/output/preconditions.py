"""What stands in the way of writing an output folder, as diagnostics."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from pathlib import Path

from ..diagnostics import Code, Diagnostic, Location, Severity
from .edits import edited
from .folder.folder_plan import Disk, FolderPlan
from .folder.lock_file import LOCK_NAME
from .folder.patches import PatchError, refused
from .render.finish import Finished


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
            diagnostics.append(refused(folder, path, failure))
    return diagnostics
