"""The report of `make bench`: Markdown tables, the targets, and a plot."""

from __future__ import annotations

import platform
import time
from collections.abc import Callable, Mapping, Sequence
from html import escape

from alone import Alone
from growth import Corpus
from growth import table as growth_table
from measured import Measured
from tools import Tool

_OURS = "specloom"
_TARGETS = (
    ("github", "openapi-python-client", 0.6),
    ("kubernetes", "openapi-python-client", 1.0),
    ("stripe", "openapi-generator", 1.0),
    ("openai", "openapi-generator", 1.0),
    ("digitalocean", "openapi-generator", 1.0),
    ("bedrock", "openapi-python-client", 1.0),
)
"""Document, peer, and the CPU time that specloom may take at most, as a share of the peer's."""
_LARGE = 1_000_000
"""The bytes of a large package: in small ones, the runtime is most of it."""
_COLORS = ("#0b6e4f", "#8d99ae", "#c9ada7", "#edae49", "#577590")

Key = Callable[[Measured], str]


def report(
    documents: Sequence[str],
    tools: Sequence[Tool],
    measured: Mapping[str, Measured],
    alone: Alone,
    corpus: Corpus,
) -> str:
    """Return the report as Markdown."""
    sections: list[tuple[str, Key]] = [
        ("CPU seconds, user and system, of all processes", lambda m: f"{m.seconds:.1f}"),
        ("Elapsed seconds", lambda m: f"{sorted(m.wall)[len(m.wall) // 2]:.1f}"),
        ("Peak memory of a process, MB", lambda m: f"{m.megabytes:.0f}"),
        ("Operations written", lambda m: "-" if m.operations is None else str(m.operations)),
        ("Modules that cannot be imported", _unimportable),
        ("CPU milliseconds of `import PACKAGE`", _import_time),
        ("Lines of the package", lambda m: str(m.lines)),
        ("What mypy reports, with its default settings", _type_errors),
    ]
    pins = ", ".join(tool.requirements[0] for tool in tools if tool.name != _OURS)
    text = [
        "# specloom beside other generators\n",
        f"{time.strftime('%Y-%m-%d')}, {platform.system()} {platform.machine()}, "
        f"Python {platform.python_version()}; {pins}. Printed by `make bench` "
        "(`benchmarks/peers/`). Each tool has its default settings; specloom writes client, tests and documentation, "
        "formats them, and checks that they compile. What is compared ran in turn: ratios count, not seconds.\n",
        "![CPU seconds](report.svg)\n",
        "## Targets\n",
        *_targets(measured),
        "\n## Other targets\n",
        *_other_targets(measured, alone, corpus),
        "\n## Growth\n",
        f"First runs on the {len(corpus.runs)} documents of the [corpus](../docs/corpus.md) that have operations.\n",
        "![CPU seconds and memory by operations](growth.svg)\n",
        *growth_table(corpus.runs),
    ]
    for title, key in sections:
        text += [f"\n## {title}\n", *_table(documents, tools, measured, key)]
    return "\n".join(text) + "\n"


def _targets(measured: Mapping[str, Measured]) -> list[str]:
    rows = ["| document | CPU time at most | measured | |", "| --- | --- | ---: | --- |"]
    for document, peer, limit in _TARGETS:
        ours, theirs = measured.get(f"{document} {_OURS}"), measured.get(f"{document} {peer}")
        if ours is None or theirs is None or not theirs.seconds:
            continue
        ratio = ours.seconds / theirs.seconds
        verdict = "met" if ratio <= limit else "missed"
        rows.append(f"| {document} | {limit} x {peer} | {ratio:.2f} x | {verdict} |")
    return rows


_TIMES = (
    ("CPU seconds of `specloom --help`, over a bare interpreter", 0.08, "help"),
    ("CPU seconds of `specloom check` in sync, over a bare interpreter", 0.12, "check"),
    ("CPU seconds of the generator's imports", 0.25, "imports"),
)


