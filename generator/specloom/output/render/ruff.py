"""Formatting with `ruff format`: all files in one call."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Sequence
from contextlib import suppress
from importlib import import_module
from pathlib import Path

from ...diagnostics import ConfigurationError, printable
from ...python.code.line_lengths import LINE_LENGTH, SAMPLE_LINE_LENGTH
from ...records import replace
from .draft import Draft
from .format import check_python, samples_of, with_samples

_MISSING = "the formatter ruff is not installed: pip install ruff, or choose another --formatter"
_SECONDS = 600
_FINDERS = ("ruff", "ruff.__main__")
"""The modules that know where ruff is: in its versions of now, and in those before."""


def _executable() -> str:
    """Find ruff: the one of this Python's environment, else the one on the path."""
    for module in _FINDERS:
        with suppress(ImportError, AttributeError, FileNotFoundError):
            binary: str = import_module(module).find_ruff_bin()
            return binary
    on_path = shutil.which("ruff")
    if on_path is None:
        raise ConfigurationError(_MISSING)
    return on_path


def ruff_version() -> str:
    """Return the name and version of the ruff that would be used. Raises `ConfigurationError` if there is none."""
    return _run(["--version"]).strip()


def format_with_ruff(drafts: Sequence[Draft]) -> list[Draft]:
    """Format the modules, and the samples of the pages, among some files, in one call of ruff.

    Raises:
        SyntaxError: A file is not valid Python: a fault of a template.
        ConfigurationError: There is no ruff, or it does not work.
    """
    modules = [draft.text for draft in drafts if _is_module(draft)]
    samples_of_each = [_samples_of(draft) for draft in drafts]
    pages = [samples for samples in samples_of_each if samples]
    if not modules and not pages:
        return list(drafts)
    mark = _mark_for(pages)
    with tempfile.TemporaryDirectory(prefix="specloom-") as name:
        folder = Path(name)
        _write(folder / "modules", modules, LINE_LENGTH)
        _write(folder / "samples", [_joined(each, mark) for each in pages], SAMPLE_LINE_LENGTH)
        # Settings are looked for in the current folder, too, and the user's may be for another version of ruff.
        (folder / "ruff.toml").write_text("", encoding="utf-8")
        try:
            _run(["format", "--quiet", "--no-cache", "."], folder)
        except ConfigurationError:
            for draft in drafts:
                for source in [draft.text] if _is_module(draft) else _samples_of(draft):
                    check_python(source, draft.path)
            raise
        done_modules = iter(_read(folder / "modules", len(modules)))
        done_pages = iter(_read(folder / "samples", len(pages)))
    done = []
    for draft, samples in zip(drafts, samples_of_each, strict=True):
        if _is_module(draft):
            done.append(replace(draft, text=next(done_modules)))
        elif samples:
            page = with_samples(draft.text, next(done_pages).split(f"{mark}\n"))
            done.append(replace(draft, text=page))
        else:
            done.append(draft)
    return done


def _mark_for(pages: Sequence[Sequence[str]]) -> str:
    """Return a comment that no sample has."""
    mark = "# ---"
    while any(mark in sample for samples in pages for sample in samples):
        mark += "-"
    return mark


def _joined(samples: Sequence[str], mark: str) -> str:
    """Join the samples of a page: to format one file takes much less than to format many."""
    return f"\n{mark}\n".join(samples)


def _write(folder: Path, sources: Sequence[str], line_length: int) -> None:
    """Write sources as numbered modules, and the settings for them."""
    folder.mkdir()
    settings = f'line-length = {line_length}\ntarget-version = "py311"\n'
    (folder / "ruff.toml").write_text(settings, encoding="utf-8")
    for number, source in enumerate(sources):
        (folder / f"{number}.py").write_text(source, encoding="utf-8")


def _read(folder: Path, count: int) -> list[str]:
    return [(folder / f"{number}.py").read_text(encoding="utf-8") for number in range(count)]


def _samples_of(draft: Draft) -> list[str]:
    return samples_of(draft.text) if draft.path.endswith(".md") else []


def _is_module(draft: Draft) -> bool:
    return draft.path.endswith(".py") and not draft.copied


def _run(arguments: Sequence[str], folder: Path | None = None) -> str:
    import subprocess  # slow to load, and not needed where the formatter is another one

    executable = _executable()
    try:
        finished = subprocess.run(  # noqa: S603 - the formatter, on files of ours
            [executable, *arguments],
            capture_output=True,
            encoding="utf-8",
            errors="replace",
            check=False,
            timeout=_SECONDS,
            cwd=folder,
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise ConfigurationError(f"the formatter {executable} does not work: {error}") from error
    if finished.returncode != 0:
        reason = printable(finished.stderr.strip() or f"exit code {finished.returncode}")
        raise ConfigurationError(f"the formatter {executable} failed: {reason}")
    return finished.stdout
