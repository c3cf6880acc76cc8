"""Encoders: document text as literals, docstrings, Markdown, TOML, YAML.

Every encoder takes any text at all, control characters and lone surrogates included, and gives ASCII
that means exactly that text, or reads like it, and nothing more.
"""

from __future__ import annotations

import json
import math
import re
import textwrap
from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from ...ir.types import Json, Text
from ..naming.printable import Markdown, PythonCode, Toml, Yaml
from .prose import LIST_ENTRY, MOST_TEXTS, NO_PARAGRAPH, one_line, plain, remembered, without_links

DOCSTRING_WIDTH = 92
_TYPOGRAPHY = str.maketrans(
    {"\u2018": "'", "\u2019": "'", "\u201c": '"', "\u201d": '"', "\u2013": "-", "\u2014": "-"}
    | {"\u2026": "...", "\u00a0": " ", "\u2022": "-", "\u2192": "->"}
)
_MARKUP = re.compile(r"([\\`*_\[\]<>|~&$])")
_CELL_PART = re.compile(r"(`[^`|\\<>]+`|!?\[[^\[\]]+\]\(https?://[A-Za-z0-9._~:/?#@$&'+,;=%-]+\))")
_BLOCK_START = re.compile(r"^(\s*)([#>+=-]|\d+[.)](?=\s|$))")
_ATX_HEADING = re.compile(r" {0,3}(#{1,6})[ \t]+(.*?)[ \t]*#*[ \t]*$")
_UNDERLINE = re.compile(r" {0,3}(=+|-{2,})[ \t]*$")
_FENCE = re.compile(r" {0,3}(`{3,}|~{3,})[ \t]*([a-z]*)[^`]*$")
_ANY_FENCE = re.compile(r"\s*(```|~~~)")
_TO_ESCAPE = re.compile(r"[^ -\[\]-~\n]")
_NO_PROSE = re.compile(r"\s|[-*+|>#]|\d+[.)]|$")


def literal(value: Any) -> PythonCode:
    """Encode a JSON value, or a Text or Json of the document, as a Python literal in ASCII.

    Mappings are written in the order of their keys, so that the order of the document does not matter.
    """
    return PythonCode(_literal(value.raw if isinstance(value, (Text, Json)) else value))


def _literal(value: Any) -> str:
    if isinstance(value, str):
        return _text_literal(value)
    if isinstance(value, dict):
        items = [f"{_literal(key)}: {_literal(value[key])}" for key in sorted(value)]
        return "{" + ", ".join(items) + "}"
    if isinstance(value, list):
        return "[" + ", ".join([_literal(item) for item in value]) + "]"
    if isinstance(value, float) and not math.isfinite(value):
        raise ValueError(f"{value} is not a JSON value")
    if isinstance(value, bytes):
        return ascii(value)
    if value is None or isinstance(value, (bool, int, float)):
        return repr(value)
    if isinstance(value, (Text, Json)):
        return _literal(value.raw)
    raise TypeError(f"{type(value).__name__} is not a JSON value")


@lru_cache(maxsize=1 << 14)
def _text_literal(text: str) -> str:
    """Write a string in double quotes where that needs no escape, as black would."""
    code = ascii(text)
    if code.startswith("'") and '"' not in code:
        code = f'"{code[1:-1]}"'
    return code


def docstring(*blocks: str | Text | None, indent: int = 0) -> PythonCode:
    """Encode paragraphs as a docstring; lines longer than the page are wrapped.

    Strings among the blocks are ours, or have been made of document text by `plain`. The result is a
    whole string literal in triple quotes, with its lines already indented by `indent` columns.
    """
    paragraphs = [_wrapped(plain(block)) for block in blocks if block is not None]
    text = "\n\n".join(paragraph for paragraph in paragraphs if paragraph).translate(_TYPOGRAPHY)
    body = _escaped(text)
    if "\n" not in body and len(body) + indent <= DOCSTRING_WIDTH + 2:
        if text.endswith('"'):
            body = f'{_escaped(text[:-1])}\\"'  # a final quote must not join the closing ones
        return PythonCode(f'"""{body}"""')
    margin = " " * indent
    return PythonCode(f'"""{_indented(body, indent)}\n{margin}"""')


