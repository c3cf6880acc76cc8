"""Run in a process of its own, in a generated folder: compile its files, import its modules, build its models.

Prints a JSON list of what failed: the file or module, the error, and the line of code.
"""

from __future__ import annotations

import importlib
import inspect
import json
import linecache
import sys
import traceback
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any

PACKAGE = "gen_client"


def compile_files() -> Iterator[dict[str, str]]:
    """Compile every Python file; a SyntaxWarning is a failure."""
    for path in sorted(Path().rglob("*.py")):
        try:
            compile(path.read_bytes(), str(path), "exec", dont_inherit=True)
        except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
            code = (getattr(error, "text", None) or "").strip()
            yield {
                "place": f"{path}:{getattr(error, 'lineno', 0)}",
                "error": _text(error),
                "code": code,
            }


def import_modules() -> Iterator[dict[str, str]]:
    """Import every module of the package."""
    for name in _modules():
        try:
            importlib.import_module(name)
        except BaseException as error:
            yield {"module": name, **_described(error)}


def build_models() -> Iterator[dict[str, str]]:
    """Build every deferred model, as its first use would."""
    import pydantic

    for name in _modules():
        if not name.startswith(f"{PACKAGE}.models"):
            continue
        module = importlib.import_module(name)
        for key, value in list(vars(module).items()):
            ours = inspect.isclass(value) and issubclass(value, pydantic.BaseModel)
            if ours and value.__module__ == name:
                try:
                    value.model_rebuild(force=True)
                except Exception as error:
                    yield {"module": f"{name}.{key}", **_described(error)}


def _modules() -> list[str]:
    source = Path("src")
    paths = sorted((source / PACKAGE).rglob("*.py"))
    parts = [path.relative_to(source).with_suffix("").parts for path in paths]
    return sorted(".".join(p[:-1] if p[-1] == "__init__" else p) for p in parts)


def _described(error: BaseException) -> dict[str, str]:
    frames = traceback.extract_tb(error.__traceback__)
    ours = [f for f in frames if f"/src/{PACKAGE}/" in f.filename]
    if not ours:
        return {"place": "", "error": _text(error), "code": ""}
    last = ours[-1]
    place = last.filename.partition("/src/")[2]
    code = linecache.getline(last.filename, last.lineno or 0).strip()
    return {"place": f"src/{place}:{last.lineno}", "error": _text(error), "code": code[:300]}


def _text(error: BaseException) -> str:
    return f"{type(error).__name__}: {error}"[:500]


def main() -> int:
    """Do what the first argument says."""
    warnings.simplefilter("error", SyntaxWarning)
    work: Any = {"compile": compile_files, "import": import_modules, "models": build_models}
    failures = list(work[sys.argv[1]]())
    print(json.dumps(failures))
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
