"""What the tests of one module share: JSON values that are large or occur again."""

from __future__ import annotations

import json

from specloom.python.tests.shared_samples import Samples

OWNER = {"name": "Ada Lovelace", "email": "ada@example.com", "city": "London", "country": "GB"}
PET = {"owner": OWNER, "text": "x" * 700}


def samples(*bodies: object) -> Samples:
    """Return the samples of a module that has some bodies."""
    made = Samples("pets.testing")
    for body in bodies:
        made.note(body, "body")
    made.allot({json.dumps(OWNER, sort_keys=True, separators=(",", ":")): "Owner"})
    return made


def entries(made: Samples) -> dict[str, object]:
    """Return the values of the file."""
    return {json.loads(each.name): json.loads(each.value) for each in made.entries()}


def test_what_occurs_again_is_in_the_file() -> None:
    """Under the name of its class; other values refer to it."""
    made = samples(PET, [OWNER])
    assert entries(made) == {"body": {**PET, "owner": {"$ref": "#/owner"}}, "owner": OWNER}
    assert made.code([OWNER]) == '[sample("owner")]'


def test_what_occurs_once_or_is_small_is_in_its_place() -> None:
    """A reader need not look it up."""
    made = samples(OWNER, {"id": 1}, {"id": 1})
    assert entries(made) == {}
    assert made.code({"id": 1}) == '{"id": 1}'


def test_what_only_occurs_in_something_that_occurs_again_is_in_that() -> None:
    """It is written once there."""
    assert entries(samples(PET, PET)) == {"body": PET}


def test_values_with_a_property_ref_are_not_in_the_file() -> None:
    """There it would stand for another value."""
    value = {"$ref": "#/components/schemas/Pet", "text": "x" * 700}
    assert entries(samples(value, value)) == {}