def docstring_with_code(*blocks: str | Text | None, code: PythonCode) -> PythonCode:
    """Encode paragraphs and a program as a docstring; without the program where a line of it would be wrapped."""
    program = "\n".join(f"    {line}" if line else "" for line in code.split("\n"))
    if any(len(line) > DOCSTRING_WIDTH for line in program.split("\n")):
        return docstring(*blocks)
    # The first line of a docstring is the summary, so there is always text before the program.
    return docstring(*blocks, f"First call::\n\n{program}")


def docstring_section(title: str, entries: Sequence[str]) -> str:
    """Return a section such as "Args:" as a block for `docstring`; further lines of an entry are indented below it."""
    lines = [line for entry in entries for line in _wrapped_line(f"    {entry}", "        ")]
    return "\n".join([f"{title}:", *lines])


def docstring_text(text: str, *, indent: int) -> PythonCode:
    """Encode text for the inside of a docstring of several lines; "" for nothing.

    Lines longer than the page are wrapped, and all but the first are indented by `indent` columns. The text
    is ours, or has been made of document text by `plain`.
    """
    return PythonCode(_indented(_escaped(_wrapped(plain(text))), indent))


@lru_cache(maxsize=MOST_TEXTS)
def docstring_entry(text: str, *, after: str = "", indent: int) -> PythonCode:
    """Encode an entry of a section such as "Args:"; `after` is what the template writes before it on its line.

    What follows a name is indented below it, with all further lines, paragraphs and lists.
    """
    start, below = f"    {after}", "        " if after else "    "
    first, *rest = text.split("\n")
    lines = _wrapped_line(f"{start}{first}", below)
    for line in rest:
        lines += _wrapped_line(f"{below}{line}" if line else "")
    entry = "\n".join(lines).removeprefix(start.rstrip()).strip()
    return PythonCode(_indented(_escaped(entry), indent))


def f_string(parts: Sequence[Text | PythonCode]) -> PythonCode:
    """Encode a text with expressions in it as a formatted string; as a plain one where there are none."""
    if all(isinstance(part, Text) for part in parts):
        return literal("".join(part.raw for part in parts if isinstance(part, Text)))
    pieces = []
    for part in parts:
        if isinstance(part, Text):
            # An apostrophe makes sure that `ascii` takes double quotes.
            quoted = '\\"'.join(ascii(f"{piece}'")[1:-2] for piece in part.raw.split('"'))
            pieces.append(PythonCode(quoted.replace("{", "{{").replace("}", "}}")))
        else:
            pieces.append(PythonCode.of("{{{}}}", part))
    return PythonCode.of('f"{}"', PythonCode.joined("", pieces))


def _indented(body: str, indent: int) -> str:
    """Return a text with all of its lines but the first indented."""
    margin = " " * indent
    first, *rest = body.split("\n")
    return "\n".join([first, *(f"{margin}{line}" if line else line for line in rest)])


def comment(text: Text | str) -> PythonCode:
    """Encode text as a comment of one line."""
    return PythonCode(f"# {_escaped(one_line(text))}")


def _joined_where_long(text: str) -> list[str]:
    """Return lines, those of a paragraph as one where a line has to be wrapped that is not its last."""
    lines: list[str] = []
    paragraph: list[str] = []
    is_code = False

    def end() -> None:
        is_long = any(len(row) > DOCSTRING_WIDTH for row in paragraph[:-1])
        lines.extend([" ".join(paragraph)] if is_long else paragraph)
        paragraph.clear()

    for row in text.split("\n"):
        is_fence = _ANY_FENCE.match(row) is not None
        if is_code or is_fence or _NO_PROSE.match(row):
            end()
            lines.append(row)
            is_code = is_code != is_fence
        else:
            paragraph.append(row)
    end()
    return lines


