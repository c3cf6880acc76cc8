"""Text of the document as text: its paragraphs, sentences and titles. What makes code of it is in `encoders`."""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import TypeVar

from ...ir.types import Text
from ..naming.verbs import is_verb
from ..naming.words import singular, words

T = TypeVar("T")

MOST_TEXTS = 1 << 15
"""How many texts are remembered with what was made of each: documents say the same in many places."""


def remembered(make: Callable[[Text | str | None], T]) -> Callable[[Text | str | None], T]:
    """Make a function of a text remember what it has made."""
    return lru_cache(maxsize=MOST_TEXTS)(make)


_SAYS_NOTHING = re.compile(
    r"(?:2\d\d[ :-]*)?(?:an? |the )?(?:(?:ok|success|successful|default) )?(?:ok|created|accepted|response|success|successful|operation|request)"
    r"(?: (?:has )?(?:succeeded|was successful|successful|completed|completed successfully|ok))?"
    r"|no (?:response|description)(?: was specified)?|description was not specified|2\d\d",
    re.IGNORECASE,
)
"""What documents say of the response of every operation."""
_SAYS_IT_FAILED = re.compile(
    r"(?:an? |any )?(?:unexpected |unknown |general |generic |default |other )*(?:errors?|default)(?: response| occurred)?",
    re.IGNORECASE,
)
_SENTENCE_END = re.compile(r"(?<=[\w)`\"'\]][.!?])\s+(?=[A-Z`\"'(\[])")
_LONGEST_SENTENCE = 100
_ENDS_WITH_URL = re.compile(r"(?:^|\s)\w+://\S+$")
_PARAGRAPH_END = re.compile(r"\n[ \t]*\n")
_HEADING = re.compile(r"\s{0,3}#{1,6}(?:\s|$)|\s{0,3}(?:=+|-+)\s*$")
NO_PARAGRAPH = re.compile(r"\s*(?:[-*+]\s|\d+[.)]\s|[|>]|```|~~~|<!--|!\[)|(?: {4}|\t)")
_LONGEST_OPENING = 1500
_MOST_OPENING_PARAGRAPHS = 3
_MOST_ENTRIES = 8
_UNDERLINED = re.compile(r"^(.+)\n {0,3}(?:=+|-{2,})[ \t]*$", re.MULTILINE)
LIST_ENTRY = re.compile(r"\s*(?:[-*+]|\d+[.)])\s")
_VERBATIM = re.compile(r"\s*[|>]|\s{0,3}#{1,6}\s")
_LINE_BREAK = re.compile(r"\r\n|[\r\v\f\x1c-\x1e\x85\u2028\u2029]")
_LINK = re.compile(r"!?\[([^\[\]]+)\]\([^()\s]*\)")
_STRONG = re.compile(r"(?<![\w*])\*\*(?=\S)([^*]+)(?<=\S)\*\*(?![\w*])")
_COMPONENT = re.compile(
    r"^[ \t]*<(/?)([A-Z][A-Za-z0-9]*)(?:\s[^<>\n]*?)?(/?)>[ \t]*$", re.MULTILINE
)
_HAS_HTML = re.compile(r"<br\s*/?>|^\s*<p>|</(?:a|b|code|em|i|li|ol|p|strong|ul)>", re.IGNORECASE)
_REFERENCE = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
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


@lru_cache(maxsize=MOST_TEXTS)
def sentence(text: str) -> str:
    """Return a text with a full stop, unless it ends with a sign of its own, or with a list, a table, code or a URL."""
    *_, last = text.split("\n")
    is_prose = last[:1].isalnum() or "\n" not in text
    # A sentence that ends within quotes, parentheses or emphasis has its full stop there.
    end = text.rstrip("\"')*_")[-1:] or text[-1:]
    is_url = _ENDS_WITH_URL.search(last) is not None
    return f"{text}." if is_prose and not is_url and end not in (".", "!", "?", ":", "") else text


def capitalized(text: str) -> str:
    """Return a text that begins with a verb in small letters, "get a pet", with a capital; any other as it is."""
    first, space, rest = text.partition(" ")
    return f"{first.capitalize()}{space}{rest}" if space and is_verb(first) else text


