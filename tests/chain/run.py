"""`make chain`: every version of GitHub's API in the corpus, one after the other, through one client.

Not part of CI: it fetches the documents (see docs/corpus.md), and takes minutes; with `--types all` many.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(REPOSITORY / "tests" / "corpus"))

from documents import DIRECTORY, fetch  # noqa: E402
from driver import Project  # noqa: E402

VERSIONS = (
    *(f"ghes-2.{number}" for number in range(18, 23)),
    *(f"ghes-3.{number}" for number in range(9)),
    "api.github.com",
)


def main() -> int:
    """Walk the chain; the exit code is 1 if anything did not survive."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cache", type=Path, default=REPOSITORY / ".corpus", metavar="DIR")
    parser.add_argument("--folder", type=Path, metavar="DIR", help="keep the project there")
    parser.add_argument("--formatter", default="none", choices=("black", "none"))
    parser.add_argument(
        "--types",
        default="ends",
        choices=("all", "ends", "none"),
        help="after which steps to run mypy --strict: the first and the last one by default",
    )
    parser.add_argument("--versions", nargs="+", default=VERSIONS, metavar="VERSION")
    options = parser.parse_args()
    documents = fetch(options.cache, DIRECTORY) / "api" / "github.com"
    with tempfile.TemporaryDirectory() as scratch:
        folder = options.folder or Path(scratch)
        project = Project(folder=folder, package="github", formatter=options.formatter)
        project.start()
        failed = []
        for index, version in enumerate(options.versions):
            first, last = index == 0, index == len(options.versions) - 1
            types = options.types == "all" or (options.types == "ends" and (first or last))
            if not _step(project, documents / f"{version}.json", first=first, types=types):
                failed.append(version)
    print(f"{len(options.versions) - len(failed)} of {len(options.versions)} steps hold")
    return 1 if failed else 0


def _step(project: Project, document: Path, *, first: bool, types: bool) -> bool:
    started = time.perf_counter()
    printed = project.update(document)
    if first:
        project.live_in()
    wrong = project.verify(types=types)
    seconds = time.perf_counter() - started
    print(f"{document.stem}: {'ok' if not wrong else 'WRONG'}, {seconds:.0f} s", flush=True)
    print("\n".join(f"    {line}" for line in printed.splitlines()[:40]), flush=True)
    for line in wrong[:20]:
        print(f"    wrong: {line}", flush=True)
    return not wrong


if __name__ == "__main__":
    sys.exit(main())
