"""What the document says about the API: its first paragraphs in the README, all of it on a page of its own."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from specloom.build.pipeline import build
from specloom.config import ClientConfig
from specloom.ir.types import Text
from specloom.python.code.encoders import markdown_page
from specloom.python.code.prose import opening
from specloom.run.progress import SilentProgress

LONG = """# Introduction

The shop sells `books`.

It is open.

## Requests ##

Use HTTPS <b>always</b>.

```python
print("# no heading")
```

Paging
------

~~~
never closed"""


def tree_of(folder: Path, description: str, layout: str = "project") -> dict[str, str]:
    """Return the files of a client of a document with a description."""
    answer = {"200": {"description": "Them.", "content": {"application/json": {"schema": {}}}}}
    document = {
        "openapi": "3.1.0",
        "info": {"title": "Shop API", "version": "1", "description": description},
        "servers": [{"url": "https://shop.example"}],
        "paths": {"/books": {"get": {"operationId": "listBooks", "responses": answer}}},
    }
    (folder / "openapi.json").write_text(json.dumps(document))
    config = ClientConfig(
        spec=str(folder / "openapi.json"),
        output=str(folder / "out"),
        formatter="none",
        layout=layout,
    )
    return dict(build(config, SilentProgress()).tree)


def test_a_long_description_has_a_page(tmp_path: Path) -> None:
    """Its headings are nested below that of the page; the README and the index link to it."""
    tree = tree_of(tmp_path, LONG)
    readme = tree["README.md"]
    assert "\nThe shop sells `books`.\n\nIt is open.\n" in readme
    assert "Introduction" not in readme
    assert "[About the API](docs/about.api.md)" in readme
    assert "[About the API](about.api.md)" in tree["docs/index.md"]
    page = tree["docs/about.api.md"]
    assert page.startswith("# About the Shop API\n")
    headings = [line for line in page.splitlines() if line.startswith("#")]
    assert headings == ["# About the Shop API", "## Introduction", "### Requests", "### Paging"]
    assert '```py\nprint("# no heading")\n```\n' in page
    assert "Use HTTPS **always**." in page
    assert "\\~~~\nnever closed" in page


def test_a_short_description_has_none(tmp_path: Path) -> None:
    """The README has all of it."""
    tree = tree_of(tmp_path, "The shop sells:\n\n- books,\n- maps.")
    assert "The shop sells:\n\n- books,\n- maps.\n" in tree["README.md"]
    assert not [path for path in tree if "about" in path]
    assert "About the API" not in tree["README.md"] + tree["docs/index.md"]


def test_the_package_shows_the_first_call(tmp_path: Path) -> None:
    """In its docstring, as in the README; not where nobody knows how it is imported."""
    tree = tree_of(tmp_path, "Books.")
    program = (
        "from shop import Shop\n\nwith Shop() as client:\n"
        "    result = client.books.list()\n    print(result)\n"
    )
    assert f"```python\n{program}```" in tree["README.md"]
    indented = "".join(f"    {line}\n" if line else "\n" for line in program.splitlines())
    top = tree["src/shop/__init__.py"]
    assert (
        f'"""Client for the Shop API, version 1.\n\nBooks.\n\nFirst call::\n\n{indented}"""' in top
    )
    assert "First call" not in tree_of(tmp_path, "Books.", "vendored")["__init__.py"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Intro\n=====\n\nOne.\n\nTwo.", ("One.\n\nTwo.", False)),
        ("# A\nOne.\n\nFor example:\n\n```\nx\n```", ("One.", False)),
        ("# A\n\n| a |\n| --- |", ("", False)),
        ("- 1\n\n- 2\n\n- " + "x" * 2000, ("", False)),
        ("One.\n\nTwo.\n\nThree.\n\nFour." + "x" * 2000, ("One.\n\nTwo.\n\nThree.", False)),
        ("", ("", True)),
    ],
)
def test_openings(text: str, expected: tuple[str, bool]) -> None:
    """Paragraphs alone, three at most, without what a colon announces."""
    assert opening(Text(text)) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("### Deep\n\n#### Deeper", "## Deep\n\n### Deeper"),
        ("####### seven", "\\####### seven"),
        ("# [x](https://a.example) <b>", "## [x](https://a.example) \\<b\\>"),
        ("```python\n~~~\nx\n```", "\\```python\n\\~~~\nx\n\\```"),
        ("````\n```python\nx()\n```\n````", "\\````\n\n```py\nx()\n```\n\n\\````"),
        ("x\n```PYTHON evil\ny\n```\nz", "x\n\n```\ny\n```\n\nz"),
        ("- a\n---\n", "- a\n--\\-"),
    ],
)
def test_pages(text: str, expected: str) -> None:
    """Headings are plain text; code is fenced where its own fences are what they seem."""
    assert markdown_page(Text(text)) == expected