def _wrapped(text: str) -> str:
    """Wrap long lines, each with its own indentation, and leave short ones alone."""
    return "\n".join(line for long in _joined_where_long(text) for line in _wrapped_line(long))


def _wrapped_line(line: str, below: str | None = None) -> list[str]:
    """Wrap a line if it is long; what follows is indented by `below`, else as the text of the line is."""
    if len(line) <= DOCSTRING_WIDTH:
        return [line]
    if below is None:
        entry = LIST_ENTRY.match(line)
        below = " " * (entry.end() if entry else len(line) - len(line.lstrip()))
    return textwrap.wrap(
        line,
        DOCSTRING_WIDTH,
        initial_indent="",
        subsequent_indent=below,
        break_long_words=False,
        break_on_hyphens=False,
    )


def _escaped(text: str) -> str:
    """Escape for the inside of a triple-quoted string: ASCII, no backslash or quote that could end it."""
    if not text.isascii():
        text = text.translate(_TYPOGRAPHY).encode("utf-8", "replace").decode("utf-8")
    text = _TO_ESCAPE.sub(lambda match: ascii(match[0])[1:-1], text)
    return text.replace('"""', '\\"\\"\\"')


@remembered
def markdown_text(text: Text | str | None) -> Markdown:
    """Encode text as one line of plain inline Markdown: no markup, link or HTML can come of it; links are their text."""
    return Markdown(_plain_inline(_readable(without_links(one_line(text))).strip()))


def _plain_inline(text: str) -> str:
    """Escape what could be markup, also at the start of a line ("- ", "1. ", "# ")."""
    escaped = _MARKUP.sub(r"\\\1", text)
    return _BLOCK_START.sub(_escaped_start, escaped)


def _escaped_start(match: re.Match[str]) -> str:
    sign = match[2]
    return f"{match[1]}{sign[:-1]}\\{sign[-1]}"


@remembered
def markdown_cell(text: Text | str | None) -> Markdown:
    """Encode a description as one line for a table cell: code and links to the web stay, everything else is plain."""
    parts = _CELL_PART.split(_readable(one_line(text)))
    encoded = [
        _cell_part(part) if index % 2 else _plain_inline(without_links(part))
        for index, part in enumerate(parts)
    ]
    return Markdown("".join(encoded))


def _cell_part(part: str) -> str:
    """Return a piece of code as it is, and a link with a text that is encoded; of an image, that text alone."""
    if part.startswith("`"):
        return part
    label, _, target = part.removeprefix("!")[1:-1].rpartition("](")
    shown = markdown_cell(label)
    if part.startswith("!") or not shown.strip():
        return shown
    return f"[{shown}]({target.replace('&', '&amp;')})"


_OTHER_LINK = re.compile(r"(?<!!)\[([^\[\]]+)\]\((?!https?://|mailto:)[^\s()<>]*\)")
_BLOCK_START_OF_LINE = re.compile(r"^([\s>*+-]*(?:[0-9]+[.)][\s>*+-]*)*)(#+|=+\s*$|-\s*$|```|~~~)")
_CODE_SPAN = re.compile(r"(`[^`]+`)")


@remembered
def markdown_block(text: Text | str | None) -> Markdown:
    """Encode a description (CommonMark by the standard) as blocks: its Markdown stays, but no HTML and no headings.

    Links keep their targets only for http, https and mailto; of others, which lead nowhere from here, the text is left.
    """
    lines = [_readable(line) for line in plain(text).split("\n")]
    has_code = all(map(_has_sure_code, lines))
    encoded = []
    for line in lines:
        parts = _CODE_SPAN.split(line) if has_code else [line]
        parts = [part if index % 2 else _without_html(part) for index, part in enumerate(parts)]
        encoded.append(_BLOCK_START_OF_LINE.sub(r"\1\\\2", "".join(parts)))
    return Markdown("\n".join(encoded))


