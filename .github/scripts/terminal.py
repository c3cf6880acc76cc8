"""Make docs/terminal.svg, the picture of the README, from real runs: a new client, and an update of it."""

from __future__ import annotations

import io
import subprocess
import sys
import tempfile
from pathlib import Path

from rich.console import Console
from rich.text import Text

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs/getting-started.md"
WIDTH = 92


def document() -> str:
    """Return the document of the guide's first page."""
    return PAGE.read_text(encoding="utf-8").partition("```yaml\n")[2].partition("```")[0]


def main() -> None:
    """Run the commands in a folder of their own, and write what they print as a picture."""
    console = Console(record=True, width=WIDTH, file=io.StringIO())
    with tempfile.TemporaryDirectory() as folder:
        spec = Path(folder) / "jotter.yaml"
        spec.write_text(document(), encoding="utf-8")

        def run(*arguments: str) -> None:
            console.print(
                Text.assemble(("$ ", "bold green"), ("specloom " + " ".join(arguments), "bold"))
            )
            # What runs is this interpreter and arguments of this file.
            command = [sys.executable, "-m", "specloom", *arguments]
            done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=True)
            console.print(Text(done.stdout.rstrip()))
            console.print()

        run("generate", "jotter.yaml", "--output", "jotter")
        changed = document().replace("cursor, in: query", "cursor, in: query, required: true")
        spec.write_text(
            changed.replace("text: {type: string}", "text: {type: integer}"), encoding="utf-8"
        )
        run("generate", "jotter.yaml", "--output", "jotter")
        run("check", "jotter")
    console.save_svg(str(ROOT / "docs/terminal.svg"), title="specloom")


if __name__ == "__main__":
    main()