def in_short(text: str) -> str:
    """Return the first sentence of a long text of one line; the text where it is short, or is one sentence."""
    if len(text) <= _LONGEST_SENTENCE:
        return text
    return _SENTENCE_END.split(text, maxsplit=1)[0]


def says_nothing(text: str) -> bool:
    """Return whether what is said of a response holds for any: "OK"."""
    return _SAYS_NOTHING.fullmatch(text.strip(".! ")) is not None


def says_it_failed(text: str) -> bool:
    """Return whether what is said of an error is that it is one: "Unexpected error"."""
    return _SAYS_IT_FAILED.fullmatch(text.strip(". ")) is not None


@remembered
def plain(text: Text | str | None) -> str:
    """Return document text as one or more lines for a docstring, its ends trimmed; "" for None.

    A `str` is what was made of document text: in it, "<b>" is what was `&lt;b&gt;` there, and stays.
    """
    if text is None:
        return ""
    raw = without_html(text.raw) if isinstance(text, Text) else text
    lines = _LINE_BREAK.sub("\n", raw).split("\n")
    return "\n".join(line.rstrip() for line in lines).strip()


def first_paragraph(text: Text | str | None) -> str:
    """Return the first paragraph of document text as a single line; "" where the text begins with something else.

    Headings, tables, lists and blocks of code are none.
    """
    for block in _PARAGRAPH_END.split(plain(text)):
        lines = [line for line in block.split("\n") if not _HEADING.match(line)]
        if lines:
            return "" if NO_PARAGRAPH.match(lines[0]) else " ".join(" ".join(lines).split())
    return ""


def opening(text: Text | str | None) -> tuple[str, bool]:
    """Return the paragraphs that document text begins with, and whether that is all of it.

    A text without headings, tables and code that fits on a screen is its own opening.
    """
    whole = plain(text)
    blocks = _PARAGRAPH_END.split(_UNDERLINED.sub(r"# \1", whole))
    others = [b for b in blocks if NO_PARAGRAPH.match(b) and not LIST_ENTRY.match(b)]
    has_heading = any(_HEADING.match(line) for line in whole.split("\n"))
    if not others and not has_heading and len(whole) <= _LONGEST_OPENING:
        return whole, True
    found: list[str] = []
    for block in blocks:
        lines = [line for line in block.split("\n") if not _HEADING.match(line)]
        ends = found and len(lines) < len(block.split("\n"))
        if found and found[-1].endswith(":") and _is_short_list(lines):
            found.append("\n".join(lines))
            break
        if (
            ends
            or len(found) == _MOST_OPENING_PARAGRAPHS
            or (lines and NO_PARAGRAPH.match(lines[0]))
        ):
            break
        if lines:
            found.append("\n".join(lines))
    # What a colon announces is left out.
    if len(found) > 1 and found[-1].endswith(":"):
        found.pop()
    return "\n\n".join(found), False


def _is_short_list(lines: Sequence[str]) -> bool:
    """Return whether lines are the entries of a list that what announces it may take along."""
    return 0 < len(lines) <= _MOST_ENTRIES and all(map(LIST_ENTRY.match, lines))


@remembered
def reflowed(text: Text | str | None) -> str:
    """Return document text with each paragraph and each entry of a list on a line; tables and code stay as they are."""
    lines: list[str] = []
    is_code = grows = False
    for line in plain(text).split("\n"):
        bare = line.strip()
        is_fence = bare.startswith(("```", "~~~"))
        if is_code or is_fence or _VERBATIM.match(line):
            lines.append(line)
            is_code, grows = is_code != is_fence, False
        elif not bare:
            lines += [""] if lines and lines[-1] else []
            grows = False
        elif grows and not LIST_ENTRY.match(line):
            lines[-1] += f" {bare}"
        else:
            lines.append(line if LIST_ENTRY.match(line) else bare)
            grows = True
    return "\n".join(lines)


def title_of(text: Text | None, *names: str) -> str:
    """Return a title as a single line; "" where a name has all of its words ("Item Id" for `item_id`)."""
    title = one_line(text)
    said = _said(title)
    is_repeated = any(is_same_name(title, name) or said <= _said(name) for name in names)
    return "" if is_repeated else title


