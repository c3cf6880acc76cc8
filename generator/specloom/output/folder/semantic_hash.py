"""The meaning of a generated file: what formatting does not change.

Python is compared by its syntax tree, its comments, and its imports in any order; TOML by its values
and comments; JSON by its values; Markdown by its text without list markers, padding, emphasis markers
and line breaks. Where a text is not valid, its words are compared. What is in doubt counts as an edit.
"""

from __future__ import annotations

import ast
import hashlib
import inspect
import json
import re
import tomllib
from collections.abc import Iterable
from functools import cache
from typing import Any

MEANING_LENGTH = 32
"""How many digits of the hash count: nobody who could forge one has a reason to."""
_TOKENS = re.compile(
    r"'''[^'\\]*(?:(?:\\.|'(?!''))[^'\\]*)*'''"
    r'|"""[^"\\]*(?:(?:\\.|"(?!""))[^"\\]*)*"""'
    r"|'[^'\\\n]*(?:\\.[^'\\\n]*)*'"
    r'|"[^"\\\n]*(?:\\.[^"\\\n]*)*"'
    r"|#[^\n]*",
    re.DOTALL,
)
"""Strings and comments."""
_FENCE = re.compile(
    r"^(?P<indent>[ \t]*)(?P<fence>`{3,}|~{3,})(?P<language>[^\n`]*)\n(?P<code>.*?)"
    r"^[ \t]*(?P=fence)[ \t]*$",
    re.MULTILINE | re.DOTALL,
)
# What a pattern begins with is looked for many times as fast if it is one character: a text begins with a line break
# therefore, and what may stand before a character is looked at behind it.
_CODE_SPAN = re.compile(r"`(?<!``)(`*)(?!`)(.+?)(?<!`)`\1(?!`)", re.DOTALL)
_RULE = re.compile(r"\n[ \t]*(?:(?:-[ \t]*){3,}|(?:\*[ \t]*){3,}|(?:_[ \t]*){3,})$", re.MULTILINE)
_UNDERLINE = re.compile(r"\n[ ]{0,3}(?:=+|-+)[ \t]*$", re.MULTILINE)
_TITLE = re.compile(r"\n[ ]{0,3}(\S[^\n]*)\n[ ]{0,3}(=+|-+)[ \t]*$", re.MULTILINE)
_HEADING = re.compile(r"\n[ ]{0,3}(#{1,6})[ \t]+([^\n]*?)(?:[ \t]+#+)?[ \t]*$", re.MULTILINE)
_ITEM = re.compile(r"\n([ \t>]*)(?:[-*+]|\d{1,9}[.)])[ \t]+")
_CELL_RULE = re.compile(r"-+(:?)(?=[ \t]*(?:\||$))", re.MULTILINE)
_PIPE = re.compile(r"\|(?<!\\\|)")
_EMPHASIS = re.compile(
    r"[*_](?<![\w\\*_].)[*_]{0,2}(?=[^\s*_])|[*_](?<=[^\s\\*_].)[*_]{0,2}(?![\w*_])"
)
_ESCAPE = re.compile(r"\\([!-/:-@\[-`{-~])")


def meaning_of(path: str, text: str, tree: ast.Module | None = None) -> str:
    """Return a hash that formatting does not change.

    Args:
        path: Where the file lies; its suffix says what it is.
        text: The file's text.
        tree: The syntax tree of Python text, if it was parsed already.

    Returns:
        Half of a SHA-256, in hexadecimal. Two texts with the same one differ in formatting at most.
    """
    text = text.replace("\r\n", "\n")
    if path.endswith(".py"):
        return _digest(_python(text, tree))
    if path.endswith(".toml"):
        return _digest(_toml(text))
    if path.endswith(".md"):
        return _digest(_markdown(text))
    if path.endswith(".json"):
        return _digest(_json(text))
    return _digest(" ".join(text.split()))


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:MEANING_LENGTH]


def _comments(text: str) -> list[str]:
    """Return the comments of a Python or TOML text, sorted: formatters move them about."""
    if "#" not in text:
        return []
    comments = [token for token in _TOKENS.findall(text) if token[0] == "#"]
    return sorted(" ".join(comment.lstrip("#!").split()) for comment in comments)


def _json(text: str) -> str:
    try:
        return json.dumps(json.loads(text), sort_keys=True)
    except (ValueError, RecursionError):
        return " ".join(text.split())


# --- Python


def _python(text: str, tree: ast.Module | None = None) -> str:
    shape: list[str] = []
    try:
        _add_node(tree or ast.parse(text), shape)
    except (SyntaxError, ValueError, RecursionError):
        return " ".join(text.split())
    return "\n".join([*shape, *_comments(text)])


@cache
def _counting(kind: Any) -> tuple[str, tuple[tuple[str, str], ...]]:
    """Return the name of a class of nodes, and the fields that count, each with how it is written in a shape."""
    names = (name for name in kind._fields if name not in ("kind", "type_comment"))
    return kind.__name__, tuple((name, repr(name)) for name in names)


