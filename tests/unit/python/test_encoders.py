"""The encoders: any text at all goes in, and comes out as data of its context and nothing more."""

from __future__ import annotations

import ast
import io
import tokenize
import tomllib
import warnings
from collections.abc import Callable
from typing import Any

import jinja2
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.token import Token
from specloom.ir.types import Json, Text
from specloom.output.render.render import _environment
from specloom.python.code.encoders import (
    comment,
    docstring,
    literal,
    markdown_block,
    markdown_cell,
    markdown_code,
    markdown_code_cell,
    markdown_description,
    markdown_python,
    markdown_text,
    toml,
)
from specloom.python.code.prose import one_line, plain, without_html, without_links
from specloom.python.naming.printable import Import, Markdown, Printable, PythonCode, Toml

NASTY = [
    "",
    '"',
    "'",
    '"""',
    "'''",
    '""""',
    'a """',
    '\\"""',
    '"""; import os',
    '"""\nimport os\n"""',
    "ends in a backslash\\",
    "\\\\",
    'C:\\Users\\x "quoted"',
    "\\N{BULLET}",
    "\\x41 \\u0041 \\U00000041",
    "{}",
    "{0.__class__}",
    "{{ content }}",
    "{% raw %}",
    "%s %(name)s %",
    "a\u2028b\u2029c",
    "a\x85b\x0bc\x0cd\x1ce",
    "a\rb",
    "a\r\nb",
    "a\n\nb",
    "tab\there",
    "nul\x00del\x7f",
    "]]>",
    "*/",
    "<!-- -->",
    "\ud800",
    "\udc00\ud800",
    "\U0001f600",
    "\u202eoverride\u2066isolate",
    "\u00a0\u2003\u200b\ufeff",
    "\u200b \u200b \u200b \u200b \u200b code?",
    "|",
    "a | b",
    "a \\| b",
    "| --- |",
    "`",
    "``",
    "`a``b`",
    "``a`",
    "```python\nimport os\n```",
    "~~~",
    "- ```\n  a",
    "<script>alert(1)</script>",
    "<b>",
    "</a",
    "<http://example.com>",
    "&lt;b&gt; &#35; &amp;",
    "](javascript:x)",
    "[a](javascript:x)",
    "[a]( javascript:x)",
    "[a](\njavascript:x)",
    "[a](<javascript:x>)",
    "![a](data:x)",
    "[a](https://example.com)",
    "[a]\n\n[a]: javascript:x",
    "[a]\n\n> [a]: javascript:x",
    "[a]\n\n- [a]: javascript:x",
    "[a\\]b]\n\n[a\\]b]: javascript:x",
    "[a b]\n\n[a\nb]: javascript:x",
    "[a]\n\n[a]:\njavascript:x",
    "# heading",
    "#",
    "   ###### heading ##",
    "> # heading",
    "- # heading",
    "1. # heading",
    "heading\n===",
    "heading\n---",
    "heading\n-",
    "heading\n=",
    "> heading\n> ===",
    "- heading\n  ---",
    "* * *",
    "- item",
    "+ item",
    "1. item",
    "1) item",
    "    indented",
    "**bold** _em_ ~~gone~~ *x*",
    "a\\\nb",
    "a  \nb",
    "www.example.com https://example.com a@example.com",
    "$x$ ^a^",
    "# type: ignore",
    "# -*- coding: utf-7 -*-",
    "x" * 200,
    ("word " * 60).strip(),
    "  " + "word " * 60,
    '"word" ' * 30,
]
"""What has broken other generators, and what might break this one."""

_MARKS = "`*_[](){}<>|\\\"'#-=~+&!:;/.%$ \n\r\tab1"
TEXTS = st.one_of(
    st.sampled_from(NASTY),
    st.text(st.characters(exclude_categories=())),
    st.text(st.sampled_from(_MARKS)),
    st.lists(
        st.one_of(st.sampled_from(NASTY), st.text(st.characters(exclude_categories=()), max_size=3))
    ).map("".join),
)
JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | TEXTS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXTS, inner, max_size=4),
    max_leaves=8,
)


def thousand(**strategies: Any) -> Callable[[Any], Any]:
    """Return a property over 1,000 examples and every nasty text, the same ones in each run."""

    def decorate(function: Any) -> Any:
        wrapped = given(**strategies)(function)
        if list(strategies) == ["text"]:
            for text in NASTY:
                wrapped = example(text=text)(wrapped)
        return settings(max_examples=1000, derandomize=True, database=None)(wrapped)

    return decorate


