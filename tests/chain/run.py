"""`make chain`: the versions of real APIs in the corpus, one after the other, through one client of each.

A user lives in the client's folder between the updates (`driver.py`), and mypy judges what each update says of itself
(`judge.py`). Not part of CI: it fetches the documents (see docs/corpus.md), and takes a quarter of an hour; with
`--types all` much longer.
"""

from __future__ import annotations

import argparse
import itertools
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(REPOSITORY / "tests" / "corpus"))

from documents import DIRECTORY, fetch  # noqa: E402
from driver import Project  # noqa: E402
from judge import judge, report  # noqa: E402

CHAINS = {
    "github": (
        *(f"github.com/ghes-2.{number}" for number in range(18, 23)),
        *(f"github.com/ghes-3.{number}" for number in range(9)),
        "github.com/api.github.com",
    ),
    "adyen_checkout": ("adyen.com/CheckoutService", "adyen.com/CheckoutService-v71"),
    "adyen_management": ("adyen.com/ManagementService", "adyen.com/ManagementService-v3"),
    "adyen_transfers": ("adyen.com/TransferService", "adyen.com/TransferService-v4"),
    "netbox": ("netboxdemo.com", "netbox.dev"),
    "nexmo_application": ("nexmo.com/application", "nexmo.com/application.v2"),
    "twilio_chat": ("twilio.com/twilio_chat_v1", "twilio.com/twilio_chat_v2"),
    "twilio_messaging": ("twilio.com/twilio_ip_messaging_v1", "twilio.com/twilio_ip_messaging_v2"),
    "twilio_pricing": ("twilio.com/twilio_pricing_v1", "twilio.com/twilio_pricing_v2"),
    "twilio_studio": ("twilio.com/twilio_studio_v1", "twilio.com/twilio_studio_v2"),
    "vtex_subscriptions": (
        "vtex.local/Subscriptions-API-(v2)",
        "vtex.local/Subscriptions-API-(v3)",
    ),
}
LEAST_FORETOLD = 0.97


def main() -> int:
    """Walk the chains; the exit code is 1 if anything did not survive, or too little was foretold."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cache", type=Path, default=REPOSITORY / ".corpus", metavar="DIR")
    parser.add_argument("--folder", type=Path, metavar="DIR", help="keep the projects there")
    parser.add_argument("--formatter", default="none", choices=("black", "none"))
    parser.add_argument(
        "--types",
        default="ends",
        choices=("all", "ends", "none"),
        help="after which steps to run mypy --strict: the first and the last one by default",
    )
    parser.add_argument("--chains", nargs="+", default=[*CHAINS], choices=CHAINS, metavar="CHAIN")
    parser.add_argument(
        "--part",
        default="both",
        choices=("both", "lived", "judged"),
        help="walk with a user in the folder, judge the reports, or both",
    )
    options = parser.parse_args()
    documents = fetch(options.cache, DIRECTORY) / "api"
    failed: list[str] = []
    told = broken = 0
    with tempfile.TemporaryDirectory() as scratch:
        root = options.folder or Path(scratch)
        for name in options.chains:
            paths = [documents / f"{each}.json" for each in CHAINS[name]]
            if options.part != "judged":
                failed += _lived(name, paths, root / name, options)
            if options.part != "lived":
                foretold, all_of_it = _judged(name, paths, root / f"{name}_judged")
                told, broken = told + foretold, broken + all_of_it
    print(f"{len(failed)} steps did not hold{': ' if failed else ''}{', '.join(failed)}")
    share = told / broken if broken else 1.0
    print(f"{told} of {broken} uses that mypy refuses after an update were foretold: {share:.1%}")
    return 1 if failed or share < LEAST_FORETOLD else 0


def _lived(
    name: str, paths: Sequence[Path], folder: Path, options: argparse.Namespace
) -> list[str]:
    """Walk one chain; return the steps after which something was lost or broken."""
    project = Project(folder=folder, package=name, formatter=options.formatter)
    project.start()
    failed = []
    for index, path in enumerate(paths):
        first, last = index == 0, index == len(paths) - 1
        types = options.types == "all" or (options.types == "ends" and (first or last))
        if not _step(project, path, first=first, types=types):
            failed.append(f"{name} {path.stem}")
    return failed


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


def _judged(name: str, paths: Sequence[Path], folder: Path) -> tuple[int, int]:
    """Judge each update of a chain; return how many broken uses were foretold, and how many there are."""
    told = broken = 0
    for number, (old, new) in enumerate(itertools.pairwise(paths)):
        place = folder / str(number)
        place.mkdir(parents=True, exist_ok=True)
        judged = judge(old, new, place)
        print(f"{name}, {old.stem} -> {new.stem}: {report(judged)}", flush=True)
        broken += len(judged.failures)
        told += len(judged.failures) - len(judged.missed)
    return told, broken


if __name__ == "__main__":
    sys.exit(main())
