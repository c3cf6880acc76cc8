"""Random edits of a document: an update returns the bytes that a fresh generation with the same names gives."""

from __future__ import annotations

import copy
import json
import shutil
from pathlib import Path
from typing import Any

from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from specloom.build import pipeline
from specloom.config import ClientConfig
from specloom.output.folder.lock_file import read_lock
from specloom.run.progress import SilentProgress

LOCK = "specloom.lock.json"
SURFACE = "specloom.surface.json"
HISTORY = {"CHANGELOG.md"}  # what an update adds to it cannot be in a fresh one
WORDS = ("fooBar", "foo_bar", "foo-bar", "FooBar", "list", "self", "body", "options", "x", "id")
TAGS = ("pets", "Pets", "list", "body")
TYPES: tuple[dict[str, Any], ...] = (
    {"type": "string"},
    {"type": "integer"},
    {"type": "array", "items": {"type": "string"}},
    {"type": "string", "enum": ["a", "b"]},
    {"type": "integer", "enum": [1, 2], "x-enum-varnames": ["one", "ONE"]},
    {"type": "object", "properties": {"x": {"type": "string"}}},
    {"$ref": "#/components/schemas/FooBar"},
)

words = st.sampled_from(WORDS)
types = st.sampled_from(TYPES)
objects = st.builds(
    lambda names, types_: {"type": "object", "properties": dict(zip(names, types_, strict=False))},
    st.lists(words, unique=True, min_size=1, max_size=4),
    st.lists(types, min_size=4, max_size=4),
)


@st.composite
def operations(draw: st.DrawFn) -> dict[str, Any]:
    """Return an operation with parameters and a body."""
    places = draw(
        st.lists(st.tuples(words, st.sampled_from(("query", "header"))), unique=True, max_size=3)
    )
    made: dict[str, Any] = {
        "operationId": draw(st.sampled_from(("list", "listPets", "list_pets", "getFooBar"))),
        "tags": draw(st.lists(st.sampled_from(TAGS), max_size=1)),
        "parameters": [{"name": n, "in": i, "schema": {"type": "string"}} for n, i in places],
        "responses": {
            "200": {"description": "OK", "content": {"application/json": {"schema": draw(types)}}},
            "404": {
                "description": "No",
                "content": {
                    "application/json": {"schema": {"$ref": "#/components/schemas/FooBar"}}
                },
            },
        },
    }
    if draw(st.booleans()):
        schema = draw(st.one_of(types, objects))
        made["requestBody"] = {"content": {"application/json": {"schema": schema}}}
    return made


@st.composite
def documents(draw: st.DrawFn) -> dict[str, Any]:
    """Return a small document, full of names that collide."""
    schemas = draw(st.dictionaries(words, st.one_of(objects, types), max_size=3))
    schemas["FooBar"] = draw(objects)
    paths = st.sampled_from(("/a", "/b", "/c"))
    items = draw(st.dictionaries(paths, operations(), min_size=1, max_size=3))
    return {
        "openapi": "3.1.0",
        "info": {"title": draw(st.sampled_from(("Zoo", "The Zoo"))), "version": "1"},
        "paths": {path: {"post": operation} for path, operation in items.items()},
        "components": {"schemas": schemas},
    }


@st.composite
def edits(draw: st.DrawFn, document: dict[str, Any]) -> dict[str, Any]:
    """Return the document with parts taken from another one: added, changed and removed."""
    # What is changed below must not be one of the constants above.
    new, other = copy.deepcopy((document, draw(documents())))
    for old_part, new_part in (
        (new["paths"], other["paths"]),
        (new["components"]["schemas"], other["components"]["schemas"]),
    ):
        for key in sorted({*old_part, *new_part}):
            choice = draw(st.sampled_from(("keep", "keep", "take", "drop")))
            if choice == "take" and key in new_part:
                old_part[key] = new_part[key]
            elif choice == "drop" and len(old_part) > 1 and key != "FooBar":
                old_part.pop(key, None)
    for schema in new["components"]["schemas"].values():
        if "properties" in schema and draw(st.booleans()):
            schema["properties"][draw(words)] = draw(types)
    for item in new["paths"].values():
        if draw(st.booleans()):
            extra = {"name": draw(words), "in": "query", "schema": {"type": "string"}}
            known = {(p["name"], p["in"]) for p in item["post"]["parameters"]}
            if (extra["name"], "query") not in known:
                item["post"]["parameters"].insert(0, extra)
    new["info"]["title"] = other["info"]["title"]
    return new


def first_tags(document: dict[str, Any]) -> dict[str, str | None]:
    """Return the tag that each operation belongs to, by the operation's pointer."""
    return {
        f"#/paths/~1{path[1:]}/post": next(iter(item["post"].get("tags", ())), None)
        for path, item in document["paths"].items()
    }


def generate(folder: Path, document: Any) -> dict[str, bytes]:
    """Generate into a folder; return its files."""
    spec = folder.parent / "openapi.json"
    spec.write_text(json.dumps(document))
    config = ClientConfig(spec=str(spec), output=str(folder), formatter="none")
    pipeline.generate(config, SilentProgress())
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.name not in HISTORY
    }


@settings(
    max_examples=25,
    derandomize=True,
    phases=(
        Phase.explicit,
        Phase.reuse,
        Phase.generate,
    ),  # each example takes a second: no shrinking
)
@given(data=st.data())
def test_an_update_is_a_fresh_generation_with_the_same_names(data: Any, tmp_path: Path) -> None:
    """Nothing of the old version is left but its names, and which of equal types stands for the others."""
    for name in ("updated", "fresh"):
        shutil.rmtree(tmp_path / name, ignore_errors=True)
    old = data.draw(documents())
    before = generate(tmp_path / "updated", old)
    new = data.draw(edits(old))
    updated = generate(tmp_path / "updated", new)

    lock = json.loads(updated[LOCK])
    (tmp_path / "fresh").mkdir()
    empty = {**lock, "files": {SURFACE: lock["files"][SURFACE]}, "seeded": []}
    (tmp_path / "fresh" / LOCK).write_text(json.dumps(empty))
    (tmp_path / "fresh" / SURFACE).write_bytes(updated[SURFACE])
    fresh = generate(tmp_path / "fresh", new)
    assert fresh == updated

    again = generate(tmp_path / "updated", new)
    assert again == updated
    names, now = (read_lock(files[LOCK]).names for files in (before, updated))
    retagged = first_tags(old).items() ^ first_tags(new).items()  # they are in another class now
    moved = {
        key: (name, now[key])
        for key, name in names.items()
        if key in now and key not in dict(retagged)
    }
    assert {key: pair for key, pair in moved.items() if pair[0] != pair[1]} == {}
