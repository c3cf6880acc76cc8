"""Three-way merge of a generated file: what was generated, the same with an edit, and what is generated now.

It is the merge of `diff3` and `git merge-file`: lines that are the same in all three texts divide them into
regions, and in a region where only one side changed, that side wins. For example

    generated before     with the edit        generated now

    def a():             def a():             def a():
        return 1             # note               return 1
                             return 1
                                              def b():
                                                  return 2

gives `# note` in `a`, and `b` behind it: `return 1` is in all three texts, so the edit and the new function are in
different regions. Where both sides changed one region, each in its own way, there is a conflict.

Two things make it stricter than those tools. Lines that occur once on each side are matched first (as in
"patience diff"), so that a `return` of one function is not taken for that of another. And an edit stays in the
function, class or section in which it was made: where it would come to lie in another one, it is a conflict.
"""

from __future__ import annotations

import ast
import re
import warnings
from bisect import bisect_left
from collections import Counter
from collections.abc import Sequence

from ...records import dataclass

_LARGEST_TABLE = 4_000_000
"""How many pairs of lines are compared, at most, where no line occurs once on both sides."""
_MARKERS = ("<<<<<<< your edit", "||||||| generated before", "=======", ">>>>>>> generated now")
_MARKER_LINE = re.compile(r"(<{7} your edit|\|{7} generated before|>{7} generated now)$")


