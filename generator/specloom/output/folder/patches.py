"""Patches of generated files: unified diffs, applied exactly or refused.

A hunk may have moved: its context and the lines that it removes are searched for in the whole file. But
they must be there verbatim, and at one place only, unless they are where the hunk's header says. So

    @@ -2,2 +2,2 @@
     def get():
    -    return 1
    +    return 2

looks for the two lines `def get():` and `    return 1`:

- they are lines 2 and 3 of the file: applied there, even if they occur elsewhere as well;
- the file has new lines above, and they are lines 9 and 10 now: applied there;
- they occur twice, and neither time in line 2: refused, as the header does not decide;
- the file says `    return 3` now: refused, and the missing line is listed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from pathlib import Path

from ...records import dataclass, replace
from ..disk.paths import PATCH_SUFFIX, PATCHES
from .three_way_merge import split_lines

_HEADER = re.compile(r"@@ -(\d+)(?:,(\d+))? \+(\d+)(?:,(\d+))? @@.*")
_NO_END = "\\ No newline at end of file"
_CONTEXTS = (3, 6, 12, 25, 100)


@dataclass(frozen=True, slots=True, kw_only=True)
class Hunk:
    """One place of a patch: the lines that it looks for, and those that it puts there.

    `line` is where it begins in the patch file, `start` the index of the first line it looks for, and
    `new_start` that of the first line that it puts there. The last line of a text has no line end where
    the file has none.
    """

    line: int
    start: int
    new_start: int
    old: tuple[str, ...]
    new: tuple[str, ...]


class PatchError(Exception):
    """A patch cannot be read or applied: the line in the patch file, the message, and what it looked for."""

    def __init__(self, line: int, message: str, wanted: Sequence[str] = ()) -> None:
        super().__init__(line, message, wanted)
        self.line = line
        self.message = message
        self.wanted = tuple(wanted)

    def __str__(self) -> str:
        return self.message


def read_patches(folder: Path) -> dict[str, str]:
    """Read the patches of an output folder: path of the generated file -> text of the patch."""
    root = folder / PATCHES
    patches = {}
    for place in sorted(root.rglob(f"*{PATCH_SUFFIX}")) if root.is_dir() else ():
        if place.is_file():
            path = place.relative_to(root).as_posix().removesuffix(PATCH_SUFFIX)
            text = place.read_bytes().decode("utf-8", "surrogateescape")
            patches[path] = text.replace("\r\n", "\n")
    return patches


def make_patch(path: str, before: str, after: str) -> str:
    """Return a unified diff, with enough context for each of its places to be the only one like it."""
    old, new = split_lines(before), split_lines(after)
    for context in (*_CONTEXTS, len(old)):
        text = _unified(path, old, new, context)
        if all(len(places(old, hunk.old)) <= 1 for hunk in read_hunks(text)):
            break
    return text


def _unified(path: str, old: Sequence[str], new: Sequence[str], context: int) -> str:
    import difflib  # not needed where nobody edits

    lines = difflib.unified_diff(old, new, f"a/{path}", f"b/{path}", n=context)
    return "".join(line if line.endswith("\n") else f"{line}\n{_NO_END}\n" for line in lines)


def read_hunks(text: str) -> list[Hunk]:
    """Read a unified diff. Raises `PatchError` for what is none, or has no hunk."""
    lines = text.split("\n")
    hunks = []
    at = next((i for i, line in enumerate(lines) if line.startswith("@@")), None)
    if at is None:
        raise PatchError(1, "the patch has no hunk: no line begins with @@")
    while at < len(lines) and lines[at].startswith("@@"):
        hunk, at = _read_hunk(lines, at)
        hunks.append(hunk)
    if any(line.strip() for line in lines[at:]):
        raise PatchError(at + 1, "the line belongs to no hunk")
    return hunks


def _read_hunk(lines: Sequence[str], at: int) -> tuple[Hunk, int]:
    """Read the hunk whose header is at an index; return it, and the index behind it.

    The counts of the header are not trusted, as people edit hunks by hand; its line numbers only say
    where to look first.
    """
    header = _HEADER.fullmatch(lines[at])
    if header is None:
        raise PatchError(at + 1, "the hunk's header is not of the form @@ -1,2 +1,3 @@")
    first = at + 1
    old, new = list[str](), list[str]()
    at += 1
    while at < len(lines) and not lines[at].startswith("@@"):
        line = lines[at]
        if line == _NO_END:
            for side in {"-": (old,), "+": (new,)}.get(lines[at - 1][:1], (old, new)):
                side[-1:] = [side[-1].removesuffix("\n")] if side else []
        elif line == "" and not any(rest.strip() for rest in lines[at:]):
            break  # the end of the patch file
        elif line[:1] in (" ", ""):  # editors strip the blank that marks an empty line
            old.append(f"{line[1:]}\n")
            new.append(f"{line[1:]}\n")
        elif line[0] == "-":
            old.append(f"{line[1:]}\n")
        elif line[0] == "+":
            new.append(f"{line[1:]}\n")
        else:
            raise PatchError(at + 1, "a line of a hunk begins with ' ', '-' or '+'")
        at += 1
    if not old and not new:
        raise PatchError(first, "the hunk is empty")
    start, new_start = (max(int(number) - 1, 0) for number in (header[1], header[3]))
    return Hunk(line=first, start=start, new_start=new_start, old=tuple(old), new=tuple(new)), at


def apply_patch(text: str, patch: str) -> str:
    """Apply a patch. Raises `PatchError` for a hunk that fits nowhere, or at more than one place."""
    return _apply(text, read_hunks(patch))


def take_back(text: str, patch: str) -> str | None:
    """Undo a patch: return the text that it makes `text` of. None where it has not made it, or of what is not certain."""
    undone = [
        replace(h, start=h.new_start, new_start=h.start, old=h.new, new=h.old)
        for h in read_hunks(patch)
    ]
    try:
        before = _apply(text, undone)
        return before if apply_patch(before, patch) == text else None
    except PatchError:
        return None


def take_back_loosely(text: str, patch: str) -> str | None:
    """Undo a patch in a text that a formatter has laid out since: empty lines do not count, and stay as they are.

    None where a hunk is not at one place alone.
    """
    lines = split_lines(text)
    result: list[str] = []
    end = 0
    for hunk in read_hunks(patch):
        filled = [number for number in range(end, len(lines)) if lines[number].strip()]
        old, new = ([line for line in side if line.strip()] for side in (hunk.old, hunk.new))
        found_at = places([lines[number] for number in filled], new)
        if len(found_at) != 1:
            return None
        numbers = filled[found_at[0] : found_at[0] + len(new)]
        result += lines[end : numbers[0]]
        result += _laid_out(lines, numbers, old)
        end = numbers[-1] + 1
    return "".join([*result, *lines[end:]])


def _laid_out(lines: Sequence[str], numbers: Sequence[int], wanted: Sequence[str]) -> list[str]:
    """Return wanted lines in place of those with some numbers; empty lines stand behind the lines that they stood behind."""
    from difflib import SequenceMatcher  # not needed where nobody edits

    result: list[str] = []
    there = [lines[number] for number in numbers]
    ends = [*numbers[1:], numbers[-1] + 1]
    matcher = SequenceMatcher(None, there, wanted, autojunk=False)
    for tag, first, last, start, stop in matcher.get_opcodes():
        if tag == "equal":
            result += lines[numbers[first] : ends[last - 1]]
        else:
            result += wanted[start:stop]
            result += lines[numbers[last - 1] + 1 : ends[last - 1]] if last > first else []
    return result


def _apply(text: str, hunks: Iterable[Hunk]) -> str:
    lines = split_lines(text)
    result: list[str] = []
    end = 0
    for hunk in hunks:
        place = _place_of(hunk, lines, end)
        result += [*lines[end:place], *hunk.new]
        end = place + len(hunk.old)
    return "".join([*result, *lines[end:]])


def _place_of(hunk: Hunk, lines: Sequence[str], after: int) -> int:
    if not hunk.old:
        if lines:
            raise PatchError(hunk.line, "the hunk has no line that says where it belongs")
        return 0
    found_at = [place for place in places(lines, hunk.old) if place >= after]
    if hunk.start in found_at:
        return hunk.start
    if len(found_at) == 1:
        return found_at[0]
    if found_at:
        numbers = ", ".join(str(place + 1) for place in found_at[:5])
        message = f"the hunk fits at {len(found_at)} places (lines {numbers}), and none is the one it names"
        raise PatchError(hunk.line, message, hunk.old)
    there = set(lines)
    missing = [line for line in hunk.old if line not in there]
    message = "the hunk fits nowhere in the generated file"
    raise PatchError(hunk.line, message, missing or hunk.old)


def places(lines: Sequence[str], wanted: Sequence[str]) -> list[int]:
    """Return the indices at which a run of lines begins."""
    if not wanted:
        return []
    size = len(wanted)
    first = wanted[0]
    wanted = list(wanted)
    return [
        place
        for place in range(len(lines) - size + 1)
        if lines[place] == first and list(lines[place : place + size]) == wanted
    ]
