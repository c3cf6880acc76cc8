"""HTML in descriptions, which are CommonMark by the standard, as CommonMark.

`<p>Returns a <code>Refund</code>.</p>` is "Returns a `Refund`.". What is in a code span or a block of code stays, and so does
what is no tag of a text, such as the place `<owner>` in a command.
"""

from __future__ import annotations

import html
import re

_HAS_HTML = re.compile(r"<br\s*/?>|^\s*<p>|</(?:a|b|code|em|i|li|ol|p|strong|ul)>", re.IGNORECASE)
_CODE = re.compile(r"(^[ \t]*(?:```|~~~).*?^[ \t]*(?:```|~~~)|`[^`\n]+`)", re.DOTALL | re.MULTILINE)
_SPANS = (
    (re.compile(r"<code(?:\s[^<>]*)?>([^`<>]*)</code>", re.IGNORECASE), r"`\1`"),
    (
        re.compile(
            r"<a\s[^<>]*?href=[\"']([^\s\"'<>()]+)[\"'][^<>]*>([^<>\[\]]+)</a>", re.IGNORECASE
        ),
        r"[\2](\1)",
    ),
    (re.compile(r"<(b|strong)>\s*([^<>]+?)\s*</\1>", re.IGNORECASE), r"**\2**"),
    (re.compile(r"<(i|em)>\s*([^<>]+?)\s*</\1>", re.IGNORECASE), r"*\2*"),
)
_LEFT_OUT = re.compile(
    r"</?(?:a|b|code|div|em|i|li|ol|span|strong|ul)(?:\s[^<>]*)?>", re.IGNORECASE
)
_PARAGRAPH = re.compile(r"\s*</?p(?:\s[^<>]*)?>\s*", re.IGNORECASE)
_ITEM = re.compile(r"\s*<li(?:\s[^<>]*)?>\s*", re.IGNORECASE)
_LIST = re.compile(r"\s*</?[uo]l(?:\s[^<>]*)?>\s*", re.IGNORECASE)
_BREAK = re.compile(r"[ \t]*<br\s*/?>\n?", re.IGNORECASE)
_BLANK = re.compile(r"\n{3,}")


def without_html(text: str) -> str:
    """Return a text with the tags of its HTML as CommonMark; the text itself where it has none."""
    if _HAS_HTML.search(text) is None:
        return text
    parts = _CODE.split(text)
    found = "".join(part if index % 2 else _converted(part) for index, part in enumerate(parts))
    return _BLANK.sub("\n\n", found)


def _converted(text: str) -> str:
    for tag, mark in _SPANS:
        text = tag.sub(mark, text)
    text = _BREAK.sub("\n", text)
    text = _ITEM.sub("\n- ", text)
    text = _LIST.sub("\n\n", text)
    text = _PARAGRAPH.sub("\n\n", text)
    return html.unescape(_LEFT_OUT.sub("", text))
