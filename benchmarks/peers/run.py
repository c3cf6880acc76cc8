"""`make bench`: specloom beside other generators, in turn, on six documents.

Each tool is installed into an environment of its own below `.bench/`, and the documents are fetched as `make corpus`
does. Results are kept in `.bench/measured.json`: what is there is not measured again (`--again` does). The report goes
to `benchmarks/report.md`, the plot to `benchmarks/report.svg`. Ratios of one run count, not seconds: what is compared
runs in turn. An hour on two cores, most of it mypy and the peers. What `make corpus` has left tells how runs grow.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.append(str(ROOT / "tests" / "corpus"))

from alone import measure  # noqa: E402
from alone import read as read_alone  # noqa: E402
from alone import write as write_alone  # noqa: E402
from documents import DIRECTORY, PACKAGES, fetch  # noqa: E402
from growth import plot as growth_plot  # noqa: E402
from growth import read as read_corpus  # noqa: E402
from measured import Measured, environment, generate, inspect, read, write  # noqa: E402
from report import plot, report  # noqa: E402
from tools import TOOLS  # noqa: E402

DOCUMENTS = ("bedrock", "digitalocean", "openai", "stripe", "kubernetes", "github")
_CORPUS = {"digitalocean": "digitalocean.com", "openai": "openai.com"} | {
    "stripe": "stripe.com",
    "kubernetes": "kubernetes.io",
}


def main() -> None:
    """Run the comparison, and write the report."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cache", type=Path, default=ROOT / ".bench", metavar="DIR")
    parser.add_argument("--corpus", type=Path, default=ROOT / ".corpus", metavar="DIR")
    parser.add_argument(
        "--corpus-results", type=Path, default=ROOT / ".corpus/results", metavar="DIR"
    )
    parser.add_argument(
        "--rounds", type=int, default=3, help="runs of each tool; the median counts"
    )
    parser.add_argument(
        "--types", action="store_true", help="have mypy check what was written, too"
    )
    parser.add_argument("--again", action="store_true", help="forget what was measured before")
    parser.add_argument("names", nargs="*", default=DOCUMENTS, metavar="DOCUMENT")
    options = parser.parse_args()
    cache = options.cache.resolve()
    cache.mkdir(parents=True, exist_ok=True)
    kept = cache / "measured.json"
    measured = {} if options.again else read(kept)
    for name in options.names:
        document = _path_of(options.corpus, name)
        todo = [tool for tool in TOOLS if f"{name} {tool.name}" not in measured]
        found = {tool.name: Measured() for tool in todo}
        for _ in range(options.rounds):
            for tool in todo:
                programs = environment(cache, tool.name, tool.requirements)
                out = cache / "out" / name / tool.name
                generate(tool, programs, document, out, found[tool.name])
                print(f"{name} {tool.name}: {found[tool.name].cpu[-1]:.1f} s", file=sys.stderr)
        for tool in todo:
            out = cache / "out" / name / tool.name
            inspect(tool, cache, out, found[tool.name], types=options.types)
            measured[f"{name} {tool.name}"] = found[tool.name]
        write(kept, measured)
    alone = None if options.again else read_alone(cache / "alone.json")
    if alone is None:
        alone = measure(cache, DOCUMENTS, lambda name: _path_of(options.corpus, name))
        write_alone(cache / "alone.json", alone)
    corpus = read_corpus(options.corpus_results)
    text = report(DOCUMENTS, TOOLS, measured, alone, corpus)
    folder = ROOT / "benchmarks"
    (folder / "report.md").write_text(text, encoding="utf-8")
    (folder / "report.svg").write_text(plot(DOCUMENTS, TOOLS, measured), encoding="utf-8")
    (folder / "growth.svg").write_text(growth_plot(corpus.runs), encoding="utf-8")


def _path_of(corpus: Path, name: str) -> Path:
    if name == "bedrock":
        return ROOT / "specs/amazon-bedrock/openapi.yaml"
    if name == "github":
        octokit = next(package for package in PACKAGES if package.name == "@octokit/openapi")
        return (fetch(corpus, octokit) / octokit.roots[0]).resolve()
    return (fetch(corpus, DIRECTORY) / "api" / f"{_CORPUS[name]}.json").resolve()


if __name__ == "__main__":
    main()