@dataclass(frozen=True, slots=True, kw_only=True)
class Conflict:
    """A region that both sides changed. `start` is the index of its first line in what was generated before.

    `moved_from` and `moved_to` say between which functions, classes or sections the edit would have moved;
    both are "" where that is not what is wrong.
    """

    start: int
    before: tuple[str, ...]
    edited: tuple[str, ...]
    now: tuple[str, ...]
    moved_from: str = ""
    moved_to: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Merged:
    """The result of a merge. With conflicts, the text has markers around each of them."""

    text: str
    conflicts: tuple[Conflict, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Region:
    """Slices of the three texts that belong together: first and last + 1 index of each."""

    before: tuple[int, int]
    edited: tuple[int, int]
    now: tuple[int, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Texts:
    """The lines of the three texts."""

    before: Sequence[str]
    edited: Sequence[str]
    now: Sequence[str]

    def of(self, region: _Region) -> tuple[Sequence[str], Sequence[str], Sequence[str]]:
        """Return the lines of a region in each text."""
        return (
            self.before[slice(*region.before)],
            self.edited[slice(*region.edited)],
            self.now[slice(*region.now)],
        )


def merge(path: str, before: str, edited: str, now: str) -> Merged:
    """Merge an edit of a generated file with what is generated now.

    Args:
        path: The path of the file; its suffix says what its sections are.
        before: What was generated when the edit was made.
        edited: The same with the edit.
        now: What is generated now.
    """
    if before == now:
        return Merged(text=edited)
    texts = _Texts(before=split_lines(before), edited=split_lines(edited), now=split_lines(now))
    regions = _regions(texts)
    chosen = [_chosen(*texts.of(region)) for region in regions]
    strays = _strays(path, regions, chosen, texts)
    conflicts: list[Conflict] = []
    lines: list[str] = []
    for index, (region, choice) in enumerate(zip(regions, chosen, strict=True)):
        if choice is not None and index not in strays:
            lines += choice
            continue
        head, conflict, tail = _conflict(region, texts, strays.get(index, ("", "")))
        conflicts.append(conflict)
        lines += [*head, *_marked(conflict), *tail]
    return Merged(text="".join(lines), conflicts=tuple(conflicts))


def split_lines(text: str) -> list[str]:
    """Split a text after each line feed; form feeds and the like do not end a line."""
    return re.findall(r"[^\n]*\n|[^\n]+", text)


def marker_line(text: str) -> int | None:
    """Return the number of the first line, from 1, that marks a conflict; None where there is none."""
    for number, line in enumerate(text.split("\n"), 1):
        if _MARKER_LINE.match(line.rstrip("\r")):
            return number
    return None


def _regions(texts: _Texts) -> list[_Region]:
    """Return the regions in their order: lines that all three texts share, and what is between them."""
    before, edited, now = texts.before, texts.edited, texts.now
    in_edited, in_now = _partners(before, edited), _partners(before, now)
    regions: list[_Region] = []
    b = e = n = 0
    for line in [*sorted(in_edited.keys() & in_now.keys()), len(before)]:
        next_e = in_edited.get(line, len(edited))
        next_n = in_now.get(line, len(now))
        if (line, next_e, next_n) != (b, e, n):
            regions.append(_Region(before=(b, line), edited=(e, next_e), now=(n, next_n)))
        if line < len(before):
            shared = _Region(
                before=(line, line + 1), edited=(next_e, next_e + 1), now=(next_n, next_n + 1)
            )
            regions.append(shared)
        b, e, n = line + 1, next_e + 1, next_n + 1
    return regions


def _chosen(
    before: Sequence[str], edited: Sequence[str], now: Sequence[str]
) -> Sequence[str] | None:
    """Return the lines that win in a region; None where both sides changed it."""
    if edited in (before, now):
        return now
    return edited if now == before else None


def _conflict(
    region: _Region, texts: _Texts, moved: tuple[str, str]
) -> tuple[Sequence[str], Conflict, Sequence[str]]:
    """Return what is in conflict, between the lines that both sides begin and end with."""
    before, ours, theirs = texts.of(region)
    shorter = min(len(ours), len(theirs))
    head = next((i for i in range(shorter) if ours[i] != theirs[i]), shorter)
    rest = shorter - head
    tail = next((i for i in range(rest) if ours[-1 - i] != theirs[-1 - i]), rest)
    if any(moved):
        head = tail = 0
    conflict = Conflict(
        start=region.before[0],
        before=tuple(before),
        edited=tuple(ours[head : len(ours) - tail]),
        now=tuple(theirs[head : len(theirs) - tail]),
        moved_from=moved[0],
        moved_to=moved[1],
    )
    return ours[:head], conflict, ours[len(ours) - tail :]


def _marked(conflict: Conflict) -> list[str]:
    """Return the lines of a conflict between markers, as `git merge-file --diff3` writes them."""
    lines: list[str] = []
    sides = (conflict.edited, conflict.before, conflict.now, ())
    for marker, side in zip(_MARKERS, sides, strict=True):
        lines += [f"{marker}\n", *(f"{line.removesuffix(chr(10))}\n" for line in side)]
    return lines


# --- which lines are the same


def _partners(one: Sequence[str], other: Sequence[str]) -> dict[int, int]:
    """Return which lines are the same, in the order of both texts: index in one -> index in the other."""
    found: dict[int, int] = {}
    todo = [(0, len(one), 0, len(other))]
    while todo:
        start, end, other_start, other_end = todo.pop()
        while start < end and other_start < other_end and one[start] == other[other_start]:
            found[start] = other_start
            start, other_start = start + 1, other_start + 1
        while start < end and other_start < other_end and one[end - 1] == other[other_end - 1]:
            end, other_end = end - 1, other_end - 1
            found[end] = other_end
        if start == end or other_start == other_end:
            continue
        anchors = _anchors(one, other, (start, end, other_start, other_end))
        if not anchors:
            found |= _compared(one, other, (start, end, other_start, other_end))
            continue
        for index, partner in [*anchors, (end, other_end)]:
            todo.append((start, index, other_start, partner))
            if index < end:
                found[index] = partner
            start, other_start = index + 1, partner + 1
    return found


def _anchors(
    one: Sequence[str], other: Sequence[str], window: tuple[int, int, int, int]
) -> list[tuple[int, int]]:
    """Return the longest run, in the order of both, of pairs of lines that occur once on each side."""
    start, end, other_start, other_end = window
    count = Counter(one[start:end])
    other_count = Counter(other[other_start:other_end])
    place = {
        line: index
        for index, line in enumerate(other[other_start:other_end], other_start)
        if other_count[line] == 1
    }
    pairs = [
        (index, place[line])
        for index, line in enumerate(one[start:end], start)
        if count[line] == 1 and line in place
    ]
    # The longest increasing subsequence, by patience sorting.
    tops: list[int] = []
    top_pairs: list[int] = []
    previous: list[int] = []
    for number, (_, partner) in enumerate(pairs):
        pile = bisect_left(tops, partner)
        tops[pile : pile + 1] = [partner]
        top_pairs[pile : pile + 1] = [number]
        previous.append(top_pairs[pile - 1] if pile else -1)
    chain: list[tuple[int, int]] = []
    number = top_pairs[-1] if top_pairs else -1
    while number >= 0:
        chain.append(pairs[number])
        number = previous[number]
    return chain[::-1]


def _compared(
    one: Sequence[str], other: Sequence[str], window: tuple[int, int, int, int]
) -> dict[int, int]:
    """Return the same for lines none of which occurs once on each side."""
    start, end, other_start, other_end = window
    if (end - start) * (other_end - other_start) > _LARGEST_TABLE:
        return {}
    from difflib import SequenceMatcher  # not needed where nobody edits

    matcher = SequenceMatcher(None, one[start:end], other[other_start:other_end], autojunk=False)
    return {
        start + block.a + offset: other_start + block.b + offset
        for block in matcher.get_matching_blocks()
        for offset in range(block.size)
    }


# --- where an edit lies


def _strays(
    path: str,
    regions: Sequence[_Region],
    chosen: Sequence[Sequence[str] | None],
    texts: _Texts,
) -> dict[int, tuple[str, str]]:
    """Return the regions whose edit would leave the section that it was made in, with both sections."""
    before, edited, now = (
        _sections(path, lines) for lines in (texts.before, texts.edited, texts.now)
    )
    known_before, known_now = set(before), set(now)
    merged = [
        texts.now[slice(*region.now)] if choice is None else choice
        for region, choice in zip(regions, chosen, strict=True)
    ]
    merged_sections = _sections(path, [line for lines in merged for line in lines])
    strays: dict[int, tuple[str, str]] = {}
    start = 0
    for index, region in enumerate(regions):
        end = start + len(merged[index])
        old, ours, _ = texts.of(region)
        if chosen[index] is not None and ours != old:
            pairs = [
                *zip(edited[slice(*region.edited)], merged_sections[start:end], strict=False),
                *zip(before[slice(*region.before)], now[slice(*region.now)], strict=False),
            ]
            for made_in, lies_in in pairs:
                origin, place = _known(made_in, known_before), _known(lies_in, known_now)
                is_renamed = origin not in known_now and place not in known_before
                if origin != place and not is_renamed:
                    strays[index] = (origin, place)
                    break
        start = end
    return strays


def _known(section: str, known: set[str]) -> str:
    """Return the innermost of the sections around a line that the generator made; not those of the edit itself."""
    while section and section not in known:
        section = section.rpartition("\0")[0]
    return section


def _sections(path: str, lines: Sequence[str]) -> list[str]:
    """Return the section of each line: the names around it, from the outside in, separated by a zero character."""
    if path.endswith(".py"):
        return _python_sections(lines)
    if path.endswith(".md"):
        return _sections_by_heading(lines, re.compile(r"(#+) "))
    return _sections_by_heading(lines, re.compile(r"()\[[^\]]+\]"))


def _python_sections(lines: Sequence[str]) -> list[str]:
    sections = [""] * len(lines)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            tree = ast.parse("".join(lines))
    except (SyntaxError, ValueError):
        return sections  # What is not valid is refused later, with the reason.
    todo: list[tuple[ast.AST, str]] = [(tree, "")]
    while todo:
        node, outer = todo.pop(0)
        for child in ast.iter_child_nodes(node):
            if isinstance(child, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
                name = f"{outer}\0{child.name}"
                first = min([child.lineno, *(each.lineno for each in child.decorator_list)])
                last = child.end_lineno or child.lineno
                sections[first - 1 : last] = [name] * (last - first + 1)
                todo.append((child, name))
    return sections


def _sections_by_heading(lines: Sequence[str], heading: re.Pattern[str]) -> list[str]:
    sections: list[str] = []
    around: list[tuple[int, str]] = []
    for line in lines:
        match = heading.match(line)
        if match:
            level = len(match[1])
            around = [each for each in around if each[0] < level] + [(level, line.strip())]
        sections.append("".join(f"\0{name}" for _, name in around))
    return sections
