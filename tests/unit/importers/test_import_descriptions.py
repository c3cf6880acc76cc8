"""Descriptions in HTML to CommonMark."""

from __future__ import annotations

import pytest
from specloom.importers.botocore.commonmark import commonmark


@pytest.mark.parametrize(
    ("html", "markdown"),
    [
        ("", ""),
        ("plain", "plain"),
        ("<p>One\n  line.</p> <p>Two.</p>", "One line.\n\nTwo."),
        ("<p>A <code>b_c*</code> &lt;d&gt;</p>", "A `b_c*` \\<d>"),
        ("<p><code>a`b</code></p>", "`` a`b ``"),
        ("<p><b>Bold</b> and <i> it</i>.</p>", "**Bold** and *it*."),
        ('<p>See <a href="https://a.io/b">the docs</a>.</p>', "See [the docs](https://a.io/b)."),
        ('<p>See <a href="javascript:x()">this</a>.</p>', "See this."),
        ("<p>a</p> <ul> <li> <p>b</p> </li> <li>c</li> </ul> <p>d</p>", "a\n\n- b\n- c\n\nd"),
        ("<ol><li>a<ul><li>b</li></ul></li><li>c</li></ol>", "1. a\n   - b\n2. c"),
        ("<note> <p>Careful</p> </note>", "Careful"),
        ("<p># no heading</p>", "\\# no heading"),
        ("<p>1. no item</p>", "1\\. no item"),
        ("<p>a*b [c] `d`</p>", "a\\*b \\[c\\] \\`d\\`"),
        ("<h3>Title</h3><p>text</p>", "### Title\n\ntext"),
        ("<p>unclosed <code>x", "unclosed x"),
    ],
)
def test_commonmark(html: str, markdown: str) -> None:
    """Paragraphs, lists, links and marks; what looks like markup is escaped."""
    assert commonmark(html) == markdown
