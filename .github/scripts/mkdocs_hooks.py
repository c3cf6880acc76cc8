"""Links out of the guide's folder, which its site does not have: they lead to the repository."""

from __future__ import annotations

import posixpath
import re
from typing import Any

REPOSITORY = "https://github.com/OWNER/specloom/blob/main/"
"""Where the repository is; OWNER is a placeholder until it is published."""
_LINK = re.compile(r"\]\(((?:\.\./)+[^)#\s]+)")


def on_page_markdown(markdown: str, page: Any, **_: Any) -> str:
    """Make links to files that are not below docs/ absolute."""
    folder = posixpath.dirname(f"docs/{page.file.src_uri}")

    def absolute(link: re.Match[str]) -> str:
        place = posixpath.normpath(posixpath.join(folder, link[1]))
        return link[0] if place.startswith("docs/") else f"]({REPOSITORY}{place}"

    return _LINK.sub(absolute, markdown)
