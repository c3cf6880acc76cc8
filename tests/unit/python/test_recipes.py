"""Files whose nodes need not be made again: a record that still holds means that the same nodes would be made."""

from __future__ import annotations

import copy
import json
import random
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from enum import Enum
from functools import cached_property
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from specloom.build.understanding import understand
from specloom.build.versioning import decide
from specloom.config import ClientConfig, read_config
from specloom.diagnostics import GenerationFailed
from specloom.ir.types import Text
from specloom.python.client.client_surface import client_surface
from specloom.python.code.digests import Digests
from specloom.python.code.py_package import PyPackage
from specloom.python.code.watched import ALL, WatchedMapping, WatchedSet
from specloom.python.examples.recipes import _coded, _decoded
from specloom.python.naming.name_registry import PastClient
from specloom.python.naming.printable import Import, Markdown, PythonCode
from specloom.python.package import Release, package_of
from specloom.python.renames import aliases_of
from specloom.run.progress import SilentProgress

ROOT = Path(__file__).resolve().parents[3]
PAIRS = ROOT / "tests/change_pairs"
sys.path.insert(0, str(PAIRS))
from shorthand import document  # type: ignore[import-not-found]  # noqa: E402

MUTATIONS = 12
"""How many values of the kitchen sink are changed, one at a time."""


@dataclass(frozen=True)
class Made:
    """A client: its files, and what the next version has to know."""

    package: PyPackage
    past: PastClient

    @cached_property
    def records(self) -> dict[str, tuple[object, str]]:
        """The nodes of all files that have a recipe, with the record: path -> nodes and record."""
        return records(self.package)


def made(data: Any, folder: Path, past: PastClient | None = None) -> Made:
    """Return the client of a document."""
    spec = folder / "openapi.json"
    spec.write_text(json.dumps(data))
    config = ClientConfig(spec=str(spec), output=str(folder / "out"), formatter="none")
    before = past or PastClient()
    api = understand(config, SilentProgress()).api
    plan, surface = decide(api, config, before)
    aliases = aliases_of(plan, before, "1.0.0")
    package = package_of(plan, Release(version="1.0.0", aliases=aliases))
    following = PastClient(
        surface=client_surface(plan.api, plan), names=plan.names.recorded, aliases=aliases.record
    )
    assert surface is not None
    return Made(package, following)


def records(package: PyPackage) -> dict[str, tuple[object, str]]:
    """Make the nodes of all files that have a recipe: path -> nodes and record."""
    return {file.path: file.recipe.make() for file in package.files if file.recipe}


def kept_files(before: Mapping[str, tuple[object, str]], after: PyPackage) -> set[str]:
    """Return the files that an update keeps, after comparing them with what would be made."""
    kept = set()
    for file in after.files:
        if file.recipe and file.path in before and file.recipe.makes_the_same(before[file.path][1]):
            assert file.recipe.make() == before[file.path], file.path
            kept.add(file.path)
    return kept


@pytest.fixture(scope="module")
def kitchen() -> Any:
    """The document of the kitchen sink."""
    return yaml.safe_load(
        (ROOT / "specs/kitchen-sink/openapi-3.1.yaml").read_text(encoding="utf-8")
    )


@pytest.fixture(scope="module")
def first(kitchen: Any, tmp_path_factory: pytest.TempPathFactory) -> Made:
    """The client of the kitchen sink."""
    return made(kitchen, tmp_path_factory.mktemp("first"))


def test_the_same_document_keeps_all(kitchen: Any, first: Made, tmp_path: Path) -> None:
    """Nothing is made again; so it is with the samples, whose configuration says more."""
    before = first.records
    again = made(kitchen, tmp_path, first.past)
    assert kept_files(before, again.package) == before.keys()
    (config,) = read_config(ROOT / "specs/amazon-bedrock/specloom.toml")
    api = understand(config, SilentProgress()).api
    packages = [
        package_of(decide(api, config, PastClient())[0], Release(version="1")) for _ in range(2)
    ]
    before = records(packages[0])
    assert kept_files(before, packages[1]) == before.keys()


