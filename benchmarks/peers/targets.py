"""What a run may take at most, beside what was measured: each target is a row, and what was missed says why."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from alone import Alone
from growth import Corpus
from measured import Measured

OURS = "specloom"
_PEERS = (
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
_WHY_PEER = (
    "tests and documentation, about as much text as the package, are made, formatted and checked, too, and no "
    "function takes more than 5 %; of Kubernetes, the peer writes two thirds of the operations"
)
_WHY_UPDATE = "the whole document is read, checked and named in every run: nothing is kept outside of the output"
_WHY_SIZE = "the package is more than half of it, and half of that are docstrings, which editors show of both clients"
_WHY_RECORDS = "sample values of large models are most of it"
_WHY_MACHINE = "start-up is most of it"
_WHY_CORPUS = "two documents, with 34,000 operations, take a fifth of it"


@dataclass(frozen=True)
class Target:
    """What was measured, what it may be at most, and why it is more, if it is."""

    name: str
    limit: float
    measured: float
    why: str


def targets(measured: Mapping[str, Measured], alone: Alone, corpus: Corpus) -> list[str]:
    """Return the targets as a Markdown table."""
    found = [*_beside_peers(measured), *_sizes(alone), *_times(measured, alone, corpus)]
    lines = ["| | at most | measured | | why |", "| --- | ---: | ---: | --- | --- |"]
    for each in found:
        is_met = each.measured <= each.limit
        cells = [each.name, f"{each.limit:g}", f"{each.measured:.4g}"]
        cells += ["met", ""] if is_met else ["missed", each.why]
        lines.append(f"| {' | '.join(cells)} |")
    return lines


def _beside_peers(measured: Mapping[str, Measured]) -> Iterable[Target]:
    for document, peer, limit in _PEERS:
        ours, theirs = measured.get(f"{document} {OURS}"), measured.get(f"{document} {peer}")
        if ours is not None and theirs is not None and theirs.seconds:
            ending = ", which fails" if theirs.failure else ""
            name = f"CPU time of a first run over {peer}'s{ending}, {document}"
            yield Target(name, limit, ours.seconds / theirs.seconds, _WHY_PEER)


def _sizes(alone: Alone) -> Iterable[Target]:
    for name, size in alone.sizes.items():
        if size["package"] > _LARGE:
            ratio = (size["tests"] + size["records"]) / size["package"]
            text = f"bytes of tests, lock and surface over the package, {name}"
            yield Target(text, 0.8, ratio, _WHY_RECORDS)
    largest, size = list(alone.sizes.items())[-1]
    megabytes = (size["all"] - size["docs"]) / 1e6
    yield Target(f"MB without documentation, {largest}", 12, megabytes, _WHY_SIZE)


def _times(measured: Mapping[str, Measured], alone: Alone, corpus: Corpus) -> Iterable[Target]:
    largest = list(alone.sizes)[-1]
    if f"{largest} {OURS}" in measured:
        memory = measured[f"{largest} {OURS}"].megabytes
        yield Target(f"peak memory in MB, {largest}", 400, memory, _WHY_SIZE)
    text = f"CPU seconds of a second run, nothing changed, {largest}"
    yield Target(text, 0.15, alone.unchanged, _WHY_MACHINE)
    text = f"CPU seconds after one operation has changed, {largest}"
    yield Target(text, 2.5, alone.changed, _WHY_UPDATE)
    text = "lines of lock and surface that this changes"
    yield Target(text, 10, alone.lines, "each file that changes has a line")
    for text, limit, key in (
        ("CPU seconds of `specloom --help`, over a bare interpreter", 0.08, "help"),
        ("CPU seconds of `specloom check` in sync, over a bare interpreter", 0.12, "check"),
        ("CPU seconds of the generator's imports", 0.25, "imports"),
    ):
        yield Target(text, limit, alone.start[key], _WHY_MACHINE)
    if corpus.documents:
        text = f"minutes of two cores for the {corpus.documents} documents of the corpus"
        yield Target(text, 15, corpus.minutes / 2, _WHY_CORPUS)
