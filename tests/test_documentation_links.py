"""The pages of the repository: their links lead somewhere, and every page of the guide is reached."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from itertools import pairwise
from pathlib import Path
from urllib.parse import unquote

import pytest
from markdown_it import MarkdownIt
from markdown_it.token import Token

ROOT = Path(__file__).resolve().parents[1]
GUIDE = sorted((ROOT / "docs").glob("*.md"))
DECISIONS = sorted((ROOT / "docs/decisions").glob("*.md"))
SAMPLES = sorted((ROOT / "generated_samples").glob("*/*.md"))
SAMPLES += sorted((ROOT / "generated_samples").glob("*/docs/**/*.md"))
PAGES = [*sorted(ROOT.glob("*.md")), *GUIDE, *DECISIONS, ROOT / "benchmarks/README.md", *SAMPLES]
ELSEWHERE = re.compile(r"[a-z][a-z0-9+.-]*:", re.IGNORECASE)


@cache
def tokens_of(page: Path) -> list[Token]:
    """Return what a page consists of, as CommonMark with tables says."""
    return MarkdownIt("commonmark").enable("table").parse(page.read_text(encoding="utf-8"))


def links_of(page: Path) -> Iterator[str]:
    """Yield the targets of a page's links and pictures."""
    for token in tokens_of(page):
        for child in token.children or ():
            if child.type in ("link_open", "image"):
                yield str(child.attrGet("href") or child.attrGet("src"))


@cache
def anchors_of(page: Path) -> frozenset[str]:
    """Return what `#...` may name on a page: headings, as GitHub makes anchors of them, and `<a id>`."""
    found: set[str] = set()
    tokens = tokens_of(page)
    for token, following in pairwise(tokens):
        if token.type == "heading_open":
            slug = anchor_of(following)
            numbered = (f"{slug}-{number}" for number in range(1, 100))
            found.add(slug if slug not in found else next(n for n in numbered if n not in found))
        if token.type in ("html_block", "inline"):
            found.update(re.findall(r'<a id="([^"]+)">', token.content))
    return frozenset(found)


def anchor_of(heading: Token) -> str:
    """Return the anchor of a heading: its text in lower case, without punctuation, spaces as hyphens."""
    texts = (c.content for c in heading.children or () if c.type in ("text", "code_inline"))
    return re.sub(r"[^\w\- ]", "", "".join(texts).lower()).replace(" ", "-")


def place_of(page: Path, link: str) -> Path:
    """Return the file or folder that a relative link names."""
    path = unquote(link.partition("#")[0])
    return (page.parent / path).resolve() if path else page


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_relative_links_lead_somewhere(page: Path) -> None:
    """To a file or a folder of the repository, and to a heading that is there."""
    broken = []
    for link in links_of(page):
        if ELSEWHERE.match(link):
            continue
        place, anchor = place_of(page, link), link.partition("#")[2]
        lost = not place.exists() or not place.is_relative_to(ROOT)
        if lost or (anchor and anchor not in anchors_of(place)):
            broken.append(link)
    assert broken == []


@pytest.mark.parametrize("start", ["README.md", "docs/index.md"])
def test_every_page_of_the_guide_is_linked(start: str) -> None:
    """From the README as from the guide's own list."""
    page = ROOT / start
    linked = {place_of(page, link) for link in links_of(page) if not ELSEWHERE.match(link)}
    wanted = {*GUIDE, ROOT / "docs/decisions/README.md", ROOT / "CONTRIBUTING.md"} - {page}
    assert wanted - linked == set()


def test_every_decision_is_listed() -> None:
    """By the list of decisions."""
    page = ROOT / "docs/decisions/README.md"
    assert {place_of(page, link) for link in links_of(page)} == {*DECISIONS} - {page}


@pytest.mark.parametrize("page", GUIDE, ids=lambda page: page.name)
def test_contents_of_a_page_are_complete(page: Path) -> None:
    """A page that begins with a list of its sections lists them all, in their order."""
    listed = []
    for token in tokens_of(page):
        if token.type == "heading_open" and token.tag == "h2":
            break
        links = [c for c in token.children or () if c.type == "link_open"]
        listed += [str(c.attrGet("href")) for c in links]
    listed = [link for link in listed if link.startswith("#")]
    tokens = tokens_of(page)
    sections = [
        f"#{anchor_of(following)}"
        for token, following in pairwise(tokens)
        if token.type == "heading_open" and token.tag == "h2"
    ]
    assert listed in ([], sections)