def without_links(text: str) -> str:
    """Return Markdown with the text of its links in their place, and without its marks of strong emphasis."""
    return _STRONG.sub(r"\1", _LINK.sub(r"\1", text))


def with_article(title: Text) -> str:
    """Return the title of an API in a sentence: "the Petstore API", but "Kubernetes"."""
    text = one_line(title)
    parts = text.split() or [""]
    is_api = parts[-1].lower() in ("api", "apis", "service", "services")
    return f"the {text}" if is_api and parts[0].lower() not in ("the", "a", "an") else text


def said_version(text: Text) -> str:
    """Return the version of an API as a single line; "" where it is a word, such as "unversioned"."""
    version = one_line(text)
    return version if any(char.isdigit() for char in version) else ""


def description_of(text: Text | None, *names: str) -> str:
    """Return a description as `plain` does; "" where it only repeats a name ("Base Gist" for `BaseGist`)."""
    return plain(text) if title_of(text, *names) else ""


def is_same_name(text: str, other: str) -> bool:
    """Return whether two names have the same letters, as `penName` and `pen_name` have."""
    return _letters(text) == _letters(other)


@lru_cache(maxsize=MOST_TEXTS)
def _said(text: str) -> frozenset[str]:
    return frozenset(map(singular, words(text)))


@lru_cache(maxsize=MOST_TEXTS)
def _letters(text: str) -> str:
    return "".join(char for char in text.lower() if char.isalnum())


@remembered
def one_line(text: Text | str | None) -> str:
    """Return document text as a single line."""
    return " ".join(plain(text).split())


def without_html(text: str) -> str:
    """Return a text with the tags of its HTML as CommonMark, which it is by the standard; itself where it has none.

    `<p>Returns a <code>Refund</code>.</p>` is "Returns a `Refund`.", and `&quot;` is a quotation mark (CommonMark,
    section 2.5). What is in a code span or a block of code stays, and so does what is no tag of a text, such as the
    place `<owner>` in a command.
    """
    text = _without_components(text)
    convert = _read_references if _HAS_HTML.search(text) is None else _converted
    if convert is _read_references and _REFERENCE.search(text) is None:
        return text
    parts = _CODE.split(text)
    found = "".join(part if index % 2 else convert(part) for index, part in enumerate(parts))
    return _BLANK.sub("\n\n", found)


def _without_components(text: str) -> str:
    """Return a text without comments, and without the tags of a site's components: `<Message>` on a line of its own.

    What is between such tags stays. A line with a tag that is not closed may be anything.
    """
    if "<" not in text:
        return text
    tags = [(match[1], match[2], match[3]) for match in _COMPONENT.finditer(text)]
    opened = {name for closes, name, is_whole in tags if not closes and not is_whole}
    paired = opened & {name for closes, name, _ in tags if closes}

    def left(match: re.Match[str]) -> str:
        return "" if match[3] or match[2] in paired else match[0]

    parts = [
        part if index % 2 else _COMPONENT.sub(left, _without_comments(part))
        for index, part in enumerate(_CODE.split(text))
    ]
    left_over = "".join(parts)
    return text if left_over == text else _BLANK.sub("\n\n", left_over)


def _without_comments(text: str) -> str:
    # By hand: an expression looks for the end of each comment that has none through all of the text.
    kept: list[str] = []
    position = 0
    while (start := text.find("<!--", position)) >= 0:
        end = text.find("-->", start + len("<!--"))
        if end < 0:
            break
        kept.append(text[position:start])
        position = end + len("-->")
    return "".join(kept) + text[position:]


def _converted(text: str) -> str:
    for tag, mark in _SPANS:
        text = tag.sub(mark, text)
    text = _BREAK.sub("\n", text)
    text = _ITEM.sub("\n- ", text)
    text = _LIST.sub("\n\n", text)
    text = _PARAGRAPH.sub("\n\n", text)
    return _read_references(_LEFT_OUT.sub("", text))


def _read_references(text: str) -> str:
    """Return a text with the characters that its character references stand for; `&copy=1` in a URL is none."""
    return _REFERENCE.sub(lambda match: html.unescape(match[0]), text)
