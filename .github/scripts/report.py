"""Turns what specloom prints as JSON into the text of a pull request. Needs the standard library alone.

report.py body RESULT.json        prints Markdown
report.py unknown UPSTREAM.json   exit code 0 if it is not known whether some document moved
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

LONGEST = 60_000
"""GitHub takes 65,536 characters."""
MOST_CHANGES = 200
MARKER = "<!-- specloom: new entries -->"
"""The newest entry of a changelog is the first one below it."""


def body(entries: list[dict[str, Any]]) -> str:
    """Return the text of a pull request: for each client what changed, as its changelog says it."""
    parts = [part for entry in entries if (part := client(entry))]
    text = "\n".join(["`specloom generate` made these changes.", "", *parts])
    if len(text) > LONGEST:
        text = (
            text[:LONGEST].rsplit("\n", 1)[0]
            + "\n\nThe rest is in the changelogs of the clients.\n"
        )
    return text


def client(entry: dict[str, Any]) -> str:
    """Return the part of a client, or of a shared runtime; "" if nothing of it changed."""
    counts = [
        f"{len(entry[kind])} {kind}"
        for kind in ("created", "updated", "deleted")
        if entry.get(kind)
    ]
    if not counts:
        return ""
    lines = [f"## {code(entry['output'])}", "", f"Files: {', '.join(counts)}.", ""]
    if entry.get("verdict") not in (None, "none"):
        lines += [f"The changes ask for a new {code(entry['verdict'])} version.", ""]
    entry_of_changelog = newest(Path(entry["output"]) / "CHANGELOG.md")
    if entry_of_changelog and "CHANGELOG.md" in (*entry["created"], *entry["updated"]):
        lines += [entry_of_changelog, ""]
    else:
        changes = entry.get("changes") or []
        lines += [change(found) for found in changes[:MOST_CHANGES]]
        if len(changes) > MOST_CHANGES:
            lines += [f"- ... and {len(changes) - MOST_CHANGES} more"]
        lines += [""] if changes else []
    diagnostics = entry.get("diagnostics") or []
    if diagnostics:
        lines += [f"{len(diagnostics)} warnings:", ""]
        lines += [f"- {code(d['code'])} {code(d['message'])}" for d in diagnostics[:20]]
        lines += [""]
    return "\n".join(lines)


def change(found: Any) -> str:
    """Return one change as an item of a list; nothing in it is Markdown."""
    if not isinstance(found, dict):
        return f"- {code(str(found))}"
    text = f"{found.get('subject', '')} {found.get('message', '')}".strip()
    return f"- **{code(str(found.get('severity', 'change')))}** {code(text)}"


def newest(path: Path) -> str:
    """Return the newest entry of a changelog without its heading, "" if there is none. Specloom encodes what it writes there."""
    try:
        text = path.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""
    lines = text.partition(MARKER)[2].splitlines()
    heads = [number for number, line in enumerate(lines) if line.startswith("## ")]
    if not heads:
        return ""
    end = heads[1] if len(heads) > 1 else len(lines)
    return "\n".join(lines[heads[0] + 1 : end]).strip()


def code(text: str) -> str:
    """Return text as a code span, which mentions nobody and links nowhere (CommonMark 6.1)."""
    plain = "".join(char if char.isprintable() else " " for char in text)
    fence = "`"
    while fence in plain:
        fence += "`"
    return f"{fence} {plain} {fence}" if "`" in plain else f"`{plain or ' '}`"


def unknown(entries: list[dict[str, Any]]) -> bool:
    """Return whether a document could not be asked for."""
    return any(entry["error"] is not None for entry in entries)


def main(arguments: list[str]) -> int:
    """Do what the first argument says with the file of the second."""
    try:
        entries = json.loads(Path(arguments[1]).read_text(encoding="utf-8"))
    except ValueError:
        return 0 if arguments[0] == "unknown" else 1
    if arguments[0] == "unknown":
        return 0 if unknown(entries) else 1
    sys.stdout.reconfigure(encoding="utf-8")  # type: ignore[union-attr]
    print(body(entries), end="")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
