"""UNSET: an argument that was not given."""

from __future__ import annotations

import copy
import pickle
from typing import Any

import pytest
from specloom.runtime.unset import UNSET, Unset, given


def test_unset_is_false_and_says_what_it_is() -> None:
    """It reads well in signatures and in conditions."""
    assert not UNSET
    assert repr(UNSET) == "UNSET"


def test_unset_is_one() -> None:
    """Copies of it are the same, so `is` works everywhere."""
    assert Unset("UNSET") is UNSET
    assert copy.deepcopy(UNSET) is UNSET
    assert pickle.loads(pickle.dumps(UNSET)) is UNSET


def test_unset_is_not_none() -> None:
    """None sends null."""
    value: Any = None
    assert value != UNSET


@pytest.mark.parametrize("members", [{}, {"a": UNSET}, {"a": UNSET, "b": UNSET}])
def test_a_body_of_nothing_is_unset(members: dict[str, Any]) -> None:
    """An optional body is left out when none of its properties was given."""
    assert given(members) is UNSET


@pytest.mark.parametrize("value", [None, False, 0, "", []])
def test_a_body_of_something_is_sent(value: Any) -> None:
    """Null, false and nothing are values."""
    members = {"a": UNSET, "b": value}
    assert given(members) is members


def test_properties_with_one_value_stay_in_order() -> None:
    """They are sent where the document has them, whatever was given."""
    found = given({"a": 1, "kind": UNSET, "b": UNSET, "c": 3}, {"kind": "x"})
    assert isinstance(found, dict)
    assert list(found.items()) == [("a", 1), ("kind", "x"), ("c", 3)]
    assert given({"a": UNSET, "kind": UNSET}, {"kind": "x"}) is UNSET