def _has_sure_code(line: str) -> bool:
    """Return whether code spans of a line, if it has any, are the same for every reader, whatever stands around the line."""
    if "`" not in line:
        return True
    return "``" not in line and line.count("`") % 2 == 0 and not any(c in line for c in "|\\")


def _without_html(text: str) -> str:
    """Escape what would be HTML, a link to elsewhere than the web, or a definition of one."""
    safe = text.replace("&", "&amp;").replace("<", "&lt;")
    safe = _OTHER_LINK.sub(r"\1", safe)
    safe = re.sub(r"\]\((?!https?://|mailto:)", r"]\\(", safe)
    return safe.replace("]:", "]\\:")


@remembered
def markdown_description(text: Text | str | None) -> Markdown:
    """Encode a description as blocks, with its blocks of code; headings become bold, lists begin after an empty line.

    Renderers of CommonMark and Python-Markdown, which wants that line, show the same.
    """
    raw = plain(text)
    if "\n" not in raw and not raw.startswith("#"):
        return markdown_block(raw)
    lines: list[str] = []
    is_code = False
    for line in raw.split("\n"):
        is_code ^= bool(_ANY_FENCE.match(line))
        is_first = LIST_ENTRY.match(line) and lines and lines[-1].strip()
        if is_first and not is_code and not (LIST_ENTRY.match(lines[-1]) or lines[-1][:1] == " "):
            lines.append("")
        lines.append(line)
    return _page("\n".join(lines), as_headings=False)


@remembered
def markdown_entry(text: Text | str | None) -> Markdown:
    """Encode a description as the rest of an entry of a list: further blocks are indented below the first line."""
    first, *rest = markdown_description(text).split("\n")
    # A list or a table cannot begin behind other text.
    start = f"\n\n    {first}" if NO_PARAGRAPH.match(first) else first
    return Markdown("\n".join([start, *(f"    {line}" if line.strip() else "" for line in rest)]))


def markdown_page(text: Text | str | None) -> Markdown:
    """Encode a description as a page below a heading of its own: as blocks, with headings and blocks of code.

    The highest heading of the text becomes one of the second level. Headings are plain text with code spans; code is
    never a sample that runs. A fence that is not closed, or that holds another, is escaped as in `markdown_block`.
    """
    return _page(plain(text), as_headings=True)


def _page(text: str, *, as_headings: bool) -> Markdown:
    lines = text.split("\n")
    levels = [len(found[1]) for line in lines if (found := _ATX_HEADING.match(line))]
    levels += [_underlined(found) for line in lines if (found := _UNDERLINE.match(line))]
    shift = 2 - min(levels, default=2)
    parts: list[Markdown] = []
    pending: list[str] = []

    def add(part: Markdown | None = None) -> None:
        if any(line.strip() for line in pending):
            parts.append(markdown_block("\n".join(pending).strip("\n")))
        pending.clear()
        if part is not None:
            parts.append(part)

    number = 0
    while number < len(lines):
        line, following = lines[number], lines[number + 1 : number + 2]
        end = _end_of_code(lines, number)
        is_alone = not pending or not pending[-1].strip()
        underline = _UNDERLINE.match(following[0]) if following and is_alone else None
        if end is not None:
            add(_code_block(lines[number], lines[number + 1 : end]))
            number = end
        elif heading := _ATX_HEADING.match(line):
            add(_heading(len(heading[1]) + shift if as_headings else 0, heading[2]))
        elif underline and line.strip() and not NO_PARAGRAPH.match(line):
            add(_heading(_underlined(underline) + shift if as_headings else 0, line.strip()))
            number += 1
        else:
            pending.append(line)
        number += 1
    add()
    return Markdown.joined("\n\n", parts)


def _underlined(underline: re.Match[str]) -> int:
    return 1 if underline[1].startswith("=") else 2


def _heading(level: int, text: str) -> Markdown | None:
    """Return a heading of a level, text in bold for none; None where it has no words."""
    words = markdown_cell(text)
    if not level:
        return Markdown(f"**{words}**") if words.strip() else None
    return Markdown(f"{'#' * min(level, 6)} {words}") if words.strip() else None