def parse_strictly(source: str) -> ast.Module:
    """Parse Python, with warnings (such as for invalid escapes) as errors."""
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        compile(source, "<test>", "exec", dont_inherit=True)
        return ast.parse(source)


# --- Python


@thousand(text=TEXTS)
def test_literal_means_the_text(text: str) -> None:
    """A literal evaluates to exactly the text, and is one line of printable ASCII."""
    for value in (text, Text(text), Json(text)):
        code = literal(value)
        assert ast.literal_eval(code) == text
        assert code.isascii()
        assert code.isprintable()


@thousand(value=JSON)
def test_literal_means_the_value(value: Any) -> None:
    """Any JSON value evaluates to itself; true stays apart from 1, and 1.0 from 1."""
    code = literal(Json(value))
    assert repr(sorted_keys(ast.literal_eval(code))) == repr(sorted_keys(value))
    assert code.isascii()


def sorted_keys(value: Any) -> Any:
    """Return the value with the keys of its mappings in order."""
    if isinstance(value, dict):
        return {key: sorted_keys(value[key]) for key in sorted(value)}
    return [sorted_keys(item) for item in value] if isinstance(value, list) else value


@pytest.mark.parametrize("value", [float("nan"), float("inf"), float("-inf")])
def test_literal_refuses_what_is_no_json_number(value: float) -> None:
    """`inf` would be a name in the output."""
    with pytest.raises(ValueError):
        literal(value)


def test_literal_refuses_other_values() -> None:
    """A set is not a JSON value."""
    with pytest.raises(TypeError):
        literal({1, 2})


@thousand(value=st.binary())
def test_literal_of_octets(value: bytes) -> None:
    """Bytes evaluate to themselves."""
    assert ast.literal_eval(literal(value)) == value


def docstring_value(code: PythonCode, indent: int) -> str:
    """Return what a docstring says, once it is proved to be one string constant alone."""
    margin = " " * indent
    opening = "".join(f"{' ' * i}if 1:\n" for i in range(0, indent, 4))
    module = parse_strictly(f"{opening}{margin}{code}\n")
    body: list[ast.stmt] = module.body
    for _ in range(0, indent, 4):
        assert len(body) == 1
        assert isinstance(body[0], ast.If)
        body = body[0].body
    assert len(body) == 1
    statement = body[0]
    assert isinstance(statement, ast.Expr)
    assert isinstance(statement.value, ast.Constant)
    assert isinstance(statement.value.value, str)
    return statement.value.value


TYPOGRAPHY = str.maketrans("\u2018\u2019\u201c\u201d\u2013\u2014\u2022\u00a0", "''\"\"--- ") | {
    0x2026: "...",
    0x2192: "->",
}
"""Signs that docstrings have in ASCII."""


@thousand(text=TEXTS)
def test_docstring_is_one_string(text: str) -> None:
    """At any depth, a docstring is one string constant in ASCII that says the words of the text."""
    for indent in (0, 4, 8):
        code = docstring(text, indent=indent)
        assert code.isascii()
        value = docstring_value(code, indent)
        assert value.split() == _words_of(text)


@thousand(blocks=st.lists(st.none() | TEXTS | TEXTS.map(Text), max_size=4))
def test_docstring_of_several_blocks(blocks: list[str | Text | None]) -> None:
    """Blocks are paragraphs of the same docstring."""
    code = docstring(*blocks, indent=4)
    assert code.isascii()
    words = [w for block in blocks if block is not None for w in _words_of(block)]
    assert docstring_value(code, 4).split() == words


def _words_of(block: str | Text) -> list[str]:
    raw = without_html(block.raw) if isinstance(block, Text) else block
    # Lone surrogates become "?": nobody could print the docstring.
    return raw.encode("utf-8", "replace").decode("utf-8").translate(TYPOGRAPHY).split()


@thousand(text=TEXTS)
def test_comment_is_one_comment(text: str) -> None:
    """A comment tokenizes as one comment, whatever ends of lines the text holds."""
    code = comment(Text(text))
    assert code.isascii()
    tokens = list(tokenize.generate_tokens(io.StringIO(f"{code}\n").readline))
    kinds = [token.type for token in tokens]
    assert kinds == [tokenize.COMMENT, tokenize.NL, tokenize.ENDMARKER]


