"""The names of types in excerpts of real documents: those that a careful person would give.

`types/<document>.json` is an excerpt, with the schemas that are needed; `types/<document>.txt` has a line for each type:
its name, and its place in the document.
"""

from __future__ import annotations

import functools
from collections.abc import Iterator
from pathlib import Path

import pytest
from specloom.build.pipeline import understand
from specloom.config import ClientConfig
from specloom.ir.name_keys import model_key
from specloom.python.naming.name_registry import PastClient
from specloom.python.plan import plan
from specloom.python.shapes import with_one_class_per_shape
from specloom.run.progress import SilentProgress

FOLDER = Path(__file__).with_name("types")


def rows() -> Iterator[tuple[str, str, str]]:
    """Yield the document, the place and the name of each type in the table."""
    for table in sorted(FOLDER.glob("*.txt")):
        for line in table.read_text().splitlines():
            name, _, place = line.partition(" ")
            yield table.stem, place, name


@functools.cache
def names_in(document: str) -> dict[str, str]:
    """Return the names of all types in an excerpt, by their places."""
    config = ClientConfig(
        spec=str(FOLDER / f"{document}.json"), output="unused", unreachable_schemas=True
    )
    api = understand(config, SilentProgress()).api
    client = plan(with_one_class_per_shape(api, config, PastClient()), config, PastClient())
    names = {str(type_id): name for type_id, name in client.symbols.names.items()}
    same = {
        str(other): names[type_id]
        for type_id, declaration in client.api.types.items()
        for other in declaration.also
        if type_id in names
    }
    return {**names, **same}


def test_locked_names_stay() -> None:
    """Names that an earlier version chose, and that the lock of a client has, stay, however long they are."""
    config = ClientConfig(spec=str(FOLDER / "long-untagged.json"), output="unused")
    api = understand(config, SilentProgress()).api
    client = plan(api, config, PastClient())
    owned = [i for i, name in client.symbols.names.items() if name.startswith(("Create", "Update"))]
    old = {model_key(i): f"PostTerminalConfigurationsBbposWisepos{n}" for n, i in enumerate(owned)}
    again = plan(api, config, PastClient(names=old))
    assert owned
    assert [again.symbols.names[i] for i in owned] == list(old.values())


@pytest.mark.parametrize(("document", "place", "name"), list(rows()))
def test_type_names(document: str, place: str, name: str) -> None:
    """Each type is called as in the table."""
    assert names_in(document)[place] == name


def test_the_table_is_large() -> None:
    """It has at least a hundred rows, each for another type."""
    places = [(document, place) for document, place, _ in rows()]
    assert len(places) == len(set(places)) >= 100
