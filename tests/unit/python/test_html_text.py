"""HTML in descriptions is read as what it means; other text stays."""

from __future__ import annotations

import pytest
from specloom.ir.types import Text
from specloom.python.code.encoders import docstring_text, markdown_block
from specloom.python.code.prose import without_html


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("<p>Create a refund.</p>", "Create a refund."),
        ("<p>One.</p>\n\n<p>Two <code>x</code>.</p>", "One.\n\nTwo `x`."),
        (
            'See <a href="https://e.com/a?b" target="_blank">the guide</a>.',
            "See [the guide](https://e.com/a?b).",
        ),
        ("<b>Now</b> or <em>never</em>", "**Now** or *never*"),
        ("Either:<ul><li>a</li><li>b</li></ul>", "Either:\n\n- a\n- b"),
        ("one<br/>two<br>\nthree", "one\ntwo\nthree"),
        ("<p>a &lt; b &amp;&amp; c</p>", "a < b && c"),
        ("the &quot;en&quot; &amp; &#39;de&#39;", "the \"en\" & 'de'"),
        ("Run `<p>x</p>` in <code>sh</code>", "Run `<p>x</p>` in `sh`"),
        ("```\n<p>x</p>\n```\n<p>y</p>", "```\n<p>x</p>\n```\n\ny"),
        ('<a href="javascript:x(1)">t</a>', "t"),
        ("a<!-- ReDoc-Inject: <security-definitions> -->b", "ab"),
        ("<Message warning>\n\n  First `a`.\n\n</Message>", "First `a`."),
        ("See:\n<SecurityDefinitions />\nor `<!-- x -->`", "See:\n\nor `<!-- x -->`"),
    ],
)
def test_html(text: str, expected: str) -> None:
    """Tags become CommonMark, outside of code."""
    assert without_html(text).strip() == expected


@pytest.mark.parametrize(
    "text",
    [
        "GET /<owner>/<repo>",
        "a < b > c",
        "a & b; c",
        "?a=1&lt=2",
        "`&amp;`",
        "a `</p>`",
        "<p",
        "List<String>",
    ],
)
def test_what_is_no_html(text: str) -> None:
    """Places, comparisons and generics stay as they are."""
    assert without_html(text) == text


def test_a_paragraph_with_a_long_line_is_wrapped_as_one() -> None:
    """Short lines do not alternate with long ones; lists, tables and code keep their lines."""
    long = "word " * 25 + "end"
    text = docstring_text(f"{long}\nshort.\n\n- {long}\n- b\n\nc\nd", indent=8)
    lines = str(text).split("\n")
    assert [line.strip() for line in lines[:2]] == [
        "word " * 17 + "word",
        "word " * 7 + "end short.",
    ]
    assert [line.strip() for line in lines[-4:]] == ["- b", "", "c", "d"]


@pytest.mark.parametrize("text", ["<!--" * 500_000, "- <!-- " * 300_000, "-" * 500_000 + "x"])
def test_long_texts_are_gone_through_once(text: str) -> None:
    """Comments without an end, and lines that are nearly an underline, take time in proportion."""
    assert without_html(text) == text
    assert len(markdown_block(Text(text))) >= len(text)
