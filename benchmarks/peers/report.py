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
from targets import OURS, targets
from tools import Tool

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
    pins = ", ".join(tool.requirements[0] for tool in tools if tool.name != OURS)
    text = [
        "# specloom beside other generators\n",
        f"{time.strftime('%Y-%m-%d')}, {platform.system()} {platform.machine()}, "
        f"Python {platform.python_version()}; {pins}. Printed by `make bench` "
        "(`benchmarks/peers/`). Each tool has its default settings; specloom writes client, tests and documentation, "
        "formats them, and checks that they compile. What is compared ran in turn: ratios count, not seconds.\n",
        "![CPU seconds](report.svg)\n",
        "## Targets\n",
        *targets(measured, alone, corpus),
        "\n## Growth\n",
        f"First runs, not formatted, on the {len(corpus.runs)} documents of the [corpus](../docs/corpus.md) that have operations.\n",
        "![CPU seconds and memory by operations](growth.svg)\n",
        *growth_table(corpus.runs),
    ]
    for title, key in sections:
        text += [f"\n## {title}\n", *_table(documents, tools, measured, key)]
    return "\n".join(text) + "\n"


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
        shown = [
            (name, found.seconds, ", fails" if found.failure and not found.lines else "")
            for name, found in group
            if found is not None and found.cpu
        ]
        if not shown:
            continue
        longest = max(seconds for _, seconds, _ in shown)
        lines.append(f'<text x="10" y="{y}" font-weight="bold">{escape(document)}</text>')
        y += 8
        for (name, seconds, ending), color in zip(shown, _COLORS, strict=False):
            length = 380 * seconds / longest
            lines += [
                f'<text x="190" y="{y + 12}" text-anchor="end">{escape(name)}</text>',
                f'<rect x="200" y="{y}" width="{length:.1f}" height="{bar - 3}" fill="{color}"/>',
                f'<text x="{206 + length:.1f}" y="{y + 12}">{seconds:.1f} s{ending}</text>',
            ]
            y += bar
        y += gap
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {y}" font-family="sans-serif" font-size="12">\n'
        f'<rect width="{width}" height="{y}" fill="#fff"/>\n' + "\n".join(lines) + "\n</svg>\n"
    )
