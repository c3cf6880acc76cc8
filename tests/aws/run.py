"""`make aws`: all of Amazon Bedrock, imported from botocore, generated, checked, and compared with boto3 on the wire.

    python tests/aws/run.py [SERVICE]... [--output DIR] [--quick]

One line for each service: its operations, how many of them make the same requests as boto3, the generated tests, mypy,
the seconds. The exit code is 1 if anything differs. `--quick` compares only.
"""

from __future__ import annotations

import argparse
import re
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

from wire import Outcome, compare

SERVICES = ("bedrock", "bedrock-agent", "bedrock-runtime", "bedrock-agent-runtime")
WIDTHS = (22, 11, 15, 16, 8, 7)
MOST_SHOWN = 20


@dataclass(frozen=True)
class Row:
    """What came of a service."""

    service: str
    outcome: Outcome
    tests: str
    mypy: str
    seconds: float

    @property
    def is_good(self) -> bool:
        """Whether all is equal and passes."""
        return not self.outcome.differences and "failed" not in self.tests + self.mypy

    def cells(self) -> tuple[str, ...]:
        """Return the row of the table."""
        done = self.outcome
        equal = f"{done.equal} of {done.operations}"
        total = str(done.operations + len(done.left_out))
        return (self.service, total, equal, self.tests, self.mypy, f"{self.seconds:.0f}")


def main() -> int:
    """Run; return the exit code."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("services", nargs="*", default=SERVICES)
    parser.add_argument("--output", type=Path, help="where the clients stay")
    parser.add_argument("--quick", action="store_true", help="no generated tests, no mypy")
    options = parser.parse_args()
    folder = options.output or Path(tempfile.mkdtemp(prefix="specloom-aws-"))
    folder.mkdir(parents=True, exist_ok=True)
    print(_line(("service", "operations", "equal to boto3", "generated tests", "mypy", "seconds")))
    rows = []
    for service in options.services:
        rows.append(_row(service, folder, quick=options.quick))
        print(_line(rows[-1].cells()), flush=True)
    for row in rows:
        _explain(row)
    return int(not all(row.is_good for row in rows))


def _row(service: str, folder: Path, *, quick: bool) -> Row:
    began = time.monotonic()
    document, client = folder / f"{service}.yaml", folder / service.replace("-", "_")
    imported = _run("-m", "specloom", "import", "botocore", service, "-o", str(document))
    left_out = dict(
        match.groups()[::-1]
        for match in re.finditer(
            r"(the operation is left out: .*) \(#/operations/(\w+)\)", imported
        )
    )
    _run("-m", "specloom", "generate", str(document), "-o", str(client), "--formatter", "none")
    _run("-m", "specloom", "check", str(client))
    sys.path.insert(0, str(client / "src"))
    (package,) = (path.name for path in (client / "src").iterdir())
    outcome = compare(service, package, left_out)
    tests, mypy = ("", "") if quick else (_tests(client), _mypy(client))
    return Row(service, outcome, tests, mypy, time.monotonic() - began)


def _run(*arguments: str) -> str:
    """Run Python; return what it has written to standard error."""
    done = subprocess.run([sys.executable, *arguments], capture_output=True, text=True, check=False)
    if done.returncode:
        sys.exit(f"{' '.join(arguments)}\n{done.stdout}{done.stderr}")
    return done.stderr


def _tests(client: Path) -> str:
    command = [sys.executable, "-m", "pytest", "-q", "--no-header", "-p", "no:cacheprovider"]
    done = subprocess.run(command, cwd=client, capture_output=True, text=True, check=False)
    (client / "pytest.log").write_text(done.stdout + done.stderr)
    passed = re.findall(r"(\d+) passed", done.stdout)[-1:] or ["0"]
    return f"{passed[0]} passed" if done.returncode == 0 else f"failed: see {client}/pytest.log"


def _mypy(client: Path) -> str:
    command = [sys.executable, "-m", "mypy", "src", "tests"]
    done = subprocess.run(command, cwd=client, capture_output=True, text=True, check=False)
    (client / "mypy.log").write_text(done.stdout + done.stderr)
    return "clean" if done.returncode == 0 else "failed"


def _line(cells: tuple[str, ...]) -> str:
    return "".join(cell.ljust(width) for cell, width in zip(cells, WIDTHS, strict=True)).rstrip()


def _explain(row: Row) -> None:
    for name, why in row.outcome.left_out.items():
        print(f"{row.service} {name}: {why}")
    said = [f"{row.service} {line}" for lines in row.outcome.differences.values() for line in lines]
    print(*said[:MOST_SHOWN], sep="\n", end="\n" if said else "")
    if said[MOST_SHOWN:]:
        print(f"... and {len(said) - MOST_SHOWN} more differences")


if __name__ == "__main__":
    sys.exit(main())
