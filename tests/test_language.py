"""The language of the project: PEP 257's imperative in docstrings."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[1]
GENERATOR = ROOT / "generator" / "specloom"
# Folders that are being rewritten.
EXCLUDED = (GENERATOR / "changes",)
# The first words that a function's docstring may have. Another verb is welcome, if no word here says the same.
VERBS = frozenset("""
    Account Add Allow Append Apply Ask Assign Begin Build Call Carry Change Check Choose Close Collect Commit
    Compare Compile Complete Compose Compute Convert Copy Count Create Decide Declare Decode Delete Describe
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
            if "expected" in file.parts or any(file.is_relative_to(other) for other in EXCLUDED):
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
