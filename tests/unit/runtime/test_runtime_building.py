"""Models are built once, whatever refers to them, and in whichever order they are used."""

from __future__ import annotations

import itertools
import json
from collections import Counter
from typing import Annotated, Any, ClassVar

import pytest
from pydantic import TypeAdapter, ValidationError, create_model
from specloom.runtime import building
from specloom.runtime.fitting import fit, locations_of, validator_of
from specloom.runtime.models import Model
from specloom.runtime.strict import Strict
from specloom.runtime.written import Decoding


class Counted:
    """Marks a field of a model: how often pydantic makes the schema of that field."""

    made: ClassVar[Counter[str]] = Counter()

    def __init__(self, name: str) -> None:
        self.name = name

    def __get_pydantic_core_schema__(self, source: Any, handler: Any) -> Any:
        self.made[self.name] += 1
        return handler(source)


@pytest.fixture(autouse=True)
def _nothing_counted() -> None:
    Counted.made.clear()


def model(name: str, **fields: Any) -> Any:
    """Return a model with a counted field, and others of the given types, all optional."""
    own = Annotated[str | None, Counted(name)]
    given = {each: (type_ | None, None) for each, type_ in fields.items()}
    return create_model(name, __base__=Model, own=(own, None), **given)


CIRCLE: dict[str, tuple[str, ...]] = {"A": ("B", "C"), "B": ("C", "A"), "C": ("A", "B")}


def circle() -> dict[str, Any]:
    """Return three new models that refer to each other."""
    found: dict[str, Any] = {}
    for name in CIRCLE:
        globals().pop(name, None)
    for name, others in CIRCLE.items():
        annotations = {each.lower(): f"{each} | None" for each in others}
        text = f"{name}.own"
        body = {
            "__module__": __name__,
            "__annotations__": {"own": Annotated[str | None, Counted(text)], **annotations},
            "own": None,
            **dict.fromkeys(annotations),
        }
        found[name] = type(Model)(name, (Model,), body)
    globals().update(found)  # where the annotations are looked up
    return found


@pytest.mark.parametrize("order", list(itertools.permutations(CIRCLE)))
def test_models_in_a_circle_are_understood_once(order: tuple[str, ...]) -> None:
    """Each of them reads and writes as if it were built by itself."""
    found = circle()
    for name in order:
        other = CIRCLE[name][0]
        text = json.dumps({"own": "x", other.lower(): {"own": "y", "extra": 1.5}})
        value = found[name].model_validate_json(text, strict=True)
        assert type(getattr(value, other.lower())) is found[other]
        assert json.loads(value.model_dump_json(exclude_unset=True)) == json.loads(text)
    assert Counted.made == dict.fromkeys(("A.own", "B.own", "C.own"), 1)
    for name in order:
        properties = found[name].model_json_schema()["$defs"][name]["properties"]
        assert list(properties) == ["own", *map(str.lower, CIRCLE[name])]


def test_a_circle_of_which_one_is_rebuilt() -> None:
    """What a model was before is not what it is."""
    found = circle()
    assert found["A"](own="x").own == "x"
    assert Counted.made["C.own"] == 1
    found["C"].model_rebuild(force=True)
    assert Counted.made["C.own"] > 1
    assert found["B"](c={"own": "x"}).c.own == "x"


def test_what_many_models_share_is_built_once() -> None:
    """Those that refer to others, and to no circle, are built by themselves, before what refers to them."""
    leaf = model("Leaf")
    shared = model("Shared", leaf=leaf)
    many = [model(f"M{number}", shared=shared) for number in range(building._DEEPEST)]
    fields = {f"f{number}": each for number, each in enumerate(many)}
    roots = [model(f"Root{number}", **fields) for number in range(3)]
    for root in roots:
        value = root.model_validate_json('{"f0": {"shared": {"leaf": {"own": "x"}}}}')
        assert value.f0.shared.leaf.own == "x"
    assert shared.__pydantic_complete__
    assert (Counted.made["Leaf"], Counted.made["Shared"]) == (1, 1)


def test_what_refers_to_a_circle_is_built_with_what_refers_to_it() -> None:
    """By itself, it would hold all of the circle."""
    found = circle()
    above = model("Above", circle=found["A"])
    others = {f"f{number}": model(f"M{number}") for number in range(building._DEEPEST)}
    root = model("Root", above=above, **others)
    root()
    assert not above.__pydantic_complete__
    assert above(circle={"own": "x"}).circle.own == "x"


def test_fields_that_are_called_as_parts_of_pydantics_schemas() -> None:
    """They are read as strictly as others."""
    names = ("metadata", "serialization", "config", "cls", "default", "expected", "members")
    fields: Any = dict.fromkeys((*names, "fields", "type", "schema_"), (float | None, None))
    every = create_model("Every", __base__=Model, **fields)
    value = every.model_validate_json(json.dumps(dict.fromkeys(fields, 5)), strict=True)
    assert {type(getattr(value, name)) for name in fields} == {int}
    problems: list[str] = []
    fit(every, dict.fromkeys(fields, "5"), "$", problems)
    assert problems == [f"$.{name}" for name in fields]


@pytest.mark.parametrize("text", ["null", "[]", '[{"own": "x"}]', "[null]", '{"own": 1}', "1"])
def test_lists_of_models_and_null_are_read_as_pydantic_reads_them(text: str) -> None:
    """Though nothing in the models is looked at again."""
    one = circle()["A"]
    for type_ in (list[one], one | None, list[one] | None, list[one | None], list[list[one]]):
        found = _read(validator_of(type_), text)
        assert found == _read(TypeAdapter(Annotated[type_, Strict()]).validate_json, text)
    assert Counted.made["A.own"] == 1


def _read(validate: Any, text: str) -> Any:
    """Return a value, or the places at which it does not fit."""
    try:
        return validate(text, strict=True, by_alias=True, by_name=False, context=Decoding())
    except ValidationError as error:
        return locations_of(error)