@thousand(text=TEXTS)
def test_one_line_is_one_line(text: str) -> None:
    """A text on one line has no end of a line in it, in any convention."""
    assert len(one_line(Text(text)).splitlines()) <= 1


# --- TOML


@thousand(text=st.text() | TEXTS)
def test_toml_means_the_text(text: str) -> None:
    """A TOML string reads back as the text, and can be written to a file, even if the text cannot."""
    code = toml(Text(text))
    code.encode("utf-8")
    value = tomllib.loads(f"key = {code}\n")["key"]
    assert len(tomllib.loads(f"key = {code}\n")) == 1
    if not any("\ud800" <= char <= "\udfff" for char in text):
        assert value == text


# --- Markdown


def reader() -> MarkdownIt:
    """Return a CommonMark reader with HTML on and tables; it links to any scheme, as others may."""
    parser = MarkdownIt("commonmark").enable("table")
    parser.validateLink = lambda url: True  # type: ignore[method-assign]
    return parser


READER = reader()
TABLE = "| a | b |\n| --- | --- |\n| {} | last |\n"


def visible(text: str) -> str:
    """Return what people see of a text: one line, without control characters and such."""
    return " ".join("".join(c for c in " ".join(text.split()) if c.isprintable()).split())


def paragraph(markdown: Markdown) -> list[Token]:
    """Return the inline parts of Markdown that must be one paragraph, or nothing."""
    tokens = READER.parse(markdown)
    if not tokens:
        return []
    assert [token.type for token in tokens] == ["paragraph_open", "inline", "paragraph_close"]
    return tokens[1].children or []


def cell(markdown: Markdown) -> list[Token]:
    """Return the inline parts of Markdown in a table, which must stay a table of two columns and a row."""
    tokens = READER.parse(TABLE.format(markdown))
    kinds = [token.type for token in tokens if token.type.endswith("_open")]
    expected = ["table", "thead", "tr", "th", "th", "tbody", "tr", "td", "td"]
    assert kinds == [f"{kind}_open" for kind in expected]
    *_, first, last = (token for token in tokens if token.type == "inline")
    assert last.content == "last"
    return first.children or []


def text_of(parts: list[Token], kinds: set[str]) -> str:
    """Return the text of inline parts, which must be of certain kinds."""
    assert {part.type for part in parts} <= kinds
    return "".join(part.content for part in parts)


def squeezed(text: str) -> str:
    """Return the text without white space and backticks."""
    return "".join(text.replace("`", "").split())


@thousand(text=TEXTS)
def test_markdown_text_is_text(text: str) -> None:
    """Inline text has no markup, in a paragraph and in a cell of a table; links are their text."""
    code = markdown_text(Text(text))
    code.encode("utf-8")
    seen = visible(without_links(one_line(Text(text))))
    assert " ".join(text_of(paragraph(code), {"text"}).split()) == seen
    assert " ".join(text_of(cell(code), {"text"}).split()) == seen


@thousand(text=TEXTS)
def test_markdown_cell_is_text_code_and_links(text: str) -> None:
    """A cell has text, code where the text marks it, and links to the web; no other cell, and no HTML."""
    code = markdown_cell(Text(text))
    code.encode("utf-8")
    tokens = cell(code)
    said = text_of(tokens, {"text", "code_inline", "link_open", "link_close"})
    assert all(
        str(token.attrGet("href")).startswith(("http://", "https://"))
        for token in tokens
        if token.type == "link_open"
    )
    if "](" not in text and "**" not in text:
        assert squeezed(said) == squeezed(visible(plain(Text(text))))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "See [a role](/docs/x#roles), [b](#c) or [d](https://a.example).",
            "See a role, b or [d](https://a.example).",
        ),
        (
            "Call `x[0](y)` or [it](mailto:a@example.com)",
            "Call `x[0](y)` or [it](mailto:a@example.com)",
        ),
        ("![a](x.png) [b](javascript:x(1))", "![a]\\(x.png) [b]\\(javascript:x(1))"),
        (
            "say &quot;a&quot; &amp; `&lt;` &lt;b&gt;c&lt;/b&gt;",
            'say "a" &amp; `&lt;` &lt;b>c&lt;/b>',
        ),
        ("/a?b=1&copy=2 &#169;", "/a?b=1&amp;copy=2 \xa9"),
    ],
)
def test_links_and_entities_in_descriptions(text: str, expected: str) -> None:
    """A link that leads nowhere from here is its text; entities are read once."""
    assert markdown_description(Text(text)) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("See [it](https://a.example/x?b=1&c=2).", "See [it](https://a.example/x?b=1&amp;c=2)."),
        ("See [the `x|y`](https://a.example).", "See [the \\`x\\|y\\`](https://a.example)."),
        ("See [it](/docs) or [it](javascript:x).", "See it or it."),
        ("![it](https://a.example/x.png) is **big**", "it is big"),
        ("[ ](https://a.example)", ""),
        ('[a](https://a.example/"x)', "a"),
    ],
)
def test_links_in_cells(text: str, expected: str) -> None:
    """Those to the web lead there; others are their text."""
    assert markdown_cell(Text(text)) == expected


