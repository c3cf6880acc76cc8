"""How a first run grows with the document: the rows that `make corpus` left, as a table and a plot."""

from __future__ import annotations

import json
import math
import statistics
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

_LIMITS = (10, 30, 100, 300, 1000, 3000, 10_000, 30_000)
_WIDTH, _HEIGHT, _MARGIN = 340, 260, 44


@dataclass(frozen=True)
class Run:
    """A first run: the operations of the document, CPU seconds, and the peak of resident memory in MB."""

    operations: int
    seconds: float
    megabytes: float


@dataclass(frozen=True)
class Corpus:
    """The first runs on documents that have operations; how many documents there are; the CPU minutes of all runs."""

    runs: Sequence[Run] = ()
    documents: int = 0
    minutes: float = 0.0


def read(results: Path) -> Corpus:
    """Read the results of `tests/corpus/run.py`, if there are any."""
    rows = results / "rows.jsonl"
    if not rows.exists():
        return Corpus()
    last = {row["document"]: row for row in map(json.loads, rows.read_text().splitlines())}
    found, seconds = [], 0.0
    for row in last.values():
        generated = row["checks"]["generate"]
        seconds += generated["cpu"]
        if generated["ok"] and row.get("operations"):
            found.append(Run(row["operations"], generated["cpu"], generated["peak_mb"]))
    return Corpus(found, len(last), seconds / 60)


def table(found: Sequence[Run]) -> list[str]:
    """Return a Markdown table: what a run takes, by the number of operations."""
    lines = [
        "| operations | documents | CPU seconds, median | milliseconds for each operation, median | memory, MB, median |",
        "| --- | ---: | ---: | ---: | ---: |",
    ]
    least = 1
    for limit in _LIMITS:
        part = [run for run in found if least <= run.operations <= limit]
        if part:
            each = _median(part, lambda run: 1000 * run.seconds / run.operations)
            cells = [
                f"{_median(part, lambda run: run.seconds):.2f}",
                f"{each:.1f}",
                f"{_median(part, lambda run: run.megabytes):.0f}",
            ]
            lines.append(f"| {least} to {limit} | {len(part)} | {' | '.join(cells)} |")
        least = limit + 1
    return lines


def _median(part: Sequence[Run], key: Callable[[Run], float]) -> float:
    return statistics.median(map(key, part))


def plot(found: Sequence[Run]) -> str:
    """Return CPU seconds and memory against operations, both axes logarithmic, as SVG."""
    panels = [
        _panel(found, lambda run: run.seconds, "CPU seconds", (0.05, 1000.0), 0),
        _panel(found, lambda run: run.megabytes, "MB", (30.0, 10_000.0), _WIDTH + _MARGIN),
    ]
    width = 2 * (_WIDTH + _MARGIN) + 16
    height = _HEIGHT + 2 * _MARGIN
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" font-family="sans-serif" font-size="11">\n'
        f'<rect width="{width}" height="{height}" fill="#fff"/>\n'
        + "\n".join(panels)
        + "\n</svg>\n"
    )


def _panel(
    found: Sequence[Run],
    key: Callable[[Run], float],
    title: str,
    bounds: tuple[float, float],
    left: int,
) -> str:
    across = _axis((1.0, 30_000.0), left + _MARGIN, _WIDTH)
    up = _axis(bounds, _MARGIN + _HEIGHT, -_HEIGHT)
    lines = [
        f'<text x="{left + _MARGIN}" y="{_MARGIN - 14}" font-weight="bold">{title} by operations</text>'
    ]
    for value in _powers(1.0, 30_000.0):
        x = across(value)
        lines += [
            f'<line x1="{x:.1f}" y1="{_MARGIN}" x2="{x:.1f}" y2="{_MARGIN + _HEIGHT}" stroke="#ddd"/>',
            f'<text x="{x:.1f}" y="{_MARGIN + _HEIGHT + 16}" text-anchor="middle">{value:g}</text>',
        ]
    for value in _powers(*bounds):
        y = up(value)
        lines += [
            f'<line x1="{left + _MARGIN}" y1="{y:.1f}" x2="{left + _MARGIN + _WIDTH}" y2="{y:.1f}" stroke="#ddd"/>',
            f'<text x="{left + _MARGIN - 5}" y="{y + 4:.1f}" text-anchor="end">{value:g}</text>',
        ]
    points = sorted({(round(across(run.operations)), round(up(key(run)))) for run in found})
    path = "".join(f"M{x} {y}h0" for x, y in points)
    lines.append(
        f'<path d="{path}" stroke="#0b6e4f" stroke-width="3" stroke-linecap="round" stroke-opacity="0.6"/>'
    )
    return "\n".join(lines)


def _axis(bounds: tuple[float, float], start: float, length: float) -> Callable[[float], float]:
    low, high = map(math.log, bounds)
    return lambda value: start + length * (math.log(max(value, bounds[0])) - low) / (high - low)


def _powers(low: float, high: float) -> list[float]:
    first, last = math.ceil(math.log10(low)), math.floor(math.log10(high))
    return [10.0**power for power in range(first, last + 1)]
