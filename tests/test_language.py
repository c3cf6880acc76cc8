"""The language of the project: PEP 257's imperative in docstrings, and words that are not used."""

import ast
import io
import re
import tokenize
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[1]
GENERATOR = ROOT / "generator" / "specloom"
# Word -> what to say instead; the glossary in CONTRIBUTING.md has more.
AVOIDED = {
    r"answer(s|ed)?": "response; the server returned",
    r"octets?": "bytes",
    r"^(?!.*enum).*(?<![-\w])members?": "property, field, entry, alternative",
    r"but for": "except",
    r"shall": "must, should, or plain present",
    r"tells? whether": "return whether, check",
    r"gone": "removed, missing",
    r"came and went|come and go": "added and removed",
    r"anew": "again",
    r"for ever": "forever",
    r"hands? on": "re-export, pass",
}
# The first words that a function's docstring may have. Another verb is welcome, if no word here says the same.
VERBS = frozenset("""
    Account Add Allow Append Apply Ask Assign Begin Build Call Carry Change Check Choose Close Collect Commit
    Compare Compile Complete Compose Compute Convert Copy Count Create Cut Decide Declare Decode Delete Describe
    Distinguish Do Draw Drop Eject Encode End Escape Extend Fetch Fill Find Finish Fit Follow Forget Format Generate Get Go
    Group Have Hide Hold Ignore Import Increase Join Judge Keep Leave List Load Look Make Merge Move Name Note Open
    Order Parse Pass Perform Percent-encode Post Prefix Prepare Print Put Quote Raise Read Recognise Record Redirect
    Refuse Reject Release Remove Render Repeat Replace Report Request Resolve Restore Return Rewrite Run Save Scan
    Send Set Show Sign Sort Split Start Stop Store Take Time Turn Undo Update Upgrade Validate Visit Wait Walk Warn
    Wrap Write Yield
    """.split())


def functions() -> Iterator[tuple[Path, ast.FunctionDef | ast.AsyncFunctionDef, str]]:
    """Yield every function of ours that has a docstring, with it; tests are named by sentences."""
    for folder in (GENERATOR, ROOT / "tests", ROOT / "benchmarks"):
        for file in sorted(folder.rglob("*.py")):
            if "expected" in file.parts:
                continue
            for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
                if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                    docstring = ast.get_docstring(node)
                    if docstring and not node.name.startswith("test_"):
                        yield file, node, docstring


def _is_named_as_a_value(node: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    return any(
        "property" in text or "fixture" in text for text in map(ast.unparse, node.decorator_list)
    )


def test_docstrings_of_functions_are_in_the_imperative() -> None:
    """PEP 257: "Return ...", "Parse ..."; properties and fixtures are described by a noun phrase."""
    wrong = [
        f"{file.relative_to(ROOT)}:{node.lineno}: {docstring.splitlines()[0]}"
        for file, node, docstring in functions()
        if not _is_named_as_a_value(node) and re.split(r"[\s,.;:]", docstring)[0] not in VERBS
    ]
    assert wrong == []


def prose() -> Iterator[tuple[str, str]]:
    """Yield the lines for people, each with its place: comments, docstrings, messages, templates, the guide."""
    for file in sorted(GENERATOR.rglob("*.py")):
        source = io.StringIO(file.read_text(encoding="utf-8"))
        for token in tokenize.generate_tokens(source.readline):
            if token.type == tokenize.COMMENT or (
                token.type == tokenize.STRING and " " in token.string
            ):
                for number, line in enumerate(token.string.splitlines(), token.start[0]):
                    yield f"{file.relative_to(ROOT)}:{number}", line
    pages = [
        *(ROOT / "templates").glob("*.jinja"),
        *(ROOT / "docs").rglob("*.md"),
        ROOT / "README.md",
    ]
    for page in pages:
        text = re.sub(r"\{[{%#].*?[}%#]\}", "", page.read_text(encoding="utf-8"))
        for number, line in enumerate(text.splitlines(), 1):
            yield f"{page.relative_to(ROOT)}:{number}", line


def test_avoided_words_are_not_used() -> None:
    """Each has a plainer one, or one that is the standard's; names in code are set in backticks."""
    words = {
        re.compile(rf"(?<![-\w.])({word})(?![-\w(=])", re.IGNORECASE): instead
        for word, instead in AVOIDED.items()
    }
    wrong = [
        f"{place}: {instead!r} is better in: {line.strip()}"
        for place, line in prose()
        for text in (re.sub(r"`[^`]*`|\{{[^}}]*\}}", "", line),)
        for word, instead in words.items()
        if word.search(text)
    ]
    assert wrong == []