def all_tokens(tokens: list[Token]) -> list[Token]:
    """Return the tokens with those inside them."""
    return [part for token in tokens for part in (token, *all_tokens(token.children or []))]


@thousand(text=TEXTS)
def test_markdown_block_is_harmless(text: str) -> None:
    """A block has no HTML and no headings, links lead to the web or to mail only, and what follows it stays apart."""
    code = markdown_block(Text(text))
    code.encode("utf-8")
    tokens = all_tokens(READER.parse(f"{code}\n\n## next\n\n| a |\n| --- |\n"))
    assert not [token for token in tokens if token.type in ("html_block", "html_inline")]
    headings = [i for i, token in enumerate(tokens) if token.type == "heading_open"]
    assert [tokens[i + 1].content for i in headings] == ["next"]
    assert tokens[headings[0]].level == 0
    assert tokens[headings[0] + 4].type == "table_open"
    for token in tokens:
        target = token.attrGet("href") or token.attrGet("src")
        if target is not None:
            assert str(target).lower().startswith(("http://", "https://", "mailto:"))


@pytest.mark.parametrize(
    "text",
    [
        "A list:\n\n- one\n- two",
        "**Bold**, *slanted*, `code`, [a link](https://example.com/x).",
        "1. first\n2. second",
    ],
)
def test_markdown_block_keeps_markdown(text: str) -> None:
    """A description is CommonMark by the standard, and stays so."""
    assert READER.render(markdown_block(Text(text))) == READER.render(text)


@thousand(text=TEXTS)
def test_markdown_code_is_code(text: str) -> None:
    """A code span holds the text, and nothing is beside it."""
    parts = paragraph(markdown_code(text))
    if visible(text):
        assert [part.type for part in parts] == ["code_inline"]
        assert " ".join(parts[0].content.split()) == visible(text)


@thousand(text=TEXTS)
def test_markdown_code_in_a_table_is_code(text: str) -> None:
    """A code span in a cell holds the text as well, and makes no other cell."""
    parts = cell(markdown_code_cell(text))
    if visible(text):
        assert [part.type for part in parts] == ["code_inline"]
        assert " ".join(parts[0].content.split()) == visible(text)


@thousand(text=TEXTS)
def test_markdown_python_is_a_fence(text: str) -> None:
    """Python source is one fenced block, whatever strings it has."""
    source = PythonCode.of("call(\n    {},\n)", literal(text))
    tokens = READER.parse(f"{markdown_python(source)}\n\nnext\n")
    assert [token.type for token in tokens][:2] == ["fence", "paragraph_open"]
    assert tokens[0].info == "python"
    assert ast.dump(ast.parse(tokens[0].content)) == ast.dump(ast.parse(source))


# --- nothing else can be printed


@pytest.mark.parametrize("value", [Text("x"), Json("x")], ids=["Text", "Json"])
@pytest.mark.parametrize(
    "use",
    [
        str,
        lambda value: f"{value}",
        lambda value: f"{value:>5}",
        lambda value: "%s" % value,  # noqa: UP031 - another way to print
        "{}".format,
        lambda value: "".join([value]),
        lambda value: "a" + value,
        lambda value: value.__html__(),
        lambda value: print(value, file=io.StringIO()),
    ],
    ids=["str", "f-string", "f-string-spec", "percent", "format", "join", "plus", "html", "print"],
)
def test_document_text_cannot_be_printed(value: Any, use: Callable[[Any], object]) -> None:
    """Text and data of the document can be taken apart only on purpose."""
    with pytest.raises(TypeError):
        use(value)


