"""Types and operations of one version of an API are found in the next."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from specloom.ir.api import Api, Hole, Operation, Template
from specloom.ir.matching import moved_operations, renamed_types
from specloom.ir.scalars import ScalarKind
from specloom.ir.types import (
    AliasDecl,
    ArrayOf,
    Doc,
    EnumDecl,
    EnumMember,
    Field,
    Given,
    Json,
    Limits,
    Named,
    ObjectDecl,
    Optional,
    Required,
    Scalar,
    Text,
    TypeDecl,
    TypeId,
    TypeRef,
)

STRING = Scalar(kind=ScalarKind.STRING)
NUMBER = Scalar(kind=ScalarKind.NUMBER)


def thing(name: str, /, *, doc: str = "", **fields: TypeRef) -> ObjectDecl:
    """Return an object with optional fields."""
    return ObjectDecl(
        id=TypeId(name),
        hint=Given(Text(name)),
        fields=tuple(
            Field(wire_name=Text(key), type=ref, presence=Optional(), at=f"{name}/{key}")
            for key, ref in fields.items()
        ),
        doc=Doc(description=Text(doc)),
        at=name,
    )


def named(name: str) -> Named:
    """Return a reference."""
    return Named(id=TypeId(name))


def alias(name: str, target: TypeRef) -> AliasDecl:
    """Return another name of a type."""
    return AliasDecl(id=TypeId(name), hint=Given(Text(name)), target=target, at=name)


def enum(name: str, *values: str) -> EnumDecl:
    """Return an enumeration."""
    members = tuple(EnumMember(value=Json(value)) for value in values)
    return EnumDecl(id=TypeId(name), hint=Given(Text(name)), base=STRING, members=members, at=name)


def api(*types: TypeDecl, operations: tuple[Operation, ...] = ()) -> Api:
    """Return an API of these types."""
    return Api(
        title=Text("A"),
        version=Text("1"),
        types={item.id: item for item in types},
        operations=operations,
    )


def renamed(old: Api, new: Api, moved: Mapping[str, str] | None = None) -> dict[str, str]:
    """Return what is found."""
    return {str(key): str(value) for key, value in renamed_types(old, new, moved or {}).items()}


def test_names_places_and_documentation_do_not_matter() -> None:
    """Nor does the order of properties, or what a client does not check."""
    short = Scalar(kind=ScalarKind.STRING, limits=Limits(max_length=3))
    old = api(thing("Pet", doc="A pet.", name=STRING, age=NUMBER), thing("Same", x=STRING))
    new = api(thing("Animal", age=NUMBER, name=short), thing("Same", x=NUMBER))
    assert renamed(old, new) == {"Pet": "Animal"}
    assert renamed(old, old) == {}


@pytest.mark.parametrize(
    "other",
    [
        thing("Animal", name=STRING),
        thing("Animal", name=STRING, age=STRING),
        thing("Animal", name=STRING, age=NUMBER, more=STRING),
        thing("Animal", name=STRING, Age=NUMBER),
        thing("Animal", name=ArrayOf(items=STRING), age=NUMBER),
        alias("Animal", named("Same")),
    ],
)
def test_another_shape_is_another_type(other: TypeDecl) -> None:
    old = api(thing("Pet", name=STRING, age=NUMBER), thing("Same", x=STRING))
    assert renamed(old, api(other, thing("Same", x=STRING))) == {}


def test_presence_matters() -> None:
    wanted = Field(wire_name=Text("name"), type=STRING, presence=Required(), at="x")
    other = ObjectDecl(id=TypeId("Animal"), hint=Given(Text("")), fields=(wanted,), at="x")
    assert renamed(api(thing("Pet", name=STRING)), api(other)) == {}


def test_types_that_refer_to_each_other() -> None:
    """In circles, and to others that have another name, too."""
    old = api(
        thing("Pet", mother=named("Pet"), owner=named("Owner")),
        thing("Owner", pets=ArrayOf(items=named("Pet"))),
    )
    new = api(
        thing("Animal", mother=named("Animal"), owner=named("Human")),
        thing("Human", pets=ArrayOf(items=named("Animal"))),
    )
    assert renamed(old, new) == {"Pet": "Animal", "Owner": "Human"}
    crossed = api(
        thing("Animal", mother=named("Human"), owner=named("Human")),
        thing("Human", pets=ArrayOf(items=named("Animal"))),
    )
    assert renamed(old, crossed) == {}


def test_references_tell_alike_types_apart() -> None:
    old = api(thing("A", x=named("C")), thing("B", x=named("D")), enum("C", "c"), enum("D", "d"))
    new = api(thing("E", x=named("H")), thing("F", x=named("G")), enum("G", "c"), enum("H", "d"))
    assert renamed(old, new) == {"A": "F", "B": "E", "C": "G", "D": "H"}


def test_two_candidates_are_none() -> None:
    """On either side."""
    pet, cat, dog = (thing(name, name=STRING) for name in ("Pet", "Cat", "Dog"))
    assert renamed(api(pet), api(cat, dog)) == {}
    assert renamed(api(cat, dog), api(pet)) == {}


def test_what_is_simple_is_not_found() -> None:
    """Every string looks like every other one."""
    assert renamed(api(alias("Name", STRING)), api(alias("Colour", STRING))) == {}
    assert renamed(api(thing("Empty")), api(thing("Nothing"))) == {}
    lists = (alias("Names", ArrayOf(items=STRING)), alias("Colours", ArrayOf(items=STRING)))
    assert renamed(api(lists[0]), api(lists[1])) == {"Names": "Colours"}


def test_inner_types_go_with_their_owners() -> None:
    """Types that look alike are told apart by their places."""
    inner = ("/properties/a", "/properties/b")

    def owner(name: str, also: TypeRef) -> tuple[TypeDecl, ...]:
        a, b = (f"{name}{place}" for place in inner)
        whole = thing(name, a=named(a), b=named(b), also=also)
        return (whole, thing(a, x=STRING), thing(b, x=STRING))

    found = renamed(api(*owner("#/Pet", STRING)), api(*owner("#/Animal", STRING)))
    assert found == {f"#/Pet{place}": f"#/Animal{place}" for place in ("", *inner)}
    assert renamed(api(*owner("#/Pet", STRING)), api(*owner("#/Animal", NUMBER))) == {}
    moved = {"#/Pet": "#/Animal"}
    found = renamed(api(*owner("#/Pet", STRING)), api(*owner("#/Animal", NUMBER)), moved)
    assert found == {f"#/Pet{place}": f"#/Animal{place}" for place in inner}


def operation(at: str, name: str | None, method: str, *path: str) -> Operation:
    """Return an operation; parts of the path that begin with ":" are holes."""
    parts = tuple(Hole(Text(p)) if p.startswith(":") else Text(p) for p in path)
    return Operation(
        operation_id=Text(name) if name else None,
        method=method,
        path=Template(parts),
        tags=(),
        parameters=(),
        body=None,
        responses=(),
        security=(),
        at=at,
    )


def test_operations_that_moved() -> None:
    """By their operationId, else by method and path; those that are where they were have not moved."""
    old = api(
        operations=(
            operation("1", "list", "GET", "/pets"),
            operation("2", None, "GET", "/pets/", ":id"),
            operation("3", "stay", "GET", "/stay"),
            operation("4", "twice", "GET", "/a"),
            operation("5", "gone", "GET", "/b"),
        )
    )
    new = api(
        operations=(
            operation("11", "list", "POST", "/animals"),
            operation("12", None, "GET", "/pets/", ":name"),
            operation("3", "stays", "GET", "/stay"),
            operation("14", "twice", "GET", "/c"),
            operation("15", "twice", "GET", "/d"),
        )
    )
    assert moved_operations(old, new) == {"1": "11", "2": "12"}


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("/v1/pets", "/v2/pets"),
        ("/pets", "/api/v2.1/pets"),
        ("/v1beta1/pets", "/v1/pets"),
        ("/2023/pets", "/2024/pets"),
    ],
)
def test_operations_of_another_version_of_the_path(old: str, new: str) -> None:
    """The version that a path begins with says nothing about which operation it is."""
    before, after = api(operations=(operation("1", None, "GET", old),)), api(
        operations=(operation("2", None, "GET", new),)
    )
    assert moved_operations(before, after) == {"1": "2"}


@pytest.mark.parametrize("new", ["/pets/v2", "/v2/animals", "/v2", "/vpets", "/users/pets"])
def test_operations_of_another_path(new: str) -> None:
    """What is no version tells operations apart."""
    before = api(operations=(operation("1", None, "GET", "/v1/pets"),))
    assert moved_operations(before, api(operations=(operation("2", None, "GET", new),))) == {}
