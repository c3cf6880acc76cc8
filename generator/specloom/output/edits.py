"""Edits of generated files: shown as diffs, adopted as patches."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping
from pathlib import Path

from ..diagnostics import Code, Diagnostic, Location, Severity, printable
from .folder.folder_plan import Disk
from .folder.layout import without_layout
from .folder.lock_file import Lock, digest
from .folder.patches import make_patch
from .folder.three_way_merge import marker_line

_LONGEST_DIFF = 40
_LONGEST_LINE = 160


def edited(
    folder: Path, paths: Iterable[str], tree: Mapping[str, str], disk: Disk
) -> list[Diagnostic]:
    """Return a diagnostic for each edited file, with what was changed in it.

    Args:
        folder: The output folder.
        paths: The edited files.
        tree: What the generator makes now.
        disk: What is there.
    """
    return [_edited(folder, path, tree[path], disk) for path in paths]


def _edited(folder: Path, path: str, generated: str, disk: Disk) -> Diagnostic:
    line = marker_line(disk.texts[path])
    if line is not None:
        return unresolved_merge(folder, path, line, Severity.ERROR)
    by_hooks = disk.lock is not None and disk.lock.hooks_owed
    return Diagnostic(
        code=Code.OUTPUT_EDITED,
        severity=Severity.ERROR,
        message="the generated file was edited"
        + (", or changed by a hook of a run that was killed" if by_hooks else "")
        + "; nothing was written",
        location=Location(file=str(folder / path)),
        hint="keep the edit as a patch with --adopt, take the file over with "
        f"--eject {path}, or drop it with --discard",
        detail=_difference(
            generated, disk.texts[path], is_last=_is_last(disk.lock, path, generated)
        ),
    )


def unresolved_merge(folder: Path, path: str, line: int, severity: Severity) -> Diagnostic:
    """Return the diagnostic for a file with markers of a conflict: a warning when they are written, later an error."""
    is_error = severity is Severity.ERROR
    return Diagnostic(
        code=Code.UNRESOLVED_MERGE,
        severity=severity,
        message="the file has conflict markers, as your edit and the generator changed the same lines"
        + ("; nothing was written" if is_error else ""),
        location=Location(file=str(folder / path), line=line, column=1),
        hint="resolve them in the file and keep the result with --adopt, or drop the edit with --discard",
    )


def _is_last(lock: Lock | None, path: str, text: str) -> bool:
    return lock is not None and path in lock.files and lock.files[path].sha256 == digest(text)


def _difference(generated: str, there: str, *, is_last: bool) -> tuple[str, ...]:
    before = "generated" if is_last else "what would be generated now"
    lines = difflib.unified_diff(
        generated.split("\n"),
        there.replace("\r\n", "\n").split("\n"),
        before,
        "what is there",
        n=2,
        lineterm="",
    )
    shown = [printable(line)[:_LONGEST_LINE] for line in lines]
    if len(shown) > _LONGEST_DIFF:
        rest = len(shown) - _LONGEST_DIFF
        shown = [*shown[:_LONGEST_DIFF], f"... and {rest} more lines of difference"]
    return tuple(shown)


def adopt(
    folder: Path, plain: Mapping[str, str], tree: Mapping[str, str], disk: Disk
) -> tuple[dict[str, str], list[Diagnostic]]:
    """Make a patch of each edit; what a formatter did to the rest of the file is not part of it.

    Args:
        folder: The output folder.
        plain: What the generator makes of the edited files now, before any patch.
        tree: The same after the patches that there are.
        disk: What is there.

    Returns:
        Path -> text of the new patch, and a diagnostic for each file where it cannot be told what
        the edit was, since the generator would change the file as well.
    """
    patches: dict[str, str] = {}
    failures: list[Diagnostic] = []
    for path in plain:
        text = disk.texts[path].replace("\r\n", "\n")
        line = marker_line(text)
        if line is not None:
            failures.append(unresolved_merge(folder, path, line, Severity.ERROR))
        elif not _is_last(disk.lock, path, tree[path]):
            failures.append(
                _cannot_adopt(
                    folder,
                    path,
                    "what is generated has changed together with the file, so the edit cannot be determined",
                    "generate from the former document and configuration with --adopt first, then from the new ones",
                )
            )
        elif not _is_text(text):
            failures.append(_cannot_adopt(folder, path, "the edited file is not UTF-8", ""))
        else:
            edit = without_layout(path, plain[path], text)
            patches[path] = make_patch(path, plain[path], edit)
    return patches, failures


def _is_text(text: str) -> bool:
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True


def _cannot_adopt(folder: Path, path: str, message: str, hint: str) -> Diagnostic:
    return Diagnostic(
        code=Code.OUTPUT_EDITED,
        severity=Severity.ERROR,
        message=f"{message}; nothing was written",
        location=Location(file=str(folder / path)),
        hint=hint,
    )