@pytest.mark.parametrize("part", ["raw", Text("x"), Json("x"), Markdown("x"), Toml("x"), 1, None])
def test_code_is_composed_of_code(part: Any) -> None:
    """Python code takes in only Python code, by `of` and by `joined`."""
    with pytest.raises(TypeError):
        PythonCode.of("{}", part)
    with pytest.raises(TypeError):
        PythonCode.joined(", ", [part])


def test_composing_keeps_braces_of_parts() -> None:
    """A part is put in once: what looks like a hole in it stays."""
    assert PythonCode.of("{} {}", PythonCode("{}"), PythonCode("{0}")) == "{} {0}"


@pytest.mark.parametrize("kind", [PythonCode, Markdown, Toml])
@pytest.mark.parametrize(
    "value",
    ["raw", Text("x"), Json("x"), 1, None, ["x"], PythonCode("a") + "b", Printable("x")],
    ids=lambda value: type(value).__name__,
)
def test_the_renderer_prints_printables_only(kind: type[Printable], value: Any) -> None:
    """A template that prints anything but code of its own kind fails."""
    template = _environment(kind).from_string("{{ content }}")
    with pytest.raises(TypeError):
        template.render(content=value)


@pytest.mark.parametrize("kind", [PythonCode, Markdown, Toml])
@pytest.mark.parametrize("other", [PythonCode, Markdown, Toml])
def test_the_renderer_tells_contexts_apart(kind: type[Printable], other: type[Printable]) -> None:
    """Code of one context is not printed in another."""
    template = _environment(kind).from_string("{{ content }}")
    if kind is other:
        assert template.render(content=other("x")) == "x"
    else:
        with pytest.raises(TypeError):
            template.render(content=other("x"))


@pytest.mark.parametrize("kind", [PythonCode, Markdown, Toml])
def test_what_a_macro_prints_is_code(kind: type[Printable]) -> None:
    """Macros print code, with what the template says around it."""
    source = "{% macro pair(a, b) %}{{ a }}, {{ b }}{% endmacro %}[{{ pair(content, content) }}]"
    assert _environment(kind).from_string(source).render(content=kind("x")) == "[x, x]"


@pytest.mark.parametrize(
    "source",
    [
        "{% macro shown(a) %}{{ a }}{% endmacro %}{{ shown(content.raw) }}",
        "{% for each in [content.raw] %}{{ each }}{% endfor %}",
        "{{ content.code ~ content.raw }}",
        "{{ content.code + content.raw }}",
        "{{ content.code.replace('a', content.raw) }}",
        "{{ '%s' % content.raw }}",
        "{{ content.gone | default(content.raw) }}",
        "{{ [content.raw] | first }}",
        "{% set shown %}{{ content.raw }}{% endset %}{{ shown }}",
        "{% call(a) content.raw %}{% endcall %}",
        "{{ loop.cycle(content.raw) }}",
        "{{ content.code.__class__(content.raw) }}",
    ],
)
def test_no_template_prints_text(source: str) -> None:
    """Whatever a template does with text that is not encoded, it is refused."""
    content = {"raw": "import os", "code": PythonCode("a")}
    with pytest.raises((TypeError, jinja2.TemplateError)):
        _environment(PythonCode).from_string(source).render(content=content)


@pytest.mark.parametrize("name", ["join", "replace", "safe", "indent", "format", "string", "e"])
def test_filters_that_make_text_are_unknown(name: str) -> None:
    """Only filters that choose among values are there."""
    with pytest.raises(jinja2.TemplateSyntaxError, match="No filter named"):
        _environment(PythonCode).from_string("{{ content | " + name + " }}")


def test_code_carries_the_imports_of_its_parts() -> None:
    """What is composed of code needs the imports of all parts; encoding again forgets them."""
    first = PythonCode("Any").needing(Import("typing", "Any"))
    second = PythonCode("uuid.UUID").needing(Import("uuid"))
    both = {Import("typing", "Any"), Import("uuid")}
    assert PythonCode.of("{} | {}", first, second).imports == both
    assert PythonCode.joined(" | ", [first, second, PythonCode("None")]).imports == both
    assert first.needing(Import("uuid")).imports == both
    assert PythonCode("None").imports == frozenset()
    assert PythonCode("Any") == first


def test_the_renderer_misses_nothing_silently() -> None:
    """A name that is not there fails, rather than printing nothing."""
    with pytest.raises(jinja2.UndefinedError):
        _environment(PythonCode).from_string("{{ content.gone }}").render(content=object())
