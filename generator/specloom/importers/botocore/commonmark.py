"""The HTML of descriptions to CommonMark."""

from __future__ import annotations

import re
from collections.abc import Sequence
from html.parser import HTMLParser

_MARKS = {"b": "**", "strong": "**", "i": "*", "em": "*", "code": "`", "tt": "`"}
_BLOCKS = frozenset("p div note important dl dt dd table tr fullname pre".split())
_HEADINGS = {f"h{level}": "#" * level for level in range(1, 7)}
_LISTS = ("ul", "ol")
_SPACE = re.compile(r"\s+")
_SPECIAL = re.compile(r"([\\`*<\[\]])")
_LINE_START = re.compile(r"^(#{1,6}(?= |$)|[-+](?= )|>|\d{1,9}(?=[.)] ))")


def commonmark(html: str) -> str:
    """Return a description in CommonMark; what looks like markup in its text is escaped.

    `html` is a fragment; tags that are not known are left out, and their text is kept. Returns
    paragraphs, separated by blank lines, without white space at either end.
    """
    parser = _HtmlParser()
    parser.feed(html)
    parser.close()
    return parser.text()


class _HtmlParser(HTMLParser):
    """Collects blocks of text, each with the indentation of the lists around it."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._blocks: list[str] = []
        self._line: list[str] = []
        self._items: list[str] = []
        self._counts: list[int] = []
        self._links: list[tuple[int, str]] = []
        self._marks: list[tuple[str, int]] = []
        self._pending = ""
        self._tight = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _LISTS:
            self._end_block()
            self._items.append(tag)
            self._counts.append(0)
        elif tag == "li":
            self._end_block()
            if self._items:
                self._counts[-1] += 1
            marker = f"{self._counts[-1]}. " if self._items[-1:] == ["ol"] else "- "
            self._pending = self._indent(self._items[:-1]) + marker
        elif tag in _BLOCKS or tag in _HEADINGS:
            self._end_block()
            if tag in _HEADINGS:
                self._pending = f"{_HEADINGS[tag]} "
        elif tag == "br":
            self._end_block()
        elif tag in _MARKS:
            self._marks.append((tag, len(self._line)))
        elif tag == "a":
            self._links.append((len(self._line), dict(attrs).get("href") or ""))

    def handle_endtag(self, tag: str) -> None:
        if tag in _LISTS:
            self._end_block()
            del self._items[-1:], self._counts[-1:]
            self._tight = bool(self._items)
        elif tag == "li" or tag in _BLOCKS or tag in _HEADINGS:
            self._end_block()
        elif tag in _MARKS:
            self._end_mark(tag)
        elif tag == "a" and self._links:
            start, target = self._links.pop()
            inside = self._take(start)
            before, words, after = _trimmed(inside)
            safe = target.startswith(("http://", "https://")) and not re.search(r"[\s()<>]", target)
            self._line.append(f"{before}[{words}]({target}){after}" if words and safe else inside)

    def _end_mark(self, tag: str) -> None:
        if not self._marks or self._marks[-1][0] != tag:
            return
        _, start = self._marks.pop()
        before, words, after = _trimmed(self._take(start))
        mark = _MARKS[tag]
        if tag in ("code", "tt"):
            words = _code(re.sub(r"\\(.)", r"\1", words)) if words else ""
            self._line.append(f"{before}{words}{after}")
        elif words and "*" not in words.replace("\\*", "") and (not before or self._line):
            self._line.append(f"{before}{mark}{words}{mark}{after}")
        else:
            self._line.append(f"{before}{words}{after}")

    def _take(self, start: int) -> str:
        taken = "".join(self._line[start:])
        del self._line[start:]
        return taken

    def handle_data(self, data: str) -> None:
        self._line.append(_SPECIAL.sub(r"\\\1", _SPACE.sub(" ", data)))

    def _end_block(self) -> None:
        text = _SPACE.sub(" ", "".join(self._line)).strip()
        self._line.clear()
        self._links.clear()
        self._marks.clear()
        if not text:
            return
        text = _LINE_START.sub(r"\\\1" if not text[0].isdigit() else r"\1\\", text)
        indent = self._indent(self._items)
        starts_item = bool(self._pending) and bool(self._items)
        line = self._pending + text if self._pending else indent + text
        gap = "\n" if starts_item and self._tight else "\n\n"
        self._blocks.append((gap if self._blocks else "") + line)
        self._tight = bool(self._items)
        self._pending = ""

    def _indent(self, lists: Sequence[str]) -> str:
        """Return the indentation of what is in an item of lists: the width of their markers."""
        return "".join("   " if each == "ol" else "  " for each in lists)

    def text(self) -> str:
        self._end_block()
        return "".join(self._blocks)


def _trimmed(text: str) -> tuple[str, str, str]:
    """Return the white space before a text, the text, and the white space after it."""
    words = text.strip()
    start = text.find(words) if words else len(text)
    return text[:start], words, text[start + len(words) :]


def _code(text: str) -> str:
    """Return a code span (CommonMark 0.31, section 6.1)."""
    if "`" not in text:
        return f"`{text}`"
    return f"`` {text} ``"
