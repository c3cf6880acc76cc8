"""`specloom explain`: what a code means, from the page of the guide that lists them all."""

from __future__ import annotations

import re
import textwrap
from pathlib import Path

from ..build.options import ExplainOptions
from ..diagnostics import Code, ConfigurationError, quote, similar

_ROW = re.compile(r"^\| (SL\d+) \| ([a-z-]+) \| (.+) \| (.+) \|$", re.MULTILINE)
_LINK = re.compile(r"\[((?:`[^`]*`|[^]`])*)\]\([^)]*\)")
_WIDTH = 88


def explain(options: ExplainOptions) -> str:
    """Return what a code, or the name of one, means and what to do. Raise `ConfigurationError` for another word."""
    wanted = options.code.strip()
    code = next(
        (each for each in Code if wanted.upper() == each.number or wanted.lower() == each.slug),
        None,
    )
    if code is None:
        known = [word for each in Code for word in each.value]
        meant = similar(wanted, known, 1)
        hint = f"; did you mean {meant[0]}?" if meant else ""
        raise ConfigurationError(f"there is no code {quote(wanted)}{hint}")
    rows = {match[1]: match for match in _ROW.finditer(_page())}
    _, _, meaning, remedy = rows[code.number].groups()
    return "\n".join(
        [
            f"{code.number} {code.slug} ({code.severity.value})",
            "",
            _filled(meaning),
            "",
            "What to do:",
            _filled(remedy),
        ]
    )


def _filled(text: str) -> str:
    return textwrap.fill(_LINK.sub(r"\1", text).replace("\\|", "|"), _WIDTH)


def _page() -> str:
    """Return the page: in the wheel, else in the checkout."""
    package = Path(__file__).resolve().parents[1]
    packaged = package / "diagnostics.md"
    page = packaged if packaged.is_file() else package.parents[1] / "docs" / "diagnostics.md"
    return page.read_text(encoding="utf-8")
