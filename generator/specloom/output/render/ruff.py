"""Formatting with `ruff format`: all files in one call."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cache
from importlib import import_module
from itertools import islice
from pathlib import Path

from ...diagnostics import ConfigurationError, printable
from .draft import Draft
from .format import LINE_LENGTH, SAMPLE_LINE_LENGTH, samples_of, with_samples

_MISSING = "the formatter ruff is not installed: pip install ruff, or choose another --formatter"
_SECONDS = 600


@cache
def _executable() -> str:
    """Find ruff: the one of this Python's environment, else the one on the path."""
    try:
        binary: str = import_module("ruff").find_ruff_bin()
        return binary
    except (ImportError, AttributeError, FileNotFoundError):
        on_path = shutil.which("ruff")
    if on_path is None:
        raise ConfigurationError(_MISSING)
    return on_path


def ruff_version() -> str:
    """Return the name and version of the ruff that would be used. Raises `ConfigurationError` if there is none."""
    return _run(["--version"]).strip()


def format_with_ruff(drafts: Sequence[Draft]) -> list[Draft]:
    """Format the modules, and the samples of the pages, among some files.

    Raises:
        ConfigurationError: There is no ruff, or it does not work.
    """
    modules = [draft.text for draft in drafts if _is_module(draft)]
    samples = [
        code for draft in drafts if draft.path.endswith(".md") for code in samples_of(draft.text)
    ]
    with tempfile.TemporaryDirectory(prefix="specloom-") as folder:
        groups = [
            (Path(folder) / "modules", modules, LINE_LENGTH),
            (Path(folder) / "samples", samples, SAMPLE_LINE_LENGTH),
        ]
        for place, sources, line_length in groups:
            place.mkdir()
            settings = f'line-length = {line_length}\ntarget-version = "py311"\n'
            (place / "ruff.toml").write_text(settings, encoding="utf-8")
            for number, source in enumerate(sources):
                (place / f"{number}.py").write_text(source, encoding="utf-8")
        _run(["format", "--quiet", "--no-cache", folder])
        done_modules, done_samples = (
            iter([(place / f"{n}.py").read_text(encoding="utf-8") for n in range(len(sources))])
            for place, sources, _ in groups
        )
    return [_formatted(draft, done_modules, done_samples) for draft in drafts]


def _formatted(draft: Draft, modules: Iterator[str], samples: Iterator[str]) -> Draft:
    if _is_module(draft):
        return replace(draft, text=next(modules))
    if draft.path.endswith(".md"):
        count = len(samples_of(draft.text))
        return replace(draft, text=with_samples(draft.text, list(islice(samples, count))))
    return draft


def _is_module(draft: Draft) -> bool:
    return draft.path.endswith(".py") and not draft.copied


def _run(arguments: Sequence[str]) -> str:
    import subprocess  # slow to load, and needed by those who chose ruff

    executable = _executable()
    try:
        finished = subprocess.run(  # noqa: S603 - the user's own formatter, on files of ours
            [executable, *arguments], capture_output=True, text=True, check=False, timeout=_SECONDS
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise ConfigurationError(f"the formatter {executable} does not work: {error}") from error
    if finished.returncode != 0:
        reason = printable(finished.stderr.strip() or f"exit code {finished.returncode}")
        raise ConfigurationError(f"the formatter {executable} failed: {reason}")
    return finished.stdout
