"""Changes for people and tools: as text, as Markdown, as JSON."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Sequence
from typing import Any, TypeAlias

from ..diagnostics import printable
from ..records import dataclass
from .model import Change, ChangeSeverity, Verdict
from .semver import verdict

Locate: TypeAlias = Callable[[str], str]
"""From the id of a node to "file:line:column", or "" if there is no such place."""

_FOLDED = 3
"""So many changes that differ in the name alone are listed under one line."""
_AFFECTED = 4
_NAME = re.compile(r"(.*[.(])([A-Za-z_]\w*)(\)?)", re.ASCII)
"""The last name of a subject, an attribute or an argument, and what is around it."""
_ASKED = {
    Verdict.MAJOR: "a major version",
    Verdict.MINOR: "a minor version",
    Verdict.PATCH: "a patch",
    Verdict.NONE: "no new version",
}
_MENTION = re.compile(r"(@[\w/-]+)", re.ASCII)
_MARKUP = re.compile(r"([\\`*_\[\]<>|~&$#])")


@dataclass(frozen=True, slots=True)
class _Entry:
    """A change, or several of which only the last name of the subject differs."""

    changes: tuple[Change, ...]

    @property
    def subject(self) -> str:
        first = self.changes[0].subject
        return first if len(self.changes) == 1 else _split(first)[0]

    @property
    def names(self) -> list[str]:
        """The names that differ."""
        return [_split(change.subject)[1] for change in self.changes]


def report_text(
    changes: Sequence[Change], locate_old: Locate, locate_new: Locate, *, limit: int | None = None
) -> str:
    """Return the report for a terminal, with at most `limit` changes of each severity."""
    lines = [summary(changes)]
    for severity, of_severity in _by_severity(changes):
        lines += ["", f"{severity.value} ({len(of_severity)})"]
        for entry in _lists_last(_entries(of_severity[:limit])):
            lines += _text_lines(entry, locate_old, locate_new)
        lines += _left_out("  ", len(of_severity), limit)
    return "\n".join(lines)


def report_markdown(
    changes: Sequence[Change],
    locate_old: Locate,
    locate_new: Locate,
    *,
    limit: int | None = None,
    with_verdict: bool = True,
) -> str:
    """Return the report for a pull request or a changelog, with at most `limit` changes of each severity.

    The verdict is for a client of version 1.0.0 or later; without `with_verdict` it is left out.
    """
    summed_up = summary(changes) if with_verdict else counts(changes)
    lines = [markdown_line(f"{summed_up}.")]
    for severity, of_severity in _by_severity(changes):
        lines += ["", f"### {severity.value.capitalize()} changes ({len(of_severity)})", ""]
        for entry in _lists_last(_entries(of_severity[:limit])):
            lines.append(_markdown_item(entry, locate_old, locate_new))
        lines += _left_out("- ", len(of_severity), limit)
    return "\n".join(lines) + "\n"


def report_json(changes: Sequence[Change], locate_old: Locate, locate_new: Locate) -> str:
    """Return the report for tools."""
    data = {
        "verdict": verdict(changes).value,
        "counts": {s.value: sum(c.severity is s for c in changes) for s in ChangeSeverity},
        "changes": [
            {
                "kind": change.kind.value,
                "severity": change.severity.value,
                "subject": change.subject,
                "message": change.message,
                "old": _place_json(change.old, locate_old),
                "new": _place_json(change.new, locate_new),
                "affects": list(change.affects),
            }
            for change in changes
        ],
    }
    return json.dumps(data, indent=2)


def short(changes: Sequence[Change], limit: int) -> list[str]:
    """Return a few lines for the end of a run: the counts, then at most `limit` of the most severe changes.

    Safe changes are counted only; nothing is said if there are no changes.
    """
    if not changes:
        return []
    lines = [counts(changes)]
    entries = _entries([change for change in changes if change.severity is not ChangeSeverity.SAFE])
    for entry in entries[:limit]:
        lines.append(f"  {entry.changes[0].severity.value}: {_headline(entry)}")
    if len(entries) > limit:
        lines.append(f"  ... and {len(entries) - limit} more")
    return lines


def summary(changes: Sequence[Change]) -> str:
    """Return the counts and the verdict in a line."""
    if not changes:
        return counts(changes)
    asks = "asks" if len(changes) == 1 else "ask"
    return f"{counts(changes)}, which {asks} for {_ASKED[verdict(changes)]}"


def counts(changes: Sequence[Change]) -> str:
    """Return the number of changes of each severity."""
    if not changes:
        return "nothing changes for callers"
    numbers = ", ".join(
        f"{len(of_severity)} {severity.value}" for severity, of_severity in _by_severity(changes)
    )
    return f"{numbers} {'change' if len(changes) == 1 else 'changes'}"


def _by_severity(changes: Sequence[Change]) -> Iterator[tuple[ChangeSeverity, list[Change]]]:
    for severity in ChangeSeverity:
        of_severity = [change for change in changes if change.severity is severity]
        if of_severity:
            yield severity, of_severity


def _entries(changes: Sequence[Change]) -> list[_Entry]:
    """Put changes together of which only the last name of the subject differs, if there are several."""
    groups: dict[tuple[object, ...], list[Change]] = {}
    for change in changes:
        owner, name = _split(change.subject)
        key = (change.kind, change.severity, change.message, change.affects, owner)
        groups.setdefault(key if name else (change,), []).append(change)
    entries = []
    for group in groups.values():
        if len(group) < _FOLDED:
            entries += [_Entry((change,)) for change in group]
        else:
            entries.append(_Entry(tuple(group)))
    return entries


def _lists_last(entries: Sequence[_Entry]) -> list[_Entry]:
    """Put single changes before lists, which may be long."""
    return sorted(entries, key=lambda entry: len(entry.changes) > 1)


def _split(subject: str) -> tuple[str, str]:
    """Return a subject with a star for its last name, and the name; "" if there is none."""
    match = _NAME.fullmatch(subject)
    return (f"{match[1]}*{match[3]}", match[2]) if match else (subject, "")


def _left_out(lead: str, number: int, limit: int | None) -> list[str]:
    more = 0 if limit is None else number - limit
    return [f"{lead}... and {more} more"] if more > 0 else []


# --- text


def _headline(entry: _Entry) -> str:
    first = entry.changes[0]
    number = f" ({len(entry.changes)})" if len(entry.changes) > 1 else ""
    return printable(f"{entry.subject}{number}: {first.message}")


def _text_lines(entry: _Entry, locate_old: Locate, locate_new: Locate) -> Iterator[str]:
    yield f"  {_headline(entry)}"
    if len(entry.changes) == 1:
        if place := _places(entry.changes[0], locate_old, locate_new):
            yield f"      {place}"
    else:
        width = max(map(len, entry.names))
        for name, change in zip(entry.names, entry.changes, strict=True):
            place = _places(change, locate_old, locate_new)
            yield f"      {printable(name):<{width}}  {place}".rstrip()
    if affected := _affected(entry.changes[0]):
        yield f"      {affected}"


def _places(change: Change, locate_old: Locate, locate_new: Locate) -> str:
    old = locate_old(change.old) if change.old is not None else ""
    new = locate_new(change.new) if change.new is not None else ""
    return printable(" -> ".join(place for place in (old, new) if place))


def _affected(change: Change, write: Callable[[str], str] = printable) -> str:
    """Name the operations that are affected, the first few of them; `write` encodes a name."""
    names = change.affects
    if not names:
        return ""
    more = len(names) - _AFFECTED
    shown = ", ".join(map(write, names[:_AFFECTED])) + (f" and {more} more" if more > 0 else "")
    return f"{len(names)} {'operation' if len(names) == 1 else 'operations'}: {shown}"


# --- Markdown


def markdown_line(text: str) -> str:
    """Encode a line of text: nothing in it is markup, and where GitHub would mention somebody there is code."""
    parts = _MENTION.split(printable(text))
    return "".join(
        _markdown_code(part) if number % 2 else _MARKUP.sub(r"\\\1", part)
        for number, part in enumerate(parts)
    )


def _markdown_code(text: str) -> str:
    """Encode text as a code span; the fence is longer than any run of backticks inside (CommonMark 6.1)."""
    shown = printable(text)
    fence = "`" * (max((len(run) for run in re.findall(r"`+", shown)), default=0) + 1)
    pad = " " if shown.startswith("`") or shown.endswith("`") else ""
    return f"{fence}{pad}{shown}{pad}{fence}"


def _markdown_item(entry: _Entry, locate_old: Locate, locate_new: Locate) -> str:
    first = entry.changes[0]
    text = f"- {_markdown_code(entry.subject)}: {markdown_line(first.message)}"
    if len(entry.changes) > 1:
        text += f": {', '.join(map(_markdown_code, entry.names))}"
    elif place := _places(first, locate_old, locate_new):
        text += f" ({_markdown_code(place)})"
    if affected := _affected(first, _markdown_code):
        text += f"; {affected}"
    return text


# --- JSON


def _place_json(at: str | None, locate: Locate) -> dict[str, Any] | None:
    return None if at is None else {"pointer": at.partition("#")[2], "at": at, "place": locate(at)}
