"""Lines of the generator, and of what it makes of the Bedrock document."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from measure import ROOT, SAMPLE, heading, table

_GENERATOR = ROOT / "generator" / "specloom"
_CLIENT = SAMPLE / "src" / "amazon_bedrock"


def _files(folder: Path, pattern: str = "**/*.py") -> list[Path]:
    return [path for path in folder.glob(pattern) if "__pycache__" not in path.parts]


def _row(name: str, files: Iterable[Path]) -> list[str]:
    files = list(files)
    lines = [line for path in files for line in path.read_text(encoding="utf-8").splitlines()]
    return [name, str(len(files)), str(len(lines)), str(sum(bool(line.strip()) for line in lines))]


def _generator() -> list[list[str]]:
    parts = sorted(path for path in _GENERATOR.iterdir() if path.is_dir())
    parts = [part for part in parts if part.name not in ("__pycache__", "runtime")]
    rows = [_row(f"`{part.name}/`", _files(part)) for part in parts]
    rows.append(_row("its own modules", _files(_GENERATOR, "*.py")))
    runtime = _files(_GENERATOR / "runtime")
    everything = [path for path in _files(_GENERATOR) if path not in runtime]
    rows.append(_row("**generator**", everything))
    rows.append(_row("`runtime/`, copied into clients", runtime))
    rows.append(_row("`templates/`", (ROOT / "templates").glob("*.jinja")))
    rows.append(_row("`tests/`", _files(ROOT / "tests")))
    return rows


def _sample() -> list[list[str]]:
    runtime = _files(_CLIENT / "_runtime")
    return [
        _row("`resources/`", _files(_CLIENT / "resources")),
        _row("`models/`", _files(_CLIENT / "models")),
        _row("`types/`, for type checkers", _files(_CLIENT / "types")),
        _row("its own modules", _files(_CLIENT, "*.py")),
        _row("**client**", [path for path in _files(_CLIENT) if path not in runtime]),
        _row("`_runtime/`", runtime),
        _row("`tests/`", _files(SAMPLE / "tests")),
        _row("README and `docs/`", [SAMPLE / "README.md", *_files(SAMPLE / "docs", "*.md")]),
    ]


def main() -> None:
    heading("Lines")
    table(["generator/specloom", "files", "lines", "not blank"], _generator())
    print()
    table(["generated_samples/amazon_bedrock", "files", "lines", "not blank"], _sample())


if __name__ == "__main__":
    main()