def test_the_order_in_which_files_are_made_does_not_count(kitchen: Any, tmp_path: Path) -> None:
    """What one file reads does not depend on what was made before it: nothing is remembered in between."""
    one, other = (made(kitchen, tmp_path).package for _ in range(2))
    backwards = {f.path: f.recipe.make() for f in reversed(other.files) if f.recipe}
    assert records(one) == backwards


def test_a_new_description_makes_few_files_again(kitchen: Any, first: Made, tmp_path: Path) -> None:
    """The module, its tests with their samples, and its page; no other file depends on it."""
    before = first.records
    changed = copy.deepcopy(kitchen)
    changed["paths"]["/books/{isbn}"]["get"]["description"] = "Look it up."
    after = made(changed, tmp_path, first.past)
    again = before.keys() - kept_files(before, after.package)
    expected = {"books.md", "books.py", "test_books.json", "test_books.py"}
    assert {Path(path).name for path in again} == expected


def test_a_new_description_of_a_type_makes_its_module_again(
    kitchen: Any, first: Made, tmp_path: Path
) -> None:
    """Operations that use it, their tests and their documentation do not depend on it."""
    before = first.records
    changed = copy.deepcopy(kitchen)
    changed["components"]["schemas"]["Book"]["description"] = "Made of paper."
    after = made(changed, tmp_path, first.past)
    again = before.keys() - kept_files(before, after.package)
    assert {path.rpartition("/")[0].rpartition("/")[2] for path in again} == {"models"}


@pytest.mark.parametrize("number", range(0, 60, 4))
def test_pairs_of_documents(number: int, tmp_path: Path) -> None:
    """Every kind of change: what is kept is what would be made."""
    pairs = yaml.safe_load((PAIRS / "pairs.yaml").read_text(encoding="utf-8"))
    for pair in pairs[number : number + 4]:
        both = pair.get("both", {})
        old = made(document(both, pair["old"]), tmp_path)
        new = made(document(both, pair["new"]), tmp_path, old.past)
        kept_files(old.records, new.package)


