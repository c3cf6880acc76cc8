"""Generate clients of real documents and check them; docs/corpus.md says how and why.

Results: one row a document in RESULTS/rows.jsonl, and RESULTS/report.md. A run goes on where the
last one stopped: what was checked with the same generator is not checked again.
"""

from __future__ import annotations

import argparse
import json
import os
import queue
import signal
import sys
import threading
from collections.abc import Iterable, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from pathlib import Path
from typing import Any

from checks import CHECKS, DEFAULT_CHECKS, REPOSITORY, Bench, Generator, digest_of
from documents import DocumentFile, all_documents, matching, named, sampled
from processes import Limits
from report import report
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

Row = dict[str, Any]


class Results:
    """The rows so far, on disk after every document."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._path = folder / "rows.jsonl"
        self._report = folder / "report.md"
        self._lock = threading.Lock()
        self._rows: dict[str, Row] = {}
        if self._path.exists():
            for line in self._path.read_text(encoding="utf-8").splitlines():
                row = json.loads(line)
                self._rows[row["document"]] = row

    def missing(
        self, document: DocumentFile, wanted: frozenset[str], generator: str
    ) -> frozenset[str]:
        """Return the checks that were not done yet with this document and this generator."""
        row = self._rows.get(document.name)
        if row is None or row["generator"] != generator or row["digest"] != digest_of(document):
            return wanted
        if not row["checks"]["generate"]["ok"]:
            return frozenset()
        return wanted - set(row["checks"])

    def add(self, row: Row) -> None:
        """Add a row; what an equal run found before is kept."""
        with self._lock:
            old = self._rows.get(row["document"])
            if old and (old["generator"], old["digest"]) == (row["generator"], row["digest"]):
                row = {**old, **row, "checks": {**old["checks"], **row["checks"]}}
            self._rows[row["document"]] = row
            with self._path.open("a", encoding="utf-8") as file:
                file.write(json.dumps(row) + "\n")

    def write_report(self, documents: Iterable[DocumentFile]) -> list[Row]:
        """Write the report on these documents; return their rows."""
        with self._lock:
            rows = [self._rows[d.name] for d in documents if d.name in self._rows]
            self._report.write_text(report(rows), encoding="utf-8")
        return rows


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line; the exit code is 1 if any document fails a check."""
    options = _parser().parse_args(arguments)
    wanted = frozenset(CHECKS if options.checks == "all" else options.checks.split(","))
    unknown = wanted.difference(CHECKS)
    if unknown:
        raise SystemExit(f"--checks takes {', '.join(CHECKS)}; not {', '.join(sorted(unknown))}")
    documents = [d for d in _documents(options) if d.size < options.smaller_than * 1000]
    signal.signal(signal.SIGTERM, _interrupt)  # so that the commands it started end with it
    results = Results(options.results)
    (options.results / "pid").write_text(f"{os.getpid()}\n")
    generator = Generator.snapshot(options.results / "work")
    todo = [(d, m) for d in documents if (m := results.missing(d, wanted, generator.digest))]
    console = Console(stderr=True)
    console.print(f"{len(documents)} documents, {len(todo)} to do, generator {generator.digest}")
    _check(options, todo, generator, results, documents, console)
    rows = results.write_report(documents)
    bad = [row for row in rows if not all(check["ok"] for check in row["checks"].values())]
    print(f"{len(rows) - len(bad)} of {len(rows)} documents pass; {options.results}/report.md")
    return 1 if bad else 0


def _interrupt(*_: object) -> None:
    raise KeyboardInterrupt


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=__doc__)
    which = parser.add_mutually_exclusive_group(required=True)
    which.add_argument("--sample", type=Path, metavar="FILE", help="the documents that FILE lists")
    which.add_argument("--all", action="store_true", help="every document of the three packages")
    which.add_argument("--path", action="append", metavar="GLOB", help="those with such names")
    which.add_argument("--only", nargs="+", metavar="NAME", help="these documents")
    parser.add_argument("--cache", type=Path, default=REPOSITORY / ".corpus", metavar="DIR")
    parser.add_argument(
        "--results", type=Path, default=REPOSITORY / ".corpus/results", metavar="DIR"
    )
    parser.add_argument("--jobs", type=int, default=1, metavar="N", help="documents at a time")
    parser.add_argument(
        "--checks", default=",".join(DEFAULT_CHECKS), help=f"all, or of {', '.join(CHECKS)}"
    )
    parser.add_argument("--timeout", type=float, default=900, metavar="S", help="for each check")
    parser.add_argument("--memory", type=float, default=8, metavar="GIB", help="for each check")
    parser.add_argument("--smaller-than", type=float, default=1e9, metavar="KB", help="others wait")
    parser.add_argument("--format", choices=("ruff", "black"), help="format the clients")
    parser.add_argument("--keep", type=Path, metavar="DIR", help="keep the generated clients there")
    return parser


def _documents(options: argparse.Namespace) -> list[DocumentFile]:
    if options.sample:
        return sampled(options.cache, options.sample)
    if options.path:
        return matching(options.cache, options.path)
    return named(options.cache, options.only) if options.only else all_documents(options.cache)


def _check(
    options: argparse.Namespace,
    todo: list[tuple[DocumentFile, frozenset[str]]],
    generator: Generator,
    results: Results,
    documents: list[DocumentFile],
    console: Console,
) -> None:
    benches: queue.SimpleQueue[Bench] = queue.SimpleQueue()
    for number in range(options.jobs):
        benches.put(
            Bench.open(
                (options.results / "work" / f"job-{number}").resolve(),
                Generator(generator.folder.resolve(), generator.digest),
                Limits(options.timeout, options.memory),
                formatter=options.format or "none",
                keep=options.keep.resolve() if options.keep else None,
            )
        )

    def one(document: DocumentFile, wanted: frozenset[str]) -> Row:
        bench = benches.get()
        try:
            return bench.check(document, wanted)
        finally:
            benches.put(bench)

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, TimeRemainingColumn(), console=console) as progress:
        task = progress.add_task("corpus", total=len(todo))
        with ThreadPoolExecutor(options.jobs) as pool:
            waiting: set[Future[Row]] = {pool.submit(one, *entry) for entry in todo}
            try:
                while waiting:
                    done, waiting = wait(waiting, return_when=FIRST_COMPLETED)
                    for future in done:
                        row = future.result()
                        results.add(row)
                        _tell(row, progress)
                        progress.advance(task)
                    results.write_report(documents)
            except BaseException:
                pool.shutdown(wait=False, cancel_futures=True)
                raise
    while not benches.empty():
        benches.get().close()


def _tell(row: Row, progress: Progress) -> None:
    for check, result in row["checks"].items():
        if not result["ok"]:
            line = f"{row['document']}: {check}: {result['cause']}"
            progress.console.print(line[:300], markup=False, highlight=False)


if __name__ == "__main__":
    sys.exit(main())
