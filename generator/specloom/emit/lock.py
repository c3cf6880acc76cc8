"""`specloom.lock.json`: what was generated from what, so that the next run knows what it owns.

Sorted, without a clock or an absolute path: the same inputs give the same bytes.
"""

from __future__ import annotations

import ast
import hashlib
import inspect
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

LOCK_NAME = "specloom.lock.json"
_FORMAT = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class FileRecord:
    """A generated file as it was written: the hash of its bytes, and of what they mean."""

    sha256: str
    meaning: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Lock:
    """The record of one run. `source` says how to find the document again: paths relative to the output."""

    generator: str
    source: Mapping[str, Any]
    inputs: Mapping[str, str]
    files: Mapping[str, FileRecord] = field(default_factory=dict)
    seeded: tuple[str, ...] = ()
    names: Mapping[str, str] = field(default_factory=dict)


def write_lock(lock: Lock) -> str:
    """Give the text of a lock file."""
    data = {
        "format": _FORMAT,
        "generator": lock.generator,
        "source": dict(lock.source),
        "inputs": dict(lock.inputs),
        "files": {
            path: {"sha256": record.sha256, "meaning": record.meaning}
            for path, record in lock.files.items()
        },
        "seeded": sorted(lock.seeded),
        "names": dict(lock.names),
    }
    return json.dumps(data, indent=2, sort_keys=True) + "\n"


def read_lock(text: str) -> Lock:
    """Read a lock file. Raises `ValueError` for one that this version does not understand."""
    data = json.loads(text)
    if not isinstance(data, dict) or data.get("format") != _FORMAT:
        raise ValueError(f"not a lock file of format {_FORMAT}")
    try:
        return Lock(
            generator=data["generator"],
            source=data["source"],
            inputs=data["inputs"],
            files={
                path: FileRecord(sha256=record["sha256"], meaning=record["meaning"])
                for path, record in data["files"].items()
            },
            seeded=tuple(data["seeded"]),
            names=data["names"],
        )
    except (KeyError, TypeError, AttributeError) as error:
        raise ValueError(f"a part is missing: {error}") from error


def record_of(path: str, text: str) -> FileRecord:
    """Give the record of a generated file."""
    return FileRecord(sha256=digest(text), meaning=meaning_of(path, text))


def digest(text: str) -> str:
    """Give the SHA-256 of a text in UTF-8, in hexadecimal."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def meaning_of(path: str, text: str) -> str:
    """Give a hash that formatting does not change: of the syntax tree, or of the text without its white space."""
    if path.endswith(".py"):
        try:
            return digest("\n".join(_shape(ast.parse(text))))
        except SyntaxError:
            pass
    return digest(" ".join(text.split()))


def _shape(node: Any) -> Iterator[str]:
    """Walk a syntax tree, leaving out what differs between versions of Python: empty and absent fields."""
    waiting = [node]
    while waiting:
        item = waiting.pop()
        if isinstance(item, ast.AST):
            yield type(item).__name__
            if isinstance(item, ast.Expr) and isinstance(item.value, ast.Constant):
                text = item.value.value
                # Formatters move the lines of docstrings.
                yield inspect.cleandoc(text) if isinstance(text, str) else repr(text)
                continue
            for name, value in reversed(list(ast.iter_fields(item))):
                if value is not None and value != [] and name not in ("kind", "type_comment"):
                    waiting += [value, name]
        elif isinstance(item, list):
            waiting += reversed(item)
            yield "["
        else:
            yield repr(item)
