"""Which old names can stay, and until when."""

from __future__ import annotations

import pytest
from specloom.python.naming.deprecated import (
    Aliases,
    NamedKind,
    ScopedName,
    Thing,
    find_aliases,
    first_minor_with,
)
from specloom.python.naming.name_registry import PastClient

PET = Thing(NamedKind.MODEL, "#/Pet")
TOY = Thing(NamedKind.MODEL, "#/Toy")
PETS = Thing(NamedKind.RESOURCE, "tag/pets")
TOYS = Thing(NamedKind.RESOURCE, "tag/toys")
LIST = Thing(NamedKind.METHOD, "#/list")
GET = Thing(NamedKind.METHOD, "#/get")
CURRENT = {
    PET: ScopedName("models", "Animal"),
    TOY: ScopedName("models", "Toy"),
    PETS: ScopedName("client", "animals"),
    LIST: ScopedName("tag/pets", "all"),
    GET: ScopedName("tag/pets", "get"),
}


def found(
    former: dict[ScopedName, Thing],
    recorded: dict[str, dict[str, str]] | None = None,
    moved: dict[str, str] | None = None,
    version: str = "1.4.0",
) -> Aliases:
    """Return the aliases among the current names."""
    return find_aliases(CURRENT, former, moved or {}, PastClient(aliases=recorded or {}), version)


def told(aliases: Aliases) -> dict[str, str]:
    """Return old names to new ones, as callers write them."""
    return {alias.old: alias.new for alias in aliases.live}


@pytest.mark.parametrize(
    ("version", "before", "minor"),
    [
        ("1.4.0", None, (1, 5)),
        ("1.4.2", "1.4.0", (1, 5)),
        ("1.4.0", "1.3.9", (1, 4)),
        ("2.0.0", "1.9.0", (2, 0)),
        ("1.3.0", "1.4.0", (1, 4)),
        ("v2", "1.0", (2, 0)),
        ("1.10.0", "1.9.0", (1, 10)),
        ("none", None, (0, 1)),
    ],
)
def test_the_first_version_to_be_released(
    version: str, before: str | None, minor: tuple[int, int]
) -> None:
    """A version that is as it was may be out; one that is new is not."""
    assert first_minor_with(version, before) == minor


def test_old_names() -> None:
    """They lead to what the things are called now, and are recorded with their end."""
    aliases = found({ScopedName("models", "Pet"): PET, ScopedName("tag/pets", "list"): LIST})
    assert told(aliases) == {
        "models.Pet": "models.Animal",
        "client.animals.list": "client.animals.all",
    }
    assert aliases.record == {
        "models Pet": {"for": "#/Pet", "until": "2.0.0"},
        "tag/pets list": {"for": "#/list", "until": "2.0.0"},
    }
    assert aliases.findings == ()
    assert [alias.place.name for alias in aliases.of(LIST)] == ["list"]
    again = found({}, dict(aliases.record))  # type: ignore[arg-type]
    assert again == aliases


def test_a_name_that_is_the_current_one_is_no_old_one() -> None:
    assert found({}, {"models Animal": {"for": "#/Pet", "until": "9.0.0"}}) == Aliases()


@pytest.mark.parametrize(
    ("version", "kept"), [("1.5.9", 1), ("1.6.0", 0), ("1.6.0rc1", 0), ("2.0", 0)]
)
def test_time_is_over(version: str, kept: int) -> None:
    recorded = {"models Pet": {"for": "#/Pet", "until": "1.6.0"}}
    assert len(found({}, recorded, version=version).record) == kept


def test_what_is_gone_has_no_old_name() -> None:
    assert found({}, {"models Old": {"for": "#/Gone", "until": "9.0.0"}}) == Aliases()


def test_recorded_things_may_move() -> None:
    """A second rename, in the document, is followed."""
    recorded = {"models Beast": {"for": "#/Beast", "until": "9.0.0"}}
    aliases = found({}, recorded, {"#/Beast": "#/Pet"})
    assert told(aliases) == {"models.Beast": "models.Animal"}
    assert aliases.record == {"models Beast": {"for": "#/Pet", "until": "9.0.0"}}


def test_a_name_is_taken() -> None:
    """By another thing of the same scope; classes may differ by case only, attributes may not."""
    aliases = found(
        {
            ScopedName("models", "Toy"): PET,
            ScopedName("models", "TOY"): PET,
            ScopedName("tag/pets", "Get"): LIST,
            ScopedName("tag/pets", "All"): LIST,
        }
    )
    assert told(aliases) == {
        "models.TOY": "models.Animal",
        "client.animals.All": "client.animals.all",
    }
    assert [finding.at for finding in aliases.findings] == ["#/Pet", "#/list"]
    assert "models.Toy cannot stay as an old name of models.Animal" in aliases.findings[0].message
    assert found({}, dict(aliases.record)).findings == aliases.findings  # type: ignore[arg-type]


def test_a_tag_that_is_gone() -> None:
    """Its attribute stays for the methods that were there, if nothing else has it."""
    former = {ScopedName("client", "toys"): TOYS, ScopedName("tag/toys", "list"): LIST}
    aliases = found(former)
    assert aliases.shadows == ("tag/toys",)
    assert told(aliases)["client.toys.list"] == "client.animals.all"
    assert found({}, dict(aliases.record)) == aliases  # type: ignore[arg-type]
    assert found({ScopedName("client", "toys"): TOYS}) == Aliases()
    taken = found({ScopedName("client", "animals"): TOYS, ScopedName("tag/toys", "list"): LIST})
    assert taken.live == () and taken.shadows == ()
    assert len(taken.findings) == 1


@pytest.mark.parametrize(
    "recorded",
    [
        {"models x y": {"for": "#/Pet", "until": "9.0.0"}},
        {"models Pet\n": {"for": "#/Pet", "until": "9.0.0"}},
        {"models class": {"for": "#/Pet", "until": "9.0.0"}},
        {"nowhere Pet": {"for": "#/Pet", "until": "9.0.0"}},
        {"Pet": {"for": "#/Pet", "until": "9.0.0"}},
        {"models Pet": {}},
        {"models Pet": {"for": 1, "until": []}},
        {"models Pet": {"for": "#/Pet", "until": "soon"}},
    ],
)
def test_a_lock_that_makes_no_sense(recorded: dict[str, dict[str, str]]) -> None:
    """What cannot be understood is left out."""
    assert found({}, recorded) == Aliases()
