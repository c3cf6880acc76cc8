"""CPU time of `specloom generate`: into an empty folder, and once more when nothing has changed."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

from measure import ROOT, Times, Usage, heading, run, table

_REPEAT = 7
_SPECS = ROOT / "specs" / "amazon-bedrock"


def main() -> None:
    heading("Generate")
    first: list[Usage] = []
    second: list[Usage] = []
    with tempfile.TemporaryDirectory() as folder:
        output = Path(folder) / "out"
        arguments = [
            *("-m", "specloom", "generate", str(_SPECS / "openapi.yaml")),
            *("--overlay", str(_SPECS / "overlay.yaml"), "--output", str(output)),
            *("--package", "amazon_bedrock", "--quiet"),
        ]
        run(arguments, path=ROOT / "generator")  # writes the byte code
        for _ in range(_REPEAT):
            shutil.rmtree(output)
            first.append(run(arguments, path=ROOT / "generator"))
            second.append(run(arguments, path=ROOT / "generator"))
    print(f"CPU seconds of {_REPEAT} processes each, for the Bedrock sample.\n")
    rows = []
    for name, usages in (("first run", first), ("second run, nothing to write", second)):
        times = Times([usage.seconds for usage in usages])
        memory = max(usage.megabytes for usage in usages)
        rows.append([name, f"{times.least:.2f}", f"{times.median:.2f}", f"{memory:.0f} MB"])
    table(["", "least", "median", "memory"], rows)


if __name__ == "__main__":
    main()
