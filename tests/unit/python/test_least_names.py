"""Names that several things would have."""

from __future__ import annotations

import pytest
from specloom.ir.name_keys import NameKey
from specloom.python.naming.identifiers import Wish
from specloom.python.naming.least_names import allot_least


def names(*wishes: tuple[list[str], int], of_operation: bool = False) -> list[str]:
    """Return the names of things with these candidates, in so many places each."""
    found = allot_least(
        Wish(NameKey(str(index)), candidates, given=False, places=places, of_operation=of_operation)
        for index, (candidates, places) in enumerate(wishes)
    )
    return list(found.values())


@pytest.mark.parametrize("places", [1, 3, 5])
def test_nobody_has_what_two_would_have(places: int) -> None:
    """Neither is meant by the name, unless one is in far more places than the other."""
    taken = names((["TeamError", "AddTeamError"], places), (["TeamError", "MoveTeamError"], 2))
    assert taken == ["AddTeamError", "MoveTeamError"]


def test_what_nearly_everyone_means_has_the_name() -> None:
    """It is three times as common as all others together, whatever the order."""
    common = (["TeamError", "AddTeamError"], 9)
    others = [(["TeamError", "MoveTeamError"], 1), (["TeamError", "DropTeamError"], 2)]
    assert names(common, *others) == ["TeamError", "MoveTeamError", "DropTeamError"]
    assert names(*others, common) == ["MoveTeamError", "DropTeamError", "TeamError"]


def test_those_who_come_later_count() -> None:
    """A name is lost to its holder where others come to it that are many."""
    taken = names(
        (["TeamError", "AddTeamError"], 6),
        (["Error", "TeamError", "MoveTeamError"], 2),
        (["Error", "TeamError", "DropTeamError"], 2),
    )
    assert taken == ["AddTeamError", "MoveTeamError", "DropTeamError"]


def test_a_single_word_is_nobodys() -> None:
    """It says too little to be only one of them, however common that is."""
    taken = names((["Parent", "TeamParent"], 50), (["Parent", "CommitParent"], 1))
    assert taken == ["TeamParent", "CommitParent"]


def test_an_operation_among_many_says_less() -> None:
    """What is found in many operations is not called after one of them, but by its word."""
    wishes = ((["Links", "ListKeysLinks"], 38), (["Links", "CreateDropletLinks"], 2))
    assert names(*wishes, of_operation=True) == ["Links", "CreateDropletLinks"]


def test_without_another_name_nobody_is_preferred() -> None:
    """Who has no other name gets a number, in the order of the things."""
    assert names((["TeamError"], 1), (["TeamError"], 9)) == ["TeamError", "TeamError_2"]
