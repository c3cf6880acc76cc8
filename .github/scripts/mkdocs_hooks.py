"""Links out of the guide's folder, which its site does not have: they lead to the repository. Names in tables wrap."""

from __future__ import annotations

import posixpath
import re
from typing import Any

REPOSITORY = "https://github.com/OWNER/specloom/blob/main/"
"""Where the repository is; OWNER is a placeholder until it is published."""
_CELL = re.compile(r"<td.*?</td>", re.DOTALL)
_NAME = re.compile(r"<code>([^<]*)</code>")
_BETWEEN = re.compile(r"(?<=[./_(=])(?=[\w{])|(?<=[a-z])(?=[A-Z])")
_SHORT = 24
_LINK = re.compile(r"\]\(((?:\.\./)+[^)#\s]+)")


def on_page_markdown(markdown: str, page: Any, **_: Any) -> str:
    """Make links to files that are not below docs/ absolute."""
    folder = posixpath.dirname(f"docs/{page.file.src_uri}")

    def absolute(link: re.Match[str]) -> str:
        place = posixpath.normpath(posixpath.join(folder, link[1]))
        return link[0] if place.startswith("docs/") else f"]({REPOSITORY}{place}"

    return _LINK.sub(absolute, markdown)


def on_page_content(html: str, **_: Any) -> str:
    """Let names in tables wrap between their words, and the short ones not at all."""
    return _CELL.sub(lambda cell: _NAME.sub(_wrapping, cell[0]), html)


def _wrapping(name: re.Match[str]) -> str:
    if len(name[1]) <= _SHORT:
        return f'<code class="short">{name[1]}</code>'
    return f"<code>{_BETWEEN.sub('<wbr>', name[1])}</code>"
