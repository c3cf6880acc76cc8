"""Names in the lock: in objects by what their keys begin with, and read in either form."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from specloom.output.folder.lock_file import Lock, read_lock, write_lock

NAMES = {
    "#/components/schemas/Pet": "Pet",
    "#/components/schemas/Pet/properties/owner": "Owner",
    "#/components/schemas/Pet/properties/owner/items": "OwnerItem",
    "#/paths/~1pets/get": "list",
    "package": "pets",
    "tag/pets": "pets",
}


def lock(names: dict[str, str]) -> Lock:
    """Return a lock with names alone."""
    return Lock(generator="1", source={}, inputs={}, names=names)


def test_what_keys_begin_with_is_not_repeated() -> None:
    """A thing that has a name, and others with names in it, has the key "" among these."""
    assert json.loads(write_lock(lock(NAMES)))["names"] == {
        "#": {
            "/components/schemas/Pet": {
                "": "Pet",
                "/properties/owner": {"": "Owner", "/items": "OwnerItem"},
            },
            "/paths/~1pets/get": "list",
        },
        "package": "pets",
        "tag/pets": "pets",
    }


def test_one_name_is_one_line() -> None:
    """So a change of one is a change of one line."""
    before = write_lock(lock(NAMES)).splitlines()
    after = write_lock(lock({**NAMES, "#/paths/~1pets/get": "list_all"})).splitlines()
    assert sum(one != other for one, other in zip(before, after, strict=True)) == 1


def test_locks_of_the_first_format_are_read() -> None:
    """They have each name under its whole key."""
    data = {**json.loads(write_lock(lock(NAMES))), "format": 1, "names": NAMES}
    assert read_lock(json.dumps(data)).names == NAMES


@pytest.mark.parametrize("names", [{"#": {"/a": 1}}, {"#": ["a"]}, {"#": None}])
def test_other_names_are_refused(names: object) -> None:
    """A name is a text, at any depth."""
    data = {**json.loads(write_lock(lock({}))), "names": names}
    with pytest.raises(ValueError, match="expected a JSON string"):
        read_lock(json.dumps(data))


SEGMENTS = st.lists(st.sampled_from(["", "#", "a", "b", "~1c", "tag"]), max_size=12)


@given(st.dictionaries(SEGMENTS.map("/".join), st.sampled_from(["x", "y"])))
def test_every_name_is_read_again(names: dict[str, str]) -> None:
    """Whatever the keys, and however deep."""
    assert read_lock(write_lock(lock(names))).names == names
