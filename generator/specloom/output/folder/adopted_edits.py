"""Adopted edits: patches that are applied to what is generated now, or merged with it.

A patch that was made for the text that is still generated is simply applied. Where another text is generated, the
edit is merged (`three_way_merge`): the text before comes from the file as the last run left it, with the patch
undone; so nothing but the patch has to be kept. The patch is then written again, for what is generated now.
"""

from __future__ import annotations

import tomllib
import warnings
from collections.abc import Mapping

from ...diagnostics import quote
from ...records import dataclass
from .lock_file import PATCH_INPUT, Lock, digest
from .patches import (
    PatchError,
    apply_patch,
    make_patch,
    places,
    read_hunks,
    take_back,
    take_back_loosely,
)
from .semantic_hash import meaning_of
from .three_way_merge import Conflict, merge, split_lines


@dataclass(frozen=True, slots=True, kw_only=True)
class AdoptedEdit:
    """A patch, and the file as the last run left it with this patch; None where that is not known.

    `laid_out` is the file where a formatter has changed it since, and nothing else.
    """

    patch: str
    text: str | None = None
    laid_out: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Reapplied:
    """A file with an edit. `patch` makes it of what is generated now; "" where the edit is generated as well."""

    text: str
    patch: str


class MergeConflict(PatchError):
    """An edit and what is generated now changed the same lines. `marked` is the file with both sides in it."""

    def __init__(self, line: int, message: str, conflict: Conflict, marked: str) -> None:
        super().__init__(line, message)
        self.conflict = conflict
        self.marked = marked

    def sides(self) -> Mapping[str, tuple[str, ...]]:
        """Return what each side has, by what it is called."""
        return {
            "your edit": self.conflict.edited,
            "generated before": self.conflict.before,
            "generated now": self.conflict.now,
        }

    def __reduce__(self) -> tuple[object, ...]:
        return MergeConflict, (self.line, self.message, self.conflict, self.marked)


def edits_of(
    patches: Mapping[str, str], texts: Mapping[str, str], lock: Lock | None
) -> dict[str, AdoptedEdit]:
    """Return the edits in a folder, by the file that they are for.

    Args:
        patches: The patches by file.
        texts: What is in the folder.
        lock: What the last run recorded.
    """
    edits = {}
    for path, patch in patches.items():
        text = texts.get(path, "").replace("\r\n", "\n")
        record = lock.files.get(path) if lock else None
        same_patch = lock is not None and lock.inputs.get(f"{PATCH_INPUT}{path}") == digest(patch)
        if record is None or not same_patch:
            edits[path] = AdoptedEdit(patch=patch)
        elif record.sha256 == digest(text):
            edits[path] = AdoptedEdit(patch=patch, text=text)
        else:
            laid_out = text if record.meaning == meaning_of(path, text) else None
            edits[path] = AdoptedEdit(patch=patch, laid_out=laid_out)
    return edits


def reapply(path: str, generated: str, edit: AdoptedEdit) -> Reapplied:
    """Return a generated file with an edit. Raises `PatchError` where that is not possible, or the result is invalid."""
    before = None if edit.text is None else take_back(edit.text, edit.patch)
    if before is not None and edit.text is not None and before != generated:
        result = _merged(path, before, edit.text, generated, edit.patch)
    else:
        result = _applied(path, generated, edit)
    _check_syntax(path, result.text)
    return result


def _applied(path: str, generated: str, edit: AdoptedEdit) -> Reapplied:
    """Apply a patch; merge it where it does not fit, but the file before is known apart from its layout."""
    try:
        return Reapplied(text=apply_patch(generated, edit.patch), patch=edit.patch)
    except PatchError:
        edited = edit.laid_out
        before = take_back_loosely(edited, edit.patch) if edited is not None else None
        if before is None or edited is None:
            raise
        return _merged(path, before, edited, generated, edit.patch)


def _merged(path: str, before: str, edited: str, generated: str, patch: str) -> Reapplied:
    merged = merge(path, before, edited, generated)
    if merged.conflicts:
        conflict = merged.conflicts[0]
        line = _hunk_line(patch, before, conflict)
        raise MergeConflict(line, _message(conflict, len(merged.conflicts)), conflict, merged.text)
    if merged.text == generated:
        return Reapplied(text=generated, patch="")
    try:
        fits = apply_patch(generated, patch) == merged.text
    except PatchError:
        fits = False
    # A patch that still fits stays as it is, line numbers included: one difference less to review.
    return Reapplied(
        text=merged.text,
        patch=patch if fits else make_patch(path, generated, merged.text),
    )


def _hunk_line(patch: str, before: str, conflict: Conflict) -> int:
    """Return the line, in the patch, of the hunk that a conflict is about."""
    hunks = read_hunks(patch)
    lines = split_lines(before)
    for hunk in hunks:
        if any(
            start <= conflict.start < start + max(len(hunk.old), 1)
            for start in places(lines, hunk.old)
        ):
            return hunk.line
    return hunks[0].line


def _message(conflict: Conflict, count: int) -> str:
    more = f" (and {count - 1} more)" if count > 1 else ""
    if conflict.moved_from or conflict.moved_to:
        made_in, lies_in = (
            name.rpartition("\0")[2] or "the file"
            for name in (conflict.moved_from, conflict.moved_to)
        )
        return f"the edit was made in {quote(made_in)}, and would come to lie in {quote(lies_in)}{more}"
    return f"the edit and the generator changed the same lines{more}"


def _check_syntax(path: str, text: str) -> None:
    """Raise `PatchError` for a file that an edit makes invalid Python or TOML."""
    try:
        if path.endswith(".py"):
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                compile(text, path, "exec", dont_inherit=True)
        elif path.endswith(".toml"):
            tomllib.loads(text)
    except (SyntaxError, ValueError) as error:
        reason = error.msg if isinstance(error, SyntaxError) else str(error)
        raise PatchError(1, f"the patched file is not valid: {reason}") from error
