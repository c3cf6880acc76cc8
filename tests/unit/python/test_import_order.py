"""Names are sorted as ruff sorts them: what a client imports, and what its packages export."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from specloom.python.code.imports import import_block, import_from, listing_key
from specloom.python.naming.printable import Import

NAMES = (
    *("Scanning", "ScanPause", "Scan2", "Scan10", "ScanA", "Scan_b", "SCAN", "A1", "AB", "Aa", "X"),
    *("URL", "URLs", "Url", "UrlA", "Name", "NAME", "Name2", "ab", "aa", "a10", "a9"),
)
MODULES = (".v10", ".v2", ".v2_a", ".v2.a", ".v", "..b10", "..b9")


def _faults(tmp_path: Path, rule: str, text: str) -> str:
    (tmp_path / "sorted.py").write_text(text, encoding="utf-8")
    command = [sys.executable, "-m", "ruff", "check", "--isolated", "--select", rule, "--diff"]
    ran = subprocess.run(
        [*command, "sorted.py"], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    return ran.stdout + ran.stderr.removeprefix("All checks passed!\n")


def test_imports(tmp_path: Path) -> None:
    """Letters count before their case, and numbers as numbers."""
    names = "\n".join(map(str, import_from("a", NAMES)))
    modules = str(import_block(Import(module, "b") for module in MODULES).run_time)
    for text in (names, modules):
        assert _faults(tmp_path, "I", f"{text.strip()}\n") == ""


def test_exports(tmp_path: Path) -> None:
    """In `__all__`, case counts."""
    listed = "\n".join(f'    "{name}",' for name in sorted(NAMES, key=listing_key))
    assert _faults(tmp_path, "RUF022", f"__all__ = [\n{listed}\n]\n") == ""
