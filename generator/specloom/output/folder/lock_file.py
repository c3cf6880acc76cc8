"""`specloom.lock.json`: inputs, files and names of the last run.

Sorted, without a clock or an absolute path: the same inputs give the same bytes.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import field
from functools import lru_cache
from typing import Any

from ...records import dataclass, replace
from .semantic_hash import MEANING_LENGTH

LOCK_NAME = "specloom.lock.json"
TOOLS = ("formatter", "generator")
"""The inputs that say what worked, not on what: alone they make no output differ."""
DOCUMENT_INPUT = "document: "
"""Begins the name of an input that is a file of the document, or an overlay."""
PATCH_INPUT = "patch: "
"""Begins the name of an input that is a patch; the path of the patched file follows."""
_FORMAT = 2
_READABLE = (1, _FORMAT)
"""The formats that are read: in the first one, the names were not grouped."""
_DEEPEST = 6
"""How many objects names are in, one in another."""
_SEGMENT = re.compile("(?=/)")


@dataclass(frozen=True, slots=True, kw_only=True)
class FileRecord:
    """A generated file as it was written: the hash of its bytes, of what they mean, and of what they came from.

    `origin` covers the text before formatting and the patch; "" in locks of older versions. `made_of` is the record of
    what its nodes were made of, for files of which there is one.
    """

    sha256: str
    meaning: str
    origin: str = ""
    made_of: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Lock:
    """The record of one run. `source` says how to find the document again: paths relative to the output.

    `aliases` are old names that work still, each with the key of what it stands for and the version in
    which it goes. `ejected` lists files that specloom would make, but that were given to the user;
    `ejections` has hashes of the meaning of what would have been made when they were ejected.
    `result` holds what a run that changes nothing reports, and `version` is the client's; empty in locks
    of older versions. `proposed` is the version that its changes since then ask for. `hooked` are the
    generated files that hooks after generation changed, as they left them; with `hooks_owed` not all hooks
    have run.
    """

    generator: str
    source: Mapping[str, Any]
    inputs: Mapping[str, str]
    files: Mapping[str, FileRecord] = field(default_factory=dict)
    seeded: tuple[str, ...] = ()
    ejected: tuple[str, ...] = ()
    ejections: Mapping[str, str] = field(default_factory=dict)
    names: Mapping[str, str] = field(default_factory=dict)
    version: str = ""
    proposed: str = ""
    aliases: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    hooked: Mapping[str, FileRecord] = field(default_factory=dict)
    hooks_owed: bool = False
    result: Mapping[str, Any] = field(default_factory=dict)


def write_lock(lock: Lock) -> str:
    """Return the text of a lock file."""
    data = {
        "format": _FORMAT,
        "generator": lock.generator,
        "source": dict(lock.source),
        "inputs": dict(lock.inputs),
        "files": _records(lock.files),
        "seeded": sorted(lock.seeded),
        "ejected": sorted(lock.ejected),
        **({"ejections": dict(lock.ejections)} if lock.ejections else {}),
        "names": _grouped(lock.names),
        "version": lock.version,
        "proposed": lock.proposed,
        **({"aliases": dict(lock.aliases)} if lock.aliases else {}),
        **({"hooked": _records(lock.hooked)} if lock.hooked else {}),
        **({"hooks_owed": True} if lock.hooks_owed else {}),
        "result": dict(lock.result),
    }
    return json.dumps(data, indent=1, sort_keys=True) + "\n"


@lru_cache(maxsize=2)  # A run asks several times about the same lock, of a megabyte.
def read_lock(text: str) -> Lock:
    """Read a lock file. Raises `ValueError` for one that this version does not understand."""
    try:
        data = json.loads(text)
    except RecursionError as error:
        raise ValueError("it is nested too deeply") from error
    if not isinstance(data, dict) or data.get("format") not in _READABLE:
        raise ValueError(f"not a lock file of format {_FORMAT}")
    try:
        return Lock(
            generator=_text(data["generator"]),
            source=_mapping(data["source"]),
            inputs=_texts(data["inputs"]),
            files={path: _record(entry) for path, entry in _mapping(data["files"]).items()},
            seeded=_list(data["seeded"]),
            ejected=_list(data.get("ejected", [])),
            ejections={p: _meaning(e) for p, e in _texts(data.get("ejections", {})).items()},
            names=_texts(_flat(_mapping(data["names"]))),
            version=_text(data.get("version", "")),
            proposed=_text(data.get("proposed", "")),
            aliases={k: _texts(entry) for k, entry in _mapping(data.get("aliases", {})).items()},
            hooked={p: _record(entry) for p, entry in _mapping(data.get("hooked", {})).items()},
            hooks_owed=data.get("hooks_owed") is True,
            result=_mapping(data.get("result", {})),
        )
    except KeyError as error:
        raise ValueError(f"a part is missing: {error}") from error


def _records(files: Mapping[str, FileRecord]) -> dict[str, str]:
    """Return the records of files as they are written: on one line, for all of it changes with a file, or nearly."""
    return {
        path: " ".join((each.sha256, each.meaning, each.origin, each.made_of)).rstrip()
        for path, each in files.items()
    }


def _grouped(names: Mapping[str, str]) -> dict[str, Any]:
    """Return names in objects for what their keys begin with, which is not repeated then.

    `{"#/paths/~1a/get": "list", "#/paths/~1a/put": "set", "tag/b": "b"}` becomes
    `{"#/paths/~1a": {"/get": "list", "/put": "set"}, "tag/b": "b"}`. What is named itself has the key "" among its own.
    """
    return _nested([(_SEGMENT.split(key), name) for key, name in names.items()], _DEEPEST)


def _nested(named: Iterable[tuple[list[str], str]], depth: int) -> dict[str, Any]:
    """Return names by the segments of their keys, in at most so many objects one in another."""
    by_first: dict[str, list[tuple[list[str], str]]] = {}
    for segments, name in named:
        by_first.setdefault(segments[0], []).append((segments[1:] or [""], name))
    nested: dict[str, Any] = {}
    for first, inner in by_first.items():
        head, rest = first, inner
        while len({segments[0] for segments, _ in rest}) == 1 and len(rest) > 1:
            head += rest[0][0][0]
            rest = [(segments[1:] or [""], name) for segments, name in rest]
        if len(rest) > 1 and depth > 0:
            nested[head] = _nested(rest, depth - 1)
        else:
            nested |= {f"{head}{''.join(segments)}": name for segments, name in rest}
    return nested


def _flat(nested: Mapping[str, Any], before: str = "") -> dict[str, Any]:
    """Return the names of a lock by their whole keys."""
    names: dict[str, Any] = {}
    for key, name in nested.items():
        if isinstance(name, dict):
            names |= _flat(name, before + key)
        else:
            names[before + key] = name
    return names


def _record(entry: Any) -> FileRecord:
    if isinstance(entry, str):
        sha256, meaning, origin, made_of = (*entry.split(" ", 3), "", "", "")[:4]
        if not meaning:
            raise ValueError("expected the hashes of a file")
    else:  # as older versions wrote it
        known = _texts(entry)
        sha256, meaning = known["sha256"], known["meaning"]
        origin, _, made_of = known.get("origin", "").partition(" ")
    return FileRecord(sha256=sha256, meaning=_meaning(meaning), origin=origin, made_of=made_of)


def _meaning(text: str) -> str:
    """Return the hash of a meaning; older versions wrote more of it."""
    return text[:MEANING_LENGTH]


def _mapping(value: Any) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise ValueError("expected a JSON object")
    return value


def _texts(value: Any) -> dict[str, str]:
    texts = _mapping(value)
    if not set(map(type, texts.values())) <= {str}:  # All at once: there are tens of thousands.
        raise ValueError("expected a JSON string")
    return texts


def _list(value: Any) -> tuple[str, ...]:
    if not isinstance(value, list):
        raise ValueError("expected a JSON array")
    return tuple(map(_text, value))


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise ValueError("expected a JSON string")
    return value


def is_in_conflict(text: str) -> bool:
    """Return whether a merge, such as that of git, has left a conflict marked in a text."""
    return text.startswith("<<<<<<< ") or "\n<<<<<<< " in text


def same_but_for_tools(one: Lock, other: Lock) -> bool:
    """Return whether two locks record the same, perhaps made by another build of the generator or formatter."""
    return _without_tools(one) == _without_tools(other)


def _without_tools(lock: Lock) -> Lock:
    return replace(
        lock,
        generator="",
        inputs={k: v for k, v in lock.inputs.items() if k not in TOOLS},
        files={path: replace(record, made_of="") for path, record in lock.files.items()},
    )


def rules_of(inputs: Mapping[str, str]) -> dict[str, str]:
    """Return those of the inputs of a run that are neither documents nor edits: what is made of documents, and how."""
    return {k: v for k, v in inputs.items() if not k.startswith((DOCUMENT_INPUT, PATCH_INPUT))}


def patched_in(inputs: Mapping[str, str]) -> list[str]:
    """Return the files that had a patch in a run with these inputs."""
    return [k.removeprefix(PATCH_INPUT) for k in inputs if k.startswith(PATCH_INPUT)]


def digest(text: str) -> str:
    """Return the SHA-256 of a text in UTF-8, in hexadecimal."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
