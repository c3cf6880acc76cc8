"""CPU time of `specloom generate` over a client that is there: unchanged, and after a change of one description.

Other documents can be named as arguments: JSON, or YAML with a line that begins with "  description: ".
"""

from __future__ import annotations

import re
import shutil
import sys
import tempfile
from pathlib import Path

from measure import ROOT, Times, Usage, heading, run, table

_REPEAT = 5
_BEDROCK = ROOT / "specs" / "amazon-bedrock"
_LONG_SECONDS = 30
"""What takes longer than this is measured once."""
_DESCRIPTION = re.compile(r"(description\"?: ?['\"]?)(?=[A-Z][a-z]+ )")


def _changed(text: str) -> str:
    """Put a word before the description in the middle of a document."""
    places = list(_DESCRIPTION.finditer(text))
    end = places[len(places) // 2].end()
    return f"{text[:end]}Indeed, {text[end:]}"


def _measure(document: Path, more: list[str], folder: Path) -> list[list[str]]:
    spec = folder / document.name
    shutil.copy(document, spec)
    original = spec.read_text(encoding="utf-8")
    output = folder / "out"
    arguments = ["-m", "specloom", "generate", str(spec), "--output", str(output), "--quiet", *more]
    check = ["-m", "specloom", "check", str(output), "--quiet"]
    path = ROOT / "generator"
    usages: dict[str, list[Usage]] = {
        "first run": [],
        "again, nothing has changed": [],
        "`specloom check`": [],
        "one description has changed": [],
    }
    while len(usages["first run"]) < _REPEAT:
        shutil.rmtree(output, ignore_errors=True)
        spec.write_text(original, encoding="utf-8")
        usages["first run"].append(run(arguments, path=path))
        usages["again, nothing has changed"].append(run(arguments, path=path))
        usages["`specloom check`"].append(run(check, path=path))
        spec.write_text(_changed(original), encoding="utf-8")
        usages["one description has changed"].append(run(arguments, path=path))
        if usages["first run"][0].seconds > _LONG_SECONDS:
            break
    rows = []
    for name, found in usages.items():
        times = Times([usage.seconds for usage in found])
        memory = max(usage.megabytes for usage in found)
        rows.append([name, f"{times.least:.2f}", f"{times.median:.2f}", f"{memory:.0f} MB"])
    return rows


def main() -> None:
    heading("Generate again")
    overlay = ["--overlay", str(_BEDROCK / "overlay.yaml"), "--package", "amazon_bedrock"]
    documents = [(_BEDROCK / "openapi.yaml", overlay)]
    documents += [(Path(name), []) for name in sys.argv[1:]]
    print("CPU seconds of whole processes, those that they start included.")
    for document, more in documents:
        size = document.stat().st_size / 1e6
        print(f"\n{document.parent.name}/{document.name}, {size:.2f} MB:\n")
        with tempfile.TemporaryDirectory() as folder:
            table(["", "least", "median", "memory"], _measure(document, more, Path(folder)))


if __name__ == "__main__":
    main()
