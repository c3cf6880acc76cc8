"""The templates, and the runtime that is copied into clients."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from pathlib import Path

_PACKAGE = Path(__file__).resolve().parents[2]


def templates_root() -> Path:
    """Return the folder of the templates: in the wheel, else in the checkout."""
    packaged = _PACKAGE / "templates"
    return packaged if packaged.is_dir() else _PACKAGE.parents[1] / "templates"


def template_source(name: str) -> str:
    """Read a template."""
    return templates_root().joinpath(name).read_text(encoding="utf-8")


def template_names() -> list[str]:
    """Return the names of all templates, sorted."""
    return sorted(item.name for item in templates_root().iterdir() if item.name.endswith(".jinja"))


def runtime_sources(names: Iterable[str]) -> dict[str, str]:
    """Read files of the runtime, which is copied and never imported."""
    folder = _PACKAGE / "runtime"
    return {name: folder.joinpath(name).read_text(encoding="utf-8") for name in names}


def runtime_version(names: Iterable[str]) -> str:
    """Return the version of files of the runtime: a hash of them."""
    content = json.dumps(runtime_sources(names), sort_keys=True)
    return hashlib.sha256(content.encode()).hexdigest()[:12]