def leaves(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Yield the paths of all values of a document that are neither mappings nor lists."""
    if isinstance(value, dict):
        for key, each in value.items():
            yield from leaves(each, (*path, key))
    elif isinstance(value, list):
        for index, each in enumerate(value):
            yield from leaves(each, (*path, index))
    else:
        yield path


def mutated(data: Any, path: tuple[Any, ...], chance: random.Random) -> Any:
    """Return a document with another value at a path, or without it."""
    changed = copy.deepcopy(data)
    holder = changed
    for key in path[:-1]:
        holder = holder[key]
    value = holder[path[-1]]
    if chance.random() < 0.25:
        del holder[path[-1]]
    elif isinstance(value, bool):
        holder[path[-1]] = not value
    elif isinstance(value, int | float):
        holder[path[-1]] = value + 1
    elif value in ("string", "integer", "number", "boolean"):
        holder[path[-1]] = chance.choice(["string", "integer", "number", "boolean"])
    else:
        holder[path[-1]] = f"{value}x"
    return changed


@pytest.mark.parametrize("seed", range(MUTATIONS))
def test_one_value_changes(seed: int, kitchen: Any, first: Made, tmp_path: Path) -> None:
    """Whatever value of a document changes: what is kept is what would be made."""
    chance = random.Random(seed)
    path = chance.choice([*leaves(kitchen)])
    try:
        after = made(mutated(kitchen, path, chance), tmp_path, first.past)
    except GenerationFailed:
        pytest.skip("the document is refused")
    kept_files(first.records, after.package)


def test_an_operation_that_is_added_or_removed_makes_its_resource_again(tmp_path: Path) -> None:
    """No other one, though the type that it returns is one class with that of all others."""
    shape = {"type": "object", "properties": {"size": {"type": "integer"}}}
    content = {"application/json": {"schema": shape}}
    responses = {"200": {"description": "OK", "content": content}}
    few: dict[str, Any] = {
        "openapi": "3.1.0",
        "info": {"title": "Zoo", "version": "1"},
        "servers": [{"url": "https://zoo.example"}],
        "paths": {
            f"/{tag}": {
                "get": {"operationId": f"size_{tag}", "tags": [tag], "responses": responses}
            }
            for tag in ("cats", "dogs", "owls")
        },
    }
    more = copy.deepcopy(few)
    more["paths"]["/cats/old"] = {"get": {"tags": ["cats"], "responses": responses}}
    before = made(few, tmp_path)
    after = made(more, tmp_path, before.past)
    added = before.records.keys() - kept_files(before.records, after.package)
    removed = after.records.keys() - kept_files(
        after.records, made(few, tmp_path, after.past).package
    )
    for again in (added, removed):
        assert {Path(path).name for path in again} == {
            *("cats.md", "cats.py", "test_cats.json", "test_cats.py"),
            "shared.md",  # It names the operations that use a type.
        }


@given(st.sets(st.integers(0, 2**16 - 1)))
def test_numbers_of_facts_are_coded(numbers: set[int]) -> None:
    """What is read of a record is what was written."""
    assert list(_decoded(_coded(numbers))) == sorted(numbers)


def test_what_is_no_record_keeps_nothing(first: Made) -> None:
    """Whatever a lock has as a record is read without an error."""
    recipe = next(file.recipe for file in first.package.files if file.recipe)
    assert recipe is not None
    _, record = recipe.make()
    key, attributes, coded = record.split(" ")
    assert recipe.makes_the_same(record)
    for bad in (
        *("", "a", "a b", "a b c d", f"{key} {attributes} {coded}?", f"{key} {attributes} ??"),
        *(f"{key} api.nothing {coded}", f"{key} type.x {coded}", f"{key} api.__class__ {coded}"),
        *(f"{key} x.y {coded}", f"{key} . .", f"{'0' * 32} {attributes} {coded}"),
    ):
        assert not recipe.makes_the_same(bad), bad


class Colour(Enum):
    """An enumeration."""

    RED = 1
    BLUE = 2


def test_digests_tell_values_apart() -> None:
    """Values that differ in anything have different hashes, equal ones the same."""
    digests = Digests()
    values = [
        *(
            None,
            0,
            1,
            1.0,
            True,
            "1",
            b"1",
            "",
            (),
            {},
            frozenset(),
            ("a", "b"),
            ("ab",),
            (("a",), "b"),
        ),
        *(
            {"a": 1, "b": 2},
            {"b": 2, "a": 1},
            frozenset(("a", "b")),
            Text("a"),
            Text("a\n"),
            "a\nb",
        ),
        *(Colour.RED, Colour.BLUE, PythonCode("a"), PythonCode("a").needing(Import("m"))),
        *(Markdown("a"), "a", ("'a'",), ("a'\n'b",), "\ud800"),
    ]
    hashes = [digests.of(value) for value in values]
    assert len(set(hashes)) == len(values)
    assert hashes == [Digests().of(value) for value in copy.deepcopy(values)]
    assert digests.of("a", "b") != digests.of(("a", "b"))


def test_what_cannot_be_hashed_is_an_error() -> None:
    """No part of a value is left out."""
    with pytest.raises(TypeError, match="object cannot be hashed"):
        Digests().of(("a", object()))


def test_what_is_read_is_recorded() -> None:
    """Also what is looked up in vain; to list a mapping or a set is to read all of it."""
    read: set[str] = set()
    mapping = WatchedMapping({"a": 1, "b": 2}, read)
    assert mapping["a"] == 1
    assert mapping.get("c") is None
    assert "d" not in mapping
    members = WatchedSet(frozenset(("a", "e")), read)
    assert "e" in members
    assert read == {"a", "c", "d", "e"}
    listings: list[Callable[[], object]] = [
        *(lambda: list(mapping), lambda: list(mapping.items()), lambda: len(mapping)),
        *(lambda: members | {"x"}, lambda: members - {"x"}, lambda: len(members)),
    ]
    for listing in listings:
        read.clear()
        listing()
        assert ALL in read