def _other_targets(measured: Mapping[str, Measured], alone: Alone, corpus: Corpus) -> list[str]:
    rows: list[tuple[str, float, float]] = []
    largest = list(alone.sizes)[-1]
    if f"{largest} {_OURS}" in measured:
        memory = measured[f"{largest} {_OURS}"].megabytes
        rows.append((f"peak memory, {largest}, MB", 400, memory))
    for name, size in alone.sizes.items():
        if size["package"] > _LARGE:
            ratio = (size["tests"] + size["records"]) / size["package"]
            rows.append((f"bytes of tests, lock and surface over the package, {name}", 0.8, ratio))
    size = alone.sizes[largest]
    rows.append((f"MB without documentation, {largest}", 12, (size["all"] - size["docs"]) / 1e6))
    rows += [
        (f"CPU seconds of a second run, nothing changed, {largest}", 0.15, alone.unchanged),
        (f"CPU seconds after one operation has changed, {largest}", 2.5, alone.changed),
        ("lines of lock and surface that this changes", 10, alone.lines),
        *((text, limit, alone.start[key]) for text, limit, key in _TIMES),
    ]
    if corpus.minutes is not None:
        text = f"minutes for the corpus ({corpus.documents} documents, {corpus.jobs} at a time)"
        rows.append((text, 15, corpus.minutes))
    lines = ["| | at most | measured | |", "| --- | ---: | ---: | --- |"]
    for text, limit, value in rows:
        verdict = "met" if value <= limit else "missed"
        lines.append(f"| {text} | {limit:g} | {value:.3g} | {verdict} |")
    return lines


def _table(
    documents: Sequence[str],
    tools: Sequence[Tool],
    measured: Mapping[str, Measured],
    key: Key,
) -> list[str]:
    rows = [
        f"| | {' | '.join(tool.name for tool in tools)} |",
        f"| --- | {' | '.join('---:' for _ in tools)} |",
    ]
    for document in documents:
        cells = [_cell(measured.get(f"{document} {tool.name}"), key) for tool in tools]
        if any(cells):
            rows.append(f"| {document} | {' | '.join(cells)} |")
    return rows


def _cell(measured: Measured | None, key: Key) -> str:
    if measured is None:
        return ""
    return "failed" if measured.failure and not measured.lines else key(measured)


def _unimportable(measured: Measured) -> str:
    return "the package" if measured.unimportable is None else str(measured.unimportable)


def _import_time(measured: Measured) -> str:
    return "-" if measured.unimportable is None else f"{measured.import_seconds * 1000:.0f}"


def _type_errors(measured: Measured) -> str:
    return "" if measured.type_errors is None else str(measured.type_errors)


def plot(documents: Sequence[str], tools: Sequence[Tool], measured: Mapping[str, Measured]) -> str:
    """Return bars of CPU seconds, a group for each document, as SVG; each group has a scale of its own."""
    width, bar, gap = 720, 16, 22
    y, lines = 30, []
    for document in documents:
        group = [(tool.name, measured.get(f"{document} {tool.name}")) for tool in tools]
        shown = [(name, found.seconds) for name, found in group if found is not None and found.cpu]
        if not shown:
            continue
        longest = max(seconds for _, seconds in shown)
        lines.append(f'<text x="10" y="{y}" font-weight="bold">{escape(document)}</text>')
        y += 8
        for (name, seconds), color in zip(shown, _COLORS, strict=False):
            length = 380 * seconds / longest
            lines += [
                f'<text x="190" y="{y + 12}" text-anchor="end">{escape(name)}</text>',
                f'<rect x="200" y="{y}" width="{length:.1f}" height="{bar - 3}" fill="{color}"/>',
                f'<text x="{206 + length:.1f}" y="{y + 12}">{seconds:.1f} s</text>',
            ]
            y += bar
        y += gap
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {y}" font-family="sans-serif" font-size="12">\n'
        f'<rect width="{width}" height="{y}" fill="#fff"/>\n' + "\n".join(lines) + "\n</svg>\n"
    )