def _add_node(node: Any, shape: list[str]) -> None:
    """Walk a syntax tree, leaving out what differs between versions of Python: empty and absent fields."""
    kind = node.__class__
    if kind is ast.Name:  # Half of all nodes are names and constants, which have no nodes in them.
        shape += ("Name", "'id'", repr(node.id), "'ctx'", node.ctx.__class__.__name__)
        return
    if kind is ast.Constant:
        shape += ("Constant",) if node.value is None else ("Constant", "'value'", repr(node.value))
        return
    written, fields = _counting(kind)
    shape.append(written)
    if kind is ast.Expr and isinstance(node.value, ast.Constant):
        shape.append(_docstring(node.value.value))
        return
    for name, written in fields:
        value = getattr(node, name, None)
        if value is None:
            continue
        if value.__class__ is list:
            if value:
                shape.append(written)
                _add_list(value, shape)
        elif not isinstance(value, ast.AST):
            shape += (written, repr(value))
        elif value._fields:
            shape.append(written)
            _add_node(value, shape)
        else:  # an operator, or what an expression is for
            shape += (written, value.__class__.__name__)


def _add_list(items: list[Any], shape: list[str]) -> None:
    shape.append("[")
    if isinstance(items[0], ast.stmt) and any(map(_is_import, items)):
        items = _imports_sorted(items)
    for item in items:
        if isinstance(item, ast.AST):
            _add_node(item, shape)
        else:
            shape.append(repr(item))


def _is_import(item: Any) -> bool:
    return isinstance(item, (ast.Import, ast.ImportFrom))


def _docstring(value: Any) -> str:
    """Return a docstring as formatters leave it alone: they move its lines and strip their ends."""
    if not isinstance(value, str):
        return repr(value)
    return "\n".join(line.rstrip() for line in inspect.cleandoc(value).split("\n")).rstrip()


def _imports_sorted(statements: list[Any]) -> list[Any]:
    """Replace each run of import statements by what they import, sorted: isort orders and joins them."""
    result: list[Any] = []
    block: list[str] = []
    for statement in statements:
        if _is_import(statement):
            block += _imported(statement)
            continue
        result += sorted(set(block))
        block = []
        result.append(statement)
    return result + sorted(set(block))


def _imported(statement: ast.Import | ast.ImportFrom) -> Iterable[str]:
    for alias in statement.names:
        renamed = f" as {alias.asname}" if alias.asname else ""
        if isinstance(statement, ast.ImportFrom):
            origin = "." * statement.level + (statement.module or "")
            yield f"from {origin} import {alias.name}{renamed}"
        else:
            yield f"import {alias.name}{renamed}"


# --- TOML


def _toml(text: str) -> str:
    try:
        value = tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        return " ".join(text.split())
    return "\n".join([json.dumps(value, sort_keys=True, default=repr), *_comments(text)])


# --- Markdown


def _markdown(text: str) -> str:
    """Return the words of a page; code is kept line by line, Python in it by its meaning."""
    parts: list[str] = []
    end = 0
    for match in _FENCE.finditer(text):
        parts += [_prose(text[end : match.start()]), _code(match)]
        end = match.end()
    return "\n".join([*parts, _prose(text[end:])])


def _code(match: re.Match[str]) -> str:
    language = match["language"].strip()
    indent = len(match["indent"])
    lines = [
        line[indent:] if not line[:indent].strip() else line for line in match["code"].split("\n")
    ]
    code = "\n".join(line.rstrip() for line in lines)
    return f"```{language}\n{_python(code) if language in ('py', 'python') else code.strip()}"


def _prose(text: str) -> str:
    spans: list[str] = []

    def put_aside(match: re.Match[str]) -> str:
        spans.append(" ".join(match[2].split()))
        return f"\0{len(spans) - 1}\0"

    text = _CODE_SPAN.sub(put_aside, "\n" + text.replace("\0", ""))
    text = _RULE.sub("\n\n---\n", text)
    if _UNDERLINE.search(text):
        text = _TITLE.sub(lambda m: f"\n{'#' if m[2][0] == '=' else '##'} {m[1]}", text)
    text = _HEADING.sub(r"\n\1 \2", text)
    text = _ITEM.sub(r"\n\1\n* ", text)
    text = _CELL_RULE.sub(r"-\1", text)
    text = _without_padding(text)
    text = _EMPHASIS.sub("*", text)
    text = _ESCAPE.sub(r"\1", text)
    text = re.sub(r"\0(\d+)\0", lambda m: f"`{spans[int(m[1])]}`", text)
    return " ".join(text.split())


def _without_padding(text: str) -> str:
    """Return a text without the blanks around the "|" of its tables."""
    cells = _PIPE.split(text)
    if len(cells) == 1:
        return text
    first, *inner, last = cells
    padding = " \t"
    return "|".join(
        [first.rstrip(padding), *(cell.strip(padding) for cell in inner), last.lstrip(padding)]
    )
