"""The links within a site that was built: every page, picture and anchor that they lead to is there."""

from __future__ import annotations

from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit


class _Page(HTMLParser):
    """What a page links to, and what can be linked on it."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.links: list[str] = []
        self.anchors: set[str] = set()
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note an element's links and anchors."""
        for name, value in attrs:
            if value and name in ("href", "src"):
                self.links.append(value)
            elif value and name in ("id", "name"):
                self.anchors.add(value)


def broken_links(site: Path) -> tuple[int, list[str]]:
    """Return how many links within a site there are, and those that lead nowhere."""
    pages = {
        path: _Page(path.read_text(encoding="utf-8"))
        for path in site.resolve().rglob("*.html")
        if path.name != "404.html"  # its links are from the root of a server
    }
    count, broken = 0, []
    for path, page in pages.items():
        for link in page.links:
            target = urlsplit(link)
            if target.scheme or target.netloc:
                continue
            count += 1
            place = (path.parent / unquote(target.path)).resolve() if target.path else path
            place = place / "index.html" if place.is_dir() else place
            anchor = unquote(target.fragment)
            there = place.exists() and (
                not anchor or place not in pages or anchor in pages[place].anchors
            )
            if not there:
                broken.append(f"{path.relative_to(site.resolve())}: {link}")
    return count, broken
