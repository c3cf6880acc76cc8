"""Dataclasses that are cheap to declare and to make behave like those of the standard library."""

from __future__ import annotations

import dataclasses
import pickle
from collections.abc import Callable
from dataclasses import field
from typing import Any

import pytest
from specloom.records import altered, dataclass, replace

OURS: Any = dataclass
THEIRS: Any = dataclasses.dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """What is sent to another process."""

    at: str
    line: int = 1


def classes(declare: Any) -> tuple[Any, Any]:
    """Return a class with fields of all kinds, and one that extends it."""

    @declare(frozen=True, slots=True)
    class Base:
        name: str
        size: int = 1
        parts: list[str] = field(default_factory=list)
        note: str = field(default="", compare=False, repr=False)
        found: dict[str, int] = field(default_factory=dict, init=False)

        def __post_init__(self) -> None:
            self.found[self.name] = self.size

    @declare(frozen=True, slots=True, kw_only=True)
    class Further(Base):
        more: tuple[str, ...] = ()

    return Base, Further


@pytest.mark.parametrize(
    "show",
    [
        lambda base, further: repr(base("a", 2, note="x")).rpartition(".")[2],
        lambda base, further: repr(further("a", more=("b",))).rpartition(".")[2],
        lambda base, further: base("a") == base("a", note="x"),
        lambda base, further: base("a") == base("a", 2),
        lambda base, further: base("a") == further("a"),
        lambda base, further: further("a", more=("b",)).found,
        lambda base, further: replace(base("a"), size=3).found,
        lambda base, further: base("a").parts is base("a").parts,
        lambda base, further: hasattr(base("a"), "__dict__"),
        lambda base, further: (base.__match_args__, further.__match_args__),
        lambda base, further: [each.name for each in dataclasses.fields(further)],
    ],
)
def test_behaves_like_a_dataclass(show: Callable[[Any, Any], object]) -> None:
    """Objects are made, compared, shown, copied and matched as those of the standard library."""
    assert show(*classes(OURS)) == show(*classes(THEIRS))


@pytest.mark.parametrize("arguments", [{}, {"name": "a", "other": 1}, {"name": "a", "found": {}}])
def test_refuses_wrong_arguments(arguments: dict[str, object]) -> None:
    """An argument that is missing, or is none, is an error, also after the first object."""
    base, _ = classes(OURS)
    for _ in range(2):
        with pytest.raises(TypeError):
            base(**arguments)
        base("a")


def test_equal_objects_have_one_hash_and_travel() -> None:
    """They can be keys of a mapping, and be sent to another process."""
    place = Place(at="#/info")
    assert {place: 1}[Place(at="#/info", line=1)] == 1
    assert pickle.loads(pickle.dumps(place)) == place


def test_what_is_altered_in_nothing_is_the_same_object() -> None:
    """Attributes that are the same objects, or tuples of such, make no other object; equal ones do, as 1 is equal to true."""
    base, _ = classes(OURS)
    one, parts = base("a"), (Place(at="a"), Place(at="b"))
    assert altered(one, name=one.name) is one
    assert altered(one, name="b") == replace(one, name="b")
    held = replace(one, name=parts)
    assert altered(held, name=tuple(each for each in parts)) is held
    assert altered(held, name=(parts[0], Place(at="b"))) is not held
    assert altered(held, name=parts[:1]).name == parts[:1]