def _end_of_code(lines: Sequence[str], start: int) -> int | None:
    """Return the line that closes the block of code that a line opens; None if none does, or another fence is first."""
    fence = _FENCE.match(lines[start])
    if fence is None:
        return None
    end = next((n for n in range(start + 1, len(lines)) if _ANY_FENCE.match(lines[n])), None)
    closes = end is not None and re.fullmatch(
        f" {{0,3}}{re.escape(fence[1][0])}{{{len(fence[1])},}}[ \t]*", lines[end]
    )
    return end if closes else None


def _code_block(fence: str, lines: Sequence[str]) -> Markdown:
    found = _FENCE.match(fence)
    info = found[2] if found else ""
    info = "py" if info.startswith("py") else info
    return Markdown("\n".join([f"```{info}", *map(_readable, lines), "```"]))


@lru_cache(maxsize=MOST_TEXTS)
def markdown_code(code: str) -> Markdown:
    """Encode text as a code span; the fence is longer than any run of backticks inside (CommonMark 6.1)."""
    text = _readable(" ".join(code.split()))
    longest = max((len(run) for run in re.findall(r"`+", text)), default=0)
    fence = "`" * (longest + 1)
    pad = " " if text.startswith("`") or text.endswith("`") else ""
    return Markdown(f"{fence}{pad}{text}{pad}{fence}")


def markdown_code_cell(code: str) -> Markdown:
    """Encode text as a code span in a table, where even code cannot hold a bare "|" (GFM, section 4.10)."""
    return Markdown(markdown_code(code).replace("|", "\\|"))


def markdown_name(name: str) -> Markdown:
    """Return a name of ours in an address. Raise `ValueError` for anything that is not an ASCII identifier."""
    if not (name.isascii() and name.isidentifier()):
        raise ValueError(f"{name!r} is not an identifier")
    return Markdown(name)


def markdown_type(code: str) -> Markdown:
    """Encode an annotation for a table cell: renderers differ about "|" in code, so it is a reference there."""
    if "|" not in code:
        return markdown_code(code)
    text = "".join(
        char if char.isalnum() or char in " ." else f"&#{ord(char)};" for char in _readable(code)
    )
    return Markdown(f"<code>{text}</code>")


def markdown_command(lines: Sequence[str], language: str = "sh") -> Markdown:
    """Return lines of text, such as a command or JSON, as a fenced block that no text inside can end."""
    text = "\n".join(_readable(line) for each in lines for line in each.split("\n"))
    longest = max((len(run) for run in re.findall(r"`+", text)), default=0)
    fence = "`" * max(longest + 1, 3)
    return Markdown(f"{fence}{language}\n{text}\n{fence}")


def yaml(text: str | Text) -> Yaml:
    """Encode text as a double-quoted YAML scalar on a line (YAML 1.2, section 7.3.1)."""
    encodable = _readable(one_line(text)).encode("utf-8", "replace").decode("utf-8")
    return Yaml(json.dumps(encodable, ensure_ascii=False))


def markdown_python(code: PythonCode, *, runnable: bool = True) -> Markdown:
    """Return Python source, which is ASCII, as a fenced block: "python" if it is a program, else "py"."""
    source = code.strip().replace("```", "\\x60\\x60\\x60")
    return Markdown(f"```{'python' if runnable else 'py'}\n{source}\n```")


def _readable(text: str) -> str:
    """Drop control and direction-changing characters, which nobody can see (Trojan Source)."""
    return text if text.isprintable() else "".join(filter(str.isprintable, text))


def toml(text: str | Text) -> Toml:
    """Encode text as a TOML basic string (TOML 1.0, "String")."""
    raw = text.raw if isinstance(text, Text) else text
    encodable = raw.encode("utf-8", "replace").decode("utf-8")
    return Toml(json.dumps(encodable, ensure_ascii=False).replace("\x7f", "\\u007f"))
